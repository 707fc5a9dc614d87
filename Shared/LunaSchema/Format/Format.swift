/// The formats of JSON Schema 2020-12 (validation §7.3). A name that is not here is never checked.
enum Format: String, Sendable {
    case regex
    func accepts(_ text: String) -> Bool {
        switch self {
        case .regex: (try? Pattern(text, isStrict: true)) != nil
        }
    }
}

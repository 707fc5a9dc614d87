/// The formats of JSON Schema 2020-12 (validation §7.3). A name that is not here is never checked.
enum Format: String, Sendable, CaseIterable {
    case dateTime = "date-time"
    case date, time, duration
    case email
    case idnEmail = "idn-email"
    case hostname
    case idnHostname = "idn-hostname"
    case ipv4, ipv6
    case uri
    case uriReference = "uri-reference"
    case iri
    case iriReference = "iri-reference"
    case uriTemplate = "uri-template"
    case uuid
    case jsonPointer = "json-pointer"
    case relativeJSONPointer = "relative-json-pointer"
    case regex

    func accepts(_ text: String) -> Bool {
        let bytes = Array(text.utf8)
        return switch self {
        case .dateTime: DateTimeFormat.isDateTime(bytes)
        case .date: DateTimeFormat.isDate(bytes[...])
        case .time: DateTimeFormat.isTime(bytes[...])
        case .duration: DateTimeFormat.isDuration(bytes)
        case .email: MailFormat.isAddress(text, isInternational: false)
        case .idnEmail: MailFormat.isAddress(text, isInternational: true)
        case .hostname: HostFormat.isHostname(text, isInternational: false)
        case .idnHostname: HostFormat.isHostname(text, isInternational: true)
        case .ipv4: HostFormat.isIPv4(bytes[...])
        case .ipv6: HostFormat.isIPv6(bytes[...])
        case .uri: URIFormat.isReference(text, isInternational: false, needsScheme: true)
        case .uriReference: URIFormat.isReference(text, isInternational: false, needsScheme: false)
        case .iri: URIFormat.isReference(text, isInternational: true, needsScheme: true)
        case .iriReference: URIFormat.isReference(text, isInternational: true, needsScheme: false)
        case .uriTemplate: URIFormat.isTemplate(text)
        case .uuid: Self.isUUID(bytes)
        case .jsonPointer: JSONPointer.tokens(text) != nil
        case .relativeJSONPointer: Self.isRelativePointer(text)
        case .regex: (try? Pattern(text, isStrict: true)) != nil
        }
    }

    /// RFC 9562 §4: 8-4-4-4-12 hexadecimal digits.
    private static func isUUID(_ bytes: [UInt8]) -> Bool {
        guard bytes.count == 36 else { return false }
        for (index, byte) in bytes.enumerated() {
            let isHyphen = index == 8 || index == 13 || index == 18 || index == 23
            if isHyphen ? byte != UInt8(ascii: "-") : !ASCII.isHexadecimal(byte) { return false }
        }
        return true
    }

    /// A number without superfluous zero, then `#` or a JSON Pointer.
    private static func isRelativePointer(_ text: String) -> Bool {
        let digits = text.utf8.prefix { ASCII.isDigit($0) }
        guard !digits.isEmpty, digits.count == 1 || digits.first != UInt8(ascii: "0") else { return false }
        let rest = String(Substring(text.utf8.dropFirst(digits.count)))
        return rest == "#" || JSONPointer.tokens(rest) != nil
    }
}

/// Classes of ASCII bytes.
enum ASCII {
    static func isDigit(_ byte: UInt8) -> Bool { byte &- 48 < 10 }
    static func isLetter(_ byte: UInt8) -> Bool { (byte | 0x20) &- 97 < 26 }
    static func isHexadecimal(_ byte: UInt8) -> Bool { isDigit(byte) || (byte | 0x20) &- 97 < 6 }
    /// The value of a text of one or more digits that fits.
    static func number(_ digits: some Collection<UInt8>) -> Int? {
        guard !digits.isEmpty, digits.count < 10, digits.allSatisfy(isDigit) else { return nil }
        return digits.reduce(0) { $0 * 10 + Int($1 - 48) }
    }
}

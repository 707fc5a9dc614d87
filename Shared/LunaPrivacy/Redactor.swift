/// Takes finds out of text that is written down: logs, spans, events, dead letters. Safe on any thread. Its two
/// functions
/// are those of the service kit's `LogRedactor`, so a conformance needs no code.
public struct PrivacyRedactor: Sendable {
    private let scanner: PrivacyScanner
    private let policy: PrivacyPolicy
    private let destination: PrivacyDestination

    public init(
        scanner: PrivacyScanner = PrivacyScanner(), policy: PrivacyPolicy = .default,
        destination: PrivacyDestination = .log
    ) {
        self.scanner = scanner
        self.policy = policy
        self.destination = destination
    }

    /// `message` with each find replaced by its type, such as `[EMAIL]`. Text without finds comes back without a copy.
    /// Where the policy says `tokenise` it masks, because a log has no vault.
    public func redact(_ message: String) -> String {
        // The shortest find, a password after its label, needs more.
        guard message.utf8.count >= 6 else { return message }
        let spans = scanner.scan(message)
        guard !spans.isEmpty else { return message }
        return String(decoding: masked(Array(message.utf8), spans), as: UTF8.self)
    }

    /// The value under `key`: masked whole when the key is one of secrets, otherwise as text, with the key as context.
    public func redact(_ value: String, key: String) -> String {
        guard !value.isEmpty else { return value }
        if PrivacyScanner.isSecretName(key) { return "[SECRET]" }
        let head = Array("\(key): ".utf8)
        let bytes = Array(value.utf8)
        let spans = scanner.scan(head + bytes).compactMap { span -> PrivacySpan? in
            guard span.end > head.count else { return nil }
            return PrivacySpan(
                start: max(0, span.start - head.count), end: span.end - head.count, type: span.type,
                confidence: span.confidence, reason: span.reason)
        }
        guard !spans.isEmpty else { return value }
        return String(decoding: masked(bytes, spans), as: UTF8.self)
    }

    private func masked(_ bytes: [UInt8], _ spans: [PrivacySpan]) -> [UInt8] {
        var output: [UInt8] = []
        output.reserveCapacity(bytes.count)
        var copied = 0
        for span in spans {
            let strategy = policy.strategy(for: span.type, to: destination)
            if strategy == .allow { continue }
            output += bytes[copied..<span.start]
            if strategy != .drop { output += Array("[\(span.type.rawValue)]".utf8) }
            copied = span.end
        }
        return output + bytes[copied...]
    }
}

extension PrivacyScanner {
    /// Whether a field or variable of that name holds a secret: `password`, `DB_PASSWORD`, `x-api-key`, `clientSecret`.
    /// Counts such as `prompt_tokens` do not.
    public static func isSecretName(_ name: String) -> Bool {
        if ["authorization", "proxy-authorization", "cookie", "set-cookie"].contains(name.lowercased()) { return true }
        var name = name
        return name.withUTF8 { Scan(ByteText($0), words: ContextWords.table).endsInSecretName() }
    }
}

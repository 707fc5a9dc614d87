import LunaPrivacy

extension ErrorInfo {
    /// The same error with personal data and secrets masked in its text: errors are written to journals, events and logs.
    /// Code and class are words of ours and stay. Doing it again changes nothing.
    public func redacted() -> ErrorInfo {
        let redactor = PrivacyRedactor.shared
        var copy = self
        copy.message = redactor.redact(message)
        copy.details = Dictionary(
            uniqueKeysWithValues: details.map { ($0.key, redactor.redact($0.value, key: $0.key)) })
        return copy
    }
}

extension TaskLog {
    /// The same line with personal data and secrets masked.
    public func redacted() -> TaskLog {
        var copy = self
        copy.message = PrivacyRedactor.shared.redact(message)
        return copy
    }
}

extension WorkResult {
    /// The same result with its error redacted. Output and files are products and stay exact.
    public func redacted() -> WorkResult {
        guard let error else { return self }
        var copy = self
        copy.error = error.redacted()
        return copy
    }
}

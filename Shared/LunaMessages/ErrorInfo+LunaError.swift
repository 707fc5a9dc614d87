import LunaCore

extension ErrorInfo {
    /// The error as it crosses the bus, ``redacted()``. A NUL in its text becomes U+FFFD, so that an error can always be told.
    public init(_ error: LunaError) {
        let plain = Self(
            code: Self.withoutNUL(error.code), errorClass: Self.withoutNUL(error.errorClass.rawValue),
            message: Self.withoutNUL(error.message), retryable: error.isRetryable,
            details: Dictionary(
                error.details.map { (Self.withoutNUL($0.key), Self.withoutNUL($0.value)) },
                uniquingKeysWith: { first, _ in first }))
        self = plain.redacted()
    }

    private static func withoutNUL(_ text: String) -> String {
        guard text.utf8.contains(0) else { return text }
        return String(String.UnicodeScalarView(text.unicodeScalars.map { $0 == "\0" ? "\u{FFFD}" : $0 }))
    }
}

extension LunaError {
    /// The error that a peer told. A peer that left out code or class gets `internal.unexpected`, class internal.
    public init(_ info: ErrorInfo) {
        self.init(
            info.code.isEmpty ? "internal.unexpected" : info.code,
            info.errorClass.isEmpty ? .internal : Class(rawValue: info.errorClass),
            info.message, isRetryable: info.retryable, details: info.details)
    }
}

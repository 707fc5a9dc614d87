/// Text that may be written down. Only a `PrivacyRedactor` makes one, so that what takes only this (logs) cannot be handed
/// anything else.
public struct Redacted: Sendable, Hashable {
    /// The text, without finds.
    public let text: String

    init(_ text: String) { self.text = text }

    /// What stands for a value of which nothing may be told.
    public static let hidden = Redacted("***")
}

extension PrivacyRedactor {
    /// What all writers use: everything is masked. What a tenant's policy says about logs can only be stricter.
    public static let shared = PrivacyRedactor()

    /// As ``redact(_:)``, and says so.
    public func redacted(_ text: String) -> Redacted { Redacted(redact(text)) }

    /// As ``redact(_:key:)``, and says so.
    public func redacted(_ value: String, key: String) -> Redacted { Redacted(redact(value, key: key)) }
}

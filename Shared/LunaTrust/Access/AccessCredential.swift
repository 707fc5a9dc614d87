import LunaCore

/// A key of access as its owner has it: `luna_<id>_<secret>`, the id 12 hexadecimal digits and public, the secret 256
/// random bits in base64url.
public struct AccessCredential: Sendable {
    /// Names the key in lists and in the audit trail.
    public let id: String
    private let secret: String

    /// A new one.
    public init() {
        id = TextForm.hex(TextForm.random(6))
        secret = TextForm.base64url(TextForm.random(32))
    }

    /// Reads a key; nil when the text has another form.
    public init?(_ text: String) {
        let parts = text.split(separator: "_", maxSplits: 2, omittingEmptySubsequences: false)
        guard parts.count == 3, parts[0] == "luna", parts[1].utf8.count == 12, parts[2].utf8.count == 43,
            parts[1].utf8.allSatisfy({ (48...57).contains($0) || (97...102).contains($0) })
        else { return nil }
        id = String(parts[1])
        secret = String(parts[2])
    }

    /// The whole key. Keep it secret.
    public var text: String { "luna_\(id)_\(secret)" }

    /// What may be stored. The secret is random, so a plain hash cannot be guessed from.
    public var hash: String { Digest(of: "luna.access-key.1/\(id)/\(secret)").hex }
}

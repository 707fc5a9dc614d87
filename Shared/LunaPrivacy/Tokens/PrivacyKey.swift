import Crypto
import LunaCore

/// Whose text it is, and within what the same value gets the same token: usually an execution.
public struct PrivacyScope: Sendable, Hashable {
    public let tenant: TenantID
    /// Any text that names the scope, such as an execution id.
    public let id: String

    public init(tenant: TenantID, id: String) {
        self.tenant = tenant
        self.id = id
    }
}

/// A tenant's secret from which the keys of all its scopes are derived (HKDF-SHA-256, RFC 5869). Never printed.
public struct PrivacyKey: Sendable, CustomStringConvertible, CustomReflectable {
    private let root: SymmetricKey

    /// - Throws: `LunaError` `privacy.bad_key` unless there are at least 32 bytes.
    public init(bytes: [UInt8]) throws {
        guard bytes.count >= 32 else {
            throw LunaError(
                "privacy.bad_key", .validation, "A tenant's privacy key needs at least 32 bytes of randomness.")
        }
        root = SymmetricKey(data: bytes)
    }

    private init(root: SymmetricKey) { self.root = root }

    /// A new random key of 32 bytes.
    public static func random() -> PrivacyKey { PrivacyKey(root: SymmetricKey(size: .bits256)) }

    /// A key for one purpose in one scope. Length prefixes keep two scopes from running into one another.
    func derived(_ purpose: String, _ scope: PrivacyScope) -> SymmetricKey {
        var info = Array("luna.privacy.v1".utf8)
        for part in [purpose, scope.tenant.rawValue, scope.id] {
            let bytes = Array(part.utf8)
            info += withUnsafeBytes(of: UInt32(bytes.count).bigEndian) { Array($0) }
            info += bytes
        }
        return HKDF<SHA256>.deriveKey(inputKeyMaterial: root, info: info, outputByteCount: 32)
    }

    /// A mark by which a value or a person is found again without being kept: HMAC-SHA-256, hexadecimal, under a key of
    /// the tenant and `purpose`. White space, hyphens and the case of ASCII letters make no difference, so that a number
    /// is found however it was written.
    public func mark(_ text: String, purpose: String, tenant: TenantID) -> String {
        let plain = text.unicodeScalars.filter { !$0.properties.isWhitespace && $0 != "-" }
        let bytes = String(String.UnicodeScalarView(plain)).utf8.map(Byte.lower)
        let key = derived("mark.\(purpose)", PrivacyScope(tenant: tenant, id: ""))
        return HMAC<SHA256>.authenticationCode(for: bytes, using: key).map { byte in
            String(byte >> 4, radix: 16) + String(byte & 15, radix: 16)
        }.joined()
    }

    public var description: String { "PrivacyKey(hidden)" }
    public var customMirror: Mirror { Mirror(self, children: []) }
}

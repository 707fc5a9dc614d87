import Crypto
import LunaCore

/// A key of 256 bits that encrypts data keys with AES-256-GCM (NIST SP 800-38D), for the providers that hold such keys
/// themselves: ``FileKeyProvider``, ``SecretKeyProvider``, ``VaultKVKeyProvider``.
struct MasterKey: Sendable {
    let id: String
    private let key: SymmetricKey
    static let bits = 256

    /// - Parameter base64url: 32 bytes.
    /// - Returns: `nil` when it is no such key.
    init?(id: String, base64url text: String) {
        guard Self.isID(id), let bytes = TextForm.bytes(base64url: text), bytes.count * 8 == Self.bits else {
            return nil
        }
        self.id = id
        key = SymmetricKey(data: bytes)
    }

    /// A new id and a new key, as they are stored.
    static func make() -> (id: String, base64url: String) {
        ("k" + TextForm.hex(TextForm.random(8)), TextForm.base64url(TextForm.random(bits / 8)))
    }

    /// - Parameter scheme: which provider wrapped it; part of the text and of what is authenticated.
    func wrap(_ plain: SymmetricKey, scheme: String, context: [UInt8]) throws -> WrappedKey {
        let bytes = plain.withUnsafeBytes { Array($0) }
        let box = try AES.GCM.seal(bytes, using: key, authenticating: Self.bound(scheme, id, context))
        let sealed = Array(box.nonce) + Array(box.ciphertext) + Array(box.tag)
        return WrappedKey(keyID: id, text: "\(scheme):\(id):\(TextForm.base64url(sealed))")
    }

    /// - Throws: `LunaError` `keys.refused`.
    func unwrap(_ wrapped: WrappedKey, scheme: String, context: [UInt8]) throws -> SymmetricKey {
        let parts = wrapped.text.split(separator: ":", omittingEmptySubsequences: false)
        guard parts.count == 3, let sealed = TextForm.bytes(base64url: String(parts[2])),
            let box = try? AES.GCM.SealedBox(combined: sealed),
            let plain = try? AES.GCM.open(box, using: key, authenticating: Self.bound(scheme, id, context))
        else { throw KeyFailure.refused }
        return SymmetricKey(data: plain)
    }

    /// Which key opens `wrapped`. An id becomes a file's name in one provider, so it is read strictly.
    /// - Throws: `LunaError` `keys.refused` when it is not of this scheme.
    static func id(of wrapped: WrappedKey, scheme: String) throws -> String {
        let parts = wrapped.text.split(separator: ":", omittingEmptySubsequences: false).map(String.init)
        guard parts.count == 3, parts[0] == scheme, parts[1] == wrapped.keyID, isID(parts[1]) else {
            throw KeyFailure.refused
        }
        return parts[1]
    }

    static func isID(_ text: String) -> Bool {
        IdentifierRules.isToken(text) && !text.contains(".") && !text.contains("/")
    }

    private static func bound(_ scheme: String, _ id: String, _ context: [UInt8]) -> [UInt8] {
        TextForm.framed([Array("luna.\(scheme)-key.1".utf8), Array(id.utf8), context])
    }
}

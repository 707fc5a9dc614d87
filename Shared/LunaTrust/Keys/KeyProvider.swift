import Crypto
import LunaCore

/// A data key as it may be stored: encrypted by a key that never leaves its ``KeyProvider``.
public struct WrappedKey: Sendable, Hashable {
    /// The provider's key, with its version, that encrypted it.
    public let keyID: String
    /// What the provider needs to decrypt it. Printable ASCII.
    public let text: String

    /// See the properties.
    public init(keyID: String, text: String) {
        self.keyID = keyID
        self.text = text
    }
}

/// A key management system: it keeps the keys that protect other keys. Implementations: ``FileKeyProvider``,
/// ``VaultTransitKeyProvider``. Thread-safe.
public protocol KeyProvider: Sendable {
    /// The key that ``wrap(_:context:)`` uses now. Made when there is none yet.
    /// - Throws: `LunaError` `keys.unavailable`, `keys.invalid`.
    func currentKeyID() async throws -> String

    /// Encrypts a data key under the current key.
    /// - Parameter context: what the key is for; ``unwrap(_:context:)`` needs the same.
    /// - Throws: `LunaError` `keys.unavailable`, `keys.invalid`.
    func wrap(_ key: SymmetricKey, context: [UInt8]) async throws -> WrappedKey

    /// - Throws: `LunaError` `keys.unknown` when the provider's key is gone, `keys.refused` when the text was altered
    ///   or the context is another one, `keys.unavailable`, `keys.invalid`.
    func unwrap(_ wrapped: WrappedKey, context: [UInt8]) async throws -> SymmetricKey

    /// Makes a new current key; the older ones stay for unwrapping.
    /// - Returns: the new key's id.
    /// - Throws: `LunaError` `keys.unavailable`, `keys.invalid`.
    func rotate() async throws -> String
}

/// The errors of key providers and ciphers, in one place.
enum KeyFailure {
    static func unknown(_ keyID: String) -> LunaError {
        LunaError(
            "keys.unknown", .dependency,
            "The key '\(keyID)' is not there. Restore it from the backup of the keys: without it nothing that it protects can be read.",
            isRetryable: false, details: ["key": keyID])
    }

    static let refused = LunaError(
        "keys.refused", .permission,
        "A protected key could not be opened: it was altered, or it belongs to another tenant or purpose.")

    static func invalid(_ reason: String, path: String) -> LunaError {
        LunaError("keys.invalid", .permission, "'\(path)': \(reason)", details: ["path": path])
    }

    static func unavailable(_ reason: String) -> LunaError {
        LunaError("keys.unavailable", .dependency, "The keys cannot be reached: \(reason)")
    }
}

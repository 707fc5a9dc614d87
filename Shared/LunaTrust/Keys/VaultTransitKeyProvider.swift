import Crypto
import LunaCore

/// Keys that never leave a HashiCorp Vault: its transit engine wraps and unwraps. The key is made (aes256-gcm96) when it
/// is not there and the token allows it; each version of it is one of our keys, so Vault may rotate it by itself. What a
/// data key is for goes along as associated data.
public struct VaultTransitKeyProvider: KeyProvider {
    private let vault: VaultClient
    private var name: String { vault.settings.name }

    /// - Parameter settings: `mount` of a transit engine, `name` of a key in it.
    public init(_ settings: VaultSettings) {
        vault = VaultClient(settings)
    }

    public func currentKeyID() async throws -> String {
        if let id = try await newest() { return id }
        let made = try await vault.call("POST", "keys/\(name)", .object(["type": .string("aes256-gcm96")]))
        guard (200..<300).contains(made.status), let id = try await newest() else {
            throw KeyFailure.unavailable(
                "Vault has no key '\(name)' and makes none: \(made.errors.joined(separator: "; "))")
        }
        return id
    }

    public func wrap(_ key: SymmetricKey, context: [UInt8]) async throws -> WrappedKey {
        _ = try await currentKeyID()
        let plain = key.withUnsafeBytes { Array($0) }
        let reply = try await vault.call(
            "POST", "encrypt/\(name)",
            .object([
                "plaintext": .string(TextForm.base64(plain)), "associated_data": .string(TextForm.base64(context)),
            ]))
        guard reply.status == 200, let text = reply.data["ciphertext"]?.stringValue, let version = Self.version(text)
        else { throw KeyFailure.unavailable("Vault encrypts nothing: \(reply.errors.joined(separator: "; "))") }
        return WrappedKey(keyID: id(version), text: text)
    }

    public func unwrap(_ wrapped: WrappedKey, context: [UInt8]) async throws -> SymmetricKey {
        guard let version = Self.version(wrapped.text), id(version) == wrapped.keyID else { throw KeyFailure.refused }
        let reply = try await vault.call(
            "POST", "decrypt/\(name)",
            .object([
                "ciphertext": .string(wrapped.text), "associated_data": .string(TextForm.base64(context)),
            ]))
        if reply.status == 200, let text = reply.data["plaintext"]?.stringValue,
            let plain = TextForm.bytes(base64: text), plain.count == 32
        {
            return SymmetricKey(data: plain)
        }
        // Of a version that was trimmed or disallowed Vault says so; the rest is that it does not authenticate.
        let words = reply.errors.joined(separator: "; ")
        let isGone = reply.status == 404 || ["key not found", "too old", "version"].contains { words.contains($0) }
        throw isGone ? KeyFailure.unknown(wrapped.keyID) : KeyFailure.refused
    }

    public func rotate() async throws -> String {
        _ = try await currentKeyID()
        let reply = try await vault.call("POST", "keys/\(name)/rotate")
        guard (200..<300).contains(reply.status), let id = try await newest() else {
            throw KeyFailure.unavailable("Vault does not rotate '\(name)': \(reply.errors.joined(separator: "; "))")
        }
        return id
    }

    private func newest() async throws -> String? {
        let reply = try await vault.call("GET", "keys/\(name)")
        guard reply.status == 200 else { return nil }
        guard let version = reply.data["latest_version"]?.intValue else {
            throw KeyFailure.unavailable("Vault describes the key '\(name)' in an unknown way.")
        }
        return id(Int(version))
    }

    private func id(_ version: Int) -> String { "\(name).v\(version)" }

    /// Of `vault:v3:…`.
    private static func version(_ text: String) -> Int? {
        let parts = text.split(separator: ":", omittingEmptySubsequences: false)
        guard parts.count == 3, parts[0] == "vault", parts[1].first == "v" else { return nil }
        return Int(parts[1].dropFirst())
    }
}

import Crypto
import LunaCore

/// Keys kept as one secret of a HashiCorp Vault's KV engine, version 2: the member `current` names the newest, the others
/// are keys by their ids. For where transit is not to be had; the keys come into this process. Two who write at once are
/// told apart by check-and-set.
public struct VaultKVKeyProvider: KeyProvider {
    private struct Content {
        var members: [String: JSONValue] = [:]
        var version: Int64 = 0
        var current: String? { members[VaultKVKeyProvider.pointer]?.stringValue }
    }

    private let vault: VaultClient
    private var path: String { "data/\(vault.settings.name)" }
    private static let pointer = "current"
    private static let scheme = "vault-kv"

    /// - Parameter settings: `mount` of a KV engine of version 2, `name` the path of the secret.
    public init(_ settings: VaultSettings) {
        vault = VaultClient(settings)
    }

    public func currentKeyID() async throws -> String {
        if let id = try await read().current { return id }
        return try await add(onlyTheFirst: true)
    }

    public func wrap(_ key: SymmetricKey, context: [UInt8]) async throws -> WrappedKey {
        let id = try await currentKeyID()
        return try await master(id).wrap(key, scheme: Self.scheme, context: context)
    }

    public func unwrap(_ wrapped: WrappedKey, context: [UInt8]) async throws -> SymmetricKey {
        let id = try MasterKey.id(of: wrapped, scheme: Self.scheme)
        return try await master(id).unwrap(wrapped, scheme: Self.scheme, context: context)
    }

    public func rotate() async throws -> String { try await add(onlyTheFirst: false) }

    private func add(onlyTheFirst: Bool) async throws -> String {
        for _ in 0..<5 {
            var content = try await read()
            if onlyTheFirst, let id = content.current { return id }
            let made = MasterKey.make()
            content.members[made.id] = .string(made.base64url)
            content.members[Self.pointer] = .string(made.id)
            let reply = try await vault.call(
                "POST", path,
                .object([
                    "options": .object(["cas": .number(JSONNumber(content.version))]),
                    "data": .object(content.members),
                ]))
            if (200..<300).contains(reply.status) { return made.id }
            guard reply.errors.contains(where: { $0.contains("check-and-set") }) else {
                throw KeyFailure.unavailable("Vault does not store the keys: \(reply.errors.joined(separator: "; "))")
            }
        }
        throw KeyFailure.unavailable("others keep changing the keys in Vault; try again.")
    }

    private func read() async throws -> Content {
        let reply = try await vault.call("GET", path)
        var content = Content()
        // A deleted secret is a 404 that still tells its version, which check-and-set wants.
        content.version = reply.data["metadata"]?["version"]?.intValue ?? 0
        guard reply.status == 200 else { return content }
        guard let members = reply.data["data"]?.objectValue else {
            throw KeyFailure.unavailable("Vault's engine '\(vault.settings.mount)' is not KV version 2.")
        }
        content.members = members
        return content
    }

    private func master(_ id: String) async throws -> MasterKey {
        guard let text = try await read().members[id]?.stringValue else { throw KeyFailure.unknown(id) }
        guard let key = MasterKey(id: id, base64url: text) else {
            throw KeyFailure.invalid("'\(id)' is no key of \(MasterKey.bits) bits in base64url.", path: path)
        }
        return key
    }
}

import Crypto
import LunaCore

/// Keys in a folder of this machine: one file per key (0600), and a file `current` with the id of the newest. For one
/// machine and for development; processes may share the folder. Back it up apart from the database.
public struct FileKeyProvider: KeyProvider {
    private let folder: KeyFolder
    private static let pointer = "current"
    private static let scheme = "file"

    /// - Parameter directory: made, with a first key, when it is not there.
    public init(directory: String) {
        folder = KeyFolder(directory)
    }

    public func currentKeyID() async throws -> String {
        if let id = try await folder.read(Self.pointer) { return try Self.name(id) }
        let made = try await make()
        return try Self.name(try await folder.create(Self.pointer, Array(made.utf8)))
    }

    public func wrap(_ key: SymmetricKey, context: [UInt8]) async throws -> WrappedKey {
        try await master(try await currentKeyID()).wrap(key, scheme: Self.scheme, context: context)
    }

    public func unwrap(_ wrapped: WrappedKey, context: [UInt8]) async throws -> SymmetricKey {
        let id = try MasterKey.id(of: wrapped, scheme: Self.scheme)
        return try await master(id).unwrap(wrapped, scheme: Self.scheme, context: context)
    }

    public func rotate() async throws -> String {
        let id = try await make()
        try await folder.replace(Self.pointer, Array(id.utf8))
        return id
    }

    /// Whether a text is of this kind of key management.
    static func hasWrapped(_ wrapped: WrappedKey) -> Bool { (try? MasterKey.id(of: wrapped, scheme: scheme)) != nil }

    private func make() async throws -> String {
        let made = MasterKey.make()
        _ = try await folder.create("\(made.id).key", Array(made.base64url.utf8))
        return made.id
    }

    private func master(_ id: String) async throws -> MasterKey {
        guard let text = try await folder.read("\(id).key") else { throw KeyFailure.unknown(id) }
        guard let key = MasterKey(id: id, base64url: String(decoding: text, as: UTF8.self)) else {
            throw KeyFailure.invalid("no key of \(MasterKey.bits) bits in base64url.", path: "\(folder.path)/\(id).key")
        }
        return key
    }

    private static func name(_ bytes: [UInt8]) throws -> String {
        let text = String(decoding: bytes, as: UTF8.self)
        guard MasterKey.isID(text) else { throw KeyFailure.refused }
        return text
    }
}

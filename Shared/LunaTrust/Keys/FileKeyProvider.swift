import Crypto
import LunaCore

/// Keys in a folder of this machine: one file per key (0600), and a file `current` with the id of the newest. For one
/// machine and for development; processes may share the folder. Back it up apart from the database.
public struct FileKeyProvider: KeyProvider {
    private let folder: KeyFolder
    private static let pointer = "current"
    private static let bits = 256

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
        let id = try await currentKeyID()
        let plain = key.withUnsafeBytes { Array($0) }
        let box = try AES.GCM.seal(plain, using: try await master(id), authenticating: Self.bound(id, context))
        let sealed = Array(box.nonce) + Array(box.ciphertext) + Array(box.tag)
        return WrappedKey(keyID: id, text: "file:\(id):\(TextForm.base64url(sealed))")
    }

    public func unwrap(_ wrapped: WrappedKey, context: [UInt8]) async throws -> SymmetricKey {
        let parts = wrapped.text.split(separator: ":", omittingEmptySubsequences: false).map(String.init)
        guard parts.count == 3, parts[0] == "file", parts[1] == wrapped.keyID,
            let sealed = TextForm.bytes(base64url: parts[2]), let box = try? AES.GCM.SealedBox(combined: sealed)
        else { throw KeyFailure.refused }
        let master = try await master(try Self.name(Array(parts[1].utf8)))
        guard let plain = try? AES.GCM.open(box, using: master, authenticating: Self.bound(parts[1], context)) else {
            throw KeyFailure.refused
        }
        return SymmetricKey(data: plain)
    }

    public func rotate() async throws -> String {
        let id = try await make()
        try await folder.replace(Self.pointer, Array(id.utf8))
        return id
    }

    private func make() async throws -> String {
        let id = "k" + TextForm.hex(TextForm.random(8))
        _ = try await folder.create("\(id).key", Array(TextForm.base64url(TextForm.random(Self.bits / 8)).utf8))
        return id
    }

    private func master(_ id: String) async throws -> SymmetricKey {
        guard let text = try await folder.read("\(id).key") else { throw KeyFailure.unknown(id) }
        guard let bytes = TextForm.bytes(base64url: String(decoding: text, as: UTF8.self)), bytes.count * 8 == Self.bits
        else { throw KeyFailure.invalid("no key of \(Self.bits) bits in base64url.", path: "\(folder.path)/\(id).key") }
        return SymmetricKey(data: bytes)
    }

    /// An id becomes a file's name, so it is read strictly.
    private static func name(_ bytes: [UInt8]) throws -> String {
        let text = String(decoding: bytes, as: UTF8.self)
        guard IdentifierRules.isToken(text), !text.contains("."), !text.contains("/") else { throw KeyFailure.refused }
        return text
    }

    private static func bound(_ id: String, _ context: [UInt8]) -> [UInt8] {
        TextForm.framed([Array("luna.file-key.1".utf8), Array(id.utf8), context])
    }
}

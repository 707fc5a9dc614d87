import Crypto
import LunaCore

/// A key management that has taken over from keys in files: everything new is wrapped by it, and what the files have wrapped
/// still opens. Thread-safe.
public struct SucceedingKeyProvider: KeyProvider {
    private let current: any KeyProvider
    private let files: FileKeyProvider

    /// - Parameters:
    ///   - current: the key management from now on; not one of files.
    ///   - files: the folder from before. It is read only, and need not be there when nothing asks for it.
    public init(_ current: any KeyProvider, files: String) {
        self.current = current
        self.files = FileKeyProvider(directory: files)
    }

    public func currentKeyID() async throws -> String { try await current.currentKeyID() }

    public func wrap(_ key: SymmetricKey, context: [UInt8]) async throws -> WrappedKey {
        try await current.wrap(key, context: context)
    }

    public func unwrap(_ wrapped: WrappedKey, context: [UInt8]) async throws -> SymmetricKey {
        if FileKeyProvider.hasWrapped(wrapped) { return try await files.unwrap(wrapped, context: context) }
        return try await current.unwrap(wrapped, context: context)
    }

    public func rotate() async throws -> String { try await current.rotate() }
}

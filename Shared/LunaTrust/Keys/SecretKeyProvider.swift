import Crypto
import LunaCore

/// Keys that were handed to the process, such as a secret of Docker or Kubernetes: lines `id:key`, the key being 32 bytes
/// in base64url, the last line the current one. All instances get the same. To rotate, a line is added and the instances
/// are restarted one after the other; older lines stay until everything is wrapped anew.
public struct SecretKeyProvider: KeyProvider {
    private let keys: [String: MasterKey]
    private let current: String
    private static let scheme = "secret"

    /// - Throws: `LunaError` `keys.invalid` when a line is no key or an id comes twice.
    public init(_ text: String) throws {
        var keys: [String: MasterKey] = [:]
        var last: String?
        for (number, line) in text.split(whereSeparator: \.isNewline).enumerated() {
            let parts = line.split(separator: ":", omittingEmptySubsequences: false).map(String.init)
            guard parts.count == 2, let key = MasterKey(id: parts[0], base64url: parts[1]), keys[key.id] == nil else {
                throw KeyFailure.invalid(
                    "line \(number + 1) is not 'id:key' with an id of its own and \(MasterKey.bits) bits in base64url; "
                        + "`luna keys new-master` prints one.", path: "keys.master")
            }
            keys[key.id] = key
            last = key.id
        }
        guard let last else { throw KeyFailure.invalid("holds no key.", path: "keys.master") }
        self.keys = keys
        current = last
    }

    /// A new line.
    public static func newLine() -> String {
        let made = MasterKey.make()
        return "\(made.id):\(made.base64url)"
    }

    public func currentKeyID() async throws -> String { current }

    public func wrap(_ key: SymmetricKey, context: [UInt8]) async throws -> WrappedKey {
        try master(current).wrap(key, scheme: Self.scheme, context: context)
    }

    public func unwrap(_ wrapped: WrappedKey, context: [UInt8]) async throws -> SymmetricKey {
        let id = try MasterKey.id(of: wrapped, scheme: Self.scheme)
        return try master(id).unwrap(wrapped, scheme: Self.scheme, context: context)
    }

    /// - Throws: always, `LunaError` `keys.fixed`: who hands the keys out rotates them.
    public func rotate() async throws -> String {
        throw LunaError(
            "keys.fixed", .validation,
            "These keys come from a secret: add a line from `luna keys new-master` at its end and restart the services."
        )
    }

    private func master(_ id: String) throws -> MasterKey {
        guard let key = keys[id] else { throw KeyFailure.unknown(id) }
        return key
    }
}

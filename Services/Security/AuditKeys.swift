import Crypto
import LunaCore
import LunaStore
import LunaTrust
import Synchronization

/// The keys of the audit chains: random, wrapped by the KMS, kept in the database, and replaced after a time. All
/// tenants' chains share the newest one. Thread-safe.
final class AuditKeys: Sendable {
    private struct Known: Sendable {
        var keys: [ChainKey] = []
        var newestAt: Int64 = 0
    }

    private let store: Store
    private let provider: any KeyProvider
    private let lifetime: Duration
    private let known = Mutex(Known())

    /// - Parameter lifetime: after which the next entry is made with a new key.
    init(store: Store, provider: any KeyProvider, lifetime: Duration = .seconds(30 * 86400)) {
        self.store = store
        self.provider = provider
        self.lifetime = lifetime
    }

    /// The key for new entries.
    func current() async throws -> ChainKey {
        if let key = fresh() { return key }
        _ = try await all()
        if let key = fresh() { return key }
        return try await rotate()
    }

    /// Makes a new key and uses it from now on; other instances do so when they next load keys.
    @discardableResult
    func rotate() async throws -> ChainKey {
        let id = "c" + TextForm.hex(TextForm.random(8))
        let bytes = TextForm.random(32)
        let wrapped = try await provider.wrap(.init(data: bytes), context: Self.context(id))
        let now = WallClock.now()
        try await store.execute(
            "INSERT INTO security.chain_keys (id, wrapped_by, wrapped, at) VALUES ($1, $2, $3, $4)",
            [.text(id), .text(wrapped.keyID), .text(wrapped.text), .int(now)])
        let key = ChainKey(id: id, bytes: bytes)
        known.withLock { known in
            known.keys.append(key)
            known.newestAt = now
        }
        return key
    }

    /// Every key that there has been, oldest first.
    func all() async throws -> [ChainKey] {
        let rows = try await store.query("SELECT id, wrapped_by, wrapped, at FROM security.chain_keys ORDER BY at, id")
        var loaded = Known()
        for row in rows {
            let id = try row.text("id")
            let wrapped = WrappedKey(keyID: try row.text("wrapped_by"), text: try row.text("wrapped"))
            let key = try await provider.unwrap(wrapped, context: Self.context(id))
            loaded.keys.append(ChainKey(id: id, bytes: key.withUnsafeBytes { Array($0) }))
            loaded.newestAt = try row.int("at")
        }
        let result = loaded
        known.withLock { $0 = result }
        return result.keys
    }

    private func fresh() -> ChainKey? {
        let oldest = WallClock.now() - lifetime.nanoseconds
        return known.withLock { $0.newestAt > oldest ? $0.keys.last : nil }
    }

    private static func context(_ id: String) -> [UInt8] {
        TextForm.framed([Array("luna.audit.chain".utf8), Array(id.utf8)])
    }
}

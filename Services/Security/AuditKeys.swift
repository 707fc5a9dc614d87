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
        var loaded = Known()
        for stored in try await stored() {
            let key = try await provider.unwrap(stored.wrapped, context: Self.context(stored.id))
            loaded.keys.append(ChainKey(id: stored.id, bytes: key.withUnsafeBytes { Array($0) }))
            loaded.newestAt = stored.at
        }
        let result = loaded
        known.withLock { $0 = result }
        return result.keys
    }

    /// As they are stored, each in its newest wrapping; oldest first.
    private func stored() async throws -> [(id: String, at: Int64, wrapped: WrappedKey)] {
        try await store.query(
            """
            SELECT k.id, k.at, coalesce(w.wrapped_by, k.wrapped_by) AS wrapped_by, coalesce(w.wrapped, k.wrapped) AS wrapped
            FROM security.chain_keys k LEFT JOIN LATERAL (
                SELECT wrapped_by, wrapped FROM security.chain_key_wraps WHERE id = k.id ORDER BY at DESC LIMIT 1
            ) AS w ON true ORDER BY k.at, k.id
            """
        ).map { row in
            (
                try row.text("id"), try row.int("at"),
                WrappedKey(keyID: try row.text("wrapped_by"), text: try row.text("wrapped"))
            )
        }
    }

    /// Wraps all keys anew under the key management's newest key, so that older ones can be given up. Keys are only ever added
    /// to the database, and so are their new wrappings.
    /// - Returns: how many keys were under an older one.
    func rewrap() async throws -> Int {
        let current = try await provider.currentKeyID()
        let older = try await stored().filter { $0.wrapped.keyID != current }
        for stored in older {
            let context = Self.context(stored.id)
            let key = try await provider.unwrap(stored.wrapped, context: context)
            let wrapped = try await provider.wrap(key, context: context)
            try await store.execute(
                """
                INSERT INTO security.chain_key_wraps (id, wrapped_by, wrapped, at) VALUES ($1, $2, $3, $4)
                ON CONFLICT (id, at) DO NOTHING
                """, [.text(stored.id), .text(wrapped.keyID), .text(wrapped.text), .int(WallClock.now())])
        }
        return older.count
    }

    private func fresh() -> ChainKey? {
        let oldest = WallClock.now() - lifetime.nanoseconds
        return known.withLock { $0.newestAt > oldest ? $0.keys.last : nil }
    }

    private static func context(_ id: String) -> [UInt8] {
        TextForm.framed([Array("luna.audit.chain".utf8), Array(id.utf8)])
    }
}

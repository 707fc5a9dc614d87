import LunaCore
import LunaMessages
import LunaStore
import LunaTrust

/// Keys of access: who has the secret is the key's owner. Only a hash of the secret is kept; the secret has 256 random
/// bits, so a plain hash cannot be guessed from.
struct AccessKeyStore: Sendable {
    let store: Store

    /// Adds a key.
    /// - Parameter record: what records it, in the same transaction.
    /// - Returns: whether it is new.
    @discardableResult
    func add(_ key: APIKey, _ credential: AccessCredential, record: SQLStatement) async throws -> Bool {
        let statement = SQLStatement(
            """
            INSERT INTO security.access_keys (id, tenant, name, role, projects, hash, created_at, created_by, expires_at)
            VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9) ON CONFLICT (id) DO NOTHING
            """,
            [
                .text(credential.id), .text(key.tenant), .text(key.name), .text(key.role), .textArray(key.projects),
                .text(credential.hash), .int(key.createdAt), .text(key.createdBy), .int(key.expiresAt),
            ])
        return try await store.transaction { transaction in
            guard try await transaction.execute(statement.sql, statement.parameters) > 0 else { return false }
            _ = try await transaction.query(record.sql, record.parameters)
            return true
        }
    }

    /// Whether anybody can get in at all.
    func isEmpty() async throws -> Bool {
        try await store.query("SELECT FROM security.access_keys LIMIT 1").isEmpty
    }

    /// The key that a credential opens; nil when it is unknown, wrong, revoked or expired.
    func find(_ credential: AccessCredential, now: Int64) async throws -> APIKey? {
        let row = try await store.query(
            "SELECT \(Self.columns), hash FROM security.access_keys WHERE id = $1", [.text(credential.id)]
        ).first
        // The comparison takes place for unknown keys, too, so that time does not tell which ids there are.
        let hash = try row?.text("hash") ?? String(repeating: "0", count: 64)
        let isSame = TextForm.isSame(Array(hash.utf8), Array(credential.hash.utf8))
        guard isSame, let row else { return nil }
        let key = try Self.key(row)
        guard key.revokedAt == 0, key.expiresAt == 0 || key.expiresAt > now else { return nil }
        if now - key.usedAt > 60_000_000_000 {
            try await store.execute(
                "UPDATE security.access_keys SET used_at = $2 WHERE id = $1", [.text(key.id), .int(now)])
        }
        return key
    }

    /// Oldest first.
    func list(tenant: String) async throws -> [APIKey] {
        try await store.query(
            "SELECT \(Self.columns) FROM security.access_keys WHERE tenant = $1 ORDER BY created_at, id LIMIT 1000",
            [.text(tenant)]
        ).map(Self.key)
    }

    /// - Parameter record: what records it, in the same transaction.
    /// - Returns: the key as it is now; nil when the tenant has none of that id.
    func revoke(_ id: String, tenant: String, now: Int64, record: SQLStatement) async throws -> APIKey? {
        try await store.transaction { transaction in
            let row = try await transaction.query(
                """
                UPDATE security.access_keys SET revoked_at = CASE revoked_at WHEN 0 THEN $3 ELSE revoked_at END
                WHERE id = $1 AND tenant = $2 RETURNING \(Self.columns)
                """, [.text(id), .text(tenant), .int(now)]
            ).first
            guard let row else { return nil }
            _ = try await transaction.query(record.sql, record.parameters)
            return try Self.key(row)
        }
    }

    private static let columns =
        "id, tenant, name, role, projects, created_at, created_by, expires_at, revoked_at, used_at"

    private static func key(_ row: Row) throws -> APIKey {
        APIKey(
            id: try row.text("id"), name: try row.text("name"), tenant: try row.text("tenant"),
            role: try row.text("role"), projects: try row.textArray("projects"), createdAt: try row.int("created_at"),
            expiresAt: try row.int("expires_at"), revokedAt: try row.int("revoked_at"), usedAt: try row.int("used_at"),
            createdBy: try row.text("created_by"))
    }
}

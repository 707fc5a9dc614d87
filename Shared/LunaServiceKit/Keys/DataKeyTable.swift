import LunaCore
import LunaStore
import LunaTrust

/// Wrapped data keys in a table `data_keys` of the service's own schema. Thread-safe.
public struct DataKeyTable: DataKeyStore {
    private let store: Store
    private let schema: String
    private let now: @Sendable () -> Int64

    /// - Parameters:
    ///   - schema: of the service; ``migration(_:schema:)`` makes the table.
    ///   - now: Unix nanoseconds.
    public init(store: Store, schema: String, now: @escaping @Sendable () -> Int64 = WallClock.now) {
        self.store = store
        self.schema = schema
        self.now = now
    }

    /// The step that makes the table.
    public static func migration(_ id: Int, schema: String) -> Migration {
        Migration(
            id: id, name: "data_keys",
            up: """
                CREATE TABLE \(schema).data_keys (
                    tenant text NOT NULL, purpose text NOT NULL, number int NOT NULL, id text NOT NULL,
                    wrapped_by text NOT NULL, wrapped text NOT NULL, created_at bigint NOT NULL,
                    PRIMARY KEY (tenant, purpose, number), UNIQUE (tenant, purpose, id));
                """, down: "DROP TABLE \(schema).data_keys;")
    }

    public func keys(tenant: TenantID, purpose: String) async throws -> [StoredDataKey] {
        try await TenantScope.tenant(tenant).run {
            try await store.query(
                "SELECT id, wrapped_by, wrapped FROM \(schema).data_keys WHERE tenant = $1 AND purpose = $2 ORDER BY number",
                [.text(tenant.rawValue), .text(purpose)]
            ).map { row in
                StoredDataKey(
                    id: try row.text("id"),
                    wrapped: WrappedKey(keyID: try row.text("wrapped_by"), text: try row.text("wrapped")))
            }
        }
    }

    public func add(_ key: StoredDataKey, after: String?, tenant: TenantID, purpose: String) async throws -> Bool {
        try await TenantScope.tenant(tenant).run {
            try await store.execute(
                """
                INSERT INTO \(schema).data_keys (tenant, purpose, number, id, wrapped_by, wrapped, created_at)
                SELECT $1, $2, coalesce(newest.number, 0) + 1, $3, $4, $5, $6
                FROM (SELECT) AS always LEFT JOIN (
                    SELECT number, id FROM \(schema).data_keys WHERE tenant = $1 AND purpose = $2
                    ORDER BY number DESC LIMIT 1) AS newest ON true
                WHERE coalesce(newest.id, '') = $7
                ON CONFLICT DO NOTHING
                """,
                [
                    .text(tenant.rawValue), .text(purpose), .text(key.id), .text(key.wrapped.keyID),
                    .text(key.wrapped.text), .int(now()), .text(after ?? ""),
                ]) == 1
        }
    }

    public func rewrap(_ key: StoredDataKey, tenant: TenantID, purpose: String) async throws {
        try await TenantScope.tenant(tenant).run {
            _ = try await store.execute(
                """
                UPDATE \(schema).data_keys SET wrapped_by = $4, wrapped = $5
                WHERE tenant = $1 AND purpose = $2 AND id = $3
                """,
                [
                    .text(tenant.rawValue), .text(purpose), .text(key.id), .text(key.wrapped.keyID),
                    .text(key.wrapped.text),
                ])
        }
    }

    /// Tenants with keys that are wrapped by another key than `current`.
    func tenants(notWrappedBy current: String, purpose: String) async throws -> [TenantID] {
        try await TenantScope.everyone.run {
            try await store.query(
                "SELECT DISTINCT tenant FROM \(schema).data_keys WHERE purpose = $1 AND wrapped_by <> $2",
                [.text(purpose), .text(current)]
            ).map { try TenantID($0.text("tenant")) }
        }
    }

    /// Tenants whose newest key was made before `limit`, in Unix nanoseconds.
    func tenants(newestBefore limit: Int64, purpose: String) async throws -> [TenantID] {
        try await TenantScope.everyone.run {
            try await store.query(
                """
                SELECT tenant FROM \(schema).data_keys WHERE purpose = $1 GROUP BY tenant HAVING max(created_at) < $2
                """, [.text(purpose), .int(limit)]
            ).map { try TenantID($0.text("tenant")) }
        }
    }
}

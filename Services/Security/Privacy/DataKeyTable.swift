import LunaCore
import LunaStore
import LunaTrust

/// The wrapped data keys of this service's tenants, in `security.data_keys`.
struct DataKeyTable: DataKeyStore {
    let store: Store

    func keys(tenant: TenantID, purpose: String) async throws -> [StoredDataKey] {
        try await store.query(
            """
            SELECT id, wrapped_by, wrapped FROM security.data_keys WHERE tenant = $1 AND purpose = $2 ORDER BY place
            """, [.text(tenant.rawValue), .text(purpose)]
        ).map { row in
            StoredDataKey(
                id: try row.text("id"),
                wrapped: WrappedKey(keyID: try row.text("wrapped_by"), text: try row.text("wrapped")))
        }
    }

    func add(_ key: StoredDataKey, after: String?, tenant: TenantID, purpose: String) async throws -> Bool {
        // Two writers see the same newest key and so take the same place; the primary key lets one of them in.
        try await store.execute(
            """
            INSERT INTO security.data_keys (tenant, purpose, place, id, wrapped_by, wrapped)
            SELECT $1, $2, coalesce(max(place), 0) + 1, $3, $4, $5 FROM security.data_keys
            WHERE tenant = $1 AND purpose = $2
            HAVING coalesce((array_agg(id ORDER BY place DESC))[1], '') = $6
            ON CONFLICT DO NOTHING
            """,
            [
                .text(tenant.rawValue), .text(purpose), .text(key.id), .text(key.wrapped.keyID),
                .text(key.wrapped.text), .text(after ?? ""),
            ]) > 0
    }

    func rewrap(_ key: StoredDataKey, tenant: TenantID, purpose: String) async throws {
        try await store.execute(
            """
            UPDATE security.data_keys SET wrapped_by = $4, wrapped = $5 WHERE tenant = $1 AND purpose = $2 AND id = $3
            """,
            [
                .text(tenant.rawValue), .text(purpose), .text(key.id), .text(key.wrapped.keyID),
                .text(key.wrapped.text),
            ])
    }
}

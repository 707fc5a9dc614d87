import LunaCore
import LunaMessages
import LunaStore

/// The audit trail: append-only, which the database itself enforces.
struct AuditStore: Sendable {
    let store: Store

    /// Appends entries; one that is there already (same tenant and id) is not written again.
    func append(_ entries: [AuditEntry]) async throws {
        guard !entries.isEmpty else { return }
        _ = try await store.query(
            """
            INSERT INTO security.audit (tenant, id, at, actor, action, resource, correlation, outcome, service, details)
            SELECT * FROM unnest($1::text[], $2::text[], $3::bigint[], $4::text[], $5::text[], $6::text[], $7::text[], $8::text[],
                $9::text[], $10::text[])
            ON CONFLICT (tenant, id) DO NOTHING
            """,
            [
                .textArray(entries.map(\.tenant)), .textArray(entries.map(\.id)), .intArray(entries.map(\.at)),
                .textArray(entries.map(\.actor)), .textArray(entries.map(\.action)),
                .textArray(entries.map(\.resource)),
                .textArray(entries.map(\.correlation)), .textArray(entries.map(\.outcome)),
                .textArray(entries.map(\.service)),
                .textArray(entries.map { String(decoding: $0.detailsJson, as: UTF8.self) }),
            ])
    }

    /// Newest first; each entry with the cursor that leads to those before it.
    func search(_ request: SearchAuditRequest, limit: Int, tenant: TenantID) async throws -> [(
        entry: AuditEntry, cursor: String
    )] {
        try await store.query(
            """
            SELECT sequence, id, at, actor, action, resource, correlation, outcome, service, details FROM security.audit
            WHERE tenant = $1 AND ($2 = '' OR correlation = $2) AND ($3 = '' OR actor = $3) AND ($4 = '' OR action = $4)
                AND ($5 = 0 OR sequence < $5) ORDER BY sequence DESC LIMIT $6
            """,
            [
                .text(tenant.rawValue), .text(request.correlation), .text(request.actor), .text(request.action),
                .int(Int64(request.cursor) ?? 0), .int(Int64(limit)),
            ]
        ).map { row in
            (
                AuditEntry(
                    id: try row.text("id"), tenant: tenant.rawValue, at: try row.int("at"),
                    actor: try row.text("actor"),
                    action: try row.text("action"), resource: try row.text("resource"),
                    correlation: try row.text("correlation"), outcome: try row.text("outcome"),
                    service: try row.text("service"), detailsJson: Array(try row.text("details").utf8)),
                String(try row.int("sequence"))
            )
        }
    }
}

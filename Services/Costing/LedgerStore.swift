import LunaCore
import LunaMessages
import LunaStore

/// The ledger and how far the feed has been read into it.
struct LedgerStore: Sendable {
    let store: Store

    /// The position that was reached with the last entries; empty at the very beginning.
    func position() async throws -> String {
        try await store.query("SELECT position FROM costing.feed").first?.text("position") ?? ""
    }

    /// Writes entries and the position behind them in one transaction, so that nothing is counted twice or not at all.
    func append(_ entries: [LedgerEntry], position: String) async throws {
        _ = try await store.pipeline(
            tenant: nil,
            [
                SQLStatement(
                    """
                    WITH new AS (
                        INSERT INTO costing.ledger
                            (tenant, execution, task, attempt, project, capability, agent, outcome, compute_ms, at)
                        SELECT * FROM unnest($1::text[], $2::text[], $3::text[], $4::bigint[], $5::text[], $6::text[],
                            $7::text[], $8::text[], $9::bigint[], $10::bigint[])
                        ON CONFLICT (tenant, execution, task, attempt) DO NOTHING
                        RETURNING tenant, at, compute_ms
                    )
                    INSERT INTO costing.days AS d (tenant, day, compute_ms)
                    SELECT tenant, at / 86400000000000 AS day, sum(compute_ms)::bigint FROM new GROUP BY 1, 2 ORDER BY 1, 2
                    ON CONFLICT (tenant, day) DO UPDATE SET compute_ms = d.compute_ms + excluded.compute_ms
                    """,
                    [
                        .textArray(entries.map(\.tenant)), .textArray(entries.map(\.execution)),
                        .textArray(entries.map(\.task)),
                        .intArray(entries.map { Int64($0.attempt) }), .textArray(entries.map(\.project)),
                        .textArray(entries.map(\.capability)), .textArray(entries.map(\.agent)),
                        .textArray(entries.map(\.outcome)), .intArray(entries.map { Int64($0.computeMilliseconds) }),
                        .intArray(entries.map(\.at)),
                    ]),
                SQLStatement(
                    "INSERT INTO costing.feed (position) VALUES ($1) ON CONFLICT (id) DO UPDATE SET position = excluded.position",
                    [.text(position)]),
            ])
    }

    /// Milliseconds that agents have worked for a tenant on attempts which ended on one day (UTC).
    func worked(on day: Int64, for tenant: TenantID) async throws -> UInt64 {
        let rows = try await store.query(
            "SELECT compute_ms FROM costing.days WHERE tenant = $1 AND day = $2", [.text(tenant.rawValue), .int(day)])
        return UInt64(clamping: try rows.first?.int("compute_ms") ?? 0)
    }

    /// Sums per capability of an execution, a project or (both empty) the tenant.
    func costs(_ request: CostsRequest, tenant: TenantID) async throws -> [CapabilityCost] {
        try await store.query(
            """
            SELECT capability, count(*) AS attempts, sum(compute_ms)::bigint AS compute_ms,
                sum(cost_micro_usd)::bigint AS cost_micro_usd
            FROM costing.ledger WHERE tenant = $1 AND ($2 = '' OR execution = $2) AND ($3 = '' OR project = $3)
            GROUP BY capability ORDER BY capability
            """, [.text(tenant.rawValue), .text(request.execution), .text(request.project)]
        ).map {
            CapabilityCost(
                capability: try $0.text("capability"), attempts: UInt64(try $0.int("attempts")),
                computeMs: UInt64(try $0.int("compute_ms")), costMicroUsd: try $0.int("cost_micro_usd"))
        }
    }

    /// Rows of one execution in the order of task and attempt, after a cursor.
    func rows(_ request: ListLedgerRequest, limit: Int, tenant: TenantID) async throws -> [LedgerRow] {
        let slash = request.cursor.lastIndex(of: "/")
        let task = slash.map { String(request.cursor[..<$0]) } ?? ""
        let attempt = slash.flatMap { Int64(request.cursor[request.cursor.index(after: $0)...]) } ?? 0
        return try await store.query(
            """
            SELECT execution, project, task, attempt, capability, agent, outcome, compute_ms, cost_micro_usd, at
            FROM costing.ledger WHERE tenant = $1 AND execution = $2 AND (task, attempt) > ($3, $4::int)
            ORDER BY task, attempt LIMIT $5
            """, [.text(tenant.rawValue), .text(request.execution), .text(task), .int(attempt), .int(Int64(limit))]
        ).map {
            LedgerRow(
                execution: try $0.text("execution"), project: try $0.text("project"), task: try $0.text("task"),
                attempt: UInt32(try $0.int("attempt")), capability: try $0.text("capability"),
                agent: try $0.text("agent"),
                outcome: try $0.text("outcome"), computeMs: UInt64(try $0.int("compute_ms")),
                costMicroUsd: try $0.int("cost_micro_usd"), at: try $0.int("at"))
        }
    }
}

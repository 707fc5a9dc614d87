import LunaCore
import LunaMessages
import LunaStore

/// Reading for people and other services: rows, pages, feeds.
extension JournalStore {
    private static let viewColumns = """
        execution, project, plan_name, project_type, plan_sha256, graph_sha256, task_count, state, counts, capabilities,
        last_sequence, submitted_at, started_at, finished_at, reason, origin_execution, origin_sequence, decision
        """

    /// - Throws: `LunaError` `execution.not_found`.
    func view(_ key: Key) async throws -> ExecutionView {
        let rows = try await store.query(
            "SELECT \(Self.viewColumns) FROM orchestrator.executions WHERE tenant = $1 AND execution = $2",
            [.text(key.tenant.rawValue), .text(key.execution.rawValue)])
        guard let row = rows.first else { throw Self.notFound(key.execution) }
        return try Self.view(row)
    }

    /// Newest first; the cursor is the last execution of the page before.
    func list(tenant: TenantID, limit: Int, after cursor: String, project: String, state: Int?) async throws
        -> [ExecutionView]
    {
        try await store.query(
            """
            SELECT \(Self.viewColumns) FROM orchestrator.executions
            WHERE tenant = $1 AND ($2 = '' OR execution < $2) AND ($3 = '' OR project = $3) AND ($4 < 0 OR state = $4)
            ORDER BY execution DESC LIMIT $5
            """,
            [.text(tenant.rawValue), .text(cursor), .text(project), .int(Int64(state ?? -1)), .int(Int64(limit))]
        ).map(Self.view)
    }

    func plan(_ key: Key) async throws -> PlanDocument {
        let rows = try await store.query(
            """
            SELECT p.plan, e.plan_sha256 FROM orchestrator.plans p JOIN orchestrator.executions e USING (tenant, execution)
            WHERE tenant = $1 AND execution = $2
            """, [.text(key.tenant.rawValue), .text(key.execution.rawValue)])
        guard let row = rows.first else { throw Self.notFound(key.execution) }
        return PlanDocument(planJson: try row.bytes("plan"), sha256: try row.text("plan_sha256"))
    }

    /// Events after a sequence, at most `limit` chunks' worth.
    func events(_ key: Key, after sequence: UInt64, limit: Int) async throws -> [ExecutionEvent] {
        let rows = try await store.query(
            """
            SELECT events FROM orchestrator.journal WHERE tenant = $1 AND execution = $2 AND last_sequence > $3
            ORDER BY sequence LIMIT $4
            """,
            [
                .text(key.tenant.rawValue), .text(key.execution.rawValue), .int(Int64(clamping: sequence)),
                .int(Int64(limit)),
            ])
        var events: [ExecutionEvent] = []
        for row in rows {
            for event in try JournalChunk(serialized: row.bytes("events")).events where event.sequence > sequence {
                events.append(event)
            }
            if events.count >= limit { break }
        }
        return Array(events.prefix(limit))
    }

    /// A chunk of the feed: events of one execution with the position behind them.
    struct FeedChunk: Sendable {
        let key: Key
        let project: ProjectID
        let events: [ExecutionEvent]
        let position: FeedPosition
    }

    /// Chunks after a position in commit order, of one tenant or of all.
    ///
    /// A transaction becomes visible to the feed only when every older one has ended, so a late commit is never skipped.
    func feed(tenant: TenantID?, after position: FeedPosition, limit: Int) async throws -> [FeedChunk] {
        try await store.query(
            """
            WITH page AS MATERIALIZED (
                SELECT tenant, execution, events, transaction, ordinal FROM orchestrator.journal
                WHERE (transaction, ordinal) > ($1::text::xid8, $2::int)
                    AND transaction < pg_snapshot_xmin(pg_current_snapshot()) AND ($3 = '' OR tenant = $3)
                ORDER BY transaction, ordinal LIMIT $4
            )
            SELECT j.tenant, j.execution, e.project, j.events, j.transaction::text AS transaction, j.ordinal
            FROM page j JOIN orchestrator.executions e USING (tenant, execution) ORDER BY j.transaction, j.ordinal
            """,
            [
                // Of a chunk that has been read in part, the rest comes first.
                .text(String(position.transaction)), .int(Int64(position.ordinal) - (position.read == nil ? 0 : 1)),
                .text(tenant?.rawValue ?? ""),
                .int(Int64(limit)),
            ]
        ).map { row in
            FeedChunk(
                key: Key(
                    tenant: TenantID(trusted: try row.text("tenant")),
                    execution: ExecutionID(trusted: try row.text("execution"))),
                project: ProjectID(trusted: try row.text("project")),
                events: try JournalChunk(serialized: row.bytes("events")).events,
                position: FeedPosition(
                    transaction: UInt64(try row.text("transaction")) ?? 0, ordinal: UInt32(try row.int("ordinal"))))
        }
    }

    private static func view(_ row: Row) throws -> ExecutionView {
        return ExecutionView(
            execution: try row.text("execution"), project: try row.text("project"), planName: try row.text("plan_name"),
            state: WireViews.state(MachineState.Phase(rawValue: UInt8(try row.int("state"))) ?? .pending),
            counts: WireViews.counts(
                try row.text("counts").split(separator: ",").compactMap { Int($0) }, total: try row.int("task_count")),
            submittedAt: try row.int("submitted_at"), startedAt: try row.int("started_at"),
            finishedAt: try row.int("finished_at"), reason: try row.text("reason"),
            lastSequence: UInt64(try row.int("last_sequence")), planSha256: try row.text("plan_sha256"),
            graphSha256: try row.text("graph_sha256"),
            capabilities: WireViews.capabilities(try row.text("capabilities")),
            projectType: try row.text("project_type"), originExecution: try row.text("origin_execution"),
            originSequence: UInt64(try row.int("origin_sequence")), decision: try row.text("decision"))
    }
}

/// Where a reader of the feed is: a transaction, a chunk in it, and how much of that chunk it has. Travels as opaque text.
struct FeedPosition: Sendable, Hashable, CustomStringConvertible {
    var transaction: UInt64
    var ordinal: UInt32
    /// Events of the chunk that have been read; `nil` = all.
    var read: UInt32?
    static let start = FeedPosition(transaction: 0, ordinal: 0)

    init(transaction: UInt64, ordinal: UInt32, read: UInt32? = nil) {
        self.transaction = transaction
        self.ordinal = ordinal
        self.read = read
    }

    /// - Throws: `LunaError` `feed.position_invalid` for text that no reply of ours held.
    init(_ text: String) throws {
        if text.isEmpty { self = .start; return }
        let parts = text.split(separator: "-")
        guard (2...3).contains(parts.count), let transaction = UInt64(parts[0]), let ordinal = UInt32(parts[1]),
            parts.count == 2 || UInt32(parts[2]) != nil
        else {
            throw LunaError(
                "feed.position_invalid", .validation, "Use a position from an earlier reply, or an empty one.")
        }
        self.init(transaction: transaction, ordinal: ordinal, read: parts.count == 3 ? UInt32(parts[2]) : nil)
    }

    var description: String { "\(transaction)-\(ordinal)" + (read.map { "-\($0)" } ?? "") }
}

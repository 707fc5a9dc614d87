import LunaCore
import LunaMessages
import LunaStore

/// Lines that tasks have logged.
struct TaskLogStore: Sendable {
    let store: Store

    func append(_ lines: [TaskLog]) async throws {
        guard !lines.isEmpty else { return }
        _ = try await store.query(
            """
            INSERT INTO memory.task_logs (tenant, execution, task, attempt, at, level, message, source)
            SELECT * FROM unnest($1::text[], $2::text[], $3::text[], $4::bigint[], $5::bigint[], $6::text[], $7::text[], $8::text[])
            """,
            [
                .textArray(lines.map(\.tenant)), .textArray(lines.map(\.execution)), .textArray(lines.map(\.task)),
                .intArray(lines.map { Int64($0.attempt) }), .intArray(lines.map(\.at)), .textArray(lines.map(\.level)),
                .textArray(lines.map(\.message)), .textArray(lines.map(\.source)),
            ])
    }

    func read(_ request: ReadLogsRequest, limit: Int, tenant: TenantID) async throws -> [LogEntry] {
        try await store.query(
            """
            SELECT id, execution, task, attempt, at, level, message, source FROM memory.task_logs
            WHERE tenant = $1 AND execution = $2 AND ($3 = '' OR task = $3) AND id > $4 ORDER BY id LIMIT $5
            """,
            [
                .text(tenant.rawValue), .text(request.execution), .text(request.task),
                .int(Int64(clamping: request.after)),
                .int(Int64(limit)),
            ]
        ).map { row in
            LogEntry(
                id: UInt64(try row.int("id")),
                line: TaskLog(
                    tenant: tenant.rawValue, execution: try row.text("execution"), task: try row.text("task"),
                    attempt: UInt32(try row.int("attempt")), at: try row.int("at"), level: try row.text("level"),
                    message: try row.text("message"), source: try row.text("source")))
        }
    }
}

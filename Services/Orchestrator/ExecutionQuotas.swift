import LunaCore
import LunaMessages
import LunaServiceKit
import LunaStore

/// What tenants use of executions and tasks, and whether there may be one more. Nothing is asked of the database for tenants
/// without limits.
struct ExecutionQuotas: Sendable {
    let limits: QuotaLimits
    let journal: JournalStore
    /// What agents have worked for a tenant today, in seconds.
    let agentSeconds: @Sendable (TenantID) async throws -> UInt64
    let now: @Sendable () -> Int64

    /// What holds for a new execution; nil = it may come.
    struct Bounds: Sendable {
        var executions: UInt64?
        var tasks: UInt64?
    }

    /// - Throws: `LunaError` `quota.exceeded` when agents have worked for as long today as they may.
    func bounds(_ tenant: TenantID) async throws -> Bounds? {
        try await checkAgentSeconds(tenant)
        let executions = await limits.limit(.concurrentExecutions, tenant)
        let tasks = await limits.limit(.tasksPerDay, tenant)
        return executions == nil && tasks == nil ? nil : Bounds(executions: executions, tasks: tasks)
    }

    /// How long work takes is known afterwards only: what has begun goes on, and nothing more begins. While nobody can say how long
    /// it was, work goes on.
    private func checkAgentSeconds(_ tenant: TenantID) async throws {
        guard let limit = await limits.limit(.agentSecondsPerDay, tenant),
            let used = try? await agentSeconds(tenant)
        else { return }
        QuotaLimits.note(.agentSecondsPerDay, tenant, used: min(used, limit), limit: limit)
        guard used < limit else {
            throw QuotaName.agentSecondsPerDay.exceeded(
                tenant, used: used, limit: limit, resetsAt: QuotaName.day(at: now()).end, now: now())
        }
    }

    /// Refuses an execution that would be too many. In the transaction that writes it: the tenant's submissions wait for each other
    /// here, so that two at once are not both the last one.
    /// - Throws: `LunaError` `quota.exceeded`.
    static func check(
        _ bounds: Bounds, _ tenant: TenantID, newTasks: Int, now: Int64, _ transaction: Transaction
    ) async throws {
        try await transaction.execute(
            "SELECT pg_advisory_xact_lock(hashtextextended('luna.quota/' || $1, 0))", [.text(tenant.rawValue)])
        let usage = usageStatement(tenant, now: now)
        guard let row = try await transaction.query(usage.sql, usage.parameters).first else { return }
        let running = UInt64(clamping: try row.int("running"))
        let tasks = UInt64(clamping: try row.int("tasks"))
        if let limit = bounds.executions {
            QuotaLimits.note(.concurrentExecutions, tenant, used: min(limit, running + 1), limit: limit)
            guard running < limit else {
                throw QuotaName.concurrentExecutions.exceeded(
                    tenant, used: running, limit: limit, resetsAt: nil, now: now)
            }
        }
        if let limit = bounds.tasks {
            let isRefused = tasks + UInt64(newTasks) > limit
            QuotaLimits.note(.tasksPerDay, tenant, used: isRefused ? limit : tasks + UInt64(newTasks), limit: limit)
            guard !isRefused else {
                throw QuotaName.tasksPerDay.exceeded(
                    tenant, used: tasks, limit: limit, resetsAt: QuotaName.day(at: now).end, now: now)
            }
        }
    }

    /// The names of executions sort by time, so those of today are a range of the key.
    private static func usageStatement(_ tenant: TenantID, now: Int64) -> SQLStatement {
        let begin = QuotaName.day(at: now).begin
        let first = String(UInt64(clamping: begin / 1_000_000) << 16, radix: 16)
        return SQLStatement(
            """
            SELECT (SELECT count(*) FROM orchestrator.executions WHERE tenant = $1 AND state < 3) AS running,
                (SELECT coalesce(sum(task_count), 0)::bigint FROM orchestrator.executions
                    WHERE tenant = $1 AND execution >= $2) AS tasks
            """, [.text(tenant.rawValue), .text(String(repeating: "0", count: 16 - first.count) + first)])
    }

    func usage(_ tenant: TenantID) async throws -> UsageReply {
        let time = now()
        let statement = Self.usageStatement(tenant, now: time)
        guard let row = try await journal.store.query(statement.sql, statement.parameters).first else {
            return UsageReply()
        }
        return UsageReply(quotas: [
            Quota(name: QuotaName.concurrentExecutions.rawValue, used: UInt64(clamping: try row.int("running"))),
            Quota(
                name: QuotaName.tasksPerDay.rawValue, used: UInt64(clamping: try row.int("tasks")),
                resetsAt: QuotaName.day(at: time).end),
        ])
    }
}

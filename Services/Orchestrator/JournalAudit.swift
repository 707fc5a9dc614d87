import LunaCore
import LunaMessages
import LunaServiceKit
import LunaStore

/// The audit entries of what the journal says: who submitted, steered and ran what. They are derived behind the engine,
/// which does nothing for them; the journal keeps them until they are in the trail.
///
/// An entry's id is its event, and its number follows from the order of the feed alone. So it does not matter which replica sends
/// it, or how often.
actor JournalAudit: AuditSource {
    private let journal: JournalStore
    private let graphs: GraphCache
    /// Where the trail is, and the numbers of tenants there; nil = not known.
    private var position: FeedPosition?
    private var numbers: [String: UInt64] = [:]
    private var sent: [String: UInt64] = [:]
    private var resting: ContinuousClock.Instant?
    private var begun = ContinuousClock.now
    private var isBehind = false

    /// Chunks of the journal that are read at a time.
    private static let chunks = 64
    /// While there is more to do, it works a quarter of the time, so that the engine has the processor;
    /// unless the trail is so far behind.
    private static let tolerated = Duration.seconds(60)
    /// How long a replica leaves the work to another one that does it.
    private static let deference = Duration.seconds(3)

    init(journal: JournalStore, graphs: GraphCache) {
        self.journal = journal
        self.graphs = graphs
    }

    func waiting(limit: Int) async throws -> AuditPortion {
        if let resting {
            try await Task.sleep(until: resting)
            self.resting = nil
        }
        begun = ContinuousClock.now
        let start = try await known()
        let chunks = try await journal.feed(tenant: nil, after: start, limit: Self.chunks)
        guard let end = chunks.last?.position else { return AuditPortion() }
        var entries: [AuditEntry] = []
        for chunk in chunks {
            let actions = chunk.events.filter { Self.action(of: $0) != nil }
            guard !actions.isEmpty else { continue }
            let graph = try await graphs.graph(chunk.key)
            for event in actions {
                let published = WireViews.published(event, key: chunk.key, project: chunk.project, graph: graph)
                if let entry = try Self.entry(published) { entries.append(entry) }
            }
        }
        sent = [:]
        for index in entries.indices {
            let tenant = entries[index].tenant
            let number = try await self.number(before: tenant) + 1
            (entries[index].sourceSequence, sent[tenant]) = (number, number)
        }
        isBehind = (entries.first?.at ?? .max) < WallClock.now() - Self.tolerated.nanoseconds
        return AuditPortion(entries: entries, mark: "\(start)/\(end)")
    }

    func settle(_ portion: AuditPortion) async throws {
        let parts = portion.mark.split(separator: "/", omittingEmptySubsequences: false).map(String.init)
        guard parts.count == 2, let end = try? FeedPosition(parts[1]) else { return }
        let changes = Array(sent)
        let isMoved = try await journal.moveAuditCursor(from: parts[0], to: parts[1], numbers: changes)
        let work = ContinuousClock.now - begun
        guard isMoved else {
            // Another replica has done the same.
            (position, numbers) = (nil, [:])
            resting = .now + Self.deference
            return
        }
        position = end
        numbers.merge(sent) { $1 }
        if !isBehind { resting = .now + work * 3 }
    }

    private func known() async throws -> FeedPosition {
        if let position { return position }
        let stored = try await journal.auditCursor()
        position = stored
        return stored
    }

    private func number(before tenant: String) async throws -> UInt64 {
        if let number = sent[tenant] ?? numbers[tenant] { return number }
        let (stored, number) = try await journal.auditNumber(tenant)
        guard stored == position else {
            (position, numbers) = (nil, [:])
            throw LunaError(
                "audit.moved", .conflict, "Another replica has gone on with the audit trail.", isRetryable: true)
        }
        numbers[tenant] = number
        return number
    }

    // MARK: What is an action

    private struct Description {
        var name: String
        var outcome = "succeeded"
        var agent: String?
        var details: [String: JSONValue] = [:]
    }

    private static func action(of event: ExecutionEvent) -> Description? {
        switch event.body {
        case .submitted(let body):
            let isFork = !body.originExecution.isEmpty
            return Description(
                name: isFork ? "execution.fork" : "execution.submit",
                details: ["plan_sha256": .string(body.planSha256), "tasks": .number(JSONNumber(Int64(body.taskCount)))]
                    .merging(isFork ? ["origin": .string(body.originExecution)] : [:]) { $1 })
        case .paused: return Description(name: "execution.pause")
        case .resumed: return Description(name: "execution.resume")
        case .cancelled: return Description(name: "execution.cancel")
        case .succeeded: return Description(name: "execution.end")
        case .failed: return Description(name: "execution.end", outcome: "failed")
        case .taskSucceeded(let body) where body.inheritedFrom.isEmpty:
            return run(body.attempt, body.agent, ["files": .number(JSONNumber(Int64(body.files.count)))])
        case .taskAttemptFailed(let body): return run(body.attempt, body.agent, [:], body.error)
        case .taskFailed(let body): return run(body.attempt, body.agent, [:], body.error)
        default: return nil
        }
    }

    private static func run(
        _ attempt: UInt32, _ agent: String, _ details: [String: JSONValue], _ error: ErrorInfo? = nil
    ) -> Description {
        var details = details
        details["attempt"] = .number(JSONNumber(Int64(attempt)))
        if let error { details["error"] = .string(error.code) }
        return Description(
            name: "task.run", outcome: error == nil ? "succeeded" : "failed", agent: agent, details: details)
    }

    /// The entry, without its number. The event's digest ties the journal to the trail.
    private static func entry(_ published: PublishedEvent) throws -> AuditEntry? {
        guard let event = published.event, let action = action(of: event) else { return nil }
        var details = action.details
        details["event"] = .number(JSONNumber(Int64(clamping: event.sequence)))
        details["event_sha256"] = .string(Digest(of: try event.serialized()).hex)
        let execution = published.execution
        let agent = action.agent.map { $0.isEmpty ? "service:orchestrator" : "agent:\($0)" }
        return AuditEntry(
            id: Digest(of: "luna.journal/\(published.tenant)/\(execution)/\(event.sequence)").hex,
            tenant: published.tenant, at: event.at, actor: agent ?? event.actor, action: action.name,
            resource: published.task.isEmpty ? execution : "\(execution)/\(published.task)", correlation: execution,
            outcome: action.outcome, service: "orchestrator", detailsJson: JSONValue.object(details).serialized(),
            source: "orchestrator/journal")
    }
}

extension JournalStore {
    /// Up to where the journal is in the audit trail.
    func auditCursor() async throws -> FeedPosition {
        let rows = try await store.query("SELECT position FROM orchestrator.audit_cursor")
        return try FeedPosition(rows.first?.text("position") ?? "0-0")
    }

    /// The number of the tenant's newest entry, with the position that it belongs to.
    func auditNumber(_ tenant: String) async throws -> (FeedPosition, UInt64) {
        let rows = try await store.query(
            """
            SELECT position, coalesce((SELECT last FROM orchestrator.audit_numbers WHERE tenant = $1), 0) AS last
            FROM orchestrator.audit_cursor
            """, [.text(tenant)])
        guard let row = rows.first else { return (.start, 0) }
        return (try FeedPosition(row.text("position")), UInt64(clamping: try row.int("last")))
    }

    /// - Returns: false when somebody else has moved it; then nothing was changed.
    func moveAuditCursor(
        from old: String, to new: String, numbers: [(key: String, value: UInt64)]
    ) async throws -> Bool {
        let moved = try await store.query(
            """
            WITH moved AS (
                UPDATE orchestrator.audit_cursor SET position = $2 WHERE position = $1 RETURNING one
            ), numbered AS (
                INSERT INTO orchestrator.audit_numbers (tenant, last)
                SELECT * FROM unnest($3::text[], $4::bigint[]) WHERE EXISTS (SELECT FROM moved)
                ON CONFLICT (tenant) DO UPDATE SET last = excluded.last
            )
            SELECT one FROM moved
            """,
            [
                .text(old), .text(new), .textArray(numbers.map(\.key)),
                .intArray(numbers.map { Int64(clamping: $0.value) }),
            ])
        return !moved.isEmpty
    }
}

import LunaCore
import LunaMessages
import LunaPlan
import LunaStore

/// The orchestrator's tables. All SQL of this service is here and in `LeaseStore`.
struct JournalStore: Sendable {
    let store: Store

    /// Names an execution inside the whole installation.
    struct Key: Sendable, Hashable {
        let tenant: TenantID
        let execution: ExecutionID
    }

    /// What is written down once, when a plan is accepted.
    struct NewExecution: Sendable {
        let key: Key
        let project: ProjectID
        let partition: Int
        let planName: String
        let projectType: String
        let planSHA256: String
        let graphSHA256: String
        let taskCount: Int
        /// Where a fork comes from; empty and 0 for others.
        var originExecution = ""
        var originSequence: UInt64 = 0
        /// Id of the decision of policy under which it runs; empty when policy is switched off.
        var decision = ""
        /// Where in a distributed trace it was submitted; empty when nobody traces.
        var traceparent = ""
        let planJSON: [UInt8]
        let graphJSON: [UInt8]
        let idempotencyKey: String
        /// Decided with the submission: submitted, started, the first tasks.
        let change: Change
    }

    /// Events of one execution, committed together, with the row that sums it up.
    struct Change: Sendable {
        let key: Key
        /// Consecutive; never empty.
        let events: [ExecutionEvent]
        let summary: Summary
    }

    /// The read side: one row per execution.
    struct Summary: Sendable {
        var state: MachineState.Phase
        var counts: [Int]
        var capabilities: String
        var lastSequence: UInt64
        /// Effects of events up to here are known to have been carried out.
        var effectsSequence: UInt64
        var startedAt: Int64
        var finishedAt: Int64
        var reason: String
    }

    // MARK: Writing

    /// Writes a new execution with its first events in one transaction.
    ///
    /// - Returns: the execution that the idempotency key already stands for, or `nil` when the new one was written.
    /// - Parameter bounds: of the tenant, when it has any.
    /// - Throws: `LunaError` `submit.key_reused` when the key stands for another plan; `quota.exceeded`.
    func insert(
        _ new: NewExecution, within bounds: ExecutionQuotas.Bounds? = nil, now: Int64 = 0
    ) async throws -> ExecutionID? {
        guard !new.idempotencyKey.isEmpty || bounds != nil else {
            _ = try await store.pipeline(tenant: new.key.tenant, try Self.rows(of: new))
            return nil
        }
        return try await store.transaction(tenant: new.key.tenant) { transaction in
            if let known = try await Self.take(new, transaction) { return known }
            if let bounds {
                try await ExecutionQuotas.check(
                    bounds, new.key.tenant, newTasks: new.taskCount, now: now, transaction)
            }
            _ = try await transaction.pipeline(try Self.rows(of: new))
            return nil
        }
    }

    /// Takes the idempotency key.
    /// - Returns: the execution that it already stands for.
    private static func take(_ new: NewExecution, _ transaction: Transaction) async throws -> ExecutionID? {
        guard !new.idempotencyKey.isEmpty else { return nil }
        let taken = try await transaction.query(
            """
            INSERT INTO orchestrator.submissions (tenant, key, plan_sha256, execution) VALUES ($1, $2, $3, $4)
            ON CONFLICT (tenant, key) DO UPDATE SET key = excluded.key
            RETURNING plan_sha256, execution
            """,
            [
                .text(new.key.tenant.rawValue), .text(new.idempotencyKey), .text(new.planSHA256),
                .text(new.key.execution.rawValue),
            ])
        guard let row = taken.first, try row.text("execution") != new.key.execution.rawValue else { return nil }
        guard try row.text("plan_sha256") == new.planSHA256 else {
            throw LunaError(
                "submit.key_reused", .conflict,
                "This Idempotency-Key was used for another plan. Use a new key for a new submission.")
        }
        return ExecutionID(trusted: try row.text("execution"))
    }

    private static func rows(of new: NewExecution) throws -> [SQLStatement] {
        let tenant = SQLValue.text(new.key.tenant.rawValue)
        let execution = SQLValue.text(new.key.execution.rawValue)
        return [
            SQLStatement(
                """
                INSERT INTO orchestrator.executions (tenant, execution, project, partition, plan_name, project_type,
                    plan_sha256, graph_sha256, task_count, submitted_at, origin_execution, origin_sequence, decision,
                    traceparent)
                VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14)
                """,
                [
                    tenant, execution, .text(new.project.rawValue), .int(Int64(new.partition)), .text(new.planName),
                    .text(new.projectType), .text(new.planSHA256), .text(new.graphSHA256), .int(Int64(new.taskCount)),
                    .int(new.change.events.first?.at ?? 0), .text(new.originExecution),
                    .int(Int64(clamping: new.originSequence)), .text(new.decision), .text(new.traceparent),
                ]),
            SQLStatement(
                "INSERT INTO orchestrator.plans (tenant, execution, plan, graph) VALUES ($1, $2, $3, $4)",
                [tenant, execution, .bytes(new.planJSON), .bytes(new.graphJSON)]),
            try append([new.change]),
        ]
    }

    /// Appends the events of many executions in one statement, so in one transaction and one round trip.
    ///
    /// - Throws: `LunaError` `store.conflict` when another replica was faster with one of the executions; nothing is written then.
    func commit(_ changes: [Change]) async throws {
        let statement = try Self.append(changes)
        _ = try await store.query(statement.sql, statement.parameters)
    }

    private static func append(_ changes: [Change]) throws -> SQLStatement {
        // One row of the journal each; the summary goes with the last row of an execution.
        var rows: [(change: Change, last: UInt64, isLast: Bool, first: UInt64, chunk: [UInt8])] = []
        rows.reserveCapacity(changes.count)
        for change in changes {
            for piece in JournalPieces(change.events) {
                let last = piece.last?.sequence ?? 0
                rows.append(
                    (
                        change, last, last == change.events.last?.sequence, piece.first?.sequence ?? 0,
                        try JournalChunk(events: Array(piece)).serialized()
                    ))
            }
        }
        return SQLStatement(
            """
            WITH input AS (
                SELECT * FROM unnest($1::text[], $2::text[], $3::bigint[], $4::bigint[], $5::bytea[], $6::bigint[], $7::text[],
                    $8::text[], $9::bigint[], $10::bigint[], $11::bigint[], $12::text[])
                WITH ORDINALITY AS row (tenant, execution, sequence, last_sequence, events, state, counts, capabilities,
                    effects_sequence, started_at, finished_at, reason, ordinal)
            ), written AS (
                INSERT INTO orchestrator.journal (tenant, execution, sequence, last_sequence, ordinal, events)
                SELECT tenant, execution, sequence, last_sequence, ordinal, events FROM input ORDER BY tenant, execution
            )
            UPDATE orchestrator.executions AS e
            SET state = i.state, counts = i.counts, capabilities = i.capabilities, last_sequence = i.last_sequence,
                effects_sequence = greatest(e.effects_sequence, i.effects_sequence), started_at = i.started_at,
                finished_at = i.finished_at, reason = i.reason
            FROM input AS i WHERE e.tenant = i.tenant AND e.execution = i.execution AND i.state >= 0
            """,
            [
                .textArray(rows.map(\.change.key.tenant.rawValue)),
                .textArray(rows.map(\.change.key.execution.rawValue)),
                .intArray(rows.map { Int64($0.first) }), .intArray(rows.map { Int64($0.last) }),
                .bytesArray(rows.map(\.chunk)),
                .intArray(rows.map { $0.isLast ? Int64($0.change.summary.state.rawValue) : -1 }),
                .textArray(rows.map { $0.change.summary.counts.map(String.init).joined(separator: ",") }),
                .textArray(rows.map(\.change.summary.capabilities)),
                .intArray(rows.map { Int64($0.change.summary.effectsSequence) }),
                .intArray(rows.map(\.change.summary.startedAt)),
                .intArray(rows.map(\.change.summary.finishedAt)), .textArray(rows.map(\.change.summary.reason)),
            ])
    }

    /// Raises the marks of carried-out effects of executions.
    func noteEffects(_ reached: [Key: UInt64]) async throws {
        guard !reached.isEmpty else { return }
        let marks = Array(reached)
        _ = try await store.query(
            """
            UPDATE orchestrator.executions AS e SET effects_sequence = greatest(e.effects_sequence, i.sequence)
            FROM unnest($1::text[], $2::text[], $3::bigint[]) AS i (tenant, execution, sequence)
            WHERE e.tenant = i.tenant AND e.execution = i.execution
            """,
            [
                .textArray(marks.map(\.key.tenant.rawValue)), .textArray(marks.map(\.key.execution.rawValue)),
                .intArray(marks.map { Int64(clamping: $0.value) }),
            ])
    }

    // MARK: Reading back

    /// An execution as the engine needs it.
    struct Loaded: Sendable {
        let project: ProjectID
        let planName: String
        let planSHA256: String
        let effectsSequence: UInt64
        let decision: String
        let traceparent: String
        let graph: TaskGraph
        /// All of them, or those after the snapshot.
        let events: [ExecutionEvent]
        var snapshot: Snapshot?

        /// A state as it was written, not looked at yet.
        struct Snapshot: Sendable {
            let sequence: UInt64
            let sha256: String
            let bytes: [UInt8]
        }

        /// The machine in the state that the journal leads to.
        func fold(_ policy: ExecutionMachine.Policy) -> ExecutionMachine {
            var machine = ExecutionMachine(graph: ExecutionGraph(graph), policy: policy)
            for event in events { machine.replay(event) }
            return machine
        }
    }

    /// - Parameters:
    ///   - last: the last event to read.
    ///   - usingSnapshot: read the newest snapshot and only the events after it.
    /// - Throws: `LunaError` `execution.not_found`.
    func load(_ key: Key, through last: UInt64 = .max, usingSnapshot: Bool = false) async throws -> Loaded {
        let parameters: [SQLValue] = [.text(key.tenant.rawValue), .text(key.execution.rawValue)]
        let results = try await store.pipeline(
            tenant: key.tenant,
            [
                SQLStatement(
                    """
                    SELECT e.project, e.plan_name, e.plan_sha256, e.effects_sequence, e.decision, e.traceparent, p.graph
                    FROM orchestrator.executions e JOIN orchestrator.plans p USING (tenant, execution)
                    WHERE tenant = $1 AND execution = $2
                    """, parameters),
                // One statement, so that the events are those after this very snapshot.
                SQLStatement(
                    """
                    WITH newest AS MATERIALIZED (
                        SELECT s.sequence, s.sha256, s.state
                        FROM orchestrator.snapshots s JOIN orchestrator.executions e USING (tenant, execution)
                        WHERE tenant = $1 AND execution = $2 AND s.version = $4 AND s.sequence <= e.last_sequence
                    )
                    SELECT sequence, sha256, state AS bytes FROM newest
                    UNION ALL
                    (SELECT sequence, '', events FROM orchestrator.journal
                    WHERE tenant = $1 AND execution = $2 AND sequence <= $3
                        AND last_sequence > coalesce((SELECT sequence FROM newest), 0)
                    ORDER BY sequence)
                    """,
                    parameters + [
                        .int(Int64(clamping: last)), .int(usingSnapshot ? Int64(SnapshotCoding.version) : -1),
                    ]),
            ])
        guard let row = results.first?.first, let rows = results.last else { throw Self.notFound(key.execution) }
        var snapshot: Loaded.Snapshot?
        var events: [ExecutionEvent] = []
        for row in rows {
            let digest = try row.text("sha256")
            guard digest.isEmpty else {
                snapshot = Loaded.Snapshot(
                    sequence: UInt64(try row.int("sequence")), sha256: digest, bytes: try row.bytes("bytes"))
                continue
            }
            for event in try JournalChunk(serialized: row.bytes("bytes")).events
            where event.sequence > snapshot?.sequence ?? 0 { events.append(event) }
        }
        // The order of rows under UNION ALL is a habit of the server, not a promise.
        if !zip(events, events.dropFirst()).allSatisfy({ $0.sequence < $1.sequence }) {
            events.sort { $0.sequence < $1.sequence }
        }
        while let end = events.last, end.sequence > last { events.removeLast() }
        return Loaded(
            project: ProjectID(trusted: try row.text("project")), planName: try row.text("plan_name"),
            planSHA256: try row.text("plan_sha256"), effectsSequence: UInt64(try row.int("effects_sequence")),
            decision: try row.text("decision"), traceparent: try row.text("traceparent"),
            graph: try TaskGraph(json: row.bytes("graph")), events: events, snapshot: snapshot)
    }

    /// - Throws: `LunaError` `execution.not_found`.
    func graph(_ key: Key) async throws -> TaskGraph {
        let rows = try await store.query(
            "SELECT graph FROM orchestrator.plans WHERE tenant = $1 AND execution = $2",
            [.text(key.tenant.rawValue), .text(key.execution.rawValue)])
        guard let row = rows.first else { throw Self.notFound(key.execution) }
        return try TaskGraph(json: row.bytes("graph"))
    }

    /// Executions of a partition that have not ended, with their last sequences.
    func open(partition: Int) async throws -> [Key: UInt64] {
        let rows = try await store.query(
            "SELECT tenant, execution, last_sequence FROM orchestrator.executions WHERE partition = $1 AND state < 3",
            [.int(Int64(partition))])
        var open: [Key: UInt64] = [:]
        for row in rows {
            let key = Key(
                tenant: TenantID(trusted: try row.text("tenant")),
                execution: ExecutionID(trusted: try row.text("execution")))
            open[key] = UInt64(try row.int("last_sequence"))
        }
        return open
    }

    func partition(of key: Key) async throws -> Int {
        let rows = try await store.query(
            "SELECT partition FROM orchestrator.executions WHERE tenant = $1 AND execution = $2",
            [.text(key.tenant.rawValue), .text(key.execution.rawValue)])
        guard let row = rows.first else { throw Self.notFound(key.execution) }
        return Int(try row.int("partition"))
    }

    /// - Throws: `LunaError` `execution.not_found`.
    func phase(_ key: Key) async throws -> MachineState.Phase {
        let rows = try await store.query(
            "SELECT state FROM orchestrator.executions WHERE tenant = $1 AND execution = $2",
            [.text(key.tenant.rawValue), .text(key.execution.rawValue)])
        guard let row = rows.first else { throw Self.notFound(key.execution) }
        return MachineState.Phase(rawValue: UInt8(try row.int("state"))) ?? .pending
    }

    static func notFound(_ execution: ExecutionID) -> LunaError {
        LunaError(
            "execution.not_found", .notFound,
            "There is no execution '\(execution)'. List them with `luna status`.",
            details: ["execution": execution.rawValue])
    }
}

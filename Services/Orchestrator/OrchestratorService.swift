import LunaCore
import LunaMessages
import LunaPlan
import LunaPrivacy

/// The RPCs. Writing goes through the engine; reading comes from the row, the engine's memory or the journal.
struct OrchestratorService: OrchestratorServing {
    let journal: JournalStore
    let engine: Engine
    let submission: Submission
    let directory: AgentDirectory
    let graphs: GraphCache
    let past: PastStates
    let underWay: OutcomesUnderWay
    let deadLetters: DeadLetterDesk
    let quotas: ExecutionQuotas
    /// Throws when it cannot be recorded.
    let audit: @Sendable (_ action: String, _ resource: String, _ outcome: String, CallContext) async throws -> Void

    func submit(_ request: SubmitRequest, context: CallContext) async throws -> SubmitReply {
        let reply: SubmitReply
        do {
            reply = try await submission.submit(request, context: context)
        } catch let error as LunaError where error.code == "policy.denied" {
            try await audit("execution.submit", error.details["decision"] ?? "", "denied", context)
            throw error
        }
        // What was accepted is in the journal, and from there in the audit trail (JournalAudit).
        if reply.execution.isEmpty { try await audit("execution.submit", "", "refused", context) }
        return reply
    }

    func getExecution(_ request: ExecutionKey, context: CallContext) async throws -> ExecutionView {
        try await journal.view(key(request.execution, context))
    }

    func listExecutions(_ request: ListExecutionsRequest, context: CallContext) async throws -> ListExecutionsReply {
        let limit = Self.page(request.limit)
        let state = request.state == .unspecified ? nil : Int(request.state.rawValue) - 1
        var views = try await journal.list(
            tenant: context.tenant, limit: limit + 1, after: request.cursor, project: request.project, state: state)
        let more = views.count > limit
        if more { views.removeLast() }
        return ListExecutionsReply(executions: views, nextCursor: more ? views.last?.execution ?? "" : "")
    }

    func listTasks(_ request: ListTasksRequest, context: CallContext) async throws -> ListTasksReply {
        let selection = try TaskSelection(
            cursor: request.cursor, limit: Self.page(request.limit), state: request.state,
            capability: request.capability)
        let page = try await look(at: key(request.execution, context)) { selection.page(of: $0) }
        return ListTasksReply(tasks: page.tasks, nextCursor: page.nextCursor)
    }

    func getTask(_ request: TaskKey, context: CallContext) async throws -> TaskView {
        let key = try key(request.execution, context)
        // Workers ask this before they do something again: an outcome that was reported before must have been decided, and a
        // replica that has not noticed yet that it has lost a partition must not answer from what it remembers.
        if context.actor.hasPrefix("agent:") {
            try await underWay.settle(partition: try await journal.partition(of: key))
        }
        let written = try await journal.lastSequence(key)
        let current = try await engine.inspect(key) { state in
            state.lastSequence < written ? nil : WireViews.task(try Self.index(request.task, in: state), in: state)
        }
        if let known = current ?? nil { return known }
        let state = try await past.newest(key)
        return WireViews.task(try Self.index(request.task, in: state), in: state)
    }

    func getPlan(_ request: ExecutionKey, context: CallContext) async throws -> PlanDocument {
        try await journal.plan(key(request.execution, context))
    }

    func cancel(_ request: ControlRequest, context: CallContext) async throws -> ExecutionView {
        try await control(
            request, .cancel(reason: PrivacyRedactor.shared.redact(request.reason)), context
        ) {
            $0 != .cancelled && $0.isTerminal
        }
    }

    func pause(_ request: ControlRequest, context: CallContext) async throws -> ExecutionView {
        try await control(
            request, .pause(reason: PrivacyRedactor.shared.redact(request.reason)), context
        ) { $0.isTerminal }
    }

    func resume(_ request: ControlRequest, context: CallContext) async throws -> ExecutionView {
        let decision = try await journal.decision(key(request.execution, context))
        try await submission.rules.resume(decision, reason: request.reason, context)
        return try await control(request, .resume, context) { $0.isTerminal }
    }

    func readEvents(_ request: ReadEventsRequest, context: CallContext) async throws -> ReadEventsReply {
        let key = try key(request.execution, context)
        let view = try await journal.view(key)
        let events = try await journal.events(key, after: request.afterSequence, limit: Self.page(request.limit))
        let graph = try await graphs.graph(key)
        let project = try ProjectID(view.project)
        return ReadEventsReply(
            events: events.map { WireViews.published($0, key: key, project: project, graph: graph) },
            finished: view.finishedAt != 0 && (events.last?.sequence ?? request.afterSequence) >= view.lastSequence,
            lastSequence: view.lastSequence)
    }

    func readFeed(_ request: ReadFeedRequest, context: CallContext) async throws -> ReadFeedReply {
        let limit = Self.page(request.limit)
        let after = try FeedPosition(request.afterPosition)
        // Services of ours follow all tenants; everybody else sees its own.
        let tenant: TenantID? = context.actor.hasPrefix("service:") ? nil : context.tenant
        let chunks = try await journal.feed(tenant: tenant, after: after, limit: limit)
        var reply = ReadFeedReply(position: after.description, more: chunks.count == limit)
        let types = Set(request.types)
        var size = 0
        for chunk in chunks {
            let graph = try await graphs.graph(chunk.key)
            let place = chunk.position
            let begun = place.transaction == after.transaction && place.ordinal == after.ordinal ? after.read ?? 0 : 0
            for (index, event) in chunk.events.enumerated().dropFirst(Int(begun)) {
                guard types.isEmpty || types.contains(WireViews.kind(of: event).type) else { continue }
                size += Self.size(of: event)
                guard size <= Self.largestReply || reply.events.isEmpty else {
                    reply.position =
                        FeedPosition(
                            transaction: place.transaction, ordinal: place.ordinal, read: UInt32(index)
                        ).description
                    reply.more = true
                    return reply
                }
                reply.events.append(
                    WireViews.published(
                        event, key: chunk.key, project: chunk.project, graph: graph, position: place.description))
            }
            reply.position = place.description
        }
        return reply
    }

    /// Bytes of events in one reply; the bus carries 1 MiB.
    private static let largestReply = 600 * 1024

    /// What an event takes on the wire, roughly and rather too much.
    private static func size(of event: ExecutionEvent) -> Int {
        guard case .taskSucceeded(let body) = event.body else { return 512 }
        return 512 + body.outputJson.count + body.files.reduce(0) { $0 + $1.path.utf8.count + 128 }
    }

    func getOutputs(_ request: GetOutputsRequest, context: CallContext) async throws -> GetOutputsReply {
        guard let start = request.cursor.isEmpty ? 0 : UInt32(request.cursor).map(Int.init) else {
            throw LunaError("cursor.invalid", .validation, "Use the cursor of an earlier reply.")
        }
        return try await look(at: key(request.execution, context)) { state in
            var reply = GetOutputsReply()
            var size = 0
            let upstream = state.graph.upstreamTasks(of: try Self.index(request.task, in: state))
            for (position, index) in upstream.enumerated().dropFirst(start) {
                guard let outcome = state.tasks[Int(index)].outcome else { continue }
                size += outcome.outputJSON.count + outcome.files.count * 160
                if size > 512 * 1024, !reply.outputs.isEmpty {
                    reply.nextCursor = String(position)
                    break
                }
                let source = state.graph.nodes[Int(index)]
                reply.outputs.append(
                    TaskOutput(task: source.id, kind: source.kind, outputJson: outcome.outputJSON, files: outcome.files)
                )
            }
            return reply
        }
    }

    func why(_ request: TaskKey, context: CallContext) async throws -> WhyReply {
        try await look(at: key(request.execution, context)) { state in
            Waiting.explain(try Self.index(request.task, in: state), in: state, directory: directory)
        }
    }

    func getUsage(_ request: GetUsageRequest, context: CallContext) async throws -> UsageReply {
        try await quotas.usage(context.tenant)
    }

    // MARK: Helpers

    private func control(
        _ request: ControlRequest, _ command: ExecutionMachine.Command, _ context: CallContext,
        impossible: (MachineState.Phase) -> Bool
    ) async throws -> ExecutionView {
        let key = try key(request.execution, context)
        let before = try await journal.phase(key)
        guard !impossible(before) else {
            throw LunaError(
                "execution.ended", .conflict,
                "Execution '\(request.execution)' has ended (\(before)); nothing was changed.")
        }
        let engine = engine
        _ = try await withCheckedThrowingContinuation { reply in
            engine.inbox.pushNow(
                .control(Engine.ControlCommand(key: key, command: command, actor: context.actor, reply: reply)))
        }
        // The reply comes after the commit, so the row is of after it, too; and it has all that a view has.
        return try await journal.view(key)
    }

    /// What `body` makes of an execution's newest state, wherever that is.
    func look<Value: Sendable>(
        at key: JournalStore.Key, _ body: @Sendable (MachineState) throws -> Value
    ) async throws -> Value {
        if let value = try await engine.inspect(key, body) { return value }
        return try body(try await past.newest(key))
    }

    func key(_ execution: String, _ context: CallContext) throws -> JournalStore.Key {
        JournalStore.Key(tenant: context.tenant, execution: try ExecutionID(execution))
    }

    static func index(_ task: String, in state: MachineState) throws -> UInt32 {
        guard let index = state.graph.index(of: task) else {
            throw LunaError(
                "task.not_found", .notFound,
                "The execution has no task '\(task)'. List them with `luna status ID --tasks`.")
        }
        return index
    }

    static func page(_ limit: UInt32) -> Int { limit == 0 ? 50 : Int(min(limit, 1000)) }
}

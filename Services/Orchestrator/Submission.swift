import LunaCore
import LunaMessages
import LunaPlan
import LunaPolicy
import LunaServiceKit

/// From a plan document to an execution that has begun: parse, validate, decompose, write, drive.
struct Submission: Sendable {
    let journal: JournalStore
    let engine: Engine
    let instance: String
    let policy: ExecutionMachine.Policy
    let memory: MemoryClient
    let rules: ExecutionPolicy
    let quotas: ExecutionQuotas
    let now: @Sendable () -> Int64
    /// Tasks that need not wait for the engine's next turn.
    private static let headStart = 16

    /// - Returns: the execution, or all problems of the plan.
    /// - Throws: `LunaError` `submit.key_reused`, `identifier.invalid`, `quota.exceeded`, `policy.denied`, `policy.unavailable`,
    ///   or of the store.
    ///
    /// - Parameter name: what the submitter calls the submission, when that is not the idempotency key.
    func submit(_ request: SubmitRequest, named name: String? = nil, context: CallContext) async throws -> SubmitReply {
        let fileName = request.fileName.isEmpty ? "plan" : request.fileName
        let parsed = PlanParser.parse(request.plan, fileName: fileName)
        guard let plan = parsed.plan else {
            return SubmitReply(problems: parsed.problems.map(Self.finding))
        }
        let project = try ProjectID(request.project.isEmpty ? plan.project.name : request.project)
        let graph = try Decomposer.decompose(plan)
        let planJSON = try plan.canonicalJSON()
        let document = Document(
            project: project, planName: plan.project.name, projectType: plan.project.type.rawValue,
            planSHA256: Digest(of: planJSON).hex, planJSON: planJSON, graph: ExecutionGraph(graph),
            graphSHA256: graph.hash, graphJSON: try graph.json(),
            subject: try ExecutionPolicy.subject(plan, project: project, graph, context.tenant))
        var reply = try await enter(document, request.idempotencyKey, as: newID(), context) {
            .submit(
                ExecutionSubmitted(
                    planSha256: document.planSHA256, graphSha256: document.graphSHA256, taskCount: $0,
                    planName: document.planName, submission: name ?? request.idempotencyKey))
        }
        if !reply.existing { reply.problems = parsed.problems.map(Self.finding) }
        return reply
    }

    /// What an execution is an execution of.
    struct Document: Sendable {
        let project: ProjectID
        let planName: String
        let projectType: String
        let planSHA256: String
        let planJSON: [UInt8]
        let graph: ExecutionGraph
        let graphSHA256: String
        let graphJSON: [UInt8]
        /// What policy is asked about.
        let subject: PolicySubject
        var originExecution = ""
        var originSequence: UInt64 = 0
    }

    func newID() -> ExecutionID {
        var random = SystemRandomNumberGenerator()
        return ExecutionID.next(unixMilliseconds: UInt64(now() / 1_000_000), random: &random)
    }

    /// Writes an execution with its first events, and has it driven.
    /// - Parameter first: what it begins with, given how many tasks there are.
    func enter(
        _ document: Document, _ idempotencyKey: String, as execution: ExecutionID, _ context: CallContext,
        first: (_ taskCount: UInt32) -> ExecutionMachine.Command
    ) async throws -> SubmitReply {
        let clearance = try await rules.clear(document.subject, of: execution, context)
        let time = now()
        let key = JournalStore.Key(tenant: context.tenant, execution: execution)
        // The first tasks go out with the submission itself, unless others are waiting for their turn.
        var start = policy
        let mustWait = clearance.heldBecause != nil || engine.congestion.touches(document.graph.capabilities)
        start.inFlightLimit = mustWait ? 0 : Self.headStart
        var machine = ExecutionMachine(graph: document.graph, policy: start)
        let taskCount = document.graph.nodes.count { !$0.isBarrier }
        var events = machine.handle(first(UInt32(taskCount)), at: time, actor: context.actor)
        events += machine.handle(.start, at: time, actor: instance)
        if let reason = clearance.heldBecause {
            events += machine.handle(.pause(reason: reason), at: time, actor: instance)
        }

        var partition = Int(Self.hash(execution.rawValue) % UInt64(PartitionKeeper.partitionCount))
        if let own = await engine.somePartition() { partition = own }
        let state = machine.state
        let new = JournalStore.NewExecution(
            key: key, project: document.project, partition: partition, planName: document.planName,
            projectType: document.projectType, planSHA256: document.planSHA256, graphSHA256: document.graphSHA256,
            taskCount: taskCount, originExecution: document.originExecution, originSequence: document.originSequence,
            decision: clearance.decision, traceparent: TraceContext.current?.traceparent ?? "",
            planJSON: document.planJSON, graphJSON: document.graphJSON,
            idempotencyKey: idempotencyKey,
            change: JournalStore.Change(
                key: key, events: events,
                summary: JournalStore.Summary(
                    state: state.phase, counts: state.taskCounts, capabilities: WireViews.packed(state),
                    lastSequence: state.lastSequence, effectsSequence: 0, startedAt: state.startedAt,
                    finishedAt: state.finishedAt, reason: state.reason)))
        if let existing = try await journal.insert(new, within: try await quotas.bounds(context.tenant), now: time) {
            let view = try await journal.view(JournalStore.Key(tenant: context.tenant, execution: existing))
            return SubmitReply(
                execution: existing.rawValue, existing: true, taskCount: view.counts?.total ?? 0, project: view.project)
        }
        if await engine.owns(partition: partition) {
            await engine.inbox.push(.begin(Engine.NewlyWritten(new: new, machine: machine)))
        }
        return SubmitReply(
            execution: execution.rawValue, taskCount: UInt32(taskCount), project: document.project.rawValue)
    }

    private static func finding(_ problem: PlanProblem) -> Finding {
        Finding(
            rule: problem.code.rawValue, severity: problem.severity.rawValue, path: problem.path,
            line: UInt32(problem.line),
            column: UInt32(problem.column), message: problem.message, hint: problem.hint)
    }

    /// FNV-1a, 64 bits: spreads executions over partitions the same way on every machine.
    private static func hash(_ text: String) -> UInt64 {
        text.utf8.reduce(0xcbf2_9ce4_8422_2325) { ($0 ^ UInt64($1)) &* 0x100_0000_01b3 }
    }
}

import LunaCore
import LunaMessages
import LunaPlan

/// From a plan document to an execution that has begun: parse, validate, decompose, write, drive.
struct Submission: Sendable {
    let journal: JournalStore
    let engine: Engine
    let instance: String
    let policy: ExecutionMachine.Policy
    let now: @Sendable () -> Int64

    /// - Returns: the execution, or all problems of the plan.
    /// - Throws: `LunaError` `submit.key_reused`, `identifier.invalid`, or of the store.
    func submit(_ request: SubmitRequest, context: CallContext) async throws -> SubmitReply {
        let fileName = request.fileName.isEmpty ? "plan" : request.fileName
        let parsed = PlanParser.parse(request.plan, fileName: fileName)
        guard let plan = parsed.plan else {
            return SubmitReply(problems: parsed.problems.map(Self.finding))
        }
        let project = try ProjectID(request.project.isEmpty ? plan.project.name : request.project)
        let graph = try Decomposer.decompose(plan)
        let planJSON = try plan.canonicalJSON()
        let planHash = Digest(of: planJSON).hex
        var random = SystemRandomNumberGenerator()
        let time = now()
        let execution = ExecutionID.next(unixMilliseconds: UInt64(time / 1_000_000), random: &random)
        let key = JournalStore.Key(tenant: context.tenant, execution: execution)

        var machine = ExecutionMachine(graph: ExecutionGraph(graph), policy: policy)
        let taskCount = graph.nodes.count { !$0.isBarrier }
        var events = machine.handle(
            .submit(
                ExecutionSubmitted(
                    planSha256: planHash, graphSha256: graph.hash, taskCount: UInt32(taskCount),
                    planName: plan.project.name,
                    submission: request.idempotencyKey)),
            at: time, actor: context.actor)
        events += machine.handle(.start, at: time, actor: instance)

        var partition = Int(Self.hash(execution.rawValue) % UInt64(PartitionKeeper.partitionCount))
        if let own = await engine.somePartition() { partition = own }
        let state = machine.state
        let new = JournalStore.NewExecution(
            key: key, project: project, partition: partition, planName: plan.project.name,
            projectType: plan.project.type.rawValue, planSHA256: planHash, graphSHA256: graph.hash,
            taskCount: graph.nodes.count, planJSON: planJSON, graphJSON: try graph.json(),
            idempotencyKey: request.idempotencyKey,
            change: JournalStore.Change(
                key: key, events: events,
                summary: JournalStore.Summary(
                    state: state.phase, counts: state.counts, capabilities: WireViews.packed(state),
                    lastSequence: state.lastSequence, effectsSequence: 0, startedAt: state.startedAt,
                    finishedAt: state.finishedAt, reason: state.reason)))
        if let existing = try await journal.insert(new) {
            let view = try await journal.view(JournalStore.Key(tenant: context.tenant, execution: existing))
            return SubmitReply(
                execution: existing.rawValue, existing: true, taskCount: view.counts?.total ?? 0, project: view.project)
        }
        if await engine.owns(partition: partition) {
            await engine.inbox.push(.begin(Engine.NewlyWritten(new: new, machine: machine)))
        }
        return SubmitReply(
            execution: execution.rawValue, problems: parsed.problems.map(Self.finding),
            taskCount: UInt32(graph.nodes.count), project: project.rawValue)
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

import LunaBus
import LunaCore
import LunaMessages
import LunaPlan

/// An execution that this replica drives. Confined to the engine.
final class LiveExecution {
    let key: JournalStore.Key
    let project: ProjectID
    let planName: String
    let planSHA256: String
    let partition: Int
    /// Id of the decision of policy under which it runs.
    let decision: String
    let trace: ExecutionTrace
    var machine: ExecutionMachine
    /// How far effects have been carried out.
    var carriedOut: CarriedOut
    /// Effects of events up to here have been carried out.
    var effectsSequence: UInt64 { carriedOut.sequence }
    /// Sequence of the newest snapshot that was asked for.
    var snapshotSequence: UInt64 = 0
    /// When tasks that were missing were handed out again.
    var handedOutAgainAt: Int64 = 0
    /// By the capability's number in the graph.
    private var workSubjects: [Int: String] = [:]

    init(
        key: JournalStore.Key, project: ProjectID, planName: String, planSHA256: String, partition: Int,
        decision: String, trace: ExecutionTrace, machine: ExecutionMachine, effectsSequence: UInt64
    ) {
        self.key = key
        self.project = project
        self.planName = planName
        self.planSHA256 = planSHA256
        self.partition = partition
        self.decision = decision
        self.trace = trace
        self.machine = machine
        carriedOut = CarriedOut(effectsSequence)
    }

    /// The row that sums the execution up.
    var summary: JournalStore.Summary {
        let state = machine.state
        return JournalStore.Summary(
            state: state.phase, counts: state.taskCounts, capabilities: WireViews.packed(state),
            lastSequence: state.lastSequence, effectsSequence: effectsSequence, startedAt: state.startedAt,
            finishedAt: state.finishedAt, reason: state.reason)
    }

    /// The work item for a task that has been scheduled.
    ///
    /// - Parameter outputLimit: bytes of upstream output that fit into the message; beyond, the agent fetches them.
    func workItem(task: UInt32, attempt: UInt32, at time: Int64, instance: String, outputLimit: Int) -> WorkItem {
        let graph = machine.state.graph
        var upstream: [UpstreamOutput] = []
        var size = 0
        for dependency in graph.upstreamTasks(of: task) {
            guard let outcome = machine.state.tasks[Int(dependency)].outcome else { continue }
            size += outcome.outputJSON.count + outcome.files.reduce(0) { $0 + 96 + $1.path.utf8.count }
            if size > outputLimit { break }
            upstream.append(
                UpstreamOutput(
                    task: graph.nodes[Int(dependency)].id, kind: graph.nodes[Int(dependency)].kind,
                    outputJson: outcome.outputJSON, files: outcome.files))
        }
        let truncated = size > outputLimit
        let node = graph.nodes[Int(task)]
        return WorkItem(
            tenant: key.tenant.rawValue, project: project.rawValue, execution: key.execution.rawValue, task: node.id,
            attempt: attempt, capability: node.capability, kind: node.kind, title: node.title, subject: node.subject,
            inputJson: Self.input(of: node), plan: BlobRef(sha256: planSHA256, size: 0),
            upstream: truncated ? [] : upstream, timeoutMs: UInt64(node.timeoutSeconds) * 1000,
            partition: UInt32(partition), traceparent: trace.traceparent, dispatchedAt: time,
            upstreamTruncated: truncated, orchestrator: instance,
            decision: decision)
    }

    /// Where work for a capability is published.
    /// - Throws: `LunaError` `bus.invalid_subject`.
    func workSubject(of task: UInt32) throws -> String {
        let capability = Int(machine.state.graph.capabilityOf[Int(task)])
        if let known = workSubjects[capability] { return known }
        let subject = try Subjects.work(
            capability: machine.state.graph.capabilities[capability], tenant: key.tenant)
        workSubjects[capability] = subject
        return subject
    }

    /// What the agent's input schema is applied to.
    static func input(of node: TaskNode) -> [UInt8] {
        if !node.inputJSON.isEmpty { return Array(node.inputJSON.utf8) }
        var bytes = Array("{\"kind\":".utf8)
        JSONText.append(node.kind, to: &bytes)
        bytes += ",\"subject\":".utf8
        JSONText.append(node.subject, to: &bytes)
        bytes += ",\"title\":".utf8
        JSONText.append(node.title, to: &bytes)
        bytes.append(UInt8(ascii: "}"))
        return bytes
    }
}

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
    var machine: ExecutionMachine
    /// Effects of events up to here have been carried out.
    var effectsSequence: UInt64

    init(
        key: JournalStore.Key, project: ProjectID, planName: String, planSHA256: String, partition: Int,
        machine: ExecutionMachine, effectsSequence: UInt64
    ) {
        self.key = key
        self.project = project
        self.planName = planName
        self.planSHA256 = planSHA256
        self.partition = partition
        self.machine = machine
        self.effectsSequence = effectsSequence
    }

    /// The row that sums the execution up.
    var summary: JournalStore.Summary {
        let state = machine.state
        return JournalStore.Summary(
            state: state.phase, counts: state.counts, capabilities: WireViews.packed(state),
            lastSequence: state.lastSequence, effectsSequence: effectsSequence, startedAt: state.startedAt,
            finishedAt: state.finishedAt, reason: state.reason)
    }

    /// The work item for a task that has been scheduled.
    ///
    /// - Parameter outputLimit: bytes of upstream output that fit into the message; beyond, the agent fetches them.
    func workItem(task: UInt32, attempt: UInt32, at time: Int64, instance: String, outputLimit: Int) -> WorkItem {
        let state = machine.state
        let node = state.graph.nodes[Int(task)]
        var upstream: [UpstreamOutput] = []
        var size = 0
        for dependency in state.graph.upstreamTasks(of: task) {
            guard let outcome = state.tasks[Int(dependency)].outcome else { continue }
            size += outcome.outputJSON.count + outcome.files.reduce(0) { $0 + 96 + $1.path.utf8.count }
            if size > outputLimit { break }
            let source = state.graph.nodes[Int(dependency)]
            upstream.append(
                UpstreamOutput(task: source.id, kind: source.kind, outputJson: outcome.outputJSON, files: outcome.files)
            )
        }
        let truncated = size > outputLimit
        return WorkItem(
            tenant: key.tenant.rawValue, project: project.rawValue, execution: key.execution.rawValue, task: node.id,
            attempt: attempt, capability: node.capability, kind: node.kind, title: node.title, subject: node.subject,
            inputJson: Self.input(of: node), plan: BlobRef(sha256: planSHA256, size: 0),
            upstream: truncated ? [] : upstream, timeoutMs: UInt64(node.timeoutSeconds) * 1000,
            partition: UInt32(partition), dispatchedAt: time, upstreamTruncated: truncated, orchestrator: instance)
    }

    /// What the agent's input schema is applied to.
    static func input(of node: TaskNode) -> [UInt8] {
        if !node.inputJSON.isEmpty { return Array(node.inputJSON.utf8) }
        return JSONValue.object([
            "kind": .string(node.kind), "subject": .string(node.subject), "title": .string(node.title),
        ]).serialized()
    }
}

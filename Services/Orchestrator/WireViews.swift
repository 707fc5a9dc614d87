import LunaCore
import LunaMessages
import LunaPlan

/// From the machine's terms to those of the contract.
enum WireViews {
    static func state(_ phase: MachineState.Phase) -> ExecutionState {
        switch phase {
        case .pending: .pending
        case .running: .running
        case .paused: .paused
        case .succeeded: .succeeded
        case .failed: .failed
        case .cancelled: .cancelled
        }
    }

    static func state(_ phase: MachineState.TaskPhase) -> TaskState {
        switch phase {
        case .blocked: .blocked
        case .ready: .ready
        case .running: .running
        case .retrying: .retrying
        case .succeeded: .succeeded
        case .failed: .failed
        case .skipped: .skipped
        case .cancelled: .cancelled
        }
    }

    /// Eight counts in the order of `MachineState.TaskPhase`.
    /// - Parameter total: how many tasks there are, where nothing is counted yet.
    static func counts(_ counts: some Collection<Int>, total: Int64 = 0) -> TaskCounts {
        let list = counts.map { UInt32(clamping: $0) }
        guard list.count == 8 else {
            return TaskCounts(total: UInt32(clamping: total), blocked: UInt32(clamping: total))
        }
        return TaskCounts(
            total: list.reduce(0, &+), blocked: list[0], ready: list[1], running: list[2], retrying: list[3],
            succeeded: list[4],
            failed: list[5], skipped: list[6], cancelled: list[7])
    }

    /// `capability=1,2,3,4,5,6,7,8` joined by `;`: as the summary row holds it.
    static func packed(_ state: MachineState) -> String {
        state.graph.capabilities.enumerated().map { index, name in
            name + "=" + state.capabilityCounts[(index * 8)..<(index * 8 + 8)].map(String.init).joined(separator: ",")
        }.joined(separator: ";")
    }

    static func capabilities(_ packed: String) -> [CapabilityCounts] {
        packed.split(separator: ";").compactMap { part in
            // Barriers have no capability: nobody works on them.
            guard let equals = part.lastIndex(of: "="), equals > part.startIndex else { return nil }
            let numbers = part[part.index(after: equals)...].split(separator: ",").compactMap { Int($0) }
            return CapabilityCounts(
                capability: String(part[..<equals]), counts: counts(numbers))
        }
    }

    static func execution(
        _ key: JournalStore.Key, project: ProjectID, planName: String, planSHA256: String, state: MachineState
    ) -> ExecutionView {
        ExecutionView(
            execution: key.execution.rawValue, project: project.rawValue, planName: planName,
            state: self.state(state.phase),
            counts: counts(state.taskCounts), submittedAt: state.submittedAt,
            startedAt: state.startedAt, finishedAt: state.finishedAt, reason: state.reason,
            lastSequence: state.lastSequence, planSha256: planSHA256, capabilities: capabilities(packed(state)))
    }

    static func task(_ index: UInt32, in state: MachineState) -> TaskView {
        let node = state.graph.nodes[Int(index)]
        let record = state.tasks[Int(index)]
        return TaskView(
            task: node.id, index: index, kind: node.kind, capability: node.capability, title: node.title,
            subject: node.subject, state: self.state(record.phase), attempt: record.attempt, dependsOn: node.dependsOn,
            error: record.phase == .succeeded ? nil : record.outcome?.error, agent: record.outcome?.agent ?? "",
            scheduledAt: record.scheduledAt, startedAt: record.startedAt, finishedAt: record.finishedAt,
            computeMs: record.computeMilliseconds, files: record.outcome?.files ?? [],
            outputJson: record.outcome?.outputJSON ?? [], inheritedFrom: record.outcome?.inheritedFrom ?? "")
    }

    /// The event as readers outside see it.
    static func published(
        _ event: ExecutionEvent, key: JournalStore.Key, project: ProjectID, graph: ExecutionGraph?,
        position: String = ""
    ) -> PublishedEvent {
        let (type, task) = kind(of: event)
        var published = PublishedEvent(
            tenant: key.tenant.rawValue, project: project.rawValue, execution: key.execution.rawValue, type: type,
            position: position, event: event)
        if let task, let graph, Int(task) < graph.count {
            published.task = graph.nodes[Int(task)].id
            published.capability = graph.nodes[Int(task)].capability
        }
        return published
    }

    /// `noun.verb` of the event, and the task that it is about.
    static func kind(of event: ExecutionEvent) -> (type: String, task: UInt32?) {
        switch event.body {
        case .submitted: ("execution.submitted", nil)
        case .started: ("execution.started", nil)
        case .taskScheduled(let body): ("task.scheduled", body.task)
        case .taskSucceeded(let body): ("task.completed", body.task)
        case .taskAttemptFailed(let body): ("task.retrying", body.task)
        case .taskFailed(let body): ("task.failed", body.task)
        case .taskSkipped(let body): ("task.skipped", body.task)
        case .taskCancelled(let body): ("task.cancelled", body.task)
        case .paused: ("execution.paused", nil)
        case .resumed: ("execution.resumed", nil)
        case .cancelled: ("execution.cancelled", nil)
        case .succeeded: ("execution.completed", nil)
        case .failed: ("execution.failed", nil)
        case nil: ("execution.unknown", nil)
        }
    }
}

import LunaMessages
import LunaPlan

/// Says what an unfinished task waits for: each has exactly one waker (docs/architecture.md).
enum Waiting {
    static func explain(_ task: UInt32, in state: MachineState, directory: AgentDirectory) -> WhyReply {
        let node = state.graph.nodes[Int(task)]
        let record = state.tasks[Int(task)]
        var reply = WhyReply(task: node.id, state: WireViews.state(record.phase))
        switch record.phase {
        case .blocked:
            reply.waitingFor = "dependency"
            reply.names = node.dependsOn.filter { id in
                state.graph.index(of: id).map { state.tasks[Int($0)].phase != .succeeded } ?? false
            }
            reply.explanation = "It runs when these have completed: \(reply.names.joined(separator: ", "))."
        case .ready where state.phase == .paused:
            reply.waitingFor = "paused"
            reply.explanation = "The execution is paused\(state.reason.isEmpty ? "" : ": " + state.reason). Resume it."
        case .ready:
            reply.waitingFor = "dispatch"
            reply.explanation =
                "As many tasks of '\(node.capability)' as make sense are out; executions take turns, and its turn will come."
        case .running:
            let agents = directory.agents(for: node.capability)
            reply.names = agents.map(\.id)
            if agents.contains(where: \.isHealthy) {
                reply.waitingFor = "claim"
                reply.explanation =
                    "Attempt \(record.attempt) is with an agent, or in the queue of '\(node.capability)'."
            } else {
                reply.waitingFor = "agent"
                reply.explanation = "No healthy agent offers '\(node.capability)'. Start one, or see `luna agents`."
            }
        case .retrying:
            reply.waitingFor = "timer"
            reply.explanation =
                "Attempt \(record.attempt) failed (\(record.outcome?.error?.message ?? "")); the next starts at \(record.retryAt) ns."
        case .succeeded: reply.explanation = "It has completed."
        case .failed: reply.explanation = "It failed: \(record.outcome?.error?.message ?? "no reason given")"
        case .skipped: reply.explanation = "A task that it depends on failed."
        case .cancelled: reply.explanation = "The execution was cancelled."
        }
        return reply
    }
}

import LunaBus
import LunaCore
import LunaMessages
import LunaTestKit

/// What must hold of an execution that has ended, whatever happened meanwhile.
struct Invariants {
    let stack: TestStack

    /// Everything that does not hold, in words; empty when all is well.
    func violations(_ execution: String, of chaos: ChaosPlan, _ view: ExecutionView) async throws -> [String] {
        var found: [String] = []
        func require(_ condition: Bool, _ words: @autoclosure () -> String) {
            if !condition { found.append("\(execution) (\(chaos.plan.name)): \(words())") }
        }
        let wanted: ExecutionState = chaos.end == .succeeded ? .succeeded : .failed
        require(view.state == wanted, "it ended \(view.state), not \(wanted): \(view.reason)")
        let journal = try await stack.journal(execution)
        let sequences = journal.compactMap(\.event?.sequence)
        require(
            sequences == Array(1...max(1, view.lastSequence)),
            "the journal is not contiguous up to \(view.lastSequence)")

        var scheduled: [AttemptRef: Int] = [:]
        var accounted: [AttemptRef: Int] = [:]
        var succeeded: [String: Int] = [:]
        for event in journal {
            func attempt(_ number: UInt32) -> AttemptRef {
                AttemptRef(execution: execution, task: event.task, attempt: number)
            }
            switch event.event?.body {
            case .taskScheduled(let body): scheduled[attempt(body.attempt), default: 0] += 1
            case .taskSucceeded(let body) where body.attempt > 0:
                accounted[attempt(body.attempt), default: 0] += 1
                succeeded[event.task, default: 0] += 1
            case .taskAttemptFailed(let body): accounted[attempt(body.attempt), default: 0] += 1
            case .taskFailed(let body): accounted[attempt(body.attempt), default: 0] += 1
            default: break
            }
        }
        require(scheduled.values.allSatisfy { $0 == 1 }, "an attempt was handed out twice in the journal")
        require(accounted.values.allSatisfy { $0 == 1 }, "an attempt was accounted twice")
        require(succeeded.values.allSatisfy { $0 == 1 }, "a task succeeded twice")
        if chaos.end == .succeeded {
            let lost = chaos.plan.steps.map(\.id).filter { succeeded[$0] == nil }
            require(lost.isEmpty, "tasks were lost: \(lost.prefix(5))")
        }
        // What no worker's loss explains: a failure that the plan did not ask for.
        for step in chaos.plan.steps {
            let failures = accounted.keys.filter { $0.task == step.id }.count - (succeeded[step.id] ?? 0)
            let asked = step.input?["fail"]?.intValue ?? (step.input?["fatal"] == .bool(true) ? 1 : 0)
            require(Int64(failures) <= asked, "\(step.id) failed \(failures) times, asked for were \(asked)")
        }

        let replay = try await stack.orchestrator.replayExecution(
            ReplayRequest(execution: execution, limit: 1), context: TestStack.context)
        require(
            replay.execution?.state == view.state && replay.execution?.counts == view.counts
                && replay.execution?.lastSequence == view.lastSequence,
            "the journal folds to \(replay.execution?.state as Any), the status says \(view.state)")
        let costs = try await ledger(execution, of: accounted.count)
        require(costs == accounted.count, "the ledger counts \(costs) attempts, the journal \(accounted.count)")
        return found
    }

    /// How many attempts the ledger has; costing follows the journal, so it gets time to come up to it.
    private func ledger(_ execution: String, of expected: Int) async throws -> Int {
        var last = 0
        for _ in 0..<60 {
            let costs = try? await stack.costing.getCosts(
                CostsRequest(execution: execution), context: TestStack.context)
            last = Int(costs?.attempts ?? 0)
            if last >= expected { break }
            try await Task.sleep(for: .milliseconds(250))
        }
        return last
    }
}

import Glibc
import LunaMessages
import LunaPlan
import Testing

@testable import Orchestrator

@Suite("The execution machine on random graphs with random fates")
struct MachinePropertyTests {
    /// Drives one random execution to its end; checks the invariants after every step.
    /// - Returns: steps that were made.
    private func drive(seed: UInt64) throws -> Int {
        var generator = SeededGenerator(seed: seed)
        let graph = try Graphs.random(Int.random(in: 1...40, using: &generator), using: &generator)
        var run = MachineHarness(graph, policy: .init(inFlightLimit: Int.random(in: 0...20, using: &generator)))
        var completed: [String: Int] = [:]
        var steps = 0
        while !run.state.phase.isTerminal {
            steps += 1
            guard steps < 5_000 else { throw TestFailure("seed \(seed): it never ends") }
            let out = run.out
            let events: [ExecutionEvent]
            switch Int.random(in: 0..<110, using: &generator) {
            case 100...:
                let capability = Int.random(in: 0..<graph.capabilities.count, using: &generator)
                let count = Int.random(in: 0...4, using: &generator)
                let ready = run.state.phase == .running ? run.state.count(.ready, ofCapability: capability) : 0
                events = run.give(.handOut(capability: capability, count: count))
                #expect(events.count == min(count, ready), "seed \(seed): as many as wanted, and as there are")
            case 0: events = run.give(.cancel(reason: "chance"))
            case 1...3: events = run.give(.pause(reason: "chance"))
            case 4...12: events = run.give(.resume)
            case 13...25 where !completed.isEmpty:
                // A duplicate of something that has completed.
                let id = completed.keys.sorted().randomElement(using: &generator) ?? ""
                events = run.succeed(id, attempt: UInt32.random(in: 1...3, using: &generator))
                #expect(events.isEmpty, "seed \(seed): a duplicate changed something")
            case 26...40:
                run.time += 1_500_000_000
                events = fireTimers(&run)
            default:
                guard let (id, attempt) = out.randomElement(using: &generator) else {
                    run.time += 1_500_000_000
                    _ = fireTimers(&run)
                    run.give(.resume)
                    for capability in graph.capabilities.indices {
                        run.give(.handOut(capability: capability, count: 1))
                    }
                    continue
                }
                let fate = Int.random(in: 0..<10, using: &generator)
                events =
                    fate < 7
                    ? run.succeed(id, attempt: attempt) : run.fail(id, attempt: attempt, retryable: fate < 9)
            }
            for event in events {
                guard case .taskSucceeded(let body) = event.body else { continue }
                completed[run.state.graph.nodes[Int(body.task)].id, default: 0] += 1
            }
            try check(run, seed: seed)
        }
        #expect(completed.values.allSatisfy { $0 == 1 }, "seed \(seed): a task completed twice")
        try checkEnd(run, seed: seed)
        checkReplay(run, seed: seed)
        return steps
    }

    private func fireTimers(_ run: inout MachineHarness) -> [ExecutionEvent] {
        var events: [ExecutionEvent] = []
        for index in run.state.tasks.indices where run.state.tasks[index].phase == .retrying {
            let record = run.state.tasks[index]
            guard record.retryAt <= run.time else { continue }
            events += run.give(.retryDue(task: UInt32(index), afterAttempt: record.attempt))
        }
        return events
    }

    private func check(_ run: MachineHarness, seed: UInt64) throws {
        let state = run.state
        var counts = [Int](repeating: 0, count: 8)
        for (index, task) in state.tasks.enumerated() {
            counts[Int(task.phase.rawValue)] += 1
            let dependencies = state.graph.nodes[index].dependsOn.compactMap { state.graph.index(of: $0) }
            let unmet = dependencies.count { state.tasks[Int($0)].phase != .succeeded }
            switch task.phase {
            case .running, .ready, .retrying, .succeeded, .failed:
                #expect(unmet == 0, "seed \(seed): '\(state.graph.nodes[index].id)' went ahead of its dependencies")
            case .blocked: #expect(unmet > 0, "seed \(seed): nothing would ever wake '\(state.graph.nodes[index].id)'")
            case .skipped, .cancelled: break
            }
            #expect(task.attempt <= UInt32(state.graph.nodes[index].maxAttempts))
        }
        #expect(counts == state.counts, "seed \(seed): the counts are wrong")
        #expect(run.journal.map(\.sequence) == Array(1...state.lastSequence), "seed \(seed): the journal has a gap")
        if state.phase == .running, state.count(.ready) > 0 {
            #expect(
                state.count(.running) >= run.machine.policy.inFlightLimit, "seed \(seed): ready work was left lying")
        }
    }

    private func checkEnd(_ run: MachineHarness, seed: UInt64) throws {
        let state = run.state
        #expect(state.unfinished == 0, "seed \(seed): it ended with unfinished tasks")
        switch state.phase {
        case .succeeded: #expect(state.count(.succeeded) == state.graph.count)
        case .failed: #expect(state.count(.failed) > 0)
        case .cancelled: break
        default: throw TestFailure("seed \(seed): \(state.phase) is no end")
        }
    }

    private func checkReplay(_ run: MachineHarness, seed: UInt64) {
        var copy = ExecutionMachine(graph: run.state.graph, policy: run.machine.policy)
        for event in run.journal { copy.replay(event) }
        #expect(copy.state.counts == run.state.counts)
        #expect(copy.state.phase == run.state.phase)
        #expect(copy.state.lastSequence == run.state.lastSequence)
        #expect(copy.state.tasks.map(\.attempt) == run.state.tasks.map(\.attempt), "seed \(seed): the replay differs")
    }

    @Test("Invariants hold after every step, every execution ends, and its journal replays to the same state")
    func invariants() throws {
        let seeds = getenv("LUNA_PROPERTY_SEEDS").flatMap { UInt64(String(cString: $0)) } ?? 1500
        var steps = 0
        for seed in 1...max(1, seeds) { steps += try drive(seed: seed) }
        print("machine: \(seeds) random executions, \(steps) steps")
    }
}

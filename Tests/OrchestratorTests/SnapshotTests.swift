import LunaMessages
import LunaPlan
import Testing

@testable import Orchestrator

@Suite("Snapshots")
struct SnapshotTests {
    /// A random execution at a random moment, with failures, pauses, outputs and files.
    private func random(_ seed: UInt64) throws -> (run: MachineHarness, generator: SeededGenerator) {
        var generator = SeededGenerator(seed: seed)
        let graph = try Graphs.random(Int.random(in: 1...60, using: &generator), using: &generator)
        var run = MachineHarness(graph, policy: .init(inFlightLimit: Int.random(in: 1...20, using: &generator)))
        for _ in 0..<Int.random(in: 0...120, using: &generator) { step(&run, &generator) }
        return (run, generator)
    }

    private func step(_ run: inout MachineHarness, _ generator: inout SeededGenerator) {
        run.time += Int64.random(in: 0...800_000_000, using: &generator)
        switch Int.random(in: 0..<40, using: &generator) {
        case 0: run.give(.pause(reason: "chance é"))
        case 1...6: run.give(.resume)
        case 7: if Int.random(in: 0..<20, using: &generator) == 0 { run.give(.cancel(reason: "chance")) }
        case 8...12:
            for index in run.state.tasks.indices where run.state.tasks[index].phase == .retrying {
                run.give(.retryDue(task: UInt32(index), afterAttempt: run.state.tasks[index].attempt))
            }
        default:
            guard let (id, attempt) = run.out.randomElement(using: &generator) else { return }
            if Int.random(in: 0..<6, using: &generator) == 0 {
                run.fail(id, attempt: attempt, retryable: Bool.random(using: &generator))
            } else {
                let files = (0..<Int.random(in: 0...2, using: &generator)).map {
                    FileRef(path: "\(id)/\($0)", sha256: "ab", size: 7, executable: $0 == 1)
                }
                run.give(
                    .result(
                        WorkResult(
                            execution: "e", task: id, attempt: attempt, outcome: .succeeded,
                            outputJson: Array((Bool.random(using: &generator) ? "" : "{}").utf8), files: files,
                            agent: Bool.random(using: &generator) ? "a-v1.0.0" : "", startedAt: run.time - 5,
                            finishedAt: run.time - 1, computeMs: UInt64.random(in: 0...5000, using: &generator))))
            }
        }
    }

    private func expectSame(_ a: MachineState, _ b: MachineState, _ comment: Comment) {
        #expect(a.phase == b.phase && a.lastSequence == b.lastSequence && a.reason == b.reason, comment)
        #expect(a.submittedAt == b.submittedAt && a.startedAt == b.startedAt && a.finishedAt == b.finishedAt, comment)
        #expect(a.firstFailed == b.firstFailed && a.counts == b.counts, comment)
        #expect(a.capabilityCounts == b.capabilityCounts && Array(a.waitingForGate) == Array(b.waitingForGate), comment)
        #expect(a.tasks.count == b.tasks.count, comment)
        for (x, y) in zip(a.tasks, b.tasks) {
            #expect(x.phase == y.phase && x.attempt == y.attempt && x.missing == y.missing, comment)
            #expect(x.scheduledAt == y.scheduledAt && x.scheduledSequence == y.scheduledSequence, comment)
            #expect(x.startedAt == y.startedAt && x.finishedAt == y.finishedAt && x.retryAt == y.retryAt, comment)
            #expect(x.computeMilliseconds == y.computeMilliseconds, comment)
            #expect(x.outcome?.outputJSON == y.outcome?.outputJSON && x.outcome?.files == y.outcome?.files, comment)
            #expect(x.outcome?.agent == y.outcome?.agent && x.outcome?.error == y.outcome?.error, comment)
            #expect(x.outcome?.inheritedFrom == y.outcome?.inheritedFrom, comment)
        }
    }

    @Test("A snapshot at any moment and the events after it lead to the same state as all events, and decide the same")
    func sameAsTheWholeJournal() throws {
        for seed in UInt64(1)...400 {
            let (start, generator) = try random(seed)
            var (run, random) = (start, generator)
            let bytes = try SnapshotCoding.encode(run.state)
            let before = run.journal.count
            for _ in 0..<Int.random(in: 0...60, using: &random) { step(&run, &random) }
            var restored = ExecutionMachine(
                state: try SnapshotCoding.decode(bytes, graph: run.state.graph), policy: run.machine.policy)
            expectSame(restored.state, start.state, "seed \(seed): the snapshot is not the state")
            for event in run.journal[before...] { restored.replay(event) }
            var folded = ExecutionMachine(graph: run.state.graph, policy: run.machine.policy)
            for event in run.journal { folded.replay(event) }
            expectSame(restored.state, folded.state, "seed \(seed): snapshot and tail differ from the journal")
            expectSame(folded.state, run.state, "seed \(seed): the journal differs from what was decided on")
            var copy = run
            copy.machine = restored
            var (a, b) = (random, random)
            for _ in 0..<20 {
                step(&run, &a)
                step(&copy, &b)
            }
            #expect(run.journal == copy.journal, "seed \(seed): it decides otherwise")
        }
    }

    @Test("Bytes that are no snapshot of this execution are refused, never trapped on")
    func broken() throws {
        var accepted = 0
        for seed in UInt64(1)...60 {
            var (run, generator) = try random(seed)
            let bytes = try SnapshotCoding.encode(run.state)
            for _ in 0..<60 {
                var damaged = bytes
                switch Int.random(in: 0..<3, using: &generator) {
                case 0: damaged.removeLast(Int.random(in: 1...damaged.count, using: &generator))
                case 1:
                    damaged[Int.random(in: damaged.indices, using: &generator)] ^=
                        1 << UInt8.random(in: 0..<8, using: &generator)
                default: damaged.append(contentsOf: bytes.prefix(Int.random(in: 1...bytes.count, using: &generator)))
                }
                // A flipped bit may still be a state (the digest beside it is what tells); what is accepted must be whole.
                guard let state = try? SnapshotCoding.decode(damaged, graph: run.state.graph) else { continue }
                accepted += 1
                #expect(state.tasks.count == run.state.tasks.count && state.counts.reduce(0, +) == state.tasks.count)
                run.machine = ExecutionMachine(state: state)
                run.give(.resume)
                run.give(.cancel(reason: "check that it can go on"))
            }
            let other = try Graphs.random(61, using: &generator)
            #expect(throws: (any Error).self) { try SnapshotCoding.decode(bytes, graph: other) }
        }
        #expect(accepted > 0, "the damage must reach what is behind the first check")
    }

    @Test("Outcomes that do not fit into one message are spread over several")
    func large() throws {
        var run = MachineHarness(try Graphs.make((0..<40).map { ("t\($0)", []) }))
        for index in 0..<40 {
            run.succeed("t\(index)", output: "\"" + String(repeating: "x", count: 400_000) + "\"")
        }
        let bytes = try SnapshotCoding.encode(run.state)
        #expect(bytes.count > 8 << 20, "more than a message may have")
        expectSame(try SnapshotCoding.decode(bytes, graph: run.state.graph), run.state, "large")
    }
}

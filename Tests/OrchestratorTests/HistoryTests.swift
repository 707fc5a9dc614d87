import LunaCore
import LunaMessages
import LunaPlan
import Testing

@testable import Orchestrator

@Suite("Forks, comparisons and what users are told of tasks")
struct HistoryTests {
    private func fork(_ origin: MachineHarness, at sequence: UInt64) -> MachineHarness {
        var then = ExecutionMachine(graph: origin.state.graph)
        let events = Array(origin.journal.prefix(Int(sequence)))
        for event in events { then.replay(event) }
        let inherited = Submission.inherited(from: .init(trusted: "e0"), events, in: then.state)
        var run = MachineHarness(graph: origin.state.graph)
        run.give(.fork(ExecutionSubmitted(originExecution: "e0", originSequence: sequence), inherited: inherited))
        run.give(.start)
        return run
    }

    @Test("A fork has what had succeeded, hands out the rest, and never what is done")
    func forking() throws {
        var origin = MachineHarness(
            try Graphs.make(
                [("a", []), ("b", []), ("wall", ["a", "b"]), ("c", ["wall"]), ("d", ["wall"]), ("e", ["c", "d"])],
                barriers: ["wall"]))
        origin.succeed("b", output: "1")
        let halfway = origin.state.lastSequence
        origin.fail("a")
        origin.give(.retryDue(task: 0, afterAttempt: 1))
        origin.succeed("a", attempt: 2, output: "2")
        origin.succeed("c", output: "3")
        let late = origin.state.lastSequence
        origin.fail("d", retryable: false)
        #expect(origin.state.phase == .failed)

        var early = fork(origin, at: halfway)
        #expect(early.out.map(\.id) == ["a"], "b is done and a was not")
        #expect(early.state.tasks[1].outcome?.inheritedFrom == "e0")
        early.succeed("a")
        #expect(Set(early.out.map(\.id)) == ["c", "d"], "the barrier opened")

        var run = fork(origin, at: late)
        #expect(run.out.map { "\($0.id) \($0.attempt)" } == ["d 1"])
        #expect(run.state.tasks[0].attempt == 2, "the attempt that did it keeps its number")
        #expect(run.state.tasks.reduce(0) { $0 + $1.computeMilliseconds } == 0, "nothing is counted twice")
        run.succeed("d")
        run.succeed("e")
        #expect(run.state.phase == .succeeded)
        let copy = run.journal.reduce(into: ExecutionMachine(graph: run.state.graph)) { $0.replay($1) }
        #expect(copy.state.counts == run.state.counts && copy.state.phase == .succeeded)

        let last = fork(run, at: run.state.lastSequence)
        #expect(last.state.phase == .succeeded, "nothing is left to do")
        let from = Set(last.state.tasks.compactMap { $0.outcome?.inheritedFrom })
        #expect(from == ["e0"], "who did it first is still known")
    }

    @Test("Forks of random executions at random steps end, and run no task again that was done")
    func randomForks() throws {
        for seed in UInt64(1)...300 {
            var generator = SeededGenerator(seed: seed)
            var origin = MachineHarness(try Graphs.random(Int.random(in: 1...40, using: &generator), using: &generator))
            while let (id, attempt) = origin.out.randomElement(using: &generator) {
                if Int.random(in: 0..<12, using: &generator) == 0 {
                    origin.fail(id, attempt: attempt, retryable: false)
                } else {
                    origin.succeed(id, attempt: attempt)
                }
            }
            let step = UInt64.random(in: 1...origin.state.lastSequence, using: &generator)
            var run = fork(origin, at: step)
            let inherited = Set(run.state.tasks.indices.filter { run.state.tasks[$0].outcome?.inheritedFrom == "e0" })
            while let (id, attempt) = run.out.randomElement(using: &generator) { run.succeed(id, attempt: attempt) }
            #expect(run.state.phase == .succeeded, "seed \(seed), step \(step)")
            for event in run.journal {
                guard case .taskScheduled(let body) = event.body else { continue }
                #expect(!inherited.contains(Int(body.task)), "seed \(seed), step \(step): it was done already")
            }
            #expect(run.journal.map(\.sequence) == Array(1...run.state.lastSequence))
        }
    }

    @Test("Only what differs is a difference, and durations are none")
    func comparing() throws {
        let graph = try Graphs.make([("a", []), ("b", []), ("c", ["a"]), ("wall", ["c"])], barriers: ["wall"])
        var left = MachineHarness(graph)
        var right = MachineHarness(try Graphs.make([("a", []), ("b", []), ("c", ["a"]), ("x", [])]))
        left.succeed("a", output: "1")
        right.time += 7_000_000_000
        right.succeed("a", output: "1")
        left.succeed("b", output: "2")
        right.fail("b")
        let comparison = Comparison(left: left.state, right: right.state)
        let all = try TaskSelection(cursor: "", limit: 100)
        let reply = comparison.page(all, includeSame: false)
        #expect(reply.tasks.map(\.task) == ["b", "x"])
        #expect(reply.tasks[0].differs == ["state", "output", "error"])
        #expect(reply.tasks[0].left?.state == .succeeded && reply.tasks[0].right?.errorCode == "test.failed")
        #expect(reply.tasks[1].differs == ["presence"] && reply.tasks[1].left == nil)
        #expect(reply.same == 2 && reply.different == 1 && reply.onlyLeft == 0 && reply.onlyRight == 1)
        let whole = comparison.page(all, includeSame: true)
        #expect(whole.tasks.map(\.task) == ["a", "b", "c", "x"])
        #expect(whole.tasks[0].right?.durationMs == 7000)

        var paged: [String] = []
        var cursor = ""
        repeat {
            let page = comparison.page(try TaskSelection(cursor: cursor, limit: 1), includeSame: true)
            #expect(page.same == 2, "the totals are of the whole")
            paged += page.tasks.map(\.task)
            cursor = page.nextCursor
        } while !cursor.isEmpty
        #expect(paged == ["a", "b", "c", "x"])
    }

    @Test("Barriers are not counted as tasks")
    func barriers() throws {
        let run = MachineHarness(
            try Graphs.make([("a", []), ("b", []), ("wall", ["a", "b"]), ("c", ["wall"])], barriers: ["wall"]))
        #expect(run.state.taskCounts.reduce(0, +) == 3 && run.state.counts.reduce(0, +) == 4)
        #expect(WireViews.capabilities(WireViews.packed(run.state)).map(\.capability) == ["test"])
        let page = try TaskSelection(cursor: "", limit: 10, capability: "test").page(of: run.state)
        #expect(page.tasks.map(\.task) == ["a", "b", "c"] && page.nextCursor.isEmpty)
        #expect(try TaskSelection(cursor: "", limit: 10, capability: "other").page(of: run.state).tasks.isEmpty)
        #expect(try TaskSelection(cursor: "99", limit: 10).page(of: run.state).tasks.isEmpty)
    }

    @Test("A commit of many events is cut into rows that fit into messages, and nothing is lost")
    func pieces() {
        for count in [0, 1, 2, 999, 1000, 1001, 5000] {
            let events = (0..<count).map {
                ExecutionEvent(sequence: UInt64($0 + 1), body: .started(ExecutionStarted()))
            }
            let pieces = Array(JournalPieces(events))
            #expect(pieces.flatMap { Array($0) } == events)
            #expect(pieces.allSatisfy { !$0.isEmpty && $0.count <= JournalPieces.countLimit })
        }
        let large = (0..<20).map {
            ExecutionEvent(
                sequence: UInt64($0 + 1),
                body: .taskSucceeded(TaskSucceeded(outputJson: [UInt8](repeating: 32, count: 200_000))))
        }
        let pieces = Array(JournalPieces(large))
        #expect(pieces.count == 20 && pieces.flatMap { Array($0) } == large)
    }
}

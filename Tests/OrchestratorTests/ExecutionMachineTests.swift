import LunaMessages
import LunaPlan
import Testing

@testable import Orchestrator

@Suite("The execution machine")
struct ExecutionMachineTests {
    private func kinds(_ events: [ExecutionEvent]) -> [String] { events.map { WireViews.kind(of: $0).type } }

    @Test("A diamond runs in dependency order and ends when its last task does")
    func diamond() throws {
        var run = MachineHarness(try Graphs.make([("a", []), ("b", ["a"]), ("c", ["a"]), ("d", ["b", "c"])]))
        #expect(run.out.map(\.id) == ["a"])
        run.succeed("a")
        #expect(Set(run.out.map(\.id)) == ["b", "c"])
        run.succeed("c")
        #expect(run.phase("d") == .blocked)
        run.succeed("b")
        #expect(run.out.map(\.id) == ["d"])
        let last = run.succeed("d")
        #expect(kinds(last) == ["task.completed", "execution.completed"])
        #expect(run.state.phase == .succeeded)
    }

    @Test("A retryable failure is retried after 1 s, 2 s, then fails for good and skips what depends on it")
    func retries() throws {
        var run = MachineHarness(try Graphs.make([("a", []), ("b", ["a"]), ("c", ["b"]), ("x", [])]))
        let delays: [Int64] = try (1...2).map { attempt in
            let events = run.fail("a", attempt: UInt32(attempt))
            guard case .taskAttemptFailed(let body)? = events.first?.body else {
                throw TestFailure("attempt \(attempt) was not retried")
            }
            let delay = body.retryAt - run.time
            #expect(
                run.give(.retryDue(task: 0, afterAttempt: UInt32(attempt) + 7)).isEmpty,
                "another attempt's timer does nothing")
            run.time = body.retryAt
            #expect(kinds(run.give(.retryDue(task: 0, afterAttempt: UInt32(attempt)))) == ["task.scheduled"])
            return delay
        }
        #expect(delays == [1_000_000_000, 2_000_000_000])
        let end = run.fail("a", attempt: 3)
        #expect(kinds(end) == ["task.failed", "task.skipped", "task.skipped"])
        #expect(run.state.phase == .running, "x is still out")
        #expect(kinds(run.succeed("x")) == ["task.completed", "execution.failed"])
        #expect(run.state.reason.contains("'a'"))
    }

    @Test("A state that does not know of an attempt says that it is behind; of late, open and unknown ones it does not")
    func staleStates() throws {
        func result(_ task: String, _ attempt: UInt32) -> WorkResult {
            WorkResult(tenant: "local", execution: "e", task: task, attempt: attempt, outcome: .succeeded)
        }
        var run = MachineHarness(try Graphs.make([("a", []), ("b", ["a"])]))
        #expect(!run.machine.isBehind(result("a", 1)), "it is out")
        #expect(run.machine.isBehind(result("a", 2)), "somebody has retried it")
        #expect(run.machine.isBehind(result("b", 1)), "somebody has seen 'a' succeed")
        #expect(!run.machine.isBehind(result("nobody", 1)))
        run.succeed("a")
        #expect(!run.machine.isBehind(result("a", 1)), "late")
        run.succeed("b")
        #expect(!run.machine.isBehind(result("b", 9)), "it has ended")
    }

    @Test("A failure that cannot be retried is not")
    func notRetryable() throws {
        var run = MachineHarness(try Graphs.make([("a", [])]))
        #expect(kinds(run.fail("a", retryable: false)) == ["task.failed", "execution.failed"])
    }

    @Test("Duplicates, late results and results of unknown tasks change nothing")
    func duplicates() throws {
        var run = MachineHarness(try Graphs.make([("a", []), ("b", ["a"])]))
        run.succeed("a")
        let before = run.state.lastSequence
        #expect(run.succeed("a").isEmpty)
        #expect(run.fail("a").isEmpty)
        #expect(run.succeed("b", attempt: 2).isEmpty)
        #expect(run.succeed("nobody").isEmpty)
        #expect(run.state.lastSequence == before)
        run.succeed("b")
        #expect(run.state.phase == .succeeded)
        #expect(run.fail("b").isEmpty)
    }

    @Test("Pausing holds new work back but accepts results; resuming hands out what became ready, and overdue retries")
    func pause() throws {
        var run = MachineHarness(try Graphs.make([("a", []), ("b", ["a"]), ("r", [])]))
        run.fail("r")
        run.give(.pause(reason: "lunch"))
        #expect(kinds(run.succeed("a")) == ["task.completed"])
        #expect(run.phase("b") == .ready)
        run.time += 5_000_000_000
        #expect(run.give(.retryDue(task: run.state.graph.index(of: "r") ?? 9, afterAttempt: 1)).isEmpty)
        #expect(run.give(.pause(reason: "again")).isEmpty)
        run.give(.resume)
        #expect(Set(run.out.map(\.id)) == ["b", "r"])
        #expect(run.out.first { $0.id == "r" }?.attempt == 2)
    }

    @Test("Cancelling ends every unfinished task and the execution, also while paused")
    func cancel() throws {
        var run = MachineHarness(try Graphs.make([("a", []), ("b", ["a"]), ("c", [])]))
        run.succeed("c")
        run.give(.pause(reason: ""))
        #expect(
            kinds(run.give(.cancel(reason: "enough"))) == ["task.cancelled", "task.cancelled", "execution.cancelled"])
        #expect(run.state.phase == .cancelled)
        #expect(run.phase("c") == .succeeded)
        #expect(run.give(.cancel(reason: "twice")).isEmpty)
        #expect(run.give(.resume).isEmpty)
        #expect(run.succeed("a").isEmpty)
    }

    @Test("A barrier is never handed out and joins its layers")
    func barrier() throws {
        var run = MachineHarness(
            try Graphs.make(
                [("a", []), ("b", []), ("wall", ["a", "b"]), ("c", ["wall"]), ("d", ["wall"])], barriers: ["wall"]))
        run.succeed("a")
        #expect(run.out.map(\.id) == ["b"])
        run.succeed("b")
        #expect(Set(run.out.map(\.id)) == ["c", "d"])
        let task = run.state.graph.index(of: "c") ?? 0
        #expect(
            run.state.graph.upstreamTasks(of: task).map { run.state.graph.nodes[Int($0)].id }.sorted() == ["a", "b"])
    }

    @Test("No more than the limit is in flight")
    func limit() throws {
        var run = MachineHarness(
            try Graphs.make((0..<10).map { ("t\($0)", []) }), policy: .init(inFlightLimit: 3))
        #expect(run.out.count == 3)
        run.succeed("t0")
        #expect(run.out.count == 3)
        #expect(run.phase("t3") == .running)
    }

    @Test("An empty graph of barriers only completes at once")
    func nothingToDo() throws {
        let run = MachineHarness(try Graphs.make([("wall", [])], barriers: ["wall"]))
        #expect(run.state.phase == .succeeded)
    }
}

struct TestFailure: Error, CustomStringConvertible {
    let description: String
    init(_ description: String) { self.description = description }
}

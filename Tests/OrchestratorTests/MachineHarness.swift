import LunaCore
import LunaMessages
import LunaPlan

@testable import Orchestrator

/// A repeatable source of randomness (SplitMix64), so that a failing seed can be run again.
struct SeededGenerator: RandomNumberGenerator {
    private var state: UInt64
    init(seed: UInt64) { state = seed }
    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var z = state
        z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
        z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
        return z ^ (z >> 31)
    }
}

/// Graphs for tests, written down as `task: dependencies`.
enum Graphs {
    /// - Parameter capabilities: how many there are; tasks get them in turn.
    static func make(
        _ tasks: [(String, [String])], maxAttempts: Int = 3, barriers: Set<String> = [], capabilities: Int = 1
    ) throws -> ExecutionGraph {
        ExecutionGraph(
            try TaskGraph(
                nodes: tasks.enumerated().map { index, task in
                    let (id, dependencies) = task
                    return TaskNode(
                        id: id, kind: barriers.contains(id) ? "barrier" : "test.work",
                        capability: barriers.contains(id)
                            ? "" : capabilities == 1 ? "test" : "test\(index % capabilities)",
                        title: id, subject: "", dependsOn: dependencies, inputJSON: "", timeoutSeconds: 60,
                        maxAttempts: maxAttempts, isBarrier: barriers.contains(id))
                }))
    }

    /// A random graph: each task depends on a few earlier ones.
    static func random(_ count: Int, using generator: inout SeededGenerator) throws -> ExecutionGraph {
        try make(
            (0..<count).map { index in
                let wanted = index == 0 ? 0 : Int.random(in: 0...min(3, index), using: &generator)
                let dependencies = Set((0..<wanted).map { _ in "t\(Int.random(in: 0..<index, using: &generator))" })
                return ("t\(index)", dependencies.sorted())
            }, maxAttempts: Int.random(in: 1...3, using: &generator),
            capabilities: Int.random(in: 1...3, using: &generator))
    }
}

/// A machine with its journal and a clock that the test turns.
struct MachineHarness {
    var machine: ExecutionMachine
    var journal: [ExecutionEvent] = []
    var time: Int64 = 1_000_000_000_000

    /// Nothing has happened yet.
    init(graph: ExecutionGraph) { machine = ExecutionMachine(graph: graph) }

    init(_ graph: ExecutionGraph, policy: ExecutionMachine.Policy = .init()) {
        machine = ExecutionMachine(graph: graph, policy: policy)
        give(
            .submit(
                ExecutionSubmitted(planSha256: "p", graphSha256: "g", taskCount: UInt32(graph.count), planName: "test"))
        )
        give(.start)
    }

    @discardableResult
    mutating func give(_ command: ExecutionMachine.Command) -> [ExecutionEvent] {
        let events = machine.handle(command, at: time, actor: "test")
        journal += events
        return events
    }

    var state: MachineState { machine.state }

    /// Tasks that are out, with their attempts.
    var out: [(id: String, attempt: UInt32)] {
        state.tasks.indices.filter { state.tasks[$0].phase == .running }.map {
            (state.graph.nodes[$0].id, state.tasks[$0].attempt)
        }
    }

    func phase(_ id: String) -> MachineState.TaskPhase? {
        state.graph.index(of: id).map { state.tasks[Int($0)].phase }
    }

    @discardableResult
    mutating func succeed(_ id: String, attempt: UInt32 = 1, output: String = "") -> [ExecutionEvent] {
        give(
            .result(
                WorkResult(
                    execution: "e", task: id, attempt: attempt, outcome: .succeeded, outputJson: Array(output.utf8),
                    agent: "a-v1.0.0")))
    }

    @discardableResult
    mutating func fail(_ id: String, attempt: UInt32 = 1, retryable: Bool = true) -> [ExecutionEvent] {
        give(
            .result(
                WorkResult(
                    execution: "e", task: id, attempt: attempt, outcome: .failed,
                    error: ErrorInfo(
                        code: "test.failed", errorClass: "internal", message: "as wanted", retryable: retryable),
                    agent: "a-v1.0.0")))
    }
}

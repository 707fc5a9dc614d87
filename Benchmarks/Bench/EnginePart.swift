import Glibc
import Logging
import LunaAgentKit
import LunaBus
import LunaCore
import LunaStack
import LunaStore

/// The engine's figures, with what it costs beside them: processor time, commits, memory.
struct EnginePart: Sendable {
    /// What counts, by name; asked for once, because the answer costs every service processor time.
    private let roots: [String: Int32]
    private let store: Store
    private let agents: Bus
    private let measuring: Bus
    private let bench: EngineBench
    private let rounds: Int
    private let working: Task<Void, any Error>

    /// Connects, and makes this process a worker.
    static func start(_ stack: LocalStack, _ settings: BusConfiguration, database: String, rounds: Int, logger: Logger)
        async throws
        -> EnginePart
    {
        let store = try await Store.connect(StoreConfiguration(url: database), logger: logger)
        let agents = try await Bus.connect(settings, logger: logger)
        let measuring = try await Bus.connect(settings, logger: logger)
        let worker = AgentWorker(NoopAgent.definition, bus: agents, instance: "bench-\(getpid())", logger: logger)
        var roots = ["agent and bench": getpid()]
        for instance in try await stack.status() { roots[instance.name] = instance.pid }
        return EnginePart(
            roots: roots, store: store, agents: agents, measuring: measuring,
            bench: EngineBench(bus: measuring, rounds: rounds), rounds: rounds,
            working: Task { try await worker.run() })
    }

    func end() async {
        working.cancel()
        _ = try? await working.value
        await agents.drain()
        await measuring.drain()
        await store.close()
    }

    func measure(_ report: inout Report, _ workloads: [EngineBench.Workload]) async throws {
        let before = try await readings()
        try await bench.run(&report, workloads) { try await rest() }
        let after = try await readings()
        let tasks = Double(workloads.reduce(0) { $0 + $1.tasks } * rounds)
        report.add(
            "engine: processor time per task, everything", [1000 * (after.total - before.total) / tasks], "ms",
            key: "cpu_ms_per_task")
        for (name, time) in after.processors.sorted(by: { $0.value > $1.value }) {
            let used = 1000 * (time - (before.processors[name] ?? 0)) / tasks
            if used >= 0.001 { report.add("engine: … of it \(name)", [used], "ms", key: "cpu_ms_per_task.\(name)") }
        }
        report.add(
            "engine: commits per task", [(after.commits - before.commits) / tasks], "", key: "commits_per_task")
        report.add("engine: memory of the orchestrator", [after.memory], "MB", key: "orchestrator.rss_mb")
    }

    /// Memory of the orchestrator while a million tasks go through it, 50,000 at a time.
    func measureMemory(_ report: inout Report) async throws {
        for round in 1...20 {
            try await bench.completeWide()
            guard [1, 2, 5, 10, 20].contains(round) else { continue }
            report.add(
                "engine: memory of the orchestrator after \(50 * round),000 tasks", [try await readings().memory], "MB",
                key: "orchestrator.rss_mb.after_\(50 * round)k")
        }
    }

    /// What a fault of an orchestrator costs.
    func measureRecovery(_ report: inout Report, of stack: LocalStack) async throws {
        try await RecoveryBench(stack: stack, orchestrator: bench.orchestrator, submit: bench.submit).run(
            &report, rounds: rounds)
    }

    /// Waits until the followers of the last workload (costs, audit) have caught up, so that it does not count with the next: until
    /// everything together uses less than a tenth of a processor.
    private func rest() async throws {
        for _ in 0..<100 {
            let before = processors().values.reduce(0, +)
            try await Task.sleep(for: .milliseconds(200))
            if processors().values.reduce(0, +) - before < 0.02 { return }
        }
    }

    private struct Readings {
        var processors: [String: Double]
        var total: Double { processors.values.reduce(0, +) }
        var commits: Double
        /// Of the orchestrator, MB.
        var memory: Double
    }

    private func readings() async throws -> Readings {
        let commits = try await store.query("SELECT count(DISTINCT transaction) AS number FROM orchestrator.journal")
        return Readings(
            processors: processors(), commits: Double(try commits.first?.int("number") ?? 0),
            memory: roots["orchestrator"].flatMap(ProcessorTime.memory) ?? 0)
    }

    /// Processor time used so far, by process, seconds.
    private func processors() -> [String: Double] {
        var used = ProcessorTime.used(by: roots)
        // The services are children of this process.
        let services = used.reduce(0.0) { $1.key == "agent and bench" ? $0 : $0 + $1.value }
        used["agent and bench"]? -= services
        return used
    }
}

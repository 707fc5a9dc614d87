import Logging
import LunaAgentKit
import LunaBus
import LunaCore
import LunaMessages
import LunaStack

/// The engine end to end: real services, no-op agents in this process, everything durable.
struct EngineBench: Sendable {
    let bus: Bus
    let orchestrator: OrchestratorClient
    let rounds: Int
    /// What can be measured.
    enum Workload: String, CaseIterable, Sendable {
        case chain, first, fan, layered, wide

        /// Tasks of one round.
        var tasks: Int {
            switch self {
            case .chain: 50
            case .first: 1
            case .fan: 1002
            case .layered: 8000
            case .wide: 50_000
            }
        }

        fileprivate var title: String {
            switch self {
            case .chain: "engine 1: chain of 50, per step"
            case .fan: "engine 2: 1 to 1,000 to 1"
            case .layered: "engine 3: 200 executions of 8 × 5"
            case .first: "engine 4: submit to first task"
            case .wide: "engine 5: one execution of 50,000"
            }
        }

        fileprivate var unit: String { self == .chain || self == .first ? "ms" : "tasks/s" }

        /// In `latest.json`.
        fileprivate var key: String {
            switch self {
            case .chain: "chain50.ms_per_step"
            case .fan: "fan1000.tasks_per_s"
            case .layered: "layered200x40.tasks_per_s"
            case .first: "first_task.ms"
            case .wide: "dag50000.tasks_per_s"
            }
        }
    }
    private let context = CallContext(actor: "bench", timeout: .seconds(120))

    init(bus: Bus, rounds: Int) {
        self.bus = bus
        self.rounds = rounds
        orchestrator = OrchestratorClient(BusRPCTransport(bus))
    }

    /// - Parameter rest: lets everything come to rest; called before each workload.
    func run(
        _ report: inout Report, _ workloads: [Workload], resting rest: @Sendable () async throws -> Void
    ) async throws {
        var figures: [Workload: [Double]] = [:]
        _ = try await complete([WorkloadPlans.chain(10)])
        for _ in 0..<rounds {
            for workload in workloads {
                try await rest()
                figures[workload, default: []].append(try await measure(workload))
            }
        }
        for workload in workloads {
            report.add(workload.title, figures[workload] ?? [], workload.unit, key: workload.key)
        }
    }

    /// Drives one execution of 50,000 tasks to its end.
    func completeWide() async throws { _ = try await complete([WorkloadPlans.wide(50_000)]) }

    private func measure(_ workload: Workload) async throws -> Double {
        let tasks = Double(workload.tasks)
        switch workload {
        case .chain: return try await complete([WorkloadPlans.chain(50)]) * 1000 / tasks
        case .first: return try await submitToFirstTask() * 1000
        case .fan: return tasks / (try await complete([WorkloadPlans.fan(1000)]))
        case .layered:
            let plan = WorkloadPlans.layered(layers: 8, width: 5)
            return tasks / (try await complete([[UInt8]](repeating: plan, count: 200)))
        case .wide: return tasks / (try await complete([WorkloadPlans.wide(50_000)]))
        }
    }

    /// Submits all plans and waits until all executions have completed. Returns seconds.
    private func complete(_ plans: [[UInt8]]) async throws -> Double {
        let ends = try await bus.subscribe("luna.evt.local.*.execution.*", capacity: 65_536)
        try await bus.flush()
        let time = try await seconds {
            var open: Set<String> = []
            try await withThrowingTaskGroup(of: String.self) { group in
                var waiting = plans[...]
                for _ in 0..<32 { if let plan = waiting.popFirst() { group.addTask { try await submit(plan) } } }
                while let execution = try await group.next() {
                    open.insert(execution)
                    if let plan = waiting.popFirst() { group.addTask { try await submit(plan) } }
                }
            }
            var early: Set<String> = []
            var messages = ends.makeAsyncIterator()
            while !open.isEmpty, let message = await messages.next() {
                let event = try PublishedEvent(serialized: message.body)
                switch event.type {
                case "execution.completed": if open.remove(event.execution) == nil { early.insert(event.execution) }
                case "execution.failed", "execution.cancelled":
                    throw LunaError("bench.failed", .internal, "An execution did not complete: \(event.execution)")
                default: continue
                }
            }
        }
        await ends.unsubscribe()
        return time
    }

    /// - Returns: the execution.
    func submit(_ plan: [UInt8]) async throws -> String {
        let reply = try await orchestrator.submit(SubmitRequest(plan: plan, fileName: "plan.json"), context: context)
        guard !reply.execution.isEmpty else {
            throw LunaError("bench.plan_invalid", .internal, reply.problems.first?.message ?? "refused")
        }
        return reply.execution
    }

    private func submitToFirstTask() async throws -> Double {
        let started = NoopAgent.starts
        let marker = started.next()
        async let submitted = submit(WorkloadPlans.chain(1))
        // The first task may well begin before the submitter has its answer.
        let time = await seconds { await marker.wait() }
        _ = try await submitted
        try await Task.sleep(for: .milliseconds(50))
        return time
    }
}

/// An agent that does nothing, and tells who waits when it is given work.
enum NoopAgent {
    static let starts = StartMarkers()

    static let definition = AgentDefinition(
        name: "bench-noop", version: "1.0.0", description: "does nothing", capabilities: [WorkloadPlans.capability],
        concurrency: 512
    ) { _ in
        starts.fire()
        return AgentOutput()
    }
}

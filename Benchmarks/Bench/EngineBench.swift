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
    /// Tasks of one round of everything.
    static let tasksPerRound = 50 + 1 + 1002 + 8000 + 50_000
    private let context = CallContext(actor: "bench", timeout: .seconds(120))

    init(bus: Bus, rounds: Int) {
        self.bus = bus
        self.rounds = rounds
        orchestrator = OrchestratorClient(BusRPCTransport(bus))
    }

    func run(_ report: inout Report) async throws {
        var chain: [Double] = []
        var first: [Double] = []
        var fan: [Double] = []
        var layered: [Double] = []
        var wide: [Double] = []
        _ = try await complete([WorkloadPlans.chain(10)])
        for _ in 0..<rounds {
            chain.append(try await complete([WorkloadPlans.chain(50)]) * 1000 / 50)
            first.append(try await submitToFirstTask() * 1000)
            fan.append(1002 / (try await complete([WorkloadPlans.fan(1000)])))
            layered.append(
                8000
                    / (try await complete([[UInt8]](repeating: WorkloadPlans.layered(layers: 8, width: 5), count: 200)))
            )
            wide.append(50_000 / (try await complete([WorkloadPlans.wide(50_000)])))
        }
        report.add("engine 1: chain of 50, per step", chain, "ms", key: "chain50.ms_per_step")
        report.add("engine 2: 1 to 1,000 to 1", fan, "tasks/s", key: "fan1000.tasks_per_s")
        report.add("engine 3: 200 executions of 8 × 5", layered, "tasks/s", key: "layered200x40.tasks_per_s")
        report.add("engine 4: submit to first task", first, "ms", key: "first_task.ms")
        report.add("engine 5: one execution of 50,000", wide, "tasks/s", key: "dag50000.tasks_per_s")
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

    private func submit(_ plan: [UInt8]) async throws -> String {
        let reply = try await orchestrator.submit(SubmitRequest(plan: plan, fileName: "plan.json"), context: context)
        guard !reply.execution.isEmpty else {
            throw LunaError("bench.plan_invalid", .internal, reply.problems.first?.message ?? "refused")
        }
        return reply.execution
    }

    private func submitToFirstTask() async throws -> Double {
        let started = NoopAgent.starts
        let marker = started.next()
        let time = try await seconds {
            _ = try await submit(WorkloadPlans.chain(1))
            await marker.wait()
        }
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

import Glibc
import LunaBus
import LunaCore
import LunaMessages
import LunaStack

/// How long executions stand still when an orchestrator is killed, or asked to stop, in the middle of them: the longest time between two
/// events of an execution, of eight chains under way. Without a fault it is a few milliseconds, which is measured as well.
struct RecoveryBench: Sendable {
    let stack: LocalStack
    let orchestrator: OrchestratorClient
    let submit: @Sendable ([UInt8]) async throws -> String
    private let context = CallContext(actor: "bench", timeout: .seconds(60))
    private static let (chains, steps) = (8, 1_500)
    /// What is under way before the fault comes.
    private static let settled = UInt64(steps / 5)

    func run(_ report: inout Report, rounds: Int) async throws {
        var times: [String: [Double]] = [:]
        for _ in 0..<rounds {
            times["nothing", default: []].append(try await standstill {})
            for replicas in [1, 2] {
                _ = try await stack.up(scale: ["orchestrator": replicas])
                times["killed of \(replicas)", default: []].append(
                    try await standstill {
                        try await signal(SIGKILL)
                        // One of two is missed by the other; the only one is started by whoever watches it.
                        if replicas == 1 { _ = try await stack.up() }
                    })
            }
            _ = try await stack.up(scale: ["orchestrator": 2])
            times["stopped of 2", default: []].append(try await standstill { try await signal(SIGTERM) })
            _ = try await stack.up(scale: ["orchestrator": 1])
        }
        for (what, title, key) in [
            ("nothing", "without a fault", "none"), ("killed of 1", "the only orchestrator is killed", "killed_1"),
            ("killed of 2", "one of two orchestrators is killed", "killed_2"),
            ("stopped of 2", "one of two orchestrators is stopped", "stopped_2"),
        ] {
            report.add(
                "recovery: longest standstill, \(title)", times[what] ?? [], "ms", key: "recovery.\(key).standstill_ms")
        }
    }

    /// To the instance that started last.
    private func signal(_ signal: Int32) async throws {
        let instances = try await stack.status().filter { $0.name.hasPrefix("orchestrator") && $0.pid != nil }
        guard let pid = instances.max(by: { $0.name < $1.name })?.pid else {
            throw LunaError("bench.orchestrator", .internal, "No orchestrator runs.")
        }
        kill(pid, signal)
    }

    /// - Returns: milliseconds.
    private func standstill(_ fault: () async throws -> Void) async throws -> Double {
        var executions: [String] = []
        for _ in 0..<Self.chains { executions.append(try await submit(WorkloadPlans.chain(Self.steps))) }
        for execution in executions { _ = try await end(of: execution, orAt: Self.settled) }
        try await fault()
        var longest: Int64 = 0
        for execution in executions {
            let times = try await end(of: execution, orAt: .max)
            longest = max(longest, zip(times, times.dropFirst()).map { $1 - $0 }.max() ?? 0)
        }
        return Double(longest) / 1e6
    }

    /// Waits until an execution has ended, or has so many events.
    /// - Returns: when its events were.
    private func end(of execution: String, orAt sequence: UInt64) async throws -> [Int64] {
        var times: [Int64] = []
        while true {
            do {
                let page = try await orchestrator.readEvents(
                    ReadEventsRequest(execution: execution, afterSequence: UInt64(times.count), limit: 500),
                    context: context)
                times += page.events.compactMap { $0.event?.at }
                if page.finished && page.events.isEmpty || UInt64(times.count) >= sequence { return times }
                if page.events.isEmpty { try await Task.sleep(for: .milliseconds(20)) }
            } catch let error as LunaError where error.isRetryable {
                // The one that was asked is the one that was killed.
                try await Task.sleep(for: .milliseconds(20))
            }
        }
    }
}

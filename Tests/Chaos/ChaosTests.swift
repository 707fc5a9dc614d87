import Glibc
import LunaBus
import LunaCore
import LunaMessages
import LunaStack
import LunaStore
import LunaTestKit
import Testing

/// Faults in the middle of executions of several hundred tasks, with real processes: after each, the invariants hold.
///
/// The short form has each kind of fault once. `LUNA_CHAOS_FAULTS` says how many faults in all, drawn from `LUNA_CHAOS_SEED`.
@Suite(.serialized) struct ChaosTests {
    private static let environment = StackConfiguration.processEnvironment

    @Test func everyExecutionSurvivesEveryFault() async throws {
        let seed = Self.environment["LUNA_CHAOS_SEED"].flatMap { UInt64($0) } ?? 20_261_121
        let wanted = Self.environment["LUNA_CHAOS_FAULTS"].flatMap { Int($0) }
        let only = Self.environment["LUNA_CHAOS_ONLY"].map {
            $0.split(separator: ",").compactMap { Fault(rawValue: String($0)) }
        }
        print("chaos: LUNA_CHAOS_SEED=\(seed) LUNA_CHAOS_FAULTS=\(wanted.map(String.init) ?? "")")
        var random = SeededGenerator(seed: seed)
        let chaos = try await ChaosStack.start(orchestrators: 2, workers: 2)
        var faults: [Fault] = []
        repeat { faults += (only ?? Fault.allCases).shuffled(using: &random) } while faults.count < wanted ?? 0
        if let wanted { faults = Array(faults.prefix(wanted)) }

        var total = ChaosRound.Figures()
        for (number, fault) in faults.enumerated() {
            let round = ChaosRound(chaos: chaos, number: number, fault: fault)
            var stream = SeededGenerator(seed: random.next())
            let outcome = await round.run(&stream)
            total.add(outcome.figures)
            print("chaos: \(number + 1)/\(faults.count) \(fault): \(outcome.figures)")
            if !outcome.violations.isEmpty {
                print("chaos: BROKEN after \(fault), LUNA_CHAOS_SEED=\(seed), fault \(number + 1)\n\(chaos.history)")
                Issue.record("after \(fault) (seed \(seed)): \(outcome.violations.joined(separator: "; "))")
                if outcome.isHopeless { break }
            }
        }
        print("chaos: \(faults.count) faults, seed \(seed): \(total)")
        await chaos.endWorkers()
    }

    /// How long the work of a killed orchestrator stands still; printed, because a time proves nothing on a busy machine.
    @Test(arguments: [1, 2]) func workGoesOnAfterAnOrchestratorWasKilled(of replicas: Int) async throws {
        let chaos = try await ChaosStack.start(orchestrators: replicas, workers: 2)
        let executions = try await Self.chains(chaos)
        let victim = try #require(try chaos.orchestrators().last)
        let killed = WallClock.now()
        try await chaos.kill(victim)
        // Of two, the other one has to notice by itself.
        if replicas == 1 { try await chaos.repair() }
        var standstill = 0.0
        for execution in executions {
            #expect(try await chaos.stack.end(of: execution).state == .succeeded)
            let next = try await chaos.stack.journal(execution).compactMap(\.event?.at).first { $0 > killed }
            standstill = max(standstill, Double((next ?? killed) - killed) / 1e9)
        }
        print(
            "chaos: recovery: killed 1 of \(replicas) orchestrators; every execution had gone on after \(standstill) s")
        #expect(chaos.runs.late(chaos.allRuns).isEmpty)
        await chaos.endWorkers()
        try await chaos.repair()
    }

    @Test func anOrchestratorThatStopsHandsOverWithoutHandingOutAgain() async throws {
        let chaos = try await ChaosStack.start(orchestrators: 2, workers: 2)
        // What was handed out within 5 s of the making of a stream may have been lost with one before it, as clocks differ.
        try await within(.seconds(60), "a stream of work that is older than clocks differ") {
            while true {
                let made = try await chaos.stack.bus.streamInfo(LunaStreams.work.name).created
                if WallClock.now() - (CivilTime.unixNanoseconds(rfc3339: made) ?? .max) > 6_000_000_000 { return }
                try await Task.sleep(for: .milliseconds(100))
            }
        }
        let work = try await chaos.stack.bus.subscribe("luna.work.>", capacity: 65_536)
        let handedOut = Recorder<String>()
        let listener = Task {
            for await message in work { handedOut.append(message.headers[BusHeader.messageID] ?? "") }
        }
        let leaving = try chaos.process("orchestrator-2")
        let store = try await chaos.stack.store()
        /// Waits until so many replicas share all partitions.
        func shared(by replicas: Int64) async throws {
            try await within(.seconds(60), "\(replicas) to share the partitions") {
                while true {
                    let row = try await store.query(
                        """
                        SELECT count(DISTINCT owner) AS owners, count(*) AS held FROM orchestrator.partitions
                        WHERE expires_at > now() AND owner <> ''
                        """
                    ).first
                    if try row?.int("owners") == replicas, try row?.int("held") == 8 { return }
                    try await Task.sleep(for: .milliseconds(10))
                }
            }
        }
        // The replica that joined has its share, and executions of its own.
        try await shared(by: 2)
        let executions = try await Self.chains(chaos)
        let begin = ContinuousClock.now
        leaving.signal(SIGTERM)
        try await shared(by: 1)
        print("chaos: handover: all partitions had changed hands after \(begin.duration(to: .now).milliseconds) ms")
        for execution in executions { #expect(try await chaos.stack.end(of: execution).state == .succeeded) }
        let repeated = Dictionary(grouping: handedOut.all, by: { $0 }).filter { $0.value.count > 1 }
        #expect(repeated.isEmpty, "handed out again: \(repeated.keys.sorted().prefix(10))")
        let runs = chaos.allRuns.map(\.attempt)
        #expect(!runs.isEmpty && Set(runs).count == runs.count, "no attempt was made twice")
        listener.cancel()
        await work.unsubscribe()
        await store.close()
        await chaos.endWorkers()
        try await chaos.repair()
    }

    /// Long chains, of which some steps have been made.
    private static func chains(_ chaos: ChaosStack) async throws -> [String] {
        var executions: [String] = []
        for number in 0..<8 {
            let steps = (0..<100).map {
                TestPlan.Step("t\($0)", after: $0 == 0 ? [] : ["t\($0 - 1)"], input: ["ms": 20])
            }
            executions.append(
                try await chaos.stack.submit(TestPlan("chain\(number)", ChaosPlan.capability, steps)))
        }
        try await within(.seconds(60), "some steps") {
            while chaos.allRuns.count < 80 { try await Task.sleep(for: .milliseconds(20)) }
        }
        return executions
    }
}

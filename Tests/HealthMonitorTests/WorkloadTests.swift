import LunaBus
import LunaMessages
import Testing

@testable import HealthMonitor

@Suite struct WorkloadTests {
    private func beat(_ worker: String, _ capabilities: [String], inFlight: UInt32 = 0, concurrency: UInt32 = 4)
        -> WorkerHeartbeat
    {
        WorkerHeartbeat(
            worker: worker, capability: capabilities[0], inFlight: inFlight, concurrency: concurrency,
            capabilities: capabilities)
    }

    private func queue(_ name: String, _ capability: String, pending: UInt64, inFlight: Int = 0) -> ConsumerInfo {
        ConsumerInfo(
            name: name, description: "Agents for \(capability)", pending: pending, ackPending: inFlight, redelivered: 0,
            waiting: 0)
    }

    @Test func asManyWorkersAreWishedForAsWouldClearTheQueue() {
        var load = Workload(bounds: .init(least: 1, most: 10))
        load.note(beat("w1", ["codegen.python"], inFlight: 4), at: 0)
        load.note(beat("w2", ["codegen.python"], inFlight: 4), at: 0)
        load.note([queue("codegen-python", "codegen.python", pending: 9, inFlight: 8)])
        let found = load.loads(at: 1)[0]
        #expect(found.capability == "codegen.python" && found.workers == 2 && found.concurrency == 8)
        #expect(found.saturationPercent == 100 && found.pending == 9 && found.inFlight == 8)
        #expect(found.wishedReplicas == 5, "17 tasks, four at a time each")
    }

    @Test func theBoundsHold() {
        var load = Workload(bounds: .init(least: 2, most: 3))
        load.note(beat("w1", ["a"]), at: 0)
        load.note([queue("a", "a", pending: 1_000_000), queue("b", "b", pending: 0)])
        #expect(load.loads(at: 1).map(\.wishedReplicas) == [3, 2])
    }

    @Test func workThatNobodyCanDoWishesForOneWorkerToShowWhatItBears() {
        var load = Workload(bounds: .init(least: 0, most: 10))
        load.note([queue("a", "a", pending: 500), queue("b", "b", pending: 0)])
        #expect(load.loads(at: 1).map(\.wishedReplicas) == [1, 0])
    }

    @Test func aWorkerThatIsSilentIsGone() {
        var load = Workload()
        load.note(beat("w1", ["a"]), at: 0)
        load.note([queue("a", "a", pending: 0)])
        #expect(load.loads(at: 15_000_000_000)[0].workers == 1)
        #expect(load.loads(at: 17_000_000_000)[0].workers == 0)
    }
}

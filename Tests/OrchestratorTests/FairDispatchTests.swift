import LunaCore
import Testing

@testable import Orchestrator

extension FairDispatch {
    fileprivate mutating func setReady(_ count: Int, of key: JournalStore.Key, _ capability: String) {
        set(Counts(ready: count, inFlight: counts(of: key, capability).inFlight), of: key, capability)
    }

    fileprivate mutating func returned(_ count: Int, of key: JournalStore.Key, _ capability: String) {
        let before = counts(of: key, capability)
        set(Counts(ready: before.ready, inFlight: before.inFlight - count), of: key, capability)
    }
}

@Suite("Fair dispatch")
struct FairDispatchTests {
    private func key(_ tenant: String, _ execution: String) -> JournalStore.Key {
        JournalStore.Key(tenant: TenantID(trusted: tenant), execution: ExecutionID(trusted: execution))
    }

    /// Grants one after the other, as their tasks end: names of executions in the order of their tasks.
    private func drain(_ dispatch: inout FairDispatch, _ count: Int) -> [String] {
        var order: [String] = []
        while order.count < count {
            let grants = dispatch.grant("c")
            if grants.isEmpty { break }
            for (key, number) in grants {
                order += [String](repeating: key.execution.rawValue, count: number)
                dispatch.returned(number, of: key, "c")
            }
        }
        return order
    }

    @Test("Ten tasks beside ten thousand are handed out in turn, of the same tenant and of another")
    func smallBesideLarge() {
        for tenant in ["one", "two"] {
            var dispatch = FairDispatch(bounds: .init(perCapability: 8))
            dispatch.setReady(10_000, of: key("one", "large"), "c")
            _ = drain(&dispatch, 100)
            dispatch.setReady(10, of: key(tenant, "small"), "c")
            let order = drain(&dispatch, 1000)
            let last = order.lastIndex(of: "small") ?? .max
            #expect(order.count { $0 == "small" } == 10)
            #expect(last < 10 + 10 + 8, "the last of the ten came as number \(last)")
        }
    }

    @Test("Many executions give a tenant no more than its share, and weights are shares")
    func sharesOfTenants() {
        var dispatch = FairDispatch(
            bounds: .init(perCapability: 16), weights: [TenantID(trusted: "heavy"): 3])
        for index in 0..<20 { dispatch.setReady(1000, of: key("crowd", "x\(index)"), "c") }
        dispatch.setReady(10_000, of: key("lone", "y"), "c")
        dispatch.setReady(10_000, of: key("heavy", "z"), "c")
        let order = drain(&dispatch, 5000).prefix(5000)
        let crowd = order.count { $0.hasPrefix("x") }
        let lone = order.count { $0 == "y" }
        let heavy = order.count { $0 == "z" }
        #expect(abs(crowd - lone) <= 5 && abs(heavy - 3 * lone) <= 15, "\(crowd) \(lone) \(heavy)")
        let each = (0..<20).map { index in order.count { $0 == "x\(index)" } }
        #expect((each.max() ?? 0) - (each.min() ?? 0) <= 2, "inside a tenant all have the same: \(each)")
    }

    @Test("Capabilities do not hold each other up")
    func capabilities() {
        var dispatch = FairDispatch(bounds: .init(perCapability: 4))
        dispatch.setReady(100, of: key("t", "a"), "slow")
        #expect(dispatch.grant("slow").map(\.count) == [4])
        dispatch.setReady(3, of: key("t", "a"), "quick")
        #expect(dispatch.grant("quick").map(\.count) == [3])
        #expect(dispatch.grant("slow").isEmpty)
        dispatch.remove(key("t", "a"))
        #expect(dispatch.counts("slow").inFlight == 0 && dispatch.counts("quick").inFlight == 0)
    }

    @Test("Whatever happens: the bounds hold, nothing that could go out is left lying, and counts are right")
    func invariants() {
        for seed in UInt64(1)...300 {
            var generator = SeededGenerator(seed: seed)
            let bounds = FairDispatch.Bounds(
                perCapability: Int.random(in: 1...40, using: &generator),
                perTenant: Int.random(in: 1...30, using: &generator),
                perExecution: Int.random(in: 1...20, using: &generator))
            var dispatch = FairDispatch(
                bounds: bounds, weights: [TenantID(trusted: "t1"): Int.random(in: 1...5, using: &generator)])
            let keys = (0..<8).map { key("t\($0 % 3)", "e\($0)") }
            var ready = [JournalStore.Key: Int]()
            var out = [JournalStore.Key: Int]()
            for _ in 0..<200 {
                let key = keys.randomElement(using: &generator) ?? keys[0]
                switch Int.random(in: 0..<8, using: &generator) {
                case 0...2:
                    ready[key] = Int.random(in: 0...30, using: &generator)
                    dispatch.setReady(ready[key] ?? 0, of: key, "c")
                case 3...5:
                    let count = Int.random(in: 0...(out[key] ?? 0), using: &generator)
                    out[key, default: 0] -= count
                    dispatch.returned(count, of: key, "c")
                case 6:
                    if Int.random(in: 0..<4, using: &generator) == 0 {
                        (ready[key], out[key]) = (0, 0)
                        dispatch.remove(key)
                    }
                default:
                    for (key, count) in dispatch.grant("c", most: Int.random(in: 0...50, using: &generator)) {
                        ready[key, default: 0] -= count
                        out[key, default: 0] += count
                    }
                    // Without a limit nothing is left that the bounds would let go.
                    for (key, count) in dispatch.grant("c") {
                        ready[key, default: 0] -= count
                        out[key, default: 0] += count
                    }
                    let total = out.values.reduce(0, +)
                    for key in keys where ready[key, default: 0] > 0 {
                        let tenant = out.filter { $0.key.tenant == key.tenant }.values.reduce(0, +)
                        #expect(
                            total >= bounds.perCapability || tenant >= bounds.perTenant
                                || out[key, default: 0] >= bounds.perExecution, "seed \(seed): work was left lying")
                    }
                }
                #expect(ready.values.allSatisfy { $0 >= 0 }, "seed \(seed): more than there was")
                #expect(dispatch.counts("c").inFlight == out.values.reduce(0, +), "seed \(seed)")
                #expect(dispatch.counts("c").ready == ready.values.reduce(0, +), "seed \(seed)")
                #expect(dispatch.counts("c").inFlight <= bounds.perCapability, "seed \(seed)")
                for key in keys {
                    #expect(dispatch.counts(of: key, "c").inFlight == out[key, default: 0], "seed \(seed)")
                    #expect(out[key, default: 0] <= bounds.perExecution, "seed \(seed)")
                    let tenant = out.filter { $0.key.tenant == key.tenant }.values.reduce(0, +)
                    #expect(tenant <= bounds.perTenant, "seed \(seed)")
                }
            }
        }
    }

    @Test("Whoever waits gets a task within a round, whatever others do")
    func nobodyStarves() {
        for seed in UInt64(1)...100 {
            var generator = SeededGenerator(seed: seed)
            var dispatch = FairDispatch(bounds: .init(perCapability: 6))
            let others = (0..<12).map { key("t\($0 % 4)", "e\($0)") }
            for key in others { dispatch.setReady(100_000, of: key, "c") }
            _ = drain(&dispatch, Int.random(in: 0...500, using: &generator))
            dispatch.setReady(1, of: key("t\(Int.random(in: 0...4, using: &generator))", "late"), "c")
            let order = drain(&dispatch, 200)
            // A round visits five tenants at most, and a tenant its four executions in turn.
            #expect((order.firstIndex(of: "late") ?? .max) <= 5 * 5 + 6, "seed \(seed)")
        }
    }
}

import LunaCore
import LunaTestKit

/// Plans of several shapes whose end is known beforehand, drawn from a seed.
struct ChaosPlan: Sendable {
    /// How an execution has to end.
    enum End: Sendable, Equatable {
        case succeeded, failed
    }
    let plan: TestPlan
    let end: End

    static let capability = "chaos.work"

    /// - Parameter tasks: roughly how many.
    static func random(_ name: String, tasks: Int, using random: inout SeededGenerator) -> ChaosPlan {
        let shapes: [([TestPlan.Step], String)] = [
            (chains(tasks, of: 8), "chains"), (fan(tasks), "fan"), (layers(tasks, width: 6), "layers"),
            (TestPlan.random(name, capability, tasks: tasks, seed: random.next()).steps, "random"),
        ]
        var (steps, shape) = shapes[Int.random(in: 0..<shapes.count, using: &random)]
        for index in steps.indices {
            var input: [String: JSONValue] = ["ms": .number(JSONNumber(Int64.random(in: 5...60, using: &random)))]
            // One in twenty fails once or twice before it succeeds.
            if Int.random(in: 0..<20, using: &random) == 0 {
                input["fail"] = .number(JSONNumber(Int64.random(in: 1...2, using: &random)))
            }
            steps[index].input = .object(input)
            steps[index].maxAttempts = 5
        }
        var end = End.succeeded
        if Int.random(in: 0..<6, using: &random) == 0 {
            let index = Int.random(in: steps.count / 2..<steps.count, using: &random)
            steps[index].input = ["ms": 5, "fatal": true]
            end = .failed
        }
        return ChaosPlan(plan: TestPlan("\(name)-\(shape)", capability, steps), end: end)
    }

    private static func chains(_ tasks: Int, of length: Int) -> [TestPlan.Step] {
        (0..<tasks).map { .init("t\($0)", after: $0 % length == 0 ? [] : ["t\($0 - 1)"]) }
    }

    private static func fan(_ tasks: Int) -> [TestPlan.Step] {
        let middle = (1..<max(2, tasks - 1)).map { TestPlan.Step("m\($0)", after: ["first"]) }
        return [.init("first")] + middle + [.init("last", after: middle.map(\.id))]
    }

    private static func layers(_ tasks: Int, width: Int) -> [TestPlan.Step] {
        (0..<max(2, tasks / width)).flatMap { layer in
            (0..<width).map { place in
                TestPlan.Step(
                    "l\(layer)-\(place)", after: layer == 0 ? [] : (0..<width).map { "l\(layer - 1)-\($0)" })
            }
        }
    }
}

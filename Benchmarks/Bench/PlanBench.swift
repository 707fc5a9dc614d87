import FoundationEssentials
import LunaCore
import LunaPlan

/// Reading, checking and decomposing plans.
enum PlanBench {
    static func run(_ report: inout Report, examples: String, rounds: Int) async throws {
        let example = [UInt8](try Data(contentsOf: URL(filePath: "\(examples)/todo-api.yaml")))
        try await measure(&report, "todo-api.yaml", example, fileName: "todo-api.yaml", rounds: rounds)
        let big = WorkloadPlans.layered(layers: 100, width: 100)
        try await measure(&report, "10,000 tasks, JSON", big, fileName: "plan.json", rounds: rounds)
    }

    private static func measure(
        _ report: inout Report, _ name: String, _ bytes: [UInt8], fileName: String, rounds: Int
    ) async throws {
        var reading: [Double] = []
        var decomposing: [Double] = []
        for _ in 0..<rounds {
            var plan: ProjectPlan?
            reading.append(await seconds { plan = PlanParser.parse(bytes, fileName: fileName).plan } * 1000)
            guard let plan else { throw LunaError("bench.plan_invalid", .internal, "\(name) is not valid.") }
            decomposing.append(try await seconds { _ = try Decomposer.decompose(plan) } * 1000)
        }
        report.add("plan: read and check \(name)", reading, "ms")
        report.add("plan: decompose \(name)", decomposing, "ms")
    }
}

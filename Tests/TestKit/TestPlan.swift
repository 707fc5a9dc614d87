import LunaCore

/// Plans of free tasks for agents of a test.
public struct TestPlan: Sendable {
    /// One task.
    public struct Step: Sendable {
        public var id: String
        public var dependsOn: [String]
        public var maxAttempts: Int?
        public var input: JSONValue?

        public init(_ id: String, after dependsOn: [String] = [], maxAttempts: Int? = nil, input: JSONValue? = nil) {
            self.id = id
            self.dependsOn = dependsOn
            self.maxAttempts = maxAttempts
            self.input = input
        }
    }

    public var name: String
    public var capability: String
    public var steps: [Step]

    public init(_ name: String, _ capability: String, _ steps: [Step]) {
        self.name = name
        self.capability = capability
        self.steps = steps
    }

    /// The plan as JSON.
    public var bytes: [UInt8] {
        let tasks = steps.map { step -> JSONValue in
            var task: [String: JSONValue] = ["id": .string(step.id), "capability": .string(capability)]
            if !step.dependsOn.isEmpty { task["depends_on"] = .array(step.dependsOn.map(JSONValue.string)) }
            if let attempts = step.maxAttempts { task["max_attempts"] = .number(JSONNumber(Int64(attempts))) }
            if let input = step.input { task["input"] = input }
            return .object(task)
        }
        return JSONValue.object([
            "luna": 1, "project": ["name": .string(name), "type": "tasks"], "tasks": .array(tasks),
        ]).serialized()
    }

    /// A graph whose edges lead from earlier to later tasks, the same for the same seed.
    public static func random(_ name: String, _ capability: String, tasks: Int, seed: UInt64) -> TestPlan {
        var random = SeededGenerator(seed: seed)
        let steps = (0..<tasks).map { index in
            let count = index == 0 ? 0 : Int.random(in: 0...min(3, index), using: &random)
            let upstream = Set((0..<count).map { _ in Int.random(in: max(0, index - 40)..<index, using: &random) })
            return Step("t\(index)", after: upstream.sorted().map { "t\($0)" })
        }
        return TestPlan(name, capability, steps)
    }
}

/// A small reproducible source of numbers (SplitMix64, Steele, Lea and Flood 2014).
public struct SeededGenerator: RandomNumberGenerator {
    private var state: UInt64

    public init(seed: UInt64) { state = seed }

    public mutating func next() -> UInt64 {
        state &+= 0x9e37_79b9_7f4a_7c15
        var z = state
        z = (z ^ (z >> 30)) &* 0xbf58_476d_1ce4_e5b9
        z = (z ^ (z >> 27)) &* 0x94d0_49bb_1331_11eb
        return z ^ (z >> 31)
    }
}

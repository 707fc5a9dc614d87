import LunaCore

/// Plans of explicit tasks for the engine, as JSON.
enum WorkloadPlans {
    /// The capability of the no-op agent.
    static let capability = "bench.noop"

    static func chain(_ length: Int) -> [UInt8] {
        plan((0..<length).map { ("t\($0)", $0 == 0 ? [] : ["t\($0 - 1)"]) })
    }

    /// One, then `width`, then one.
    static func fan(_ width: Int) -> [UInt8] {
        let middle = (0..<width).map { ("m\($0)", ["first"]) }
        return plan([("first", [])] + middle + [("last", middle.map(\.0))])
    }

    /// Layers in which every task depends on all of the layer before.
    static func layered(layers: Int, width: Int) -> [UInt8] {
        var tasks: [(String, [String])] = []
        for layer in 0..<layers {
            for index in 0..<width {
                let before = layer == 0 ? [] : (0..<width).map { "l\(layer - 1)-\($0)" }
                tasks.append(("l\(layer)-\(index)", before))
            }
        }
        return plan(tasks)
    }

    /// Independent chains of ten, to have many tasks and many dependencies without a quadratic number of edges.
    static func wide(_ count: Int) -> [UInt8] {
        plan((0..<count).map { ("t\($0)", $0 % 10 == 0 ? [] : ["t\($0 - 1)"]) })
    }

    private static func plan(_ tasks: [(String, [String])]) -> [UInt8] {
        JSONValue.object([
            "luna": 1,
            "project": ["name": "bench", "type": "tasks", "description": "a measurement", "version": "1.0.0"],
            "tasks": .array(
                tasks.map { id, dependencies in
                    .object([
                        "id": .string(id), "capability": .string(capability),
                        "depends_on": .array(dependencies.map { .string($0) }),
                    ])
                }),
        ]).serialized()
    }
}

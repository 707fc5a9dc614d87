import LunaCore

extension TaskGraph {
    /// Orders the nodes by layer and id and computes the hash. Linear in nodes and edges, beside sorting.
    ///
    /// - Throws: `LunaError` `graph.duplicate`, `graph.unknown_dependency` or `graph.cycle` (which names the cycle).
    public init(nodes: [TaskNode]) throws {
        var numbers: [String: Int] = [:]
        numbers.reserveCapacity(nodes.count)
        for (index, node) in nodes.enumerated() where numbers.updateValue(index, forKey: node.id) != nil {
            throw LunaError(
                "graph.duplicate", .validation,
                "There are two tasks '\(node.id.clipped)': give every task an id of its own.",
                details: ["task": node.id])
        }
        let edges = try nodes.map { node in
            try node.dependsOn.map { dependency in
                if let target = numbers[dependency] { return target }
                let nearest =
                    Suggestion.nearest(to: dependency, among: numbers.keys).map { " Did you mean '\($0)'?" } ?? ""
                throw LunaError(
                    "graph.unknown_dependency", .validation,
                    "Task '\(node.id.clipped)' depends on '\(dependency.clipped)', which does not exist.\(nearest)",
                    details: ["task": node.id, "dependency": dependency])
            }
        }
        let layers = try Self.layers(nodes, edges)
        let ids = nodes.map { Array($0.id.utf8) }
        let order = nodes.indices.sorted {
            layers[$0] != layers[$1] ? layers[$0] < layers[$1] : ids[$0].lexicographicallyPrecedes(ids[$1])
        }
        let ordered = order.map { index in
            var node = nodes[index]
            if node.dependsOn.count > 1 {
                node.dependsOn = Set(node.dependsOn).sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
            }
            return node
        }
        self.init(orderedNodes: ordered, hash: Digest(of: Self.hashedJSON(ordered)).hex)
    }

    /// The length of the longest way to each node; fails on cycles.
    private static func layers(_ nodes: [TaskNode], _ edges: [[Int]]) throws -> [Int] {
        var waiting = edges.map(\.count)
        var dependents: [[Int]] = Array(repeating: [], count: nodes.count)
        for (index, targets) in edges.enumerated() {
            for target in targets { dependents[target].append(index) }
        }
        var layers = Array(repeating: 0, count: nodes.count)
        var queue = nodes.indices.filter { waiting[$0] == 0 }
        var head = 0
        while head < queue.count {
            let node = queue[head]
            head += 1
            for dependent in dependents[node] {
                layers[dependent] = max(layers[dependent], layers[node] + 1)
                waiting[dependent] -= 1
                if waiting[dependent] == 0 { queue.append(dependent) }
            }
        }
        if queue.count < nodes.count, let cycle = CycleFinder.cycles(count: nodes.count, edges: edges).first {
            let ring = CycleText.ring(cycle.map { nodes[$0].id.clipped })
            throw LunaError(
                "graph.cycle", .validation,
                "Tasks wait for each other in a circle: \(ring). Remove one of these dependencies.",
                details: ["cycle": ring])
        }
        return layers
    }

    /// The layer of each node in the order of `nodes`: 0 for those that wait for nothing.
    public var layers: [Int] {
        var known: [String: Int] = [:]
        known.reserveCapacity(nodes.count)
        return nodes.map { node in
            let layer = (node.dependsOn.compactMap { known[$0] }.max() ?? -1) + 1
            known[node.id] = layer
            return layer
        }
    }
}

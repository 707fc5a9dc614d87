import LunaPlan

/// A task graph in the form that the machine works on: tasks are numbers, edges lie in one array.
///
/// A completion then costs its out-degree and nothing else, and 50,000 tasks fit in a few megabytes.
struct ExecutionGraph: Sendable {
    let nodes: [TaskNode]
    /// How many dependencies each task has.
    let dependencyCounts: [UInt32]
    /// Edges of task `i` are `dependents[dependentOffsets[i]..<dependentOffsets[i + 1]]`.
    private let dependentOffsets: [UInt32]
    private let dependentEdges: [UInt32]
    /// Dependencies of task `i` are `dependencyEdges[dependencyOffsets[i]..<dependencyOffsets[i + 1]]`.
    private let dependencyOffsets: [UInt32]
    private let dependencyEdges: [UInt32]
    private let indexOf: [String: UInt32]
    /// The capabilities that occur, in order of first use.
    let capabilities: [String]
    /// For each task the position of its capability in `capabilities`.
    let capabilityOf: [UInt32]
    /// Position of the barriers' in `capabilities`: nobody works on them, so theirs is empty. `nil` when there are none.
    let barriers: Int?

    init(_ graph: TaskGraph) {
        nodes = graph.nodes
        var indexOf = [String: UInt32](minimumCapacity: nodes.count)
        for (index, node) in nodes.enumerated() { indexOf[node.id] = UInt32(index) }
        var capabilities: [String] = []
        var position: [String: UInt32] = [:]
        capabilityOf = graph.nodes.map { node in
            let capability = node.isBarrier ? "" : node.capability
            if let known = position[capability] { return known }
            let next = UInt32(capabilities.count)
            capabilities.append(capability)
            position[capability] = next
            return next
        }
        self.capabilities = capabilities
        barriers = position[""].map(Int.init)
        var outDegree = [UInt32](repeating: 0, count: nodes.count + 1)
        var inDegree = [UInt32](repeating: 0, count: nodes.count)
        var sources: [UInt32] = []
        var sourceOffsets: [UInt32] = [0]
        sourceOffsets.reserveCapacity(nodes.count + 1)
        for (index, node) in nodes.enumerated() {
            for dependency in node.dependsOn {
                guard let source = indexOf[dependency] else { continue }
                sources.append(source)
                outDegree[Int(source)] += 1
                inDegree[index] += 1
            }
            sourceOffsets.append(UInt32(sources.count))
        }
        var offsets = [UInt32](repeating: 0, count: nodes.count + 1)
        for index in nodes.indices { offsets[index + 1] = offsets[index] + outDegree[index] }
        var cursor = offsets
        var edges = [UInt32](repeating: 0, count: Int(offsets[nodes.count]))
        for index in nodes.indices {
            for source in sources[Int(sourceOffsets[index])..<Int(sourceOffsets[index + 1])] {
                edges[Int(cursor[Int(source)])] = UInt32(index)
                cursor[Int(source)] += 1
            }
        }
        self.indexOf = indexOf
        dependencyOffsets = sourceOffsets
        dependencyEdges = sources
        dependencyCounts = inDegree
        dependentOffsets = offsets
        dependentEdges = edges
    }

    var count: Int { nodes.count }

    /// Tasks that wait for `task`.
    func dependents(of task: UInt32) -> ArraySlice<UInt32> {
        dependentEdges[Int(dependentOffsets[Int(task)])..<Int(dependentOffsets[Int(task) + 1])]
    }

    /// The number of the task with that id.
    func index(of id: String) -> UInt32? { indexOf[id] }

    /// Tasks that `task` waits for, in the order in which it names them.
    private func dependencies(of task: UInt32) -> ArraySlice<UInt32> {
        dependencyEdges[Int(dependencyOffsets[Int(task)])..<Int(dependencyOffsets[Int(task) + 1])]
    }

    /// Direct dependencies, looking through barriers to the tasks behind them.
    func upstreamTasks(of task: UInt32) -> [UInt32] {
        let direct = dependencies(of: task)
        guard direct.contains(where: { nodes[Int($0)].isBarrier }) else { return Array(direct) }
        var found: [UInt32] = []
        var seen: Set<UInt32> = []
        var pending = Array(direct.reversed())
        while let next = pending.popLast() {
            guard seen.insert(next).inserted else { continue }
            if nodes[Int(next)].isBarrier {
                pending += dependencies(of: next).reversed()
            } else {
                found.append(next)
            }
        }
        return found
    }
}

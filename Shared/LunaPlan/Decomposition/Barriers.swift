/// Joins of many tasks with many tasks.
enum Barriers {
    /// Edges that a join may have before it gets a barrier.
    static let threshold = 64 * 64

    /// Puts a barrier where many tasks wait for the same many tasks: n + m edges instead of n × m. Ids of barriers start
    /// with `~`, which no task id of a plan can.
    static func inserted(into nodes: [TaskNode]) -> [TaskNode] {
        guard nodes.count >= 128 else { return nodes }
        var groups: [[String]: [Int]] = [:]
        for (index, node) in nodes.enumerated() where node.dependsOn.count > 1 {
            groups[node.dependsOn.sorted(), default: []].append(index)
        }
        let joins = groups.filter { $0.key.count * $0.value.count > threshold && $0.value.count > 1 }
            .sorted { $0.key.lexicographicallyPrecedes($1.key) }
        if joins.isEmpty { return nodes }
        var result = nodes
        for (number, join) in joins.enumerated() {
            let id = "~barrier.\(number + 1)"
            for index in join.value { result[index].dependsOn = [id] }
            result.append(
                TaskNode(
                    id: id, kind: "barrier", capability: "", title: "All \(join.key.count) tasks before", subject: "",
                    dependsOn: join.key, inputJSON: "", timeoutSeconds: 0, maxAttempts: 1, isBarrier: true))
        }
        return result
    }
}

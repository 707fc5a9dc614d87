/// What a plan means, checked after its shape: names, references, cycles, bounds, clashes.
struct PlanChecks {
    let draft: PlanDraft
    let context: PlanContext

    func run() {
        checkProjectName()
        EntityChecks(draft: draft, context: context).run()
        ModuleChecks(draft: draft, context: context).run()
        ActionChecks(draft: draft, context: context).run()
        TaskChecks(tasks: draft.tasks, context: context).run()
    }

    var language: Language { draft.project.language ?? .python }

    private func checkProjectName() {
        guard let name = draft.project.name, let type = draft.project.type?.value, type != .tasks else { return }
        let package = name.value.split(separator: "-").joined(separator: "_")
        if ReservedWords.keywords(of: language).contains(package) {
            context.error(
                .reservedWord, name.path, at: name.position,
                "'\(name.value)' is a reserved word of \(language.rawValue)",
                "Choose another name, such as '\(name.value)-\(type == .cli ? "tool" : "service")'.")
        } else if language == .python, ReservedWords.pythonPackages.contains(package) {
            context.error(
                .reservedWord, name.path, at: name.position,
                "a package named '\(package)' would hide the Python module of that name",
                "Choose another name, such as '\(name.value)-\(type == .cli ? "tool" : "service")'.")
        }
    }
}

/// Finds a cycle in a directed graph given by indices.
enum CycleFinder {
    /// One cycle of each strongly connected component that has one, as a path whose last element points to the first.
    /// Iterative (Tarjan 1972), so that a long chain in a hostile plan cannot exhaust the stack. Deterministic.
    static func cycles(count: Int, edges: [[Int]]) -> [[Int]] {
        components(count: count, edges: edges).compactMap { component in
            if component.count == 1 {
                return edges[component[0]].contains(component[0]) ? component : nil
            }
            return shortestCycle(in: Set(component), from: component.min() ?? component[0], edges: edges)
        }.sorted { ($0.first ?? 0) < ($1.first ?? 0) }
    }

    /// Strongly connected components.
    static func components(count: Int, edges: [[Int]]) -> [[Int]] {
        var index = Array(repeating: -1, count: count)
        var low = Array(repeating: 0, count: count)
        var isOnStack = Array(repeating: false, count: count)
        var stack: [Int] = []
        var result: [[Int]] = []
        var next = 0
        for root in 0..<count where index[root] < 0 {
            var work: [(node: Int, edge: Int)] = [(root, 0)]
            while let (node, edge) = work.last {
                if edge == 0 {
                    index[node] = next
                    low[node] = next
                    next += 1
                    stack.append(node)
                    isOnStack[node] = true
                }
                if edge < edges[node].count {
                    work[work.count - 1].edge += 1
                    let target = edges[node][edge]
                    if index[target] < 0 {
                        work.append((target, 0))
                    } else if isOnStack[target] {
                        low[node] = min(low[node], index[target])
                    }
                    continue
                }
                work.removeLast()
                if let parent = work.last?.node { low[parent] = min(low[parent], low[node]) }
                guard low[node] == index[node] else { continue }
                var component: [Int] = []
                while let member = stack.popLast() {
                    isOnStack[member] = false
                    component.append(member)
                    if member == node { break }
                }
                result.append(component.sorted())
            }
        }
        return result
    }

    /// Breadth first from `start` back to it, inside one component: the shortest way, which reads best.
    private static func shortestCycle(in members: Set<Int>, from start: Int, edges: [[Int]]) -> [Int] {
        var cameFrom: [Int: Int] = [:]
        var queue = [start]
        var head = 0
        while head < queue.count {
            let node = queue[head]
            head += 1
            for target in edges[node] where members.contains(target) {
                if target == start {
                    var path = [node]
                    while let last = path.last, last != start, let previous = cameFrom[last] { path.append(previous) }
                    return path.reversed()
                }
                guard cameFrom[target] == nil else { continue }
                cameFrom[target] = node
                queue.append(target)
            }
        }
        return [start]
    }
}

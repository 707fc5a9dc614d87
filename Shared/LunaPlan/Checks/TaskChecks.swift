/// Explicit tasks: ids used once, dependencies known, no cycles. Linear in tasks and edges.
struct TaskChecks {
    let tasks: [TaskDraft]
    let context: PlanContext

    func run() {
        if tasks.isEmpty { return }
        var numbers: [String: Int] = [:]
        numbers.reserveCapacity(tasks.count)
        for (index, task) in tasks.enumerated() {
            guard let id = task.id else { continue }
            if let first = numbers[id.value] {
                context.error(
                    .duplicate, id.path, at: id.position,
                    "the id '\(id.value)' is already used by \(tasks[first].id.map { "line \($0.position.line)" } ?? "another task")",
                    "Give every task an id of its own.")
            } else {
                numbers[id.value] = index
            }
        }
        var edges: [[Int]] = Array(repeating: [], count: tasks.count)
        var suggestions = 0
        for (index, task) in tasks.enumerated() {
            edges[index].reserveCapacity(task.dependsOn.count)
            for dependency in task.dependsOn {
                if let target = numbers[dependency.value] {
                    edges[index].append(target)
                    continue
                }
                // Looking for the nearest of 100,000 names costs; after a few it helps nobody.
                suggestions += 1
                let nearest = suggestions <= 20 ? Suggestion.nearest(to: dependency.value, among: numbers.keys) : nil
                context.error(
                    .unknownReference, dependency.path, at: dependency.position,
                    "there is no task '\(dependency.value)'",
                    nearest.map { "Did you mean '\($0)'?" } ?? "Name the id of another task.")
            }
        }
        for cycle in CycleFinder.cycles(count: tasks.count, edges: edges) {
            let next = cycle[cycle.count == 1 ? 0 : 1]
            guard let place = tasks[cycle[0]].dependsOn.first(where: { numbers[$0.value] == next }) else { continue }
            context.error(
                .cycle, place.path, at: place.position,
                "tasks wait for each other in a circle: \(CycleText.ring(cycle.map { tasks[$0].id?.value ?? "?" }))",
                "Remove one of these dependencies.")
        }
    }
}

enum CycleText {
    /// `a → b → a`; the middle of a very long ring is left out.
    static func ring(_ names: [String]) -> String {
        guard let first = names.first else { return "" }
        if names.count <= 12 { return (names + [first]).joined(separator: " → ") }
        let head = names.prefix(6).joined(separator: " → ")
        let tail = (names.suffix(4) + [first]).joined(separator: " → ")
        return "\(head) → … \(names.count - 10) more … → \(tail)"
    }
}

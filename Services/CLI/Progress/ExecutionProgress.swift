import LunaCore

/// How far an execution is, as told by its tasks and events. A value; what it becomes depends only on what it was
/// told, not on how
/// often: events that are told twice change nothing.
struct ExecutionProgress: Sendable {
    /// One task.
    struct Item: Sendable, Hashable {
        var id: String
        var title: String
        var capability: String
        var state: String
        var since: ContinuousClock.Instant?
    }
    /// How many of a capability's tasks are where.
    struct Counts: Sendable, Hashable {
        var total = 0
        var done = 0
        var running = 0
        var retrying = 0
        var failed = 0
        var skipped = 0
    }

    let execution: String
    private(set) var project: String
    private(set) var state: String
    private(set) var reason = ""
    private(set) var tasks: [String: Item] = [:]
    private(set) var lastSequence: Int64
    private var order: [String] = []
    private var capabilities: [String] = []

    /// - Parameters:
    ///   - view: `ExecutionView` as JSON.
    ///   - tasks: `TaskView`s as JSON.
    init(view: JSONValue, tasks list: [JSONValue]) {
        execution = view["execution"]?.stringValue ?? ""
        project = view["plan_name"]?.stringValue ?? view["project"]?.stringValue ?? ""
        state = view["state"]?.stringValue ?? "pending"
        reason = view["reason"]?.stringValue ?? ""
        lastSequence = view["last_sequence"]?.intValue ?? 0
        for value in list {
            guard let id = value["task"]?.stringValue else { continue }
            // Joins of the graph have no capability and no work.
            let capability = value["capability"]?.stringValue ?? ""
            guard !capability.isEmpty else { continue }
            let state = value["state"]?.stringValue ?? "blocked"
            tasks[id] = Item(
                id: id, title: value["title"]?.stringValue ?? id, capability: capability, state: state,
                since: state == "running" ? .now : nil)
            order.append(id)
            if !capabilities.contains(capability) { capabilities.append(capability) }
        }
    }

    /// Takes a fresh view of the execution.
    mutating func update(view: JSONValue) {
        state = view["state"]?.stringValue ?? state
        reason = view["reason"]?.stringValue ?? reason
    }

    /// Takes one event.
    /// - Parameter event: `PublishedEvent` as JSON.
    /// - Returns: what became of it: the task it is about, for a plain line.
    mutating func apply(_ event: JSONValue) {
        if let sequence = event["event"]?["sequence"]?.intValue { lastSequence = max(lastSequence, sequence) }
        let type = event["type"]?.stringValue ?? ""
        let words = type.split(separator: ".", maxSplits: 1).map(String.init)
        guard words.count == 2 else { return }
        if words[0] == "task", let id = event["task"]?.stringValue {
            guard tasks[id] != nil, let state = Self.taskStates[words[1]] else { return }
            if tasks[id]?.state != state { tasks[id]?.since = state == "running" ? .now : nil }
            tasks[id]?.state = state
        } else if words[0] == "execution", let state = Self.executionStates[words[1]] {
            self.state = state
            reason = Self.body(of: event)?["reason"]?.stringValue ?? reason
        }
    }

    /// The one-of of an event, under whichever name it has.
    static func body(of event: JSONValue) -> JSONValue? {
        event["event"]?.objectValue?.first {
            $0.value.objectValue != nil && !["sequence", "at", "actor"].contains($0.key)
        }?.value
    }

    private static let taskStates = [
        "scheduled": "running", "completed": "succeeded", "retrying": "retrying", "failed": "failed",
        "skipped": "skipped",
        "cancelled": "cancelled",
    ]
    private static let executionStates = [
        "submitted": "pending", "started": "running", "paused": "paused", "resumed": "running",
        "cancelled": "cancelled",
        "completed": "succeeded", "failed": "failed",
    ]

    // MARK: Sums

    var isFinished: Bool { Self.isFinished(state) }
    static func isFinished(_ state: String) -> Bool { ["succeeded", "failed", "cancelled"].contains(state) }

    var counts: Counts { counted(tasks.values) }

    var byCapability: [(name: String, counts: Counts)] {
        let groups = Dictionary(grouping: tasks.values, by: \.capability)
        return capabilities.map { ($0, counted(groups[$0] ?? [])) }
    }

    /// Those that run, the longest first.
    var running: [Item] {
        order.compactMap { tasks[$0] }.filter { $0.state == "running" }
            .sorted { ($0.since ?? .now) < ($1.since ?? .now) }
    }

    private func counted(_ items: some Collection<Item>) -> Counts {
        items.reduce(into: Counts(total: items.count)) { counts, item in
            switch item.state {
            case "succeeded": counts.done += 1
            case "running": counts.running += 1
            case "retrying": counts.retrying += 1
            case "failed": counts.failed += 1
            case "skipped", "cancelled": counts.skipped += 1
            default: break
            }
        }
    }
}

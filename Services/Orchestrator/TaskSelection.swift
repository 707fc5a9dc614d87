import LunaCore
import LunaMessages
import LunaPlan

/// Which tasks of an execution somebody wants to see. Pure.
struct TaskSelection: Sendable {
    let start: Int
    let limit: Int
    let state: TaskState
    let capability: String

    /// - Parameter cursor: of the page before; empty at the beginning.
    /// - Throws: `LunaError` `cursor.invalid`.
    init(cursor: String, limit: Int, state: TaskState = .unspecified, capability: String = "") throws {
        guard let start = cursor.isEmpty ? 0 : UInt32(cursor) else {
            throw LunaError("cursor.invalid", .validation, "Use the cursor of an earlier reply.")
        }
        self.start = Int(start)
        self.limit = limit
        self.state = state
        self.capability = capability
    }

    /// A page, in the order of the graph, without outputs; and the cursor of the next, empty when nothing follows.
    ///
    /// What is not wanted costs a look at its record, no more: a page of a large execution comes at once.
    func page(of state: MachineState) -> (tasks: [TaskView], nextCursor: String) {
        let graph = state.graph
        let wanted = capability.isEmpty ? nil : graph.capabilities.firstIndex(of: capability).map(UInt32.init)
        if !capability.isEmpty, wanted == nil { return ([], "") }
        var tasks: [TaskView] = []
        for index in min(start, state.tasks.count)..<state.tasks.count {
            if let wanted, graph.capabilityOf[index] != wanted { continue }
            if self.state != .unspecified, WireViews.state(state.tasks[index].phase) != self.state { continue }
            if graph.nodes[index].isBarrier { continue }
            if tasks.count == limit { return (tasks, String(index)) }
            var view = WireViews.task(UInt32(index), in: state)
            view.outputJson = []
            tasks.append(view)
        }
        return (tasks, "")
    }
}

/// The graphs of executions that were asked for lately: reading events needs the names of tasks, and of an execution that has ended
/// nothing else.
actor GraphCache {
    private let journal: JournalStore
    private let engine: Engine
    private let capacity: Int
    private var graphs: [JournalStore.Key: ExecutionGraph] = [:]
    private var order: [JournalStore.Key] = []

    init(journal: JournalStore, engine: Engine, capacity: Int = 256) {
        self.journal = journal
        self.engine = engine
        self.capacity = capacity
    }

    /// - Throws: `LunaError` `execution.not_found`.
    func graph(_ key: JournalStore.Key) async throws -> ExecutionGraph {
        if let known = graphs[key] { return known }
        let found: ExecutionGraph
        if let live = await engine.snapshot(key) {
            found = live.state.graph
        } else {
            found = ExecutionGraph(try await journal.graph(key))
        }
        // Very large graphs are not worth keeping for somebody who may never come back.
        guard found.count <= 20_000, graphs.updateValue(found, forKey: key) == nil else { return found }
        order.append(key)
        if order.count > capacity { graphs[order.removeFirst()] = nil }
        return found
    }
}

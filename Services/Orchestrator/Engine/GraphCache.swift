/// The graphs of executions that were asked for lately: reading events needs the names of tasks, and of an execution that has ended
/// nothing else.
actor GraphCache {
    private let journal: JournalStore
    private let engine: Engine
    /// Tasks of all graphs together that are kept.
    private let capacity: Int
    private var size = 0
    private var graphs: [JournalStore.Key: ExecutionGraph] = [:]
    private var order: [JournalStore.Key] = []

    init(journal: JournalStore, engine: Engine, capacity: Int = 200_000) {
        self.journal = journal
        self.engine = engine
        self.capacity = capacity
    }

    /// - Throws: `LunaError` `execution.not_found`.
    func graph(_ key: JournalStore.Key) async throws -> ExecutionGraph {
        if let known = graphs[key] { return known }
        let found: ExecutionGraph
        if let live = await engine.inspect(key, { $0.graph }) {
            found = live
        } else {
            found = ExecutionGraph(try await journal.graph(key))
        }
        guard graphs.updateValue(found, forKey: key) == nil else { return found }
        order.append(key)
        size += found.count
        // The newest stays, however large: its reader comes back for the next page.
        while size > capacity, order.count > 1 { size -= graphs.removeValue(forKey: order.removeFirst())?.count ?? 0 }
        return found
    }
}

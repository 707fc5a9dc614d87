import LunaCore
import LunaMessages

/// The log of an execution, followed until the execution has ended and nothing more comes.
struct TaskLogs: EventSource {
    static let pageSize: UInt32 = 200

    let memory: MemoryClient
    let orchestrator: OrchestratorClient
    let execution: String
    let task: String
    let context: CallContext
    /// Id of the last line that the client has.
    var after: UInt64
    /// Empty pages since the execution ended: lines may arrive a moment after the events.
    private var quiet = 0

    init(
        memory: MemoryClient, orchestrator: OrchestratorClient, execution: String, task: String, context: CallContext,
        after: UInt64
    ) {
        self.memory = memory
        self.orchestrator = orchestrator
        self.execution = execution
        self.task = task
        self.context = context
        self.after = after
    }

    mutating func next() async throws -> EventPage {
        let reply = try await memory.readLogs(
            ReadLogsRequest(execution: execution, task: task, after: after, limit: Self.pageSize), context: context)
        var page = EventPage(hasMore: reply.entries.count == Int(Self.pageSize))
        for entry in reply.entries where entry.id > after {
            after = entry.id
            page.events.append(ServerSentEvent(id: String(entry.id), type: "log", data: entry.json))
        }
        guard page.events.isEmpty else { return page }
        let view = try await orchestrator.getExecution(ExecutionKey(execution: execution), context: context)
        quiet = view.finishedAt == 0 ? 0 : quiet + 1
        guard quiet > 2 else { return page }
        page.isLast = true
        page.events = [ServerSentEvent(id: String(after), type: "end", data: ["execution": .string(execution)])]
        return page
    }
}

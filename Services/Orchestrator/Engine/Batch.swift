import LunaBus
import LunaCore
import LunaMessages

/// What one turn of the engine has decided, to be committed together and then carried out.
struct Batch {
    /// Events per execution, in the order in which the executions were touched.
    private(set) var order: [JournalStore.Key] = []
    private(set) var events: [JournalStore.Key: [ExecutionEvent]] = [:]
    /// The executions themselves, for their summaries.
    var touched: [JournalStore.Key: LiveExecution] = [:]
    /// Events as outside readers get them.
    private(set) var publications: [PublishedEvent] = []
    /// Work to hand out after the commit.
    var work: [OutgoingMessage] = []
    /// Results that are settled by the commit.
    var settled: [Delivery] = []
    /// Attempts whose outcomes the workers may forget, per worker.
    private(set) var confirmations: [String: [AttemptRef]] = [:]
    /// Executions whose work in hand must be stopped.
    var cancellations: [CancelNotice] = []
    /// Commands with the outcome that those who gave them will see; kept whole so that they can be decided again after a conflict.
    var commands: [(command: Engine.ControlCommand, view: ExecutionView)] = []
    /// Retry timers to set.
    var timers: [RetryTimer] = []

    /// Whether there is nothing to write and nothing to do.
    var isEmpty: Bool { touched.isEmpty && settled.isEmpty && commands.isEmpty && timers.isEmpty }

    /// Whether there are undecided events of that execution: it must not be reloaded before they are written.
    func isTouching(_ key: JournalStore.Key) -> Bool { events[key] != nil }

    /// An execution of which the batch has events that are not written yet.
    func undecided(_ key: JournalStore.Key) -> LiveExecution? { isTouching(key) ? touched[key] : nil }

    mutating func add(_ new: [ExecutionEvent], for key: JournalStore.Key) {
        guard !new.isEmpty else { return }
        if events[key] == nil { order.append(key) }
        events[key, default: []] += new
    }

    /// Notes the events for publication.
    mutating func announce(_ new: [ExecutionEvent], _ execution: LiveExecution) {
        for event in new {
            publications.append(
                WireViews.published(
                    event, key: execution.key, project: execution.project, graph: execution.machine.state.graph))
        }
    }

    mutating func confirm(_ result: WorkResult) {
        guard !result.worker.isEmpty else { return }
        confirmations[result.worker, default: []].append(AttemptRef(result))
    }
}

/// When a failed attempt is to be followed by the next.
struct RetryTimer: Sendable, Comparable {
    let due: Int64
    let key: JournalStore.Key
    let task: UInt32
    let attempt: UInt32

    static func < (a: RetryTimer, b: RetryTimer) -> Bool { a.due < b.due }
}

import CoreMetrics
import HeapModule
import Logging
import LunaBus
import LunaCore
import LunaMessages
import LunaPlan

/// The doing around the pure machine (docs/architecture.md): drain what is waiting, decide, commit in one transaction, carry the effects
/// out, acknowledge, repeat. No timer paces it: at low load a batch is one result and costs one fsync, at high load it grows.
///
/// It is a pipeline of three: while one batch is decided, the one before is being written, and the effects of the one before that are
/// carried out. A batch that was decided while the one before it turned out to be stale is decided again as well.
actor Engine {
    /// What the loop works on.
    enum Item: Sendable {
        case results([ReceivedResults])
        case control(ControlCommand)
        /// Take an execution over from the journal, in place of what is held of it, unless that goes as far as a sequence.
        case adopt(JournalStore.Key, partition: Int, unlessAt: UInt64)
        /// Drive an execution that was just written with its first events.
        case begin(NewlyWritten)
        case release(partition: Int)
        case timersDue
        /// When the stream of work was made, Unix nanoseconds: what was handed out before is not in it.
        case workStream(created: Int64)
        /// Some queues were empty, and outcomes that had been reported then are decided in these partitions.
        case emptyQueues(WorkWatch.Look, settled: Set<Int>)
        /// See whether those in whose hands work was then are still there.
        case checkWatched
        /// Tell when everything that came in before has been decided.
        case mark(CheckedContinuation<Void, Never>)
    }

    /// Somebody's wish about an execution.
    struct ControlCommand: Sendable {
        let key: JournalStore.Key
        let command: ExecutionMachine.Command
        let actor: String
        let reply: CheckedContinuation<ExecutionView, any Error>
    }

    /// A submission that is already in the journal.
    struct NewlyWritten: Sendable {
        let new: JournalStore.NewExecution
        let machine: ExecutionMachine
    }

    let journal: JournalStore
    let bus: Bus
    let directory: AgentDirectory
    let instance: String
    private(set) var policy: ExecutionMachine.Policy
    let logger: Logger
    let metrics: EngineMetrics
    let aftermath: Aftermath
    let snapshots: SnapshotKeeper
    /// Unix nanoseconds; a parameter so that tests can hold time still.
    let now: @Sendable () -> Int64
    nonisolated let claims: LiveClaims
    nonisolated let rules: ExecutionPolicy
    nonisolated let congestion = Congestion()
    nonisolated let inbox = Inbox<Item>(capacity: 256)

    var live: [JournalStore.Key: LiveExecution] = [:]
    var partitions: Set<Int> = []
    /// Attempts that were in hand when the stream of work was lost: nobody but their holder has them now.
    var watched: [(key: JournalStore.Key, task: UInt32, attempt: UInt32)] = []
    /// When the stream of work was made; `nil` until it has been asked.
    var workStreamCreated: Int64?
    var timers = Heap<RetryTimer>()
    var fair: FairDispatch
    /// By capability.
    var paces: [String: LanePace] = [:]
    /// Executions of which a task has failed while it was being handed out.
    var refusedAtOnce: [LiveExecution] = []
    private var alarm: (due: Int64, task: Task<Void, Never>)?
    /// The batch that is being written; `false` when it could not be, because its decisions were stale.
    var committing: Task<Bool, Never>?
    /// What the batches before it have left to do.
    var effects: Task<Void, Never>?

    init(
        journal: JournalStore, bus: Bus, directory: AgentDirectory, instance: String, policy: ExecutionMachine.Policy,
        fair: FairDispatch, metrics: EngineMetrics, announcer: EventAnnouncer, snapshots: SnapshotKeeper,
        claims: LiveClaims, rules: ExecutionPolicy, logger: Logger, now: @escaping @Sendable () -> Int64
    ) {
        self.journal = journal
        self.bus = bus
        self.directory = directory
        self.instance = instance
        self.policy = policy
        // Handing out is for the dispatcher to decide.
        self.policy.inFlightLimit = 0
        self.fair = fair
        self.metrics = metrics
        aftermath = Aftermath(bus: bus, announcer: announcer, logger: logger)
        self.snapshots = snapshots
        self.claims = claims
        self.rules = rules
        self.logger = logger
        self.now = now
    }

    /// Works until ``Inbox/finish()``; then carries out what has been committed and returns.
    func run() async {
        while true {
            let items = await inbox.takeAll()
            if items.isEmpty { break }
            await commit(await decide(items))
        }
        _ = await committing?.value
        await effects?.value
        aftermath.finish()
        alarm?.task.cancel()
    }

    // MARK: What others ask

    /// What `body` makes of the state of an execution that this replica drives; `nil` when it drives no such one.
    ///
    /// Runs on the engine, so that no copy of the state is left behind for which the next change would copy all its tasks:
    /// `body` must be quick and must not keep the state.
    func inspect<Value: Sendable>(_ key: JournalStore.Key, _ body: @Sendable (MachineState) throws -> Value) rethrows
        -> Value?
    {
        try live[key].map { try body($0.machine.state) }
    }

    /// Whether this replica drives that partition.
    func owns(partition: Int) -> Bool { partitions.contains(partition) }

    /// Returns when everything that is in the inbox now has been decided, so that ``inspect(_:_:)`` shows what became of it.
    nonisolated func drain() async {
        await withCheckedContinuation { waiter in
            if !inbox.pushNow(.mark(waiter)) { waiter.resume() }
        }
    }

    /// Any partition of ours, so that a submission is driven by the replica that took it.
    func somePartition() -> Int? { partitions.randomElement() }

    func acquire(partition: Int) { partitions.insert(partition) }

    /// The executions of a partition that are driven here.
    func driven(partition: Int) -> Set<JournalStore.Key> {
        Set(live.lazy.filter { $0.value.partition == partition }.map(\.key))
    }

    /// Holds what is driven here against what the journal says is open in a partition, and has everything reloaded that is
    /// missing here, or that somebody else has taken further or ended.
    /// - Parameter driven: what was driven here before the journal was asked; what has begun since need not be in `open`.
    func reconcile(partition: Int, driven: Set<JournalStore.Key>, open: [JournalStore.Key: UInt64]) {
        for (key, sequence) in open where live[key]?.machine.state.lastSequence ?? 0 < sequence {
            inbox.pushNow(.adopt(key, partition: partition, unlessAt: sequence))
        }
        for key in driven where open[key] == nil && live[key]?.partition == partition {
            inbox.pushNow(.adopt(key, partition: partition, unlessAt: .max))
        }
    }

    // MARK: The loop

    private func decide(_ items: [Item]) async -> Batch {
        let time = now()
        var batch = Batch()
        for item in items {
            switch item {
            case .results(let received):
                for results in received { await decide(results, at: time, &batch) }
            case .control(let command): await decide(command, at: time, &batch)
            case .adopt(let key, let partition, let sequence):
                if live[key]?.machine.state.lastSequence ?? 0 < sequence {
                    await adopt(key, partition: partition, at: time, &batch)
                }
            case .begin(let written): begin(written, at: time, &batch)
            case .release(let partition):
                partitions.remove(partition)
                for (key, execution) in live where execution.partition == partition { forget(key) }
            case .timersDue:
                alarm = nil
                fireTimers(at: time, &batch)
                setAlarm()
            case .workStream(let created):
                workStreamCreated = created
                for execution in live.values { handOutAgain(execution, at: time, &batch) }
            case .emptyQueues(let look, let settled): handOutMissing(look, settled: settled, at: time, &batch)
            case .checkWatched: checkWatched(at: time, &batch)
            case .mark(let waiter): waiter.resume()
            }
        }
        handOut(at: time, &batch)
        return batch
    }

    /// Sees to it that the next timer is noticed when it is due.
    func setAlarm() {
        guard let next = timers.min?.due else { return }
        if let alarm, alarm.due <= next { return }
        alarm?.task.cancel()
        let wait = max(0, next - now())
        let inbox = inbox
        alarm = (
            next,
            Task {
                try? await Task.sleep(for: .nanoseconds(wait))
                if !Task.isCancelled { inbox.pushNow(.timersDue) }
            }
        )
    }
}

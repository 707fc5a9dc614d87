import CoreMetrics
import HeapModule
import Logging
import LunaBus
import LunaCore
import LunaMessages
import LunaPlan

/// The doing around the pure machine (docs/architecture.md): drain what is waiting, decide, commit in one transaction, carry the effects
/// out, acknowledge, repeat. No timer paces it: at low load a batch is one result and costs one fsync, at high load it grows.
actor Engine {
    /// What the loop works on.
    enum Item: Sendable {
        case results([Delivery])
        case control(ControlCommand)
        /// Take an execution over from the journal, in place of whatever is held of it.
        case adopt(JournalStore.Key, partition: Int)
        /// Drive an execution that was just written with its first events.
        case begin(NewlyWritten)
        case release(partition: Int)
        case timersDue
        /// When the stream of work was made, Unix nanoseconds: what was handed out before is not in it.
        case workStream(created: Int64)
        /// See whether those in whose hands work was then are still there.
        case checkWatched
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
    let policy: ExecutionMachine.Policy
    let logger: Logger
    let metrics: EngineMetrics
    let announcer: EventAnnouncer
    /// Unix nanoseconds; a parameter so that tests can hold time still.
    let now: @Sendable () -> Int64
    nonisolated let claims: LiveClaims
    nonisolated let inbox = Inbox<Item>(capacity: 256)

    private var live: [JournalStore.Key: LiveExecution] = [:]
    private var partitions: Set<Int> = []
    /// Attempts that were in hand when the stream of work was lost: nobody but their holder has them now.
    private var watched: [(key: JournalStore.Key, task: UInt32, attempt: UInt32)] = []
    /// When the stream of work was made; `nil` until it has been asked.
    private var workStreamCreated: Int64?
    private var timers = Heap<RetryTimer>()
    private var alarm: (due: Int64, task: Task<Void, Never>)?
    private var effects: Task<Void, Never>?

    init(
        journal: JournalStore, bus: Bus, directory: AgentDirectory, instance: String, policy: ExecutionMachine.Policy,
        metrics: EngineMetrics, announcer: EventAnnouncer, claims: LiveClaims, logger: Logger,
        now: @escaping @Sendable () -> Int64
    ) {
        self.journal = journal
        self.bus = bus
        self.directory = directory
        self.instance = instance
        self.policy = policy
        self.metrics = metrics
        self.announcer = announcer
        self.claims = claims
        self.logger = logger
        self.now = now
    }

    /// Works until ``Inbox/finish()``; then carries out what has been committed and returns.
    func run() async {
        while true {
            let items = await inbox.takeAll()
            if items.isEmpty { break }
            await turn(items)
        }
        await effects?.value
        alarm?.task.cancel()
    }

    // MARK: What others ask

    /// The state of an execution that this replica drives.
    func snapshot(_ key: JournalStore.Key) -> (state: MachineState, project: ProjectID)? {
        live[key].map { ($0.machine.state, $0.project) }
    }

    /// The state of any execution, folded from the journal.
    nonisolated func loadState(_ key: JournalStore.Key) async throws -> MachineState {
        try await journal.load(key).fold(policy).state
    }

    /// Whether this replica drives that partition.
    func owns(partition: Int) -> Bool { partitions.contains(partition) }

    /// Any partition of ours, so that a submission is driven by the replica that took it.
    func somePartition() -> Int? { partitions.randomElement() }

    func acquire(partition: Int) { partitions.insert(partition) }

    /// Holds what is driven here against what the journal says is open in a partition, and has everything reloaded that is
    /// missing here, or that somebody else has taken further or ended.
    func reconcile(partition: Int, open: [JournalStore.Key: UInt64]) {
        for (key, sequence) in open {
            let known = live[key]?.machine.state.lastSequence
            if known == nil || known ?? 0 < sequence { inbox.pushNow(.adopt(key, partition: partition)) }
        }
        for (key, execution) in live where execution.partition == partition && open[key] == nil {
            inbox.pushNow(.adopt(key, partition: partition))
        }
    }

    // MARK: The loop

    private func turn(_ items: [Item]) async {
        let time = now()
        var batch = Batch()
        for item in items {
            switch item {
            case .results(let deliveries):
                for delivery in deliveries { await decide(delivery, at: time, &batch) }
            case .control(let command): await decide(command, at: time, &batch)
            case .adopt(let key, let partition): await adopt(key, partition: partition, at: time, &batch)
            case .begin(let written): begin(written, at: time, &batch)
            case .release(let partition):
                partitions.remove(partition)
                live = live.filter { $0.value.partition != partition }
            case .timersDue: fireTimers(at: time, &batch)
            case .workStream(let created):
                workStreamCreated = created
                for execution in live.values { handOutAgain(execution, at: time, &batch) }
            case .checkWatched: checkWatched(at: time, &batch)
            }
        }
        await commit(&batch)
    }

    private func decide(_ delivery: Delivery, at time: Int64, _ batch: inout Batch) async {
        let result: WorkResult
        do {
            result = try WorkResult(serialized: delivery.message.body)
        } catch {
            await refuse(delivery, LunaError.wrapping(error))
            return
        }
        guard let tenant = try? TenantID(result.tenant), let execution = try? ExecutionID(result.execution) else {
            await refuse(
                delivery, LunaError("result.malformed", .validation, "The result names no tenant and execution."))
            return
        }
        let key = JournalStore.Key(tenant: tenant, execution: execution)
        if live[key] == nil, (try? await journal.phase(key))?.isTerminal == true {
            // Late or repeated: settled without loading what has ended.
            batch.confirm(result)
            batch.settled.append(delivery)
            return
        }
        guard let live = await driven(key, delivery: delivery) else { return }
        metrics.results.increment()
        let checked = directory.checkingOutput(of: result)
        record(live.machine.handle(.result(checked), at: time, actor: result.agent), live, at: time, &batch)
        batch.confirm(result)
        batch.settled.append(delivery)
    }

    /// The execution a result belongs to, loaded when need be. `nil`: the delivery has been dealt with.
    private func driven(_ key: JournalStore.Key, delivery: Delivery) async -> LiveExecution? {
        if let known = live[key] { return known }
        do {
            let loaded = try await load(key, partition: try await journal.partition(of: key))
            if !loaded.machine.state.phase.isTerminal { live[key] = loaded }
            return loaded
        } catch let error as LunaError where error.errorClass == .notFound {
            await refuse(delivery, error)
        } catch {
            logger.warning("a result must wait: its execution cannot be loaded", metadata: ["error": "\(error)"])
            delivery.nak(delay: .seconds(1))
        }
        return nil
    }

    private func refuse(_ delivery: Delivery, _ error: LunaError) async {
        logger.warning("a result was put aside", metadata: ["error": "\(error)"])
        metrics.refused.increment()
        await bus.setAside(delivery, reason: error, logger: logger)
    }

    private func decide(_ control: ControlCommand, at time: Int64, _ batch: inout Batch) async {
        do {
            let execution: LiveExecution
            if let known = live[control.key] {
                execution = known
            } else {
                execution = try await load(control.key, partition: try await journal.partition(of: control.key))
                if !execution.machine.state.phase.isTerminal { live[control.key] = execution }
            }
            let events = execution.machine.handle(control.command, at: time, actor: control.actor)
            guard !events.isEmpty || live[control.key] != nil else {
                // It has ended and nothing changes, so there is nothing to commit first.
                control.reply.resume(returning: view(execution))
                return
            }
            record(events, execution, at: time, &batch)
            batch.commands.append(control)
        } catch {
            control.reply.resume(throwing: error)
        }
    }

    private func begin(_ written: NewlyWritten, at time: Int64, _ batch: inout Batch) {
        let new = written.new
        // The keeper's scan may have found the rows before this notice came through.
        guard live[new.key] == nil else { return }
        let execution = LiveExecution(
            key: new.key, project: new.project, planName: new.planName, planSHA256: new.planSHA256,
            partition: new.partition, machine: written.machine, effectsSequence: 0)
        if !execution.machine.state.phase.isTerminal { live[new.key] = execution }
        batch.touched[new.key] = execution
        collectEffects(of: new.change.events, execution, at: time, &batch)
        batch.announce(new.change.events, execution)
    }

    private func adopt(_ key: JournalStore.Key, partition: Int, at time: Int64, _ batch: inout Batch) async {
        live[key] = nil
        guard partitions.contains(partition), !batch.isTouching(key) else { return }
        do {
            let execution = try await load(key, partition: partition)
            guard !execution.machine.state.phase.isTerminal else { return }
            live[key] = execution
            let state = execution.machine.state
            for index in state.tasks.indices {
                let record = state.tasks[index]
                guard record.phase == .retrying else { continue }
                batch.timers.append(
                    RetryTimer(due: record.retryAt, key: key, task: UInt32(index), attempt: record.attempt))
            }
            handOutAgain(execution, at: time, &batch)
            record(execution.machine.handle(.start, at: time, actor: instance), execution, at: time, &batch)
            logger.info(
                "took an execution over", metadata: ["execution": "\(key.execution)", "partition": "\(partition)"])
        } catch {
            logger.error(
                "an execution cannot be taken over", metadata: ["execution": "\(key.execution)", "error": "\(error)"])
        }
    }

    private func load(_ key: JournalStore.Key, partition: Int) async throws -> LiveExecution {
        let loaded = try await journal.load(key)
        let machine = loaded.fold(policy)
        return LiveExecution(
            key: key, project: loaded.project, planName: loaded.planName, planSHA256: loaded.planSHA256,
            partition: partition, machine: machine, effectsSequence: loaded.effectsSequence)
    }

    private func fireTimers(at time: Int64, _ batch: inout Batch) {
        alarm = nil
        while let timer = timers.min, timer.due <= time {
            timers.removeMin()
            guard let execution = live[timer.key] else { continue }
            let events = execution.machine.handle(
                .retryDue(task: timer.task, afterAttempt: timer.attempt), at: time, actor: instance)
            record(events, execution, at: time, &batch)
        }
        setAlarm()
    }

    // MARK: The loss of the stream of work

    /// Hands out again what cannot be in the stream: it was handed out before the stream was made, or nobody knows that its handing
    /// out was finished.
    private func handOutAgain(_ execution: LiveExecution, at time: Int64, _ batch: inout Batch) {
        // Clocks of machines differ a little; handing out once too often is harmless.
        let created = (workStreamCreated ?? .min).addingReportingOverflow(5_000_000_000).partialValue
        for (index, record) in execution.machine.state.tasks.enumerated() where record.phase == .running {
            guard record.scheduledSequence > execution.effectsSequence || record.scheduledAt < created else { continue }
            let task = UInt32(index)
            if isHeld(execution, task, record.attempt) {
                watched.append((execution.key, task, record.attempt))
            } else {
                dispatch(task, record.attempt, execution, at: time, &batch)
            }
        }
    }

    private func checkWatched(at time: Int64, _ batch: inout Batch) {
        watched.removeAll { key, task, attempt in
            guard let execution = live[key] else { return true }
            let record = execution.machine.state.tasks[Int(task)]
            guard record.phase == .running, record.attempt == attempt else { return true }
            guard !isHeld(execution, task, attempt) else { return false }
            dispatch(task, attempt, execution, at: time, &batch)
            return true
        }
    }

    private func isHeld(_ execution: LiveExecution, _ task: UInt32, _ attempt: UInt32) -> Bool {
        claims.isHeld(
            AttemptRef(
                execution: execution.key.execution.rawValue, task: execution.machine.state.graph.nodes[Int(task)].id,
                attempt: attempt))
    }

    // MARK: Events and their effects

    private func record(_ events: [ExecutionEvent], _ execution: LiveExecution, at time: Int64, _ batch: inout Batch) {
        guard !events.isEmpty else { return }
        batch.add(events, for: execution.key)
        batch.touched[execution.key] = execution
        collectEffects(of: events, execution, at: time, &batch)
        batch.announce(events, execution)
    }

    private func collectEffects(
        of events: [ExecutionEvent], _ execution: LiveExecution, at time: Int64, _ batch: inout Batch
    ) {
        for event in events {
            switch event.body {
            case .taskScheduled(let body): dispatch(body.task, body.attempt, execution, at: time, &batch)
            case .taskAttemptFailed(let body):
                batch.timers.append(
                    RetryTimer(due: body.retryAt, key: execution.key, task: body.task, attempt: body.attempt))
            case .cancelled(let body):
                batch.cancellations.append(
                    CancelNotice(execution: execution.key.execution.rawValue, reason: body.reason))
            default: break
            }
        }
    }

    private func dispatch(
        _ task: UInt32, _ attempt: UInt32, _ execution: LiveExecution, at time: Int64, _ batch: inout Batch
    ) {
        let item = execution.workItem(
            task: task, attempt: attempt, at: time, instance: instance, outputLimit: 256 * 1024)
        // An input that no agent accepts fails the attempt at once, through the same door as any other result.
        if let refusal = directory.refusalOfInput(item) {
            let result = WorkResult(
                tenant: item.tenant, project: item.project, execution: item.execution, task: item.task,
                attempt: item.attempt, outcome: .failed, error: ErrorInfo(refusal), agent: instance,
                capability: item.capability)
            record(execution.machine.handle(.result(result), at: time, actor: instance), execution, at: time, &batch)
            return
        }
        do {
            batch.work.append(
                OutgoingMessage(
                    subject: try Subjects.work(capability: item.capability, tenant: execution.key.tenant),
                    body: try item.serialized(), headers: [BusHeader.correlation: item.execution],
                    messageID: "\(item.execution):\(item.task):\(attempt)"))
        } catch {
            logger.error("a work item cannot be encoded", metadata: ["task": "\(item.task)", "error": "\(error)"])
        }
    }

    // MARK: Commit

    private func commit(_ batch: inout Batch) async {
        let changes = batch.order.compactMap { key -> JournalStore.Change? in
            guard let execution = batch.touched[key], let events = batch.events[key] else { return nil }
            return JournalStore.Change(key: key, events: events, summary: execution.summary)
        }
        guard await write(changes) else {
            decideAgain(batch)
            return
        }
        metrics.commits.increment()
        metrics.batch.record(changes.reduce(0) { $0 + $1.events.count })
        for timer in batch.timers { timers.insert(timer) }
        setAlarm()
        for command in batch.commands {
            guard let execution = live[command.key] ?? batch.touched[command.key] else {
                command.reply.resume(throwing: JournalStore.notFound(command.key.execution))
                continue
            }
            command.reply.resume(returning: view(execution))
        }
        let reached = batch.touched.mapValues { $0.machine.state.lastSequence }
        for (key, execution) in batch.touched {
            // What belongs to another replica is left to it; its scan finds what was done here.
            if execution.machine.state.phase.isTerminal || !partitions.contains(execution.partition) { live[key] = nil }
        }
        await effects?.value
        let carrier = EffectCarrier(bus: bus, announcer: announcer, logger: logger, metrics: metrics)
        let content = EffectCarrier.Content(batch)
        effects = Task {
            await carrier.carryOut(content)
            self.effectsDone(reached)
        }
    }

    private func effectsDone(_ reached: [JournalStore.Key: UInt64]) {
        for (key, sequence) in reached {
            guard let execution = live[key] else { continue }
            execution.effectsSequence = max(execution.effectsSequence, sequence)
        }
    }

    /// Writes until it is written. `false`: another replica was faster with one of the executions.
    ///
    /// A commit whose answer was lost may have happened; the retry then meets its own rows, which looks like a conflict, and the
    /// reload that follows finds everything in place.
    private func write(_ changes: [JournalStore.Change]) async -> Bool {
        guard !changes.isEmpty else { return true }
        var delay = Duration.milliseconds(50)
        while true {
            do {
                try await journal.commit(changes)
                return true
            } catch let error as LunaError where error.code == "store.conflict" {
                logger.notice("another replica was faster; deciding again", metadata: ["error": "\(error)"])
                metrics.conflicts.increment()
                return false
            } catch {
                logger.error("the journal cannot be written; trying again", metadata: ["error": "\(error)"])
                metrics.commitFailures.increment()
                try? await Task.sleep(for: delay)
                delay = min(delay * 2, .seconds(2))
            }
        }
    }

    /// Forgets what was decided on a stale state, reloads, and lets everything come again.
    private func decideAgain(_ batch: Batch) {
        for (key, execution) in batch.touched {
            live[key] = nil
            inbox.pushNow(.adopt(key, partition: execution.partition))
        }
        for delivery in batch.settled { delivery.nak(delay: .zero) }
        for command in batch.commands { inbox.pushNow(.control(command)) }
    }

    private func view(_ execution: LiveExecution) -> ExecutionView {
        WireViews.execution(
            execution.key, project: execution.project, planName: execution.planName, planSHA256: execution.planSHA256,
            state: execution.machine.state)
    }

    private func setAlarm() {
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

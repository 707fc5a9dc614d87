import CoreMetrics
import Logging
import LunaBus
import LunaCore
import LunaMessages
import Metrics
import ServiceLifecycle
import Synchronization

/// Makes a process an agent: registers it, takes work for its capabilities, renews what it works on, honours cancellation,
/// reports outcomes and keeps them until they are confirmed.
public final class AgentWorker: Service {
    private let definition: AgentDefinition
    private let bus: Bus
    private let instance: String
    private let logger: Logger
    private let services: AgentServices
    private let outcomes = OutcomeKeeper()
    /// Attempts in hand, so that they can be cancelled and reported as alive.
    private let inHand = Mutex<[AttemptRef: Task<WorkResult, Never>]>([:])
    /// Executions that have been cancelled lately: what of them still waits in the queue is not worked on.
    private let ended = RecentNames(capacity: 10_000)
    private let finished: Timer
    /// How long an outcome may be unconfirmed before it is sent again.
    private let confirmationPatience = Duration.seconds(5)

    /// - Parameter instance: unique name of this process; one subject token.
    public init(_ definition: AgentDefinition, bus: Bus, instance: String, logger: Logger) {
        self.definition = definition
        self.bus = bus
        self.instance = instance
        self.logger = logger
        services = AgentServices(bus: bus, agent: definition.id)
        finished = Timer(label: "luna_agent_task_seconds", dimensions: [("agent", definition.name)])
    }

    public func run() async throws {
        try await bus.ensure(LunaStreams.work)
        try await bus.ensure(LunaStreams.results)
        let confirmations = try await bus.subscribe(Subjects.confirm(worker: instance))
        let cancellations = try await bus.subscribe(Subjects.cancel)
        var queues: [WorkQueue] = []
        for capability in definition.capabilities {
            let consumer = try LunaStreams.workConsumer(capability: capability)
            try await bus.ensure(consumer)
            queues.append(
                WorkQueue(
                    bus: bus, stream: consumer.stream, consumer: consumer.name, concurrency: definition.concurrency,
                    logger: logger, onBury: { [weak self] delivery, error in await self?.giveUp(delivery, error) }
                ) { [weak self] delivery in
                    guard let self else { return .again(after: nil) }
                    return try await self.take(delivery)
                })
        }
        // The queues end by themselves at a graceful shutdown, when what is in hand has been finished; the rest goes on until
        // then, so that outcomes are still confirmed.
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { for await message in confirmations { self.confirm(message) } }
            group.addTask { for await message in cancellations { self.cancel(message) } }
            group.addTask { await self.stayRegistered() }
            group.addTask { await self.sendAgain() }
            defer { group.cancelAll() }
            try await withThrowingTaskGroup(of: Void.self) { working in
                for queue in queues { working.addTask { try await queue.run() } }
                try await working.waitForAll()
            }
        }
        await confirmations.unsubscribe()
        await cancellations.unsubscribe()
        await unregister()
    }

    // MARK: Work

    private func take(_ delivery: Delivery) async throws -> Disposition {
        let item = try WorkItem(serialized: delivery.message.body)
        if let known = outcomes.outcome(of: item) {
            try await report(known)
            return .done
        }
        // Nobody waits for its outcome any more.
        if ended.contains(item.execution) { return .done }
        let key = AttemptRef(execution: item.execution, task: item.task, attempt: item.attempt)
        let attempt = Task { await self.attempt(item) }
        inHand.withLock { $0[key] = attempt }
        defer { inHand.withLock { $0[key] = nil } }
        let result = await withTaskCancellationHandler {
            await attempt.value
        } onCancel: {
            attempt.cancel()
        }
        // Stopped from outside in the middle of it: somebody else can have it; it does not count as an attempt.
        try Task.checkCancellation()
        let outcome = OutcomeKeeper.Outcome(result: result, partition: Int(item.partition))
        outcomes.keep(outcome, at: .now)
        try await report(outcome)
        return .done
    }

    private func attempt(_ item: WorkItem) async -> WorkResult {
        let task = AgentTask(item: item, services: services)
        let start = WallClock.now()
        let clock = ContinuousClock()
        let began = clock.now
        var result = WorkResult(
            tenant: item.tenant, project: item.project, execution: item.execution, task: item.task,
            attempt: item.attempt,
            agent: definition.id, worker: instance, startedAt: start, capability: item.capability)
        do {
            let output = try await withDeadline(.milliseconds(Int64(item.timeoutMs))) { [definition] in
                try await definition.perform(task)
            }
            result.outcome = .succeeded
            result.outputJson = output.json.serialized()
            result.files = output.files
        } catch is CancellationError {
            result.outcome = .cancelled
            result.error = ErrorInfo(
                LunaError("task.cancelled", .conflict, "The task was cancelled.", isRetryable: false))
        } catch {
            let failure = LunaError.wrapping(error)
            result.outcome = .failed
            result.error = ErrorInfo(failure)
            task.log("\(failure)", level: "error")
            logger.notice(
                "an attempt failed",
                metadata: ["execution": "\(item.execution)", "task": "\(item.task)", "error": "\(failure)"])
        }
        result.finishedAt = WallClock.now()
        let took = clock.now - began
        result.computeMs = UInt64(max(0, took.nanoseconds / 1_000_000))
        finished.recordNanoseconds(took.nanoseconds)
        return result
    }

    /// - Throws: `LunaError` `task.timeout` when `body` takes longer than `limit`; zero means no limit.
    private func withDeadline<Value: Sendable>(
        _ limit: Duration, _ body: @escaping @Sendable () async throws -> Value
    ) async throws -> Value {
        guard limit > .zero else { return try await body() }
        return try await withThrowingTaskGroup(of: Value.self) { group in
            group.addTask { try await body() }
            group.addTask {
                try await Task.sleep(for: limit)
                throw LunaError("task.timeout", .timeout, "The attempt took longer than \(limit).", isRetryable: true)
            }
            defer { group.cancelAll() }
            guard let value = try await group.next() else { throw CancellationError() }
            return value
        }
    }

    private func report(_ outcome: OutcomeKeeper.Outcome) async throws {
        let result = outcome.result
        // A repetition must not be taken for the first message, which may be in the hands of an orchestrator that has died.
        let repetition = outcome.repetition == 0 ? "" : ":\(outcome.repetition)"
        _ = try await bus.publishDurable(
            OutgoingMessage(
                subject: Subjects.result(partition: outcome.partition), body: try result.serialized(),
                headers: [BusHeader.correlation: result.execution],
                messageID: "\(result.execution):\(result.task):\(result.attempt):result" + repetition))
    }

    /// Work that was lost with its workers three times is a failed attempt.
    private func giveUp(_ delivery: Delivery, _ error: LunaError) async {
        guard let item = try? WorkItem(serialized: delivery.message.body) else { return }
        let result = WorkResult(
            tenant: item.tenant, project: item.project, execution: item.execution, task: item.task,
            attempt: item.attempt,
            outcome: .failed,
            error: ErrorInfo(
                LunaError("worker.lost", .dependency, "Worker lost: \(error.message)", isRetryable: true)),
            agent: definition.id, worker: instance, finishedAt: WallClock.now(), capability: item.capability)
        let outcome = OutcomeKeeper.Outcome(result: result, partition: Int(item.partition))
        outcomes.keep(outcome, at: .now)
        do { try await report(outcome) } catch {
            logger.warning("the loss of a task's workers was not reported yet", metadata: ["error": "\(error)"])
        }
    }

    // MARK: Notices

    private func confirm(_ message: BusMessage) {
        guard let confirmation = try? ResultConfirmation(serialized: message.body) else { return }
        outcomes.confirm(confirmation)
    }

    private func cancel(_ message: BusMessage) {
        guard let notice = try? CancelNotice(serialized: message.body) else { return }
        if notice.tasks.isEmpty { ended.insert(notice.execution) }
        let affected = inHand.withLock { hands in
            hands.filter {
                $0.key.execution == notice.execution && (notice.tasks.isEmpty || notice.tasks.contains($0.key.task))
            }
        }
        for (_, attempt) in affected { attempt.cancel() }
    }

    private func sendAgain() async {
        while !Task.isCancelled {
            try? await Task.sleep(for: .seconds(1))
            let now = ContinuousClock.now
            for outcome in outcomes.overdue(patience: confirmationPatience, now: now) {
                do {
                    try await report(outcome)
                } catch {
                    logger.notice("an outcome could not be sent again yet", metadata: ["error": "\(error)"])
                    break
                }
            }
        }
    }

    // MARK: Registration

    /// Registers, then reports in every few seconds; registers again whenever the registry does not know us.
    private func stayRegistered() async {
        let registry = RegistryClient(BusRPCTransport(bus))
        let context = CallContext(actor: "agent:\(definition.id)", timeout: .seconds(5))
        var isRegistered = false
        while !Task.isCancelled {
            let hands = inHand.withLock { Array($0.keys) }
            do {
                if isRegistered {
                    _ = try await registry.heartbeat(
                        AgentHeartbeat(
                            name: definition.name, version: definition.version, instance: instance,
                            inFlight: UInt32(hands.count), concurrency: UInt32(definition.concurrency)),
                        context: context)
                } else {
                    _ = try await registry.register(
                        RegisterRequest(
                            manifest: definition.manifest, instance: instance,
                            concurrency: UInt32(definition.concurrency)),
                        context: context)
                    logger.info("registered", metadata: ["agent": "\(definition.id)"])
                }
                isRegistered = true
            } catch let error as LunaError where error.errorClass == .notFound {
                isRegistered = false
                continue
            } catch {
                logger.notice("the registry was not reached; trying again", metadata: ["error": "\(error)"])
            }
            beat(hands)
            try? await Task.sleep(for: isRegistered ? .seconds(5) : .seconds(1))
        }
    }

    private func beat(_ hands: [AttemptRef]) {
        let heartbeat = WorkerHeartbeat(
            worker: instance, agent: definition.id, capability: definition.capabilities.first ?? "",
            inFlight: UInt32(hands.count), concurrency: UInt32(definition.concurrency), attempts: hands,
            sentAt: WallClock.now())
        guard let body = try? heartbeat.serialized() else { return }
        try? bus.publish(Subjects.heartbeat, body)
    }

    private func unregister() async {
        do {
            _ = try await RegistryClient(BusRPCTransport(bus)).unregister(
                AgentKey(name: definition.name, version: definition.version, instance: instance),
                context: CallContext(actor: "agent:\(definition.id)", timeout: .seconds(2)))
        } catch {
            logger.notice("not unregistered; the registry will notice by itself", metadata: ["error": "\(error)"])
        }
    }
}

import CoreMetrics
import Logging
import LunaBus
import LunaCore
import LunaMessages
import LunaServiceKit
import Metrics
import ServiceLifecycle
import Synchronization
import Tracing

/// Makes a process an agent: registers it, takes work for its capabilities, renews what it works on, honours cancellation,
/// reports outcomes and keeps them until they are confirmed.
public final class AgentWorker: Service {
    private let definition: AgentDefinition
    private let bus: Bus
    private let instance: String
    private let logger: Logger
    private let services: AgentServices
    private let questions: OpenAttempts
    private let connection = ConnectionMark()
    private let policy: PolicyGate?
    private let outcomes: OutcomeKeeper
    private let reporter: OutcomeReporter
    private let inHand: AttemptsInHand
    /// In hand, asked about, or being reported.
    private let taken = Attempts()
    private let presence: AgentPresence
    /// Executions that have been cancelled lately: what of them still waits in the queue is not worked on.
    private let ended = RecentNames(capacity: 10_000)
    private let finished: Timer
    /// Attempts at a time, of all capabilities together.
    private let permits: Permits
    private let concurrency: Mutex<AdaptiveConcurrency>
    private let limitGauge: Gauge
    private let saturationGauge: Gauge
    private let agentID: String
    /// How long an outcome may be unconfirmed before it is sent again.
    private let confirmationPatience = Duration.seconds(2)

    /// - Parameters:
    ///   - instance: unique name of this process; one subject token.
    ///   - policy: what work has to pass; nil: all work is done.
    ///   - signedManifest: the manifest as a JSON document with its signature inside, for registries that want one.
    public init(
        _ definition: AgentDefinition, bus: Bus, instance: String, logger: Logger, policy: PolicyGate? = nil,
        signedManifest: [UInt8] = []
    ) {
        self.definition = definition
        self.policy = policy
        self.bus = bus
        self.instance = instance
        self.logger = logger
        agentID = definition.id
        services = AgentServices(bus: bus, agent: definition.id)
        questions = OpenAttempts(
            orchestrator: OrchestratorClient(BusRPCTransport(bus)), agent: definition.id, logger: logger)
        reporter = OutcomeReporter(bus: bus, worker: instance)
        let label = [("agent", definition.name)]
        finished = Timer(label: "luna_agent_task_seconds", dimensions: label)
        limitGauge = Gauge(label: "luna_agent_concurrency_limit", dimensions: label)
        saturationGauge = Gauge(label: "luna_agent_saturation", dimensions: label)
        let most = max(1, definition.concurrency)
        permits = Permits(most)
        inHand = AttemptsInHand()
        outcomes = OutcomeKeeper()
        presence = AgentPresence(
            definition: definition, bus: bus, instance: instance, permits: permits, inHand: inHand, outcomes: outcomes,
            signedManifest: signedManifest, logger: logger)
        concurrency = Mutex(AdaptiveConcurrency(bounds: min(max(1, definition.leastConcurrency), most)...most))
        limitGauge.record(most)
    }

    /// Whether it may take work.
    /// - Throws: `LunaError` `agent.not_admitted` (retryable) while the registry has not taken the agent, with the reason.
    public func requireAdmitted() throws { try presence.admission.require() }

    /// Works until the task is cancelled or the process is asked to stop.
    /// - Throws: what the registry says when it refuses the agent; what the bus says.
    public func run() async throws {
        let states = bus.connectionStates()
        try await bus.ensure(LunaStreams.work)
        try await bus.ensure(LunaStreams.results)
        let confirmations = try await bus.subscribe(Subjects.confirm(worker: instance))
        let cancellations = try await bus.subscribe(Subjects.cancel)
        var queues: [WorkQueue] = []
        for capability in definition.capabilities {
            let consumer = try LunaStreams.workConsumer(capability: capability)
            try await bus.ensure(consumer)
            let queue = WorkQueue(
                bus: bus, stream: consumer.stream, consumer: consumer.name, concurrency: definition.concurrency,
                permits: permits, logger: logger,
                onBury: { [weak self] delivery, error in await self?.giveUp(delivery, error) },
                isOurs: { [weak self] delivery in self?.isOurs(delivery) ?? false }
            ) { [weak self] delivery, queue in
                guard let self else { return .again(after: nil) }
                return try await self.take(delivery, from: queue)
            }
            queues.append(queue)
        }
        let registry = AsyncStream.makeStream(of: Never.self)
        // The queues end by themselves at a graceful shutdown, when what is in hand has been finished; the rest goes on until
        // then, so that outcomes are still confirmed.
        try await withThrowingTaskGroup(of: Void.self) { [queues] group in
            group.addTask { for await message in confirmations { self.confirm(message) } }
            group.addTask { for await message in cancellations { self.cancel(message) } }
            group.addTask { try await self.presence.keep { registry.continuation.finish() } }
            group.addTask { await self.sendAgain() }
            group.addTask { await self.watchMemory() }
            group.addTask { await self.connection.follow(states) }
            group.addTask {
                for await _ in registry.stream {}
                try Task.checkCancellation()
                try await withThrowingTaskGroup(of: Void.self) { working in
                    for queue in queues { working.addTask { try await queue.run() } }
                    try await working.waitForAll()
                }
                throw Finished()
            }
            defer { group.cancelAll() }
            do {
                while try await group.next() != nil {}
            } catch is Finished {}
        }
        await confirmations.unsubscribe()
        await cancellations.unsubscribe()
        await presence.end()
    }

    /// The queues have ended: nothing else has to go on.
    private struct Finished: Error {}

    // MARK: Work

    private func take(_ delivery: Delivery, from queue: WorkQueue) async throws -> Disposition {
        let item = try WorkItem(serialized: delivery.message.body)
        try Self.check(item)
        // Given out again while we ask about it or work on it: what we have goes on and settles both. First of all, so that it cannot
        // come to its end between the questions below.
        guard taken.insert(AttemptRef(item)) else { return .settled }
        defer { taken.remove(AttemptRef(item)) }
        if let known = outcomes.outcome(of: item) {
            try await report(known)
            return .done
        }
        // Confirmed a moment ago, or nobody waits for its outcome any more.
        if outcomes.wasConfirmed(item) || ended.contains(item.execution) { return .done }
        if mayBeDone(delivery, item) { guard try await questions.isOpen(item) else { return .done } }
        let result: WorkResult
        if let refusal = try await refusal(of: item) {
            logger.warning(
                "policy refuses a task",
                metadata: ["execution": "\(item.execution)", "task": "\(item.task)", "error": "\(refusal)"])
            result = failure(of: item, refusal)
        } else {
            result = try await attempt(item) { queue.cancel(delivery) }
        }
        let outcome = OutcomeKeeper.Outcome(result: result, partition: Int(item.partition))
        outcomes.keep(outcome, at: .now)
        try await report(outcome)
        return .done
    }

    /// Why policy does not let us do this; `nil` when it does. Waits for as long as policy cannot be asked: nothing is allowed then,
    /// and nothing has failed.
    private func refusal(of item: WorkItem) async throws -> LunaError? {
        guard let policy else { return nil }
        var pause = Duration.milliseconds(500)
        while true {
            do {
                try await policy.admit(item, to: definition.manifest, as: agentID)
                return nil
            } catch let error as LunaError where !error.isRetryable {
                return error
            } catch {
                try Task.checkCancellation()
                logger.notice("a task waits for policy", metadata: ["task": "\(item.task)", "error": "\(error)"])
            }
            try await Task.sleep(for: pause)
            pause = min(pause * 2, .seconds(10))
        }
    }

    /// Until the stream of results has it: what has been done must not be handed out again, nor end as lost, because there is no
    /// room for its outcome at the moment. Meanwhile no other work is taken in its place.
    /// - Throws: `CancellationError` when the worker is stopped.
    private func report(_ outcome: OutcomeKeeper.Outcome) async throws {
        var pause = Duration.milliseconds(200)
        while true {
            do {
                return try await reporter.report(outcome)
            } catch {
                // Confirmed meanwhile, by way of a repetition.
                guard outcomes.holds(outcome) else { return }
                logger.notice("an outcome is not taken yet; trying again", metadata: ["error": "\(error)"])
            }
            try await Task.sleep(for: pause)
            pause = min(pause * 2, .seconds(5))
        }
    }

    /// - Throws: `LunaError` `work.malformed`: an empty message is valid protobuf, too.
    private static func check(_ item: WorkItem) throws {
        guard !item.tenant.isEmpty, !item.execution.isEmpty, !item.task.isEmpty, item.attempt > 0 else {
            throw LunaError("work.malformed", .validation, "The message names no tenant, execution, task and attempt.")
        }
    }

    /// Whether somebody may have done it already. What has just been handed out for the first time, nobody has.
    private func mayBeDone(_ delivery: Delivery, _ item: WorkItem) -> Bool {
        delivery.deliveryCount > 1 || delivery.message.headers[BusHeader.again] != nil
            || connection.isSuspect(dispatchedAt: item.dispatchedAt)
            || WallClock.now() - item.dispatchedAt > LunaStreams.workAckWait.nanoseconds
    }

    private func isOurs(_ delivery: Delivery) -> Bool {
        guard let item = try? WorkItem(serialized: delivery.message.body) else { return false }
        return outcomes.outcome(of: item) != nil || taken.contains(AttemptRef(item))
    }

    /// - Throws: `CancellationError` when the worker is stopped in the middle of it: somebody else can have it, and it does not
    ///   count as an attempt.
    private func attempt(_ item: WorkItem, cancel: @escaping @Sendable () -> Void) async throws -> WorkResult {
        let task = AgentTask(item: item, services: services)
        let key = AttemptRef(item)
        let start = WallClock.now()
        let clock = ContinuousClock()
        let began = clock.now
        inHand.add(key, limit: .milliseconds(Int64(item.timeoutMs)), cancel: cancel)
        let performed: Result<AgentOutput, any Error>
        do {
            performed = .success(try await traced(item) { try await definition.perform(task) })
        } catch {
            performed = .failure(error)
        }
        let stop = inHand.remove(key)
        if stop == nil { try Task.checkCancellation() }
        let took = clock.now - began
        finished.recordNanoseconds(took.nanoseconds)
        note(.finished(kind: item.kind, took: took, isFull: permits.isExhausted))
        if case .failure(let error) = performed, (error as? LunaError)?.isThrottling == true { note(.throttled) }
        var result = WorkResult(
            tenant: item.tenant, project: item.project, execution: item.execution, task: item.task,
            attempt: item.attempt, agent: agentID, worker: instance, startedAt: start, finishedAt: WallClock.now(),
            computeMs: UInt64(max(0, took.nanoseconds / 1_000_000)), capability: item.capability)
        switch (stop, performed) {
        case (.cancelled, _):
            result.outcome = .cancelled
            result.error = ErrorInfo(
                LunaError("task.cancelled", .conflict, "The task was cancelled.", isRetryable: false))
        case (.timedOut, _):
            fail(
                &result, task,
                LunaError(
                    "task.timeout", .timeout, "The attempt took longer than \(Duration.milliseconds(item.timeoutMs)).",
                    isRetryable: true))
        case (nil, .success(let output)):
            result.outcome = .succeeded
            result.outputJson = output.json.serialized()
            result.files = output.files
        case (nil, .failure(let error)): fail(&result, task, LunaError.wrapping(error))
        }
        return result
    }

    /// A span of the execution's trace, named as OpenTelemetry's conventions for generative AI have it.
    private func traced(_ item: WorkItem, _ work: () async throws -> AgentOutput) async throws -> AgentOutput {
        let place = ServiceContext.received(item.traceparent, startsTrace: false)
        return try await withSpan("invoke_agent \(definition.name)", context: place, ofKind: .consumer) { span in
            if span.isRecording {
                span.note(tenant: item.tenant, execution: item.execution)
                span.updateAttributes { attributes in
                    attributes["gen_ai.operation.name"] = "invoke_agent"
                    attributes["gen_ai.agent.name"] = definition.name
                    attributes["gen_ai.agent.id"] = agentID
                    attributes["luna.task"] = item.task
                    attributes["luna.kind"] = item.kind
                    attributes["luna.attempt"] = Int(item.attempt)
                    attributes["luna.waited_ms"] = max(0, WallClock.now() - item.dispatchedAt) / 1_000_000
                }
            }
            return try await work()
        }
    }

    private func fail(_ result: inout WorkResult, _ task: AgentTask, _ failure: LunaError) {
        result.outcome = .failed
        result.error = ErrorInfo(failure)
        task.log("\(failure)", level: "error")
        logger.notice(
            "an attempt failed",
            metadata: ["execution": "\(result.execution)", "task": "\(result.task)", "error": "\(failure)"])
    }

    /// Work that was lost with its workers three times is a failed attempt.
    private func giveUp(_ delivery: Delivery, _ error: LunaError) async {
        guard let item = try? WorkItem(serialized: delivery.message.body), (try? Self.check(item)) != nil else {
            return
        }
        let result = failure(
            of: item,
            LunaError("worker.lost", .dependency, "Worker lost: \(error.message)", isRetryable: true))
        let outcome = OutcomeKeeper.Outcome(result: result, partition: Int(item.partition))
        outcomes.keep(outcome, at: .now)
        do { try await reporter.report(outcome) } catch {
            logger.warning("the loss of a task's workers was not reported yet", metadata: ["error": "\(error)"])
        }
    }

    /// What has failed without being tried.
    private func failure(of item: WorkItem, _ error: LunaError) -> WorkResult {
        WorkResult(
            tenant: item.tenant, project: item.project, execution: item.execution, task: item.task,
            attempt: item.attempt, outcome: .failed, error: ErrorInfo(error), agent: agentID, worker: instance,
            finishedAt: WallClock.now(), capability: item.capability)
    }

    // MARK: Notices

    private func confirm(_ message: BusMessage) {
        guard let confirmation = try? ResultConfirmation(serialized: message.body) else { return }
        outcomes.confirm(confirmation)
    }

    private func cancel(_ message: BusMessage) {
        guard let notice = try? CancelNotice(serialized: message.body) else { return }
        if notice.tasks.isEmpty { ended.insert(notice.execution) }
        inHand.cancel(execution: notice.execution, tasks: notice.tasks)
    }

    private func sendAgain() async {
        while !Task.isCancelled {
            try? await Task.sleep(for: .seconds(1))
            let now = ContinuousClock.now
            for outcome in outcomes.overdue(patience: confirmationPatience, now: now) {
                do {
                    try await reporter.report(outcome)
                } catch {
                    logger.notice("an outcome could not be sent again yet", metadata: ["error": "\(error)"])
                    break
                }
            }
        }
    }

    // MARK: Concurrency

    private func note(_ signal: AdaptiveConcurrency.Signal) {
        let change = concurrency.withLock { concurrency -> (from: Int, to: Int) in
            let before = concurrency.limit
            concurrency.note(signal, at: .now)
            return (before, concurrency.limit)
        }
        guard change.from != change.to else { return }
        permits.limit = change.to
        limitGauge.record(change.to)
        guard change.to < change.from else { return }
        logger.notice(
            "taking less work at a time",
            metadata: ["from": "\(change.from)", "to": "\(change.to)", "because": "\(signal)"])
    }

    private func watchMemory() async {
        while !Task.isCancelled {
            try? await Task.sleep(for: .seconds(2))
            saturationGauge.record(Double(permits.taken) / Double(permits.limit))
            if MemoryPressure.isHigh { note(.memoryPressure) }
        }
    }
}

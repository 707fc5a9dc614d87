import Logging
import LunaCore
import Metrics
import ServiceLifecycle
import Synchronization

/// What becomes of a message that a handler has seen.
public enum Disposition: Sendable {
    /// Done; it goes from the queue.
    case done
    /// Once more, later (nil = at once). Counts as a delivery.
    case again(after: Duration?)
    /// It can never be handled: into the dead letters.
    case bury(LunaError)
    /// The handler settles the delivery itself, now or later.
    case settled
}

/// Handles the messages of a durable consumer, a bounded number at a time.
///
/// Only as many messages are taken as can be handled at once. While a handler works, the delivery is renewed. A
/// handler that throws gets the message again after a pause, up to `maximumDeliveries` in all; then, or when the error
/// says that the message itself is wrong (class validation), the message goes into the dead letters. Deliveries that
/// were lost with their worker count as well.
public final class WorkQueue: Service {
    /// The queue comes with the delivery for ``cancel(_:)``.
    public typealias Handler = @Sendable (Delivery, WorkQueue) async throws -> Disposition
    /// Told when a message has become a dead letter.
    public typealias BurialHandler = @Sendable (Delivery, LunaError) async -> Void
    /// Whether a delivery is of something that the handler has in hand or has finished: then it was not lost with a worker, however
    /// often the server has given it out, because the bus was away for instance.
    public typealias Ownership = @Sendable (Delivery) -> Bool

    private let bus: Bus
    private let stream: String
    private let consumer: String
    private let concurrency: Int
    private let heartbeat: Duration
    private let maximumDeliveries: Int
    private let retryPause: Duration
    private let drainTimeout: Duration
    private let deadLetters: DeadLetters
    private let onBury: BurialHandler?
    private let isOurs: Ownership?
    private let handler: Handler
    private let logger: Logger
    private let buried: Counter
    private let failed: Counter
    private let inHand = InHand()
    private let permits: Permits
    private let isDraining = Mutex(false)

    /// - Parameters:
    ///   - concurrency: messages taken at a time.
    ///   - permits: bounds the handlers that run at a time further, together with other queues; nil: as many as are taken.
    ///   - heartbeat: how often deliveries in work are renewed; keep it at a third of the consumer's ack wait.
    ///   - maximumDeliveries: failed deliveries until a message is a dead letter.
    ///   - retryPause: before the second delivery; doubled for each further one.
    /// - drainTimeout: how long handlers may finish at the end, before they are cancelled and their messages given
    ///   back.
    ///   - onBury: told about each dead letter after it has been stored.
    ///   - isOurs: what is never buried for having been given out too often; nil: everything may be.
    public init(
        bus: Bus, stream: String, consumer: String, concurrency: Int, heartbeat: Duration = .seconds(6),
        maximumDeliveries: Int = LunaStreams.maximumDeliveries, retryPause: Duration = .seconds(1),
        drainTimeout: Duration = .seconds(20), permits: Permits? = nil, logger: Logger, onBury: BurialHandler? = nil,
        isOurs: Ownership? = nil, handler: @escaping Handler
    ) {
        self.bus = bus
        self.stream = stream
        self.consumer = consumer
        self.concurrency = max(1, concurrency)
        self.permits = permits ?? Permits(concurrency)
        self.heartbeat = heartbeat
        self.maximumDeliveries = max(1, maximumDeliveries)
        self.retryPause = retryPause
        self.drainTimeout = drainTimeout
        self.deadLetters = DeadLetters(bus)
        self.onBury = onBury
        self.isOurs = isOurs
        self.handler = handler
        self.logger = logger
        self.buried = Counter(
            label: "luna_bus_dead_letters_total", dimensions: [("stream", stream), ("consumer", consumer)])
        self.failed = Counter(
            label: "luna_bus_failed_deliveries_total", dimensions: [("stream", stream), ("consumer", consumer)])
    }

    /// Messages that are being handled.
    public var inFlight: Int { inHand.count }

    /// Cancels the handler of a delivery; it decides what becomes of that. Nothing happens when it is not in hand any more.
    public func cancel(_ delivery: Delivery) { inHand.cancel(delivery) }

    /// Works until the task is cancelled or a graceful shutdown is asked for; then takes no more, lets handlers
    /// finish, and returns when their acknowledgements have been sent.
    /// - Throws: `LunaError` when it cannot subscribe.
    public func run() async throws {
        let flow = try bus.makeFlow(stream: stream, consumer: consumer, batch: concurrency, capacity: concurrency)
        await withTaskCancellationHandler {
            await withGracefulShutdownHandler {
                // Handlers must outlive the cancellation of this task by the time they have to finish.
                await Task { await self.work(flow) }.value
            } onGracefulShutdown: {
                flow.stop()
            }
        } onCancel: {
            flow.stop()
        }
    }

    private func work(_ flow: PullFlow) async {
        let renewing = Task { [inHand, heartbeat] in
            while true {
                try await Task.sleep(for: heartbeat)
                inHand.renew()
            }
        }
        defer { renewing.cancel() }
        // The flow never has more than `concurrency` messages out, so there is always room for what it brings.
        while let deliveries = await flow.mailbox.next() {
            for delivery in deliveries {
                inHand.start(delivery) {
                    await self.permits.take()
                    if self.isDraining.withLock({ $0 }) {
                        // It has not been begun: somebody else can have it at once.
                        delivery.nak()
                    } else {
                        await self.handle(delivery)
                    }
                    self.permits.giveBack()
                    flow.release(1)
                }
            }
        }
        isDraining.withLock { $0 = true }
        await flow.ended()
        await drain()
        do {
            try await bus.flush()
        } catch {
            logger.warning("the last acknowledgements may not have been sent", metadata: ["error": "\(error)"])
        }
    }

    private func drain() async {
        let late = Task { [inHand, drainTimeout] in
            try await Task.sleep(for: drainTimeout)
            inHand.overdue()
        }
        defer { late.cancel() }
        guard await inHand.idle() == false else { return }
        logger.warning("work was cut short at the end of draining", metadata: ["count": "\(inHand.count)"])
        inHand.cancelAll()
        await inHand.end()
    }

    private func handle(_ delivery: Delivery) async {
        if delivery.deliveryCount > maximumDeliveries, isOurs?(delivery) != true {
            let error = LunaError(
                "work.lost", .dependency,
                "Given out \(maximumDeliveries) times and never finished: its workers were lost or failed each time.",
                isRetryable: false, details: ["deliveries": String(maximumDeliveries)])
            return await bury(delivery, error)
        }
        do {
            switch try await handler(delivery, self) {
            case .done: delivery.ack()
            case .again(let pause): delivery.nak(delay: pause)
            case .bury(let error): await bury(delivery, error)
            case .settled: break
            }
        } catch is CancellationError {
            // We are stopping: somebody else can have it at once.
            delivery.nak()
        } catch {
            await failed(delivery, LunaError.wrapping(error))
        }
    }

    private func failed(_ delivery: Delivery, _ error: LunaError) async {
        failed.increment()
        logger.error(
            "handling a message failed",
            metadata: [
                "subject": "\(delivery.message.subject)", "delivery": "\(delivery.deliveryCount)",
                "code": "\(error.code)",
                "error": "\(error.message)",
            ])
        if error.errorClass == .validation || delivery.deliveryCount >= maximumDeliveries {
            return await bury(delivery, error)
        }
        delivery.nak(delay: retryPause * (1 << min(delivery.deliveryCount - 1, 10)))
    }

    private func bury(_ delivery: Delivery, _ error: LunaError) async {
        do {
            try await deadLetters.bury(delivery, reason: error)
            buried.increment()
            await onBury?(delivery, error)
        } catch {
            logger.error("a dead letter could not be stored, its message stays", metadata: ["error": "\(error)"])
            delivery.nak(delay: .seconds(5))
        }
    }
}

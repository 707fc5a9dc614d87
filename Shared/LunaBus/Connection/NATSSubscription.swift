import CNats
import LunaCore
import Synchronization

/// Takes messages on a thread of the C library. It may block only if it is meant as back-pressure.
protocol MessageSink: AnyObject, Sendable {
    /// `message` is valid during the call only.
    func receive(_ message: OpaquePointer)
    /// No message comes any more.
    func completed()
}

/// Owner of one subscription of the C library.
///
/// `@unchecked Sendable`: the pointer is set once and the library's subscription functions are thread-safe; `ended`
/// decides who destroys it. The sink is retained for the library and released in its on-complete callback, never
/// earlier, because a callback may still run after unsubscribing.
final class NATSSubscription: @unchecked Sendable {
    private final class Context: Sendable {
        let sink: any MessageSink
        let spent = SpentMessages()
        /// While draining: destroying the subscription would throw away what is still to be delivered.
        let draining = Mutex<NATSSubscription?>(nil)
        init(_ sink: any MessageSink) { self.sink = sink }
    }

    private let raw: OpaquePointer
    private let connection: NATSConnection
    private let context: Context
    private let ended = Atomic<Bool>(false)

    init(
        _ connection: NATSConnection, _ rawConnection: OpaquePointer, subject: String, queue: String?,
        sink: any MessageSink,
        pendingLimit: Int?
    ) throws {
        let shared = Context(sink)
        let context = Unmanaged.passRetained(shared)
        let receive: natsMsgHandler = { _, _, message, closure in
            guard let message, let closure else { return }
            let context = Unmanaged<Context>.fromOpaque(closure).takeUnretainedValue()
            context.sink.receive(message)
            context.spent.add(message)
        }
        var subscription: OpaquePointer?
        let status =
            if let queue {
                natsConnection_QueueSubscribe(&subscription, rawConnection, subject, queue, receive, context.toOpaque())
            } else {
                natsConnection_Subscribe(&subscription, rawConnection, subject, receive, context.toOpaque())
            }
        guard status == NATS_OK, let subscription else {
            context.release()
            throw natsFailure(status, "subscribing to \(subject)")
        }
        natsSubscription_SetOnCompleteCB(
            subscription,
            { closure in
                guard let closure else { return }
                let context = Unmanaged<Context>.fromOpaque(closure).takeRetainedValue()
                context.sink.completed()
                let drained = context.draining.withLock { draining in
                    defer { draining = nil }
                    return draining
                }
                withExtendedLifetime(drained) {}
            }, context.toOpaque())
        natsSubscription_NoDeliveryDelay(subscription)
        if let pendingLimit {
            natsSubscription_SetPendingLimits(subscription, Int32(clamping: pendingLimit), 256 << 20)
        }
        self.raw = subscription
        self.connection = connection
        self.context = shared
    }

    deinit {
        unsubscribe()
        natsSubscription_Destroy(raw)
    }

    /// Messages that the library had to throw away because they were not taken in time.
    var dropped: Int64 {
        var count: Int64 = 0
        return natsSubscription_GetDropped(raw, &count) == NATS_OK ? count : 0
    }

    /// Stops at once; what is queued inside the library is not delivered any more.
    func unsubscribe() {
        guard ended.compareExchange(expected: false, desired: true, ordering: .acquiringAndReleasing).exchanged else {
            return
        }
        natsSubscription_Unsubscribe(raw)
    }

    /// Stops the intake and lets queued messages be delivered; the sink's `completed` is called afterwards. The
    /// subscription keeps itself alive for that long.
    func drain(timeout: Duration) {
        guard ended.compareExchange(expected: false, desired: true, ordering: .acquiringAndReleasing).exchanged else {
            return
        }
        context.draining.withLock { $0 = self }
        guard natsSubscription_DrainTimeout(raw, max(1, timeout.milliseconds)) != NATS_OK else { return }
        natsSubscription_Unsubscribe(raw)
        context.draining.withLock { $0 = nil }
    }
}

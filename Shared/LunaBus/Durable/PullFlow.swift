import CNats
import Glibc
import Logging
import LunaCore
import Synchronization

/// Credit-based pulling: the server is asked for no more messages than there are free places, so nothing can overflow,
/// nothing is polled, and no thread blocks in a fetch (requests of ADR-13, `$JS.API.CONSUMER.MSG.NEXT`).
///
/// A place is taken from asking for a message until ``release(_:)``. Whatever breaks the flow has something that mends
/// it: a lost connection its return, a lost request its missing heartbeat, a lost consumer the attempt to make it again.
final class PullFlow: MessageSink, Expiring {
    private static let expires = Duration.seconds(30)
    private static let heartbeat = Duration.seconds(5)

    private struct State: Sendable {
        /// Messages asked for and not yet here.
        var outstanding = 0
        /// Messages here and not yet released.
        var held = 0
        /// Number of the current series of requests; news about older ones is ignored.
        var epoch: UInt64 = 0
        var lastHeard: UInt64 = 0
        var recovering = false
        var failures = 0
        var stopped = false
    }

    let stream: String
    let consumer: String
    let mailbox: Mailbox<Delivery>
    private let capacity: Int
    private let threshold: Int
    private let connection: NATSConnection
    private let acknowledger: Acknowledger
    private let deadlines: DeadlineThread
    private let repair: @Sendable () async -> Void
    private let report: @Sendable (LunaError) -> Void
    private let inbox = "_INBOX." + randomToken() + "."
    private let state = Mutex(State())
    private let subscription = Mutex<NATSSubscription?>(nil)

    init(
        stream: String, consumer: String, batch: Int, capacity: Int, connection: NATSConnection, acknowledger: Acknowledger,
        deadlines: DeadlineThread, repair: @escaping @Sendable () async -> Void, report: @escaping @Sendable (LunaError) -> Void
    ) throws {
        self.stream = stream
        self.consumer = consumer
        self.capacity = max(1, capacity)
        self.threshold = max(1, min(batch, (self.capacity + 1) / 2))
        self.mailbox = Mailbox(capacity: self.capacity)
        self.connection = connection
        self.acknowledger = acknowledger
        self.deadlines = deadlines
        self.repair = repair
        self.report = report
        let made = try connection.subscribe(inbox + "*", queue: nil, sink: self, pendingLimit: Int(Int32.max))
        subscription.withLock { $0 = made }
        deadlines.add(self)
    }

    /// Gives places back, and asks for more messages when it is worth a request.
    func release(_ count: Int) {
        state.withLock { $0.held = max(0, $0.held - count) }
        topUp()
    }

    func topUp() {
        // While away nothing is asked for: `reconnected` asks, and asking twice would bring more than there is room for.
        guard connection.isConnected else { return }
        let ask = state.withLock { state -> (count: Int, epoch: UInt64)? in
            guard !state.stopped, !state.recovering else { return nil }
            let free = capacity - state.outstanding - state.held
            guard free > 0, state.outstanding == 0 || free >= threshold else { return nil }
            state.outstanding += free
            state.lastHeard = monotonicNow()
            return (free, state.epoch)
        }
        guard let ask else { return }
        let request = "{\"batch\":\(ask.count),\"expires\":\(Self.expires.nanoseconds),"
            + "\"idle_heartbeat\":\(Self.heartbeat.nanoseconds)}"
        do {
            try connection.publish(
                "$JS.API.CONSUMER.MSG.NEXT.\(stream).\(consumer)", reply: inbox + String(ask.epoch), Array(request.utf8))
            deadlines.wake(at: monotonicNow() + Self.heartbeat.nanoseconds * 2 + 1_000_000_000)
        } catch {
            trouble(LunaError.wrapping(error))
        }
    }

    func receive(_ message: OpaquePointer) {
        if let reply = natsMsg_GetReply(message), strncmp(reply, "$JS.ACK.", 8) == 0,
            let delivery = Delivery(NATSMessage.copy(message), acknowledger)
        {
            let stopped = state.withLock { state in
                state.outstanding = max(0, state.outstanding - 1)
                state.held += 1
                state.lastHeard = monotonicNow()
                state.failures = 0
                return state.stopped
            }
            // Too late for us: back to the stream at once instead of after the ack wait.
            if stopped || !mailbox.offer(delivery) { delivery.nak() }
            return
        }
        guard let status = NATSMessage.status(message) else { return }
        let epoch = UInt64(NATSMessage.subject(message).dropFirst(inbox.count)) ?? 0
        let current = state.withLock { state in
            guard state.epoch == epoch, !state.stopped else { return false }
            state.lastHeard = monotonicNow()
            return true
        }
        guard current else { return }
        switch status.code {
        case 100: break
        case 404, 408:
            let rest = NATSMessage.header(message, "Nats-Pending-Messages").flatMap { Int($0) }
            state.withLock { state in
                state.outstanding = rest.map { max(0, state.outstanding - $0) } ?? 0
                state.failures = 0
            }
            topUp()
        case 503:
            trouble(
                LunaError(
                    "bus.consumer_not_found", .dependency, "Consumer \(consumer) of stream \(stream) does not answer.",
                    isRetryable: true, details: ["stream": stream, "consumer": consumer]))
        default:
            trouble(
                LunaError(
                    "bus.pull_refused", .dependency,
                    "Consumer \(consumer) of stream \(stream) gave no messages: \(status.description).", isRetryable: true,
                    details: ["stream": stream, "consumer": consumer, "status": String(status.code)]))
        }
    }

    func completed() { mailbox.finish() }

    /// The connection is back: requests made before are gone.
    func reconnected() {
        restart()
        topUp()
    }

    private func restart() {
        state.withLock { state in
            state.epoch += 1
            state.outstanding = 0
        }
    }

    /// Waits a little, has the consumer made again if it is gone, and asks anew.
    private func trouble(_ error: LunaError) {
        let failures = state.withLock { state -> Int? in
            guard !state.recovering, !state.stopped else { return nil }
            state.recovering = true
            state.failures += 1
            state.epoch += 1
            state.outstanding = 0
            return state.failures
        }
        guard let failures else { return }
        // The first failures are ordinary while a server starts; one that lasts is told once.
        if failures == 3 { report(error) }
        Task { [weak self] in
            try? await Task.sleep(for: .milliseconds(min(2_000, 100 << min(failures, 5))))
            await self?.repair()
            self?.resume()
        }
    }

    private func resume() {
        state.withLock { $0.recovering = false }
        topUp()
    }

    func expire(now: UInt64) -> UInt64 {
        let patience = Self.heartbeat.nanoseconds * 2
        let (silent, next) = state.withLock { state -> (Bool, UInt64) in
            guard !state.stopped, !state.recovering, state.outstanding > 0 else { return (false, .max) }
            let limit = state.lastHeard + patience
            return limit <= now ? (true, .max) : (false, limit)
        }
        guard silent else { return next }
        restart()
        topUp()
        return monotonicNow() + patience
    }

    /// Ends pulling. What has not been read goes back to the stream at once.
    func stop() {
        let wasStopped = state.withLock { state in
            defer { state.stopped = true }
            return state.stopped
        }
        guard !wasStopped else { return }
        deadlines.remove(self)
        // Draining rather than unsubscribing: messages on their way still come, and are given back.
        let subscription = self.subscription.withLock { subscription in
            defer { subscription = nil }
            return subscription
        }
        subscription?.drain(timeout: .seconds(5))
        mailbox.finish()
        for delivery in mailbox.takeAll() { delivery.nak() }
    }
}

/// The pulls of a bus, which have to know when the connection is back or ends.
final class PullRegistry: Sendable {
    private struct Weak: Sendable { weak var flow: PullFlow? }
    private let flows = Mutex<[Weak]>([])

    func add(_ flow: PullFlow) {
        flows.withLock { flows in
            flows.removeAll { $0.flow == nil }
            flows.append(Weak(flow: flow))
        }
    }

    func reconnected() { for flow in flows.withLock({ $0.compactMap(\.flow) }) { flow.reconnected() } }
    func stopAll() { for flow in flows.withLock({ $0.compactMap(\.flow) }) { flow.stop() } }
}

import CNats
import Glibc
import Logging
import LunaCore
import Synchronization

/// Credit-based pulling: the server is asked for no more messages than there are free places, so nothing can overflow,
/// nothing is polled, and no thread blocks in a fetch (requests of ADR-13, `$JS.API.CONSUMER.MSG.NEXT`).
///
/// A place is taken from asking for a message until ``release(_:)``. Whatever breaks the flow has something that mends
/// it: a lost connection its return, a lost request its missing answer, a lost consumer the attempt to make it again.
final class PullFlow: MessageSink, Expiring {
    /// How long after its end we wait to hear that a request has expired. Server 2.9 does not always say so: when a message comes
    /// in just then, it drops the request without a word, and the message waits for the next one.
    private static let slack = Duration.milliseconds(100)
    /// Silence after which a request counts as lost.
    private static let patience = Duration.seconds(8)

    /// A request that may still be waiting at the server.
    private struct Request: Sendable {
        let number: UInt64
        let count: Int
        /// After this the server does not have it any more.
        let end: UInt64
    }

    private struct State: Sendable {
        /// Messages asked for and not yet here.
        var outstanding = 0
        /// Oldest first.
        var requests: [Request] = []
        var requestCount: UInt64 = 0
        /// Messages here and not yet released.
        var held = 0
        /// Number of the current series of requests; news about older ones is ignored.
        var epoch: UInt64 = 0
        var lastHeard: UInt64 = 0
        var recovering = false
        var reported = false
        var stopped = false
        var ended = false
        /// Pulled and never read; given back when the subscription has ended, unless somebody takes it.
        var leftover: [Delivery] = []
        var isTaken = false
        var awaitingEnd: [UnsafeContinuation<Void, Never>] = []

        /// What was asked for in requests that have ended does not come any more.
        mutating func forgetExpired(_ now: UInt64) {
            guard let oldest = requests.first, oldest.end <= now else { return }
            requests.removeAll { $0.end <= now }
            outstanding = min(outstanding, requests.reduce(0) { $0 + $1.count })
        }
    }

    let stream: String
    let consumer: String
    let mailbox: Mailbox<Delivery>
    /// ``BusConfiguration/pullExpiry``.
    private let expires: Duration
    private let capacity: Int
    private let threshold: Int
    private let connection: NATSConnection
    private let acknowledger: Acknowledger
    private let deadlines: DeadlineThread
    /// Sees to it that the consumer is there; what it returns is why it is not.
    private let repair: @Sendable () async -> LunaError?
    private let report: @Sendable (LunaError) -> Void
    private let inbox: String
    private let state = Mutex(State())
    private let subscription = Mutex<NATSSubscription?>(nil)

    init(
        stream: String, consumer: String, batch: Int, capacity: Int, expires: Duration, connection: NATSConnection,
        acknowledger: Acknowledger,
        deadlines: DeadlineThread, repair: @escaping @Sendable () async -> LunaError?,
        report: @escaping @Sendable (LunaError) -> Void
    ) throws {
        self.stream = stream
        self.consumer = consumer
        self.expires = expires
        self.capacity = max(1, capacity)
        self.threshold = max(1, min(batch, (self.capacity + 1) / 2))
        self.mailbox = Mailbox(capacity: self.capacity)
        self.connection = connection
        self.acknowledger = acknowledger
        self.deadlines = deadlines
        self.repair = repair
        self.report = report
        inbox = connection.inboxPrefix + randomToken() + "."
        let made = try connection.subscribe(inbox + "*", queue: nil, sink: self, pendingLimit: Int(Int32.max))
        subscription.withLock { $0 = made }
        deadlines.add(self)
    }

    /// Gives places back, and asks for more messages when it is worth a request.
    func release(_ count: Int) {
        state.withLock { $0.held = max(0, $0.held - count) }
        topUp()
    }

    /// - Parameter instead: of requests that the server has dropped without a word.
    func topUp(instead: Bool = false) {
        // While away nothing is asked for: `reconnected` asks, and asking twice would bring more than there is room
        // for.
        guard connection.isConnected else { return }
        let now = monotonicNow()
        let ask = state.withLock { state -> (count: Int, reply: String)? in
            guard !state.stopped, !state.recovering else { return nil }
            let wasWaiting = instead || state.outstanding > 0
            state.forgetExpired(now)
            let free = capacity - state.outstanding - state.held
            guard free > 0, state.outstanding == 0 || free >= threshold else { return nil }
            state.outstanding += free
            // Asking again is no sign of life of the server's.
            if !wasWaiting { state.lastHeard = now }
            state.requestCount += 1
            state.requests.append(
                Request(
                    number: state.requestCount, count: free,
                    end: now + expires.nanoseconds + Self.slack.nanoseconds))
            return (free, "\(inbox)\(state.epoch)-\(state.requestCount)")
        }
        guard let ask else { return }
        let request = "{\"batch\":\(ask.count),\"expires\":\(expires.nanoseconds)}"
        do {
            try connection.publish(
                "$JS.API.CONSUMER.MSG.NEXT.\(stream).\(consumer)", reply: ask.reply, Array(request.utf8))
            deadlines.wake(at: now + expires.nanoseconds + Self.slack.nanoseconds)
        } catch {
            // Full buffer or closed: the first passes, the second ends everything anyway.
            tell(LunaError.wrapping(error), urgent: true)
            recover(after: .milliseconds(100))
        }
    }

    func receive(_ message: OpaquePointer) {
        if let reply = natsMsg_GetReply(message), strncmp(reply, "$JS.ACK.", 8) == 0,
            let delivery = Delivery(NATSMessage.copy(message), acknowledger)
        {
            let taken = state.withLock { state in
                state.outstanding = max(0, state.outstanding - 1)
                state.held += 1
                state.lastHeard = monotonicNow()
                state.reported = false
                if state.stopped { state.leftover.append(delivery) }
                return !state.stopped
            }
            if taken, !mailbox.offer(delivery) { state.withLock { $0.leftover.append(delivery) } }
            return
        }
        guard let status = NATSMessage.status(message) else { return }
        let name = NATSMessage.subject(message).dropFirst(inbox.count).split(separator: "-")
        let epoch = name.first.flatMap { UInt64($0) } ?? 0
        let number = name.count > 1 ? UInt64(name[1]) : nil
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
                // One that is not in the list has been given up: it was taken off when that happened.
                guard let index = state.requests.firstIndex(where: { $0.number == number }) else { return }
                let request = state.requests.remove(at: index)
                state.outstanding = max(0, state.outstanding - (rest ?? request.count))
            }
            topUp()
        default:
            // 503: nobody there; 409: consumer deleted, leader changed, server going down.
            recover(after: .milliseconds(100))
        }
    }

    /// The connection is back: requests made before are gone, and the consumer may be as well.
    func reconnected() { recover(after: .zero) }

    /// Waits a little, has the consumer made again if it is gone, and asks anew. Goes on until that works.
    func recover(after pause: Duration) {
        let starts = state.withLock { state in
            state.epoch += 1
            state.outstanding = 0
            state.requests = []
            guard !state.recovering, !state.stopped else { return false }
            state.recovering = true
            return true
        }
        guard starts else { return }
        Task { [weak self] in
            var pause = pause
            while true {
                if pause > .zero { try? await Task.sleep(for: pause) }
                guard let self, !self.state.withLock({ $0.stopped }) else { return }
                guard let error = await self.repair() else { return self.resume() }
                self.tell(error, urgent: error.errorClass == .notFound || pause >= .seconds(1))
                pause = min(max(pause * 2, .milliseconds(50)), .seconds(2))
            }
        }
    }

    /// Once per trouble, and not for what is ordinary while a server starts.
    private func tell(_ error: LunaError, urgent: Bool) {
        let first = state.withLock { state in
            guard urgent, !state.reported, !state.stopped else { return false }
            state.reported = true
            return true
        }
        guard first else { return }
        report(
            LunaError(
                error.errorClass == .notFound ? "bus.consumer_not_found" : error.code, error.errorClass,
                "No messages come from consumer \(consumer) of stream \(stream): \(error.message) Trying on.",
                isRetryable: true, details: ["stream": stream, "consumer": consumer]))
    }

    private func resume() {
        state.withLock { $0.recovering = false }
        topUp()
    }

    /// The server answers each request in time, if only that there was nothing. Silence means that the request is
    /// lost, or the consumer is: a server does not answer for a consumer that it does not have. Silence about one of several requests
    /// only means that this one is gone.
    func expire(now: UInt64) -> UInt64 {
        enum Finding { case silent, gone, fine }
        let (finding, next) = state.withLock { state -> (Finding, UInt64) in
            guard !state.stopped, !state.recovering, state.outstanding > 0 else { return (.fine, .max) }
            if state.lastHeard + Self.patience.nanoseconds <= now { return (.silent, .max) }
            let before = state.outstanding
            state.forgetExpired(now)
            let next = state.requests.first?.end ?? .max
            return (
                state.outstanding < before ? .gone : .fine, min(next, state.lastHeard + Self.patience.nanoseconds)
            )
        }
        switch finding {
        case .silent: recover(after: .zero)
        case .gone: topUp(instead: true)
        case .fine: break
        }
        return next
    }

    /// Ends pulling. What has not been read goes back to the stream; see ``ended()``.
    func stop() {
        let wasStopped = state.withLock { state in
            defer { state.stopped = true }
            return state.stopped
        }
        guard !wasStopped else { return }
        deadlines.remove(self)
        mailbox.finish()
        let unread = mailbox.takeAll()
        state.withLock { $0.leftover.append(contentsOf: unread) }
        let subscription = self.subscription.withLock { subscription in
            defer { subscription = nil }
            return subscription
        }
        // Draining, because messages on their way still come and have to be given back. They are given back only when
        // the server has forgotten our requests: otherwise it would send them to us again.
        if connection.isConnected { subscription?.drain(timeout: .seconds(5)) } else { subscription?.unsubscribe() }
    }

    /// Ends pulling.
    /// - Returns: what has been pulled and not read.
    func takeRest() async -> [Delivery] {
        state.withLock { $0.isTaken = true }
        stop()
        await ended()
        return state.withLock { state in
            defer { state.leftover = [] }
            return state.leftover
        }
    }

    func completed() {
        mailbox.finish()
        let (leftover, pause, waiters) = state.withLock { state in
            let leftover = state.isTaken ? [] : state.leftover
            defer {
                if !state.isTaken { state.leftover = [] }
                state.awaitingEnd = []
            }
            state.stopped = true
            state.ended = true
            // See `expires`: our last requests must be gone before these are delivered again.
            let pause: Duration? = state.outstanding > 0 ? expires + .milliseconds(500) : nil
            return (leftover, pause, state.awaitingEnd)
        }
        for delivery in leftover { delivery.nak(delay: pause) }
        for waiter in waiters { waiter.resume() }
    }

    /// Waits until everything that was not read has been given back.
    func ended() async {
        await withUnsafeContinuation { (continuation: UnsafeContinuation<Void, Never>) in
            let done = state.withLock { state in
                if state.ended { return true }
                state.awaitingEnd.append(continuation)
                return false
            }
            if done { continuation.resume() }
        }
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

    /// Ends all pulls and waits until what was not read has been given back.
    func stopAll() async {
        let flows = flows.withLock { $0.compactMap(\.flow) }
        for flow in flows { flow.stop() }
        for flow in flows { await flow.ended() }
    }
}

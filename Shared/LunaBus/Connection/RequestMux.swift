import CNats
import Glibc
import LunaCore
import Synchronization

/// Requests over one shared inbox: no thread, no blocking and no subscription per request.
///
/// Each request has a token, the last part of its reply subject; the answer finds its waiter by it.
final class RequestMux: MessageSink, Expiring {
    /// Who waits for an answer.
    enum Waiter: Sendable {
        case task(UnsafeContinuation<BusMessage, any Error>)
        case publish(BulkPublish, index: Int)
    }

    private struct Pending: Sendable {
        let waiter: Waiter
        let deadline: UInt64
        let subject: String
    }

    private struct State: Sendable {
        var pending: [UInt64: Pending] = [:]
        /// Random numbers for the next tokens.
        var tokens: [UInt64] = []
        var nextSweep: UInt64 = .max
        var closed = false
    }

    private let connection: NATSConnection
    private let deadlines: DeadlineThread
    private let inbox: String
    private let state = Mutex(State())
    private let subscription = Mutex<NATSSubscription?>(nil)

    init(_ connection: NATSConnection, deadlines: DeadlineThread) throws {
        self.connection = connection
        self.deadlines = deadlines
        self.inbox = connection.inboxPrefix + randomToken() + "."
        deadlines.add(self)
        // No limit of its own: each message is an answer to a request of ours, and those are bounded by their makers.
        let made = try connection.subscribe(inbox + "*", queue: nil, sink: self, pendingLimit: Int(Int32.max))
        subscription.withLock { $0 = made }
    }

    /// How many requests wait for an answer.
    var inFlight: Int { state.withLock { $0.pending.count } }

    /// Sends a request and awaits its answer.
    /// - Throws: `LunaError` `bus.timeout`, `bus.no_responders`, `bus.closed` or what publishing throws;
    ///   `CancellationError`.
    func request(_ subject: String, _ body: [UInt8], headers: BusHeaders, timeout: Duration) async throws -> BusMessage
    {
        let token = nextToken()
        return try await awaitAnswer(
            token, subject: subject, reply: inbox + String(token), body, headers, timeout: timeout)
    }

    private func awaitAnswer(
        _ token: UInt64, subject: String, reply: String?, _ body: [UInt8], _ headers: BusHeaders, timeout: Duration
    ) async throws -> BusMessage {
        let deadline = monotonicNow().addingReportingOverflow(timeout.nanoseconds)
        return try await withTaskCancellationHandler {
            try await withUnsafeThrowingContinuation { (continuation: UnsafeContinuation<BusMessage, any Error>) in
                let pending = Pending(
                    waiter: .task(continuation), deadline: deadline.overflow ? .max : deadline.partialValue,
                    subject: subject)
                send(token, pending, subject, reply, body, headers)
                // The cancellation handler may have run before the request was registered.
                if Task.isCancelled { cancel(token) }
            }
        } onCancel: {
            cancel(token)
        }
    }

    /// Random, so that whoever has answered one request cannot answer others that were not meant for it: services may
    /// publish on each other's inboxes. One call of the system makes 32.
    private func nextToken() -> UInt64 {
        state.withLock { state in
            if let token = state.tokens.popLast() { return token }
            var fresh = [UInt64](repeating: 0, count: 32)
            let filled = fresh.withUnsafeMutableBytes { getentropy($0.baseAddress, $0.count) } == 0
            if !filled {
                var random = SystemRandomNumberGenerator()
                for index in fresh.indices { fresh[index] = random.next() }
            }
            let token = fresh.removeLast()
            state.tokens = fresh
            return token
        }
    }

    /// Ends requests that the server did not let out, instead of having them wait for their time-out.
    func denied(_ violation: PermissionViolation) {
        let pending = state.withLock { state in
            let tokens = state.pending.filter { $0.value.subject == violation.subject }.keys
            return tokens.compactMap { state.pending.removeValue(forKey: $0) }
        }
        for entry in pending { finish(entry, .failure(violation.error)) }
    }

    /// Sends a message to ourselves and awaits it. The server handles a connection's messages in order, so afterwards
    /// it has all that was sent before: a flush that blocks no thread.
    func roundTrip(timeout: Duration) async throws {
        let token = nextToken()
        _ = try await awaitAnswer(token, subject: inbox + String(token), reply: nil, [], [:], timeout: timeout)
    }

    /// Sends a request whose answer goes to slot `index` of `bulk`.
    func publish(_ message: OutgoingMessage, headers: BusHeaders, deadline: UInt64, bulk: BulkPublish, index: Int) {
        let token = nextToken()
        send(
            token, Pending(waiter: .publish(bulk, index: index), deadline: deadline, subject: message.subject),
            message.subject, inbox + String(token), message.body, headers)
    }

    private func send(
        _ token: UInt64, _ pending: Pending, _ subject: String, _ reply: String?, _ body: [UInt8], _ headers: BusHeaders
    ) {
        enum Verdict { case accepted(wake: Bool), closed }
        let verdict: Verdict = state.withLock { state in
            if state.closed { return .closed }
            state.pending[token] = pending
            guard pending.deadline < state.nextSweep else { return .accepted(wake: false) }
            state.nextSweep = pending.deadline
            return .accepted(wake: true)
        }
        switch verdict {
        case .closed:
            finish(pending, .failure(natsFailure(NATS_CONNECTION_CLOSED, "requesting \(subject)", ownFinding: true)))
            return
        case .accepted(let wake):
            if wake { deadlines.wake(at: pending.deadline) }
        }
        do {
            try connection.publish(subject, reply: reply, body, headers: headers)
        } catch {
            if let pending = take(token) { finish(pending, .failure(error)) }
        }
    }

    private func take(_ token: UInt64) -> Pending? { state.withLock { $0.pending.removeValue(forKey: token) } }

    private func cancel(_ token: UInt64) {
        if let pending = take(token) { finish(pending, .failure(CancellationError())) }
    }

    private func finish(_ pending: Pending, _ result: Result<BusMessage, any Error>) {
        switch pending.waiter {
        case .task(let continuation): continuation.resume(with: result)
        case .publish(let bulk, let index):
            switch result {
            case .success(let message): message.body.withUnsafeBytes { bulk.answered(index, $0) }
            case .failure(let error): bulk.failed(index, LunaError.wrapping(error))
            }
        }
    }

    func receive(_ message: OpaquePointer) {
        guard let subject = natsMsg_GetSubject(message), let token = Self.token(subject, after: inbox.utf8.count),
            let pending = take(token)
        else { return }
        if natsMsg_IsNoResponders(message) {
            finish(pending, .failure(natsFailure(NATS_NO_RESPONDERS, pending.subject, ownFinding: true)))
            return
        }
        switch pending.waiter {
        case .task(let continuation): continuation.resume(returning: NATSMessage.copy(message))
        // The answer is small JSON and there are very many: read in place instead of copying it out.
        case .publish(let bulk, let index): NATSMessage.withBody(message) { bulk.answered(index, $0) }
        }
    }

    private static func token(_ subject: UnsafePointer<CChar>, after prefix: Int) -> UInt64? {
        var value: UInt64 = 0
        var cursor = subject + prefix
        guard cursor.pointee != 0 else { return nil }
        while cursor.pointee != 0 {
            let digit = UInt8(bitPattern: cursor.pointee) &- UInt8(ascii: "0")
            guard digit < 10 else { return nil }
            value = value &* 10 &+ UInt64(digit)
            cursor += 1
        }
        return value
    }

    func completed() { failAll() }

    /// Ends all waiting requests and refuses new ones.
    func close() {
        subscription.withLock { subscription in
            subscription?.unsubscribe()
            subscription = nil
        }
        failAll()
    }

    private func failAll() {
        let pending = state.withLock { state in
            state.closed = true
            defer { state.pending = [:] }
            return Array(state.pending.values)
        }
        for entry in pending {
            finish(
                entry, .failure(natsFailure(NATS_CONNECTION_CLOSED, "requesting \(entry.subject)", ownFinding: true)))
        }
    }

    func expire(now: UInt64) -> UInt64 {
        let (overdue, next) = state.withLock { state -> ([Pending], UInt64) in
            guard state.nextSweep <= now else { return ([], state.nextSweep) }
            var overdue: [Pending] = []
            var next = UInt64.max
            var tokens: [UInt64] = []
            for (token, pending) in state.pending {
                if pending.deadline <= now {
                    tokens.append(token)
                    overdue.append(pending)
                } else {
                    next = min(next, pending.deadline)
                }
            }
            for token in tokens { state.pending[token] = nil }
            state.nextSweep = next
            return (overdue, next)
        }
        for pending in overdue {
            finish(pending, .failure(natsFailure(NATS_TIMEOUT, "waiting for \(pending.subject)", ownFinding: true)))
        }
        return next
    }
}

/// 22 random letters and digits (130 bits): names that nobody guesses and nobody else has.
func randomToken() -> String {
    let alphabet = Array("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz".utf8)
    var random = SystemRandomNumberGenerator()
    return String(
        decoding: (0..<22).map { _ in alphabet[Int.random(in: 0..<alphabet.count, using: &random)] }, as: UTF8.self)
}

import CNats
import Glibc
import Logging
import LunaCore
import LunaMessages
import Metrics
import Synchronization

/// Takes requests off the library's thread and gives each to a task, within a bound.
final class RequestDispatcher: MessageSink, Expiring {
    private struct Running: Sendable {
        /// `nil` while it is being made.
        var task: Task<Void, Never>?
        /// When its caller stops waiting; monotonic nanoseconds.
        var deadline = UInt64.max
        var isOverdue = false
    }
    private struct State: Sendable {
        var running: [UInt64: Running] = [:]
        var nextSweep = UInt64.max
        var next: UInt64 = 0
        var intakeEnded = false
        var whenIdle: UnsafeContinuation<Void, Never>?
    }

    private let bus: Bus
    private let service: String
    private let endpoints: [String: RPCEndpoint]
    private let maximumConcurrency: Int
    private let json: BusService.JSONHandler?
    private let statistics: ServiceStatistics
    private let logger: Logger
    private let busy: Counter
    private let state = Mutex(State())

    init(
        bus: Bus, service: String, endpoints: [RPCEndpoint], maximumConcurrency: Int, json: BusService.JSONHandler?,
        statistics: ServiceStatistics, logger: Logger
    ) {
        self.bus = bus
        self.service = service
        self.endpoints = Dictionary(endpoints.map { ($0.method.name, $0) }, uniquingKeysWith: { first, _ in first })
        self.maximumConcurrency = maximumConcurrency
        self.json = json
        self.statistics = statistics
        self.logger = logger
        self.busy = Counter(label: "luna_rpc_busy_total", dimensions: [("service", service)])
        bus.deadlines.add(self)
    }

    var inFlight: Int { state.withLock { $0.running.count } }

    func receive(_ raw: OpaquePointer) {
        let message = NATSMessage.copy(raw)
        // Without somebody to answer there is nothing to serve: requests have replies.
        guard message.reply != nil else {
            logger.warning("a request without a reply subject was ignored", metadata: ["subject": "\(message.subject)"])
            return
        }
        let arrived = monotonicNow()
        let slot = state.withLock { state -> UInt64? in
            guard state.running.count < maximumConcurrency else { return nil }
            state.next += 1
            state.running[state.next] = Running()
            return state.next
        }
        guard let slot else {
            busy.increment()
            let error = LunaError(
                "rpc.busy", .resource,
                "The service '\(service)' already handles \(maximumConcurrency) requests, its limit: try again shortly.",
                details: ["service": service])
            reply(to: message, error: error)
            statistics.record(methodName(message), nanoseconds: 0, error: error)
            return
        }
        let task = Task { await self.serve(message, slot: slot, arrived: arrived) }
        // It may have finished already.
        state.withLock { $0.running[slot]?.task = task }
    }

    func completed() {
        let waiter = state.withLock { state -> UnsafeContinuation<Void, Never>? in
            state.intakeEnded = true
            return Self.waiterIfIdle(&state)
        }
        waiter?.resume()
    }

    /// Waits until the intake has ended and no handler runs; cancels those that take longer than `limit`.
    func finish(within limit: Duration) async {
        let killer = Task {
            try await Task.sleep(for: limit)
            let late = state.withLock { state in
                state.intakeEnded = true
                return state.running.values.compactMap(\.task)
            }
            logger.warning("handlers were cancelled at the end of draining", metadata: ["count": "\(late.count)"])
            late.forEach { $0.cancel() }
            // A handler that ignores cancellation must not hold the process.
            try await Task.sleep(for: .seconds(2))
            state.withLock { state in
                defer { state.whenIdle = nil }
                return state.whenIdle
            }?.resume()
        }
        await withUnsafeContinuation { (continuation: UnsafeContinuation<Void, Never>) in
            let waiter = state.withLock { state in
                state.whenIdle = continuation
                return Self.waiterIfIdle(&state)
            }
            waiter?.resume()
        }
        killer.cancel()
        bus.deadlines.remove(self)
    }

    private static func waiterIfIdle(_ state: inout State) -> UnsafeContinuation<Void, Never>? {
        guard state.intakeEnded, state.running.isEmpty else { return nil }
        defer { state.whenIdle = nil }
        return state.whenIdle
    }

    private func methodName(_ message: BusMessage) -> String {
        message.subject.lastIndex(of: ".").map { String(message.subject[message.subject.index(after: $0)...]) } ?? ""
    }

    private func serve(_ message: BusMessage, slot: UInt64, arrived: UInt64) async {
        defer {
            let waiter = state.withLock { state in
                state.running[slot] = nil
                return Self.waiterIfIdle(&state)
            }
            waiter?.resume()
        }
        let name = methodName(message)
        var failure: LunaError?
        do {
            guard let endpoint = endpoints[name] else {
                throw LunaError(
                    "rpc.unknown_method", .notFound, "The service '\(service)' has no method '\(name.prefix(64))'.",
                    details: ["service": service])
            }
            let context = try CallContext(headers: message.headers)
            try watch(slot, until: arrived, plus: context.timeout)
            let answer: (body: [UInt8], contentType: String)
            do {
                answer = try await handle(endpoint, message, context)
                try checkInTime(slot, context.timeout)
            } catch {
                try checkInTime(slot, context.timeout)
                throw error
            }
            let (body, contentType) = answer
            try send(body, contentType: contentType, to: message)
        } catch {
            failure = LunaError.wrapping(error)
        }
        statistics.record(name, nanoseconds: monotonicNow() - arrived, error: failure)
        if let failure {
            if failure.errorClass == .internal {
                logger.error(
                    "request failed",
                    metadata: [
                        "method": "\(name)", "code": "\(failure.code)", "error": "\(failure.message)",
                        "correlation": "\(message.headers[BusHeader.correlation] ?? "")",
                    ])
            }
            reply(to: message, error: failure)
        }
    }

    private func handle(
        _ endpoint: RPCEndpoint, _ message: BusMessage, _ context: CallContext
    ) async throws -> (body: [UInt8], contentType: String) {
        let type = (message.headers[BusHeader.contentType] ?? RPCReply.protobuf).lowercased()
        if type.hasPrefix(RPCReply.json) {
            guard let json else { throw LunaError(unsupportedType: type) }
            return (try await json(endpoint.method, message.body, context), RPCReply.json)
        }
        guard type.hasPrefix(RPCReply.protobuf) || type.hasPrefix("application/x-protobuf") else {
            throw LunaError(unsupportedType: type)
        }
        return (try await endpoint.handle(message.body, context), RPCReply.protobuf)
    }

    // MARK: Deadlines

    /// - Throws: `LunaError` `rpc.deadline` when the caller does not wait any more already.
    private func watch(_ slot: UInt64, until arrived: UInt64, plus timeout: Duration) throws {
        let (deadline, overflow) = arrived.addingReportingOverflow(timeout.nanoseconds)
        guard overflow || deadline > monotonicNow() else { throw LunaError(deadlinePassed: timeout) }
        let wake = state.withLock { state in
            state.running[slot]?.deadline = overflow ? .max : deadline
            guard !overflow, deadline < state.nextSweep else { return false }
            state.nextSweep = deadline
            return true
        }
        if wake { bus.deadlines.wake(at: deadline) }
    }

    private func checkInTime(_ slot: UInt64, _ timeout: Duration) throws {
        if state.withLock({ $0.running[slot]?.isOverdue ?? false }) { throw LunaError(deadlinePassed: timeout) }
    }

    func expire(now: UInt64) -> UInt64 {
        let (late, next) = state.withLock { state -> ([Task<Void, Never>], UInt64) in
            guard state.nextSweep <= now else { return ([], state.nextSweep) }
            var late: [Task<Void, Never>] = []
            var next = UInt64.max
            for (slot, running) in state.running where !running.isOverdue {
                if running.deadline <= now {
                    state.running[slot]?.isOverdue = true
                    if let task = running.task { late.append(task) }
                } else {
                    next = min(next, running.deadline)
                }
            }
            state.nextSweep = next
            return (late, next)
        }
        for task in late { task.cancel() }
        return next
    }

    private func send(_ body: [UInt8], contentType: String, to message: BusMessage) throws {
        guard let subject = message.reply else { return }
        guard body.count + 1024 <= bus.maxPayload else {
            throw LunaError(
                "rpc.reply_too_large", .resource,
                "The reply has \(body.count) bytes, the bus carries \(bus.maxPayload): ask for less, or page.",
                isRetryable: false, details: ["bytes": String(body.count), "limit": String(bus.maxPayload)])
        }
        try bus.prompt.publish(subject, body, headers: [BusHeader.contentType: contentType])
    }

    private func reply(to message: BusMessage, error: LunaError) {
        guard let subject = message.reply else { return }
        do {
            let status = error.code == "rpc.content_type_unsupported" ? 415 : nil
            let body = (try? ErrorInfo(error).serialized()) ?? []
            try bus.prompt.publish(subject, body, headers: RPCReply.headers(for: error, status: status))
        } catch {
            logger.error(
                "an error reply could not be sent", metadata: ["error": "\(error)", "subject": "\(message.subject)"])
        }
    }
}

extension LunaError {
    fileprivate init(unsupportedType type: String) {
        self.init(
            "rpc.content_type_unsupported", .validation,
            "This method takes \(RPCReply.protobuf), not '\(type.prefix(64))'.",
            details: ["content_type": String(type.prefix(64))])
    }

    fileprivate init(deadlinePassed timeout: Duration) {
        self.init("rpc.deadline", .timeout, "The request was not done within the \(timeout) that its caller waits.")
    }
}

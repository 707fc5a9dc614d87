import Logging
import LunaCore
import Metrics
import Synchronization

/// State of the connection to the bus.
public enum BusConnectionState: Sendable, Hashable {
    case connected, disconnected, closed
}

/// Turns the library's callbacks into log lines, counters and streams. Nothing that goes wrong stays silent.
final class BusMonitor: Sendable {
    enum Role: String, Sendable { case prompt, bulk }

    private struct State: Sendable {
        var down: Set<Role> = []
        var closed = false
        var states: [UInt64: AsyncStream<BusConnectionState>.Continuation] = [:]
        var problems: [UInt64: AsyncStream<LunaError>.Continuation] = [:]
        var next: UInt64 = 0
        var reconnect: (@Sendable () -> Void)?
        var denied: (@Sendable (PermissionViolation, Role) -> Void)?
        /// When each denial was told last.
        var denials: [PermissionViolation: UInt64] = [:]
        /// Messages lost so far and when that was last told, by subscription.
        var losses: [String: (counted: Int64, toldAt: UInt64)] = [:]
    }

    private let state = Mutex(State())
    private let logger: Logger
    private let disconnects = Counter(label: "luna_bus_disconnects_total")
    private let reconnects = Counter(label: "luna_bus_reconnects_total")
    private let lost = Counter(label: "luna_bus_slow_consumer_lost_total")
    private let failures = Counter(label: "luna_bus_connection_errors_total")

    init(logger: Logger) { self.logger = logger }

    func onReconnect(_ body: @escaping @Sendable () -> Void) { state.withLock { $0.reconnect = body } }

    /// Who is to hear of publishes that the server refused.
    func onDeniedPublish(_ body: @escaping @Sendable (PermissionViolation, Role) -> Void) {
        state.withLock { $0.denied = body }
    }

    func happened(_ event: ConnectionEvent, on role: Role) {
        switch event {
        case .disconnected:
            disconnects.increment()
            logger.warning("bus disconnected, reconnecting", metadata: ["connection": "\(role)"])
            change { $0.down.insert(role) }
        case .reconnected:
            reconnects.increment()
            logger.info("bus reconnected", metadata: ["connection": "\(role)"])
            change { $0.down.remove(role) }
            if role == .prompt { state.withLock { $0.reconnect }?() }
        case .closed:
            change { $0.closed = true }
        case .slowConsumer(let subscription, let subject, let dropped):
            // The library tells each beginning of a loss, thousands of times a second when it comes and goes: all is
            // counted, once a second it is told.
            let now = monotonicNow()
            let (fresh, due) = state.withLock { state in
                var known = state.losses["\(role)/\(subscription)"] ?? (counted: 0, toldAt: 0)
                let fresh = dropped - known.counted
                let due = fresh > 0 && (known.toldAt == 0 || now - known.toldAt > 1_000_000_000)
                known.counted = max(dropped, known.counted)
                if due { known.toldAt = now }
                state.losses["\(role)/\(subscription)"] = known
                return (fresh, due)
            }
            if fresh > 0 { lost.increment(by: fresh) }
            guard due else { return }
            report(
                LunaError(
                    "bus.slow_consumer", .resource,
                    "Messages on \(subject) were lost because they are read too slowly: read faster, or use a stream.",
                    isRetryable: false, details: ["subject": subject, "dropped": String(dropped)]))
        case .failed(let error):
            failures.increment()
            report(error)
        case .denied(let violation):
            failures.increment()
            // A service that repeats itself is told once in ten seconds for each subject.
            let now = monotonicNow()
            let (due, waiters) = state.withLock { state in
                let last = state.denials[violation] ?? 0
                let due = last == 0 || now - last > 10_000_000_000
                if due {
                    if state.denials.count >= 1024 { state.denials = [:] }
                    state.denials[violation] = now
                }
                return (due, state.denied)
            }
            if violation.isPublish { waiters?(violation, role) }
            if due { report(violation.error) }
        }
    }

    func report(_ error: LunaError) {
        logger.error(
            "bus problem",
            metadata: ["code": "\(error.code)", "error": "\(error.message)", "details": "\(error.details)"])
        let listeners = state.withLock { Array($0.problems.values) }
        for listener in listeners { listener.yield(error) }
    }

    private func change(_ body: (inout State) -> Void) {
        let (before, after, listeners) = state.withLock { state in
            let before = Self.summary(state)
            body(&state)
            return (before, Self.summary(state), Array(state.states.values))
        }
        guard before != after else { return }
        for listener in listeners { listener.yield(after) }
    }

    private static func summary(_ state: State) -> BusConnectionState {
        state.closed ? .closed : state.down.isEmpty ? .connected : .disconnected
    }

    func states() -> AsyncStream<BusConnectionState> {
        let (stream, continuation) = AsyncStream.makeStream(
            of: BusConnectionState.self, bufferingPolicy: .bufferingNewest(64))
        let id = state.withLock { state in
            state.next += 1
            state.states[state.next] = continuation
            return state.next
        }
        continuation.onTermination = { [weak self] _ in self?.state.withLock { $0.states[id] = nil } }
        return stream
    }

    func problems() -> AsyncStream<LunaError> {
        let (stream, continuation) = AsyncStream.makeStream(of: LunaError.self, bufferingPolicy: .bufferingNewest(64))
        let id = state.withLock { state in
            state.next += 1
            state.problems[state.next] = continuation
            return state.next
        }
        continuation.onTermination = { [weak self] _ in self?.state.withLock { $0.problems[id] = nil } }
        return stream
    }

    func finish() {
        let (states, problems) = state.withLock { (Array($0.states.values), Array($0.problems.values)) }
        states.forEach { $0.finish() }
        problems.forEach { $0.finish() }
    }
}

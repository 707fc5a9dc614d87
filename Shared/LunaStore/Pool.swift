import CPostgres
import Logging
import LunaCore
import Synchronization

/// Carries out what ``PoolState`` decides: opens connections on threads, wakes waiting tasks, keeps the deadlines.
final class Pool: TimeHandler, Sendable {
    private typealias Waiting = UnsafeContinuation<Connection, any Error>

    private struct Inner {
        var core: PoolState
        var connections: [UInt64: Connection] = [:]
        var waiters: [UInt64: Waiting] = [:]
        var lastFailure: LunaError?
        var nextWaiter: UInt64 = 1
        var drained: [UnsafeContinuation<Void, Never>] = []
    }

    private enum Effect {
        case open(UInt64)
        case close(Connection)
        case check(Connection)
        case grant(Waiting, Connection)
        case refuse(Waiting, any Error)
        case drained(UnsafeContinuation<Void, Never>)
    }

    private let loop: EventLoop
    private let configuration: StoreConfiguration
    private let logger: Logger
    private let start = ContinuousClock.now
    private let inner: Mutex<Inner>

    init(_ configuration: StoreConfiguration, loop: EventLoop, logger: Logger) {
        self.configuration = configuration
        self.loop = loop
        self.logger = logger
        var settings = PoolState.Settings()
        settings.minimum = max(0, configuration.minConnections)
        settings.maximum = max(1, configuration.maxConnections, settings.minimum)
        settings.maximumWaiting = configuration.maxWaiting
        settings.idleTimeout = configuration.idleTimeout
        settings.checkInterval = configuration.idleCheckInterval
        inner = Mutex(Inner(core: PoolState(settings)))
        loop.addTimed(self)
    }

    // MARK: Leasing

    /// A connection for the caller alone, until ``release(_:)``.
    /// - Throws: `LunaError` `store.busy`, `store.unavailable`, `store.closed`, or `CancellationError`.
    func lease(limit: Duration? = nil) async throws -> Connection {
        let id = inner.withLock { inner in
            defer { inner.nextWaiter += 1 }
            return inner.nextWaiter
        }
        let cancelled = Flag()
        let limit = limit ?? configuration.leaseTimeout
        return try await withTaskCancellationHandler {
            try await withUnsafeThrowingContinuation { (continuation: Waiting) in
                change { inner, now in
                    if cancelled.isSet {
                        return (nil, [.refuse(continuation, CancellationError())])
                    }
                    inner.waiters[id] = continuation
                    return (inner.core.lease(waiter: id, deadline: now + limit, now: now), [])
                }
            }
        } onCancel: {
            change { inner, _ in
                cancelled.set()
                guard let continuation = inner.waiters.removeValue(forKey: id) else { return (nil, []) }
                inner.core.withdraw(waiter: id)
                return (nil, [.refuse(continuation, CancellationError())])
            }
        }
    }

    /// Gives a leased connection back. It is closed when it is not as new.
    func release(_ connection: Connection) {
        change { inner, now in (inner.core.release(connection.id, reusable: connection.isClean, now: now), []) }
    }

    /// Closes everything. Connections in use are waited for, up to `grace`; then they are closed under their users.
    func close(grace: Duration) async {
        change { inner, _ in (inner.core.close(), []) }
        let impatience = Task {
            try await Task.sleep(for: grace)
            abandon()
        }
        await withUnsafeContinuation { continuation in
            change { inner, _ in
                inner.drained.append(continuation)
                return (nil, [])
            }
        }
        impatience.cancel()
        loop.removeTimed(self)
    }

    private func abandon() {
        change { inner, _ in
            defer { inner.connections = [:] }
            defer { inner.drained = [] }
            return (nil, inner.connections.values.map { .close($0) } + inner.drained.map { .drained($0) })
        }
    }

    /// For tests and metrics.
    var counts: (idle: Int, leased: Int, waiting: Int) {
        inner.withLock { ($0.core.idleCount, $0.core.leasedCount, $0.core.waitingCount) }
    }

    // MARK: Time

    func expire(_ now: ContinuousClock.Instant) -> ContinuousClock.Instant? {
        let connections = inner.withLock { Array($0.connections.values) }
        let next = connections.compactMap { $0.expire(now) }.min()
        change { inner, now in (inner.core.tick(now), []) }
        return next
    }

    // MARK: Carrying out

    /// Changes the state under the lock and carries out what follows without it.
    private func change(_ body: (inout Inner, Duration) -> ([PoolState.Action]?, [Effect])) {
        let (effects, next) = inner.withLock { inner -> ([Effect], Duration?) in
            let (actions, direct) = body(&inner, start.duration(to: .now))
            var effects = direct
            for action in actions ?? [] {
                if let effect = effect(of: action, &inner) { effects.append(effect) }
            }
            if inner.core.isDrained, !inner.drained.isEmpty {
                effects += inner.drained.map { .drained($0) }
                inner.drained = []
            }
            return (effects, actions == nil ? nil : inner.core.nextDeadline)
        }
        if let next { loop.wake(by: start.advanced(by: next)) }
        for effect in effects { carryOut(effect) }
    }

    private func effect(of action: PoolState.Action, _ inner: inout Inner) -> Effect? {
        switch action {
        case .open(let id): return .open(id)
        case .close(let id): return inner.connections.removeValue(forKey: id).map { .close($0) }
        case .check(let id): return inner.connections[id].map { .check($0) }
        case .grant(let waiter, let id):
            guard let continuation = inner.waiters.removeValue(forKey: waiter), let connection = inner.connections[id]
            else {
                return nil
            }
            return .grant(continuation, connection)
        case .refuse(let waiter, let refusal):
            return inner.waiters.removeValue(forKey: waiter).map { .refuse($0, error(refusal, inner.lastFailure)) }
        }
    }

    private func error(_ refusal: PoolState.Refusal, _ lastFailure: LunaError?) -> LunaError {
        switch refusal {
        case .busy:
            LunaError(
                "store.busy", .resource,
                "All \(configuration.maxConnections) database connections were in use for \(configuration.leaseTimeout); try again later."
            )
        case .crowded:
            LunaError(
                "store.busy", .resource,
                "\(configuration.maxWaiting) tasks wait for a database connection already; try again later.")
        case .unavailable: lastFailure ?? StoreFailure.unavailable("no connection could be made in time", sent: false)
        case .closed: LunaError("store.closed", .dependency, "The store was closed.", isRetryable: false)
        }
    }

    private func carryOut(_ effect: Effect) {
        switch effect {
        case .open(let id): open(id)
        case .close(let connection): connection.close()
        case .grant(let continuation, let connection): continuation.resume(returning: connection)
        case .refuse(let continuation, let error): continuation.resume(throwing: error)
        case .drained(let continuation): continuation.resume()
        case .check(let connection):
            Task {
                let alive = await connection.isAlive()
                change { inner, now in (inner.core.checked(connection.id, alive: alive, now: now), []) }
            }
        }
    }

    // MARK: Opening

    private func open(_ id: UInt64) {
        let started = DedicatedThread.start("luna-pg-connect") { [self] in
            switch Connection.open(
                id: id, configuration, loop: loop, logger: logger, onLoss: { [weak self] in self?.lost($0, $1) })
            {
            case .success(let connection):
                change { inner, now in
                    inner.connections[id] = connection
                    return (inner.core.opened(id, now: now), [])
                }
            case .failure(let error): openFailed(id, error)
            }
        }
        if !started { openFailed(id, StoreFailure.unavailable("no thread can be started", sent: false)) }
    }

    private func openFailed(_ id: UInt64, _ error: LunaError) {
        logger.warning("no connection to the database", metadata: ["reason": "\(error.message)"])
        change { inner, now in
            inner.lastFailure = error
            let isFinal = ["store.refused", "store.tls"].contains(error.code)
            return (inner.core.openFailed(id, isFinal: isFinal, now: now), [])
        }
    }

    private func lost(_ id: UInt64, _ error: LunaError) {
        logger.info("a database connection is lost", metadata: ["reason": "\(error.message)"])
        change { inner, now in
            inner.connections[id] = nil
            return (inner.core.lost(id, now: now), [])
        }
    }
}

/// A switch that can only be turned on.
final class Flag: Sendable {
    private let state = Mutex(false)
    var isSet: Bool { state.withLock { $0 } }
    func set() { state.withLock { $0 = true } }
}

import DequeModule

/// The rules of the connection pool, without any connection in it: events in, actions out.
///
/// Time is a duration since any fixed moment, given by the caller. Idle connections are reused last in, first out, so that the
/// surplus ones get old and are closed. Waiting tasks are served first in, first out. When the server is away, one
/// attempt at a time is made, with a growing pause.
struct PoolState: Sendable {
    struct Settings: Sendable {
        var minimum = 1
        var maximum = 6
        var maximumWaiting = 4096
        var idleTimeout = Duration.seconds(60)
        var checkInterval = Duration.seconds(30)
        var backoffBase = Duration.milliseconds(50)
        var backoffLimit = Duration.seconds(2)
    }

    enum Refusal: Equatable, Sendable {
        /// All connections are in use and the time to wait is over.
        case busy
        /// Too many tasks wait already.
        case crowded
        /// No connection can be made and the time to wait is over.
        case unavailable
        case closed
    }

    enum Action: Equatable, Sendable {
        case open(UInt64)
        case close(UInt64)
        case check(UInt64)
        case grant(waiter: UInt64, connection: UInt64)
        case refuse(waiter: UInt64, Refusal)
    }

    private struct Waiter {
        let id: UInt64
        let deadline: Duration
    }
    private struct Idle {
        let id: UInt64
        let since: Duration
        var checked: Duration
    }

    let settings: Settings
    private var nextConnection: UInt64 = 1
    private var waiters: Deque<Waiter> = []
    private var idle: [Idle] = []
    private var leased: Set<UInt64> = []
    private var checking: [UInt64: Duration] = [:]
    private var opening: Set<UInt64> = []
    private var failures = 0
    private var pauseUntil: Duration?
    private(set) var isClosed = false

    init(_ settings: Settings) { self.settings = settings }

    /// Connections of all kinds.
    var total: Int { idle.count + leased.count + checking.count + opening.count }
    var idleCount: Int { idle.count }
    var leasedCount: Int { leased.count }
    var waitingCount: Int { waiters.count }
    /// Whether no connection is left, after ``close()``.
    var isDrained: Bool { isClosed && total == 0 }

    // MARK: Events

    /// A task wants a connection.
    mutating func lease(waiter: UInt64, deadline: Duration, now: Duration) -> [Action] {
        if isClosed { return [.refuse(waiter: waiter, .closed)] }
        guard waiters.count < settings.maximumWaiting else { return [.refuse(waiter: waiter, .crowded)] }
        waiters.append(Waiter(id: waiter, deadline: deadline))
        return serve() + fill(now)
    }

    /// A task no longer wants a connection. It must not have been granted or refused yet.
    mutating func withdraw(waiter: UInt64) { waiters.removeAll { $0.id == waiter } }

    /// A leased connection comes back.
    mutating func release(_ id: UInt64, reusable: Bool, now: Duration) -> [Action] {
        guard leased.remove(id) != nil else { return [] }
        guard reusable, !isClosed else { return [.close(id)] + fill(now) }
        idle.append(Idle(id: id, since: now, checked: now))
        return serve()
    }

    mutating func opened(_ id: UInt64, now: Duration) -> [Action] {
        guard opening.remove(id) != nil else { return [.close(id)] }
        failures = 0
        pauseUntil = nil
        if isClosed { return [.close(id)] }
        idle.append(Idle(id: id, since: now, checked: now))
        return serve() + fill(now)
    }

    /// - Parameter isFinal: trying again will not help (wrong password, no such database): nobody is kept waiting.
    mutating func openFailed(_ id: UInt64, isFinal: Bool = false, now: Duration) -> [Action] {
        guard opening.remove(id) != nil else { return [] }
        failures += 1
        let factor = 1 << min(failures - 1, 10)
        pauseUntil = now + min(settings.backoffBase * factor, settings.backoffLimit)
        guard isFinal, leased.isEmpty, checking.isEmpty else { return fill(now) }
        defer { waiters = [] }
        return waiters.map { .refuse(waiter: $0.id, .unavailable) }
    }

    /// A connection is dead. (One that is leased is handed back by its task later; that is then ignored.)
    mutating func lost(_ id: UInt64, now: Duration) -> [Action] {
        if leased.remove(id) == nil, checking.removeValue(forKey: id) == nil { idle.removeAll { $0.id == id } }
        return fill(now)
    }

    /// The answer to a check.
    mutating func checked(_ id: UInt64, alive: Bool, now: Duration) -> [Action] {
        guard let since = checking.removeValue(forKey: id) else { return [] }
        guard alive, !isClosed else { return [.close(id)] + fill(now) }
        idle.insert(Idle(id: id, since: since, checked: now), at: 0)
        return serve()
    }

    /// Time has passed.
    mutating func tick(_ now: Duration) -> [Action] {
        var actions: [Action] = []
        if waiters.contains(where: { $0.deadline <= now }) {
            let refusal: Refusal = failures > 0 && leased.isEmpty && idle.isEmpty ? .unavailable : .busy
            for waiter in waiters where waiter.deadline <= now { actions.append(.refuse(waiter: waiter.id, refusal)) }
            waiters.removeAll { $0.deadline <= now }
        }
        var surplus = total - settings.minimum
        var kept: [Idle] = []
        for connection in idle {
            if surplus > 0, connection.since + settings.idleTimeout <= now {
                surplus -= 1
                actions.append(.close(connection.id))
            } else if connection.checked + settings.checkInterval <= now {
                checking[connection.id] = connection.since
                actions.append(.check(connection.id))
            } else {
                kept.append(connection)
            }
        }
        idle = kept
        return actions + fill(now)
    }

    /// Refuses everybody who waits, closes what is idle; the rest is closed as it comes back.
    mutating func close() -> [Action] {
        isClosed = true
        let actions = waiters.map { Action.refuse(waiter: $0.id, .closed) } + idle.map { .close($0.id) }
        waiters = []
        idle = []
        return actions
    }

    /// When ``tick(_:)`` has something to do at the latest; `nil` when only events can change anything.
    var nextDeadline: Duration? {
        if isClosed { return nil }
        var next = waiters.lazy.map(\.deadline).min()
        func consider(_ moment: Duration) { next = min(next ?? moment, moment) }
        if let pauseUntil, wanted > 0 { consider(pauseUntil) }
        for connection in idle {
            consider(connection.checked + settings.checkInterval)
            if total > settings.minimum { consider(connection.since + settings.idleTimeout) }
        }
        return next
    }

    // MARK: Rules

    /// How many more connections there should be.
    private var wanted: Int {
        if isClosed { return 0 }
        let room = settings.maximum - total
        let forWaiters = waiters.count - opening.count - checking.count
        return max(settings.minimum - total, min(room, forWaiters), 0)
    }

    private mutating func serve() -> [Action] {
        var actions: [Action] = []
        while !waiters.isEmpty, let connection = idle.popLast() {
            let waiter = waiters.removeFirst()
            leased.insert(connection.id)
            actions.append(.grant(waiter: waiter.id, connection: connection.id))
        }
        return actions
    }

    private mutating func fill(_ now: Duration) -> [Action] {
        if let pauseUntil, pauseUntil > now { return [] }
        let count = failures == 0 ? wanted : opening.isEmpty ? min(1, wanted) : 0
        return (0..<count).map { _ in
            let id = nextConnection
            nextConnection += 1
            opening.insert(id)
            return .open(id)
        }
    }
}

import CLunaSys
import Glibc
import LunaCore
import Synchronization

/// What the loop calls. Both are called on the loop's thread, never with a lock of the loop held.
protocol EventHandler: AnyObject, Sendable {
    func ready(readable: Bool, writable: Bool)
}

/// Work for a moment in time.
protocol TimeHandler: AnyObject, Sendable {
    /// Does what is due and says when it wants to be called next.
    func expire(_ now: ContinuousClock.Instant) -> ContinuousClock.Instant?
}

/// One thread that waits for all sockets and all deadlines of a store (epoll(7)), so that no task ever blocks in libpq.
///
/// Deadlines are not kept in a heap: there are few handlers, and the loop asks all of them when the earliest moment that anybody
/// has ever asked for has come. A deadline that is met costs nothing.
final class EventLoop: Sendable {
    private struct State {
        var handlers: [UInt64: any EventHandler] = [:]
        var timed: [ObjectIdentifier: any TimeHandler] = [:]
        var nextWake: ContinuousClock.Instant?
        var stopped = false
    }
    private let state = Mutex(State())
    private let epoll: Int32
    private let wakeup: Int32
    private static let wakeToken = UInt64.max

    /// Starts the thread.
    init(name: String) throws {
        epoll = luna_epoll_create()
        wakeup = luna_eventfd_create()
        guard epoll >= 0, wakeup >= 0, luna_epoll_add(epoll, wakeup, LUNA_EPOLL_READ, Self.wakeToken) == 0 else {
            let reason = String(cString: strerror(errno))
            if epoll >= 0 { close(epoll) }
            if wakeup >= 0 { close(wakeup) }
            throw LunaError("store.unavailable", .resource, "No event descriptor can be made: \(reason).")
        }
        guard DedicatedThread.start(name, { [self] in run() }) else {
            close(epoll)
            close(wakeup)
            throw LunaError("store.unavailable", .resource, "No thread can be started for the store.")
        }
    }

    /// Watches a socket. `token` must be unique.
    func add(_ descriptor: Int32, token: UInt64, _ handler: any EventHandler) -> Bool {
        state.withLock { state in
            if state.stopped || luna_epoll_add(epoll, descriptor, LUNA_EPOLL_READ, token) != 0 { return false }
            state.handlers[token] = handler
            return true
        }
    }

    func watchWrites(_ descriptor: Int32, token: UInt64, _ on: Bool) {
        state.withLock { state in
            if state.stopped { return }
            _ = luna_epoll_modify(epoll, descriptor, on ? LUNA_EPOLL_READ | LUNA_EPOLL_WRITE : LUNA_EPOLL_READ, token)
        }
    }

    /// Call before the socket is closed.
    func remove(_ descriptor: Int32, token: UInt64) {
        state.withLock { state in
            if !state.stopped { _ = luna_epoll_remove(epoll, descriptor) }
            state.handlers[token] = nil
        }
    }

    func addTimed(_ handler: any TimeHandler) { state.withLock { $0.timed[ObjectIdentifier(handler)] = handler } }
    func removeTimed(_ handler: any TimeHandler) { state.withLock { $0.timed[ObjectIdentifier(handler)] = nil } }

    /// Makes sure that the timed handlers are called at `instant` or earlier.
    func wake(by instant: ContinuousClock.Instant) {
        state.withLock { state in
            if let planned = state.nextWake, planned <= instant { return }
            state.nextWake = instant
            if !state.stopped { _ = luna_eventfd_signal(wakeup) }
        }
    }

    /// Ends the thread; the descriptors are closed by it.
    func stop() {
        state.withLock { state in
            if !state.stopped { _ = luna_eventfd_signal(wakeup) }
            state.stopped = true
        }
    }

    private func run() {
        var events = [luna_epoll_event](repeating: luna_epoll_event(), count: 64)
        while true {
            let (stopped, nextWake) = state.withLock { ($0.stopped, $0.nextWake) }
            if stopped { break }
            let count = events.withUnsafeMutableBufferPointer {
                luna_epoll_wait(epoll, $0.baseAddress, Int32($0.count), Self.milliseconds(until: nextWake))
            }
            for event in events.prefix(Int(max(0, count))) {
                if event.token == Self.wakeToken {
                    luna_eventfd_clear(wakeup)
                    continue
                }
                let handler = state.withLock { $0.handlers[event.token] }
                handler?.ready(
                    readable: event.events & (LUNA_EPOLL_READ | LUNA_EPOLL_ERROR) != 0,
                    writable: event.events & (LUNA_EPOLL_WRITE | LUNA_EPOLL_ERROR) != 0)
            }
            callTimed()
        }
        state.withLock {
            $0.handlers = [:]
            $0.timed = [:]
            // Under the lock, and after `stopped`: nobody can use the numbers again once the system has given them away.
            close(epoll)
            close(wakeup)
        }
    }

    private func callTimed() {
        let now = ContinuousClock.now
        let due: [any TimeHandler] = state.withLock { state in
            guard let nextWake = state.nextWake, nextWake <= now else { return [] }
            state.nextWake = nil
            return Array(state.timed.values)
        }
        for handler in due {
            if let next = handler.expire(now) { wake(by: next) }
        }
    }

    private static func milliseconds(until instant: ContinuousClock.Instant?) -> Int32 {
        guard let instant else { return -1 }
        let left = ContinuousClock.now.duration(to: instant).components
        if left.seconds < 0 || left.attoseconds < 0 { return 0 }
        // Rounded up, or the loop would spin during the last millisecond.
        return Int32(clamping: left.seconds * 1000 + left.attoseconds / 1_000_000_000_000_000 + 1)
    }
}

/// Threads for calls that block (connecting, cancelling), so that Swift's pool never does.
enum DedicatedThread {
    private final class Body: Sendable {
        let name: String
        let run: @Sendable () -> Void
        init(_ name: String, _ run: @escaping @Sendable () -> Void) {
            self.name = name
            self.run = run
        }
    }

    /// Runs `body` on a new detached thread. `name` is cut at 15 bytes. False when the system has no thread left.
    static func start(_ name: String, _ body: @escaping @Sendable () -> Void) -> Bool {
        var attributes = pthread_attr_t()
        pthread_attr_init(&attributes)
        defer { pthread_attr_destroy(&attributes) }
        pthread_attr_setdetachstate(&attributes, Int32(PTHREAD_CREATE_DETACHED))
        var thread = pthread_t()
        let context = Unmanaged.passRetained(Body(name, body))
        let status = pthread_create(
            &thread, &attributes,
            { context in
                guard let context else { return nil }
                let body = Unmanaged<Body>.fromOpaque(context).takeRetainedValue()
                luna_thread_set_name(body.name)
                body.run()
                return nil
            }, context.toOpaque())
        if status != 0 { context.release() }
        return status == 0
    }
}

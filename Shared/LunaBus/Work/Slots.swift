import Synchronization

/// A counting semaphore for tasks, which can also say when all slots are free.
final class Slots: Sendable {
    private struct State: Sendable {
        var free: Int
        var queue: [UnsafeContinuation<Void, Never>] = []
        var idle: UnsafeContinuation<Bool, Never>?
        var isOverdue = false
    }
    private let total: Int
    private let state: Mutex<State>

    init(_ count: Int) {
        total = count
        state = Mutex(State(free: count))
    }

    var taken: Int { state.withLock { total - $0.free } }

    func take() async {
        await withUnsafeContinuation { (continuation: UnsafeContinuation<Void, Never>) in
            let now = state.withLock { state in
                if state.free > 0 {
                    state.free -= 1
                    return true
                }
                state.queue.append(continuation)
                return false
            }
            if now { continuation.resume() }
        }
    }

    func giveBack() {
        let (next, idle) = state.withLock {
            state -> (UnsafeContinuation<Void, Never>?, UnsafeContinuation<Bool, Never>?) in
            if !state.queue.isEmpty { return (state.queue.removeFirst(), nil) }
            state.free += 1
            guard state.free == total else { return (nil, nil) }
            defer { state.idle = nil }
            return (nil, state.idle)
        }
        next?.resume()
        idle?.resume(returning: true)
    }

    /// Waits until all slots are free: true. Ends with false when ``overdue()`` comes first. One waiter at a time.
    func idle() async -> Bool {
        await withUnsafeContinuation { (continuation: UnsafeContinuation<Bool, Never>) in
            let now = state.withLock { state -> Bool? in
                if state.free == total { return true }
                if state.isOverdue { return false }
                state.idle = continuation
                return nil
            }
            if let now { continuation.resume(returning: now) }
        }
    }

    func overdue() {
        let waiter = state.withLock { state in
            state.isOverdue = true
            defer { state.idle = nil }
            return state.idle
        }
        waiter?.resume(returning: false)
    }
}

import Synchronization

/// How many handlers may run at a time: a counting semaphore whose limit can be changed while it is in use. Several queues may share
/// one. Thread-safe.
public final class Permits: Sendable {
    private struct State: Sendable {
        var limit: Int
        var taken = 0
        var waiting: [UnsafeContinuation<Void, Never>] = []
        var head = 0

        /// Those who may go on now.
        mutating func admit() -> [UnsafeContinuation<Void, Never>] {
            var admitted: [UnsafeContinuation<Void, Never>] = []
            while taken < limit, head < waiting.count {
                admitted.append(waiting[head])
                head += 1
                taken += 1
            }
            if head == waiting.count {
                waiting.removeAll(keepingCapacity: true)
                head = 0
            }
            return admitted
        }
    }
    private let state: Mutex<State>

    /// - Parameter limit: at least 1.
    public init(_ limit: Int) { state = Mutex(State(limit: max(1, limit))) }

    /// Permits that are given out at most. Lowering it takes none away; fewer are given out until it holds.
    public var limit: Int {
        get { state.withLock { $0.limit } }
        set {
            let admitted = state.withLock { state in
                state.limit = max(1, newValue)
                return state.admit()
            }
            for waiter in admitted { waiter.resume() }
        }
    }

    /// Permits that are out.
    public var taken: Int { state.withLock { $0.taken } }

    /// Whether all permits are out.
    public var isExhausted: Bool { state.withLock { $0.taken >= $0.limit } }

    /// Waits for a permit; first come, first served. Give it back with ``giveBack()``.
    public func take() async {
        if state.withLock({ state in
            guard state.taken < state.limit, state.head == state.waiting.count else { return false }
            state.taken += 1
            return true
        }) {
            return
        }
        await withUnsafeContinuation { (continuation: UnsafeContinuation<Void, Never>) in
            let admitted = state.withLock { state in
                state.waiting.append(continuation)
                return state.admit()
            }
            for waiter in admitted { waiter.resume() }
        }
    }

    public func giveBack() {
        let admitted = state.withLock { state in
            state.taken -= 1
            return state.admit()
        }
        for waiter in admitted { waiter.resume() }
    }
}

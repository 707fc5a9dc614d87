import Synchronization

/// What a queue is working on: one entry per delivery, with the task that handles it.
///
/// Thread-safe. It exists so that a delivery costs one task and no timer of its own: renewing, cancelling and waiting for the
/// end are done over the whole table.
final class InHand: Sendable {
    private struct Entry: Sendable {
        let delivery: Delivery
        /// `nil` while the task is being made.
        var task: Task<Void, Never>?
        var isCancelled = false
    }
    private struct State: Sendable {
        /// By reply subject, which no two deliveries share.
        var entries: [String: Entry] = [:]
        var idle: UnsafeContinuation<Bool, Never>?
        var isOverdue = false
    }
    private let state = Mutex(State())

    var count: Int { state.withLock { $0.entries.count } }

    /// Handles a delivery in a task of its own.
    func start(_ delivery: Delivery, _ handle: @escaping @Sendable () async -> Void) {
        let key = delivery.replySubject
        state.withLock { $0.entries[key] = Entry(delivery: delivery, task: nil) }
        let task = Task {
            await handle()
            self.end(key)
        }
        // It may have ended, or been cancelled, already.
        let isCancelled = state.withLock { state in
            state.entries[key]?.task = task
            return state.entries[key]?.isCancelled ?? false
        }
        if isCancelled { task.cancel() }
    }

    /// Cancels the task that handles a delivery, if it is still in hand.
    func cancel(_ delivery: Delivery) {
        let task = state.withLock { state in
            state.entries[delivery.replySubject]?.isCancelled = true
            return state.entries[delivery.replySubject]?.task
        }
        task?.cancel()
    }

    private func end(_ key: String) {
        let waiter = state.withLock { state -> UnsafeContinuation<Bool, Never>? in
            state.entries[key] = nil
            guard state.entries.isEmpty else { return nil }
            defer { state.idle = nil }
            return state.idle
        }
        waiter?.resume(returning: true)
    }

    /// Tells the server of everything in hand that it is still being worked on.
    func renew() {
        for delivery in state.withLock({ $0.entries.values.map(\.delivery) }) { delivery.inProgress() }
    }

    func cancelAll() {
        for task in state.withLock({ $0.entries.values.compactMap(\.task) }) { task.cancel() }
    }

    /// Waits until nothing is in hand: true. Ends with false when ``overdue()`` comes first. One waiter at a time.
    func idle() async -> Bool { await wait(untilOverdue: true) }

    /// Waits until nothing is in hand, however long it takes.
    func end() async { _ = await wait(untilOverdue: false) }

    private func wait(untilOverdue: Bool) async -> Bool {
        await withUnsafeContinuation { (continuation: UnsafeContinuation<Bool, Never>) in
            let now = state.withLock { state -> Bool? in
                if state.entries.isEmpty { return true }
                if state.isOverdue, untilOverdue { return false }
                state.idle = continuation
                return nil
            }
            if let now { continuation.resume(returning: now) }
        }
    }

    /// Whoever waits in ``idle()`` has waited long enough.
    func overdue() {
        let waiter = state.withLock { state in
            state.isOverdue = true
            defer { state.idle = nil }
            return state.idle
        }
        waiter?.resume(returning: false)
    }
}

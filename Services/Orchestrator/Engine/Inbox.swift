import Synchronization

/// The engine's mailbox: bounded for those who can wait, and drained whole, so that a batch is as large as the load makes it.
///
/// Thread-safe. One consumer.
final class Inbox<Item: Sendable>: Sendable {
    private struct State {
        var items: [Item] = []
        var consumer: CheckedContinuation<[Item], Never>?
        var producers: [CheckedContinuation<Void, Never>] = []
        var isFinished = false
    }
    private let state = Mutex(State())
    private let capacity: Int

    init(capacity: Int) { self.capacity = capacity }

    /// Adds an item; waits first while the box is full. After ``finish()`` the item is dropped.
    func push(_ item: Item) async {
        await withCheckedContinuation { (continuation: CheckedContinuation<Void, Never>) in
            let mustWait = state.withLock { state -> Bool in
                guard state.items.count >= capacity, !state.isFinished else { return false }
                state.producers.append(continuation)
                return true
            }
            if !mustWait { continuation.resume() }
        }
        pushNow(item)
    }

    /// Adds an item at once: for what is rare, and for the engine itself, which must not wait for itself.
    /// - Returns: whether it was taken in; after ``finish()`` it is not.
    @discardableResult func pushNow(_ item: Item) -> Bool {
        let (isIn, consumer) = state.withLock { state -> (Bool, (CheckedContinuation<[Item], Never>, [Item])?) in
            guard !state.isFinished else { return (false, nil) }
            state.items.append(item)
            guard let consumer = state.consumer else { return (true, nil) }
            state.consumer = nil
            let items = state.items
            state.items = []
            return (true, (consumer, items))
        }
        if let (consumer, items) = consumer { consumer.resume(returning: items) }
        return isIn
    }

    /// Adds what fits, at once.
    /// - Returns: how many did not fit.
    func offer(_ items: [Item]) -> Int {
        let (refused, consumer, batch) = state.withLock { state -> (Int, CheckedContinuation<[Item], Never>?, [Item]) in
            guard !state.isFinished else { return (items.count, nil, []) }
            let room = max(0, capacity - state.items.count)
            state.items += items.prefix(room)
            let refused = max(0, items.count - room)
            guard let consumer = state.consumer, !state.items.isEmpty else { return (refused, nil, []) }
            state.consumer = nil
            defer { state.items = [] }
            return (refused, consumer, state.items)
        }
        consumer?.resume(returning: batch)
        return refused
    }

    /// Everything that has gathered, waiting for the first if need be. Empty: the box was finished.
    func takeAll() async -> [Item] {
        await withCheckedContinuation { continuation in
            let (items, producers) = state.withLock { state -> ([Item]?, [CheckedContinuation<Void, Never>]) in
                if state.items.isEmpty, !state.isFinished {
                    state.consumer = continuation
                    return (nil, [])
                }
                let items = state.items
                state.items = []
                let producers = state.producers
                state.producers = []
                return (items, producers)
            }
            for producer in producers { producer.resume() }
            if let items { continuation.resume(returning: items) }
        }
    }

    /// No more items are taken in; the consumer gets what is left and then nothing.
    func finish() {
        let (consumer, producers) = state.withLock { state in
            state.isFinished = true
            defer {
                state.consumer = nil
                state.producers = []
            }
            return (state.consumer, state.producers)
        }
        consumer?.resume(returning: [])
        for producer in producers { producer.resume() }
    }
}

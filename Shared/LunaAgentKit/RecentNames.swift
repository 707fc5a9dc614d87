import Synchronization

/// A set that forgets its oldest members when it is full. Thread-safe.
final class RecentNames: Sendable {
    private struct State {
        var members: Set<String> = []
        var order: [String] = []
        var next = 0
    }
    private let state = Mutex(State())
    private let capacity: Int

    /// - Parameter capacity: members at most.
    init(capacity: Int) { self.capacity = capacity }

    func insert(_ name: String) {
        state.withLock { state in
            guard state.members.insert(name).inserted else { return }
            if state.order.count < capacity {
                state.order.append(name)
            } else {
                state.members.remove(state.order[state.next])
                state.order[state.next] = name
                state.next = (state.next + 1) % capacity
            }
        }
    }

    func contains(_ name: String) -> Bool { state.withLock { $0.members.contains(name) } }
}

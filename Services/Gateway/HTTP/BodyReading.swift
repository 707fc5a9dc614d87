import Synchronization

/// How far a handler has read the request's body: what nobody read must not be taken for the next request. Thread-safe.
final class BodyReading: Sendable {
    enum State: Sendable { case untouched, begun, finished }
    private let current = Mutex(State.untouched)

    var state: State { current.withLock { $0 } }
    func begin() { current.withLock { $0 = .begun } }
    func finish() { current.withLock { $0 = .finished } }
}

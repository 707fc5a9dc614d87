import DequeModule
import Synchronization

/// What a reader of a channel gets.
public enum ChannelEvent: Sendable, Hashable {
    case notification(payload: String)
    /// The connection was made anew, or the reader was too slow: something may have been missed, so look at the tables.
    case gap
}

/// The notifications of one channel, for one reader. Ends when the store is closed; going out of scope stops listening.
public final class ChannelSubscription: AsyncSequence, Sendable {
    public typealias Element = ChannelEvent
    private let mailbox: ChannelMailbox
    private let leave: @Sendable () -> Void

    init(_ mailbox: ChannelMailbox, leave: @escaping @Sendable () -> Void) {
        self.mailbox = mailbox
        self.leave = leave
    }
    deinit {
        mailbox.finish()
        leave()
    }

    public func makeAsyncIterator() -> Iterator { Iterator(subscription: self) }

    public struct Iterator: AsyncIteratorProtocol {
        let subscription: ChannelSubscription

        public mutating func next() async -> ChannelEvent? { await subscription.mailbox.next() }
        public mutating func next(isolation: isolated (any Actor)?) async -> ChannelEvent? {
            await subscription.mailbox.next()
        }
    }
}

/// A bounded queue between the event loop and one reader. When it overflows, everything in it becomes one gap.
final class ChannelMailbox: Sendable {
    private struct State {
        var queue: Deque<String> = []
        var gap = false
        var started = false
        var finished = false
        var reader: UnsafeContinuation<ChannelEvent?, Never>?
    }
    private let state = Mutex(State())
    private let capacity: Int

    init(capacity: Int) { self.capacity = max(1, capacity) }

    var hasStarted: Bool { state.withLock { $0.started } }
    func start() { state.withLock { $0.started = true } }

    func put(_ payload: String) {
        let reader: UnsafeContinuation<ChannelEvent?, Never>? = state.withLock { state in
            if let reader = state.reader {
                state.reader = nil
                return reader
            }
            if state.gap { return nil }
            if state.queue.count >= capacity {
                state.queue = []
                state.gap = true
            } else {
                state.queue.append(payload)
            }
            return nil
        }
        reader?.resume(returning: .notification(payload: payload))
    }

    func markGap() {
        let reader = state.withLock { state in
            defer { state.reader = nil }
            if state.reader == nil {
                state.queue = []
                state.gap = true
            }
            return state.reader
        }
        reader?.resume(returning: .gap)
    }

    func finish() {
        let reader = state.withLock { state in
            defer { state.reader = nil }
            state.finished = true
            return state.reader
        }
        reader?.resume(returning: nil)
    }

    /// `nil` when finished or the task is cancelled.
    func next() async -> ChannelEvent? {
        await withTaskCancellationHandler {
            await withUnsafeContinuation { continuation in
                let (ready, event): (Bool, ChannelEvent?) = state.withLock { state in
                    if state.gap {
                        state.gap = false
                        return (true, .gap)
                    }
                    if let payload = state.queue.popFirst() { return (true, .notification(payload: payload)) }
                    // One reader at a time; a second one ends at once rather than waiting for ever.
                    if state.finished || Task.isCancelled || state.reader != nil { return (true, nil) }
                    state.reader = continuation
                    return (false, nil)
                }
                if ready { continuation.resume(returning: event) }
            }
        } onCancel: {
            let reader = state.withLock { state in
                defer { state.reader = nil }
                return state.reader
            }
            reader?.resume(returning: nil)
        }
    }
}

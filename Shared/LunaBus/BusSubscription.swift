import CNats
import LunaCore

/// Messages of one subject, as an `AsyncSequence` for one reader. Ends when the reading task is cancelled, after
/// ``unsubscribe()``, or when the bus closes. Going out of scope unsubscribes.
public final class BusSubscription: Sendable, AsyncSequence {
    public typealias Element = BusMessage
    public typealias Failure = Never

    private final class Sink: MessageSink {
        let mailbox: Mailbox<BusMessage>
        init(_ mailbox: Mailbox<BusMessage>) { self.mailbox = mailbox }
        // Blocking here is the back-pressure: this thread serves this subscription only.
        func receive(_ message: OpaquePointer) { _ = mailbox.push(NATSMessage.copy(message)) }
        func completed() { mailbox.finish() }
    }

    private let mailbox: Mailbox<BusMessage>
    private let subscription: NATSSubscription
    /// The subject subscribed to.
    public let subject: String

    init(_ connection: NATSConnection, subject: String, queue: String?, capacity: Int, pendingLimit: Int) throws {
        self.subject = subject
        mailbox = Mailbox(capacity: capacity)
        subscription = try connection.subscribe(subject, queue: queue, sink: Sink(mailbox), pendingLimit: pendingLimit)
    }

    deinit { stop() }

    private func stop() {
        subscription.unsubscribe()
        mailbox.finish()
    }

    /// Messages lost so far because they were read too slowly.
    public var lostMessages: Int64 { subscription.dropped }

    /// Stops the subscription; what already waits can still be read.
    public func unsubscribe() async { stop() }

    public func makeAsyncIterator() -> Iterator { Iterator(owner: self) }

    public struct Iterator: AsyncIteratorProtocol {
        private let owner: BusSubscription
        private var batch: [BusMessage] = []
        private var position = 0

        init(owner: BusSubscription) { self.owner = owner }

        public mutating func next() async -> BusMessage? { await next(isolation: nil) }

        public mutating func next(isolation actor: isolated (any Actor)?) async -> BusMessage? {
            if position == batch.count {
                guard let more = await owner.mailbox.next(isolation: actor) else { return nil }
                batch = more
                position = 0
            }
            defer { position += 1 }
            return batch[position]
        }
    }
}

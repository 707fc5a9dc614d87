import LunaCore

extension Bus {
    /// Pulls from a durable consumer. At most `capacity` messages are asked for ahead of the reader; each element of
    /// the sequence holds up to `batch` of them, whatever is there, without waiting for a full one.
    ///
    /// Messages that wait here run on the consumer's ack wait: `capacity` times the handling time must stay below it.
    /// - Throws: `LunaError` `bus.invalid_name`, `bus.closed`. A consumer that does not exist is not an error here: it
    ///   is
    ///   waited for (and made again if this process has asked for it before), and reported by ``problems()``.
    public func pull(stream: String, consumer: String, batch: Int = 100, capacity: Int = 256) async throws
        -> PullSubscription
    {
        PullSubscription(
            try makeFlow(stream: stream, consumer: consumer, batch: batch, capacity: capacity), batch: batch)
    }

    func makeFlow(stream: String, consumer: String, batch: Int, capacity: Int) throws -> PullFlow {
        try Self.checkName(stream, "stream")
        try Self.checkName(consumer, "consumer")
        let flow = try PullFlow(
            stream: stream, consumer: consumer, batch: max(1, batch), capacity: capacity,
            expires: configuration.pullExpiry, connection: prompt,
            acknowledger: Acknowledger(bulk, bulkRequests, logger: logger), deadlines: deadlines,
            repair: { [weak self] in await self?.repair(stream: stream, consumer: consumer) },
            report: { [monitor] in monitor.report($0) })
        pulls.add(flow)
        // The consumer is looked for first: a server does not answer for one that it does not have.
        flow.recover(after: .zero)
        return flow
    }

    private func repair(stream: String, consumer: String) async -> LunaError? {
        do {
            _ = try await consumerInfo(stream: stream, consumer: consumer)
            return nil
        } catch let error as LunaError where error.errorClass == .notFound {
            await heal()
            do {
                _ = try await consumerInfo(stream: stream, consumer: consumer)
                return nil
            } catch {
                return LunaError.wrapping(error)
            }
        } catch {
            return LunaError.wrapping(error)
        }
    }
}

/// Deliveries of a durable consumer as an `AsyncSequence` of batches, for one reader. Ends when the reading task is
/// cancelled, after ``unsubscribe()``, or when the bus closes. Going out of scope unsubscribes. What has been pulled
/// and not read goes back to the stream.
public final class PullSubscription: Sendable, AsyncSequence {
    public typealias Element = [Delivery]
    public typealias Failure = Never

    private let flow: PullFlow
    private let batch: Int

    init(_ flow: PullFlow, batch: Int) {
        self.flow = flow
        self.batch = Swift.max(1, batch)
    }

    deinit { flow.stop() }

    /// Stops pulling; returns when what was pulled and not read has been given back.
    public func unsubscribe() async {
        flow.stop()
        await flow.ended()
    }

    /// Stops pulling. Instead of ``unsubscribe()`` for a reader that can still work: what is given back may come again only seconds later.
    /// - Returns: what was pulled and not read, for the caller to settle.
    public func takeRest() async -> [Delivery] { await flow.takeRest() }

    /// The next batch; nil at the end.
    public func next(isolation actor: isolated (any Actor)? = #isolation) async -> [Delivery]? {
        guard let batch = await flow.mailbox.next(limit: batch, isolation: actor) else { return nil }
        flow.release(batch.count)
        return batch
    }

    public func makeAsyncIterator() -> Iterator { Iterator(owner: self) }

    public struct Iterator: AsyncIteratorProtocol {
        let owner: PullSubscription

        public mutating func next() async -> [Delivery]? { await owner.next(isolation: nil) }

        public mutating func next(isolation actor: isolated (any Actor)?) async -> [Delivery]? {
            await owner.next(isolation: actor)
        }
    }
}

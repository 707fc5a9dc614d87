import Logging
import LunaBus
import LunaCore
import LunaMessages
import ServiceLifecycle

/// Reads every event of all executions from the orchestrator's feed, in commit order, without ever missing one.
///
/// The journal is the source; notices on the bus only say that there is something new. So losing the event stream, this
/// process or the orchestrator costs time and nothing else. `apply` must remember the position together with what it does.
public struct FeedFollower: Sendable {
    private let orchestrator: OrchestratorClient
    private let bus: Bus
    private let context: CallContext
    private let logger: Logger
    private let types: [String]
    /// How long to wait for a message before asking anyway.
    private let interval: Duration
    /// The least time between two rounds of asking: while there is much, a round then brings much, and costs everybody less.
    private static let pause = Duration.milliseconds(100)

    /// - Parameters:
    ///   - types: only events of these types, such as `task.completed`; empty = all.
    public init(bus: Bus, service: String, types: [String] = [], interval: Duration = .seconds(1), logger: Logger) {
        self.bus = bus
        orchestrator = OrchestratorClient(BusRPCTransport(bus))
        context = CallContext(actor: "service:\(service)", timeout: .seconds(10))
        self.types = types
        self.interval = interval
        self.logger = logger
    }

    /// Follows until the graceful shutdown or cancellation.
    /// - Parameters:
    ///   - start: the position that was remembered last; empty for the beginning.
    ///   - apply: takes events and the position behind them. When it throws, the same events come again.
    public func run(
        from start: String, apply: @escaping @Sendable ([PublishedEvent], _ position: String) async throws -> Void
    ) async throws {
        try await cancelWhenGracefulShutdown {
            let news = try await bus.subscribe(Subjects.feedNews, capacity: 16)
            let wake = AsyncStream.makeStream(of: Void.self, bufferingPolicy: .bufferingNewest(1))
            try await withThrowingTaskGroup(of: Void.self) { group in
                group.addTask { for await _ in news { wake.continuation.yield() } }
                group.addTask {
                    while !Task.isCancelled {
                        try await Task.sleep(for: interval)
                        wake.continuation.yield()
                    }
                }
                group.addTask {
                    var position = start
                    for await _ in wake.stream {
                        do {
                            while true {
                                let reply = try await orchestrator.readFeed(
                                    ReadFeedRequest(afterPosition: position, limit: 500, types: types), context: context
                                )
                                if reply.position != position { try await apply(reply.events, reply.position) }
                                position = reply.position
                                if !reply.more { break }
                            }
                            try await Task.sleep(for: Self.pause)
                        } catch is CancellationError {
                            return
                        } catch {
                            logger.notice("the feed cannot be followed; trying again", metadata: ["error": "\(error)"])
                        }
                    }
                }
                defer { group.cancelAll() }
                try await group.next()
            }
            await news.unsubscribe()
        }
    }
}

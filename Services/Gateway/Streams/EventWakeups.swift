import Logging
import LunaBus
import LunaCore
import ServiceLifecycle
import Synchronization

/// Tells streams that there may be something new: one subscription for the whole process, as long as anybody listens,
/// and a tick every second for what the bus did not deliver. It carries no content; that is read from the journal, at
/// each client's own pace. Thread-safe.
final class EventWakeups: Sendable {
    /// What somebody waits for: news of one execution, or of a whole tenant.
    struct Topic: Sendable, Hashable {
        var tenant: String
        var execution: String?
    }

    private struct State: Sendable {
        var listeners: [Topic: [UInt64: AsyncStream<Void>.Continuation]] = [:]
        var next: UInt64 = 0
        var subscription: BusSubscription?
    }

    private let bus: Bus
    private let interval: Duration
    private let logger: Logger
    private let state = Mutex(State())
    private let demand = AsyncStream.makeStream(of: Void.self, bufferingPolicy: .bufferingNewest(1))

    /// - Parameter interval: between ticks.
    init(bus: Bus, interval: Duration = .seconds(1), logger: Logger) {
        self.bus = bus
        self.interval = interval
        self.logger = logger
    }

    /// One who waits. Wake-ups that come while it is busy become one. Going out of scope ends it.
    final class Listener: Sendable {
        let wakeups: AsyncStream<Void>
        private let continuation: AsyncStream<Void>.Continuation
        private let onEnd: @Sendable () -> Void

        fileprivate init(
            _ stream: (stream: AsyncStream<Void>, continuation: AsyncStream<Void>.Continuation),
            onEnd: @escaping @Sendable () -> Void
        ) {
            wakeups = stream.stream
            continuation = stream.continuation
            self.onEnd = onEnd
        }

        deinit { onEnd() }

        /// Ends the wake-ups, so that whoever waits goes on at once.
        func finish() { continuation.finish() }
    }

    /// Begins to listen. What happens from now on wakes the listener.
    func listen(to topic: Topic) -> Listener {
        let stream = AsyncStream.makeStream(of: Void.self, bufferingPolicy: .bufferingNewest(1))
        let id = state.withLock { state in
            state.next += 1
            state.listeners[topic, default: [:]][state.next] = stream.continuation
            return state.next
        }
        demand.continuation.yield()
        return Listener(stream) { [weak self] in self?.remove(topic, id) }
    }

    private func remove(_ topic: Topic, _ id: UInt64) {
        let idle = state.withLock { state -> BusSubscription? in
            state.listeners[topic]?[id] = nil
            if state.listeners[topic]?.isEmpty == true { state.listeners[topic] = nil }
            guard state.listeners.isEmpty else { return nil }
            defer { state.subscription = nil }
            return state.subscription
        }
        if let idle { Task { await idle.unsubscribe() } }
    }

    /// Serves until the graceful shutdown or cancellation.
    func run() async throws {
        try? await cancelWhenGracefulShutdown {
            try await withThrowingTaskGroup(of: Void.self) { group in
                group.addTask { try await self.tick() }
                group.addTask { await self.follow() }
                defer { group.cancelAll() }
                try await group.next()
            }
        }
    }

    private func tick() async throws {
        while true {
            try await Task.sleep(for: interval)
            for continuation in state.withLock({ $0.listeners.values.flatMap(\.values) }) { continuation.yield() }
        }
    }

    private func follow() async {
        for await _ in demand.stream {
            while state.withLock({ !$0.listeners.isEmpty }), !Task.isCancelled {
                do {
                    let news = try await bus.subscribe(Subjects.allEvents, capacity: 4096)
                    state.withLock { $0.subscription = news }
                    for await message in news { wake(message) }
                } catch {
                    // The ticks go on, so that nothing is missed, only later.
                    logger.notice("events cannot be listened to", metadata: ["error": "\(error)"])
                    try? await Task.sleep(for: interval)
                }
            }
        }
    }

    private func wake(_ message: BusMessage) {
        guard let tenant = Subjects.tenant(of: message.subject)?.rawValue else { return }
        let execution = message.headers[BusHeader.correlation]
        let awake = state.withLock { state -> [AsyncStream<Void>.Continuation] in
            var awake = state.listeners[Topic(tenant: tenant)].map { Array($0.values) } ?? []
            if let execution, let listeners = state.listeners[Topic(tenant: tenant, execution: execution)] {
                awake += listeners.values
            }
            return awake
        }
        for continuation in awake { continuation.yield() }
    }
}

import Logging
import LunaCore
import Synchronization

/// A message sent with `NOTIFY` (or `pg_notify`).
struct StoreNotification: Sendable, Hashable {
    let channel: String
    let payload: String
}

/// Keeps one connection that listens, for all channels of a store, and makes a new one when it breaks.
///
/// One task does all the work; it sleeps until a channel is asked for, no longer wanted, or the connection is lost.
final class NotificationHub: Sendable {
    private struct State {
        var subscriptions: [UInt64: (channel: String, mailbox: ChannelMailbox)] = [:]
        var next: UInt64 = 1
        var worker: Task<Void, Never>?
        var connection: Connection?
        var active: Set<String> = []
        var hadConnection = false
        var waiting: [(channel: String, continuation: UnsafeContinuation<Void, any Error>)] = []
        var closed = false
    }
    private let state = Mutex(State())
    private let configuration: StoreConfiguration
    private let loop: EventLoop
    private let logger: Logger
    private let wake: AsyncStream<Void>.Continuation
    private let wakes: AsyncStream<Void>
    /// Far from the pool's numbers: they share the loop.
    private let connectionID = Mutex(UInt64(1) << 62)

    init(_ configuration: StoreConfiguration, loop: EventLoop, logger: Logger) {
        self.configuration = configuration
        self.loop = loop
        self.logger = logger
        (wakes, wake) = AsyncStream.makeStream(of: Void.self, bufferingPolicy: .bufferingNewest(1))
    }

    func listen(_ channel: String, capacity: Int) async throws -> ChannelSubscription {
        let mailbox = ChannelMailbox(capacity: capacity)
        let id = try state.withLock { state in
            if state.closed {
                throw LunaError("store.closed", .dependency, "The store was closed.", isRetryable: false)
            }
            let id = state.next
            state.next += 1
            state.subscriptions[id] = (channel, mailbox)
            if state.worker == nil {
                state.worker = Task { [weak self, wakes] in for await _ in wakes { await self?.work() } }
            }
            return id
        }
        let subscription = ChannelSubscription(mailbox) { [weak self] in self?.leave(id) }
        wake.yield()
        try await withUnsafeThrowingContinuation { continuation in
            let done: Result<Void, any Error>? = state.withLock { state in
                if state.closed { return .failure(LunaError("store.closed", .dependency, "The store was closed.")) }
                if state.active.contains(channel) { return .success(()) }
                state.waiting.append((channel, continuation))
                return nil
            }
            if let done { continuation.resume(with: done) }
        }
        return subscription
    }

    func close() {
        let (connection, waiting, mailboxes) = state.withLock { state in
            defer {
                state.closed = true
                state.connection = nil
                state.waiting = []
                state.subscriptions = [:]
            }
            return (state.connection, state.waiting, state.subscriptions.values.map(\.mailbox))
        }
        wake.finish()
        state.withLock { $0.worker }?.cancel()
        for (_, continuation) in waiting {
            continuation.resume(
                throwing: LunaError("store.closed", .dependency, "The store was closed.", isRetryable: false))
        }
        for mailbox in mailboxes { mailbox.finish() }
        connection?.close()
    }

    private func leave(_ id: UInt64) {
        state.withLock { $0.subscriptions[id] = nil }
        wake.yield()
    }

    /// Brings the server's idea of what we listen to in line with ours.
    private func work() async {
        var pause = Duration.milliseconds(50)
        while !state.withLock({ $0.closed }) {
            do {
                try await adjust()
                return
            } catch {
                logger.warning("listening for notifications failed", metadata: ["reason": "\(error)"])
                failWaiting(LunaError.wrapping(error))
                try? await Task.sleep(for: pause)
                pause = min(pause * 2, .seconds(2))
                if state.withLock({ $0.subscriptions.isEmpty }) { return }
            }
        }
    }

    private func adjust() async throws {
        let wanted = state.withLock { state in Set(state.subscriptions.values.map(\.channel)) }
        var (connection, active) = state.withLock { ($0.connection, $0.active) }
        if connection == nil {
            if wanted.isEmpty { return }
            connection = try await connect()
            active = []
        }
        guard let connection else { return }
        var commands: [Command] = []
        for channel in wanted.subtracting(active).sorted() {
            commands.append(try Command("LISTEN \(Self.quoted(channel))", isPrepared: false, isWanted: false))
        }
        for channel in active.subtracting(wanted).sorted() {
            commands.append(try Command("UNLISTEN \(Self.quoted(channel))", isPrepared: false, isWanted: false))
        }
        if !commands.isEmpty { _ = try await connection.run(commands, timeout: configuration.statementTimeout) }
        let (ready, gaps) = state.withLock { state in
            guard state.connection === connection else {
                return ([UnsafeContinuation<Void, any Error>](), [ChannelMailbox]())
            }
            // Whoever was listening before has missed what was sent while there was no connection.
            let gaps =
                state.hadConnection && active.isEmpty
                ? state.subscriptions.values.filter { $0.mailbox.hasStarted }.map(\.mailbox) : []
            state.hadConnection = true
            state.active = wanted
            let ready = state.waiting.filter { wanted.contains($0.channel) }.map(\.continuation)
            state.waiting.removeAll { wanted.contains($0.channel) }
            for subscription in state.subscriptions.values where wanted.contains(subscription.channel) {
                subscription.mailbox.start()
            }
            return (ready, gaps)
        }
        for mailbox in gaps { mailbox.markGap() }
        for continuation in ready { continuation.resume() }
    }

    private func connect() async throws -> Connection {
        let id = connectionID.withLock { id in
            id += 1
            return id
        }
        let connection = try await Connection.opened(
            id: id, configuration, loop: loop, logger: logger, thread: "luna-pg-listen",
            onLoss: { [weak self] id, _ in self?.lost(id) }, onNotification: { [weak self] in self?.deliver($0) })
        let kept = state.withLock { state in
            if state.closed { return false }
            state.connection = connection
            state.active = []
            return true
        }
        guard kept else {
            connection.close()
            throw LunaError("store.closed", .dependency, "The store was closed.", isRetryable: false)
        }
        return connection
    }

    private func lost(_ id: UInt64) {
        state.withLock { state in
            guard state.connection?.id == id else { return }
            state.connection = nil
            state.active = []
        }
        wake.yield()
    }

    private func failWaiting(_ error: LunaError) {
        let waiting = state.withLock { state in
            defer { state.waiting = [] }
            return state.waiting.map(\.continuation)
        }
        for continuation in waiting { continuation.resume(throwing: error) }
    }

    private func deliver(_ notification: StoreNotification) {
        let mailboxes = state.withLock { state in
            state.subscriptions.values.filter { $0.channel == notification.channel }.map(\.mailbox)
        }
        for mailbox in mailboxes { mailbox.put(notification.payload) }
    }

    private static func quoted(_ channel: String) -> String {
        "\"" + channel.split(separator: "\"", omittingEmptySubsequences: false).joined(separator: "\"\"") + "\""
    }
}

extension Store {
    /// Listens to a channel of `NOTIFY`. Returns once the server is listening, so that nothing sent after that is missed.
    ///
    /// - Parameter capacity: how many notifications are kept for a slow reader; beyond that they are replaced by one
    ///   ``ChannelEvent/gap``.
    /// - Throws: `LunaError` `store.unavailable` when there is no connection.
    public func listen(_ channel: String, capacity: Int = 1024) async throws -> ChannelSubscription {
        try await notifications.listen(channel, capacity: capacity)
    }
}

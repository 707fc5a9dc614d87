import Logging
import LunaCore
import Metrics
import Synchronization

/// The bus: request and reply, subscriptions, and durable streams, over NATS.
///
/// A process has one `Bus`, which keeps two connections: a *prompt* one, which sends each message at once (requests,
/// replies, single publishes), and a *bulk* one, which gathers messages for up to a millisecond (mass publishes,
/// acknowledgements). No method blocks a task's thread. Thread-safe.
public final class Bus: Sendable {
    let configuration: BusConfiguration
    let logger: Logger
    let prompt: NATSConnection
    let bulk: NATSConnection
    let promptRequests: RequestMux
    let bulkRequests: RequestMux
    let definitions = KnownDefinitions()
    let pulls = PullRegistry()
    let deadlines: DeadlineThread
    let monitor: BusMonitor

    private init(
        configuration: BusConfiguration, logger: Logger, prompt: NATSConnection, bulk: NATSConnection,
        monitor: BusMonitor
    ) throws {
        self.configuration = configuration
        self.logger = logger
        self.prompt = prompt
        self.bulk = bulk
        self.monitor = monitor
        deadlines = try DeadlineThread()
        promptRequests = try RequestMux(prompt, deadlines: deadlines)
        bulkRequests = try RequestMux(bulk, deadlines: deadlines)
    }

    deinit { shutDown() }

    private func shutDown() {
        promptRequests.close()
        bulkRequests.close()
        deadlines.stop()
    }

    /// Connects, trying for `configuration.connectTimeout`. Once connected it reconnects for ever by itself.
    /// - Throws: `LunaError` `bus.unreachable`, `bus.denied`, `bus.tls`, `bus.invalid`.
    public static func connect(_ configuration: BusConfiguration, logger: Logger) async throws -> Bus {
        let monitor = BusMonitor(logger: logger)
        let deadline = ContinuousClock.now + configuration.connectTimeout
        while true {
            do {
                let (prompt, bulk) = try await BusThread.run("nats-connect") {
                    let prompt = try NATSConnection.connect(configuration, role: "prompt", prompt: true) {
                        monitor.happened($0, on: .prompt)
                    }
                    let bulk = try NATSConnection.connect(configuration, role: "bulk", prompt: false) {
                        monitor.happened($0, on: .bulk)
                    }
                    return (prompt, bulk)
                }
                let bus = try Bus(
                    configuration: configuration, logger: logger, prompt: prompt, bulk: bulk, monitor: monitor)
                let (promptRequests, bulkRequests) = (bus.promptRequests, bus.bulkRequests)
                monitor.onDeniedPublish { [weak promptRequests, weak bulkRequests] violation, role in
                    (role == .prompt ? promptRequests : bulkRequests)?.denied(violation)
                }
                // So that the server knows the inboxes before the first request leaves on the other connection.
                try await bus.flush()
                let pulls = bus.pulls
                monitor.onReconnect { pulls.reconnected() }
                logger.info("bus connected", metadata: ["servers": "\(configuration.redactedURLs)"])
                return bus
            } catch let error as LunaError where error.code == "bus.unreachable" || error.code == "bus.timeout" {
                guard ContinuousClock.now + .milliseconds(250) < deadline else { throw error }
                try await Task.sleep(for: .milliseconds(250))
            }
        }
    }

    /// Whether both connections are up at this moment.
    public var isConnected: Bool { prompt.isConnected && bulk.isConnected }

    /// Changes of the connection's state from now on; each caller gets its own stream, which holds the newest 64.
    public func connectionStates() -> AsyncStream<BusConnectionState> { monitor.states() }

    /// What went wrong outside of any call, such as `bus.slow_consumer` (messages lost because a subscriber is too
    /// slow). Logged and counted as well. Each caller gets its own stream, which holds the newest 64.
    public func problems() -> AsyncStream<LunaError> { monitor.problems() }

    /// The largest body that the server accepts, in bytes.
    public var maxPayload: Int { prompt.maxPayload }

    /// Requests that wait for an answer.
    public var requestsInFlight: Int { promptRequests.inFlight + bulkRequests.inFlight }

    // MARK: - Core NATS

    /// Hands a message to the connection: delivered at most once, to those who listen now. While disconnected it is
    /// kept, up to `reconnectBufferBytes`.
    ///
    /// - Parameter gathered: sends on the bulk connection, where messages are gathered for up to a millisecond:
    ///   several times
    ///   the throughput. Messages keep their order among gathered ones and among prompt ones, not between both.
    /// - Throws: `LunaError` `bus.invalid_subject`, `bus.invalid_header`, `bus.payload_too_large`, `bus.buffer_full`,
    ///   `bus.closed`.
    public func publish(_ subject: String, _ body: [UInt8], headers: BusHeaders = [:], gathered: Bool = false) throws {
        try Subjects.checkPublishable(subject)
        try Subjects.check(headers)
        try (gathered ? bulk : prompt).publish(subject, body, headers: headers)
    }

    /// Publishes with a reply subject of the caller's: for questions that many answer, such as discovery.
    /// - Throws: as ``publish(_:_:headers:gathered:)``.
    public func publishRequest(_ subject: String, reply: String, _ body: [UInt8] = [], headers: BusHeaders = [:]) throws
    {
        try Subjects.checkPublishable(subject)
        try Subjects.checkPublishable(reply)
        try Subjects.check(headers)
        try prompt.publish(subject, reply: reply, body, headers: headers)
    }

    /// Sends a request and awaits one answer. Cancelling the task gives the request up at once.
    /// - Throws: `LunaError` `bus.no_responders` (at once, when nobody serves the subject), `bus.timeout`, and what
    ///   ``publish(_:_:headers:gathered:)`` throws; `CancellationError`.
    public func request(
        _ subject: String, _ body: [UInt8], headers: BusHeaders = [:], timeout: Duration
    ) async throws -> BusMessage {
        try Subjects.checkPublishable(subject)
        try Subjects.check(headers)
        return try await promptRequests.request(subject, body, headers: headers, timeout: timeout)
    }

    /// Subscribes; wildcards `*` and `>` are allowed. With `queue`, each message goes to one member of that group.
    ///
    /// Up to `capacity` messages wait in the subscription and `pendingMessages` more before it; what comes beyond
    /// that is lost, counted in ``BusSubscription/lostMessages``, logged, and told by ``problems()``.
    /// When this returns, the server knows the subscription.
    public func subscribe(_ subject: String, queue: String? = nil, capacity: Int = 1024) async throws -> BusSubscription
    {
        try Subjects.checkSubscribable(subject)
        let subscription = try BusSubscription(
            prompt, subject: subject, queue: queue, capacity: capacity, pendingLimit: configuration.pendingMessages)
        try await flushPrompt()
        return subscription
    }

    /// Waits until the server has everything that was published so far.
    /// - Throws: `LunaError` `bus.timeout` when the server does not answer in time, `bus.closed`.
    public func flush(timeout: Duration = .seconds(5)) async throws {
        async let first: Void = promptRequests.roundTrip(timeout: timeout)
        try await bulkRequests.roundTrip(timeout: timeout)
        try await first
    }

    func flushPrompt() async throws {
        guard prompt.isConnected else { return }  // the library subscribes by itself on reconnection
        do {
            try await promptRequests.roundTrip(timeout: .seconds(5))
        } catch let error as LunaError where error.code == "bus.timeout" && !prompt.isConnected {
            logger.debug("subscribed while the bus is away", metadata: ["error": "\(error)"])
        }
    }

    /// Ends the bus: sends what is buffered, waits for the server to have it, and closes. What still waits for an
    /// answer fails with `bus.closed`. Returns after `deadline` at the latest.
    public func drain(deadline: Duration = .seconds(10)) async {
        await pulls.stopAll()
        do {
            try await flush(timeout: deadline)
        } catch {
            logger.warning("the bus closed with unsent messages", metadata: ["error": "\(error)"])
        }
        shutDown()
        let (prompt, bulk) = (self.prompt, self.bulk)
        try? await BusThread.run("nats-close") {
            prompt.close()
            bulk.close()
        }
        monitor.finish()
    }
}

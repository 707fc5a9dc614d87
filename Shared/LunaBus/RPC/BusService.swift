import CNats
import Logging
import LunaCore
import LunaMessages
import Metrics
import ServiceLifecycle
import Synchronization

/// Serves the endpoints of one service on the bus: `luna.rpc.<service>.<method>` in the queue group `<service>`, so
/// that any number of instances share the calls, and the NATS services protocol (ADR-32) for discovery.
///
/// Each request is handled in a task of its own, up to `maximumConcurrency` at a time; one more is answered at once
/// with `rpc.busy`, so that a caller never waits for nothing. A handler is cancelled when its caller has stopped
/// waiting.
public final class BusService: Service {
    /// Handles a request with a JSON body: JSON in, JSON out.
    public typealias JSONHandler = @Sendable (RPCMethod, [UInt8], CallContext) async throws -> [UInt8]

    /// Unique name of this instance on the bus.
    public let id: String
    /// Kebab-case, such as `health-monitor`.
    public let name: String
    private let bus: Bus
    private let dispatcher: RequestDispatcher
    private let discovery: ServiceDiscovery
    private let drainTimeout: Duration
    private let logger: Logger

    /// - Parameters:
    ///   - id: unique among all instances, one subject token; nil makes one up.
    ///   - name: kebab-case; also the queue group.
    ///   - version: semantic version.
    ///   - metadata: for discovery; strings only.
    ///   - maximumConcurrency: handlers at a time.
    ///   - drainTimeout: how long handlers in flight may finish at the end, before they are cancelled.
    ///   - json: handles requests whose Content-Type is `application/json`; nil refuses them with status 415.
    /// - Throws: `LunaError` `rpc.invalid_service` for a name or version that ADR-32 does not allow, or endpoints of
    ///   another service.
    public init(
        bus: Bus, id: String? = nil, name: String, version: String, description: String,
        metadata: [String: String] = [:],
        endpoints: [RPCEndpoint], maximumConcurrency: Int = 256, drainTimeout: Duration = .seconds(20),
        json: JSONHandler? = nil, logger: Logger
    ) throws {
        guard IdentifierRules.isToken(name), id.map(IdentifierRules.isToken) ?? true,
            ServiceDiscovery.isSemanticVersion(version),
            endpoints.allSatisfy({ $0.method.service == name && IdentifierRules.isToken($0.method.name) })
        else {
            throw LunaError(
                "rpc.invalid_service", .validation,
                "A service needs a name of letters, digits and '-', a semantic version and endpoints of that name; "
                    + "got '\(name)' '\(version)'."
            )
        }
        let id = id ?? randomToken()
        self.id = id
        self.name = name
        self.bus = bus
        self.drainTimeout = drainTimeout
        self.logger = logger
        let statistics = ServiceStatistics(
            methods: endpoints.map(\.method.name), started: rfc3339(unixNanoseconds: unixNow()))
        dispatcher = RequestDispatcher(
            bus: bus, service: name, endpoints: endpoints, maximumConcurrency: max(1, maximumConcurrency), json: json,
            statistics: statistics, logger: logger)
        discovery = ServiceDiscovery(
            bus: bus, name: name, id: id, version: version, description: description, metadata: metadata,
            methods: endpoints.map(\.method), statistics: statistics)
    }

    /// Requests that are being handled.
    public var inFlight: Int { dispatcher.inFlight }

    /// Serves until the task is cancelled or a graceful shutdown is asked for; then stops the intake, lets requests in
    /// flight finish, and returns when their replies have been sent.
    /// - Throws: `LunaError` when it cannot subscribe.
    public func run() async throws {
        let serving = try await start()
        let ended = AsyncStream.makeStream(of: Void.self)
        await withTaskCancellationHandler {
            await withGracefulShutdownHandler {
                for await _ in ended.stream {}
            } onGracefulShutdown: {
                ended.continuation.finish()
            }
        } onCancel: {
            ended.continuation.finish()
        }
        // Cancellation of this task must not cut the draining short, so it runs in one that is not cancelled.
        await Task { await self.stop(serving) }.value
    }

    private struct Serving: Sendable {
        let requests: NATSSubscription
        let discovery: [NATSSubscription]
    }

    private func start() async throws -> Serving {
        let requests = try bus.prompt.subscribe(
            "luna.rpc.\(name).*", queue: name, sink: dispatcher, pendingLimit: bus.configuration.pendingMessages)
        let discovery = try discovery.subjects.map {
            try bus.prompt.subscribe(
                $0, queue: nil, sink: self.discovery, pendingLimit: bus.configuration.pendingMessages)
        }
        try await bus.flushPrompt()
        logger.info("service ready", metadata: ["service": "\(name)", "instance": "\(id)"])
        return Serving(requests: requests, discovery: discovery)
    }

    private func stop(_ serving: Serving) async {
        for subscription in serving.discovery { subscription.unsubscribe() }
        serving.requests.drain(timeout: drainTimeout)
        await dispatcher.finish(within: drainTimeout)
        do {
            try await bus.flush()
        } catch {
            logger.warning("the last replies may not have been sent", metadata: ["error": "\(error)"])
        }
        logger.info("service stopped", metadata: ["service": "\(name)", "instance": "\(id)"])
    }
}

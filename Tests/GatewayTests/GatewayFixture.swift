import AsyncHTTPClient
import Glibc
import Logging
import LunaBus
import LunaCore
import LunaMessages
import LunaServiceKit
import LunaStack
import NIOCore
import NIOHTTP1
import ServiceLifecycle
import Testing

@testable import Gateway

/// The real gateway in front of services of the test, over a real bus.
struct GatewayFixture: Sendable {
    let orchestrator: FakeOrchestrator
    let memory: FakeMemory
    let bus: Bus
    let table: RouteTable
    let port: Int
    /// Asks the gateway to stop, and waits until it has.
    let stop: @Sendable () async throws -> Void

    var base: String { "http://127.0.0.1:\(port)" }

    struct Options: Sendable {
        var configuration = GatewayConfiguration()
        /// Between the ticks of streams; long, so that tests see what the bus does.
        var tick = Duration.seconds(3600)
        var services = true
        /// Whether requests need a key, such as `viewer@ada`.
        var needsKeys = false
        /// Understands tokens of an identity provider.
        var tokens: OIDCTokens?
        /// Whether tenants have the quotas that ``FakeInsight`` says.
        var hasQuotas = false
        /// Where actions are written down.
        var record: @Sendable (AuditTrail.Action) async throws -> Void = { _ in }
        /// Lines for the configuration of the bus's server.
        var server = "max_payload: 8388608"
    }

    static func run(_ options: Options = Options(), _ body: (GatewayFixture) async throws -> Void) async throws {
        var template = Array("/tmp/luna-gateway-test-XXXXXX".utf8CString)
        let directory = try #require(mkdtemp(&template).map { String(cString: $0) })
        let server = LocalNATS(.init(directory: directory, configuration: options.server))
        try await server.start()
        let bus = try await Bus.connect(BusConfiguration(urls: [server.url]), logger: quiet)
        let outcome = await capture { try await serve(options, bus, body) }
        await bus.drain(deadline: .seconds(2))
        await server.kill()
        _ = await (try? ChildProcess.spawn(executable: "rm", arguments: ["-rf", directory]))?.waitForExit()
        try outcome.get()
    }

    private static func serve(_ options: Options, _ bus: Bus, _ body: (GatewayFixture) async throws -> Void)
        async throws
    {
        let (orchestrator, memory) = (FakeOrchestrator(), FakeMemory())
        let wakeups = EventWakeups(bus: bus, interval: options.tick, logger: quiet)
        let backend = Backend(
            transport: BusRPCTransport(bus), wakeups: wakeups, maximumMessage: bus.maxPayload,
            requests: RequestQuota(
                options.hasQuotas ? QuotaLimits(BusRPCTransport(bus), service: "gateway", logger: quiet) : nil),
            logger: quiet)
        let readiness = Readiness()
        readiness.phase = .running
        let table = RouteTable(APIRoutes.all(backend, readiness: readiness, version: "1.2.3"))
        let gateway = GatewayServer(
            configuration: options.configuration, table: table,
            gatekeeper: options.needsKeys ? Gatekeeper(security: backend.security, tokens: options.tokens) : nil,
            requests: backend.requests, record: options.record, logger: quiet)
        var services: [any Service] = [ServicePart("wakeups") { try await wakeups.run() }]
        if options.services {
            let (registry, insight) = (FakeRegistry(), FakeInsight())
            let all: [(String, [RPCEndpoint])] = [
                ("orchestrator", orchestrator.endpoints), ("memory", memory.endpoints),
                ("registry", registry.endpoints),
                ("costing", (insight as any CostingServing).endpoints),
                ("health-monitor", (insight as any HealthMonitorServing).endpoints),
                ("security", (insight as any SecurityServing).endpoints), ("validator", FakeValidator().endpoints),
            ]
            for (name, endpoints) in all {
                services.append(
                    try BusService(
                        bus: bus, name: name, version: "1.0.0", description: "test", endpoints: endpoints, logger: quiet
                    ))
            }
        }
        services.append(gateway)
        let group = ServiceGroup(
            configuration: ServiceGroupConfiguration(services: services.map { .init(service: $0) }, logger: quiet))
        let running = Task { try await group.run() }
        guard let port = await gateway.port() else {
            try await running.value
            return
        }
        // The services subscribe while the port opens; nobody must call before they are there.
        if options.services { try await answering(bus) }
        let outcome = await capture {
            try await body(
                GatewayFixture(
                    orchestrator: orchestrator, memory: memory, bus: bus, table: table, port: port,
                    stop: {
                        await group.triggerGracefulShutdown()
                        try await running.value
                    }))
        }
        await group.triggerGracefulShutdown()
        _ = await running.result
        try outcome.get()
    }

    private static func answering(_ bus: Bus) async throws {
        for service in ["orchestrator", "memory", "registry", "costing", "health-monitor", "security", "validator"] {
            while (try? await bus.request("$SRV.PING.\(service)", [], timeout: .seconds(1))) == nil {
                try await Task.sleep(for: .milliseconds(2))
            }
        }
    }

    private static func capture(_ body: () async throws -> Void) async -> Result<Void, any Error> {
        do { return .success(try await body()) } catch { return .failure(error) }
    }

    static var quiet: Logger {
        var logger = Logger(label: "test")
        logger.logLevel = .critical
        return logger
    }

    // MARK: Calling

    struct Answer: Sendable {
        var status: Int
        var headers: HTTPHeaders
        var body: [UInt8]
        func json() throws -> JSONValue { try JSONParser.parse(body) }
        var text: String { String(decoding: body, as: UTF8.self) }
    }

    func send(
        _ method: HTTPMethod, _ path: String, headers: [(String, String)] = [], body: [UInt8]? = nil
    ) async throws -> Answer {
        var request = HTTPClientRequest(url: base + path)
        request.method = method
        for (name, value) in headers { request.headers.add(name: name, value: value) }
        if let body { request.body = .bytes(ByteBuffer(bytes: body)) }
        let response = try await HTTPClient.shared.execute(request, timeout: .seconds(60))
        let bytes = try await response.body.collect(upTo: 64 << 20)
        return Answer(
            status: Int(response.status.code), headers: response.headers, body: Array(bytes.readableBytesView))
    }

    func get(_ path: String, headers: [(String, String)] = []) async throws -> Answer {
        try await send(.GET, path, headers: headers)
    }

    func post(_ path: String, _ body: String, type: String? = nil, headers: [(String, String)] = []) async throws
        -> Answer
    {
        try await send(
            .POST, path, headers: headers + (type.map { [("Content-Type", $0)] } ?? []), body: Array(body.utf8))
    }

    /// Tells everybody that the journal of an execution has grown, as the orchestrator does.
    func announce(_ event: PublishedEvent) throws {
        try bus.publish(
            Subjects.event(tenant: .local, project: ProjectID(event.project), type: event.type), event.serialized(),
            headers: [BusHeader.correlation: event.execution])
    }
}

import Glibc
import Logging
import LunaBus
import LunaCore
import LunaMessages
import LunaProbe
import LunaStack
import LunaStore
import Synchronization

/// A real stack for tests: nats-server, PostgreSQL and services as processes, in a directory of its own, on free ports.
///
/// One stack is shared by all tests that ask for the same services, started when the first one asks and ended with the test
/// process, however that ends. Safe to use from any task.
public final class TestStack: Sendable {
    public let directory: TestDirectory
    public let local: LocalStack
    public let bus: Bus
    public let natsURL: String
    public let databaseURL: String
    public let logger: Logger

    public var orchestrator: OrchestratorClient { OrchestratorClient(BusRPCTransport(bus)) }
    public var registry: RegistryClient { RegistryClient(BusRPCTransport(bus)) }
    public var memory: MemoryClient { MemoryClient(BusRPCTransport(bus)) }
    public var security: SecurityClient { SecurityClient(BusRPCTransport(bus)) }
    public var costing: CostingClient { CostingClient(BusRPCTransport(bus)) }
    public var health: HealthMonitorClient { HealthMonitorClient(BusRPCTransport(bus)) }
    public var validator: ValidatorClient { ValidatorClient(BusRPCTransport(bus)) }

    /// Everything but the HTTP API.
    public static let withoutGateway = ServiceCatalog.services.map(\.name).filter { $0 != "gateway" }

    private init(
        directory: TestDirectory, local: LocalStack, bus: Bus, natsURL: String, databaseURL: String, logger: Logger
    ) {
        self.directory = directory
        self.local = local
        self.bus = bus
        self.natsURL = natsURL
        self.databaseURL = databaseURL
        self.logger = logger
    }

    /// Directory of the executables: `LUNA_BIN`, or where the test program is.
    public static var binaries: String {
        StackConfiguration.processEnvironment["LUNA_BIN"] ?? StackConfiguration.ownDirectory
    }

    /// The root of the source tree.
    public static let root: String = {
        let here = #filePath.split(separator: "/").dropLast(3)
        return "/" + here.joined(separator: "/")
    }()

    /// The Python that runs examples and generated projects.
    public static var python: String {
        StackConfiguration.processEnvironment["LUNA_PYTHON"] ?? "\(root)/.venv/bin/python3"
    }

    // MARK: Starting

    private static let stacks = Mutex<[[String]: Task<TestStack, any Error>]>([:])

    /// The stack with these services.
    /// - Throws: `LunaError` `stack.…` with the last log lines of what did not start.
    /// - Parameters:
    ///   - durable: what PostgreSQL has committed survives its being killed, as in production; slower.
    ///   - settings: of all services, beside those of every test.
    public static func shared(
        _ services: [String] = withoutGateway, durable: Bool = false, settings: [String: String] = [:]
    ) async throws -> TestStack {
        let starting = stacks.withLock { stacks in
            let name = services + (durable ? ["durable"] : []) + settings.map { "\($0)=\($1)" }.sorted()
            let known = stacks[name] ?? Task { try await start(services, durable, settings) }
            stacks[name] = known
            return known
        }
        return try await starting.value
    }

    private static func start(
        _ services: [String], _ durable: Bool, _ settings: [String: String]
    ) async throws -> TestStack {
        let directory = try TestDirectory("stack")
        try ProcessGuard.watch(directory.path)
        var environment = StackConfiguration.processEnvironment
        for name in ["NATS_URL", "DATABASE_URL", "DATABASE_URL_FILE"] { environment[name] = nil }
        for name in environment.keys where name.hasPrefix("LUNA_") { environment[name] = nil }
        environment["LUNA_PYTHON"] = python
        // Retries as quick as a test wants them; the product's own pace has a test of its own.
        environment["LUNA_ORCHESTRATOR_RETRY_BACKOFF"] = "200ms"
        environment["LUNA_HEALTH_INTERVAL"] = "500ms"
        environment["LUNA_KEYS_CHECK_INTERVAL"] = "200ms"
        // Also small executions are taken up from a snapshot after a crash.
        environment["LUNA_ORCHESTRATOR_SNAPSHOT_EVENTS"] = "40"
        environment.merge(settings) { $1 }
        var configuration = try StackConfiguration(
            directory: directory.path, binaries: binaries, environment: environment)
        configuration.services = ServiceCatalog.services.filter { services.contains($0.name) }.map { spec in
            var spec = spec
            spec.needs.removeAll {
                $0 != ServiceCatalog.nats && $0 != ServiceCatalog.postgres && !services.contains($0)
            }
            return spec
        }
        configuration.gatewayPort = 0
        configuration.durableDatabase = durable
        configuration.startTimeout = .seconds(120)
        let local = LocalStack(configuration: configuration)
        let report = try await local.up()
        var logger = Logger(label: "test")
        logger.logLevel = .critical
        // Tests look everywhere; what services may not do is tested with their own users.
        let natsURL = try local.configuration.natsUsers.url(.administrator, address: report.natsURL)
        let bus = try await Bus.connect(try local.busConfiguration(), logger: logger)
        return TestStack(
            directory: directory, local: local, bus: bus, natsURL: natsURL,
            databaseURL: Files.text(report.databaseURLFile) ?? "", logger: logger)
    }

    /// A counter on a service's page of metrics: the sum of its lines that hold all of `labels`; 0 when there is none.
    public func counter(_ name: String, of service: String, labels: [String] = []) async throws -> Double {
        guard let port = try await local.status().first(where: { $0.name == service })?.port,
            let page = await HTTPProbe.get(port: port, path: "/metrics")
        else { throw LunaError("test.metrics", .internal, "\(service) shows no metrics.") }
        return page.content.split(separator: "\n").reduce(0) { sum, line in
            guard line.hasPrefix(name), labels.allSatisfy(line.contains), let value = line.split(separator: " ").last
            else { return sum }
            return sum + (Double(value) ?? 0)
        }
    }

    // MARK: Breaking things

    /// The process of a component.
    public func pid(of name: String) async throws -> Int32 {
        guard let pid = try await local.status().first(where: { $0.name == name })?.pid else {
            throw LunaError("test.not_running", .internal, "\(name) does not run.")
        }
        return pid
    }

    /// Ends a service without a warning (SIGKILL).
    public func kill(_ name: String) async throws {
        let pid = try await pid(of: name)
        Glibc.kill(pid, SIGKILL)
    }

    /// Starts whatever has been killed.
    public func repair() async throws { try await local.up() }

    /// The database, as the services see it.
    public func store() async throws -> Store {
        try await Store.connect(
            // As the owner, whom the policies bind as well: tests look at all tenants.
            StoreConfiguration(
                url: databaseURL + "&options=-c%20luna.tenant%3D*", applicationName: "test", maxConnections: 2),
            logger: logger)
    }

    /// The bus's address with the name and password of another user; makes the users of tenants.
    public func natsURL(of user: BusContract.User) throws -> String {
        let address = natsURL.replacing(/\/\/[^@]*@/, with: "//")
        return try local.configuration.natsUsers.url(user, address: address)
    }

    /// What programs need besides the address: whom to trust, for the product's own and for any that uses OpenSSL.
    public var trust: [String: String] {
        let file = local.configuration.certificates.authorityFile
        return ["NATS_CA": file, "SSL_CERT_FILE": file]
    }

    /// The last lines of a service's log, for a message of a failing test.
    public func log(_ name: String, lines: Int = 30) -> String {
        Files.tail(local.configuration.logFile(name), lines: lines, bytes: 65_536).joined(separator: "\n")
    }
}

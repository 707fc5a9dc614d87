import Logging
import LunaBus
import LunaCore
import LunaStore
import ServiceLifecycle

/// The store that a service needs.
public struct StoreNeed: Sendable {
    /// The PostgreSQL schema that the service owns.
    public let schema: String
    /// What brings the schema up to date, oldest first.
    public let migrations: [Migration]
    /// Tables whose rows the service can add and read, but never change or delete.
    public let appendOnly: [String]
    /// Whether all frequent statements find their rows by an index. Prepared while a table is still small, they would
    /// otherwise go on reading it from end to end while it grows, until the server next counts its rows.
    public let goesByKey: Bool
    /// Whether the migrations have the tables for audit entries (``LunaStore/Migration/auditOutbox(id:schema:)``).
    public let hasOutbox: Bool

    /// See the properties.
    public init(
        schema: String, migrations: [Migration], appendOnly: [String] = [], goesByKey: Bool = false,
        hasOutbox: Bool = false
    ) {
        self.schema = schema
        self.migrations = migrations
        self.appendOnly = appendOnly
        self.goesByKey = goesByKey
        self.hasOutbox = hasOutbox
    }

    /// The role that the service works in.
    var role: String { "luna_\(schema)" }

    /// Without a just-in-time compiler, which the price put on reading from end to end would call in.
    var sessionParameters: [String: String] {
        goesByKey ? ["enable_seqscan": "off", "enable_bitmapscan": "off", "jit": "off"] : [:]
    }
}

/// Opens what the service depends on, patiently: on a fresh machine everything starts at once, in any order.
struct Connections: Sendable {
    let name: String
    let instance: String
    let configuration: ServiceConfiguration
    let readiness: Readiness
    let logger: Logger

    func bus() async throws -> Bus {
        var settings = BusConfiguration(urls: try configuration.list(.natsURL))
        settings.name = instance
        settings.user = try configuration.textIfSet(.natsUser)
        settings.password = try configuration.textIfSet(.natsPassword)
        settings.credentialsFile = try configuration.textIfSet(.natsCredentials)
        settings.streamReplicas = try configuration.integer(.natsReplicas)
        settings.tlsCertificateAuthorityFile = try configuration.textIfSet(.natsCA)
        settings.tlsCertificateFile = try configuration.textIfSet(.natsCertificate)
        settings.tlsKeyFile = try configuration.textIfSet(.natsKey)
        // Short attempts: the waiting, and telling about it, is ours.
        settings.connectTimeout = min(
            .seconds(2), max(.milliseconds(100), try configuration.duration(.startupPatience) / 4))
        let bus = try await patiently("bus") { [settings] in try await Bus.connect(settings, logger: logger) }
        // Whoever comes first makes the streams: nobody has to wait for another service to be able to publish.
        try await patiently("streams") { try await bus.ensureLunaStreams() }
        readiness.register("bus") {
            guard bus.isConnected else {
                throw LunaError("bus.unavailable", .network, "The connection to the bus is down; it is being restored.")
            }
        }
        return bus
    }

    func store(_ need: StoreNeed) async throws -> Store {
        var settings = StoreConfiguration(url: try configuration.text(.databaseURL))
        settings.applicationName = instance
        settings.tlsCertificateAuthorityFile = try configuration.textIfSet(.databaseCA)
        settings.tlsCertificateFile = try configuration.textIfSet(.databaseCertificate)
        settings.tlsKeyFile = try configuration.textIfSet(.databaseKey)
        settings.maxConnections = try configuration.integer(.databaseConnections)
        settings.minConnections = min(settings.minConnections, settings.maxConnections)
        settings.sessionParameters = need.sessionParameters
        // As the owner of the schema; what comes after that is done in a role that owns nothing.
        let owner = try await patiently("store") { [settings] in try await Store.connect(settings, logger: logger) }
        let isConfined = try configuration.flag(.databaseRoles)
        do {
            try await patiently("store migration") {
                try await owner.migrate(schema: need.schema, need.migrations)
                if isConfined {
                    try await owner.confine(schema: need.schema, role: need.role, appendOnly: need.appendOnly)
                }
            }
        } catch {
            await owner.close()
            throw error
        }
        var store = owner
        if isConfined {
            await owner.close()
            settings.role = need.role
            store = try await patiently("store") { [settings] in try await Store.connect(settings, logger: logger) }
        }
        let opened = store
        readiness.register("store") { try await opened.ping() }
        return opened
    }

    /// Repeats `attempt` while its error says that a retry can help, with pauses from 0.2 s that double up to 5 s.
    /// - Throws: the last error when the patience is over, or the first that a retry cannot mend.
    private func patiently<Value: Sendable>(
        _ dependency: String, _ attempt: @Sendable () async throws -> Value
    ) async throws -> Value {
        let start = ContinuousClock.now
        let deadline = start + (try configuration.duration(.startupPatience))
        var pause = Duration.milliseconds(200)
        readiness.setWaiting(for: dependency)
        defer { readiness.setWaiting(for: nil) }
        while true {
            do {
                let value = try await attempt()
                logger.info(
                    "\(dependency) is ready",
                    metadata: ["after_ms": .stringConvertible((ContinuousClock.now - start).microseconds / 1000)])
                return value
            } catch {
                try Task.checkCancellation()
                let failure = LunaError.wrapping(error)
                guard failure.isRetryable, ContinuousClock.now + pause < deadline else {
                    throw LunaError(
                        failure.code, failure.errorClass, "The \(dependency) could not be reached: \(failure.message)",
                        isRetryable: failure.isRetryable, details: failure.details)
                }
                logger.warning(
                    "waiting for the \(dependency)",
                    metadata: ["reason": "\(failure)", "retry_in": "\(DurationText.write(pause))"])
            }
            try await Task.sleep(for: pause)
            pause = min(pause * 2, .seconds(5))
        }
    }
}

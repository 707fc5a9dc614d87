import Glibc
import LunaCore

/// Where a stack lives and of what it consists.
public struct StackConfiguration: Sendable {
    /// Everything of the stack is in this directory: state, logs, data. Absolute.
    public var directory: String
    /// Holds the executables of the services. Absolute.
    public var binaries: String
    /// The services; the bus and the store are always part of the stack.
    public var services: [ServiceSpec]
    /// Port of the HTTP API on 127.0.0.1; 0 takes any free port; `nil` prefers ``defaultGatewayPort`` and takes
    /// another when that is in use.
    public var gatewayPort: Int?
    /// The port of the HTTP API when nobody asks for another.
    public static let defaultGatewayPort = 8080
    /// An existing bus, instead of a nats-server of our own.
    public var natsURL: String?
    /// An existing database, instead of a PostgreSQL of our own.
    public var databaseURL: String?
    /// Whether what the stack starts speaks TLS. `nil` = as before, and yes in a new stack.
    public var tls: Bool?
    /// Environment of the services; what the stack decides itself is added to it.
    public var environment: [String: String]
    /// How long a component may take from its start until it is ready.
    public var startTimeout: Duration
    /// How long a component may take to end after it was asked to.
    public var stopGrace: Duration
    /// False makes PostgreSQL faster and unsafe when the machine goes down: for tests only.
    public var durableDatabase: Bool
    /// Whether to check for the Python tools of the validator.
    public var needsPythonTools: Bool
    /// How long to wait for another process that starts or stops the same stack.
    public var lockPatience: Duration
    /// Whether the bus and the store are components; tests of the machinery do without.
    var hasServers = true

    /// - Parameters:
    ///   - directory: relative to the current directory, or absolute.
    ///   - binaries: `nil` = what `LUNA_BINARIES` names, else where the running program is.
    ///   - environment: `NATS_URL`, `DATABASE_URL`, `LUNA_GATEWAY_PORT` (and the `LUNA_…` forms) and `LUNA_TLS` are taken from
    ///     here.
    /// - Throws: `LunaError` `stack.configuration_invalid` for a port that is none, and other words than true and false.
    public init(directory: String, binaries: String? = nil, environment: [String: String] = Self.processEnvironment)
        throws
    {
        self.directory = Files.absolute(directory)
        func set(_ names: String...) -> String? { names.lazy.compactMap { environment[$0] }.first { !$0.isEmpty } }
        self.binaries = (binaries ?? set("LUNA_BINARIES")).map(Files.absolute) ?? Self.ownDirectory
        self.services = ServiceCatalog.services
        self.environment = environment
        self.natsURL = set("LUNA_NATS_URL", "NATS_URL")
        self.databaseURL =
            try set("LUNA_DATABASE_URL", "DATABASE_URL")
            ?? set("LUNA_DATABASE_URL_FILE", "DATABASE_URL_FILE").map { file in
                guard let url = Files.text(file) else {
                    throw LunaError(
                        "stack.configuration_invalid", .validation, "DATABASE_URL_FILE: \(file) cannot be read.")
                }
                return url
            }
        self.gatewayPort = try set("LUNA_GATEWAY_PORT").map { text in
            guard let port = Int(text), (0...65_535).contains(port) else {
                throw LunaError(
                    "stack.configuration_invalid", .validation, "LUNA_GATEWAY_PORT: '\(text)' is no port (0 to 65535).")
            }
            return port
        }
        self.tls = try set("LUNA_TLS").map { text in
            guard let value = Bool(text.lowercased()) else {
                throw LunaError(
                    "stack.configuration_invalid", .validation, "LUNA_TLS: '\(text)' is neither true nor false.")
            }
            return value
        }
        self.startTimeout = .seconds(60)
        self.stopGrace = .seconds(25)
        self.durableDatabase = true
        self.needsPythonTools = true
        self.lockPatience = .seconds(180)
    }

    /// `.luna` in the current directory, or what `LUNA_HOME` names.
    public static func defaultDirectory(environment: [String: String] = processEnvironment) -> String {
        Files.absolute(environment["LUNA_HOME"].flatMap { $0.isEmpty ? nil : $0 } ?? ".luna")
    }

    /// The environment of this process.
    public static var processEnvironment: [String: String] {
        var all: [String: String] = [:]
        var entry = environ
        while let pointer = entry.pointee {
            let text = String(cString: pointer)
            if let equals = text.firstIndex(of: "=") {
                all[String(text[..<equals])] = String(text[text.index(after: equals)...])
            }
            entry += 1
        }
        return all
    }

    /// The directory of the running program.
    public static var ownDirectory: String {
        let program = Files.resolved("/proc/self/exe")
        return program.lastIndex(of: "/").map { String(program[..<$0]) } ?? "/"
    }

    // MARK: Places

    /// Everything that is only of use while the stack runs.
    public var runDirectory: String { "\(directory)/run" }
    /// One log file per component.
    public var logDirectory: String { "\(directory)/logs" }
    /// Local files of the services.
    public var dataDirectory: String { "\(directory)/data" }
    var natsDirectory: String { "\(directory)/nats" }
    /// Users of our own nats-server.
    public var natsUsers: NATSUsers { NATSUsers(directory: "\(natsDirectory)/users") }
    /// Certificates of our own servers.
    public var certificates: CertificateFolder { CertificateFolder(directory: Self.certificateDirectory(directory)) }

    static func certificateDirectory(_ directory: String) -> String { "\(directory)/certs" }
    /// The tenant of whatever names none.
    var tenant: TenantID { environment["LUNA_TENANT"].flatMap { try? TenantID($0) } ?? .local }
    var postgresDirectory: String { "\(directory)/postgres" }
    /// What runs.
    public var stateFile: String { "\(runDirectory)/stack.json" }
    var lockFile: String { "\(runDirectory)/lock" }
    var databaseURLFile: String { "\(runDirectory)/database.url" }
    var databasePasswordFile: String { "\(runDirectory)/database.password" }

    /// The key of access of this stack's administrator, which the command line uses.
    public var accessKeyFile: String { Self.accessKeyFile(directory) }

    static func accessKeyFile(_ directory: String) -> String { "\(directory)/access.key" }

    func portFile(_ instance: String) -> String { "\(runDirectory)/\(instance).port" }

    /// The log of a component or instance.
    public func logFile(_ instance: String) -> String {
        switch instance {
        case ServiceCatalog.nats: "\(natsDirectory)/nats-server.log"
        case ServiceCatalog.postgres: "\(postgresDirectory)/postgres.log"
        default: "\(logDirectory)/\(instance).log"
        }
    }

    /// Components with what each needs.
    func graph() throws -> ComponentGraph {
        let servers = hasServers ? [ServiceCatalog.nats, ServiceCatalog.postgres] : []
        return try ComponentGraph(servers.map { ($0, []) } + services.map { ($0.name, $0.needs) })
    }
}

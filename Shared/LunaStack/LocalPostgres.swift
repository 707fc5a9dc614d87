import Glibc
import Logging
import LunaCore
import LunaStore
import Synchronization

/// A PostgreSQL server of our own: a child process on 127.0.0.1 with its own data directory.
///
/// PostgreSQL refuses to run as root, so under root it runs as the system user `postgres`, which then owns the data directory.
/// Passwords (SCRAM-SHA-256) are required on every connection; the superuser's is generated and kept in `password`
/// beside the data, readable by its owner only. Safe to use from any task.
public final class LocalPostgres: Sendable {
    /// How to run it.
    public struct Options: Sendable {
        /// 0 takes a free port, and keeps it for the next start when it is still free.
        public var port: Int
        /// False is faster and loses data when the machine goes down: for tests only.
        public var fsync: Bool
        /// Most connections at a time.
        public var maxConnections: Int
        /// Further settings of `postgresql.conf`, by name.
        public var settings: [String: String]
        /// With it, connections through the network have to use TLS.
        public var tls: ServerCertificate?
        /// The server stops by itself when this process ends, however it ends.
        public var diesWithParent: Bool
        /// How long to wait until the server answers (recovery after a crash included).
        public var startTimeout: Duration

        public init(
            port: Int = 0, fsync: Bool = true, maxConnections: Int = 100, settings: [String: String] = [:],
            tls: ServerCertificate? = nil, diesWithParent: Bool = true, startTimeout: Duration = .seconds(60)
        ) {
            self.port = port
            self.fsync = fsync
            self.maxConnections = maxConnections
            self.settings = settings
            self.tls = tls
            self.diesWithParent = diesWithParent
            self.startTimeout = startTimeout
        }
    }

    /// The directory that holds `data`, `password` and `postgres.log`.
    public let directory: String
    /// Where it listens on 127.0.0.1.
    public let port: Int
    /// Of the superuser `postgres`.
    public let password: String
    /// What the server says.
    public var logFile: String { "\(directory)/postgres.log" }
    /// Process id of the server.
    public var pid: Int32 { child.withLock { $0.pid } }
    /// Whether the server process has not ended.
    public var isRunning: Bool { child.withLock { $0.isRunning } }

    private let installation: PostgresInstallation
    private let options: Options
    private let logger: Logger
    private let child: Mutex<ChildProcess>

    private init(
        directory: String, port: Int, password: String, installation: PostgresInstallation, options: Options,
        logger: Logger,
        child: ChildProcess
    ) {
        self.directory = directory
        self.port = port
        self.password = password
        self.installation = installation
        self.options = options
        self.logger = logger
        self.child = Mutex(child)
    }

    /// Makes a cluster in `directory` when there is none yet, starts the server and waits until it answers a query.
    ///
    /// - Parameter directory: absolute; made when it is missing. Under root its parents must let other users pass.
    /// - Throws: `LunaError` `postgres.not_installed`, `postgres.init_failed`, `postgres.start_failed` (with the end of its log).
    public static func start(directory: String, options: Options = Options(), logger: Logger) async throws
        -> LocalPostgres
    {
        let installation = try PostgresInstallation.find()
        let cluster = PostgresCluster(directory: directory, installation: installation)
        let password = try await cluster.prepare(isDurable: options.fsync)
        let port = try options.port > 0 ? options.port : cluster.choosePort()
        let child = try cluster.launch(port: port, options: options)
        let server = LocalPostgres(
            directory: directory, port: port, password: password, installation: installation, options: options,
            logger: logger,
            child: child)
        try await server.waitUntilReady()
        return server
    }

    /// `postgres://…` for the superuser and a database. It holds the password.
    public func url(database: String = "postgres") -> String {
        url(user: "postgres", password: password, database: database)
    }

    /// `postgres://…` for any user and database.
    public func url(user: String, password: String, database: String) -> String {
        let trust =
            options.tls.map { "sslmode=verify-full&sslrootcert=\(Self.escaped($0.authorityFile))" } ?? "sslmode=disable"
        return
            "postgres://\(Self.escaped(user)):\(Self.escaped(password))@127.0.0.1:\(port)/\(Self.escaped(database))?\(trust)"
    }

    /// Makes a database when there is none of that name, and returns its ``url(database:)``.
    /// - Parameters:
    ///   - name: of a-z, 0-9 and '_'.
    ///   - template: a database to copy, which nobody may be connected to.
    @discardableResult
    public func createDatabase(_ name: String, template: String? = nil) async throws -> String {
        for part in [name, template ?? "template1"] {
            guard !part.isEmpty, part.utf8.count <= 63,
                part.utf8.allSatisfy({ (97...122).contains($0) || (48...57).contains($0) || $0 == UInt8(ascii: "_") })
            else {
                throw LunaError(
                    "postgres.invalid_name", .validation,
                    "A database's name is 1 to 63 of a-z, 0-9 and '_'; '\(part)' is not.")
            }
        }
        let store = try await Store.connect(administrative(patience: .seconds(30)), logger: logger)
        do {
            if try await store.query("SELECT 1 FROM pg_database WHERE datname = $1", [.text(name)]).isEmpty {
                let copy = template.map { " TEMPLATE \"\($0)\"" } ?? ""
                try await store.executeOnce("CREATE DATABASE \"\(name)\"\(copy)")
            }
            await store.close()
        } catch {
            await store.close()
            throw error
        }
        return url(database: name)
    }

    /// Ends it in order: open transactions are rolled back, everything is written ("fast shutdown"). SIGKILL after `grace`.
    @discardableResult
    public func stop(grace: Duration = .seconds(20)) async -> Int32 {
        let child = child.withLock { $0 }
        child.signal(SIGINT)
        let killer = Task {
            try await Task.sleep(for: grace)
            child.signalGroup(SIGKILL)
        }
        defer { killer.cancel() }
        return await child.waitForExit()
    }

    /// Ends it as a crash would (SIGKILL); the next start recovers.
    public func kill() async {
        let child = child.withLock { $0 }
        child.signal(SIGKILL)
        _ = await child.waitForExit()
    }

    /// Starts it again after ``stop(grace:)`` or ``kill()``, on the same port.
    public func restart() async throws {
        guard !isRunning else { return }
        let cluster = PostgresCluster(directory: directory, installation: installation)
        let started = try cluster.launch(port: port, options: options)
        child.withLock { $0 = started }
        try await waitUntilReady()
    }

    private func administrative(patience: Duration) -> StoreConfiguration {
        StoreConfiguration(
            url: url(), applicationName: "luna-stack", minConnections: 0, maxConnections: 1, startTimeout: patience,
            statementTimeout: .seconds(120))
    }

    private func waitUntilReady() async throws {
        let end = ContinuousClock.now.advanced(by: options.startTimeout)
        var last = "it did not answer in \(options.startTimeout)"
        // Refusals are expected while it starts.
        var quiet = logger
        quiet.logLevel = .error
        waiting: while ContinuousClock.now < end {
            if !isRunning {
                // After a crash the old server's processes need a moment to notice; until then their memory is in the way.
                let words = Self.tail(logFile)
                guard words.contains("is still in use") || words.contains("postmaster.pid\" already exists") else {
                    last = "it ended by itself"
                    break waiting
                }
                try await Task.sleep(for: .milliseconds(100))
                let again = try PostgresCluster(directory: directory, installation: installation).launch(
                    port: port, options: options)
                child.withLock { $0 = again }
            }
            do {
                let store = try await Store.connect(administrative(patience: .seconds(1)), logger: quiet)
                let answer: Result<Void, any Error>
                do { answer = .success(try await store.ping()) } catch { answer = .failure(error) }
                await store.close()
                return try answer.get()
            } catch let error as LunaError {
                last = error.message
                if error.code == "store.refused" { break waiting }
            }
        }
        let child = child.withLock { $0 }
        if child.isRunning { await child.terminate(grace: .seconds(5)) }
        throw LunaError(
            "postgres.start_failed", .dependency, "PostgreSQL in \(directory) did not start: \(last). See \(logFile).",
            details: ["log": Self.tail(logFile)])
    }

    private static func escaped(_ text: String) -> String {
        var out = ""
        for byte in text.utf8 {
            switch byte {
            case 48...57, 65...90, 97...122, UInt8(ascii: "_"), UInt8(ascii: "-"), UInt8(ascii: "."):
                out.unicodeScalars.append(Unicode.Scalar(byte))
            default: out += "%" + (byte < 16 ? "0" : "") + String(byte, radix: 16, uppercase: true)
            }
        }
        return out
    }

    static func tail(_ path: String, bytes: Int = 2000) -> String {
        guard let file = fopen(path, "r") else { return "" }
        defer { fclose(file) }
        fseek(file, 0, SEEK_END)
        fseek(file, max(0, ftell(file) - bytes), SEEK_SET)
        var buffer = [UInt8](repeating: 0, count: bytes)
        let count = fread(&buffer, 1, bytes, file)
        return String(decoding: buffer.prefix(count), as: UTF8.self)
    }
}

/// How a ``Store`` reaches PostgreSQL and how many connections it keeps.
public struct StoreConfiguration: Sendable, CustomStringConvertible {
    /// `postgres://user@host:port/database?option=value` or a libpq connection string (`host=… dbname=…`).
    /// TLS is configured here too (`sslmode=verify-full&sslrootcert=…`), see libpq's documentation of connection strings.
    public var url: String
    /// Kept apart from `url` so that it can come from a file. `nil`: as in `url`, or none.
    public var password: String?
    /// Trust anchors in PEM; setting it makes TLS compulsory, with a check of the server's name (`sslmode=verify-full`),
    /// whatever `url` says.
    public var tlsCertificateAuthorityFile: String?
    /// Client certificate and key in PEM, for mutual TLS.
    public var tlsCertificateFile: String?
    public var tlsKeyFile: String?
    /// The role that all statements run in, instead of the user's own; then ``TenantScope`` decides whose rows they see.
    /// Options in `url` do not count with it.
    public var role: String?
    /// Run-time parameters of every session, such as `["jit": "off"]`, by PostgreSQL's names. Options in `url` do not count
    /// with them. Names and values must not hold spaces or backslashes.
    public var sessionParameters: [String: String] = [:]
    /// Shown in `pg_stat_activity`.
    public var applicationName: String
    /// Kept open even when idle.
    public var minConnections: Int
    /// Never more than this. 4 to 8 serve dozens of concurrent tasks, because a step is one round trip.
    public var maxConnections: Int
    /// How many tasks may wait for a connection; one more is refused with `store.busy` at once.
    public var maxWaiting: Int
    /// How long a task waits for a connection before it gets `store.busy` (or `store.unavailable` when the server is away).
    public var leaseTimeout: Duration
    /// How long ``Store/connect(_:logger:)`` tries to reach the server.
    public var startTimeout: Duration
    /// How long one call (statement or pipeline) may take unless it says otherwise. Then it is cancelled on the server.
    public var statementTimeout: Duration
    /// How long the server may take to confirm a cancellation before the connection is given up.
    public var cancelGrace: Duration
    /// For one attempt to connect.
    public var connectTimeout: Duration
    /// A connection above `minConnections` is closed after being idle for so long.
    public var idleTimeout: Duration
    /// An idle connection is checked with a round trip this often.
    public var idleCheckInterval: Duration
    /// Prepared statements kept per connection; the least recently used is given up.
    public var preparedStatements: Int

    /// - Parameter url: `postgres://…` or a libpq connection string.
    public init(
        url: String, password: String? = nil, applicationName: String = "luna",
        minConnections: Int = 1, maxConnections: Int = 6, maxWaiting: Int = 4096,
        leaseTimeout: Duration = .seconds(10), startTimeout: Duration = .seconds(10),
        statementTimeout: Duration = .seconds(30),
        cancelGrace: Duration = .seconds(5), connectTimeout: Duration = .seconds(5),
        idleTimeout: Duration = .seconds(60), idleCheckInterval: Duration = .seconds(30), preparedStatements: Int = 256
    ) {
        self.url = url
        self.password = password
        self.applicationName = applicationName
        self.minConnections = minConnections
        self.maxConnections = maxConnections
        self.maxWaiting = maxWaiting
        self.leaseTimeout = leaseTimeout
        self.startTimeout = startTimeout
        self.statementTimeout = statementTimeout
        self.cancelGrace = cancelGrace
        self.connectTimeout = connectTimeout
        self.idleTimeout = idleTimeout
        self.idleCheckInterval = idleCheckInterval
        self.preparedStatements = preparedStatements
    }

    /// Without the address, which may hold a password.
    public var description: String {
        "StoreConfiguration(\(applicationName), \(minConnections)…\(maxConnections) connections)"
    }
}

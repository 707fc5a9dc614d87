extension ConfigurationKey {
    /// Where the bus is.
    public static let natsURL = ConfigurationKey(
        "nats.url", .urls(["nats", "tls", "ws", "wss"]), default: "nats://127.0.0.1:4222",
        alsoFrom: ["NATS_URL"], isSecret: true,
        "NATS servers of the bus. Several URLs are tried in turn.")
    /// The name of the service's own bus user.
    public static let natsUser = ConfigurationKey(
        "nats.user", .text, alsoFrom: ["NATS_USER"], "User name on the bus, when it is not part of the URL.")
    /// The password of the service's own bus user.
    public static let natsPassword = ConfigurationKey(
        "nats.password", .text, alsoFrom: ["NATS_PASSWORD"], isSecret: true, "Password of the bus user.")
    /// A NATS credentials file (JWT and seed).
    public static let natsCredentials = ConfigurationKey(
        "nats.credentials", .path, alsoFrom: ["NATS_CREDS"], "NATS credentials file (JWT and seed) of this service.")
    /// Copies of each stream.
    public static let natsReplicas = ConfigurationKey(
        "nats.replicas", .integer(1...5), default: "1",
        "Servers of a NATS cluster that keep a copy of each stream: 1, 3 or 5. The same for all services.")
    /// Whom to trust about the bus.
    public static let natsCA = ConfigurationKey(
        "nats.ca", .path, alsoFrom: ["NATS_CA"],
        "PEM file of the authorities that may vouch for the NATS servers. Setting it makes TLS compulsory.")
    /// The service's own certificate for the bus.
    public static let natsCertificate = ConfigurationKey(
        "nats.certificate", .path, alsoFrom: ["NATS_CERT"],
        "PEM file of this service's own certificate, for NATS servers that ask for one.")
    /// The key of that certificate.
    public static let natsKey = ConfigurationKey(
        "nats.key", .path, alsoFrom: ["NATS_KEY"], "PEM file of the private key of the certificate for NATS.")
    /// Where the store is.
    public static let databaseURL = ConfigurationKey(
        "database.url", .text, alsoFrom: ["DATABASE_URL"], isSecret: true,
        "PostgreSQL, as postgres://user:password@host:port/database or a libpq connection string.")
    /// Whom to trust about the store.
    public static let databaseCA = ConfigurationKey(
        "database.ca", .path,
        """
        PEM file of the authorities that may vouch for PostgreSQL. Setting it makes TLS compulsory and checks the \
        server's name (sslmode=verify-full), whatever the URL says.
        """)
    /// The service's own certificate for the store.
    public static let databaseCertificate = ConfigurationKey(
        "database.certificate", .path,
        "PEM file of this service's own certificate, for PostgreSQL servers that ask for one.")
    /// The key of that certificate.
    public static let databaseKey = ConfigurationKey(
        "database.key", .path, "PEM file of the private key of the certificate for PostgreSQL (mode 0600).")
    /// Most connections to the store.
    public static let databaseConnections = ConfigurationKey(
        "database.connections", .integer(1...64), default: "4",
        "Most connections to PostgreSQL that this process opens.")
    /// Whether the service works in a database role of its own.
    public static let databaseRoles = ConfigurationKey(
        "database.roles", .flag, default: "true",
        """
        Whether the service works in a PostgreSQL role of its own, luna_<schema>, that owns nothing and sees only the \
        rows of the tenant it works for. The user of the URL makes it at start and needs CREATEROLE for that.
        """)
    /// Address of the health and metrics port.
    public static let httpHost = ConfigurationKey(
        "http.host", .text, default: "127.0.0.1",
        "Address that health and metrics are served on. Use 0.0.0.0 in a container.")
    /// Port for health and metrics.
    public static let httpPort = ConfigurationKey(
        "http.port", .integer(0...65535), default: "0",
        "Port that health and metrics are served on. 0 takes any free port, which the log and the port file name.")
    /// Where the real port is written.
    public static let portFile = ConfigurationKey(
        "port.file", .path, "File that receives the real port number as soon as it is open.")
    /// Which instance of the service this is.
    public static let instanceID = ConfigurationKey(
        "instance.id", .token, "Name of this instance in logs, leases and discovery. Made up at start when unset.")
    /// Least important level that is logged.
    public static let logLevel = ConfigurationKey(
        "log.level", .choice(["trace", "debug", "info", "notice", "warning", "error", "critical"]), default: "info",
        alsoFrom: ["LOG_LEVEL"], "Least important level that is logged.")
    /// Form of log lines.
    public static let logFormat = ConfigurationKey(
        "log.format", .choice(["auto", "json", "text"]), default: "auto",
        "Form of log lines on standard error. `auto` is text on a terminal and JSON otherwise.")
    /// Tenant of requests that name none.
    public static let tenant = ConfigurationKey(
        "tenant", .token, default: "local", "Tenant of whatever names none.")
    /// How long a shutdown may take.
    public static let shutdownGrace = ConfigurationKey(
        "shutdown.grace", .duration(.milliseconds(100)...(.seconds(3600))), default: "20s",
        "How long work in flight may take to finish after a stop signal, before it is cancelled.")
    /// How long to wait for the bus and the store at start.
    public static let startupPatience = ConfigurationKey(
        "startup.patience", .duration(.zero...(.seconds(86400))), default: "2m",
        "How long to keep trying to reach the bus and the store at start before giving up.")
    /// Local files of the service.
    public static let dataDirectory = ConfigurationKey(
        "data.dir", .path, default: ".luna/data",
        "Directory for local files, such as the spool of unsent audit entries.")
    /// The keys that every service has.
    public static let common: [ConfigurationKey] = [
        .natsURL, .natsUser, .natsPassword, .natsCredentials, .natsCA, .natsCertificate, .natsKey, .natsReplicas,
        .databaseURL, .databaseCA, .databaseCertificate, .databaseKey, .databaseConnections, .databaseRoles,
        .httpHost, .httpPort, .portFile, .instanceID, .logLevel, .logFormat, .tenant,
        .shutdownGrace, .startupPatience, .dataDirectory, .otlpEndpoint, .otlpHeaders, .traceRatio,
    ]
}

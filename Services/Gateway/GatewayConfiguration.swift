import LunaCore
import LunaServiceKit

/// The gateway's own settings.
struct GatewayConfiguration: Sendable {
    static let host = ConfigurationKey(
        "gateway.host", .text, default: "127.0.0.1",
        "Address that the HTTP API is served on. Use 0.0.0.0 in a container.")
    static let port = ConfigurationKey(
        "gateway.port", .integer(0...65535), default: "8080",
        "Port of the HTTP API. 0 takes any free port, which the log and the port file name.")
    static let portFile = ConfigurationKey(
        "gateway.port.file", .path, "File that receives the real port of the HTTP API as soon as it is open.")
    static let allowedHosts = ConfigurationKey(
        "gateway.allowed.hosts", .list,
        """
        Host names under which the API may be called. Unset: any, unless it is served on a loopback address, where \
        only names of this machine are taken, so that no web page can reach it under a name of its own.
        """)
    static let idleTimeout = ConfigurationKey(
        "gateway.idle.timeout", .duration(.seconds(1)...(.seconds(3600))), default: "60s",
        """
        How long a connection may be silent while a request is awaited or read, and how long an answer waits for a client that \
        does not take it.
        """)
    static let headerTimeout = ConfigurationKey(
        "gateway.header.timeout", .duration(.seconds(1)...(.seconds(300))), default: "15s",
        "How long the head of a request may take from its first byte on.")
    static let bodyTimeout = ConfigurationKey(
        "gateway.body.timeout", .duration(.seconds(1)...(.seconds(3600))), default: "30s",
        "How long a body of JSON may take to arrive. Plans and files may take ten times as long.")
    static let connections = ConfigurationKey(
        "gateway.connections", .integer(1...1_000_000), default: "2048",
        "Connections that are open at a time; more are answered with 503.")
    static let connectionsPerAddress = ConfigurationKey(
        "gateway.connections.address", .integer(0...1_000_000), default: "512",
        """
        How many of them may come from one address; 0 = all. Behind a proxy all come from its address: give it room, and let \
        it limit its clients.
        """)

    static let authentication = ConfigurationKey(
        "gateway.authentication", .choice(["required", "none"]), default: "required",
        "`none` lets everybody who reaches the port do everything for every tenant; only taken on a loopback address.")
    static let rate = ConfigurationKey(
        "gateway.rate", .integer(0...1_000_000), default: "500",
        "Requests a second that a tenant may make in the long run; 0 = as many as come.")
    static let burst = ConfigurationKey(
        "gateway.rate.burst", .integer(1...1_000_000), default: "2000",
        "Requests that a tenant may make at once, after a while of silence.")
    static let tenantRates = ConfigurationKey(
        "gateway.rate.tenants", .list,
        "Tenants with limits of their own: tenant=REQUESTS_A_SECOND/BURST, such as acme=50/100; acme=0 for none.")

    static let certificate = ConfigurationKey(
        "gateway.tls.certificate", .path,
        "PEM file of the certificate chain of the HTTP API, its own certificate first. With it, only HTTPS is served.")
    static let certificateKey = ConfigurationKey(
        "gateway.tls.key", .path, "PEM file of the private key of that certificate.")

    static let keys: [ConfigurationKey] =
        [
            host, port, portFile, certificate, certificateKey, allowedHosts, idleTimeout, headerTimeout, bodyTimeout,
            connections, connectionsPerAddress, authentication, rate, burst,
            tenantRates,
        ] + OIDCTokens.keys

    var host = "127.0.0.1"
    var port = 0
    var portFile: String?
    /// Certificate chain and private key, in PEM files; nil = plain HTTP.
    var certificateFiles: (chain: String, key: String)?
    var allowedHosts: [String] = []
    var idleTimeout = Duration.seconds(60)
    var headerTimeout = Duration.seconds(15)
    var bodyTimeout = Duration.seconds(30)
    var connections = 2048
    /// 0 = no limit of its own.
    var connectionsPerAddress = 512
    var defaultTenant = TenantID.local
    var rateLimit = RateLimit.none
    var tenantRateLimits: [TenantID: RateLimit] = [:]
    /// Whether requests need a key.
    var needsKeys = true
    /// How often a stream without news says that it is alive.
    var heartbeat = Duration.seconds(15)

    init() {}

    init(_ settings: ServiceConfiguration, defaultTenant: TenantID) throws {
        host = try settings.text(Self.host)
        port = try settings.integer(Self.port)
        portFile = try settings.textIfSet(Self.portFile)
        let (chain, key) = (try settings.textIfSet(Self.certificate), try settings.textIfSet(Self.certificateKey))
        if let chain, let key { certificateFiles = (chain, key) }
        guard (chain == nil) == (key == nil) else {
            throw LunaError(
                "gateway.tls", .validation, "Set LUNA_GATEWAY_TLS_CERTIFICATE and LUNA_GATEWAY_TLS_KEY, or neither.")
        }
        allowedHosts = try settings.list(Self.allowedHosts).map { $0.lowercased() }
        idleTimeout = try settings.duration(Self.idleTimeout)
        headerTimeout = try settings.duration(Self.headerTimeout)
        bodyTimeout = try settings.duration(Self.bodyTimeout)
        connections = try settings.integer(Self.connections)
        connectionsPerAddress = try settings.integer(Self.connectionsPerAddress)
        rateLimit = RateLimit(perSecond: try settings.integer(Self.rate), burst: try settings.integer(Self.burst))
        for text in try settings.list(Self.tenantRates) {
            let (tenant, limit) = try RateLimit.override(text)
            tenantRateLimits[tenant] = limit
        }
        self.defaultTenant = defaultTenant
        needsKeys = try settings.text(Self.authentication) == "required"
        guard needsKeys || isLoopback else {
            throw LunaError(
                "gateway.open", .validation,
                "LUNA_GATEWAY_AUTHENTICATION=none is only taken on a loopback address, not on '\(host)'.")
        }
    }

    /// Whether only this machine can connect.
    var isLoopback: Bool { host == "localhost" || host == "::1" || host.hasPrefix("127.") }
}

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
        "How long a connection may be silent while a request is awaited or read.")

    static let keys: [ConfigurationKey] = [host, port, portFile, allowedHosts, idleTimeout]

    var host = "127.0.0.1"
    var port = 0
    var portFile: String?
    var allowedHosts: [String] = []
    var idleTimeout = Duration.seconds(60)
    var defaultTenant = TenantID.local
    /// How often a stream without news says that it is alive.
    var heartbeat = Duration.seconds(15)

    init() {}

    init(_ settings: ServiceConfiguration, defaultTenant: TenantID) throws {
        host = try settings.text(Self.host)
        port = try settings.integer(Self.port)
        portFile = try settings.textIfSet(Self.portFile)
        allowedHosts = try settings.list(Self.allowedHosts).map { $0.lowercased() }
        idleTimeout = try settings.duration(Self.idleTimeout)
        self.defaultTenant = defaultTenant
    }

    /// Whether only this machine can connect.
    var isLoopback: Bool { host == "localhost" || host == "::1" || host.hasPrefix("127.") }
}

import LunaBus
import LunaCore
import LunaMessages
import LunaServiceKit
import ServiceLifecycle

/// The gateway as a process.
@main
struct Gateway {
    static func main() async {
        await ServiceRunner(
            name: "gateway", description: "serves the HTTP API in front of all services",
            keys: GatewayConfiguration.keys
        ) { host in
            let bus = try host.bus
            let wakeups = EventWakeups(bus: bus, logger: host.logger)
            let backend = Backend(
                transport: try host.transport, wakeups: wakeups, maximumMessage: bus.maxPayload,
                requests: RequestQuota(QuotaLimits(try host.transport, service: host.name, logger: host.logger)),
                logger: host.logger)
            let tokens = try OIDCTokens(host.configuration)
            let login = LoginHints(
                issuer: try host.configuration.textIfSet(OIDCTokens.issuer),
                client: try host.configuration.textIfSet(OIDCTokens.client))
            let table = RouteTable(
                APIRoutes.all(backend, readiness: host.readiness, version: host.version, login: login))
            let audit = try host.audit
            let configuration = try GatewayConfiguration(host.configuration, defaultTenant: host.tenant)
            return [
                ServicePart("wakeups") { try await wakeups.run() },
                GatewayServer(
                    configuration: configuration, table: table,
                    gatekeeper: configuration.needsKeys ? Gatekeeper(security: backend.security, tokens: tokens) : nil,
                    requests: backend.requests,
                    record: { try await audit.record($0) }, logger: host.logger),
                try host.rpc([], description: "HTTP API; see /openapi.json of its own port."),
            ]
        }.main()
    }
}

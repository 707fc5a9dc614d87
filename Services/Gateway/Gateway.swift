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
                transport: try host.transport, wakeups: wakeups, maximumMessage: bus.maxPayload, logger: host.logger)
            let table = RouteTable(APIRoutes.all(backend, readiness: host.readiness, version: host.version))
            let configuration = try GatewayConfiguration(host.configuration, defaultTenant: host.tenant)
            return [
                ServicePart("wakeups") { try await wakeups.run() },
                GatewayServer(
                    configuration: configuration, table: table,
                    gatekeeper: configuration.needsKeys ? Gatekeeper(security: backend.security) : nil,
                    logger: host.logger
                ) { caller, tenant, operation in
                    let context = CallContext(tenant: tenant, actor: caller.actor)
                    await host.recordAudit("access.deny", operation, "denied", context)
                },
                try host.rpc([], description: "HTTP API; see /openapi.json of its own port."),
            ]
        }.main()
    }
}

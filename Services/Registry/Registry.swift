import LunaBus
import LunaCore
import LunaMessages
import LunaServiceKit

/// The registry as a process.
@main
struct Registry {
    static func main() async {
        await ServiceRunner(
            name: "registry", description: "knows which agents there are and what they can do",
            store: StoreNeed(schema: RegistryMigrations.schema, migrations: RegistryMigrations.all)
        ) { host in
            let bus = try host.bus
            let agents = AgentStore(store: try host.store)
            let logger = host.logger
            let service = RegistryService(
                agents: agents, catalog: AgentCatalog(), now: WallClock.now,
                announce: { change, view in
                    await AgentNews(bus: bus, logger: logger).publish(change, view)
                },
                audit: { await host.recordAudit($0, $1, $2, $3) })
            return [
                InstanceWatch(bus: bus, service: service, interval: .seconds(30), logger: logger),
                try host.rpc(service.endpoints, description: "Agents and their capabilities."),
            ]
        }.main()
    }
}

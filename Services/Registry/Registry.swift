import LunaBus
import LunaCore
import LunaMessages
import LunaServiceKit

/// The registry as a process.
@main
struct Registry {
    private static let requireSigned = ConfigurationKey(
        "registry.require.signed.manifests", .flag, default: "false",
        "Whether agents are taken only with a manifest that one of registry.trusted.keys has signed.")
    private static let trustedKeys = ConfigurationKey(
        "registry.trusted.keys", .path,
        """
        File of the public keys that may sign manifests of agents: lines `ed25519:…` or the path of a PEM file, each with \
        ` until 2027-01-31` when it stops counting then. Read at every registration.
        """)

    static func main() async {
        await ServiceRunner(
            name: "registry", description: "knows which agents there are and what they can do",
            keys: [requireSigned, trustedKeys] + PolicyGate.settings,
            store: StoreNeed(
                schema: RegistryMigrations.schema, migrations: RegistryMigrations.all, hasOutbox: true)
        ) { host in
            let bus = try host.bus
            let agents = AgentStore(store: try host.store)
            let logger = host.logger
            let signatures = ManifestSignatures(
                isRequired: try host.configuration.flag(requireSigned),
                keyFile: try host.configuration.textIfSet(trustedKeys))
            // What is wrong with the file is said at once, not to the first agent.
            _ = try signatures.trusted()
            let service = RegistryService(
                agents: agents, catalog: AgentCatalog(), signatures: signatures, gate: try host.policyGate(),
                now: WallClock.now,
                announce: { change, view in
                    await AgentNews(bus: bus, logger: logger).publish(change, view)
                },
                audit: try host.audit)
            return [
                InstanceWatch(bus: bus, service: service, interval: .seconds(30), logger: logger),
                try host.rpc(service.endpoints, description: "Agents and their capabilities."),
            ]
        }.main()
    }
}

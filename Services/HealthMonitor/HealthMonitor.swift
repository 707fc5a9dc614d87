import LunaMessages
import LunaServiceKit
import LunaStore
import ServiceLifecycle

/// The health-monitor as a process.
@main
struct HealthMonitor {
    private static let interval = ConfigurationKey(
        "health.interval", .duration(.milliseconds(100)...(.seconds(300))), default: "5s",
        "How often every component is looked at.")

    static func main() async {
        await ServiceRunner(
            name: "health-monitor", description: "looks at every component and says when one changes state",
            keys: [interval], store: StoreNeed(schema: "health", migrations: [])
        ) { host in
            let watch = HealthWatch(
                bus: try host.bus, store: try host.store, interval: try host.configuration.duration(interval),
                logger: host.logger)
            return [
                ServicePart("watch") { await cancelWhenGracefulShutdown { await watch.run() } },
                try host.rpc(HealthMonitorService(watch: watch).endpoints, description: "What is up."),
            ]
        }.main()
    }
}

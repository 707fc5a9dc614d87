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
    private static let workloadInterval = ConfigurationKey(
        "health.workload.interval", .duration(.milliseconds(100)...(.seconds(300))), default: "2s",
        "How often the queues of work are counted.")
    private static let leastReplicas = ConfigurationKey(
        "health.replicas.least", .integer(0...10_000), default: "1", "Least number of workers that is wished for.")
    private static let mostReplicas = ConfigurationKey(
        "health.replicas.most", .integer(1...10_000), default: "20", "Largest number of workers that is wished for.")

    static func main() async {
        await ServiceRunner(
            name: "health-monitor", description: "looks at every component and says when one changes state",
            keys: [interval, workloadInterval, leastReplicas, mostReplicas],
            store: StoreNeed(schema: "health", migrations: [])
        ) { host in
            let watch = HealthWatch(
                bus: try host.bus, store: try host.store, interval: try host.configuration.duration(interval),
                logger: host.logger)
            let most = try host.configuration.integer(mostReplicas)
            let workload = WorkloadWatch(
                bus: try host.bus, interval: try host.configuration.duration(workloadInterval),
                bounds: Workload.Bounds(least: min(try host.configuration.integer(leastReplicas), most), most: most),
                logger: host.logger)
            return [
                ServicePart("workload") { try await cancelWhenGracefulShutdown { try await workload.run() } },
                ServicePart("watch") { await cancelWhenGracefulShutdown { await watch.run() } },
                try host.rpc(
                    HealthMonitorService(watch: watch, workload: workload).endpoints, description: "What is up."),
            ]
        }.main()
    }
}

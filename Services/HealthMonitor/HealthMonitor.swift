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

    private static let backupWithin = ConfigurationKey(
        "health.backup.within", .duration(.zero...(.seconds(31 * 86_400))), default: "0s",
        "How old the newest backup may become before the alert LunaBackupLate fires. 0s: backups are not expected.")

    static func main() async {
        await ServiceRunner(
            name: "health-monitor", description: "looks at every component and says when one changes state",
            keys: [interval, workloadInterval, leastReplicas, mostReplicas, backupWithin],
            store: StoreNeed(schema: HealthMigrations.schema, migrations: HealthMigrations.all)
        ) { host in
            let watch = HealthWatch(
                bus: try host.bus, store: try host.store, interval: try host.configuration.duration(interval),
                logger: host.logger)
            let most = try host.configuration.integer(mostReplicas)
            let workload = WorkloadWatch(
                bus: try host.bus, interval: try host.configuration.duration(workloadInterval),
                bounds: Workload.Bounds(least: min(try host.configuration.integer(leastReplicas), most), most: most),
                logger: host.logger)
            let backups = BackupWatch(
                store: try host.store, within: try host.configuration.duration(backupWithin), logger: host.logger)
            return [
                ServicePart("backups") { await cancelWhenGracefulShutdown { await backups.run() } },
                ServicePart("workload") { try await cancelWhenGracefulShutdown { try await workload.run() } },
                ServicePart("watch") { await cancelWhenGracefulShutdown { await watch.run() } },
                try host.rpc(
                    HealthMonitorService(watch: watch, workload: workload).endpoints, description: "What is up."),
            ]
        }.main()
    }
}

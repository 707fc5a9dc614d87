import Logging
import LunaCore
import LunaStore
import Metrics

/// Publishes how the last backups went, as metrics: `luna backup create` is gone before anybody could ask it, so it leaves a row.
struct BackupWatch: Sendable {
    let store: Store
    /// How old the newest backup may become; zero when none are expected.
    let within: Duration
    let interval = Duration.seconds(15)
    let logger: Logger

    /// Looks until cancelled.
    func run() async {
        Gauge(label: "luna_backup_within_seconds").record(Double(within.components.seconds))
        while !Task.isCancelled {
            do { try await look() } catch {
                logger.notice("the record of backups cannot be read", metadata: ["error": "\(error)"])
            }
            try? await Task.sleep(for: interval)
        }
    }

    private func look() async throws {
        let row = try await store.query(
            """
            SELECT coalesce(extract(epoch FROM max(began_at) FILTER (WHERE succeeded)), 0)::bigint AS success,
                coalesce(extract(epoch FROM max(began_at) FILTER (WHERE NOT succeeded)), 0)::bigint AS failure,
                coalesce((SELECT bytes FROM health.backups WHERE succeeded ORDER BY id DESC LIMIT 1), 0) AS bytes,
                coalesce((SELECT seconds FROM health.backups WHERE succeeded ORDER BY id DESC LIMIT 1), 0)::bigint AS seconds
            FROM health.backups
            """
        ).first
        guard let row else { return }
        // Of the beginning: what was committed before it is in the backup.
        Gauge(label: "luna_backup_last_success_seconds").record(Double(try row.int("success")))
        Gauge(label: "luna_backup_last_failure_seconds").record(Double(try row.int("failure")))
        Gauge(label: "luna_backup_size_bytes").record(Double(try row.int("bytes")))
        Gauge(label: "luna_backup_duration_seconds").record(Double(try row.int("seconds")))
    }
}

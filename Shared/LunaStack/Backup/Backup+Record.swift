import LunaCore
import LunaStore

extension Backup {
    /// Leaves a row for the health-monitor, which tells Prometheus. Best effort: a backup that cannot be recorded is as good, and an
    /// installation of before has no place for it.
    func record(begin: Int64, duration: Duration, size: Int64, failure: LunaError?) async {
        try? await withStore { store in
            let there = try await store.query("SELECT to_regclass('health.backups') IS NOT NULL AS there").first
            guard try there?.bool("there") == true else { return }
            try await store.execute(
                """
                INSERT INTO health.backups (began_at, seconds, bytes, succeeded, reason)
                VALUES (to_timestamp($1::bigint / 1000.0), $2::bigint / 1000.0, $3, $4, $5)
                """,
                [
                    .int(begin / 1_000_000), .int(duration.nanoseconds / 1_000_000), .int(size),
                    .bool(failure == nil), .text(failure?.code ?? ""),
                ])
            try await store.execute("DELETE FROM health.backups WHERE began_at < now() - interval '90 days'")
        }
    }
}

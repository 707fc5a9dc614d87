import LunaStore

/// Who drives which partition, as rows.
struct LeaseStore: Sendable {
    let store: Store
    let instance: String

    /// Says that this replica is there, extends the leases it holds, takes free ones up to a fair share and gives back what is
    /// above it. One statement each, in one round trip.
    ///
    /// - Returns: the partitions held from now until `lifetime` has passed.
    func renew(partitions: Int, lifetime: Duration) async throws -> Set<Int> {
        let seconds = SQLValue.double(Double(lifetime.components.seconds))
        let me = SQLValue.text(instance)
        let results = try await store.pipeline(
            tenant: nil,
            [
                SQLStatement(
                    """
                    INSERT INTO orchestrator.replicas (instance, seen_at) VALUES ($1, now())
                    ON CONFLICT (instance) DO UPDATE SET seen_at = now()
                    """, [me]),
                SQLStatement(
                    "DELETE FROM orchestrator.replicas WHERE seen_at < now() - interval '1 minute'", []),
                SQLStatement(
                    "UPDATE orchestrator.partitions SET expires_at = now() + make_interval(secs => $2) WHERE owner = $1",
                    [me, seconds]),
                // Above the fair share: the highest numbers go back, for a newcomer to take.
                SQLStatement(
                    """
                    WITH share AS (
                        SELECT ceil($3::float8 / greatest(count(*), 1))::int AS most
                        FROM orchestrator.replicas WHERE seen_at > now() - make_interval(secs => $2)
                    ), mine AS (
                        SELECT partition, row_number() OVER (ORDER BY partition) AS position
                        FROM orchestrator.partitions WHERE owner = $1 AND expires_at > now()
                    )
                    UPDATE orchestrator.partitions SET expires_at = now() - interval '1 second', owner = ''
                    WHERE partition IN (SELECT partition FROM mine, share WHERE position > most)
                    """, [me, seconds, .double(Double(partitions))]),
                SQLStatement(
                    """
                    WITH share AS (
                        SELECT ceil($3::float8 / greatest(count(*), 1))::int AS most
                        FROM orchestrator.replicas WHERE seen_at > now() - make_interval(secs => $2)
                    ), held AS (
                        SELECT count(*)::int AS number FROM orchestrator.partitions WHERE owner = $1 AND expires_at > now()
                    ), free AS (
                        SELECT number AS partition FROM generate_series(0, $3::int - 1) AS number
                        WHERE NOT EXISTS (
                            SELECT FROM orchestrator.partitions p WHERE p.partition = number AND p.expires_at > now())
                        ORDER BY number LIMIT (SELECT greatest(most - held.number, 0) FROM share, held)
                    )
                    INSERT INTO orchestrator.partitions (partition, owner, epoch, expires_at)
                    SELECT partition, $1, 1, now() + make_interval(secs => $2) FROM free
                    ON CONFLICT (partition) DO UPDATE
                    SET owner = excluded.owner, epoch = orchestrator.partitions.epoch + 1, expires_at = excluded.expires_at
                    WHERE orchestrator.partitions.expires_at <= now()
                    """, [me, seconds, .double(Double(partitions))]),
                SQLStatement(
                    "SELECT partition FROM orchestrator.partitions WHERE owner = $1 AND expires_at > now()", [me]),
            ])
        return Set(try (results.last ?? []).map { Int(try $0.int("partition")) })
    }

    /// Gives everything back, so that nobody has to wait for the leases to run out.
    func release() async throws {
        _ = try await store.pipeline(
            tenant: nil,
            [
                SQLStatement(
                    "UPDATE orchestrator.partitions SET owner = '', expires_at = now() - interval '1 second' WHERE owner = $1",
                    [.text(instance)]),
                SQLStatement("DELETE FROM orchestrator.replicas WHERE instance = $1", [.text(instance)]),
            ])
    }
}

import LunaStore

/// Who drives which partition, as rows.
///
/// A replica that is killed is missed at once, and not only when its leases have run out: it holds a lock on a session of its own,
/// which ends with the process. Where the lock cannot be seen (a pooler shares the sessions) or the server itself has started
/// again since, only the time counts.
struct LeaseStore: Sendable {
    private let store: Store
    private let instance: String
    private let presence: SessionLock
    /// "Luna", so that the locks of other programs in the same database are told apart.
    private static let space: Int32 = 0x4C75_6E61

    init(store: Store, instance: String) {
        self.store = store
        self.instance = instance
        presence = store.sessionLock(space: Self.space, number: Int32.random(in: 1 ... .max))
    }

    /// The partitions of a replica.
    struct Held: Sendable, Equatable {
        /// Its fair share.
        var kept: Set<Int> = []
        /// What it holds beyond that, and should give back once its work there is tidy: another one has joined.
        var surplus: Set<Int> = []
        var all: Set<Int> { kept.union(surplus) }
    }

    /// How many of `$3` partitions each replica should hold that was seen within `$2` seconds.
    private static let share = """
        SELECT ceil($3::float8 / greatest(count(*), 1))::int AS most
        FROM orchestrator.replicas WHERE seen_at > now() - make_interval(secs => $2)
        """
    /// Gives up the partitions of which the rest of the statement is true.
    private static let free =
        "UPDATE orchestrator.partitions SET owner = '', expires_at = now() - interval '1 second' WHERE"

    /// Rows of `pg_locks` that show the presence of the replica whose number is `who`.
    private static func shows(_ who: String) -> String {
        """
        SELECT FROM pg_locks WHERE locktype = 'advisory' AND granted AND classid = \(space) AND objid = \(who)::int::oid AND objsubid = 2
        AND database = (SELECT oid FROM pg_database WHERE datname = current_database())
        """
    }

    /// Says that this replica is there, extends the leases it holds, takes free ones and those of replicas that have ended up to a
    /// fair share. One statement each, in one round trip.
    ///
    /// - Returns: what is held from now until `lifetime` has passed.
    func renew(partitions: Int, lifetime: Duration) async throws -> Held {
        // Without it, others wait for the leases to run out.
        try? await presence.hold()
        let seconds = SQLValue.double(Double(lifetime.components.seconds))
        let me = SQLValue.text(instance)
        let results = try await store.pipeline(
            tenant: nil,
            [
                SQLStatement(
                    """
                    INSERT INTO orchestrator.replicas (instance, seen_at, presence)
                    SELECT $1, now(), CASE WHEN EXISTS (\(Self.shows("$2"))) THEN $2::int END
                    ON CONFLICT (instance) DO UPDATE SET seen_at = now(), presence = excluded.presence
                    """, [me, .int(Int(presence.number))]),
                SQLStatement(
                    """
                    WITH ended AS (
                        DELETE FROM orchestrator.replicas AS replica
                        WHERE presence IS NOT NULL AND seen_at > pg_postmaster_start_time()
                            AND NOT EXISTS (\(Self.shows("replica.presence")))
                        RETURNING instance
                    )
                    \(Self.free) owner IN (SELECT instance FROM ended)
                    """, []),
                SQLStatement(
                    "DELETE FROM orchestrator.replicas WHERE seen_at < now() - interval '1 minute'", []),
                SQLStatement(
                    "UPDATE orchestrator.partitions SET expires_at = now() + make_interval(secs => $2) WHERE owner = $1",
                    [me, seconds]),
                SQLStatement(
                    """
                    WITH share AS (\(Self.share)), held AS (
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
                // The highest numbers are too many.
                SQLStatement(
                    """
                    SELECT partition, row_number() OVER (ORDER BY partition) > (\(Self.share)) AS surplus
                    FROM orchestrator.partitions WHERE owner = $1 AND expires_at > now()
                    """, [me, seconds, .double(Double(partitions))]),
            ])
        var held = Held()
        for row in results.last ?? [] {
            let partition = Int(try row.int("partition"))
            if try row.bool("surplus") { held.surplus.insert(partition) } else { held.kept.insert(partition) }
        }
        return held
    }

    /// Gives partitions to whoever takes them next.
    func giveBack(_ partitions: Set<Int>) async throws {
        try await store.execute(
            "\(Self.free) owner = $1 AND partition = ANY($2)",
            [.text(instance), .intArray(partitions.map(Int64.init))])
    }

    /// Gives everything back, so that nobody has to wait for the leases to run out.
    func release() async throws {
        defer { presence.release() }
        _ = try await store.pipeline(
            tenant: nil,
            [
                SQLStatement("\(Self.free) owner = $1", [.text(instance)]),
                SQLStatement("DELETE FROM orchestrator.replicas WHERE instance = $1", [.text(instance)]),
            ])
    }
}

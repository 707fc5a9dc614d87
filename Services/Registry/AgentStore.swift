import LunaCore
import LunaMessages
import LunaStore

/// The registry's tables.
struct AgentStore: Sendable {
    let store: Store

    /// An agent with its instances as stored.
    struct Stored: Sendable {
        let manifest: AgentManifest
        /// Fingerprint of the key that has signed the manifest; empty when it is not signed.
        let signedBy: String
        let registeredAt: Int64
        let instances: [AgentInstance]
    }

    /// Writes an agent and one of its instances.
    ///
    /// - Parameter record: what records it, in the same transaction.
    /// - Throws: `LunaError` `agent.version_taken` when live instances of that version were registered with another manifest.
    func register(
        _ request: RegisterRequest, manifest: AgentManifest, signedBy: String, at time: Int64, liveSince: Int64,
        record: SQLStatement
    ) async throws {
        let bytes = try manifest.serialized()
        try await store.transaction { transaction in
            let key: [SQLValue] = [.text(manifest.name), .text(manifest.version)]
            let rows = try await transaction.query(
                "SELECT manifest FROM registry.agents WHERE name = $1 AND version = $2 FOR UPDATE", key)
            if let row = rows.first, try AgentManifest(serialized: try row.bytes("manifest")) != manifest {
                let others = try await transaction.query(
                    """
                    SELECT 1 AS one FROM registry.instances
                    WHERE name = $1 AND version = $2 AND instance <> $3 AND last_seen > $4 LIMIT 1
                    """, key + [.text(request.instance), .int(liveSince)])
                guard others.isEmpty else {
                    throw LunaError(
                        "agent.version_taken", .conflict,
                        "\(AgentCatalog.id(manifest.name, manifest.version)) is running with another manifest. Give the changed agent a new version."
                    )
                }
            }
            _ = try await transaction.query(
                """
                INSERT INTO registry.agents (name, version, manifest, registered_at, signed_by)
                VALUES ($1, $2, $3, $4, $5)
                ON CONFLICT (name, version)
                DO UPDATE SET manifest = excluded.manifest, signed_by = excluded.signed_by
                """, key + [.bytes(bytes), .int(time), .text(signedBy)])
            _ = try await transaction.query(
                """
                INSERT INTO registry.instances (name, version, instance, registered_at, last_seen, concurrency)
                VALUES ($1, $2, $3, $4, $4, $5)
                ON CONFLICT (name, version, instance)
                DO UPDATE SET last_seen = excluded.last_seen, concurrency = excluded.concurrency
                """, key + [.text(request.instance), .int(time), .int(Int64(request.concurrency))])
            _ = try await transaction.query(record.sql, record.parameters)
        }
    }

    /// Notes a sign of life. `false`: the instance is not registered.
    func seen(_ beat: AgentHeartbeat, at time: Int64) async throws -> Bool {
        try await !store.query(
            """
            UPDATE registry.instances SET last_seen = greatest(last_seen, $4), in_flight = $5, concurrency = $6
            WHERE name = $1 AND version = $2 AND instance = $3 RETURNING instance
            """,
            [
                .text(beat.name), .text(beat.version), .text(beat.instance), .int(time), .int(Int64(beat.inFlight)),
                .int(Int64(beat.concurrency)),
            ]
        ).isEmpty
    }

    /// Removes one instance, or with an empty `instance` the agent. `false`: there was nothing.
    /// - Parameter record: what records it, in the same transaction.
    func remove(_ key: AgentKey, record: SQLStatement) async throws -> Bool {
        let parameters: [SQLValue] = [.text(key.name), .text(key.version)]
        return try await store.transaction { transaction in
            let removed =
                key.instance.isEmpty
                ? try await transaction.execute(
                    "DELETE FROM registry.agents WHERE name = $1 AND version = $2", parameters)
                : try await transaction.execute(
                    "DELETE FROM registry.instances WHERE name = $1 AND version = $2 AND instance = $3",
                    parameters + [.text(key.instance)])
            if removed > 0 { _ = try await transaction.query(record.sql, record.parameters) }
            return removed > 0
        }
    }

    /// Forgets instances that have been silent for long, so that the table does not grow with every restart.
    func prune(silentSince time: Int64) async throws {
        _ = try await store.query("DELETE FROM registry.instances WHERE last_seen < $1", [.int(time)])
    }

    func all() async throws -> [Stored] {
        let results = try await store.pipeline(
            tenant: nil,
            [
                SQLStatement(
                    """
                    SELECT name, version, manifest, registered_at, signed_by FROM registry.agents ORDER BY name, version
                    """, []),
                SQLStatement(
                    """
                    SELECT name, version, instance, registered_at, last_seen, in_flight, concurrency FROM registry.instances
                    ORDER BY instance
                    """, []),
            ])
        var instances: [String: [AgentInstance]] = [:]
        for row in results.last ?? [] {
            let id = AgentCatalog.id(try row.text("name"), try row.text("version"))
            instances[id, default: []].append(
                AgentInstance(
                    instance: try row.text("instance"), lastSeen: try row.int("last_seen"),
                    inFlight: UInt32(try row.int("in_flight")), concurrency: UInt32(try row.int("concurrency")),
                    registeredAt: try row.int("registered_at")))
        }
        return try (results.first ?? []).map { row in
            let id = AgentCatalog.id(try row.text("name"), try row.text("version"))
            return Stored(
                manifest: try AgentManifest(serialized: try row.bytes("manifest")),
                signedBy: try row.text("signed_by"), registeredAt: try row.int("registered_at"),
                instances: instances[id] ?? [])
        }
    }
}

import LunaBus
import LunaCore
import LunaStore
import LunaTrust
import Synchronization

extension Backup {
    /// Restores a backup: all of it, or nothing of the database. No service may be running.
    ///
    /// - Parameters:
    ///   - replacing: removes what the database and the streams hold; without it, both have to be empty.
    ///   - filesTo: where the configuration and kept files are written; `nil` leaves them in the backup.
    /// - Throws: `LunaError` `backup.not_empty`, `backup.in_use`, `backup.restore_failed`, and what
    ///   ``verify(path:secret:)`` throws.
    public func restore(
        path: String, secret: SealedFile.Secret, replacing: Bool = false, filesTo: String? = nil
    ) async throws -> Report {
        let begin = ContinuousClock.now
        let path = Files.absolute(path)
        // First all of it is read: nothing is touched for a file that turns out to be damaged at its end.
        let reader = BackupReader(path: path, secret: secret)
        let small = Mutex<[String: [UInt8]]>([:])
        let manifest = try await Self.onThread {
            var name = ""
            return try reader.read(begin: { name = $0 }) { bytes in
                if name != Self.dump { small.withLock { $0[name, default: []] += bytes } }
            }
        }
        let entries = small.withLock { $0 }
        let existing = try await withStore { store in
            try await Self.refuseWhenUsed(store)
            return try await Self.schemas(store).keys.sorted()
        }
        let stored = try await withBus { try await StreamCopies(bus: $0).count() }
        guard replacing || (existing.isEmpty && stored == 0) else {
            throw LunaError(
                "backup.not_empty", .conflict,
                "There is data already (schemas: \(existing.joined(separator: ", ")); messages: \(stored)). "
                    + "--replace removes it for good; an empty database and bus need nothing.")
        }
        let tools = try databaseTools()
        try await tools.run { put in
            try put(Array("BEGIN;\n".utf8))
            for schema in existing { try put(Array("DROP SCHEMA \"\(schema)\" CASCADE;\n".utf8)) }
            // A prepared database has the schemas, empty; one that is not empty is refused by the server.
            for schema in manifest.schemas.keys.sorted() where !existing.contains(schema) {
                try put(Array("DROP SCHEMA IF EXISTS \"\(schema)\" RESTRICT;\n".utf8))
            }
            var name = ""
            try reader.read(begin: { name = $0 }) { if name == Self.dump { try put($0) } }
            // Only here is it sure that everything was handed over: without this line nothing has happened.
            try put(Array("\n\(Self.ownPositions)\n\(Self.owners)\nCOMMIT;\nANALYZE;\n".utf8))
        }
        var report = Report(manifest: manifest)
        report.messages = try await withBus { bus in
            let copies = StreamCopies(bus: bus)
            try await copies.make(try JSONParser.parse(entries["streams/definitions.json"] ?? Array("{}".utf8)))
            var count = 0
            for (name, lines) in entries where name.hasPrefix("streams/") && name.hasSuffix(".jsonl") {
                count += try await copies.publish(lines)
            }
            return count
        }
        if let filesTo {
            try Files.makeDirectory(filesTo, mode: 0o700)
            for (name, bytes) in entries where name.hasPrefix("files/") || name == "configuration.json" {
                try Files.write(bytes, to: "\(filesTo)/\(name.split(separator: "/").last ?? "file")", mode: 0o600)
            }
        }
        report.notices = missingKeys(entries["keys.json"] ?? [])
        report.time = Self.moment()
        report.chains = try await withStore { store in
            guard try await Self.schemas(store)["security"] != nil else { return [] }
            // Also an owner sees rows of no tenant without this.
            return try await store.transaction { transaction in
                try await transaction.execute("SELECT set_config('luna.tenant', '*', true)")
                return try await transaction.query(Self.chains).map {
                    (try $0.text("tenant"), try $0.int("sequence"))
                }
            }
        }
        report.duration = ContinuousClock.now - begin
        return report
    }

    static let dump = "database.sql"

    /// The ends of the audit chains: one step along the index for each tenant.
    private static let chains = """
        WITH RECURSIVE known AS (
            (SELECT tenant FROM security.audit ORDER BY tenant LIMIT 1)
            UNION ALL SELECT (SELECT tenant FROM security.audit WHERE tenant > known.tenant ORDER BY tenant LIMIT 1)
            FROM known WHERE known.tenant IS NOT NULL)
        SELECT tenant, (SELECT max(sequence) FROM security.audit WHERE audit.tenant = known.tenant) AS sequence
        FROM known WHERE tenant IS NOT NULL
        """

    /// Positions in the journal's feed are transactions of one PostgreSQL cluster (decision 0002): in another, rows would
    /// lie in a future that takes years to come, and no reader would ever see them. They are given places in one transaction of
    /// the past, in their order; readers begin anew and recognise what they have.
    private static let ownPositions = """
        SET search_path = pg_catalog;
        DO $luna$ BEGIN
            IF to_regclass('orchestrator.journal') IS NOT NULL THEN
                UPDATE orchestrator.journal AS row SET transaction = '1'::xid8, ordinal = place.number
                FROM (SELECT tenant, execution, sequence, row_number() OVER (ORDER BY transaction, ordinal)::int AS number
                    FROM orchestrator.journal) AS place
                WHERE row.tenant = place.tenant AND row.execution = place.execution AND row.sequence = place.sequence;
            END IF;
            IF to_regclass('costing.feed') IS NOT NULL THEN DELETE FROM costing.feed; END IF;
            -- The order is as before, so events get the numbers that they had in the audit trail.
            IF to_regclass('orchestrator.audit_cursor') IS NOT NULL THEN
                UPDATE orchestrator.audit_cursor SET position = '0-0';
                DELETE FROM orchestrator.audit_numbers;
            END IF;
        END $luna$;
        """

    /// Where each service has a login of its own (`luna_<schema>_owner`), its schema belongs to that again, not to whoever
    /// restores.
    private static let owners = """
        DO $luna$ DECLARE this record; BEGIN
            FOR this IN
                SELECT format('ALTER SCHEMA %I OWNER TO luna_%s_owner', nspname, nspname) AS command, 1 AS step
                FROM pg_namespace WHERE to_regrole(format('luna_%s_owner', nspname)) IS NOT NULL
                UNION ALL
                SELECT format('ALTER %s %s OWNER TO luna_%s_owner',
                    CASE relation.relkind WHEN 'v' THEN 'VIEW' WHEN 'm' THEN 'MATERIALIZED VIEW' WHEN 'S' THEN 'SEQUENCE'
                        ELSE 'TABLE' END, relation.oid::regclass, space.nspname), 2
                FROM pg_class AS relation JOIN pg_namespace AS space ON space.oid = relation.relnamespace
                WHERE to_regrole(format('luna_%s_owner', space.nspname)) IS NOT NULL
                    AND (relation.relkind IN ('r', 'p', 'v', 'm') OR relation.relkind = 'S' AND NOT EXISTS (
                        -- A column's sequence goes with its table.
                        SELECT FROM pg_depend WHERE objid = relation.oid AND classid = 'pg_class'::regclass
                            AND refclassid = 'pg_class'::regclass AND deptype IN ('a', 'i')))
                UNION ALL
                SELECT format('ALTER ROUTINE %s OWNER TO luna_%s_owner', routine.oid::regprocedure, space.nspname), 2
                FROM pg_proc AS routine JOIN pg_namespace AS space ON space.oid = routine.pronamespace
                WHERE to_regrole(format('luna_%s_owner', space.nspname)) IS NOT NULL
                ORDER BY step
            LOOP EXECUTE this.command; END LOOP;
        END $luna$;
        """

    private static func refuseWhenUsed(_ store: Store) async throws {
        let others = try await store.query(
            """
            SELECT DISTINCT application_name::text AS name FROM pg_stat_activity
            WHERE datname = current_database() AND pid <> pg_backend_pid() AND backend_type = 'client backend'
                AND application_name <> 'luna-backup'
            """
        ).map { try $0.text("name") }
        guard others.isEmpty else {
            throw LunaError(
                "backup.in_use", .conflict,
                "The database is in use (\(others.sorted().joined(separator: ", "))): stop the services first.")
        }
    }

    /// What of the folders of keys is not as it was.
    private func missingKeys(_ bytes: [UInt8]) -> [String] {
        let then = (try? JSONParser.parse(bytes))?["files"]?.arrayValue ?? []
        let now = Set(keyFiles()["files"]?.arrayValue ?? [])
        let missing = then.filter { !now.contains($0) }.compactMap { $0["name"]?.stringValue }
        guard !missing.isEmpty else { return [] }
        return [
            "\(keyFolders.map(\.path).joined(separator: " and ")) lack \(missing.count) of \(then.count) key files: put the copies "
                + "of these folders there before anything is started, or nothing that they protect can be read or verified."
        ]
    }
}

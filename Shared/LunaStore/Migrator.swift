import Logging
import LunaCore

extension Store {
    /// Brings a schema up to date: creates it when it is missing and applies, in one transaction, what has not been applied.
    ///
    /// Runs under an advisory lock, so that any number of processes may start at once. DDL that cannot run in a transaction
    /// (`CREATE INDEX CONCURRENTLY`) is not possible here.
    ///
    /// - Throws: `LunaError` `store.schema_newer` when the database knows a migration that this program does not, unless
    ///   that was declared to suit older programs (``Migration/suitsOlder``); `store.schema_altered` when an applied
    ///   migration reads differently now; `store.migrations_invalid` when the list is not 1, 2, 3 … or the schema's name
    ///   is no identifier.
    public func migrate(schema: String, _ migrations: [Migration]) async throws {
        try Self.check(schema, migrations)
        try await migrating(schema) { transaction, applied in
            try Self.compare(schema, migrations, applied)
            // That a step suits older programs may be found out after it was applied.
            for migration in migrations where migration.suitsOlder && applied[migration.id]?.suitsOlder == false {
                try await transaction.execute(
                    "UPDATE \(Self.quoted(schema)).luna_migrations SET suits_older = true WHERE id = $1",
                    [.int(migration.id)])
            }
            for migration in migrations where applied[migration.id] == nil {
                try await transaction.script(migration.up)
                try await transaction.restoreSearchPath(schema)
                try await transaction.execute(
                    """
                    INSERT INTO \(Self.quoted(schema)).luna_migrations (id, name, checksum, down, suits_older)
                    VALUES ($1, $2, $3, $4, $5)
                    """,
                    [
                        .int(migration.id), .text(migration.name), .text(migration.checksum.hex),
                        .text(migration.down), .bool(migration.suitsOlder),
                    ])
                logger.info(
                    "migration applied",
                    metadata: ["schema": "\(schema)", "migration": "\(migration.id) \(migration.name)"])
            }
        }
    }

    /// Takes back the migrations after `target`, newest first, in one transaction; 0 takes back all.
    ///
    /// The SQL that takes a migration back was stored when it was applied, so an older program can go back from a
    /// newer schema.
    /// - Throws: `LunaError` `store.migrations_invalid`, or what the SQL throws; then nothing has changed.
    public func rollback(schema: String, to target: Int) async throws {
        try Self.check(schema, [])
        try await migrating(schema) { transaction, applied in
            for (id, record) in applied.sorted(by: { $0.key > $1.key }) where id > target {
                try await transaction.script(record.down)
                try await transaction.restoreSearchPath(schema)
                try await transaction.execute(
                    "DELETE FROM \(Self.quoted(schema)).luna_migrations WHERE id = $1", [.int(id)])
                logger.info(
                    "migration taken back", metadata: ["schema": "\(schema)", "migration": "\(id) \(record.name)"])
            }
        }
    }

    /// The number of the newest applied migration; 0 when there is none.
    public func schemaVersion(_ schema: String) async throws -> Int {
        try Self.check(schema, [])
        let table = "\(Self.quoted(schema)).luna_migrations"
        guard
            try await query("SELECT to_regclass($1) IS NOT NULL AS there", [.text(table)]).first?.bool("there") == true
        else { return 0 }
        return Int(
            try await query("SELECT coalesce(max(id), 0)::bigint AS version FROM \(table)").first?.int("version") ?? 0)
    }

    private struct Applied {
        let name: String
        let checksum: String
        let down: String
        let suitsOlder: Bool
    }

    private func migrating(_ schema: String, _ body: (Transaction, [Int: Applied]) async throws -> Void) async throws {
        // Long enough for any migration of ours, and a limit all the same.
        try await transaction(timeout: .seconds(3600)) { transaction in
            // Schemas of one database are migrated one after the other: they share roles and extensions.
            try await transaction.execute("SELECT pg_advisory_xact_lock(hashtextextended('luna.migrations', 0))")
            let name = Self.quoted(schema)
            // Asked first, because CREATE … IF NOT EXISTS wants the right to create even when there is nothing to do.
            let there = try await transaction.query(
                """
                SELECT to_regnamespace($1) IS NOT NULL AS schema, to_regclass($2) IS NOT NULL AS log, EXISTS (
                    SELECT FROM pg_attribute WHERE attrelid = to_regclass($2) AND attname = 'suits_older') AS flag
                """,
                [.text(name), .text("\(name).luna_migrations")])
            if try there.first?.bool("schema") != true { try await transaction.executeOnce("CREATE SCHEMA \(name)") }
            if try there.first?.bool("log") != true {
                try await transaction.executeOnce(
                    """
                    CREATE TABLE \(name).luna_migrations (
                        id bigint PRIMARY KEY, name text NOT NULL, checksum text NOT NULL, down text NOT NULL,
                        applied_at timestamptz NOT NULL DEFAULT now(), suits_older boolean NOT NULL DEFAULT false)
                    """)
            } else if try there.first?.bool("flag") != true {
                try await transaction.executeOnce(
                    "ALTER TABLE \(name).luna_migrations ADD COLUMN suits_older boolean NOT NULL DEFAULT false")
            }
            try await transaction.restoreSearchPath(schema)
            var applied: [Int: Applied] = [:]
            let rows = try await transaction.query(
                "SELECT id, name, checksum, down, suits_older FROM \(name).luna_migrations")
            for row in rows {
                applied[Int(try row.int("id"))] = Applied(
                    name: try row.text("name"), checksum: try row.text("checksum"), down: try row.text("down"),
                    suitsOlder: try row.bool("suits_older"))
            }
            try await body(transaction, applied)
        }
    }

    private static func compare(_ schema: String, _ migrations: [Migration], _ applied: [Int: Applied]) throws {
        let known = Dictionary(uniqueKeysWithValues: migrations.map { ($0.id, $0) })
        for (id, record) in applied.sorted(by: { $0.key < $1.key }) {
            guard let migration = known[id] else {
                if record.suitsOlder { continue }
                throw LunaError(
                    "store.schema_newer", .conflict,
                    "Schema '\(schema)' is at migration \(applied.keys.max() ?? id), but this program knows only \(migrations.count). "
                        + "Run a newer program, or take the schema back to \(migrations.count) first.",
                    details: ["schema": schema, "migration": "\(id)"])
            }
            guard migration.checksum.hex == record.checksum else {
                throw LunaError(
                    "store.schema_altered", .conflict,
                    "Migration \(id) '\(record.name)' of schema '\(schema)' was changed after it had been applied. "
                        + "Put its old text back and make the change in a new migration.",
                    details: ["schema": schema, "migration": "\(id)"])
            }
        }
    }

    private static func check(_ schema: String, _ migrations: [Migration]) throws {
        let bytes = schema.utf8
        let plain =
            !bytes.isEmpty && bytes.count <= 63
            && bytes.allSatisfy { (97...122).contains($0) || (48...57).contains($0) || $0 == UInt8(ascii: "_") }
        guard plain else {
            throw LunaError(
                "store.migrations_invalid", .internal,
                "A schema's name is 1 to 63 of a-z, 0-9 and '_'; '\(schema)' is not.")
        }
        for (index, migration) in migrations.enumerated() where migration.id != index + 1 {
            throw LunaError(
                "store.migrations_invalid", .internal,
                "Migrations are numbered 1, 2, 3 … in order; place \(index + 1) of schema '\(schema)' has number \(migration.id)."
            )
        }
    }

    private static func quoted(_ schema: String) -> String { "\"\(schema)\"" }
}

extension Transaction {
    /// A migration may change the search path or the tenant; the next one finds them as they should be. Rows of any
    /// tenant may be changed: forced policies bind the owner, too.
    fileprivate func restoreSearchPath(_ schema: String) async throws {
        try await execute(
            "SELECT set_config('search_path', $1, true), set_config('luna.tenant', $2, true)",
            [.text("\"\(schema)\", public"), .text(TenantScope.wildcard)])
    }
}

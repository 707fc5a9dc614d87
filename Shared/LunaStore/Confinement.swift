import LunaCore

extension Store {
    /// Prepares a schema for a service that works in a role of its own: the role, its rights, and a forced row-level
    /// security policy on every table with a column `tenant`. Needs a connection of the schema's owner; run it after
    /// ``migrate(schema:_:)``. Doing it again changes nothing.
    ///
    /// - Parameters:
    ///   - role: of a-z, 0-9 and '_'. It can neither log in nor own anything.
    ///   - appendOnly: tables whose rows the role can add and read, but never change or delete.
    /// - Throws: `LunaError` `store.role` when the owner may not make roles.
    public func confine(schema: String, role: String, appendOnly: [String] = []) async throws {
        for name in [schema, role] + appendOnly {
            guard !name.isEmpty, name.utf8.count <= 63,
                name.utf8.allSatisfy({ (97...122).contains($0) || (48...57).contains($0) || $0 == UInt8(ascii: "_") })
            else { throw LunaError("store.role", .internal, "'\(name)' is no name of a role, schema or table here.") }
        }
        do {
            try await transaction(timeout: .seconds(600)) { transaction in
                try await transaction.execute("SELECT pg_advisory_xact_lock(hashtextextended('luna.migrations', 0))")
                try await transaction.script(Self.makeRole(role))
                try await transaction.script(Self.grant(schema, role, appendOnly))
                try await transaction.script(Self.guardTables(schema))
            }
        } catch let error as LunaError where error.code == "store.permission" {
            throw LunaError(
                "store.role", .permission,
                "The database user may not make the role '\(role)': make it yourself (CREATE ROLE \(role) NOLOGIN; "
                    + "GRANT \(role) TO the user), or set LUNA_DATABASE_ROLES=false to do without isolation by the database.",
                details: error.details)
        }
    }

    private static func makeRole(_ role: String) -> String {
        // Roles belong to the whole server: another database's start may be making it at this moment.
        """
        DO $luna$ BEGIN
            IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = '\(role)') THEN
                CREATE ROLE "\(role)" NOLOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE NOBYPASSRLS;
            END IF;
        EXCEPTION WHEN duplicate_object OR unique_violation THEN NULL; END $luna$;
        DO $luna$ BEGIN
            -- From PostgreSQL 16 on, who makes a role is its member without being allowed to become it.
            IF NOT pg_has_role(current_user, '\(role)',
                CASE WHEN current_setting('server_version_num')::int >= 160000 THEN 'SET' ELSE 'MEMBER' END)
            THEN GRANT "\(role)" TO CURRENT_USER; END IF;
        END $luna$;
        """
    }

    private static func grant(_ schema: String, _ role: String, _ appendOnly: [String]) -> String {
        let closed = appendOnly.map { table in
            """
            DO $luna$ BEGIN
                IF to_regclass('"\(schema)"."\(table)"') IS NOT NULL THEN
                    REVOKE UPDATE, DELETE, TRUNCATE ON "\(schema)"."\(table)" FROM "\(role)";
                END IF;
            END $luna$;
            """
        }
        return """
            GRANT USAGE ON SCHEMA "\(schema)" TO "\(role)";
            GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA "\(schema)" TO "\(role)";
            GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA "\(schema)" TO "\(role)";
            REVOKE ALL ON "\(schema)".luna_migrations FROM "\(role)";
            \(closed.joined(separator: "\n"))
            """
    }

    /// Every table that has tenants, also those that a later migration brings. The settings are read in a subquery, so
    /// once per statement and not once per row.
    private static func guardTables(_ schema: String) -> String {
        """
        DO $luna$ DECLARE this record; BEGIN
            FOR this IN
                SELECT relation.oid::regclass::text AS name FROM pg_class AS relation
                JOIN pg_attribute AS field ON field.attrelid = relation.oid AND field.attname = 'tenant' AND NOT field.attisdropped
                WHERE relation.relnamespace = '"\(schema)"'::regnamespace AND relation.relkind IN ('r', 'p')
                    AND NOT (relation.relrowsecurity AND relation.relforcerowsecurity AND EXISTS (
                        SELECT FROM pg_policy WHERE polrelid = relation.oid AND polname = 'luna_tenant'))
            LOOP
                EXECUTE format('ALTER TABLE %s ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY', this.name);
                EXECUTE format('DROP POLICY IF EXISTS luna_tenant ON %s', this.name);
                EXECUTE format($policy$CREATE POLICY luna_tenant ON %s
                    USING (tenant = (SELECT current_setting('luna.tenant', true))
                        OR (SELECT current_setting('luna.tenant', true)) = '\(TenantScope.wildcard)')$policy$, this.name);
            END LOOP;
        END $luna$;
        """
    }
}

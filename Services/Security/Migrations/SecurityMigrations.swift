import LunaStore

/// The security service's schema, step by step. A step that has been released is never changed; a new one is added.
enum SecurityMigrations {
    static let schema = "security"

    static let all: [Migration] = [
        Migration(
            id: 1, name: "audit",
            up: """
                CREATE TABLE security.audit (
                    tenant text NOT NULL, sequence bigint GENERATED ALWAYS AS IDENTITY, id text NOT NULL, at bigint NOT NULL,
                    actor text NOT NULL, action text NOT NULL, resource text NOT NULL, correlation text NOT NULL,
                    outcome text NOT NULL, service text NOT NULL, details text NOT NULL,
                    PRIMARY KEY (tenant, sequence), UNIQUE (tenant, id));
                CREATE INDEX audit_correlation ON security.audit (tenant, correlation, sequence);
                CREATE FUNCTION security.refuse_change() RETURNS trigger LANGUAGE plpgsql AS $body$
                    BEGIN RAISE EXCEPTION 'the audit trail is append-only' USING ERRCODE = 'insufficient_privilege'; END $body$;
                CREATE TRIGGER audit_append_only BEFORE UPDATE OR DELETE ON security.audit
                    FOR EACH ROW EXECUTE FUNCTION security.refuse_change();
                CREATE TRIGGER audit_no_truncate BEFORE TRUNCATE ON security.audit
                    FOR EACH STATEMENT EXECUTE FUNCTION security.refuse_change();
                """,
            down: "DROP TABLE security.audit; DROP FUNCTION security.refuse_change();")
    ]
}

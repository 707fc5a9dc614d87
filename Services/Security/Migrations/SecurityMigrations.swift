import LunaServiceKit
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
            down: "DROP TABLE security.audit; DROP FUNCTION security.refuse_change();"),
        Migration(
            id: 2, name: "audit chain and keys of access",
            up: """
                ALTER TABLE security.audit RENAME TO audit_unchained;
                ALTER INDEX security.audit_pkey RENAME TO audit_unchained_pkey;
                ALTER INDEX security.audit_tenant_id_key RENAME TO audit_unchained_tenant_id_key;
                ALTER INDEX security.audit_correlation RENAME TO audit_unchained_correlation;
                CREATE TABLE security.audit (
                    tenant text NOT NULL, sequence bigint NOT NULL CHECK (sequence > 0), id text NOT NULL, at bigint NOT NULL,
                    actor text NOT NULL, action text NOT NULL, resource text NOT NULL, correlation text NOT NULL,
                    outcome text NOT NULL, service text NOT NULL, details text NOT NULL,
                    key text NOT NULL, content text NOT NULL, mac text NOT NULL,
                    PRIMARY KEY (tenant, sequence), UNIQUE (tenant, id));
                CREATE INDEX audit_correlation ON security.audit (tenant, correlation, sequence);
                CREATE TRIGGER audit_append_only BEFORE UPDATE OR DELETE ON security.audit
                    FOR EACH ROW EXECUTE FUNCTION security.refuse_change();
                CREATE TRIGGER audit_no_truncate BEFORE TRUNCATE ON security.audit
                    FOR EACH STATEMENT EXECUTE FUNCTION security.refuse_change();
                CREATE TABLE security.chain_keys (
                    id text PRIMARY KEY, wrapped_by text NOT NULL, wrapped text NOT NULL, at bigint NOT NULL);
                CREATE TABLE security.data_keys (
                    tenant text NOT NULL, purpose text NOT NULL, place bigint NOT NULL, id text NOT NULL,
                    wrapped_by text NOT NULL, wrapped text NOT NULL,
                    PRIMARY KEY (tenant, purpose, place), UNIQUE (tenant, purpose, id));
                CREATE TABLE security.access_keys (
                    id text PRIMARY KEY, tenant text NOT NULL, name text NOT NULL, role text NOT NULL,
                    projects text[] NOT NULL, hash text NOT NULL, created_at bigint NOT NULL, created_by text NOT NULL,
                    expires_at bigint NOT NULL, revoked_at bigint NOT NULL DEFAULT 0, used_at bigint NOT NULL DEFAULT 0);
                CREATE INDEX access_keys_tenant ON security.access_keys (tenant, created_at);
                """,
            down: """
                DROP TABLE security.access_keys; DROP TABLE security.data_keys; DROP TABLE security.chain_keys;
                DROP TABLE security.audit;
                ALTER INDEX security.audit_unchained_correlation RENAME TO audit_correlation;
                ALTER INDEX security.audit_unchained_tenant_id_key RENAME TO audit_tenant_id_key;
                ALTER INDEX security.audit_unchained_pkey RENAME TO audit_pkey;
                ALTER TABLE security.audit_unchained RENAME TO audit;
                """),
        Migration(
            id: 3, name: "privacy tokens",
            up: """
                CREATE TABLE security.privacy_keys (tenant text PRIMARY KEY, sealed bytea NOT NULL);
                CREATE TABLE security.privacy_tokens (
                    tenant text NOT NULL, execution text NOT NULL, token text NOT NULL, sealed bytea NOT NULL,
                    value_mark text NOT NULL, subjects text[] NOT NULL, expires_at bigint NOT NULL,
                    PRIMARY KEY (tenant, execution, token));
                CREATE INDEX privacy_tokens_value ON security.privacy_tokens (tenant, value_mark);
                CREATE INDEX privacy_tokens_subjects ON security.privacy_tokens USING gin (subjects);
                CREATE INDEX privacy_tokens_expiry ON security.privacy_tokens (expires_at);
                CREATE TABLE security.privacy_rules (
                    tenant text NOT NULL, destination text NOT NULL, type text NOT NULL, strategy text NOT NULL,
                    PRIMARY KEY (tenant, destination, type));
                """,
            down: """
                DROP TABLE security.privacy_rules; DROP TABLE security.privacy_tokens; DROP TABLE security.privacy_keys;
                """),
        // In the form that all services have (DataKeyTable).
        Migration(
            id: 4, name: "data keys as elsewhere",
            up: """
                ALTER TABLE security.data_keys RENAME place TO number;
                ALTER TABLE security.data_keys ADD created_at bigint NOT NULL DEFAULT 0;
                """,
            down: """
                ALTER TABLE security.data_keys DROP created_at;
                ALTER TABLE security.data_keys RENAME number TO place;
                """),
        Migration(
            id: 5, name: "policy and signers",
            up: """
                CREATE TABLE security.policies (
                    tenant text NOT NULL, version int NOT NULL CHECK (version > 0), document text NOT NULL,
                    sha256 text NOT NULL, set_by text NOT NULL, set_at bigint NOT NULL, comment text NOT NULL,
                    PRIMARY KEY (tenant, version));
                CREATE TABLE security.decisions (
                    tenant text NOT NULL, id text NOT NULL, input text NOT NULL, document text NOT NULL, effect text NOT NULL,
                    policy text NOT NULL, expires_at bigint NOT NULL, approved_by text NOT NULL,
                    PRIMARY KEY (tenant, id));
                CREATE TABLE security.signers (
                    id text NOT NULL, purpose text NOT NULL, public_key text NOT NULL, holder text NOT NULL,
                    since bigint NOT NULL, PRIMARY KEY (id, purpose));
                """,
            down: "DROP TABLE security.signers, security.decisions, security.policies;"),
        Migration(
            id: 6, name: "sources of the audit trail, quotas",
            up: """
                ALTER TABLE security.audit ADD source text NOT NULL DEFAULT '', ADD source_sequence bigint NOT NULL DEFAULT 0;
                CREATE TABLE security.quotas (
                    tenant text NOT NULL, name text NOT NULL, value bigint NOT NULL, PRIMARY KEY (tenant, name));
                """,
            down: """
                DROP TABLE security.quotas;
                ALTER TABLE security.audit DROP source, DROP source_sequence;
                """),
        .auditOutbox(id: 7, schema: schema),
        Migration(
            id: 8, name: "chain keys wrapped anew",
            up: """
                CREATE TABLE security.chain_key_wraps (
                    id text NOT NULL, wrapped_by text NOT NULL, wrapped text NOT NULL, at bigint NOT NULL,
                    PRIMARY KEY (id, at));
                """,
            down: "DROP TABLE security.chain_key_wraps;", suitsOlder: true),
    ]
}

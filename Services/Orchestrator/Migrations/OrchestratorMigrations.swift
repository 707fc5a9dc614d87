import LunaStore

/// The orchestrator's schema, step by step. A step that has been released is never changed; a new one is added.
enum OrchestratorMigrations {
    static let schema = "orchestrator"

    static let all: [Migration] = [
        Migration(
            id: 1, name: "journal",
            up: """
                CREATE TABLE orchestrator.executions (
                    tenant text NOT NULL, execution text NOT NULL, project text NOT NULL, partition int NOT NULL,
                    plan_name text NOT NULL, project_type text NOT NULL, plan_sha256 text NOT NULL, graph_sha256 text NOT NULL,
                    task_count int NOT NULL, state smallint NOT NULL DEFAULT 0, counts text NOT NULL DEFAULT '',
                    capabilities text NOT NULL DEFAULT '', last_sequence bigint NOT NULL DEFAULT 0,
                    effects_sequence bigint NOT NULL DEFAULT 0, submitted_at bigint NOT NULL DEFAULT 0,
                    started_at bigint NOT NULL DEFAULT 0, finished_at bigint NOT NULL DEFAULT 0, reason text NOT NULL DEFAULT '',
                    PRIMARY KEY (tenant, execution));
                CREATE INDEX executions_open ON orchestrator.executions (partition) WHERE state < 3;
                CREATE TABLE orchestrator.plans (
                    tenant text NOT NULL, execution text NOT NULL, plan bytea NOT NULL, graph bytea NOT NULL,
                    PRIMARY KEY (tenant, execution));
                CREATE TABLE orchestrator.journal (
                    tenant text NOT NULL, execution text NOT NULL, sequence bigint NOT NULL, last_sequence bigint NOT NULL,
                    transaction xid8 NOT NULL DEFAULT pg_current_xact_id(), ordinal int NOT NULL, events bytea NOT NULL,
                    PRIMARY KEY (tenant, execution, sequence));
                CREATE INDEX journal_feed ON orchestrator.journal (transaction, ordinal);
                CREATE TABLE orchestrator.submissions (
                    tenant text NOT NULL, key text NOT NULL, plan_sha256 text NOT NULL, execution text NOT NULL,
                    PRIMARY KEY (tenant, key));
                CREATE TABLE orchestrator.partitions (
                    partition int PRIMARY KEY, owner text NOT NULL, epoch bigint NOT NULL, expires_at timestamptz NOT NULL);
                CREATE TABLE orchestrator.replicas (instance text PRIMARY KEY, seen_at timestamptz NOT NULL);
                """,
            down: """
                DROP TABLE orchestrator.replicas, orchestrator.partitions, orchestrator.submissions, orchestrator.journal,
                    orchestrator.plans, orchestrator.executions;
                """),
        Migration(
            id: 2, name: "forks_and_snapshots",
            up: """
                ALTER TABLE orchestrator.executions ADD COLUMN origin_execution text NOT NULL DEFAULT '',
                    ADD COLUMN origin_sequence bigint NOT NULL DEFAULT 0;
                CREATE TABLE orchestrator.snapshots (
                    tenant text NOT NULL, execution text NOT NULL, sequence bigint NOT NULL, version int NOT NULL,
                    sha256 text NOT NULL, state bytea NOT NULL, PRIMARY KEY (tenant, execution));
                """,
            down: """
                DROP TABLE orchestrator.snapshots;
                ALTER TABLE orchestrator.executions DROP COLUMN origin_execution, DROP COLUMN origin_sequence;
                """),
        Migration(
            id: 3, name: "decisions",
            up: "ALTER TABLE orchestrator.executions ADD COLUMN decision text NOT NULL DEFAULT '';",
            down: "ALTER TABLE orchestrator.executions DROP COLUMN decision;"),
        Migration(
            id: 4, name: "audit cursor",
            up: """
                CREATE TABLE orchestrator.audit_cursor (one boolean PRIMARY KEY DEFAULT true CHECK (one), position text NOT NULL);
                INSERT INTO orchestrator.audit_cursor (position) VALUES ('0-0');
                CREATE TABLE orchestrator.audit_numbers (tenant text PRIMARY KEY, last bigint NOT NULL);
                """,
            down: "DROP TABLE orchestrator.audit_numbers, orchestrator.audit_cursor;"),
        Migration(
            id: 5, name: "presence of replicas",
            up: "ALTER TABLE orchestrator.replicas ADD COLUMN presence int;",
            down: "ALTER TABLE orchestrator.replicas DROP COLUMN presence;", suitsOlder: true),
        Migration(
            id: 6, name: "traces",
            up: "ALTER TABLE orchestrator.executions ADD COLUMN traceparent text NOT NULL DEFAULT '';",
            down: "ALTER TABLE orchestrator.executions DROP COLUMN traceparent;", suitsOlder: true),
    ]
}

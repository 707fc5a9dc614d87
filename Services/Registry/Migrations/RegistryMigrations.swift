import LunaServiceKit
import LunaStore

/// The registry's schema, step by step. A step that has been released is never changed; a new one is added.
enum RegistryMigrations {
    static let schema = "registry"

    static let all: [Migration] = [
        Migration(
            id: 1, name: "agents",
            up: """
                CREATE TABLE registry.agents (
                    name text NOT NULL, version text NOT NULL, manifest bytea NOT NULL, registered_at bigint NOT NULL,
                    PRIMARY KEY (name, version));
                CREATE TABLE registry.instances (
                    name text NOT NULL, version text NOT NULL, instance text NOT NULL, registered_at bigint NOT NULL,
                    last_seen bigint NOT NULL, in_flight int NOT NULL DEFAULT 0, concurrency int NOT NULL DEFAULT 0,
                    PRIMARY KEY (name, version, instance),
                    FOREIGN KEY (name, version) REFERENCES registry.agents ON DELETE CASCADE);
                """,
            down: "DROP TABLE registry.instances, registry.agents;"),
        Migration(
            id: 2, name: "signed manifests",
            up: "ALTER TABLE registry.agents ADD COLUMN signed_by text NOT NULL DEFAULT '';",
            down: "ALTER TABLE registry.agents DROP COLUMN signed_by;"),
        .auditOutbox(id: 3, schema: schema),
    ]
}

import LunaStore

/// The health-monitor's schema, step by step. A step that has been released is never changed; a new one is added.
enum HealthMigrations {
    static let schema = "health"

    static let all: [Migration] = [
        Migration(
            id: 1, name: "backups",
            up: """
                CREATE TABLE health.backups (
                    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, began_at timestamptz NOT NULL,
                    seconds double precision NOT NULL, bytes bigint NOT NULL, succeeded boolean NOT NULL, reason text NOT NULL);
                """,
            down: "DROP TABLE health.backups;")
    ]
}

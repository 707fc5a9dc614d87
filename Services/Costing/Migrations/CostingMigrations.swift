import LunaStore

/// The costing service's schema, step by step. A step that has been released is never changed; a new one is added.
enum CostingMigrations {
    static let schema = "costing"

    static let all: [Migration] = [
        Migration(
            id: 1, name: "ledger",
            up: """
                CREATE TABLE costing.ledger (
                    tenant text NOT NULL, execution text NOT NULL, task text NOT NULL, attempt int NOT NULL, project text NOT NULL,
                    capability text NOT NULL, agent text NOT NULL, outcome text NOT NULL, compute_ms bigint NOT NULL,
                    cost_micro_usd bigint NOT NULL DEFAULT 0, at bigint NOT NULL,
                    PRIMARY KEY (tenant, execution, task, attempt));
                CREATE INDEX ledger_project ON costing.ledger (tenant, project);
                CREATE TABLE costing.feed (id int PRIMARY KEY DEFAULT 1 CHECK (id = 1), position text NOT NULL);
                """,
            down: "DROP TABLE costing.feed, costing.ledger;"),
        Migration(
            id: 2, name: "sums of days",
            up: """
                CREATE TABLE costing.days (
                    tenant text NOT NULL, day bigint NOT NULL, compute_ms bigint NOT NULL, PRIMARY KEY (tenant, day));
                INSERT INTO costing.days (tenant, day, compute_ms)
                SELECT tenant, at / 86400000000000, sum(compute_ms)::bigint FROM costing.ledger GROUP BY 1, 2;
                """, down: "DROP TABLE costing.days;"),
    ]
}

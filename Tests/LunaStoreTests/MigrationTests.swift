import LunaCore
import LunaStack
import LunaStore
import Testing

@Suite(.timeLimit(.minutes(5))) struct MigrationTests {
    private static let steps = [
        Migration(
            id: 1, name: "create_items",
            up:
                "CREATE TABLE items (id bigint PRIMARY KEY); CREATE INDEX items_id ON items (id); INSERT INTO items VALUES (1);",
            down: "DROP TABLE items"),
        Migration(
            id: 2, name: "functions",
            up: """
                -- a semicolon inside ; a comment, and a body with its own
                CREATE FUNCTION twice(n bigint) RETURNS bigint LANGUAGE plpgsql AS $$ BEGIN RETURN n * 2; END; $$;
                ALTER TABLE items ADD COLUMN note text;
                """, down: "ALTER TABLE items DROP COLUMN note; DROP FUNCTION twice(bigint)"),
    ]

    @Test func appliesOnceAndRollsBack() async throws {
        try await withStore { store in
            #expect(try await store.schemaVersion("catalog") == 0)
            try await store.migrate(schema: "catalog", [Self.steps[0]])
            try await store.migrate(schema: "catalog", Self.steps)
            try await store.migrate(schema: "catalog", Self.steps)
            #expect(try await store.schemaVersion("catalog") == 2)
            #expect(try await store.query("SELECT catalog.twice(id) AS n FROM catalog.items").first?.int("n") == 2)
            try await store.rollback(schema: "catalog", to: 1)
            #expect(try await store.schemaVersion("catalog") == 1)
            #expect(try await store.query("SELECT * FROM catalog.items").first?.columns == ["id"])
            try await store.migrate(schema: "catalog", Self.steps)
            try await store.rollback(schema: "catalog", to: 0)
            let there = try await store.query("SELECT to_regclass('catalog.items') IS NULL AS gone").first
            #expect(try there?.bool("gone") == true)
        }
    }

    @Test func manyAtOnceApplyEachStepOnce() async throws {
        let url = try await TestServer.database()
        let steps = (1...20).map {
            Migration(
                id: $0, name: "step_\($0)",
                up: $0 == 1 ? "CREATE TABLE log (n int); INSERT INTO log VALUES (1)" : "INSERT INTO log VALUES (\($0))",
                down: "")
        }
        try await withThrowingTaskGroup(of: Void.self) { group in
            for _ in 0..<4 {
                group.addTask {
                    try await withStore(StoreConfiguration(url: url)) { try await $0.migrate(schema: "many", steps) }
                }
            }
            try await group.waitForAll()
        }
        try await withStore(StoreConfiguration(url: url)) { store in
            let applied = try await store.query("SELECT n FROM many.log ORDER BY n").map { try $0.int("n") }
            #expect(applied == (1...20).map { Int64($0) })
        }
    }

    @Test func aFailingStepLeavesNothingBehind() async throws {
        try await withStore { store in
            let broken = Migration(id: 2, name: "broken", up: "CREATE TABLE half (a int); SELECT 1/0", down: "")
            let error = await lunaError { try await store.migrate(schema: "catalog", [Self.steps[0], broken]) }
            #expect(error.details["sqlstate"] == "22012")
            #expect(try await store.schemaVersion("catalog") == 0)
            try await store.migrate(schema: "catalog", [Self.steps[0]])
            #expect(
                try await store.query("SELECT to_regclass('catalog.half') IS NULL AS gone").first?.bool("gone") == true)
        }
    }

    @Test func aNewerOrAlteredSchemaIsRefused() async throws {
        try await withStore { store in
            try await store.migrate(schema: "catalog", Self.steps)
            let newer = await lunaError { try await store.migrate(schema: "catalog", [Self.steps[0]]) }
            #expect(newer.code == "store.schema_newer")
            #expect(newer.message.contains("'catalog'"))
            var altered = Self.steps
            altered[0] = Migration(id: 1, name: "create_items", up: "CREATE TABLE items (id int)", down: "")
            let changed = await lunaError { try await store.migrate(schema: "catalog", altered) }
            #expect(changed.code == "store.schema_altered")
            #expect(changed.message.contains("create_items"))
        }
    }

    @Test func aNewerSchemaThatSuitsOlderProgramsIsTaken() async throws {
        try await withStore { store in
            let first = Self.steps[0]
            // As a program wrote it down that did not know of the flag.
            try await store.migrate(schema: "catalog", [first])
            try await store.executeOnce("ALTER TABLE catalog.luna_migrations DROP COLUMN suits_older")
            let adds = Migration(
                id: 2, name: "adds", up: "CREATE TABLE more (a int)", down: "DROP TABLE more", suitsOlder: true)
            try await store.migrate(schema: "catalog", [first, adds])
            // The program of before starts again, and does nothing to what it does not know.
            try await store.migrate(schema: "catalog", [first])
            #expect(try await store.schemaVersion("catalog") == 2)
            // One step in between that does not suit it is enough to refuse.
            let changes = Migration(id: 3, name: "changes", up: "DROP TABLE more", down: "CREATE TABLE more (a int)")
            try await store.migrate(schema: "catalog", [first, adds, changes])
            let refused = await lunaError { try await store.migrate(schema: "catalog", [first]) }
            #expect(refused.code == "store.schema_newer" && refused.details["migration"] == "3")
        }
    }

    @Test func whatIsFoundToSuitOlderProgramsLaterIsWrittenDown() async throws {
        try await withStore { store in
            let first = Self.steps[0]
            func adds(suitsOlder: Bool) -> Migration {
                Migration(
                    id: 2, name: "adds", up: "CREATE TABLE more (a int)", down: "DROP TABLE more",
                    suitsOlder: suitsOlder)
            }
            try await store.migrate(schema: "catalog", [first, adds(suitsOlder: false)])
            let refused = await lunaError { try await store.migrate(schema: "catalog", [first]) }
            #expect(refused.code == "store.schema_newer")
            try await store.migrate(schema: "catalog", [first, adds(suitsOlder: true)])
            try await store.migrate(schema: "catalog", [first])
            // A program in between that does not know yet takes nothing back.
            try await store.migrate(schema: "catalog", [first, adds(suitsOlder: false)])
            try await store.migrate(schema: "catalog", [first])
        }
    }

    @Test func numbersAndNamesAreChecked() async throws {
        try await withStore { store in
            let gap = [Self.steps[0], Migration(id: 3, name: "x", up: "", down: "")]
            #expect(
                await lunaError { try await store.migrate(schema: "catalog", gap) }.code == "store.migrations_invalid")
            #expect(await lunaError { try await store.migrate(schema: "a\"b", []) }.code == "store.migrations_invalid")
        }
    }

    @Test func aServiceRoleThatOwnsOnlyItsSchemaCanMigrate() async throws {
        let server = try await TestServer.shared
        let url = try await TestServer.database()
        let name = String(url.split(separator: "/").last?.prefix { $0 != "?" } ?? "")
        try await withStore(StoreConfiguration(url: url)) { store in
            try await store.executeOnce("CREATE ROLE svc_\(name) LOGIN PASSWORD 'pw'")
            try await store.executeOnce("CREATE SCHEMA catalog AUTHORIZATION svc_\(name)")
        }
        try await withStore(StoreConfiguration(url: server.url(user: "svc_\(name)", password: "pw", database: name))) {
            store in
            try await store.migrate(schema: "catalog", Self.steps)
            #expect(try await store.schemaVersion("catalog") == 2)
            #expect(await lunaError { try await store.migrate(schema: "other", Self.steps) }.code == "store.permission")
        }
    }
}

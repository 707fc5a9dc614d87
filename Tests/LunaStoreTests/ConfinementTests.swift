import LunaCore
import LunaStack
import LunaStore
import Testing

@Suite(.timeLimit(.minutes(5))) struct ConfinementTests {
    private static let red = TenantScope.tenant(TenantID(trusted: "red"))
    private static let blue = TenantScope.tenant(TenantID(trusted: "blue"))

    private static let migrations = [
        Migration(
            id: 1, name: "items",
            up: """
                CREATE TABLE shop.items (tenant text NOT NULL, id bigint, PRIMARY KEY (tenant, id));
                CREATE TABLE shop.journal (tenant text NOT NULL, id bigint GENERATED ALWAYS AS IDENTITY, text text);
                CREATE TABLE shop.leases (name text PRIMARY KEY);
                """, down: "DROP TABLE shop.items, shop.journal, shop.leases")
    ]

    // Calls in a scope stand outside of #expect: the compiler confuses closures in its operands with others of the test.

    /// One connection only, so that whatever a call leaves behind is seen by the next.
    private func withShop<R>(_ body: (_ shop: Store, _ owner: Store) async throws -> R) async throws -> R {
        let url = try await TestServer.database()
        return try await withStore(StoreConfiguration(url: url)) { owner in
            for _ in 0..<2 {
                try await owner.migrate(schema: "shop", Self.migrations)
                try await owner.confine(schema: "shop", role: "luna_test_shop", appendOnly: ["journal"])
            }
            var configuration = StoreConfiguration(url: url, maxConnections: 1)
            configuration.role = "luna_test_shop"
            return try await withStore(configuration) { shop in try await body(shop, owner) }
        }
    }

    @Test func aCallSeesAndWritesItsTenantsRowsWhateverItsQuerySays() async throws {
        try await withShop { shop, _ in
            _ = try await Self.red.run {
                try await shop.execute("INSERT INTO shop.items VALUES ('red', 1), ('red', 2)")
            }
            _ = try await Self.blue.run { try await shop.execute("INSERT INTO shop.items VALUES ('blue', 1)") }
            // The condition that somebody forgot.
            let value1 = try await Self.blue.run { try await shop.query("SELECT FROM shop.items").count }
            #expect(value1 == 1)
            let value2 = try await Self.blue.run { try await shop.execute("DELETE FROM shop.items") }
            #expect(value2 == 1)
            let value3 = try await TenantScope.everyone.run { try await shop.query("SELECT FROM shop.items").count }
            #expect(value3 == 2)
            for sql in ["INSERT INTO shop.items VALUES ('red', 9)", "INSERT INTO shop.items VALUES ('*', 9)"] {
                let error = await lunaError { try await Self.blue.run { try await shop.execute(sql) } }
                #expect(error.code == "store.permission")
            }
            let moved = await lunaError {
                try await Self.red.run { try await shop.execute("UPDATE shop.items SET tenant = 'blue' WHERE id = 1") }
            }
            #expect(moved.code == "store.permission")
        }
    }

    @Test func nothingOfACallIsLeftOnTheConnection() async throws {
        try await withShop { shop, _ in
            _ = try await Self.red.run { try await shop.execute("INSERT INTO shop.items VALUES ('red', 1)") }
            #expect(try await shop.query("SELECT FROM shop.items").isEmpty)
            _ = try await Self.red.run {
                try await shop.transaction { try await $0.query("SELECT FROM shop.items").count }
            }
            #expect(try await shop.query("SELECT FROM shop.items").isEmpty)
            // Not after a failure either, nor when a call has tried to make it last.
            _ = await lunaError { try await Self.red.run { try await shop.query("SELECT 1/0") } }
            #expect(try await shop.query("SELECT FROM shop.items").isEmpty)
            _ = try? await Self.red.run { try await shop.query("SELECT set_config('luna.tenant', 'red', false)") }
            let value4 = try await Self.blue.run { try await shop.query("SELECT FROM shop.items").count }
            #expect(value4 == 0)
        }
    }

    @Test func childTasksAreInTheScopeOfTheirParent() async throws {
        try await withShop { shop, _ in
            _ = try await Self.red.run { try await shop.execute("INSERT INTO shop.items VALUES ('red', 1)") }
            let counts = try await Self.red.run {
                async let one = shop.query("SELECT FROM shop.items").count
                async let other = Self.blue.run { try await shop.query("SELECT FROM shop.items").count }
                return try await [one, other]
            }
            #expect(counts == [1, 0])
        }
    }

    @Test func theRoleOwnsNothingAndAddsToTheJournalOnly() async throws {
        try await withShop { shop, owner in
            try await TenantScope.everyone.run {
                try await shop.execute("INSERT INTO shop.journal (tenant, text) VALUES ('red', 'x')")
                try await shop.execute("INSERT INTO shop.leases VALUES ('a')")
                for sql in [
                    "UPDATE shop.journal SET text = ''", "DELETE FROM shop.journal", "TRUNCATE shop.items",
                    "ALTER TABLE shop.items DISABLE ROW LEVEL SECURITY",
                    "ALTER TABLE shop.items NO FORCE ROW LEVEL SECURITY",
                    "DROP POLICY luna_tenant ON shop.items", "CREATE TABLE shop.mine (a int)",
                    "SELECT * FROM shop.luna_migrations", "SET row_security = off; SELECT * FROM shop.items",
                    "CREATE ROLE another", "COPY shop.items TO PROGRAM 'cat'",
                ] {
                    let error = await lunaError { try await shop.transaction { try await $0.script(sql) } }
                    #expect(error.code == "store.permission", "\(sql): \(error)")
                }
                #expect(
                    try await shop.query("SELECT current_user::text AS role").first?.text("role") == "luna_test_shop")
            }
            // A table that a later migration brings is guarded as well.
            let more =
                Self.migrations + [
                    Migration(
                        id: 2, name: "more", up: "CREATE TABLE shop.more (tenant text)", down: "DROP TABLE shop.more")
                ]
            try await owner.migrate(schema: "shop", more)
            try await owner.confine(schema: "shop", role: "luna_test_shop", appendOnly: ["journal"])
            _ = try await Self.red.run { try await shop.execute("INSERT INTO shop.more VALUES ('red')") }
            let value5 = try await Self.blue.run { try await shop.query("SELECT FROM shop.more").count }
            #expect(value5 == 0)
        }
    }
}

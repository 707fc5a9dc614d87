import LunaCore
import LunaStack
import LunaStore
import Testing

@Suite(.timeLimit(.minutes(5))) struct TenantTests {
    private static let red = TenantID(trusted: "red")
    private static let blue = TenantID(trusted: "blue")

    /// A table guarded by row-level security, used through a role that is not the superuser.
    private func withGuardedTable<R>(_ body: (Store) async throws -> R) async throws -> R {
        let server = try await TestServer.shared
        let database = try await TestServer.database()
        let role = "guarded_\(database.split(separator: "/").last?.prefix { $0 != "?" } ?? "x")"
        try await withStore(StoreConfiguration(url: database)) { store in
            try await store.executeOnce("CREATE ROLE \(role) LOGIN PASSWORD 'secret'")
            try await store.executeOnce(
                "CREATE TABLE items (tenant text NOT NULL, id bigint, PRIMARY KEY (tenant, id))")
            try await store.executeOnce("ALTER TABLE items ENABLE ROW LEVEL SECURITY")
            try await store.executeOnce("ALTER TABLE items FORCE ROW LEVEL SECURITY")
            try await store.executeOnce(
                "CREATE POLICY tenant ON items USING (tenant = current_setting('luna.tenant', true)) "
                    + "WITH CHECK (tenant = current_setting('luna.tenant', true))")
            try await store.executeOnce("GRANT SELECT, INSERT, UPDATE, DELETE ON items TO \(role)")
        }
        let name = String(database.split(separator: "/").last?.prefix { $0 != "?" } ?? "")
        var configuration = StoreConfiguration(url: server.url(user: role, password: "secret", database: name))
        // One connection, so that whatever a lease leaves behind is seen by the next.
        configuration.maxConnections = 1
        return try await withStore(configuration, body)
    }

    @Test func aTenantSeesAndWritesItsOwnRowsOnly() async throws {
        try await withGuardedTable { store in
            try await store.pipeline(
                tenant: Self.red, [SQLStatement("INSERT INTO items VALUES ('red', 1), ('red', 2)")])
            try await store.transaction(tenant: Self.blue) { transaction in
                try await transaction.execute("INSERT INTO items VALUES ('blue', 1)")
                #expect(try await transaction.execute("UPDATE items SET id = id + 10") == 1)
            }
            let red = try await store.pipeline(tenant: Self.red, [SQLStatement("SELECT id FROM items ORDER BY id")])[0]
            let ids = try red.map { try $0.int("id") }
            #expect(ids == [1, 2])
            let error = await lunaError {
                try await store.transaction(tenant: Self.blue) {
                    try await $0.execute("INSERT INTO items VALUES ('red', 9)")
                }
            }
            #expect(error.code == "store.permission")
        }
    }

    @Test func theTenantDoesNotOutliveItsTransaction() async throws {
        try await withGuardedTable { store in
            try await store.pipeline(tenant: Self.red, [SQLStatement("INSERT INTO items VALUES ('red', 1)")])
            #expect(try await store.query("SELECT * FROM items").isEmpty)
            let mine = try await store.transaction(tenant: Self.red) { try await $0.query("SELECT * FROM items").count }
            #expect(mine == 1)
            #expect(try await store.query("SELECT * FROM items").isEmpty)
            let nobodys = try await store.transaction { try await $0.query("SELECT * FROM items").count }
            #expect(nobodys == 0)
            _ = await lunaError { try await store.transaction(tenant: Self.red) { try await $0.query("SELECT 1/0") } }
            _ = await lunaError { try await store.pipeline(tenant: Self.red, [SQLStatement("SELECT 1/0")]) }
            let task = Task {
                try await store.transaction(tenant: Self.red) { try await $0.query("SELECT pg_sleep(60)") }
            }
            try await eventually { store.counts.leased == 1 }
            task.cancel()
            _ = await task.result
            #expect(try await store.query("SELECT * FROM items").isEmpty)
            #expect(
                try await store.query("SELECT coalesce(current_setting('luna.tenant', true), '') AS t").first?.text("t")
                    == "")
        }
    }

    @Test func settingsOfATransactionDoNotLeak() async throws {
        try await withStore {
            $0.maxConnections = 1
        } _: { store in
            let before = try await store.query(
                "SELECT current_setting('statement_timeout') AS t, current_setting('search_path') AS p"
            ).first
            try await store.transaction { try await $0.executeOnce("SET LOCAL search_path = nowhere") }
            // A session-wide SET and an open transaction are the user's fault; the latter never reaches the next lease.
            _ = try? await store.query("BEGIN")
            #expect(
                try await store.query("SELECT pg_current_xact_id_if_assigned() IS NULL AS none").first?.bool("none")
                    == true)
            let after = try await store.query(
                "SELECT current_setting('statement_timeout') AS t, current_setting('search_path') AS p"
            ).first
            #expect(try before?.text("p") == after?.text("p"))
            #expect(try before?.text("t") == after?.text("t"))
        }
    }
}

import Logging
import LunaStack
import LunaStore
import LunaTestKit
import Testing

@testable import Orchestrator

/// Who drives which partition, on a real server.
@Suite(.timeLimit(.minutes(3))) struct LeaseTests {
    /// So long that nothing in a test can have run out.
    private static let lifetime = Duration.seconds(3600)
    private static let all = Set(0..<8)

    private struct Database {
        let directory: TestDirectory
        let server: LocalPostgres
        let url: String

        static func start() async throws -> Database {
            let directory = try TestDirectory("leases")
            let server = try await LocalPostgres.start(
                directory: directory.file("postgres"), options: .init(fsync: false), logger: Self.quiet)
            let url = try await server.createDatabase("leases")
            let database = Database(directory: directory, server: server, url: url)
            let store = try await database.store()
            try await store.migrate(schema: OrchestratorMigrations.schema, OrchestratorMigrations.all)
            await store.close()
            return database
        }

        func store() async throws -> Store { try await Store.connect(StoreConfiguration(url: url), logger: Self.quiet) }

        private static let quiet = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }
    }

    private func renew(_ leases: LeaseStore) async throws -> LeaseStore.Held {
        try await leases.renew(partitions: Self.all.count, lifetime: Self.lifetime)
    }

    @Test func partitionsAreSharedOutAndGivenBack() async throws {
        let database = try await Database.start()
        let (one, two) = (try await database.store(), try await database.store())
        let (first, second) = (LeaseStore(store: one, instance: "first"), LeaseStore(store: two, instance: "second"))
        #expect(try await renew(first).kept == Self.all)
        #expect(try await renew(second).all.isEmpty, "nothing is free yet")
        let held = try await renew(first)
        #expect(held.kept.count == 4 && held.all == Self.all, "nothing is taken from anybody")
        #expect(try await renew(second).all.isEmpty)
        try await first.giveBack(held.surplus)
        #expect(try await renew(second) == .init(kept: held.surplus))
        #expect(try await renew(first) == .init(kept: held.kept))
        try await first.release()
        #expect(try await renew(second).kept == Self.all)
        try await second.release()
        for store in [one, two] { await store.close() }
        _ = await database.server.stop()
    }

    @Test func whoseProcessHasEndedIsNotWaitedFor() async throws {
        let database = try await Database.start()
        let (one, two) = (try await database.store(), try await database.store())
        let (first, second) = (LeaseStore(store: one, instance: "first"), LeaseStore(store: two, instance: "second"))
        #expect(try await renew(first).kept == Self.all)
        // What the server sees of a process that is killed: its sessions end.
        let ended = try await two.query(
            """
            SELECT pg_terminate_backend(pid, 30000) FROM pg_locks JOIN orchestrator.replicas ON objid = presence::oid
            WHERE locktype = 'advisory' AND instance = 'first'
            """)
        #expect(ended.count == 1)
        #expect(try await renew(second).kept == Self.all, "an hour before the leases run out")
        // It was alive after all: it is there again, and gets its share.
        var held = LeaseStore.Held()
        while held.surplus.isEmpty {
            // The loss of its session is noticed in its own time.
            _ = try await renew(first)
            held = try await renew(second)
        }
        try await second.giveBack(held.surplus)
        #expect(try await renew(first) == .init(kept: held.surplus))
        for store in [one, two] { await store.close() }
        _ = await database.server.stop()
    }

    @Test func afterTheServerStartedAgainNobodyIsTakenForDead() async throws {
        let database = try await Database.start()
        let (one, two) = (try await database.store(), try await database.store())
        let (first, second) = (LeaseStore(store: one, instance: "first"), LeaseStore(store: two, instance: "second"))
        #expect(try await renew(first).kept == Self.all)
        try await database.server.restart()
        // All sessions have ended, and only the second has made new ones yet.
        var held: LeaseStore.Held?
        while held == nil { held = try? await renew(second) }
        #expect(held?.all.isEmpty == true)
        for store in [one, two] { await store.close() }
        _ = await database.server.stop()
    }
}

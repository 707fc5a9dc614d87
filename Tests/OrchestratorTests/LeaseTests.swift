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

    /// Two replicas, each with connections of its own.
    private func withTwo(
        _ body: (_ first: LeaseStore, _ second: LeaseStore, _ server: LocalPostgres, _ store: Store) async throws ->
            Void
    ) async throws {
        let quiet = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }
        let directory = try TestDirectory("leases")
        let server = try await LocalPostgres.start(
            directory: directory.file("postgres"), options: .init(fsync: false), logger: quiet)
        let configuration = StoreConfiguration(url: try await server.createDatabase("leases"))
        let one = try await Store.connect(configuration, logger: quiet)
        try await one.migrate(schema: OrchestratorMigrations.schema, OrchestratorMigrations.all)
        let two = try await Store.connect(configuration, logger: quiet)
        try await body(
            LeaseStore(store: one, instance: "first"), LeaseStore(store: two, instance: "second"), server, two)
        for store in [one, two] { await store.close() }
        _ = await server.stop()
    }

    private func renew(_ leases: LeaseStore) async throws -> LeaseStore.Held {
        try await leases.renew(partitions: Self.all.count, lifetime: Self.lifetime)
    }

    @Test func partitionsAreSharedOutAndGivenBack() async throws {
        try await withTwo { first, second, _, _ in
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
        }
    }

    @Test func whoseProcessHasEndedIsNotWaitedFor() async throws {
        try await withTwo { first, second, _, store in
            #expect(try await renew(first).kept == Self.all)
            // What the server sees of a process that is killed: its sessions end.
            let ended = try await store.query(
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
        }
    }

    @Test func afterTheServerStartedAgainNobodyIsTakenForDead() async throws {
        try await withTwo { first, second, server, _ in
            #expect(try await renew(first).kept == Self.all)
            try await server.restart()
            // All sessions have ended, and only the second has made new ones yet.
            var held: LeaseStore.Held?
            while held == nil { held = try? await renew(second) }
            #expect(held?.all.isEmpty == true)
        }
    }
}

import LunaCore
import LunaStore
import Testing

@Suite(.timeLimit(.minutes(2))) struct SessionLockTests {
    private func isSeen(_ lock: SessionLock, _ store: Store) async throws -> Bool {
        try await !store.query(
            "SELECT FROM pg_locks WHERE locktype = 'advisory' AND classid = $1::int::oid AND objid = $2::int::oid AND objsubid = 2",
            [.int(Int(lock.space)), .int(Int(lock.number))]
        ).isEmpty
    }

    @Test func isSeenWhileItIsHeld() async throws {
        try await withStore { store in
            let lock = store.sessionLock(space: 7, number: -3)
            #expect(try await !isSeen(lock, store))
            try await lock.hold()
            try await lock.hold()
            #expect(try await isSeen(lock, store))
            let rival = store.sessionLock(space: 7, number: -3)
            await #expect(throws: LunaError.self) { try await rival.hold() }
            lock.release()
            try await untilGone(lock, store)
            try await rival.hold()
            #expect(try await isSeen(rival, store))
            rival.release()
        }
    }

    @Test func isTakenAgainWhenItsSessionWasEnded() async throws {
        try await withStore { store in
            let lock = store.sessionLock(space: 8, number: 1)
            try await lock.hold()
            _ = try await store.query(
                "SELECT pg_terminate_backend(pid, 30000) FROM pg_locks WHERE locktype = 'advisory' AND classid = 8 AND objid = 1"
            )
            // The loss is noticed in its own time.
            while try await !isSeen(lock, store) { try? await lock.hold() }
            lock.release()
        }
    }

    private func untilGone(_ lock: SessionLock, _ store: Store) async throws {
        while try await isSeen(lock, store) { await Task.yield() }
    }
}

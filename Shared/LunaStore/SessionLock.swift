import Logging
import LunaCore
import Synchronization

/// An advisory lock on a connection of its own: the server lets go of it the moment this process ends, however it ends, and others
/// see that in `pg_locks` at once (PostgreSQL, "Advisory Locks"). Safe to use from any task.
///
/// It tells that a process lives, and no more: the connection can break while the process goes on, so whatever must not be done by
/// two at once needs more than this. Behind a pooler that shares sessions nothing is told; look whether the lock is seen before it
/// is relied on.
public final class SessionLock: Sendable {
    /// The two numbers of the lock, as `classid` and `objid` of `pg_locks` (with `objsubid` 2) show them.
    public let space: Int32
    public let number: Int32

    private struct State {
        var connection: Connection?
        var attempts: UInt64 = 0
        var isReleased = false
    }
    private let state = Mutex(State())
    private let configuration: StoreConfiguration
    private let loop: EventLoop
    private let logger: Logger
    /// Apart from the numbers of the pool and of the listener: they share the loop.
    private let firstID: UInt64

    fileprivate init(
        space: Int32, number: Int32, _ configuration: StoreConfiguration, loop: EventLoop, logger: Logger
    ) {
        (self.space, self.number) = (space, number)
        (self.configuration, self.loop, self.logger) = (configuration, loop, logger)
        firstID = UInt64(1) << 61 | UInt64(UInt32(bitPattern: number)) << 16
    }

    deinit { state.withLock { $0.connection }?.close() }

    /// Takes the lock, or does nothing while its connection stands. Call it again now and then: a connection that broke is made anew.
    /// From one task at a time.
    /// - Throws: `LunaError` `store.…` when there is no connection; `store.locked` when another session has the lock.
    public func hold() async throws {
        let id = state.withLock { state -> UInt64? in
            guard state.connection == nil, !state.isReleased else { return nil }
            state.attempts += 1
            return firstID + state.attempts
        }
        guard let id else { return }
        let connection = try await Connection.opened(
            id: id, configuration, loop: loop, logger: logger, thread: "luna-pg-lock",
            onLoss: { [weak self] id, _ in self?.lost(id) })
        do {
            let ask = try Command(
                "SELECT pg_try_advisory_lock($1::int, $2::int) AS taken",
                [.int(Int(space)), .int(Int(number))])
            let rows = try await connection.run([ask], timeout: configuration.statementTimeout).first?.rows
            guard try rows?.first?.bool("taken") == true else {
                throw LunaError("store.locked", .conflict, "Another session has the lock \(space)/\(number).")
            }
        } catch {
            connection.close()
            throw error
        }
        let isKept = state.withLock { state in
            if !state.isReleased { state.connection = connection }
            return !state.isReleased
        }
        if !isKept { connection.close() }
    }

    /// Ends the connection, and the lock with it, for good.
    public func release() {
        let connection = state.withLock { state in
            defer { (state.connection, state.isReleased) = (nil, true) }
            return state.connection
        }
        connection?.close()
    }

    private func lost(_ id: UInt64) {
        state.withLock { state in if state.connection?.id == id { state.connection = nil } }
    }
}

extension Store {
    /// A lock that tells others that this process lives. Release it before the store is closed.
    /// - Parameters:
    ///   - space: what the lock is about, the same for all who look for it.
    ///   - number: who holds it.
    public func sessionLock(space: Int32, number: Int32) -> SessionLock {
        SessionLock(space: space, number: number, configuration, loop: loop, logger: logger)
    }
}

import LunaCore
import Synchronization

/// A transaction in progress, valid inside the closure that got it.
///
/// Safe to use from several tasks at once; their statements then run one after the other, without waiting for each other's answers.
public final class Transaction: Sendable {
    private let connection: Connection
    private let timeout: Duration
    private let state = Mutex((ended: false, savepoints: 0))

    init(_ connection: Connection, timeout: Duration) {
        self.connection = connection
        self.timeout = timeout
    }

    /// Runs one statement and returns its rows.
    /// - Throws: `LunaError`; after one, the transaction can only be rolled back (to a savepoint or as a whole).
    public func query(_ sql: String, _ parameters: [SQLValue] = [], timeout: Duration? = nil) async throws -> [Row] {
        try await run([try Command(sql, parameters)], timeout).first?.rows ?? []
    }

    /// Runs one statement and returns the number of rows it inserted, updated or deleted.
    @discardableResult
    public func execute(_ sql: String, _ parameters: [SQLValue] = [], timeout: Duration? = nil) async throws -> Int {
        try await run([try Command(sql, parameters)], timeout).first?.affected ?? 0
    }

    /// Runs several statements in one round trip and returns the rows of each. The first one that fails ends them all.
    public func pipeline(_ statements: [SQLStatement], timeout: Duration? = nil) async throws -> [[Row]] {
        if statements.isEmpty { return [] }
        return try await run(try statements.map { try Command($0.sql, $0.parameters) }, timeout).map(\.rows)
    }

    /// Runs several statements in one round trip and returns the number of rows each of them inserted, updated or deleted.
    @discardableResult
    public func executePipeline(_ statements: [SQLStatement], timeout: Duration? = nil) async throws -> [Int] {
        if statements.isEmpty { return [] }
        return try await run(try statements.map { try Command($0.sql, $0.parameters) }, timeout).map(\.affected)
    }

    /// Runs a statement that is not worth preparing, such as DDL.
    public func executeOnce(_ sql: String, timeout: Duration? = nil) async throws {
        _ = try await run([try Command(sql, isPrepared: false, isWanted: false)], timeout)
    }

    /// Runs several statements without parameters, separated by semicolons (simple query protocol).
    public func script(_ sql: String, timeout: Duration? = nil) async throws {
        // The script goes outside the pipeline, so BEGIN must be through before.
        if connection.hasPreamble { _ = try await run([], timeout) }
        try await connection.runScript(sql, timeout: timeout ?? self.timeout)
    }

    /// Undoes what `body` has done, and only that, when it throws.
    public func savepoint<R>(
        isolation: isolated (any Actor)? = #isolation, _ body: (Transaction) async throws -> R
    ) async throws -> R {
        let name = state.withLock { state in
            state.savepoints += 1
            return "luna_\(state.savepoints)"
        }
        try await executeOnce("SAVEPOINT \(name)")
        do {
            let result = try await body(self)
            try await executeOnce("RELEASE SAVEPOINT \(name)")
            return result
        } catch {
            guard await connection.settle() else { throw error }
            _ = try await connection.run(
                [try Command("ROLLBACK TO SAVEPOINT \(name)", isPrepared: false, isWanted: false)], timeout: timeout,
                shielded: true)
            throw error
        }
    }

    private func run(_ commands: [Command], _ timeout: Duration?) async throws -> [ResultSet] {
        guard !state.withLock({ $0.ended }) else {
            throw LunaError("store.misuse", .internal, "The transaction has ended; use it only inside its closure.")
        }
        return try await connection.run(commands, timeout: timeout ?? self.timeout)
    }

    // MARK: Ending, by the store

    func commit() async throws {
        state.withLock { $0.ended = true }
        guard connection.isOpen else {
            throw StoreFailure.unavailable(
                "the connection was lost before COMMIT, so nothing was committed", sent: false)
        }
        guard connection.isInTransaction else {
            if connection.hasPreamble {
                // Nothing was sent, so there is nothing to commit.
                connection.setPreamble([])
                return
            }
            throw LunaError("store.rolled_back", .conflict, "The transaction had ended before its closure returned.")
        }
        let answer = try await connection.run([try Command("COMMIT")], timeout: timeout, shielded: true)
        // PostgreSQL answers COMMIT with ROLLBACK, and without an error, when a statement had failed.
        guard answer.first?.commandTag == "COMMIT" else {
            throw LunaError(
                "store.rolled_back", .conflict,
                "A statement of the transaction had failed and its error was ignored, so nothing was committed.")
        }
    }

    /// Leaves the connection clean or dead.
    func rollback() async {
        state.withLock { $0.ended = true }
        connection.setPreamble([])
        guard await connection.settle(), connection.isInTransaction else { return }
        do {
            _ = try await connection.run([try Command("ROLLBACK", isWanted: false)], timeout: timeout, shielded: true)
        } catch {
            connection.fail(LunaError.wrapping(error))
        }
    }
}

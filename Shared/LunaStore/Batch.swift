import Synchronization

/// What is sent in one go and answered in one go: statements up to one Sync, or one script.
///
/// `@unchecked Sendable`: every variable is touched only while the lock of its connection is held, except `completion`, which is
/// constant and is called once, by whoever takes the batch off the connection.
final class Batch: @unchecked Sendable {
    enum Slot {
        /// The server prepares `sql`.
        case prepare(sql: String, name: String)
        /// The answer to a statement. `sql` and `name` when it was a prepared one.
        case execute(sql: String, name: String?, wanted: Bool)
    }
    enum Kind { case pipeline, script }

    let kind: Kind
    let commands: [Command]
    let deadline: ContinuousClock.Instant?
    let limit: Duration?
    let completion: @Sendable (Result<[ResultSet], any Error>) -> Void

    var slots: [Slot] = []
    var place = 0
    var results: [ResultSet] = []
    var failure: StoreFailure.Report?
    var lost: (any Error)?
    var isCancelled = false
    var isTimedOut = false
    var cancelSent: ContinuousClock.Instant?

    init(
        _ kind: Kind, _ commands: [Command], limit: Duration?,
        completion: @escaping @Sendable (Result<[ResultSet], any Error>) -> Void
    ) {
        self.kind = kind
        self.commands = commands
        self.limit = limit
        self.deadline = limit.map { ContinuousClock.now.advanced(by: $0) }
        self.completion = completion
    }

    /// What the caller gets.
    var outcome: Result<[ResultSet], any Error> {
        if let failure {
            if failure.sqlState == "57014" {
                if isCancelled { return .failure(CancellationError()) }
                if isTimedOut, let limit { return .failure(StoreFailure.timeout(limit)) }
            }
            if isStaleStatement { return .failure(StoreFailure.staleStatement(failure.sqlState)) }
            return .failure(StoreFailure.error(failure))
        }
        if let lost {
            if isTimedOut, let limit { return .failure(StoreFailure.timeout(limit)) }
            return .failure(lost)
        }
        return .success(results)
    }

    /// The server refused to run a prepared statement because it no longer fits the tables, or does not know it: preparing it
    /// again will do, and nothing has run.
    var isStaleStatement: Bool {
        guard let failure else { return false }
        return failure.sqlState == "26000" || failure.sqlState == "0A000" && failure.message.contains("cached plan")
    }
}

/// One statement for a connection.
struct Command: Sendable {
    let sql: String
    let parameters: EncodedParameters
    /// Kept prepared; otherwise parsed anew each time (for statements that come once).
    var isPrepared = true
    /// Whether the caller gets the answer.
    var isWanted = true

    init(_ sql: String, _ values: [SQLValue] = [], isPrepared: Bool = true, isWanted: Bool = true) throws {
        self.sql = sql
        parameters = try EncodedParameters(values)
        self.isPrepared = isPrepared
        self.isWanted = isWanted
    }
}

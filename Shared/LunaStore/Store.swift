import Logging
import LunaCore
import Synchronization

/// PostgreSQL for one service: a pool of connections, statements, transactions, migrations and notifications.
///
/// Safe to use from any task. No call blocks a thread of Swift's pool: one thread of the store waits for all sockets, and
/// short-lived threads make connections and cancellations. Nothing of a lease is seen by the next one: the tenant
/// is set for the transaction only, and a connection that does not come back clean is closed.
///
/// A statement that may have run is never sent again by the store: `store.unavailable` says in `details["outcome"]` whether it
/// was `not_sent` or is `unknown`.
public final class Store: Sendable {
    /// As given to ``connect(_:logger:)``.
    public let configuration: StoreConfiguration
    let logger: Logger
    let loop: EventLoop
    let pool: Pool
    let notifications: NotificationHub

    private init(_ configuration: StoreConfiguration, logger: Logger) throws {
        self.configuration = configuration
        self.logger = logger
        loop = try EventLoop(name: "luna-store")
        pool = Pool(configuration, loop: loop, logger: logger)
        notifications = NotificationHub(configuration, loop: loop, logger: logger)
    }

    deinit {
        // A store that nobody closed: its thread must not live on.
        loop.stop()
    }

    /// Opens the first connection, trying again for up to `configuration.startTimeout` while the server is away.
    ///
    /// - Throws: `LunaError` `store.unavailable` when the server cannot be reached, `store.refused` when it does not let us in.
    public static func connect(_ configuration: StoreConfiguration, logger: Logger) async throws -> Store {
        let store = try Store(configuration, logger: logger)
        do {
            store.pool.release(try await store.pool.lease(limit: configuration.startTimeout))
            return store
        } catch {
            await store.close()
            throw error
        }
    }

    /// Runs one statement in a transaction of its own and returns its rows. It is prepared on first use.
    ///
    /// - Parameters:
    ///   - sql: one statement; `$1`, `$2` … stand for the parameters.
    ///   - timeout: `nil` takes the configuration's `statementTimeout`.
    /// - Throws: `LunaError` (`store.…`), or `CancellationError` when the task was cancelled, after the server was told.
    public func query(_ sql: String, _ parameters: [SQLValue] = [], timeout: Duration? = nil) async throws -> [Row] {
        try await run([try Command(sql, parameters)], timeout).first?.rows ?? []
    }

    /// Runs one statement in a transaction of its own and returns the number of rows it inserted, updated or deleted.
    @discardableResult
    public func execute(_ sql: String, _ parameters: [SQLValue] = [], timeout: Duration? = nil) async throws -> Int {
        try await run([try Command(sql, parameters)], timeout).first?.affected ?? 0
    }

    /// Runs a statement that is not worth preparing, or must not be in a pipeline with others (DDL, `CREATE DATABASE`).
    public func executeOnce(_ sql: String, timeout: Duration? = nil) async throws {
        let command = try Command(sql, isPrepared: false, isWanted: false)
        // Alone: what comes this way may not be allowed inside a transaction.
        _ = try await withConnection { connection in
            try await connection.run([command], timeout: timeout ?? configuration.statementTimeout)
        }
    }

    /// Runs several statements in one round trip and one transaction, and returns the rows of each.
    ///
    /// This is the fastest way to write: no BEGIN and no COMMIT cross the network. One failure undoes them all.
    /// - Parameter tenant: what `current_setting('luna.tenant')` says meanwhile.
    @discardableResult
    public func pipeline(
        tenant: TenantID? = nil, _ statements: [SQLStatement], timeout: Duration? = nil
    ) async throws -> [[Row]] {
        try await runPipeline(tenant, statements, timeout).map(\.rows)
    }

    /// ``pipeline(tenant:_:timeout:)``, for the number of rows each statement inserted, updated or deleted.
    @discardableResult
    public func executePipeline(
        tenant: TenantID? = nil, _ statements: [SQLStatement], timeout: Duration? = nil
    ) async throws -> [Int] {
        try await runPipeline(tenant, statements, timeout).map(\.affected)
    }

    /// Runs `body` in a transaction, commits when it returns and rolls back when it throws or the task is cancelled.
    ///
    /// BEGIN and the tenant travel with the first statement, in one round trip; a body without statements costs none.
    /// Do not use other calls of the store inside `body`: they would need a second connection.
    ///
    /// - Parameters:
    ///   - tenant: what `current_setting('luna.tenant')` says inside, for the row-level security policies.
    ///   - attempts: how often to run `body` in all when the database reports a serialization failure or a deadlock.
    ///   - timeout: for each statement; `nil` takes the configuration's `statementTimeout`.
    /// - Throws: what `body` throws; `LunaError` `store.rolled_back` when `body` ignored the error of a statement.
    public func transaction<R: Sendable>(
        tenant: TenantID? = nil, isolation level: Isolation = .readCommitted, readOnly: Bool = false, attempts: Int = 1,
        timeout: Duration? = nil, isolation: isolated (any Actor)? = #isolation,
        _ body: (Transaction) async throws -> R
    ) async throws -> R {
        var preamble = [
            try Command("BEGIN ISOLATION LEVEL \(level.rawValue)\(readOnly ? " READ ONLY" : "")", isWanted: false)
        ]
        if let setting = tenantSetting(tenant) { preamble.append(try Self.setTenant(setting)) }
        var attempt = 1
        while true {
            do {
                return try await transactOnce(preamble, timeout ?? configuration.statementTimeout, body)
            } catch let error as LunaError where attempt < attempts && error.isRetryableConflict {
                attempt += 1
            }
        }
    }

    /// One round trip.
    public func ping() async throws {
        _ = try await run([try Command("", isPrepared: false)], configuration.connectTimeout)
    }

    /// Connections at rest and in use, and tasks that wait for one: for metrics.
    public var counts: (idle: Int, leased: Int, waiting: Int) { pool.counts }

    /// Ends all connections after those in use have come back, or after `grace`; then calls in progress fail with `store.closed`.
    /// Tasks that wait for a connection get `store.closed` at once. The store cannot be used afterwards.
    public func close(grace: Duration = .seconds(10)) async {
        notifications.close()
        await pool.close(grace: grace)
        loop.stop()
    }

    // MARK: Inside

    static func setTenant(_ setting: String) throws -> Command {
        try Command("SELECT set_config('luna.tenant', $1, true)", [.text(setting)], isWanted: false)
    }

    /// What the caller names, else the scope of the task where there are policies that look at it.
    private func tenantSetting(_ tenant: TenantID?) -> String? {
        tenant?.rawValue ?? (configuration.role == nil ? nil : TenantScope.current.setting)
    }

    private func runPipeline(_ tenant: TenantID?, _ statements: [SQLStatement], _ timeout: Duration?) async throws
        -> [ResultSet]
    {
        if statements.isEmpty { return [] }
        var commands: [Command] = []
        commands.reserveCapacity(statements.count)
        for statement in statements { commands.append(try Command(statement.sql, statement.parameters)) }
        return try await run(commands, timeout, tenant)
    }

    /// Autocommit. Sent again only when it surely was not sent, or surely did not run (a stale prepared statement).
    private func run(
        _ statements: [Command], _ timeout: Duration?, _ tenant: TenantID? = nil
    ) async throws -> [ResultSet] {
        // One round trip and one transaction: the setting ends with it.
        let commands = try tenantSetting(tenant).map { [try Self.setTenant($0)] + statements } ?? statements
        var staleConnections = 0
        var staleStatements = 0
        while true {
            do {
                return try await withConnection { connection in
                    try await connection.run(commands, timeout: timeout ?? configuration.statementTimeout)
                }
            } catch let error as LunaError
                where error.isStaleConnection && staleConnections <= configuration.maxConnections
            {
                staleConnections += 1
            } catch let error as LunaError
                where error.isStaleStatement && staleStatements < configuration.maxConnections + commands.count
            {
                staleStatements += 1
            }
        }
    }

    /// Lends a connection and takes care that it comes back clean or not at all.
    func withConnection<R>(
        isolation: isolated (any Actor)? = #isolation, _ body: (Connection) async throws -> R
    ) async throws -> R {
        var connection = try await pool.lease()
        while !connection.isFresh() {
            pool.release(connection)
            connection = try await pool.lease()
        }
        do {
            let result = try await body(connection)
            if !connection.isClean { _ = await connection.settle() }
            pool.release(connection)
            return result
        } catch {
            _ = await connection.settle()
            pool.release(connection)
            throw error
        }
    }

    private func transactOnce<R>(
        _ preamble: [Command], _ timeout: Duration, isolation: isolated (any Actor)? = #isolation,
        _ body: (Transaction) async throws -> R
    ) async throws -> R {
        try await withConnection { connection in
            connection.setPreamble(preamble)
            let transaction = Transaction(connection, timeout: timeout)
            do {
                let result = try await body(transaction)
                try await transaction.commit()
                return result
            } catch {
                await transaction.rollback()
                throw error
            }
        }
    }
}

extension LunaError {
    fileprivate var isRetryableConflict: Bool { code == "store.conflict" && isRetryable }
    fileprivate var isStaleConnection: Bool { details["kind"] == "stale_connection" }
    fileprivate var isStaleStatement: Bool { details["kind"] == "stale_statement" }
}

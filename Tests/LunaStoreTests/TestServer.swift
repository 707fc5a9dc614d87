import Foundation
import Logging
import LunaCore
import LunaStack
import LunaStore
import Synchronization
import Testing

/// One real PostgreSQL for the whole test process; a database for each suite or test.
///
/// The server ends with the process; directories of earlier runs are removed at the next start.
enum TestServer {
    private static let running = Task<LocalPostgres, any Error> {
        let root = "/tmp/luna-store-tests"
        let files = FileManager.default
        for name in (try? files.contentsOfDirectory(atPath: root)) ?? []
        where kill(pid_t(name.prefix { $0.isNumber }) ?? -1, 0) != 0 {
            try? files.removeItem(atPath: "\(root)/\(name)")
        }
        return try await LocalPostgres.start(
            directory: "\(root)/\(getpid())", options: .init(fsync: false, maxConnections: 200), logger: quiet)
    }
    private static let counter = Mutex(0)

    static let quiet: Logger = {
        var logger = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }
        logger.logLevel = .critical
        return logger
    }()

    /// Distinguishes the directories of concurrent test processes.
    static var process: Int32 { getpid() }

    enum Freeze { case stop, resume }
    /// Freezes a process of a test's own server, or lets it go on.
    static func signal(_ pid: Int32, _ what: Freeze) { _ = kill(pid, what == .stop ? SIGSTOP : SIGCONT) }

    static var shared: LocalPostgres { get async throws { try await running.value } }

    /// The address of a fresh, empty database.
    static func database() async throws -> String {
        let number = counter.withLock { counter in
            counter += 1
            return counter
        }
        return try await shared.createDatabase("t\(getpid())_\(number)")
    }
}

/// Runs `body` with a store on a fresh database, and closes it.
func withStore<R>(
    _ adjust: (inout StoreConfiguration) -> Void = { _ in }, logger: Logger = TestServer.quiet,
    _ body: (Store) async throws -> R
) async throws -> R {
    var configuration = StoreConfiguration(url: try await TestServer.database())
    adjust(&configuration)
    return try await withStore(configuration, logger: logger, body)
}

func withStore<R>(
    _ configuration: StoreConfiguration, logger: Logger = TestServer.quiet, _ body: (Store) async throws -> R
) async throws -> R {
    let store = try await Store.connect(configuration, logger: logger)
    do {
        let result = try await body(store)
        await store.close()
        return result
    } catch {
        await store.close()
        throw error
    }
}

/// The `LunaError` that `body` throws; records an issue when it throws none.
func lunaError(
    _ location: SourceLocation = #_sourceLocation, _ body: () async throws -> some Any
) async -> LunaError {
    do {
        _ = try await body()
        Issue.record("no error was thrown", sourceLocation: location)
        return LunaError("none", .internal, "")
    } catch let error as LunaError {
        return error
    } catch {
        Issue.record("not a LunaError: \(error)", sourceLocation: location)
        return LunaError("none", .internal, "")
    }
}

/// Looks again and again until `condition` holds; fails after a minute.
func eventually(
    _ location: SourceLocation = #_sourceLocation, _ condition: () async throws -> Bool
) async throws {
    let end = ContinuousClock.now.advanced(by: .seconds(60))
    while ContinuousClock.now < end {
        if try await condition() { return }
        try await Task.sleep(for: .milliseconds(2))
    }
    Issue.record("it never came to that", sourceLocation: location)
    throw CancellationError()
}

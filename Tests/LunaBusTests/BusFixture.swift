import Glibc
import Logging
import LunaBus
import LunaCore
import LunaStack
import Synchronization
import Testing

/// A nats-server of its own with a store of its own, gone after the test.
func withServer(
    configuration: String = "", _ body: (LocalNATS) async throws -> Void
) async throws {
    var template = Array("/tmp/luna-bus-test-XXXXXX".utf8CString)
    let directory = try #require(mkdtemp(&template).map { String(cString: $0) })
    let server = LocalNATS(.init(directory: directory, configuration: configuration))
    do {
        try await server.start()
        try await body(server)
    } catch {
        await server.kill()
        await remove(directory)
        throw error
    }
    await server.kill()
    await remove(directory)
}

func remove(_ directory: String) async {
    _ = await (try? ChildProcess.spawn(executable: "rm", arguments: ["-rf", directory]))?.waitForExit()
}

func connect(_ server: LocalNATS, name: String = "test", pendingMessages: Int = 65_536) async throws -> Bus {
    var configuration = BusConfiguration(urls: [server.url], name: name)
    configuration.reconnectWait = .milliseconds(50)
    configuration.pendingMessages = pendingMessages
    return try await Bus.connect(configuration, logger: quiet)
}

/// A server and a connection to it.
func withBus(configuration: String = "", _ body: (Bus, LocalNATS) async throws -> Void) async throws {
    try await withServer(configuration: configuration) { server in
        let bus = try await connect(server)
        do {
            try await body(bus, server)
        } catch {
            await bus.drain(deadline: .seconds(2))
            throw error
        }
        await bus.drain(deadline: .seconds(2))
    }
}

var quiet: Logger {
    var logger = Logger(label: "test")
    logger.logLevel = .critical
    return logger
}

func bytes(_ text: String) -> [UInt8] { Array(text.utf8) }
func text(_ bytes: [UInt8]) -> String { String(decoding: bytes, as: UTF8.self) }

/// The error that `body` throws; fails the test when it throws none.
func failure(_ body: () async throws -> Void) async -> LunaError? {
    do {
        try await body()
        Issue.record("expected an error")
        return nil
    } catch {
        return LunaError.wrapping(error)
    }
}

/// Looks until the server shows `expected`: it handles acknowledgements after it has received them, and tells nobody
/// when.
func becomes<Value: Equatable>(_ expected: Value, _ look: () async throws -> Value) async throws {
    while try await look() != expected { try await Task.sleep(for: .milliseconds(5)) }
}

/// A count that tasks and handlers share, and that can be awaited.
final class Tally: Sendable {
    private struct State {
        var items: [String] = []
        var waiters: [(count: Int, continuation: CheckedContinuation<Void, Never>)] = []
    }
    private let state = Mutex(State())

    var items: [String] { state.withLock { $0.items } }
    var count: Int { items.count }

    func add(_ item: String = "") {
        let ready = state.withLock { state in
            state.items.append(item)
            let ready = state.waiters.filter { $0.count <= state.items.count }
            state.waiters.removeAll { $0.count <= state.items.count }
            return ready.map(\.continuation)
        }
        ready.forEach { $0.resume() }
    }

    func reached(_ count: Int) async {
        await withCheckedContinuation { continuation in
            let done = state.withLock { state in
                if state.items.count >= count { return true }
                state.waiters.append((count, continuation))
                return false
            }
            if done { continuation.resume() }
        }
    }
}

/// A door that handlers wait at until the test opens it.
final class Gate: Sendable {
    private let tally = Tally()
    func open() { tally.add() }
    func pass() async { await tally.reached(1) }
}

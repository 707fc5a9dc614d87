import Glibc
import LunaBus
import LunaCore
import LunaMessages
import LunaStack
import LunaStore
import LunaTestKit
import Synchronization

/// A stack with worker processes of its own, and the means to break each part of it.
final class ChaosStack: Sendable {
    static let services = ["registry", "memory", "security", "orchestrator", "costing"]

    let stack: TestStack
    let runs = RunLog()
    private let folder: TestDirectory
    private struct Workers: Sendable {
        var running: [ChildProcess] = []
        var files: [String] = []
    }
    private let workers = Mutex(Workers())
    private let begin = ContinuousClock.now
    private let timeLine = Mutex<[String]>([])

    private init(_ stack: TestStack, _ folder: TestDirectory) {
        self.stack = stack
        self.folder = folder
    }

    static func start(orchestrators: Int, workers count: Int) async throws -> ChaosStack {
        let stack = try await TestStack.shared(services, durable: true)
        let chaos = ChaosStack(stack, try TestDirectory("chaos"))
        try await chaos.scale(orchestrators)
        try await chaos.runs.listen(on: stack.bus)
        for _ in 0..<count { try chaos.startWorker() }
        return chaos
    }

    // MARK: Time line

    func note(_ text: String) {
        let line = "\((ContinuousClock.now - begin).inSeconds) s  \(text)"
        timeLine.withLock { $0.append(line) }
    }

    var history: String { timeLine.withLock { $0.suffix(40).joined(separator: "\n") } }

    // MARK: Workers

    func startWorker() throws {
        let file = workers.withLock { workers in
            workers.files.append(folder.file("runs-\(workers.files.count)"))
            return workers.files[workers.files.count - 1]
        }
        let child = try ChildProcess.spawn(
            executable: "\(TestStack.binaries)/luna-chaos-worker", arguments: [stack.natsURL, file],
            environment: StackConfiguration.processEnvironment.merging(stack.trust) { _, new in new },
            logFile: folder.file("workers.log"), diesWithParent: true)
        workers.withLock { $0.running.append(child) }
    }

    /// Kills a worker and starts another.
    func replaceWorker() async throws {
        guard let child = workers.withLock({ $0.running.isEmpty ? nil : $0.running.removeFirst() }) else { return }
        child.signalGroup(SIGKILL)
        _ = await child.waitForExit()
        try startWorker()
    }

    func endWorkers() async {
        for child in workers.withLock({ $0.running }) {
            child.signalGroup(SIGKILL)
            _ = await child.waitForExit()
        }
        workers.withLock { $0.running = [] }
    }

    var allRuns: [RunLog.Run] { RunLog.read(workers.withLock { $0.files }) }

    // MARK: Processes

    func scale(_ orchestrators: Int) async throws { try await stack.local.up(scale: ["orchestrator": orchestrators]) }

    /// Running orchestrators.
    func orchestrators() throws -> [String] {
        try processes().filter { $0.component == "orchestrator" }.map(\.name).sorted()
    }

    private func processes() throws -> [StackState.Instance] {
        try StackState.load("\(stack.directory.path)/run/stack.json").instances.values.filter { $0.process.isRunning }
    }

    func process(_ name: String) throws -> ProcessIdentity {
        guard let found = try processes().first(where: { $0.name == name }) else {
            throw LunaError("test.not_running", .internal, "\(name) does not run.")
        }
        return found.process
    }

    func signal(_ name: String, _ number: Int32) throws { try process(name).signal(number) }

    func kill(_ name: String) async throws {
        let victim = try process(name)
        victim.signal(SIGKILL)
        _ = await victim.waitForEnd(.seconds(10))
    }

    /// Starts what does not run, as the one who watches over a stack would. Again when something was still coming up.
    func repair() async throws {
        for round in 1... {
            do {
                try await stack.local.up()
                return
            } catch {
                note("starting again: \(LunaError.wrapping(error).message.prefix(200))")
                guard round < 4 else { throw error }
            }
        }
    }

    /// Deletes everything that the bus has stored.
    func wipeJetStream() async throws {
        try await kill(ServiceCatalog.nats)
        try Files.remove("\(stack.directory.path)/nats/jetstream")
    }

    /// The database of the stack, as its administrator.
    private func administer(_ statements: [String]) async throws {
        let place = Files.resolved("\(stack.directory.path)/postgres")
        guard let password = Files.text("\(place)/password"),
            let port = try processes().first(where: { $0.component == ServiceCatalog.postgres })?.port
        else { throw LunaError("test.not_running", .internal, "PostgreSQL does not run.") }
        let store = try await Store.connect(
            StoreConfiguration(
                url: "postgres://postgres:\(password)@127.0.0.1:\(port)/postgres?sslmode=require",
                applicationName: "chaos", minConnections: 0, maxConnections: 1), logger: stack.logger)
        for statement in statements { try await store.executeOnce(statement) }
        await store.close()
    }

    /// PostgreSQL runs, but takes nobody in and throws everybody out.
    func refuseDatabase(for duration: Duration) async throws {
        try await administer([
            "ALTER DATABASE luna ALLOW_CONNECTIONS false",
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = 'luna'",
        ])
        try await Task.sleep(for: duration)
        try await administer(["ALTER DATABASE luna ALLOW_CONNECTIONS true"])
    }
}

extension Duration {
    /// With one decimal.
    var inSeconds: Double { (Double(components.seconds) + Double(components.attoseconds) / 1e18).tenths }
}

extension Duration {
    var milliseconds: Int64 { components.seconds * 1000 + components.attoseconds / 1_000_000_000_000_000 }
}

extension Double {
    var tenths: Double { (self * 10).rounded() / 10 }
}

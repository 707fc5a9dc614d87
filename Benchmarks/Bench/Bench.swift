import FoundationEssentials
import Glibc
import Logging
import LunaAgentKit
import LunaBus
import LunaCore
import LunaStack
import LunaStore

/// `make bench`: measures the hot paths on servers and services of its own. Arguments choose parts: bus store audit plan engine stack
/// limits, and of the engine single workloads: chain first fan layered wide. `LUNA_TLS=true`: the servers speak TLS.
@main
struct Bench {
    static func main() async {
        do {
            try await run(parts: Array(CommandLine.arguments.dropFirst()))
        } catch {
            let line = Array("bench: \(LunaError.wrapping(error).message)\n".utf8)
            _ = write(2, line, line.count)
            exit(1)
        }
    }

    private static func run(parts: [String]) async throws {
        let known = ["bus", "store", "audit", "plan", "engine", "stack", "limits"]
        let all = known + EngineBench.Workload.allCases.map(\.rawValue)
        if let unknown = parts.first(where: { !all.contains($0) }) {
            throw LunaError(
                "bench.part", .validation,
                "'\(unknown)' cannot be measured; choose from: \(all.joined(separator: " ")).")
        }
        let wanted = { (part: String) in parts.isEmpty || parts.contains(part) }
        let rounds = Int(ProcessInfo.processInfo.environment["LUNA_BENCH_ROUNDS"] ?? "3") ?? 3
        var logger = Logger(label: "bench")
        logger.logLevel = .error
        let directory = "\(ProcessInfo.processInfo.environment["TMPDIR"] ?? "/tmp")/luna-bench-\(getpid())"
        var configuration = try StackConfiguration(directory: directory, environment: environment())
        configuration.gatewayPort = 0
        configuration.needsPythonTools = true
        // What TLS costs is measured by LUNA_TLS=true, against the same without.
        configuration.tls = configuration.tls ?? false
        if configuration.tls == true {
            // For the clients in C, which take an address only.
            setenv("SSL_CERT_FILE", configuration.certificates.authorityFile, 1)
        }
        let stack = LocalStack(configuration: configuration)
        print("rounds: \(rounds); median (least … most); TLS \(configuration.tls == true ? "on" : "off")\n")
        var report = Report()
        do {
            if wanted("plan") { try await PlanBench.run(&report, examples: "examples/plans", rounds: rounds) }
            let started = try await stack.up()
            let database = try String(contentsOf: URL(filePath: started.databaseURLFile), encoding: .utf8).filter {
                !$0.isWhitespace
            }
            if wanted("stack") {
                report.add("stack: start of everything", [Double(started.duration.nanoseconds) / 1e9], "s")
                report.add("stack: memory of all services", [try await memory(stack)], "MB")
            }
            let bus = try stack.busConfiguration()
            if wanted("bus") { try await BusBench.run(&report, settings: bus, rounds: rounds, logger: logger) }
            if wanted("store") { try await StoreBench.run(&report, url: database, rounds: rounds, logger: logger) }
            if wanted("audit") { try await audit(&report, bus, database: database, rounds, logger) }
            if wanted("limits") { try Limits.run(&report, directory: directory, rounds: rounds) }
            let workloads = EngineBench.Workload.allCases.filter { wanted("engine") || parts.contains($0.rawValue) }
            if !workloads.isEmpty {
                try await engine(&report, stack, bus, database: database, workloads, rounds, logger)
            }
            try save(report)
        } catch {
            try? await stack.down(removingData: true)
            throw error
        }
        try await stack.down(removingData: true)
    }

    private static func save(_ report: Report) throws {
        let file = "Benchmarks/results/latest.json"
        try FileManager.default.createDirectory(atPath: "Benchmarks/results", withIntermediateDirectories: true)
        try Data((report.json.text(pretty: true) + "\n").utf8).write(to: URL(filePath: file))
        print("\nwritten to \(file)")
    }

    /// The policies bind the owner of the tables as well.
    private static let allTenants = "&options=-c%20luna.tenant%3D*"

    private static func audit(
        _ report: inout Report, _ settings: BusConfiguration, database: String, _ rounds: Int, _ logger: Logger
    ) async throws {
        let store = try await Store.connect(
            StoreConfiguration(url: database + allTenants), logger: logger)
        let bus = try await Bus.connect(settings, logger: logger)
        try await AuditBench.run(&report, bus: bus, store: store, rounds: rounds)
        await bus.drain()
        await store.close()
    }

    private static func engine(
        _ report: inout Report, _ stack: LocalStack, _ settings: BusConfiguration, database: String,
        _ workloads: [EngineBench.Workload], _ rounds: Int, _ logger: Logger
    ) async throws {
        let store = try await Store.connect(
            StoreConfiguration(url: database + allTenants), logger: logger)
        let bus = try await Bus.connect(settings, logger: logger)
        let worker = AgentWorker(NoopAgent.definition, bus: bus, instance: "bench-\(getpid())", logger: logger)
        let working = Task { try await worker.run() }
        let measuring = try await Bus.connect(settings, logger: logger)
        let before = try await readings(stack, store)
        try await EngineBench(bus: measuring, rounds: rounds).run(&report, workloads)
        let after = try await readings(stack, store)
        let tasks = Double(workloads.reduce(0) { $0 + $1.tasks } * rounds)
        report.add(
            "engine: processor time per task, everything", [1000 * (after.total - before.total) / tasks], "ms",
            key: "cpu_ms_per_task")
        for (name, time) in after.processors.sorted(by: { $0.value > $1.value }) {
            let used = 1000 * (time - (before.processors[name] ?? 0)) / tasks
            if used >= 0.001 { report.add("engine: … of it \(name)", [used], "ms", key: "cpu_ms_per_task.\(name)") }
        }
        report.add(
            "engine: commits per task", [(after.commits - before.commits) / tasks], "", key: "commits_per_task")
        report.add("engine: memory of the orchestrator", [after.memory], "MB", key: "orchestrator.rss_mb")
        working.cancel()
        _ = try? await working.value
        await bus.drain()
        await measuring.drain()
        await store.close()
    }

    private struct Readings {
        var processors: [String: Double]
        var total: Double { processors.values.reduce(0, +) }
        var commits: Double
        /// Of the orchestrator, MB.
        var memory: Double
    }

    private static func readings(_ stack: LocalStack, _ store: Store) async throws -> Readings {
        let instances = try await stack.status()
        var roots = ["agent and bench": getpid()]
        for instance in instances { roots[instance.name] = instance.pid }
        var used = ProcessorTime.used(by: roots)
        // The services are children of this process.
        let services = used.reduce(0.0) { $1.key == "agent and bench" ? $0 : $0 + $1.value }
        used["agent and bench"]? -= services
        let orchestrator = instances.first { $0.name == "orchestrator" }
        let commits = try await store.query("SELECT count(DISTINCT transaction) AS number FROM orchestrator.journal")
        return Readings(
            processors: used, commits: Double(try commits.first?.int("number") ?? 0),
            memory: Double(orchestrator?.memory ?? 0) / 1_048_576)
    }

    /// Resident memory of all processes of the stack but the servers of others, in MB.
    private static func memory(_ stack: LocalStack) async throws -> Double {
        let servers = [ServiceCatalog.nats, ServiceCatalog.postgres]
        let services = try await stack.status().filter { !servers.contains($0.name) }
        return Double(services.reduce(0) { $0 + ($1.memory ?? 0) }) / 1_048_576
    }

    private static func environment() -> [String: String] {
        var all = StackConfiguration.processEnvironment
        // A stack of our own, whatever servers the environment names.
        for name in [
            "NATS_URL", "LUNA_NATS_URL", "DATABASE_URL", "LUNA_DATABASE_URL", "LUNA_DATABASE_URL_FILE",
            "DATABASE_URL_FILE",
        ] {
            all[name] = nil
        }
        all["LUNA_LOG_LEVEL"] = "warning"
        return all
    }
}

import FoundationEssentials
import Glibc
import Logging
import LunaAgentKit
import LunaBus
import LunaCore
import LunaPrivacy
import LunaStack
import LunaStore

/// `make bench`: measures the hot paths on servers and services of its own. Arguments choose parts: bus store audit trust plan engine
/// stack limits, of the engine single workloads: chain first fan layered wide; and memory and trail, which are measured only when they
/// are named.
/// `LUNA_TLS=true`: the servers speak TLS.
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
        let known = ["bus", "store", "audit", "trust", "privacy", "plan", "engine", "stack", "limits"]
        let all = known + EngineBench.Workload.allCases.map(\.rawValue) + ["memory", "recovery", "trail"]
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
            if wanted("privacy") { privacy(&report) }
            if wanted("plan") { try await PlanBench.run(&report, examples: "examples/plans", rounds: rounds) }
            if wanted("trust") { try await TrustBench.run(&report, rounds: rounds) }
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
            if parts.contains("trail") {
                let connected = try await Bus.connect(bus, logger: logger)
                try await TrailBench.run(&report, bus: connected, stack: stack, directory: directory)
                await connected.drain()
            }
            if wanted("limits") { try Limits.run(&report, directory: directory, rounds: rounds) }
            let workloads = EngineBench.Workload.allCases.filter { wanted("engine") || parts.contains($0.rawValue) }
            if !workloads.isEmpty || parts.contains("memory") || wanted("recovery") {
                let part = try await EnginePart.start(
                    stack, bus, database: database + allTenants, rounds: rounds, logger: logger)
                if !workloads.isEmpty { try await part.measure(&report, workloads) }
                if parts.contains("memory") { try await part.measureMemory(&report) }
                if wanted("recovery") { try await part.measureRecovery(&report, of: stack) }
                await part.end()
            }
            try save(report)
        } catch {
            try? await stack.down(removingData: true)
            throw error
        }
        try await stack.down(removingData: true)
    }

    /// The scanner: ordinary text, and the slowest of what was made to slow it down.
    private static func privacy(_ report: inout Report) {
        let rows = PrivacyBenchmark.all()
        for row in rows where row.name == "ordinary" {
            report.add("privacy: scan of \(row.bytes) bytes", [row.throughput], "MB/s")
            report.add("privacy: … p99", [row.p99 / 1000], "ms", key: "privacy.scan_\(row.bytes).p99_ms")
        }
        guard let slowest = rows.filter({ $0.name != "ordinary" }).min(by: { $0.throughput < $1.throughput }) else {
            return
        }
        report.add(
            "privacy: slowest hostile text, \(slowest.name)", [slowest.throughput], "MB/s",
            key: "privacy.hostile.mb_per_s")
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

import FoundationEssentials
import Glibc
import Logging
import LunaAgentKit
import LunaBus
import LunaCore
import LunaStack

/// `make bench`: measures the hot paths on servers and services of its own. Arguments choose parts: bus store plan engine stack.
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
        let wanted = { (part: String) in parts.isEmpty || parts.contains(part) }
        let rounds = Int(ProcessInfo.processInfo.environment["LUNA_BENCH_ROUNDS"] ?? "3") ?? 3
        var logger = Logger(label: "bench")
        logger.logLevel = .error
        let directory = "\(ProcessInfo.processInfo.environment["TMPDIR"] ?? "/tmp")/luna-bench-\(getpid())"
        var configuration = try StackConfiguration(directory: directory, environment: environment())
        configuration.gatewayPort = 0
        configuration.needsPythonTools = true
        let stack = LocalStack(configuration: configuration)
        print("rounds: \(rounds); median (least … most)\n")
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
            if wanted("bus") { try await BusBench.run(&report, url: started.natsURL, rounds: rounds, logger: logger) }
            if wanted("store") { try await StoreBench.run(&report, url: database, rounds: rounds, logger: logger) }
            if wanted("engine") { try await engine(&report, started.natsURL, rounds, logger) }
        } catch {
            try? await stack.down(removingData: true)
            throw error
        }
        try await stack.down(removingData: true)
    }

    private static func engine(_ report: inout Report, _ url: String, _ rounds: Int, _ logger: Logger) async throws {
        let bus = try await Bus.connect(BusConfiguration(urls: [url]), logger: logger)
        let worker = AgentWorker(NoopAgent.definition, bus: bus, instance: "bench-\(getpid())", logger: logger)
        let working = Task { try await worker.run() }
        let measuring = try await Bus.connect(BusConfiguration(urls: [url]), logger: logger)
        try await EngineBench(bus: measuring, rounds: rounds).run(&report)
        working.cancel()
        _ = try? await working.value
        await bus.drain()
        await measuring.drain()
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

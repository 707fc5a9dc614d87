import FoundationEssentials
import Glibc
import LunaBus
import LunaCore
import LunaMessages
import LunaStack

/// One tenant's chain of 1,000,000 entries (`LUNA_BENCH_TRAIL`): search by correlation in it, verification, and its export through the
/// API and the command line, with the memory that takes.
enum TrailBench {
    private static let tenant = TenantID(trusted: "trail")
    /// Entries of one execution.
    private static let together = 50

    static func run(_ report: inout Report, bus: Bus, stack: LocalStack, directory: String) async throws {
        let wanted = Int(ProcessInfo.processInfo.environment["LUNA_BENCH_TRAIL"] ?? "") ?? 1_000_000
        let security = SecurityClient(BusRPCTransport(bus))
        let context = CallContext(tenant: tenant, timeout: .seconds(1200))
        let begin = ContinuousClock.now
        try await fill(wanted, bus)
        report.add("trail: entries into one chain", [Double(wanted) / seconds(since: begin)], "1/s")

        var searched: [Double] = []
        for _ in 0..<300 {
            let execution = "execution-\(Int.random(in: 0..<wanted / together))"
            let searching = ContinuousClock.now
            let reply = try await security.searchAudit(SearchAuditRequest(correlation: execution), context: context)
            searched.append(seconds(since: searching) * 1000)
            guard reply.entries.count == together else {
                throw LunaError("bench.trail", .internal, "Entries of \(execution) are not found.")
            }
        }
        report.add("trail: search by correlation among \(wanted)", searched, "ms")

        let services = try await stack.status().filter { ["security", "gateway"].contains($0.name) }
        func memory() -> [Double] { services.map { $0.pid.flatMap(ProcessorTime.memory) ?? 0 } }
        for (form, options) in [("JSON lines", []), ("CSV", ["--csv"])] {
            let file = "\(directory)/export"
            var environment = stack.configuration.environment
            environment["LUNA_HOME"] = directory
            let exporting = ContinuousClock.now
            let child = try ChildProcess.spawn(
                executable: "\(StackConfiguration.ownDirectory)/luna",
                arguments: ["audit", "export", "--tenant", tenant.rawValue] + options, environment: environment,
                logFile: file, diesWithParent: true)
            async let status = child.waitForExit()
            var (client, server) = (0.0, memory())
            while let now = ProcessorTime.memory(of: child.pid), now > 0 {
                client = max(client, now)
                server = zip(server, memory()).map(max)
                try await Task.sleep(for: .milliseconds(20))
            }
            let lines = try count(file)
            guard await status == 0, lines == wanted + (options.isEmpty ? 0 : 1) else {
                throw LunaError("bench.trail", .internal, "The export as \(form) has \(lines) lines.")
            }
            report.add("trail: exported as \(form)", [Double(wanted) / seconds(since: exporting)], "1/s")
            report.add("trail: … memory of luna at most", [client], "MB")
            for (service, most) in zip(services, server) {
                report.add("trail: … memory of \(service.name) at most", [most], "MB")
            }
        }
        let checking = ContinuousClock.now
        let reply = try await security.verifyAudit(VerifyAuditRequest(), context: context)
        guard reply.findings.isEmpty else { throw LunaError("bench.trail", .internal, "The chain does not hold.") }
        report.add("trail: entries verified in one chain", [Double(reply.entries) / seconds(since: checking)], "1/s")
    }

    private static func fill(_ wanted: Int, _ bus: Bus) async throws {
        try await withThrowingTaskGroup(of: Void.self) { group in
            for sender in 0..<4 {
                group.addTask {
                    for first in stride(from: sender * 512, to: wanted, by: 4 * 512) {
                        let entries = (first..<min(first + 512, wanted)).map(entry)
                        let reply = try await bus.request(
                            Subjects.trail(service: "bench"), try AuditBatch(entries: entries).serialized(),
                            timeout: .seconds(120))
                        if let error = try AuditReceipt(serialized: reply.body).error { throw LunaError(error) }
                    }
                }
            }
            try await group.waitForAll()
        }
    }

    @Sendable private static func entry(_ number: Int) -> AuditEntry {
        AuditEntry(
            id: Digest(of: "trail/\(number)").hex, tenant: tenant.rawValue, at: WallClock.now(),
            actor: "key:0123456789ab", action: "task.run", resource: "task/\(number)",
            correlation: "execution-\(number / together)", outcome: "succeeded", service: "bench",
            detailsJson: Array(#"{"agent":"writer-v1.0.0","attempt":1}"#.utf8))
    }

    private static func count(_ file: String) throws -> Int {
        guard let handle = fopen(file, "r") else { return 0 }
        defer { fclose(handle) }
        var (buffer, lines) = ([UInt8](repeating: 0, count: 1 << 20), 0)
        while case let read = fread(&buffer, 1, buffer.count, handle), read > 0 {
            lines += buffer[..<read].count { $0 == 10 }
        }
        return lines
    }

    private static func seconds(since begin: ContinuousClock.Instant) -> Double {
        Double((ContinuousClock.now - begin).nanoseconds) / 1e9
    }
}

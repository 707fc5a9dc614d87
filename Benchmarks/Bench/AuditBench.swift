import FoundationEssentials
import LunaBus
import LunaCore
import LunaMessages
import LunaStore

/// The audit trail as a whole: entries from those who act into the chains, verification, and search.
enum AuditBench {
    private static let entries = 20_000
    private static let tenants = (0..<20).map { TenantID(trusted: "bench\($0)") }

    /// - Parameter store: of the owner, with all tenants' rows.
    static func run(_ report: inout Report, bus: Bus, store: Store, rounds: Int) async throws {
        let security = SecurityClient(BusRPCTransport(bus))
        var linked: [Double] = []
        var verified: [Double] = []
        var searched: [Double] = []
        var total: Int64 = 0
        for round in 0..<rounds {
            let batches = try batches(round)
            let begin = ContinuousClock.now
            // As many sources as hand over at the same time.
            try await withThrowingTaskGroup(of: Void.self) { group in
                for sender in 0..<4 {
                    group.addTask {
                        for index in stride(from: sender, to: batches.count, by: 4) {
                            let reply = try await bus.request(
                                Subjects.trail(service: "bench"), batches[index], timeout: .seconds(60))
                            if let error = try AuditReceipt(serialized: reply.body).error { throw LunaError(error) }
                        }
                    }
                }
                try await group.waitForAll()
            }
            total += Int64(entries)
            guard try await count(store) >= total else {
                throw LunaError("bench.audit", .internal, "Acknowledged entries are not in the trail.")
            }
            linked.append(Double(entries) / seconds(since: begin))
            let context = CallContext(tenant: tenants[0], timeout: .seconds(600))
            let checking = ContinuousClock.now
            let reply = try await security.verifyAudit(VerifyAuditRequest(), context: context)
            guard reply.findings.isEmpty else { throw LunaError("bench.audit", .internal, "The chain does not hold.") }
            verified.append(Double(reply.entries) / seconds(since: checking))
            let searching = ContinuousClock.now
            _ = try await security.searchAudit(SearchAuditRequest(correlation: "\(round)/0"), context: context)
            searched.append(seconds(since: searching) * 1000)
        }
        report.add("audit: entries into 20 chains", linked, "1/s")
        report.add("audit: entries verified", verified, "1/s")
        report.add("audit: search by correlation", searched, "ms")
    }

    private static func count(_ store: Store) async throws -> Int64 {
        try await store.query("SELECT count(*) AS n FROM security.audit WHERE tenant LIKE 'bench%'").first?.int("n")
            ?? 0
    }

    /// Requests of 512 entries, as a forwarder makes them.
    private static func batches(_ round: Int) throws -> [[UInt8]] {
        let all = (0..<entries).map { number in
            AuditEntry(
                id: Digest(of: "bench/\(round)/\(number)").hex, tenant: tenants[number % tenants.count].rawValue,
                at: WallClock.now(), actor: "key:0123456789ab", action: "execution.submit",
                resource: "execution/\(number)", correlation: "\(round)/\(number)", outcome: "succeeded",
                service: "bench", detailsJson: Array(#"{"tasks":12}"#.utf8))
        }
        return try stride(from: 0, to: all.count, by: 512).map {
            try AuditBatch(entries: Array(all[$0..<min($0 + 512, all.count)])).serialized()
        }
    }

    private static func seconds(since begin: ContinuousClock.Instant) -> Double {
        Double((ContinuousClock.now - begin).nanoseconds) / 1e9
    }
}

import FoundationEssentials
import LunaBus
import LunaCore
import LunaMessages
import LunaStore

/// The audit trail as a whole: entries from the stream into the chains, verification, and search.
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
            let messages = try (0..<entries).map { number in try message(round, number) }
            let begin = ContinuousClock.now
            for start in stride(from: 0, to: messages.count, by: 2000) {
                for result in await bus.publishDurable(Array(messages[start..<min(start + 2000, messages.count)])) {
                    _ = try result.get()
                }
            }
            total += Int64(entries)
            while try await count(store) < total { try await Task.sleep(for: .milliseconds(20)) }
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
        report.add("audit: entries from the stream into 20 chains", linked, "1/s")
        report.add("audit: entries verified", verified, "1/s")
        report.add("audit: search by correlation", searched, "ms")
    }

    private static func count(_ store: Store) async throws -> Int64 {
        try await store.query("SELECT count(*) AS n FROM security.audit WHERE tenant LIKE 'bench%'").first?.int("n")
            ?? 0
    }

    private static func message(_ round: Int, _ number: Int) throws -> OutgoingMessage {
        let tenant = tenants[number % tenants.count]
        let entry = AuditEntry(
            id: Digest(of: "bench/\(round)/\(number)").hex, tenant: tenant.rawValue, at: WallClock.now(),
            actor: "key:0123456789ab", action: "execution.submit", resource: "execution/\(number)",
            correlation: "\(round)/\(number)", outcome: "succeeded", service: "bench",
            detailsJson: Array(#"{"tasks":12}"#.utf8))
        return OutgoingMessage(
            subject: try Subjects.audit(tenant: tenant, service: "bench"), body: try entry.serialized(),
            headers: [BusHeader.contentType: "application/protobuf", BusHeader.tenant: tenant.rawValue],
            messageID: entry.id)
    }

    private static func seconds(since begin: ContinuousClock.Instant) -> Double {
        Double((ContinuousClock.now - begin).nanoseconds) / 1e9
    }
}

import LunaCore
import LunaMessages
import LunaTrust

extension AuditCheckpoints {
    /// Checks a tenant's whole chain against the keys, and against checkpoints: those kept here and those handed in. What
    /// accepted restores have taken away is no finding, but told.
    func verify(_ tenant: TenantID, _ handedIn: [AuditCheckpoint]) async throws -> VerifyAuditReply {
        var accepted = try await restores(tenant)
        while true {
            let (reply, proven) = try await verify(tenant, handedIn, accepted)
            if proven.count == accepted.count { return reply }
            // An acceptance that does not stand in the chain where it was written explains nothing.
            accepted = accepted.filter { proven.contains($0.statement.entry) }
        }
    }

    private func verify(
        _ tenant: TenantID, _ handedIn: [AuditCheckpoint], _ accepted: [AcceptedRestore]
    ) async throws -> (VerifyAuditReply, proven: Set<String>) {
        let seen = try await compare(try await kept(tenant) + handedIn, tenant, accepted.map(\.statement))
        var (findings, marks) = (seen.findings, seen.marks)
        for restore in accepted where restore.statement.restoredTo > 0 {
            marks[restore.statement.restoredTo] = marks[restore.statement.restoredTo] ?? restore.statement.restoredMAC
        }
        // What is written while we read is not missing afterwards.
        let head = try await sign(tenant)
        var verifier = AuditVerifier(
            tenant: tenant, keys: try await audit.keys.all(), checkpoints: marks,
            restores: Dictionary(
                accepted.map { ($0.statement.entry, $0.statement.restoredTo) }, uniquingKeysWith: { $1 }))
        var after: UInt64 = 0
        while after < head.sequence {
            let links = try await audit.links(tenant, after: after, limit: 2000)
            guard let last = links.last else { break }
            for link in links where link.sequence <= head.sequence { verifier.check(link) }
            after = last.sequence
        }
        verifier.finish()
        findings += verifier.findings
        let reply = VerifyAuditReply(
            entries: verifier.count,
            findings: findings.map {
                AuditFinding(
                    kind: $0.kind.rawValue, sequence: $0.sequence, entry: $0.entry, explanation: $0.explanation)
            }, head: head,
            restores: accepted.map {
                $0.message(
                    superseded: seen.explained[$0.statement.entry] ?? 0,
                    unheard: verifier.lost[$0.statement.restoredTo] ?? [])
            })
        return (reply, verifier.provenRestores)
    }

    /// What checkpoints say of a chain.
    struct Comparison {
        var findings: [ChainFinding] = []
        /// The MAC per place that the chain has to have.
        var marks: [UInt64: String] = [:]
        /// Those that have seen what the chain does not have, and that no restore explains.
        var contradicting: [AuditCheckpoint] = []
        /// How many each accepted restore explains, by its entry.
        var explained: [String: UInt32] = [:]
    }

    /// Sorts checkpoints: what the chain has to fit, and what an accepted restore has made void.
    func compare(
        _ points: [AuditCheckpoint], _ tenant: TenantID, _ accepted: [RestoreStatement]
    ) async throws -> Comparison {
        var result = Comparison()
        let stored = try await audit.macs(tenant, at: points.map(\.sequence))
        for point in points {
            guard isGenuine(point), point.tenant == tenant.rawValue else {
                result.findings.append(
                    ChainFinding(
                        .checkpoint, point.sequence,
                        "The checkpoint was not signed by this audit trail for this tenant."))
                continue
            }
            if point.sequence > 0, stored[point.sequence] != point.mac {
                if let restore = accepted.first(where: { $0.explains(sequence: point.sequence, at: point.at) }) {
                    result.explained[restore.entry, default: 0] += 1
                    continue
                }
                result.contradicting.append(point)
            }
            if let other = result.marks.updateValue(point.mac, forKey: point.sequence), other != point.mac {
                result.findings.append(
                    ChainFinding(.rewritten, point.sequence, "Two checkpoints have seen different entries."))
            }
        }
        return result
    }
}

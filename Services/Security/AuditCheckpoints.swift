import Logging
import LunaCore
import LunaMessages
import LunaServiceKit
import LunaTrust
import ServiceLifecycle

/// Signs the heads of the chains and keeps them in a folder apart from the database. Thread-safe.
struct AuditCheckpoints: Service {
    let audit: AuditStore
    let signer: SigningKey
    /// One file per tenant, a checkpoint per line.
    let folder: KeyFolder
    let interval: Duration
    let logger: Logger

    /// Signs the present head of a tenant's chain.
    func sign(_ tenant: TenantID) async throws -> AuditCheckpoint {
        let head = try await audit.head(tenant)
        let key = signer.verifyingKey
        var point = AuditCheckpoint(
            tenant: tenant.rawValue, sequence: head?.sequence ?? 0, mac: head?.mac ?? "", at: WallClock.now(),
            signer: key.id, publicKey: key.text)
        point.signature = TextForm.base64(try signer.sign(try Self.content(point)))
        return point
    }

    /// Whether this audit trail has signed it.
    func isGenuine(_ point: AuditCheckpoint) -> Bool {
        guard point.signer == signer.verifyingKey.id, let signature = TextForm.bytes(base64: point.signature),
            let content = try? Self.content(point)
        else { return false }
        return signer.verifyingKey.isValid(signature, for: content)
    }

    /// What is kept of a tenant, oldest first.
    func kept(_ tenant: TenantID) async throws -> [AuditCheckpoint] {
        let lines = (try await folder.read(Self.name(tenant)) ?? []).split(separator: UInt8(ascii: "\n"))
        return try lines.map { try AuditCheckpoint(json: try JSONParser.parse($0)) }
    }

    /// Signs and keeps whatever has grown, now and then and at the end.
    func run() async throws {
        await cancelWhenGracefulShutdown {
            while !Task.isCancelled {
                try? await Task.sleep(for: interval)
                await keepAll()
            }
        }
        await keepAll()
    }

    func keepAll() async {
        do {
            for tenant in try await audit.tenants() {
                let before = try await kept(tenant)
                let point = try await sign(tenant)
                guard point.sequence > before.last?.sequence ?? 0 else { continue }
                // The last thousand say enough: each vouches for everything before it.
                let lines = (before.suffix(999) + [point]).flatMap { $0.json.serialized() + [UInt8(ascii: "\n")] }
                try await folder.replace(Self.name(tenant), lines)
            }
        } catch {
            logger.error("checkpoints of the audit trail could not be kept", metadata: ["error": "\(error)"])
        }
    }

    private static func name(_ tenant: TenantID) -> String { "\(tenant.rawValue).jsonl" }

    private static func content(_ point: AuditCheckpoint) throws -> [UInt8] {
        try Checkpoint.content(
            tenant: point.tenant, sequence: point.sequence, mac: point.mac, at: point.at, signer: point.signer)
    }
}

extension AuditCheckpoints {
    /// Checks a tenant's whole chain against the keys, and against checkpoints: those kept here and those handed in.
    func verify(_ tenant: TenantID, _ handedIn: [AuditCheckpoint]) async throws -> VerifyAuditReply {
        var findings: [ChainFinding] = []
        var marks: [UInt64: String] = [:]
        for point in try await kept(tenant) + handedIn {
            guard isGenuine(point), point.tenant == tenant.rawValue else {
                findings.append(
                    ChainFinding(
                        .checkpoint, point.sequence,
                        "The checkpoint was not signed by this audit trail for this tenant."))
                continue
            }
            if let other = marks.updateValue(point.mac, forKey: point.sequence), other != point.mac {
                findings.append(
                    ChainFinding(.rewritten, point.sequence, "Two checkpoints have seen different entries."))
            }
        }
        // What is written while we read is not missing afterwards.
        let head = try await sign(tenant)
        var verifier = AuditVerifier(tenant: tenant, keys: try await audit.keys.all(), checkpoints: marks)
        var after: UInt64 = 0
        while after < head.sequence {
            let links = try await audit.links(tenant, after: after, limit: 2000)
            guard let last = links.last else { break }
            for link in links where link.sequence <= head.sequence { verifier.check(link) }
            after = last.sequence
        }
        verifier.finish()
        return VerifyAuditReply(
            entries: verifier.count,
            findings: (findings + verifier.findings).map {
                AuditFinding(
                    kind: $0.kind.rawValue, sequence: $0.sequence, entry: $0.entry, explanation: $0.explanation)
            }, head: head)
    }
}

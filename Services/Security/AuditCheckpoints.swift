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
                // Also a chain that has become shorter goes on from where it is; what has seen more stays beside it.
                guard point.sequence > 0, point.sequence != before.last?.sequence || point.mac != before.last?.mac
                else { continue }
                // The last thousand say enough: each vouches for everything before it.
                let last = before.suffix(998)
                let longest = before.dropLast(998).max { $0.sequence < $1.sequence }
                let kept = (longest.map { [$0] } ?? []) + last + [point]
                let lines = kept.flatMap { $0.json.serialized() + [UInt8(ascii: "\n")] }
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

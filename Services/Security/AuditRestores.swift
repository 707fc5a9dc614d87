import Logging
import LunaCore
import LunaMessages
import LunaTrust

/// A restore that somebody has accepted, and where that stands in the chain.
struct AcceptedRestore: Sendable {
    let statement: RestoreStatement
    let sequence: UInt64

    /// - Parameters:
    ///   - superseded: how many checkpoints it explains.
    ///   - unheard: what sources have numbered and the chain has lost with it.
    func message(superseded: UInt32, unheard: [String]) -> AuditRestore {
        let what = statement
        let when = CivilTime.rfc3339(unixNanoseconds: what.restoredAt, digits: 0)
        var lost: [String] = []
        if what.lostTo > what.restoredTo {
            lost.append(
                what.lostTo == what.restoredTo + 1
                    ? "entry \(what.lostTo)" : "entries \(what.restoredTo + 1) to \(what.lostTo)")
        }
        lost += unheard.map { $0.prefix(1).lowercased() + $0.dropFirst() }
        let loss =
            lost.isEmpty
            ? "No checkpoint has seen entries after that, so what was lost, if anything, is not known"
            : "Lost: \(lost.joined(separator: "; ")), and whatever came after the last checkpoint"
        return AuditRestore(
            entry: what.entry, sequence: sequence, restoredTo: what.restoredTo, restoredAt: what.restoredAt,
            lostTo: what.lostTo, reason: what.reason, actor: what.actor, at: what.at, superseded: superseded,
            unheard: unheard,
            explanation:
                "A backup was restored at \(when), which set the chain back to entry \(what.restoredTo). \(loss). "
                + "Accepted by \(what.actor): \(what.reason)")
    }
}

extension AuditCheckpoints {
    /// Of the entries that accept a restore: what finds them.
    static let restoreAction = "audit.restore_accepted"
    private static let restoreCorrelation = "audit.restore"
    /// Superseded checkpoints that are named one by one.
    private static let mostNamed = 32

    /// The accepted restores of a tenant, oldest first: those whose statement this audit trail has signed.
    func restores(_ tenant: TenantID) async throws -> [AcceptedRestore] {
        let entries = try await audit.entries(
            tenant, correlation: Self.restoreCorrelation, action: Self.restoreAction)
        return entries.compactMap { entry in
            guard let document = try? JSONParser.parse(entry.detailsJson),
                let statement = try? RestoreStatement(document: document, trusting: signer.verifyingKey),
                statement.tenant == tenant.rawValue, statement.entry == entry.id, statement.restoredTo < entry.sequence
            else { return nil }
            return AcceptedRestore(statement: statement, sequence: entry.sequence)
        }
    }

    /// Writes into the chain that a backup was restored: which entry was the last that it brought back, and which
    /// checkpoints had seen more.
    /// - Throws: `LunaError` `access.denied`, `audit.restore_invalid`, `audit.checkpoint`, `audit.no_restore`.
    func acceptRestore(_ request: AcceptRestoreRequest, _ context: CallContext) async throws -> AuditRestore {
        guard context.isForEveryTenant else {
            throw LunaError(
                "access.denied", .permission, "Only an administrator of all tenants can accept a restore.")
        }
        let tenant = context.tenant
        let now = WallClock.now()
        guard !request.reason.isEmpty, request.reason.utf8.count <= 1000, !request.reason.utf8.contains(0) else {
            throw Self.invalid("A reason of 1 to 1,000 bytes says which backup it was, and why.")
        }
        guard request.restoredAt >= 0, request.restoredAt <= now else {
            throw Self.invalid("The time of the restore is not in the past.")
        }
        let restoredAt = request.restoredAt == 0 ? now : request.restoredAt
        let mac = try await audit.macs(tenant, at: [request.restoredTo])[request.restoredTo]
        guard let mac = request.restoredTo == 0 ? "" : mac else {
            throw Self.invalid("The chain has no entry \(request.restoredTo): it cannot have been restored to there.")
        }
        let earlier = try await restores(tenant).map(\.statement)
        let seen = try await compare(try await kept(tenant) + request.checkpoints, tenant, earlier)
        guard !seen.findings.contains(where: { $0.kind == .checkpoint }) else {
            throw LunaError(
                "audit.checkpoint", .validation, "A checkpoint was not signed by this audit trail for this tenant.")
        }
        let others = seen.contradicting.filter { $0.sequence <= request.restoredTo || $0.at > restoredAt }
        if let other = others.first {
            throw LunaError(
                "audit.no_restore", .conflict,
                """
                A checkpoint from \(CivilTime.rfc3339(unixNanoseconds: other.at, digits: 0)) has seen another entry \
                \(other.sequence) than the chain has; a restore to entry \(request.restoredTo) at \
                \(CivilTime.rfc3339(unixNanoseconds: restoredAt, digits: 0)) does not explain that. Give the last entry \
                that was there before and after the restore, and its time; if they are right, the chain was tampered with.
                """)
        }
        let newest = seen.contradicting.sorted { ($0.sequence, $0.at) > ($1.sequence, $1.at) }
        let statement = RestoreStatement(
            entry: "r" + TextForm.hex(TextForm.random(16)), tenant: tenant.rawValue, restoredTo: request.restoredTo,
            restoredMAC: mac, restoredAt: restoredAt, lostTo: newest.first?.sequence ?? request.restoredTo,
            superseded: newest.prefix(Self.mostNamed).map {
                RestoreStatement.Superseded(sequence: $0.sequence, mac: $0.mac, at: $0.at)
            }, reason: request.reason, actor: context.actor, at: now)
        try await audit.append([
            AuditEntry(
                id: statement.entry, tenant: tenant.rawValue, at: now, actor: context.actor, action: Self.restoreAction,
                resource: String(request.restoredTo), correlation: Self.restoreCorrelation, outcome: "succeeded",
                service: "security", detailsJson: try statement.signed(with: signer).canonical())
        ])
        guard let accepted = try await restores(tenant).first(where: { $0.statement.entry == statement.entry }) else {
            throw LunaError("audit.restore_lost", .internal, "The acceptance was written and cannot be read.")
        }
        logger.notice(
            "a restore was accepted",
            metadata: ["tenant": "\(tenant)", "restored_to": "\(statement.restoredTo)", "by": "\(context.actor)"])
        return accepted.message(superseded: UInt32(clamping: newest.count), unheard: [])
    }

    private static func invalid(_ message: String) -> LunaError {
        LunaError("audit.restore_invalid", .validation, message)
    }
}

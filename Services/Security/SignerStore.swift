import LunaCore
import LunaMessages
import LunaServiceKit
import LunaStore
import LunaTrust

/// Public keys of what the product signs.
struct SignerStore: Sendable {
    let store: Store
    let trail: any ActionRecording

    /// Keeps a key that a service has announced; the same again changes nothing.
    /// - Throws: `LunaError` `signature.key`, `signer.purpose`.
    func announce(_ signer: Signer, by actor: String) async throws -> Signer {
        // What decisions and checkpoints are signed with, this service alone says.
        guard signer.purpose == "provenance" else {
            throw LunaError("signer.purpose", .permission, "Keys can be announced for provenance only.")
        }
        return try await keep(signer, holder: actor)
    }

    @discardableResult
    func keep(_ signer: Signer, holder: String) async throws -> Signer {
        let key = try VerifyingKey(text: signer.publicKey)
        let kept = Signer(
            id: key.id, purpose: signer.purpose, publicKey: key.text, holder: holder, since: WallClock.now())
        // A key that signs is a new authority: it appears in the trail, or not at all.
        let record = try trail.statement(
            AuditTrail.Action(
                "signer.add", resource: kept.id, tenant: .local, actor: holder,
                details: ["purpose": .string(kept.purpose)]))
        let isNew = try await store.transaction { transaction in
            let added = try await transaction.execute(
                """
                INSERT INTO security.signers (id, purpose, public_key, holder, since) VALUES ($1, $2, $3, $4, $5)
                ON CONFLICT (id, purpose) DO NOTHING
                """,
                [.text(kept.id), .text(kept.purpose), .text(kept.publicKey), .text(kept.holder), .int(kept.since)])
            guard added > 0 else { return false }
            _ = try await transaction.query(record.sql, record.parameters)
            return true
        }
        if isNew { trail.look() }
        return kept
    }

    /// Newest first.
    func list(purpose: String) async throws -> [Signer] {
        try await store.query(
            """
            SELECT id, purpose, public_key, holder, since FROM security.signers WHERE $1 = '' OR purpose = $1
            ORDER BY since DESC, id LIMIT 1000
            """, [.text(purpose)]
        ).map { row in
            Signer(
                id: try row.text("id"), purpose: try row.text("purpose"), publicKey: try row.text("public_key"),
                holder: try row.text("holder"), since: try row.int("since"))
        }
    }
}

import LunaCore
import LunaStore

/// The newest decision on each input that somebody has asked about.
struct DecisionStore: Sendable {
    let store: Store

    struct Stored: Sendable {
        let input: JSONValue
        let document: [UInt8]
        let effect: String
        /// The versions of the rules that have decided.
        let policy: String
        let expiresAt: Int64
        /// The person who has allowed what needs one; empty when nobody has.
        let approvedBy: String
    }

    func find(_ id: String, _ tenant: TenantID) async throws -> Stored? {
        try await store.query(
            """
            SELECT input, document, effect, policy, expires_at, approved_by FROM security.decisions
            WHERE tenant = $1 AND id = $2
            """, [.text(tenant.rawValue), .text(id)]
        ).first.map { row in
            Stored(
                input: try JSONParser.parse(Array(try row.text("input").utf8)),
                document: Array(try row.text("document").utf8), effect: try row.text("effect"),
                policy: try row.text("policy"), expiresAt: try row.int("expires_at"),
                approvedBy: try row.text("approved_by"))
        }
    }

    /// - Parameter record: what records it, in the same transaction; nil when there is nothing new to record.
    func keep(_ id: String, _ tenant: TenantID, _ decision: Stored, record: SQLStatement?) async throws {
        let kept = SQLStatement(
            """
            INSERT INTO security.decisions (tenant, id, input, document, effect, policy, expires_at, approved_by)
            VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
            ON CONFLICT (tenant, id) DO UPDATE SET document = excluded.document, effect = excluded.effect,
                policy = excluded.policy, expires_at = excluded.expires_at, approved_by = excluded.approved_by
            """,
            [
                .text(tenant.rawValue), .text(id), .text(decision.input.text(pretty: false)),
                .text(String(decoding: decision.document, as: UTF8.self)), .text(decision.effect),
                .text(decision.policy), .int(decision.expiresAt), .text(decision.approvedBy),
            ])
        try await store.pipeline([kept] + (record.map { [$0] } ?? []))
    }
}

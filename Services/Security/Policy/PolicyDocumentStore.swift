import LunaCore
import LunaMessages
import LunaPolicy
import LunaStore

/// Versions of the rules: of tenants, and (`*`) for all of them.
///
/// Rules for all tenants are read for each of them, so reading is in the scope of everyone; what is read is named.
struct PolicyDocumentStore: Sendable {
    let store: Store

    /// Stands for the rules for all tenants.
    static let all = "*"

    /// The newest rules for all tenants and for one; the product's where nobody has set any.
    func current(_ tenant: TenantID) async throws -> [PolicyVersion] {
        let found = try await TenantScope.everyone.run {
            try await store.query(
                """
                SELECT DISTINCT ON (tenant) \(Self.columns) FROM security.policies WHERE tenant IN ('*', $1)
                ORDER BY tenant, version DESC
                """, [.text(tenant.rawValue)]
            ).map(Self.version)
        }
        return found.contains { $0.tenant == Self.all } ? found : [try Self.product()] + found
    }

    /// One version; 0 = the newest.
    func version(_ version: UInt32, of tenant: String) async throws -> PolicyVersion? {
        let found = try await TenantScope.everyone.run {
            try await store.query(
                """
                SELECT \(Self.columns) FROM security.policies WHERE tenant = $1 AND ($2 = 0 OR version = $2)
                ORDER BY version DESC LIMIT 1
                """, [.text(tenant), .int(Int64(version))]
            ).first.map(Self.version)
        }
        return try found ?? (tenant == Self.all && version == 0 ? Self.product() : nil)
    }

    /// Newest first, without the rules.
    func list(_ tenant: String, limit: Int, before: UInt32) async throws -> [PolicyVersion] {
        try await TenantScope.everyone.run {
            try await store.query(
                """
                SELECT \(Self.columns) FROM security.policies WHERE tenant = $1 AND ($2 = 0 OR version < $2)
                ORDER BY version DESC LIMIT $3
                """, [.text(tenant), .int(Int64(before)), .int(Int64(limit))]
            ).map(Self.version)
        }.map { version in
            var version = version
            version.documentJson = []
            return version
        }
    }

    /// Writes the next version.
    /// - Parameter record: what records it, in the same transaction.
    /// - Throws: `LunaError` `policy.changed` when it is not made from the newest one.
    func add(
        _ new: PolicyVersion, expected: UInt32, record: @Sendable (PolicyVersion) throws -> SQLStatement
    ) async throws -> PolicyVersion {
        try await TenantScope.everyone.run {
            try await store.transaction { transaction in
                // Two who change the rules at once are taken one after the other.
                _ = try await transaction.query(
                    "SELECT pg_advisory_xact_lock(hashtextextended('security.policies/' || $1, 0))", [.text(new.tenant)]
                )
                let newest = try await transaction.query(
                    "SELECT coalesce(max(version), 0) AS newest FROM security.policies WHERE tenant = $1",
                    [.text(new.tenant)]
                ).first?.int("newest")
                guard expected == 0 || Int64(expected) == newest ?? 0 else {
                    throw LunaError(
                        "policy.changed", .conflict,
                        "The rules are at version \(newest ?? 0) by now, not \(expected). Read them again.")
                }
                var written = new
                written.version = UInt32(newest ?? 0) + 1
                _ = try await transaction.execute(
                    """
                    INSERT INTO security.policies (tenant, version, document, sha256, set_by, set_at, comment)
                    VALUES ($1, $2, $3, $4, $5, $6, $7)
                    """,
                    [
                        .text(written.tenant), .int(Int64(written.version)),
                        .text(String(decoding: written.documentJson, as: UTF8.self)), .text(written.sha256),
                        .text(written.setBy), .int(written.setAt), .text(written.comment),
                    ])
                let entry = try record(written)
                _ = try await transaction.query(entry.sql, entry.parameters)
                return written
            }
        }
    }

    private static func product() throws -> PolicyVersion {
        let document = try PolicyDocument(json: PolicyDocument.product)
        return PolicyVersion(
            tenant: all, version: 0, documentJson: document.json.serialized(), setBy: "the product",
            sha256: try document.digest())
    }

    private static let columns = "tenant, version, document, sha256, set_by, set_at, comment"

    private static func version(_ row: Row) throws -> PolicyVersion {
        PolicyVersion(
            tenant: try row.text("tenant"), version: UInt32(try row.int("version")),
            documentJson: Array(try row.text("document").utf8), setBy: try row.text("set_by"),
            setAt: try row.int("set_at"), comment: try row.text("comment"), sha256: try row.text("sha256"))
    }
}

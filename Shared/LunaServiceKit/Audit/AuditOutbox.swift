import LunaCore
import LunaMessages
import LunaStore

/// Audit entries in the tables of the service that acts: written in the transaction of the action, so that there is never one
/// without the other, and kept until they are in the trail. Thread-safe.
struct AuditOutbox: AuditSource {
    let store: Store
    let schema: String
    let service: String

    /// The statement that writes an entry. The number is given by the transaction: one that is rolled back takes none.
    func statement(_ entry: AuditEntry) throws -> SQLStatement {
        var entry = entry
        entry.source = "\(service)/outbox"
        return SQLStatement(
            """
            WITH place AS (
                INSERT INTO \(schema).audit_numbers AS n (tenant, last) VALUES ($1, 1)
                ON CONFLICT (tenant) DO UPDATE SET last = n.last + 1 RETURNING last
            )
            INSERT INTO \(schema).audit_outbox (tenant, sequence, entry) SELECT $1, last, $2 FROM place
            """, [.text(entry.tenant), .bytes(try entry.serialized())])
    }

    func waiting(limit: Int) async throws -> AuditPortion {
        let rows = try await TenantScope.everyone.run {
            try await store.query(
                "SELECT tenant, sequence, entry FROM \(schema).audit_outbox ORDER BY tenant, sequence LIMIT $1",
                [.int(Int64(limit))])
        }
        let entries = try rows.map { row in
            var entry = try AuditEntry(serialized: row.bytes("entry"))
            entry.sourceSequence = UInt64(clamping: try row.int("sequence"))
            return entry
        }
        return AuditPortion(entries: entries, mark: entries.isEmpty ? "" : "rows")
    }

    func settle(_ portion: AuditPortion) async throws {
        _ = try await TenantScope.everyone.run {
            try await store.execute(
                """
                DELETE FROM \(schema).audit_outbox WHERE (tenant, sequence) IN (
                    SELECT * FROM unnest($1::text[], $2::bigint[]))
                """,
                [
                    .textArray(portion.entries.map(\.tenant)),
                    .intArray(portion.entries.map { Int64(clamping: $0.sourceSequence) }),
                ])
        }
    }
}

extension Migration {
    /// The tables of a service's ``AuditTrail/statement(_:)``.
    public static func auditOutbox(id: Int, schema: String) -> Migration {
        Migration(
            id: id, name: "audit outbox",
            up: """
                CREATE TABLE \(schema).audit_numbers (tenant text PRIMARY KEY, last bigint NOT NULL);
                CREATE TABLE \(schema).audit_outbox (
                    tenant text NOT NULL, sequence bigint NOT NULL, entry bytea NOT NULL, PRIMARY KEY (tenant, sequence));
                """,
            down: "DROP TABLE \(schema).audit_outbox, \(schema).audit_numbers;")
    }
}

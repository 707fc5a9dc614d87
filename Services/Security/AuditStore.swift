import LunaCore
import LunaMessages
import LunaStore
import LunaTrust

/// The audit trail: append-only, which the database itself enforces, and one chain of HMACs per tenant.
struct AuditStore: Sendable {
    let store: Store
    let keys: AuditKeys

    /// What an append needs to know of a tenant.
    private struct Head {
        var chain: AuditChain
        var key: String?
    }

    /// Appends entries; one that is there already (same tenant and id) is not written again. Tenants are locked one by
    /// one, so replicas wait for each other only where they write the same chain.
    func append(_ entries: [AuditEntry]) async throws {
        guard !entries.isEmpty else { return }
        let key = try await keys.current()
        let tenants = Set(entries.map(\.tenant)).sorted()
        try await store.transaction { transaction in
            let found = try await transaction.pipeline([
                SQLStatement(
                    """
                    SELECT count(pg_advisory_xact_lock(hashtextextended('luna.audit/' || tenant, 0)))
                    FROM unnest($1::text[]) AS tenant
                    """, [.textArray(tenants)]),
                SQLStatement(
                    """
                    SELECT of.tenant, newest.sequence, newest.mac, newest.key FROM unnest($1::text[]) AS of (tenant)
                    CROSS JOIN LATERAL (SELECT sequence, mac, key FROM security.audit WHERE tenant = of.tenant
                        ORDER BY sequence DESC LIMIT 1) AS newest
                    """, [.textArray(tenants)]),
                SQLStatement(
                    """
                    SELECT tenant, id FROM security.audit WHERE (tenant, id) IN (
                        SELECT * FROM unnest($1::text[], $2::text[]))
                    """, [.textArray(entries.map(\.tenant)), .textArray(entries.map(\.id))]),
            ])
            var heads: [String: Head] = [:]
            for row in found[1] {
                let tenant = try TenantID(try row.text("tenant"))
                heads[tenant.rawValue] = Head(
                    chain: AuditChain(
                        tenant: tenant, sequence: UInt64(clamping: try row.int("sequence")), mac: try row.text("mac")),
                    key: try row.text("key"))
            }
            var known: Set<[String]> = []
            for row in found[2] { known.insert([try row.text("tenant"), try row.text("id")]) }
            let fresh = entries.filter { known.insert([$0.tenant, $0.id]).inserted }
            guard !fresh.isEmpty else { return }
            let rows = try Self.link(fresh, heads, key)
            try await transaction.execute(Self.insert, Self.columns(rows, key.id))
        }
    }

    /// Links entries to the ends of their tenants' chains; where the key is another than before, an entry says so.
    private static func link(
        _ entries: [AuditEntry], _ heads: [String: Head], _ key: ChainKey
    ) throws -> [(AuditEntry, ChainLink)] {
        var heads = heads
        var rows: [(AuditEntry, ChainLink)] = []
        rows.reserveCapacity(entries.count)
        for entry in entries {
            var head = try heads[entry.tenant] ?? Head(chain: AuditChain(tenant: TenantID(entry.tenant)), key: nil)
            if let before = head.key, before != key.id {
                let change = rotation(entry, key.id, before)
                rows.append((change, try head.chain.append(entry: change.id, fields: fields(change), key: key)))
            }
            head.key = key.id
            rows.append((entry, try head.chain.append(entry: entry.id, fields: fields(entry), key: key)))
            heads[entry.tenant] = head
        }
        return rows
    }

    private static func rotation(_ entry: AuditEntry, _ key: String, _ before: String) -> AuditEntry {
        AuditEntry(
            id: Digest(of: "audit.rotate_key/\(entry.tenant)/\(key)/\(before)/\(entry.id)").hex, tenant: entry.tenant,
            at: entry.at, actor: "service:security", action: "audit.rotate_key", resource: key, outcome: "succeeded",
            service: "security", detailsJson: Array(#"{"before":"\#(before)"}"#.utf8))
    }

    /// What the MAC covers, as text throughout: numbers of 64 bits have no canonical JSON form.
    static func fields(_ entry: AuditEntry) -> [String: JSONValue] {
        var fields: [String: JSONValue] = [
            "at": .string(String(entry.at)), "actor": .string(entry.actor), "action": .string(entry.action),
            "resource": .string(entry.resource), "correlation": .string(entry.correlation),
            "outcome": .string(entry.outcome), "service": .string(entry.service),
            "details": .string(String(decoding: entry.detailsJson, as: UTF8.self)),
        ]
        // Entries from before sources had numbers have none.
        if !entry.source.isEmpty {
            fields["source"] = .string(entry.source)
            fields["source_sequence"] = .string(String(entry.sourceSequence))
        }
        return fields
    }

    private static let insert = """
        INSERT INTO security.audit (tenant, sequence, id, at, actor, action, resource, correlation, outcome, service,
            details, key, content, mac, source, source_sequence)
        SELECT * FROM unnest($1::text[], $2::bigint[], $3::text[], $4::bigint[], $5::text[], $6::text[], $7::text[],
            $8::text[], $9::text[], $10::text[], $11::text[], $12::text[], $13::text[], $14::text[],
            $15::text[], $16::bigint[])
        """

    private static func columns(_ rows: [(AuditEntry, ChainLink)], _ key: String) -> [SQLValue] {
        func text(_ value: (AuditEntry) -> String) -> SQLValue { .textArray(rows.map { value($0.0) }) }
        return [
            text(\.tenant), .intArray(rows.map { Int64(clamping: $0.1.sequence) }), text(\.id),
            .intArray(rows.map(\.0.at)), text(\.actor), text(\.action), text(\.resource), text(\.correlation),
            text(\.outcome), text(\.service), text { String(decoding: $0.detailsJson, as: UTF8.self) },
            .textArray(rows.map { _ in key }), .textArray(rows.map(\.1.content)), .textArray(rows.map(\.1.mac)),
            text(\.source), .intArray(rows.map { Int64(clamping: $0.0.sourceSequence) }),
        ]
    }

    /// Takes over what was written before there were chains; done again, it changes nothing.
    func adoptUnchained() async throws {
        var after: Int64 = 0
        while true {
            let rows = try await store.query(
                """
                SELECT tenant, sequence, id, at, actor, action, resource, correlation, outcome, service, details,
                    '' AS source, 0::bigint AS source_sequence
                FROM security.audit_unchained AS old WHERE sequence > $1 AND NOT EXISTS (
                    SELECT FROM security.audit AS new WHERE new.tenant = old.tenant AND new.id = old.id)
                ORDER BY sequence LIMIT 1000
                """, [.int(after)])
            guard let last = rows.last else { return }
            after = try last.int("sequence")
            try await append(try rows.map(Self.entry))
        }
    }

    /// Newest first; each entry with the cursor that leads to those before it.
    func search(_ request: SearchAuditRequest, limit: Int, tenant: TenantID) async throws -> [(
        entry: AuditEntry, cursor: String
    )] {
        try await store.query(
            """
            SELECT tenant, sequence, id, at, actor, action, resource, correlation, outcome, service, details, key, mac,
                source, source_sequence
            FROM security.audit
            WHERE tenant = $1 AND ($2 = '' OR correlation = $2) AND ($3 = '' OR actor = $3) AND ($4 = '' OR action = $4)
                AND ($5 = 0 OR sequence < $5) ORDER BY sequence DESC LIMIT $6
            """,
            [
                .text(tenant.rawValue), .text(request.correlation), .text(request.actor), .text(request.action),
                .int(Int64(request.cursor) ?? 0), .int(Int64(limit)),
            ]
        ).map { row in
            var entry = try Self.entry(row)
            entry.sequence = UInt64(clamping: try row.int("sequence"))
            entry.key = try row.text("key")
            entry.mac = try row.text("mac")
            return (entry, String(entry.sequence))
        }
    }

    /// Entries of one kind that belong together, oldest first.
    func entries(_ tenant: TenantID, correlation: String, action: String) async throws -> [AuditEntry] {
        try await store.query(
            """
            SELECT tenant, sequence, id, at, actor, action, resource, correlation, outcome, service, details, source,
                source_sequence
            FROM security.audit WHERE tenant = $1 AND correlation = $2 AND action = $3 AND service = 'security'
            ORDER BY sequence
            """, [.text(tenant.rawValue), .text(correlation), .text(action)]
        ).map { row in
            var entry = try Self.entry(row)
            entry.sequence = UInt64(clamping: try row.int("sequence"))
            return entry
        }
    }

    /// The MACs that stand in some places of a tenant's chain.
    func macs(_ tenant: TenantID, at places: [UInt64]) async throws -> [UInt64: String] {
        guard !places.isEmpty else { return [:] }
        let rows = try await store.query(
            "SELECT sequence, mac FROM security.audit WHERE tenant = $1 AND sequence = ANY ($2::bigint[])",
            [.text(tenant.rawValue), .intArray(places.map { Int64(clamping: $0) })])
        return Dictionary(
            try rows.map { (UInt64(clamping: try $0.int("sequence")), try $0.text("mac")) }, uniquingKeysWith: { $1 })
    }

    /// The newest place of a tenant's chain; nil when it is empty.
    func head(_ tenant: TenantID) async throws -> (sequence: UInt64, mac: String)? {
        try await store.query(
            "SELECT sequence, mac FROM security.audit WHERE tenant = $1 ORDER BY sequence DESC LIMIT 1",
            [.text(tenant.rawValue)]
        ).first.map { (UInt64(clamping: try $0.int("sequence")), try $0.text("mac")) }
    }

    /// All tenants that have a chain.
    func tenants() async throws -> [TenantID] {
        // One step per tenant along the index, however many entries each has.
        try await store.query(
            """
            WITH RECURSIVE known AS (
                (SELECT tenant FROM security.audit ORDER BY tenant LIMIT 1)
                UNION ALL SELECT (SELECT tenant FROM security.audit WHERE tenant > known.tenant ORDER BY tenant LIMIT 1)
                FROM known WHERE known.tenant IS NOT NULL)
            SELECT tenant FROM known WHERE tenant IS NOT NULL
            """
        ).map { try TenantID(try $0.text("tenant")) }
    }

    /// Links after a place, in stored order. A link whose columns are not what its content says has no content here:
    /// the columns are what people read.
    func links(_ tenant: TenantID, after: UInt64, limit: Int) async throws -> [ChainLink] {
        try await store.query(
            """
            SELECT tenant, sequence, id, at, actor, action, resource, correlation, outcome, service, details, content,
                mac, source, source_sequence
            FROM security.audit WHERE tenant = $1 AND sequence > $2 ORDER BY sequence LIMIT $3
            """, [.text(tenant.rawValue), .int(Int64(clamping: after)), .int(Int64(limit))]
        ).map { row in
            let entry = try Self.entry(row)
            var content = try row.text("content")
            let signed = try? JSONParser.parse(content)
            for (name, value) in Self.fields(entry) where signed?[name] != value { content = "" }
            if entry.source.isEmpty, signed?["source"] != nil { content = "" }
            return ChainLink(
                sequence: UInt64(clamping: try row.int("sequence")), entry: entry.id, content: content,
                mac: try row.text("mac"))
        }
    }

    private static func entry(_ row: Row) throws -> AuditEntry {
        AuditEntry(
            id: try row.text("id"), tenant: try row.text("tenant"), at: try row.int("at"),
            actor: try row.text("actor"), action: try row.text("action"), resource: try row.text("resource"),
            correlation: try row.text("correlation"), outcome: try row.text("outcome"),
            service: try row.text("service"), detailsJson: Array(try row.text("details").utf8),
            source: try row.text("source"),
            sourceSequence: UInt64(clamping: try row.int("source_sequence")))
    }
}

import Crypto
import LunaCore
import LunaPrivacy
import LunaServiceKit
import LunaStore
import LunaTrust
import Synchronization

/// What tokens stand for, in PostgreSQL: each value sealed for its tenant and place, with marks by which it is found for
/// erasure. The database holds no value, no name of a person and no key in clear. Thread-safe.
final class TokenStore: Sendable {
    private let store: Store
    private let keys = Mutex<[TenantID: PrivacyKey]>([:])
    /// Seals the values; whoever looks after its keys needs it.
    let cipher: EnvelopeCipher
    let table: DataKeyTable
    /// What its data keys are for.
    static let purpose = "privacy"

    init(store: Store, provider: any KeyProvider) {
        self.store = store
        table = DataKeyTable(store: store, schema: SecurityMigrations.schema)
        cipher = EnvelopeCipher(provider: provider, store: table, purpose: Self.purpose)
    }

    /// The tenant's key, from which its tokens and marks are made. Made at the first call.
    func key(_ tenant: TenantID) async throws -> PrivacyKey {
        if let known = keys.withLock({ $0[tenant] }) { return known }
        let bound = Array("privacy-key".utf8)
        let fresh = try await cipher.seal(TextForm.random(32), tenant: tenant, associatedData: bound)
        // Whoever was first wins.
        try await store.execute(
            "INSERT INTO security.privacy_keys (tenant, sealed) VALUES ($1, $2) ON CONFLICT (tenant) DO NOTHING",
            [.text(tenant.rawValue), .bytes(fresh)])
        let row = try await store.query(
            "SELECT sealed FROM security.privacy_keys WHERE tenant = $1", [.text(tenant.rawValue)]
        ).first
        guard let row else {
            throw LunaError("privacy.no_key", .dependency, "The tenant's privacy key cannot be read; try again.")
        }
        let key = try PrivacyKey(
            bytes: await cipher.open(try row.bytes("sealed"), tenant: tenant, associatedData: bound))
        keys.withLock { $0[tenant] = key }
        return key
    }

    /// Keeps what a vault holds. A value that is there already lives as long as the later of both ends.
    /// - Parameters:
    ///   - subject: whom it is about; only its mark is kept.
    ///   - record: what records it, in the same transaction.
    func keep(_ vault: TokenVault, subject: String, record: SQLStatement) async throws {
        let records = vault.records
        guard !records.isEmpty else { return }
        let (tenant, execution) = (vault.scope.tenant, vault.scope.id)
        let key = try await key(tenant)
        var sealed: [[UInt8]] = []
        for record in records {
            sealed.append(
                try await cipher.seal(
                    Array(record.value.utf8), tenant: tenant, associatedData: Self.bound(execution, record.token)))
        }
        let subjects = subject.isEmpty ? [] : [key.mark(subject, purpose: "subject", tenant: tenant)]
        let kept = SQLStatement(
            """
            INSERT INTO security.privacy_tokens AS held
                (tenant, execution, token, sealed, value_mark, subjects, expires_at)
            SELECT $1, $2, token, sealed, mark, $6::text[], $7
            FROM unnest($3::text[], $4::bytea[], $5::text[]) AS new (token, sealed, mark)
            ORDER BY token
            ON CONFLICT (tenant, execution, token) DO UPDATE SET
                sealed = excluded.sealed, expires_at = greatest(held.expires_at, excluded.expires_at),
                subjects = ARRAY(SELECT DISTINCT unnest(held.subjects || excluded.subjects))
            """,
            [
                .text(tenant.rawValue), .text(execution), .textArray(records.map(\.token)), .bytesArray(sealed),
                .textArray(records.map { key.mark($0.value, purpose: "value", tenant: tenant) }),
                .textArray(subjects), .int(vault.expiresAt),
            ])
        try await store.pipeline([kept, record])
    }

    /// A vault with those of the tokens that are there and have not expired.
    func vault(_ scope: PrivacyScope, tokens: Set<String>, now: Int64) async throws -> TokenVault {
        let vault = TokenVault(scope: scope, expiresAt: .max)
        guard !tokens.isEmpty else { return vault }
        let rows = try await store.query(
            """
            SELECT token, sealed FROM security.privacy_tokens
            WHERE tenant = $1 AND execution = $2 AND token = ANY($3::text[]) AND expires_at > $4
            """, [.text(scope.tenant.rawValue), .text(scope.id), .textArray(tokens.sorted()), .int(now)])
        for row in rows {
            let token = try row.text("token")
            let plain = try await cipher.open(
                try row.bytes("sealed"), tenant: scope.tenant, associatedData: Self.bound(scope.id, token))
            vault.add(TokenRecord(token: token, type: nil, value: String(decoding: plain, as: UTF8.self)))
        }
        return vault
    }

    /// Which values are to go.
    enum Erasure: Sendable {
        case execution(String)
        /// Those kept about somebody.
        case subject(String)
        case value(String)
    }

    /// Erases values.
    /// - Parameter record: what records it, in the same transaction, when so many went.
    /// - Returns: how many values went.
    func forget(
        _ what: Erasure, tenant: TenantID, record: @Sendable (_ erased: Int) throws -> SQLStatement
    ) async throws -> Int {
        let (condition, value): (String, String) =
            switch what {
            case .execution(let execution): ("execution = $2", execution)
            case .subject(let subject):
                (
                    "subjects @> ARRAY[$2::text]",
                    try await key(tenant).mark(subject, purpose: "subject", tenant: tenant)
                )
            case .value(let value):
                ("value_mark = $2", try await key(tenant).mark(value, purpose: "value", tenant: tenant))
            }
        return try await store.transaction { transaction in
            let erased = try await transaction.execute(
                "DELETE FROM security.privacy_tokens WHERE tenant = $1 AND \(condition)",
                [.text(tenant.rawValue), .text(value)])
            let entry = try record(erased)
            _ = try await transaction.query(entry.sql, entry.parameters)
            return erased
        }
    }

    /// Takes out what has expired, of all tenants.
    /// - Returns: how many values went.
    func purge(now: Int64) async throws -> Int {
        try await TenantScope.everyone.run {
            try await store.execute("DELETE FROM security.privacy_tokens WHERE expires_at <= $1", [.int(now)])
        }
    }

    private static func bound(_ execution: String, _ token: String) -> [UInt8] {
        TextForm.framed([Array(execution.utf8), Array(token.utf8)])
    }
}

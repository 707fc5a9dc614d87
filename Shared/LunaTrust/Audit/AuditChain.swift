import Crypto
import LunaCore

/// A key of an audit chain.
public struct ChainKey: Sendable {
    /// Stands in every entry that it authenticates.
    public let id: String
    private let key: SymmetricKey

    /// - Parameter bytes: at least 32, unpredictable.
    public init(id: String, bytes: [UInt8]) {
        self.id = id
        self.key = SymmetricKey(data: bytes)
    }

    /// HMAC-SHA-256 (RFC 2104), as lower-case hexadecimal digits.
    func mac(_ content: String) -> String {
        var code = HMAC<SHA256>(key: key)
        code.update(data: Array("luna.audit.1\n".utf8))
        code.update(data: Array(content.utf8))
        return TextForm.hex(code.finalize())
    }
}

/// One link of a tenant's audit chain, as it is stored.
public struct ChainLink: Sendable, Hashable {
    /// Where it is stored, from 1. The content has the place that it was written to.
    public var sequence: UInt64
    /// The entry's own id.
    public var entry: String
    /// The entry's fields, with tenant, place, key and the MAC before, in canonical JSON (RFC 8785).
    public var content: String
    /// HMAC of the content, hexadecimal.
    public var mac: String

    /// See the properties.
    public init(sequence: UInt64, entry: String, content: String, mac: String) {
        self.sequence = sequence
        self.entry = entry
        self.content = content
        self.mac = mac
    }
}

/// The audit chain of one tenant: each entry carries an HMAC over its content, its place, the key's id and the HMAC of
/// the entry before. Who does not have the key cannot change, drop, swap or add an entry unseen; who has the key is
/// caught by a signed checkpoint from outside. A value; use it from one task at a time.
public struct AuditChain: Sendable {
    /// Whose chain it is. Part of every content, so a link cannot move to another tenant.
    public let tenant: TenantID
    /// Of the newest entry; 0 = none.
    public private(set) var sequence: UInt64
    /// Of the newest entry; for the first link the tenant's own starting point.
    public private(set) var mac: String

    /// The beginning of a tenant's chain.
    public init(tenant: TenantID) {
        self.tenant = tenant
        sequence = 0
        mac = Self.origin(tenant)
    }

    /// A chain that goes on after its stored head.
    public init(tenant: TenantID, sequence: UInt64, mac: String) {
        self.tenant = tenant
        self.sequence = sequence
        self.mac = mac
    }

    /// Links an entry to the end.
    /// - Parameter fields: what the entry says; `tenant`, `sequence`, `key`, `previous` and `id` are added.
    /// - Throws: `LunaError` `json.not_canonical`; the chain is as before then.
    public mutating func append(entry: String, fields: [String: JSONValue], key: ChainKey) throws -> ChainLink {
        var members = fields
        members["tenant"] = .string(tenant.rawValue)
        members["id"] = .string(entry)
        // Numbers beyond 2^53 are not the same everywhere.
        members["sequence"] = .string(String(sequence + 1))
        members["key"] = .string(key.id)
        members["previous"] = .string(mac)
        let content = String(decoding: try JSONValue.object(members).canonical(), as: UTF8.self)
        sequence += 1
        mac = key.mac(content)
        return ChainLink(sequence: sequence, entry: entry, content: content, mac: mac)
    }

    static func origin(_ tenant: TenantID) -> String { Digest(of: "luna.audit.1/\(tenant.rawValue)").hex }
}

import LunaCore

/// That a tenant's audit chain was set back by restoring a backup, as somebody has accepted it: signed by the audit trail
/// with the key of its checkpoints, which is not in the database, and kept as an entry of the chain itself.
///
/// Who can only write the database makes none, and moves none to another chain, place or time. A value.
public struct RestoreStatement: Sendable, Hashable {
    /// A checkpoint that had seen more than the restored chain has.
    public struct Superseded: Sendable, Hashable {
        public let sequence: UInt64
        public let mac: String
        /// Unix nanoseconds.
        public let at: Int64

        /// See the properties.
        public init(sequence: UInt64, mac: String, at: Int64) {
            self.sequence = sequence
            self.mac = mac
            self.at = at
        }
    }

    /// Id of the entry that holds it.
    public var entry: String
    public var tenant: String
    /// The newest entry that the restore brought back, 0 = none, and its MAC.
    public var restoredTo: UInt64
    public var restoredMAC: String
    /// When the backup was restored; unix nanoseconds. Checkpoints from afterwards are not explained by it.
    public var restoredAt: Int64
    /// The newest place that a superseded checkpoint had seen; ``restoredTo`` when there was none.
    public var lostTo: UInt64
    /// The newest of the superseded checkpoints.
    public var superseded: [Superseded]
    public var reason: String
    public var actor: String
    /// When it was accepted; unix nanoseconds.
    public var at: Int64

    /// See the properties.
    public init(
        entry: String, tenant: String, restoredTo: UInt64, restoredMAC: String, restoredAt: Int64, lostTo: UInt64,
        superseded: [Superseded], reason: String, actor: String, at: Int64
    ) {
        self.entry = entry
        self.tenant = tenant
        self.restoredTo = restoredTo
        self.restoredMAC = restoredMAC
        self.restoredAt = restoredAt
        self.lostTo = lostTo
        self.superseded = superseded
        self.reason = reason
        self.actor = actor
        self.at = at
    }

    /// Of the member `type`.
    public static let type = "luna.audit.restore.1"

    /// The statement as a signed JSON document.
    /// - Throws: `LunaError` `signature.…`, `json.not_canonical`.
    public func signed(with key: SigningKey) throws -> JSONValue {
        let value: JSONValue = [
            "type": .string(Self.type), "entry": .string(entry), "tenant": .string(tenant),
            "restored_to": .string(String(restoredTo)), "restored_mac": .string(restoredMAC),
            "restored_at": .string(String(restoredAt)), "lost_to": .string(String(lostTo)),
            "superseded": .array(
                superseded.map {
                    [
                        "sequence": .string(String($0.sequence)), "mac": .string($0.mac), "at": .string(String($0.at)),
                    ]
                }), "reason": .string(reason), "actor": .string(actor), "at": .string(String(at)),
        ]
        return try SignedDocument.sign(value, with: key)
    }

    /// Reads and checks a signed document.
    /// - Throws: `LunaError` `signature.…`; `audit.restore_malformed`.
    public init(document: JSONValue, trusting key: VerifyingKey) throws {
        try SignedDocument.verify(document, trusting: [key])
        func text(_ name: String) throws -> String { try Self.text(document, name) }
        func number(_ name: String) throws -> UInt64 { try Self.number(document, name) }
        guard try text("type") == Self.type else { throw Self.malformed("type") }
        self.init(
            entry: try text("entry"), tenant: try text("tenant"), restoredTo: try number("restored_to"),
            restoredMAC: try text("restored_mac"), restoredAt: Int64(clamping: try number("restored_at")),
            lostTo: try number("lost_to"),
            superseded: try (document["superseded"]?.arrayValue ?? []).map {
                Superseded(
                    sequence: try Self.number($0, "sequence"), mac: try Self.text($0, "mac"),
                    at: Int64(clamping: try Self.number($0, "at")))
            }, reason: try text("reason"), actor: try text("actor"), at: Int64(clamping: try number("at")))
    }

    /// Whether it explains that a checkpoint has seen what the chain does not have.
    public func explains(sequence: UInt64, at: Int64) -> Bool {
        sequence > restoredTo && sequence <= lostTo && at <= restoredAt
    }

    private static func text(_ document: JSONValue, _ name: String) throws -> String {
        guard let text = document[name]?.stringValue else { throw malformed(name) }
        return text
    }

    private static func number(_ document: JSONValue, _ name: String) throws -> UInt64 {
        guard let number = UInt64(try text(document, name)) else { throw malformed(name) }
        return number
    }

    private static func malformed(_ member: String) -> LunaError {
        LunaError(
            "audit.restore_malformed", .internal,
            "The audit trail has signed something that accepts no restore: \(member).")
    }
}

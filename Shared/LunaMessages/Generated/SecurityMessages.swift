// Generated from luna/v1/security.proto by `make proto`. Do not edit.

internal import CProtobufC
internal import LunaMessagesC

/// The request of ``SecurityClient/searchAudit(_:context:)``.
public struct SearchAuditRequest: WireMessage {
    public static var fullName: String { "luna.v1.SearchAuditRequest" }

    public var correlation: String
    /// Who caused it.
    public var actor: String
    public var action: String
    /// At most so many; 0 = the default of the service.
    public var limit: UInt32
    /// Opaque, from the reply before; empty = from the start.
    public var cursor: String

    /// Every field that is not given has its default.
    public init(
        correlation: String = "",
        actor: String = "",
        action: String = "",
        limit: UInt32 = 0,
        cursor: String = ""
    ) {
        self.correlation = correlation
        self.actor = actor
        self.action = action
        self.limit = limit
        self.cursor = cursor
    }

    public init() {
        self.correlation = ""
        self.actor = ""
        self.action = ""
        self.limit = 0
        self.cursor = ""
    }

    public init(serialized bytes: UnsafeRawBufferPointer, limits: WireLimits) throws {
        self = try Self.decoded(bytes, limits: limits)
    }

    public func serialized() throws -> [UInt8] { try encoded() }
}

extension SearchAuditRequest: WireBridged {
    static var descriptor: UnsafePointer<ProtobufCMessageDescriptor> {
        luna__v1__search_audit_request__descriptor_pointer()
    }

    func fill(_ c: UnsafeMutablePointer<Luna__V1__SearchAuditRequest>, in arena: Arena) throws {
        c.pointee.correlation = try arena.string(correlation, "luna.v1.SearchAuditRequest.correlation")
        c.pointee.actor = try arena.string(actor, "luna.v1.SearchAuditRequest.actor")
        c.pointee.action = try arena.string(action, "luna.v1.SearchAuditRequest.action")
        c.pointee.limit = limit
        c.pointee.cursor = try arena.string(cursor, "luna.v1.SearchAuditRequest.cursor")
    }

    init(c: UnsafePointer<Luna__V1__SearchAuditRequest>) {
        self.init()
        correlation = wireString(c.pointee.correlation)
        actor = wireString(c.pointee.actor)
        action = wireString(c.pointee.action)
        limit = c.pointee.limit
        cursor = wireString(c.pointee.cursor)
    }
}

/// The reply of ``SecurityClient/searchAudit(_:context:)``.
public struct SearchAuditReply: WireMessage {
    public static var fullName: String { "luna.v1.SearchAuditReply" }

    public var entries: [AuditEntry]
    /// For the next request; empty = nothing left.
    public var nextCursor: String

    /// Every field that is not given has its default.
    public init(entries: [AuditEntry] = [], nextCursor: String = "") {
        self.entries = entries
        self.nextCursor = nextCursor
    }

    public init() {
        self.entries = []
        self.nextCursor = ""
    }

    public init(serialized bytes: UnsafeRawBufferPointer, limits: WireLimits) throws {
        self = try Self.decoded(bytes, limits: limits)
    }

    public func serialized() throws -> [UInt8] { try encoded() }
}

extension SearchAuditReply: WireBridged {
    static var descriptor: UnsafePointer<ProtobufCMessageDescriptor> {
        luna__v1__search_audit_reply__descriptor_pointer()
    }

    func fill(_ c: UnsafeMutablePointer<Luna__V1__SearchAuditReply>, in arena: Arena) throws {
        (c.pointee.entries, c.pointee.n_entries) = try arena.messages(entries)
        c.pointee.next_cursor = try arena.string(nextCursor, "luna.v1.SearchAuditReply.next_cursor")
    }

    init(c: UnsafePointer<Luna__V1__SearchAuditReply>) {
        self.init()
        entries = wireMessages(c.pointee.entries, c.pointee.n_entries)
        nextCursor = wireString(c.pointee.next_cursor)
    }
}

/// A moment of a tenant's chain, signed with Ed25519 over the canonical JSON (RFC 8785) of its other fields.
public struct AuditCheckpoint: WireMessage {
    public static var fullName: String { "luna.v1.AuditCheckpoint" }

    /// Owner of the project.
    public var tenant: String
    /// Of the newest entry; 0 = the chain is empty.
    public var sequence: UInt64
    /// Of the newest entry.
    public var mac: String
    /// Unix nanoseconds; 0 = unset.
    public var at: Int64
    /// Id of the signing key.
    public var signer: String
    /// Base64.
    public var publicKey: String
    /// Base64.
    public var signature: String

    /// Every field that is not given has its default.
    public init(
        tenant: String = "",
        sequence: UInt64 = 0,
        mac: String = "",
        at: Int64 = 0,
        signer: String = "",
        publicKey: String = "",
        signature: String = ""
    ) {
        self.tenant = tenant
        self.sequence = sequence
        self.mac = mac
        self.at = at
        self.signer = signer
        self.publicKey = publicKey
        self.signature = signature
    }

    public init() {
        self.tenant = ""
        self.sequence = 0
        self.mac = ""
        self.at = 0
        self.signer = ""
        self.publicKey = ""
        self.signature = ""
    }

    public init(serialized bytes: UnsafeRawBufferPointer, limits: WireLimits) throws {
        self = try Self.decoded(bytes, limits: limits)
    }

    public func serialized() throws -> [UInt8] { try encoded() }
}

extension AuditCheckpoint: WireBridged {
    static var descriptor: UnsafePointer<ProtobufCMessageDescriptor> {
        luna__v1__audit_checkpoint__descriptor_pointer()
    }

    func fill(_ c: UnsafeMutablePointer<Luna__V1__AuditCheckpoint>, in arena: Arena) throws {
        c.pointee.tenant = try arena.string(tenant, "luna.v1.AuditCheckpoint.tenant")
        c.pointee.sequence = sequence
        c.pointee.mac = try arena.string(mac, "luna.v1.AuditCheckpoint.mac")
        c.pointee.at = at
        c.pointee.signer = try arena.string(signer, "luna.v1.AuditCheckpoint.signer")
        c.pointee.public_key = try arena.string(publicKey, "luna.v1.AuditCheckpoint.public_key")
        c.pointee.signature = try arena.string(signature, "luna.v1.AuditCheckpoint.signature")
    }

    init(c: UnsafePointer<Luna__V1__AuditCheckpoint>) {
        self.init()
        tenant = wireString(c.pointee.tenant)
        sequence = c.pointee.sequence
        mac = wireString(c.pointee.mac)
        at = c.pointee.at
        signer = wireString(c.pointee.signer)
        publicKey = wireString(c.pointee.public_key)
        signature = wireString(c.pointee.signature)
    }
}

/// The request of ``SecurityClient/checkpointAudit(_:context:)``.
public struct CheckpointAuditRequest: WireMessage {
    public static var fullName: String { "luna.v1.CheckpointAuditRequest" }

    public init() {}

    public init(serialized bytes: UnsafeRawBufferPointer, limits: WireLimits) throws {
        self = try Self.decoded(bytes, limits: limits)
    }

    public func serialized() throws -> [UInt8] { try encoded() }
}

extension CheckpointAuditRequest: WireBridged {
    static var descriptor: UnsafePointer<ProtobufCMessageDescriptor> {
        luna__v1__checkpoint_audit_request__descriptor_pointer()
    }

    func fill(_ c: UnsafeMutablePointer<Luna__V1__CheckpointAuditRequest>, in arena: Arena) throws {}

    init(c: UnsafePointer<Luna__V1__CheckpointAuditRequest>) { self.init() }
}

/// The request of ``SecurityClient/verifyAudit(_:context:)``.
public struct VerifyAuditRequest: WireMessage {
    public static var fullName: String { "luna.v1.VerifyAuditRequest" }

    public var checkpoints: [AuditCheckpoint]

    /// Every field that is not given has its default.
    public init(checkpoints: [AuditCheckpoint] = []) {
        self.checkpoints = checkpoints
    }

    public init() {
        self.checkpoints = []
    }

    public init(serialized bytes: UnsafeRawBufferPointer, limits: WireLimits) throws {
        self = try Self.decoded(bytes, limits: limits)
    }

    public func serialized() throws -> [UInt8] { try encoded() }
}

extension VerifyAuditRequest: WireBridged {
    static var descriptor: UnsafePointer<ProtobufCMessageDescriptor> {
        luna__v1__verify_audit_request__descriptor_pointer()
    }

    func fill(_ c: UnsafeMutablePointer<Luna__V1__VerifyAuditRequest>, in arena: Arena) throws {
        (c.pointee.checkpoints, c.pointee.n_checkpoints) = try arena.messages(checkpoints)
    }

    init(c: UnsafePointer<Luna__V1__VerifyAuditRequest>) {
        self.init()
        checkpoints = wireMessages(c.pointee.checkpoints, c.pointee.n_checkpoints)
    }
}

/// The reply of ``SecurityClient/verifyAudit(_:context:)``.
public struct VerifyAuditReply: WireMessage {
    public static var fullName: String { "luna.v1.VerifyAuditReply" }

    public var entries: UInt64
    /// None: the chain is whole.
    public var findings: [AuditFinding]
    public var head: AuditCheckpoint?
    /// What was lost through restores that somebody has accepted: told at every check.
    public var restores: [AuditRestore]

    /// Every field that is not given has its default.
    public init(
        entries: UInt64 = 0,
        findings: [AuditFinding] = [],
        head: AuditCheckpoint? = nil,
        restores: [AuditRestore] = []
    ) {
        self.entries = entries
        self.findings = findings
        self.head = head
        self.restores = restores
    }

    public init() {
        self.entries = 0
        self.findings = []
        self.head = nil
        self.restores = []
    }

    public init(serialized bytes: UnsafeRawBufferPointer, limits: WireLimits) throws {
        self = try Self.decoded(bytes, limits: limits)
    }

    public func serialized() throws -> [UInt8] { try encoded() }
}

extension VerifyAuditReply: WireBridged {
    static var descriptor: UnsafePointer<ProtobufCMessageDescriptor> {
        luna__v1__verify_audit_reply__descriptor_pointer()
    }

    func fill(_ c: UnsafeMutablePointer<Luna__V1__VerifyAuditReply>, in arena: Arena) throws {
        c.pointee.entries = entries
        (c.pointee.findings, c.pointee.n_findings) = try arena.messages(findings)
        c.pointee.head = try arena.message(head)
        (c.pointee.restores, c.pointee.n_restores) = try arena.messages(restores)
    }

    init(c: UnsafePointer<Luna__V1__VerifyAuditReply>) {
        self.init()
        entries = c.pointee.entries
        findings = wireMessages(c.pointee.findings, c.pointee.n_findings)
        head = wireMessage(c.pointee.head)
        restores = wireMessages(c.pointee.restores, c.pointee.n_restores)
    }
}

/// The request of ``SecurityClient/acceptRestore(_:context:)``.
public struct AcceptRestoreRequest: WireMessage {
    public static var fullName: String { "luna.v1.AcceptRestoreRequest" }

    /// The newest entry that the restore brought back; 0 = none.
    public var restoredTo: UInt64
    /// When; 0 = now.
    public var restoredAt: Int64
    /// For a person: why.
    public var reason: String
    /// Further ones from outside, besides those that the service keeps.
    public var checkpoints: [AuditCheckpoint]

    /// Every field that is not given has its default.
    public init(
        restoredTo: UInt64 = 0,
        restoredAt: Int64 = 0,
        reason: String = "",
        checkpoints: [AuditCheckpoint] = []
    ) {
        self.restoredTo = restoredTo
        self.restoredAt = restoredAt
        self.reason = reason
        self.checkpoints = checkpoints
    }

    public init() {
        self.restoredTo = 0
        self.restoredAt = 0
        self.reason = ""
        self.checkpoints = []
    }

    public init(serialized bytes: UnsafeRawBufferPointer, limits: WireLimits) throws {
        self = try Self.decoded(bytes, limits: limits)
    }

    public func serialized() throws -> [UInt8] { try encoded() }
}

extension AcceptRestoreRequest: WireBridged {
    static var descriptor: UnsafePointer<ProtobufCMessageDescriptor> {
        luna__v1__accept_restore_request__descriptor_pointer()
    }

    func fill(_ c: UnsafeMutablePointer<Luna__V1__AcceptRestoreRequest>, in arena: Arena) throws {
        c.pointee.restored_to = restoredTo
        c.pointee.restored_at = restoredAt
        c.pointee.reason = try arena.string(reason, "luna.v1.AcceptRestoreRequest.reason")
        (c.pointee.checkpoints, c.pointee.n_checkpoints) = try arena.messages(checkpoints)
    }

    init(c: UnsafePointer<Luna__V1__AcceptRestoreRequest>) {
        self.init()
        restoredTo = c.pointee.restored_to
        restoredAt = c.pointee.restored_at
        reason = wireString(c.pointee.reason)
        checkpoints = wireMessages(c.pointee.checkpoints, c.pointee.n_checkpoints)
    }
}

/// An accepted restore, as it is in the chain: signed with Ed25519 over the canonical JSON of what was accepted.
public struct AuditRestore: WireMessage {
    public static var fullName: String { "luna.v1.AuditRestore" }

    /// Id of its entry.
    public var entry: String
    /// Place of its entry.
    public var sequence: UInt64
    public var restoredTo: UInt64
    /// Unix nanoseconds; 0 = unset.
    public var restoredAt: Int64
    /// The newest place that a checkpoint from before it has seen; restored_to = none had seen more.
    public var lostTo: UInt64
    /// For a person: why.
    public var reason: String
    /// Who caused it.
    public var actor: String
    /// When it was accepted.
    public var at: Int64
    /// Checkpoints that it explains, of those known at this check.
    public var superseded: UInt32
    /// Numbers of sources whose entries were lost with it.
    public var unheard: [String]
    /// For a person: a sentence.
    public var explanation: String

    /// Every field that is not given has its default.
    public init(
        entry: String = "",
        sequence: UInt64 = 0,
        restoredTo: UInt64 = 0,
        restoredAt: Int64 = 0,
        lostTo: UInt64 = 0,
        reason: String = "",
        actor: String = "",
        at: Int64 = 0,
        superseded: UInt32 = 0,
        unheard: [String] = [],
        explanation: String = ""
    ) {
        self.entry = entry
        self.sequence = sequence
        self.restoredTo = restoredTo
        self.restoredAt = restoredAt
        self.lostTo = lostTo
        self.reason = reason
        self.actor = actor
        self.at = at
        self.superseded = superseded
        self.unheard = unheard
        self.explanation = explanation
    }

    public init() {
        self.entry = ""
        self.sequence = 0
        self.restoredTo = 0
        self.restoredAt = 0
        self.lostTo = 0
        self.reason = ""
        self.actor = ""
        self.at = 0
        self.superseded = 0
        self.unheard = []
        self.explanation = ""
    }

    public init(serialized bytes: UnsafeRawBufferPointer, limits: WireLimits) throws {
        self = try Self.decoded(bytes, limits: limits)
    }

    public func serialized() throws -> [UInt8] { try encoded() }
}

extension AuditRestore: WireBridged {
    static var descriptor: UnsafePointer<ProtobufCMessageDescriptor> {
        luna__v1__audit_restore__descriptor_pointer()
    }

    func fill(_ c: UnsafeMutablePointer<Luna__V1__AuditRestore>, in arena: Arena) throws {
        c.pointee.entry = try arena.string(entry, "luna.v1.AuditRestore.entry")
        c.pointee.sequence = sequence
        c.pointee.restored_to = restoredTo
        c.pointee.restored_at = restoredAt
        c.pointee.lost_to = lostTo
        c.pointee.reason = try arena.string(reason, "luna.v1.AuditRestore.reason")
        c.pointee.actor = try arena.string(actor, "luna.v1.AuditRestore.actor")
        c.pointee.at = at
        c.pointee.superseded = superseded
        (c.pointee.unheard, c.pointee.n_unheard) = try arena.strings(
            unheard, "luna.v1.AuditRestore.unheard")
        c.pointee.explanation = try arena.string(explanation, "luna.v1.AuditRestore.explanation")
    }

    init(c: UnsafePointer<Luna__V1__AuditRestore>) {
        self.init()
        entry = wireString(c.pointee.entry)
        sequence = c.pointee.sequence
        restoredTo = c.pointee.restored_to
        restoredAt = c.pointee.restored_at
        lostTo = c.pointee.lost_to
        reason = wireString(c.pointee.reason)
        actor = wireString(c.pointee.actor)
        at = c.pointee.at
        superseded = c.pointee.superseded
        unheard = wireArray(c.pointee.unheard, c.pointee.n_unheard) { wireString($0) }
        explanation = wireString(c.pointee.explanation)
    }
}

/// One place where the chain does not hold.
public struct AuditFinding: WireMessage {
    public static var fullName: String { "luna.v1.AuditFinding" }

    /// One of edited, missing, reordered, inserted, cut, wrong_key, rewritten, checkpoint, undelivered, repeated.
    public var kind: String
    /// Where.
    public var sequence: UInt64
    /// Id of the entry there, when there is one.
    public var entry: String
    /// For a person: a sentence.
    public var explanation: String

    /// Every field that is not given has its default.
    public init(kind: String = "", sequence: UInt64 = 0, entry: String = "", explanation: String = "") {
        self.kind = kind
        self.sequence = sequence
        self.entry = entry
        self.explanation = explanation
    }

    public init() {
        self.kind = ""
        self.sequence = 0
        self.entry = ""
        self.explanation = ""
    }

    public init(serialized bytes: UnsafeRawBufferPointer, limits: WireLimits) throws {
        self = try Self.decoded(bytes, limits: limits)
    }

    public func serialized() throws -> [UInt8] { try encoded() }
}

extension AuditFinding: WireBridged {
    static var descriptor: UnsafePointer<ProtobufCMessageDescriptor> {
        luna__v1__audit_finding__descriptor_pointer()
    }

    func fill(_ c: UnsafeMutablePointer<Luna__V1__AuditFinding>, in arena: Arena) throws {
        c.pointee.kind = try arena.string(kind, "luna.v1.AuditFinding.kind")
        c.pointee.sequence = sequence
        c.pointee.entry = try arena.string(entry, "luna.v1.AuditFinding.entry")
        c.pointee.explanation = try arena.string(explanation, "luna.v1.AuditFinding.explanation")
    }

    init(c: UnsafePointer<Luna__V1__AuditFinding>) {
        self.init()
        kind = wireString(c.pointee.kind)
        sequence = c.pointee.sequence
        entry = wireString(c.pointee.entry)
        explanation = wireString(c.pointee.explanation)
    }
}

/// The request of ``SecurityClient/authenticate(_:context:)``.
public struct AuthenticateRequest: WireMessage {
    public static var fullName: String { "luna.v1.AuthenticateRequest" }

    public var credential: String
    /// Where it came from, for the lock-out on guessing.
    public var origin: String

    /// Every field that is not given has its default.
    public init(credential: String = "", origin: String = "") {
        self.credential = credential
        self.origin = origin
    }

    public init() {
        self.credential = ""
        self.origin = ""
    }

    public init(serialized bytes: UnsafeRawBufferPointer, limits: WireLimits) throws {
        self = try Self.decoded(bytes, limits: limits)
    }

    public func serialized() throws -> [UInt8] { try encoded() }
}

extension AuthenticateRequest: WireBridged {
    static var descriptor: UnsafePointer<ProtobufCMessageDescriptor> {
        luna__v1__authenticate_request__descriptor_pointer()
    }

    func fill(_ c: UnsafeMutablePointer<Luna__V1__AuthenticateRequest>, in arena: Arena) throws {
        c.pointee.credential = try arena.string(credential, "luna.v1.AuthenticateRequest.credential")
        c.pointee.origin = try arena.string(origin, "luna.v1.AuthenticateRequest.origin")
    }

    init(c: UnsafePointer<Luna__V1__AuthenticateRequest>) {
        self.init()
        credential = wireString(c.pointee.credential)
        origin = wireString(c.pointee.origin)
    }
}

/// Who somebody is and what they may do.
public struct Identity: WireMessage {
    public static var fullName: String { "luna.v1.Identity" }

    /// For the audit trail, such as key:ab12cd34.
    public var actor: String
    /// * = any.
    public var tenant: String
    /// One of admin, operator, viewer.
    public var role: String
    /// Only these; none = all.
    public var projects: [String]
    /// 0 = never.
    public var expiresAt: Int64

    /// Every field that is not given has its default.
    public init(
        actor: String = "",
        tenant: String = "",
        role: String = "",
        projects: [String] = [],
        expiresAt: Int64 = 0
    ) {
        self.actor = actor
        self.tenant = tenant
        self.role = role
        self.projects = projects
        self.expiresAt = expiresAt
    }

    public init() {
        self.actor = ""
        self.tenant = ""
        self.role = ""
        self.projects = []
        self.expiresAt = 0
    }

    public init(serialized bytes: UnsafeRawBufferPointer, limits: WireLimits) throws {
        self = try Self.decoded(bytes, limits: limits)
    }

    public func serialized() throws -> [UInt8] { try encoded() }
}

extension Identity: WireBridged {
    static var descriptor: UnsafePointer<ProtobufCMessageDescriptor> {
        luna__v1__identity__descriptor_pointer()
    }

    func fill(_ c: UnsafeMutablePointer<Luna__V1__Identity>, in arena: Arena) throws {
        c.pointee.actor = try arena.string(actor, "luna.v1.Identity.actor")
        c.pointee.tenant = try arena.string(tenant, "luna.v1.Identity.tenant")
        c.pointee.role = try arena.string(role, "luna.v1.Identity.role")
        (c.pointee.projects, c.pointee.n_projects) = try arena.strings(
            projects, "luna.v1.Identity.projects")
        c.pointee.expires_at = expiresAt
    }

    init(c: UnsafePointer<Luna__V1__Identity>) {
        self.init()
        actor = wireString(c.pointee.actor)
        tenant = wireString(c.pointee.tenant)
        role = wireString(c.pointee.role)
        projects = wireArray(c.pointee.projects, c.pointee.n_projects) { wireString($0) }
        expiresAt = c.pointee.expires_at
    }
}

/// The reply of ``SecurityClient/revokeKey(_:context:)``.
public struct APIKey: WireMessage {
    public static var fullName: String { "luna.v1.APIKey" }

    /// Public part, shown in the audit trail.
    public var id: String
    /// In kebab-case.
    public var name: String
    /// Owner of the project.
    public var tenant: String
    public var role: String
    public var projects: [String]
    /// Unix nanoseconds; 0 = unset.
    public var createdAt: Int64
    /// 0 = never.
    public var expiresAt: Int64
    /// 0 = valid.
    public var revokedAt: Int64
    /// 0 = never; to the minute.
    public var usedAt: Int64
    public var createdBy: String

    /// Every field that is not given has its default.
    public init(
        id: String = "",
        name: String = "",
        tenant: String = "",
        role: String = "",
        projects: [String] = [],
        createdAt: Int64 = 0,
        expiresAt: Int64 = 0,
        revokedAt: Int64 = 0,
        usedAt: Int64 = 0,
        createdBy: String = ""
    ) {
        self.id = id
        self.name = name
        self.tenant = tenant
        self.role = role
        self.projects = projects
        self.createdAt = createdAt
        self.expiresAt = expiresAt
        self.revokedAt = revokedAt
        self.usedAt = usedAt
        self.createdBy = createdBy
    }

    public init() {
        self.id = ""
        self.name = ""
        self.tenant = ""
        self.role = ""
        self.projects = []
        self.createdAt = 0
        self.expiresAt = 0
        self.revokedAt = 0
        self.usedAt = 0
        self.createdBy = ""
    }

    public init(serialized bytes: UnsafeRawBufferPointer, limits: WireLimits) throws {
        self = try Self.decoded(bytes, limits: limits)
    }

    public func serialized() throws -> [UInt8] { try encoded() }
}

extension APIKey: WireBridged {
    static var descriptor: UnsafePointer<ProtobufCMessageDescriptor> {
        luna__v1__apikey__descriptor_pointer()
    }

    func fill(_ c: UnsafeMutablePointer<Luna__V1__APIKey>, in arena: Arena) throws {
        c.pointee.id = try arena.string(id, "luna.v1.APIKey.id")
        c.pointee.name = try arena.string(name, "luna.v1.APIKey.name")
        c.pointee.tenant = try arena.string(tenant, "luna.v1.APIKey.tenant")
        c.pointee.role = try arena.string(role, "luna.v1.APIKey.role")
        (c.pointee.projects, c.pointee.n_projects) = try arena.strings(
            projects, "luna.v1.APIKey.projects")
        c.pointee.created_at = createdAt
        c.pointee.expires_at = expiresAt
        c.pointee.revoked_at = revokedAt
        c.pointee.used_at = usedAt
        c.pointee.created_by = try arena.string(createdBy, "luna.v1.APIKey.created_by")
    }

    init(c: UnsafePointer<Luna__V1__APIKey>) {
        self.init()
        id = wireString(c.pointee.id)
        name = wireString(c.pointee.name)
        tenant = wireString(c.pointee.tenant)
        role = wireString(c.pointee.role)
        projects = wireArray(c.pointee.projects, c.pointee.n_projects) { wireString($0) }
        createdAt = c.pointee.created_at
        expiresAt = c.pointee.expires_at
        revokedAt = c.pointee.revoked_at
        usedAt = c.pointee.used_at
        createdBy = wireString(c.pointee.created_by)
    }
}

/// The request of ``SecurityClient/createKey(_:context:)``.
public struct CreateKeyRequest: WireMessage {
    public static var fullName: String { "luna.v1.CreateKeyRequest" }

    /// In kebab-case.
    public var name: String
    /// One of admin, operator, viewer.
    public var role: String
    public var projects: [String]
    /// Valid for so long; 0 = until it is revoked.
    public var days: UInt32
    /// Only an administrator of all tenants may ask for it.
    public var allTenants: Bool

    /// Every field that is not given has its default.
    public init(
        name: String = "",
        role: String = "",
        projects: [String] = [],
        days: UInt32 = 0,
        allTenants: Bool = false
    ) {
        self.name = name
        self.role = role
        self.projects = projects
        self.days = days
        self.allTenants = allTenants
    }

    public init() {
        self.name = ""
        self.role = ""
        self.projects = []
        self.days = 0
        self.allTenants = false
    }

    public init(serialized bytes: UnsafeRawBufferPointer, limits: WireLimits) throws {
        self = try Self.decoded(bytes, limits: limits)
    }

    public func serialized() throws -> [UInt8] { try encoded() }
}

extension CreateKeyRequest: WireBridged {
    static var descriptor: UnsafePointer<ProtobufCMessageDescriptor> {
        luna__v1__create_key_request__descriptor_pointer()
    }

    func fill(_ c: UnsafeMutablePointer<Luna__V1__CreateKeyRequest>, in arena: Arena) throws {
        c.pointee.name = try arena.string(name, "luna.v1.CreateKeyRequest.name")
        c.pointee.role = try arena.string(role, "luna.v1.CreateKeyRequest.role")
        (c.pointee.projects, c.pointee.n_projects) = try arena.strings(
            projects, "luna.v1.CreateKeyRequest.projects")
        c.pointee.days = days
        c.pointee.all_tenants = allTenants ? 1 : 0
    }

    init(c: UnsafePointer<Luna__V1__CreateKeyRequest>) {
        self.init()
        name = wireString(c.pointee.name)
        role = wireString(c.pointee.role)
        projects = wireArray(c.pointee.projects, c.pointee.n_projects) { wireString($0) }
        days = c.pointee.days
        allTenants = c.pointee.all_tenants != 0
    }
}

/// The reply of ``SecurityClient/createKey(_:context:)``.
public struct CreateKeyReply: WireMessage {
    public static var fullName: String { "luna.v1.CreateKeyReply" }

    public var key: APIKey?
    /// The whole key; nobody can show it again.
    public var secret: String

    /// Every field that is not given has its default.
    public init(key: APIKey? = nil, secret: String = "") {
        self.key = key
        self.secret = secret
    }

    public init() {
        self.key = nil
        self.secret = ""
    }

    public init(serialized bytes: UnsafeRawBufferPointer, limits: WireLimits) throws {
        self = try Self.decoded(bytes, limits: limits)
    }

    public func serialized() throws -> [UInt8] { try encoded() }
}

extension CreateKeyReply: WireBridged {
    static var descriptor: UnsafePointer<ProtobufCMessageDescriptor> {
        luna__v1__create_key_reply__descriptor_pointer()
    }

    func fill(_ c: UnsafeMutablePointer<Luna__V1__CreateKeyReply>, in arena: Arena) throws {
        c.pointee.key = try arena.message(key)
        c.pointee.secret = try arena.string(secret, "luna.v1.CreateKeyReply.secret")
    }

    init(c: UnsafePointer<Luna__V1__CreateKeyReply>) {
        self.init()
        key = wireMessage(c.pointee.key)
        secret = wireString(c.pointee.secret)
    }
}

/// The request of ``SecurityClient/listKeys(_:context:)``.
public struct ListKeysRequest: WireMessage {
    public static var fullName: String { "luna.v1.ListKeysRequest" }

    public init() {}

    public init(serialized bytes: UnsafeRawBufferPointer, limits: WireLimits) throws {
        self = try Self.decoded(bytes, limits: limits)
    }

    public func serialized() throws -> [UInt8] { try encoded() }
}

extension ListKeysRequest: WireBridged {
    static var descriptor: UnsafePointer<ProtobufCMessageDescriptor> {
        luna__v1__list_keys_request__descriptor_pointer()
    }

    func fill(_ c: UnsafeMutablePointer<Luna__V1__ListKeysRequest>, in arena: Arena) throws {}

    init(c: UnsafePointer<Luna__V1__ListKeysRequest>) { self.init() }
}

/// The reply of ``SecurityClient/listKeys(_:context:)``.
public struct ListKeysReply: WireMessage {
    public static var fullName: String { "luna.v1.ListKeysReply" }

    public var keys: [APIKey]

    /// Every field that is not given has its default.
    public init(keys: [APIKey] = []) {
        self.keys = keys
    }

    public init() {
        self.keys = []
    }

    public init(serialized bytes: UnsafeRawBufferPointer, limits: WireLimits) throws {
        self = try Self.decoded(bytes, limits: limits)
    }

    public func serialized() throws -> [UInt8] { try encoded() }
}

extension ListKeysReply: WireBridged {
    static var descriptor: UnsafePointer<ProtobufCMessageDescriptor> {
        luna__v1__list_keys_reply__descriptor_pointer()
    }

    func fill(_ c: UnsafeMutablePointer<Luna__V1__ListKeysReply>, in arena: Arena) throws {
        (c.pointee.keys, c.pointee.n_keys) = try arena.messages(keys)
    }

    init(c: UnsafePointer<Luna__V1__ListKeysReply>) {
        self.init()
        keys = wireMessages(c.pointee.keys, c.pointee.n_keys)
    }
}

/// The request of ``SecurityClient/revokeKey(_:context:)``.
public struct RevokeKeyRequest: WireMessage {
    public static var fullName: String { "luna.v1.RevokeKeyRequest" }

    public var id: String

    /// Every field that is not given has its default.
    public init(id: String = "") {
        self.id = id
    }

    public init() {
        self.id = ""
    }

    public init(serialized bytes: UnsafeRawBufferPointer, limits: WireLimits) throws {
        self = try Self.decoded(bytes, limits: limits)
    }

    public func serialized() throws -> [UInt8] { try encoded() }
}

extension RevokeKeyRequest: WireBridged {
    static var descriptor: UnsafePointer<ProtobufCMessageDescriptor> {
        luna__v1__revoke_key_request__descriptor_pointer()
    }

    func fill(_ c: UnsafeMutablePointer<Luna__V1__RevokeKeyRequest>, in arena: Arena) throws {
        c.pointee.id = try arena.string(id, "luna.v1.RevokeKeyRequest.id")
    }

    init(c: UnsafePointer<Luna__V1__RevokeKeyRequest>) {
        self.init()
        id = wireString(c.pointee.id)
    }
}

/// The request of ``SecurityClient/scanText(_:context:)``.
public struct ScanTextRequest: WireMessage {
    public static var fullName: String { "luna.v1.ScanTextRequest" }

    public var text: String

    /// Every field that is not given has its default.
    public init(text: String = "") {
        self.text = text
    }

    public init() {
        self.text = ""
    }

    public init(serialized bytes: UnsafeRawBufferPointer, limits: WireLimits) throws {
        self = try Self.decoded(bytes, limits: limits)
    }

    public func serialized() throws -> [UInt8] { try encoded() }
}

extension ScanTextRequest: WireBridged {
    static var descriptor: UnsafePointer<ProtobufCMessageDescriptor> {
        luna__v1__scan_text_request__descriptor_pointer()
    }

    func fill(_ c: UnsafeMutablePointer<Luna__V1__ScanTextRequest>, in arena: Arena) throws {
        c.pointee.text = try arena.string(text, "luna.v1.ScanTextRequest.text")
    }

    init(c: UnsafePointer<Luna__V1__ScanTextRequest>) {
        self.init()
        text = wireString(c.pointee.text)
    }
}

/// The reply of ``SecurityClient/scanText(_:context:)``.
public struct ScanTextReply: WireMessage {
    public static var fullName: String { "luna.v1.ScanTextReply" }

    public var spans: [FoundSpan]

    /// Every field that is not given has its default.
    public init(spans: [FoundSpan] = []) {
        self.spans = spans
    }

    public init() {
        self.spans = []
    }

    public init(serialized bytes: UnsafeRawBufferPointer, limits: WireLimits) throws {
        self = try Self.decoded(bytes, limits: limits)
    }

    public func serialized() throws -> [UInt8] { try encoded() }
}

extension ScanTextReply: WireBridged {
    static var descriptor: UnsafePointer<ProtobufCMessageDescriptor> {
        luna__v1__scan_text_reply__descriptor_pointer()
    }

    func fill(_ c: UnsafeMutablePointer<Luna__V1__ScanTextReply>, in arena: Arena) throws {
        (c.pointee.spans, c.pointee.n_spans) = try arena.messages(spans)
    }

    init(c: UnsafePointer<Luna__V1__ScanTextReply>) {
        self.init()
        spans = wireMessages(c.pointee.spans, c.pointee.n_spans)
    }
}

/// One find. Its value is not repeated.
public struct FoundSpan: WireMessage {
    public static var fullName: String { "luna.v1.FoundSpan" }

    /// In Unicode scalars.
    public var start: UInt32
    /// After the last one.
    public var end: UInt32
    /// Such as EMAIL.
    public var type: String
    /// One of possible, likely, certain.
    public var confidence: String
    /// One of checksum, format, context, dictionary.
    public var reason: String

    /// Every field that is not given has its default.
    public init(start: UInt32 = 0, end: UInt32 = 0, type: String = "", confidence: String = "", reason: String = "") {
        self.start = start
        self.end = end
        self.type = type
        self.confidence = confidence
        self.reason = reason
    }

    public init() {
        self.start = 0
        self.end = 0
        self.type = ""
        self.confidence = ""
        self.reason = ""
    }

    public init(serialized bytes: UnsafeRawBufferPointer, limits: WireLimits) throws {
        self = try Self.decoded(bytes, limits: limits)
    }

    public func serialized() throws -> [UInt8] { try encoded() }
}

extension FoundSpan: WireBridged {
    static var descriptor: UnsafePointer<ProtobufCMessageDescriptor> {
        luna__v1__found_span__descriptor_pointer()
    }

    func fill(_ c: UnsafeMutablePointer<Luna__V1__FoundSpan>, in arena: Arena) throws {
        c.pointee.start = start
        c.pointee.end = end
        c.pointee.type = try arena.string(type, "luna.v1.FoundSpan.type")
        c.pointee.confidence = try arena.string(confidence, "luna.v1.FoundSpan.confidence")
        c.pointee.reason = try arena.string(reason, "luna.v1.FoundSpan.reason")
    }

    init(c: UnsafePointer<Luna__V1__FoundSpan>) {
        self.init()
        start = c.pointee.start
        end = c.pointee.end
        type = wireString(c.pointee.type)
        confidence = wireString(c.pointee.confidence)
        reason = wireString(c.pointee.reason)
    }
}

/// The request of ``SecurityClient/tokeniseText(_:context:)``.
public struct TokeniseTextRequest: WireMessage {
    public static var fullName: String { "luna.v1.TokeniseTextRequest" }

    /// Within which the same value gets the same token; any name of 1 to 128 bytes.
    public var execution: String
    public var text: String
    /// One of local, cloud, log, artifact; empty = cloud.
    public var destination: String
    /// Whom the text is about, to erase it by.
    public var subject: String
    /// Forgotten after so long; 0 = as configured, which is also the most.
    public var hours: UInt32

    /// Every field that is not given has its default.
    public init(
        execution: String = "",
        text: String = "",
        destination: String = "",
        subject: String = "",
        hours: UInt32 = 0
    ) {
        self.execution = execution
        self.text = text
        self.destination = destination
        self.subject = subject
        self.hours = hours
    }

    public init() {
        self.execution = ""
        self.text = ""
        self.destination = ""
        self.subject = ""
        self.hours = 0
    }

    public init(serialized bytes: UnsafeRawBufferPointer, limits: WireLimits) throws {
        self = try Self.decoded(bytes, limits: limits)
    }

    public func serialized() throws -> [UInt8] { try encoded() }
}

extension TokeniseTextRequest: WireBridged {
    static var descriptor: UnsafePointer<ProtobufCMessageDescriptor> {
        luna__v1__tokenise_text_request__descriptor_pointer()
    }

    func fill(_ c: UnsafeMutablePointer<Luna__V1__TokeniseTextRequest>, in arena: Arena) throws {
        c.pointee.execution = try arena.string(execution, "luna.v1.TokeniseTextRequest.execution")
        c.pointee.text = try arena.string(text, "luna.v1.TokeniseTextRequest.text")
        c.pointee.destination = try arena.string(destination, "luna.v1.TokeniseTextRequest.destination")
        c.pointee.subject = try arena.string(subject, "luna.v1.TokeniseTextRequest.subject")
        c.pointee.hours = hours
    }

    init(c: UnsafePointer<Luna__V1__TokeniseTextRequest>) {
        self.init()
        execution = wireString(c.pointee.execution)
        text = wireString(c.pointee.text)
        destination = wireString(c.pointee.destination)
        subject = wireString(c.pointee.subject)
        hours = c.pointee.hours
    }
}

/// The reply of ``SecurityClient/tokeniseText(_:context:)``.
public struct TokeniseTextReply: WireMessage {
    public static var fullName: String { "luna.v1.TokeniseTextReply" }

    public var text: String
    public var counts: [TypeCount]
    /// After which nothing is restored.
    public var expiresAt: Int64

    /// Every field that is not given has its default.
    public init(text: String = "", counts: [TypeCount] = [], expiresAt: Int64 = 0) {
        self.text = text
        self.counts = counts
        self.expiresAt = expiresAt
    }

    public init() {
        self.text = ""
        self.counts = []
        self.expiresAt = 0
    }

    public init(serialized bytes: UnsafeRawBufferPointer, limits: WireLimits) throws {
        self = try Self.decoded(bytes, limits: limits)
    }

    public func serialized() throws -> [UInt8] { try encoded() }
}

extension TokeniseTextReply: WireBridged {
    static var descriptor: UnsafePointer<ProtobufCMessageDescriptor> {
        luna__v1__tokenise_text_reply__descriptor_pointer()
    }

    func fill(_ c: UnsafeMutablePointer<Luna__V1__TokeniseTextReply>, in arena: Arena) throws {
        c.pointee.text = try arena.string(text, "luna.v1.TokeniseTextReply.text")
        (c.pointee.counts, c.pointee.n_counts) = try arena.messages(counts)
        c.pointee.expires_at = expiresAt
    }

    init(c: UnsafePointer<Luna__V1__TokeniseTextReply>) {
        self.init()
        text = wireString(c.pointee.text)
        counts = wireMessages(c.pointee.counts, c.pointee.n_counts)
        expiresAt = c.pointee.expires_at
    }
}

/// The message `luna.v1.TypeCount`.
public struct TypeCount: WireMessage {
    public static var fullName: String { "luna.v1.TypeCount" }

    public var type: String
    public var count: UInt32

    /// Every field that is not given has its default.
    public init(type: String = "", count: UInt32 = 0) {
        self.type = type
        self.count = count
    }

    public init() {
        self.type = ""
        self.count = 0
    }

    public init(serialized bytes: UnsafeRawBufferPointer, limits: WireLimits) throws {
        self = try Self.decoded(bytes, limits: limits)
    }

    public func serialized() throws -> [UInt8] { try encoded() }
}

extension TypeCount: WireBridged {
    static var descriptor: UnsafePointer<ProtobufCMessageDescriptor> {
        luna__v1__type_count__descriptor_pointer()
    }

    func fill(_ c: UnsafeMutablePointer<Luna__V1__TypeCount>, in arena: Arena) throws {
        c.pointee.type = try arena.string(type, "luna.v1.TypeCount.type")
        c.pointee.count = count
    }

    init(c: UnsafePointer<Luna__V1__TypeCount>) {
        self.init()
        type = wireString(c.pointee.type)
        count = c.pointee.count
    }
}

/// The request of ``SecurityClient/restoreText(_:context:)``.
public struct RestoreTextRequest: WireMessage {
    public static var fullName: String { "luna.v1.RestoreTextRequest" }

    /// As it was tokenised.
    public var execution: String
    public var text: String
    /// The text is JSON: values are escaped as it wants them.
    public var isJson: Bool

    /// Every field that is not given has its default.
    public init(execution: String = "", text: String = "", isJson: Bool = false) {
        self.execution = execution
        self.text = text
        self.isJson = isJson
    }

    public init() {
        self.execution = ""
        self.text = ""
        self.isJson = false
    }

    public init(serialized bytes: UnsafeRawBufferPointer, limits: WireLimits) throws {
        self = try Self.decoded(bytes, limits: limits)
    }

    public func serialized() throws -> [UInt8] { try encoded() }
}

extension RestoreTextRequest: WireBridged {
    static var descriptor: UnsafePointer<ProtobufCMessageDescriptor> {
        luna__v1__restore_text_request__descriptor_pointer()
    }

    func fill(_ c: UnsafeMutablePointer<Luna__V1__RestoreTextRequest>, in arena: Arena) throws {
        c.pointee.execution = try arena.string(execution, "luna.v1.RestoreTextRequest.execution")
        c.pointee.text = try arena.string(text, "luna.v1.RestoreTextRequest.text")
        c.pointee.is_json = isJson ? 1 : 0
    }

    init(c: UnsafePointer<Luna__V1__RestoreTextRequest>) {
        self.init()
        execution = wireString(c.pointee.execution)
        text = wireString(c.pointee.text)
        isJson = c.pointee.is_json != 0
    }
}

/// The reply of ``SecurityClient/restoreText(_:context:)``.
public struct RestoreTextReply: WireMessage {
    public static var fullName: String { "luna.v1.RestoreTextReply" }

    public var text: String

    /// Every field that is not given has its default.
    public init(text: String = "") {
        self.text = text
    }

    public init() {
        self.text = ""
    }

    public init(serialized bytes: UnsafeRawBufferPointer, limits: WireLimits) throws {
        self = try Self.decoded(bytes, limits: limits)
    }

    public func serialized() throws -> [UInt8] { try encoded() }
}

extension RestoreTextReply: WireBridged {
    static var descriptor: UnsafePointer<ProtobufCMessageDescriptor> {
        luna__v1__restore_text_reply__descriptor_pointer()
    }

    func fill(_ c: UnsafeMutablePointer<Luna__V1__RestoreTextReply>, in arena: Arena) throws {
        c.pointee.text = try arena.string(text, "luna.v1.RestoreTextReply.text")
    }

    init(c: UnsafePointer<Luna__V1__RestoreTextReply>) {
        self.init()
        text = wireString(c.pointee.text)
    }
}

/// Exactly one of them says what is erased.
public struct ForgetTokensRequest: WireMessage {
    public static var fullName: String { "luna.v1.ForgetTokensRequest" }

    /// Whatever was said to be about this person.
    public var subject: String
    /// This value, wherever it occurred.
    public var value: String
    /// Everything of this execution.
    public var execution: String

    /// Every field that is not given has its default.
    public init(subject: String = "", value: String = "", execution: String = "") {
        self.subject = subject
        self.value = value
        self.execution = execution
    }

    public init() {
        self.subject = ""
        self.value = ""
        self.execution = ""
    }

    public init(serialized bytes: UnsafeRawBufferPointer, limits: WireLimits) throws {
        self = try Self.decoded(bytes, limits: limits)
    }

    public func serialized() throws -> [UInt8] { try encoded() }
}

extension ForgetTokensRequest: WireBridged {
    static var descriptor: UnsafePointer<ProtobufCMessageDescriptor> {
        luna__v1__forget_tokens_request__descriptor_pointer()
    }

    func fill(_ c: UnsafeMutablePointer<Luna__V1__ForgetTokensRequest>, in arena: Arena) throws {
        c.pointee.subject = try arena.string(subject, "luna.v1.ForgetTokensRequest.subject")
        c.pointee.value = try arena.string(value, "luna.v1.ForgetTokensRequest.value")
        c.pointee.execution = try arena.string(execution, "luna.v1.ForgetTokensRequest.execution")
    }

    init(c: UnsafePointer<Luna__V1__ForgetTokensRequest>) {
        self.init()
        subject = wireString(c.pointee.subject)
        value = wireString(c.pointee.value)
        execution = wireString(c.pointee.execution)
    }
}

/// The reply of ``SecurityClient/forgetTokens(_:context:)``.
public struct ForgetTokensReply: WireMessage {
    public static var fullName: String { "luna.v1.ForgetTokensReply" }

    public var erased: UInt64

    /// Every field that is not given has its default.
    public init(erased: UInt64 = 0) {
        self.erased = erased
    }

    public init() {
        self.erased = 0
    }

    public init(serialized bytes: UnsafeRawBufferPointer, limits: WireLimits) throws {
        self = try Self.decoded(bytes, limits: limits)
    }

    public func serialized() throws -> [UInt8] { try encoded() }
}

extension ForgetTokensReply: WireBridged {
    static var descriptor: UnsafePointer<ProtobufCMessageDescriptor> {
        luna__v1__forget_tokens_reply__descriptor_pointer()
    }

    func fill(_ c: UnsafeMutablePointer<Luna__V1__ForgetTokensReply>, in arena: Arena) throws {
        c.pointee.erased = erased
    }

    init(c: UnsafePointer<Luna__V1__ForgetTokensReply>) {
        self.init()
        erased = c.pointee.erased
    }
}

/// The message `luna.v1.PrivacyRule`.
public struct PrivacyRule: WireMessage {
    public static var fullName: String { "luna.v1.PrivacyRule" }

    /// One of local, cloud, log, artifact.
    public var destination: String
    /// Such as EMAIL.
    public var type: String
    /// One of allow, tokenise, mask, drop.
    public var strategy: String
    /// Set by the tenant; others are the product's.
    public var own: Bool

    /// Every field that is not given has its default.
    public init(destination: String = "", type: String = "", strategy: String = "", own: Bool = false) {
        self.destination = destination
        self.type = type
        self.strategy = strategy
        self.own = own
    }

    public init() {
        self.destination = ""
        self.type = ""
        self.strategy = ""
        self.own = false
    }

    public init(serialized bytes: UnsafeRawBufferPointer, limits: WireLimits) throws {
        self = try Self.decoded(bytes, limits: limits)
    }

    public func serialized() throws -> [UInt8] { try encoded() }
}

extension PrivacyRule: WireBridged {
    static var descriptor: UnsafePointer<ProtobufCMessageDescriptor> {
        luna__v1__privacy_rule__descriptor_pointer()
    }

    func fill(_ c: UnsafeMutablePointer<Luna__V1__PrivacyRule>, in arena: Arena) throws {
        c.pointee.destination = try arena.string(destination, "luna.v1.PrivacyRule.destination")
        c.pointee.type = try arena.string(type, "luna.v1.PrivacyRule.type")
        c.pointee.strategy = try arena.string(strategy, "luna.v1.PrivacyRule.strategy")
        c.pointee.own = own ? 1 : 0
    }

    init(c: UnsafePointer<Luna__V1__PrivacyRule>) {
        self.init()
        destination = wireString(c.pointee.destination)
        type = wireString(c.pointee.type)
        strategy = wireString(c.pointee.strategy)
        own = c.pointee.own != 0
    }
}

/// The reply of ``SecurityClient/getPrivacyPolicy(_:context:)``.
public struct PrivacyRules: WireMessage {
    public static var fullName: String { "luna.v1.PrivacyRules" }

    public var rules: [PrivacyRule]
    /// Of the tenant's own rules: the same rules have the same version.
    public var version: String

    /// Every field that is not given has its default.
    public init(rules: [PrivacyRule] = [], version: String = "") {
        self.rules = rules
        self.version = version
    }

    public init() {
        self.rules = []
        self.version = ""
    }

    public init(serialized bytes: UnsafeRawBufferPointer, limits: WireLimits) throws {
        self = try Self.decoded(bytes, limits: limits)
    }

    public func serialized() throws -> [UInt8] { try encoded() }
}

extension PrivacyRules: WireBridged {
    static var descriptor: UnsafePointer<ProtobufCMessageDescriptor> {
        luna__v1__privacy_rules__descriptor_pointer()
    }

    func fill(_ c: UnsafeMutablePointer<Luna__V1__PrivacyRules>, in arena: Arena) throws {
        (c.pointee.rules, c.pointee.n_rules) = try arena.messages(rules)
        c.pointee.version = try arena.string(version, "luna.v1.PrivacyRules.version")
    }

    init(c: UnsafePointer<Luna__V1__PrivacyRules>) {
        self.init()
        rules = wireMessages(c.pointee.rules, c.pointee.n_rules)
        version = wireString(c.pointee.version)
    }
}

/// The request of ``SecurityClient/getPrivacyPolicy(_:context:)``.
public struct GetPrivacyPolicyRequest: WireMessage {
    public static var fullName: String { "luna.v1.GetPrivacyPolicyRequest" }

    public init() {}

    public init(serialized bytes: UnsafeRawBufferPointer, limits: WireLimits) throws {
        self = try Self.decoded(bytes, limits: limits)
    }

    public func serialized() throws -> [UInt8] { try encoded() }
}

extension GetPrivacyPolicyRequest: WireBridged {
    static var descriptor: UnsafePointer<ProtobufCMessageDescriptor> {
        luna__v1__get_privacy_policy_request__descriptor_pointer()
    }

    func fill(_ c: UnsafeMutablePointer<Luna__V1__GetPrivacyPolicyRequest>, in arena: Arena) throws {}

    init(c: UnsafePointer<Luna__V1__GetPrivacyPolicyRequest>) { self.init() }
}

/// The request of ``SecurityClient/setPrivacyPolicy(_:context:)``.
public struct SetPrivacyPolicyRequest: WireMessage {
    public static var fullName: String { "luna.v1.SetPrivacyPolicyRequest" }

    public var rules: [PrivacyRule]
    /// The version that these are made from; empty = whatever it is.
    public var expected: String

    /// Every field that is not given has its default.
    public init(rules: [PrivacyRule] = [], expected: String = "") {
        self.rules = rules
        self.expected = expected
    }

    public init() {
        self.rules = []
        self.expected = ""
    }

    public init(serialized bytes: UnsafeRawBufferPointer, limits: WireLimits) throws {
        self = try Self.decoded(bytes, limits: limits)
    }

    public func serialized() throws -> [UInt8] { try encoded() }
}

extension SetPrivacyPolicyRequest: WireBridged {
    static var descriptor: UnsafePointer<ProtobufCMessageDescriptor> {
        luna__v1__set_privacy_policy_request__descriptor_pointer()
    }

    func fill(_ c: UnsafeMutablePointer<Luna__V1__SetPrivacyPolicyRequest>, in arena: Arena) throws {
        (c.pointee.rules, c.pointee.n_rules) = try arena.messages(rules)
        c.pointee.expected = try arena.string(expected, "luna.v1.SetPrivacyPolicyRequest.expected")
    }

    init(c: UnsafePointer<Luna__V1__SetPrivacyPolicyRequest>) {
        self.init()
        rules = wireMessages(c.pointee.rules, c.pointee.n_rules)
        expected = wireString(c.pointee.expected)
    }
}

/// The request of ``SecurityClient/getQuotas(_:context:)``.
public struct GetQuotasRequest: WireMessage {
    public static var fullName: String { "luna.v1.GetQuotasRequest" }

    public init() {}

    public init(serialized bytes: UnsafeRawBufferPointer, limits: WireLimits) throws {
        self = try Self.decoded(bytes, limits: limits)
    }

    public func serialized() throws -> [UInt8] { try encoded() }
}

extension GetQuotasRequest: WireBridged {
    static var descriptor: UnsafePointer<ProtobufCMessageDescriptor> {
        luna__v1__get_quotas_request__descriptor_pointer()
    }

    func fill(_ c: UnsafeMutablePointer<Luna__V1__GetQuotasRequest>, in arena: Arena) throws {}

    init(c: UnsafePointer<Luna__V1__GetQuotasRequest>) { self.init() }
}

/// The request of ``SecurityClient/setQuotas(_:context:)``.
public struct SetQuotasRequest: WireMessage {
    public static var fullName: String { "luna.v1.SetQuotasRequest" }

    /// Name and limit.
    public var quotas: [Quota]
    /// Names whose limit is the installation's again.
    public var usual: [String]

    /// Every field that is not given has its default.
    public init(quotas: [Quota] = [], usual: [String] = []) {
        self.quotas = quotas
        self.usual = usual
    }

    public init() {
        self.quotas = []
        self.usual = []
    }

    public init(serialized bytes: UnsafeRawBufferPointer, limits: WireLimits) throws {
        self = try Self.decoded(bytes, limits: limits)
    }

    public func serialized() throws -> [UInt8] { try encoded() }
}

extension SetQuotasRequest: WireBridged {
    static var descriptor: UnsafePointer<ProtobufCMessageDescriptor> {
        luna__v1__set_quotas_request__descriptor_pointer()
    }

    func fill(_ c: UnsafeMutablePointer<Luna__V1__SetQuotasRequest>, in arena: Arena) throws {
        (c.pointee.quotas, c.pointee.n_quotas) = try arena.messages(quotas)
        (c.pointee.usual, c.pointee.n_usual) = try arena.strings(
            usual, "luna.v1.SetQuotasRequest.usual")
    }

    init(c: UnsafePointer<Luna__V1__SetQuotasRequest>) {
        self.init()
        quotas = wireMessages(c.pointee.quotas, c.pointee.n_quotas)
        usual = wireArray(c.pointee.usual, c.pointee.n_usual) { wireString($0) }
    }
}

/// The reply of ``SecurityClient/getQuotas(_:context:)``.
public struct Quotas: WireMessage {
    public static var fullName: String { "luna.v1.Quotas" }

    public var quotas: [Quota]

    /// Every field that is not given has its default.
    public init(quotas: [Quota] = []) {
        self.quotas = quotas
    }

    public init() {
        self.quotas = []
    }

    public init(serialized bytes: UnsafeRawBufferPointer, limits: WireLimits) throws {
        self = try Self.decoded(bytes, limits: limits)
    }

    public func serialized() throws -> [UInt8] { try encoded() }
}

extension Quotas: WireBridged {
    static var descriptor: UnsafePointer<ProtobufCMessageDescriptor> {
        luna__v1__quotas__descriptor_pointer()
    }

    func fill(_ c: UnsafeMutablePointer<Luna__V1__Quotas>, in arena: Arena) throws {
        (c.pointee.quotas, c.pointee.n_quotas) = try arena.messages(quotas)
    }

    init(c: UnsafePointer<Luna__V1__Quotas>) {
        self.init()
        quotas = wireMessages(c.pointee.quotas, c.pointee.n_quotas)
    }
}

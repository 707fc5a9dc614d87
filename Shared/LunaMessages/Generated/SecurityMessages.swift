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

// Generated from luna/v1/costing.proto by `make proto`. Do not edit.

internal import CProtobufC
internal import LunaMessagesC

/// One of execution and project, or neither: everything of the tenant.
public struct CostsRequest: WireMessage {
    public static var fullName: String { "luna.v1.CostsRequest" }

    /// Id of the execution.
    public var execution: String
    /// The project.
    public var project: String

    /// Every field that is not given has its default.
    public init(execution: String = "", project: String = "") {
        self.execution = execution
        self.project = project
    }

    public init() {
        self.execution = ""
        self.project = ""
    }

    public init(serialized bytes: UnsafeRawBufferPointer, limits: WireLimits) throws {
        self = try Self.decoded(bytes, limits: limits)
    }

    public func serialized() throws -> [UInt8] { try encoded() }
}

extension CostsRequest: WireBridged {
    static var descriptor: UnsafePointer<ProtobufCMessageDescriptor> {
        luna__v1__costs_request__descriptor_pointer()
    }

    func fill(_ c: UnsafeMutablePointer<Luna__V1__CostsRequest>, in arena: Arena) throws {
        c.pointee.execution = try arena.string(execution, "luna.v1.CostsRequest.execution")
        c.pointee.project = try arena.string(project, "luna.v1.CostsRequest.project")
    }

    init(c: UnsafePointer<Luna__V1__CostsRequest>) {
        self.init()
        execution = wireString(c.pointee.execution)
        project = wireString(c.pointee.project)
    }
}

/// The sum of all attempts asked for.
public struct CostsReply: WireMessage {
    public static var fullName: String { "luna.v1.CostsReply" }

    /// Attempts of tasks.
    public var attempts: UInt64
    /// Milliseconds.
    public var computeMs: UInt64
    /// Millionths of a US dollar.
    public var costMicroUsd: Int64
    public var capabilities: [CapabilityCost]

    /// Every field that is not given has its default.
    public init(
        attempts: UInt64 = 0,
        computeMs: UInt64 = 0,
        costMicroUsd: Int64 = 0,
        capabilities: [CapabilityCost] = []
    ) {
        self.attempts = attempts
        self.computeMs = computeMs
        self.costMicroUsd = costMicroUsd
        self.capabilities = capabilities
    }

    public init() {
        self.attempts = 0
        self.computeMs = 0
        self.costMicroUsd = 0
        self.capabilities = []
    }

    public init(serialized bytes: UnsafeRawBufferPointer, limits: WireLimits) throws {
        self = try Self.decoded(bytes, limits: limits)
    }

    public func serialized() throws -> [UInt8] { try encoded() }
}

extension CostsReply: WireBridged {
    static var descriptor: UnsafePointer<ProtobufCMessageDescriptor> {
        luna__v1__costs_reply__descriptor_pointer()
    }

    func fill(_ c: UnsafeMutablePointer<Luna__V1__CostsReply>, in arena: Arena) throws {
        c.pointee.attempts = attempts
        c.pointee.compute_ms = computeMs
        c.pointee.cost_micro_usd = costMicroUsd
        (c.pointee.capabilities, c.pointee.n_capabilities) = try arena.messages(capabilities)
    }

    init(c: UnsafePointer<Luna__V1__CostsReply>) {
        self.init()
        attempts = c.pointee.attempts
        computeMs = c.pointee.compute_ms
        costMicroUsd = c.pointee.cost_micro_usd
        capabilities = wireMessages(c.pointee.capabilities, c.pointee.n_capabilities)
    }
}

/// The part of one capability in a sum.
public struct CapabilityCost: WireMessage {
    public static var fullName: String { "luna.v1.CapabilityCost" }

    /// What an agent must be able to do, such as codegen.python.
    public var capability: String
    /// Attempts of tasks.
    public var attempts: UInt64
    /// Milliseconds.
    public var computeMs: UInt64
    /// Millionths of a US dollar.
    public var costMicroUsd: Int64

    /// Every field that is not given has its default.
    public init(capability: String = "", attempts: UInt64 = 0, computeMs: UInt64 = 0, costMicroUsd: Int64 = 0) {
        self.capability = capability
        self.attempts = attempts
        self.computeMs = computeMs
        self.costMicroUsd = costMicroUsd
    }

    public init() {
        self.capability = ""
        self.attempts = 0
        self.computeMs = 0
        self.costMicroUsd = 0
    }

    public init(serialized bytes: UnsafeRawBufferPointer, limits: WireLimits) throws {
        self = try Self.decoded(bytes, limits: limits)
    }

    public func serialized() throws -> [UInt8] { try encoded() }
}

extension CapabilityCost: WireBridged {
    static var descriptor: UnsafePointer<ProtobufCMessageDescriptor> {
        luna__v1__capability_cost__descriptor_pointer()
    }

    func fill(_ c: UnsafeMutablePointer<Luna__V1__CapabilityCost>, in arena: Arena) throws {
        c.pointee.capability = try arena.string(capability, "luna.v1.CapabilityCost.capability")
        c.pointee.attempts = attempts
        c.pointee.compute_ms = computeMs
        c.pointee.cost_micro_usd = costMicroUsd
    }

    init(c: UnsafePointer<Luna__V1__CapabilityCost>) {
        self.init()
        capability = wireString(c.pointee.capability)
        attempts = c.pointee.attempts
        computeMs = c.pointee.compute_ms
        costMicroUsd = c.pointee.cost_micro_usd
    }
}

/// The request of ``CostingClient/listLedger(_:context:)``.
public struct ListLedgerRequest: WireMessage {
    public static var fullName: String { "luna.v1.ListLedgerRequest" }

    /// Id of the execution.
    public var execution: String
    /// At most so many; 0 = the default of the service.
    public var limit: UInt32
    /// Opaque, from the reply before; empty = from the start.
    public var cursor: String

    /// Every field that is not given has its default.
    public init(execution: String = "", limit: UInt32 = 0, cursor: String = "") {
        self.execution = execution
        self.limit = limit
        self.cursor = cursor
    }

    public init() {
        self.execution = ""
        self.limit = 0
        self.cursor = ""
    }

    public init(serialized bytes: UnsafeRawBufferPointer, limits: WireLimits) throws {
        self = try Self.decoded(bytes, limits: limits)
    }

    public func serialized() throws -> [UInt8] { try encoded() }
}

extension ListLedgerRequest: WireBridged {
    static var descriptor: UnsafePointer<ProtobufCMessageDescriptor> {
        luna__v1__list_ledger_request__descriptor_pointer()
    }

    func fill(_ c: UnsafeMutablePointer<Luna__V1__ListLedgerRequest>, in arena: Arena) throws {
        c.pointee.execution = try arena.string(execution, "luna.v1.ListLedgerRequest.execution")
        c.pointee.limit = limit
        c.pointee.cursor = try arena.string(cursor, "luna.v1.ListLedgerRequest.cursor")
    }

    init(c: UnsafePointer<Luna__V1__ListLedgerRequest>) {
        self.init()
        execution = wireString(c.pointee.execution)
        limit = c.pointee.limit
        cursor = wireString(c.pointee.cursor)
    }
}

/// What one attempt of one task has used.
public struct LedgerRow: WireMessage {
    public static var fullName: String { "luna.v1.LedgerRow" }

    /// Id of the execution.
    public var execution: String
    /// The project.
    public var project: String
    /// By id.
    public var task: String
    /// The attempt, from 1.
    public var attempt: UInt32
    /// What an agent must be able to do, such as codegen.python.
    public var capability: String
    /// The agent, of the form name-vX.Y.Z.
    public var agent: String
    public var outcome: String
    /// Milliseconds.
    public var computeMs: UInt64
    /// Millionths of a US dollar.
    public var costMicroUsd: Int64
    /// Unix nanoseconds; 0 = unset.
    public var at: Int64

    /// Every field that is not given has its default.
    public init(
        execution: String = "",
        project: String = "",
        task: String = "",
        attempt: UInt32 = 0,
        capability: String = "",
        agent: String = "",
        outcome: String = "",
        computeMs: UInt64 = 0,
        costMicroUsd: Int64 = 0,
        at: Int64 = 0
    ) {
        self.execution = execution
        self.project = project
        self.task = task
        self.attempt = attempt
        self.capability = capability
        self.agent = agent
        self.outcome = outcome
        self.computeMs = computeMs
        self.costMicroUsd = costMicroUsd
        self.at = at
    }

    public init() {
        self.execution = ""
        self.project = ""
        self.task = ""
        self.attempt = 0
        self.capability = ""
        self.agent = ""
        self.outcome = ""
        self.computeMs = 0
        self.costMicroUsd = 0
        self.at = 0
    }

    public init(serialized bytes: UnsafeRawBufferPointer, limits: WireLimits) throws {
        self = try Self.decoded(bytes, limits: limits)
    }

    public func serialized() throws -> [UInt8] { try encoded() }
}

extension LedgerRow: WireBridged {
    static var descriptor: UnsafePointer<ProtobufCMessageDescriptor> {
        luna__v1__ledger_row__descriptor_pointer()
    }

    func fill(_ c: UnsafeMutablePointer<Luna__V1__LedgerRow>, in arena: Arena) throws {
        c.pointee.execution = try arena.string(execution, "luna.v1.LedgerRow.execution")
        c.pointee.project = try arena.string(project, "luna.v1.LedgerRow.project")
        c.pointee.task = try arena.string(task, "luna.v1.LedgerRow.task")
        c.pointee.attempt = attempt
        c.pointee.capability = try arena.string(capability, "luna.v1.LedgerRow.capability")
        c.pointee.agent = try arena.string(agent, "luna.v1.LedgerRow.agent")
        c.pointee.outcome = try arena.string(outcome, "luna.v1.LedgerRow.outcome")
        c.pointee.compute_ms = computeMs
        c.pointee.cost_micro_usd = costMicroUsd
        c.pointee.at = at
    }

    init(c: UnsafePointer<Luna__V1__LedgerRow>) {
        self.init()
        execution = wireString(c.pointee.execution)
        project = wireString(c.pointee.project)
        task = wireString(c.pointee.task)
        attempt = c.pointee.attempt
        capability = wireString(c.pointee.capability)
        agent = wireString(c.pointee.agent)
        outcome = wireString(c.pointee.outcome)
        computeMs = c.pointee.compute_ms
        costMicroUsd = c.pointee.cost_micro_usd
        at = c.pointee.at
    }
}

/// The reply of ``CostingClient/listLedger(_:context:)``.
public struct ListLedgerReply: WireMessage {
    public static var fullName: String { "luna.v1.ListLedgerReply" }

    public var rows: [LedgerRow]
    /// For the next request; empty = nothing left.
    public var nextCursor: String

    /// Every field that is not given has its default.
    public init(rows: [LedgerRow] = [], nextCursor: String = "") {
        self.rows = rows
        self.nextCursor = nextCursor
    }

    public init() {
        self.rows = []
        self.nextCursor = ""
    }

    public init(serialized bytes: UnsafeRawBufferPointer, limits: WireLimits) throws {
        self = try Self.decoded(bytes, limits: limits)
    }

    public func serialized() throws -> [UInt8] { try encoded() }
}

extension ListLedgerReply: WireBridged {
    static var descriptor: UnsafePointer<ProtobufCMessageDescriptor> {
        luna__v1__list_ledger_reply__descriptor_pointer()
    }

    func fill(_ c: UnsafeMutablePointer<Luna__V1__ListLedgerReply>, in arena: Arena) throws {
        (c.pointee.rows, c.pointee.n_rows) = try arena.messages(rows)
        c.pointee.next_cursor = try arena.string(nextCursor, "luna.v1.ListLedgerReply.next_cursor")
    }

    init(c: UnsafePointer<Luna__V1__ListLedgerReply>) {
        self.init()
        rows = wireMessages(c.pointee.rows, c.pointee.n_rows)
        nextCursor = wireString(c.pointee.next_cursor)
    }
}

// Generated from luna/v1/health.proto by `make proto`. Do not edit.

internal import CProtobufC
internal import LunaMessagesC

/// The request of ``HealthMonitorClient/getHealth(_:context:)``.
public struct HealthRequest: WireMessage {
    public static var fullName: String { "luna.v1.HealthRequest" }

    public init() {}

    public init(serialized bytes: UnsafeRawBufferPointer, limits: WireLimits) throws {
        self = try Self.decoded(bytes, limits: limits)
    }

    public func serialized() throws -> [UInt8] { try encoded() }
}

extension HealthRequest: WireBridged {
    static var descriptor: UnsafePointer<ProtobufCMessageDescriptor> {
        luna__v1__health_request__descriptor_pointer()
    }

    func fill(_ c: UnsafeMutablePointer<Luna__V1__HealthRequest>, in arena: Arena) throws {}

    init(c: UnsafePointer<Luna__V1__HealthRequest>) { self.init() }
}

/// What the monitor knows of one component. States: up, degraded, down, unknown.
public struct ComponentHealth: WireMessage {
    public static var fullName: String { "luna.v1.ComponentHealth" }

    /// Name of a service or a server.
    public var component: String
    public var state: String
    /// For a person: why.
    public var reason: String
    /// Unix nanoseconds; 0 = unset.
    public var since: Int64
    /// Unix nanoseconds; 0 = unset.
    public var checkedAt: Int64
    /// Microseconds.
    public var latencyUs: UInt64
    public var instances: [String]
    /// Semantic version, or a number that grows.
    public var version: String

    /// Every field that is not given has its default.
    public init(
        component: String = "",
        state: String = "",
        reason: String = "",
        since: Int64 = 0,
        checkedAt: Int64 = 0,
        latencyUs: UInt64 = 0,
        instances: [String] = [],
        version: String = ""
    ) {
        self.component = component
        self.state = state
        self.reason = reason
        self.since = since
        self.checkedAt = checkedAt
        self.latencyUs = latencyUs
        self.instances = instances
        self.version = version
    }

    public init() {
        self.component = ""
        self.state = ""
        self.reason = ""
        self.since = 0
        self.checkedAt = 0
        self.latencyUs = 0
        self.instances = []
        self.version = ""
    }

    public init(serialized bytes: UnsafeRawBufferPointer, limits: WireLimits) throws {
        self = try Self.decoded(bytes, limits: limits)
    }

    public func serialized() throws -> [UInt8] { try encoded() }
}

extension ComponentHealth: WireBridged {
    static var descriptor: UnsafePointer<ProtobufCMessageDescriptor> {
        luna__v1__component_health__descriptor_pointer()
    }

    func fill(_ c: UnsafeMutablePointer<Luna__V1__ComponentHealth>, in arena: Arena) throws {
        c.pointee.component = try arena.string(component, "luna.v1.ComponentHealth.component")
        c.pointee.state = try arena.string(state, "luna.v1.ComponentHealth.state")
        c.pointee.reason = try arena.string(reason, "luna.v1.ComponentHealth.reason")
        c.pointee.since = since
        c.pointee.checked_at = checkedAt
        c.pointee.latency_us = latencyUs
        (c.pointee.instances, c.pointee.n_instances) = try arena.strings(
            instances, "luna.v1.ComponentHealth.instances")
        c.pointee.version = try arena.string(version, "luna.v1.ComponentHealth.version")
    }

    init(c: UnsafePointer<Luna__V1__ComponentHealth>) {
        self.init()
        component = wireString(c.pointee.component)
        state = wireString(c.pointee.state)
        reason = wireString(c.pointee.reason)
        since = c.pointee.since
        checkedAt = c.pointee.checked_at
        latencyUs = c.pointee.latency_us
        instances = wireArray(c.pointee.instances, c.pointee.n_instances) { wireString($0) }
        version = wireString(c.pointee.version)
    }
}

/// The state of the whole is that of its worst component.
public struct HealthReply: WireMessage {
    public static var fullName: String { "luna.v1.HealthReply" }

    public var state: String
    public var components: [ComponentHealth]

    /// Every field that is not given has its default.
    public init(state: String = "", components: [ComponentHealth] = []) {
        self.state = state
        self.components = components
    }

    public init() {
        self.state = ""
        self.components = []
    }

    public init(serialized bytes: UnsafeRawBufferPointer, limits: WireLimits) throws {
        self = try Self.decoded(bytes, limits: limits)
    }

    public func serialized() throws -> [UInt8] { try encoded() }
}

extension HealthReply: WireBridged {
    static var descriptor: UnsafePointer<ProtobufCMessageDescriptor> {
        luna__v1__health_reply__descriptor_pointer()
    }

    func fill(_ c: UnsafeMutablePointer<Luna__V1__HealthReply>, in arena: Arena) throws {
        c.pointee.state = try arena.string(state, "luna.v1.HealthReply.state")
        (c.pointee.components, c.pointee.n_components) = try arena.messages(components)
    }

    init(c: UnsafePointer<Luna__V1__HealthReply>) {
        self.init()
        state = wireString(c.pointee.state)
        components = wireMessages(c.pointee.components, c.pointee.n_components)
    }
}

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

/// The request of ``HealthMonitorClient/getWorkload(_:context:)``.
public struct WorkloadRequest: WireMessage {
    public static var fullName: String { "luna.v1.WorkloadRequest" }

    public init() {}

    public init(serialized bytes: UnsafeRawBufferPointer, limits: WireLimits) throws {
        self = try Self.decoded(bytes, limits: limits)
    }

    public func serialized() throws -> [UInt8] { try encoded() }
}

extension WorkloadRequest: WireBridged {
    static var descriptor: UnsafePointer<ProtobufCMessageDescriptor> {
        luna__v1__workload_request__descriptor_pointer()
    }

    func fill(_ c: UnsafeMutablePointer<Luna__V1__WorkloadRequest>, in arena: Arena) throws {}

    init(c: UnsafePointer<Luna__V1__WorkloadRequest>) { self.init() }
}

/// One capability. All tenants together.
public struct CapabilityLoad: WireMessage {
    public static var fullName: String { "luna.v1.CapabilityLoad" }

    /// What an agent must be able to do, such as codegen.python.
    public var capability: String
    /// Tasks that nobody has taken yet.
    public var pending: UInt64
    /// Tasks in the hands of workers.
    public var inFlight: UInt32
    /// Heard of within the last heartbeats.
    public var workers: UInt32
    /// What all workers together do at a time, as they bear it now.
    public var concurrency: UInt32
    /// In flight by concurrency; 100 = full, more = waiting at workers.
    public var saturationPercent: UInt32
    /// Workers that would clear what is there in one go, within the configured bounds.
    public var wishedReplicas: UInt32

    /// Every field that is not given has its default.
    public init(
        capability: String = "",
        pending: UInt64 = 0,
        inFlight: UInt32 = 0,
        workers: UInt32 = 0,
        concurrency: UInt32 = 0,
        saturationPercent: UInt32 = 0,
        wishedReplicas: UInt32 = 0
    ) {
        self.capability = capability
        self.pending = pending
        self.inFlight = inFlight
        self.workers = workers
        self.concurrency = concurrency
        self.saturationPercent = saturationPercent
        self.wishedReplicas = wishedReplicas
    }

    public init() {
        self.capability = ""
        self.pending = 0
        self.inFlight = 0
        self.workers = 0
        self.concurrency = 0
        self.saturationPercent = 0
        self.wishedReplicas = 0
    }

    public init(serialized bytes: UnsafeRawBufferPointer, limits: WireLimits) throws {
        self = try Self.decoded(bytes, limits: limits)
    }

    public func serialized() throws -> [UInt8] { try encoded() }
}

extension CapabilityLoad: WireBridged {
    static var descriptor: UnsafePointer<ProtobufCMessageDescriptor> {
        luna__v1__capability_load__descriptor_pointer()
    }

    func fill(_ c: UnsafeMutablePointer<Luna__V1__CapabilityLoad>, in arena: Arena) throws {
        c.pointee.capability = try arena.string(capability, "luna.v1.CapabilityLoad.capability")
        c.pointee.pending = pending
        c.pointee.in_flight = inFlight
        c.pointee.workers = workers
        c.pointee.concurrency = concurrency
        c.pointee.saturation_percent = saturationPercent
        c.pointee.wished_replicas = wishedReplicas
    }

    init(c: UnsafePointer<Luna__V1__CapabilityLoad>) {
        self.init()
        capability = wireString(c.pointee.capability)
        pending = c.pointee.pending
        inFlight = c.pointee.in_flight
        workers = c.pointee.workers
        concurrency = c.pointee.concurrency
        saturationPercent = c.pointee.saturation_percent
        wishedReplicas = c.pointee.wished_replicas
    }
}

/// The reply of ``HealthMonitorClient/getWorkload(_:context:)``.
public struct WorkloadReply: WireMessage {
    public static var fullName: String { "luna.v1.WorkloadReply" }

    public var capabilities: [CapabilityLoad]
    /// Unix nanoseconds; 0 = unset.
    public var at: Int64

    /// Every field that is not given has its default.
    public init(capabilities: [CapabilityLoad] = [], at: Int64 = 0) {
        self.capabilities = capabilities
        self.at = at
    }

    public init() {
        self.capabilities = []
        self.at = 0
    }

    public init(serialized bytes: UnsafeRawBufferPointer, limits: WireLimits) throws {
        self = try Self.decoded(bytes, limits: limits)
    }

    public func serialized() throws -> [UInt8] { try encoded() }
}

extension WorkloadReply: WireBridged {
    static var descriptor: UnsafePointer<ProtobufCMessageDescriptor> {
        luna__v1__workload_reply__descriptor_pointer()
    }

    func fill(_ c: UnsafeMutablePointer<Luna__V1__WorkloadReply>, in arena: Arena) throws {
        (c.pointee.capabilities, c.pointee.n_capabilities) = try arena.messages(capabilities)
        c.pointee.at = at
    }

    init(c: UnsafePointer<Luna__V1__WorkloadReply>) {
        self.init()
        capabilities = wireMessages(c.pointee.capabilities, c.pointee.n_capabilities)
        at = c.pointee.at
    }
}

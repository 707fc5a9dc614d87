// Generated from luna/v1/registry.proto by `make proto`. Do not edit.

internal import CProtobufC
internal import LunaMessagesC

/// How an agent or one of its instances is.
public enum AgentHealth: WireEnum {
    /// Not said.
    case unspecified
    case healthy
    /// Missed heartbeats.
    case unhealthy
    /// No instance left.
    case gone
    /// A value that this version of the contract does not know; kept as it came.
    case unrecognized(Int32)

    public static let allCases: [AgentHealth] = [
        .unspecified,
        .healthy,
        .unhealthy,
        .gone,
    ]

    public init(rawValue: Int32) {
        switch rawValue {
        case 0: self = .unspecified
        case 1: self = .healthy
        case 2: self = .unhealthy
        case 3: self = .gone
        default: self = .unrecognized(rawValue)
        }
    }

    public var rawValue: Int32 {
        switch self {
        case .unspecified: 0
        case .healthy: 1
        case .unhealthy: 2
        case .gone: 3
        case .unrecognized(let value): value
        }
    }

    public var name: String? {
        switch self {
        case .unspecified: "unspecified"
        case .healthy: "healthy"
        case .unhealthy: "unhealthy"
        case .gone: "gone"
        case .unrecognized: nil
        }
    }
}

/// What an agent says about itself.
public struct AgentManifest: WireMessage {
    public static var fullName: String { "luna.v1.AgentManifest" }

    /// In kebab-case.
    public var name: String
    /// Semantic version 2.0.0.
    public var version: String
    /// For a person.
    public var description: String
    /// codegen.python and the like; exact, or a prefix ending in ".*".
    public var capabilities: [String]
    /// JSON Schema 2020-12; empty = anything.
    public var inputSchemaJson: [UInt8]
    /// JSON, UTF-8.
    public var outputSchemaJson: [UInt8]
    /// Where it takes work, empty = luna.work.<capability>.>
    public var subject: String
    /// Anything else worth knowing.
    public var metadata: [String: String]
    /// What it can do to the world, such as network_access; policy decides on it.
    public var tools: [String]
    /// Where it sends data.
    public var destinations: [String]
    /// Models that it asks.
    public var models: [String]

    /// Every field that is not given has its default.
    public init(
        name: String = "",
        version: String = "",
        description: String = "",
        capabilities: [String] = [],
        inputSchemaJson: [UInt8] = [],
        outputSchemaJson: [UInt8] = [],
        subject: String = "",
        metadata: [String: String] = [:],
        tools: [String] = [],
        destinations: [String] = [],
        models: [String] = []
    ) {
        self.name = name
        self.version = version
        self.description = description
        self.capabilities = capabilities
        self.inputSchemaJson = inputSchemaJson
        self.outputSchemaJson = outputSchemaJson
        self.subject = subject
        self.metadata = metadata
        self.tools = tools
        self.destinations = destinations
        self.models = models
    }

    public init() {
        self.name = ""
        self.version = ""
        self.description = ""
        self.capabilities = []
        self.inputSchemaJson = []
        self.outputSchemaJson = []
        self.subject = ""
        self.metadata = [:]
        self.tools = []
        self.destinations = []
        self.models = []
    }

    public init(serialized bytes: UnsafeRawBufferPointer, limits: WireLimits) throws {
        self = try Self.decoded(bytes, limits: limits)
    }

    public func serialized() throws -> [UInt8] { try encoded() }
}

extension AgentManifest: WireBridged {
    static var descriptor: UnsafePointer<ProtobufCMessageDescriptor> {
        luna__v1__agent_manifest__descriptor_pointer()
    }

    func fill(_ c: UnsafeMutablePointer<Luna__V1__AgentManifest>, in arena: Arena) throws {
        c.pointee.name = try arena.string(name, "luna.v1.AgentManifest.name")
        c.pointee.version = try arena.string(version, "luna.v1.AgentManifest.version")
        c.pointee.description = try arena.string(description, "luna.v1.AgentManifest.description")
        (c.pointee.capabilities, c.pointee.n_capabilities) = try arena.strings(
            capabilities, "luna.v1.AgentManifest.capabilities")
        c.pointee.input_schema_json = try arena.bytes(inputSchemaJson)
        c.pointee.output_schema_json = try arena.bytes(outputSchemaJson)
        c.pointee.subject = try arena.string(subject, "luna.v1.AgentManifest.subject")
        (c.pointee.metadata, c.pointee.n_metadata) = try arena.entries(
            metadata, luna__v1__agent_manifest__metadata_entry__descriptor_pointer()
        ) { (entry: UnsafeMutablePointer<Luna__V1__AgentManifest__MetadataEntry>, key, value) in
            entry.pointee.key = try arena.string(key, "luna.v1.AgentManifest.metadata")
            entry.pointee.value = try arena.string(value, "luna.v1.AgentManifest.metadata")
        }
        (c.pointee.tools, c.pointee.n_tools) = try arena.strings(
            tools, "luna.v1.AgentManifest.tools")
        (c.pointee.destinations, c.pointee.n_destinations) = try arena.strings(
            destinations, "luna.v1.AgentManifest.destinations")
        (c.pointee.models, c.pointee.n_models) = try arena.strings(
            models, "luna.v1.AgentManifest.models")
    }

    init(c: UnsafePointer<Luna__V1__AgentManifest>) {
        self.init()
        name = wireString(c.pointee.name)
        version = wireString(c.pointee.version)
        description = wireString(c.pointee.description)
        capabilities = wireArray(c.pointee.capabilities, c.pointee.n_capabilities) { wireString($0) }
        inputSchemaJson = wireBytes(c.pointee.input_schema_json)
        outputSchemaJson = wireBytes(c.pointee.output_schema_json)
        subject = wireString(c.pointee.subject)
        metadata = wireEntries(c.pointee.metadata, c.pointee.n_metadata) {
            (wireString($0.pointee.key), wireString($0.pointee.value))
        }
        tools = wireArray(c.pointee.tools, c.pointee.n_tools) { wireString($0) }
        destinations = wireArray(c.pointee.destinations, c.pointee.n_destinations) { wireString($0) }
        models = wireArray(c.pointee.models, c.pointee.n_models) { wireString($0) }
    }
}

/// The request of ``RegistryClient/register(_:context:)``.
public struct RegisterRequest: WireMessage {
    public static var fullName: String { "luna.v1.RegisterRequest" }

    /// May be left out when it comes signed.
    public var manifest: AgentManifest?
    /// One process of an agent.
    public var instance: String
    /// How many tasks it works on at a time.
    public var concurrency: UInt32
    /// The manifest as a JSON document with its signature inside (luna sign --document).
    public var signedJson: [UInt8]

    /// Every field that is not given has its default.
    public init(
        manifest: AgentManifest? = nil,
        instance: String = "",
        concurrency: UInt32 = 0,
        signedJson: [UInt8] = []
    ) {
        self.manifest = manifest
        self.instance = instance
        self.concurrency = concurrency
        self.signedJson = signedJson
    }

    public init() {
        self.manifest = nil
        self.instance = ""
        self.concurrency = 0
        self.signedJson = []
    }

    public init(serialized bytes: UnsafeRawBufferPointer, limits: WireLimits) throws {
        self = try Self.decoded(bytes, limits: limits)
    }

    public func serialized() throws -> [UInt8] { try encoded() }
}

extension RegisterRequest: WireBridged {
    static var descriptor: UnsafePointer<ProtobufCMessageDescriptor> {
        luna__v1__register_request__descriptor_pointer()
    }

    func fill(_ c: UnsafeMutablePointer<Luna__V1__RegisterRequest>, in arena: Arena) throws {
        c.pointee.manifest = try arena.message(manifest)
        c.pointee.instance = try arena.string(instance, "luna.v1.RegisterRequest.instance")
        c.pointee.concurrency = concurrency
        c.pointee.signed_json = try arena.bytes(signedJson)
    }

    init(c: UnsafePointer<Luna__V1__RegisterRequest>) {
        self.init()
        manifest = wireMessage(c.pointee.manifest)
        instance = wireString(c.pointee.instance)
        concurrency = c.pointee.concurrency
        signedJson = wireBytes(c.pointee.signed_json)
    }
}

/// The request of ``RegistryClient/unregister(_:context:)``.
public struct AgentKey: WireMessage {
    public static var fullName: String { "luna.v1.AgentKey" }

    /// In kebab-case.
    public var name: String
    /// Semantic version, or a number that grows.
    public var version: String
    /// Only for Unregister.
    public var instance: String

    /// Every field that is not given has its default.
    public init(name: String = "", version: String = "", instance: String = "") {
        self.name = name
        self.version = version
        self.instance = instance
    }

    public init() {
        self.name = ""
        self.version = ""
        self.instance = ""
    }

    public init(serialized bytes: UnsafeRawBufferPointer, limits: WireLimits) throws {
        self = try Self.decoded(bytes, limits: limits)
    }

    public func serialized() throws -> [UInt8] { try encoded() }
}

extension AgentKey: WireBridged {
    static var descriptor: UnsafePointer<ProtobufCMessageDescriptor> {
        luna__v1__agent_key__descriptor_pointer()
    }

    func fill(_ c: UnsafeMutablePointer<Luna__V1__AgentKey>, in arena: Arena) throws {
        c.pointee.name = try arena.string(name, "luna.v1.AgentKey.name")
        c.pointee.version = try arena.string(version, "luna.v1.AgentKey.version")
        c.pointee.instance = try arena.string(instance, "luna.v1.AgentKey.instance")
    }

    init(c: UnsafePointer<Luna__V1__AgentKey>) {
        self.init()
        name = wireString(c.pointee.name)
        version = wireString(c.pointee.version)
        instance = wireString(c.pointee.instance)
    }
}

/// The request of ``RegistryClient/heartbeat(_:context:)``.
public struct AgentHeartbeat: WireMessage {
    public static var fullName: String { "luna.v1.AgentHeartbeat" }

    /// In kebab-case.
    public var name: String
    /// Semantic version, or a number that grows.
    public var version: String
    /// One process of an agent.
    public var instance: String
    /// How many tasks it is working on.
    public var inFlight: UInt32
    /// How many tasks it works on at a time.
    public var concurrency: UInt32

    /// Every field that is not given has its default.
    public init(
        name: String = "",
        version: String = "",
        instance: String = "",
        inFlight: UInt32 = 0,
        concurrency: UInt32 = 0
    ) {
        self.name = name
        self.version = version
        self.instance = instance
        self.inFlight = inFlight
        self.concurrency = concurrency
    }

    public init() {
        self.name = ""
        self.version = ""
        self.instance = ""
        self.inFlight = 0
        self.concurrency = 0
    }

    public init(serialized bytes: UnsafeRawBufferPointer, limits: WireLimits) throws {
        self = try Self.decoded(bytes, limits: limits)
    }

    public func serialized() throws -> [UInt8] { try encoded() }
}

extension AgentHeartbeat: WireBridged {
    static var descriptor: UnsafePointer<ProtobufCMessageDescriptor> {
        luna__v1__agent_heartbeat__descriptor_pointer()
    }

    func fill(_ c: UnsafeMutablePointer<Luna__V1__AgentHeartbeat>, in arena: Arena) throws {
        c.pointee.name = try arena.string(name, "luna.v1.AgentHeartbeat.name")
        c.pointee.version = try arena.string(version, "luna.v1.AgentHeartbeat.version")
        c.pointee.instance = try arena.string(instance, "luna.v1.AgentHeartbeat.instance")
        c.pointee.in_flight = inFlight
        c.pointee.concurrency = concurrency
    }

    init(c: UnsafePointer<Luna__V1__AgentHeartbeat>) {
        self.init()
        name = wireString(c.pointee.name)
        version = wireString(c.pointee.version)
        instance = wireString(c.pointee.instance)
        inFlight = c.pointee.in_flight
        concurrency = c.pointee.concurrency
    }
}

/// One process of an agent.
public struct AgentInstance: WireMessage {
    public static var fullName: String { "luna.v1.AgentInstance" }

    /// One process of an agent.
    public var instance: String
    /// Unix nanoseconds; 0 = unset.
    public var lastSeen: Int64
    /// How many tasks it is working on.
    public var inFlight: UInt32
    /// How many tasks it works on at a time.
    public var concurrency: UInt32
    public var health: AgentHealth
    /// Unix nanoseconds; 0 = unset.
    public var registeredAt: Int64

    /// Every field that is not given has its default.
    public init(
        instance: String = "",
        lastSeen: Int64 = 0,
        inFlight: UInt32 = 0,
        concurrency: UInt32 = 0,
        health: AgentHealth = .unspecified,
        registeredAt: Int64 = 0
    ) {
        self.instance = instance
        self.lastSeen = lastSeen
        self.inFlight = inFlight
        self.concurrency = concurrency
        self.health = health
        self.registeredAt = registeredAt
    }

    public init() {
        self.instance = ""
        self.lastSeen = 0
        self.inFlight = 0
        self.concurrency = 0
        self.health = .unspecified
        self.registeredAt = 0
    }

    public init(serialized bytes: UnsafeRawBufferPointer, limits: WireLimits) throws {
        self = try Self.decoded(bytes, limits: limits)
    }

    public func serialized() throws -> [UInt8] { try encoded() }
}

extension AgentInstance: WireBridged {
    static var descriptor: UnsafePointer<ProtobufCMessageDescriptor> {
        luna__v1__agent_instance__descriptor_pointer()
    }

    func fill(_ c: UnsafeMutablePointer<Luna__V1__AgentInstance>, in arena: Arena) throws {
        c.pointee.instance = try arena.string(instance, "luna.v1.AgentInstance.instance")
        c.pointee.last_seen = lastSeen
        c.pointee.in_flight = inFlight
        c.pointee.concurrency = concurrency
        c.pointee.health = .init(rawValue: UInt32(bitPattern: health.rawValue))
        c.pointee.registered_at = registeredAt
    }

    init(c: UnsafePointer<Luna__V1__AgentInstance>) {
        self.init()
        instance = wireString(c.pointee.instance)
        lastSeen = c.pointee.last_seen
        inFlight = c.pointee.in_flight
        concurrency = c.pointee.concurrency
        health = AgentHealth(rawValue: Int32(bitPattern: c.pointee.health.rawValue))
        registeredAt = c.pointee.registered_at
    }
}

/// An agent as the registry sees it.
public struct AgentView: WireMessage {
    public static var fullName: String { "luna.v1.AgentView" }

    public var manifest: AgentManifest?
    public var health: AgentHealth
    public var instances: [AgentInstance]
    /// Unix nanoseconds; 0 = unset.
    public var registeredAt: Int64
    /// Of the form name-vX.Y.Z.
    public var id: String
    /// Fingerprint of the trusted key that signed the manifest; empty = unsigned.
    public var signedBy: String

    /// Every field that is not given has its default.
    public init(
        manifest: AgentManifest? = nil,
        health: AgentHealth = .unspecified,
        instances: [AgentInstance] = [],
        registeredAt: Int64 = 0,
        id: String = "",
        signedBy: String = ""
    ) {
        self.manifest = manifest
        self.health = health
        self.instances = instances
        self.registeredAt = registeredAt
        self.id = id
        self.signedBy = signedBy
    }

    public init() {
        self.manifest = nil
        self.health = .unspecified
        self.instances = []
        self.registeredAt = 0
        self.id = ""
        self.signedBy = ""
    }

    public init(serialized bytes: UnsafeRawBufferPointer, limits: WireLimits) throws {
        self = try Self.decoded(bytes, limits: limits)
    }

    public func serialized() throws -> [UInt8] { try encoded() }
}

extension AgentView: WireBridged {
    static var descriptor: UnsafePointer<ProtobufCMessageDescriptor> {
        luna__v1__agent_view__descriptor_pointer()
    }

    func fill(_ c: UnsafeMutablePointer<Luna__V1__AgentView>, in arena: Arena) throws {
        c.pointee.manifest = try arena.message(manifest)
        c.pointee.health = .init(rawValue: UInt32(bitPattern: health.rawValue))
        (c.pointee.instances, c.pointee.n_instances) = try arena.messages(instances)
        c.pointee.registered_at = registeredAt
        c.pointee.id = try arena.string(id, "luna.v1.AgentView.id")
        c.pointee.signed_by = try arena.string(signedBy, "luna.v1.AgentView.signed_by")
    }

    init(c: UnsafePointer<Luna__V1__AgentView>) {
        self.init()
        manifest = wireMessage(c.pointee.manifest)
        health = AgentHealth(rawValue: Int32(bitPattern: c.pointee.health.rawValue))
        instances = wireMessages(c.pointee.instances, c.pointee.n_instances)
        registeredAt = c.pointee.registered_at
        id = wireString(c.pointee.id)
        signedBy = wireString(c.pointee.signed_by)
    }
}

/// The request of ``RegistryClient/listAgents(_:context:)``.
public struct ListAgentsRequest: WireMessage {
    public static var fullName: String { "luna.v1.ListAgentsRequest" }

    /// What an agent must be able to do, such as codegen.python.
    public var capability: String
    /// At most so many; 0 = the default of the service.
    public var limit: UInt32
    /// Opaque, from the reply before; empty = from the start.
    public var cursor: String
    /// Also agents without an instance.
    public var includeGone: Bool

    /// Every field that is not given has its default.
    public init(capability: String = "", limit: UInt32 = 0, cursor: String = "", includeGone: Bool = false) {
        self.capability = capability
        self.limit = limit
        self.cursor = cursor
        self.includeGone = includeGone
    }

    public init() {
        self.capability = ""
        self.limit = 0
        self.cursor = ""
        self.includeGone = false
    }

    public init(serialized bytes: UnsafeRawBufferPointer, limits: WireLimits) throws {
        self = try Self.decoded(bytes, limits: limits)
    }

    public func serialized() throws -> [UInt8] { try encoded() }
}

extension ListAgentsRequest: WireBridged {
    static var descriptor: UnsafePointer<ProtobufCMessageDescriptor> {
        luna__v1__list_agents_request__descriptor_pointer()
    }

    func fill(_ c: UnsafeMutablePointer<Luna__V1__ListAgentsRequest>, in arena: Arena) throws {
        c.pointee.capability = try arena.string(capability, "luna.v1.ListAgentsRequest.capability")
        c.pointee.limit = limit
        c.pointee.cursor = try arena.string(cursor, "luna.v1.ListAgentsRequest.cursor")
        c.pointee.include_gone = includeGone ? 1 : 0
    }

    init(c: UnsafePointer<Luna__V1__ListAgentsRequest>) {
        self.init()
        capability = wireString(c.pointee.capability)
        limit = c.pointee.limit
        cursor = wireString(c.pointee.cursor)
        includeGone = c.pointee.include_gone != 0
    }
}

/// The reply of ``RegistryClient/listAgents(_:context:)``.
public struct ListAgentsReply: WireMessage {
    public static var fullName: String { "luna.v1.ListAgentsReply" }

    public var agents: [AgentView]
    /// For the next request; empty = nothing left.
    public var nextCursor: String

    /// Every field that is not given has its default.
    public init(agents: [AgentView] = [], nextCursor: String = "") {
        self.agents = agents
        self.nextCursor = nextCursor
    }

    public init() {
        self.agents = []
        self.nextCursor = ""
    }

    public init(serialized bytes: UnsafeRawBufferPointer, limits: WireLimits) throws {
        self = try Self.decoded(bytes, limits: limits)
    }

    public func serialized() throws -> [UInt8] { try encoded() }
}

extension ListAgentsReply: WireBridged {
    static var descriptor: UnsafePointer<ProtobufCMessageDescriptor> {
        luna__v1__list_agents_reply__descriptor_pointer()
    }

    func fill(_ c: UnsafeMutablePointer<Luna__V1__ListAgentsReply>, in arena: Arena) throws {
        (c.pointee.agents, c.pointee.n_agents) = try arena.messages(agents)
        c.pointee.next_cursor = try arena.string(nextCursor, "luna.v1.ListAgentsReply.next_cursor")
    }

    init(c: UnsafePointer<Luna__V1__ListAgentsReply>) {
        self.init()
        agents = wireMessages(c.pointee.agents, c.pointee.n_agents)
        nextCursor = wireString(c.pointee.next_cursor)
    }
}

/// The request of ``RegistryClient/resolve(_:context:)``.
public struct ResolveRequest: WireMessage {
    public static var fullName: String { "luna.v1.ResolveRequest" }

    /// What an agent must be able to do, such as codegen.python.
    public var capability: String

    /// Every field that is not given has its default.
    public init(capability: String = "") {
        self.capability = capability
    }

    public init() {
        self.capability = ""
    }

    public init(serialized bytes: UnsafeRawBufferPointer, limits: WireLimits) throws {
        self = try Self.decoded(bytes, limits: limits)
    }

    public func serialized() throws -> [UInt8] { try encoded() }
}

extension ResolveRequest: WireBridged {
    static var descriptor: UnsafePointer<ProtobufCMessageDescriptor> {
        luna__v1__resolve_request__descriptor_pointer()
    }

    func fill(_ c: UnsafeMutablePointer<Luna__V1__ResolveRequest>, in arena: Arena) throws {
        c.pointee.capability = try arena.string(capability, "luna.v1.ResolveRequest.capability")
    }

    init(c: UnsafePointer<Luna__V1__ResolveRequest>) {
        self.init()
        capability = wireString(c.pointee.capability)
    }
}

/// The reply of ``RegistryClient/resolve(_:context:)``.
public struct ResolveReply: WireMessage {
    public static var fullName: String { "luna.v1.ResolveReply" }

    /// Healthy first, then newest version first.
    public var agents: [AgentView]

    /// Every field that is not given has its default.
    public init(agents: [AgentView] = []) {
        self.agents = agents
    }

    public init() {
        self.agents = []
    }

    public init(serialized bytes: UnsafeRawBufferPointer, limits: WireLimits) throws {
        self = try Self.decoded(bytes, limits: limits)
    }

    public func serialized() throws -> [UInt8] { try encoded() }
}

extension ResolveReply: WireBridged {
    static var descriptor: UnsafePointer<ProtobufCMessageDescriptor> {
        luna__v1__resolve_reply__descriptor_pointer()
    }

    func fill(_ c: UnsafeMutablePointer<Luna__V1__ResolveReply>, in arena: Arena) throws {
        (c.pointee.agents, c.pointee.n_agents) = try arena.messages(agents)
    }

    init(c: UnsafePointer<Luna__V1__ResolveReply>) {
        self.init()
        agents = wireMessages(c.pointee.agents, c.pointee.n_agents)
    }
}

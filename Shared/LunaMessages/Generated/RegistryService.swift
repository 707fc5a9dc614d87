// Generated from luna/v1/registry.proto by `make proto`. Do not edit.

/// The methods of the service `registry`.
public enum RegistryMethods {
    /// Adds an agent, or one more instance of it; the same again changes nothing.
    public static let register = RPCMethod(service: "registry", name: "register")
    /// Takes an instance away; without an instance, the whole agent.
    public static let unregister = RPCMethod(service: "registry", name: "unregister")
    /// Tells that an instance is alive. An agent that is not known gets not_found and registers again.
    public static let heartbeat = RPCMethod(service: "registry", name: "heartbeat")
    /// One agent; without a version, the newest.
    public static let getAgent = RPCMethod(service: "registry", name: "getAgent")
    /// All agents, by name.
    public static let listAgents = RPCMethod(service: "registry", name: "listAgents")
    /// Who can do a capability, and the schemas that its inputs and outputs must satisfy.
    public static let resolve = RPCMethod(service: "registry", name: "resolve")

    /// All of them, in the order of the contract.
    public static let all: [RPCMethod] = [
        register,
        unregister,
        heartbeat,
        getAgent,
        listAgents,
        resolve,
    ]
}

/// What a server of `registry` does. A method throws `LunaError`; the caller gets the same error.
public protocol RegistryServing: Sendable {
    /// Adds an agent, or one more instance of it; the same again changes nothing.
    func register(_ request: RegisterRequest, context: CallContext) async throws -> AgentView
    /// Takes an instance away; without an instance, the whole agent.
    func unregister(_ request: AgentKey, context: CallContext) async throws -> AgentView
    /// Tells that an instance is alive. An agent that is not known gets not_found and registers again.
    func heartbeat(_ request: AgentHeartbeat, context: CallContext) async throws -> AgentView
    /// One agent; without a version, the newest.
    func getAgent(_ request: AgentKey, context: CallContext) async throws -> AgentView
    /// All agents, by name.
    func listAgents(_ request: ListAgentsRequest, context: CallContext) async throws -> ListAgentsReply
    /// Who can do a capability, and the schemas that its inputs and outputs must satisfy.
    func resolve(_ request: ResolveRequest, context: CallContext) async throws -> ResolveReply
}

extension RegistryServing {
    /// One endpoint for each method: decodes the request, calls the method, encodes the reply.
    public var endpoints: [RPCEndpoint] {
        [
            RPCEndpoint(RegistryMethods.register) { try await register($0, context: $1) },
            RPCEndpoint(RegistryMethods.unregister) { try await unregister($0, context: $1) },
            RPCEndpoint(RegistryMethods.heartbeat) { try await heartbeat($0, context: $1) },
            RPCEndpoint(RegistryMethods.getAgent) { try await getAgent($0, context: $1) },
            RPCEndpoint(RegistryMethods.listAgents) { try await listAgents($0, context: $1) },
            RPCEndpoint(RegistryMethods.resolve) { try await resolve($0, context: $1) },
        ]
    }
}

/// Calls the service `registry`. Throws the `LunaError` of the server or of the transport.
public struct RegistryClient: Sendable {
    private let transport: any RPCTransport

    /// A client that calls through `transport`.
    public init(_ transport: any RPCTransport) { self.transport = transport }

    /// Adds an agent, or one more instance of it; the same again changes nothing.
    public func register(_ request: RegisterRequest, context: CallContext) async throws -> AgentView {
        try await transport.call(RegistryMethods.register, request, context: context)
    }

    /// Takes an instance away; without an instance, the whole agent.
    public func unregister(_ request: AgentKey, context: CallContext) async throws -> AgentView {
        try await transport.call(RegistryMethods.unregister, request, context: context)
    }

    /// Tells that an instance is alive. An agent that is not known gets not_found and registers again.
    public func heartbeat(_ request: AgentHeartbeat, context: CallContext) async throws -> AgentView {
        try await transport.call(RegistryMethods.heartbeat, request, context: context)
    }

    /// One agent; without a version, the newest.
    public func getAgent(_ request: AgentKey, context: CallContext) async throws -> AgentView {
        try await transport.call(RegistryMethods.getAgent, request, context: context)
    }

    /// All agents, by name.
    public func listAgents(_ request: ListAgentsRequest, context: CallContext) async throws -> ListAgentsReply {
        try await transport.call(RegistryMethods.listAgents, request, context: context)
    }

    /// Who can do a capability, and the schemas that its inputs and outputs must satisfy.
    public func resolve(_ request: ResolveRequest, context: CallContext) async throws -> ResolveReply {
        try await transport.call(RegistryMethods.resolve, request, context: context)
    }
}

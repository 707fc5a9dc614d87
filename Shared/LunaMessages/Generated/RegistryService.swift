// Generated from luna/v1/registry.proto by `make proto`. Do not edit.

/// The methods of the service `registry`.
public enum RegistryMethods {
    /// `Registry.Register`.
    public static let register = RPCMethod(service: "registry", name: "register")
    /// `Registry.Unregister`.
    public static let unregister = RPCMethod(service: "registry", name: "unregister")
    /// `Registry.Heartbeat`.
    public static let heartbeat = RPCMethod(service: "registry", name: "heartbeat")
    /// `Registry.GetAgent`.
    public static let getAgent = RPCMethod(service: "registry", name: "getAgent")
    /// `Registry.ListAgents`.
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
    /// `Registry.Register`.
    func register(_ request: RegisterRequest, context: CallContext) async throws -> AgentView
    /// `Registry.Unregister`.
    func unregister(_ request: AgentKey, context: CallContext) async throws -> AgentView
    /// `Registry.Heartbeat`.
    func heartbeat(_ request: AgentHeartbeat, context: CallContext) async throws -> AgentView
    /// `Registry.GetAgent`.
    func getAgent(_ request: AgentKey, context: CallContext) async throws -> AgentView
    /// `Registry.ListAgents`.
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

    /// `Registry.Register`.
    public func register(_ request: RegisterRequest, context: CallContext) async throws -> AgentView {
        try await transport.call(RegistryMethods.register, request, context: context)
    }

    /// `Registry.Unregister`.
    public func unregister(_ request: AgentKey, context: CallContext) async throws -> AgentView {
        try await transport.call(RegistryMethods.unregister, request, context: context)
    }

    /// `Registry.Heartbeat`.
    public func heartbeat(_ request: AgentHeartbeat, context: CallContext) async throws -> AgentView {
        try await transport.call(RegistryMethods.heartbeat, request, context: context)
    }

    /// `Registry.GetAgent`.
    public func getAgent(_ request: AgentKey, context: CallContext) async throws -> AgentView {
        try await transport.call(RegistryMethods.getAgent, request, context: context)
    }

    /// `Registry.ListAgents`.
    public func listAgents(_ request: ListAgentsRequest, context: CallContext) async throws -> ListAgentsReply {
        try await transport.call(RegistryMethods.listAgents, request, context: context)
    }

    /// Who can do a capability, and the schemas that its inputs and outputs must satisfy.
    public func resolve(_ request: ResolveRequest, context: CallContext) async throws -> ResolveReply {
        try await transport.call(RegistryMethods.resolve, request, context: context)
    }
}

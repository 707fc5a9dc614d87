// Generated from luna/v1/security.proto by `make proto`. Do not edit.

/// The methods of the service `security`.
public enum SecurityMethods {
    /// `Security.SearchAudit`.
    public static let searchAudit = RPCMethod(service: "security", name: "searchAudit")
    /// Checks the chain of the caller's tenant, against checkpoints from outside when there are any.
    public static let verifyAudit = RPCMethod(service: "security", name: "verifyAudit")
    /// Signs the head of the chain, to be kept outside.
    public static let checkpointAudit = RPCMethod(service: "security", name: "checkpointAudit")
    /// Whose credential it is; for the gateway.
    public static let authenticate = RPCMethod(service: "security", name: "authenticate")
    /// `Security.CreateKey`.
    public static let createKey = RPCMethod(service: "security", name: "createKey")
    /// `Security.ListKeys`.
    public static let listKeys = RPCMethod(service: "security", name: "listKeys")
    /// `Security.RevokeKey`.
    public static let revokeKey = RPCMethod(service: "security", name: "revokeKey")

    /// All of them, in the order of the contract.
    public static let all: [RPCMethod] = [
        searchAudit,
        verifyAudit,
        checkpointAudit,
        authenticate,
        createKey,
        listKeys,
        revokeKey,
    ]
}

/// What a server of `security` does. A method throws `LunaError`; the caller gets the same error.
public protocol SecurityServing: Sendable {
    /// `Security.SearchAudit`.
    func searchAudit(_ request: SearchAuditRequest, context: CallContext) async throws -> SearchAuditReply
    /// Checks the chain of the caller's tenant, against checkpoints from outside when there are any.
    func verifyAudit(_ request: VerifyAuditRequest, context: CallContext) async throws -> VerifyAuditReply
    /// Signs the head of the chain, to be kept outside.
    func checkpointAudit(_ request: CheckpointAuditRequest, context: CallContext) async throws -> AuditCheckpoint
    /// Whose credential it is; for the gateway.
    func authenticate(_ request: AuthenticateRequest, context: CallContext) async throws -> Identity
    /// `Security.CreateKey`.
    func createKey(_ request: CreateKeyRequest, context: CallContext) async throws -> CreateKeyReply
    /// `Security.ListKeys`.
    func listKeys(_ request: ListKeysRequest, context: CallContext) async throws -> ListKeysReply
    /// `Security.RevokeKey`.
    func revokeKey(_ request: RevokeKeyRequest, context: CallContext) async throws -> APIKey
}

extension SecurityServing {
    /// One endpoint for each method: decodes the request, calls the method, encodes the reply.
    public var endpoints: [RPCEndpoint] {
        [
            RPCEndpoint(SecurityMethods.searchAudit) { try await searchAudit($0, context: $1) },
            RPCEndpoint(SecurityMethods.verifyAudit) { try await verifyAudit($0, context: $1) },
            RPCEndpoint(SecurityMethods.checkpointAudit) { try await checkpointAudit($0, context: $1) },
            RPCEndpoint(SecurityMethods.authenticate) { try await authenticate($0, context: $1) },
            RPCEndpoint(SecurityMethods.createKey) { try await createKey($0, context: $1) },
            RPCEndpoint(SecurityMethods.listKeys) { try await listKeys($0, context: $1) },
            RPCEndpoint(SecurityMethods.revokeKey) { try await revokeKey($0, context: $1) },
        ]
    }
}

/// Calls the service `security`. Throws the `LunaError` of the server or of the transport.
public struct SecurityClient: Sendable {
    private let transport: any RPCTransport

    /// A client that calls through `transport`.
    public init(_ transport: any RPCTransport) { self.transport = transport }

    /// `Security.SearchAudit`.
    public func searchAudit(_ request: SearchAuditRequest, context: CallContext) async throws -> SearchAuditReply {
        try await transport.call(SecurityMethods.searchAudit, request, context: context)
    }

    /// Checks the chain of the caller's tenant, against checkpoints from outside when there are any.
    public func verifyAudit(_ request: VerifyAuditRequest, context: CallContext) async throws -> VerifyAuditReply {
        try await transport.call(SecurityMethods.verifyAudit, request, context: context)
    }

    /// Signs the head of the chain, to be kept outside.
    public func checkpointAudit(
        _ request: CheckpointAuditRequest, context: CallContext
    ) async throws -> AuditCheckpoint {
        try await transport.call(SecurityMethods.checkpointAudit, request, context: context)
    }

    /// Whose credential it is; for the gateway.
    public func authenticate(_ request: AuthenticateRequest, context: CallContext) async throws -> Identity {
        try await transport.call(SecurityMethods.authenticate, request, context: context)
    }

    /// `Security.CreateKey`.
    public func createKey(_ request: CreateKeyRequest, context: CallContext) async throws -> CreateKeyReply {
        try await transport.call(SecurityMethods.createKey, request, context: context)
    }

    /// `Security.ListKeys`.
    public func listKeys(_ request: ListKeysRequest, context: CallContext) async throws -> ListKeysReply {
        try await transport.call(SecurityMethods.listKeys, request, context: context)
    }

    /// `Security.RevokeKey`.
    public func revokeKey(_ request: RevokeKeyRequest, context: CallContext) async throws -> APIKey {
        try await transport.call(SecurityMethods.revokeKey, request, context: context)
    }
}

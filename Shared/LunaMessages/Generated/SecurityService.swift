// Generated from luna/v1/security.proto by `make proto`. Do not edit.

/// The methods of the service `security`.
public enum SecurityMethods {
    /// `Security.SearchAudit`.
    public static let searchAudit = RPCMethod(service: "security", name: "searchAudit")

    /// All of them, in the order of the contract.
    public static let all: [RPCMethod] = [
        searchAudit,
    ]
}

/// What a server of `security` does. A method throws `LunaError`; the caller gets the same error.
public protocol SecurityServing: Sendable {
    /// `Security.SearchAudit`.
    func searchAudit(_ request: SearchAuditRequest, context: CallContext) async throws -> SearchAuditReply
}

extension SecurityServing {
    /// One endpoint for each method: decodes the request, calls the method, encodes the reply.
    public var endpoints: [RPCEndpoint] {
        [
            RPCEndpoint(SecurityMethods.searchAudit) { try await searchAudit($0, context: $1) },
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
}

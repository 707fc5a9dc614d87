// Generated from luna/v1/costing.proto by `make proto`. Do not edit.

/// The methods of the service `costing`.
public enum CostingMethods {
    /// What an execution, a project or the tenant has used so far.
    public static let getCosts = RPCMethod(service: "costing", name: "getCosts")
    /// The rows behind the sums, newest first.
    public static let listLedger = RPCMethod(service: "costing", name: "listLedger")
    /// What the tenant uses of its quotas here: time of agents.
    public static let getUsage = RPCMethod(service: "costing", name: "getUsage")

    /// All of them, in the order of the contract.
    public static let all: [RPCMethod] = [
        getCosts,
        listLedger,
        getUsage,
    ]
}

/// What a server of `costing` does. A method throws `LunaError`; the caller gets the same error.
public protocol CostingServing: Sendable {
    /// What an execution, a project or the tenant has used so far.
    func getCosts(_ request: CostsRequest, context: CallContext) async throws -> CostsReply
    /// The rows behind the sums, newest first.
    func listLedger(_ request: ListLedgerRequest, context: CallContext) async throws -> ListLedgerReply
    /// What the tenant uses of its quotas here: time of agents.
    func getUsage(_ request: GetUsageRequest, context: CallContext) async throws -> UsageReply
}

extension CostingServing {
    /// One endpoint for each method: decodes the request, calls the method, encodes the reply.
    public var endpoints: [RPCEndpoint] {
        [
            RPCEndpoint(CostingMethods.getCosts) { try await getCosts($0, context: $1) },
            RPCEndpoint(CostingMethods.listLedger) { try await listLedger($0, context: $1) },
            RPCEndpoint(CostingMethods.getUsage) { try await getUsage($0, context: $1) },
        ]
    }
}

/// Calls the service `costing`. Throws the `LunaError` of the server or of the transport.
public struct CostingClient: Sendable {
    private let transport: any RPCTransport

    /// A client that calls through `transport`.
    public init(_ transport: any RPCTransport) { self.transport = transport }

    /// What an execution, a project or the tenant has used so far.
    public func getCosts(_ request: CostsRequest, context: CallContext) async throws -> CostsReply {
        try await transport.call(CostingMethods.getCosts, request, context: context)
    }

    /// The rows behind the sums, newest first.
    public func listLedger(_ request: ListLedgerRequest, context: CallContext) async throws -> ListLedgerReply {
        try await transport.call(CostingMethods.listLedger, request, context: context)
    }

    /// What the tenant uses of its quotas here: time of agents.
    public func getUsage(_ request: GetUsageRequest, context: CallContext) async throws -> UsageReply {
        try await transport.call(CostingMethods.getUsage, request, context: context)
    }
}

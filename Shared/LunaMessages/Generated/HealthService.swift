// Generated from luna/v1/health.proto by `make proto`. Do not edit.

/// The methods of the service `health-monitor`.
public enum HealthMonitorMethods {
    /// The state of every component, from the last probes.
    public static let getHealth = RPCMethod(service: "health-monitor", name: "getHealth")
    /// What waits and what is being worked on, by capability; what an autoscaler needs to know.
    public static let getWorkload = RPCMethod(service: "health-monitor", name: "getWorkload")

    /// All of them, in the order of the contract.
    public static let all: [RPCMethod] = [
        getHealth,
        getWorkload,
    ]
}

/// What a server of `health-monitor` does. A method throws `LunaError`; the caller gets the same error.
public protocol HealthMonitorServing: Sendable {
    /// The state of every component, from the last probes.
    func getHealth(_ request: HealthRequest, context: CallContext) async throws -> HealthReply
    /// What waits and what is being worked on, by capability; what an autoscaler needs to know.
    func getWorkload(_ request: WorkloadRequest, context: CallContext) async throws -> WorkloadReply
}

extension HealthMonitorServing {
    /// One endpoint for each method: decodes the request, calls the method, encodes the reply.
    public var endpoints: [RPCEndpoint] {
        [
            RPCEndpoint(HealthMonitorMethods.getHealth) { try await getHealth($0, context: $1) },
            RPCEndpoint(HealthMonitorMethods.getWorkload) { try await getWorkload($0, context: $1) },
        ]
    }
}

/// Calls the service `health-monitor`. Throws the `LunaError` of the server or of the transport.
public struct HealthMonitorClient: Sendable {
    private let transport: any RPCTransport

    /// A client that calls through `transport`.
    public init(_ transport: any RPCTransport) { self.transport = transport }

    /// The state of every component, from the last probes.
    public func getHealth(_ request: HealthRequest, context: CallContext) async throws -> HealthReply {
        try await transport.call(HealthMonitorMethods.getHealth, request, context: context)
    }

    /// What waits and what is being worked on, by capability; what an autoscaler needs to know.
    public func getWorkload(_ request: WorkloadRequest, context: CallContext) async throws -> WorkloadReply {
        try await transport.call(HealthMonitorMethods.getWorkload, request, context: context)
    }
}

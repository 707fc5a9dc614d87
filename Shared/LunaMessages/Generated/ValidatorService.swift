// Generated from luna/v1/validator.proto by `make proto`. Do not edit.

/// The methods of the service `validator`.
public enum ValidatorMethods {
    /// Checks a project of any origin: files are in the memory service.
    public static let check = RPCMethod(service: "validator", name: "check")

    /// All of them, in the order of the contract.
    public static let all: [RPCMethod] = [
        check,
    ]
}

/// What a server of `validator` does. A method throws `LunaError`; the caller gets the same error.
public protocol ValidatorServing: Sendable {
    /// Checks a project of any origin: files are in the memory service.
    func check(_ request: CheckRequest, context: CallContext) async throws -> CheckReply
}

extension ValidatorServing {
    /// One endpoint for each method: decodes the request, calls the method, encodes the reply.
    public var endpoints: [RPCEndpoint] {
        [
            RPCEndpoint(ValidatorMethods.check) { try await check($0, context: $1) },
        ]
    }
}

/// Calls the service `validator`. Throws the `LunaError` of the server or of the transport.
public struct ValidatorClient: Sendable {
    private let transport: any RPCTransport

    /// A client that calls through `transport`.
    public init(_ transport: any RPCTransport) { self.transport = transport }

    /// Checks a project of any origin: files are in the memory service.
    public func check(_ request: CheckRequest, context: CallContext) async throws -> CheckReply {
        try await transport.call(ValidatorMethods.check, request, context: context)
    }
}

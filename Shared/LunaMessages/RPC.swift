import LunaCore

/// Who calls, for whom, and for how long the caller waits. Travels in the headers of a message.
public struct CallContext: Sendable, Hashable {
    /// Whose data it is about.
    public var tenant: TenantID
    /// Who caused the call, for the audit trail.
    public var actor: String
    /// What the caller may do; nil when a service calls for itself.
    public var role: Role?
    /// Whether the caller may act for every tenant.
    public var spansTenants = false
    /// The execution it belongs to, for logs.
    public var correlation: String?
    /// W3C trace context.
    public var traceparent: String?
    /// How long the caller waits for the reply.
    public var timeout: Duration

    public init(
        tenant: TenantID = .local, actor: String = "anonymous", role: Role? = nil, correlation: String? = nil,
        traceparent: String? = nil, timeout: Duration = .seconds(10)
    ) {
        self.tenant = tenant
        self.actor = actor
        self.role = role
        self.correlation = correlation
        self.traceparent = traceparent
        self.timeout = timeout
    }
}

/// One method of one service of the contract.
public struct RPCMethod: Sendable, Hashable, CustomStringConvertible {
    /// In kebab-case: `health-monitor`.
    public let service: String
    /// As in the contract, with a small first letter: `getHealth`.
    public let name: String

    public init(service: String, name: String) {
        self.service = service
        self.name = name
    }

    /// Where requests go: `luna.rpc.<service>.<method>`.
    public var subject: String { "luna.rpc.\(service).\(name)" }

    public var description: String { "\(service).\(name)" }
}

/// Carries requests to a service and replies back. May be called from any task, many calls at a time.
public protocol RPCTransport: Sendable {
    /// Sends a request and waits for its reply.
    ///
    /// - Throws: the `LunaError` that the server threw, or the transport's own: `timeout`, `network` class.
    func call(_ method: RPCMethod, _ request: [UInt8], context: CallContext) async throws -> [UInt8]
}

extension RPCTransport {
    /// Encodes the request, calls and decodes the reply.
    public func call<Request: WireMessage, Reply: WireMessage>(
        _ method: RPCMethod, _ request: Request, context: CallContext
    ) async throws -> Reply {
        try Reply(serialized: try await call(method, try request.serialized(), context: context))
    }
}

/// One method as a server offers it: encoded request in, encoded reply out.
public struct RPCEndpoint: Sendable {
    public let method: RPCMethod
    /// Throws a `LunaError` `message.malformed` when the request cannot be decoded, else what the server throws.
    public let handle: @Sendable ([UInt8], CallContext) async throws -> [UInt8]
    /// The same with the JSON forms of request and reply; nil when the message types are not known.
    let json: (@Sendable (JSONValue, CallContext) async throws -> JSONValue)?

    public init(_ method: RPCMethod, handle: @escaping @Sendable ([UInt8], CallContext) async throws -> [UInt8]) {
        self.method = method
        self.handle = handle
        self.json = nil
    }

    /// An endpoint that decodes requests for `serve` and encodes its replies.
    public init<Request: WireMessage, Reply: WireMessage>(
        _ method: RPCMethod, serve: @escaping @Sendable (Request, CallContext) async throws -> Reply
    ) {
        self.method = method
        self.handle = { try await serve(try Request(serialized: $0), $1).serialized() }
        self.json = { try await serve(try Request(json: $0), $1).json }
    }
}

/// Calls endpoints in the same process, through the wire form and back. For tests and for single-process programs.
public struct LocalTransport: RPCTransport {
    private let endpoints: [RPCMethod: RPCEndpoint]

    public init(_ endpoints: [RPCEndpoint]) {
        self.endpoints = Dictionary(endpoints.map { ($0.method, $0) }, uniquingKeysWith: { $1 })
    }

    public func call(_ method: RPCMethod, _ request: [UInt8], context: CallContext) async throws -> [UInt8] {
        guard let endpoint = endpoints[method] else {
            throw LunaError("rpc.unavailable", .network, "Nobody serves \(method); start the service.")
        }
        do {
            return try await endpoint.handle(request, context)
        } catch {
            // The error takes the same way as on the bus, so that what does not survive it does not pass here either.
            throw LunaError(try ErrorInfo(serialized: try ErrorInfo(LunaError.wrapping(error)).serialized()))
        }
    }
}

import Logging
import LunaBus
import LunaCore
import LunaMessages
import LunaStore
import Tracing

extension ServiceHost {
    /// Serves RPCs under the service's own name, discoverable on `$SRV`.
    /// - Throws: `LunaError` `service.undeclared`, `rpc.invalid_service`.
    public func rpc(
        _ endpoints: [RPCEndpoint], description: String, maximumConcurrency: Int = 256
    ) throws -> BusService {
        let answer = endpoints.jsonHandler
        return try BusService(
            bus: try bus, id: instance, name: name, version: version, description: description,
            metadata: ["instance": instance],
            endpoints: endpoints.map(Self.inContext), maximumConcurrency: maximumConcurrency,
            json: { method, body, context in
                try await Self.admitted(context, to: method) { try await answer(method, body, context) }
            }, logger: logger)
    }

    /// Whatever a handler logs or records carries the caller's correlation, tenant and actor.
    private static func inContext(_ endpoint: RPCEndpoint) -> RPCEndpoint {
        RPCEndpoint(endpoint.method) { request, context in
            try await admitted(context, to: endpoint.method) { try await endpoint.handle(request, context) }
        }
    }

    /// The one place where a service decides whether a caller may do something, and whose rows it touches for it.
    private static func admitted(
        _ call: CallContext, to method: RPCMethod, _ body: @Sendable () async throws -> [UInt8]
    ) async throws -> [UInt8] {
        try call.authorize(method)
        let scope = method.spansTenants ? TenantScope.everyone : .tenant(call.tenant)
        let log = LogContext(correlation: call.correlation, tenant: call.tenant, actor: call.actor)
        // What a service asks for itself, looking around in the background, begins no trace.
        let place = ServiceContext.received(call.traceparent, startsTrace: call.role != nil)
        return try await withSpan("\(method.service)/\(method.name)", context: place, ofKind: .server) { span in
            span.note(method, call)
            return try await scope.run { try await log.run { try await body() } }
        }
    }

    /// Calls other services.
    public var transport: BusRPCTransport { get throws { BusRPCTransport(try bus) } }

    /// Records an action of a caller that is in no transaction: before it, when it must not happen unrecorded.
    /// - Throws: see ``AuditTrail/record(_:)``; logged as well, because it may be that nobody can do anything any more.
    public func recordAudit(
        _ action: String, _ resource: String, _ outcome: String, _ context: CallContext
    ) async throws {
        do {
            try await audit.record(AuditTrail.Action(action, resource: resource, outcome: outcome, by: context))
        } catch {
            logger.error("an action is not in the audit trail", metadata: ["action": "\(action)", "error": "\(error)"])
            throw error
        }
    }

    /// Hands over the audit entries that `source` derives from what the service has written anyway, for all replicas.
    public func forwarder(of source: any AuditSource, name: String) throws -> AuditForwarder {
        try AuditForwarder(bus: bus, service: self.name, name: name, source: source, looksAtEnd: false, logger: logger)
    }
}

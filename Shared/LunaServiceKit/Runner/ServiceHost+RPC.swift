import Logging
import LunaBus
import LunaCore
import LunaMessages

extension ServiceHost {
    /// Serves RPCs under the service's own name, discoverable on `$SRV`.
    /// - Throws: `LunaError` `service.undeclared`, `rpc.invalid_service`.
    public func rpc(
        _ endpoints: [RPCEndpoint], description: String, maximumConcurrency: Int = 256
    ) throws -> BusService {
        try BusService(
            bus: try bus, name: name, version: version, description: description, metadata: ["instance": instance],
            endpoints: endpoints, maximumConcurrency: maximumConcurrency, logger: logger)
    }

    /// Calls other services.
    public var transport: BusRPCTransport { get throws { BusRPCTransport(try bus) } }

    /// Records an action of a caller in the audit trail; a failure is logged, never thrown at the caller whose action has
    /// already happened.
    public func recordAudit(_ action: String, _ resource: String, _ outcome: String, _ context: CallContext) async {
        do {
            try await audit.record(
                AuditTrail.Action(
                    action, resource: resource, outcome: outcome, tenant: context.tenant, actor: context.actor,
                    correlation: context.correlation ?? (action.hasPrefix("execution.") ? resource : nil)))
        } catch {
            logger.error("an action is not in the audit trail", metadata: ["action": "\(action)", "error": "\(error)"])
        }
    }
}

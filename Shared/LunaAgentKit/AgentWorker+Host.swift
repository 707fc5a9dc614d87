import Logging
import LunaBus
import LunaCore
import LunaServiceKit

extension AgentWorker {
    /// An agent of a service, as the settings have it: policy is asked, and the manifest comes signed when there is a signed one.
    ///
    /// The service must declare ``PolicyGate/agentKeys``.
    /// - Throws: `LunaError` `signature.key`, `file.unreadable`, `service.undeclared`.
    public convenience init(_ definition: AgentDefinition, host: ServiceHost) throws {
        let signed = try host.configuration.textIfSet(PolicyGate.manifest).map { try SmallFile.read($0) }
        self.init(
            definition, bus: try host.bus, instance: host.instance, logger: host.logger,
            policy: try host.policyGate(), signedManifest: signed ?? [])
        host.readiness.register("registration") { [weak self] in try self?.requireAdmitted() }
    }
}

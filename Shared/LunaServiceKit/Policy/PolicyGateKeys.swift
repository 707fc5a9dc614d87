import Logging
import LunaMessages
import LunaTrust

extension PolicyGate {
    /// Whether policy is asked at all.
    public static let enforce = ConfigurationKey(
        "policy.enforce", .flag, default: "true",
        """
        Whether nothing runs without a signed decision of policy. `false` runs everything: for a stack without the \
        security service.
        """)
    /// Which keys decisions are signed with.
    public static let keys = ConfigurationKey(
        "policy.keys", .list,
        """
        Public keys that decisions of policy must be signed with, as `ed25519:…`. Unset: those that the security service \
        names.
        """)
    /// The agent's signed manifest.
    public static let manifest = ConfigurationKey(
        "agent.manifest", .path,
        "File with the agent's manifest as a signed JSON document, for registries that want one (luna sign --document)."
    )
    /// The settings of what asks.
    public static let settings = [enforce, keys]
    /// The settings of an agent.
    public static let agentKeys = [enforce, keys, manifest]
}

extension ServiceHost {
    /// What asks policy; `nil` when it is switched off. The service must declare ``PolicyGate/settings``.
    /// - Throws: `LunaError` `signature.key`, `service.undeclared`, `configuration.undeclared`.
    public func policyGate() throws -> PolicyGate? {
        guard try configuration.flag(PolicyGate.enforce) else {
            logger.warning("policy is switched off: everything is allowed", metadata: ["setting": "policy.enforce"])
            return nil
        }
        return PolicyGate(
            security: SecurityClient(try transport),
            trusting: try configuration.list(PolicyGate.keys).map { try VerifyingKey(text: $0) })
    }
}

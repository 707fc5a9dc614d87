import LunaMessages
import LunaServiceKit

/// The security service's own settings.
enum SecurityConfiguration {
    static let keys = ConfigurationKey(
        "security.keys.dir", .path,
        """
        Folder of the keys that sign decisions and checkpoints, and of those that protect other keys when keys.provider is \
        `file`. Default: `security/keys` in the data directory.
        """
    )
    static let checkpoints = ConfigurationKey(
        "security.checkpoints.dir", .path,
        """
        Folder that receives signed checkpoints of the audit trail; best on another machine. Default: \
        `security/checkpoints` in the data directory.
        """)
    static let interval = ConfigurationKey(
        "security.checkpoint.interval", .duration(.seconds(1)...(.seconds(86400))), default: "10m",
        "How often the heads of the audit chains are signed and kept.")
    static let chainKeyLifetime = ConfigurationKey(
        "security.chain.key.lifetime", .duration(.seconds(60)...(.seconds(3_153_600_000))), default: "720h",
        "After which a new key takes over in the audit chains.")
    static let bootstrapKey = ConfigurationKey(
        "security.bootstrap.key", .text, isSecret: true,
        "The first administrator's key, taken when there is no key yet. Unset: one is made and put into the keys' folder."
    )

    static let privacyLifetime = ConfigurationKey(
        "security.privacy.lifetime", .duration(.seconds(60)...(.seconds(31_536_000))), default: "168h",
        "How long a token's value is kept, at most; after that it cannot be restored.")

    static let decisionLifetime = ConfigurationKey(
        "security.decision.lifetime", .duration(.seconds(1)...(.seconds(86400))), default: "5m",
        """
        How long a signed decision of policy holds. A change of the rules is obeyed everywhere after so long; for so \
        long work goes on without this service.
        """)
    static let opa = ConfigurationKey(
        "security.policy.opa", .url(["http", "https"]),
        "Address of an Open Policy Agent that decides in the place of the embedded evaluator. Without it nothing is allowed."
    )
    static let opaPath = ConfigurationKey(
        "security.policy.opa.path", .text, default: "lunacore/decision",
        "What the Open Policy Agent is asked for: POST /v1/data/<this>.")

    static let quotaKeys: [QuotaName: ConfigurationKey] = Dictionary(
        uniqueKeysWithValues: QuotaName.allCases.map { name in
            let words = name.rawValue.replacing("_", with: " ")
            let key = ConfigurationKey(
                "security.quota." + name.rawValue.replacing("_", with: "."), .integer(0...Int.max), default: "0",
                "\(words.prefix(1).uppercased() + words.dropFirst()) of a tenant that has no limit of its own; 0 = none."
            )
            return (name, key)
        })

    static let all =
        [keys, checkpoints, interval, chainKeyLifetime, bootstrapKey, privacyLifetime, decisionLifetime, opa, opaPath]
        + QuotaName.allCases.compactMap { quotaKeys[$0] } + ConfigurationKey.keyManagement
}

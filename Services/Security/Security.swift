import Logging
import LunaMessages
import LunaServiceKit
import LunaTrust

/// The security service as a process.
@main
struct Security {
    static func main() async {
        await ServiceRunner(
            name: "security", description: "keeps the audit trail, the keys of access and privacy tokens",
            keys: SecurityConfiguration.all,
            store: StoreNeed(
                schema: SecurityMigrations.schema, migrations: SecurityMigrations.all,
                appendOnly: ["audit", "audit_unchained", "chain_keys", "chain_key_wraps"], hasOutbox: true)
        ) { host in
            let settings = host.configuration
            let own = try settings.text(.dataDirectory) + "/security"
            let folder = KeyFolder(try settings.textIfSet(SecurityConfiguration.keys) ?? "\(own)/keys")
            let store = try host.store
            // Keys in files have always been in this service's own folder.
            let provider = try settings.keyProvider(folder: folder.path)
            let chainKeys = AuditKeys(
                store: store, provider: provider,
                lifetime: try settings.duration(SecurityConfiguration.chainKeyLifetime))
            let audit = AuditStore(store: store, keys: chainKeys)
            let checkpoints = AuditCheckpoints(
                audit: audit, signer: try await SigningKey.kept(in: folder, as: "checkpoint-signing.key"),
                folder: KeyFolder(
                    try settings.textIfSet(SecurityConfiguration.checkpoints) ?? "\(own)/checkpoints"),
                interval: try settings.duration(SecurityConfiguration.interval), logger: host.logger)
            let trail = try host.audit
            let access = AccessService(keys: AccessKeyStore(store: store), trail: trail)
            let tokens = TokenStore(store: store, provider: provider)
            let privacy = PrivacyDesk(
                tokens: tokens, policies: PolicyStore(store: store),
                lifetime: try settings.duration(SecurityConfiguration.privacyLifetime), trail: trail)
            let signers = SignerStore(store: store, trail: trail)
            let decisionKey = try await SigningKey.kept(in: folder, as: "decision-signing.key")
            for (purpose, key) in [("decision", decisionKey), ("checkpoint", checkpoints.signer)] {
                try await signers.keep(
                    Signer(purpose: purpose, publicKey: key.verifyingKey.text), holder: "service:security")
            }
            let policy = PolicyDesk(
                documents: PolicyDocumentStore(store: store), decisions: DecisionStore(store: store),
                signer: decisionKey, lifetime: try settings.duration(SecurityConfiguration.decisionLifetime),
                engine: try settings.textIfSet(SecurityConfiguration.opa).map {
                    OPAClient(address: $0, path: try settings.text(SecurityConfiguration.opaPath))
                }, trail: trail)
            let usual = try SecurityConfiguration.quotaKeys.mapValues { UInt64(clamping: try settings.integer($0)) }
            let quotas = QuotaDesk(store: store, usual: usual, trail: trail)
            try await audit.adoptUnchained()
            let given = try settings.textIfSet(SecurityConfiguration.bootstrapKey)
            if let first = try await access.bootstrap(given), given == nil {
                _ = try await folder.replace("bootstrap-access.key", Array((first.text + "\n").utf8))
                host.logger.notice(
                    "the first administrator's key was made; take it away from there",
                    metadata: ["path": "\(folder.path)/bootstrap-access.key"])
            }
            return [
                AuditSink(bus: try host.bus, audit: audit, logger: host.logger), checkpoints,
                TokenExpiry(tokens: tokens, interval: .seconds(60), logger: host.logger),
                KeyKeeper(
                    cipher: tokens.cipher, table: tokens.table, provider: provider, purpose: TokenStore.purpose,
                    interval: try settings.duration(.keysInterval), lifetime: try settings.duration(.keysDataLifetime),
                    audit: trail, logger: host.logger, further: chainKeys.rewrap),
                try host.rpc(
                    SecurityService(
                        audit: audit, checkpoints: checkpoints, access: access, privacy: privacy, policy: policy,
                        signers: signers, quotas: quotas
                    ).endpoints,
                    description: "The audit trail, the keys of access, privacy tokens, policy and quotas."),
            ]
        }.main()
    }
}

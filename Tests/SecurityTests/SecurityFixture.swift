import Foundation
import Logging
import LunaCore
import LunaMessages
import LunaServiceKit
import LunaStack
import LunaStore
import LunaTrust
import Synchronization
import Testing

@testable import Security

/// A database of its own on one real PostgreSQL for the test process, with the security service's schema; `owner` is
/// the superuser, `store` works in the service's own role.
struct SecurityFixture {
    let owner: Store
    let store: Store
    let keys: String
    let audit: AuditStore
    let trail: OutboxTrail

    private static let root = "/tmp/luna-security-tests"
    private static let counter = Mutex(0)
    private static let quiet: Logger = {
        var logger = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }
        logger.logLevel = .critical
        return logger
    }()
    private static let running = Task<LocalPostgres, any Error> {
        let files = FileManager.default
        for name in (try? files.contentsOfDirectory(atPath: root)) ?? []
        where kill(pid_t(name.prefix { $0.isNumber }) ?? -1, 0) != 0 {
            try? files.removeItem(atPath: "\(root)/\(name)")
        }
        return try await LocalPostgres.start(
            directory: "\(root)/\(getpid())", options: .init(fsync: false, maxConnections: 100), logger: quiet)
    }

    /// Runs `body` with a fresh database, in the scope of a service that acts for itself.
    static func with<R: Sendable>(_ body: (SecurityFixture) async throws -> R) async throws -> R {
        let number = counter.withLock { counter in
            counter += 1
            return counter
        }
        let url = try await running.value.createDatabase("s\(number)")
        let owner = try await Store.connect(StoreConfiguration(url: url), logger: quiet)
        try await owner.migrate(schema: SecurityMigrations.schema, SecurityMigrations.all)
        try await owner.confine(
            schema: "security", role: "luna_security",
            appendOnly: ["audit", "audit_unchained", "chain_keys", "chain_key_wraps"])
        var confined = StoreConfiguration(url: url)
        confined.role = "luna_security"
        let store = try await Store.connect(confined, logger: quiet)
        let keys = "\(root)/\(getpid())-keys-\(number)"
        defer { try? FileManager.default.removeItem(atPath: keys) }
        let fixture = SecurityFixture(
            owner: owner, store: store, keys: keys, audit: audit(store, keys), trail: OutboxTrail(store: store))
        do {
            let result = try await TenantScope.everyone.run { try await body(fixture) }
            await store.close()
            await owner.close()
            return result
        } catch {
            await store.close()
            await owner.close()
            throw error
        }
    }

    static func audit(_ store: Store, _ keys: String) -> AuditStore {
        AuditStore(
            store: store, keys: AuditKeys(store: store, provider: FileKeyProvider(directory: "\(keys)/kms")))
    }

    func checkpoints(_ folder: String = "checkpoints") async throws -> AuditCheckpoints {
        AuditCheckpoints(
            audit: audit, signer: try await SigningKey.kept(in: KeyFolder("\(keys)/kms"), as: "checkpoint-signing.key"),
            folder: KeyFolder("\(keys)/\(folder)"), interval: .seconds(3600), logger: Self.quiet)
    }

    static func entries(_ count: Int, _ tenant: String = "ada", from start: Int = 1) -> [AuditEntry] {
        (start..<start + count).map { number in
            AuditEntry(
                id: Digest(of: "\(tenant)/\(number)").hex, tenant: tenant,
                at: 1_700_000_000_000_000_000 + Int64(number),
                actor: "key:ab", action: "execution.submit", resource: "e\(number)", correlation: "e\(number)",
                outcome: "succeeded", service: "orchestrator", detailsJson: Array(#"{"n":\#(number)}"#.utf8))
        }
    }
}

/// Records into the outbox of the schema; nobody hands over what is there. Thread-safe.
final class OutboxTrail: ActionRecording {
    let store: Store
    private let made = Mutex<[AuditTrail.Action]>([])

    init(store: Store) { self.store = store }

    func record(_ action: AuditTrail.Action) async throws { try await store.pipeline([try statement(action)]) }

    func statement(_ action: AuditTrail.Action) throws -> SQLStatement {
        let number = made.withLock { made in
            made.append(action)
            return made.count
        }
        return SQLStatement(
            "INSERT INTO security.audit_outbox (tenant, sequence, entry) VALUES ($1, $2, $3)",
            [.text((action.tenant ?? .local).rawValue), .int(Int64(number)), .bytes(Array(action.name.utf8))])
    }

    func look() {}

    /// What has been recorded: what was prepared for a transaction that did not come about is not among it.
    func actions() async throws -> [AuditTrail.Action] {
        let rows = try await TenantScope.everyone.run {
            try await store.query("SELECT sequence FROM security.audit_outbox ORDER BY sequence")
        }
        let made = made.withLock { $0 }
        return try rows.map { made[Int(try $0.int("sequence")) - 1] }
    }

    /// Name, outcome and actor of each.
    func lines() async throws -> [String] {
        try await actions().map { "\($0.name) \($0.outcome) \($0.actor ?? "")" }
    }
}

import Logging
import LunaCore
import LunaTrust
import ServiceLifecycle

/// Looks after the data keys of one service while it runs: when the key management has a new key, all data keys are wrapped
/// anew under it, so that the older ones can be given up; when a data key is old, a new one follows it. Every instance
/// does so; doing it twice is harmless. Contents are not encrypted again.
public struct KeyKeeper: Service {
    private let cipher: EnvelopeCipher
    private let table: DataKeyTable
    private let provider: any KeyProvider
    private let purpose: String
    private let interval: Duration
    private let lifetime: Duration
    private let audit: AuditTrail
    private let logger: Logger
    private let further: @Sendable () async throws -> Int

    /// - Parameters:
    ///   - cipher: over `provider` and `table`, for `purpose`.
    ///   - interval: between two looks.
    ///   - lifetime: of data keys.
    ///   - further: wraps anew what else the key management protects, and says how many keys that were.
    public init(
        cipher: EnvelopeCipher, table: DataKeyTable, provider: any KeyProvider, purpose: String, interval: Duration,
        lifetime: Duration, audit: AuditTrail, logger: Logger,
        further: @escaping @Sendable () async throws -> Int = { 0 }
    ) {
        self.cipher = cipher
        self.table = table
        self.provider = provider
        self.purpose = purpose
        self.interval = interval
        self.lifetime = lifetime
        self.audit = audit
        self.logger = logger
        self.further = further
    }

    /// Until the graceful shutdown.
    public func run() async throws {
        try? await cancelWhenGracefulShutdown {
            while true {
                do {
                    try await look()
                } catch {
                    logger.warning("the keys could not be looked after", metadata: ["error": "\(error)"])
                }
                try await Task.sleep(for: interval)
            }
        }
    }

    func look() async throws {
        let current = try await provider.currentKeyID()
        for tenant in try await table.tenants(notWrappedBy: current, purpose: purpose) {
            let count = try await cipher.rewrap(tenant: tenant)
            logger.info(
                "data keys were wrapped anew",
                metadata: ["tenant": "\(tenant)", "keys": "\(count)", "by": "\(current)"])
            try await record(
                "keys.rewrap", tenant, ["by": .string(current), "keys": .number(JSONNumber(Int64(count)))])
        }
        let others = try await further()
        if others > 0 {
            try await record(
                "keys.rewrap", .local, ["by": .string(current), "keys": .number(JSONNumber(Int64(others)))])
        }
        for tenant in try await table.tenants(
            newestBefore: WallClock.now() - lifetime.nanoseconds, purpose: purpose)
        {
            let id = try await cipher.rotateDataKey(tenant: tenant)
            try await record("keys.rotate", tenant, ["key": .string(id)])
        }
        // Keys that another instance has made.
        cipher.refresh()
    }

    private func record(_ action: String, _ tenant: TenantID, _ details: [String: JSONValue]) async throws {
        try await audit.record(
            AuditTrail.Action(action, resource: purpose, tenant: tenant, details: .object(details)))
    }
}

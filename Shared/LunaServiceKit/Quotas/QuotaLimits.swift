import CoreMetrics
import Logging
import LunaCore
import LunaMessages
import Metrics
import Synchronization

/// The limits of tenants, as the security service knows them, remembered for some seconds. While it is away what was known last
/// goes on to hold; of a tenant that was never asked about nothing is known, and nothing refused. Thread-safe.
public final class QuotaLimits: Sendable {
    private struct Known: Sendable {
        var limits: [QuotaName: UInt64]
        var until: ContinuousClock.Instant
    }

    private let ask: @Sendable (CallContext) async throws -> Quotas
    private let service: String
    private let logger: Logger
    private let known = Mutex<[TenantID: Known]>([:])
    private static let memory = Duration.seconds(5)
    private static let capacity = 10_000

    /// - Parameter service: who asks.
    public convenience init(_ transport: any RPCTransport, service: String, logger: Logger) {
        let security = SecurityClient(transport)
        self.init(service: service, logger: logger) { try await security.getQuotas(GetQuotasRequest(), context: $0) }
    }

    init(
        service: String, logger: Logger, ask: @escaping @Sendable (CallContext) async throws -> Quotas
    ) {
        self.service = service
        self.logger = logger
        self.ask = ask
    }

    /// The limit; nil = none.
    public func limit(_ name: QuotaName, _ tenant: TenantID) async -> UInt64? {
        let limit = await limits(tenant)[name] ?? 0
        return limit == 0 ? nil : limit
    }

    /// Notes how much is used, for the metric that the alerts look at.
    public static func note(_ name: QuotaName, _ tenant: TenantID, used: UInt64, limit: UInt64) {
        Gauge(label: "luna_quota_used_ratio", dimensions: [("tenant", tenant.rawValue), ("quota", name.rawValue)])
            .record(Double(used) / Double(max(1, limit)))
    }

    private func limits(_ tenant: TenantID) async -> [QuotaName: UInt64] {
        let now = ContinuousClock.now
        let before = known.withLock { $0[tenant] }
        if let before, before.until > now { return before.limits }
        var limits = before?.limits ?? [:]
        do {
            let context = CallContext(tenant: tenant, actor: "service:\(service)", timeout: .seconds(1))
            limits = [:]
            for quota in try await ask(context).quotas {
                if let name = QuotaName(rawValue: quota.name) { limits[name] = quota.limit }
            }
        } catch {
            limits = before?.limits ?? [:]
            logger.debug("quotas cannot be asked for", metadata: ["tenant": "\(tenant)", "error": "\(error)"])
        }
        let found = Known(limits: limits, until: now + Self.memory)
        known.withLock { known in
            if known.count >= Self.capacity { known = known.filter { $0.value.until > now } }
            if known.count >= Self.capacity { known = [:] }
            known[tenant] = found
        }
        return limits
    }
}

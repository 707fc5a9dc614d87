import HTTPTypes
import LunaCore
import Synchronization

/// The rate limits of all tenants. Thread-safe.
///
/// Each gateway counts for itself: with several of them, a tenant has as much at each.
final class TenantLimits: Sendable {
    /// What became of a request, with what the answer's header fields say (draft-ietf-httpapi-ratelimit-headers-10).
    struct Decision: Sendable {
        var isAllowed: Bool
        /// Seconds after which it is worth trying again, rounded up.
        var retryAfter: Int
        var headers: HTTPFields
    }

    private let standard: RateLimit
    private let overrides: [TenantID: RateLimit]
    /// Tenants that are remembered. Whoever makes up names shares one bucket beyond that.
    private let capacity: Int
    private let start = ContinuousClock.now
    private let buckets = Mutex<[TenantID?: TokenBucket]>([:])

    init(standard: RateLimit, overrides: [TenantID: RateLimit] = [:], capacity: Int = 10_000) {
        self.standard = standard
        self.overrides = overrides
        self.capacity = capacity
    }

    /// Counts a request that comes now.
    /// - Returns: nil for a tenant without a limit.
    func take(_ tenant: TenantID) -> Decision? { take(tenant, at: (ContinuousClock.now - start).nanoseconds) }

    /// - Parameter time: nanoseconds that never run backwards.
    func take(_ tenant: TenantID, at time: Int64) -> Decision? {
        let limit = overrides[tenant] ?? standard
        guard limit.isLimited else { return nil }
        let (isAllowed, bucket) = buckets.withLock { buckets -> (Bool, TokenBucket) in
            var name: TenantID? = tenant
            if buckets[tenant] == nil, overrides[tenant] == nil, buckets.count >= capacity {
                // A full bucket is as good as none.
                buckets = buckets.filter { entry in
                    var bucket = entry.value
                    return !bucket.isFull(at: time)
                }
                if buckets.count >= capacity { name = nil }
            }
            var bucket = buckets[name] ?? TokenBucket(limit, at: time)
            let isAllowed = bucket.take(at: time)
            buckets[name] = bucket
            return (isAllowed, bucket)
        }
        let wait = Int((bucket.untilNext + 999_999_999) / 1_000_000_000)
        return Decision(
            isAllowed: isAllowed, retryAfter: max(1, wait),
            headers: [
                .rateLimitPolicy: "\"tenant\";q=\(limit.burst);w=\(limit.window)",
                .rateLimit: "\"tenant\";r=\(bucket.remaining);t=\(wait)",
            ])
    }
}

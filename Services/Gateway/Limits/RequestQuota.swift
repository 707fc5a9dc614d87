import HTTPTypes
import LunaCore
import LunaMessages
import LunaServiceKit
import Synchronization

/// Counts the requests of tenants that have a quota of them. Each gateway counts for itself. Thread-safe.
final class RequestQuota: Sendable {
    private struct Minute: Sendable {
        var number: Int64
        var count: UInt64
    }

    private let limits: QuotaLimits?
    private let minutes = Mutex<[TenantID: Minute]>([:])
    private static let minute: Int64 = 60_000_000_000
    private static let capacity = 10_000

    /// - Parameter limits: nil = nobody has a quota.
    init(_ limits: QuotaLimits?) { self.limits = limits }

    /// Counts a request.
    /// - Throws: `LunaError` `quota.exceeded`.
    func take(_ tenant: TenantID, now: Int64 = WallClock.now()) async throws {
        guard let limits, let limit = await limits.limit(.requestsPerMinute, tenant) else { return }
        let number = now / Self.minute
        let count = minutes.withLock { minutes -> UInt64 in
            if minutes.count >= Self.capacity { minutes = minutes.filter { $0.value.number == number } }
            var minute = minutes[tenant] ?? Minute(number: number, count: 0)
            if minute.number != number { minute = Minute(number: number, count: 0) }
            minute.count += 1
            minutes[tenant] = minute
            return minute.count
        }
        QuotaLimits.note(.requestsPerMinute, tenant, used: min(count, limit), limit: limit)
        guard count > limit else { return }
        throw QuotaName.requestsPerMinute.exceeded(
            tenant, used: limit, limit: limit, resetsAt: (number + 1) * Self.minute, now: now)
    }

    /// Requests of this minute at this gateway, as far as they were counted.
    func used(_ tenant: TenantID, now: Int64 = WallClock.now()) -> (count: UInt64, resetsAt: Int64) {
        let number = now / Self.minute
        let minute = minutes.withLock { $0[tenant] }
        return (minute?.number == number ? minute?.count ?? 0 : 0, (number + 1) * Self.minute)
    }
}

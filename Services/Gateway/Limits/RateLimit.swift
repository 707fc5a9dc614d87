import LunaCore

/// How many requests somebody may make: so many a second in the long run, and so many at once.
struct RateLimit: Sendable, Hashable {
    /// Requests a second; 0 = as many as come.
    var perSecond: Int
    /// Requests at once, after a while of silence.
    var burst: Int

    static let none = RateLimit(perSecond: 0, burst: 0)

    var isLimited: Bool { perSecond > 0 }

    /// Seconds in which an empty bucket fills, rounded up.
    var window: Int { isLimited ? max(1, (burst + perSecond - 1) / perSecond) : 0 }

    /// Reads `tenant=perSecond/burst`, such as `acme=50/100`; `acme=0` for no limit.
    /// - Throws: `LunaError` `configuration.invalid`.
    static func override(_ text: String) throws -> (tenant: TenantID, limit: RateLimit) {
        let parts = text.split(separator: "=", omittingEmptySubsequences: false)
        let numbers = parts.last?.split(separator: "/", omittingEmptySubsequences: false).map { Int($0) } ?? []
        guard parts.count == 2, let tenant = try? TenantID(String(parts[0])), (1...2).contains(numbers.count),
            let perSecond = numbers[0], let burst = numbers.count == 2 ? numbers[1] : perSecond,
            (0...1_000_000).contains(perSecond), (0...1_000_000).contains(burst), perSecond == 0 || burst > 0
        else {
            throw LunaError(
                "configuration.invalid", .validation,
                "'\(text.prefix(64))' is no rate limit: write tenant=REQUESTS_A_SECOND/BURST, such as acme=50/100.")
        }
        return (tenant, perSecond == 0 ? .none : RateLimit(perSecond: perSecond, burst: burst))
    }
}

/// A token bucket. A value; time comes from outside, in nanoseconds that never run backwards.
struct TokenBucket: Sendable {
    private static let second: Int64 = 1_000_000_000

    private let limit: RateLimit
    /// In billionths of a token, so that no rounding adds up.
    private var level: Int64
    private var updated: Int64

    /// Full.
    init(_ limit: RateLimit, at time: Int64) {
        self.limit = limit
        level = Int64(limit.burst) * Self.second
        updated = time
    }

    private var full: Int64 { Int64(limit.burst) * Self.second }

    private mutating func refill(at time: Int64) {
        let (gained, overflow) = max(0, time - updated).multipliedReportingOverflow(by: Int64(limit.perSecond))
        level = overflow ? full : min(full, level.addingReportingOverflow(gained).overflow ? full : level + gained)
        updated = max(updated, time)
    }

    /// Whether a request may go ahead; takes a token when it may.
    mutating func take(at time: Int64) -> Bool {
        refill(at: time)
        guard level >= Self.second else { return false }
        level -= Self.second
        return true
    }

    /// Whole tokens that are left.
    var remaining: Int { Int(level / Self.second) }

    /// Nanoseconds until there is a token; 0 when there is one.
    var untilNext: Int64 {
        level >= Self.second ? 0 : (Self.second - level + Int64(limit.perSecond) - 1) / Int64(limit.perSecond)
    }

    mutating func isFull(at time: Int64) -> Bool {
        refill(at: time)
        return level == full
    }
}

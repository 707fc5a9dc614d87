import LunaCore

/// What a tenant may use only so much of.
public enum QuotaName: String, Sendable, Hashable, CaseIterable {
    /// Requests to the HTTP API within a minute, at each gateway.
    case requestsPerMinute = "requests_per_minute"
    /// Executions that have not ended.
    case concurrentExecutions = "concurrent_executions"
    /// Tasks of the executions that were submitted since midnight (UTC).
    case tasksPerDay = "tasks_per_day"
    /// Seconds that agents have worked on attempts which ended since midnight (UTC), as they report it.
    case agentSecondsPerDay = "agent_seconds_per_day"
    /// Bytes of stored contents, before compression; equal contents count once.
    case artifactBytes = "artifact_bytes"

    /// The refusal of something that would be beyond the limit.
    /// - Parameters:
    ///   - used: without it.
    ///   - resetsAt: when the count begins anew, in Unix nanoseconds; nil = when something ends or goes.
    public func exceeded(_ tenant: TenantID, used: UInt64, limit: UInt64, resetsAt: Int64?, now: Int64) -> LunaError {
        let wait = resetsAt.map { max(1, ($0 - now + 999_999_999) / 1_000_000_000) }
        let advice =
            switch self {
            case .requestsPerMinute: "Go on in \(wait ?? 60) s"
            case .concurrentExecutions: "Wait until one has ended, or cancel one"
            case .tasksPerDay, .agentSecondsPerDay: "Submit it tomorrow (UTC)"
            case .artifactBytes: "Nothing more is stored"
            }
        var details = ["quota": rawValue, "limit": String(limit), "used": String(used)]
        if let wait { details["retry_after"] = String(wait) }
        let what = rawValue.replacing("_", with: " ")
        return LunaError(
            "quota.exceeded", self == .artifactBytes ? .permission : .resource,
            "Tenant '\(tenant)' may have \(limit) \(what), and \(used) are used. \(advice), or ask the administrator for more (luna quotas).",
            isRetryable: self == .requestsPerMinute || self == .concurrentExecutions, details: details)
    }

    /// The midnight (UTC) before and the one after.
    public static func day(at now: Int64) -> (begin: Int64, end: Int64) {
        let length: Int64 = 86_400_000_000_000
        let begin = now - now % length
        return (begin, begin + length)
    }
}

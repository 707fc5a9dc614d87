import LunaCore

/// What a server says when a user may not do something, such as `Permissions Violation for Publish to "luna.x"`. It says so
/// in its own time: the call that caused it has returned by then.
struct PermissionViolation: Sendable, Hashable {
    /// Empty when the server named none.
    let subject: String
    let isPublish: Bool

    init(_ words: String) {
        let parts = words.split(separator: "\"", omittingEmptySubsequences: false)
        subject = parts.count > 1 ? String(parts[1]) : ""
        isPublish = words.lowercased().contains("publish to")
    }

    /// The error for logs and for whoever waits for an answer.
    var error: LunaError {
        let verb = isPublish ? "publish on" : "subscribe to"
        return LunaError(
            "bus.denied", .permission,
            "The NATS server does not let this user \(verb) '\(subject)': its permissions come from BusContract "
                + "(`luna nats config`).", isRetryable: false,
            details: ["subject": subject, "operation": isPublish ? "publish" : "subscribe"])
    }
}

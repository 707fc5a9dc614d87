import HTTPTypes
import LunaMessages

/// Who may use a route.
enum Access: Sendable, Hashable {
    /// Anybody, without a key: what says nothing about anybody's data.
    case open
    /// Whoever has this role, or more, for the tenant.
    case role(Role)

    /// What a route takes unless it says otherwise: reading takes a viewer, everything else an operator.
    static func usual(_ method: HTTPRequest.Method, _ path: String) -> Access {
        guard path.hasPrefix("/v1/") else { return .open }
        return .role(method == .get || method == .head ? .viewer : .operator)
    }
}

import LunaCore

/// Whose rows the statements of a task may touch, when the store works in a role of its own
/// (``StoreConfiguration/role``): the row-level security policies look at it. It holds for everything that is called
/// inside, child tasks included, so that whoever receives a call decides once and no query can forget it.
public enum TenantScope: Sendable, Hashable {
    /// Nobody's rows: what holds where nobody has decided.
    case nobody
    /// One tenant's.
    case tenant(TenantID)
    /// All tenants': for what a service does for itself, such as committing a batch of many tenants' events in one
    /// statement. A deliberate way through; nothing done for a caller is in this scope.
    case everyone

    /// What holds now.
    @TaskLocal public static var current = TenantScope.nobody

    /// Runs `body` in this scope.
    public func run<R>(
        isolation: isolated (any Actor)? = #isolation, _ body: () async throws -> R
    ) async rethrows -> R {
        try await Self.$current.withValue(self, operation: body)
    }

    /// What the policies compare with: no tenant is called so (see `IdentifierRules`).
    static let wildcard = "*"

    /// Also nobody is said: a statement that made a setting last must not decide for those after it.
    var setting: String {
        switch self {
        case .nobody: ""
        case .tenant(let tenant): tenant.rawValue
        case .everyone: Self.wildcard
        }
    }
}

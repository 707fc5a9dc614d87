import LunaCore

/// On whose behalf the current task works. It is added to every log line written inside ``run(_:)``, across `await`s
/// and
/// into child tasks, so that nobody has to pass a logger through every call.
public struct LogContext: Sendable, Hashable {
    /// The execution or request that this belongs to.
    public var correlation: String?
    /// Whose work it is.
    public var tenant: TenantID?
    /// Who asked for it.
    public var actor: String?

    /// Nothing is known unless it is given.
    public init(correlation: String? = nil, tenant: TenantID? = nil, actor: String? = nil) {
        self.correlation = correlation
        self.tenant = tenant
        self.actor = actor
    }

    /// The context of the current task.
    @TaskLocal public static var current = LogContext()

    /// Runs `operation` with this context; what is `nil` here is inherited from the surrounding one.
    public func run<Result>(
        isolation: isolated (any Actor)? = #isolation, _ operation: () async throws -> Result
    ) async rethrows -> Result {
        try await Self.$current.withValue(inherited, operation: operation, isolation: isolation)
    }

    /// The synchronous form of ``run(isolation:_:)``.
    public func run<Result>(_ operation: () throws -> Result) rethrows -> Result {
        try Self.$current.withValue(inherited, operation: operation)
    }

    private var inherited: LogContext {
        let outer = Self.current
        return LogContext(
            correlation: correlation ?? outer.correlation, tenant: tenant ?? outer.tenant, actor: actor ?? outer.actor)
    }
}

import LunaCore

/// What somebody may do: each role may do what those before it may.
public enum Role: String, Sendable, Hashable, Comparable, CaseIterable {
    /// Reads.
    case viewer
    /// Reads, and makes and steers executions and agents.
    case `operator`
    /// All of it, with keys of access.
    case admin

    public static func < (a: Role, b: Role) -> Bool { a.level < b.level }

    private var level: Int {
        switch self {
        case .viewer: 0
        case .operator: 1
        case .admin: 2
        }
    }
}

extension RPCMethod {
    /// The role that calling this takes. A method that reads says so with its first word; one that nobody has thought
    /// about takes an administrator.
    public var requiredRole: Role {
        if let known = Self.exceptions[description] { return known }
        if Self.readers.contains(where: { Self.begins(name, $0) }) { return .viewer }
        return Self.operators.contains(description) ? .operator : .admin
    }

    private static let readers = ["get", "list", "search", "read", "stat", "why", "resolve", "compare", "check"]

    private static let exceptions: [String: Role] = [
        // Who has which key is nobody else's business.
        "security.listKeys": .admin,
        "security.verifyAudit": .viewer,
        "security.checkpointAudit": .viewer,
        "orchestrator.replayExecution": .viewer,
        "security.scanText": .viewer,
    ]

    private static let operators: Set<String> = [
        "memory.putBlob", "memory.beginUpload", "memory.uploadChunk", "memory.commitUpload", "memory.putArtifacts",
        "orchestrator.submit", "orchestrator.cancel", "orchestrator.pause", "orchestrator.resume",
        "orchestrator.forkExecution", "orchestrator.replayDeadLetter", "orchestrator.purgeDeadLetters",
        "registry.register", "registry.unregister", "registry.heartbeat", "security.tokeniseText",
        "security.restoreText", "security.decide", "security.approveDecision",
    ]

    /// Whether the method is about more than the caller's tenant. Who is not for every tenant may call only those that
    /// look at the caller themselves.
    public var spansTenants: Bool {
        Self.forServices.contains(description) || Self.lookingAtCaller.contains(description)
    }

    /// The feed of all executions is for services that follow it.
    private static let forServices: Set<String> = ["orchestrator.readFeed", "security.authenticate"]
    private static let lookingAtCaller: Set<String> = [
        "security.createKey", "security.listKeys", "security.revokeKey", "security.setQuotas",
        "security.acceptRestore",
    ]

    fileprivate var isForServices: Bool { Self.forServices.contains(description) }

    /// Whether `name` is the word, or goes on with a capital letter.
    private static func begins(_ name: String, _ word: String) -> Bool {
        guard name.hasPrefix(word) else { return false }
        return name.dropFirst(word.count).utf8.first.map { (65...90).contains($0) } ?? true
    }
}

extension CallContext {
    /// Whether the caller acts for the whole installation: a service for itself, or somebody whose key is for all tenants.
    public var isForEveryTenant: Bool { role == nil || spansTenants }

    /// Refuses a caller whose role does not suffice. Services that call for themselves have none and may.
    /// - Throws: `LunaError` `access.denied`.
    public func authorize(_ method: RPCMethod) throws {
        guard let role else { return }
        guard !method.isForServices else {
            throw LunaError("access.denied", .permission, "\(method) is for services only.")
        }
        guard role < method.requiredRole else { return }
        throw LunaError(
            "access.denied", .permission,
            "\(method) takes the role \(method.requiredRole.rawValue); this key has the role \(role.rawValue).",
            details: ["required": method.requiredRole.rawValue, "role": role.rawValue])
    }
}

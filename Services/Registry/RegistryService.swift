import LunaCore
import LunaMessages
import LunaPolicy
import LunaServiceKit

/// The RPCs of the registry.
struct RegistryService: RegistryServing {
    let agents: AgentStore
    let catalog: AgentCatalog
    let signatures: ManifestSignatures
    /// What asks policy; `nil` when it is switched off.
    let gate: PolicyGate?
    /// Unix nanoseconds.
    let now: @Sendable () -> Int64
    /// Tells others: `registered`, `unregistered`.
    let announce: @Sendable (_ change: String, AgentView) async -> Void
    let audit: any ActionRecording

    func register(_ request: RegisterRequest, context: CallContext) async throws -> AgentView {
        let time = now()
        let manifest: AgentManifest
        let signedBy: String
        do {
            (manifest, signedBy) = try signatures.check(request, at: time)
        } catch let error as LunaError where error.errorClass == .permission {
            try await audit.record(
                AuditTrail.Action(
                    "agent.register", resource: request.manifest?.name ?? "", outcome: "denied", by: context))
            throw error
        }
        try ManifestRules.check(manifest)
        try Self.authorize(context)
        guard IdentifierRules.isToken(request.instance) else {
            throw LunaError(
                "agent.instance_invalid", .validation, "The instance is 1 to 128 letters, digits, '_' or '-'.")
        }
        try await admit(manifest, context)
        let action = AuditTrail.Action(
            "agent.register", resource: AgentCatalog.id(manifest.name, manifest.version), by: context,
            details: ["instance": .string(request.instance), "signed_by": .string(signedBy)])
        try await agents.register(
            request, manifest: manifest, signedBy: signedBy, at: time, liveSince: time - catalog.unhealthyAfter,
            record: try audit.statement(action))
        audit.look()
        let view = try await find(manifest.name, manifest.version)
        await announce("registered", view)
        return view
    }

    /// Asks policy about what the agent says that it can do.
    private func admit(_ manifest: AgentManifest, _ context: CallContext) async throws {
        guard let gate else { return }
        var subject = PolicySubject(.registerAgent, tenant: context.tenant.rawValue)
        try subject.set(.agent, [AgentCatalog.id(manifest.name, manifest.version)])
        try subject.set(.capabilities, manifest.capabilities)
        try subject.set(.tools, manifest.tools)
        try subject.set(.destinations, manifest.destinations)
        try subject.set(.models, manifest.models)
        do {
            try await gate.decide(subject, context: context).requireAllowed()
        } catch let error as LunaError where error.errorClass == .permission {
            try await audit.record(
                AuditTrail.Action(
                    "agent.register", resource: AgentCatalog.id(manifest.name, manifest.version), outcome: "denied",
                    by: context))
            throw error
        }
    }

    func unregister(_ request: AgentKey, context: CallContext) async throws -> AgentView {
        try Self.authorize(context)
        let view = try await find(request.name, request.version)
        let action = AuditTrail.Action(
            "agent.unregister", resource: view.id, by: context, details: ["instance": .string(request.instance)])
        guard try await agents.remove(request, record: try audit.statement(action)) else {
            throw Self.notFound(request.name, request.version)
        }
        audit.look()
        await announce("unregistered", view)
        return view
    }

    func heartbeat(_ request: AgentHeartbeat, context: CallContext) async throws -> AgentView {
        let time = now()
        guard try await agents.seen(request, at: time) else { throw Self.notFound(request.name, request.version) }
        let view = try await find(request.name, request.version)
        // It registers again then, and is told why it is not wanted any more.
        guard signatures.stillHolds(view.signedBy, at: time) else {
            throw Self.notFound(request.name, request.version)
        }
        return view
    }

    func getAgent(_ request: AgentKey, context: CallContext) async throws -> AgentView {
        if request.version.isEmpty {
            let named = try await views().filter { $0.manifest?.name == request.name }
            guard let best = named.min(by: AgentCatalog.preferred) else { throw Self.notFound(request.name, "") }
            return best
        }
        return try await find(request.name, request.version)
    }

    func listAgents(_ request: ListAgentsRequest, context: CallContext) async throws -> ListAgentsReply {
        let limit = request.limit == 0 ? 100 : Int(min(request.limit, 1000))
        let matching = try await views().filter { view in
            (request.includeGone || view.health != .gone) && view.id > request.cursor
                && (request.capability.isEmpty || Self.offers(view, request.capability))
        }.sorted { $0.id < $1.id }
        let page = Array(matching.prefix(limit))
        return ListAgentsReply(agents: page, nextCursor: matching.count > limit ? page.last?.id ?? "" : "")
    }

    func resolve(_ request: ResolveRequest, context: CallContext) async throws -> ResolveReply {
        let matching = try await views().filter { $0.health != .gone && Self.offers($0, request.capability) }
        return ResolveReply(agents: matching.sorted(by: AgentCatalog.preferred))
    }

    /// Agents work for all tenants, so somebody with a key of one tenant can neither add nor remove any.
    private static func authorize(_ context: CallContext) throws {
        guard context.isForEveryTenant else {
            throw LunaError(
                "access.denied", .permission,
                "Agents work for all tenants: adding or removing one takes a key for all of them.")
        }
    }

    private static func offers(_ view: AgentView, _ capability: String) -> Bool {
        view.manifest?.capabilities.contains { AgentCatalog.covers($0, capability) } ?? false
    }

    /// All agents as they stand now.
    func views() async throws -> [AgentView] {
        let time = now()
        return try await agents.all().map {
            catalog.view(
                $0.manifest, signedBy: $0.signedBy, registeredAt: $0.registeredAt, instances: $0.instances, at: time)
        }
    }

    private func find(_ name: String, _ version: String) async throws -> AgentView {
        let id = AgentCatalog.id(name, version)
        guard let view = try await views().first(where: { $0.id == id }) else { throw Self.notFound(name, version) }
        return view
    }

    private static func notFound(_ name: String, _ version: String) -> LunaError {
        LunaError(
            "agent.not_found", .notFound,
            "There is no agent '\(version.isEmpty ? name : AgentCatalog.id(name, version))'. List them with `luna agents`."
        )
    }
}

import LunaCore
import LunaMessages
import LunaPolicy
import LunaTrust
import Metrics
import Synchronization

/// Asks the security service what policy says, believes only what it has signed, and remembers it until it expires.
///
/// What executes something holds a gate: the orchestrator for executions, the registry for agents, agents for tasks. Without
/// an answer nothing is allowed. Thread-safe.
public final class PolicyGate: Sendable {
    private struct State: Sendable {
        var decisions: [String: SignedDecision] = [:]
        var asking: [String: Task<SignedDecision, any Error>] = [:]
        /// Work that has passed, until when.
        var passes: [Pass: Int64] = [:]
        var fetched: [VerifyingKey] = []
    }

    private struct Pass: Sendable, Hashable {
        let decision: String
        let tenant: String
        let project: String
        let capability: String
        /// Only of decisions that are for one execution; else all of them share the pass.
        let execution: String

        init(_ item: WorkItem, execution: String) {
            decision = item.decision
            tenant = item.tenant
            project = item.project
            capability = item.capability
            self.execution = execution
        }
    }

    private let security: SecurityClient
    private let pinned: [VerifyingKey]
    private let now: @Sendable () -> Int64
    private let state = Mutex(State())
    private let refused = Counter(label: "luna_policy_refused_total")
    private let badSignatures = Counter(
        label: "luna_signature_failures_total", dimensions: [("what", "policy decision")])
    private static let most = 4096

    /// - Parameter keys: those that decisions must be signed with; none = whichever the security service has, as the bus's
    ///   permissions let nobody else answer for it.
    public init(
        security: SecurityClient, trusting keys: [VerifyingKey] = [],
        now: @escaping @Sendable () -> Int64 = WallClock.now
    ) {
        self.security = security
        self.pinned = keys
        self.now = now
    }

    /// The decision on `subject`.
    /// - Throws: `LunaError` `policy.unavailable` (retryable) when there is no answer, `signature.…`, or what the security
    ///   service refuses.
    public func decide(_ subject: PolicySubject, context: CallContext) async throws -> SignedDecision {
        let request = DecideRequest(input: PolicyInput(subject))
        return try await known(try subject.id(), context) { [security] in
            try await security.decide(request, context: $0)
        }
    }

    /// The decision that is in force for the input of an earlier one. Throws like ``decide(_:context:)``.
    public func decision(_ id: String, context: CallContext) async throws -> SignedDecision {
        try await known(id, context) { [security] in
            try await security.getDecision(DecisionKey(id: id), context: $0)
        }
    }

    /// Lets the caller, a person, allow what needs one. Throws like ``decide(_:context:)``.
    public func approve(_ id: String, reason: String, context: CallContext) async throws -> SignedDecision {
        let reply = try await security.approveDecision(
            ApproveDecisionRequest(id: id, reason: reason), context: context)
        let decision = try await checked(reply, id, context)
        keep(decision)
        return decision
    }

    /// Whether an agent may work on `item`. After the first time a lookup until the decisions expire.
    /// - Throws: `LunaError` `policy.denied`, `policy.needs_human`, `policy.undecided`; `policy.unavailable` (retryable).
    public func admit(_ item: WorkItem, to agent: AgentManifest, as name: String) async throws {
        let (shared, own) = (Pass(item, execution: ""), Pass(item, execution: item.execution))
        let time = now()
        if state.withLock({ ($0.passes[shared] ?? 0) > time || ($0.passes[own] ?? 0) > time }) { return }
        do {
            let context = CallContext(
                tenant: try TenantID(item.tenant), actor: "agent:\(name)", correlation: item.execution,
                timeout: .seconds(5))
            let execution = try await coverage(of: item, context)
            var subject = PolicySubject(.runTask, tenant: item.tenant)
            try subject.set(.project, [item.project])
            try subject.set(.capabilities, [item.capability])
            try subject.set(.agent, [name])
            try subject.set(.tools, agent.tools)
            try subject.set(.destinations, agent.destinations)
            try subject.set(.models, agent.models)
            let task = try await decide(subject, context: context)
            try task.requireAllowed()
            let until = min(execution.expiresAt, task.expiresAt)
            let pass = execution.input["execution"] == nil ? shared : own
            state.withLock { state in
                if state.passes.count >= Self.most { state.passes = state.passes.filter { $0.value > time } }
                if state.passes.count < Self.most { state.passes[pass] = until }
            }
        } catch {
            refused.increment()
            throw error
        }
    }

    /// The decision that allows the execution, which must be about this very work.
    private func coverage(of item: WorkItem, _ context: CallContext) async throws -> SignedDecision {
        guard !item.decision.isEmpty else {
            throw LunaError(
                "policy.undecided", .permission, "The task comes without a decision of policy; it is not worked on.")
        }
        let decision = try await decision(item.decision, context: context)
        try decision.requireAllowed()
        let alone = decision.input["execution"]?.stringValue ?? item.execution
        guard decision.input["action"]?.stringValue == PolicySubject.Action.runExecution.rawValue,
            decision.input["project"]?.stringValue == item.project, alone == item.execution,
            decision.covers(.capabilities, item.capability)
        else {
            throw LunaError(
                "policy.denied", .permission,
                "The decision that the task names is about something else; it is not worked on.",
                details: ["decision": decision.id])
        }
        return decision
    }

    // MARK: Asking

    private func known(
        _ id: String, _ context: CallContext,
        _ ask: @escaping @Sendable (CallContext) async throws -> PolicyDecision
    ) async throws -> SignedDecision {
        let time = now()
        let key = "\(context.tenant.rawValue)/\(id)"
        let asking: Task<SignedDecision, any Error>
        switch state.withLock({ state -> (SignedDecision?, Task<SignedDecision, any Error>?) in
            if let known = state.decisions[key], known.expiresAt > time { return (known, nil) }
            // Many ask the same at once; one question is enough.
            if let asking = state.asking[key] { return (nil, asking) }
            let asking = Task { try await self.answer(id, context, ask) }
            state.asking[key] = asking
            return (nil, asking)
        }) {
        case (let known?, _): return known
        case (nil, let task?): asking = task
        case (nil, nil): throw Self.unavailable("nobody was asked")
        }
        defer { state.withLock { $0.asking[key] = nil } }
        return try await asking.value
    }

    private func answer(
        _ id: String, _ context: CallContext, _ ask: @Sendable (CallContext) async throws -> PolicyDecision
    ) async throws -> SignedDecision {
        var last: any Error = Self.unavailable("it was not asked")
        // A service that is just being started again is back in seconds.
        for pause in [0, 200, 1000] {
            if pause > 0 { try await Task.sleep(for: .milliseconds(pause)) }
            do {
                let decision = try await checked(try await ask(context), id, context)
                keep(decision)
                return decision
            } catch let error as LunaError where !error.isRetryable {
                throw error
            } catch {
                last = error
            }
        }
        throw Self.unavailable("\(LunaError.wrapping(last).message)")
    }

    private func checked(_ reply: PolicyDecision, _ id: String, _ context: CallContext) async throws -> SignedDecision {
        let decision: SignedDecision
        do {
            do {
                decision = try SignedDecision(document: reply.documentJson, trusting: try await keys())
            } catch let error as LunaError where error.code == "signature.unknown_key" && pinned.isEmpty {
                // The key was replaced.
                state.withLock { $0.fetched = [] }
                decision = try SignedDecision(document: reply.documentJson, trusting: try await keys())
            }
        } catch let error as LunaError where error.code.hasPrefix("signature.") {
            badSignatures.increment()
            throw error
        }
        guard decision.id == id, decision.tenant == context.tenant.rawValue, decision.expiresAt > now() else {
            throw LunaError(
                "policy.malformed", .dependency,
                "The security service has answered with a decision about something else, or one that has expired.")
        }
        return decision
    }

    private func keys() async throws -> [VerifyingKey] {
        guard pinned.isEmpty else { return pinned }
        let known = state.withLock { $0.fetched }
        guard known.isEmpty else { return known }
        let reply = try await security.listSigners(
            ListSignersRequest(purpose: "decision"), context: CallContext(actor: "policy", timeout: .seconds(5)))
        let keys = try reply.signers.map { try VerifyingKey(text: $0.publicKey) }
        state.withLock { $0.fetched = keys }
        return keys
    }

    private func keep(_ decision: SignedDecision) {
        let time = now()
        state.withLock { state in
            if state.decisions.count >= Self.most {
                state.decisions = state.decisions.filter { $0.value.expiresAt > time }
                if state.decisions.count >= Self.most { state.decisions = [:] }
            }
            state.decisions["\(decision.tenant)/\(decision.id)"] = decision
        }
    }

    private static func unavailable(_ why: String) -> LunaError {
        LunaError(
            "policy.unavailable", .dependency, "Policy cannot be asked, so nothing is allowed at the moment: \(why)")
    }
}

extension PolicyInput {
    /// A subject on its way to the security service, which knows the tenant by itself.
    public init(_ subject: PolicySubject) {
        func one(_ attribute: PolicySubject.Attribute) -> String { subject.values[attribute]?.first ?? "" }
        func all(_ attribute: PolicySubject.Attribute) -> [String] { subject.values[attribute] ?? [] }
        self.init(
            action: one(.action), project: one(.project), autonomy: one(.autonomy), licence: one(.licence),
            capabilities: all(.capabilities), tools: all(.tools), destinations: all(.destinations),
            models: all(.models), agent: one(.agent), execution: subject.execution)
    }

    /// What the input is about.
    /// - Throws: `LunaError` `policy.input`.
    public func subject(tenant: TenantID) throws -> PolicySubject {
        guard let known = PolicySubject.Action(rawValue: action) else {
            let all = PolicySubject.Action.allCases.map(\.rawValue).joined(separator: ", ")
            throw LunaError("policy.input", .validation, "The action is one of \(all).")
        }
        guard execution.utf8.count <= PolicySubject.limits.bytes else {
            throw LunaError("policy.input", .validation, "'execution' is too long.")
        }
        var subject = PolicySubject(known, tenant: tenant.rawValue)
        try subject.set(.project, [project])
        try subject.set(.autonomy, [autonomy])
        try subject.set(.licence, [licence])
        try subject.set(.agent, [agent])
        try subject.set(.capabilities, capabilities)
        try subject.set(.tools, tools)
        try subject.set(.destinations, destinations)
        try subject.set(.models, models)
        subject.execution = execution
        return subject
    }
}

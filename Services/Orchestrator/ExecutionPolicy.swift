import LunaCore
import LunaMessages
import LunaPlan
import LunaPolicy
import LunaServiceKit

/// What policy says about executions. Executions of the same kind (project, autonomy, licence, capabilities, tools …) share a
/// decision, so that most submissions find theirs in memory.
struct ExecutionPolicy: Sendable {
    /// `nil`: policy is switched off.
    let gate: PolicyGate?

    /// Under which decision an execution runs.
    struct Clearance: Sendable {
        /// Empty when policy is switched off.
        var decision = ""
        /// Why it waits for a person; `nil` when it may begin.
        var heldBecause: String?
    }

    /// - Throws: `LunaError` `policy.denied`, `policy.input`, `policy.unavailable`, `signature.…`.
    func clear(_ subject: PolicySubject, of execution: ExecutionID, _ context: CallContext) async throws -> Clearance {
        guard let gate else { return Clearance() }
        let decision = try await gate.decide(subject, context: context)
        guard decision.effect == .needsHuman else {
            try decision.requireAllowed()
            return Clearance(decision: decision.id)
        }
        // A person allows this execution, not every one like it.
        var alone = subject
        alone.execution = execution.rawValue
        let own = try await gate.decide(alone, context: context)
        if own.effect == .deny { try own.requireAllowed() }
        let rules = own.reasons.map { $0.reason.isEmpty ? $0.rule : "\($0.rule) (\($0.reason))" }
        return Clearance(
            decision: own.id,
            heldBecause: own.effect == .allow
                ? nil : "policy wants a person to allow it: \(rules.prefix(5).joined(separator: "; "))")
    }

    /// Whoever resumes an execution allows what needs a person.
    /// - Throws: like ``clear(_:of:_:)``.
    func resume(_ decision: String, reason: String, _ context: CallContext) async throws {
        guard let gate, !decision.isEmpty else { return }
        let current = try await gate.decision(decision, context: context)
        if current.effect == .needsHuman {
            try await gate.approve(decision, reason: reason, context: context).requireAllowed()
        } else {
            try current.requireAllowed()
        }
    }

    /// The decision on an execution from before there was policy. What it says, those hear who work on its tasks.
    func adopt(_ plan: PlanDocument, project: ProjectID, _ graph: TaskGraph, _ tenant: TenantID) async throws -> String
    {
        guard let gate else { return "" }
        let subject = try Self.subject(ProjectPlan(canonicalJSON: plan.planJson), project: project, graph, tenant)
        let context = CallContext(tenant: tenant, actor: "service:orchestrator", timeout: .seconds(5))
        return try await gate.decide(subject, context: context).id
    }

    /// What rules can ask about a plan. Tools, models and destinations are those that the inputs of explicit tasks name.
    /// - Throws: `LunaError` `policy.input` when there is too much of it.
    static func subject(
        _ plan: ProjectPlan, project: ProjectID, _ graph: TaskGraph, _ tenant: TenantID
    ) throws -> PolicySubject {
        var subject = PolicySubject(.runExecution, tenant: tenant.rawValue)
        try subject.set(.project, [project.rawValue])
        try subject.set(.autonomy, [plan.autonomy.rawValue])
        try subject.set(.licence, [plan.project.license])
        try subject.set(.capabilities, Set(graph.nodes.lazy.filter { !$0.isBarrier }.map(\.capability)))
        var found: [PolicySubject.Attribute: Set<String>] = [:]
        for task in plan.tasks where task.inputJSON.utf8.count > 2 {
            guard let input = try? JSONParser.parse(Array(task.inputJSON.utf8)) else { continue }
            for (attribute, names) in Self.members {
                for name in names {
                    guard let value = input[name] else { continue }
                    let texts = (value.arrayValue ?? [value]).compactMap(\.stringValue)
                    found[attribute, default: []].formUnion(texts)
                }
            }
        }
        for (attribute, values) in found { try subject.set(attribute, values) }
        return subject
    }

    private static let members: [(PolicySubject.Attribute, [String])] = [
        (.tools, ["tools", "tool"]), (.models, ["models", "model"]), (.destinations, ["destinations", "destination"]),
    ]
}

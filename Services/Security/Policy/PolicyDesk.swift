import LunaCore
import LunaMessages
import LunaPolicy
import LunaServiceKit
import LunaStore
import LunaTrust

/// Decides, signs, and remembers. Every new decision and every change of the rules is in the audit trail.
struct PolicyDesk: Sendable {
    let documents: PolicyDocumentStore
    let decisions: DecisionStore
    let signer: SigningKey
    /// How long a decision holds.
    let lifetime: Duration
    /// Decides in the place of the embedded evaluator.
    let engine: OPAClient?
    /// What cannot be recorded does not happen.
    let trail: any ActionRecording

    // MARK: Decisions

    func decide(_ request: DecideRequest, _ context: CallContext) async throws -> PolicyDecision {
        guard let input = request.input else {
            throw LunaError("policy.input", .validation, "Say in 'input' what is to be decided.")
        }
        let subject = try input.subject(tenant: context.tenant)
        return try await inForce(subject, context, known: try await decisions.find(try subject.id(), context.tenant))
    }

    func decision(_ id: String, _ context: CallContext) async throws -> PolicyDecision {
        let known = try await find(id, context)
        return try await inForce(try PolicySubject(json: known.input), context, known: known)
    }

    /// A person allows what needs one.
    func approve(_ request: ApproveDecisionRequest, _ context: CallContext) async throws -> PolicyDecision {
        let known = try await find(request.id, context)
        let subject = try PolicySubject(json: known.input)
        guard !subject.execution.isEmpty else {
            throw LunaError(
                "policy.not_alone", .conflict, "This decision is not about one execution; it cannot be allowed by hand."
            )
        }
        let judged = try await judge(subject, context.tenant)
        guard judged.judgement.effect != .deny else {
            throw LunaError(
                "policy.denied", .permission, "Policy denies this; nobody can allow it without changing the rules.",
                details: ["decision": request.id])
        }
        guard judged.judgement.effect == .needsHuman, known.approvedBy.isEmpty else {
            return try await inForce(subject, context, known: known)
        }
        let record = try trail.statement(
            AuditTrail.Action(
                "policy.approve", resource: request.id, tenant: context.tenant, actor: context.actor,
                correlation: subject.execution,
                details: ["rules": .array(judged.judgement.reasons.map { .string($0.rule) })]))
        return try await sign(subject, judged, approvedBy: context.actor, context, record: record)
    }

    /// The decision that holds: the known one while it is fresh and of the present rules, else a new one.
    private func inForce(
        _ subject: PolicySubject, _ context: CallContext, known: DecisionStore.Stored?
    ) async throws -> PolicyDecision {
        let rules = try await documents.current(context.tenant)
        // Whoever asks gets one that holds for a while yet.
        if let known, known.policy == Self.versions(rules),
            known.expiresAt - WallClock.now() > lifetime.nanoseconds / 2
        {
            return PolicyDecision(documentJson: known.document)
        }
        let judged = try await judge(subject, rules)
        let effect = judged.judgement.effect
        let approvedBy = effect == .needsHuman ? known?.approvedBy ?? "" : ""
        // What is only renewed has been recorded; what is new or has changed is an action of its own.
        let said = effect == .needsHuman && !approvedBy.isEmpty ? PolicyEffect.allow : effect
        var record: SQLStatement?
        if known?.effect != said.rawValue || known?.policy != judged.policy {
            record = try trail.statement(
                AuditTrail.Action(
                    "policy.decide", resource: try subject.id(), outcome: said == .allow ? "allowed" : "denied",
                    tenant: context.tenant, actor: context.actor,
                    correlation: subject.execution.isEmpty ? context.correlation : subject.execution,
                    details: [
                        "effect": .string(said.rawValue), "action": subject.json["action"] ?? .null,
                        "policy": .string(judged.policy), "evaluator": .string(judged.evaluator),
                        "rules": .array(judged.judgement.reasons.map { .string($0.rule) }),
                    ]))
        }
        return try await sign(subject, judged, approvedBy: approvedBy, context, record: record)
    }

    /// - Parameter record: what records it, with the decision.
    private func sign(
        _ subject: PolicySubject, _ judged: Judged, approvedBy: String, _ context: CallContext, record: SQLStatement?
    ) async throws -> PolicyDecision {
        let now = WallClock.now()
        let expires = now + lifetime.nanoseconds
        let id = try subject.id()
        let effect = approvedBy.isEmpty ? judged.judgement.effect : .allow
        // The reasons of what a person has allowed stay visible; they speak no more.
        let reasons: [JSONValue] = approvedBy.isEmpty ? judged.judgement.reasons.map(\.json) : []
        let overruled: [JSONValue] = approvedBy.isEmpty ? [] : judged.judgement.reasons.map(\.json)
        let document = try SignedDocument.sign(
            [
                "type": .string(SignedDecision.type), "id": .string(id), "input": subject.json,
                "effect": .string(effect.rawValue), "reasons": .array(reasons), "overruled": .array(overruled),
                "approved_by": .string(approvedBy), "policy": .string(judged.policy),
                "evaluator": .string(judged.evaluator),
                "decided_at": .string(CivilTime.rfc3339(unixNanoseconds: now)),
                "expires_at": .string(CivilTime.rfc3339(unixNanoseconds: expires)),
            ], with: signer)
        let bytes = document.serialized()
        try await decisions.keep(
            id, context.tenant,
            DecisionStore.Stored(
                input: subject.json, document: bytes, effect: effect.rawValue, policy: judged.policy,
                expiresAt: expires, approvedBy: approvedBy), record: record)
        if record != nil { trail.look() }
        return PolicyDecision(documentJson: bytes)
    }

    private func find(_ id: String, _ context: CallContext) async throws -> DecisionStore.Stored {
        guard let known = try await decisions.find(id, context.tenant) else {
            throw LunaError("policy.no_decision", .notFound, "There is no decision '\(id.prefix(64))'.")
        }
        return known
    }

    // MARK: Judging

    struct Judged: Sendable {
        let judgement: PolicyJudgement
        let policy: String
        let evaluator: String
    }

    private func judge(_ subject: PolicySubject, _ tenant: TenantID) async throws -> Judged {
        try await judge(subject, try await documents.current(tenant))
    }

    private func judge(_ subject: PolicySubject, _ rules: [PolicyVersion]) async throws -> Judged {
        let json = try rules.map { try JSONParser.parse($0.documentJson) }
        let judgement: PolicyJudgement
        if let engine {
            judgement = try await engine.judge(subject, documents: json)
        } else {
            judgement = PolicyJudgement.of(try json.flatMap { try PolicyDocument(json: $0).rules }, on: subject)
        }
        return Judged(
            judgement: judgement, policy: Self.versions(rules), evaluator: engine == nil ? "embedded" : "opa")
    }

    /// Such as `*=3 acme=1`.
    private static func versions(_ rules: [PolicyVersion]) -> String {
        rules.map { "\($0.tenant)=\($0.version)" }.sorted().joined(separator: " ")
    }

    /// What would be decided.
    func check(_ request: CheckPolicyRequest, _ context: CallContext) async throws -> PolicyVerdict {
        guard let input = request.input else {
            throw LunaError("policy.input", .validation, "Say in 'input' what is to be decided.")
        }
        var rules = try await documents.current(context.tenant)
        if !request.documentJson.isEmpty {
            let document = try PolicyDocument(json: try JSONParser.parse(request.documentJson))
            rules.removeAll { $0.tenant != PolicyDocumentStore.all }
            rules.append(
                PolicyVersion(tenant: context.tenant.rawValue, documentJson: document.json.serialized()))
        }
        let judged = try await judge(try input.subject(tenant: context.tenant), rules)
        return PolicyVerdict(
            effect: judged.judgement.effect.rawValue,
            reasons: judged.judgement.reasons.map {
                LunaMessages.PolicyReason(rule: $0.rule, effect: $0.effect.rawValue, reason: $0.reason)
            }, policy: judged.policy, evaluator: judged.evaluator)
    }

    // MARK: Rules

    func policy(_ request: GetPolicyRequest, _ context: CallContext) async throws -> PolicyVersion {
        let tenant = request.allTenants ? PolicyDocumentStore.all : context.tenant.rawValue
        guard let found = try await documents.version(request.version, of: tenant) else {
            guard request.version == 0 else {
                throw LunaError("policy.no_version", .notFound, "There is no version \(request.version) of the rules.")
            }
            return PolicyVersion(
                tenant: tenant, documentJson: JSONValue.object(["policy": 1, "rules": []]).serialized())
        }
        return found
    }

    func set(_ request: SetPolicyRequest, _ context: CallContext) async throws -> PolicyVersion {
        if request.allTenants, !context.isForEveryTenant {
            throw LunaError(
                "access.denied", .permission, "Only an administrator of all tenants can set the rules for all of them.")
        }
        guard request.comment.utf8.count <= 1000 else {
            throw LunaError("policy.invalid", .validation, "A comment has at most 1000 bytes.")
        }
        let document = try PolicyDocument(json: try JSONParser.parse(request.documentJson))
        let written = try await documents.add(
            PolicyVersion(
                tenant: request.allTenants ? PolicyDocumentStore.all : context.tenant.rawValue,
                documentJson: document.json.serialized(), setBy: context.actor, setAt: WallClock.now(),
                comment: request.comment, sha256: try document.digest()), expected: request.expected
        ) { written in
            try trail.statement(
                AuditTrail.Action(
                    "policy.set", resource: "\(written.tenant)=\(written.version)", tenant: context.tenant,
                    actor: context.actor,
                    details: [
                        "sha256": .string(written.sha256), "rules": .array(document.rules.map { .string($0.id) }),
                    ]))
        }
        trail.look()
        return written
    }

    func versions(_ request: ListPoliciesRequest, _ context: CallContext) async throws -> ListPoliciesReply {
        let tenant = request.allTenants ? PolicyDocumentStore.all : context.tenant.rawValue
        let limit = request.limit == 0 ? 50 : Int(min(request.limit, 1000))
        return ListPoliciesReply(versions: try await documents.list(tenant, limit: limit, before: request.before))
    }
}

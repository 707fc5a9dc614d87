import LunaCore

/// What rules say about a subject, with the rules that said it.
public struct PolicyJudgement: Sendable, Hashable {
    /// A rule that applied.
    public struct Reason: Sendable, Hashable {
        public var rule: String
        public var effect: PolicyEffect
        public var reason: String

        public init(rule: String, effect: PolicyEffect, reason: String) {
            self.rule = rule
            self.effect = effect
            self.reason = reason
        }

        /// In the form that the Rego gives, too.
        public var json: JSONValue {
            ["rule": .string(rule), "effect": .string(effect.rawValue), "reason": .string(reason)]
        }
    }

    /// The most restrictive of all that applied; `allow` when none did.
    public let effect: PolicyEffect
    /// Most restrictive first, then by name.
    public let reasons: [Reason]

    /// Sums reasons up.
    public init(_ reasons: [Reason]) {
        self.reasons = reasons.sorted { ($1.effect, $0.rule, $0.reason) < ($0.effect, $1.rule, $1.reason) }
        effect = reasons.map(\.effect).max() ?? .allow
    }

    /// Reads what a policy engine answers: `{"effect": …, "reasons": [{"rule", "effect", "reason"}]}`.
    /// - Throws: `LunaError` `policy.answer`.
    public init(json: JSONValue) throws {
        let failure = LunaError(
            "policy.answer", .dependency,
            "The policy engine's answer is no decision: it needs 'effect' (allow, deny or needs-human) and 'reasons'.",
            isRetryable: true)
        guard let effect = json["effect"]?.stringValue.flatMap(PolicyEffect.init),
            let list = json["reasons"]?.arrayValue, list.count <= PolicyDocument.mostRules * 2
        else { throw failure }
        let reasons = try list.map { entry in
            guard let rule = entry["rule"]?.stringValue,
                let effect = entry["effect"]?.stringValue.flatMap(PolicyEffect.init),
                let reason = entry["reason"]?.stringValue
            else { throw failure }
            return Reason(rule: rule, effect: effect, reason: reason)
        }
        self.init(reasons)
        // An engine that says less than its own reasons is broken; whatever it means, it must not allow more.
        guard self.effect == effect else { throw failure }
    }

    public var json: JSONValue {
        ["effect": .string(effect.rawValue), "reasons": .array(reasons.map(\.json))]
    }

    /// What rules say about `subject`. Linear in rules and values; pure.
    public static func of(_ rules: some Sequence<PolicyRule>, on subject: PolicySubject) -> PolicyJudgement {
        PolicyJudgement(
            rules.filter { $0.applies(to: subject) }.map {
                Reason(rule: $0.id, effect: $0.effect, reason: $0.reason)
            })
    }
}

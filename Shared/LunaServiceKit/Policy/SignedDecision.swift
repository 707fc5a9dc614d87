import LunaCore
import LunaPolicy
import LunaTrust

/// A decision of policy as the security service has signed it: the proof that what executes something asks for.
public struct SignedDecision: Sendable {
    /// Names tenant and input (``PolicySubject/id()``).
    public let id: String
    public let tenant: String
    public let effect: PolicyEffect
    /// The rules that have decided.
    public let reasons: [PolicyJudgement.Reason]
    /// The input that was decided on.
    public let input: JSONValue
    /// Unix nanoseconds; it proves nothing afterwards.
    public let expiresAt: Int64
    /// The signed document.
    public let document: JSONValue

    /// Of the member `type`.
    public static let type = "luna.policy.decision.1"

    /// Reads and checks a document.
    /// - Throws: `LunaError` `signature.…`, `policy.malformed`.
    public init(document bytes: [UInt8], trusting keys: [VerifyingKey]) throws {
        let document = try JSONParser.parse(bytes)
        try SignedDocument.verify(document, trusting: keys)
        let judgement = try PolicyJudgement(json: document)
        guard document["type"]?.stringValue == Self.type, let id = document["id"]?.stringValue,
            let input = document["input"], let tenant = input["tenant"]?.stringValue,
            let expires = document["expires_at"]?.stringValue.flatMap(CivilTime.unixNanoseconds(rfc3339:))
        else {
            throw LunaError(
                "policy.malformed", .internal, "The security service has signed something that is no decision.")
        }
        self.id = id
        self.tenant = tenant
        self.input = input
        self.document = document
        effect = judgement.effect
        reasons = judgement.reasons
        expiresAt = expires
    }

    /// Whether `value` is among those of a list of the input.
    public func covers(_ attribute: PolicySubject.Attribute, _ value: String) -> Bool {
        input[attribute.rawValue]?.arrayValue?.contains(.string(value)) ?? false
    }

    /// Refuses what is not allowed.
    /// - Throws: `LunaError` `policy.denied`, `policy.needs_human`.
    public func requireAllowed() throws {
        guard effect != .allow else { return }
        let rules = reasons.filter { $0.effect == effect }
        let why = rules.prefix(5).map { $0.reason.isEmpty ? $0.rule : "\($0.rule) (\($0.reason))" }
        let details = ["decision": id, "rules": rules.map(\.rule).joined(separator: ",")]
        if effect == .deny {
            throw LunaError(
                "policy.denied", .permission, "Policy does not allow this: \(why.joined(separator: "; ")).",
                details: details)
        }
        throw LunaError(
            "policy.needs_human", .permission, "A person has to allow this first: \(why.joined(separator: "; ")).",
            details: details)
    }
}

import LunaCore
import LunaMessages
import LunaPrivacy
import LunaServiceKit

/// Scanning, tokenising, restoring and erasing for callers. Whatever is made or erased is recorded, without the values.
struct PrivacyDesk: Sendable {
    let tokens: TokenStore
    let policies: PolicyStore
    /// The longest that a value is kept.
    let lifetime: Duration
    /// What cannot be recorded does not happen.
    let trail: any ActionRecording

    private let scanner = PrivacyScanner()
    /// Bytes of a text; with tokens in it, it must still fit into a message.
    static let longestText = 512 << 10

    init(tokens: TokenStore, policies: PolicyStore, lifetime: Duration, trail: any ActionRecording) {
        self.tokens = tokens
        self.policies = policies
        self.lifetime = lifetime
        self.trail = trail
    }

    func scan(_ request: ScanTextRequest) throws -> ScanTextReply {
        try Self.check(request.text)
        let spans = scanner.scan(request.text)
        let ranges = PrivacyScanner.scalarRanges(of: spans, in: request.text.utf8)
        return ScanTextReply(
            spans: zip(spans, ranges).map { span, range in
                FoundSpan(
                    start: UInt32(clamping: range.lowerBound), end: UInt32(clamping: range.upperBound),
                    type: span.type.rawValue, confidence: String(describing: span.confidence),
                    reason: span.reason.rawValue)
            })
    }

    func tokenise(_ request: TokeniseTextRequest, _ context: CallContext) async throws -> TokeniseTextReply {
        try Self.check(request.text)
        guard request.subject.utf8.count <= 512 else {
            throw LunaError("privacy.subject", .validation, "A subject has at most 512 bytes.")
        }
        let name = request.destination.isEmpty ? "cloud" : request.destination
        guard let destination = PrivacyDestination(rawValue: name) else {
            throw LunaError(
                "privacy.destination", .validation, "A destination is one of local, cloud, log and artifact.")
        }
        let asked = Duration.seconds(Int64(request.hours) * 3600)
        let now = WallClock.now()
        let vault = TokenVault(
            scope: try Self.scope(request.execution, context),
            expiresAt: now + (request.hours == 0 ? lifetime : min(asked, lifetime)).nanoseconds)
        let tokeniser = Tokeniser(
            key: try await tokens.key(context.tenant), vault: vault,
            policy: try await policies.policy(context.tenant), scanner: scanner)
        let made = tokeniser.tokenise(request.text, for: destination)
        let counts = made.counts.sorted { $0.key.rawValue < $1.key.rawValue }
        if vault.count > 0 || !counts.isEmpty {
            let done = action(
                "privacy.tokenise", request.execution, context,
                [
                    "destination": .string(name),
                    "counts": .object(
                        Dictionary(
                            uniqueKeysWithValues: counts.map { ($0.key.rawValue, .number(JSONNumber($0.value))) })
                    ),
                ])
            // What is only masked leaves nothing to keep, and so no transaction to be recorded in.
            if vault.count > 0 {
                try await tokens.keep(vault, subject: request.subject, record: try trail.statement(done))
                trail.look()
            } else {
                try await trail.record(done)
            }
        }
        return TokeniseTextReply(
            text: made.text,
            counts: counts.map { TypeCount(type: $0.key.rawValue, count: UInt32(clamping: $0.value)) },
            expiresAt: vault.expiresAt)
    }

    func restore(_ request: RestoreTextRequest, _ context: CallContext) async throws -> RestoreTextReply {
        try Self.check(request.text)
        let scope = try Self.scope(request.execution, context)
        let now = WallClock.now()
        let bytes = Array(request.text.utf8)
        let names = try request.isJson ? TokenNames.inJSON(bytes) : TokenNames.inText(bytes)
        guard !names.isEmpty else { return RestoreTextReply(text: request.text) }
        let vault = try await tokens.vault(scope, tokens: names, now: now)
        let restorer = Restorer(vault: vault)
        let restored = try request.isJson ? restorer.restoreJSON(bytes, now: now) : restorer.restore(bytes, now: now)
        try await trail.record(
            action("privacy.restore", request.execution, context, ["tokens": .number(JSONNumber(names.count))]))
        return RestoreTextReply(text: String(decoding: restored, as: UTF8.self))
    }

    func forget(_ request: ForgetTokensRequest, _ context: CallContext) async throws -> ForgetTokensReply {
        let said = [request.subject, request.value, request.execution].filter { !$0.isEmpty }
        guard said.count == 1 else {
            throw LunaError(
                "privacy.nothing_said", .validation, "Say what to erase: one of subject, value and execution.")
        }
        let (which, what): (TokenStore.Erasure, String) =
            if !request.subject.isEmpty {
                (.subject(request.subject), "subject")
            } else if !request.value.isEmpty {
                (.value(request.value), "value")
            } else {
                (.execution(request.execution), "execution")
            }
        // The entry says that somebody asked, not about whom: it outlives what was erased.
        let erased = try await tokens.forget(which, tenant: context.tenant) { erased in
            try trail.statement(
                action(
                    "privacy.forget", request.execution.isEmpty ? what : request.execution, context,
                    ["by": .string(what), "erased": .number(JSONNumber(erased))]))
        }
        trail.look()
        return ForgetTokensReply(erased: UInt64(erased))
    }

    func setPolicy(_ request: SetPrivacyPolicyRequest, _ context: CallContext) async throws -> PrivacyRules {
        let rules = request.rules.map { JSONValue.string("\($0.destination)/\($0.type)/\($0.strategy)") }
        try await policies.replace(
            request.rules, expected: request.expected, tenant: context.tenant,
            record: try trail.statement(action("privacy.policy", "policy", context, ["rules": .array(rules)])))
        trail.look()
        return try await policies.rules(context.tenant)
    }

    private func action(
        _ name: String, _ resource: String, _ context: CallContext, _ details: JSONValue
    ) -> AuditTrail.Action {
        AuditTrail.Action(
            name, resource: resource, tenant: context.tenant, actor: context.actor,
            correlation: context.correlation, details: details)
    }

    private static func check(_ text: String) throws {
        guard text.utf8.count <= longestText else {
            throw LunaError(
                "privacy.too_long", .validation, "A text has at most \(longestText) bytes here; send it in parts.")
        }
    }

    private static func scope(_ execution: String, _ context: CallContext) throws -> PrivacyScope {
        guard (1...128).contains(execution.utf8.count) else {
            throw LunaError("privacy.scope", .validation, "Name the execution, with 1 to 128 bytes.")
        }
        return PrivacyScope(tenant: context.tenant, id: execution)
    }
}

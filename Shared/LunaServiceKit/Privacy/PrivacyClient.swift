import LunaCore
import LunaMessages
import LunaPrivacy

/// Has the security service replace values in prompts, and puts them back into what models answer: the way by which a service
/// comes by a `Tokenised`, which is all that a model client takes. Values are kept by the security service, tenant by tenant
/// and execution by execution, and every use of them is in the audit trail. Thread-safe.
public struct PrivacyClient: Sendable {
    private let security: SecurityClient
    /// For how long a restorer works; what is erased is restored no longer than that.
    private static let restorerLife = Duration.seconds(3600)

    public init(_ security: SecurityClient) { self.security = security }

    /// `text` as it may go to `destination`.
    /// - Parameters:
    ///   - text: at most 512 KiB.
    ///   - execution: within which the same value gets the same token.
    ///   - subject: whom the text is about, to erase it by; empty = nobody in particular.
    ///   - context: its tenant's rules hold.
    /// - Throws: `LunaError` `privacy.…`; without an answer there is no prompt.
    public func tokenise(
        _ text: String, execution: String, for destination: PrivacyDestination = .cloud, subject: String = "",
        context: CallContext
    ) async throws -> Tokenised {
        let reply = try await security.tokeniseText(
            TokeniseTextRequest(
                execution: execution, text: text, destination: destination.rawValue, subject: subject),
            context: context)
        var counts: [PrivacyType: Int] = [:]
        for count in reply.counts {
            // A type of a newer version is counted by nobody here.
            if let type = PrivacyType(rawValue: count.type) { counts[type] = Int(count.count) }
        }
        return Tokenised(
            text: reply.text, scope: PrivacyScope(tenant: context.tenant, id: execution), destination: destination,
            counts: counts)
    }

    /// What restores answers to `prompts`, text, JSON and streams, without further questions.
    ///
    /// It knows the tokens of the prompts and no others: any other token, and an altered one, is an error.
    /// - Parameter prompts: of one scope.
    /// - Throws: `LunaError` `privacy.unknown_token` when one of them was erased or has expired meanwhile;
    ///   `privacy.mixed_scopes`.
    public func restorer(for prompts: [Tokenised], context: CallContext) async throws -> Restorer {
        let expiresAt = WallClock.now() + Self.restorerLife.nanoseconds
        guard let scope = prompts.first?.scope else {
            return Restorer(
                vault: TokenVault(scope: PrivacyScope(tenant: context.tenant, id: ""), expiresAt: expiresAt))
        }
        guard prompts.allSatisfy({ $0.scope == scope }), scope.tenant == context.tenant else {
            throw LunaError(
                "privacy.mixed_scopes", .validation,
                "The prompts are of several executions or of another tenant: restore the answers to each on their own.")
        }
        let vault = TokenVault(scope: scope, expiresAt: expiresAt)
        let names = prompts.reduce(into: Set<String>()) { $0.formUnion(TokenNames.inText(Array($1.text.utf8))) }
            .sorted()
        guard !names.isEmpty else { return Restorer(vault: vault) }
        let asked = JSONValue.array(names.map { .string($0) }).text(pretty: false)
        let reply = try JSONParser.parse(
            Array(try await restore(asked, isJSON: true, execution: scope.id, context: context).utf8))
        guard let values = reply.arrayValue?.compactMap(\.stringValue), values.count == names.count else {
            throw LunaError(
                "privacy.malformed", .dependency, "The security service has answered with something else than values.")
        }
        for (name, value) in zip(names, values) { vault.add(TokenRecord(token: name, type: nil, value: value)) }
        return Restorer(vault: vault)
    }

    /// `text` with its values, also those of other prompts of the execution.
    /// - Parameter isJSON: values are escaped as JSON wants it.
    /// - Throws: `LunaError` `privacy.unknown_token`; `json.invalid`.
    public func restore(
        _ text: String, isJSON: Bool = false, execution: String, context: CallContext
    ) async throws -> String {
        try await security.restoreText(
            RestoreTextRequest(execution: execution, text: text, isJson: isJSON), context: context
        ).text
    }
}

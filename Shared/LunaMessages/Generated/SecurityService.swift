// Generated from luna/v1/security.proto by `make proto`. Do not edit.

/// The methods of the service `security`.
public enum SecurityMethods {
    /// `Security.SearchAudit`.
    public static let searchAudit = RPCMethod(service: "security", name: "searchAudit")
    /// Checks the chain of the caller's tenant, against checkpoints from outside when there are any.
    public static let verifyAudit = RPCMethod(service: "security", name: "verifyAudit")
    /// Signs the head of the chain, to be kept outside.
    public static let checkpointAudit = RPCMethod(service: "security", name: "checkpointAudit")
    /// Writes into the chain, signed, that a backup was restored and which checkpoints had seen more than it brought back.
    public static let acceptRestore = RPCMethod(service: "security", name: "acceptRestore")
    /// Whose credential it is; for the gateway.
    public static let authenticate = RPCMethod(service: "security", name: "authenticate")
    /// `Security.CreateKey`.
    public static let createKey = RPCMethod(service: "security", name: "createKey")
    /// `Security.ListKeys`.
    public static let listKeys = RPCMethod(service: "security", name: "listKeys")
    /// `Security.RevokeKey`.
    public static let revokeKey = RPCMethod(service: "security", name: "revokeKey")
    /// Where personal data and secrets are in a text.
    public static let scanText = RPCMethod(service: "security", name: "scanText")
    /// The text as it may go to a destination; what was replaced is kept sealed, to be restored.
    public static let tokeniseText = RPCMethod(service: "security", name: "tokeniseText")
    /// The text with its values in the place of tokens, exactly, or an error.
    public static let restoreText = RPCMethod(service: "security", name: "restoreText")
    /// Erases values, so that no token of theirs can be restored any more.
    public static let forgetTokens = RPCMethod(service: "security", name: "forgetTokens")
    /// `Security.GetPrivacyPolicy`.
    public static let getPrivacyPolicy = RPCMethod(service: "security", name: "getPrivacyPolicy")
    /// Replaces the tenant's own rules.
    public static let setPrivacyPolicy = RPCMethod(service: "security", name: "setPrivacyPolicy")
    /// What policy says, signed: the decision in force for this input, or a new one.
    public static let decide = RPCMethod(service: "security", name: "decide")
    /// The decision in force for the input of an earlier one.
    public static let getDecision = RPCMethod(service: "security", name: "getDecision")
    /// A person allows what needs one; what is denied stays denied.
    public static let approveDecision = RPCMethod(service: "security", name: "approveDecision")
    /// The rules that hold, or an earlier version of them.
    public static let getPolicy = RPCMethod(service: "security", name: "getPolicy")
    /// Versions of the rules, newest first, without the rules themselves.
    public static let listPolicies = RPCMethod(service: "security", name: "listPolicies")
    /// Writes the next version of the rules.
    public static let setPolicy = RPCMethod(service: "security", name: "setPolicy")
    /// What would be decided; nothing is kept.
    public static let checkPolicy = RPCMethod(service: "security", name: "checkPolicy")
    /// A part of the product tells with which key it signs; for services.
    public static let announceSigner = RPCMethod(service: "security", name: "announceSigner")
    /// Public keys of what the product signs.
    public static let listSigners = RPCMethod(service: "security", name: "listSigners")
    /// How much the tenant may use; says nothing about what it does use.
    public static let getQuotas = RPCMethod(service: "security", name: "getQuotas")
    /// Sets the limits that are named; for an administrator of all tenants.
    public static let setQuotas = RPCMethod(service: "security", name: "setQuotas")

    /// All of them, in the order of the contract.
    public static let all: [RPCMethod] = [
        searchAudit,
        verifyAudit,
        checkpointAudit,
        acceptRestore,
        authenticate,
        createKey,
        listKeys,
        revokeKey,
        scanText,
        tokeniseText,
        restoreText,
        forgetTokens,
        getPrivacyPolicy,
        setPrivacyPolicy,
        decide,
        getDecision,
        approveDecision,
        getPolicy,
        listPolicies,
        setPolicy,
        checkPolicy,
        announceSigner,
        listSigners,
        getQuotas,
        setQuotas,
    ]
}

/// What a server of `security` does. A method throws `LunaError`; the caller gets the same error.
public protocol SecurityServing: Sendable {
    /// `Security.SearchAudit`.
    func searchAudit(_ request: SearchAuditRequest, context: CallContext) async throws -> SearchAuditReply
    /// Checks the chain of the caller's tenant, against checkpoints from outside when there are any.
    func verifyAudit(_ request: VerifyAuditRequest, context: CallContext) async throws -> VerifyAuditReply
    /// Signs the head of the chain, to be kept outside.
    func checkpointAudit(_ request: CheckpointAuditRequest, context: CallContext) async throws -> AuditCheckpoint
    /// Writes into the chain, signed, that a backup was restored and which checkpoints had seen more than it brought back.
    func acceptRestore(_ request: AcceptRestoreRequest, context: CallContext) async throws -> AuditRestore
    /// Whose credential it is; for the gateway.
    func authenticate(_ request: AuthenticateRequest, context: CallContext) async throws -> Identity
    /// `Security.CreateKey`.
    func createKey(_ request: CreateKeyRequest, context: CallContext) async throws -> CreateKeyReply
    /// `Security.ListKeys`.
    func listKeys(_ request: ListKeysRequest, context: CallContext) async throws -> ListKeysReply
    /// `Security.RevokeKey`.
    func revokeKey(_ request: RevokeKeyRequest, context: CallContext) async throws -> APIKey
    /// Where personal data and secrets are in a text.
    func scanText(_ request: ScanTextRequest, context: CallContext) async throws -> ScanTextReply
    /// The text as it may go to a destination; what was replaced is kept sealed, to be restored.
    func tokeniseText(_ request: TokeniseTextRequest, context: CallContext) async throws -> TokeniseTextReply
    /// The text with its values in the place of tokens, exactly, or an error.
    func restoreText(_ request: RestoreTextRequest, context: CallContext) async throws -> RestoreTextReply
    /// Erases values, so that no token of theirs can be restored any more.
    func forgetTokens(_ request: ForgetTokensRequest, context: CallContext) async throws -> ForgetTokensReply
    /// `Security.GetPrivacyPolicy`.
    func getPrivacyPolicy(_ request: GetPrivacyPolicyRequest, context: CallContext) async throws -> PrivacyRules
    /// Replaces the tenant's own rules.
    func setPrivacyPolicy(_ request: SetPrivacyPolicyRequest, context: CallContext) async throws -> PrivacyRules
    /// What policy says, signed: the decision in force for this input, or a new one.
    func decide(_ request: DecideRequest, context: CallContext) async throws -> PolicyDecision
    /// The decision in force for the input of an earlier one.
    func getDecision(_ request: DecisionKey, context: CallContext) async throws -> PolicyDecision
    /// A person allows what needs one; what is denied stays denied.
    func approveDecision(_ request: ApproveDecisionRequest, context: CallContext) async throws -> PolicyDecision
    /// The rules that hold, or an earlier version of them.
    func getPolicy(_ request: GetPolicyRequest, context: CallContext) async throws -> PolicyVersion
    /// Versions of the rules, newest first, without the rules themselves.
    func listPolicies(_ request: ListPoliciesRequest, context: CallContext) async throws -> ListPoliciesReply
    /// Writes the next version of the rules.
    func setPolicy(_ request: SetPolicyRequest, context: CallContext) async throws -> PolicyVersion
    /// What would be decided; nothing is kept.
    func checkPolicy(_ request: CheckPolicyRequest, context: CallContext) async throws -> PolicyVerdict
    /// A part of the product tells with which key it signs; for services.
    func announceSigner(_ request: Signer, context: CallContext) async throws -> Signer
    /// Public keys of what the product signs.
    func listSigners(_ request: ListSignersRequest, context: CallContext) async throws -> ListSignersReply
    /// How much the tenant may use; says nothing about what it does use.
    func getQuotas(_ request: GetQuotasRequest, context: CallContext) async throws -> Quotas
    /// Sets the limits that are named; for an administrator of all tenants.
    func setQuotas(_ request: SetQuotasRequest, context: CallContext) async throws -> Quotas
}

extension SecurityServing {
    /// One endpoint for each method: decodes the request, calls the method, encodes the reply.
    public var endpoints: [RPCEndpoint] {
        [
            RPCEndpoint(SecurityMethods.searchAudit) { try await searchAudit($0, context: $1) },
            RPCEndpoint(SecurityMethods.verifyAudit) { try await verifyAudit($0, context: $1) },
            RPCEndpoint(SecurityMethods.checkpointAudit) { try await checkpointAudit($0, context: $1) },
            RPCEndpoint(SecurityMethods.acceptRestore) { try await acceptRestore($0, context: $1) },
            RPCEndpoint(SecurityMethods.authenticate) { try await authenticate($0, context: $1) },
            RPCEndpoint(SecurityMethods.createKey) { try await createKey($0, context: $1) },
            RPCEndpoint(SecurityMethods.listKeys) { try await listKeys($0, context: $1) },
            RPCEndpoint(SecurityMethods.revokeKey) { try await revokeKey($0, context: $1) },
            RPCEndpoint(SecurityMethods.scanText) { try await scanText($0, context: $1) },
            RPCEndpoint(SecurityMethods.tokeniseText) { try await tokeniseText($0, context: $1) },
            RPCEndpoint(SecurityMethods.restoreText) { try await restoreText($0, context: $1) },
            RPCEndpoint(SecurityMethods.forgetTokens) { try await forgetTokens($0, context: $1) },
            RPCEndpoint(SecurityMethods.getPrivacyPolicy) { try await getPrivacyPolicy($0, context: $1) },
            RPCEndpoint(SecurityMethods.setPrivacyPolicy) { try await setPrivacyPolicy($0, context: $1) },
            RPCEndpoint(SecurityMethods.decide) { try await decide($0, context: $1) },
            RPCEndpoint(SecurityMethods.getDecision) { try await getDecision($0, context: $1) },
            RPCEndpoint(SecurityMethods.approveDecision) { try await approveDecision($0, context: $1) },
            RPCEndpoint(SecurityMethods.getPolicy) { try await getPolicy($0, context: $1) },
            RPCEndpoint(SecurityMethods.listPolicies) { try await listPolicies($0, context: $1) },
            RPCEndpoint(SecurityMethods.setPolicy) { try await setPolicy($0, context: $1) },
            RPCEndpoint(SecurityMethods.checkPolicy) { try await checkPolicy($0, context: $1) },
            RPCEndpoint(SecurityMethods.announceSigner) { try await announceSigner($0, context: $1) },
            RPCEndpoint(SecurityMethods.listSigners) { try await listSigners($0, context: $1) },
            RPCEndpoint(SecurityMethods.getQuotas) { try await getQuotas($0, context: $1) },
            RPCEndpoint(SecurityMethods.setQuotas) { try await setQuotas($0, context: $1) },
        ]
    }
}

/// Calls the service `security`. Throws the `LunaError` of the server or of the transport.
public struct SecurityClient: Sendable {
    private let transport: any RPCTransport

    /// A client that calls through `transport`.
    public init(_ transport: any RPCTransport) { self.transport = transport }

    /// `Security.SearchAudit`.
    public func searchAudit(_ request: SearchAuditRequest, context: CallContext) async throws -> SearchAuditReply {
        try await transport.call(SecurityMethods.searchAudit, request, context: context)
    }

    /// Checks the chain of the caller's tenant, against checkpoints from outside when there are any.
    public func verifyAudit(_ request: VerifyAuditRequest, context: CallContext) async throws -> VerifyAuditReply {
        try await transport.call(SecurityMethods.verifyAudit, request, context: context)
    }

    /// Signs the head of the chain, to be kept outside.
    public func checkpointAudit(
        _ request: CheckpointAuditRequest, context: CallContext
    ) async throws -> AuditCheckpoint {
        try await transport.call(SecurityMethods.checkpointAudit, request, context: context)
    }

    /// Writes into the chain, signed, that a backup was restored and which checkpoints had seen more than it brought back.
    public func acceptRestore(_ request: AcceptRestoreRequest, context: CallContext) async throws -> AuditRestore {
        try await transport.call(SecurityMethods.acceptRestore, request, context: context)
    }

    /// Whose credential it is; for the gateway.
    public func authenticate(_ request: AuthenticateRequest, context: CallContext) async throws -> Identity {
        try await transport.call(SecurityMethods.authenticate, request, context: context)
    }

    /// `Security.CreateKey`.
    public func createKey(_ request: CreateKeyRequest, context: CallContext) async throws -> CreateKeyReply {
        try await transport.call(SecurityMethods.createKey, request, context: context)
    }

    /// `Security.ListKeys`.
    public func listKeys(_ request: ListKeysRequest, context: CallContext) async throws -> ListKeysReply {
        try await transport.call(SecurityMethods.listKeys, request, context: context)
    }

    /// `Security.RevokeKey`.
    public func revokeKey(_ request: RevokeKeyRequest, context: CallContext) async throws -> APIKey {
        try await transport.call(SecurityMethods.revokeKey, request, context: context)
    }

    /// Where personal data and secrets are in a text.
    public func scanText(_ request: ScanTextRequest, context: CallContext) async throws -> ScanTextReply {
        try await transport.call(SecurityMethods.scanText, request, context: context)
    }

    /// The text as it may go to a destination; what was replaced is kept sealed, to be restored.
    public func tokeniseText(_ request: TokeniseTextRequest, context: CallContext) async throws -> TokeniseTextReply {
        try await transport.call(SecurityMethods.tokeniseText, request, context: context)
    }

    /// The text with its values in the place of tokens, exactly, or an error.
    public func restoreText(_ request: RestoreTextRequest, context: CallContext) async throws -> RestoreTextReply {
        try await transport.call(SecurityMethods.restoreText, request, context: context)
    }

    /// Erases values, so that no token of theirs can be restored any more.
    public func forgetTokens(_ request: ForgetTokensRequest, context: CallContext) async throws -> ForgetTokensReply {
        try await transport.call(SecurityMethods.forgetTokens, request, context: context)
    }

    /// `Security.GetPrivacyPolicy`.
    public func getPrivacyPolicy(
        _ request: GetPrivacyPolicyRequest, context: CallContext
    ) async throws -> PrivacyRules {
        try await transport.call(SecurityMethods.getPrivacyPolicy, request, context: context)
    }

    /// Replaces the tenant's own rules.
    public func setPrivacyPolicy(
        _ request: SetPrivacyPolicyRequest, context: CallContext
    ) async throws -> PrivacyRules {
        try await transport.call(SecurityMethods.setPrivacyPolicy, request, context: context)
    }

    /// What policy says, signed: the decision in force for this input, or a new one.
    public func decide(_ request: DecideRequest, context: CallContext) async throws -> PolicyDecision {
        try await transport.call(SecurityMethods.decide, request, context: context)
    }

    /// The decision in force for the input of an earlier one.
    public func getDecision(_ request: DecisionKey, context: CallContext) async throws -> PolicyDecision {
        try await transport.call(SecurityMethods.getDecision, request, context: context)
    }

    /// A person allows what needs one; what is denied stays denied.
    public func approveDecision(
        _ request: ApproveDecisionRequest, context: CallContext
    ) async throws -> PolicyDecision {
        try await transport.call(SecurityMethods.approveDecision, request, context: context)
    }

    /// The rules that hold, or an earlier version of them.
    public func getPolicy(_ request: GetPolicyRequest, context: CallContext) async throws -> PolicyVersion {
        try await transport.call(SecurityMethods.getPolicy, request, context: context)
    }

    /// Versions of the rules, newest first, without the rules themselves.
    public func listPolicies(_ request: ListPoliciesRequest, context: CallContext) async throws -> ListPoliciesReply {
        try await transport.call(SecurityMethods.listPolicies, request, context: context)
    }

    /// Writes the next version of the rules.
    public func setPolicy(_ request: SetPolicyRequest, context: CallContext) async throws -> PolicyVersion {
        try await transport.call(SecurityMethods.setPolicy, request, context: context)
    }

    /// What would be decided; nothing is kept.
    public func checkPolicy(_ request: CheckPolicyRequest, context: CallContext) async throws -> PolicyVerdict {
        try await transport.call(SecurityMethods.checkPolicy, request, context: context)
    }

    /// A part of the product tells with which key it signs; for services.
    public func announceSigner(_ request: Signer, context: CallContext) async throws -> Signer {
        try await transport.call(SecurityMethods.announceSigner, request, context: context)
    }

    /// Public keys of what the product signs.
    public func listSigners(_ request: ListSignersRequest, context: CallContext) async throws -> ListSignersReply {
        try await transport.call(SecurityMethods.listSigners, request, context: context)
    }

    /// How much the tenant may use; says nothing about what it does use.
    public func getQuotas(_ request: GetQuotasRequest, context: CallContext) async throws -> Quotas {
        try await transport.call(SecurityMethods.getQuotas, request, context: context)
    }

    /// Sets the limits that are named; for an administrator of all tenants.
    public func setQuotas(_ request: SetQuotasRequest, context: CallContext) async throws -> Quotas {
        try await transport.call(SecurityMethods.setQuotas, request, context: context)
    }
}

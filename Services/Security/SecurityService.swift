import LunaCore
import LunaMessages

/// The RPCs of the security service.
struct SecurityService: SecurityServing {
    let audit: AuditStore
    let checkpoints: AuditCheckpoints
    let access: AccessService
    let privacy: PrivacyDesk
    let policy: PolicyDesk
    let signers: SignerStore
    let quotas: QuotaDesk

    func searchAudit(_ request: SearchAuditRequest, context: CallContext) async throws -> SearchAuditReply {
        let limit = request.limit == 0 ? 100 : Int(min(request.limit, 1000))
        let found = try await audit.search(request, limit: limit + 1, tenant: context.tenant)
        let page = found.prefix(limit)
        return SearchAuditReply(
            entries: page.map(\.entry), nextCursor: found.count > limit ? page.last?.cursor ?? "" : "")
    }

    func verifyAudit(_ request: VerifyAuditRequest, context: CallContext) async throws -> VerifyAuditReply {
        try await checkpoints.verify(context.tenant, request.checkpoints)
    }

    func checkpointAudit(_ request: CheckpointAuditRequest, context: CallContext) async throws -> AuditCheckpoint {
        try await checkpoints.sign(context.tenant)
    }

    func acceptRestore(_ request: AcceptRestoreRequest, context: CallContext) async throws -> AuditRestore {
        try await checkpoints.acceptRestore(request, context)
    }

    func authenticate(_ request: AuthenticateRequest, context: CallContext) async throws -> Identity {
        try await access.authenticate(request)
    }

    func createKey(_ request: CreateKeyRequest, context: CallContext) async throws -> CreateKeyReply {
        try await access.create(request, context)
    }

    func listKeys(_ request: ListKeysRequest, context: CallContext) async throws -> ListKeysReply {
        var keys = try await access.keys.list(tenant: context.tenant.rawValue)
        if context.isForEveryTenant { keys += try await access.keys.list(tenant: "*") }
        return ListKeysReply(keys: keys)
    }

    func revokeKey(_ request: RevokeKeyRequest, context: CallContext) async throws -> APIKey {
        try await access.revoke(request.id, context)
    }

    func scanText(_ request: ScanTextRequest, context: CallContext) async throws -> ScanTextReply {
        try privacy.scan(request)
    }

    func tokeniseText(_ request: TokeniseTextRequest, context: CallContext) async throws -> TokeniseTextReply {
        try await privacy.tokenise(request, context)
    }

    func restoreText(_ request: RestoreTextRequest, context: CallContext) async throws -> RestoreTextReply {
        try await privacy.restore(request, context)
    }

    func forgetTokens(_ request: ForgetTokensRequest, context: CallContext) async throws -> ForgetTokensReply {
        try await privacy.forget(request, context)
    }

    func getPrivacyPolicy(_ request: GetPrivacyPolicyRequest, context: CallContext) async throws -> PrivacyRules {
        try await privacy.policies.rules(context.tenant)
    }

    func setPrivacyPolicy(_ request: SetPrivacyPolicyRequest, context: CallContext) async throws -> PrivacyRules {
        try await privacy.setPolicy(request, context)
    }

    func getQuotas(_ request: GetQuotasRequest, context: CallContext) async throws -> Quotas {
        try await quotas.quotas(context.tenant)
    }

    func setQuotas(_ request: SetQuotasRequest, context: CallContext) async throws -> Quotas {
        try await quotas.set(request, context)
    }
}

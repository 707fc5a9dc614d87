import LunaCore
import LunaMessages

/// Policy, and the public keys of what the product signs.
extension SecurityService {
    func decide(_ request: DecideRequest, context: CallContext) async throws -> PolicyDecision {
        try await policy.decide(request, context)
    }

    func getDecision(_ request: DecisionKey, context: CallContext) async throws -> PolicyDecision {
        try await policy.decision(request.id, context)
    }

    func approveDecision(_ request: ApproveDecisionRequest, context: CallContext) async throws -> PolicyDecision {
        try await policy.approve(request, context)
    }

    func getPolicy(_ request: GetPolicyRequest, context: CallContext) async throws -> PolicyVersion {
        try await policy.policy(request, context)
    }

    func listPolicies(_ request: ListPoliciesRequest, context: CallContext) async throws -> ListPoliciesReply {
        try await policy.versions(request, context)
    }

    func setPolicy(_ request: SetPolicyRequest, context: CallContext) async throws -> PolicyVersion {
        try await policy.set(request, context)
    }

    func checkPolicy(_ request: CheckPolicyRequest, context: CallContext) async throws -> PolicyVerdict {
        try await policy.check(request, context)
    }

    func announceSigner(_ request: Signer, context: CallContext) async throws -> Signer {
        // Whoever has a role is a person or a program of theirs, not a part of the product.
        guard context.role == nil else {
            throw LunaError("access.denied", .permission, "security.announceSigner is for services only.")
        }
        return try await signers.announce(request, by: context.actor)
    }

    func listSigners(_ request: ListSignersRequest, context: CallContext) async throws -> ListSignersReply {
        ListSignersReply(signers: try await signers.list(purpose: request.purpose))
    }
}

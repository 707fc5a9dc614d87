import HTTPTypes
import LunaMessages

/// What is allowed, who decided, and with which keys the product signs.
enum PolicyRoutes {
    static func all(_ backend: Backend) -> [Route] { rules(backend) + decisions(backend) }

    private static let allTenants = RouteParameter("all_tenants", .flag, "The rules for all tenants.")

    private static func rules(_ backend: Backend) -> [Route] {
        let security = backend.security
        return [
            Route(
                .get, "/v1/policy", "getPolicy", tag: "policy", "The tenant's rules, or those for all tenants.",
                parameters: [
                    allTenants, RouteParameter("version", .integer(0...4_294_967_295), "The newest when absent."),
                ],
                replies: [RouteReply(200, .message(PolicyVersion.self), "The rules.")], problems: [404]
            ) { call in
                Reply.message(
                    try await security.getPolicy(
                        GetPolicyRequest(
                            version: UInt32(clamping: call.number("version")),
                            allTenants: call.text("all_tenants") == "true"), context: call.caller))
            },
            Route(
                .get, "/v1/policy/versions", "listPolicies", tag: "policy",
                "Versions of the rules, newest first: who has set them and when.",
                parameters: [.limit, allTenants],
                replies: [RouteReply(200, .message(ListPoliciesReply.self), "The versions, without the rules.")]
            ) { call in
                Reply.message(
                    try await security.listPolicies(
                        ListPoliciesRequest(allTenants: call.text("all_tenants") == "true", limit: call.limit),
                        context: call.caller))
            },
            Route(
                .put, "/v1/policy", "setPolicy", tag: "policy", "Writes the next version of the rules.",
                explanation:
                    "They are obeyed everywhere as soon as the decisions in force have expired, five minutes by "
                    + "default.",
                access: .role(.admin), body: .json(SetPolicyRequest.self),
                replies: [RouteReply(200, .message(PolicyVersion.self), "The version that was written.")],
                problems: [403, 409]
            ) { call in
                let request = try await call.message(SetPolicyRequest.self, budget: backend.bodies)
                return Reply.message(try await security.setPolicy(request, context: call.caller))
            },
            Route(
                .post, "/v1/policy/check", "checkPolicy", tag: "policy",
                "What would be decided, by the rules that hold or by others.",
                access: .role(.viewer), body: .json(CheckPolicyRequest.self),
                replies: [RouteReply(200, .message(PolicyVerdict.self), "The verdict; nothing is kept.")]
            ) { call in
                let request = try await call.message(CheckPolicyRequest.self, budget: backend.bodies)
                return Reply.message(try await security.checkPolicy(request, context: call.caller))
            },
        ]
    }

    private static func decisions(_ backend: Backend) -> [Route] {
        let security = backend.security
        return [
            Route(
                .get, "/v1/policy/decisions/{decision}", "getDecision", tag: "policy",
                "The decision in force for the input of an earlier one, signed.",
                replies: [RouteReply(200, .message(PolicyDecision.self), "The decision.")], problems: [404]
            ) { call in
                Reply.message(
                    try await security.getDecision(DecisionKey(id: call.path("decision")), context: call.caller))
            },
            Route(
                .get, "/v1/signers", "listSigners", tag: "policy", "Public keys of what the product signs.",
                parameters: [RouteParameter("purpose", "One of provenance, decision, checkpoint; all when absent.")],
                replies: [RouteReply(200, .message(ListSignersReply.self), "The keys, newest first.")]
            ) { call in
                Reply.message(
                    try await security.listSigners(
                        ListSignersRequest(purpose: call.text("purpose")), context: call.caller))
            },
        ]
    }
}

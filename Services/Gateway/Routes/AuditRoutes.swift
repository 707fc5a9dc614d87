import HTTPTypes
import LunaMessages

/// The audit trail.
enum AuditRoutes {
    static func all(_ backend: Backend) -> [Route] {
        let security = backend.security
        return [
            Route(
                .get, "/v1/audit", "searchAudit", tag: "audit", "Who did what.",
                parameters: [
                    .limit, .cursor, RouteParameter("correlation", "Only of this execution."),
                    RouteParameter("actor", "Only by this one."), RouteParameter("action", "Only of this kind."),
                ], replies: [RouteReply(200, .page(AuditEntry.self), "A page of entries.")]
            ) { call in
                let reply = try await security.searchAudit(
                    SearchAuditRequest(
                        correlation: call.text("correlation"), actor: call.text("actor"), action: call.text("action"),
                        limit: call.limit, cursor: call.text("cursor")), context: call.caller)
                return Reply.page(reply.entries, next: reply.nextCursor)
            },
            Route(
                .post, "/v1/audit/verify", "verifyAudit", tag: "audit", "Checks the tenant's whole audit chain.",
                explanation: "With checkpoints from outside it finds, too, what somebody with all keys has done.",
                access: .role(.viewer), body: .json(VerifyAuditRequest.self, isRequired: false),
                replies: [RouteReply(200, .message(VerifyAuditReply.self), "What was found, and the head, signed.")]
            ) { call in
                let request = try await call.message(VerifyAuditRequest.self, budget: backend.bodies)
                var caller = call.caller
                caller.timeout = .seconds(600)
                return Reply.message(try await security.verifyAudit(request, context: caller))
            },
            Route(
                .get, "/v1/audit/checkpoint", "checkpointAudit", tag: "audit",
                "The head of the tenant's audit chain, signed: to be kept elsewhere.",
                replies: [RouteReply(200, .message(AuditCheckpoint.self), "The checkpoint.")]
            ) { call in
                Reply.message(
                    try await security.checkpointAudit(CheckpointAuditRequest(), context: call.caller))
            },
        ]
    }
}

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
            Route(
                .post, "/v1/audit/restores", "acceptRestore", tag: "audit",
                "Writes into the tenant's audit chain, signed, that a backup was restored.",
                explanation: """
                    For an administrator of all tenants. The checkpoints that had seen more than the backup brought back, \
                    those kept by the service and those handed in, are no findings from then on; what was lost is told \
                    at every check.
                    """,
                access: .role(.admin), body: .json(AcceptRestoreRequest.self),
                replies: [RouteReply(200, .message(AuditRestore.self), "What was written.")],
                problems: [403, 409, 422]
            ) { call in
                let request = try await call.message(AcceptRestoreRequest.self, budget: backend.bodies)
                return Reply.message(try await security.acceptRestore(request, context: call.caller))
            },
        ]
    }
}

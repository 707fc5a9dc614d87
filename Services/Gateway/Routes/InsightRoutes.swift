import HTTPTypes
import LunaMessages

/// Costs, health and the audit trail.
enum InsightRoutes {
    static func all(_ backend: Backend) -> [Route] {
        [
            Route(
                .get, "/v1/executions/{execution}/costs", "getCosts", tag: "costs",
                "What an execution has used so far.",
                replies: [RouteReply(200, .message(CostsReply.self), "The sums.")], problems: [404]
            ) { call in
                let execution = call.path("execution")
                let costs = try await backend.costing.getCosts(CostsRequest(execution: execution), context: call.caller)
                if costs.attempts == 0 {
                    // Nothing yet, or no such execution: only the orchestrator knows.
                    _ = try await backend.orchestrator.getExecution(
                        ExecutionKey(execution: execution), context: call.caller)
                }
                return Reply.message(costs)
            },
            Route(
                .get, "/v1/health", "getHealth", tag: "health", "The state of every component.",
                replies: [RouteReply(200, .message(HealthReply.self), "The states.")]
            ) { call in
                Reply.message(try await backend.health.getHealth(HealthRequest(), context: call.caller))
            },
            Route(
                .get, "/v1/workload", "getWorkload", tag: "health",
                "What waits and what is being worked on, by capability, and how many workers would be right.",
                replies: [RouteReply(200, .message(WorkloadReply.self), "The load.")]
            ) { call in
                Reply.message(try await backend.health.getWorkload(WorkloadRequest(), context: call.caller))
            },
            Route(
                .get, "/v1/audit", "searchAudit", tag: "audit", "Who did what.",
                parameters: [
                    .limit, .cursor, RouteParameter("correlation", "Only of this execution."),
                    RouteParameter("actor", "Only by this one."), RouteParameter("action", "Only of this kind."),
                ], replies: [RouteReply(200, .page(AuditEntry.self), "A page of entries.")]
            ) { call in
                let reply = try await backend.security.searchAudit(
                    SearchAuditRequest(
                        correlation: call.text("correlation"), actor: call.text("actor"), action: call.text("action"),
                        limit: call.limit, cursor: call.text("cursor")), context: call.caller)
                return Reply.page(reply.entries, next: reply.nextCursor)
            },
        ]
    }
}

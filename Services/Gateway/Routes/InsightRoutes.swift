import HTTPTypes
import LunaMessages

/// Costs and health.
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
        ]
    }
}

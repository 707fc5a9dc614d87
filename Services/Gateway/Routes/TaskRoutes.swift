import HTTPTypes
import LunaMessages

/// The tasks of an execution.
enum TaskRoutes {
    static func all(_ backend: Backend) -> [Route] {
        let orchestrator = backend.orchestrator
        return [
            Route(
                .get, "/v1/executions/{execution}/tasks", "listTasks", tag: "tasks",
                "Tasks, in the order of the graph.",
                parameters: [
                    .limit, .cursor, RouteParameter("state", .words(TaskState.selectable), "Only in this state."),
                    RouteParameter("capability", "Only of this capability."),
                ], replies: [RouteReply(200, .page(TaskView.self), "A page of tasks, without their outputs.")],
                problems: [404]
            ) { call in
                let reply = try await orchestrator.listTasks(
                    ListTasksRequest(
                        execution: call.path("execution"), limit: call.limit, cursor: call.text("cursor"),
                        state: TaskState(name: call.text("state")) ?? .unspecified, capability: call.text("capability")),
                    context: call.caller)
                return Reply.page(reply.tasks, next: reply.nextCursor)
            },
            Route(
                .get, "/v1/executions/{execution}/tasks/{task}", "getTask", tag: "tasks", "One task with its output.",
                replies: [RouteReply(200, .message(TaskView.self), "The task.")], problems: [404]
            ) { call in
                Reply.message(
                    try await orchestrator.getTask(
                        TaskKey(execution: call.path("execution"), task: call.path("task")), context: call.caller))
            },
            Route(
                .get, "/v1/executions/{execution}/tasks/{task}/why", "explainTask", tag: "tasks",
                "Why a task is where it is: what will wake it.",
                replies: [RouteReply(200, .message(WhyReply.self), "The explanation.")], problems: [404]
            ) { call in
                Reply.message(
                    try await orchestrator.why(
                        TaskKey(execution: call.path("execution"), task: call.path("task")), context: call.caller))
            },
        ]
    }
}

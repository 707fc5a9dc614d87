import HTTPTypes
import LunaCore
import LunaMessages
import LunaServiceKit

/// What tasks have logged.
enum LogRoutes {
    static func all(_ backend: Backend) -> [Route] {
        [
            Route(
                .get, "/v1/executions/{execution}/logs", "readLogs", tag: "logs",
                "Lines that tasks have logged, oldest first.",
                explanation: "With `Accept: text/event-stream`, they are followed until the execution has ended.",
                parameters: [
                    RouteParameter("after", .position, "Only lines after this id."), .limit,
                    RouteParameter("task", "Only of this task."), .lastEventID, .lastEventIDQuery,
                ],
                replies: [
                    RouteReply(
                        200,
                        .object([
                            JSONField("data", .list(.message(LogEntry.self)), "The lines."),
                            JSONField("last", .count, "For `after` of the next request."),
                        ]), "A page of lines."),
                    RouteReply(200, .events(LogEntry.self), "A stream of lines."),
                ], problems: [404]
            ) { call in
                let execution = call.path("execution")
                let after = try EventRoutes.sequence(call)
                // The memory service knows no executions, only their lines: whether this one exists is asked first.
                _ = try await backend.orchestrator.getExecution(
                    ExecutionKey(execution: execution), context: call.caller)
                guard call.wantsEventStream else {
                    let reply = try await backend.memory.readLogs(
                        ReadLogsRequest(execution: execution, task: call.text("task"), after: after, limit: call.limit),
                        context: call.caller)
                    return Reply.json([
                        "data": .array(reply.entries.map(\.json)),
                        "last": .number(JSONNumber(Int64(clamping: reply.last))),
                    ])
                }
                let listener = backend.wakeups.listen(
                    to: EventWakeups.Topic(tenant: call.caller.tenant.rawValue, execution: execution))
                var source = TaskLogs(
                    memory: backend.memory, orchestrator: backend.orchestrator, execution: execution,
                    task: call.text("task"),
                    context: call.caller.untraced, after: after)
                let first = try await source.next()
                return EventStream.response(
                    call, listener: listener, first: first, source: source, logger: backend.logger)
            }
        ]
    }
}

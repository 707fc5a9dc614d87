import HTTPTypes
import LunaCore
import LunaMessages

/// What an execution was at an earlier step, how two differ, and going on from a step.
enum HistoryRoutes {
    static func all(_ backend: Backend) -> [Route] {
        [replay(backend), compare(backend), fork(backend)]
    }

    private static func replay(_ backend: Backend) -> Route {
        Route(
            .get, "/v1/executions/{execution}/replay", "replayExecution", tag: "history",
            "An execution as it was after one of its events.",
            explanation: "Folded from the journal, event by event; nothing runs again.",
            parameters: [
                RouteParameter("to", .position, "Sequence of the last event to fold in; the newest when absent."),
                .limit, .cursor, RouteParameter("state", .words(TaskState.selectable), "Only tasks in this state."),
            ],
            replies: [RouteReply(200, .message(ReplayReply.self), "The execution then, and a page of its tasks.")],
            problems: [404]
        ) { call in
            var caller = call.caller
            caller.timeout = .seconds(60)
            return Reply.message(
                try await backend.orchestrator.replayExecution(
                    ReplayRequest(
                        execution: call.path("execution"), sequence: call.number("to"), limit: call.limit,
                        cursor: call.text("cursor"), state: TaskState(name: call.text("state")) ?? .unspecified),
                    context: caller))
        }
    }

    private static func compare(_ backend: Backend) -> Route {
        Route(
            .get, "/v1/executions/{execution}/comparison/{other}", "compareExecutions", tag: "history",
            "In what an execution and another one differ, task by task.",
            explanation: """
                Tasks differ by state, attempts, output, files, agent or error, or because only one side has them. \
                Durations are told and do not count.
                """,
            parameters: [
                .limit, .cursor, RouteParameter("include_same", .flag, "Also tasks that do not differ."),
            ], replies: [RouteReply(200, .message(CompareReply.self), "Totals, and a page of tasks.")], problems: [404]
        ) { call in
            var caller = call.caller
            caller.timeout = .seconds(60)
            return Reply.message(
                try await backend.orchestrator.compareExecutions(
                    CompareRequest(
                        left: call.path("execution"), right: call.path("other"), limit: call.limit,
                        cursor: call.text("cursor"), includeSame: call.text("include_same") == "true"), context: caller)
            )
        }
    }

    private static func fork(_ backend: Backend) -> Route {
        Route(
            .post, "/v1/executions/{execution}:fork", "forkExecution", tag: "history",
            "Starts an execution of the same plan that begins with what this one had done up to a step.",
            explanation: """
                What had succeeded is taken over with its outputs and files and is not paid again; everything else is \
                done anew. This execution is only read. With `Idempotency-Key`, the same request again is answered with \
                the execution that it started the first time (status 200).
                """,
            parameters: [
                RouteParameter(
                    "Idempotency-Key", .text(maximum: 255), in: .header, "Makes repeating the request safe.")
            ],
            body: RouteBody(
                types: ["application/json"],
                content: .object([
                    JSONField("sequence", .count, "Of the last event to take over; the newest when absent.")
                ]), isRequired: false, limit: RouteBody.jsonLimit),
            replies: [
                RouteReply(201, .message(SubmitReply.self), "Started.", headers: ["Location": "The execution."]),
                RouteReply(
                    200, .message(SubmitReply.self), "It was started before.", headers: ["Location": "The execution."]),
            ], problems: [404, 409]
        ) { call in
            var request = try await call.message(ForkRequest.self, budget: backend.bodies)
            guard request.execution.isEmpty || request.execution == call.path("execution") else {
                throw Problem(400, "message.malformed", "The body names another execution than the address.")
            }
            request.execution = call.path("execution")
            let key = try ExecutionRoutes.idempotencyKey(call)
            if !key.isEmpty { request.idempotencyKey = key }
            var caller = call.caller
            caller.timeout = .seconds(60)
            let reply = try await backend.orchestrator.forkExecution(request, context: caller)
            return Reply.message(
                reply, status: reply.existing ? .ok : .created,
                headers: [.location: "/v1/executions/\(reply.execution)"])
        }
    }
}

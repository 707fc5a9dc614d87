import HTTPTypes
import Hummingbird
import LunaCore
import LunaMessages

/// Submitting plans, and executions as a whole.
enum ExecutionRoutes {
    static let planTypes = [
        "application/yaml", "text/yaml", "application/x-yaml", "text/x-yaml", "application/json", "text/plain",
    ]

    static func all(_ backend: Backend) -> [Route] {
        let orchestrator = backend.orchestrator
        return [
            submit(backend),
            Route(
                .get, "/v1/executions", "listExecutions", tag: "executions", "Executions, newest first.",
                parameters: [
                    .limit, .cursor, RouteParameter("project", "Only of this project."),
                    RouteParameter("state", .words(ExecutionState.selectable), "Only in this state."),
                ], replies: [RouteReply(200, .page(ExecutionView.self), "A page of executions.")]
            ) { call in
                let reply = try await orchestrator.listExecutions(
                    ListExecutionsRequest(
                        limit: call.limit, cursor: call.text("cursor"), project: call.text("project"),
                        state: ExecutionState(name: call.text("state")) ?? .unspecified), context: call.caller)
                return Reply.page(reply.executions, next: reply.nextCursor)
            },
            Route(
                .get, "/v1/executions/{execution}", "getExecution", tag: "executions", "One execution.",
                replies: [RouteReply(200, .message(ExecutionView.self), "The execution.")], problems: [404]
            ) { call in
                Reply.message(
                    try await orchestrator.getExecution(
                        ExecutionKey(execution: call.path("execution")), context: call.caller))
            },
            Route(
                .get, "/v1/executions/{execution}/plan", "getExecutionPlan", tag: "executions",
                "The plan of an execution in canonical form.",
                replies: [
                    RouteReply(200, .message(PlanDocument.self), "The plan.", headers: ["ETag": "SHA-256 of the plan."])
                ],
                problems: [404]
            ) { call in
                let plan = try await orchestrator.getPlan(
                    ExecutionKey(execution: call.path("execution")), context: call.caller)
                return Reply.message(plan, headers: [.eTag: "\"\(plan.sha256)\""])
            },
            control("cancel", "Ends an execution; running tasks are told to stop.", backend, orchestrator.cancel),
            control("pause", "Hands out no more tasks; those in flight finish.", backend, orchestrator.pause),
            control("resume", "Goes on after a pause.", backend, orchestrator.resume),
        ]
    }

    private static func submit(_ backend: Backend) -> Route {
        Route(
            .post, "/v1/executions", "submitPlan", tag: "executions", "Checks a plan and starts an execution of it.",
            explanation: """
                A plan with problems is refused with status 422 and all of them in `problems`. With `Idempotency-Key`, \
                the same plan again is answered with the execution that it started the first time (status 200); another \
                plan under the same key is a conflict.
                """,
            parameters: [
                RouteParameter("project", "Name of the project; the plan's own when absent."),
                RouteParameter("file_name", "What to call the plan in messages; `.json` makes it strict JSON."),
                RouteParameter(
                    "Idempotency-Key", .text(maximum: 255), in: .header, "Makes repeating the request safe."),
            ],
            body: .file(planTypes, limit: backend.largestPlan),
            replies: [
                RouteReply(201, .message(SubmitReply.self), "Started.", headers: ["Location": "The execution."]),
                RouteReply(
                    200, .message(SubmitReply.self), "It was started before.", headers: ["Location": "The execution."]),
            ], problems: [409]
        ) { call in
            let key = try idempotencyKey(call)
            let plan = try await call.body(limit: backend.largestPlan, budget: backend.bodies)
            var caller = call.caller
            caller.timeout = .seconds(60)
            let reply = try await backend.orchestrator.submit(
                SubmitRequest(
                    project: call.text("project"), plan: plan, fileName: PlanRoutes.fileName(call),
                    idempotencyKey: key),
                context: caller)
            guard !reply.execution.isEmpty else {
                let count = reply.problems.filter { $0.severity != "warning" }.count
                throw Problem(
                    LunaError(
                        "plan.invalid", .validation,
                        "The plan has \(count) \(count == 1 ? "error" : "errors"); `problems` lists them."
                    ),
                    members: ["problems": .array(reply.problems.map(\.json))])
            }
            return Reply.message(
                reply, status: reply.existing ? .ok : .created,
                headers: [.location: "/v1/executions/\(reply.execution)"])
        }
    }

    static func idempotencyKey(_ call: Call) throws -> String {
        guard let key = call.request.headers[.idempotencyKey] else { return "" }
        guard !key.isEmpty, key.utf8.count <= 255, key.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7F }) else {
            throw Problem(
                400, "request.bad_header", "An Idempotency-Key is 1 to 255 visible ASCII characters.",
                details: ["header": "Idempotency-Key"])
        }
        return key
    }

    private static func control(
        _ verb: String, _ summary: String, _ backend: Backend,
        _ method: @escaping @Sendable (ControlRequest, CallContext) async throws -> ExecutionView
    ) -> Route {
        Route(
            .post, "/v1/executions/{execution}:\(verb)", "\(verb)Execution", tag: "executions", summary,
            body: RouteBody(
                types: ["application/json"],
                content: .object([JSONField("reason", .text, "For a person: why.")]), isRequired: false,
                limit: RouteBody.jsonLimit),
            replies: [RouteReply(200, .message(ExecutionView.self), "The execution, after it.")], problems: [404, 409]
        ) { call in
            var request = try await call.message(ControlRequest.self, budget: backend.bodies)
            guard request.execution.isEmpty || request.execution == call.path("execution") else {
                throw Problem(400, "message.malformed", "The body names another execution than the address.")
            }
            request.execution = call.path("execution")
            return Reply.message(try await method(request, call.caller))
        }
    }
}

extension WireEnum {
    /// The words to select by: all but the one for "not said".
    static var selectable: [String] { jsonNames.filter { $0 != "unspecified" } }
}

import HTTPTypes
import Hummingbird
import LunaCore
import LunaMessages
import LunaPlan

/// Looking at plans without running them. The work is done here, in the gateway.
enum PlanRoutes {
    private static let formats = ["json", "mermaid", "dot", "svg"]
    private static let fileNameParameter = RouteParameter(
        "file_name", .text(maximum: 255), "What to call the plan in messages; `.json` makes it strict JSON.")

    static func all(_ backend: Backend) -> [Route] {
        [
            Route(
                .post, "/v1/plans:validate", "validatePlan", tag: "plans", "Checks a plan and reports every problem.",
                parameters: [fileNameParameter], body: .file(ExecutionRoutes.planTypes),
                replies: [
                    RouteReply(
                        200,
                        .object([
                            JSONField("valid", .flag, "Whether it can be submitted."),
                            JSONField(
                                "problems", .list(.message(Finding.self)), "Errors and warnings, in order of place."),
                            JSONField("task_count", .count, "How many tasks it stands for; 0 when invalid."),
                            JSONField("graph_sha256", .text, "Hash of the task graph; empty when invalid."),
                        ]), "The verdict.")
                ]
            ) { call in
                let plan = try await call.body(limit: RouteBody.fileLimit, budget: backend.bodies)
                let reading = await backend.plans.read(plan, fileName: fileName(call))
                return Reply.json([
                    "valid": .bool(reading.graph != nil), "problems": .array(reading.problems.map(\.json)),
                    "task_count": .number(JSONNumber(reading.graph?.nodes.count { !$0.isBarrier } ?? 0)),
                    "graph_sha256": .string(reading.graph?.hash ?? ""),
                ])
            },
            Route(
                .post, "/v1/plans:graph", "drawPlan", tag: "plans", "The task graph that a plan stands for.",
                parameters: [
                    RouteParameter("format", .words(formats), "The form; `json` when absent."), fileNameParameter,
                ],
                body: .file(ExecutionRoutes.planTypes),
                replies: [
                    RouteReply(200, .object([]), "As JSON."),
                    RouteReply(
                        200, .file(["text/vnd.mermaid", "text/vnd.graphviz", "image/svg+xml"]), "As a drawing."),
                ], problems: [422]
            ) { call in
                let plan = try await call.body(limit: RouteBody.fileLimit, budget: backend.bodies)
                let reading = await backend.plans.read(plan, fileName: fileName(call))
                guard let graph = reading.graph else {
                    throw Problem(
                        LunaError(
                            "plan.invalid", .validation,
                            "The plan has problems; `problems` lists them with their places."),
                        members: ["problems": .array(reading.problems.map(\.json))])
                }
                return try await draw(graph, call.text("format"), backend.plans)
            },
        ]
    }

    private static func draw(_ graph: TaskGraph, _ format: String, _ workshop: PlanWorkshop) async throws -> Response {
        let headers: HTTPFields = [.eTag: "\"\(graph.hash)-\(format)\""]
        switch format {
        case "mermaid":
            return Reply.text(
                await workshop.run { graph.mermaid }, type: "text/vnd.mermaid; charset=utf-8", headers: headers)
        case "dot":
            return Reply.text(
                await workshop.run { graph.dot }, type: "text/vnd.graphviz; charset=utf-8", headers: headers)
        case "svg": return Reply.text(await workshop.run { graph.svg }, type: "image/svg+xml", headers: headers)
        default:
            let text = try await workshop.run { Result { try graph.json() } }.get()
            return Reply.text(String(decoding: text, as: UTF8.self), type: "application/json", headers: headers)
        }
    }

    /// What to call the plan; the ending decides how strictly it is read.
    static func fileName(_ call: Call) -> String {
        if let name = call.query["file_name"], !name.isEmpty { return name }
        let isJSON = call.request.headers[.contentType]?.lowercased().hasPrefix("application/json") ?? false
        return isJSON ? "plan.json" : "plan.yaml"
    }
}

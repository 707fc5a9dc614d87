import HTTPTypes
import Hummingbird
import LunaCore
import LunaMessages
import LunaServiceKit
import NIOCore

/// Every operation of the API.
enum APIRoutes {
    static func all(_ backend: Backend, readiness: Readiness, version: String) -> [Route] {
        let routes =
            ExecutionRoutes.all(backend) + TaskRoutes.all(backend) + EventRoutes.all(backend) + LogRoutes.all(backend)
            + ArtifactRoutes.all(backend) + PlanRoutes.all(backend) + BlobRoutes.all(backend) + CheckRoutes.all(backend)
            + AgentRoutes.all(backend) + InsightRoutes.all(backend) + AuditRoutes.all(backend)
            + AccessRoutes.all(backend) + PrivacyRoutes.all(backend) + PolicyRoutes.all(backend)
            + DeadLetterRoutes.all(backend)
            + HistoryRoutes.all(backend)
            + ProcessRoutes.all(readiness, version: version)
        // The document describes its own route, too.
        let document = OpenAPIDocument(routes: routes + [description([])], version: version).json.serialized()
        return routes + [description(document)]
    }

    private static func description(_ document: [UInt8]) -> Route {
        Route(
            .get, "/openapi.json", "getOpenAPI", tag: "gateway", "This API as an OpenAPI 3.1 document.",
            replies: [RouteReply(200, .object([]), "The document.")]
        ) { _ in
            Response(
                status: .ok, headers: [.contentType: "application/json"],
                body: ResponseBody(byteBuffer: ByteBuffer(bytes: document)))
        }
    }
}

/// The gateway itself.
enum ProcessRoutes {
    static func all(_ readiness: Readiness, version: String) -> [Route] {
        [
            Route(
                .get, "/", "getIndex", tag: "gateway", "What this is and where to go on.",
                replies: [
                    RouteReply(
                        200,
                        .object([
                            JSONField("name", .text, "Of the product."), JSONField("version", .text, "Of the gateway."),
                            JSONField("openapi", .text, "Where the description of the API is."),
                        ]), "A short description.")
                ]
            ) { _ in Reply.json(["name": "LunaCore", "version": .string(version), "openapi": "/openapi.json"]) },
            Route(
                .get, "/healthz", "getLiveness", tag: "gateway", "Whether the gateway is alive.",
                replies: [RouteReply(200, .object([JSONField("status", .text, "")]), "It is.")]
            ) { _ in Reply.json(["status": "alive"]) },
            Route(
                .get, "/readyz", "getReadiness", tag: "gateway", "Whether the gateway can do its work.",
                replies: [RouteReply(200, .object([JSONField("status", .text, "")]), "It can.")], problems: [503]
            ) { _ in
                let report = await readiness.evaluate()
                guard report.isReady else {
                    throw Problem(
                        LunaError("gateway.not_ready", .dependency, "The gateway is not ready: \(report.status)."),
                        status: 503)
                }
                return Reply.json(["status": .string(report.status)])
            },
        ]
    }
}

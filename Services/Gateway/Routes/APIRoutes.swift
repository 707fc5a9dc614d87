import HTTPTypes
import Hummingbird
import LunaCore
import LunaMessages
import LunaServiceKit
import NIOCore

/// Every operation of the API.
enum APIRoutes {
    static func all(
        _ backend: Backend, readiness: Readiness, version: String, login: LoginHints = LoginHints()
    ) -> [Route] {
        let routes =
            ExecutionRoutes.all(backend) + TaskRoutes.all(backend) + EventRoutes.all(backend) + LogRoutes.all(backend)
            + ArtifactRoutes.all(backend) + PlanRoutes.all(backend) + BlobRoutes.all(backend) + CheckRoutes.all(backend)
            + AgentRoutes.all(backend) + InsightRoutes.all(backend) + AuditRoutes.all(backend)
            + AccessRoutes.all(backend) + PrivacyRoutes.all(backend) + PolicyRoutes.all(backend)
            + DeadLetterRoutes.all(backend) + HistoryRoutes.all(backend) + QuotaRoutes.all(backend)
            + ProcessRoutes.all(readiness, version: version) + [login.route]
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

/// How one logs in here, for `luna login`.
struct LoginHints: Sendable {
    /// The OpenID Connect provider; nil = only keys are taken.
    var issuer: String?
    /// What the command line is called there.
    var client: String?

    var route: Route {
        Route(
            .get, "/.well-known/luna-login", "getLoginHints", tag: "gateway", "How one logs in here.",
            replies: [
                RouteReply(
                    200,
                    .object([
                        JSONField("issuer", .text, "The OpenID Connect provider; empty = only keys are taken."),
                        JSONField("client_id", .text, "What the command line is called there."),
                    ]), "Where to ask for a token.")
            ]
        ) { _ in Reply.json(["issuer": .string(issuer ?? ""), "client_id": .string(client ?? "")]) }
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

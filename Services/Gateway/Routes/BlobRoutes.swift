import HTTPTypes
import LunaCore
import LunaMessages

/// Content by its digest.
enum BlobRoutes {
    static func all(_ backend: Backend) -> [Route] {
        [
            Route(
                .post, "/v1/blobs", "putBlob", tag: "blobs", "Stores content under its digest.",
                body: .file(["application/octet-stream"]),
                replies: [RouteReply(201, .message(BlobRef.self), "Stored.", headers: ["Location": "The content."])]
            ) { call in
                let content = try await call.body(limit: RouteBody.fileLimit, budget: backend.bodies)
                var caller = call.caller
                caller.timeout = .seconds(60)
                let reference = try await backend.memory.store(content, context: caller)
                return Reply.message(reference, status: .created, headers: [.location: "/v1/blobs/\(reference.sha256)"])
            },
            Route(
                .get, "/v1/blobs/{sha256}", "getBlob", tag: "blobs", "Content by its digest.",
                parameters: [RouteParameter("If-None-Match", in: .header, "ETags that the client has.")],
                replies: [
                    RouteReply(
                        200, .file(["application/octet-stream"]), "The content.", headers: ["ETag": "The digest."]),
                    RouteReply(304, .nothing, "The client has it already."),
                ], problems: [404]
            ) { call in
                let digest = try Digest(hex: call.path("sha256"))
                return try await BlobDownload(memory: backend.memory, sha256: digest.hex, context: call.caller)
                    .response(
                        call, headers: [.contentType: "application/octet-stream", .contentDisposition: "attachment"])
            },
        ]
    }
}

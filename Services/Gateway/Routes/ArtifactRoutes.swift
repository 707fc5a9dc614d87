import HTTPTypes
import LunaMessages

/// The files that an execution has made.
enum ArtifactRoutes {
    static func all(_ backend: Backend) -> [Route] {
        [
            Route(
                .get, "/v1/executions/{execution}/artifacts", "listArtifacts", tag: "artifacts",
                "Files of an execution, by path.",
                parameters: [
                    .limit, .cursor, RouteParameter("prefix", "Only paths that start so."),
                    RouteParameter("all_versions", .flag, "Also versions that were replaced."),
                ], replies: [RouteReply(200, .page(ArtifactView.self), "A page of files.")], problems: [404]
            ) { call in
                let execution = call.path("execution")
                let reply = try await backend.memory.listArtifacts(
                    ListArtifactsRequest(
                        execution: execution, limit: call.limit, cursor: call.text("cursor"),
                        prefix: call.text("prefix"),
                        allVersions: call.text("all_versions") == "true"), context: call.caller)
                if reply.artifacts.isEmpty, call.text("cursor").isEmpty {
                    // Nothing yet, or no such execution: only the orchestrator knows.
                    _ = try await backend.orchestrator.getExecution(
                        ExecutionKey(execution: execution), context: call.caller)
                }
                return Reply.page(reply.artifacts, next: reply.nextCursor)
            },
            Route(
                .get, "/v1/executions/{execution}/artifacts/{path…}", "getArtifact", tag: "artifacts",
                "The content of one file.",
                parameters: [
                    RouteParameter("version", .integer(0...UInt64(UInt32.max)), "The newest when absent."),
                    RouteParameter("If-None-Match", in: .header, "ETags that the client has."),
                ],
                replies: [
                    RouteReply(
                        200, .file(["*/*"]), "The content.",
                        headers: ["ETag": "SHA-256 of the content.", "Content-Disposition": "The name of the file."]),
                    RouteReply(304, .nothing, "The client has it already."),
                ], problems: [404]
            ) { call in
                let artifact = try await backend.memory.getArtifact(
                    ArtifactKey(
                        execution: call.path("execution"), path: call.path("path"),
                        version: UInt32(clamping: call.number("version"))),
                    context: call.caller)
                let file = artifact.file ?? FileRef()
                let name = file.path.split(separator: "/").last.map(String.init) ?? "artifact"
                return try await BlobDownload(memory: backend.memory, sha256: file.sha256, context: call.caller)
                    .response(
                        call,
                        headers: [.contentType: mediaType(artifact.mediaType), .contentDisposition: disposition(name)])
            },
        ]
    }

    private static func mediaType(_ type: String) -> String {
        let isSafe = type.utf8.allSatisfy { $0 >= 0x20 && $0 < 0x7F } && type.contains("/")
        return isSafe ? type : "application/octet-stream"
    }

    /// `attachment`, so that a browser never shows generated content as a page of ours (RFC 6266).
    private static func disposition(_ name: String) -> String {
        let plain = String(name.map { $0.isASCII && ($0.isLetter || $0.isNumber || "._- ".contains($0)) ? $0 : "_" })
        return "attachment; filename=\"\(plain)\"" + (plain == name ? "" : "; filename*=\(URLText.extended(name))")
    }
}

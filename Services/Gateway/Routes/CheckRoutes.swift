import HTTPTypes
import LunaMessages

/// Checking projects that were not made here.
enum CheckRoutes {
    /// The longest that a service works on one request.
    private static let longest = Duration.seconds(600)

    static func all(_ backend: Backend) -> [Route] {
        [
            Route(
                .post, "/v1/checks", "checkProject", tag: "checks", "Checks a project of any origin in a sandbox.",
                explanation: "Store its files first (`POST /v1/blobs`). The answer comes when the checks are done.",
                body: .json(CheckRequest.self), replies: [RouteReply(200, .message(CheckReply.self), "The verdict.")],
                problems: [404]
            ) { call in
                let request = try await call.message(CheckRequest.self, budget: backend.bodies)
                var caller = call.caller
                let asked = Duration.milliseconds(Int64(clamping: min(request.timeoutMs, 86_400_000)))
                caller.timeout = request.timeoutMs == 0 ? longest : min(longest, asked + .seconds(30))
                return Reply.message(try await backend.validator.check(request, context: caller))
            }
        ]
    }
}

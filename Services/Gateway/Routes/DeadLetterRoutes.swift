import HTTPTypes
import LunaMessages

/// Messages that nobody could handle.
enum DeadLetterRoutes {
    private static let filters = [
        RouteParameter("subject", "Only those first published on this subject; `*` and `>` are wildcards."),
        RouteParameter("code", "Only those with this code of error."),
    ]

    static func all(_ backend: Backend) -> [Route] {
        let orchestrator = backend.orchestrator
        return [
            Route(
                .get, "/v1/dead-letters", "listDeadLetters", tag: "dead-letters",
                "Messages of the tenant that nobody could handle, oldest first.",
                explanation: "A page may hold fewer than asked for and still have a cursor: go on until it is null.",
                parameters: [.limit, .cursor] + filters,
                replies: [RouteReply(200, .page(DeadLetterView.self), "A page of them, without their bodies.")]
            ) { call in
                let reply = try await orchestrator.listDeadLetters(
                    ListDeadLettersRequest(
                        limit: call.limit, cursor: call.text("cursor"), subject: call.text("subject"),
                        code: call.text("code")), context: call.caller)
                return Reply.page(reply.letters, next: reply.nextCursor)
            },
            Route(
                .delete, "/v1/dead-letters", "purgeDeadLetters", tag: "dead-letters", "Removes dead letters.",
                explanation: """
                    Takes `subject` or `code` or both; `all=true` when everything is meant. Removes a bounded number at \
                    a time: ask again while `more` is true.
                    """,
                parameters: filters + [RouteParameter("all", .flag, "Everything is meant.")],
                replies: [RouteReply(200, .message(PurgeDeadLettersReply.self), "How many went.")]
            ) { call in
                var caller = call.caller
                caller.timeout = .seconds(60)
                return Reply.message(
                    try await orchestrator.purgeDeadLetters(
                        PurgeDeadLettersRequest(
                            subject: call.text("subject"), code: call.text("code"), all: call.text("all") == "true"),
                        context: caller))
            },
            Route(
                .get, "/v1/dead-letters/{letter}", "getDeadLetter", tag: "dead-letters", "One of them, whole.",
                replies: [RouteReply(200, .message(DeadLetterView.self), "The letter.")], problems: [404]
            ) { call in
                Reply.message(
                    try await orchestrator.getDeadLetter(DeadLetterKey(letter: try number(call)), context: call.caller))
            },
            Route(
                .post, "/v1/dead-letters/{letter}:replay", "replayDeadLetter", tag: "dead-letters",
                "Publishes it again as it was first published, and removes it from the dead letters.",
                replies: [RouteReply(200, .message(ReplayedDeadLetter.self), "Where it went.")], problems: [404, 409]
            ) { call in
                Reply.message(
                    try await orchestrator.replayDeadLetter(
                        DeadLetterKey(letter: try number(call)), context: call.caller))
            },
            Route(
                .delete, "/v1/dead-letters/{letter}", "purgeDeadLetter", tag: "dead-letters", "Removes one of them.",
                replies: [RouteReply(200, .message(PurgeDeadLettersReply.self), "It is gone.")], problems: [404]
            ) { call in
                Reply.message(
                    try await orchestrator.purgeDeadLetters(
                        PurgeDeadLettersRequest(letter: try number(call)), context: call.caller))
            },
        ]
    }

    private static func number(_ call: Call) throws -> UInt64 {
        guard let number = UInt64(call.path("letter")), number > 0, number <= UInt64(Int64.max) else {
            throw Problem(400, "request.bad_parameter", "A dead letter is named by its number.")
        }
        return number
    }
}

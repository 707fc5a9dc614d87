import HTTPTypes
import LunaCore
import LunaMessages
import LunaServiceKit

/// What happens, as pages and as streams.
enum EventRoutes {
    static func all(_ backend: Backend) -> [Route] { [ofExecution(backend), ofTenant(backend)] }

    private static func ofExecution(_ backend: Backend) -> Route {
        Route(
            .get, "/v1/executions/{execution}/events", "readEvents", tag: "events", "The events of an execution.",
            explanation: """
                With `Accept: text/event-stream`, a stream: the id of each event is its sequence, so that a client that \
                comes back with `Last-Event-ID` misses nothing and gets nothing twice. After the last event of the \
                execution comes one of the type `end`, and the stream ends.
                """,
            parameters: [
                RouteParameter("after", .position, "Only events after this sequence."), .limit, .lastEventID,
                .lastEventIDQuery,
            ],
            replies: [
                RouteReply(
                    200,
                    .object([
                        JSONField("data", .list(.message(PublishedEvent.self)), "The events, in order."),
                        JSONField("last_sequence", .count, "Sequence of the newest event of the execution."),
                        JSONField("finished", .flag, "The execution has ended, and no event follows those here."),
                    ]), "A page of events."),
                RouteReply(200, .events(PublishedEvent.self), "A stream of events."),
            ], problems: [404]
        ) { call in
            let execution = call.path("execution")
            let after = try sequence(call)
            guard call.wantsEventStream else {
                let reply = try await backend.orchestrator.readEvents(
                    ReadEventsRequest(execution: execution, afterSequence: after, limit: call.limit),
                    context: call.caller)
                return Reply.json([
                    "data": .array(reply.events.map(\.json)), "finished": .bool(reply.finished),
                    "last_sequence": .number(JSONNumber(Int64(clamping: reply.lastSequence))),
                ])
            }
            let listener = backend.wakeups.listen(
                to: EventWakeups.Topic(tenant: call.caller.tenant.rawValue, execution: execution))
            var source = ExecutionEvents(
                orchestrator: backend.orchestrator, execution: execution, context: call.caller.untraced, after: after)
            let first = try await source.next()
            return EventStream.response(call, listener: listener, first: first, source: source, logger: backend.logger)
        }
    }

    /// The sequence after which to go on.
    static func sequence(_ call: Call) throws -> UInt64 {
        guard let id = call.lastEventID else { return call.number("after") }
        guard let number = UInt64(id), number <= UInt64(Int64.max) else {
            throw Problem(400, "request.bad_parameter", "Last-Event-ID must be the id of an event of this stream.")
        }
        return number
    }

    private static func ofTenant(_ backend: Backend) -> Route {
        Route(
            .get, "/v1/events", "readFeed", tag: "events", "The events of all executions of the tenant.",
            explanation: """
                From the beginning, or after the event whose id is given. With `Accept: text/event-stream`, a stream \
                that does not end; the ids are opaque.
                """,
            parameters: [
                RouteParameter("after", "Id of the last event that is known."), .limit, .lastEventID, .lastEventIDQuery,
            ],
            replies: [
                RouteReply(
                    200,
                    .object([
                        JSONField("data", .list(.message(PublishedEvent.self)), "The events, in order of commit."),
                        JSONField("last", .text, "For `after` of the next request."),
                        JSONField("more", .flag, "There is more to read at once."),
                    ]), "A page of events."),
                RouteReply(200, .events(PublishedEvent.self), "A stream of events."),
            ]
        ) { call in
            let after = call.lastEventID ?? call.query["after"]
            var source = try TenantEvents(
                orchestrator: backend.orchestrator, context: call.caller.untraced, after: after)
            guard call.wantsEventStream else {
                let (page, events, last) = try await source.read(limit: call.limit)
                return Reply.json([
                    "data": .array(events.map(\.json)), "last": .string(last), "more": .bool(page.hasMore),
                ])
            }
            let listener = backend.wakeups.listen(to: EventWakeups.Topic(tenant: call.caller.tenant.rawValue))
            let first = try await source.next()
            return EventStream.response(call, listener: listener, first: first, source: source, logger: backend.logger)
        }
    }
}

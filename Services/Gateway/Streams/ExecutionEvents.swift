import LunaCore
import LunaMessages

/// The events of one execution, from the journal.
struct ExecutionEvents: EventSource {
    static let pageSize: UInt32 = 100

    let orchestrator: OrchestratorClient
    let execution: String
    let context: CallContext
    /// Sequence of the last event that the client has.
    var after: UInt64

    mutating func next() async throws -> EventPage {
        let reply = try await orchestrator.readEvents(
            ReadEventsRequest(execution: execution, afterSequence: after, limit: Self.pageSize), context: context)
        var page = EventPage(hasMore: reply.events.count == Int(Self.pageSize), isLast: reply.finished)
        // An event that the client has already is never sent again, whatever the reply holds.
        for event in reply.events where (event.event?.sequence ?? 0) > after {
            after = event.event?.sequence ?? after
            page.events.append(ServerSentEvent(id: String(after), type: event.type, data: event.json))
        }
        if page.isLast {
            page.events.append(
                ServerSentEvent(
                    id: String(after), type: "end",
                    data: [
                        "execution": .string(execution), "last_sequence": .number(JSONNumber(Int64(clamping: after))),
                    ]))
        }
        return page
    }
}

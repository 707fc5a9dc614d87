import LunaCore
import LunaMessages

/// The events of all executions of a tenant, from the orchestrator's feed.
///
/// Events that were committed together share one position. So that a stream can go on after any single event, the id of
/// the n-th of such a group is the position before the group, `+` and n; the last one's id is the position itself.
struct TenantEvents: EventSource {
    static let pageSize: UInt32 = 100

    let orchestrator: OrchestratorClient
    let context: CallContext
    private var position: String
    /// Events of the group after the position that the client has already.
    private var skip: Int

    /// - Parameter id: of the last event that the client has; nil for the beginning.
    /// - Throws: `Problem` 400 for a text that is not an id of ours.
    init(orchestrator: OrchestratorClient, context: CallContext, after id: String?) throws {
        self.orchestrator = orchestrator
        self.context = context
        let parts = (id ?? "").split(separator: "+", maxSplits: 1, omittingEmptySubsequences: false)
        position = String(parts.first ?? "")
        skip = 0
        if parts.count == 2 {
            guard let count = Int(parts[1]), count > 0 else {
                throw Problem(400, "feed.position_invalid", "Use the id of an event of this stream, or none.")
            }
            skip = count
        }
    }

    mutating func next() async throws -> EventPage { try await read(limit: Self.pageSize).page }

    /// A page, the events themselves, and the id after which to go on.
    mutating func read(limit: UInt32) async throws -> (page: EventPage, events: [PublishedEvent], last: String) {
        let reply = try await orchestrator.readFeed(
            ReadFeedRequest(afterPosition: position, limit: limit), context: context)
        var page = EventPage(hasMore: reply.more)
        var events: [PublishedEvent] = []
        var before = position
        var start = 0
        while start < reply.events.count {
            let group = reply.events[start...].prefix { $0.position == reply.events[start].position }
            for (offset, event) in group.enumerated() where start + offset >= skip {
                let id = offset == group.count - 1 ? event.position : "\(before)+\(offset + 1)"
                page.events.append(ServerSentEvent(id: id, type: event.type, data: event.json))
                events.append(event)
            }
            before = group.first?.position ?? before
            start += group.count
        }
        if !reply.events.isEmpty { skip = 0 }
        position = reply.position
        return (page, events, skip > 0 ? "\(position)+\(skip)" : position)
    }
}

import LunaCore

/// The streams of the product and their consumers (docs/architecture.md). The truth is in PostgreSQL: what a stream
/// loses is made again from there. The server reserves the bytes of all of them: 3.75 GiB of its `max_file_store`.
public enum LunaStreams {
    /// Work for agents: a message goes when it is acknowledged. A full queue refuses what is new: forgetting its oldest message would
    /// be a task for which everybody waits. The same goes for the other queues.
    public static let work = StreamDefinition(
        name: "LUNA_WORK", description: "Tasks for agents", subjects: ["luna.work.>"], retention: .workQueue,
        discard: .new, maxBytes: 1 << 30)

    /// Outcomes for the orchestrator.
    public static let results = StreamDefinition(
        name: "LUNA_RESULTS", description: "Outcomes of tasks", subjects: ["luna.result.>"], retention: .workQueue,
        discard: .new, maxBytes: 1 << 30)

    /// What happened, for whoever wants to follow.
    public static let events = StreamDefinition(
        name: "LUNA_EVENTS", description: "Events of executions", subjects: ["luna.evt.>"],
        maxAge: .seconds(7 * 86_400),
        maxBytes: 1 << 30)

    /// Messages from outside, such as plans.
    public static let inbox = StreamDefinition(
        name: "LUNA_INBOX", description: "Messages from outside services", subjects: ["luna.in.>"],
        retention: .workQueue, discard: .new, maxBytes: 256 << 20)

    /// Messages that nobody could handle.
    public static let deadLetters = StreamDefinition(
        name: "LUNA_DLQ", description: "Messages that could not be handled", subjects: ["luna.dlq.>"],
        maxAge: .seconds(30 * 86_400), maxBytes: 256 << 20)

    public static let all = [work, results, events, inbox, deadLetters]

    /// How long an agent may be silent about a task before it is given to another one. It renews every third of this.
    public static let workAckWait = Duration.seconds(20)
    /// A message that failed this often is a dead letter.
    public static let maximumDeliveries = 3

    /// The consumer of one capability, shared by all agents that have it: named by the capability's token.
    /// - Throws: `LunaError` `bus.invalid_subject`.
    public static func workConsumer(capability: String) throws -> ConsumerDefinition {
        ConsumerDefinition(
            stream: work.name, name: try Subjects.capabilityToken(capability), description: "Agents for \(capability)",
            filterSubject: try Subjects.workFilter(capability: capability), ackWait: workAckWait)
    }

    /// The consumer of one partition of results.
    public static func resultConsumer(partition: Int) -> ConsumerDefinition {
        ConsumerDefinition(
            stream: results.name, name: "partition-\(partition)", filterSubject: Subjects.result(partition: partition),
            ackWait: .seconds(30), maxAckPending: 50_000)
    }

    /// The consumer of the inbox, or of one kind of message in it (`plan.submit`) for all tenants. On a work queue the
    /// filters of two consumers must not overlap.
    /// - Throws: `LunaError` `bus.invalid_subject`.
    public static func inboxConsumer(noun: String, verb: String) throws -> ConsumerDefinition {
        let (noun, verb) = (try Subjects.token(noun, "noun"), try Subjects.token(verb, "verb"))
        return ConsumerDefinition(
            stream: inbox.name, name: "\(noun)-\(verb)", filterSubject: "luna.in.*.\(noun).\(verb)",
            ackWait: .seconds(30))
    }

    /// A service's own place in the events.
    /// - Parameter filter: which events; nil = all.
    public static func eventsConsumer(
        name: String, filter: String? = nil, start: ConsumerDefinition.Start = .all, inactiveThreshold: Duration? = nil
    ) -> ConsumerDefinition {
        ConsumerDefinition(
            stream: events.name, name: name, filterSubject: filter, start: start, inactiveThreshold: inactiveThreshold)
    }
}

extension Bus {
    /// Makes sure that all streams of the product are there.
    public func ensureLunaStreams() async throws {
        for stream in LunaStreams.all { try await ensure(stream) }
    }
}

import CoreMetrics
import Logging
import LunaBus
import LunaCore
import LunaMessages
import ServiceLifecycle

/// Publishes events for readers outside, beside the engine: a slow or missing stream never holds work up.
///
/// What does not fit into its bounded queue is not published but counted; readers find it in the feed.
final class EventAnnouncer: Service {
    /// Events that may wait.
    static let capacity = 100_000

    private let bus: Bus
    private let metrics: EngineMetrics
    private let logger: Logger
    private let waiting = Inbox<PublishedEvent>(capacity: EventAnnouncer.capacity)

    init(bus: Bus, metrics: EngineMetrics, logger: Logger) {
        self.bus = bus
        self.metrics = metrics
        self.logger = logger
    }

    /// Takes events over; returns at once.
    func offer(_ events: [PublishedEvent]) {
        let refused = waiting.offer(events)
        if refused > 0 { note(unpublished: refused, reason: "too many wait") }
    }

    func run() async throws {
        let waiting = waiting
        await withGracefulShutdownHandler {
            while true {
                let events = await waiting.takeAll()
                if events.isEmpty { break }
                await publish(events)
            }
        } onGracefulShutdown: {
            waiting.finish()
        }
    }

    private func publish(_ events: [PublishedEvent]) async {
        var messages: [OutgoingMessage] = []
        messages.reserveCapacity(events.count)
        // Events that were decided together have the same time.
        var time: (at: Int64, text: String) = (0, CivilTime.rfc3339(unixNanoseconds: 0))
        for published in events {
            guard let event = published.event else { continue }
            if event.at != time.at { time = (event.at, CivilTime.rfc3339(unixNanoseconds: event.at)) }
            if let message = message(published, event, time: time.text) { messages.append(message) }
        }
        let (published, failure) = await bus.publishFollowed(messages)
        if let failure { note(unpublished: messages.count - published, reason: "\(failure)") }
    }

    private func note(unpublished count: Int, reason: String) {
        metrics.unpublishedEvents.increment(by: count)
        logger.warning(
            "events were not published; readers find them in the feed",
            metadata: ["events": "\(count)", "reason": "\(reason)"])
    }

    /// The event as a CloudEvent; its id is its place in the journal, by which a reader knows a repetition.
    private func message(_ published: PublishedEvent, _ event: ExecutionEvent, time: String) -> OutgoingMessage? {
        let body: [UInt8]
        do {
            body = try published.serialized()
        } catch {
            logger.error("an event cannot be encoded", metadata: ["type": "\(published.type)", "error": "\(error)"])
            return nil
        }
        let execution = published.execution
        var extensions = [("correlationid", execution)]
        if case .submitted(let submitted)? = event.body, !submitted.submission.isEmpty {
            extensions.append(("submission", submitted.submission))
        }
        var headers = CloudEvent.headers(
            id: "\(execution)/\(event.sequence)", source: "/luna/orchestrator", type: "dev.luna.\(published.type)",
            subject: published.task.isEmpty ? execution : "\(execution)/\(published.task)", time: time,
            dataContentType: "application/protobuf", extensions: extensions)
        headers.add(BusHeader.correlation, execution)
        return OutgoingMessage(
            subject: "luna.evt.\(published.tenant).\(published.project).\(published.type)", body: body,
            headers: headers)
    }
}

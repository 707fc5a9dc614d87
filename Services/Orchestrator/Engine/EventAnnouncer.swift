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
    private let publisher: EventPublisher
    private let metrics: EngineMetrics
    private let logger: Logger
    private let waiting = Inbox<PublishedEvent>(capacity: EventAnnouncer.capacity)

    init(bus: Bus, metrics: EngineMetrics, logger: Logger) {
        self.bus = bus
        self.metrics = metrics
        self.logger = logger
        publisher = EventPublisher(bus, source: "/luna/orchestrator")
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
        let failures = await bus.publishDurable(events.compactMap(message)).compactMap { result in
            if case .failure(let error) = result { error } else { nil }
        }
        if let first = failures.first { note(unpublished: failures.count, reason: "\(first)") }
    }

    private func note(unpublished count: Int, reason: String) {
        metrics.unpublishedEvents.increment(by: count)
        logger.warning(
            "events were not published; readers find them in the feed",
            metadata: ["events": "\(count)", "reason": "\(reason)"])
    }

    /// The event as a CloudEvent; its id is its place in the journal, so that a repetition is known as one.
    private func message(_ published: PublishedEvent) -> OutgoingMessage? {
        do {
            var extensions = ["correlationid": published.execution]
            if case .submitted(let body)? = published.event?.body, !body.submission.isEmpty {
                extensions["submission"] = body.submission
            }
            let subject = try Subjects.event(
                tenant: TenantID(published.tenant), project: ProjectID(published.project), type: published.type)
            let place = "\(published.execution)/\(published.event?.sequence ?? 0)"
            return try publisher.message(
                CloudEvent(
                    id: place, source: "", type: "dev.luna.\(published.type)",
                    subject: published.task.isEmpty ? published.execution : "\(published.execution)/\(published.task)",
                    time: published.event.map { CivilTime.rfc3339(unixNanoseconds: $0.at) },
                    dataContentType: "application/protobuf", extensions: extensions, data: try published.serialized()),
                on: subject, headers: [BusHeader.correlation: published.execution], messageID: place)
        } catch {
            logger.error("an event cannot be encoded", metadata: ["type": "\(published.type)", "error": "\(error)"])
            return nil
        }
    }
}

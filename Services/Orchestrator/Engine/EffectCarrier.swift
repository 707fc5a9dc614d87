import CoreMetrics
import Logging
import LunaBus
import LunaCore
import LunaMessages

/// Carries out what has been committed: hands out work, tells workers what is settled, publishes events, acknowledges.
struct EffectCarrier: Sendable {
    let bus: Bus
    let announcer: EventAnnouncer
    let logger: Logger
    let metrics: EngineMetrics

    /// The part of a batch that is left to do after the commit.
    struct Content: Sendable {
        let work: [OutgoingMessage]
        let events: [PublishedEvent]
        let settled: [Delivery]
        let confirmations: [String: [AttemptRef]]
        let cancellations: [CancelNotice]

        init(_ batch: Batch) {
            work = batch.work
            events = batch.publications
            settled = batch.settled
            confirmations = batch.confirmations
            cancellations = batch.cancellations
        }
    }

    func carryOut(_ content: Content) async {
        for notice in content.cancellations { publish(Subjects.cancel, notice) }
        await handOut(content.work)
        for delivery in content.settled { delivery.ack() }
        for (worker, attempts) in content.confirmations {
            if let subject = try? Subjects.confirm(worker: worker) {
                publish(subject, ResultConfirmation(attempts: attempts))
            }
        }
        guard !content.events.isEmpty else { return }
        announcer.offer(content.events)
        do { try bus.publish(Subjects.feedNews, []) } catch {
            logger.debug("readers of the feed were not told", metadata: ["error": "\(error)"])
        }
    }

    /// Until the bus has all of it: an unpublished task would wait for nobody.
    private func handOut(_ work: [OutgoingMessage]) async {
        var left = work
        var delay = Duration.milliseconds(50)
        while !left.isEmpty {
            let results = await bus.publishDurable(left)
            var failed: [OutgoingMessage] = []
            var reason: LunaError?
            for (message, result) in zip(left, results) {
                if case .failure(let error) = result {
                    failed.append(message)
                    reason = error
                }
            }
            metrics.dispatched.increment(by: left.count - failed.count)
            left = failed
            guard let reason else { return }
            logger.warning(
                "work cannot be handed out; trying again", metadata: ["tasks": "\(left.count)", "error": "\(reason)"])
            try? await Task.sleep(for: delay)
            delay = min(delay * 2, .seconds(2))
        }
    }

    private func publish(_ subject: String, _ message: some WireMessage) {
        do {
            try bus.publish(subject, try message.serialized())
        } catch {
            logger.notice("a notice was not sent", metadata: ["subject": "\(subject)", "error": "\(error)"])
        }
    }
}

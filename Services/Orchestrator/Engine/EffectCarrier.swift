import CoreMetrics
import Logging
import LunaBus
import LunaCore
import LunaMessages

/// Carries out what has been committed: hands out work, and leaves the rest to the ``Aftermath``.
struct EffectCarrier: Sendable {
    let bus: Bus
    let aftermath: Aftermath
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
        for notice in content.cancellations { bus.notify(Subjects.cancel, notice, logger) }
        await handOut(content.work)
        aftermath.add(content.settled, content.confirmations, content.events)
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
}

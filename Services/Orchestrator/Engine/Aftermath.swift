import Logging
import LunaBus
import LunaCore
import LunaMessages
import Synchronization

/// What is left to do when a batch is written and its work is handed out, and what nobody waits for: results are acknowledged,
/// workers told that they may forget them, events announced.
///
/// It is gathered for a few milliseconds, so that in a chain of quick tasks the messages of several steps go together and off the path
/// of the next step; at once when there is much of it, or the news of an execution's beginning or end. Thread-safe.
final class Aftermath: Sendable {
    private struct State: Sendable {
        var settled: [Delivery] = []
        var confirmations: [String: [AttemptRef]] = [:]
        var events: [PublishedEvent] = []
        var isTimed = false
    }
    private static let pause = Duration.milliseconds(4)
    /// Events or results that are not held back.
    private static let enough = 64

    private let bus: Bus
    private let announcer: EventAnnouncer
    private let logger: Logger
    private let state = Mutex(State())

    init(bus: Bus, announcer: EventAnnouncer, logger: Logger) {
        self.bus = bus
        self.announcer = announcer
        self.logger = logger
    }

    /// Takes the rest of a batch over.
    func add(_ settled: [Delivery], _ confirmations: [String: [AttemptRef]], _ events: [PublishedEvent]) {
        let urgent = events.contains { $0.task.isEmpty }
        let (now, later) = state.withLock { state -> (Bool, Bool) in
            state.settled += settled
            state.confirmations.merge(confirmations) { $0 + $1 }
            state.events += events
            if urgent || state.events.count >= Self.enough || state.settled.count >= Self.enough {
                return (true, false)
            }
            defer { state.isTimed = true }
            return (false, !state.isTimed)
        }
        if now { finish() }
        if later {
            Task {
                try? await Task.sleep(for: Self.pause)
                self.finish()
            }
        }
    }

    /// Does what has been gathered.
    func finish() {
        let due = state.withLock { state in
            defer { state = State() }
            return state
        }
        for delivery in due.settled { delivery.ack() }
        for (worker, attempts) in due.confirmations {
            if let subject = try? Subjects.confirm(worker: worker) {
                bus.notify(subject, ResultConfirmation(attempts: attempts), logger)
            }
        }
        guard !due.events.isEmpty else { return }
        announcer.offer(due.events)
        do { try bus.publish(Subjects.feedNews, [], gathered: true) } catch {
            logger.debug("readers of the feed were not told", metadata: ["error": "\(error)"])
        }
    }
}

extension Bus {
    /// Sends what may be lost: whoever needs it learns of it in another way as well.
    func notify(_ subject: String, _ message: some WireMessage, _ logger: Logger) {
        do {
            try publish(subject, try message.serialized(), gathered: true)
        } catch {
            logger.notice("a notice was not sent", metadata: ["subject": "\(subject)", "error": "\(error)"])
        }
    }
}

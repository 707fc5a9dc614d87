import LunaCore
import LunaMessages
import Synchronization

/// Keeps the outcomes of finished attempts until the orchestrator has confirmed that they are in the journal, so that an outcome
/// which sat only in a lost stream is sent again (docs/architecture.md). Thread-safe.
final class OutcomeKeeper: Sendable {
    /// An outcome and where it goes.
    struct Outcome: Sendable {
        let result: WorkResult
        let partition: Int
        /// How often it has been sent again.
        var repetition = 0
    }
    private struct Kept {
        var outcome: Outcome
        var sentAt: ContinuousClock.Instant
    }
    private struct State {
        var kept: [AttemptRef: Kept] = [:]
        var order: [AttemptRef] = []
        var confirmed: [AttemptRef: ContinuousClock.Instant] = [:]
    }
    /// How long it is known that an attempt was confirmed. Not for ever: should the database be put back to an older state, work may
    /// have to be done again.
    private static let memory = Duration.seconds(60)
    private let state = Mutex(State())
    private let capacity: Int

    /// - Parameter capacity: outcomes kept at most; beyond, the oldest is forgotten, because the stream still has it.
    init(capacity: Int = 20_000) { self.capacity = capacity }

    /// Keeps an outcome that is about to be sent.
    func keep(_ outcome: Outcome, at time: ContinuousClock.Instant) {
        state.withLock { state in
            let key = AttemptRef(outcome.result)
            if state.kept.updateValue(Kept(outcome: outcome, sentAt: time), forKey: key) == nil {
                state.order.append(key)
            }
            if state.order.count > capacity * 2 { state.order.removeAll { state.kept[$0] == nil } }
            while state.kept.count > capacity, let oldest = state.order.first {
                state.order.removeFirst()
                state.kept[oldest] = nil
            }
        }
    }

    /// The outcome of an attempt that has been given out a second time.
    func outcome(of item: WorkItem) -> Outcome? {
        state.withLock { $0.kept[AttemptRef(item)]?.outcome }
    }

    /// Whether it has not been confirmed yet.
    func holds(_ outcome: Outcome) -> Bool { state.withLock { $0.kept[AttemptRef(outcome.result)] != nil } }

    func confirm(_ confirmation: ResultConfirmation) {
        let now = ContinuousClock.now
        state.withLock { state in
            for attempt in confirmation.attempts {
                state.kept[attempt] = nil
                state.confirmed[attempt] = now
            }
            guard state.confirmed.count > capacity else { return }
            state.confirmed = state.confirmed.filter { now - $0.value < Self.memory }
            // Busier than that: what is left is asked for instead.
            if state.confirmed.count > capacity / 2 { state.confirmed = [:] }
        }
    }

    /// Whether the orchestrator has confirmed its outcome within the last minute.
    func wasConfirmed(_ item: WorkItem) -> Bool {
        state.withLock { state in
            state.confirmed[AttemptRef(item)].map { ContinuousClock.now - $0 < Self.memory } ?? false
        }
    }

    /// Outcomes that have waited for their confirmation longer than `patience`, doubled with each repetition up to 16 times; they count
    /// as sent now.
    func overdue(patience: Duration, now: ContinuousClock.Instant) -> [Outcome] {
        state.withLock { state in
            var late: [Outcome] = []
            for (key, kept) in state.kept where now - kept.sentAt > patience * (1 << min(kept.outcome.repetition, 4)) {
                var again = kept.outcome
                again.repetition += 1
                state.kept[key] = Kept(outcome: again, sentAt: now)
                late.append(again)
            }
            return late
        }
    }

    var count: Int { state.withLock { $0.kept.count } }
    /// What they are the outcomes of.
    var attempts: [AttemptRef] { state.withLock { Array($0.kept.keys) } }
}

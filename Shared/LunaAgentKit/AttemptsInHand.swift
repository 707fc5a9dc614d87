import LunaBus
import LunaCore
import LunaMessages
import Synchronization

/// The attempts that a worker is making, with what can stop each: its deadline, or the word of the orchestrator.
///
/// One timer serves all deadlines. Thread-safe.
final class AttemptsInHand: Sendable {
    /// Why an attempt was stopped before it came to its end.
    enum Stop: Sendable {
        case cancelled, timedOut
    }
    private struct Hand: Sendable {
        let cancel: @Sendable () -> Void
        let deadline: ContinuousClock.Instant?
        var stop: Stop?
    }
    private struct State: Sendable {
        var hands: [AttemptRef: Hand] = [:]
        /// When the timer goes off.
        var alarm: ContinuousClock.Instant?
        var timer: Task<Void, Never>?
    }
    private let state = Mutex(State())

    var count: Int { state.withLock { $0.hands.count } }
    var attempts: [AttemptRef] { state.withLock { Array($0.hands.keys) } }

    /// - Parameters:
    ///   - limit: time until the attempt is stopped; zero means none.
    ///   - cancel: stops the attempt; called at most once, from any thread.
    func add(_ attempt: AttemptRef, limit: Duration, cancel: @escaping @Sendable () -> Void) {
        let deadline = limit > .zero ? ContinuousClock.now + limit : nil
        state.withLock { state in
            state.hands[attempt] = Hand(cancel: cancel, deadline: deadline)
            if let deadline, state.alarm.map({ deadline < $0 }) ?? true { setAlarm(deadline, &state) }
        }
    }

    /// Takes an attempt out, and says whether it was stopped.
    func remove(_ attempt: AttemptRef) -> Stop? { state.withLock { $0.hands.removeValue(forKey: attempt)?.stop } }

    /// Stops the attempts of an execution: those at `tasks`, or all when that is empty.
    func cancel(execution: String, tasks: [String]) {
        stop(.cancelled) { attempt, _ in
            attempt.execution == execution && (tasks.isEmpty || tasks.contains(attempt.task))
        }
    }

    private func stop(_ reason: Stop, _ isMeant: (AttemptRef, Hand) -> Bool) {
        let stopped = state.withLock { state -> [@Sendable () -> Void] in
            var stopped: [@Sendable () -> Void] = []
            for (attempt, hand) in state.hands where hand.stop == nil && isMeant(attempt, hand) {
                state.hands[attempt]?.stop = reason
                stopped.append(hand.cancel)
            }
            return stopped
        }
        for cancel in stopped { cancel() }
    }

    private func setAlarm(_ instant: ContinuousClock.Instant, _ state: inout State) {
        state.timer?.cancel()
        state.alarm = instant
        state.timer = Task { [weak self] in
            try? await Task.sleep(until: instant, clock: .continuous)
            if !Task.isCancelled { self?.alarm() }
        }
    }

    private func alarm() {
        let now = ContinuousClock.now
        stop(.timedOut) { _, hand in hand.deadline.map { $0 <= now } ?? false }
        state.withLock { state in
            state.alarm = nil
            let next = state.hands.values.compactMap { $0.stop == nil ? $0.deadline : nil }.min()
            if let next { setAlarm(next, &state) }
        }
    }
}

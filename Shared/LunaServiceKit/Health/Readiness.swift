import LunaCore
import Synchronization

/// Whether the service can do its work right now: a phase, and named checks of what it depends on. Thread-safe.
public final class Readiness: Sendable {
    /// Where the process is in its life.
    public enum Phase: String, Sendable {
        /// Not yet able to work.
        case starting
        /// Working.
        case running
        /// Asked to stop; takes no new work.
        case stopping
    }

    private struct Check {
        let timeout: Duration
        let run: @Sendable () async throws -> Void
    }

    private struct State {
        var phase = Phase.starting
        var waitingFor: String?
        var checks: [String: Check] = [:]
        var running: Set<String> = []
    }

    private let state = Mutex(State())

    /// Starting, without checks.
    public init() {}

    /// Where the process is in its life.
    public var phase: Phase {
        get { state.withLock { $0.phase } }
        set {
            // A process that is stopping never becomes ready again, whatever arrives late.
            state.withLock { if $0.phase != .stopping { $0.phase = newValue } }
        }
    }

    /// What the start is waiting for, for a person; shown while starting.
    public func setWaiting(for reason: String?) {
        state.withLock { $0.waitingFor = reason }
    }

    /// Adds (or replaces) a check.
    /// - Parameters:
    ///   - name: short and stable, such as `bus`.
    ///   - timeout: after this the check counts as failed; it is cancelled, but not waited for.
    ///   - check: returns when the dependency works and throws the reason otherwise.
    public func register(
        _ name: String, timeout: Duration = .seconds(2), _ check: @escaping @Sendable () async throws -> Void
    ) {
        state.withLock { $0.checks[name] = Check(timeout: timeout, run: check) }
    }

    /// Runs all checks side by side.
    public func evaluate() async -> ReadinessReport {
        let (phase, waiting, checks) = state.withLock { ($0.phase, $0.waitingFor, $0.checks) }
        let results = await withTaskGroup(of: ReadinessReport.Check.self) { group in
            for (name, check) in checks { group.addTask { await self.result(of: name, check) } }
            var results: [ReadinessReport.Check] = []
            for await result in group { results.append(result) }
            return results.sorted { $0.name < $1.name }
        }
        return ReadinessReport(phase: phase, waitingFor: waiting, checks: results)
    }

    private func result(of name: String, _ check: Check) async -> ReadinessReport.Check {
        // A check that hangs must not be started again on every request.
        guard state.withLock({ $0.running.insert(name).inserted }) else {
            return ReadinessReport.Check(
                name: name, state: .timeout, code: nil, reason: "The previous check has not ended yet.", latency: .zero)
        }
        let start = ContinuousClock.now
        let outcome = await firstResult(within: check.timeout) {
            defer { self.state.withLock { _ = $0.running.remove(name) } }
            try await check.run()
        }
        let latency = ContinuousClock.now - start
        switch outcome {
        case nil:
            return .init(
                name: name, state: .timeout, code: nil,
                reason: "No answer within \(DurationText.write(check.timeout)).", latency: latency)
        case .success: return .init(name: name, state: .ok, code: nil, reason: nil, latency: latency)
        case .failure(let error):
            let error = LunaError.wrapping(error)
            return .init(name: name, state: .failed, code: error.code, reason: error.message, latency: latency)
        }
    }
}

/// The outcome of all checks.
public struct ReadinessReport: Sendable {
    /// The outcome of one check.
    public struct Check: Sendable {
        /// How it went.
        public enum State: String, Sendable { case ok, failed, timeout }
        /// Its name.
        public let name: String
        /// How it went.
        public let state: State
        /// The code of the error it failed with.
        public let code: String?
        /// Why it failed.
        public let reason: String?
        /// How long it took.
        public let latency: Duration
    }

    /// Where the process is in its life.
    public let phase: Readiness.Phase
    /// What the start is waiting for.
    public let waitingFor: String?
    /// Sorted by name.
    public let checks: [Check]

    /// Whether work may be sent here.
    public var isReady: Bool { phase == .running && checks.allSatisfy { $0.state == .ok } }

    /// `ready`, `not_ready`, `starting` or `stopping`.
    public var status: String {
        phase == .running ? (isReady ? "ready" : "not_ready") : phase.rawValue
    }
}

/// Runs `operation` and gives up waiting after `limit`. The operation is cancelled then but not awaited: it may be
/// stuck in a
/// call that does not notice.
/// - Returns: the outcome, or `nil` when it took too long.
func firstResult<Value: Sendable>(
    within limit: Duration, _ operation: @escaping @Sendable () async throws -> Value
) async -> Result<Value, any Error>? {
    let race = Race<Value>()
    let work = Task {
        do {
            let value = try await operation()
            race.finish(.success(value))
        } catch {
            race.finish(.failure(error))
        }
    }
    let alarm = Task {
        try await Task.sleep(for: limit)
        race.finish(nil)
    }
    defer {
        work.cancel()
        alarm.cancel()
    }
    return await withTaskCancellationHandler {
        await withCheckedContinuation { race.wait($0) }
    } onCancel: {
        race.finish(.failure(CancellationError()))
    }
}

/// Hands the first of several results to one waiter. Thread-safe.
private final class Race<Value: Sendable>: Sendable {
    typealias Outcome = Result<Value, any Error>?
    private enum State {
        case open
        case waiting(CheckedContinuation<Outcome, Never>)
        case done(Outcome)
        case delivered
    }
    private let state = Mutex(State.open)

    func wait(_ continuation: CheckedContinuation<Outcome, Never>) {
        let ready: Outcome? = state.withLock { state in
            if case .done(let outcome) = state {
                state = .delivered
                return .some(outcome)
            }
            state = .waiting(continuation)
            return nil
        }
        if let ready { continuation.resume(returning: ready) }
    }

    func finish(_ outcome: Outcome) {
        let waiter: CheckedContinuation<Outcome, Never>? = state.withLock { state in
            switch state {
            case .open:
                state = .done(outcome)
                return nil
            case .waiting(let continuation):
                state = .delivered
                return continuation
            case .done, .delivered: return nil
            }
        }
        waiter?.resume(returning: outcome)
    }
}

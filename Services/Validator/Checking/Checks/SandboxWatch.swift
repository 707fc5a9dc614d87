import LunaCore
import Synchronization

/// Whether checks can be done here, found out by trying: at once, then every half minute, and every few seconds while they
/// cannot. Thread-safe.
///
/// A validator without a sandbox would take work only to fail it. So its worker begins after ``waitUntilUsable()``, and
/// its readiness tells ``requireUsable()``.
public final class SandboxWatch: Sendable {
    /// How long after a trial that went well, and after one that did not, the next one is due.
    public struct Pace: Sendable {
        /// After a good one.
        public var usable: Duration
        /// After a bad one.
        public var unusable: Duration

        /// Half a minute and five seconds unless said otherwise.
        public init(usable: Duration = .seconds(30), unusable: Duration = .seconds(5)) {
            self.usable = usable
            self.unusable = unusable
        }
    }

    private struct State {
        /// nil: it works.
        var problem: LunaError? = LunaError(
            "sandbox.untried", .dependency, "Whether the sandbox can be made has not been tried yet; wait a moment.")
        var waiting: [Int: CheckedContinuation<Void, Never>] = [:]
        var next = 0
    }

    private let checker: ProjectChecker
    private let pace: Pace
    private let state = Mutex(State())

    /// Untried until ``run(onChange:)``.
    public init(_ checker: ProjectChecker, pace: Pace = Pace()) {
        self.checker = checker
        self.pace = pace
    }

    /// Tries until the surrounding task is cancelled.
    /// - Parameter onChange: told the problem when one begins or becomes another, and nil when there is none any more.
    public func run(onChange: @Sendable (LunaError?) -> Void) async {
        while !Task.isCancelled {
            var problem: LunaError?
            do { try await checker.verifySandbox() } catch { problem = LunaError.wrapping(error) }
            if Task.isCancelled { return }
            if note(problem) { onChange(problem) }
            try? await Task.sleep(for: problem == nil ? pace.usable : pace.unusable)
        }
    }

    /// The outcome of the newest trial.
    /// - Throws: `LunaError` `sandbox.unavailable`, `tools.missing`; `sandbox.untried` before the first trial has ended.
    public func requireUsable() throws {
        if let problem = state.withLock({ $0.problem }) { throw problem }
    }

    /// Returns when a trial has gone well, at once if the newest did, and when the surrounding task is cancelled.
    public func waitUntilUsable() async {
        let number = state.withLock { state in
            state.next += 1
            return state.next
        }
        await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                let isOver = state.withLock { state in
                    if state.problem == nil || Task.isCancelled { return true }
                    state.waiting[number] = continuation
                    return false
                }
                if isOver { continuation.resume() }
            }
        } onCancel: {
            state.withLock { $0.waiting.removeValue(forKey: number) }?.resume()
        }
    }

    /// Returns whether it is news.
    private func note(_ problem: LunaError?) -> Bool {
        let (isNews, released) = state.withLock { state in
            let isNews = state.problem?.code != problem?.code
            state.problem = problem
            guard problem == nil else { return (isNews, [CheckedContinuation<Void, Never>]()) }
            let released = Array(state.waiting.values)
            state.waiting = [:]
            return (isNews, released)
        }
        for continuation in released { continuation.resume() }
        return isNews
    }
}

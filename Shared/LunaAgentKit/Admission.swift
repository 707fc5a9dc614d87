import LunaCore
import Synchronization

/// Whether the registry has taken an agent. Until then it takes no work, and says why. Thread-safe.
final class Admission: Sendable {
    private enum State { case waiting(String), admitted }
    private let state = Mutex(State.waiting("it has not answered yet"))

    var isAdmitted: Bool {
        state.withLock { if case .admitted = $0 { true } else { false } }
    }

    /// - Returns: whether that is new.
    func admit() -> Bool {
        state.withLock { state in
            if case .admitted = state { return false }
            state = .admitted
            return true
        }
    }

    /// Why it could not be asked; of no account when it has been admitted before.
    func wait(because reason: String) {
        state.withLock { if case .waiting = $0 { $0 = .waiting(reason) } }
    }

    /// - Throws: `LunaError` `agent.not_admitted`.
    func require() throws {
        guard case .waiting(let reason) = state.withLock({ $0 }) else { return }
        throw LunaError(
            "agent.not_admitted", .dependency, "No work is taken before the registry has let the agent in: \(reason)",
            isRetryable: true)
    }
}

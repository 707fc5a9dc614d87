import LunaMessages
import Synchronization

/// A set of attempts. Thread-safe.
final class Attempts: Sendable {
    private let members = Mutex<Set<AttemptRef>>([])

    /// - Returns: whether it was not there yet.
    func insert(_ attempt: AttemptRef) -> Bool { members.withLock { $0.insert(attempt).inserted } }
    func remove(_ attempt: AttemptRef) { members.withLock { _ = $0.remove(attempt) } }
    func contains(_ attempt: AttemptRef) -> Bool { members.withLock { $0.contains(attempt) } }
}

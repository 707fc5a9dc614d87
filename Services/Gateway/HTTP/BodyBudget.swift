import LunaCore
import Synchronization

/// Bounds the memory that bodies of all requests take together. Thread-safe.
final class BodyBudget: Sendable {
    private let limit: Int
    private let used = Mutex(0)

    init(limit: Int = 256 << 20) { self.limit = limit }

    /// Space for one body; given back when it goes out of scope.
    final class Share: Sendable {
        private let budget: BodyBudget
        private let taken = Mutex(0)

        fileprivate init(_ budget: BodyBudget) { self.budget = budget }
        deinit {
            let taken = taken.withLock { $0 }
            budget.used.withLock { $0 -= taken }
        }

        /// - Throws: a `Problem` 503 when too many large bodies are under way.
        func take(_ bytes: Int) throws {
            let fits = budget.used.withLock { used in
                guard used + bytes <= budget.limit else { return false }
                used += bytes
                return true
            }
            guard fits else {
                throw Problem(
                    LunaError("gateway.busy", .resource, "Too many large requests at a time: try again shortly."),
                    status: 503)
            }
            taken.withLock { $0 += bytes }
        }
    }

    func share() -> Share { Share(self) }
}

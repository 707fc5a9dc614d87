import Synchronization

/// Of which capabilities tasks have to wait for their turn, for those outside the engine: a new execution may go ahead with its first
/// tasks only where nobody waits.
///
/// Thread-safe.
final class Congestion: Sendable {
    private let capabilities = Mutex<Set<String>>([])

    func set(_ waiting: [String]) {
        capabilities.withLock { known in
            if known.count != waiting.count || !waiting.allSatisfy(known.contains) { known = Set(waiting) }
        }
    }

    func touches(_ wanted: [String]) -> Bool {
        capabilities.withLock { known in !known.isEmpty && wanted.contains(where: known.contains) }
    }
}

import Synchronization

/// How many connections are open, in all and from each address. Thread-safe.
final class ConnectionLimits: Sendable {
    /// What becomes of a new connection.
    enum Decision: Sendable {
        case accepted
        /// It gets an answer that says so, and ends.
        case tooMany
        /// There are so many that not even that is affordable.
        case dropped
    }

    private struct State {
        var all = 0
        var answering = 0
        var byAddress: [String: Int] = [:]
    }

    private let limit: Int
    private let limitPerAddress: Int
    private let state = Mutex(State())

    /// - Parameters:
    ///   - limit: connections that are served at a time.
    ///   - perAddress: of those from one address; 0 = as many as come.
    init(limit: Int, perAddress: Int) {
        self.limit = limit
        self.limitPerAddress = perAddress
    }

    /// Connections that are open now.
    var count: Int { state.withLock { $0.all } }

    /// Counts a new connection. Whatever comes of it, ``leave(_:_:)`` is to be called when it has ended.
    func enter(_ address: String) -> Decision {
        state.withLock { state in
            let fits =
                state.all - state.answering < limit
                && (limitPerAddress == 0 || state.byAddress[address, default: 0] < limitPerAddress)
            state.all += 1
            if fits {
                state.byAddress[address, default: 0] += 1
                return .accepted
            }
            state.answering += 1
            return state.answering <= max(16, limit / 8) ? .tooMany : .dropped
        }
    }

    /// A connection has ended.
    func leave(_ address: String, _ decision: Decision) {
        state.withLock { state in
            state.all -= 1
            guard case .accepted = decision else {
                state.answering -= 1
                return
            }
            let rest = state.byAddress[address, default: 1] - 1
            state.byAddress[address] = rest > 0 ? rest : nil
        }
    }
}

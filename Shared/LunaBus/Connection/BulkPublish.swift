import LunaCore
import Synchronization

/// Many durable publishes with a bounded number in flight; the answers come from the C library's thread.
final class BulkPublish: Sendable {
    private struct State: Sendable {
        var results: [Result<PublishReceipt, LunaError>?]
        var inFlight = 0
        /// Resumed when no more than `below` are in flight.
        var waiter: (continuation: UnsafeContinuation<Void, Never>, below: Int)?
    }

    private let state: Mutex<State>

    init(count: Int) {
        state = Mutex(State(results: Array(repeating: nil, count: count)))
    }

    /// Waits until one more may be sent. When the window is full it waits for half of it, so that sending goes in runs.
    func admit(window: Int) async {
        await wait(whenAtLeast: window, below: window / 2)
        state.withLock { $0.inFlight += 1 }
    }

    /// Waits until all answers are there.
    func finish() async -> [Result<PublishReceipt, LunaError>] {
        await wait(whenAtLeast: 1, below: 0)
        let unanswered = LunaError("bus.failed", .internal, "A publish was neither answered nor refused.")
        return state.withLock { $0.results.map { $0 ?? .failure(unanswered) } }
    }

    private func wait(whenAtLeast limit: Int, below: Int) async {
        guard state.withLock({ $0.inFlight >= limit }) else { return }
        await withUnsafeContinuation { (continuation: UnsafeContinuation<Void, Never>) in
            let done = state.withLock { state in
                if state.inFlight <= below { return true }
                state.waiter = (continuation, below)
                return false
            }
            if done { continuation.resume() }
        }
    }

    func answered(_ index: Int, _ body: UnsafeRawBufferPointer) {
        settle(index, PublishAcknowledgement.parse(body))
    }

    func failed(_ index: Int, _ error: LunaError) { settle(index, .failure(error)) }

    private func settle(_ index: Int, _ result: Result<PublishReceipt, LunaError>) {
        let wake = state.withLock { state -> UnsafeContinuation<Void, Never>? in
            guard state.results[index] == nil else { return nil }
            state.results[index] = result
            state.inFlight -= 1
            guard let waiter = state.waiter, state.inFlight <= waiter.below else { return nil }
            state.waiter = nil
            return waiter.continuation
        }
        wake?.resume()
    }
}

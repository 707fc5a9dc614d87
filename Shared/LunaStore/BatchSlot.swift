import Synchronization

/// Where a task's cancellation meets the batch it waits for, whichever comes first.
final class BatchSlot: Sendable {
    private enum State {
        case empty, cancelled
        case holds(Batch)
    }
    private let state = Mutex(State.empty)

    /// False when the task was cancelled already.
    func put(_ batch: Batch) -> Bool {
        state.withLock { state in
            if case .cancelled = state { return false }
            state = .holds(batch)
            return true
        }
    }

    /// The batch to cancel, if there is one yet.
    func cancel() -> Batch? {
        state.withLock { state in
            defer { state = .cancelled }
            if case .holds(let batch) = state { return batch }
            return nil
        }
    }
}

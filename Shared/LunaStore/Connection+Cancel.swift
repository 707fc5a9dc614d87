import CPostgres
import DequeModule
import Glibc
import Logging
import LunaCore
import Synchronization

extension Connection {
    /// Ends a batch early, for a task that was cancelled. It still completes: with its answer when it was quicker.
    func cancel(_ batch: Batch) {
        var effects = Effects()
        state.withLock { state in
            batch.isCancelled = true
            if state.inFlight.first === batch { requestCancel(&state, batch, &effects) }
        }
        carryOut(effects)
    }

    /// Cancels what is past its deadline and gives up a connection that does not answer even that. Returns the next deadline.
    func expire(_ now: ContinuousClock.Instant) -> ContinuousClock.Instant? {
        var effects = Effects()
        let next: ContinuousClock.Instant? = state.withLock { state in
            var next: ContinuousClock.Instant?
            for batch in state.inFlight {
                guard let deadline = batch.deadline else { continue }
                if deadline > now {
                    next = min(next ?? deadline, deadline)
                    continue
                }
                batch.isTimedOut = true
                if state.inFlight.first === batch, batch.cancelSent == nil { requestCancel(&state, batch, &effects) }
            }
            // Either the cancelled statement does not end, or the cancellation itself does not get through.
            let isWaiting = state.inFlight.first?.cancelSent != nil || state.pendingCancels > 0
            if isWaiting, let sent = state.lastCancel {
                let end = sent.advanced(by: configuration.cancelGrace)
                if end <= now {
                    lose(&state, "the server does not answer", sent: true, &effects)
                } else {
                    next = min(next ?? end, end)
                }
            }
            return next
        }
        carryOut(effects)
        return next
    }

    func requestCancel(_ state: inout State, _ batch: Batch, _ effects: inout Effects) {
        guard batch.cancelSent == nil, state.handle != nil else { return }
        let now = ContinuousClock.now
        batch.cancelSent = now
        state.lastCancel = now
        state.pendingCancels += 1
        state.needsCheck = true
        effects.cancel = true
        loop.wake(by: now.advanced(by: configuration.cancelGrace))
    }

    /// `PQcancel` makes a connection of its own and waits for it, so it gets a thread. It returns once the server has passed the
    /// signal on, which is why a round trip after it is enough to know that no cancellation is still on its way.
    func sendCancel() {
        let request = state.withLock { state in
            state.handle.flatMap { PQgetCancel($0) }.map { UInt(bitPattern: $0) }
        }
        let started = DedicatedThread.start("luna-pg-cancel") { [self] in
            if let request = request.flatMap({ OpaquePointer(bitPattern: $0) }) {
                var text = [CChar](repeating: 0, count: 256)
                if PQcancel(request, &text, Int32(text.count)) == 0 {
                    let reason = String(decoding: text.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
                    logger.warning(
                        "a statement could not be cancelled", metadata: ["reason": "\(StoreFailure.oneLine(reason))"])
                }
                PQfreeCancel(request)
            }
            cancelSent()
        }
        if !started { cancelSent() }
    }

    private func cancelSent() {
        let settled = state.withLock { state in
            state.pendingCancels -= 1
            if state.pendingCancels > 0 { return [UnsafeContinuation<Void, Never>]() }
            defer { state.settled = [] }
            return state.settled
        }
        for continuation in settled { continuation.resume() }
    }
}

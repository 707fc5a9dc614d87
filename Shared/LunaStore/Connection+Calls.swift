import LunaCore
import Synchronization

extension Connection {
    /// Sends the commands in one round trip and returns the answers that are wanted.
    ///
    /// - Parameters:
    ///   - timeout: `nil` waits for ever.
    ///   - shielded: does not react to the cancellation of the task (COMMIT, ROLLBACK).
    /// - Throws: `LunaError`, or `CancellationError`.
    func run(_ commands: [Command], timeout: Duration?, shielded: Bool = false) async throws -> [ResultSet] {
        try await run(.pipeline, commands, timeout: timeout, shielded: shielded)
    }

    /// Runs several statements, separated by semicolons and without parameters, as one transaction (simple query protocol).
    func runScript(_ sql: String, timeout: Duration?) async throws {
        _ = try await run(
            .script, [try Command(sql, isPrepared: false, isWanted: false)], timeout: timeout, shielded: false)
    }

    private func run(
        _ kind: Batch.Kind, _ commands: [Command], timeout: Duration?, shielded: Bool
    ) async throws -> [ResultSet] {
        if shielded {
            return try await withUnsafeThrowingContinuation { continuation in
                submit(Batch(kind, commands, limit: timeout) { continuation.resume(with: $0) })
            }
        }
        try Task.checkCancellation()
        let slot = BatchSlot()
        return try await withTaskCancellationHandler {
            try await withUnsafeThrowingContinuation { continuation in
                let batch = Batch(kind, commands, limit: timeout) { continuation.resume(with: $0) }
                if slot.put(batch) { submit(batch) } else { continuation.resume(throwing: CancellationError()) }
            }
        } onCancel: {
            if let batch = slot.cancel() { cancel(batch) }
        }
    }

    /// Waits until no cancellation can hit this connection any more. Returns whether it is still good.
    func settle() async -> Bool {
        await withUnsafeContinuation { (continuation: UnsafeContinuation<Void, Never>) in
            let done = state.withLock { state in
                if state.pendingCancels == 0 || state.handle == nil { return true }
                state.settled.append(continuation)
                return false
            }
            if done { continuation.resume() }
        }
        guard state.withLock({ $0.handle != nil }) else { return false }
        guard state.withLock({ $0.needsCheck }) else { return true }
        do {
            // A Sync without statements, which works in an aborted transaction too.
            _ = try await run([], timeout: configuration.cancelGrace, shielded: true)
        } catch let error as LunaError where error.details["sqlstate"] == "57014" {
            // The late cancellation hit the check itself; that is what it is for.
        } catch {
            fail(LunaError.wrapping(error))
            return false
        }
        return state.withLock { state in
            if state.pendingCancels == 0 { state.needsCheck = false }
            return state.handle != nil && state.pendingCancels == 0
        }
    }
}

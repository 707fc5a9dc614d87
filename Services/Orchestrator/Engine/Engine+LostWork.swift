import Logging
import LunaBus
import LunaCore
import LunaMessages
import LunaPlan

/// Work that the bus has lost: the journal knows what is out, the streams only transport it
/// (docs/decisions/0001-postgresql-is-the-truth.md).
extension Engine {
    /// Hands out again what cannot be in the stream: it was handed out before the stream was made, or nobody knows that its handing
    /// out was finished.
    func handOutAgain(_ execution: LiveExecution, at time: Int64, _ batch: inout Batch) {
        // Clocks of machines differ a little; handing out once too often is harmless.
        let created = (workStreamCreated ?? .min).addingReportingOverflow(5_000_000_000).partialValue
        for (index, record) in execution.machine.state.tasks.enumerated() where record.phase == .running {
            guard record.scheduledSequence > execution.effectsSequence || record.scheduledAt < created else { continue }
            batch.touched[execution.key] = execution
            let task = UInt32(index)
            if isHeld(execution, task, record.attempt) {
                watched.append((execution.key, task, record.attempt))
            } else {
                dispatch(task, record.attempt, execution, at: time, &batch, mark: .again)
            }
        }
    }

    /// Hands out again what is neither in a queue nor in anybody's hands, although it should be in one of these queues: they were
    /// empty. Somebody has purged them, or the server has lost messages without losing the stream.
    func handOutMissing(_ look: WorkWatch.Look, settled partitions: Set<Int>, at time: Int64, _ batch: inout Batch) {
        // What was decided later may have had to wait for the database before it was handed out.
        let oldest = look.at - LunaStreams.workAckWait.nanoseconds
        for execution in live.values
        where partitions.contains(execution.partition) && execution.machine.state.count(.running) > 0 {
            let state = execution.machine.state
            let missing = state.graph.capabilities.map {
                look.emptyQueues.contains((try? Subjects.capabilityToken($0)) ?? "")
            }
            guard missing.contains(true), execution.handedOutAgainAt < oldest else { continue }
            let handedOut = execution.carriedOut.sequence(at: oldest)
            for (index, record) in state.tasks.enumerated()
            where record.phase == .running && missing[Int(state.graph.capabilityOf[index])] {
                guard record.scheduledSequence <= handedOut, !isHeld(execution, UInt32(index), record.attempt) else {
                    continue
                }
                batch.touched[execution.key] = execution
                logger.warning(
                    "a task was in no queue and in nobody's hands; it is handed out again",
                    metadata: ["execution": "\(execution.key.execution)", "task": "\(state.graph.nodes[index].id)"])
                dispatch(UInt32(index), record.attempt, execution, at: time, &batch, mark: .missing)
            }
            if batch.touched[execution.key] != nil { execution.handedOutAgainAt = time }
        }
    }

    func checkWatched(at time: Int64, _ batch: inout Batch) {
        watched.removeAll { key, task, attempt in
            guard let execution = live[key] else { return true }
            let record = execution.machine.state.tasks[Int(task)]
            guard record.phase == .running, record.attempt == attempt else { return true }
            guard !isHeld(execution, task, attempt) else { return false }
            batch.touched[key] = execution
            dispatch(task, attempt, execution, at: time, &batch, mark: .again)
            return true
        }
    }

    func isHeld(_ execution: LiveExecution, _ task: UInt32, _ attempt: UInt32) -> Bool {
        claims.isHeld(
            AttemptRef(
                execution: execution.key.execution.rawValue, task: execution.machine.state.graph.nodes[Int(task)].id,
                attempt: attempt))
    }
}

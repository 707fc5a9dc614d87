import CoreMetrics
import HeapModule
import Logging
import LunaBus
import LunaCore
import LunaMessages

/// Committing: a batch goes into the journal, and then its effects go out.
extension Engine {
    /// A batch as it is at the end of its deciding; what its executions become after that belongs to the next one.
    struct SealedBatch: Sendable {
        let changes: [JournalStore.Change]
        /// How far the effects of each execution have been carried out once those of the batch are.
        let reached: [JournalStore.Key: UInt64]
        /// Executions that this replica need not keep.
        let left: [JournalStore.Key]
        let touched: [(key: JournalStore.Key, partition: Int)]
        let settled: [Delivery]
        let commands: [(command: ControlCommand, view: ExecutionView)]
        let timers: [RetryTimer]
        let effects: EffectCarrier.Content
        /// States that are to be kept once the batch is written.
        let snapshots: [(key: JournalStore.Key, state: MachineState)]
        /// Executions that end with the batch.
        let ended: [(trace: ExecutionTrace, key: JournalStore.Key, state: MachineState)]
    }

    private func seal(_ batch: Batch) -> SealedBatch {
        SealedBatch(
            changes: batch.order.compactMap { key in
                guard let execution = batch.touched[key], let events = batch.events[key] else { return nil }
                return JournalStore.Change(key: key, events: events, summary: execution.summary)
            },
            reached: batch.touched.mapValues { $0.machine.state.lastSequence },
            // What belongs to another replica is left to it; its scan finds what was done here.
            left: batch.touched.values.filter {
                $0.machine.state.phase.isTerminal || !partitions.contains($0.partition)
            }.map(\.key),
            touched: batch.touched.values.map { ($0.key, $0.partition) }, settled: batch.settled,
            commands: batch.commands, timers: batch.timers, effects: EffectCarrier.Content(batch),
            snapshots: dueSnapshots(batch), ended: ended(batch))
    }

    private func ended(_ batch: Batch) -> [(trace: ExecutionTrace, key: JournalStore.Key, state: MachineState)] {
        batch.touched.values.compactMap { execution in
            guard execution.machine.state.phase.isTerminal, !execution.trace.traceparent.isEmpty,
                batch.isTouching(execution.key)
            else { return nil }
            return (execution.trace, execution.key, execution.machine.state)
        }
    }

    /// Taken here, because what an execution becomes while the batch is written may yet have to be taken back.
    private func dueSnapshots(_ batch: Batch) -> [(key: JournalStore.Key, state: MachineState)] {
        batch.touched.values.compactMap { execution in
            guard snapshots.isDue(execution.machine.state, after: execution.snapshotSequence) else { return nil }
            execution.snapshotSequence = execution.machine.state.lastSequence
            return (execution.key, execution.machine.state)
        }
    }

    /// Sends a batch on its way once the one before it is written.
    func commit(_ batch: Batch) async {
        guard !batch.isEmpty else { return }
        let sealed = seal(batch)
        if let before = committing, await before.value == false {
            committing = nil
            return decideAgain(sealed)
        }
        committing = Task { await self.finish(sealed) }
    }

    /// - Returns: whether the batch was written.
    private func finish(_ batch: SealedBatch) async -> Bool {
        guard await write(batch.changes) else {
            decideAgain(batch)
            return false
        }
        metrics.commits.increment()
        for execution in batch.ended { execution.trace.record(execution.key, execution.state) }
        snapshots.offer(batch.snapshots)
        metrics.batch.record(batch.changes.reduce(0) { $0 + $1.events.count })
        for timer in batch.timers { timers.insert(timer) }
        setAlarm()
        for (command, view) in batch.commands { command.reply.resume(returning: view) }
        for key in batch.left { forget(key) }
        await effects?.value
        let carrier = EffectCarrier(bus: bus, aftermath: aftermath, logger: logger, metrics: metrics)
        effects = Task {
            await carrier.carryOut(batch.effects)
            self.effectsDone(batch.reached)
        }
        return true
    }

    /// Writes down how far effects have been carried out; otherwise that goes with the next events of an execution.
    func noteEffects() async { _ = await note(live.mapValues(\.effectsSequence)) }

    /// - Returns: whether it is written down.
    private func note(_ reached: [JournalStore.Key: UInt64]) async -> Bool {
        do {
            try await journal.noteEffects(reached)
            return true
        } catch {
            logger.notice("the next owner will hand some tasks out again", metadata: ["error": "\(error)"])
            return false
        }
    }

    /// Lets go of partitions whose results are not read any more, with everything carried out and written down.
    ///
    /// What still comes in meanwhile, a person's command for instance, is carried out first; but not for ever. The next owner would hand
    /// the rest out again, which queues and workers notice.
    func handOver(_ given: Set<Int>) async {
        for _ in 0..<50 {
            await drain()
            _ = await committing?.value
            await effects?.value
            let noted = live.filter { given.contains($0.value.partition) }.mapValues(\.effectsSequence)
            guard await note(noted) else { break }
            let isTidy = live.allSatisfy { key, execution in
                !given.contains(execution.partition) || noted[key] == execution.machine.state.lastSequence
            }
            if isTidy { break }
        }
        partitions.subtract(given)
        for (key, execution) in live where given.contains(execution.partition) { forget(key) }
    }

    private func effectsDone(_ reached: [JournalStore.Key: UInt64]) {
        for (key, sequence) in reached {
            guard let execution = live[key] else { continue }
            execution.carriedOut.note(sequence, at: now())
        }
    }

    /// Writes until it is written. `false`: another replica was faster with one of the executions.
    ///
    /// A commit whose answer was lost may have happened; the retry then meets its own rows, which looks like a conflict, and the
    /// reload that follows finds everything in place.
    private func write(_ changes: [JournalStore.Change]) async -> Bool {
        guard !changes.isEmpty else { return true }
        var delay = Duration.milliseconds(50)
        while true {
            do {
                try await journal.commit(changes)
                return true
            } catch let error as LunaError where error.code == "store.conflict" {
                logger.notice("another replica was faster; deciding again", metadata: ["error": "\(error)"])
                metrics.conflicts.increment()
                return false
            } catch {
                logger.error("the journal cannot be written; trying again", metadata: ["error": "\(error)"])
                metrics.commitFailures.increment()
                try? await Task.sleep(for: delay)
                delay = min(delay * 2, .seconds(2))
            }
        }
    }

    /// Forgets what was decided on a stale state, reloads, and lets everything come again.
    private func decideAgain(_ batch: SealedBatch) {
        for (key, partition) in batch.touched {
            forget(key)
            inbox.pushNow(.adopt(key, partition: partition, unlessAt: .max))
        }
        for delivery in batch.settled { delivery.nak(delay: .zero) }
        for (command, _) in batch.commands { inbox.pushNow(.control(command)) }
    }
}

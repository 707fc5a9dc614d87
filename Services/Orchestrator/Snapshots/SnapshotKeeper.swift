import Logging
import LunaCore
import LunaMessages
import LunaStore
import Metrics
import Synchronization

/// Writes snapshots beside the engine. One at a time: a snapshot that finds no room is left out, and the next one is as good.
///
/// Thread-safe. Nothing depends on a snapshot: without one, or with one that cannot be read, an execution is folded from its whole
/// journal.
final class SnapshotKeeper: Sendable {
    /// How many events lie between two snapshots of an execution.
    let interval: UInt64
    /// Executions with fewer events get none at their end.
    private let smallest: UInt64

    private let journal: JournalStore
    private let logger: Logger
    private let waiting = Mutex(0)
    private let written = Counter(label: "luna_orchestrator_snapshots_total")
    private let failed = Counter(label: "luna_orchestrator_snapshot_failures_total")

    init(journal: JournalStore, interval: Int, logger: Logger) {
        self.journal = journal
        self.interval = UInt64(max(1, interval))
        smallest = min(1000, self.interval)
        self.logger = logger
    }

    /// Whether a state should be kept, given the sequence of the snapshot before it.
    func isDue(_ state: MachineState, after last: UInt64) -> Bool {
        guard state.lastSequence > last else { return false }
        if state.phase.isTerminal { return state.lastSequence >= smallest }
        return state.lastSequence - last >= interval
    }

    /// Takes states over that are in the journal; returns at once.
    func offer(_ states: [(key: JournalStore.Key, state: MachineState)]) {
        for (key, state) in states {
            let hasRoom = waiting.withLock { waiting in
                guard waiting < 2 else { return false }
                waiting += 1
                return true
            }
            guard hasRoom else { continue }
            Task {
                await write(key, state)
                waiting.withLock { $0 -= 1 }
            }
        }
    }

    private func write(_ key: JournalStore.Key, _ state: MachineState) async {
        do {
            try await journal.write(snapshot: try SnapshotCoding.encode(state), of: key, at: state.lastSequence)
            written.increment()
        } catch {
            failed.increment()
            logger.notice(
                "a snapshot was not written; the journal has everything",
                metadata: ["execution": "\(key.execution)", "error": "\(error)"])
        }
    }
}

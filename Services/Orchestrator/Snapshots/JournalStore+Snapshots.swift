import LunaCore
import LunaMessages
import LunaStore
import Metrics

/// Snapshots as rows: the newest of each execution.
extension JournalStore {
    func write(snapshot bytes: [UInt8], of key: Key, at sequence: UInt64) async throws {
        _ = try await store.query(
            """
            INSERT INTO orchestrator.snapshots AS s (tenant, execution, sequence, version, sha256, state)
            VALUES ($1, $2, $3, $4, $5, $6)
            ON CONFLICT (tenant, execution) DO UPDATE
            SET sequence = excluded.sequence, version = excluded.version, sha256 = excluded.sha256, state = excluded.state
            WHERE s.sequence < excluded.sequence OR s.version <> excluded.version OR s.sequence > (
                SELECT last_sequence FROM orchestrator.executions WHERE tenant = $1 AND execution = $2)
            """,
            [
                .text(key.tenant.rawValue), .text(key.execution.rawValue), .int(Int64(clamping: sequence)),
                .int(Int64(SnapshotCoding.version)), .text(Digest(of: bytes).hex), .bytes(bytes),
            ])
    }

    /// The machine of an execution in the state after its newest event: from the newest snapshot and what follows it, or, when there is
    /// none that can be used, from the whole journal.
    ///
    /// A snapshot is used when it was written by this version, is as it was written, fits the graph and is not ahead of the journal.
    /// - Throws: `LunaError` `execution.not_found`.
    func newest(_ key: Key, _ policy: ExecutionMachine.Policy) async throws -> Newest {
        let loaded = try await load(key, usingSnapshot: true)
        if let snapshot = loaded.snapshot {
            let graph = ExecutionGraph(loaded.graph)
            if Digest(of: snapshot.bytes).hex == snapshot.sha256,
                let state = try? SnapshotCoding.decode(snapshot.bytes, graph: graph),
                state.lastSequence == snapshot.sequence
            {
                var machine = ExecutionMachine(state: state, policy: policy)
                for event in loaded.events { machine.replay(event) }
                return Newest(loaded: loaded, machine: machine, snapshotSequence: snapshot.sequence)
            }
            Counter(label: "luna_orchestrator_snapshots_unreadable_total").increment()
            let whole = try await load(key)
            return Newest(loaded: whole, machine: whole.fold(policy), snapshotSequence: 0)
        }
        return Newest(loaded: loaded, machine: loaded.fold(policy), snapshotSequence: 0)
    }

    /// An execution in the state after its newest event.
    struct Newest: Sendable {
        let loaded: Loaded
        let machine: ExecutionMachine
        /// Of the snapshot that was used; 0 when none was.
        let snapshotSequence: UInt64
    }
}

import LunaAgentKit
import LunaCore
import LunaMessages
import LunaStore
import LunaTestKit
import Testing

extension Integration {
    /// Executions are taken up from a snapshot and what follows it, and from the whole journal when the snapshot is no good.
    @Suite struct Snapshots {
        private struct Row: Sendable {
            let sequence: Int64
            let version: Int64
        }

        private func row(_ execution: String, _ store: Store) async throws -> Row? {
            try await store.query(
                "SELECT sequence, version FROM orchestrator.snapshots WHERE execution = $1", [.text(execution)]
            ).first.map { Row(sequence: try $0.int("sequence"), version: try $0.int("version")) }
        }

        private func waitForRow(_ execution: String, _ store: Store, atLeast sequence: Int64 = 1) async throws -> Row {
            try await within(.seconds(30), "a snapshot of \(execution)") {
                while true {
                    if let row = try await row(execution, store), row.sequence >= sequence { return row }
                    try await Task.sleep(for: .milliseconds(20))
                }
            }
        }

        /// Damages the snapshot of a running execution, kills the orchestrator and lets it go on.
        private func survive(_ name: String, damage: String) async throws {
            let stack = try await TestStack.shared()
            let store = try await stack.store()
            let agent = try await TestAgent(stack, concurrency: 4) { task in
                try await Task.sleep(for: .milliseconds(10))
                return AgentOutput(json: ["of": .string(task.item.task)])
            }
            let execution = try await stack.submit(TestPlan.random(name, agent.capability, tasks: 150, seed: 7))
            _ = try await waitForRow(execution, store)
            try await agent.runs.wait(for: "half of the tasks") { $0.count >= 75 }
            try await stack.kill("orchestrator")
            _ = try await store.query(
                "UPDATE orchestrator.snapshots SET \(damage) WHERE execution = $1", [.text(execution)])
            try await stack.repair()
            let view = try await stack.end(of: execution)
            #expect(view.state == .succeeded && view.counts?.succeeded == 150)
            let runs = Dictionary(grouping: agent.runs.all, by: \.task).mapValues(\.count)
            #expect(runs.count == 150 && runs.values.allSatisfy { $0 == 1 }, "what was done is not done again")
            #expect(try await stack.journal(execution).compactMap(\.event?.sequence) == Array(1...view.lastSequence))
            await agent.stop()
            await store.close()
        }

        @Test func aDamagedSnapshotIsNotUsed() async throws {
            try await survive("damaged", damage: "state = substr(state, 1, length(state) / 2)")
        }

        @Test func aSnapshotThatSaysSomethingElseThanItDidIsNotUsed() async throws {
            try await survive("forged", damage: "state = overlay(state placing '\\x00'::bytea from 30)")
        }

        @Test func aSnapshotOfALaterVersionIsNotUsed() async throws {
            try await survive("later", damage: "version = version + 1, sha256 = 'unknown', state = '\\x01'")
        }

        @Test func aSnapshotAheadOfTheJournalIsNotUsed() async throws {
            try await survive("ahead", damage: "sequence = sequence + 100000")
        }

        @Test func whatHasEndedIsReadFromASnapshotAsFromTheJournal() async throws {
            let stack = try await TestStack.shared()
            let store = try await stack.store()
            let agent = try await TestAgent(stack, concurrency: 16) { task in
                AgentOutput(json: ["of": .string(task.item.task)])
            }
            let execution = try await stack.submit(TestPlan.random("whole", agent.capability, tasks: 100, seed: 3))
            let view = try await stack.end(of: execution)
            let row = try await waitForRow(execution, store, atLeast: Int64(view.lastSequence))
            #expect(row.sequence == Int64(view.lastSequence))
            // The listing uses the snapshot, the replay the journal.
            let listed = try await stack.tasks(execution)
            let replayed = try await stack.orchestrator.replayExecution(
                ReplayRequest(execution: execution, limit: 1000), context: TestStack.context)
            #expect(listed.count == 100 && replayed.tasks == listed)
            let task = try await stack.orchestrator.getTask(
                TaskKey(execution: execution, task: "t99"), context: TestStack.context)
            #expect(task.outputJson == Array(#"{"of":"t99"}"#.utf8))
            await agent.stop()
            await store.close()
        }
    }
}

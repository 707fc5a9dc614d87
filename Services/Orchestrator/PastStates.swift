import LunaCore
import LunaMessages

/// States of executions that nobody drives here, folded from the journal, and those of earlier steps. The ones asked for last are
/// kept: what an execution was after an event never changes, and whoever reads it reads page by page.
actor PastStates {
    /// An execution after one of its events.
    private struct Step: Hashable {
        let key: JournalStore.Key
        let sequence: UInt64
    }

    private let journal: JournalStore
    private let policy: ExecutionMachine.Policy
    /// Tasks that may be kept in all; one execution is kept however large it is.
    private let capacity: Int
    private var states: [Step: MachineState] = [:]
    private var order: [Step] = []

    init(journal: JournalStore, policy: ExecutionMachine.Policy, capacity: Int = 100_000) {
        self.journal = journal
        self.policy = policy
        self.capacity = capacity
    }

    /// The newest state that is in the journal.
    /// - Throws: `LunaError` `execution.not_found`.
    func newest(_ key: JournalStore.Key) async throws -> MachineState {
        let step = Step(key: key, sequence: try await journal.lastSequence(key))
        if let known = known(step) { return known }
        let state = try await load(key)
        keep(state, Step(key: key, sequence: state.lastSequence))
        return state
    }

    /// The state after an event that is in the journal, folded from its beginning.
    /// - Throws: `LunaError` `execution.not_found`.
    func state(_ key: JournalStore.Key, after sequence: UInt64) async throws -> MachineState {
        let step = Step(key: key, sequence: sequence)
        if let known = known(step) { return known }
        let state = try await fold(key, through: sequence)
        keep(state, step)
        return state
    }

    private func known(_ step: Step) -> MachineState? {
        guard let state = states[step] else { return nil }
        order.removeAll { $0 == step }
        order.append(step)
        return state
    }

    private nonisolated func load(_ key: JournalStore.Key) async throws -> MachineState {
        try await journal.newest(key, policy).machine.state
    }

    private nonisolated func fold(_ key: JournalStore.Key, through sequence: UInt64) async throws -> MachineState {
        try await journal.load(key, through: sequence).fold(policy).state
    }

    private func keep(_ state: MachineState, _ step: Step) {
        guard states.updateValue(state, forKey: step) == nil else { return }
        order.append(step)
        var size = states.values.reduce(0) { $0 + $1.tasks.count }
        while size > capacity, order.count > 1, let first = order.first {
            order.removeFirst()
            size -= states.removeValue(forKey: first)?.tasks.count ?? 0
        }
    }
}

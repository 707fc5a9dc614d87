import LunaCore
import LunaMessages

/// A state as bytes and back. Pure.
///
/// The bytes are one or more `MachineSnapshot` messages, each behind its length: outcomes of a large execution need not fit into
/// one message. What is derived (counts, the graph) is not in it.
enum SnapshotCoding {
    /// Raised whenever the same bytes would be read as something else.
    static let version: UInt32 = 1
    /// About so many bytes of outcomes in a message.
    private static let partSize = 1 << 20

    // MARK: Writing

    /// - Throws: `LunaError` when an outcome alone does not fit into a message.
    static func encode(_ state: MachineState) throws -> [UInt8] {
        var tasks = VariableLengthWriter()
        tasks.reserve(state.tasks.count * 40)
        var agents: [String: UInt64] = [:]
        var names: [String] = []
        var outcomes: [OutcomeSnapshot] = []
        for (index, task) in state.tasks.enumerated() {
            tasks.append(UInt64(task.phase.rawValue))
            tasks.append(UInt64(task.attempt))
            tasks.append(UInt64(task.missing))
            tasks.append(task.scheduledSequence)
            for time in [task.scheduledAt, task.startedAt, task.finishedAt, task.retryAt] {
                tasks.append(time: time, base: state.submittedAt)
            }
            tasks.append(task.computeMilliseconds)
            guard let outcome = task.outcome else {
                tasks.append(0)
                continue
            }
            let number =
                agents[outcome.agent]
                ?? {
                    names.append(outcome.agent)
                    agents[outcome.agent] = UInt64(names.count)
                    return UInt64(names.count)
                }()
            tasks.append(number)
            if !outcome.outputJSON.isEmpty || !outcome.files.isEmpty || outcome.error != nil
                || !outcome.inheritedFrom.isEmpty
            {
                outcomes.append(
                    OutcomeSnapshot(
                        task: UInt32(index), outputJson: outcome.outputJSON, files: outcome.files,
                        error: outcome.error, inheritedFrom: outcome.inheritedFrom))
            }
        }
        var ready = VariableLengthWriter()
        for task in state.waitingForGate { ready.append(UInt64(task)) }
        var out = VariableLengthWriter()
        // The columns of tasks are cut by the bytes of a message, too.
        let columns = stride(from: 0, to: max(1, tasks.bytes.count), by: partSize * 4).map {
            Array(tasks.bytes[$0..<min(tasks.bytes.count, $0 + partSize * 4)])
        }
        try append(
            MachineSnapshot(
                version: version, sequence: state.lastSequence, taskCount: UInt32(state.tasks.count),
                phase: UInt32(state.phase.rawValue), submittedAt: state.submittedAt, startedAt: state.startedAt,
                finishedAt: state.finishedAt, reason: state.reason, firstFailed: state.firstFailed.map { $0 + 1 } ?? 0,
                tasks: columns[0], ready: ready.bytes, agents: names), to: &out)
        for column in columns.dropFirst() { try append(MachineSnapshot(version: version, tasks: column), to: &out) }
        try appendParts(outcomes, to: &out)
        return out.bytes
    }

    private static func appendParts(_ outcomes: [OutcomeSnapshot], to out: inout VariableLengthWriter) throws {
        var part: [OutcomeSnapshot] = []
        var size = 0
        for outcome in outcomes {
            let own = outcome.outputJson.count + outcome.files.count * 160 + 64
            if size + own > partSize || part.count == 10_000, !part.isEmpty {
                try append(MachineSnapshot(version: version, outcomes: part), to: &out)
                (part, size) = ([], 0)
            }
            part.append(outcome)
            size += own
        }
        if !part.isEmpty { try append(MachineSnapshot(version: version, outcomes: part), to: &out) }
    }

    private static func append(_ part: MachineSnapshot, to out: inout VariableLengthWriter) throws {
        let bytes = try part.serialized()
        out.append(UInt64(bytes.count))
        out.append(bytes)
    }

    // MARK: Reading

    /// - Throws: anything, when the bytes are not a snapshot of this version of an execution with that graph.
    static func decode(_ bytes: [UInt8], graph: ExecutionGraph) throws -> MachineState {
        var reader = VariableLengthReader(bytes[...])
        let head = try next(&reader)
        guard head.taskCount == UInt32(graph.count),
            let phase = MachineState.Phase(rawValue: UInt8(clamping: head.phase)),
            head.firstFailed <= head.taskCount
        else { throw VariableLengthReader.Broken() }
        var columns = head.tasks
        var outcomes: [OutcomeSnapshot] = []
        while !reader.isAtEnd {
            let part = try next(&reader)
            columns += part.tasks
            outcomes += part.outcomes
        }
        var tasks = try records(columns, head, graph)
        for outcome in outcomes {
            guard Int(outcome.task) < tasks.count, let agent = tasks[Int(outcome.task)].outcome?.agent else {
                throw VariableLengthReader.Broken()
            }
            tasks[Int(outcome.task)].outcome = MachineState.TaskRecord.Outcome(
                outputJSON: outcome.outputJson, files: outcome.files, agent: agent, error: outcome.error,
                inheritedFrom: outcome.inheritedFrom)
        }
        var ready: [UInt32] = []
        var waiting = VariableLengthReader(head.ready[...])
        while !waiting.isAtEnd {
            let task = try waiting.small()
            guard Int(task) < tasks.count, tasks[Int(task)].phase == .ready else { throw VariableLengthReader.Broken() }
            ready.append(task)
        }
        guard ready.count == tasks.count(where: { $0.phase == .ready }) else { throw VariableLengthReader.Broken() }
        return MachineState(
            graph: graph,
            MachineState.Parts(
                phase: phase, tasks: tasks, lastSequence: head.sequence, submittedAt: head.submittedAt,
                startedAt: head.startedAt, finishedAt: head.finishedAt, reason: head.reason,
                firstFailed: head.firstFailed == 0 ? nil : head.firstFailed - 1, ready: ready))
    }

    private static func next(_ reader: inout VariableLengthReader) throws -> MachineSnapshot {
        let part = try MachineSnapshot(serialized: Array(reader.take(reader.number())))
        guard part.version == version else { throw VariableLengthReader.Broken() }
        return part
    }

    private static func records(_ columns: [UInt8], _ head: MachineSnapshot, _ graph: ExecutionGraph) throws
        -> [MachineState.TaskRecord]
    {
        // One for all tasks that an agent did without leaving anything else.
        let agents = head.agents.map { MachineState.TaskRecord.Outcome(agent: $0) }
        var reader = VariableLengthReader(columns[...])
        var tasks: [MachineState.TaskRecord] = []
        tasks.reserveCapacity(graph.count)
        for index in 0..<graph.count {
            guard let phase = MachineState.TaskPhase(rawValue: UInt8(clamping: try reader.number())) else {
                throw VariableLengthReader.Broken()
            }
            var task = MachineState.TaskRecord(phase: phase, attempt: try reader.small(), missing: try reader.small())
            task.scheduledSequence = try reader.number()
            task.scheduledAt = try reader.time(base: head.submittedAt)
            task.startedAt = try reader.time(base: head.submittedAt)
            task.finishedAt = try reader.time(base: head.submittedAt)
            task.retryAt = try reader.time(base: head.submittedAt)
            task.computeMilliseconds = try reader.number()
            let agent = try reader.number()
            guard agent <= UInt64(agents.count), task.missing <= graph.dependencyCounts[index] else {
                throw VariableLengthReader.Broken()
            }
            if agent > 0 { task.outcome = agents[Int(agent) - 1] }
            tasks.append(task)
        }
        guard reader.isAtEnd else { throw VariableLengthReader.Broken() }
        return tasks
    }
}

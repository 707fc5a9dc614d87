import LunaMessages
import LunaPlan

/// The rules of an execution: a command in, events out. Pure: no clock, no I/O, no randomness; time comes with the command.
///
/// Every decision is made on a state into which the events before it have been folded already, so a cascade (a barrier that
/// completes at once, a failure that skips half the graph) is one call.
struct ExecutionMachine: Sendable {
    /// What somebody wants, or what has come to pass.
    enum Command: Sendable {
        case submit(ExecutionSubmitted)
        /// A submission that begins with what another execution has done; in the order of the graph.
        case fork(ExecutionSubmitted, inherited: [TaskSucceeded])
        case start
        /// Up to so many of the tasks that wait for a gate may run, of one of the graph's capabilities.
        case handOut(capability: Int, count: Int)
        case result(WorkResult)
        /// The retry timer of that attempt's failure has run out.
        case retryDue(task: UInt32, afterAttempt: UInt32)
        case pause(reason: String)
        case resume
        case cancel(reason: String)
    }

    /// How failures are retried and how much may be in flight.
    struct Policy: Sendable {
        /// Delay before the second attempt; doubles with each further one. Nanoseconds.
        var firstBackoff: Int64 = 1_000_000_000
        /// The longest delay. Nanoseconds.
        var longestBackoff: Int64 = 60_000_000_000
        /// Tasks that may be dispatched and unfinished at the same time without ``Command/handOut(capability:count:)``. With 0
        /// every task but a retry waits for that command.
        var inFlightLimit = 2048

        /// Delay after attempt number `attempt` has failed: 1 s, 2 s, 4 s …
        func backoff(after attempt: UInt32) -> Int64 {
            let doublings = min(Int64(attempt) - 1, 30)
            return min(longestBackoff, firstBackoff << max(0, doublings))
        }
    }

    private(set) var state: MachineState
    var policy: Policy

    init(graph: ExecutionGraph, policy: Policy = Policy()) {
        state = MachineState(graph: graph)
        self.policy = policy
    }

    /// Goes on from a state.
    init(state: MachineState, policy: Policy = Policy()) {
        self.state = state
        self.policy = policy
    }

    /// Folds a committed event in.
    mutating func replay(_ event: ExecutionEvent) {
        guard let body = event.body else { return }
        state.apply(body, at: event.at)
    }

    /// Decides on a command, folds the events in and returns them. No events: it changes nothing (a duplicate, a late result).
    mutating func handle(_ command: Command, at time: Int64, actor: String) -> [ExecutionEvent] {
        var emitter = Emitter(time: time, actor: actor)
        switch command {
        case .submit(let event):
            guard state.lastSequence == 0 else { break }
            emit(.submitted(event), &emitter)
        case .fork(let event, let inherited):
            guard state.lastSequence == 0 else { break }
            emit(.submitted(event), &emitter)
            for outcome in inherited { emit(.taskSucceeded(outcome), &emitter) }
        case .start:
            guard state.phase == .pending, state.lastSequence > 0 else { break }
            emit(.started(ExecutionStarted()), &emitter)
            proceed(&emitter)
        case .handOut(let capability, let count):
            guard state.phase == .running, state.graph.capabilities.indices.contains(capability) else { break }
            for _ in 0..<max(0, count) { if !handOutNext(ofCapability: capability, &emitter) { break } }
        case .result(let result): accept(result, &emitter)
        case .retryDue(let task, let attempt):
            guard state.phase == .running, Int(task) < state.tasks.count else { break }
            let record = state.tasks[Int(task)]
            guard record.phase == .retrying, record.attempt == attempt else { break }
            emit(.taskScheduled(TaskScheduled(task: task, attempt: attempt + 1)), &emitter)
        case .pause(let reason):
            guard state.phase == .running else { break }
            emit(.paused(ExecutionPaused(reason: reason)), &emitter)
        case .resume:
            guard state.phase == .paused else { break }
            emit(.resumed(ExecutionResumed()), &emitter)
            rescheduleOverdue(&emitter)
            proceed(&emitter)
        case .cancel(let reason):
            guard !state.phase.isTerminal, state.lastSequence > 0 else { break }
            for index in state.tasks.indices where !state.tasks[index].phase.isTerminal {
                emit(.taskCancelled(TaskCancelled(task: UInt32(index))), &emitter)
            }
            emit(.cancelled(ExecutionCancelled(reason: reason)), &emitter)
        }
        return emitter.events
    }

    private struct Emitter {
        let time: Int64
        let actor: String
        var events: [ExecutionEvent] = []
    }

    private mutating func emit(_ body: ExecutionEvent.Body, _ emitter: inout Emitter) {
        state.apply(body, at: emitter.time)
        emitter.events.append(
            ExecutionEvent(sequence: state.lastSequence, at: emitter.time, actor: emitter.actor, body: body))
    }

    /// Whether somebody has handed out an attempt that this state knows nothing of: then the journal has more than this state, and
    /// what it makes of the result counts for nothing.
    func isBehind(_ result: WorkResult) -> Bool {
        guard !state.phase.isTerminal, let task = state.graph.index(of: result.task) else { return false }
        return state.tasks[Int(task)].attempt < result.attempt
    }

    private mutating func accept(_ result: WorkResult, _ emitter: inout Emitter) {
        guard !state.phase.isTerminal, let task = state.graph.index(of: result.task) else { return }
        let record = state.tasks[Int(task)]
        // Only the attempt that is out counts: anything else is a duplicate, or late.
        guard record.phase == .running, record.attempt == result.attempt else { return }
        switch result.outcome {
        case .succeeded:
            emit(
                .taskSucceeded(
                    TaskSucceeded(
                        task: task, attempt: result.attempt, outputJson: result.outputJson, files: result.files,
                        agent: result.agent, startedAt: result.startedAt, finishedAt: result.finishedAt,
                        computeMs: result.computeMs)), &emitter)
        default: fail(task, result, &emitter)
        }
        proceed(&emitter)
    }

    private mutating func fail(_ task: UInt32, _ result: WorkResult, _ emitter: inout Emitter) {
        let error =
            result.error
            ?? ErrorInfo(
                code: "task.failed", errorClass: "internal", message: "The agent reported a failure without a reason.",
                retryable: true)
        let attempts = UInt32(max(1, state.graph.nodes[Int(task)].maxAttempts))
        if error.retryable, result.attempt < attempts {
            emit(
                .taskAttemptFailed(
                    TaskAttemptFailed(
                        task: task, attempt: result.attempt, error: error,
                        retryAt: emitter.time + policy.backoff(after: result.attempt), agent: result.agent,
                        computeMs: result.computeMs)), &emitter)
        } else {
            emit(
                .taskFailed(
                    TaskFailed(
                        task: task, attempt: result.attempt, error: error, agent: result.agent,
                        computeMs: result.computeMs)), &emitter)
            skipDependents(of: task, &emitter)
        }
    }

    /// Everything downstream of a failure can never run; it is said so at once, task by task.
    private mutating func skipDependents(of failed: UInt32, _ emitter: inout Emitter) {
        var pending = [failed]
        while let task = pending.popLast() {
            for dependent in state.graph.dependents(of: task)
            where !state.tasks[Int(dependent)].phase.isTerminal {
                emit(.taskSkipped(TaskSkipped(task: dependent, becauseOf: failed)), &emitter)
                pending.append(dependent)
            }
        }
    }

    /// Hands out what the gates allow, lets barriers through and notices the end.
    private mutating func proceed(_ emitter: inout Emitter) {
        guard state.phase == .running else { return }
        if let barriers = state.graph.barriers {
            while let task = state.nextReady(ofCapability: barriers) {
                emit(.taskSucceeded(TaskSucceeded(task: task, finishedAt: emitter.time)), &emitter)
            }
        }
        for capability in state.graph.capabilities.indices where capability != state.graph.barriers {
            while state.count(.running) < policy.inFlightLimit, handOutNext(ofCapability: capability, &emitter) {}
        }
        guard state.unfinished == 0 else { return }
        if let failed = state.firstFailed {
            let node = state.graph.nodes[Int(failed)]
            let why = state.tasks[Int(failed)].outcome?.error?.message ?? "no reason given"
            emit(
                .failed(ExecutionFailed(reason: "Task '\(node.id)' failed: \(why)", firstFailedTask: failed)), &emitter)
        } else {
            emit(.succeeded(ExecutionSucceeded()), &emitter)
        }
    }

    /// - Returns: whether there was one.
    private mutating func handOutNext(ofCapability capability: Int, _ emitter: inout Emitter) -> Bool {
        guard let task = state.nextReady(ofCapability: capability) else { return false }
        emit(
            .taskScheduled(TaskScheduled(task: task, attempt: state.tasks[Int(task)].attempt + 1)), &emitter)
        return true
    }

    /// Retries that fell due during a pause.
    private mutating func rescheduleOverdue(_ emitter: inout Emitter) {
        for index in state.tasks.indices {
            let record = state.tasks[index]
            guard record.phase == .retrying, record.retryAt <= emitter.time else { continue }
            emit(.taskScheduled(TaskScheduled(task: UInt32(index), attempt: record.attempt + 1)), &emitter)
        }
    }
}

import LunaMessages
import LunaPlan

/// Everything there is to know about one execution; a fold of its journal.
///
/// A value: ``apply(_:at:)`` is the only way to change it, it is deterministic and does no I/O, so that replaying a journal gives
/// the same state on any machine.
struct MachineState: Sendable {
    /// Where a task is. Each unfinished one waits for exactly one thing (docs/architecture.md).
    enum TaskPhase: UInt8, Sendable {
        /// For dependencies.
        case blocked
        /// For a gate: the execution is paused, or as many as allowed are in flight.
        case ready
        /// For its agent.
        case running
        /// For its retry timer.
        case retrying
        case succeeded, failed, skipped, cancelled

        var isTerminal: Bool { rawValue >= TaskPhase.succeeded.rawValue }
    }

    /// One task's part of the state.
    struct TaskRecord: Sendable {
        var phase: TaskPhase = .blocked
        /// The current or last attempt, from 1; 0 before the first.
        var attempt: UInt32 = 0
        /// Dependencies that have not completed.
        var missing: UInt32
        var scheduledAt: Int64 = 0
        /// Sequence of the event that scheduled the current attempt.
        var scheduledSequence: UInt64 = 0
        var startedAt: Int64 = 0
        var finishedAt: Int64 = 0
        /// When the retry is due; only while retrying.
        var retryAt: Int64 = 0
        var computeMilliseconds: UInt64 = 0
        /// Set once there is something to say; most tasks of a large graph never have one.
        var outcome: Outcome?

        /// What came out. A class, so that records without one stay small.
        final class Outcome: Sendable {
            let outputJSON: [UInt8]
            let files: [FileRef]
            let agent: String
            let error: ErrorInfo?
            /// The execution that did it, when this one is a fork of that; else empty.
            let inheritedFrom: String
            init(
                outputJSON: [UInt8] = [], files: [FileRef] = [], agent: String, error: ErrorInfo? = nil,
                inheritedFrom: String = ""
            ) {
                self.outputJSON = outputJSON
                self.files = files
                self.agent = agent
                self.error = error
                self.inheritedFrom = inheritedFrom
            }
        }
    }

    enum Phase: UInt8, Sendable {
        case pending, running, paused, succeeded, failed, cancelled
        var isTerminal: Bool { rawValue >= Phase.succeeded.rawValue }
    }

    let graph: ExecutionGraph
    private(set) var phase: Phase = .pending
    private(set) var tasks: [TaskRecord]
    private(set) var lastSequence: UInt64 = 0
    private(set) var submittedAt: Int64 = 0
    private(set) var startedAt: Int64 = 0
    private(set) var finishedAt: Int64 = 0
    private(set) var reason = ""
    /// The first task that failed for good.
    private(set) var firstFailed: UInt32?
    /// How many tasks are in each phase; index is the phase's raw value.
    private(set) var counts: [Int]
    /// The same per capability: eight numbers for each of `graph.capabilities`.
    private(set) var capabilityCounts: [Int]
    /// Tasks that may run as soon as a gate lets them, for each of `graph.capabilities`.
    private var ready: [ReadyQueue]

    /// Tasks in the order in which they will be handed out, oldest first from `head`.
    private struct ReadyQueue: Sendable {
        var tasks: [UInt32] = []
        var head = 0

        /// Almost always the head; a search only when something from the middle is cancelled.
        mutating func remove(_ task: UInt32) {
            if head < tasks.count, tasks[head] == task {
                head += 1
            } else if let position = tasks[head...].firstIndex(of: task) {
                tasks.remove(at: position)
            }
            if head > 1024, head * 2 > tasks.count {
                tasks.removeFirst(head)
                head = 0
            }
        }
    }

    init(graph: ExecutionGraph) {
        self.graph = graph
        tasks = graph.dependencyCounts.map { TaskRecord(missing: $0) }
        counts = [Int](repeating: 0, count: 8)
        counts[Int(TaskPhase.blocked.rawValue)] = graph.count
        capabilityCounts = [Int](repeating: 0, count: 8 * graph.capabilities.count)
        for capability in graph.capabilityOf { capabilityCounts[Int(capability) * 8] += 1 }
        ready = [ReadyQueue](repeating: ReadyQueue(), count: graph.capabilities.count)
        for index in tasks.indices where tasks[index].missing == 0 { becomeReady(UInt32(index)) }
    }

    /// What is not derived from the rest; for states that are read back from a snapshot.
    struct Parts {
        var phase: Phase
        var tasks: [TaskRecord]
        var lastSequence: UInt64
        var submittedAt: Int64
        var startedAt: Int64
        var finishedAt: Int64
        var reason: String
        var firstFailed: UInt32?
        var ready: [UInt32]
    }

    /// - Parameter parts: as they belong to the graph: a record for each of its tasks.
    init(graph: ExecutionGraph, _ parts: Parts) {
        self.graph = graph
        phase = parts.phase
        tasks = parts.tasks
        lastSequence = parts.lastSequence
        (submittedAt, startedAt, finishedAt) = (parts.submittedAt, parts.startedAt, parts.finishedAt)
        reason = parts.reason
        firstFailed = parts.firstFailed
        ready = [ReadyQueue](repeating: ReadyQueue(), count: graph.capabilities.count)
        for task in parts.ready { ready[Int(graph.capabilityOf[Int(task)])].tasks.append(task) }
        counts = [Int](repeating: 0, count: 8)
        capabilityCounts = [Int](repeating: 0, count: 8 * graph.capabilities.count)
        for (index, task) in tasks.enumerated() {
            counts[Int(task.phase.rawValue)] += 1
            capabilityCounts[Int(graph.capabilityOf[index]) * 8 + Int(task.phase.rawValue)] += 1
        }
    }

    /// Tasks that wait for a gate: for each capability those that have waited longest first.
    var waitingForGate: [UInt32] { ready.flatMap { $0.tasks[$0.head...] } }

    func count(_ phase: TaskPhase) -> Int { counts[Int(phase.rawValue)] }

    /// The counts without barriers, which are none of the user's tasks: nobody works on them, so they have no capability.
    var taskCounts: [Int] {
        guard let barriers = graph.barriers else { return counts }
        return counts.indices.map { counts[$0] - capabilityCounts[barriers * 8 + $0] }
    }

    /// Tasks that have not reached an end.
    var unfinished: Int { count(.blocked) + count(.ready) + count(.running) + count(.retrying) }

    /// How many tasks of one of `graph.capabilities` are in a phase.
    func count(_ phase: TaskPhase, ofCapability capability: Int) -> Int {
        capabilityCounts[capability * 8 + Int(phase.rawValue)]
    }

    /// Of one of `graph.capabilities` the task that has waited for a gate longest.
    func nextReady(ofCapability capability: Int) -> UInt32? {
        let queue = ready[capability]
        return queue.head < queue.tasks.count ? queue.tasks[queue.head] : nil
    }

    /// Folds one event in. Events of a journal always fit; anything else is ignored, never a trap.
    mutating func apply(_ body: ExecutionEvent.Body, at time: Int64) {
        lastSequence += 1
        switch body {
        case .submitted: submittedAt = time
        case .started:
            phase = .running
            startedAt = time
        case .taskScheduled(let event): schedule(event, at: time)
        case .taskSucceeded(let event): succeed(event, at: time)
        case .taskAttemptFailed(let event):
            guard valid(event.task) else { return }
            move(event.task, to: .retrying)
            update(event.task) {
                $0.retryAt = event.retryAt
                $0.computeMilliseconds += event.computeMs
                $0.outcome = TaskRecord.Outcome(agent: event.agent, error: event.error)
            }
        case .taskFailed(let event):
            guard valid(event.task) else { return }
            finish(event.task, .failed, at: time)
            update(event.task) {
                $0.computeMilliseconds += event.computeMs
                $0.outcome = TaskRecord.Outcome(agent: event.agent, error: event.error)
            }
            if firstFailed == nil { firstFailed = event.task }
        case .taskSkipped(let event):
            guard valid(event.task) else { return }
            finish(event.task, .skipped, at: time)
        case .taskCancelled(let event):
            guard valid(event.task) else { return }
            finish(event.task, .cancelled, at: time)
        case .paused(let event):
            phase = .paused
            reason = event.reason
        case .resumed:
            phase = .running
            reason = ""
        case .cancelled(let event): end(.cancelled, event.reason, at: time)
        case .succeeded: end(.succeeded, "", at: time)
        case .failed(let event): end(.failed, event.reason, at: time)
        }
    }

    private func valid(_ task: UInt32) -> Bool { Int(task) < tasks.count }

    private mutating func update(_ task: UInt32, _ change: (inout TaskRecord) -> Void) { change(&tasks[Int(task)]) }

    private mutating func move(_ task: UInt32, to phase: TaskPhase) {
        let before = Int(tasks[Int(task)].phase.rawValue)
        let after = Int(phase.rawValue)
        let base = Int(graph.capabilityOf[Int(task)]) * 8
        counts[before] -= 1
        counts[after] += 1
        capabilityCounts[base + before] -= 1
        capabilityCounts[base + after] += 1
        tasks[Int(task)].phase = phase
    }

    private mutating func becomeReady(_ task: UInt32) {
        move(task, to: .ready)
        ready[Int(graph.capabilityOf[Int(task)])].tasks.append(task)
    }

    private mutating func schedule(_ event: TaskScheduled, at time: Int64) {
        guard valid(event.task) else { return }
        if tasks[Int(event.task)].phase == .ready { leaveReady(event.task) }
        move(event.task, to: .running)
        let sequence = lastSequence
        update(event.task) {
            $0.attempt = event.attempt
            $0.scheduledAt = time
            $0.scheduledSequence = sequence
            $0.retryAt = 0
        }
    }

    private mutating func succeed(_ event: TaskSucceeded, at time: Int64) {
        guard valid(event.task) else { return }
        finish(event.task, .succeeded, at: event.finishedAt == 0 ? time : event.finishedAt)
        update(event.task) {
            $0.startedAt = event.startedAt
            $0.computeMilliseconds += event.computeMs
            if !event.inheritedFrom.isEmpty { $0.attempt = event.attempt }
            if !event.outputJson.isEmpty || !event.files.isEmpty || !event.agent.isEmpty {
                $0.outcome = TaskRecord.Outcome(
                    outputJSON: event.outputJson, files: event.files, agent: event.agent,
                    inheritedFrom: event.inheritedFrom)
            }
        }
        for dependent in graph.dependents(of: event.task) where tasks[Int(dependent)].missing > 0 {
            tasks[Int(dependent)].missing -= 1
            if tasks[Int(dependent)].missing == 0, tasks[Int(dependent)].phase == .blocked { becomeReady(dependent) }
        }
    }

    private mutating func finish(_ task: UInt32, _ phase: TaskPhase, at time: Int64) {
        if tasks[Int(task)].phase == .ready { leaveReady(task) }
        move(task, to: phase)
        tasks[Int(task)].finishedAt = time
        tasks[Int(task)].retryAt = 0
    }

    private mutating func leaveReady(_ task: UInt32) { ready[Int(graph.capabilityOf[Int(task)])].remove(task) }

    private mutating func end(_ phase: Phase, _ reason: String, at time: Int64) {
        self.phase = phase
        self.reason = reason
        finishedAt = time
    }
}

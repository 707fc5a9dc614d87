// Generated from luna/v1/events.proto by `make proto`. Do not edit.

internal import CProtobufC
internal import LunaMessagesC

/// One event of an execution. Its id is <execution>/<sequence>.
public struct ExecutionEvent: WireMessage {
    public static var fullName: String { "luna.v1.ExecutionEvent" }

    /// The choices of ``ExecutionEvent/body``.
    public enum Body: Sendable, Hashable {
        case submitted(ExecutionSubmitted)
        case started(ExecutionStarted)
        case taskScheduled(TaskScheduled)
        case taskSucceeded(TaskSucceeded)
        case taskAttemptFailed(TaskAttemptFailed)
        case taskFailed(TaskFailed)
        case taskSkipped(TaskSkipped)
        case taskCancelled(TaskCancelled)
        case paused(ExecutionPaused)
        case resumed(ExecutionResumed)
        case cancelled(ExecutionCancelled)
        case succeeded(ExecutionSucceeded)
        case failed(ExecutionFailed)
    }

    /// From 1, contiguous in the execution.
    public var sequence: UInt64
    /// Unix nanoseconds; 0 = unset.
    public var at: Int64
    /// Who caused it.
    public var actor: String
    /// One of these, or nothing.
    public var body: Body?

    /// Every field that is not given has its default.
    public init(sequence: UInt64 = 0, at: Int64 = 0, actor: String = "", body: Body? = nil) {
        self.sequence = sequence
        self.at = at
        self.actor = actor
        self.body = body
    }

    public init() {
        self.sequence = 0
        self.at = 0
        self.actor = ""
        self.body = nil
    }

    public init(serialized bytes: UnsafeRawBufferPointer, limits: WireLimits) throws {
        self = try Self.decoded(bytes, limits: limits)
    }

    public func serialized() throws -> [UInt8] { try encoded() }
}

extension ExecutionEvent: WireBridged {
    static var descriptor: UnsafePointer<ProtobufCMessageDescriptor> {
        luna__v1__execution_event__descriptor_pointer()
    }

    func fill(_ c: UnsafeMutablePointer<Luna__V1__ExecutionEvent>, in arena: Arena) throws {
        c.pointee.sequence = sequence
        c.pointee.at = at
        c.pointee.actor = try arena.string(actor, "luna.v1.ExecutionEvent.actor")
        switch body {
        case nil: break
        case .submitted(let value):
            c.pointee.body_case = .init(rawValue: 10)
            c.pointee.submitted = try arena.message(value)
        case .started(let value):
            c.pointee.body_case = .init(rawValue: 11)
            c.pointee.started = try arena.message(value)
        case .taskScheduled(let value):
            c.pointee.body_case = .init(rawValue: 12)
            c.pointee.task_scheduled = try arena.message(value)
        case .taskSucceeded(let value):
            c.pointee.body_case = .init(rawValue: 13)
            c.pointee.task_succeeded = try arena.message(value)
        case .taskAttemptFailed(let value):
            c.pointee.body_case = .init(rawValue: 14)
            c.pointee.task_attempt_failed = try arena.message(value)
        case .taskFailed(let value):
            c.pointee.body_case = .init(rawValue: 15)
            c.pointee.task_failed = try arena.message(value)
        case .taskSkipped(let value):
            c.pointee.body_case = .init(rawValue: 16)
            c.pointee.task_skipped = try arena.message(value)
        case .taskCancelled(let value):
            c.pointee.body_case = .init(rawValue: 17)
            c.pointee.task_cancelled = try arena.message(value)
        case .paused(let value):
            c.pointee.body_case = .init(rawValue: 18)
            c.pointee.paused = try arena.message(value)
        case .resumed(let value):
            c.pointee.body_case = .init(rawValue: 19)
            c.pointee.resumed = try arena.message(value)
        case .cancelled(let value):
            c.pointee.body_case = .init(rawValue: 20)
            c.pointee.cancelled = try arena.message(value)
        case .succeeded(let value):
            c.pointee.body_case = .init(rawValue: 21)
            c.pointee.succeeded = try arena.message(value)
        case .failed(let value):
            c.pointee.body_case = .init(rawValue: 22)
            c.pointee.failed = try arena.message(value)
        }
    }

    init(c: UnsafePointer<Luna__V1__ExecutionEvent>) {
        self.init()
        sequence = c.pointee.sequence
        at = c.pointee.at
        actor = wireString(c.pointee.actor)
        switch c.pointee.body_case.rawValue {
        case 10: body = .submitted(wireMessage(c.pointee.submitted) ?? ExecutionSubmitted())
        case 11: body = .started(wireMessage(c.pointee.started) ?? ExecutionStarted())
        case 12: body = .taskScheduled(wireMessage(c.pointee.task_scheduled) ?? TaskScheduled())
        case 13: body = .taskSucceeded(wireMessage(c.pointee.task_succeeded) ?? TaskSucceeded())
        case 14: body = .taskAttemptFailed(wireMessage(c.pointee.task_attempt_failed) ?? TaskAttemptFailed())
        case 15: body = .taskFailed(wireMessage(c.pointee.task_failed) ?? TaskFailed())
        case 16: body = .taskSkipped(wireMessage(c.pointee.task_skipped) ?? TaskSkipped())
        case 17: body = .taskCancelled(wireMessage(c.pointee.task_cancelled) ?? TaskCancelled())
        case 18: body = .paused(wireMessage(c.pointee.paused) ?? ExecutionPaused())
        case 19: body = .resumed(wireMessage(c.pointee.resumed) ?? ExecutionResumed())
        case 20: body = .cancelled(wireMessage(c.pointee.cancelled) ?? ExecutionCancelled())
        case 21: body = .succeeded(wireMessage(c.pointee.succeeded) ?? ExecutionSucceeded())
        case 22: body = .failed(wireMessage(c.pointee.failed) ?? ExecutionFailed())
        default: break
        }
    }
}

/// The plan was accepted.
public struct ExecutionSubmitted: WireMessage {
    public static var fullName: String { "luna.v1.ExecutionSubmitted" }

    /// SHA-256, 64 lower-case hexadecimal digits.
    public var planSha256: String
    /// SHA-256, 64 lower-case hexadecimal digits.
    public var graphSha256: String
    /// How many tasks the graph has.
    public var taskCount: UInt32
    public var planName: String
    /// What the submitter called the submission: its Idempotency-Key, or the id of the message that it came in.
    public var submission: String
    /// For a fork: where it comes from.
    public var originExecution: String
    /// For a fork: what had been done up to here was taken over.
    public var originSequence: UInt64

    /// Every field that is not given has its default.
    public init(
        planSha256: String = "",
        graphSha256: String = "",
        taskCount: UInt32 = 0,
        planName: String = "",
        submission: String = "",
        originExecution: String = "",
        originSequence: UInt64 = 0
    ) {
        self.planSha256 = planSha256
        self.graphSha256 = graphSha256
        self.taskCount = taskCount
        self.planName = planName
        self.submission = submission
        self.originExecution = originExecution
        self.originSequence = originSequence
    }

    public init() {
        self.planSha256 = ""
        self.graphSha256 = ""
        self.taskCount = 0
        self.planName = ""
        self.submission = ""
        self.originExecution = ""
        self.originSequence = 0
    }

    public init(serialized bytes: UnsafeRawBufferPointer, limits: WireLimits) throws {
        self = try Self.decoded(bytes, limits: limits)
    }

    public func serialized() throws -> [UInt8] { try encoded() }
}

extension ExecutionSubmitted: WireBridged {
    static var descriptor: UnsafePointer<ProtobufCMessageDescriptor> {
        luna__v1__execution_submitted__descriptor_pointer()
    }

    func fill(_ c: UnsafeMutablePointer<Luna__V1__ExecutionSubmitted>, in arena: Arena) throws {
        c.pointee.plan_sha256 = try arena.string(planSha256, "luna.v1.ExecutionSubmitted.plan_sha256")
        c.pointee.graph_sha256 = try arena.string(graphSha256, "luna.v1.ExecutionSubmitted.graph_sha256")
        c.pointee.task_count = taskCount
        c.pointee.plan_name = try arena.string(planName, "luna.v1.ExecutionSubmitted.plan_name")
        c.pointee.submission = try arena.string(submission, "luna.v1.ExecutionSubmitted.submission")
        c.pointee.origin_execution = try arena.string(originExecution, "luna.v1.ExecutionSubmitted.origin_execution")
        c.pointee.origin_sequence = originSequence
    }

    init(c: UnsafePointer<Luna__V1__ExecutionSubmitted>) {
        self.init()
        planSha256 = wireString(c.pointee.plan_sha256)
        graphSha256 = wireString(c.pointee.graph_sha256)
        taskCount = c.pointee.task_count
        planName = wireString(c.pointee.plan_name)
        submission = wireString(c.pointee.submission)
        originExecution = wireString(c.pointee.origin_execution)
        originSequence = c.pointee.origin_sequence
    }
}

/// The first tasks may be handed out.
public struct ExecutionStarted: WireMessage {
    public static var fullName: String { "luna.v1.ExecutionStarted" }

    public init() {}

    public init(serialized bytes: UnsafeRawBufferPointer, limits: WireLimits) throws {
        self = try Self.decoded(bytes, limits: limits)
    }

    public func serialized() throws -> [UInt8] { try encoded() }
}

extension ExecutionStarted: WireBridged {
    static var descriptor: UnsafePointer<ProtobufCMessageDescriptor> {
        luna__v1__execution_started__descriptor_pointer()
    }

    func fill(_ c: UnsafeMutablePointer<Luna__V1__ExecutionStarted>, in arena: Arena) throws {}

    init(c: UnsafePointer<Luna__V1__ExecutionStarted>) { self.init() }
}

/// A task was handed out. Here and in what follows, a task is its index in the graph: small, and the graph is part of
/// the execution.
public struct TaskScheduled: WireMessage {
    public static var fullName: String { "luna.v1.TaskScheduled" }

    /// Index of the task in the graph.
    public var task: UInt32
    /// The attempt, from 1.
    public var attempt: UInt32

    /// Every field that is not given has its default.
    public init(task: UInt32 = 0, attempt: UInt32 = 0) {
        self.task = task
        self.attempt = attempt
    }

    public init() {
        self.task = 0
        self.attempt = 0
    }

    public init(serialized bytes: UnsafeRawBufferPointer, limits: WireLimits) throws {
        self = try Self.decoded(bytes, limits: limits)
    }

    public func serialized() throws -> [UInt8] { try encoded() }
}

extension TaskScheduled: WireBridged {
    static var descriptor: UnsafePointer<ProtobufCMessageDescriptor> {
        luna__v1__task_scheduled__descriptor_pointer()
    }

    func fill(_ c: UnsafeMutablePointer<Luna__V1__TaskScheduled>, in arena: Arena) throws {
        c.pointee.task = task
        c.pointee.attempt = attempt
    }

    init(c: UnsafePointer<Luna__V1__TaskScheduled>) {
        self.init()
        task = c.pointee.task
        attempt = c.pointee.attempt
    }
}

/// An attempt did its work.
public struct TaskSucceeded: WireMessage {
    public static var fullName: String { "luna.v1.TaskSucceeded" }

    /// Index of the task in the graph.
    public var task: UInt32
    /// The attempt, from 1.
    public var attempt: UInt32
    /// JSON, UTF-8.
    public var outputJson: [UInt8]
    /// What was written.
    public var files: [FileRef]
    /// The agent, of the form name-vX.Y.Z.
    public var agent: String
    /// Unix nanoseconds; 0 = unset.
    public var startedAt: Int64
    /// Unix nanoseconds; 0 = unset.
    public var finishedAt: Int64
    /// Milliseconds.
    public var computeMs: UInt64
    /// Set when nothing was run: the execution, whose outcome this is.
    public var inheritedFrom: String

    /// Every field that is not given has its default.
    public init(
        task: UInt32 = 0,
        attempt: UInt32 = 0,
        outputJson: [UInt8] = [],
        files: [FileRef] = [],
        agent: String = "",
        startedAt: Int64 = 0,
        finishedAt: Int64 = 0,
        computeMs: UInt64 = 0,
        inheritedFrom: String = ""
    ) {
        self.task = task
        self.attempt = attempt
        self.outputJson = outputJson
        self.files = files
        self.agent = agent
        self.startedAt = startedAt
        self.finishedAt = finishedAt
        self.computeMs = computeMs
        self.inheritedFrom = inheritedFrom
    }

    public init() {
        self.task = 0
        self.attempt = 0
        self.outputJson = []
        self.files = []
        self.agent = ""
        self.startedAt = 0
        self.finishedAt = 0
        self.computeMs = 0
        self.inheritedFrom = ""
    }

    public init(serialized bytes: UnsafeRawBufferPointer, limits: WireLimits) throws {
        self = try Self.decoded(bytes, limits: limits)
    }

    public func serialized() throws -> [UInt8] { try encoded() }
}

extension TaskSucceeded: WireBridged {
    static var descriptor: UnsafePointer<ProtobufCMessageDescriptor> {
        luna__v1__task_succeeded__descriptor_pointer()
    }

    func fill(_ c: UnsafeMutablePointer<Luna__V1__TaskSucceeded>, in arena: Arena) throws {
        c.pointee.task = task
        c.pointee.attempt = attempt
        c.pointee.output_json = try arena.bytes(outputJson)
        (c.pointee.files, c.pointee.n_files) = try arena.messages(files)
        c.pointee.agent = try arena.string(agent, "luna.v1.TaskSucceeded.agent")
        c.pointee.started_at = startedAt
        c.pointee.finished_at = finishedAt
        c.pointee.compute_ms = computeMs
        c.pointee.inherited_from = try arena.string(inheritedFrom, "luna.v1.TaskSucceeded.inherited_from")
    }

    init(c: UnsafePointer<Luna__V1__TaskSucceeded>) {
        self.init()
        task = c.pointee.task
        attempt = c.pointee.attempt
        outputJson = wireBytes(c.pointee.output_json)
        files = wireMessages(c.pointee.files, c.pointee.n_files)
        agent = wireString(c.pointee.agent)
        startedAt = c.pointee.started_at
        finishedAt = c.pointee.finished_at
        computeMs = c.pointee.compute_ms
        inheritedFrom = wireString(c.pointee.inherited_from)
    }
}

/// An attempt failed, and another one follows at retry_at.
public struct TaskAttemptFailed: WireMessage {
    public static var fullName: String { "luna.v1.TaskAttemptFailed" }

    /// Index of the task in the graph.
    public var task: UInt32
    /// The attempt, from 1.
    public var attempt: UInt32
    /// What went wrong.
    public var error: ErrorInfo?
    /// Unix nanoseconds; 0 = unset.
    public var retryAt: Int64
    /// The agent, of the form name-vX.Y.Z.
    public var agent: String
    /// Milliseconds.
    public var computeMs: UInt64

    /// Every field that is not given has its default.
    public init(
        task: UInt32 = 0,
        attempt: UInt32 = 0,
        error: ErrorInfo? = nil,
        retryAt: Int64 = 0,
        agent: String = "",
        computeMs: UInt64 = 0
    ) {
        self.task = task
        self.attempt = attempt
        self.error = error
        self.retryAt = retryAt
        self.agent = agent
        self.computeMs = computeMs
    }

    public init() {
        self.task = 0
        self.attempt = 0
        self.error = nil
        self.retryAt = 0
        self.agent = ""
        self.computeMs = 0
    }

    public init(serialized bytes: UnsafeRawBufferPointer, limits: WireLimits) throws {
        self = try Self.decoded(bytes, limits: limits)
    }

    public func serialized() throws -> [UInt8] { try encoded() }
}

extension TaskAttemptFailed: WireBridged {
    static var descriptor: UnsafePointer<ProtobufCMessageDescriptor> {
        luna__v1__task_attempt_failed__descriptor_pointer()
    }

    func fill(_ c: UnsafeMutablePointer<Luna__V1__TaskAttemptFailed>, in arena: Arena) throws {
        c.pointee.task = task
        c.pointee.attempt = attempt
        c.pointee.error = try arena.message(error)
        c.pointee.retry_at = retryAt
        c.pointee.agent = try arena.string(agent, "luna.v1.TaskAttemptFailed.agent")
        c.pointee.compute_ms = computeMs
    }

    init(c: UnsafePointer<Luna__V1__TaskAttemptFailed>) {
        self.init()
        task = c.pointee.task
        attempt = c.pointee.attempt
        error = wireMessage(c.pointee.error)
        retryAt = c.pointee.retry_at
        agent = wireString(c.pointee.agent)
        computeMs = c.pointee.compute_ms
    }
}

/// The last attempt failed.
public struct TaskFailed: WireMessage {
    public static var fullName: String { "luna.v1.TaskFailed" }

    /// Index of the task in the graph.
    public var task: UInt32
    /// The attempt, from 1.
    public var attempt: UInt32
    /// What went wrong.
    public var error: ErrorInfo?
    /// The agent, of the form name-vX.Y.Z.
    public var agent: String
    /// Milliseconds.
    public var computeMs: UInt64

    /// Every field that is not given has its default.
    public init(
        task: UInt32 = 0,
        attempt: UInt32 = 0,
        error: ErrorInfo? = nil,
        agent: String = "",
        computeMs: UInt64 = 0
    ) {
        self.task = task
        self.attempt = attempt
        self.error = error
        self.agent = agent
        self.computeMs = computeMs
    }

    public init() {
        self.task = 0
        self.attempt = 0
        self.error = nil
        self.agent = ""
        self.computeMs = 0
    }

    public init(serialized bytes: UnsafeRawBufferPointer, limits: WireLimits) throws {
        self = try Self.decoded(bytes, limits: limits)
    }

    public func serialized() throws -> [UInt8] { try encoded() }
}

extension TaskFailed: WireBridged {
    static var descriptor: UnsafePointer<ProtobufCMessageDescriptor> {
        luna__v1__task_failed__descriptor_pointer()
    }

    func fill(_ c: UnsafeMutablePointer<Luna__V1__TaskFailed>, in arena: Arena) throws {
        c.pointee.task = task
        c.pointee.attempt = attempt
        c.pointee.error = try arena.message(error)
        c.pointee.agent = try arena.string(agent, "luna.v1.TaskFailed.agent")
        c.pointee.compute_ms = computeMs
    }

    init(c: UnsafePointer<Luna__V1__TaskFailed>) {
        self.init()
        task = c.pointee.task
        attempt = c.pointee.attempt
        error = wireMessage(c.pointee.error)
        agent = wireString(c.pointee.agent)
        computeMs = c.pointee.compute_ms
    }
}

/// A task that it depends on failed.
public struct TaskSkipped: WireMessage {
    public static var fullName: String { "luna.v1.TaskSkipped" }

    /// Index of the task in the graph.
    public var task: UInt32
    /// Index of the task that failed.
    public var becauseOf: UInt32

    /// Every field that is not given has its default.
    public init(task: UInt32 = 0, becauseOf: UInt32 = 0) {
        self.task = task
        self.becauseOf = becauseOf
    }

    public init() {
        self.task = 0
        self.becauseOf = 0
    }

    public init(serialized bytes: UnsafeRawBufferPointer, limits: WireLimits) throws {
        self = try Self.decoded(bytes, limits: limits)
    }

    public func serialized() throws -> [UInt8] { try encoded() }
}

extension TaskSkipped: WireBridged {
    static var descriptor: UnsafePointer<ProtobufCMessageDescriptor> {
        luna__v1__task_skipped__descriptor_pointer()
    }

    func fill(_ c: UnsafeMutablePointer<Luna__V1__TaskSkipped>, in arena: Arena) throws {
        c.pointee.task = task
        c.pointee.because_of = becauseOf
    }

    init(c: UnsafePointer<Luna__V1__TaskSkipped>) {
        self.init()
        task = c.pointee.task
        becauseOf = c.pointee.because_of
    }
}

/// The execution was cancelled before the task was done.
public struct TaskCancelled: WireMessage {
    public static var fullName: String { "luna.v1.TaskCancelled" }

    /// Index of the task in the graph.
    public var task: UInt32

    /// Every field that is not given has its default.
    public init(task: UInt32 = 0) {
        self.task = task
    }

    public init() {
        self.task = 0
    }

    public init(serialized bytes: UnsafeRawBufferPointer, limits: WireLimits) throws {
        self = try Self.decoded(bytes, limits: limits)
    }

    public func serialized() throws -> [UInt8] { try encoded() }
}

extension TaskCancelled: WireBridged {
    static var descriptor: UnsafePointer<ProtobufCMessageDescriptor> {
        luna__v1__task_cancelled__descriptor_pointer()
    }

    func fill(_ c: UnsafeMutablePointer<Luna__V1__TaskCancelled>, in arena: Arena) throws {
        c.pointee.task = task
    }

    init(c: UnsafePointer<Luna__V1__TaskCancelled>) {
        self.init()
        task = c.pointee.task
    }
}

/// No more tasks are handed out.
public struct ExecutionPaused: WireMessage {
    public static var fullName: String { "luna.v1.ExecutionPaused" }

    /// For a person: why.
    public var reason: String

    /// Every field that is not given has its default.
    public init(reason: String = "") {
        self.reason = reason
    }

    public init() {
        self.reason = ""
    }

    public init(serialized bytes: UnsafeRawBufferPointer, limits: WireLimits) throws {
        self = try Self.decoded(bytes, limits: limits)
    }

    public func serialized() throws -> [UInt8] { try encoded() }
}

extension ExecutionPaused: WireBridged {
    static var descriptor: UnsafePointer<ProtobufCMessageDescriptor> {
        luna__v1__execution_paused__descriptor_pointer()
    }

    func fill(_ c: UnsafeMutablePointer<Luna__V1__ExecutionPaused>, in arena: Arena) throws {
        c.pointee.reason = try arena.string(reason, "luna.v1.ExecutionPaused.reason")
    }

    init(c: UnsafePointer<Luna__V1__ExecutionPaused>) {
        self.init()
        reason = wireString(c.pointee.reason)
    }
}

/// Tasks are handed out again.
public struct ExecutionResumed: WireMessage {
    public static var fullName: String { "luna.v1.ExecutionResumed" }

    public init() {}

    public init(serialized bytes: UnsafeRawBufferPointer, limits: WireLimits) throws {
        self = try Self.decoded(bytes, limits: limits)
    }

    public func serialized() throws -> [UInt8] { try encoded() }
}

extension ExecutionResumed: WireBridged {
    static var descriptor: UnsafePointer<ProtobufCMessageDescriptor> {
        luna__v1__execution_resumed__descriptor_pointer()
    }

    func fill(_ c: UnsafeMutablePointer<Luna__V1__ExecutionResumed>, in arena: Arena) throws {}

    init(c: UnsafePointer<Luna__V1__ExecutionResumed>) { self.init() }
}

/// Somebody ended it.
public struct ExecutionCancelled: WireMessage {
    public static var fullName: String { "luna.v1.ExecutionCancelled" }

    /// For a person: why.
    public var reason: String

    /// Every field that is not given has its default.
    public init(reason: String = "") {
        self.reason = reason
    }

    public init() {
        self.reason = ""
    }

    public init(serialized bytes: UnsafeRawBufferPointer, limits: WireLimits) throws {
        self = try Self.decoded(bytes, limits: limits)
    }

    public func serialized() throws -> [UInt8] { try encoded() }
}

extension ExecutionCancelled: WireBridged {
    static var descriptor: UnsafePointer<ProtobufCMessageDescriptor> {
        luna__v1__execution_cancelled__descriptor_pointer()
    }

    func fill(_ c: UnsafeMutablePointer<Luna__V1__ExecutionCancelled>, in arena: Arena) throws {
        c.pointee.reason = try arena.string(reason, "luna.v1.ExecutionCancelled.reason")
    }

    init(c: UnsafePointer<Luna__V1__ExecutionCancelled>) {
        self.init()
        reason = wireString(c.pointee.reason)
    }
}

/// All tasks succeeded.
public struct ExecutionSucceeded: WireMessage {
    public static var fullName: String { "luna.v1.ExecutionSucceeded" }

    public init() {}

    public init(serialized bytes: UnsafeRawBufferPointer, limits: WireLimits) throws {
        self = try Self.decoded(bytes, limits: limits)
    }

    public func serialized() throws -> [UInt8] { try encoded() }
}

extension ExecutionSucceeded: WireBridged {
    static var descriptor: UnsafePointer<ProtobufCMessageDescriptor> {
        luna__v1__execution_succeeded__descriptor_pointer()
    }

    func fill(_ c: UnsafeMutablePointer<Luna__V1__ExecutionSucceeded>, in arena: Arena) throws {}

    init(c: UnsafePointer<Luna__V1__ExecutionSucceeded>) { self.init() }
}

/// A task failed for good.
public struct ExecutionFailed: WireMessage {
    public static var fullName: String { "luna.v1.ExecutionFailed" }

    /// For a person: why.
    public var reason: String
    /// Index in the graph.
    public var firstFailedTask: UInt32

    /// Every field that is not given has its default.
    public init(reason: String = "", firstFailedTask: UInt32 = 0) {
        self.reason = reason
        self.firstFailedTask = firstFailedTask
    }

    public init() {
        self.reason = ""
        self.firstFailedTask = 0
    }

    public init(serialized bytes: UnsafeRawBufferPointer, limits: WireLimits) throws {
        self = try Self.decoded(bytes, limits: limits)
    }

    public func serialized() throws -> [UInt8] { try encoded() }
}

extension ExecutionFailed: WireBridged {
    static var descriptor: UnsafePointer<ProtobufCMessageDescriptor> {
        luna__v1__execution_failed__descriptor_pointer()
    }

    func fill(_ c: UnsafeMutablePointer<Luna__V1__ExecutionFailed>, in arena: Arena) throws {
        c.pointee.reason = try arena.string(reason, "luna.v1.ExecutionFailed.reason")
        c.pointee.first_failed_task = firstFailedTask
    }

    init(c: UnsafePointer<Luna__V1__ExecutionFailed>) {
        self.init()
        reason = wireString(c.pointee.reason)
        firstFailedTask = c.pointee.first_failed_task
    }
}

/// A chunk of the journal: events of one execution with consecutive sequences, as committed together.
public struct JournalChunk: WireMessage {
    public static var fullName: String { "luna.v1.JournalChunk" }

    public var events: [ExecutionEvent]

    /// Every field that is not given has its default.
    public init(events: [ExecutionEvent] = []) {
        self.events = events
    }

    public init() {
        self.events = []
    }

    public init(serialized bytes: UnsafeRawBufferPointer, limits: WireLimits) throws {
        self = try Self.decoded(bytes, limits: limits)
    }

    public func serialized() throws -> [UInt8] { try encoded() }
}

extension JournalChunk: WireBridged {
    static var descriptor: UnsafePointer<ProtobufCMessageDescriptor> {
        luna__v1__journal_chunk__descriptor_pointer()
    }

    func fill(_ c: UnsafeMutablePointer<Luna__V1__JournalChunk>, in arena: Arena) throws {
        (c.pointee.events, c.pointee.n_events) = try arena.messages(events)
    }

    init(c: UnsafePointer<Luna__V1__JournalChunk>) {
        self.init()
        events = wireMessages(c.pointee.events, c.pointee.n_events)
    }
}

/// The state of an execution after an event, so that a reader need not fold the whole journal. Stored as one or more of these, each
/// behind its length: the first has everything but the outcomes.
public struct MachineSnapshot: WireMessage {
    public static var fullName: String { "luna.v1.MachineSnapshot" }

    /// Semantic version, or a number that grows.
    public var version: UInt32
    public var sequence: UInt64
    /// How many tasks the graph has.
    public var taskCount: UInt32
    public var phase: UInt32
    /// Unix nanoseconds; 0 = unset.
    public var submittedAt: Int64
    /// Unix nanoseconds; 0 = unset.
    public var startedAt: Int64
    /// Unix nanoseconds; 0 = unset.
    public var finishedAt: Int64
    /// For a person: why.
    public var reason: String
    /// One more than the index of the task; 0 = none.
    public var firstFailed: UInt32
    /// What changes of each task, as variable-length numbers.
    public var tasks: [UInt8]
    /// Tasks that wait for a gate, in their order, as variable-length numbers.
    public var ready: [UInt8]
    public var agents: [String]
    public var outcomes: [OutcomeSnapshot]

    /// Every field that is not given has its default.
    public init(
        version: UInt32 = 0,
        sequence: UInt64 = 0,
        taskCount: UInt32 = 0,
        phase: UInt32 = 0,
        submittedAt: Int64 = 0,
        startedAt: Int64 = 0,
        finishedAt: Int64 = 0,
        reason: String = "",
        firstFailed: UInt32 = 0,
        tasks: [UInt8] = [],
        ready: [UInt8] = [],
        agents: [String] = [],
        outcomes: [OutcomeSnapshot] = []
    ) {
        self.version = version
        self.sequence = sequence
        self.taskCount = taskCount
        self.phase = phase
        self.submittedAt = submittedAt
        self.startedAt = startedAt
        self.finishedAt = finishedAt
        self.reason = reason
        self.firstFailed = firstFailed
        self.tasks = tasks
        self.ready = ready
        self.agents = agents
        self.outcomes = outcomes
    }

    public init() {
        self.version = 0
        self.sequence = 0
        self.taskCount = 0
        self.phase = 0
        self.submittedAt = 0
        self.startedAt = 0
        self.finishedAt = 0
        self.reason = ""
        self.firstFailed = 0
        self.tasks = []
        self.ready = []
        self.agents = []
        self.outcomes = []
    }

    public init(serialized bytes: UnsafeRawBufferPointer, limits: WireLimits) throws {
        self = try Self.decoded(bytes, limits: limits)
    }

    public func serialized() throws -> [UInt8] { try encoded() }
}

extension MachineSnapshot: WireBridged {
    static var descriptor: UnsafePointer<ProtobufCMessageDescriptor> {
        luna__v1__machine_snapshot__descriptor_pointer()
    }

    func fill(_ c: UnsafeMutablePointer<Luna__V1__MachineSnapshot>, in arena: Arena) throws {
        c.pointee.version = version
        c.pointee.sequence = sequence
        c.pointee.task_count = taskCount
        c.pointee.phase = phase
        c.pointee.submitted_at = submittedAt
        c.pointee.started_at = startedAt
        c.pointee.finished_at = finishedAt
        c.pointee.reason = try arena.string(reason, "luna.v1.MachineSnapshot.reason")
        c.pointee.first_failed = firstFailed
        c.pointee.tasks = try arena.bytes(tasks)
        c.pointee.ready = try arena.bytes(ready)
        (c.pointee.agents, c.pointee.n_agents) = try arena.strings(
            agents, "luna.v1.MachineSnapshot.agents")
        (c.pointee.outcomes, c.pointee.n_outcomes) = try arena.messages(outcomes)
    }

    init(c: UnsafePointer<Luna__V1__MachineSnapshot>) {
        self.init()
        version = c.pointee.version
        sequence = c.pointee.sequence
        taskCount = c.pointee.task_count
        phase = c.pointee.phase
        submittedAt = c.pointee.submitted_at
        startedAt = c.pointee.started_at
        finishedAt = c.pointee.finished_at
        reason = wireString(c.pointee.reason)
        firstFailed = c.pointee.first_failed
        tasks = wireBytes(c.pointee.tasks)
        ready = wireBytes(c.pointee.ready)
        agents = wireArray(c.pointee.agents, c.pointee.n_agents) { wireString($0) }
        outcomes = wireMessages(c.pointee.outcomes, c.pointee.n_outcomes)
    }
}

/// What came of a task, where it is more than which agent did it.
public struct OutcomeSnapshot: WireMessage {
    public static var fullName: String { "luna.v1.OutcomeSnapshot" }

    /// Index of the task in the graph.
    public var task: UInt32
    /// JSON, UTF-8.
    public var outputJson: [UInt8]
    /// What was written.
    public var files: [FileRef]
    /// What went wrong.
    public var error: ErrorInfo?
    public var inheritedFrom: String

    /// Every field that is not given has its default.
    public init(
        task: UInt32 = 0,
        outputJson: [UInt8] = [],
        files: [FileRef] = [],
        error: ErrorInfo? = nil,
        inheritedFrom: String = ""
    ) {
        self.task = task
        self.outputJson = outputJson
        self.files = files
        self.error = error
        self.inheritedFrom = inheritedFrom
    }

    public init() {
        self.task = 0
        self.outputJson = []
        self.files = []
        self.error = nil
        self.inheritedFrom = ""
    }

    public init(serialized bytes: UnsafeRawBufferPointer, limits: WireLimits) throws {
        self = try Self.decoded(bytes, limits: limits)
    }

    public func serialized() throws -> [UInt8] { try encoded() }
}

extension OutcomeSnapshot: WireBridged {
    static var descriptor: UnsafePointer<ProtobufCMessageDescriptor> {
        luna__v1__outcome_snapshot__descriptor_pointer()
    }

    func fill(_ c: UnsafeMutablePointer<Luna__V1__OutcomeSnapshot>, in arena: Arena) throws {
        c.pointee.task = task
        c.pointee.output_json = try arena.bytes(outputJson)
        (c.pointee.files, c.pointee.n_files) = try arena.messages(files)
        c.pointee.error = try arena.message(error)
        c.pointee.inherited_from = try arena.string(inheritedFrom, "luna.v1.OutcomeSnapshot.inherited_from")
    }

    init(c: UnsafePointer<Luna__V1__OutcomeSnapshot>) {
        self.init()
        task = c.pointee.task
        outputJson = wireBytes(c.pointee.output_json)
        files = wireMessages(c.pointee.files, c.pointee.n_files)
        error = wireMessage(c.pointee.error)
        inheritedFrom = wireString(c.pointee.inherited_from)
    }
}

/// The body of a message in LUNA_EVENTS: the event with what a reader needs to make sense of it alone.
public struct PublishedEvent: WireMessage {
    public static var fullName: String { "luna.v1.PublishedEvent" }

    /// Owner of the project.
    public var tenant: String
    /// The project.
    public var project: String
    /// Id of the execution.
    public var execution: String
    /// Such as task.completed, execution.started.
    public var type: String
    /// Id, when it is about a task.
    public var task: String
    /// What an agent must be able to do, such as codegen.python.
    public var capability: String
    /// Of the feed; opaque, ordered within an execution by event.sequence.
    public var position: String
    public var event: ExecutionEvent?

    /// Every field that is not given has its default.
    public init(
        tenant: String = "",
        project: String = "",
        execution: String = "",
        type: String = "",
        task: String = "",
        capability: String = "",
        position: String = "",
        event: ExecutionEvent? = nil
    ) {
        self.tenant = tenant
        self.project = project
        self.execution = execution
        self.type = type
        self.task = task
        self.capability = capability
        self.position = position
        self.event = event
    }

    public init() {
        self.tenant = ""
        self.project = ""
        self.execution = ""
        self.type = ""
        self.task = ""
        self.capability = ""
        self.position = ""
        self.event = nil
    }

    public init(serialized bytes: UnsafeRawBufferPointer, limits: WireLimits) throws {
        self = try Self.decoded(bytes, limits: limits)
    }

    public func serialized() throws -> [UInt8] { try encoded() }
}

extension PublishedEvent: WireBridged {
    static var descriptor: UnsafePointer<ProtobufCMessageDescriptor> {
        luna__v1__published_event__descriptor_pointer()
    }

    func fill(_ c: UnsafeMutablePointer<Luna__V1__PublishedEvent>, in arena: Arena) throws {
        c.pointee.tenant = try arena.string(tenant, "luna.v1.PublishedEvent.tenant")
        c.pointee.project = try arena.string(project, "luna.v1.PublishedEvent.project")
        c.pointee.execution = try arena.string(execution, "luna.v1.PublishedEvent.execution")
        c.pointee.type = try arena.string(type, "luna.v1.PublishedEvent.type")
        c.pointee.task = try arena.string(task, "luna.v1.PublishedEvent.task")
        c.pointee.capability = try arena.string(capability, "luna.v1.PublishedEvent.capability")
        c.pointee.position = try arena.string(position, "luna.v1.PublishedEvent.position")
        c.pointee.event = try arena.message(event)
    }

    init(c: UnsafePointer<Luna__V1__PublishedEvent>) {
        self.init()
        tenant = wireString(c.pointee.tenant)
        project = wireString(c.pointee.project)
        execution = wireString(c.pointee.execution)
        type = wireString(c.pointee.type)
        task = wireString(c.pointee.task)
        capability = wireString(c.pointee.capability)
        position = wireString(c.pointee.position)
        event = wireMessage(c.pointee.event)
    }
}

/// One action in the audit trail.
public struct AuditEntry: WireMessage {
    public static var fullName: String { "luna.v1.AuditEntry" }

    /// Unique; entries with the same id are one.
    public var id: String
    /// Owner of the project.
    public var tenant: String
    /// Unix nanoseconds; 0 = unset.
    public var at: Int64
    /// Who caused it.
    public var actor: String
    /// Such as execution.submit, agent.register.
    public var action: String
    public var resource: String
    /// Execution id.
    public var correlation: String
    /// One of allowed, denied, succeeded, failed.
    public var outcome: String
    public var service: String
    /// JSON, UTF-8.
    public var detailsJson: [UInt8]
    /// Place in the tenant's chain, from 1; given by the audit trail.
    public var sequence: UInt64
    /// Id of the key of the chain that the entry was authenticated with.
    public var key: String
    /// HMAC-SHA-256 over this entry and the MAC before it, hexadecimal.
    public var mac: String
    /// Who numbers the entry: a service's outbox, a spool, the journal. With it, the trail shows what has never arrived.
    public var source: String
    /// Place among the source's entries of the tenant, from 1, without gaps.
    public var sourceSequence: UInt64

    /// Every field that is not given has its default.
    public init(
        id: String = "",
        tenant: String = "",
        at: Int64 = 0,
        actor: String = "",
        action: String = "",
        resource: String = "",
        correlation: String = "",
        outcome: String = "",
        service: String = "",
        detailsJson: [UInt8] = [],
        sequence: UInt64 = 0,
        key: String = "",
        mac: String = "",
        source: String = "",
        sourceSequence: UInt64 = 0
    ) {
        self.id = id
        self.tenant = tenant
        self.at = at
        self.actor = actor
        self.action = action
        self.resource = resource
        self.correlation = correlation
        self.outcome = outcome
        self.service = service
        self.detailsJson = detailsJson
        self.sequence = sequence
        self.key = key
        self.mac = mac
        self.source = source
        self.sourceSequence = sourceSequence
    }

    public init() {
        self.id = ""
        self.tenant = ""
        self.at = 0
        self.actor = ""
        self.action = ""
        self.resource = ""
        self.correlation = ""
        self.outcome = ""
        self.service = ""
        self.detailsJson = []
        self.sequence = 0
        self.key = ""
        self.mac = ""
        self.source = ""
        self.sourceSequence = 0
    }

    public init(serialized bytes: UnsafeRawBufferPointer, limits: WireLimits) throws {
        self = try Self.decoded(bytes, limits: limits)
    }

    public func serialized() throws -> [UInt8] { try encoded() }
}

extension AuditEntry: WireBridged {
    static var descriptor: UnsafePointer<ProtobufCMessageDescriptor> {
        luna__v1__audit_entry__descriptor_pointer()
    }

    func fill(_ c: UnsafeMutablePointer<Luna__V1__AuditEntry>, in arena: Arena) throws {
        c.pointee.id = try arena.string(id, "luna.v1.AuditEntry.id")
        c.pointee.tenant = try arena.string(tenant, "luna.v1.AuditEntry.tenant")
        c.pointee.at = at
        c.pointee.actor = try arena.string(actor, "luna.v1.AuditEntry.actor")
        c.pointee.action = try arena.string(action, "luna.v1.AuditEntry.action")
        c.pointee.resource = try arena.string(resource, "luna.v1.AuditEntry.resource")
        c.pointee.correlation = try arena.string(correlation, "luna.v1.AuditEntry.correlation")
        c.pointee.outcome = try arena.string(outcome, "luna.v1.AuditEntry.outcome")
        c.pointee.service = try arena.string(service, "luna.v1.AuditEntry.service")
        c.pointee.details_json = try arena.bytes(detailsJson)
        c.pointee.sequence = sequence
        c.pointee.key = try arena.string(key, "luna.v1.AuditEntry.key")
        c.pointee.mac = try arena.string(mac, "luna.v1.AuditEntry.mac")
        c.pointee.source = try arena.string(source, "luna.v1.AuditEntry.source")
        c.pointee.source_sequence = sourceSequence
    }

    init(c: UnsafePointer<Luna__V1__AuditEntry>) {
        self.init()
        id = wireString(c.pointee.id)
        tenant = wireString(c.pointee.tenant)
        at = c.pointee.at
        actor = wireString(c.pointee.actor)
        action = wireString(c.pointee.action)
        resource = wireString(c.pointee.resource)
        correlation = wireString(c.pointee.correlation)
        outcome = wireString(c.pointee.outcome)
        service = wireString(c.pointee.service)
        detailsJson = wireBytes(c.pointee.details_json)
        sequence = c.pointee.sequence
        key = wireString(c.pointee.key)
        mac = wireString(c.pointee.mac)
        source = wireString(c.pointee.source)
        sourceSequence = c.pointee.source_sequence
    }
}

/// Entries on their way, as a request on luna.trail.<service>; answered when they are in the trail.
public struct AuditBatch: WireMessage {
    public static var fullName: String { "luna.v1.AuditBatch" }

    public var entries: [AuditEntry]

    /// Every field that is not given has its default.
    public init(entries: [AuditEntry] = []) {
        self.entries = entries
    }

    public init() {
        self.entries = []
    }

    public init(serialized bytes: UnsafeRawBufferPointer, limits: WireLimits) throws {
        self = try Self.decoded(bytes, limits: limits)
    }

    public func serialized() throws -> [UInt8] { try encoded() }
}

extension AuditBatch: WireBridged {
    static var descriptor: UnsafePointer<ProtobufCMessageDescriptor> {
        luna__v1__audit_batch__descriptor_pointer()
    }

    func fill(_ c: UnsafeMutablePointer<Luna__V1__AuditBatch>, in arena: Arena) throws {
        (c.pointee.entries, c.pointee.n_entries) = try arena.messages(entries)
    }

    init(c: UnsafePointer<Luna__V1__AuditBatch>) {
        self.init()
        entries = wireMessages(c.pointee.entries, c.pointee.n_entries)
    }
}

/// The message `luna.v1.AuditReceipt`.
public struct AuditReceipt: WireMessage {
    public static var fullName: String { "luna.v1.AuditReceipt" }

    /// That are in the trail now, those that were there before among them.
    public var entries: UInt32
    /// Set when they are not.
    public var error: ErrorInfo?

    /// Every field that is not given has its default.
    public init(entries: UInt32 = 0, error: ErrorInfo? = nil) {
        self.entries = entries
        self.error = error
    }

    public init() {
        self.entries = 0
        self.error = nil
    }

    public init(serialized bytes: UnsafeRawBufferPointer, limits: WireLimits) throws {
        self = try Self.decoded(bytes, limits: limits)
    }

    public func serialized() throws -> [UInt8] { try encoded() }
}

extension AuditReceipt: WireBridged {
    static var descriptor: UnsafePointer<ProtobufCMessageDescriptor> {
        luna__v1__audit_receipt__descriptor_pointer()
    }

    func fill(_ c: UnsafeMutablePointer<Luna__V1__AuditReceipt>, in arena: Arena) throws {
        c.pointee.entries = entries
        c.pointee.error = try arena.message(error)
    }

    init(c: UnsafePointer<Luna__V1__AuditReceipt>) {
        self.init()
        entries = c.pointee.entries
        error = wireMessage(c.pointee.error)
    }
}

/// luna.evt.system.health.<component>.<state>: a component changed state.
public struct HealthChanged: WireMessage {
    public static var fullName: String { "luna.v1.HealthChanged" }

    /// Name of a service or a server.
    public var component: String
    /// One of up, degraded, down, unknown.
    public var previous: String
    public var current: String
    /// For a person: why.
    public var reason: String
    /// Unix nanoseconds; 0 = unset.
    public var at: Int64

    /// Every field that is not given has its default.
    public init(
        component: String = "",
        previous: String = "",
        current: String = "",
        reason: String = "",
        at: Int64 = 0
    ) {
        self.component = component
        self.previous = previous
        self.current = current
        self.reason = reason
        self.at = at
    }

    public init() {
        self.component = ""
        self.previous = ""
        self.current = ""
        self.reason = ""
        self.at = 0
    }

    public init(serialized bytes: UnsafeRawBufferPointer, limits: WireLimits) throws {
        self = try Self.decoded(bytes, limits: limits)
    }

    public func serialized() throws -> [UInt8] { try encoded() }
}

extension HealthChanged: WireBridged {
    static var descriptor: UnsafePointer<ProtobufCMessageDescriptor> {
        luna__v1__health_changed__descriptor_pointer()
    }

    func fill(_ c: UnsafeMutablePointer<Luna__V1__HealthChanged>, in arena: Arena) throws {
        c.pointee.component = try arena.string(component, "luna.v1.HealthChanged.component")
        c.pointee.previous = try arena.string(previous, "luna.v1.HealthChanged.previous")
        c.pointee.current = try arena.string(current, "luna.v1.HealthChanged.current")
        c.pointee.reason = try arena.string(reason, "luna.v1.HealthChanged.reason")
        c.pointee.at = at
    }

    init(c: UnsafePointer<Luna__V1__HealthChanged>) {
        self.init()
        component = wireString(c.pointee.component)
        previous = wireString(c.pointee.previous)
        current = wireString(c.pointee.current)
        reason = wireString(c.pointee.reason)
        at = c.pointee.at
    }
}

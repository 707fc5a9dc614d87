// Generated from luna/v1/work.proto by `make proto`. Do not edit.

internal import CProtobufC
internal import LunaMessagesC

/// How an attempt ended.
public enum Outcome: WireEnum {
    /// Not said.
    case unspecified
    case succeeded
    case failed
    case cancelled
    /// A value that this version of the contract does not know; kept as it came.
    case unrecognized(Int32)

    public static let allCases: [Outcome] = [
        .unspecified,
        .succeeded,
        .failed,
        .cancelled,
    ]

    public init(rawValue: Int32) {
        switch rawValue {
        case 0: self = .unspecified
        case 1: self = .succeeded
        case 2: self = .failed
        case 3: self = .cancelled
        default: self = .unrecognized(rawValue)
        }
    }

    public var rawValue: Int32 {
        switch self {
        case .unspecified: 0
        case .succeeded: 1
        case .failed: 2
        case .cancelled: 3
        case .unrecognized(let value): value
        }
    }

    public var name: String? {
        switch self {
        case .unspecified: "unspecified"
        case .succeeded: "succeeded"
        case .failed: "failed"
        case .cancelled: "cancelled"
        case .unrecognized: nil
        }
    }
}

/// Published on luna.work.<capability>.<tenant> (stream LUNA_WORK). Nats-Msg-Id: <execution>:<task>:<attempt>.
public struct WorkItem: WireMessage {
    public static var fullName: String { "luna.v1.WorkItem" }

    /// Owner of the project.
    public var tenant: String
    /// The project.
    public var project: String
    /// Id of the execution.
    public var execution: String
    /// By id.
    public var task: String
    /// From 1.
    public var attempt: UInt32
    /// What an agent must be able to do, such as codegen.python.
    public var capability: String
    /// python.rest.routes and the like.
    public var kind: String
    /// For a person: what it does.
    public var title: String
    /// The part of the plan it is about; empty = the whole project.
    public var subject: String
    /// Explicit input of the task; empty for tasks that come from the plan's heuristics.
    public var inputJson: [UInt8]
    /// The plan as canonical JSON, in the memory service.
    public var plan: BlobRef?
    /// Outputs of the direct dependencies.
    public var upstream: [UpstreamOutput]
    /// Limit of this attempt.
    public var timeoutMs: UInt64
    /// Results go to luna.result.<partition>
    public var partition: UInt32
    /// W3C trace context.
    public var traceparent: String
    /// Unix nanoseconds; 0 = unset.
    public var dispatchedAt: Int64
    /// Outputs were too large to inline: ask orchestrator.GetOutputs.
    public var upstreamTruncated: Bool
    /// Instance that dispatched; for diagnosis only.
    public var orchestrator: String
    /// Id of the policy decision that allows the execution: security.GetDecision.
    public var decision: String

    /// Every field that is not given has its default.
    public init(
        tenant: String = "",
        project: String = "",
        execution: String = "",
        task: String = "",
        attempt: UInt32 = 0,
        capability: String = "",
        kind: String = "",
        title: String = "",
        subject: String = "",
        inputJson: [UInt8] = [],
        plan: BlobRef? = nil,
        upstream: [UpstreamOutput] = [],
        timeoutMs: UInt64 = 0,
        partition: UInt32 = 0,
        traceparent: String = "",
        dispatchedAt: Int64 = 0,
        upstreamTruncated: Bool = false,
        orchestrator: String = "",
        decision: String = ""
    ) {
        self.tenant = tenant
        self.project = project
        self.execution = execution
        self.task = task
        self.attempt = attempt
        self.capability = capability
        self.kind = kind
        self.title = title
        self.subject = subject
        self.inputJson = inputJson
        self.plan = plan
        self.upstream = upstream
        self.timeoutMs = timeoutMs
        self.partition = partition
        self.traceparent = traceparent
        self.dispatchedAt = dispatchedAt
        self.upstreamTruncated = upstreamTruncated
        self.orchestrator = orchestrator
        self.decision = decision
    }

    public init() {
        self.tenant = ""
        self.project = ""
        self.execution = ""
        self.task = ""
        self.attempt = 0
        self.capability = ""
        self.kind = ""
        self.title = ""
        self.subject = ""
        self.inputJson = []
        self.plan = nil
        self.upstream = []
        self.timeoutMs = 0
        self.partition = 0
        self.traceparent = ""
        self.dispatchedAt = 0
        self.upstreamTruncated = false
        self.orchestrator = ""
        self.decision = ""
    }

    public init(serialized bytes: UnsafeRawBufferPointer, limits: WireLimits) throws {
        self = try Self.decoded(bytes, limits: limits)
    }

    public func serialized() throws -> [UInt8] { try encoded() }
}

extension WorkItem: WireBridged {
    static var descriptor: UnsafePointer<ProtobufCMessageDescriptor> {
        luna__v1__work_item__descriptor_pointer()
    }

    func fill(_ c: UnsafeMutablePointer<Luna__V1__WorkItem>, in arena: Arena) throws {
        c.pointee.tenant = try arena.string(tenant, "luna.v1.WorkItem.tenant")
        c.pointee.project = try arena.string(project, "luna.v1.WorkItem.project")
        c.pointee.execution = try arena.string(execution, "luna.v1.WorkItem.execution")
        c.pointee.task = try arena.string(task, "luna.v1.WorkItem.task")
        c.pointee.attempt = attempt
        c.pointee.capability = try arena.string(capability, "luna.v1.WorkItem.capability")
        c.pointee.kind = try arena.string(kind, "luna.v1.WorkItem.kind")
        c.pointee.title = try arena.string(title, "luna.v1.WorkItem.title")
        c.pointee.subject = try arena.string(subject, "luna.v1.WorkItem.subject")
        c.pointee.input_json = try arena.bytes(inputJson)
        c.pointee.plan = try arena.message(plan)
        (c.pointee.upstream, c.pointee.n_upstream) = try arena.messages(upstream)
        c.pointee.timeout_ms = timeoutMs
        c.pointee.partition = partition
        c.pointee.traceparent = try arena.string(traceparent, "luna.v1.WorkItem.traceparent")
        c.pointee.dispatched_at = dispatchedAt
        c.pointee.upstream_truncated = upstreamTruncated ? 1 : 0
        c.pointee.orchestrator = try arena.string(orchestrator, "luna.v1.WorkItem.orchestrator")
        c.pointee.decision = try arena.string(decision, "luna.v1.WorkItem.decision")
    }

    init(c: UnsafePointer<Luna__V1__WorkItem>) {
        self.init()
        tenant = wireString(c.pointee.tenant)
        project = wireString(c.pointee.project)
        execution = wireString(c.pointee.execution)
        task = wireString(c.pointee.task)
        attempt = c.pointee.attempt
        capability = wireString(c.pointee.capability)
        kind = wireString(c.pointee.kind)
        title = wireString(c.pointee.title)
        subject = wireString(c.pointee.subject)
        inputJson = wireBytes(c.pointee.input_json)
        plan = wireMessage(c.pointee.plan)
        upstream = wireMessages(c.pointee.upstream, c.pointee.n_upstream)
        timeoutMs = c.pointee.timeout_ms
        partition = c.pointee.partition
        traceparent = wireString(c.pointee.traceparent)
        dispatchedAt = c.pointee.dispatched_at
        upstreamTruncated = c.pointee.upstream_truncated != 0
        orchestrator = wireString(c.pointee.orchestrator)
        decision = wireString(c.pointee.decision)
    }
}

/// What a task, on which this one depends, has made.
public struct UpstreamOutput: WireMessage {
    public static var fullName: String { "luna.v1.UpstreamOutput" }

    /// By id.
    public var task: String
    /// Kind of the task, such as python.rest.routes.
    public var kind: String
    /// JSON, UTF-8.
    public var outputJson: [UInt8]
    /// What was written.
    public var files: [FileRef]

    /// Every field that is not given has its default.
    public init(task: String = "", kind: String = "", outputJson: [UInt8] = [], files: [FileRef] = []) {
        self.task = task
        self.kind = kind
        self.outputJson = outputJson
        self.files = files
    }

    public init() {
        self.task = ""
        self.kind = ""
        self.outputJson = []
        self.files = []
    }

    public init(serialized bytes: UnsafeRawBufferPointer, limits: WireLimits) throws {
        self = try Self.decoded(bytes, limits: limits)
    }

    public func serialized() throws -> [UInt8] { try encoded() }
}

extension UpstreamOutput: WireBridged {
    static var descriptor: UnsafePointer<ProtobufCMessageDescriptor> {
        luna__v1__upstream_output__descriptor_pointer()
    }

    func fill(_ c: UnsafeMutablePointer<Luna__V1__UpstreamOutput>, in arena: Arena) throws {
        c.pointee.task = try arena.string(task, "luna.v1.UpstreamOutput.task")
        c.pointee.kind = try arena.string(kind, "luna.v1.UpstreamOutput.kind")
        c.pointee.output_json = try arena.bytes(outputJson)
        (c.pointee.files, c.pointee.n_files) = try arena.messages(files)
    }

    init(c: UnsafePointer<Luna__V1__UpstreamOutput>) {
        self.init()
        task = wireString(c.pointee.task)
        kind = wireString(c.pointee.kind)
        outputJson = wireBytes(c.pointee.output_json)
        files = wireMessages(c.pointee.files, c.pointee.n_files)
    }
}

/// Published on luna.result.<partition> (stream LUNA_RESULTS). Nats-Msg-Id: <execution>:<task>:<attempt>:result.
public struct WorkResult: WireMessage {
    public static var fullName: String { "luna.v1.WorkResult" }

    /// Owner of the project.
    public var tenant: String
    /// The project.
    public var project: String
    /// Id of the execution.
    public var execution: String
    /// By id.
    public var task: String
    /// The attempt, from 1.
    public var attempt: UInt32
    public var outcome: Outcome
    /// JSON, UTF-8.
    public var outputJson: [UInt8]
    /// What was written.
    public var files: [FileRef]
    /// Only when failed.
    public var error: ErrorInfo?
    /// Of the form name-vX.Y.Z.
    public var agent: String
    /// Instance; confirmations go to luna.live.confirm.<worker>
    public var worker: String
    /// Unix nanoseconds; 0 = unset.
    public var startedAt: Int64
    /// Unix nanoseconds; 0 = unset.
    public var finishedAt: Int64
    /// Time spent working, for the ledger.
    public var computeMs: UInt64
    /// What an agent must be able to do, such as codegen.python.
    public var capability: String

    /// Every field that is not given has its default.
    public init(
        tenant: String = "",
        project: String = "",
        execution: String = "",
        task: String = "",
        attempt: UInt32 = 0,
        outcome: Outcome = .unspecified,
        outputJson: [UInt8] = [],
        files: [FileRef] = [],
        error: ErrorInfo? = nil,
        agent: String = "",
        worker: String = "",
        startedAt: Int64 = 0,
        finishedAt: Int64 = 0,
        computeMs: UInt64 = 0,
        capability: String = ""
    ) {
        self.tenant = tenant
        self.project = project
        self.execution = execution
        self.task = task
        self.attempt = attempt
        self.outcome = outcome
        self.outputJson = outputJson
        self.files = files
        self.error = error
        self.agent = agent
        self.worker = worker
        self.startedAt = startedAt
        self.finishedAt = finishedAt
        self.computeMs = computeMs
        self.capability = capability
    }

    public init() {
        self.tenant = ""
        self.project = ""
        self.execution = ""
        self.task = ""
        self.attempt = 0
        self.outcome = .unspecified
        self.outputJson = []
        self.files = []
        self.error = nil
        self.agent = ""
        self.worker = ""
        self.startedAt = 0
        self.finishedAt = 0
        self.computeMs = 0
        self.capability = ""
    }

    public init(serialized bytes: UnsafeRawBufferPointer, limits: WireLimits) throws {
        self = try Self.decoded(bytes, limits: limits)
    }

    public func serialized() throws -> [UInt8] { try encoded() }
}

extension WorkResult: WireBridged {
    static var descriptor: UnsafePointer<ProtobufCMessageDescriptor> {
        luna__v1__work_result__descriptor_pointer()
    }

    func fill(_ c: UnsafeMutablePointer<Luna__V1__WorkResult>, in arena: Arena) throws {
        c.pointee.tenant = try arena.string(tenant, "luna.v1.WorkResult.tenant")
        c.pointee.project = try arena.string(project, "luna.v1.WorkResult.project")
        c.pointee.execution = try arena.string(execution, "luna.v1.WorkResult.execution")
        c.pointee.task = try arena.string(task, "luna.v1.WorkResult.task")
        c.pointee.attempt = attempt
        c.pointee.outcome = .init(rawValue: UInt32(bitPattern: outcome.rawValue))
        c.pointee.output_json = try arena.bytes(outputJson)
        (c.pointee.files, c.pointee.n_files) = try arena.messages(files)
        c.pointee.error = try arena.message(error)
        c.pointee.agent = try arena.string(agent, "luna.v1.WorkResult.agent")
        c.pointee.worker = try arena.string(worker, "luna.v1.WorkResult.worker")
        c.pointee.started_at = startedAt
        c.pointee.finished_at = finishedAt
        c.pointee.compute_ms = computeMs
        c.pointee.capability = try arena.string(capability, "luna.v1.WorkResult.capability")
    }

    init(c: UnsafePointer<Luna__V1__WorkResult>) {
        self.init()
        tenant = wireString(c.pointee.tenant)
        project = wireString(c.pointee.project)
        execution = wireString(c.pointee.execution)
        task = wireString(c.pointee.task)
        attempt = c.pointee.attempt
        outcome = Outcome(rawValue: Int32(bitPattern: c.pointee.outcome.rawValue))
        outputJson = wireBytes(c.pointee.output_json)
        files = wireMessages(c.pointee.files, c.pointee.n_files)
        error = wireMessage(c.pointee.error)
        agent = wireString(c.pointee.agent)
        worker = wireString(c.pointee.worker)
        startedAt = c.pointee.started_at
        finishedAt = c.pointee.finished_at
        computeMs = c.pointee.compute_ms
        capability = wireString(c.pointee.capability)
    }
}

/// Several outcomes in one message: what a worker has finished while the message before was on its way. Published on
/// luna.result.<partition> with the header `Luna-Batch`, which tells it from a WorkResult; either form may be used.
public struct WorkResults: WireMessage {
    public static var fullName: String { "luna.v1.WorkResults" }

    public var results: [WorkResult]

    /// Every field that is not given has its default.
    public init(results: [WorkResult] = []) {
        self.results = results
    }

    public init() {
        self.results = []
    }

    public init(serialized bytes: UnsafeRawBufferPointer, limits: WireLimits) throws {
        self = try Self.decoded(bytes, limits: limits)
    }

    public func serialized() throws -> [UInt8] { try encoded() }
}

extension WorkResults: WireBridged {
    static var descriptor: UnsafePointer<ProtobufCMessageDescriptor> {
        luna__v1__work_results__descriptor_pointer()
    }

    func fill(_ c: UnsafeMutablePointer<Luna__V1__WorkResults>, in arena: Arena) throws {
        (c.pointee.results, c.pointee.n_results) = try arena.messages(results)
    }

    init(c: UnsafePointer<Luna__V1__WorkResults>) {
        self.init()
        results = wireMessages(c.pointee.results, c.pointee.n_results)
    }
}

/// Core NATS, luna.live.heartbeat: what a worker has in hand. Sent every few seconds, not stored.
public struct WorkerHeartbeat: WireMessage {
    public static var fullName: String { "luna.v1.WorkerHeartbeat" }

    /// The instance of the agent.
    public var worker: String
    /// The agent, of the form name-vX.Y.Z.
    public var agent: String
    /// What an agent must be able to do, such as codegen.python.
    public var capability: String
    /// How many tasks it is working on.
    public var inFlight: UInt32
    /// How many tasks it works on at a time.
    public var concurrency: UInt32
    /// Attempts of tasks.
    public var attempts: [AttemptRef]
    /// Unix nanoseconds; 0 = unset.
    public var sentAt: Int64
    /// All of them; `capability` is the first.
    public var capabilities: [String]

    /// Every field that is not given has its default.
    public init(
        worker: String = "",
        agent: String = "",
        capability: String = "",
        inFlight: UInt32 = 0,
        concurrency: UInt32 = 0,
        attempts: [AttemptRef] = [],
        sentAt: Int64 = 0,
        capabilities: [String] = []
    ) {
        self.worker = worker
        self.agent = agent
        self.capability = capability
        self.inFlight = inFlight
        self.concurrency = concurrency
        self.attempts = attempts
        self.sentAt = sentAt
        self.capabilities = capabilities
    }

    public init() {
        self.worker = ""
        self.agent = ""
        self.capability = ""
        self.inFlight = 0
        self.concurrency = 0
        self.attempts = []
        self.sentAt = 0
        self.capabilities = []
    }

    public init(serialized bytes: UnsafeRawBufferPointer, limits: WireLimits) throws {
        self = try Self.decoded(bytes, limits: limits)
    }

    public func serialized() throws -> [UInt8] { try encoded() }
}

extension WorkerHeartbeat: WireBridged {
    static var descriptor: UnsafePointer<ProtobufCMessageDescriptor> {
        luna__v1__worker_heartbeat__descriptor_pointer()
    }

    func fill(_ c: UnsafeMutablePointer<Luna__V1__WorkerHeartbeat>, in arena: Arena) throws {
        c.pointee.worker = try arena.string(worker, "luna.v1.WorkerHeartbeat.worker")
        c.pointee.agent = try arena.string(agent, "luna.v1.WorkerHeartbeat.agent")
        c.pointee.capability = try arena.string(capability, "luna.v1.WorkerHeartbeat.capability")
        c.pointee.in_flight = inFlight
        c.pointee.concurrency = concurrency
        (c.pointee.attempts, c.pointee.n_attempts) = try arena.messages(attempts)
        c.pointee.sent_at = sentAt
        (c.pointee.capabilities, c.pointee.n_capabilities) = try arena.strings(
            capabilities, "luna.v1.WorkerHeartbeat.capabilities")
    }

    init(c: UnsafePointer<Luna__V1__WorkerHeartbeat>) {
        self.init()
        worker = wireString(c.pointee.worker)
        agent = wireString(c.pointee.agent)
        capability = wireString(c.pointee.capability)
        inFlight = c.pointee.in_flight
        concurrency = c.pointee.concurrency
        attempts = wireMessages(c.pointee.attempts, c.pointee.n_attempts)
        sentAt = c.pointee.sent_at
        capabilities = wireArray(c.pointee.capabilities, c.pointee.n_capabilities) { wireString($0) }
    }
}

/// One attempt of one task.
public struct AttemptRef: WireMessage {
    public static var fullName: String { "luna.v1.AttemptRef" }

    /// Id of the execution.
    public var execution: String
    /// By id.
    public var task: String
    /// The attempt, from 1.
    public var attempt: UInt32

    /// Every field that is not given has its default.
    public init(execution: String = "", task: String = "", attempt: UInt32 = 0) {
        self.execution = execution
        self.task = task
        self.attempt = attempt
    }

    public init() {
        self.execution = ""
        self.task = ""
        self.attempt = 0
    }

    public init(serialized bytes: UnsafeRawBufferPointer, limits: WireLimits) throws {
        self = try Self.decoded(bytes, limits: limits)
    }

    public func serialized() throws -> [UInt8] { try encoded() }
}

extension AttemptRef: WireBridged {
    static var descriptor: UnsafePointer<ProtobufCMessageDescriptor> {
        luna__v1__attempt_ref__descriptor_pointer()
    }

    func fill(_ c: UnsafeMutablePointer<Luna__V1__AttemptRef>, in arena: Arena) throws {
        c.pointee.execution = try arena.string(execution, "luna.v1.AttemptRef.execution")
        c.pointee.task = try arena.string(task, "luna.v1.AttemptRef.task")
        c.pointee.attempt = attempt
    }

    init(c: UnsafePointer<Luna__V1__AttemptRef>) {
        self.init()
        execution = wireString(c.pointee.execution)
        task = wireString(c.pointee.task)
        attempt = c.pointee.attempt
    }
}

/// Core NATS, luna.live.confirm.<worker>: outcomes that the orchestrator has committed; the worker may forget them.
public struct ResultConfirmation: WireMessage {
    public static var fullName: String { "luna.v1.ResultConfirmation" }

    /// Attempts of tasks.
    public var attempts: [AttemptRef]

    /// Every field that is not given has its default.
    public init(attempts: [AttemptRef] = []) {
        self.attempts = attempts
    }

    public init() {
        self.attempts = []
    }

    public init(serialized bytes: UnsafeRawBufferPointer, limits: WireLimits) throws {
        self = try Self.decoded(bytes, limits: limits)
    }

    public func serialized() throws -> [UInt8] { try encoded() }
}

extension ResultConfirmation: WireBridged {
    static var descriptor: UnsafePointer<ProtobufCMessageDescriptor> {
        luna__v1__result_confirmation__descriptor_pointer()
    }

    func fill(_ c: UnsafeMutablePointer<Luna__V1__ResultConfirmation>, in arena: Arena) throws {
        (c.pointee.attempts, c.pointee.n_attempts) = try arena.messages(attempts)
    }

    init(c: UnsafePointer<Luna__V1__ResultConfirmation>) {
        self.init()
        attempts = wireMessages(c.pointee.attempts, c.pointee.n_attempts)
    }
}

/// Core NATS, luna.live.cancel: agents stop these.
public struct CancelNotice: WireMessage {
    public static var fullName: String { "luna.v1.CancelNotice" }

    /// Id of the execution.
    public var execution: String
    /// Empty = all.
    public var tasks: [String]
    /// For a person: why.
    public var reason: String

    /// Every field that is not given has its default.
    public init(execution: String = "", tasks: [String] = [], reason: String = "") {
        self.execution = execution
        self.tasks = tasks
        self.reason = reason
    }

    public init() {
        self.execution = ""
        self.tasks = []
        self.reason = ""
    }

    public init(serialized bytes: UnsafeRawBufferPointer, limits: WireLimits) throws {
        self = try Self.decoded(bytes, limits: limits)
    }

    public func serialized() throws -> [UInt8] { try encoded() }
}

extension CancelNotice: WireBridged {
    static var descriptor: UnsafePointer<ProtobufCMessageDescriptor> {
        luna__v1__cancel_notice__descriptor_pointer()
    }

    func fill(_ c: UnsafeMutablePointer<Luna__V1__CancelNotice>, in arena: Arena) throws {
        c.pointee.execution = try arena.string(execution, "luna.v1.CancelNotice.execution")
        (c.pointee.tasks, c.pointee.n_tasks) = try arena.strings(
            tasks, "luna.v1.CancelNotice.tasks")
        c.pointee.reason = try arena.string(reason, "luna.v1.CancelNotice.reason")
    }

    init(c: UnsafePointer<Luna__V1__CancelNotice>) {
        self.init()
        execution = wireString(c.pointee.execution)
        tasks = wireArray(c.pointee.tasks, c.pointee.n_tasks) { wireString($0) }
        reason = wireString(c.pointee.reason)
    }
}

/// Core NATS, luna.live.log.<tenant>.<execution>: a line of a task's log.
public struct TaskLog: WireMessage {
    public static var fullName: String { "luna.v1.TaskLog" }

    /// Owner of the project.
    public var tenant: String
    /// Id of the execution.
    public var execution: String
    /// By id.
    public var task: String
    /// The attempt, from 1.
    public var attempt: UInt32
    /// Unix nanoseconds; 0 = unset.
    public var at: Int64
    /// One of debug, info, warning, error.
    public var level: String
    public var message: String
    /// Agent or service.
    public var source: String

    /// Every field that is not given has its default.
    public init(
        tenant: String = "",
        execution: String = "",
        task: String = "",
        attempt: UInt32 = 0,
        at: Int64 = 0,
        level: String = "",
        message: String = "",
        source: String = ""
    ) {
        self.tenant = tenant
        self.execution = execution
        self.task = task
        self.attempt = attempt
        self.at = at
        self.level = level
        self.message = message
        self.source = source
    }

    public init() {
        self.tenant = ""
        self.execution = ""
        self.task = ""
        self.attempt = 0
        self.at = 0
        self.level = ""
        self.message = ""
        self.source = ""
    }

    public init(serialized bytes: UnsafeRawBufferPointer, limits: WireLimits) throws {
        self = try Self.decoded(bytes, limits: limits)
    }

    public func serialized() throws -> [UInt8] { try encoded() }
}

extension TaskLog: WireBridged {
    static var descriptor: UnsafePointer<ProtobufCMessageDescriptor> {
        luna__v1__task_log__descriptor_pointer()
    }

    func fill(_ c: UnsafeMutablePointer<Luna__V1__TaskLog>, in arena: Arena) throws {
        c.pointee.tenant = try arena.string(tenant, "luna.v1.TaskLog.tenant")
        c.pointee.execution = try arena.string(execution, "luna.v1.TaskLog.execution")
        c.pointee.task = try arena.string(task, "luna.v1.TaskLog.task")
        c.pointee.attempt = attempt
        c.pointee.at = at
        c.pointee.level = try arena.string(level, "luna.v1.TaskLog.level")
        c.pointee.message = try arena.string(message, "luna.v1.TaskLog.message")
        c.pointee.source = try arena.string(source, "luna.v1.TaskLog.source")
    }

    init(c: UnsafePointer<Luna__V1__TaskLog>) {
        self.init()
        tenant = wireString(c.pointee.tenant)
        execution = wireString(c.pointee.execution)
        task = wireString(c.pointee.task)
        attempt = c.pointee.attempt
        at = c.pointee.at
        level = wireString(c.pointee.level)
        message = wireString(c.pointee.message)
        source = wireString(c.pointee.source)
    }
}

// Generated from luna/v1/orchestrator.proto by `make proto`. Do not edit.

internal import CProtobufC
internal import LunaMessagesC

/// Where an execution is.
public enum ExecutionState: WireEnum {
    /// Not said.
    case unspecified
    case pending
    case running
    case paused
    case succeeded
    case failed
    case cancelled
    /// A value that this version of the contract does not know; kept as it came.
    case unrecognized(Int32)

    public static let allCases: [ExecutionState] = [
        .unspecified,
        .pending,
        .running,
        .paused,
        .succeeded,
        .failed,
        .cancelled,
    ]

    public init(rawValue: Int32) {
        switch rawValue {
        case 0: self = .unspecified
        case 1: self = .pending
        case 2: self = .running
        case 3: self = .paused
        case 4: self = .succeeded
        case 5: self = .failed
        case 6: self = .cancelled
        default: self = .unrecognized(rawValue)
        }
    }

    public var rawValue: Int32 {
        switch self {
        case .unspecified: 0
        case .pending: 1
        case .running: 2
        case .paused: 3
        case .succeeded: 4
        case .failed: 5
        case .cancelled: 6
        case .unrecognized(let value): value
        }
    }

    public var name: String? {
        switch self {
        case .unspecified: "unspecified"
        case .pending: "pending"
        case .running: "running"
        case .paused: "paused"
        case .succeeded: "succeeded"
        case .failed: "failed"
        case .cancelled: "cancelled"
        case .unrecognized: nil
        }
    }
}

/// Where a task is.
public enum TaskState: WireEnum {
    /// Not said.
    case unspecified
    /// Waits for dependencies.
    case blocked
    /// Waits for a gate: pause, limit.
    case ready
    /// Dispatched: queued at or held by an agent.
    case running
    /// Waits for its retry timer.
    case retrying
    case succeeded
    case failed
    /// A dependency failed.
    case skipped
    case cancelled
    /// A value that this version of the contract does not know; kept as it came.
    case unrecognized(Int32)

    public static let allCases: [TaskState] = [
        .unspecified,
        .blocked,
        .ready,
        .running,
        .retrying,
        .succeeded,
        .failed,
        .skipped,
        .cancelled,
    ]

    public init(rawValue: Int32) {
        switch rawValue {
        case 0: self = .unspecified
        case 1: self = .blocked
        case 2: self = .ready
        case 3: self = .running
        case 4: self = .retrying
        case 5: self = .succeeded
        case 6: self = .failed
        case 7: self = .skipped
        case 8: self = .cancelled
        default: self = .unrecognized(rawValue)
        }
    }

    public var rawValue: Int32 {
        switch self {
        case .unspecified: 0
        case .blocked: 1
        case .ready: 2
        case .running: 3
        case .retrying: 4
        case .succeeded: 5
        case .failed: 6
        case .skipped: 7
        case .cancelled: 8
        case .unrecognized(let value): value
        }
    }

    public var name: String? {
        switch self {
        case .unspecified: "unspecified"
        case .blocked: "blocked"
        case .ready: "ready"
        case .running: "running"
        case .retrying: "retrying"
        case .succeeded: "succeeded"
        case .failed: "failed"
        case .skipped: "skipped"
        case .cancelled: "cancelled"
        case .unrecognized: nil
        }
    }
}

/// The request of ``OrchestratorClient/submit(_:context:)``.
public struct SubmitRequest: WireMessage {
    public static var fullName: String { "luna.v1.SubmitRequest" }

    /// Empty = the plan's project name.
    public var project: String
    /// YAML or JSON.
    public var plan: [UInt8]
    /// For messages about the plan.
    public var fileName: String
    /// Same key, same plan: the same execution; same key, other plan: conflict.
    public var idempotencyKey: String

    /// Every field that is not given has its default.
    public init(project: String = "", plan: [UInt8] = [], fileName: String = "", idempotencyKey: String = "") {
        self.project = project
        self.plan = plan
        self.fileName = fileName
        self.idempotencyKey = idempotencyKey
    }

    public init() {
        self.project = ""
        self.plan = []
        self.fileName = ""
        self.idempotencyKey = ""
    }

    public init(serialized bytes: UnsafeRawBufferPointer, limits: WireLimits) throws {
        self = try Self.decoded(bytes, limits: limits)
    }

    public func serialized() throws -> [UInt8] { try encoded() }
}

extension SubmitRequest: WireBridged {
    static var descriptor: UnsafePointer<ProtobufCMessageDescriptor> {
        luna__v1__submit_request__descriptor_pointer()
    }

    func fill(_ c: UnsafeMutablePointer<Luna__V1__SubmitRequest>, in arena: Arena) throws {
        c.pointee.project = try arena.string(project, "luna.v1.SubmitRequest.project")
        c.pointee.plan = try arena.bytes(plan)
        c.pointee.file_name = try arena.string(fileName, "luna.v1.SubmitRequest.file_name")
        c.pointee.idempotency_key = try arena.string(idempotencyKey, "luna.v1.SubmitRequest.idempotency_key")
    }

    init(c: UnsafePointer<Luna__V1__SubmitRequest>) {
        self.init()
        project = wireString(c.pointee.project)
        plan = wireBytes(c.pointee.plan)
        fileName = wireString(c.pointee.file_name)
        idempotencyKey = wireString(c.pointee.idempotency_key)
    }
}

/// The reply of ``OrchestratorClient/submit(_:context:)``.
public struct SubmitReply: WireMessage {
    public static var fullName: String { "luna.v1.SubmitReply" }

    /// Id of the execution.
    public var execution: String
    /// The idempotency key was seen before.
    public var existing: Bool
    /// When the plan is invalid: all of them; then execution is empty.
    public var problems: [Finding]
    /// How many tasks the graph has.
    public var taskCount: UInt32
    /// The project.
    public var project: String

    /// Every field that is not given has its default.
    public init(
        execution: String = "",
        existing: Bool = false,
        problems: [Finding] = [],
        taskCount: UInt32 = 0,
        project: String = ""
    ) {
        self.execution = execution
        self.existing = existing
        self.problems = problems
        self.taskCount = taskCount
        self.project = project
    }

    public init() {
        self.execution = ""
        self.existing = false
        self.problems = []
        self.taskCount = 0
        self.project = ""
    }

    public init(serialized bytes: UnsafeRawBufferPointer, limits: WireLimits) throws {
        self = try Self.decoded(bytes, limits: limits)
    }

    public func serialized() throws -> [UInt8] { try encoded() }
}

extension SubmitReply: WireBridged {
    static var descriptor: UnsafePointer<ProtobufCMessageDescriptor> {
        luna__v1__submit_reply__descriptor_pointer()
    }

    func fill(_ c: UnsafeMutablePointer<Luna__V1__SubmitReply>, in arena: Arena) throws {
        c.pointee.execution = try arena.string(execution, "luna.v1.SubmitReply.execution")
        c.pointee.existing = existing ? 1 : 0
        (c.pointee.problems, c.pointee.n_problems) = try arena.messages(problems)
        c.pointee.task_count = taskCount
        c.pointee.project = try arena.string(project, "luna.v1.SubmitReply.project")
    }

    init(c: UnsafePointer<Luna__V1__SubmitReply>) {
        self.init()
        execution = wireString(c.pointee.execution)
        existing = c.pointee.existing != 0
        problems = wireMessages(c.pointee.problems, c.pointee.n_problems)
        taskCount = c.pointee.task_count
        project = wireString(c.pointee.project)
    }
}

/// The request of ``OrchestratorClient/getExecution(_:context:)``.
public struct ExecutionKey: WireMessage {
    public static var fullName: String { "luna.v1.ExecutionKey" }

    /// Id of the execution.
    public var execution: String

    /// Every field that is not given has its default.
    public init(execution: String = "") {
        self.execution = execution
    }

    public init() {
        self.execution = ""
    }

    public init(serialized bytes: UnsafeRawBufferPointer, limits: WireLimits) throws {
        self = try Self.decoded(bytes, limits: limits)
    }

    public func serialized() throws -> [UInt8] { try encoded() }
}

extension ExecutionKey: WireBridged {
    static var descriptor: UnsafePointer<ProtobufCMessageDescriptor> {
        luna__v1__execution_key__descriptor_pointer()
    }

    func fill(_ c: UnsafeMutablePointer<Luna__V1__ExecutionKey>, in arena: Arena) throws {
        c.pointee.execution = try arena.string(execution, "luna.v1.ExecutionKey.execution")
    }

    init(c: UnsafePointer<Luna__V1__ExecutionKey>) {
        self.init()
        execution = wireString(c.pointee.execution)
    }
}

/// The request of ``OrchestratorClient/getTask(_:context:)``.
public struct TaskKey: WireMessage {
    public static var fullName: String { "luna.v1.TaskKey" }

    /// Id of the execution.
    public var execution: String
    /// By id.
    public var task: String

    /// Every field that is not given has its default.
    public init(execution: String = "", task: String = "") {
        self.execution = execution
        self.task = task
    }

    public init() {
        self.execution = ""
        self.task = ""
    }

    public init(serialized bytes: UnsafeRawBufferPointer, limits: WireLimits) throws {
        self = try Self.decoded(bytes, limits: limits)
    }

    public func serialized() throws -> [UInt8] { try encoded() }
}

extension TaskKey: WireBridged {
    static var descriptor: UnsafePointer<ProtobufCMessageDescriptor> {
        luna__v1__task_key__descriptor_pointer()
    }

    func fill(_ c: UnsafeMutablePointer<Luna__V1__TaskKey>, in arena: Arena) throws {
        c.pointee.execution = try arena.string(execution, "luna.v1.TaskKey.execution")
        c.pointee.task = try arena.string(task, "luna.v1.TaskKey.task")
    }

    init(c: UnsafePointer<Luna__V1__TaskKey>) {
        self.init()
        execution = wireString(c.pointee.execution)
        task = wireString(c.pointee.task)
    }
}

/// The request of ``OrchestratorClient/cancel(_:context:)``.
public struct ControlRequest: WireMessage {
    public static var fullName: String { "luna.v1.ControlRequest" }

    /// Id of the execution.
    public var execution: String
    /// For a person: why.
    public var reason: String

    /// Every field that is not given has its default.
    public init(execution: String = "", reason: String = "") {
        self.execution = execution
        self.reason = reason
    }

    public init() {
        self.execution = ""
        self.reason = ""
    }

    public init(serialized bytes: UnsafeRawBufferPointer, limits: WireLimits) throws {
        self = try Self.decoded(bytes, limits: limits)
    }

    public func serialized() throws -> [UInt8] { try encoded() }
}

extension ControlRequest: WireBridged {
    static var descriptor: UnsafePointer<ProtobufCMessageDescriptor> {
        luna__v1__control_request__descriptor_pointer()
    }

    func fill(_ c: UnsafeMutablePointer<Luna__V1__ControlRequest>, in arena: Arena) throws {
        c.pointee.execution = try arena.string(execution, "luna.v1.ControlRequest.execution")
        c.pointee.reason = try arena.string(reason, "luna.v1.ControlRequest.reason")
    }

    init(c: UnsafePointer<Luna__V1__ControlRequest>) {
        self.init()
        execution = wireString(c.pointee.execution)
        reason = wireString(c.pointee.reason)
    }
}

/// How many tasks of an execution are in which state.
public struct TaskCounts: WireMessage {
    public static var fullName: String { "luna.v1.TaskCounts" }

    public var total: UInt32
    public var blocked: UInt32
    public var ready: UInt32
    public var running: UInt32
    public var retrying: UInt32
    public var succeeded: UInt32
    public var failed: UInt32
    public var skipped: UInt32
    public var cancelled: UInt32

    /// Every field that is not given has its default.
    public init(
        total: UInt32 = 0,
        blocked: UInt32 = 0,
        ready: UInt32 = 0,
        running: UInt32 = 0,
        retrying: UInt32 = 0,
        succeeded: UInt32 = 0,
        failed: UInt32 = 0,
        skipped: UInt32 = 0,
        cancelled: UInt32 = 0
    ) {
        self.total = total
        self.blocked = blocked
        self.ready = ready
        self.running = running
        self.retrying = retrying
        self.succeeded = succeeded
        self.failed = failed
        self.skipped = skipped
        self.cancelled = cancelled
    }

    public init() {
        self.total = 0
        self.blocked = 0
        self.ready = 0
        self.running = 0
        self.retrying = 0
        self.succeeded = 0
        self.failed = 0
        self.skipped = 0
        self.cancelled = 0
    }

    public init(serialized bytes: UnsafeRawBufferPointer, limits: WireLimits) throws {
        self = try Self.decoded(bytes, limits: limits)
    }

    public func serialized() throws -> [UInt8] { try encoded() }
}

extension TaskCounts: WireBridged {
    static var descriptor: UnsafePointer<ProtobufCMessageDescriptor> {
        luna__v1__task_counts__descriptor_pointer()
    }

    func fill(_ c: UnsafeMutablePointer<Luna__V1__TaskCounts>, in arena: Arena) throws {
        c.pointee.total = total
        c.pointee.blocked = blocked
        c.pointee.ready = ready
        c.pointee.running = running
        c.pointee.retrying = retrying
        c.pointee.succeeded = succeeded
        c.pointee.failed = failed
        c.pointee.skipped = skipped
        c.pointee.cancelled = cancelled
    }

    init(c: UnsafePointer<Luna__V1__TaskCounts>) {
        self.init()
        total = c.pointee.total
        blocked = c.pointee.blocked
        ready = c.pointee.ready
        running = c.pointee.running
        retrying = c.pointee.retrying
        succeeded = c.pointee.succeeded
        failed = c.pointee.failed
        skipped = c.pointee.skipped
        cancelled = c.pointee.cancelled
    }
}

/// The tasks of one capability.
public struct CapabilityCounts: WireMessage {
    public static var fullName: String { "luna.v1.CapabilityCounts" }

    /// What an agent must be able to do, such as codegen.python.
    public var capability: String
    public var counts: TaskCounts?

    /// Every field that is not given has its default.
    public init(capability: String = "", counts: TaskCounts? = nil) {
        self.capability = capability
        self.counts = counts
    }

    public init() {
        self.capability = ""
        self.counts = nil
    }

    public init(serialized bytes: UnsafeRawBufferPointer, limits: WireLimits) throws {
        self = try Self.decoded(bytes, limits: limits)
    }

    public func serialized() throws -> [UInt8] { try encoded() }
}

extension CapabilityCounts: WireBridged {
    static var descriptor: UnsafePointer<ProtobufCMessageDescriptor> {
        luna__v1__capability_counts__descriptor_pointer()
    }

    func fill(_ c: UnsafeMutablePointer<Luna__V1__CapabilityCounts>, in arena: Arena) throws {
        c.pointee.capability = try arena.string(capability, "luna.v1.CapabilityCounts.capability")
        c.pointee.counts = try arena.message(counts)
    }

    init(c: UnsafePointer<Luna__V1__CapabilityCounts>) {
        self.init()
        capability = wireString(c.pointee.capability)
        counts = wireMessage(c.pointee.counts)
    }
}

/// An execution as its owner sees it.
public struct ExecutionView: WireMessage {
    public static var fullName: String { "luna.v1.ExecutionView" }

    /// Id of the execution.
    public var execution: String
    /// The project.
    public var project: String
    public var planName: String
    public var state: ExecutionState
    public var counts: TaskCounts?
    /// Unix nanoseconds; 0 = unset.
    public var submittedAt: Int64
    /// Unix nanoseconds; 0 = unset.
    public var startedAt: Int64
    /// Unix nanoseconds; 0 = unset.
    public var finishedAt: Int64
    /// For a person: why.
    public var reason: String
    /// Sequence of the newest event.
    public var lastSequence: UInt64
    /// SHA-256, 64 lower-case hexadecimal digits.
    public var planSha256: String
    /// SHA-256, 64 lower-case hexadecimal digits.
    public var graphSha256: String
    public var capabilities: [CapabilityCounts]
    public var projectType: String
    /// Set when it was forked from another one.
    public var originExecution: String
    /// What that one had done up to here was taken over.
    public var originSequence: UInt64
    /// Id of the policy decision under which it runs.
    public var decision: String

    /// Every field that is not given has its default.
    public init(
        execution: String = "",
        project: String = "",
        planName: String = "",
        state: ExecutionState = .unspecified,
        counts: TaskCounts? = nil,
        submittedAt: Int64 = 0,
        startedAt: Int64 = 0,
        finishedAt: Int64 = 0,
        reason: String = "",
        lastSequence: UInt64 = 0,
        planSha256: String = "",
        graphSha256: String = "",
        capabilities: [CapabilityCounts] = [],
        projectType: String = "",
        originExecution: String = "",
        originSequence: UInt64 = 0,
        decision: String = ""
    ) {
        self.execution = execution
        self.project = project
        self.planName = planName
        self.state = state
        self.counts = counts
        self.submittedAt = submittedAt
        self.startedAt = startedAt
        self.finishedAt = finishedAt
        self.reason = reason
        self.lastSequence = lastSequence
        self.planSha256 = planSha256
        self.graphSha256 = graphSha256
        self.capabilities = capabilities
        self.projectType = projectType
        self.originExecution = originExecution
        self.originSequence = originSequence
        self.decision = decision
    }

    public init() {
        self.execution = ""
        self.project = ""
        self.planName = ""
        self.state = .unspecified
        self.counts = nil
        self.submittedAt = 0
        self.startedAt = 0
        self.finishedAt = 0
        self.reason = ""
        self.lastSequence = 0
        self.planSha256 = ""
        self.graphSha256 = ""
        self.capabilities = []
        self.projectType = ""
        self.originExecution = ""
        self.originSequence = 0
        self.decision = ""
    }

    public init(serialized bytes: UnsafeRawBufferPointer, limits: WireLimits) throws {
        self = try Self.decoded(bytes, limits: limits)
    }

    public func serialized() throws -> [UInt8] { try encoded() }
}

extension ExecutionView: WireBridged {
    static var descriptor: UnsafePointer<ProtobufCMessageDescriptor> {
        luna__v1__execution_view__descriptor_pointer()
    }

    func fill(_ c: UnsafeMutablePointer<Luna__V1__ExecutionView>, in arena: Arena) throws {
        c.pointee.execution = try arena.string(execution, "luna.v1.ExecutionView.execution")
        c.pointee.project = try arena.string(project, "luna.v1.ExecutionView.project")
        c.pointee.plan_name = try arena.string(planName, "luna.v1.ExecutionView.plan_name")
        c.pointee.state = .init(rawValue: UInt32(bitPattern: state.rawValue))
        c.pointee.counts = try arena.message(counts)
        c.pointee.submitted_at = submittedAt
        c.pointee.started_at = startedAt
        c.pointee.finished_at = finishedAt
        c.pointee.reason = try arena.string(reason, "luna.v1.ExecutionView.reason")
        c.pointee.last_sequence = lastSequence
        c.pointee.plan_sha256 = try arena.string(planSha256, "luna.v1.ExecutionView.plan_sha256")
        c.pointee.graph_sha256 = try arena.string(graphSha256, "luna.v1.ExecutionView.graph_sha256")
        (c.pointee.capabilities, c.pointee.n_capabilities) = try arena.messages(capabilities)
        c.pointee.project_type = try arena.string(projectType, "luna.v1.ExecutionView.project_type")
        c.pointee.origin_execution = try arena.string(originExecution, "luna.v1.ExecutionView.origin_execution")
        c.pointee.origin_sequence = originSequence
        c.pointee.decision = try arena.string(decision, "luna.v1.ExecutionView.decision")
    }

    init(c: UnsafePointer<Luna__V1__ExecutionView>) {
        self.init()
        execution = wireString(c.pointee.execution)
        project = wireString(c.pointee.project)
        planName = wireString(c.pointee.plan_name)
        state = ExecutionState(rawValue: Int32(bitPattern: c.pointee.state.rawValue))
        counts = wireMessage(c.pointee.counts)
        submittedAt = c.pointee.submitted_at
        startedAt = c.pointee.started_at
        finishedAt = c.pointee.finished_at
        reason = wireString(c.pointee.reason)
        lastSequence = c.pointee.last_sequence
        planSha256 = wireString(c.pointee.plan_sha256)
        graphSha256 = wireString(c.pointee.graph_sha256)
        capabilities = wireMessages(c.pointee.capabilities, c.pointee.n_capabilities)
        projectType = wireString(c.pointee.project_type)
        originExecution = wireString(c.pointee.origin_execution)
        originSequence = c.pointee.origin_sequence
        decision = wireString(c.pointee.decision)
    }
}

/// The request of ``OrchestratorClient/listExecutions(_:context:)``.
public struct ListExecutionsRequest: WireMessage {
    public static var fullName: String { "luna.v1.ListExecutionsRequest" }

    /// At most so many; 0 = the default of the service.
    public var limit: UInt32
    /// Opaque, from the reply before; empty = from the start.
    public var cursor: String
    /// The project.
    public var project: String
    public var state: ExecutionState

    /// Every field that is not given has its default.
    public init(limit: UInt32 = 0, cursor: String = "", project: String = "", state: ExecutionState = .unspecified) {
        self.limit = limit
        self.cursor = cursor
        self.project = project
        self.state = state
    }

    public init() {
        self.limit = 0
        self.cursor = ""
        self.project = ""
        self.state = .unspecified
    }

    public init(serialized bytes: UnsafeRawBufferPointer, limits: WireLimits) throws {
        self = try Self.decoded(bytes, limits: limits)
    }

    public func serialized() throws -> [UInt8] { try encoded() }
}

extension ListExecutionsRequest: WireBridged {
    static var descriptor: UnsafePointer<ProtobufCMessageDescriptor> {
        luna__v1__list_executions_request__descriptor_pointer()
    }

    func fill(_ c: UnsafeMutablePointer<Luna__V1__ListExecutionsRequest>, in arena: Arena) throws {
        c.pointee.limit = limit
        c.pointee.cursor = try arena.string(cursor, "luna.v1.ListExecutionsRequest.cursor")
        c.pointee.project = try arena.string(project, "luna.v1.ListExecutionsRequest.project")
        c.pointee.state = .init(rawValue: UInt32(bitPattern: state.rawValue))
    }

    init(c: UnsafePointer<Luna__V1__ListExecutionsRequest>) {
        self.init()
        limit = c.pointee.limit
        cursor = wireString(c.pointee.cursor)
        project = wireString(c.pointee.project)
        state = ExecutionState(rawValue: Int32(bitPattern: c.pointee.state.rawValue))
    }
}

/// The reply of ``OrchestratorClient/listExecutions(_:context:)``.
public struct ListExecutionsReply: WireMessage {
    public static var fullName: String { "luna.v1.ListExecutionsReply" }

    public var executions: [ExecutionView]
    /// For the next request; empty = nothing left.
    public var nextCursor: String

    /// Every field that is not given has its default.
    public init(executions: [ExecutionView] = [], nextCursor: String = "") {
        self.executions = executions
        self.nextCursor = nextCursor
    }

    public init() {
        self.executions = []
        self.nextCursor = ""
    }

    public init(serialized bytes: UnsafeRawBufferPointer, limits: WireLimits) throws {
        self = try Self.decoded(bytes, limits: limits)
    }

    public func serialized() throws -> [UInt8] { try encoded() }
}

extension ListExecutionsReply: WireBridged {
    static var descriptor: UnsafePointer<ProtobufCMessageDescriptor> {
        luna__v1__list_executions_reply__descriptor_pointer()
    }

    func fill(_ c: UnsafeMutablePointer<Luna__V1__ListExecutionsReply>, in arena: Arena) throws {
        (c.pointee.executions, c.pointee.n_executions) = try arena.messages(executions)
        c.pointee.next_cursor = try arena.string(nextCursor, "luna.v1.ListExecutionsReply.next_cursor")
    }

    init(c: UnsafePointer<Luna__V1__ListExecutionsReply>) {
        self.init()
        executions = wireMessages(c.pointee.executions, c.pointee.n_executions)
        nextCursor = wireString(c.pointee.next_cursor)
    }
}

/// A task as the owner of its execution sees it.
public struct TaskView: WireMessage {
    public static var fullName: String { "luna.v1.TaskView" }

    /// By id.
    public var task: String
    /// Place in the graph, from 0.
    public var index: UInt32
    /// Kind of the task, such as python.rest.routes.
    public var kind: String
    /// What an agent must be able to do, such as codegen.python.
    public var capability: String
    /// For a person: what it does.
    public var title: String
    public var subject: String
    public var state: TaskState
    /// The attempt, from 1.
    public var attempt: UInt32
    /// Tasks that must succeed first.
    public var dependsOn: [String]
    /// What went wrong.
    public var error: ErrorInfo?
    /// The agent, of the form name-vX.Y.Z.
    public var agent: String
    /// Unix nanoseconds; 0 = unset.
    public var scheduledAt: Int64
    /// Unix nanoseconds; 0 = unset.
    public var startedAt: Int64
    /// Unix nanoseconds; 0 = unset.
    public var finishedAt: Int64
    /// Milliseconds.
    public var computeMs: UInt64
    /// What was written.
    public var files: [FileRef]
    /// JSON, UTF-8.
    public var outputJson: [UInt8]
    /// Execution that did it, when this one is a fork of that.
    public var inheritedFrom: String

    /// Every field that is not given has its default.
    public init(
        task: String = "",
        index: UInt32 = 0,
        kind: String = "",
        capability: String = "",
        title: String = "",
        subject: String = "",
        state: TaskState = .unspecified,
        attempt: UInt32 = 0,
        dependsOn: [String] = [],
        error: ErrorInfo? = nil,
        agent: String = "",
        scheduledAt: Int64 = 0,
        startedAt: Int64 = 0,
        finishedAt: Int64 = 0,
        computeMs: UInt64 = 0,
        files: [FileRef] = [],
        outputJson: [UInt8] = [],
        inheritedFrom: String = ""
    ) {
        self.task = task
        self.index = index
        self.kind = kind
        self.capability = capability
        self.title = title
        self.subject = subject
        self.state = state
        self.attempt = attempt
        self.dependsOn = dependsOn
        self.error = error
        self.agent = agent
        self.scheduledAt = scheduledAt
        self.startedAt = startedAt
        self.finishedAt = finishedAt
        self.computeMs = computeMs
        self.files = files
        self.outputJson = outputJson
        self.inheritedFrom = inheritedFrom
    }

    public init() {
        self.task = ""
        self.index = 0
        self.kind = ""
        self.capability = ""
        self.title = ""
        self.subject = ""
        self.state = .unspecified
        self.attempt = 0
        self.dependsOn = []
        self.error = nil
        self.agent = ""
        self.scheduledAt = 0
        self.startedAt = 0
        self.finishedAt = 0
        self.computeMs = 0
        self.files = []
        self.outputJson = []
        self.inheritedFrom = ""
    }

    public init(serialized bytes: UnsafeRawBufferPointer, limits: WireLimits) throws {
        self = try Self.decoded(bytes, limits: limits)
    }

    public func serialized() throws -> [UInt8] { try encoded() }
}

extension TaskView: WireBridged {
    static var descriptor: UnsafePointer<ProtobufCMessageDescriptor> {
        luna__v1__task_view__descriptor_pointer()
    }

    func fill(_ c: UnsafeMutablePointer<Luna__V1__TaskView>, in arena: Arena) throws {
        c.pointee.task = try arena.string(task, "luna.v1.TaskView.task")
        c.pointee.index = index
        c.pointee.kind = try arena.string(kind, "luna.v1.TaskView.kind")
        c.pointee.capability = try arena.string(capability, "luna.v1.TaskView.capability")
        c.pointee.title = try arena.string(title, "luna.v1.TaskView.title")
        c.pointee.subject = try arena.string(subject, "luna.v1.TaskView.subject")
        c.pointee.state = .init(rawValue: UInt32(bitPattern: state.rawValue))
        c.pointee.attempt = attempt
        (c.pointee.depends_on, c.pointee.n_depends_on) = try arena.strings(
            dependsOn, "luna.v1.TaskView.depends_on")
        c.pointee.error = try arena.message(error)
        c.pointee.agent = try arena.string(agent, "luna.v1.TaskView.agent")
        c.pointee.scheduled_at = scheduledAt
        c.pointee.started_at = startedAt
        c.pointee.finished_at = finishedAt
        c.pointee.compute_ms = computeMs
        (c.pointee.files, c.pointee.n_files) = try arena.messages(files)
        c.pointee.output_json = try arena.bytes(outputJson)
        c.pointee.inherited_from = try arena.string(inheritedFrom, "luna.v1.TaskView.inherited_from")
    }

    init(c: UnsafePointer<Luna__V1__TaskView>) {
        self.init()
        task = wireString(c.pointee.task)
        index = c.pointee.index
        kind = wireString(c.pointee.kind)
        capability = wireString(c.pointee.capability)
        title = wireString(c.pointee.title)
        subject = wireString(c.pointee.subject)
        state = TaskState(rawValue: Int32(bitPattern: c.pointee.state.rawValue))
        attempt = c.pointee.attempt
        dependsOn = wireArray(c.pointee.depends_on, c.pointee.n_depends_on) { wireString($0) }
        error = wireMessage(c.pointee.error)
        agent = wireString(c.pointee.agent)
        scheduledAt = c.pointee.scheduled_at
        startedAt = c.pointee.started_at
        finishedAt = c.pointee.finished_at
        computeMs = c.pointee.compute_ms
        files = wireMessages(c.pointee.files, c.pointee.n_files)
        outputJson = wireBytes(c.pointee.output_json)
        inheritedFrom = wireString(c.pointee.inherited_from)
    }
}

/// The request of ``OrchestratorClient/listTasks(_:context:)``.
public struct ListTasksRequest: WireMessage {
    public static var fullName: String { "luna.v1.ListTasksRequest" }

    /// Id of the execution.
    public var execution: String
    /// At most so many; 0 = the default of the service.
    public var limit: UInt32
    /// Opaque, from the reply before; empty = from the start.
    public var cursor: String
    public var state: TaskState
    /// Empty = all.
    public var capability: String

    /// Every field that is not given has its default.
    public init(
        execution: String = "",
        limit: UInt32 = 0,
        cursor: String = "",
        state: TaskState = .unspecified,
        capability: String = ""
    ) {
        self.execution = execution
        self.limit = limit
        self.cursor = cursor
        self.state = state
        self.capability = capability
    }

    public init() {
        self.execution = ""
        self.limit = 0
        self.cursor = ""
        self.state = .unspecified
        self.capability = ""
    }

    public init(serialized bytes: UnsafeRawBufferPointer, limits: WireLimits) throws {
        self = try Self.decoded(bytes, limits: limits)
    }

    public func serialized() throws -> [UInt8] { try encoded() }
}

extension ListTasksRequest: WireBridged {
    static var descriptor: UnsafePointer<ProtobufCMessageDescriptor> {
        luna__v1__list_tasks_request__descriptor_pointer()
    }

    func fill(_ c: UnsafeMutablePointer<Luna__V1__ListTasksRequest>, in arena: Arena) throws {
        c.pointee.execution = try arena.string(execution, "luna.v1.ListTasksRequest.execution")
        c.pointee.limit = limit
        c.pointee.cursor = try arena.string(cursor, "luna.v1.ListTasksRequest.cursor")
        c.pointee.state = .init(rawValue: UInt32(bitPattern: state.rawValue))
        c.pointee.capability = try arena.string(capability, "luna.v1.ListTasksRequest.capability")
    }

    init(c: UnsafePointer<Luna__V1__ListTasksRequest>) {
        self.init()
        execution = wireString(c.pointee.execution)
        limit = c.pointee.limit
        cursor = wireString(c.pointee.cursor)
        state = TaskState(rawValue: Int32(bitPattern: c.pointee.state.rawValue))
        capability = wireString(c.pointee.capability)
    }
}

/// The reply of ``OrchestratorClient/listTasks(_:context:)``.
public struct ListTasksReply: WireMessage {
    public static var fullName: String { "luna.v1.ListTasksReply" }

    /// By id.
    public var tasks: [TaskView]
    /// For the next request; empty = nothing left.
    public var nextCursor: String

    /// Every field that is not given has its default.
    public init(tasks: [TaskView] = [], nextCursor: String = "") {
        self.tasks = tasks
        self.nextCursor = nextCursor
    }

    public init() {
        self.tasks = []
        self.nextCursor = ""
    }

    public init(serialized bytes: UnsafeRawBufferPointer, limits: WireLimits) throws {
        self = try Self.decoded(bytes, limits: limits)
    }

    public func serialized() throws -> [UInt8] { try encoded() }
}

extension ListTasksReply: WireBridged {
    static var descriptor: UnsafePointer<ProtobufCMessageDescriptor> {
        luna__v1__list_tasks_reply__descriptor_pointer()
    }

    func fill(_ c: UnsafeMutablePointer<Luna__V1__ListTasksReply>, in arena: Arena) throws {
        (c.pointee.tasks, c.pointee.n_tasks) = try arena.messages(tasks)
        c.pointee.next_cursor = try arena.string(nextCursor, "luna.v1.ListTasksReply.next_cursor")
    }

    init(c: UnsafePointer<Luna__V1__ListTasksReply>) {
        self.init()
        tasks = wireMessages(c.pointee.tasks, c.pointee.n_tasks)
        nextCursor = wireString(c.pointee.next_cursor)
    }
}

/// The reply of ``OrchestratorClient/getPlan(_:context:)``.
public struct PlanDocument: WireMessage {
    public static var fullName: String { "luna.v1.PlanDocument" }

    /// JSON, UTF-8.
    public var planJson: [UInt8]
    /// SHA-256, 64 lower-case hexadecimal digits.
    public var sha256: String

    /// Every field that is not given has its default.
    public init(planJson: [UInt8] = [], sha256: String = "") {
        self.planJson = planJson
        self.sha256 = sha256
    }

    public init() {
        self.planJson = []
        self.sha256 = ""
    }

    public init(serialized bytes: UnsafeRawBufferPointer, limits: WireLimits) throws {
        self = try Self.decoded(bytes, limits: limits)
    }

    public func serialized() throws -> [UInt8] { try encoded() }
}

extension PlanDocument: WireBridged {
    static var descriptor: UnsafePointer<ProtobufCMessageDescriptor> {
        luna__v1__plan_document__descriptor_pointer()
    }

    func fill(_ c: UnsafeMutablePointer<Luna__V1__PlanDocument>, in arena: Arena) throws {
        c.pointee.plan_json = try arena.bytes(planJson)
        c.pointee.sha256 = try arena.string(sha256, "luna.v1.PlanDocument.sha256")
    }

    init(c: UnsafePointer<Luna__V1__PlanDocument>) {
        self.init()
        planJson = wireBytes(c.pointee.plan_json)
        sha256 = wireString(c.pointee.sha256)
    }
}

/// The request of ``OrchestratorClient/readEvents(_:context:)``.
public struct ReadEventsRequest: WireMessage {
    public static var fullName: String { "luna.v1.ReadEventsRequest" }

    /// Id of the execution.
    public var execution: String
    /// Only events after this one; 0 = from the start.
    public var afterSequence: UInt64
    /// At most so many; 0 = the default of the service.
    public var limit: UInt32

    /// Every field that is not given has its default.
    public init(execution: String = "", afterSequence: UInt64 = 0, limit: UInt32 = 0) {
        self.execution = execution
        self.afterSequence = afterSequence
        self.limit = limit
    }

    public init() {
        self.execution = ""
        self.afterSequence = 0
        self.limit = 0
    }

    public init(serialized bytes: UnsafeRawBufferPointer, limits: WireLimits) throws {
        self = try Self.decoded(bytes, limits: limits)
    }

    public func serialized() throws -> [UInt8] { try encoded() }
}

extension ReadEventsRequest: WireBridged {
    static var descriptor: UnsafePointer<ProtobufCMessageDescriptor> {
        luna__v1__read_events_request__descriptor_pointer()
    }

    func fill(_ c: UnsafeMutablePointer<Luna__V1__ReadEventsRequest>, in arena: Arena) throws {
        c.pointee.execution = try arena.string(execution, "luna.v1.ReadEventsRequest.execution")
        c.pointee.after_sequence = afterSequence
        c.pointee.limit = limit
    }

    init(c: UnsafePointer<Luna__V1__ReadEventsRequest>) {
        self.init()
        execution = wireString(c.pointee.execution)
        afterSequence = c.pointee.after_sequence
        limit = c.pointee.limit
    }
}

/// The reply of ``OrchestratorClient/readEvents(_:context:)``.
public struct ReadEventsReply: WireMessage {
    public static var fullName: String { "luna.v1.ReadEventsReply" }

    public var events: [PublishedEvent]
    /// The execution has ended: no more events will come.
    public var finished: Bool
    /// Sequence of the newest event.
    public var lastSequence: UInt64

    /// Every field that is not given has its default.
    public init(events: [PublishedEvent] = [], finished: Bool = false, lastSequence: UInt64 = 0) {
        self.events = events
        self.finished = finished
        self.lastSequence = lastSequence
    }

    public init() {
        self.events = []
        self.finished = false
        self.lastSequence = 0
    }

    public init(serialized bytes: UnsafeRawBufferPointer, limits: WireLimits) throws {
        self = try Self.decoded(bytes, limits: limits)
    }

    public func serialized() throws -> [UInt8] { try encoded() }
}

extension ReadEventsReply: WireBridged {
    static var descriptor: UnsafePointer<ProtobufCMessageDescriptor> {
        luna__v1__read_events_reply__descriptor_pointer()
    }

    func fill(_ c: UnsafeMutablePointer<Luna__V1__ReadEventsReply>, in arena: Arena) throws {
        (c.pointee.events, c.pointee.n_events) = try arena.messages(events)
        c.pointee.finished = finished ? 1 : 0
        c.pointee.last_sequence = lastSequence
    }

    init(c: UnsafePointer<Luna__V1__ReadEventsReply>) {
        self.init()
        events = wireMessages(c.pointee.events, c.pointee.n_events)
        finished = c.pointee.finished != 0
        lastSequence = c.pointee.last_sequence
    }
}

/// The request of ``OrchestratorClient/readFeed(_:context:)``.
public struct ReadFeedRequest: WireMessage {
    public static var fullName: String { "luna.v1.ReadFeedRequest" }

    /// Only events after this position; empty = from the start.
    public var afterPosition: String
    /// At most so many; 0 = the default of the service.
    public var limit: UInt32
    /// Only events of these types, such as task.completed; empty = all.
    public var types: [String]

    /// Every field that is not given has its default.
    public init(afterPosition: String = "", limit: UInt32 = 0, types: [String] = []) {
        self.afterPosition = afterPosition
        self.limit = limit
        self.types = types
    }

    public init() {
        self.afterPosition = ""
        self.limit = 0
        self.types = []
    }

    public init(serialized bytes: UnsafeRawBufferPointer, limits: WireLimits) throws {
        self = try Self.decoded(bytes, limits: limits)
    }

    public func serialized() throws -> [UInt8] { try encoded() }
}

extension ReadFeedRequest: WireBridged {
    static var descriptor: UnsafePointer<ProtobufCMessageDescriptor> {
        luna__v1__read_feed_request__descriptor_pointer()
    }

    func fill(_ c: UnsafeMutablePointer<Luna__V1__ReadFeedRequest>, in arena: Arena) throws {
        c.pointee.after_position = try arena.string(afterPosition, "luna.v1.ReadFeedRequest.after_position")
        c.pointee.limit = limit
        (c.pointee.types, c.pointee.n_types) = try arena.strings(
            types, "luna.v1.ReadFeedRequest.types")
    }

    init(c: UnsafePointer<Luna__V1__ReadFeedRequest>) {
        self.init()
        afterPosition = wireString(c.pointee.after_position)
        limit = c.pointee.limit
        types = wireArray(c.pointee.types, c.pointee.n_types) { wireString($0) }
    }
}

/// The reply of ``OrchestratorClient/readFeed(_:context:)``.
public struct ReadFeedReply: WireMessage {
    public static var fullName: String { "luna.v1.ReadFeedReply" }

    public var events: [PublishedEvent]
    public var position: String
    /// There is more to read at once.
    public var more: Bool

    /// Every field that is not given has its default.
    public init(events: [PublishedEvent] = [], position: String = "", more: Bool = false) {
        self.events = events
        self.position = position
        self.more = more
    }

    public init() {
        self.events = []
        self.position = ""
        self.more = false
    }

    public init(serialized bytes: UnsafeRawBufferPointer, limits: WireLimits) throws {
        self = try Self.decoded(bytes, limits: limits)
    }

    public func serialized() throws -> [UInt8] { try encoded() }
}

extension ReadFeedReply: WireBridged {
    static var descriptor: UnsafePointer<ProtobufCMessageDescriptor> {
        luna__v1__read_feed_reply__descriptor_pointer()
    }

    func fill(_ c: UnsafeMutablePointer<Luna__V1__ReadFeedReply>, in arena: Arena) throws {
        (c.pointee.events, c.pointee.n_events) = try arena.messages(events)
        c.pointee.position = try arena.string(position, "luna.v1.ReadFeedReply.position")
        c.pointee.more = more ? 1 : 0
    }

    init(c: UnsafePointer<Luna__V1__ReadFeedReply>) {
        self.init()
        events = wireMessages(c.pointee.events, c.pointee.n_events)
        position = wireString(c.pointee.position)
        more = c.pointee.more != 0
    }
}

/// The request of ``OrchestratorClient/getOutputs(_:context:)``.
public struct GetOutputsRequest: WireMessage {
    public static var fullName: String { "luna.v1.GetOutputsRequest" }

    /// Id of the execution.
    public var execution: String
    /// By id.
    public var task: String
    /// Opaque, from the reply before; empty = from the start.
    public var cursor: String

    /// Every field that is not given has its default.
    public init(execution: String = "", task: String = "", cursor: String = "") {
        self.execution = execution
        self.task = task
        self.cursor = cursor
    }

    public init() {
        self.execution = ""
        self.task = ""
        self.cursor = ""
    }

    public init(serialized bytes: UnsafeRawBufferPointer, limits: WireLimits) throws {
        self = try Self.decoded(bytes, limits: limits)
    }

    public func serialized() throws -> [UInt8] { try encoded() }
}

extension GetOutputsRequest: WireBridged {
    static var descriptor: UnsafePointer<ProtobufCMessageDescriptor> {
        luna__v1__get_outputs_request__descriptor_pointer()
    }

    func fill(_ c: UnsafeMutablePointer<Luna__V1__GetOutputsRequest>, in arena: Arena) throws {
        c.pointee.execution = try arena.string(execution, "luna.v1.GetOutputsRequest.execution")
        c.pointee.task = try arena.string(task, "luna.v1.GetOutputsRequest.task")
        c.pointee.cursor = try arena.string(cursor, "luna.v1.GetOutputsRequest.cursor")
    }

    init(c: UnsafePointer<Luna__V1__GetOutputsRequest>) {
        self.init()
        execution = wireString(c.pointee.execution)
        task = wireString(c.pointee.task)
        cursor = wireString(c.pointee.cursor)
    }
}

/// The reply of ``OrchestratorClient/getOutputs(_:context:)``.
public struct GetOutputsReply: WireMessage {
    public static var fullName: String { "luna.v1.GetOutputsReply" }

    public var outputs: [TaskOutput]
    /// For the next request; empty = nothing left.
    public var nextCursor: String

    /// Every field that is not given has its default.
    public init(outputs: [TaskOutput] = [], nextCursor: String = "") {
        self.outputs = outputs
        self.nextCursor = nextCursor
    }

    public init() {
        self.outputs = []
        self.nextCursor = ""
    }

    public init(serialized bytes: UnsafeRawBufferPointer, limits: WireLimits) throws {
        self = try Self.decoded(bytes, limits: limits)
    }

    public func serialized() throws -> [UInt8] { try encoded() }
}

extension GetOutputsReply: WireBridged {
    static var descriptor: UnsafePointer<ProtobufCMessageDescriptor> {
        luna__v1__get_outputs_reply__descriptor_pointer()
    }

    func fill(_ c: UnsafeMutablePointer<Luna__V1__GetOutputsReply>, in arena: Arena) throws {
        (c.pointee.outputs, c.pointee.n_outputs) = try arena.messages(outputs)
        c.pointee.next_cursor = try arena.string(nextCursor, "luna.v1.GetOutputsReply.next_cursor")
    }

    init(c: UnsafePointer<Luna__V1__GetOutputsReply>) {
        self.init()
        outputs = wireMessages(c.pointee.outputs, c.pointee.n_outputs)
        nextCursor = wireString(c.pointee.next_cursor)
    }
}

/// What a task that succeeded has made.
public struct TaskOutput: WireMessage {
    public static var fullName: String { "luna.v1.TaskOutput" }

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

extension TaskOutput: WireBridged {
    static var descriptor: UnsafePointer<ProtobufCMessageDescriptor> {
        luna__v1__task_output__descriptor_pointer()
    }

    func fill(_ c: UnsafeMutablePointer<Luna__V1__TaskOutput>, in arena: Arena) throws {
        c.pointee.task = try arena.string(task, "luna.v1.TaskOutput.task")
        c.pointee.kind = try arena.string(kind, "luna.v1.TaskOutput.kind")
        c.pointee.output_json = try arena.bytes(outputJson)
        (c.pointee.files, c.pointee.n_files) = try arena.messages(files)
    }

    init(c: UnsafePointer<Luna__V1__TaskOutput>) {
        self.init()
        task = wireString(c.pointee.task)
        kind = wireString(c.pointee.kind)
        outputJson = wireBytes(c.pointee.output_json)
        files = wireMessages(c.pointee.files, c.pointee.n_files)
    }
}

/// The reply of ``OrchestratorClient/why(_:context:)``.
public struct WhyReply: WireMessage {
    public static var fullName: String { "luna.v1.WhyReply" }

    /// By id.
    public var task: String
    public var state: TaskState
    /// What will wake it: a task, a timer, an agent, a person.
    public var waitingFor: String
    /// Names of what it waits for.
    public var names: [String]
    /// For a person: a sentence.
    public var explanation: String

    /// Every field that is not given has its default.
    public init(
        task: String = "",
        state: TaskState = .unspecified,
        waitingFor: String = "",
        names: [String] = [],
        explanation: String = ""
    ) {
        self.task = task
        self.state = state
        self.waitingFor = waitingFor
        self.names = names
        self.explanation = explanation
    }

    public init() {
        self.task = ""
        self.state = .unspecified
        self.waitingFor = ""
        self.names = []
        self.explanation = ""
    }

    public init(serialized bytes: UnsafeRawBufferPointer, limits: WireLimits) throws {
        self = try Self.decoded(bytes, limits: limits)
    }

    public func serialized() throws -> [UInt8] { try encoded() }
}

extension WhyReply: WireBridged {
    static var descriptor: UnsafePointer<ProtobufCMessageDescriptor> {
        luna__v1__why_reply__descriptor_pointer()
    }

    func fill(_ c: UnsafeMutablePointer<Luna__V1__WhyReply>, in arena: Arena) throws {
        c.pointee.task = try arena.string(task, "luna.v1.WhyReply.task")
        c.pointee.state = .init(rawValue: UInt32(bitPattern: state.rawValue))
        c.pointee.waiting_for = try arena.string(waitingFor, "luna.v1.WhyReply.waiting_for")
        (c.pointee.names, c.pointee.n_names) = try arena.strings(
            names, "luna.v1.WhyReply.names")
        c.pointee.explanation = try arena.string(explanation, "luna.v1.WhyReply.explanation")
    }

    init(c: UnsafePointer<Luna__V1__WhyReply>) {
        self.init()
        task = wireString(c.pointee.task)
        state = TaskState(rawValue: Int32(bitPattern: c.pointee.state.rawValue))
        waitingFor = wireString(c.pointee.waiting_for)
        names = wireArray(c.pointee.names, c.pointee.n_names) { wireString($0) }
        explanation = wireString(c.pointee.explanation)
    }
}

/// The request of ``OrchestratorClient/replayExecution(_:context:)``.
public struct ReplayRequest: WireMessage {
    public static var fullName: String { "luna.v1.ReplayRequest" }

    /// Id of the execution.
    public var execution: String
    /// Of the last event to fold in; 0 = the newest.
    public var sequence: UInt64
    /// Of the page of tasks.
    public var limit: UInt32
    /// Opaque, from the reply before; empty = from the start.
    public var cursor: String
    /// Only tasks in this state.
    public var state: TaskState

    /// Every field that is not given has its default.
    public init(
        execution: String = "",
        sequence: UInt64 = 0,
        limit: UInt32 = 0,
        cursor: String = "",
        state: TaskState = .unspecified
    ) {
        self.execution = execution
        self.sequence = sequence
        self.limit = limit
        self.cursor = cursor
        self.state = state
    }

    public init() {
        self.execution = ""
        self.sequence = 0
        self.limit = 0
        self.cursor = ""
        self.state = .unspecified
    }

    public init(serialized bytes: UnsafeRawBufferPointer, limits: WireLimits) throws {
        self = try Self.decoded(bytes, limits: limits)
    }

    public func serialized() throws -> [UInt8] { try encoded() }
}

extension ReplayRequest: WireBridged {
    static var descriptor: UnsafePointer<ProtobufCMessageDescriptor> {
        luna__v1__replay_request__descriptor_pointer()
    }

    func fill(_ c: UnsafeMutablePointer<Luna__V1__ReplayRequest>, in arena: Arena) throws {
        c.pointee.execution = try arena.string(execution, "luna.v1.ReplayRequest.execution")
        c.pointee.sequence = sequence
        c.pointee.limit = limit
        c.pointee.cursor = try arena.string(cursor, "luna.v1.ReplayRequest.cursor")
        c.pointee.state = .init(rawValue: UInt32(bitPattern: state.rawValue))
    }

    init(c: UnsafePointer<Luna__V1__ReplayRequest>) {
        self.init()
        execution = wireString(c.pointee.execution)
        sequence = c.pointee.sequence
        limit = c.pointee.limit
        cursor = wireString(c.pointee.cursor)
        state = TaskState(rawValue: Int32(bitPattern: c.pointee.state.rawValue))
    }
}

/// The reply of ``OrchestratorClient/replayExecution(_:context:)``.
public struct ReplayReply: WireMessage {
    public static var fullName: String { "luna.v1.ReplayReply" }

    /// Id of the execution.
    public var execution: ExecutionView?
    /// The last event that was folded in.
    public var event: PublishedEvent?
    /// By id.
    public var tasks: [TaskView]
    /// For the next request; empty = nothing left.
    public var nextCursor: String
    /// Of the whole journal.
    public var lastSequence: UInt64

    /// Every field that is not given has its default.
    public init(
        execution: ExecutionView? = nil,
        event: PublishedEvent? = nil,
        tasks: [TaskView] = [],
        nextCursor: String = "",
        lastSequence: UInt64 = 0
    ) {
        self.execution = execution
        self.event = event
        self.tasks = tasks
        self.nextCursor = nextCursor
        self.lastSequence = lastSequence
    }

    public init() {
        self.execution = nil
        self.event = nil
        self.tasks = []
        self.nextCursor = ""
        self.lastSequence = 0
    }

    public init(serialized bytes: UnsafeRawBufferPointer, limits: WireLimits) throws {
        self = try Self.decoded(bytes, limits: limits)
    }

    public func serialized() throws -> [UInt8] { try encoded() }
}

extension ReplayReply: WireBridged {
    static var descriptor: UnsafePointer<ProtobufCMessageDescriptor> {
        luna__v1__replay_reply__descriptor_pointer()
    }

    func fill(_ c: UnsafeMutablePointer<Luna__V1__ReplayReply>, in arena: Arena) throws {
        c.pointee.execution = try arena.message(execution)
        c.pointee.event = try arena.message(event)
        (c.pointee.tasks, c.pointee.n_tasks) = try arena.messages(tasks)
        c.pointee.next_cursor = try arena.string(nextCursor, "luna.v1.ReplayReply.next_cursor")
        c.pointee.last_sequence = lastSequence
    }

    init(c: UnsafePointer<Luna__V1__ReplayReply>) {
        self.init()
        execution = wireMessage(c.pointee.execution)
        event = wireMessage(c.pointee.event)
        tasks = wireMessages(c.pointee.tasks, c.pointee.n_tasks)
        nextCursor = wireString(c.pointee.next_cursor)
        lastSequence = c.pointee.last_sequence
    }
}

/// The request of ``OrchestratorClient/compareExecutions(_:context:)``.
public struct CompareRequest: WireMessage {
    public static var fullName: String { "luna.v1.CompareRequest" }

    public var left: String
    public var right: String
    /// At most so many; 0 = the default of the service.
    public var limit: UInt32
    /// Opaque, from the reply before; empty = from the start.
    public var cursor: String
    /// Also tasks that do not differ.
    public var includeSame: Bool

    /// Every field that is not given has its default.
    public init(
        left: String = "",
        right: String = "",
        limit: UInt32 = 0,
        cursor: String = "",
        includeSame: Bool = false
    ) {
        self.left = left
        self.right = right
        self.limit = limit
        self.cursor = cursor
        self.includeSame = includeSame
    }

    public init() {
        self.left = ""
        self.right = ""
        self.limit = 0
        self.cursor = ""
        self.includeSame = false
    }

    public init(serialized bytes: UnsafeRawBufferPointer, limits: WireLimits) throws {
        self = try Self.decoded(bytes, limits: limits)
    }

    public func serialized() throws -> [UInt8] { try encoded() }
}

extension CompareRequest: WireBridged {
    static var descriptor: UnsafePointer<ProtobufCMessageDescriptor> {
        luna__v1__compare_request__descriptor_pointer()
    }

    func fill(_ c: UnsafeMutablePointer<Luna__V1__CompareRequest>, in arena: Arena) throws {
        c.pointee.left = try arena.string(left, "luna.v1.CompareRequest.left")
        c.pointee.right = try arena.string(right, "luna.v1.CompareRequest.right")
        c.pointee.limit = limit
        c.pointee.cursor = try arena.string(cursor, "luna.v1.CompareRequest.cursor")
        c.pointee.include_same = includeSame ? 1 : 0
    }

    init(c: UnsafePointer<Luna__V1__CompareRequest>) {
        self.init()
        left = wireString(c.pointee.left)
        right = wireString(c.pointee.right)
        limit = c.pointee.limit
        cursor = wireString(c.pointee.cursor)
        includeSame = c.pointee.include_same != 0
    }
}

/// What came of a task, as far as executions are compared by it.
public struct TaskResult: WireMessage {
    public static var fullName: String { "luna.v1.TaskResult" }

    public var state: TaskState
    /// Attempts of tasks.
    public var attempts: UInt32
    /// Empty = no output.
    public var outputSha256: String
    /// Of the paths and digests of its files; empty = no files.
    public var filesSha256: String
    /// From when it was handed out to its end; 0 while it has not ended.
    public var durationMs: UInt64
    /// Milliseconds.
    public var computeMs: UInt64
    /// The agent, of the form name-vX.Y.Z.
    public var agent: String
    public var errorCode: String
    public var inheritedFrom: String

    /// Every field that is not given has its default.
    public init(
        state: TaskState = .unspecified,
        attempts: UInt32 = 0,
        outputSha256: String = "",
        filesSha256: String = "",
        durationMs: UInt64 = 0,
        computeMs: UInt64 = 0,
        agent: String = "",
        errorCode: String = "",
        inheritedFrom: String = ""
    ) {
        self.state = state
        self.attempts = attempts
        self.outputSha256 = outputSha256
        self.filesSha256 = filesSha256
        self.durationMs = durationMs
        self.computeMs = computeMs
        self.agent = agent
        self.errorCode = errorCode
        self.inheritedFrom = inheritedFrom
    }

    public init() {
        self.state = .unspecified
        self.attempts = 0
        self.outputSha256 = ""
        self.filesSha256 = ""
        self.durationMs = 0
        self.computeMs = 0
        self.agent = ""
        self.errorCode = ""
        self.inheritedFrom = ""
    }

    public init(serialized bytes: UnsafeRawBufferPointer, limits: WireLimits) throws {
        self = try Self.decoded(bytes, limits: limits)
    }

    public func serialized() throws -> [UInt8] { try encoded() }
}

extension TaskResult: WireBridged {
    static var descriptor: UnsafePointer<ProtobufCMessageDescriptor> {
        luna__v1__task_result__descriptor_pointer()
    }

    func fill(_ c: UnsafeMutablePointer<Luna__V1__TaskResult>, in arena: Arena) throws {
        c.pointee.state = .init(rawValue: UInt32(bitPattern: state.rawValue))
        c.pointee.attempts = attempts
        c.pointee.output_sha256 = try arena.string(outputSha256, "luna.v1.TaskResult.output_sha256")
        c.pointee.files_sha256 = try arena.string(filesSha256, "luna.v1.TaskResult.files_sha256")
        c.pointee.duration_ms = durationMs
        c.pointee.compute_ms = computeMs
        c.pointee.agent = try arena.string(agent, "luna.v1.TaskResult.agent")
        c.pointee.error_code = try arena.string(errorCode, "luna.v1.TaskResult.error_code")
        c.pointee.inherited_from = try arena.string(inheritedFrom, "luna.v1.TaskResult.inherited_from")
    }

    init(c: UnsafePointer<Luna__V1__TaskResult>) {
        self.init()
        state = TaskState(rawValue: Int32(bitPattern: c.pointee.state.rawValue))
        attempts = c.pointee.attempts
        outputSha256 = wireString(c.pointee.output_sha256)
        filesSha256 = wireString(c.pointee.files_sha256)
        durationMs = c.pointee.duration_ms
        computeMs = c.pointee.compute_ms
        agent = wireString(c.pointee.agent)
        errorCode = wireString(c.pointee.error_code)
        inheritedFrom = wireString(c.pointee.inherited_from)
    }
}

/// A task in two executions; a side is absent when that execution has no such task.
public struct TaskDifference: WireMessage {
    public static var fullName: String { "luna.v1.TaskDifference" }

    /// By id.
    public var task: String
    /// What an agent must be able to do, such as codegen.python.
    public var capability: String
    public var left: TaskResult?
    public var right: TaskResult?
    /// Of presence, state, attempts, output, files, agent, error.
    public var differs: [String]

    /// Every field that is not given has its default.
    public init(
        task: String = "",
        capability: String = "",
        left: TaskResult? = nil,
        right: TaskResult? = nil,
        differs: [String] = []
    ) {
        self.task = task
        self.capability = capability
        self.left = left
        self.right = right
        self.differs = differs
    }

    public init() {
        self.task = ""
        self.capability = ""
        self.left = nil
        self.right = nil
        self.differs = []
    }

    public init(serialized bytes: UnsafeRawBufferPointer, limits: WireLimits) throws {
        self = try Self.decoded(bytes, limits: limits)
    }

    public func serialized() throws -> [UInt8] { try encoded() }
}

extension TaskDifference: WireBridged {
    static var descriptor: UnsafePointer<ProtobufCMessageDescriptor> {
        luna__v1__task_difference__descriptor_pointer()
    }

    func fill(_ c: UnsafeMutablePointer<Luna__V1__TaskDifference>, in arena: Arena) throws {
        c.pointee.task = try arena.string(task, "luna.v1.TaskDifference.task")
        c.pointee.capability = try arena.string(capability, "luna.v1.TaskDifference.capability")
        c.pointee.left = try arena.message(left)
        c.pointee.right = try arena.message(right)
        (c.pointee.differs, c.pointee.n_differs) = try arena.strings(
            differs, "luna.v1.TaskDifference.differs")
    }

    init(c: UnsafePointer<Luna__V1__TaskDifference>) {
        self.init()
        task = wireString(c.pointee.task)
        capability = wireString(c.pointee.capability)
        left = wireMessage(c.pointee.left)
        right = wireMessage(c.pointee.right)
        differs = wireArray(c.pointee.differs, c.pointee.n_differs) { wireString($0) }
    }
}

/// The reply of ``OrchestratorClient/compareExecutions(_:context:)``.
public struct CompareReply: WireMessage {
    public static var fullName: String { "luna.v1.CompareReply" }

    public var left: ExecutionView?
    public var right: ExecutionView?
    /// By id.
    public var tasks: [TaskDifference]
    /// For the next request; empty = nothing left.
    public var nextCursor: String
    /// Tasks, in the whole comparison.
    public var same: UInt32
    public var different: UInt32
    public var onlyLeft: UInt32
    public var onlyRight: UInt32
    public var samePlan: Bool

    /// Every field that is not given has its default.
    public init(
        left: ExecutionView? = nil,
        right: ExecutionView? = nil,
        tasks: [TaskDifference] = [],
        nextCursor: String = "",
        same: UInt32 = 0,
        different: UInt32 = 0,
        onlyLeft: UInt32 = 0,
        onlyRight: UInt32 = 0,
        samePlan: Bool = false
    ) {
        self.left = left
        self.right = right
        self.tasks = tasks
        self.nextCursor = nextCursor
        self.same = same
        self.different = different
        self.onlyLeft = onlyLeft
        self.onlyRight = onlyRight
        self.samePlan = samePlan
    }

    public init() {
        self.left = nil
        self.right = nil
        self.tasks = []
        self.nextCursor = ""
        self.same = 0
        self.different = 0
        self.onlyLeft = 0
        self.onlyRight = 0
        self.samePlan = false
    }

    public init(serialized bytes: UnsafeRawBufferPointer, limits: WireLimits) throws {
        self = try Self.decoded(bytes, limits: limits)
    }

    public func serialized() throws -> [UInt8] { try encoded() }
}

extension CompareReply: WireBridged {
    static var descriptor: UnsafePointer<ProtobufCMessageDescriptor> {
        luna__v1__compare_reply__descriptor_pointer()
    }

    func fill(_ c: UnsafeMutablePointer<Luna__V1__CompareReply>, in arena: Arena) throws {
        c.pointee.left = try arena.message(left)
        c.pointee.right = try arena.message(right)
        (c.pointee.tasks, c.pointee.n_tasks) = try arena.messages(tasks)
        c.pointee.next_cursor = try arena.string(nextCursor, "luna.v1.CompareReply.next_cursor")
        c.pointee.same = same
        c.pointee.different = different
        c.pointee.only_left = onlyLeft
        c.pointee.only_right = onlyRight
        c.pointee.same_plan = samePlan ? 1 : 0
    }

    init(c: UnsafePointer<Luna__V1__CompareReply>) {
        self.init()
        left = wireMessage(c.pointee.left)
        right = wireMessage(c.pointee.right)
        tasks = wireMessages(c.pointee.tasks, c.pointee.n_tasks)
        nextCursor = wireString(c.pointee.next_cursor)
        same = c.pointee.same
        different = c.pointee.different
        onlyLeft = c.pointee.only_left
        onlyRight = c.pointee.only_right
        samePlan = c.pointee.same_plan != 0
    }
}

/// The request of ``OrchestratorClient/forkExecution(_:context:)``.
public struct ForkRequest: WireMessage {
    public static var fullName: String { "luna.v1.ForkRequest" }

    /// Id of the execution.
    public var execution: String
    /// Of the last event to take over; 0 = the newest.
    public var sequence: UInt64
    /// Same key, same plan: the same execution.
    public var idempotencyKey: String

    /// Every field that is not given has its default.
    public init(execution: String = "", sequence: UInt64 = 0, idempotencyKey: String = "") {
        self.execution = execution
        self.sequence = sequence
        self.idempotencyKey = idempotencyKey
    }

    public init() {
        self.execution = ""
        self.sequence = 0
        self.idempotencyKey = ""
    }

    public init(serialized bytes: UnsafeRawBufferPointer, limits: WireLimits) throws {
        self = try Self.decoded(bytes, limits: limits)
    }

    public func serialized() throws -> [UInt8] { try encoded() }
}

extension ForkRequest: WireBridged {
    static var descriptor: UnsafePointer<ProtobufCMessageDescriptor> {
        luna__v1__fork_request__descriptor_pointer()
    }

    func fill(_ c: UnsafeMutablePointer<Luna__V1__ForkRequest>, in arena: Arena) throws {
        c.pointee.execution = try arena.string(execution, "luna.v1.ForkRequest.execution")
        c.pointee.sequence = sequence
        c.pointee.idempotency_key = try arena.string(idempotencyKey, "luna.v1.ForkRequest.idempotency_key")
    }

    init(c: UnsafePointer<Luna__V1__ForkRequest>) {
        self.init()
        execution = wireString(c.pointee.execution)
        sequence = c.pointee.sequence
        idempotencyKey = wireString(c.pointee.idempotency_key)
    }
}

/// A message that nobody could handle, with the reason.
public struct DeadLetterView: WireMessage {
    public static var fullName: String { "luna.v1.DeadLetterView" }

    /// Its number.
    public var letter: UInt64
    /// Where it was first published.
    public var subject: String
    public var code: String
    /// For a person: why.
    public var reason: String
    public var deliveries: UInt32
    /// When it became a dead letter.
    public var at: Int64
    /// Empty when it was in none.
    public var stream: String
    public var consumer: String
    public var messageId: String
    /// Owner of the project.
    public var tenant: String
    /// Execution id, when the message has one.
    public var correlation: String
    /// Only the beginning of the body was kept; it cannot be replayed.
    public var truncated: Bool
    /// Bytes of the body that was kept.
    public var size: UInt64
    public var headers: [String: String]
    /// Not in lists.
    public var body: [UInt8]

    /// Every field that is not given has its default.
    public init(
        letter: UInt64 = 0,
        subject: String = "",
        code: String = "",
        reason: String = "",
        deliveries: UInt32 = 0,
        at: Int64 = 0,
        stream: String = "",
        consumer: String = "",
        messageId: String = "",
        tenant: String = "",
        correlation: String = "",
        truncated: Bool = false,
        size: UInt64 = 0,
        headers: [String: String] = [:],
        body: [UInt8] = []
    ) {
        self.letter = letter
        self.subject = subject
        self.code = code
        self.reason = reason
        self.deliveries = deliveries
        self.at = at
        self.stream = stream
        self.consumer = consumer
        self.messageId = messageId
        self.tenant = tenant
        self.correlation = correlation
        self.truncated = truncated
        self.size = size
        self.headers = headers
        self.body = body
    }

    public init() {
        self.letter = 0
        self.subject = ""
        self.code = ""
        self.reason = ""
        self.deliveries = 0
        self.at = 0
        self.stream = ""
        self.consumer = ""
        self.messageId = ""
        self.tenant = ""
        self.correlation = ""
        self.truncated = false
        self.size = 0
        self.headers = [:]
        self.body = []
    }

    public init(serialized bytes: UnsafeRawBufferPointer, limits: WireLimits) throws {
        self = try Self.decoded(bytes, limits: limits)
    }

    public func serialized() throws -> [UInt8] { try encoded() }
}

extension DeadLetterView: WireBridged {
    static var descriptor: UnsafePointer<ProtobufCMessageDescriptor> {
        luna__v1__dead_letter_view__descriptor_pointer()
    }

    func fill(_ c: UnsafeMutablePointer<Luna__V1__DeadLetterView>, in arena: Arena) throws {
        c.pointee.letter = letter
        c.pointee.subject = try arena.string(subject, "luna.v1.DeadLetterView.subject")
        c.pointee.code = try arena.string(code, "luna.v1.DeadLetterView.code")
        c.pointee.reason = try arena.string(reason, "luna.v1.DeadLetterView.reason")
        c.pointee.deliveries = deliveries
        c.pointee.at = at
        c.pointee.stream = try arena.string(stream, "luna.v1.DeadLetterView.stream")
        c.pointee.consumer = try arena.string(consumer, "luna.v1.DeadLetterView.consumer")
        c.pointee.message_id = try arena.string(messageId, "luna.v1.DeadLetterView.message_id")
        c.pointee.tenant = try arena.string(tenant, "luna.v1.DeadLetterView.tenant")
        c.pointee.correlation = try arena.string(correlation, "luna.v1.DeadLetterView.correlation")
        c.pointee.truncated = truncated ? 1 : 0
        c.pointee.size = size
        (c.pointee.headers, c.pointee.n_headers) = try arena.entries(
            headers, luna__v1__dead_letter_view__headers_entry__descriptor_pointer()
        ) { (entry: UnsafeMutablePointer<Luna__V1__DeadLetterView__HeadersEntry>, key, value) in
            entry.pointee.key = try arena.string(key, "luna.v1.DeadLetterView.headers")
            entry.pointee.value = try arena.string(value, "luna.v1.DeadLetterView.headers")
        }
        c.pointee.body = try arena.bytes(body)
    }

    init(c: UnsafePointer<Luna__V1__DeadLetterView>) {
        self.init()
        letter = c.pointee.letter
        subject = wireString(c.pointee.subject)
        code = wireString(c.pointee.code)
        reason = wireString(c.pointee.reason)
        deliveries = c.pointee.deliveries
        at = c.pointee.at
        stream = wireString(c.pointee.stream)
        consumer = wireString(c.pointee.consumer)
        messageId = wireString(c.pointee.message_id)
        tenant = wireString(c.pointee.tenant)
        correlation = wireString(c.pointee.correlation)
        truncated = c.pointee.truncated != 0
        size = c.pointee.size
        headers = wireEntries(c.pointee.headers, c.pointee.n_headers) {
            (wireString($0.pointee.key), wireString($0.pointee.value))
        }
        body = wireBytes(c.pointee.body)
    }
}

/// The request of ``OrchestratorClient/listDeadLetters(_:context:)``.
public struct ListDeadLettersRequest: WireMessage {
    public static var fullName: String { "luna.v1.ListDeadLettersRequest" }

    /// At most so many; 0 = the default of the service.
    public var limit: UInt32
    /// Opaque, from the reply before; empty = from the start.
    public var cursor: String
    /// Original subject, wildcards allowed; empty = all.
    public var subject: String
    /// Empty = all.
    public var code: String

    /// Every field that is not given has its default.
    public init(limit: UInt32 = 0, cursor: String = "", subject: String = "", code: String = "") {
        self.limit = limit
        self.cursor = cursor
        self.subject = subject
        self.code = code
    }

    public init() {
        self.limit = 0
        self.cursor = ""
        self.subject = ""
        self.code = ""
    }

    public init(serialized bytes: UnsafeRawBufferPointer, limits: WireLimits) throws {
        self = try Self.decoded(bytes, limits: limits)
    }

    public func serialized() throws -> [UInt8] { try encoded() }
}

extension ListDeadLettersRequest: WireBridged {
    static var descriptor: UnsafePointer<ProtobufCMessageDescriptor> {
        luna__v1__list_dead_letters_request__descriptor_pointer()
    }

    func fill(_ c: UnsafeMutablePointer<Luna__V1__ListDeadLettersRequest>, in arena: Arena) throws {
        c.pointee.limit = limit
        c.pointee.cursor = try arena.string(cursor, "luna.v1.ListDeadLettersRequest.cursor")
        c.pointee.subject = try arena.string(subject, "luna.v1.ListDeadLettersRequest.subject")
        c.pointee.code = try arena.string(code, "luna.v1.ListDeadLettersRequest.code")
    }

    init(c: UnsafePointer<Luna__V1__ListDeadLettersRequest>) {
        self.init()
        limit = c.pointee.limit
        cursor = wireString(c.pointee.cursor)
        subject = wireString(c.pointee.subject)
        code = wireString(c.pointee.code)
    }
}

/// The reply of ``OrchestratorClient/listDeadLetters(_:context:)``.
public struct ListDeadLettersReply: WireMessage {
    public static var fullName: String { "luna.v1.ListDeadLettersReply" }

    public var letters: [DeadLetterView]
    /// For the next request; empty = nothing left.
    public var nextCursor: String

    /// Every field that is not given has its default.
    public init(letters: [DeadLetterView] = [], nextCursor: String = "") {
        self.letters = letters
        self.nextCursor = nextCursor
    }

    public init() {
        self.letters = []
        self.nextCursor = ""
    }

    public init(serialized bytes: UnsafeRawBufferPointer, limits: WireLimits) throws {
        self = try Self.decoded(bytes, limits: limits)
    }

    public func serialized() throws -> [UInt8] { try encoded() }
}

extension ListDeadLettersReply: WireBridged {
    static var descriptor: UnsafePointer<ProtobufCMessageDescriptor> {
        luna__v1__list_dead_letters_reply__descriptor_pointer()
    }

    func fill(_ c: UnsafeMutablePointer<Luna__V1__ListDeadLettersReply>, in arena: Arena) throws {
        (c.pointee.letters, c.pointee.n_letters) = try arena.messages(letters)
        c.pointee.next_cursor = try arena.string(nextCursor, "luna.v1.ListDeadLettersReply.next_cursor")
    }

    init(c: UnsafePointer<Luna__V1__ListDeadLettersReply>) {
        self.init()
        letters = wireMessages(c.pointee.letters, c.pointee.n_letters)
        nextCursor = wireString(c.pointee.next_cursor)
    }
}

/// The request of ``OrchestratorClient/getDeadLetter(_:context:)``.
public struct DeadLetterKey: WireMessage {
    public static var fullName: String { "luna.v1.DeadLetterKey" }

    public var letter: UInt64

    /// Every field that is not given has its default.
    public init(letter: UInt64 = 0) {
        self.letter = letter
    }

    public init() {
        self.letter = 0
    }

    public init(serialized bytes: UnsafeRawBufferPointer, limits: WireLimits) throws {
        self = try Self.decoded(bytes, limits: limits)
    }

    public func serialized() throws -> [UInt8] { try encoded() }
}

extension DeadLetterKey: WireBridged {
    static var descriptor: UnsafePointer<ProtobufCMessageDescriptor> {
        luna__v1__dead_letter_key__descriptor_pointer()
    }

    func fill(_ c: UnsafeMutablePointer<Luna__V1__DeadLetterKey>, in arena: Arena) throws {
        c.pointee.letter = letter
    }

    init(c: UnsafePointer<Luna__V1__DeadLetterKey>) {
        self.init()
        letter = c.pointee.letter
    }
}

/// The reply of ``OrchestratorClient/replayDeadLetter(_:context:)``.
public struct ReplayedDeadLetter: WireMessage {
    public static var fullName: String { "luna.v1.ReplayedDeadLetter" }

    public var letter: UInt64
    public var subject: String
    public var stream: String
    public var sequence: UInt64

    /// Every field that is not given has its default.
    public init(letter: UInt64 = 0, subject: String = "", stream: String = "", sequence: UInt64 = 0) {
        self.letter = letter
        self.subject = subject
        self.stream = stream
        self.sequence = sequence
    }

    public init() {
        self.letter = 0
        self.subject = ""
        self.stream = ""
        self.sequence = 0
    }

    public init(serialized bytes: UnsafeRawBufferPointer, limits: WireLimits) throws {
        self = try Self.decoded(bytes, limits: limits)
    }

    public func serialized() throws -> [UInt8] { try encoded() }
}

extension ReplayedDeadLetter: WireBridged {
    static var descriptor: UnsafePointer<ProtobufCMessageDescriptor> {
        luna__v1__replayed_dead_letter__descriptor_pointer()
    }

    func fill(_ c: UnsafeMutablePointer<Luna__V1__ReplayedDeadLetter>, in arena: Arena) throws {
        c.pointee.letter = letter
        c.pointee.subject = try arena.string(subject, "luna.v1.ReplayedDeadLetter.subject")
        c.pointee.stream = try arena.string(stream, "luna.v1.ReplayedDeadLetter.stream")
        c.pointee.sequence = sequence
    }

    init(c: UnsafePointer<Luna__V1__ReplayedDeadLetter>) {
        self.init()
        letter = c.pointee.letter
        subject = wireString(c.pointee.subject)
        stream = wireString(c.pointee.stream)
        sequence = c.pointee.sequence
    }
}

/// The request of ``OrchestratorClient/purgeDeadLetters(_:context:)``.
public struct PurgeDeadLettersRequest: WireMessage {
    public static var fullName: String { "luna.v1.PurgeDeadLettersRequest" }

    /// Only this one.
    public var letter: UInt64
    /// Only those; wildcards allowed.
    public var subject: String
    public var code: String
    /// Needed when nothing else is said.
    public var all: Bool

    /// Every field that is not given has its default.
    public init(letter: UInt64 = 0, subject: String = "", code: String = "", all: Bool = false) {
        self.letter = letter
        self.subject = subject
        self.code = code
        self.all = all
    }

    public init() {
        self.letter = 0
        self.subject = ""
        self.code = ""
        self.all = false
    }

    public init(serialized bytes: UnsafeRawBufferPointer, limits: WireLimits) throws {
        self = try Self.decoded(bytes, limits: limits)
    }

    public func serialized() throws -> [UInt8] { try encoded() }
}

extension PurgeDeadLettersRequest: WireBridged {
    static var descriptor: UnsafePointer<ProtobufCMessageDescriptor> {
        luna__v1__purge_dead_letters_request__descriptor_pointer()
    }

    func fill(_ c: UnsafeMutablePointer<Luna__V1__PurgeDeadLettersRequest>, in arena: Arena) throws {
        c.pointee.letter = letter
        c.pointee.subject = try arena.string(subject, "luna.v1.PurgeDeadLettersRequest.subject")
        c.pointee.code = try arena.string(code, "luna.v1.PurgeDeadLettersRequest.code")
        c.pointee.all = all ? 1 : 0
    }

    init(c: UnsafePointer<Luna__V1__PurgeDeadLettersRequest>) {
        self.init()
        letter = c.pointee.letter
        subject = wireString(c.pointee.subject)
        code = wireString(c.pointee.code)
        all = c.pointee.all != 0
    }
}

/// The reply of ``OrchestratorClient/purgeDeadLetters(_:context:)``.
public struct PurgeDeadLettersReply: WireMessage {
    public static var fullName: String { "luna.v1.PurgeDeadLettersReply" }

    public var purged: UInt64
    /// There is more to read at once.
    public var more: Bool

    /// Every field that is not given has its default.
    public init(purged: UInt64 = 0, more: Bool = false) {
        self.purged = purged
        self.more = more
    }

    public init() {
        self.purged = 0
        self.more = false
    }

    public init(serialized bytes: UnsafeRawBufferPointer, limits: WireLimits) throws {
        self = try Self.decoded(bytes, limits: limits)
    }

    public func serialized() throws -> [UInt8] { try encoded() }
}

extension PurgeDeadLettersReply: WireBridged {
    static var descriptor: UnsafePointer<ProtobufCMessageDescriptor> {
        luna__v1__purge_dead_letters_reply__descriptor_pointer()
    }

    func fill(_ c: UnsafeMutablePointer<Luna__V1__PurgeDeadLettersReply>, in arena: Arena) throws {
        c.pointee.purged = purged
        c.pointee.more = more ? 1 : 0
    }

    init(c: UnsafePointer<Luna__V1__PurgeDeadLettersReply>) {
        self.init()
        purged = c.pointee.purged
        more = c.pointee.more != 0
    }
}

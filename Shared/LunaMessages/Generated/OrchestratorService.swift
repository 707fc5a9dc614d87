// Generated from luna/v1/orchestrator.proto by `make proto`. Do not edit.

/// The methods of the service `orchestrator`.
public enum OrchestratorMethods {
    /// `Orchestrator.Submit`.
    public static let submit = RPCMethod(service: "orchestrator", name: "submit")
    /// `Orchestrator.GetExecution`.
    public static let getExecution = RPCMethod(service: "orchestrator", name: "getExecution")
    /// `Orchestrator.ListExecutions`.
    public static let listExecutions = RPCMethod(service: "orchestrator", name: "listExecutions")
    /// `Orchestrator.ListTasks`.
    public static let listTasks = RPCMethod(service: "orchestrator", name: "listTasks")
    /// `Orchestrator.GetTask`.
    public static let getTask = RPCMethod(service: "orchestrator", name: "getTask")
    /// `Orchestrator.GetPlan`.
    public static let getPlan = RPCMethod(service: "orchestrator", name: "getPlan")
    /// `Orchestrator.Cancel`.
    public static let cancel = RPCMethod(service: "orchestrator", name: "cancel")
    /// `Orchestrator.Pause`.
    public static let pause = RPCMethod(service: "orchestrator", name: "pause")
    /// `Orchestrator.Resume`.
    public static let resume = RPCMethod(service: "orchestrator", name: "resume")
    /// Events of one execution after a sequence, from the journal.
    public static let readEvents = RPCMethod(service: "orchestrator", name: "readEvents")
    /// Events of all executions after a position, in commit order; never skips one.
    public static let readFeed = RPCMethod(service: "orchestrator", name: "readFeed")
    /// Outputs of a task's direct dependencies, when they were too large for the work item.
    public static let getOutputs = RPCMethod(service: "orchestrator", name: "getOutputs")
    /// Why a task is where it is (its named waker).
    public static let why = RPCMethod(service: "orchestrator", name: "why")

    /// All of them, in the order of the contract.
    public static let all: [RPCMethod] = [
        submit,
        getExecution,
        listExecutions,
        listTasks,
        getTask,
        getPlan,
        cancel,
        pause,
        resume,
        readEvents,
        readFeed,
        getOutputs,
        why,
    ]
}

/// What a server of `orchestrator` does. A method throws `LunaError`; the caller gets the same error.
public protocol OrchestratorServing: Sendable {
    /// `Orchestrator.Submit`.
    func submit(_ request: SubmitRequest, context: CallContext) async throws -> SubmitReply
    /// `Orchestrator.GetExecution`.
    func getExecution(_ request: ExecutionKey, context: CallContext) async throws -> ExecutionView
    /// `Orchestrator.ListExecutions`.
    func listExecutions(_ request: ListExecutionsRequest, context: CallContext) async throws -> ListExecutionsReply
    /// `Orchestrator.ListTasks`.
    func listTasks(_ request: ListTasksRequest, context: CallContext) async throws -> ListTasksReply
    /// `Orchestrator.GetTask`.
    func getTask(_ request: TaskKey, context: CallContext) async throws -> TaskView
    /// `Orchestrator.GetPlan`.
    func getPlan(_ request: ExecutionKey, context: CallContext) async throws -> PlanDocument
    /// `Orchestrator.Cancel`.
    func cancel(_ request: ControlRequest, context: CallContext) async throws -> ExecutionView
    /// `Orchestrator.Pause`.
    func pause(_ request: ControlRequest, context: CallContext) async throws -> ExecutionView
    /// `Orchestrator.Resume`.
    func resume(_ request: ControlRequest, context: CallContext) async throws -> ExecutionView
    /// Events of one execution after a sequence, from the journal.
    func readEvents(_ request: ReadEventsRequest, context: CallContext) async throws -> ReadEventsReply
    /// Events of all executions after a position, in commit order; never skips one.
    func readFeed(_ request: ReadFeedRequest, context: CallContext) async throws -> ReadFeedReply
    /// Outputs of a task's direct dependencies, when they were too large for the work item.
    func getOutputs(_ request: GetOutputsRequest, context: CallContext) async throws -> GetOutputsReply
    /// Why a task is where it is (its named waker).
    func why(_ request: TaskKey, context: CallContext) async throws -> WhyReply
}

extension OrchestratorServing {
    /// One endpoint for each method: decodes the request, calls the method, encodes the reply.
    public var endpoints: [RPCEndpoint] {
        [
            RPCEndpoint(OrchestratorMethods.submit) { try await submit($0, context: $1) },
            RPCEndpoint(OrchestratorMethods.getExecution) { try await getExecution($0, context: $1) },
            RPCEndpoint(OrchestratorMethods.listExecutions) { try await listExecutions($0, context: $1) },
            RPCEndpoint(OrchestratorMethods.listTasks) { try await listTasks($0, context: $1) },
            RPCEndpoint(OrchestratorMethods.getTask) { try await getTask($0, context: $1) },
            RPCEndpoint(OrchestratorMethods.getPlan) { try await getPlan($0, context: $1) },
            RPCEndpoint(OrchestratorMethods.cancel) { try await cancel($0, context: $1) },
            RPCEndpoint(OrchestratorMethods.pause) { try await pause($0, context: $1) },
            RPCEndpoint(OrchestratorMethods.resume) { try await resume($0, context: $1) },
            RPCEndpoint(OrchestratorMethods.readEvents) { try await readEvents($0, context: $1) },
            RPCEndpoint(OrchestratorMethods.readFeed) { try await readFeed($0, context: $1) },
            RPCEndpoint(OrchestratorMethods.getOutputs) { try await getOutputs($0, context: $1) },
            RPCEndpoint(OrchestratorMethods.why) { try await why($0, context: $1) },
        ]
    }
}

/// Calls the service `orchestrator`. Throws the `LunaError` of the server or of the transport.
public struct OrchestratorClient: Sendable {
    private let transport: any RPCTransport

    /// A client that calls through `transport`.
    public init(_ transport: any RPCTransport) { self.transport = transport }

    /// `Orchestrator.Submit`.
    public func submit(_ request: SubmitRequest, context: CallContext) async throws -> SubmitReply {
        try await transport.call(OrchestratorMethods.submit, request, context: context)
    }

    /// `Orchestrator.GetExecution`.
    public func getExecution(_ request: ExecutionKey, context: CallContext) async throws -> ExecutionView {
        try await transport.call(OrchestratorMethods.getExecution, request, context: context)
    }

    /// `Orchestrator.ListExecutions`.
    public func listExecutions(_ request: ListExecutionsRequest, context: CallContext) async throws -> ListExecutionsReply {
        try await transport.call(OrchestratorMethods.listExecutions, request, context: context)
    }

    /// `Orchestrator.ListTasks`.
    public func listTasks(_ request: ListTasksRequest, context: CallContext) async throws -> ListTasksReply {
        try await transport.call(OrchestratorMethods.listTasks, request, context: context)
    }

    /// `Orchestrator.GetTask`.
    public func getTask(_ request: TaskKey, context: CallContext) async throws -> TaskView {
        try await transport.call(OrchestratorMethods.getTask, request, context: context)
    }

    /// `Orchestrator.GetPlan`.
    public func getPlan(_ request: ExecutionKey, context: CallContext) async throws -> PlanDocument {
        try await transport.call(OrchestratorMethods.getPlan, request, context: context)
    }

    /// `Orchestrator.Cancel`.
    public func cancel(_ request: ControlRequest, context: CallContext) async throws -> ExecutionView {
        try await transport.call(OrchestratorMethods.cancel, request, context: context)
    }

    /// `Orchestrator.Pause`.
    public func pause(_ request: ControlRequest, context: CallContext) async throws -> ExecutionView {
        try await transport.call(OrchestratorMethods.pause, request, context: context)
    }

    /// `Orchestrator.Resume`.
    public func resume(_ request: ControlRequest, context: CallContext) async throws -> ExecutionView {
        try await transport.call(OrchestratorMethods.resume, request, context: context)
    }

    /// Events of one execution after a sequence, from the journal.
    public func readEvents(_ request: ReadEventsRequest, context: CallContext) async throws -> ReadEventsReply {
        try await transport.call(OrchestratorMethods.readEvents, request, context: context)
    }

    /// Events of all executions after a position, in commit order; never skips one.
    public func readFeed(_ request: ReadFeedRequest, context: CallContext) async throws -> ReadFeedReply {
        try await transport.call(OrchestratorMethods.readFeed, request, context: context)
    }

    /// Outputs of a task's direct dependencies, when they were too large for the work item.
    public func getOutputs(_ request: GetOutputsRequest, context: CallContext) async throws -> GetOutputsReply {
        try await transport.call(OrchestratorMethods.getOutputs, request, context: context)
    }

    /// Why a task is where it is (its named waker).
    public func why(_ request: TaskKey, context: CallContext) async throws -> WhyReply {
        try await transport.call(OrchestratorMethods.why, request, context: context)
    }
}

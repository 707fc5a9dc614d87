// Generated from luna/v1/orchestrator.proto by `make proto`. Do not edit.

/// The methods of the service `orchestrator`.
public enum OrchestratorMethods {
    /// Checks a plan and starts an execution of it. A plan with problems is answered with all of them.
    public static let submit = RPCMethod(service: "orchestrator", name: "submit")
    /// One execution.
    public static let getExecution = RPCMethod(service: "orchestrator", name: "getExecution")
    /// Executions, newest first.
    public static let listExecutions = RPCMethod(service: "orchestrator", name: "listExecutions")
    /// Tasks of an execution, in the order of the graph.
    public static let listTasks = RPCMethod(service: "orchestrator", name: "listTasks")
    /// One task.
    public static let getTask = RPCMethod(service: "orchestrator", name: "getTask")
    /// The plan of an execution in canonical form.
    public static let getPlan = RPCMethod(service: "orchestrator", name: "getPlan")
    /// Ends an execution; running tasks are told to stop.
    public static let cancel = RPCMethod(service: "orchestrator", name: "cancel")
    /// Hands out no more tasks; those in flight finish.
    public static let pause = RPCMethod(service: "orchestrator", name: "pause")
    /// Goes on after a pause.
    public static let resume = RPCMethod(service: "orchestrator", name: "resume")
    /// Events of one execution after a sequence, from the journal.
    public static let readEvents = RPCMethod(service: "orchestrator", name: "readEvents")
    /// Events of all executions after a position, in commit order; never skips one.
    public static let readFeed = RPCMethod(service: "orchestrator", name: "readFeed")
    /// Outputs of a task's direct dependencies, when they were too large for the work item.
    public static let getOutputs = RPCMethod(service: "orchestrator", name: "getOutputs")
    /// Why a task is where it is (its named waker).
    public static let why = RPCMethod(service: "orchestrator", name: "why")
    /// An execution as it was after one of its events, folded from its journal.
    public static let replayExecution = RPCMethod(service: "orchestrator", name: "replayExecution")
    /// In what two executions differ, task by task.
    public static let compareExecutions = RPCMethod(service: "orchestrator", name: "compareExecutions")
    /// Starts an execution of the same plan that begins with what another one had done up to a step.
    public static let forkExecution = RPCMethod(service: "orchestrator", name: "forkExecution")
    /// Messages of the tenant that nobody could handle, oldest first.
    public static let listDeadLetters = RPCMethod(service: "orchestrator", name: "listDeadLetters")
    /// One of them, whole.
    public static let getDeadLetter = RPCMethod(service: "orchestrator", name: "getDeadLetter")
    /// Publishes it again as it was first published, and removes it from the dead letters.
    public static let replayDeadLetter = RPCMethod(service: "orchestrator", name: "replayDeadLetter")
    /// Removes dead letters.
    public static let purgeDeadLetters = RPCMethod(service: "orchestrator", name: "purgeDeadLetters")
    /// What the tenant uses of its quotas here: executions and tasks.
    public static let getUsage = RPCMethod(service: "orchestrator", name: "getUsage")

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
        replayExecution,
        compareExecutions,
        forkExecution,
        listDeadLetters,
        getDeadLetter,
        replayDeadLetter,
        purgeDeadLetters,
        getUsage,
    ]
}

/// What a server of `orchestrator` does. A method throws `LunaError`; the caller gets the same error.
public protocol OrchestratorServing: Sendable {
    /// Checks a plan and starts an execution of it. A plan with problems is answered with all of them.
    func submit(_ request: SubmitRequest, context: CallContext) async throws -> SubmitReply
    /// One execution.
    func getExecution(_ request: ExecutionKey, context: CallContext) async throws -> ExecutionView
    /// Executions, newest first.
    func listExecutions(_ request: ListExecutionsRequest, context: CallContext) async throws -> ListExecutionsReply
    /// Tasks of an execution, in the order of the graph.
    func listTasks(_ request: ListTasksRequest, context: CallContext) async throws -> ListTasksReply
    /// One task.
    func getTask(_ request: TaskKey, context: CallContext) async throws -> TaskView
    /// The plan of an execution in canonical form.
    func getPlan(_ request: ExecutionKey, context: CallContext) async throws -> PlanDocument
    /// Ends an execution; running tasks are told to stop.
    func cancel(_ request: ControlRequest, context: CallContext) async throws -> ExecutionView
    /// Hands out no more tasks; those in flight finish.
    func pause(_ request: ControlRequest, context: CallContext) async throws -> ExecutionView
    /// Goes on after a pause.
    func resume(_ request: ControlRequest, context: CallContext) async throws -> ExecutionView
    /// Events of one execution after a sequence, from the journal.
    func readEvents(_ request: ReadEventsRequest, context: CallContext) async throws -> ReadEventsReply
    /// Events of all executions after a position, in commit order; never skips one.
    func readFeed(_ request: ReadFeedRequest, context: CallContext) async throws -> ReadFeedReply
    /// Outputs of a task's direct dependencies, when they were too large for the work item.
    func getOutputs(_ request: GetOutputsRequest, context: CallContext) async throws -> GetOutputsReply
    /// Why a task is where it is (its named waker).
    func why(_ request: TaskKey, context: CallContext) async throws -> WhyReply
    /// An execution as it was after one of its events, folded from its journal.
    func replayExecution(_ request: ReplayRequest, context: CallContext) async throws -> ReplayReply
    /// In what two executions differ, task by task.
    func compareExecutions(_ request: CompareRequest, context: CallContext) async throws -> CompareReply
    /// Starts an execution of the same plan that begins with what another one had done up to a step.
    func forkExecution(_ request: ForkRequest, context: CallContext) async throws -> SubmitReply
    /// Messages of the tenant that nobody could handle, oldest first.
    func listDeadLetters(_ request: ListDeadLettersRequest, context: CallContext) async throws -> ListDeadLettersReply
    /// One of them, whole.
    func getDeadLetter(_ request: DeadLetterKey, context: CallContext) async throws -> DeadLetterView
    /// Publishes it again as it was first published, and removes it from the dead letters.
    func replayDeadLetter(_ request: DeadLetterKey, context: CallContext) async throws -> ReplayedDeadLetter
    /// Removes dead letters.
    func purgeDeadLetters(_ request: PurgeDeadLettersRequest, context: CallContext) async throws -> PurgeDeadLettersReply
    /// What the tenant uses of its quotas here: executions and tasks.
    func getUsage(_ request: GetUsageRequest, context: CallContext) async throws -> UsageReply
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
            RPCEndpoint(OrchestratorMethods.replayExecution) { try await replayExecution($0, context: $1) },
            RPCEndpoint(OrchestratorMethods.compareExecutions) { try await compareExecutions($0, context: $1) },
            RPCEndpoint(OrchestratorMethods.forkExecution) { try await forkExecution($0, context: $1) },
            RPCEndpoint(OrchestratorMethods.listDeadLetters) { try await listDeadLetters($0, context: $1) },
            RPCEndpoint(OrchestratorMethods.getDeadLetter) { try await getDeadLetter($0, context: $1) },
            RPCEndpoint(OrchestratorMethods.replayDeadLetter) { try await replayDeadLetter($0, context: $1) },
            RPCEndpoint(OrchestratorMethods.purgeDeadLetters) { try await purgeDeadLetters($0, context: $1) },
            RPCEndpoint(OrchestratorMethods.getUsage) { try await getUsage($0, context: $1) },
        ]
    }
}

/// Calls the service `orchestrator`. Throws the `LunaError` of the server or of the transport.
public struct OrchestratorClient: Sendable {
    private let transport: any RPCTransport

    /// A client that calls through `transport`.
    public init(_ transport: any RPCTransport) { self.transport = transport }

    /// Checks a plan and starts an execution of it. A plan with problems is answered with all of them.
    public func submit(_ request: SubmitRequest, context: CallContext) async throws -> SubmitReply {
        try await transport.call(OrchestratorMethods.submit, request, context: context)
    }

    /// One execution.
    public func getExecution(_ request: ExecutionKey, context: CallContext) async throws -> ExecutionView {
        try await transport.call(OrchestratorMethods.getExecution, request, context: context)
    }

    /// Executions, newest first.
    public func listExecutions(
        _ request: ListExecutionsRequest, context: CallContext
    ) async throws -> ListExecutionsReply {
        try await transport.call(OrchestratorMethods.listExecutions, request, context: context)
    }

    /// Tasks of an execution, in the order of the graph.
    public func listTasks(_ request: ListTasksRequest, context: CallContext) async throws -> ListTasksReply {
        try await transport.call(OrchestratorMethods.listTasks, request, context: context)
    }

    /// One task.
    public func getTask(_ request: TaskKey, context: CallContext) async throws -> TaskView {
        try await transport.call(OrchestratorMethods.getTask, request, context: context)
    }

    /// The plan of an execution in canonical form.
    public func getPlan(_ request: ExecutionKey, context: CallContext) async throws -> PlanDocument {
        try await transport.call(OrchestratorMethods.getPlan, request, context: context)
    }

    /// Ends an execution; running tasks are told to stop.
    public func cancel(_ request: ControlRequest, context: CallContext) async throws -> ExecutionView {
        try await transport.call(OrchestratorMethods.cancel, request, context: context)
    }

    /// Hands out no more tasks; those in flight finish.
    public func pause(_ request: ControlRequest, context: CallContext) async throws -> ExecutionView {
        try await transport.call(OrchestratorMethods.pause, request, context: context)
    }

    /// Goes on after a pause.
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

    /// An execution as it was after one of its events, folded from its journal.
    public func replayExecution(_ request: ReplayRequest, context: CallContext) async throws -> ReplayReply {
        try await transport.call(OrchestratorMethods.replayExecution, request, context: context)
    }

    /// In what two executions differ, task by task.
    public func compareExecutions(_ request: CompareRequest, context: CallContext) async throws -> CompareReply {
        try await transport.call(OrchestratorMethods.compareExecutions, request, context: context)
    }

    /// Starts an execution of the same plan that begins with what another one had done up to a step.
    public func forkExecution(_ request: ForkRequest, context: CallContext) async throws -> SubmitReply {
        try await transport.call(OrchestratorMethods.forkExecution, request, context: context)
    }

    /// Messages of the tenant that nobody could handle, oldest first.
    public func listDeadLetters(
        _ request: ListDeadLettersRequest, context: CallContext
    ) async throws -> ListDeadLettersReply {
        try await transport.call(OrchestratorMethods.listDeadLetters, request, context: context)
    }

    /// One of them, whole.
    public func getDeadLetter(_ request: DeadLetterKey, context: CallContext) async throws -> DeadLetterView {
        try await transport.call(OrchestratorMethods.getDeadLetter, request, context: context)
    }

    /// Publishes it again as it was first published, and removes it from the dead letters.
    public func replayDeadLetter(_ request: DeadLetterKey, context: CallContext) async throws -> ReplayedDeadLetter {
        try await transport.call(OrchestratorMethods.replayDeadLetter, request, context: context)
    }

    /// Removes dead letters.
    public func purgeDeadLetters(
        _ request: PurgeDeadLettersRequest, context: CallContext
    ) async throws -> PurgeDeadLettersReply {
        try await transport.call(OrchestratorMethods.purgeDeadLetters, request, context: context)
    }

    /// What the tenant uses of its quotas here: executions and tasks.
    public func getUsage(_ request: GetUsageRequest, context: CallContext) async throws -> UsageReply {
        try await transport.call(OrchestratorMethods.getUsage, request, context: context)
    }
}

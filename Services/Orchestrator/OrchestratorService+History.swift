import LunaCore
import LunaMessages

/// Looking at what was, and going on from there.
extension OrchestratorService {
    func replayExecution(_ request: ReplayRequest, context: CallContext) async throws -> ReplayReply {
        let key = try key(request.execution, context)
        let selection = try TaskSelection(
            cursor: request.cursor, limit: Self.page(request.limit), state: request.state)
        let view = try await journal.view(key)
        let sequence = request.sequence == 0 ? view.lastSequence : request.sequence
        guard sequence <= view.lastSequence else { throw JournalStore.unknownStep(sequence, last: view.lastSequence) }
        let state = try await past.state(key, after: sequence)
        let event = try await journal.events(key, after: sequence - 1, limit: 1).first
        var then = WireViews.execution(
            key, project: try ProjectID(view.project), planName: view.planName, planSHA256: view.planSha256,
            state: state)
        (then.graphSha256, then.projectType, then.decision) = (view.graphSha256, view.projectType, view.decision)
        (then.originExecution, then.originSequence) = (view.originExecution, view.originSequence)
        let page = selection.page(of: state)
        return ReplayReply(
            execution: then,
            event: event.map {
                WireViews.published($0, key: key, project: ProjectID(trusted: view.project), graph: state.graph)
            }, tasks: page.tasks, nextCursor: page.nextCursor, lastSequence: view.lastSequence)
    }

    func compareExecutions(_ request: CompareRequest, context: CallContext) async throws -> CompareReply {
        let (left, right) = (try key(request.left, context), try key(request.right, context))
        let selection = try TaskSelection(cursor: request.cursor, limit: Self.page(request.limit))
        let views = (try await journal.view(left), try await journal.view(right))
        let comparison = Comparison(
            left: try await past.newest(left), right: try await past.newest(right))
        var reply = comparison.page(selection, includeSame: request.includeSame)
        (reply.left, reply.right) = views
        reply.samePlan = views.0.planSha256 == views.1.planSha256
        return reply
    }

    func forkExecution(_ request: ForkRequest, context: CallContext) async throws -> SubmitReply {
        try await submission.fork(request, context: context)
    }
}

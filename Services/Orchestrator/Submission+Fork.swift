import LunaCore
import LunaMessages
import LunaPlan

/// Going on from where another execution was.
extension Submission {
    /// A new execution of the same plan: what had succeeded up to an event is taken over with its outputs and files, everything else is
    /// done anew. The other execution is only read; it may still be running.
    ///
    /// - Throws: `LunaError` `execution.not_found`, `execution.step_unknown`, or of the store and the memory service.
    func fork(_ request: ForkRequest, context: CallContext) async throws -> SubmitReply {
        let origin = JournalStore.Key(tenant: context.tenant, execution: try ExecutionID(request.execution))
        let source = try await journal.source(origin)
        let sequence = request.sequence == 0 ? source.lastSequence : request.sequence
        guard sequence <= source.lastSequence else {
            throw JournalStore.unknownStep(sequence, last: source.lastSequence)
        }
        let loaded = try await journal.load(origin, through: sequence)
        let state = loaded.fold(policy).state
        let inherited = Self.inherited(from: origin.execution, loaded.events, in: state)

        let execution = newID()
        try await takeOverFiles(of: origin, to: execution, inherited, in: state, context)
        let document = Document(
            project: loaded.project, planName: loaded.planName, projectType: source.projectType,
            planSHA256: loaded.planSHA256, planJSON: source.planJSON, graph: state.graph,
            graphSHA256: source.graphSHA256, graphJSON: source.graphJSON,
            subject: try ExecutionPolicy.subject(
                ProjectPlan(canonicalJSON: source.planJSON), project: loaded.project, loaded.graph, context.tenant),
            originExecution: origin.execution.rawValue,
            originSequence: sequence)
        // The same key means something else for another step, and for a submission.
        let key =
            request.idempotencyKey.isEmpty ? "" : "fork/\(origin.execution)/\(sequence)/\(request.idempotencyKey)"
        return try await enter(document, key, as: execution, context) {
            .fork(
                ExecutionSubmitted(
                    planSha256: document.planSHA256, graphSha256: document.graphSHA256, taskCount: $0,
                    planName: document.planName, submission: request.idempotencyKey,
                    originExecution: document.originExecution, originSequence: sequence), inherited: inherited)
        }
    }

    /// Outcomes to begin with, in the order of the graph, so that each comes after what it depends on.
    ///
    /// They cost nothing: who adds compute up must not find it twice.
    static func inherited(from origin: ExecutionID, _ events: [ExecutionEvent], in state: MachineState)
        -> [TaskSucceeded]
    {
        var outcomes: [TaskSucceeded] = []
        for event in events {
            guard case .taskSucceeded(var outcome) = event.body, Int(outcome.task) < state.tasks.count,
                !state.graph.nodes[Int(outcome.task)].isBarrier
            else { continue }
            // What was taken over already keeps the name of who did it.
            if outcome.inheritedFrom.isEmpty { outcome.inheritedFrom = origin.rawValue }
            outcome.computeMs = 0
            outcomes.append(outcome)
        }
        return outcomes.sorted { $0.task < $1.task }
    }

    /// Names the files of what is taken over as files of the fork, too. Before the fork is written: when this fails, there is none.
    private func takeOverFiles(
        of origin: JournalStore.Key, to execution: ExecutionID, _ inherited: [TaskSucceeded], in state: MachineState,
        _ context: CallContext
    ) async throws {
        guard inherited.contains(where: { !$0.files.isEmpty }) else { return }
        var attempts: [String: UInt32] = [:]
        for outcome in inherited { attempts[state.graph.nodes[Int(outcome.task)].id] = outcome.attempt }
        var cursor = ""
        repeat {
            let page = try await memory.listArtifacts(
                ListArtifactsRequest(
                    execution: origin.execution.rawValue, limit: 500, cursor: cursor, allVersions: true),
                context: context)
            let entries = page.artifacts.filter { attempts[$0.task] == $0.attempt }.map {
                ArtifactEntry(file: $0.file, task: $0.task, attempt: $0.attempt, mediaType: $0.mediaType)
            }
            if !entries.isEmpty {
                _ = try await memory.putArtifacts(
                    PutArtifactsRequest(execution: execution.rawValue, artifacts: entries), context: context)
            }
            cursor = page.nextCursor
        } while !cursor.isEmpty
    }
}

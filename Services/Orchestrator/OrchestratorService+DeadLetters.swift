import LunaCore
import LunaMessages

/// What nobody could handle.
extension OrchestratorService {
    func listDeadLetters(_ request: ListDeadLettersRequest, context: CallContext) async throws -> ListDeadLettersReply {
        try await deadLetters.list(request, limit: Self.page(request.limit), tenant: context.tenant)
    }

    func getDeadLetter(_ request: DeadLetterKey, context: CallContext) async throws -> DeadLetterView {
        try await deadLetters.show(request.letter, tenant: context.tenant)
    }

    func replayDeadLetter(_ request: DeadLetterKey, context: CallContext) async throws -> ReplayedDeadLetter {
        try await recorded("dead_letter.replay", String(request.letter), context) {
            try await deadLetters.replay(request.letter, tenant: context.tenant)
        }
    }

    func purgeDeadLetters(_ request: PurgeDeadLettersRequest, context: CallContext) async throws
        -> PurgeDeadLettersReply
    {
        let which = request.letter > 0 ? String(request.letter) : request.subject.isEmpty ? "all" : request.subject
        return try await recorded("dead_letter.purge", which, context) {
            try await deadLetters.purge(request, tenant: context.tenant)
        }
    }

    /// Dead letters are on the bus, so no transaction holds both the action and its entry: it is written down that it may happen
    /// before it does, and how it ended after that. The first without the second is one that was interrupted.
    private func recorded<Reply: Sendable>(
        _ action: String, _ resource: String, _ context: CallContext, _ act: () async throws -> Reply
    ) async throws -> Reply {
        try await audit(action, resource, "allowed", context)
        do {
            let reply = try await act()
            // It has happened, whether or not its end can be written down; the host has logged that.
            try? await audit(action, resource, "succeeded", context)
            return reply
        } catch {
            try? await audit(action, resource, "failed", context)
            throw error
        }
    }
}

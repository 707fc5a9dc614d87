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
        let reply = try await deadLetters.replay(request.letter, tenant: context.tenant)
        await audit("dead_letter.replay", String(request.letter), "succeeded", context)
        return reply
    }

    func purgeDeadLetters(_ request: PurgeDeadLettersRequest, context: CallContext) async throws
        -> PurgeDeadLettersReply
    {
        let reply = try await deadLetters.purge(request, tenant: context.tenant)
        let which = request.letter > 0 ? String(request.letter) : request.subject.isEmpty ? "all" : request.subject
        await audit("dead_letter.purge", which, "succeeded", context)
        return reply
    }
}

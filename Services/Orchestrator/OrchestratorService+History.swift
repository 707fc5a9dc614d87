import LunaCore
import LunaMessages

/// Looking at what was, and going on from there.
extension OrchestratorService {
    func replayExecution(_ request: ReplayRequest, context: CallContext) async throws -> ReplayReply { throw Self.soon }
    func compareExecutions(_ request: CompareRequest, context: CallContext) async throws -> CompareReply {
        throw Self.soon
    }
    func forkExecution(_ request: ForkRequest, context: CallContext) async throws -> SubmitReply { throw Self.soon }
    private static var soon: LunaError {
        LunaError("rpc.unknown_method", .notFound, "This orchestrator does not offer that yet.")
    }
}

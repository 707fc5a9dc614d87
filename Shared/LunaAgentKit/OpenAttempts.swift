import Logging
import LunaBus
import LunaCore
import LunaMessages

/// Asks the orchestrator whether an attempt still has to be made: what comes out of the queue a second time may have been done by
/// somebody whose acknowledgement was lost (docs/decisions/0040-ask-before-doing-again.md).
struct OpenAttempts: Sendable {
    let orchestrator: OrchestratorClient
    let agent: String
    let logger: Logger

    /// Waits for an orchestrator as long as it takes: without one no outcome could be accepted either.
    /// - Throws: `LunaError` when the attempt can never have been; `CancellationError`.
    func isOpen(_ item: WorkItem) async throws -> Bool {
        // Short, because the replica that was asked may have been killed; another one answers then.
        let context = CallContext(
            tenant: try TenantID(item.tenant), actor: "agent:\(agent)", correlation: item.execution,
            timeout: .seconds(3))
        var pause = Duration.milliseconds(250)
        while true {
            do {
                let task = try await orchestrator.getTask(
                    TaskKey(execution: item.execution, task: item.task), context: context)
                return task.state == .running && task.attempt == item.attempt
            } catch let error as LunaError where error.errorClass == .validation || error.errorClass == .notFound {
                throw LunaError("work.unknown", .validation, "Nobody asked for this work: \(error.message)")
            } catch {
                try Task.checkCancellation()
                logger.notice(
                    "work that may be done already waits for the orchestrator", metadata: ["error": "\(error)"])
            }
            try await Task.sleep(for: pause)
            pause = min(pause * 2, .seconds(5))
        }
    }
}

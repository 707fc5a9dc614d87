import LunaMessages

/// What an attempt cost, read off the event that ended it. Pure.
struct LedgerEntry: Sendable, Hashable {
    let tenant: String
    let project: String
    let execution: String
    let task: String
    let attempt: UInt32
    let capability: String
    let agent: String
    let outcome: String
    let computeMilliseconds: UInt64
    let at: Int64

    /// The events that end an attempt.
    static let types = ["task.completed", "task.retrying", "task.failed"]

    /// `nil` for events that end no attempt, for barriers, which nobody worked on, and for what a fork has taken over, which is
    /// in the ledger of the execution that did it.
    init?(_ published: PublishedEvent) {
        guard let event = published.event else { return nil }
        switch event.body {
        case .taskSucceeded(let body) where body.inheritedFrom.isEmpty && (!body.agent.isEmpty || body.attempt > 0):
            (attempt, agent, outcome, computeMilliseconds) = (body.attempt, body.agent, "succeeded", body.computeMs)
        case .taskAttemptFailed(let body):
            (attempt, agent, outcome, computeMilliseconds) = (body.attempt, body.agent, "failed", body.computeMs)
        case .taskFailed(let body):
            (attempt, agent, outcome, computeMilliseconds) = (body.attempt, body.agent, "failed", body.computeMs)
        default: return nil
        }
        tenant = published.tenant
        project = published.project
        execution = published.execution
        task = published.task
        capability = published.capability
        at = event.at
    }
}

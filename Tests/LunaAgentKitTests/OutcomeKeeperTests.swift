import LunaMessages
import Testing

@testable import LunaAgentKit

@Suite("Outcomes that wait for their confirmation")
struct OutcomeKeeperTests {
    private func item(_ task: String, attempt: UInt32 = 1) -> WorkItem {
        WorkItem(tenant: "acme", execution: "e1", task: task, attempt: attempt)
    }

    private func outcome(_ task: String) -> OutcomeKeeper.Outcome {
        OutcomeKeeper.Outcome(
            result: WorkResult(tenant: "acme", execution: "e1", task: task, attempt: 1), partition: 0)
    }

    private func confirmation(_ tasks: [String]) -> ResultConfirmation {
        ResultConfirmation(attempts: tasks.map { AttemptRef(execution: "e1", task: $0, attempt: 1) })
    }

    @Test func anOutcomeIsKeptUntilItIsConfirmed() {
        let keeper = OutcomeKeeper()
        keeper.keep(outcome("a"), at: .now)
        #expect(keeper.outcome(of: item("a"))?.result.task == "a")
        #expect(!keeper.wasConfirmed(item("a")))
        #expect(keeper.attempts.map(\.task) == ["a"])
        keeper.confirm(confirmation(["a"]))
        #expect(keeper.outcome(of: item("a")) == nil)
        #expect(keeper.wasConfirmed(item("a")))
        #expect(keeper.attempts.isEmpty)
    }

    @Test func anotherAttemptAtTheSameTaskIsNotTakenForConfirmed() {
        let keeper = OutcomeKeeper()
        keeper.keep(outcome("a"), at: .now)
        keeper.confirm(confirmation(["a"]))
        #expect(!keeper.wasConfirmed(item("a", attempt: 2)))
    }

    @Test func whatIsRememberedStaysBounded() {
        let keeper = OutcomeKeeper(capacity: 100)
        for number in 0..<1_000 { keeper.confirm(confirmation(["t\(number)"])) }
        let remembered = (0..<1_000).count { keeper.wasConfirmed(item("t\($0)")) }
        #expect(remembered <= 100)
        #expect(keeper.wasConfirmed(item("t999")))
    }
}

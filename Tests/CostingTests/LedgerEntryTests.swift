import LunaMessages
import Testing

@testable import Costing

@Suite("What goes into the ledger")
struct LedgerEntryTests {
    private func entry(_ body: ExecutionEvent.Body) -> LedgerEntry? {
        LedgerEntry(
            PublishedEvent(
                tenant: "t", project: "p", execution: "e", task: "a", capability: "c",
                event: ExecutionEvent(sequence: 5, at: 99, body: body)))
    }

    @Test("Every attempt that ended is a row, whatever its outcome")
    func attempts() {
        let done = entry(.taskSucceeded(TaskSucceeded(task: 0, attempt: 2, agent: "x-v1.0.0", computeMs: 120)))
        #expect(
            done?.outcome == "succeeded" && done?.attempt == 2 && done?.computeMilliseconds == 120 && done?.at == 99)
        let again = entry(.taskAttemptFailed(TaskAttemptFailed(task: 0, attempt: 1, agent: "x-v1.0.0", computeMs: 7)))
        #expect(again?.outcome == "failed" && again?.computeMilliseconds == 7)
        #expect(entry(.taskFailed(TaskFailed(task: 0, attempt: 3, agent: "x-v1.0.0", computeMs: 9)))?.attempt == 3)
    }

    @Test("Barriers, which nobody worked on, and other events are none")
    func others() {
        #expect(entry(.taskSucceeded(TaskSucceeded(task: 0))) == nil)
        // Done, and paid, by the execution that this one is a fork of.
        let inherited = TaskSucceeded(task: 0, attempt: 2, agent: "x-v1.0.0", inheritedFrom: "e0")
        #expect(entry(.taskSucceeded(inherited)) == nil)
        #expect(entry(.taskScheduled(TaskScheduled(task: 0, attempt: 1))) == nil)
        #expect(entry(.succeeded(ExecutionSucceeded())) == nil)
    }
}

import LunaCore
import LunaMessages
import LunaPlan
import LunaServiceKit
import Tracing

/// An execution's place in a distributed trace: between the call that submitted it and the agents that work on it.
///
/// Its span begins in one process and may end in another, hours later. Its id follows from the execution's, and its times are those of
/// the journal, so any replica can tell of it when the end is written.
struct ExecutionTrace: Sendable {
    /// As it is kept with the execution: the span in which it was submitted; empty when nobody traced it.
    let submitted: String
    /// What agents go on with; empty like ``submitted``.
    let traceparent: String
    private let parent: TraceContext?
    private let own: TraceContext?

    init(_ submitted: String, of key: JournalStore.Key) {
        self.submitted = submitted
        parent = TraceContext(traceparent: submitted)
        own = parent?.child(named: key.execution.rawValue)
        traceparent = own?.traceparent ?? ""
    }

    /// Tells of an execution that has ended.
    func record(_ key: JournalStore.Key, _ state: MachineState) {
        guard let parent, let own, own.isSampled else { return }
        var place = ServiceContext.topLevel
        place.trace = parent
        place.settledSpan = own
        let span = InstrumentationSystem.tracer.startSpan(
            "execution", context: place, ofKind: .internal, at: WrittenTime(state.submittedAt))
        span.note(tenant: key.tenant.rawValue, execution: key.execution.rawValue)
        span.updateAttributes { attributes in
            attributes["gen_ai.operation.name"] = "invoke_workflow"
            attributes["luna.state"] = "\(state.phase)"
            attributes["luna.tasks"] = state.graph.nodes.count { !$0.isBarrier }
        }
        if state.phase == .failed { span.setStatus(SpanStatus(code: .error)) }
        span.end(at: WrittenTime(state.finishedAt))
    }
}

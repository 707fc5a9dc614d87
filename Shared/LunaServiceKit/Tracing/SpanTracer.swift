import Tracing

/// The process's tracer: W3C Trace Context between processes, spans to a queue. Thread-safe.
///
/// A span under a sampled parent is recorded; one without a parent begins a trace only where ``ServiceContext/startsTrace`` says
/// so, and is recorded by chance. Without a queue nothing is recorded, and places in traces are still passed on.
struct SpanTracer: Tracer {
    let queue: SpanQueue?
    /// The share of new traces that is recorded, 0 to 1.
    let ratio: Double

    private static let parentField = "traceparent"
    private static let stateField = "tracestate"

    func startSpan<Instant: TracerInstant>(
        _ operationName: String, context: @autoclosure () -> ServiceContext, ofKind kind: SpanKind,
        at instant: @autoclosure () -> Instant, function: String, file fileID: String, line: UInt
    ) -> RecordedSpan {
        var context = context()
        let parent = context.trace
        let settled = context.settledSpan
        context.settledSpan = nil
        let isRoot = parent == nil && context.startsTrace
        if isRoot {
            let begun = TraceContext.start()
            context.trace = begun.sampled(begun.isWithin(ratio: ratio))
        } else if let settled {
            context.trace = settled
        } else if queue != nil, let parent, parent.isSampled {
            context.trace = parent.child()
        }
        context.startsTrace = false
        guard let queue, let own = context.trace, own.isSampled else {
            return RecordedSpan(operationName, passing: context)
        }
        return RecordedSpan(
            operationName, own, parent: parent, kind: kind, start: instant().nanosecondsSinceEpoch, context: context,
            queue: queue)
    }

    func forceFlush() { queue?.wake() }

    func extract<Carrier, Extract: Extractor>(
        _ carrier: Carrier, into context: inout ServiceContext, using extractor: Extract
    ) where Extract.Carrier == Carrier {
        guard let text = extractor.extract(key: Self.parentField, from: carrier) else { return }
        context.trace = TraceContext(
            traceparent: text, state: extractor.extract(key: Self.stateField, from: carrier))
    }

    func inject<Carrier, Inject: Injector>(
        _ context: ServiceContext, into carrier: inout Carrier, using injector: Inject
    ) where Inject.Carrier == Carrier {
        guard let trace = context.trace else { return }
        injector.inject(trace.traceparent, forKey: Self.parentField, into: &carrier)
        if let state = trace.state { injector.inject(state, forKey: Self.stateField, into: &carrier) }
    }
}

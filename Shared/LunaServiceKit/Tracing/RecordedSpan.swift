import LunaCore
import Synchronization
import Tracing

/// A span of this process: recorded, and handed to the exporter when it ends; or, when its trace is not sampled or nobody takes
/// spans, only a place in the trace. Thread-safe.
///
/// Of errors only their code is kept: messages quote what people wrote, and traces leave the system.
public final class RecordedSpan: Tracing.Span {
    private struct State: Sendable {
        var name: String
        var attributes: SpanAttributes = [:]
        var events: [FinishedSpan.Event] = []
        var links: [FinishedSpan.Link] = []
        var status: FinishedSpan.Status = .unset
        var hasEnded = false
    }

    /// More than these are not kept: OpenTelemetry's default limits.
    private static let mostEvents = 128

    public let context: ServiceContext
    private let place: (own: TraceContext, parent: TraceContext?)?
    private let kind: SpanKind
    private let start: UInt64
    private let queue: SpanQueue?
    private let state: Mutex<State>

    /// A span that is recorded.
    init(
        _ name: String, _ own: TraceContext, parent: TraceContext?, kind: SpanKind, start: UInt64,
        context: ServiceContext, queue: SpanQueue
    ) {
        self.context = context
        self.place = (own, parent)
        self.kind = kind
        self.start = start
        self.queue = queue
        state = Mutex(State(name: name))
    }

    /// A span that is not recorded.
    init(_ name: String, passing context: ServiceContext) {
        self.context = context
        place = nil
        kind = .internal
        start = 0
        queue = nil
        state = Mutex(State(name: name))
    }

    public var isRecording: Bool { queue != nil && !state.withLock { $0.hasEnded } }

    public var operationName: String {
        get { state.withLock { $0.name } }
        set { state.withLock { if !$0.hasEnded { $0.name = newValue } } }
    }

    public var attributes: SpanAttributes {
        get { state.withLock { $0.attributes } }
        set {
            guard queue != nil else { return }
            state.withLock { if !$0.hasEnded { $0.attributes = newValue } }
        }
    }

    public func setStatus(_ status: SpanStatus) {
        state.withLock { state in
            // OpenTelemetry: what was said to be well is not made an error later.
            guard !state.hasEnded, state.status != .ok else { return }
            state.status = status.code == .ok ? .ok : .error
        }
    }

    public func addEvent(_ event: SpanEvent) {
        guard queue != nil else { return }
        add(event.name, event.attributes, at: event.nanosecondsSinceEpoch)
    }

    public func recordError<Instant: TracerInstant>(
        _ error: any Error, attributes: SpanAttributes, at instant: @autoclosure () -> Instant
    ) {
        guard queue != nil else { return }
        var attributes = attributes
        let code = error is CancellationError ? "cancelled" : LunaError.wrapping(error).code
        attributes["exception.type"] = code
        add("exception", attributes, at: instant().nanosecondsSinceEpoch)
        self.attributes["error.type"] = code
    }

    private func add(_ name: String, _ attributes: SpanAttributes, at time: UInt64) {
        state.withLock { state in
            guard !state.hasEnded, state.events.count < Self.mostEvents else { return }
            state.events.append(FinishedSpan.Event(name: name, time: time, attributes: attributes))
        }
    }

    public func addLink(_ link: SpanLink) {
        guard queue != nil, let trace = link.context.trace else { return }
        state.withLock { state in
            guard !state.hasEnded, state.links.count < Self.mostEvents else { return }
            state.links.append(FinishedSpan.Link(trace: trace, attributes: link.attributes))
        }
    }

    public func end<Instant: TracerInstant>(at instant: @autoclosure () -> Instant) {
        guard let queue, let place else { return }
        let ended = state.withLock { state -> State? in
            guard !state.hasEnded else { return nil }
            state.hasEnded = true
            return state
        }
        guard let ended else { return }
        queue.offer(
            FinishedSpan(
                trace: place.own, parent: place.parent, name: ended.name, kind: kind, start: start,
                end: max(start, instant().nanosecondsSinceEpoch), attributes: ended.attributes, events: ended.events,
                links: ended.links, status: ended.status))
    }
}

/// A span that has ended. Times are nanoseconds since 1970.
struct FinishedSpan: Sendable {
    struct Event: Sendable {
        let name: String
        let time: UInt64
        let attributes: SpanAttributes
    }
    struct Link: Sendable {
        let trace: TraceContext
        let attributes: SpanAttributes
    }
    /// The numbers are OTLP's.
    enum Status: UInt8, Sendable { case unset = 0, ok, error }

    let trace: TraceContext
    let parent: TraceContext?
    let name: String
    let kind: SpanKind
    let start: UInt64
    let end: UInt64
    let attributes: SpanAttributes
    let events: [Event]
    let links: [Link]
    let status: Status
}

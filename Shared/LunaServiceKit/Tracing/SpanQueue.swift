import Metrics
import Synchronization

/// Spans that wait to be sent. Bounded: when the collector is too slow or gone, new spans are dropped and counted, and nothing
/// waits for it. Thread-safe.
final class SpanQueue: Sendable {
    /// Spans in one request; OpenTelemetry's default is 512.
    static let batch = 512
    /// Spans that wait at most: about 8 MB.
    static let capacity = 16_384

    private let waiting = Mutex<[FinishedSpan]>([])
    private let wakeUp = AsyncStream.makeStream(of: Void.self, bufferingPolicy: .bufferingNewest(1))
    private let dropped = Counter(label: "luna_trace_spans_dropped_total")

    /// Says that there may be something to send. For one reader.
    var wakeUps: AsyncStream<Void> { wakeUp.stream }

    func offer(_ span: FinishedSpan) {
        let count = waiting.withLock { waiting in
            guard waiting.count < Self.capacity else { return 0 }
            waiting.append(span)
            return waiting.count
        }
        if count == 0 { return dropped.increment() }
        if count == 1 || count % Self.batch == 0 { wake() }
    }

    func wake() { wakeUp.continuation.yield() }

    /// The next spans to send, oldest first; empty when there are none.
    func take() -> [FinishedSpan] {
        waiting.withLock { waiting in
            let taken = Array(waiting.prefix(Self.batch))
            waiting.removeFirst(taken.count)
            return taken
        }
    }

    /// For what was taken and could not be sent.
    func putBack(_ spans: [FinishedSpan]) {
        let left = waiting.withLock { waiting in
            let room = max(0, Self.capacity - waiting.count)
            waiting.insert(contentsOf: spans.suffix(room), at: 0)
            return spans.count - min(room, spans.count)
        }
        if left > 0 { drop(left) }
    }

    func drop(_ count: Int) { dropped.increment(by: count) }
    var isFull: Bool { waiting.withLock { $0.count >= Self.batch } }
}

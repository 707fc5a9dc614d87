import CoreMetrics
import Synchronization

/// The type of a metric as the page names it.
public enum MetricKind: String, Sendable, Hashable {
    case counter, gauge, histogram
}

/// What an instrument shows at one moment.
enum MetricReading: Sendable {
    case value(Double)
    /// Cumulative counts per upper bound, without the last (`+Inf`), which is `count`.
    case histogram(bounds: [Double], counts: [UInt64], count: UInt64, sum: Double)
}

/// Something that keeps the value of one series. Thread-safe.
protocol PrometheusInstrument: AnyObject, Sendable {
    static var kind: MetricKind { get }
    var reading: MetricReading { get }
}

final class PrometheusCounter: PrometheusInstrument, CounterHandler {
    static let kind = MetricKind.counter
    private let total = Atomic<Int64>(0)

    /// Counters only go up; a negative amount is ignored.
    func increment(by amount: Int64) {
        if amount > 0 { total.wrappingAdd(amount, ordering: .relaxed) }
    }
    func reset() { total.store(0, ordering: .relaxed) }
    var reading: MetricReading { .value(Double(total.load(ordering: .relaxed))) }
}

/// A double that many threads may add to; kept as its bit pattern, because there are no atomic doubles.
struct AtomicDouble: ~Copyable {
    private let bits = Atomic<UInt64>(0)

    func store(_ value: Double) { bits.store(value.bitPattern, ordering: .relaxed) }
    func load() -> Double { Double(bitPattern: bits.load(ordering: .relaxed)) }
    func add(_ amount: Double) {
        var seen = bits.load(ordering: .relaxed)
        while true {
            let wanted = (Double(bitPattern: seen) + amount).bitPattern
            let (exchanged, actual) = bits.weakCompareExchange(expected: seen, desired: wanted, ordering: .relaxed)
            if exchanged { return }
            seen = actual
        }
    }
}

final class PrometheusSum: PrometheusInstrument, FloatingPointCounterHandler {
    static let kind = MetricKind.counter
    private let total = AtomicDouble()

    /// Counters only go up; a negative or non-finite amount is ignored.
    func increment(by amount: Double) {
        if amount > 0, amount.isFinite { total.add(amount) }
    }
    func reset() { total.store(0) }
    var reading: MetricReading { .value(total.load()) }
}

final class PrometheusGauge: PrometheusInstrument, MeterHandler, RecorderHandler {
    static let kind = MetricKind.gauge
    private let value = AtomicDouble()

    func set(_ new: Int64) { value.store(Double(new)) }
    func set(_ new: Double) { value.store(new) }
    func increment(by amount: Double) { value.add(amount) }
    func decrement(by amount: Double) { value.add(-amount) }
    func record(_ new: Int64) { value.store(Double(new)) }
    func record(_ new: Double) { value.store(new) }
    var reading: MetricReading { .value(value.load()) }
}

final class PrometheusHistogram: PrometheusInstrument, RecorderHandler, TimerHandler {
    static let kind = MetricKind.histogram

    private struct State {
        var counts: [UInt64]
        var count: UInt64 = 0
        var sum = 0.0
    }

    private let bounds: [Double]
    private let state: Mutex<State>

    init(bounds: [Double]) {
        self.bounds = bounds
        self.state = Mutex(State(counts: Array(repeating: 0, count: bounds.count)))
    }

    func record(_ value: Int64) { record(Double(value)) }

    /// A value that is no number cannot be placed in a bucket and would spoil the sum; it is ignored.
    func record(_ value: Double) {
        guard !value.isNaN else { return }
        let bucket = bounds.firstIndex { value <= $0 }
        state.withLock { state in
            if let bucket { state.counts[bucket] += 1 }
            state.count += 1
            state.sum += value
        }
    }

    func recordNanoseconds(_ duration: Int64) { record(Double(duration) / 1e9) }

    var reading: MetricReading {
        let now = state.withLock { $0 }
        var running: UInt64 = 0
        let cumulative = now.counts.map { count in
            running += count
            return running
        }
        return .histogram(bounds: bounds, counts: cumulative, count: now.count, sum: now.sum)
    }
}

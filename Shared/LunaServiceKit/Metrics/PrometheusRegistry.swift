import CoreMetrics
import Synchronization

/// Keeps the process's metrics and writes them in the Prometheus text format 0.0.4. It is the swift-metrics factory of
/// the
/// product, so libraries that report through swift-metrics appear here as well.
///
/// Names: dots become underscores, counters end in `_total`, timers in `_seconds`. Reporting a value takes an atomic
/// operation (counters, gauges) or a short lock of that one series (histograms); the registry's own lock is taken only
/// when
/// an instrument is made, dropped, or the page is written. Thread-safe.
public final class PrometheusRegistry: MetricsFactory {
    /// Most series of one name. Further label values are counted in `luna_metrics_refused_total` and not kept, because
    /// an
    /// identifier that slips into a label would otherwise eat the memory of the process.
    public static let seriesLimit = 2000

    /// Upper bounds for durations, in seconds.
    public static let secondsBuckets: [Double] = [
        0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 300,
    ]
    /// Upper bounds for everything else (sizes, counts): powers of four.
    public static let valueBuckets: [Double] = (0...14).map { Double(1 << (2 * $0)) }

    struct Family {
        let kind: MetricKind
        var help: String
        var series: [MetricLabels: any PrometheusInstrument] = [:]
    }

    private struct State {
        var families: [String: Family] = [:]
        var helps: [String: String] = [:]
        var buckets: [String: [Double]] = [:]
        var collectors: [@Sendable () -> [MetricSample]] = []
    }

    private let state = Mutex(State())
    private let refused = PrometheusCounter()

    /// An empty registry.
    public init() {}

    /// Sets the explanation of a metric. `name` is the name as the page shows it.
    public func describe(_ name: String, _ help: String) {
        state.withLock { state in
            state.helps[name] = help
            state.families[name]?.help = help
        }
    }

    /// Sets the upper bounds of a histogram that has not been used yet. `name` is the name as the page shows it.
    public func setBuckets(_ name: String, _ bounds: [Double]) {
        state.withLock { $0.buckets[name] = bounds.filter(\.isFinite).sorted() }
    }

    /// Adds values that are read when the page is written, such as those of the process. `read` must not block.
    public func collect(_ read: @escaping @Sendable () -> [MetricSample]) {
        state.withLock { $0.collectors.append(read) }
    }

    /// The page for `/metrics`.
    public func render() -> String {
        // Collectors run outside the lock: they may use instruments themselves.
        let (families, collectors) = state.withLock { ($0.families, $0.collectors) }
        var page = PrometheusPage()
        for (name, family) in families {
            for (labels, instrument) in family.series {
                page.add(name, family.kind, family.help, labels, instrument.reading)
            }
        }
        for sample in collectors.flatMap({ $0() }) {
            page.add(sample.name, sample.kind, sample.help, MetricLabels(sample.labels), .value(sample.value))
        }
        page.add(
            "luna_metrics_refused_total", .counter,
            "Series that were not kept because of a name conflict or too many label values.", MetricLabels([]),
            refused.reading)
        return page.text()
    }

    private func instrument<Instrument: PrometheusInstrument>(
        _ name: String, _ dimensions: [(String, String)], _ make: ([Double]?) -> Instrument
    ) -> Instrument {
        let labels = MetricLabels(dimensions)
        return state.withLock { state in
            var family =
                state.families[name] ?? Family(kind: Instrument.kind, help: state.helps[name] ?? name)
            if let existing = family.series[labels] as? Instrument { return existing }
            let made = make(state.buckets[name])
            guard family.kind == Instrument.kind, family.series[labels] == nil, family.series.count < Self.seriesLimit
            else {
                refused.increment(by: Int64(1))
                return made
            }
            family.series[labels] = made
            state.families[name] = family
            return made
        }
    }

    /// Two handles of one series share one instrument, and swift-metrics does not count them; so a dropped series goes
    /// from the page, and comes back when it is made again.
    private func drop(_ handler: AnyObject) {
        state.withLock { state in
            for (name, family) in state.families {
                guard let labels = family.series.first(where: { $0.value === handler })?.key else { continue }
                state.families[name]?.series[labels] = nil
                return
            }
        }
    }
}

// The swift-metrics factory.
extension PrometheusRegistry {
    public func makeCounter(label: String, dimensions: [(String, String)]) -> any CounterHandler {
        instrument(MetricName.make(label, suffix: "_total"), dimensions) { _ in PrometheusCounter() }
    }

    public func makeFloatingPointCounter(
        label: String, dimensions: [(String, String)]
    ) -> any FloatingPointCounterHandler {
        instrument(MetricName.make(label, suffix: "_total"), dimensions) { _ in PrometheusSum() }
    }

    public func makeMeter(label: String, dimensions: [(String, String)]) -> any MeterHandler {
        instrument(MetricName.make(label), dimensions) { _ in PrometheusGauge() }
    }

    public func makeRecorder(label: String, dimensions: [(String, String)], aggregate: Bool) -> any RecorderHandler {
        let name = MetricName.make(label)
        if !aggregate { return instrument(name, dimensions) { _ in PrometheusGauge() } }
        return instrument(name, dimensions) { PrometheusHistogram(bounds: $0 ?? Self.valueBuckets) }
    }

    public func makeTimer(label: String, dimensions: [(String, String)]) -> any TimerHandler {
        instrument(MetricName.make(label, suffix: "_seconds"), dimensions) {
            PrometheusHistogram(bounds: $0 ?? Self.secondsBuckets)
        }
    }

    public func destroyCounter(_ handler: any CounterHandler) { drop(handler) }
    public func destroyFloatingPointCounter(_ handler: any FloatingPointCounterHandler) { drop(handler) }
    public func destroyMeter(_ handler: any MeterHandler) { drop(handler) }
    public func destroyRecorder(_ handler: any RecorderHandler) { drop(handler) }
    public func destroyTimer(_ handler: any TimerHandler) { drop(handler) }
}

/// One value that a collector reads.
public struct MetricSample: Sendable {
    /// The name as the page shows it.
    public let name: String
    /// Counter or gauge.
    public let kind: MetricKind
    /// The explanation.
    public let help: String
    /// Label names and values.
    public let labels: [(String, String)]
    /// The value.
    public let value: Double

    /// See the properties.
    public init(
        _ name: String, _ kind: MetricKind, _ value: Double, labels: [(String, String)] = [], help: String
    ) {
        self.name = MetricName.make(name)
        self.kind = kind
        self.help = help
        self.labels = labels
        self.value = value
    }
}

import CoreMetrics
import Logging
import Metrics
import Synchronization
import Tracing

/// Installs the process-wide logging, metrics and tracing systems, which may be done once a process, so the
/// first service of a process (there is one, except in tests) decides.
enum Telemetry {
    private static let isInstalled = Mutex(false)
    private static let isTraced = Mutex(false)

    static func install(_ pipeline: LogPipeline, level: Logger.Level, metrics: PrometheusRegistry) {
        guard isFirst(isInstalled) else { return }
        LoggingSystem.bootstrap { LunaLogHandler(label: $0, level: level, pipeline: pipeline) }
        MetricsSystem.bootstrap(metrics)
    }

    /// Installs the tracer, once a process like the others. After them, because it counts what it drops.
    static func install(_ tracer: SpanTracer) {
        if isFirst(isTraced) { InstrumentationSystem.bootstrap(tracer) }
    }

    private static func isFirst(_ isInstalled: borrowing Mutex<Bool>) -> Bool {
        isInstalled.withLock { installed in
            defer { installed = true }
            return !installed
        }
    }

    /// The values that every service shows.
    static func addStandardMetrics(_ metrics: PrometheusRegistry, service: String, version: String, instance: String) {
        metrics.collect { ProcessMetrics.read() }
        metrics.collect {
            [
                MetricSample(
                    "luna_build_info", .gauge, 1,
                    labels: [("service", service), ("version", version), ("instance", instance)],
                    help: "Which service this is.")
            ]
        }
    }
}

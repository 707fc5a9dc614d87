import Glibc
import Logging
import LunaBus
import LunaCore
import LunaStore
import ServiceLifecycle
import Synchronization
import UnixSignals

/// One run of a service, from complete settings to the exit status.
struct RunningService: Sendable {
    private let runner: ServiceRunner
    private let configuration: ServiceConfiguration
    private let instance: String
    private let tenant: TenantID
    private let grace: Duration
    private let logger: Logger
    private let metrics = PrometheusRegistry()
    private let readiness = Readiness()
    /// Sends the spans of the process, when there is somebody to send them to.
    private let exporter: SpanExporter?

    init(_ runner: ServiceRunner, _ configuration: ServiceConfiguration, log: @escaping @Sendable ([UInt8]) -> Void)
        throws
    {
        self.runner = runner
        self.configuration = configuration
        self.instance = try configuration.textIfSet(.instanceID) ?? Self.makeInstance(runner.name)
        self.tenant = try TenantID(configuration.text(.tenant))
        self.grace = try configuration.duration(.shutdownGrace)
        let level = Logger.Level(rawValue: try configuration.text(.logLevel)) ?? .info
        let pipeline = LogPipeline(
            service: runner.name, instance: instance, format: Self.format(try configuration.text(.logFormat)),
            redactor: runner.redactor, write: log)
        Telemetry.install(pipeline, level: level, metrics: metrics)
        let endpoint = try configuration.textIfSet(.otlpEndpoint).map {
            try TraceEndpoint(base: $0, headers: configuration.textIfSet(.otlpHeaders) ?? "")
        }
        let spans = endpoint.map { _ in SpanQueue() }
        Telemetry.install(SpanTracer(queue: spans, ratio: try configuration.number(.traceRatio)))
        Telemetry.addStandardMetrics(metrics, service: runner.name, version: runner.version, instance: instance)
        let logger = pipeline.logger(runner.name, level: level)
        self.logger = logger
        let resource = OTLPSpans.Resource(service: runner.name, version: runner.version, instance: instance)
        exporter = endpoint.flatMap { endpoint in
            spans.map { SpanExporter(queue: $0, endpoint: endpoint, resource: resource, logger: logger) }
        }
    }

    /// - Parameter onStop: told the grace when the shutdown begins.
    func run(until stop: AsyncStream<UnixSignal>, onStop: @escaping @Sendable (Duration) -> Void) async throws -> Int32
    {
        logger.info(
            "starting", metadata: ["version": "\(runner.version)", "pid": .stringConvertible(getpid())])
        logger.debug("settings", metadata: ["settings": "\(ConfigurationDocument.dump(configuration))"])
        let group = try makeGroup()
        let watcher = Received()
        let waiting = Task {
            for await signal in stop {
                watcher.set(signal)
                // From here on load balancers see "not ready"; the parts are stopped by the group.
                readiness.phase = .stopping
                logger.info("stopping", metadata: ["signal": "\(signal)", "grace": "\(DurationText.write(grace))"])
                onStop(grace)
                await group.triggerGracefulShutdown()
                return
            }
        }
        defer { waiting.cancel() }
        do {
            try await group.run()
        } catch let error where !(error is CancellationError && watcher.signal != nil) {
            logger.critical("failed", metadata: ["error": "\(Self.describe(error))"])
            return 1
        } catch {}
        if let since = watcher.since, ContinuousClock.now - since >= grace {
            logger.error("stopped after the grace period: work in flight was cancelled")
            return 1
        }
        logger.info("stopped")
        return watcher.signal == .sigint ? 130 : 0
    }

    private func makeGroup() throws -> ServiceGroup {
        let routes = HealthRoutes(
            name: runner.name, version: runner.version, instance: instance, readiness: readiness, metrics: metrics)
        let health = HealthServer(
            routes: routes, host: try configuration.text(.httpHost), port: try configuration.integer(.httpPort),
            portFile: try configuration.textIfSet(.portFile), logger: logger)
        let main = ServicePart(runner.name) { try await self.compose() }
        var group = ServiceGroupConfiguration(
            services: [.init(service: health)] + (exporter.map { [.init(service: $0)] } ?? []) + [
                .init(
                    service: main, successTerminationBehavior: .gracefullyShutdownGroup,
                    failureTerminationBehavior: .gracefullyShutdownGroup)
            ], logger: quiet)
        group.maximumGracefulShutdownDuration = grace
        return ServiceGroup(configuration: group)
    }

    /// Connects, builds and runs. A stop request during the start ends it quietly.
    private func compose() async throws {
        let connections = Connections(
            name: runner.name, instance: instance, configuration: configuration, readiness: readiness, logger: logger)
        var keepers: [any Service] = []
        var parts: [any Service] = []
        do {
            let store = try await stoppable { [runner] in try await runner.store.asyncMap(connections.store) }
            if let store { keepers.append(StoreKeeper(store: store)) }
            let bus = try await stoppable { [runner] in runner.needsBus ? try await connections.bus() : nil }
            var audit: AuditTrail?
            if let bus {
                keepers.append(BusKeeper(bus: bus, deadline: min(grace, .seconds(10))))
                let trail = try AuditTrail(
                    bus: bus, service: runner.name, directory: configuration.text(.dataDirectory), store: store,
                    schema: runner.store?.hasOutbox == true ? runner.store?.schema : nil, logger: logger)
                keepers.append(trail)
                audit = trail
            }
            let host = ServiceHost(
                name: runner.name, version: runner.version, instance: instance, configuration: configuration,
                logger: logger, metrics: metrics, readiness: readiness, tenant: tenant, connectedBus: bus,
                connectedStore: store, auditTrail: audit)
            // What a service does for itself, it does for all tenants; what it does for a caller, ServiceHost.rpc confines.
            parts = try await stoppable { [runner] in
                try await TenantScope.everyone.run { try await runner.build(host) }
            }
        } catch {
            // What is open already is closed in the usual order, also when the start is given up.
            await close(keepers)
            if error is CancellationError { return }
            throw error
        }
        let gate = ServicePart("readiness") {
            readiness.phase = .running
            logger.info("ready")
            try? await gracefulShutdown()
            readiness.phase = .stopping
        }
        let group = ServiceGroup(
            configuration: ServiceGroupConfiguration(
                services: (keepers + parts + [gate]).map { .init(service: $0) }, logger: quiet))
        try await TenantScope.everyone.run { try await group.run() }
    }

    private func close(_ keepers: [any Service]) async {
        for keeper in keepers.reversed() {
            if let bus = keeper as? BusKeeper { await bus.bus.drain(deadline: .seconds(2)) }
            if let store = keeper as? StoreKeeper { await store.store.close() }
        }
    }

    /// Runs `step` and cancels it when the process is asked to stop.
    /// - Throws: `CancellationError` in that case.
    private func stoppable<Value: Sendable>(_ step: @Sendable @escaping () async throws -> Value) async throws -> Value
    {
        try await cancelWhenGracefulShutdown(step)
    }

    /// The lifecycle library's own lines repeat ours, except for its complaints.
    private var quiet: Logger {
        var quiet = logger
        quiet.logLevel = max(.error, logger.logLevel)
        return quiet
    }

    private static func describe(_ error: any Error) -> String {
        if let error = error as? LunaError { return error.description }
        return String(describing: error)
    }

    private static func format(_ word: String) -> LogPipeline.Format {
        LogPipeline.Format(rawValue: word) ?? (isatty(STDERR_FILENO) == 1 ? .text : .json)
    }

    /// The service's name and 32 random bits: readable in logs, unique enough for leases and discovery.
    private static func makeInstance(_ name: String) -> String {
        let digits = String(UInt32.random(in: 0 ... .max), radix: 16)
        return name + "-" + String(repeating: "0", count: 8 - digits.count) + digits
    }
}

/// Remembers the signal and when it came. Thread-safe.
private final class Received: Sendable {
    private let value = Mutex<(signal: UnixSignal, since: ContinuousClock.Instant)?>(nil)
    func set(_ signal: UnixSignal) { value.withLock { $0 = (signal, .now) } }
    var signal: UnixSignal? { value.withLock { $0?.signal } }
    var since: ContinuousClock.Instant? { value.withLock { $0?.since } }
}

extension Optional where Wrapped: Sendable {
    fileprivate func asyncMap<Value: Sendable>(
        _ transform: @Sendable (Wrapped) async throws -> Value
    ) async rethrows -> Value? {
        guard let self else { return nil }
        return try await transform(self)
    }
}

/// Keeps the bus open until all parts that use it have ended; then drains it.
struct BusKeeper: Service {
    let bus: Bus
    let deadline: Duration

    func run() async throws {
        try? await gracefulShutdown()
        await bus.drain(deadline: deadline)
    }
}

/// Keeps the store open until all parts that use it have ended; then closes it.
struct StoreKeeper: Service {
    let store: Store

    func run() async throws {
        try? await gracefulShutdown()
        await store.close()
    }
}

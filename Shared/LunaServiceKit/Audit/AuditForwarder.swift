import CoreMetrics
import Logging
import LunaBus
import LunaCore
import LunaMessages
import Metrics
import ServiceLifecycle

/// Hands the entries of a source over to the audit trail, as long as it takes: what the trail has not acknowledged comes
/// again, and the trail knows it by its id. Thread-safe.
public struct AuditForwarder: Service {
    private let bus: Bus
    private let subject: String
    private let source: any AuditSource
    private let logger: Logger
    private let interval: Duration
    private let looksAtEnd: Bool
    private let wake = AsyncStream.makeStream(of: Void.self, bufferingPolicy: .bufferingNewest(1))
    private let forwarded = Counter(label: "luna_audit_forwarded_total")
    private let refused = Counter(label: "luna_audit_refused_total")
    private let age: Gauge

    /// Entries and bytes of one request. The bus carries 1 MiB.
    private static let (limit, size) = (512, 512 << 10)
    private static let (firstPause, longestPause) = (Duration.milliseconds(100), Duration.seconds(5))

    /// - Parameters:
    ///   - service: who hands over: the bus lets a service speak for itself only.
    ///   - name: of the source, in metrics.
    ///   - interval: between two looks when nobody calls ``look()``.
    ///   - looksAtEnd: whether it hands over once more when the service stops. Not where other replicas read the same source: there may be no
    ///     end to it.
    /// - Throws: `LunaError` `bus.invalid_subject`.
    public init(
        bus: Bus, service: String, name: String, source: any AuditSource, interval: Duration = .seconds(1),
        looksAtEnd: Bool = true, logger: Logger
    ) throws {
        self.bus = bus
        self.subject = try Subjects.trail(service: service)
        self.source = source
        self.interval = interval
        self.looksAtEnd = looksAtEnd
        self.logger = logger
        age = Gauge(label: "luna_audit_waiting_seconds", dimensions: [("source", name)])
    }

    /// Looks for entries soon.
    public func look() { wake.continuation.yield() }

    /// Until the graceful shutdown; then once more, for a moment.
    public func run() async throws {
        await cancelWhenGracefulShutdown {
            await withTaskGroup(of: Void.self) { group in
                group.addTask {
                    while !Task.isCancelled {
                        try? await Task.sleep(for: interval)
                        look()
                    }
                }
                group.addTask { await follow() }
                await group.next()
                group.cancelAll()
            }
        }
        guard looksAtEnd, bus.isConnected else { return }
        await withTaskGroup(of: Void.self) { group in
            group.addTask { try? await handOver(timeout: .seconds(2)) }
            group.addTask { try? await Task.sleep(for: .seconds(2)) }
            await group.next()
            group.cancelAll()
        }
    }

    private func follow() async {
        look()
        var pause = Self.firstPause
        for await _ in wake.stream {
            do {
                guard bus.isConnected else { continue }
                // A request may be lost with the bus; one that is only slow gets more time when it comes again.
                try await handOver(timeout: max(.seconds(4), pause * 6))
                pause = Self.firstPause
            } catch is CancellationError {
                return
            } catch {
                logger.warning("audit entries wait", metadata: ["error": "\(LunaError.wrapping(error))"])
                try? await Task.sleep(for: pause)
                pause = min(pause * 2, Self.longestPause)
                look()
            }
        }
    }

    /// Everything that waits now.
    private func handOver(timeout: Duration) async throws {
        while true {
            let portion = try await source.waiting(limit: Self.limit)
            age.record(portion.entries.first.map { Double(max(0, WallClock.now() - $0.at)) / 1e9 } ?? 0)
            guard !portion.mark.isEmpty else { return }
            var batch: [AuditEntry] = []
            var bytes = 0
            for entry in portion.entries {
                let length = try entry.serialized().count
                if !batch.isEmpty, bytes + length > Self.size {
                    try await send(batch, timeout)
                    (batch, bytes) = ([], 0)
                }
                batch.append(entry)
                bytes += length
            }
            if !batch.isEmpty { try await send(batch, timeout) }
            try await source.settle(portion)
            forwarded.increment(by: Int64(portion.entries.count))
            try Task.checkCancellation()
        }
    }

    private func send(_ entries: [AuditEntry], _ timeout: Duration) async throws {
        let reply = try await bus.request(
            subject, try AuditBatch(entries: entries).serialized(), timeout: timeout)
        guard let error = try AuditReceipt(serialized: reply.body).error else { return }
        let failure = LunaError(error)
        guard failure.errorClass == .validation else { throw failure }
        // One that the trail can never take must not hold up those after it; its number is missing there for good.
        guard entries.count == 1, let entry = entries.first else {
            for entry in entries { try await send([entry], timeout) }
            return
        }
        refused.increment()
        logger.error("the audit trail refuses an entry", metadata: ["id": "\(entry.id)", "error": "\(failure)"])
    }
}

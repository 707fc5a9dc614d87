import Logging
import LunaBus
import LunaCore
import LunaMessages
import ServiceLifecycle

/// Moves entries from the audit stream into the audit trail. An entry is acknowledged when it is written.
struct AuditSink: Service {
    let bus: Bus
    let audit: AuditStore
    let logger: Logger

    func run() async throws {
        await cancelWhenGracefulShutdown {
            while !Task.isCancelled {
                do {
                    try await drain()
                } catch is CancellationError {
                    return
                } catch {
                    logger.warning("the audit stream cannot be read; trying again", metadata: ["error": "\(error)"])
                    try? await Task.sleep(for: .seconds(1))
                }
            }
        }
    }

    private func drain() async throws {
        try await bus.ensure(LunaStreams.audit)
        let consumer = LunaStreams.auditConsumer
        try await bus.ensure(consumer)
        let entries = try await bus.pull(stream: consumer.stream, consumer: consumer.name, batch: 256, capacity: 512)
        for await batch in entries {
            await write(batch)
            if Task.isCancelled { break }
        }
        await entries.unsubscribe()
    }

    private func write(_ batch: [Delivery]) async {
        var good: [(Delivery, AuditEntry)] = []
        for delivery in batch {
            do {
                let entry = try AuditEntry(serialized: delivery.message.body)
                _ = try TenantID(entry.tenant)
                guard !entry.json.text(pretty: false).contains("\\u0000") else {
                    throw LunaError("audit.invalid", .validation, "An audit entry holds a character that no text has.")
                }
                good.append((delivery, entry))
            } catch {
                await bus.setAside(delivery, reason: LunaError.wrapping(error), logger: logger)
            }
        }
        do {
            try await audit.append(good.map(\.1))
            for (delivery, _) in good { delivery.ack() }
        } catch {
            logger.error(
                "audit entries wait for the database", metadata: ["entries": "\(good.count)", "error": "\(error)"])
            for (delivery, _) in good { delivery.nak(delay: .seconds(2)) }
        }
    }
}

import Logging
import LunaBus
import LunaCore
import LunaMessages
import ServiceLifecycle

/// Takes entries from those who have acted and answers when they are in the audit trail. What is not answered comes again.
struct AuditSink: Service {
    let bus: Bus
    let audit: AuditStore
    let logger: Logger
    /// Requests that are worked on at a time: each takes a connection of the database.
    private static let concurrency = 4

    func run() async throws {
        let requests = try await bus.subscribe(Subjects.trails, queue: "security", capacity: 64)
        await cancelWhenGracefulShutdown {
            await withTaskGroup(of: Void.self) { group in
                var running = 0
                for await request in requests {
                    if running >= Self.concurrency {
                        await group.next()
                        running -= 1
                    }
                    running += 1
                    group.addTask { await answer(request) }
                }
            }
        }
        await requests.unsubscribe()
    }

    private func answer(_ request: BusMessage) async {
        guard let reply = request.reply else { return }
        var receipt = AuditReceipt()
        do {
            let batch = try AuditBatch(serialized: request.body)
            try Self.check(batch.entries, from: String(request.subject.dropFirst("luna.trail.".count)))
            try await audit.append(batch.entries)
            receipt.entries = UInt32(clamping: batch.entries.count)
        } catch {
            receipt.error = ErrorInfo(LunaError.wrapping(error))
            logger.error("audit entries were not taken", metadata: ["from": "\(request.subject)", "error": "\(error)"])
        }
        do {
            try bus.publish(reply, try receipt.serialized())
        } catch {
            logger.warning("a receipt for audit entries was not sent", metadata: ["error": "\(error)"])
        }
    }

    /// The bus lets a service publish on its own subject only, so the entry's service is who really sent it.
    static func check(_ entries: [AuditEntry], from service: String) throws {
        for entry in entries {
            _ = try TenantID(entry.tenant)
            guard entry.service == service, entry.source.isEmpty || entry.source.hasPrefix("\(service)/") else {
                throw LunaError(
                    "audit.invalid", .validation, "\(service) sent an audit entry in the name of another service.")
            }
            guard !entry.id.isEmpty, entry.id.utf8.count <= 128 else {
                throw LunaError("audit.invalid", .validation, "An audit entry has an id of 1 to 128 bytes.")
            }
            let texts = [
                entry.id, entry.actor, entry.action, entry.resource, entry.correlation, entry.outcome, entry.source,
            ]
            guard !entry.detailsJson.contains(0), !texts.contains(where: { $0.utf8.contains(0) }) else {
                throw LunaError("audit.invalid", .validation, "An audit entry holds a character that no text has.")
            }
        }
    }
}

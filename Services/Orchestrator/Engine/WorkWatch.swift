import Logging
import LunaBus
import LunaCore
import ServiceLifecycle

/// Tells the engine since when the stream of work has been there. A stream that is younger than what should be in it has been
/// lost and made anew; the engine then hands out again what it carried.
///
/// The journal knows what is out; the stream only transports it (docs/decisions/0001-postgresql-is-the-truth.md).
struct WorkWatch: Service {
    let bus: Bus
    let engine: Engine
    let interval: Duration
    let logger: Logger

    func run() async throws {
        await cancelWhenGracefulShutdown {
            var known: Int64?
            var looks = 0
            while !Task.isCancelled {
                do {
                    known = try await look(known)
                    looks += 1
                    if looks.isMultiple(of: 3) {
                        engine.inbox.pushNow(.emptyQueues(try await emptyQueues()))
                    }
                } catch {
                    logger.notice("the stream of work cannot be looked at", metadata: ["error": "\(error)"])
                }
                engine.inbox.pushNow(.checkWatched)
                try? await Task.sleep(for: interval)
            }
        }
    }

    /// Capabilities of which no message waits and none has been taken and not been acknowledged.
    private func emptyQueues() async throws -> Set<String> {
        Set(
            try await bus.consumers(stream: LunaStreams.work.name).filter { $0.pending == 0 && $0.ackPending == 0 }
                .map(\.name))
    }

    private func look(_ known: Int64?) async throws -> Int64? {
        try await bus.ensure(LunaStreams.work)
        guard
            let created = CivilTime.unixNanoseconds(rfc3339: try await bus.streamInfo(LunaStreams.work.name).created)
        else { return known }
        if created != known {
            if known != nil { logger.warning("the stream of work was lost; what was in it is handed out again") }
            engine.inbox.pushNow(.workStream(created: created))
        }
        return created
    }
}

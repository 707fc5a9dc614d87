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
            while !Task.isCancelled {
                do {
                    known = try await look(known)
                } catch {
                    logger.notice("the stream of work cannot be looked at", metadata: ["error": "\(error)"])
                }
                engine.inbox.pushNow(.checkWatched)
                try? await Task.sleep(for: interval)
            }
        }
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

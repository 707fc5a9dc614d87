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
    /// Unix nanoseconds, as the engine's.
    let now: @Sendable () -> Int64
    let logger: Logger

    /// What was in the streams.
    struct Look: Sendable {
        /// Unix nanoseconds, before looking.
        let at: Int64
        /// Capabilities, as tokens, of which no message waited, and none had been taken and not been acknowledged.
        let emptyQueues: Set<String>
        /// The newest outcome that had been reported then: a worker reports before it acknowledges.
        let newestOutcome: UInt64
    }

    func run() async throws {
        await cancelWhenGracefulShutdown {
            var known: Int64?
            var looks = 0
            var last: Look?
            while !Task.isCancelled {
                do {
                    known = try await look(known)
                    looks += 1
                    if looks.isMultiple(of: 3) {
                        // Whether what was reported by the last look has been decided is known at this one.
                        let settled = try await settledPartitions(through: last?.newestOutcome ?? .max)
                        if let last { engine.inbox.pushNow(.emptyQueues(last, settled: settled)) }
                        last = try await lookAround()
                    }
                } catch {
                    logger.notice("the stream of work cannot be looked at", metadata: ["error": "\(error)"])
                }
                engine.inbox.pushNow(.checkWatched)
                try? await Task.sleep(for: interval)
            }
        }
    }

    private func lookAround() async throws -> Look {
        let at = now()
        let empty = try await bus.consumers(stream: LunaStreams.work.name).filter {
            $0.pending == 0 && $0.ackPending == 0
        }
        return Look(
            at: at, emptyQueues: Set(empty.map(\.name)),
            newestOutcome: try await bus.streamInfo(LunaStreams.results.name).lastSequence)
    }

    /// Partitions of whose outcomes those up to a sequence are in the journal.
    private func settledPartitions(through sequence: UInt64) async throws -> Set<Int> {
        var settled: Set<Int> = []
        let consumers = try await bus.consumers(stream: LunaStreams.results.name)
        for partition in 0..<PartitionKeeper.partitionCount {
            let name = LunaStreams.resultConsumer(partition: partition).name
            guard let info = consumers.first(where: { $0.name == name }), info.isSettled(through: sequence) else {
                continue
            }
            settled.insert(partition)
        }
        return settled
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

import Logging
import LunaBus
import LunaCore
import LunaMessages
import ServiceLifecycle

/// Holds this replica's leases and, for each partition held, feeds its results to the engine.
///
/// Leases are only for efficiency: two owners at once cannot corrupt anything, because the journal's primary key lets one win.
actor PartitionKeeper {
    /// How many partitions executions are spread over. The same for all replicas; a change needs an empty result stream.
    static let partitionCount = 8
    static let lifetime = Duration.seconds(6)
    /// Also how soon it is noticed that another replica has been killed.
    static let renewal = Duration.seconds(1)

    private let leases: LeaseStore
    private let journal: JournalStore
    private let bus: Bus
    private let engine: Engine
    private let logger: Logger
    private var pullers: [Int: Task<Void, Never>] = [:]

    init(leases: LeaseStore, journal: JournalStore, bus: Bus, engine: Engine, logger: Logger) {
        self.leases = leases
        self.journal = journal
        self.bus = bus
        self.engine = engine
        self.logger = logger
    }

    private var hasRenewed = false

    /// - Throws: `LunaError` `orchestrator.no_leases` until the first renewal has succeeded.
    func checkReady() throws {
        guard hasRenewed else {
            throw LunaError("orchestrator.no_leases", .dependency, "The leases have not been renewed yet.")
        }
    }

    /// Renews until cancelled: in time, and at once when another replica has given partitions up.
    func run() async {
        let wake = AsyncStream.makeStream(of: Void.self, bufferingPolicy: .bufferingNewest(1))
        let clock = Task {
            while !Task.isCancelled {
                wake.continuation.yield()
                try? await Task.sleep(for: Self.renewal)
            }
        }
        let listener = Task {
            // Without news it is found at the next renewal.
            guard let news = try? await bus.subscribe(Subjects.leaseNews, capacity: 16) else { return }
            for await _ in news { wake.continuation.yield() }
            await news.unsubscribe()
        }
        defer {
            clock.cancel()
            listener.cancel()
        }
        for await _ in wake.stream {
            do {
                let held = try await leases.renew(partitions: Self.partitionCount, lifetime: Self.lifetime)
                await settle(on: held.all)
                hasRenewed = true
                if !held.surplus.isEmpty { try await handOver(held.surplus) }
                await reconcile(held.kept)
            } catch {
                logger.warning("leases cannot be renewed", metadata: ["error": "\(error)"])
            }
        }
        for (_, puller) in pullers { puller.cancel() }
        for (_, puller) in pullers { await puller.value }
        pullers = [:]
    }

    /// After the engine has come to rest.
    func release() async {
        do {
            try await leases.release()
            try await tell()
        } catch {
            logger.notice("leases were not given back; they run out by themselves", metadata: ["error": "\(error)"])
        }
    }

    /// Tells the others that there is something to take.
    private func tell() async throws {
        try bus.publish(Subjects.leaseNews, [])
        try await bus.flush()
    }

    /// Gives up partitions in such a state that whoever takes them need not hand anything out again.
    private func handOver(_ partitions: Set<Int>) async throws {
        let ending = partitions.compactMap { pullers.removeValue(forKey: $0) }
        for puller in ending { puller.cancel() }
        for puller in ending { await puller.value }
        await engine.handOver(partitions)
        try await leases.giveBack(partitions)
        logger.info("handed partitions over", metadata: ["partitions": "\(partitions.sorted())"])
        try await tell()
    }

    private func settle(on held: Set<Int>) async {
        for partition in pullers.keys where !held.contains(partition) {
            pullers.removeValue(forKey: partition)?.cancel()
            await engine.inbox.push(.release(partition: partition))
            logger.info("gave a partition up", metadata: ["partition": "\(partition)"])
        }
        for partition in held where pullers[partition] == nil {
            await engine.acquire(partition: partition)
            pullers[partition] = Task { await self.pull(partition) }
            logger.info("took a partition", metadata: ["partition": "\(partition)"])
        }
    }

    /// Finds executions that nobody drives, after a take-over for instance, and those that another replica has touched.
    private func reconcile(_ held: Set<Int>) async {
        for partition in held {
            do {
                let driven = await engine.driven(partition: partition)
                let open = try await journal.open(partition: partition)
                await engine.reconcile(partition: partition, driven: driven, open: open)
            } catch {
                logger.warning("open executions cannot be listed", metadata: ["error": "\(error)"])
            }
        }
    }

    private nonisolated func pull(_ partition: Int) async {
        while !Task.isCancelled {
            do {
                try await bus.ensure(LunaStreams.results)
                let consumer = LunaStreams.resultConsumer(partition: partition)
                try await bus.ensure(consumer)
                let results = try await bus.pull(
                    stream: LunaStreams.results.name, consumer: consumer.name, batch: 512, capacity: 1024)
                for await batch in results {
                    await engine.inbox.push(.results(batch.map(ReceivedResults.init)))
                    if Task.isCancelled { break }
                }
                let rest = await results.takeRest()
                if !rest.isEmpty { await engine.inbox.push(.results(rest.map(ReceivedResults.init))) }
            } catch {
                logger.warning(
                    "results cannot be pulled", metadata: ["partition": "\(partition)", "error": "\(error)"])
                try? await Task.sleep(for: .milliseconds(500))
            }
        }
    }
}

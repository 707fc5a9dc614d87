import Logging
import LunaBus
import LunaCore
import LunaMessages
import LunaStore

/// Looks at every component at an interval and tells the bus when one changes state.
actor HealthWatch {
    /// The services that belong to a complete installation.
    static let services = [
        "gateway", "registry", "orchestrator", "memory", "code-generator", "validator", "assembler", "security",
        "costing",
    ]

    private let bus: Bus
    private let store: Store
    private let interval: Duration
    private let logger: Logger
    private var states = ComponentStates()
    private var looking: Task<Void, Never>?

    init(bus: Bus, store: Store, interval: Duration, logger: Logger) {
        self.bus = bus
        self.store = store
        self.interval = interval
        self.logger = logger
    }

    /// Looks until cancelled.
    func run() async {
        while !Task.isCancelled {
            await look()
            try? await Task.sleep(for: interval)
        }
    }

    /// What is known. When something was not up at the last look, it is looked for anew: whoever asks right after a start or a repair
    /// is not told old news. Being asked often makes nothing worse: only looks at the interval count as missed.
    func current() async -> HealthReply {
        if !states.areAllUp {
            let look = looking ?? Task { await self.look(countingMisses: false) }
            looking = look
            await look.value
            looking = nil
        }
        return states.reply
    }

    private func look(countingMisses: Bool = true) async {
        let bus = bus
        let store = store
        await withTaskGroup(of: ComponentStates.Observation.self) { group in
            for service in Self.services { group.addTask { await Self.ping(service, bus) } }
            group.addTask { await Self.timed("postgresql") { try await store.ping() } }
            group.addTask { await Self.timed("nats") { _ = try await bus.streamInfo(LunaStreams.work.name) } }
            for await observation in group where countingMisses || observation.failure == nil {
                take(observation)
            }
        }
    }

    private func take(_ observation: ComponentStates.Observation) {
        guard let change = states.observe(observation, at: WallClock.now()) else { return }
        logger.notice(
            "a component changed state",
            metadata: [
                "component": "\(change.component)", "from": "\(change.previous)", "to": "\(change.current)",
                "reason": "\(change.reason)",
            ])
        let bus = bus
        let logger = logger
        Task {
            do {
                _ = try await bus.publishDurable(
                    OutgoingMessage(
                        subject: try Subjects.health(component: change.component, state: change.current),
                        body: try change.serialized(), messageID: "health:\(change.component):\(change.at)"))
            } catch {
                logger.warning("a change of state was not published", metadata: ["error": "\(error)"])
            }
        }
    }

    /// Asks a service on its discovery subject (ADR-32); all its instances that answer in time are named.
    private static func ping(_ service: String, _ bus: Bus) async -> ComponentStates.Observation {
        let clock = ContinuousClock()
        let start = clock.now
        do {
            let reply = try await bus.request("$SRV.PING.\(service)", [], timeout: .seconds(2))
            let answer = try JSONParser.parse(reply.body)
            return ComponentStates.Observation(
                component: service, failure: nil, latencyMicroseconds: microseconds(clock.now - start),
                instances: [answer["metadata"]?["instance"]?.stringValue ?? answer["id"]?.stringValue ?? ""],
                version: answer["version"]?.stringValue ?? "")
        } catch {
            return ComponentStates.Observation(
                component: service, failure: LunaError.wrapping(error).message,
                latencyMicroseconds: microseconds(clock.now - start))
        }
    }

    private static func timed(
        _ component: String, _ check: @Sendable () async throws -> Void
    ) async -> ComponentStates.Observation {
        let clock = ContinuousClock()
        let start = clock.now
        var failure: String?
        do { try await check() } catch { failure = LunaError.wrapping(error).message }
        return ComponentStates.Observation(
            component: component, failure: failure, latencyMicroseconds: microseconds(clock.now - start))
    }

    private static func microseconds(_ duration: Duration) -> UInt64 {
        let parts = duration.components
        return UInt64(parts.seconds) * 1_000_000 + UInt64(parts.attoseconds / 1_000_000_000_000)
    }
}

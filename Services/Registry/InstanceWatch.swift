import Logging
import LunaBus
import LunaCore
import LunaMessages
import ServiceLifecycle

/// Asks instances that have been silent whether they are still there, says when an agent's health changes, and forgets those
/// that have long gone.
struct InstanceWatch: Service {
    let bus: Bus
    let service: RegistryService
    let interval: Duration
    let logger: Logger

    func run() async throws {
        await cancelWhenGracefulShutdown {
            var known: [String: AgentHealth] = [:]
            while !Task.isCancelled {
                do {
                    known = try await look(known)
                } catch {
                    logger.warning("agents cannot be looked at", metadata: ["error": "\(error)"])
                }
                try? await Task.sleep(for: interval)
            }
        }
    }

    private func look(_ known: [String: AgentHealth]) async throws -> [String: AgentHealth] {
        let time = service.now()
        let quiet = time - 15_000_000_000
        for view in try await service.views() {
            guard let manifest = view.manifest else { continue }
            for instance in view.instances where instance.lastSeen < quiet { await ping(manifest, instance, at: time) }
        }
        try await service.agents.prune(silentSince: time - 86_400_000_000_000)
        var health: [String: AgentHealth] = [:]
        for view in try await service.views() {
            health[view.id] = view.health
            if let before = known[view.id], before != view.health {
                logger.notice(
                    "an agent's health changed", metadata: ["agent": "\(view.id)", "health": "\(view.health)"])
                await service.announce(view.health == .healthy ? "recovered" : "lost", view)
            }
        }
        return health
    }

    /// By the discovery protocol (ADR-32): an answer counts like a heartbeat.
    private func ping(_ manifest: AgentManifest, _ instance: AgentInstance, at time: Int64) async {
        guard let subject = try? Subjects.token(instance.instance, "instance"),
            (try? await bus.request("$SRV.PING.\(manifest.name).\(subject)", [], timeout: .seconds(2))) != nil
        else { return }
        do {
            _ = try await service.agents.seen(
                AgentHeartbeat(
                    name: manifest.name, version: manifest.version, instance: instance.instance,
                    inFlight: instance.inFlight,
                    concurrency: instance.concurrency), at: time)
        } catch {
            logger.warning("a sign of life was not recorded", metadata: ["error": "\(error)"])
        }
    }
}

/// Tells the bus about agents: `luna.evt.system.agents.agent.<change>`.
struct AgentNews: Sendable {
    let bus: Bus
    let logger: Logger

    func publish(_ change: String, _ view: AgentView) async {
        do {
            let subject = try Subjects.event(
                tenant: TenantID(trusted: "system"), project: ProjectID(trusted: "agents"), noun: "agent", verb: change)
            _ = try await bus.publishDurable(
                OutgoingMessage(
                    subject: subject, body: try view.serialized(),
                    messageID: "agent:\(view.id):\(change):\(WallClock.now())"))
        } catch {
            logger.warning(
                "news of an agent was not published", metadata: ["agent": "\(view.id)", "error": "\(error)"])
        }
    }
}

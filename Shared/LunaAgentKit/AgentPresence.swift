import Logging
import LunaBus
import LunaCore
import LunaMessages

/// Tells the others that a worker is there: the registry, and, with its heartbeats, whoever has to know what it has in hand.
struct AgentPresence: Sendable {
    let definition: AgentDefinition
    let bus: Bus
    let instance: String
    let permits: Permits
    let inHand: AttemptsInHand
    let outcomes: OutcomeKeeper
    /// The manifest, signed; empty when it is not.
    let signedManifest: [UInt8]
    let logger: Logger
    let admission = Admission()
    /// Attempts in one heartbeat; some 250 KB.
    private static let most = 4_000

    private var registry: RegistryClient { RegistryClient(BusRPCTransport(bus)) }

    /// Registers, then reports in every few seconds until cancelled; registers again whenever the registry does not know us.
    /// - Parameter mayWork: called once, when the registry has taken us: before that no work may be taken, because it may not
    ///   want us. While it cannot be asked we wait. Once taken we go on while it is away: policy is asked for the work itself.
    /// - Throws: what the registry says when it does not want us (unsigned, altered, against policy): we do no work then.
    func keep(mayWork: () -> Void) async throws {
        let context = CallContext(actor: "agent:\(definition.id)", timeout: .seconds(5))
        var isRegistered = false
        while !Task.isCancelled {
            let inFlight = UInt32(inHand.count)
            do {
                if isRegistered {
                    _ = try await registry.heartbeat(
                        AgentHeartbeat(
                            name: definition.name, version: definition.version, instance: instance,
                            inFlight: inFlight, concurrency: UInt32(permits.limit)),
                        context: context)
                } else {
                    _ = try await registry.register(
                        RegisterRequest(
                            manifest: definition.manifest, instance: instance,
                            concurrency: UInt32(definition.concurrency), signedJson: signedManifest),
                        context: context)
                    logger.info("registered", metadata: ["agent": "\(definition.id)"])
                }
                isRegistered = true
                if admission.admit() { mayWork() }
            } catch let error as LunaError where error.errorClass == .notFound {
                isRegistered = false
                continue
            } catch let error as LunaError where Self.isRefusal(error) {
                logger.error("the registry refuses this agent; it stops", metadata: ["error": "\(error)"])
                throw error
            } catch {
                logger.notice("the registry was not reached; trying again", metadata: ["error": "\(error)"])
                admission.wait(because: "\(error)")
            }
            // Who may not work is no worker.
            if admission.isAdmitted { beat(inFlight) }
            try? await Task.sleep(for: isRegistered ? .seconds(5) : .seconds(1))
        }
    }

    /// Whether the registry has judged: that somebody on the way has no right to call it is another matter.
    private static func isRefusal(_ error: LunaError) -> Bool {
        error.errorClass == .permission
            && ["agent.", "signature.", "policy."].contains { error.code.hasPrefix($0) }
    }

    /// An attempt whose outcome is not confirmed counts as held: should the stream with the outcome be lost, it is sent again, and
    /// nobody else has to make the attempt.
    private func beat(_ inFlight: UInt32) {
        let held = Array((inHand.attempts + outcomes.attempts).prefix(Self.most))
        let heartbeat = WorkerHeartbeat(
            worker: instance, agent: definition.id, capability: definition.capabilities.first ?? "",
            inFlight: inFlight, concurrency: UInt32(permits.limit), attempts: held,
            sentAt: WallClock.now(), capabilities: definition.capabilities)
        guard let body = try? heartbeat.serialized() else { return }
        try? bus.publish(Subjects.heartbeat, body)
    }

    /// Takes leave of the registry.
    func end() async {
        do {
            _ = try await registry.unregister(
                AgentKey(name: definition.name, version: definition.version, instance: instance),
                context: CallContext(actor: "agent:\(definition.id)", timeout: .seconds(2)))
        } catch {
            logger.notice("not unregistered; the registry will notice by itself", metadata: ["error": "\(error)"])
        }
    }
}

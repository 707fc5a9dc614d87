import Glibc
import LunaBus
import LunaCore
import LunaMessages
import LunaStack
import LunaTestKit

/// Something that goes wrong in the middle of the work, and what is done about it.
enum Fault: String, CaseIterable, Sendable {
    case killOrchestrator, killOtherOrchestrator, killRegistry, killMemory, killSecurity, killCosting, killWorker
    case killNATS, killPostgres, wipeJetStream, refuseDatabase, stopOrchestrator, killAllOrchestrators
    case replicaJoinsAndOneDies, duplicates, poison, fullBus, purgeWork

    func strike(_ chaos: ChaosStack, _ random: inout SeededGenerator) async throws {
        switch self {
        case .killOrchestrator: try await killed("orchestrator", chaos)
        case .killOtherOrchestrator: try await killed("orchestrator-2", chaos)
        case .killRegistry: try await killed("registry", chaos)
        case .killMemory: try await killed("memory", chaos)
        case .killSecurity: try await killed("security", chaos)
        case .killCosting: try await killed("costing", chaos)
        case .killWorker: try await chaos.replaceWorker()
        case .killNATS: try await killed(ServiceCatalog.nats, chaos)
        case .killPostgres: try await killed(ServiceCatalog.postgres, chaos)
        case .wipeJetStream:
            try await chaos.wipeJetStream()
            try await chaos.repair()
        case .refuseDatabase: try await chaos.refuseDatabase(for: .seconds(20))
        case .stopOrchestrator:
            // Longer than a lease lasts: another replica takes over, and then there are two owners.
            let victim = try chaos.orchestrators().randomElement(using: &random) ?? "orchestrator"
            try chaos.signal(victim, SIGSTOP)
            try await Task.sleep(for: .seconds(9))
            try chaos.signal(victim, SIGCONT)
        case .killAllOrchestrators:
            for name in try chaos.orchestrators() { try await chaos.kill(name) }
            try await chaos.repair()
        case .replicaJoinsAndOneDies:
            try await chaos.scale(3)
            chaos.note("a third orchestrator is there")
            let victim = try chaos.orchestrators().randomElement(using: &random) ?? "orchestrator"
            try await chaos.kill(victim)
            chaos.note("\(victim) was killed; a fourth joins")
            try await chaos.scale(4)
            try await chaos.scale(2)
        case .duplicates: try await Self.duplicate(chaos, &random)
        case .poison: try await Self.poison(chaos)
        case .fullBus: try await Self.fill(chaos)
        case .purgeWork: _ = try await chaos.stack.bus.purgeStream(LunaStreams.work.name)
        }
    }

    private func killed(_ name: String, _ chaos: ChaosStack) async throws {
        try await chaos.kill(name)
        try await chaos.repair()
    }

    /// Listens to work and results for a while and sends them again: in another order, later. Work keeps the
    /// ids by which the stream knows it; results also come under new ones, which only the orchestrator can tell.
    private static func duplicate(_ chaos: ChaosStack, _ random: inout SeededGenerator) async throws {
        let bus = chaos.stack.bus
        let seen = Recorder<BusMessage>()
        let subjects = ["luna.work.>", "luna.result.>"]
        var subscriptions: [BusSubscription] = []
        for subject in subjects { subscriptions.append(try await bus.subscribe(subject, capacity: 8192)) }
        let listeners = subscriptions.map { subscription in
            Task { for await message in subscription { seen.append(message) } }
        }
        try await Task.sleep(for: .seconds(1))
        var captured = seen.all
        for listener in listeners { listener.cancel() }
        for subscription in subscriptions { await subscription.unsubscribe() }
        captured.shuffle(using: &random)
        for round in 0..<2 {
            try await Task.sleep(for: .milliseconds(1200))
            for message in captured.prefix(400) where round == 0 || message.subject.hasPrefix("luna.result.") {
                var headers = BusHeaders()
                for field in message.headers where field.name != BusHeader.messageID {
                    headers.add(field.name, field.value)
                }
                let id = message.headers[BusHeader.messageID] ?? ""
                _ = try await bus.publishDurable(
                    OutgoingMessage(
                        subject: message.subject, body: message.body, headers: headers,
                        messageID: round == 0 ? id : "\(id):chaos:\(random.next())"))
            }
        }
        chaos.note("\(captured.count) messages were sent again")
    }

    private static func poison(_ chaos: ChaosStack) async throws {
        let bus = chaos.stack.bus
        let dead = try await bus.subscribe("luna.dlq.>")
        // A new one each time: of an attempt that was settled within the last minute, workers say so again, and nothing else.
        var random = SystemRandomNumberGenerator()
        let stranger = ExecutionID.next(unixMilliseconds: UInt64(WallClock.now() / 1_000_000), random: &random)
        let unknown = WorkResult(tenant: "local", execution: stranger.rawValue, task: "t0", attempt: 1)
        let bodies: [[UInt8]] = [[0xff, 0xff, 0xff, 0x01], [], Array("not protobuf".utf8), try unknown.serialized()]
        var sent: Set<String> = []
        for subject in [
            try Subjects.work(capability: ChaosPlan.capability, tenant: TenantID("local")), "luna.result.3",
        ] {
            for body in bodies {
                let id = TestAgent.uniqueName("poison-")
                sent.insert(id)
                _ = try await bus.publishDurable(OutgoingMessage(subject: subject, body: body, messageID: id))
            }
        }
        let (all, left) = (sent, Recorder<Set<String>>())
        do {
            try await within(.seconds(60), "the poison to become dead letters") {
                var missing = all
                for await letter in dead {
                    missing.remove(letter.headers[DeadLetters.Header.messageID] ?? "")
                    left.append(missing)
                    if missing.isEmpty { return }
                }
            }
        } catch {
            chaos.note("of \(all.count) poisoned messages these did not become dead letters: \(left.all.last ?? all)")
            throw error
        }
        await dead.unsubscribe()
        chaos.note("\(all.count) poisoned messages became dead letters")
    }

    /// No room in the streams of work and results for a while.
    private static func fill(_ chaos: ChaosStack) async throws {
        let bus = chaos.stack.bus
        for full in [true, false] {
            for var stream in [LunaStreams.work, LunaStreams.results] {
                if full { stream.maxBytes = 2048 }
                try await bus.ensure(stream)
            }
            if full { try await Task.sleep(for: .seconds(12)) }
        }
    }
}

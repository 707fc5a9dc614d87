import LunaCore
import LunaMessages

/// Who may use the bus for what. Servers are configured from this (`luna nats config`), one user for each service, so that a
/// service that has been taken over can still do no more than its own part (docs/security.md).
///
/// A call of another service's method, a subject or a stream that is not here is refused by the server and logged as
/// `bus.denied`: add it here.
public enum BusContract {
    /// Somebody with a name and rights of their own.
    public enum User: Sendable, Hashable {
        /// One of our services, by its name.
        case service(String)
        /// Agents that are not part of the product: any capability, and nothing but work.
        case agent
        /// Programs of a tenant outside: they hand messages in and hear their own events.
        case tenant(TenantID)
        /// The person who runs the bus: everything.
        case administrator

        /// The name towards the server.
        public var name: String {
            switch self {
            case .service(let name): name
            case .agent: "agent"
            case .tenant(let tenant): "tenant-\(tenant.rawValue)"
            case .administrator: "luna"
            }
        }
    }

    /// Subjects with wildcards, sorted: what is not listed is refused.
    public struct Permissions: Sendable, Hashable {
        public var publish: [String]
        public var subscribe: [String]

        init(publish: [String], subscribe: [String]) {
            self.publish = Set(publish).sorted()
            self.subscribe = Set(subscribe).sorted()
        }

        /// Whether the server lets a message on `subject` out.
        public func mayPublish(_ subject: String) -> Bool { publish.contains { Subjects.matches(subject, $0) } }

        /// Whether the server takes a subscription to `subject`, which has no wildcards.
        public func maySubscribe(_ subject: String) -> Bool { subscribe.contains { Subjects.matches(subject, $0) } }
    }

    /// Our services.
    public static let services = [
        "assembler", "code-generator", "costing", "gateway", "health-monitor", "memory", "orchestrator", "registry",
        "security", "validator",
    ]

    /// Subject below which answers to a user arrive; without the final dot.
    public static func inbox(of user: String) -> String { "_INBOX.\(user)" }

    /// What a user may do.
    public static func permissions(of user: User) -> Permissions {
        let inbox = inbox(of: user.name) + ".>"
        switch user {
        case .administrator:
            return Permissions(publish: [">"], subscribe: [">"])
        case .tenant(let tenant):
            // No API of JetStream, no call of a service, nobody else's inbox: only what is meant for outside.
            return Permissions(
                publish: ["luna.in.\(tenant.rawValue).>", inbox], subscribe: ["luna.evt.\(tenant.rawValue).>", inbox])
        case .agent:
            let work = agent(capabilities: ["*"])
            return Permissions(
                publish: work.publish + privacy + [inbox] + streams([LunaStreams.work, LunaStreams.results]),
                subscribe: work.subscribe + [inbox])
        case .service(let name):
            let own = part(of: name)
            return Permissions(
                publish: own.publish + streams(LunaStreams.all) + [
                    // Answers to whoever asks. Reply subjects are random (RequestMux), so nobody can answer what
                    // they were not asked.
                    "_INBOX.>", "luna.trail.\(name)",
                ],
                subscribe: own.subscribe + [
                    inbox, "luna.rpc.\(name).*", "$SRV.*", "$SRV.*.\(name)", "$SRV.*.\(name).*",
                ])
        }
    }

    // MARK: Parts

    private typealias Part = (publish: [String], subscribe: [String])

    /// What distinguishes one service from the others.
    private static func part(of service: String) -> Part {
        switch service {
        case "gateway":
            return (calls(LunaContract.allMethods), [Subjects.allEvents])
        case "orchestrator":
            return orchestrator
        case "registry":
            return (
                calls([SecurityMethods.decide, SecurityMethods.listSigners]) + [
                    "luna.evt.system.agents.agent.*", "$SRV.PING.*.*",
                ], []
            )
        case "memory":
            return (calls([SecurityMethods.getQuotas]), ["luna.live.log.>"])
        case "costing":
            return (calls([OrchestratorMethods.readFeed]), [Subjects.feedNews])
        case "security":
            return ([], [Subjects.trails])
        case "health-monitor":
            return (
                ["$SRV.PING.*", "luna.evt.system.health.*.*", "$JS.API.CONSUMER.LIST.\(LunaStreams.work.name)"],
                [Subjects.heartbeat]
            )
        case "code-generator":
            let work = agent(capabilities: ["codegen-python", "codegen-text"])
            return (work.publish + privacy, work.subscribe)
        case "validator": return agent(capabilities: ["validate-python"])
        case "assembler":
            let work = agent(capabilities: ["assemble"])
            return (
                work.publish + calls([SecurityMethods.announceSigner, OrchestratorMethods.getExecution]), work.subscribe
            )
        default: return ([], [])
        }
    }

    private static var orchestrator: Part {
        let letters = LunaStreams.deadLetters.name
        var publish = calls([
            RegistryMethods.listAgents, RegistryMethods.resolve, MemoryMethods.listArtifacts,
            MemoryMethods.putArtifacts, MemoryMethods.getBlob, MemoryMethods.statBlob, SecurityMethods.decide,
            SecurityMethods.getDecision, SecurityMethods.approveDecision, SecurityMethods.listSigners,
            SecurityMethods.getQuotas, CostingMethods.getUsage,
        ])
        publish += consumes(LunaStreams.results.name, "*") + consumes(LunaStreams.inbox.name, "*")
        publish += owns(LunaStreams.all)
        publish += [
            "luna.work.>", "luna.evt.>", Subjects.cancel, Subjects.feedNews, Subjects.leaseNews, "luna.live.confirm.*",
            "luna.dlq.>", "$JS.API.CONSUMER.LIST.\(LunaStreams.work.name)",
            "$JS.API.CONSUMER.LIST.\(LunaStreams.results.name)",
            // A dead letter is sent again to where it came from.
            "luna.result.*", "luna.in.>",
            "$JS.API.DIRECT.GET.\(letters)", "$JS.API.STREAM.MSG.DELETE.\(letters)", "$JS.API.STREAM.PURGE.\(letters)",
        ]
        return (publish, ["luna.evt.system.agents.agent.*", Subjects.heartbeat, Subjects.leaseNews])
    }

    /// Who works on tasks.
    /// - Parameter capabilities: tokens of subjects; `*` = any.
    private static func agent(capabilities: [String]) -> Part {
        var publish = calls([
            RegistryMethods.register, RegistryMethods.unregister, RegistryMethods.heartbeat,
            OrchestratorMethods.getOutputs, OrchestratorMethods.getPlan, OrchestratorMethods.getTask,
            MemoryMethods.putBlob, MemoryMethods.beginUpload, MemoryMethods.uploadChunk, MemoryMethods.commitUpload,
            MemoryMethods.getBlob, MemoryMethods.statBlob, MemoryMethods.putArtifacts, MemoryMethods.listArtifacts,
            SecurityMethods.decide, SecurityMethods.getDecision, SecurityMethods.listSigners,
        ])
        publish += ["luna.result.*", Subjects.heartbeat, "luna.live.log.>"]
        for capability in capabilities {
            publish += consumes(LunaStreams.work.name, capability) + ["luna.dlq.luna.work.\(capability).*"]
        }
        return (publish, [Subjects.cancel, "luna.live.confirm.*"])
    }

    /// For agents that ask models: their prompts go through the security service.
    private static var privacy: [String] { calls([SecurityMethods.tokeniseText, SecurityMethods.restoreText]) }

    private static func calls(_ methods: [RPCMethod]) -> [String] { methods.map(\.subject) }

    /// Looking at streams, and making those that are missing: whoever comes first makes them.
    private static func streams(_ streams: [StreamDefinition]) -> [String] {
        streams.flatMap { ["$JS.API.STREAM.INFO.\($0.name)", "$JS.API.STREAM.CREATE.\($0.name)"] }
    }

    /// Changing streams to what the build wants.
    private static func owns(_ streams: [StreamDefinition]) -> [String] {
        streams.map { "$JS.API.STREAM.UPDATE.\($0.name)" }
    }

    /// Making a consumer, pulling from it and acknowledging.
    private static func consumes(_ stream: String, _ consumer: String) -> [String] {
        [
            "$JS.API.CONSUMER.INFO.\(stream).\(consumer)", "$JS.API.CONSUMER.DURABLE.CREATE.\(stream).\(consumer)",
            "$JS.API.CONSUMER.MSG.NEXT.\(stream).\(consumer)", "$JS.ACK.\(stream).\(consumer).>",
            // Servers since 2.10 with a domain: $JS.ACK.<domain>.<account>.<stream>.<consumer>.…
            "$JS.ACK.*.*.\(stream).\(consumer).>",
        ]
    }
}

import LunaBus
import LunaCore
import LunaMessages
import LunaServiceKit
import ServiceLifecycle

/// The orchestrator as a process.
@main
struct Orchestrator {
    private static let inFlight = ConfigurationKey(
        "orchestrator.in.flight", .integer(1...100_000), default: "2048",
        "Tasks of one execution and capability that may be dispatched and unfinished at the same time.")
    private static let inFlightTenant = ConfigurationKey(
        "orchestrator.in.flight.tenant", .integer(1...1_000_000), default: "4096",
        "Tasks of one tenant and capability that may be dispatched and unfinished at the same time.")
    private static let inFlightCapability = ConfigurationKey(
        "orchestrator.in.flight.capability", .integer(1...1_000_000), default: "8192",
        "Tasks of one capability that may be dispatched and unfinished at the same time; slow agents get fewer.")
    private static let tenantWeights = ConfigurationKey(
        "orchestrator.tenant.weights", .list,
        "Shares of tenants when tasks have to wait for their turn, as in `acme=3,beta=2`; 1 for whoever is not named.")
    private static let backoff = ConfigurationKey(
        "orchestrator.retry.backoff", .duration(.milliseconds(1)...(.seconds(3600))), default: "1s",
        "Delay before the second attempt at a task; doubles with each further one.")
    private static let snapshotEvents = ConfigurationKey(
        "orchestrator.snapshot.events", .integer(1...10_000_000), default: "10000",
        "Events between two snapshots of an execution, from which it is loaded faster.")

    static func main() async {
        await ServiceRunner(
            name: "orchestrator", description: "turns plans into executions and drives them",
            keys: [inFlight, inFlightTenant, inFlightCapability, tenantWeights, backoff, snapshotEvents]
                + PolicyGate.settings,
            store: StoreNeed(
                schema: OrchestratorMigrations.schema, migrations: OrchestratorMigrations.all, goesByKey: true)
        ) { host in
            let journal = JournalStore(store: try host.store)
            let bus = try host.bus
            let policy = ExecutionMachine.Policy(
                firstBackoff: try host.configuration.duration(backoff).nanoseconds)
            let fair = FairDispatch(
                bounds: FairDispatch.Bounds(
                    perCapability: try host.configuration.integer(inFlightCapability),
                    perTenant: try host.configuration.integer(inFlightTenant),
                    perExecution: try host.configuration.integer(inFlight)),
                weights: try FairDispatch.weights(host.configuration.list(tenantWeights)))
            let directory = AgentDirectory(registry: RegistryClient(try host.transport), logger: host.logger)
            let metrics = EngineMetrics()
            let announcer = EventAnnouncer(bus: bus, metrics: metrics, logger: host.logger)
            let claims = LiveClaims(bus: bus)
            let rules = ExecutionPolicy(gate: try host.policyGate())
            let engine = Engine(
                journal: journal, bus: bus, directory: directory, instance: host.instance, policy: policy,
                fair: fair, metrics: metrics, announcer: announcer,
                snapshots: SnapshotKeeper(
                    journal: journal, interval: try host.configuration.integer(snapshotEvents), logger: host.logger),
                claims: claims, rules: rules, logger: host.logger, now: WallClock.now)
            let keeper = PartitionKeeper(
                leases: LeaseStore(store: try host.store, instance: host.instance), journal: journal, bus: bus,
                engine: engine, logger: host.logger)
            let costing = CostingClient(try host.transport)
            let quotas = ExecutionQuotas(
                limits: QuotaLimits(try host.transport, service: host.name, logger: host.logger), journal: journal,
                agentSeconds: { tenant in
                    let context = CallContext(
                        tenant: tenant, actor: "service:orchestrator", timeout: .seconds(2))
                    return try await costing.getUsage(GetUsageRequest(), context: context).quotas.first?.used ?? 0
                }, now: WallClock.now)
            let submission = Submission(
                journal: journal, engine: engine, instance: host.instance, policy: policy,
                memory: MemoryClient(try host.transport), rules: rules, quotas: quotas, now: WallClock.now)
            let graphs = GraphCache(journal: journal, engine: engine)
            let service = OrchestratorService(
                journal: journal, engine: engine, submission: submission, directory: directory, graphs: graphs,
                past: PastStates(journal: journal, policy: policy),
                underWay: OutcomesUnderWay(bus: bus, engine: engine),
                deadLetters: DeadLetterDesk(bus: bus, installation: host.tenant), quotas: quotas,
                audit: { try await host.recordAudit($0, $1, $2, $3) })
            host.readiness.register("leases") { try await keeper.checkReady() }
            return [
                announcer,
                EngineLoop(engine: engine, keeper: keeper),
                claims,
                WorkWatch(
                    bus: bus, engine: engine, interval: .seconds(2), now: WallClock.now, logger: host.logger),
                ServicePart("directory") {
                    let news = try await bus.subscribe("luna.evt.system.agents.agent.*", capacity: 64)
                    await cancelWhenGracefulShutdown { await directory.run(interval: .seconds(3), news: news) }
                },
                ServicePart("partitions") { await cancelWhenGracefulShutdown { await keeper.run() } },
                try host.forwarder(of: JournalAudit(journal: journal, graphs: graphs), name: "journal"),
                PlanInbox(bus: bus, submission: submission, logger: host.logger),
                try host.rpc(service.endpoints, description: "Executions and their journal."),
            ]
        }.main()
    }
}

/// The engine as a part of the service: it is the last to stop, when nothing feeds it any more, and finishes what it has.
struct EngineLoop: Service {
    let engine: Engine
    let keeper: PartitionKeeper

    func run() async throws {
        let running = Task { await engine.run() }
        try? await gracefulShutdown()
        engine.inbox.finish()
        await running.value
        // So that whoever takes over need not hand anything out again.
        await engine.noteEffects()
        await keeper.release()
    }
}

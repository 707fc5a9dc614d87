import Logging
import LunaMessages

/// The services behind the API and what their calls share.
struct Backend: Sendable {
    let orchestrator: OrchestratorClient
    let memory: MemoryClient
    let registry: RegistryClient
    let costing: CostingClient
    let health: HealthMonitorClient
    let security: SecurityClient
    let validator: ValidatorClient
    let wakeups: EventWakeups
    /// Largest plan that fits into a message, in bytes.
    let largestPlan: Int
    let logger: Logger
    let plans = PlanWorkshop()
    let bodies = BodyBudget()
    let requests: RequestQuota

    /// - Parameter maximumMessage: bytes that the bus carries at a time.
    init(
        transport: any RPCTransport, wakeups: EventWakeups, maximumMessage: Int,
        requests: RequestQuota = RequestQuota(nil),
        logger: Logger
    ) {
        orchestrator = OrchestratorClient(transport)
        memory = MemoryClient(transport)
        registry = RegistryClient(transport)
        costing = CostingClient(transport)
        health = HealthMonitorClient(transport)
        security = SecurityClient(transport)
        validator = ValidatorClient(transport)
        self.wakeups = wakeups
        self.requests = requests
        // Room for headers and the other fields of the request.
        largestPlan = max(64 << 10, min(maximumMessage, WireLimits.default.maximumBytes) - (64 << 10))
        self.logger = logger
    }
}

/// One of our services as the stack sees it.
public struct ServiceSpec: Sendable, Hashable {
    /// Name of the service and of its executable.
    public var name: String
    /// Components that must be ready before it is started.
    public var needs: [String]
    /// Whether several instances may run side by side.
    public var isScalable: Bool
    /// Whether it serves the public HTTP API.
    public var isGateway: Bool

    public init(name: String, needs: [String], isScalable: Bool = true, isGateway: Bool = false) {
        self.name = name
        self.needs = needs
        self.isScalable = isScalable
        self.isGateway = isGateway
    }
}

/// The components of a complete stack.
public enum ServiceCatalog {
    /// The bus.
    public static let nats = "nats-server"
    /// The store.
    public static let postgres = "postgres"

    /// All services. The registry, memory and security stand on the bus and the store; agents and the orchestrator on
    /// the
    /// registry and memory; the gateway on what it speaks to.
    public static let services: [ServiceSpec] = [
        ServiceSpec(name: "registry", needs: [nats, postgres]),
        ServiceSpec(name: "memory", needs: [nats, postgres]),
        ServiceSpec(name: "security", needs: [nats, postgres]),
        ServiceSpec(name: "orchestrator", needs: ["registry", "memory", "security"]),
        ServiceSpec(name: "costing", needs: ["orchestrator"]),
        ServiceSpec(name: "health-monitor", needs: ["registry"], isScalable: false),
        ServiceSpec(name: "code-generator", needs: ["registry", "memory"]),
        ServiceSpec(name: "validator", needs: ["registry", "memory"]),
        ServiceSpec(name: "assembler", needs: ["registry", "memory"]),
        ServiceSpec(
            name: "gateway", needs: ["orchestrator", "costing", "health-monitor", "validator"], isScalable: false,
            isGateway: true),
    ]

    /// Services that keep something in PostgreSQL, and the schema that each owns.
    public static let schemas = [
        "registry": "registry", "memory": "memory", "security": "security", "orchestrator": "orchestrator",
        "costing": "costing", "health-monitor": "health",
    ]
}

import Logging
import LunaBus
import LunaCore
import LunaStore
import ServiceLifecycle

/// What a service is made of before its own parts: handed to the build function of a ``ServiceRunner``. Thread-safe.
public struct ServiceHost: Sendable {
    /// The service's name, as in subjects: `registry`.
    public let name: String
    /// The service's version.
    public let version: String
    /// The name of this instance, unique among all instances.
    public let instance: String
    /// The settings, complete and checked.
    public let configuration: ServiceConfiguration
    /// The service's logger.
    public let logger: Logger
    /// The metrics that `/metrics` shows.
    public let metrics: PrometheusRegistry
    /// What `/readyz` asks; register checks of further dependencies here.
    public let readiness: Readiness
    /// The tenant of whatever names none.
    public let tenant: TenantID

    let connectedBus: Bus?
    let connectedStore: Store?
    let auditTrail: AuditTrail?

    /// The bus, connected.
    /// - Throws: `LunaError` `service.undeclared` when the runner was told that the service needs no bus.
    public var bus: Bus { get throws { try declared(connectedBus, "needsBus: true") } }

    /// The store, connected and migrated.
    /// - Throws: `LunaError` `service.undeclared` when the runner was not told of a store.
    public var store: Store { get throws { try declared(connectedStore, "store: StoreNeed(…)") } }

    /// Where actions are recorded. Throws like ``bus``.
    public var audit: AuditTrail { get throws { try declared(auditTrail, "needsBus: true") } }

    private func declared<Part>(_ part: Part?, _ declaration: String) throws -> Part {
        guard let part else {
            throw LunaError(
                "service.undeclared", .internal, "The service '\(name)' must declare `\(declaration)` to use this.")
        }
        return part
    }
}

/// A long-lived part of a service made of one function. It is run by the service's group: `body` returns when the
/// group is
/// asked to stop gracefully (see `gracefulShutdown()` and `cancelWhenGracefulShutdown`) or its task is cancelled. A
/// part
/// that returns earlier ends the process with a failure.
public struct ServicePart: Service, CustomStringConvertible {
    /// What logs call it.
    public let name: String
    private let body: @Sendable () async throws -> Void

    /// See the type.
    public init(_ name: String, _ body: @escaping @Sendable () async throws -> Void) {
        self.name = name
        self.body = body
    }

    public func run() async throws { try await body() }
    public var description: String { name }
}

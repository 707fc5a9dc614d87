import Logging
import LunaBus
import LunaCore
import LunaStore
import ServiceLifecycle

/// Records what was done, by whom and with what outcome. An entry is on the disk of whoever acts before the action counts as
/// done: in the transaction of the action (``statement(_:)``), or in a file (``record(_:)``). From there it is
/// handed over until it is in the trail, so neither the bus nor the security service need be there. Thread-safe.
public final class AuditTrail: Service {
    private let service: String
    private let spool: AuditSpool
    private let outbox: AuditOutbox?
    private let forwarders: [AuditForwarder]

    /// - Parameters:
    ///   - service: the service that records.
    ///   - directory: the spool is in `<directory>/<service>`.
    ///   - store: with the tables of ``LunaStore/Migration/auditOutbox(id:schema:)`` in `schema`.
    /// - Throws: `LunaError` `file.unwritable` when the directory cannot be made.
    public init(
        bus: Bus, service: String, directory: String, store: Store? = nil, schema: String? = nil, logger: Logger
    ) throws {
        let folder = "\(directory)/\(service)"
        self.service = service
        spool = try AuditSpool(directory: folder, service: service)
        if let store, let schema {
            outbox = AuditOutbox(store: store, schema: schema, service: service)
        } else {
            outbox = nil
        }
        var sources: [(String, any AuditSource)] = [("spool", spool)]
        sources += AuditSpool.orphans(directory: folder, service: service).map { ("spool", $0) }
        if let outbox { sources.append(("outbox", outbox)) }
        forwarders = try sources.map {
            try AuditForwarder(bus: bus, service: service, name: $0.0, source: $0.1, logger: logger)
        }
    }

    /// Records an action that is in no transaction. Before it, when it must not happen unrecorded.
    /// - Throws: `LunaError` `audit.full` or `file.unwritable` when it could not be written.
    public func record(_ action: Action) async throws {
        try await spool.append(action.entry(of: service))
        look()
    }

    /// The statement that records an action in the transaction that does it. Call ``look()`` after the commit to have the entry
    /// in the trail at once and not within a second.
    /// - Throws: `LunaError` `service.undeclared` for a service without the tables.
    public func statement(_ action: Action) throws -> SQLStatement {
        guard let outbox else {
            throw LunaError(
                "service.undeclared", .internal, "The service must declare its outbox: StoreNeed(…, hasOutbox: true).")
        }
        return try outbox.statement(action.entry(of: service))
    }

    /// Hands over soon what has been written.
    public func look() { for forwarder in forwarders { forwarder.look() } }

    /// Hands entries over until the graceful shutdown.
    public func run() async throws {
        try await withThrowingTaskGroup(of: Void.self) { group in
            for forwarder in forwarders { group.addTask { try await forwarder.run() } }
            try await group.waitForAll()
        }
    }
}

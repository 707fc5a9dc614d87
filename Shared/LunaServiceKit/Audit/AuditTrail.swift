import CoreMetrics
import Logging
import LunaBus
import LunaCore
import LunaMessages
import LunaPrivacy
import Metrics
import ServiceLifecycle

/// Records what was done, by whom and with what outcome. When ``record(_:)`` returns, the entry is either in the audit
/// stream or in a spool file on the local disk, from which it is sent as soon as the bus is back. Thread-safe.
public final class AuditTrail: Service {
    /// One action to record.
    public struct Action: Sendable {
        /// What was done: `execution.submit`, `agent.register` …
        public var name: String
        /// What it was done to.
        public var resource: String
        /// `allowed`, `denied`, `succeeded` or `failed`.
        public var outcome: String
        /// Whose data it concerns. Taken from the ``LogContext`` when `nil`, else the local tenant.
        public var tenant: TenantID?
        /// Who did it. Taken from the ``LogContext`` when `nil`.
        public var actor: String?
        /// The execution it belongs to. Taken from the ``LogContext`` when `nil`.
        public var correlation: String?
        /// What makes this occurrence unique, such as a journal position or an attempt id: repeating the same action
        /// with the
        /// same key (after a crash, on redelivery) gives the same entry. Without a key each call is an entry of its
        /// own.
        public var key: String?
        /// Further facts; no secrets, no personal data.
        public var details: JSONValue

        /// See the properties.
        public init(
            _ name: String, resource: String, outcome: String = "succeeded", tenant: TenantID? = nil,
            actor: String? = nil,
            correlation: String? = nil, key: String? = nil, details: JSONValue = .object([:])
        ) {
            self.name = name
            self.resource = resource
            self.outcome = outcome
            self.tenant = tenant
            self.actor = actor
            self.correlation = correlation
            self.key = key
            self.details = details
        }
    }

    private let bus: Bus
    private let service: String
    private let instance: String
    private let spool: AuditSpool
    private let logger: Logger
    private let spooled = Counter(label: "luna.audit.spooled")
    private let damaged = Counter(label: "luna.audit.damaged")
    private let wake = AsyncStream.makeStream(of: Void.self, bufferingPolicy: .bufferingNewest(1))

    /// - Parameters:
    ///   - service: the service that records; part of the subject.
    ///   - directory: the spool is `<directory>/<service>/audit.spool`.
    /// - Throws: `LunaError` `file.unwritable` when the directory cannot be made.
    public init(bus: Bus, service: String, instance: String, directory: String, logger: Logger) throws {
        self.bus = bus
        self.service = service
        self.instance = instance
        self.spool = try AuditSpool(directory: "\(directory)/\(service)", name: "audit.spool")
        self.logger = logger
        wake.continuation.yield()  // what an earlier process left behind
    }

    /// Records an action.
    /// - Throws: `LunaError` `audit.full` or `file.unwritable` when it could be neither sent nor spooled: whatever
    ///   must not
    ///   happen unrecorded must not happen then.
    public func record(_ action: Action) async throws {
        let entry = entry(for: action)
        do {
            // Waiting for a lost connection would hold up the action itself.
            guard bus.isConnected else { throw LunaError("bus.unavailable", .network, "The bus is away.") }
            _ = try await bus.publishDurable(try message(entry), timeout: .seconds(3))
        } catch {
            let failure = LunaError.wrapping(error)
            if failure.errorClass == .validation { throw failure }
            try await spool.append(try entry.serialized())
            spooled.increment()
            logger.warning(
                "an audit entry waits in the spool", metadata: ["id": "\(entry.id)", "reason": "\(failure)"])
            wake.continuation.yield()
        }
    }

    /// Sends what is in the spool whenever the bus allows it, until the graceful shutdown.
    public func run() async throws {
        let states = bus.connectionStates()
        let wake = self.wake
        await withTaskGroup(of: Void.self) { group in
            group.addTask {
                for await state in states where state == .connected { wake.continuation.yield() }
            }
            group.addTask {
                for await _ in wake.stream.cancelOnGracefulShutdown() {
                    if await self.sendSpooled() { continue }
                    // The bus may look connected while the stream is not available; try again in a while.
                    try? await Task.sleep(for: .seconds(2))
                    wake.continuation.yield()
                }
            }
            _ = await group.next()
            group.cancelAll()
        }
        if bus.isConnected { _ = await sendSpooled() }
    }

    /// - Returns: whether the spool is empty, or nothing can be done before the next change of the connection.
    private func sendSpooled() async -> Bool {
        var offset = 0
        var sent = 0
        do {
            while true {
                let content = try await spool.read(from: offset, limit: 256)
                if content.damaged > 0 {
                    damaged.increment(by: Int64(content.damaged))
                    logger.error(
                        "damaged audit entries in the spool were skipped",
                        metadata: ["count": .stringConvertible(content.damaged), "path": "\(spool.path)"])
                }
                if content.records.isEmpty {
                    guard content.end > 0 else { return true }
                    offset = content.end
                    if try await spool.clear(ifEndingAt: offset) { break }
                    continue
                }
                guard bus.isConnected else { return true }
                let messages = try content.records.map { try message(AuditEntry(serialized: $0)) }
                for result in await bus.publishDurable(messages) { _ = try result.get() }
                sent += messages.count
                offset = content.end
            }
            if sent > 0 {
                logger.info("spooled audit entries were sent", metadata: ["count": .stringConvertible(sent)])
            }
            return true
        } catch {
            logger.warning(
                "spooled audit entries could not be sent", metadata: ["error": "\(LunaError.wrapping(error))"])
            return false
        }
    }

    private func message(_ entry: AuditEntry) throws -> OutgoingMessage {
        OutgoingMessage(
            subject: try Subjects.audit(tenant: TenantID(entry.tenant), service: service), body: try entry.serialized(),
            headers: ["Content-Type": "application/protobuf", "Luna-Tenant": entry.tenant], messageID: entry.id)
    }

    /// Actor and resource are what the trail is for and stay exact; the texts beside them are not.
    private static func redacted(_ details: JSONValue) -> JSONValue {
        switch details {
        case .string(let text): .string(PrivacyRedactor.shared.redact(text))
        case .array(let items): .array(items.map(redacted))
        case .object(let members): .object(members.mapValues(redacted))
        default: details
        }
    }

    private func entry(for action: Action) -> AuditEntry {
        let context = LogContext.current
        let now = WallClock.now()
        let tenant = action.tenant ?? context.tenant ?? .local
        let correlation = action.correlation ?? context.correlation ?? ""
        let unique = action.key ?? "\(instance)/\(now)/\(UInt64.random(in: 0 ... .max))"
        // Lengths keep ("ab", "c") and ("a", "bc") apart.
        let identity = [service, tenant.rawValue, action.name, action.resource, correlation, unique]
            .map { "\($0.utf8.count):\($0)" }.joined()
        return AuditEntry(
            id: Digest(of: identity).hex, tenant: tenant.rawValue, at: now,
            actor: action.actor ?? context.actor ?? "service:\(service)", action: action.name,
            resource: action.resource,
            correlation: correlation, outcome: action.outcome, service: service,
            detailsJson: Self.redacted(action.details).serialized())
    }
}

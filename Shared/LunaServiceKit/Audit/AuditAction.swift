import LunaCore
import LunaMessages
import LunaPrivacy
import LunaTrust

extension AuditTrail {
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
        /// Further facts; no secrets, no personal data.
        public var details: JSONValue

        /// See the properties.
        public init(
            _ name: String, resource: String, outcome: String = "succeeded", tenant: TenantID? = nil,
            actor: String? = nil, correlation: String? = nil, details: JSONValue = .object([:])
        ) {
            self.name = name
            self.resource = resource
            self.outcome = outcome
            self.tenant = tenant
            self.actor = actor
            self.correlation = correlation
            self.details = details
        }

        /// Of a caller of an RPC.
        public init(
            _ name: String, resource: String, outcome: String = "succeeded", by context: CallContext,
            details: JSONValue = .object([:])
        ) {
            self.init(
                name, resource: resource, outcome: outcome, tenant: context.tenant, actor: context.actor,
                correlation: context.correlation ?? (name.hasPrefix("execution.") ? resource : nil), details: details)
        }

        /// The entry, without number and source.
        func entry(of service: String) -> AuditEntry {
            let context = LogContext.current
            var json = Self.redacted(details).serialized()
            // An entry must fit into a message with others.
            if json.count > Self.longestDetails { json = Array(#"{"shortened":true}"#.utf8) }
            return AuditEntry(
                id: TextForm.hex(TextForm.random(16)), tenant: (tenant ?? context.tenant ?? .local).rawValue,
                at: WallClock.now(), actor: Self.text(actor ?? context.actor ?? "service:\(service)"),
                action: Self.text(name), resource: Self.text(resource),
                correlation: Self.text(correlation ?? context.correlation ?? ""), outcome: Self.text(outcome),
                service: service, detailsJson: json)
        }

        private static let longestDetails = 64 << 10

        /// As the database can hold it, and of a length that a message can.
        private static func text(_ text: String) -> String {
            let short = text.utf8.count > 4096 ? String(text.prefix(1024)) + "…" : text
            return short.utf8.contains(0) ? short.replacing("\0", with: "\u{FFFD}") : short
        }

        /// Actor and resource are what the trail is for and stay exact; the texts beside them are not.
        private static func redacted(_ details: JSONValue) -> JSONValue {
            switch details {
            case .string(let text): .string(Self.text(PrivacyRedactor.shared.redact(text)))
            case .array(let items): .array(items.map(redacted))
            case .object(let members): .object(members.mapValues(redacted))
            default: details
            }
        }
    }
}

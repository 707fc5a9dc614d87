import LunaCore

/// Every subject of the product is built here, from parts that are checked: no tenant, project or capability can add a
/// token, a wildcard or a space (docs/architecture.md).
public enum Subjects {
    /// Number of partitions of results when nobody says otherwise.
    public static let defaultPartitions = 8

    // MARK: Work and results

    /// `luna.work.<capability>.<tenant>`.
    /// - Throws: `LunaError` `bus.invalid_subject`.
    public static func work(capability: String, tenant: TenantID) throws -> String {
        "luna.work.\(try capabilityToken(capability)).\(try token(tenant.rawValue, "tenant"))"
    }

    /// All tenants' work of one capability.
    public static func workFilter(capability: String) throws -> String {
        "luna.work.\(try capabilityToken(capability)).*"
    }

    /// A capability (`codegen.python`) as the one token that stands for it in subjects and consumer names
    /// (`codegen-python`).
    public static func capabilityToken(_ capability: String) throws -> String {
        try token(String(capability.map { $0 == "." ? "-" : $0 }), "capability")
    }

    /// `luna.result.<partition>`.
    public static func result(partition: Int) -> String { "luna.result.\(partition)" }

    // MARK: Events, inbox, audit, dead letters

    /// `luna.evt.<tenant>.<project>.<noun>.<verb>`.
    public static func event(tenant: TenantID, project: ProjectID, noun: String, verb: String) throws -> String {
        let (tenant, project) = (try token(tenant.rawValue, "tenant"), try token(project.rawValue, "project"))
        return "luna.evt.\(tenant).\(project).\(try token(noun, "noun")).\(try token(verb, "verb"))"
    }

    /// The same from a type such as `task.completed`.
    public static func event(tenant: TenantID, project: ProjectID, type: String) throws -> String {
        let parts = type.split(separator: ".", omittingEmptySubsequences: false)
        guard parts.count == 2 else {
            throw invalid("'\(type.prefix(64))' is not an event type: write noun.verb, such as task.completed.")
        }
        return try event(tenant: tenant, project: project, noun: String(parts[0]), verb: String(parts[1]))
    }

    /// Events of one tenant, of one project or of all its projects.
    public static func eventFilter(tenant: TenantID, project: ProjectID? = nil) throws -> String {
        let project = try project.map { try token($0.rawValue, "project") } ?? "*"
        return "luna.evt.\(try token(tenant.rawValue, "tenant")).\(project).>"
    }

    /// Events of all tenants.
    public static let allEvents = "luna.evt.>"

    /// `luna.evt.system.health.<component>.<state>`.
    public static func health(component: String, state: String) throws -> String {
        "luna.evt.system.health.\(try token(component, "component")).\(try token(state, "state"))"
    }

    /// `luna.in.<tenant>.<noun>.<verb>`: messages from outside, such as `plan.submit`.
    public static func inbox(tenant: TenantID, noun: String, verb: String) throws -> String {
        "luna.in.\(try token(tenant.rawValue, "tenant")).\(try token(noun, "noun")).\(try token(verb, "verb"))"
    }

    /// The tenant of an inbox, event or work subject; nil when the subject is not of that form.
    public static func tenant(of subject: String) -> TenantID? {
        let parts = subject.split(separator: ".", omittingEmptySubsequences: false)
        guard parts.count >= 3, parts[0] == "luna" else { return nil }
        switch parts[1] {
        case "in", "evt": return try? TenantID(String(parts[2]))
        case "work": return parts.count == 4 ? try? TenantID(String(parts[3])) : nil
        default: return nil
        }
    }

    /// `luna.trail.<service>`: requests that hand audit entries of a service over to the trail.
    public static func trail(service: String) throws -> String { "luna.trail.\(try token(service, "service"))" }
    /// ``trail(service:)`` of all services.
    public static let trails = "luna.trail.*"

    /// `luna.dlq.<original subject>`.
    public static func deadLetter(_ original: String) throws -> String {
        try checkPublishable(original)
        return "luna.dlq." + original
    }

    // MARK: Live, not stored

    /// Heartbeats of workers.
    public static let heartbeat = "luna.live.heartbeat"
    /// Notices that the feed of events has grown; no content.
    public static let feedNews = "luna.live.feed"
    /// Says that partitions have been given up: other orchestrators look at once.
    public static let leaseNews = "luna.live.leases"
    /// Notices to stop work.
    public static let cancel = "luna.live.cancel"

    /// `luna.live.confirm.<worker>`: outcomes that are committed.
    public static func confirm(worker: String) throws -> String { "luna.live.confirm.\(try token(worker, "worker"))" }

    /// `luna.live.log.<tenant>.<execution>`.
    public static func log(tenant: TenantID, execution: ExecutionID) throws -> String {
        "luna.live.log.\(try token(tenant.rawValue, "tenant")).\(try token(execution.rawValue, "execution"))"
    }

    // MARK: Request and reply

    /// `luna.rpc.<service>.<method>`.
    public static func rpc(service: String, method: String) throws -> String {
        "luna.rpc.\(try token(service, "service")).\(try token(method, "method"))"
    }

    // MARK: Checks

    /// `text` when it is one safe token.
    /// - Throws: `LunaError` `bus.invalid_subject`.
    public static func token(_ text: String, _ kind: String) throws -> String {
        guard IdentifierRules.isToken(text) else {
            throw invalid("'\(text.prefix(64))' cannot be the \(kind) in a subject: use letters, digits, '_' and '-'.")
        }
        return text
    }

    /// - Throws: `LunaError` `bus.invalid_subject` for empty tokens, wildcards, white space or control characters.
    public static func checkPublishable(_ subject: String) throws { try check(subject, wildcards: false) }

    /// The same, but whole tokens `*` and a last `>` are allowed.
    public static func checkSubscribable(_ subject: String) throws { try check(subject, wildcards: true) }

    /// Whether `subject` is one that `pattern` (with wildcards) stands for.
    public static func matches(_ subject: String, _ pattern: String) -> Bool {
        let tokens = subject.split(separator: ".", omittingEmptySubsequences: false)
        let wanted = pattern.split(separator: ".", omittingEmptySubsequences: false)
        for (index, part) in wanted.enumerated() {
            if part == ">" { return tokens.count > index }
            guard index < tokens.count, part == "*" || part == tokens[index] else { return false }
        }
        return tokens.count == wanted.count
    }

    private static func check(_ subject: String, wildcards: Bool) throws {
        let bytes = subject.utf8
        guard !bytes.isEmpty, bytes.count <= 1024 else {
            throw invalid("A subject has 1 to 1024 bytes; this one has \(bytes.count).")
        }
        var previous = UInt8(ascii: ".")
        var tailSeen = false
        for byte in bytes {
            // White space and line ends would be read as parts of the NATS protocol itself.
            guard byte > 0x20, byte != 0x7F, !tailSeen else { throw malformed(subject) }
            if byte == UInt8(ascii: ".") {
                guard previous != byte else { throw malformed(subject) }
            } else if byte == UInt8(ascii: "*") || byte == UInt8(ascii: ">") {
                guard wildcards, previous == UInt8(ascii: ".") else { throw malformed(subject) }
                tailSeen = byte == UInt8(ascii: ">")
            } else if previous == UInt8(ascii: "*") {
                throw malformed(subject)
            }
            previous = byte
        }
        guard previous != UInt8(ascii: ".") else { throw malformed(subject) }
    }

    /// - Throws: `LunaError` `bus.invalid_header` for names or values that would break the header block.
    static func check(_ headers: BusHeaders) throws {
        for field in headers {
            let badName =
                field.name.isEmpty || any(field.name) { $0 <= 0x20 || $0 >= 0x7F || $0 == UInt8(ascii: ":") }
            let badValue = any(field.value) { $0 == 0x0D || $0 == 0x0A || $0 == 0 }
            if badName || badValue {
                throw LunaError(
                    "bus.invalid_header", .validation,
                    "A message cannot carry the header '\(field.name.prefix(64))': line end, NUL or ':' in it.",
                    details: ["header": String(field.name.prefix(64))])
            }
        }
    }

    /// Whether `test` holds for a byte of `text`: over its storage, since headers of every message pass here.
    private static func any(_ text: String, _ test: (UInt8) -> Bool) -> Bool {
        text.utf8.withContiguousStorageIfAvailable { bytes in bytes.contains(where: test) }
            ?? text.utf8.contains(where: test)
    }

    private static func invalid(_ message: String) -> LunaError {
        LunaError("bus.invalid_subject", .validation, message)
    }

    private static func malformed(_ subject: String) -> LunaError {
        invalid(
            "'\(subject.prefix(128))' is not a valid subject: write non-empty tokens separated by '.', "
                + "without white space; wildcards are for subscribing only."
        )
    }
}

/// Headers of a message: ordered, several values per name possible. Names keep their case on the wire but are found
/// whatever their case, because senders differ (NATS ADR-4 preserves case, CloudEvents ignores it).
public struct BusHeaders: Sendable, Hashable, ExpressibleByDictionaryLiteral, Sequence {
    /// Name and value pairs, in order.
    public private(set) var fields: [(name: String, value: String)] = []

    public init() {}

    public init(dictionaryLiteral elements: (String, String)...) {
        fields = elements.map { (name: $0.0, value: $0.1) }
    }

    /// The first value of `name`, whatever its case. Setting replaces all values; setting nil removes them.
    public subscript(_ name: String) -> String? {
        get { fields.first { Self.matches($0.name, name) }?.value }
        set {
            fields.removeAll { Self.matches($0.name, name) }
            if let newValue { fields.append((name: name, value: newValue)) }
        }
    }

    /// All values of `name`, whatever its case.
    public func values(_ name: String) -> [String] {
        fields.filter { Self.matches($0.name, name) }.map(\.value)
    }

    /// Adds a value and keeps those already there.
    public mutating func add(_ name: String, _ value: String) {
        fields.append((name: name, value: value))
    }

    public var isEmpty: Bool { fields.isEmpty }
    public var count: Int { fields.count }

    public func makeIterator() -> IndexingIterator<[(name: String, value: String)]> { fields.makeIterator() }

    public static func == (a: BusHeaders, b: BusHeaders) -> Bool {
        a.fields.elementsEqual(b.fields) { $0.name == $1.name && $0.value == $1.value }
    }

    public func hash(into hasher: inout Hasher) {
        for field in fields {
            hasher.combine(field.name)
            hasher.combine(field.value)
        }
    }

    private static func matches(_ a: String, _ b: String) -> Bool {
        a.utf8.elementsEqual(b.utf8) { lowered($0) == lowered($1) }
    }

    private static func lowered(_ byte: UInt8) -> UInt8 {
        byte >= UInt8(ascii: "A") && byte <= UInt8(ascii: "Z") ? byte | 0x20 : byte
    }
}

/// Names of the headers that the product uses (docs/architecture.md).
public enum BusHeader {
    public static let tenant = "Luna-Tenant"
    public static let actor = "Luna-Actor"
    /// What the caller of an RPC may do: `viewer`, `operator` or `admin`.
    public static let role = "Luna-Role"
    /// `true` when the caller of an RPC may act for every tenant.
    public static let spansTenants = "Luna-Spans-Tenants"
    public static let correlation = "Luna-Correlation"
    public static let timeoutMilliseconds = "Luna-Timeout-Ms"
    public static let traceparent = "traceparent"
    public static let contentType = "Content-Type"
    /// The body is a list of what the subject carries; the value says how many.
    public static let batch = "Luna-Batch"
    /// Of work that was handed out before and may be in other hands, or done: whoever takes it asks first.
    public static let again = "Luna-Again"
    /// De-duplication id of JetStream.
    public static let messageID = "Nats-Msg-Id"
    /// Error text and code of a reply, in the manner of the NATS services protocol (ADR-32).
    public static let serviceError = "Nats-Service-Error"
    public static let serviceErrorCode = "Nats-Service-Error-Code"
}

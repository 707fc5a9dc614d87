import LunaCore

/// What is to be decided: an action with the facts that rules may ask about. Lists are sets.
public struct PolicySubject: Sendable, Hashable {
    /// What rules may ask about, by the name that it has in documents and in the input of OPA.
    public enum Attribute: String, Sendable, Hashable, CaseIterable {
        case action, tenant, project, autonomy, licence, agent, capabilities, tools, destinations, models
    }

    /// What somebody wants to do.
    public enum Action: String, Sendable, Hashable, CaseIterable {
        /// A plan is to be executed.
        case runExecution = "execution.run"
        /// An agent is to work on tasks of a capability.
        case runTask = "task.run"
        /// An agent is to be let in.
        case registerAgent = "agent.register"
    }

    /// Levels of autonomy, least first.
    public static let autonomyLevels = ["interactive", "semi-autonomous", "autonomous", "full"]

    /// Values by attribute, sorted, each once; an attribute without a value is absent.
    public private(set) var values: [Attribute: [String]] = [:]
    /// Set when the decision is to be for this execution alone; no rule asks about it.
    public var execution = ""

    /// Most values of an attribute, and most bytes of one.
    public static let limits = (values: 2048, bytes: 256)

    public init(_ action: Action, tenant: String) {
        values[.action] = [action.rawValue]
        values[.tenant] = [tenant]
    }

    /// Sets an attribute; empty texts do not count.
    /// - Throws: `LunaError` `policy.input` when there are more than 2,048 values, or one has more than 256 bytes.
    public mutating func set(_ attribute: Attribute, _ texts: some Sequence<String>) throws {
        let distinct = Set(texts).subtracting([""]).sorted()
        guard distinct.count <= Self.limits.values, distinct.allSatisfy({ $0.utf8.count <= Self.limits.bytes }) else {
            throw LunaError(
                "policy.input", .validation,
                "'\(attribute.rawValue)' may have \(Self.limits.values) values of \(Self.limits.bytes) bytes at most.")
        }
        values[attribute] = distinct.isEmpty ? nil : distinct
    }

    /// The subject as the input of a policy engine: texts, and arrays for the last four attributes.
    public var json: JSONValue {
        var object: [String: JSONValue] = [:]
        for attribute in Attribute.allCases {
            let texts = values[attribute] ?? []
            object[attribute.rawValue] =
                attribute.isList ? .array(texts.map(JSONValue.string)) : .string(texts.first ?? "")
        }
        if !execution.isEmpty { object["execution"] = .string(execution) }
        return .object(object)
    }

    /// Names tenant and input: equal for equal inputs, whatever the order of their lists. 32 hexadecimal digits.
    /// - Throws: `LunaError` `json.not_canonical`, never for what ``set(_:_:)`` takes.
    public func id() throws -> String { String(Digest(of: try json.canonical()).hex.prefix(32)) }
}

extension PolicySubject.Attribute {
    /// Whether there may be several values.
    public var isList: Bool {
        switch self {
        case .capabilities, .tools, .destinations, .models: true
        default: false
        }
    }
}

extension PolicySubject {
    /// Reads the form of ``json``; what is left out is absent.
    /// - Throws: `LunaError` `policy.input`, which says what is wrong.
    public init(json: JSONValue) throws {
        func wrong(_ what: String) -> LunaError {
            LunaError("policy.input", .validation, "The input is wrong: \(what).")
        }
        guard let members = json.objectValue else { throw wrong("it must be an object") }
        guard let action = members["action"]?.stringValue.flatMap(Action.init) else {
            throw wrong("'action' must be one of \(Action.allCases.map(\.rawValue).joined(separator: ", "))")
        }
        self.init(action, tenant: members["tenant"]?.stringValue ?? "")
        for (name, value) in members where name != "action" && name != "tenant" {
            if name == "execution", let text = value.stringValue, text.utf8.count <= Self.limits.bytes {
                execution = text
                continue
            }
            guard let attribute = Attribute(rawValue: name) else { throw wrong("'\(name.prefix(64))' is not known") }
            let list = attribute.isList ? value.arrayValue : [value]
            let texts = list?.compactMap(\.stringValue) ?? []
            guard let list, texts.count == list.count else {
                throw wrong("'\(name)' must be \(attribute.isList ? "a list of texts" : "a text")")
            }
            try set(attribute, texts)
        }
    }
}

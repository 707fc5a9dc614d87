import LunaCore

/// Takes the JSON object of a message apart. Missing fields and nulls leave the default; wrong types, unknown fields
/// and
/// unknown words are refused with `message.malformed`, which names the field by its path.
struct JSONObjectReader {
    private var members: [String: JSONValue]
    private let message: String

    init(_ json: JSONValue, of message: (some WireMessage).Type) throws {
        self.message = message.fullName
        guard let members = json.objectValue else {
            throw Self.malformed("", "must be an object", message.fullName)
        }
        self.members = members
    }

    /// - Throws: for a field that the message does not have.
    func finish() throws {
        guard let name = members.keys.sorted().first else { return }
        throw Self.malformed(String(name.prefix(64)), "is not a field of \(message)", message)
    }

    // MARK: Fields

    mutating func take<Value: JSONScalar>(_ name: String, _ target: inout Value) throws {
        if let value = next(name) { target = try scalar(name, value) }
    }
    mutating func take<Value: JSONScalar>(_ name: String, _ target: inout [Value]) throws {
        if let values = try list(name) { target = try values.map { try scalar("\(name)[\($0)]", $1) } }
    }
    mutating func take<Value: JSONScalar>(_ name: String, _ target: inout [String: Value]) throws {
        if let map = try object(name) {
            for (key, value) in map { target[key] = try scalar("\(name).\(key.prefix(64))", value) }
        }
    }

    mutating func take<Value: WireEnum>(_ name: String, _ target: inout Value) throws {
        if let value = next(name) { target = try word(name, value) }
    }
    mutating func take<Value: WireEnum>(_ name: String, _ target: inout [Value]) throws {
        if let values = try list(name) { target = try values.map { try word("\(name)[\($0)]", $1) } }
    }

    mutating func take<Message: WireMessage>(_ name: String, _ target: inout Message?) throws {
        if let value = next(name) { target = try nested(name, value) }
    }
    mutating func take<Message: WireMessage>(_ name: String, _ target: inout [Message]) throws {
        if let values = try list(name) { target = try values.map { try nested("\(name)[\($0)]", $1) } }
    }
    mutating func take<Message: WireMessage>(_ name: String, _ target: inout [String: Message]) throws {
        if let map = try object(name) {
            for (key, value) in map { target[key] = try nested("\(name).\(key.prefix(64))", value) }
        }
    }

    mutating func take(_ name: String, time target: inout Int64) throws {
        guard let value = next(name) else { return }
        guard let time = value.stringValue.flatMap(MomentText.read) else {
            throw Self.malformed(name, "must be a time such as 2026-01-31T12:00:00Z", message)
        }
        target = time
    }

    mutating func take(_ name: String, embedded target: inout [UInt8]) throws {
        if let value = next(name) { target = value.serialized() }
    }

    // MARK: One of several

    mutating func choose<Message: WireMessage, Choice>(
        _ name: String, as type: Message.Type, _ target: inout Choice?, _ wrap: (Message) -> Choice
    ) throws {
        if let value = next(name) { try set(name, &target, wrap(try nested(name, value))) }
    }
    mutating func choose<Value: JSONScalar, Choice>(
        _ name: String, as type: Value.Type, _ target: inout Choice?, _ wrap: (Value) -> Choice
    ) throws {
        if let value = next(name) { try set(name, &target, wrap(try scalar(name, value))) }
    }

    private func set<Choice>(_ name: String, _ target: inout Choice?, _ value: Choice) throws {
        guard target == nil else { throw Self.malformed(name, "excludes another field that is there, too", message) }
        target = value
    }

    // MARK: Values

    private mutating func next(_ name: String) -> JSONValue? {
        guard let value = members.exact(name) else { return nil }
        members.removeValue(forKey: name)
        // Spelled out, because a bare nil would be read as JSON's null.
        return value.isNull ? Optional<JSONValue>.none : value
    }

    private mutating func list(_ name: String) throws -> [(Int, JSONValue)]? {
        guard let value = next(name) else { return nil }
        guard let elements = value.arrayValue else { throw Self.malformed(name, "must be a list", message) }
        return elements.enumerated().map { ($0.offset, $0.element) }
    }

    private mutating func object(_ name: String) throws -> [String: JSONValue]? {
        guard let value = next(name) else { return nil }
        guard let members = value.objectValue else { throw Self.malformed(name, "must be an object", message) }
        return members
    }

    private func scalar<Value: JSONScalar>(_ path: String, _ value: JSONValue) throws -> Value {
        guard let scalar = Value(scalarJSON: value) else {
            throw Self.malformed(path, "must be \(Value.expectation)", message)
        }
        return scalar
    }

    private func word<Value: WireEnum>(_ path: String, _ value: JSONValue) throws -> Value {
        if let name = value.stringValue, let known = Value(name: name) { return known }
        if let number = value.intValue, let raw = Int32(exactly: number) { return Value(rawValue: raw) }
        throw Self.malformed(path, "must be one of \(Value.jsonNames.joined(separator: ", "))", message)
    }

    private func nested<Message: WireMessage>(_ path: String, _ value: JSONValue) throws -> Message {
        do {
            return try Message(json: value)
        } catch let error as LunaError {
            guard let reason = error.details["reason"], let inner = error.details["field"] else { throw error }
            throw Self.malformed(inner.isEmpty ? path : "\(path).\(inner)", reason, message)
        }
    }

    private static func malformed(_ field: String, _ reason: String, _ message: String) -> LunaError {
        LunaError(
            "message.malformed", .validation, field.isEmpty ? "The body \(reason)." : "'\(field)' \(reason).",
            details: ["field": field, "reason": reason, "message": message])
    }
}

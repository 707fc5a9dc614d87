import LunaCore
import LunaMessages

/// JSON Schemas (2020-12, as OpenAPI 3.1 takes them) of the messages' JSON form. Collects what it refers to.
struct MessageSchemas {
    /// Finished schemas by name, for `components`.
    private(set) var components: [String: JSONValue] = [:]

    /// A reference to the schema of a message; the schema itself goes into the components.
    mutating func reference(_ message: any WireMessage.Type) -> JSONValue {
        let name = String(message.fullName.split(separator: ".").last ?? "")
        if components[name] == nil {
            // Before its fields, because messages may hold themselves.
            components[name] = .null
            components[name] = object(message.jsonFields)
        }
        return ["$ref": .string("#/components/schemas/\(name)")]
    }

    mutating func object(_ fields: [JSONField]) -> JSONValue {
        guard !fields.isEmpty else { return ["type": "object"] }
        var properties: [String: JSONValue] = [:]
        for field in fields {
            var schema = self.schema(field.kind).objectValue ?? [:]
            if !field.summary.isEmpty { schema["description"] = .string(field.summary) }
            properties[field.name] = .object(schema)
        }
        return ["type": "object", "properties": .object(properties)]
    }

    private mutating func schema(_ kind: JSONField.Kind) -> JSONValue {
        switch kind {
        case .text: ["type": "string"]
        case .flag: ["type": "boolean"]
        case .integer: ["type": "integer", "format": "int64"]
        case .count: ["type": "integer", "minimum": 0]
        case .number: ["type": ["number", "null"]]
        case .time: ["type": ["string", "null"], "format": "date-time"]
        case .base64: ["type": "string", "contentEncoding": "base64"]
        case .embedded: [:]
        case .enumeration(let words): ["type": "string", "enum": .array(words.map(JSONValue.string))]
        case .message(let message): ["anyOf": [reference(message), ["type": "null"]]]
        case .list(.message(let message)): ["type": "array", "items": reference(message)]
        case .list(let element): ["type": "array", "items": schema(element)]
        case .map(let element): ["type": "object", "additionalProperties": schema(element)]
        }
    }
}

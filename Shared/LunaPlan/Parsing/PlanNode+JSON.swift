import LunaCore

extension PlanNode {
    /// The node as JSON. Of a repeated key the first counts, as in the checks.
    /// Reports numbers that JSON cannot write (`.inf`, `.nan`), which stay text.
    func json(path: String, context: PlanContext) -> JSONValue {
        switch content {
        case .sequence(let items):
            return .array(items.enumerated().map { $0.element.json(path: "\(path)[\($0.offset)]", context: context) })
        case .mapping(let entries):
            var object: [String: JSONValue] = [:]
            object.reserveCapacity(entries.count)
            for entry in entries where object[entry.key] == nil {
                object[entry.key] = entry.value.json(path: "\(path).\(entry.key)", context: context)
            }
            return .object(object)
        case .scalar(let scalar):
            switch scalar.resolved {
            case .null: return .null
            case .boolean(let value): return .bool(value)
            case .integer(let value): return .number(JSONNumber(value))
            case .number(let value):
                // The text keeps decimals exact, but YAML allows forms such as '+.5' that JSON does not.
                return .number(JSONNumber(parsing: scalar.text) ?? JSONNumber(value))
            case .string(let text):
                if scalar.isPlain, [".inf", "-.inf", "+.inf", ".nan"].contains(text.lowercased()) {
                    context.error(
                        .badValue, path, at: position, "'\(text)' cannot be written in JSON",
                        "Put it in quotes if text is meant.")
                }
                return .string(text)
            }
        }
    }
}

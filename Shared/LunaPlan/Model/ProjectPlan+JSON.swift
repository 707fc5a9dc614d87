import LunaCore

extension ProjectPlan {
    /// The plan as canonical JSON (RFC 8785) in the plan format itself, with every default written out.
    /// It is how a plan travels between services and what its hash is taken of.
    public func canonicalJSON() throws -> [UInt8] { try json.canonical() }

    /// Reads a plan from JSON with the full check, so that a service need not trust the sender.
    ///
    /// - Throws: `LunaError` `plan.invalid` that names every problem.
    public init(canonicalJSON: [UInt8]) throws {
        self = try PlanParser.parse(canonicalJSON, fileName: "plan.json").get()
    }

    /// SHA-256 of ``canonicalJSON()``: equal for plans that mean the same, however they are written.
    public func contentHash() throws -> Digest { Digest(of: try canonicalJSON()) }

    /// The plan in the plan format.
    public var json: JSONValue {
        var root: [String: JSONValue] = ["luna": 1, "autonomy": .string(autonomy.rawValue), "budget": budget.json]
        var head: [String: JSONValue] = [
            "name": .string(project.name), "type": .string(project.type.rawValue),
            "description": .string(project.description),
            "version": .string(project.version), "license": .string(project.license),
            "authors": .array(project.authors.map(JSONValue.string)),
        ]
        if project.type == .tasks {
            root["tasks"] = .array(tasks.map(\.json))
        } else {
            head["language"] = .string(project.language.rawValue)
            root["entities"] = .array(entities.map(\.json))
            root["modules"] = .array(modules.map(\.json))
            root["quality"] = [
                "tests": .bool(quality.tests), "lint": .bool(quality.lint),
                "minimum_coverage": .number(JSONNumber(quality.minimumCoverage)),
            ]
        }
        if !endpoints.isEmpty { root["endpoints"] = .array(endpoints.map(\.json)) }
        if !commands.isEmpty { root["commands"] = .array(commands.map(\.json)) }
        root["project"] = .object(head)
        return .object(root)
    }
}

extension BudgetSpec {
    fileprivate var json: JSONValue {
        var object: [String: JSONValue] = [:]
        if let maxCostMicroUSD { object["max_cost_usd"] = .number(JSONNumber(Double(maxCostMicroUSD) / 1_000_000)) }
        if let maxTokens { object["max_tokens"] = .number(JSONNumber(maxTokens)) }
        if let maxMinutes { object["max_minutes"] = .number(JSONNumber(maxMinutes)) }
        return .object(object)
    }
}

extension EntitySpec {
    fileprivate var json: JSONValue {
        .object([
            "name": .string(name), "plural": .string(plural), "description": .string(description),
            "fields": .array(fields.map(\.json)), "operations": .array(operations.map { .string($0.rawValue) }),
            "filter_by": .array(filterBy.map(JSONValue.string)), "sort_by": .array(sortBy.map(JSONValue.string)),
            "unique": .array(unique.map { .array($0.map(JSONValue.string)) }),
        ])
    }
}

extension FieldSpec {
    fileprivate var json: JSONValue {
        var object: [String: JSONValue] = [
            "name": .string(name), "type": .string(type.name), "description": .string(description),
            "required": .bool(required),
            "unique": .bool(unique),
        ]
        switch type {
        case .enumeration(let values): object["values"] = .array(values.map(JSONValue.string))
        case .reference(let entity, let onDelete):
            object["to"] = .string(entity)
            object["on_delete"] = .string(onDelete.rawValue)
        default: break
        }
        if let defaultValue { object["default"] = defaultValue.json }
        if let minLength { object["min_length"] = .number(JSONNumber(minLength)) }
        if let maxLength { object["max_length"] = .number(JSONNumber(maxLength)) }
        if let minimum { object["minimum"] = .number(JSONNumber(minimum)) }
        if let maximum { object["maximum"] = .number(JSONNumber(maximum)) }
        if let pattern { object["pattern"] = .string(pattern) }
        return .object(object)
    }
}

extension FieldType {
    /// As plans write it: `string`, `enum`, `reference` …
    public var name: String {
        switch self {
        case .string: "string"
        case .text: "text"
        case .integer: "integer"
        case .number: "number"
        case .boolean: "boolean"
        case .date: "date"
        case .datetime: "datetime"
        case .email: "email"
        case .url: "url"
        case .uuid: "uuid"
        case .enumeration: "enum"
        case .reference: "reference"
        }
    }
}

extension ScalarValue {
    fileprivate var json: JSONValue {
        switch self {
        case .string(let text): .string(text)
        case .integer(let value): .number(JSONNumber(value))
        case .number(let value): .number(JSONNumber(value))
        case .boolean(let value): .bool(value)
        case .null: .null
        }
    }
}

extension ModuleSpec {
    fileprivate var json: JSONValue {
        .object([
            "name": .string(name), "description": .string(description),
            "entities": .array(entities.map(JSONValue.string)),
            "depends_on": .array(dependsOn.map(JSONValue.string)),
        ])
    }
}

extension EndpointSpec {
    fileprivate var json: JSONValue {
        .object([
            "name": .string(name), "method": .string(method), "path": .string(path),
            "description": .string(description),
            "entity": .string(entity), "requires": .object(requires.mapValues(\.json)),
            "set": .object(set.mapValues(\.json)),
        ])
    }
}

extension CommandSpec {
    fileprivate var json: JSONValue {
        .object([
            "name": .string(name), "description": .string(description), "entity": .string(entity),
            "requires": .object(requires.mapValues(\.json)), "set": .object(set.mapValues(\.json)),
        ])
    }
}

extension ExplicitTask {
    fileprivate var json: JSONValue {
        .object([
            "id": .string(id), "capability": .string(capability), "depends_on": .array(dependsOn.map(JSONValue.string)),
            // Made by ourselves from a checked plan, so it always parses.
            "input": (try? JSONParser.parse(inputJSON)) ?? .null,
            "timeout_seconds": .number(JSONNumber(timeoutSeconds)),
            "max_attempts": .number(JSONNumber(maxAttempts)),
        ])
    }
}

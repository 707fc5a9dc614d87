// Generated from luna/v1/costing.proto by `make proto`. Do not edit.

public import LunaCore

extension CostsRequest {
    public static var jsonFields: [JSONField] {
        [
            JSONField("execution", .text, "Id of the execution."),
            JSONField("project", .text, "The project."),
        ]
    }

    public var json: JSONValue {
        var out = JSONObjectWriter()
        out.put("execution", execution)
        out.put("project", project)
        return out.value
    }

    public init(json: JSONValue) throws {
        self.init()
        var reader = try JSONObjectReader(json, of: Self.self)
        try reader.take("execution", &execution)
        try reader.take("project", &project)
        try reader.finish()
    }
}

extension CostsReply {
    public static var jsonFields: [JSONField] {
        [
            JSONField("attempts", .count, "Attempts of tasks."),
            JSONField("compute_ms", .count, "Milliseconds."),
            JSONField("cost_micro_usd", .integer, "Millionths of a US dollar."),
            JSONField("capabilities", .list(.message(CapabilityCost.self)), ""),
        ]
    }

    public var json: JSONValue {
        var out = JSONObjectWriter()
        out.put("attempts", attempts)
        out.put("compute_ms", computeMs)
        out.put("cost_micro_usd", costMicroUsd)
        out.put("capabilities", capabilities)
        return out.value
    }

    public init(json: JSONValue) throws {
        self.init()
        var reader = try JSONObjectReader(json, of: Self.self)
        try reader.take("attempts", &attempts)
        try reader.take("compute_ms", &computeMs)
        try reader.take("cost_micro_usd", &costMicroUsd)
        try reader.take("capabilities", &capabilities)
        try reader.finish()
    }
}

extension CapabilityCost {
    public static var jsonFields: [JSONField] {
        [
            JSONField("capability", .text, "What an agent must be able to do, such as codegen.python."),
            JSONField("attempts", .count, "Attempts of tasks."),
            JSONField("compute_ms", .count, "Milliseconds."),
            JSONField("cost_micro_usd", .integer, "Millionths of a US dollar."),
        ]
    }

    public var json: JSONValue {
        var out = JSONObjectWriter()
        out.put("capability", capability)
        out.put("attempts", attempts)
        out.put("compute_ms", computeMs)
        out.put("cost_micro_usd", costMicroUsd)
        return out.value
    }

    public init(json: JSONValue) throws {
        self.init()
        var reader = try JSONObjectReader(json, of: Self.self)
        try reader.take("capability", &capability)
        try reader.take("attempts", &attempts)
        try reader.take("compute_ms", &computeMs)
        try reader.take("cost_micro_usd", &costMicroUsd)
        try reader.finish()
    }
}

extension ListLedgerRequest {
    public static var jsonFields: [JSONField] {
        [
            JSONField("execution", .text, "Id of the execution."),
            JSONField("limit", .count, "At most so many; 0 = the default of the service."),
            JSONField("cursor", .text, "Opaque, from the reply before; empty = from the start."),
        ]
    }

    public var json: JSONValue {
        var out = JSONObjectWriter()
        out.put("execution", execution)
        out.put("limit", limit)
        out.put("cursor", cursor)
        return out.value
    }

    public init(json: JSONValue) throws {
        self.init()
        var reader = try JSONObjectReader(json, of: Self.self)
        try reader.take("execution", &execution)
        try reader.take("limit", &limit)
        try reader.take("cursor", &cursor)
        try reader.finish()
    }
}

extension LedgerRow {
    public static var jsonFields: [JSONField] {
        [
            JSONField("execution", .text, "Id of the execution."),
            JSONField("project", .text, "The project."),
            JSONField("task", .text, "By id."),
            JSONField("attempt", .count, "The attempt, from 1."),
            JSONField("capability", .text, "What an agent must be able to do, such as codegen.python."),
            JSONField("agent", .text, "The agent, of the form name-vX.Y.Z."),
            JSONField("outcome", .text, ""),
            JSONField("compute_ms", .count, "Milliseconds."),
            JSONField("cost_micro_usd", .integer, "Millionths of a US dollar."),
            JSONField("at", .time, "Unix nanoseconds; 0 = unset."),
        ]
    }

    public var json: JSONValue {
        var out = JSONObjectWriter()
        out.put("execution", execution)
        out.put("project", project)
        out.put("task", task)
        out.put("attempt", attempt)
        out.put("capability", capability)
        out.put("agent", agent)
        out.put("outcome", outcome)
        out.put("compute_ms", computeMs)
        out.put("cost_micro_usd", costMicroUsd)
        out.put("at", time: at)
        return out.value
    }

    public init(json: JSONValue) throws {
        self.init()
        var reader = try JSONObjectReader(json, of: Self.self)
        try reader.take("execution", &execution)
        try reader.take("project", &project)
        try reader.take("task", &task)
        try reader.take("attempt", &attempt)
        try reader.take("capability", &capability)
        try reader.take("agent", &agent)
        try reader.take("outcome", &outcome)
        try reader.take("compute_ms", &computeMs)
        try reader.take("cost_micro_usd", &costMicroUsd)
        try reader.take("at", time: &at)
        try reader.finish()
    }
}

extension ListLedgerReply {
    public static var jsonFields: [JSONField] {
        [
            JSONField("rows", .list(.message(LedgerRow.self)), ""),
            JSONField("next_cursor", .text, "For the next request; empty = nothing left."),
        ]
    }

    public var json: JSONValue {
        var out = JSONObjectWriter()
        out.put("rows", rows)
        out.put("next_cursor", nextCursor)
        return out.value
    }

    public init(json: JSONValue) throws {
        self.init()
        var reader = try JSONObjectReader(json, of: Self.self)
        try reader.take("rows", &rows)
        try reader.take("next_cursor", &nextCursor)
        try reader.finish()
    }
}

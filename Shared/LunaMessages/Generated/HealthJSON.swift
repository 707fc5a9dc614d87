// Generated from luna/v1/health.proto by `make proto`. Do not edit.

public import LunaCore

extension HealthRequest {
    public static var jsonFields: [JSONField] { [] }

    public var json: JSONValue { .object([:]) }

    public init(json: JSONValue) throws {
        self.init()
        try JSONObjectReader(json, of: Self.self).finish()
    }
}

extension ComponentHealth {
    public static var jsonFields: [JSONField] {
        [
            JSONField("component", .text, "Name of a service or a server."),
            JSONField("state", .text, ""),
            JSONField("reason", .text, "For a person: why."),
            JSONField("since", .time, "Unix nanoseconds; 0 = unset."),
            JSONField("checked_at", .time, "Unix nanoseconds; 0 = unset."),
            JSONField("latency_us", .count, "Microseconds."),
            JSONField("instances", .list(.text), ""),
            JSONField("version", .text, "Semantic version, or a number that grows."),
        ]
    }

    public var json: JSONValue {
        var out = JSONObjectWriter()
        out.put("component", component)
        out.put("state", state)
        out.put("reason", reason)
        out.put("since", time: since)
        out.put("checked_at", time: checkedAt)
        out.put("latency_us", latencyUs)
        out.put("instances", instances)
        out.put("version", version)
        return out.value
    }

    public init(json: JSONValue) throws {
        self.init()
        var reader = try JSONObjectReader(json, of: Self.self)
        try reader.take("component", &component)
        try reader.take("state", &state)
        try reader.take("reason", &reason)
        try reader.take("since", time: &since)
        try reader.take("checked_at", time: &checkedAt)
        try reader.take("latency_us", &latencyUs)
        try reader.take("instances", &instances)
        try reader.take("version", &version)
        try reader.finish()
    }
}

extension HealthReply {
    public static var jsonFields: [JSONField] {
        [
            JSONField("state", .text, ""),
            JSONField("components", .list(.message(ComponentHealth.self)), ""),
        ]
    }

    public var json: JSONValue {
        var out = JSONObjectWriter()
        out.put("state", state)
        out.put("components", components)
        return out.value
    }

    public init(json: JSONValue) throws {
        self.init()
        var reader = try JSONObjectReader(json, of: Self.self)
        try reader.take("state", &state)
        try reader.take("components", &components)
        try reader.finish()
    }
}

extension WorkloadRequest {
    public static var jsonFields: [JSONField] { [] }

    public var json: JSONValue { .object([:]) }

    public init(json: JSONValue) throws {
        self.init()
        try JSONObjectReader(json, of: Self.self).finish()
    }
}

extension CapabilityLoad {
    public static var jsonFields: [JSONField] {
        [
            JSONField("capability", .text, "What an agent must be able to do, such as codegen.python."),
            JSONField("pending", .count, "Tasks that nobody has taken yet."),
            JSONField("in_flight", .count, "Tasks in the hands of workers."),
            JSONField("workers", .count, "Heard of within the last heartbeats."),
            JSONField("concurrency", .count, "What all workers together do at a time, as they bear it now."),
            JSONField("saturation_percent", .count, "In flight by concurrency; 100 = full, more = waiting at workers."),
            JSONField(
                "wished_replicas", .count,
                "Workers that would clear what is there in one go, within the configured bounds."),
        ]
    }

    public var json: JSONValue {
        var out = JSONObjectWriter()
        out.put("capability", capability)
        out.put("pending", pending)
        out.put("in_flight", inFlight)
        out.put("workers", workers)
        out.put("concurrency", concurrency)
        out.put("saturation_percent", saturationPercent)
        out.put("wished_replicas", wishedReplicas)
        return out.value
    }

    public init(json: JSONValue) throws {
        self.init()
        var reader = try JSONObjectReader(json, of: Self.self)
        try reader.take("capability", &capability)
        try reader.take("pending", &pending)
        try reader.take("in_flight", &inFlight)
        try reader.take("workers", &workers)
        try reader.take("concurrency", &concurrency)
        try reader.take("saturation_percent", &saturationPercent)
        try reader.take("wished_replicas", &wishedReplicas)
        try reader.finish()
    }
}

extension WorkloadReply {
    public static var jsonFields: [JSONField] {
        [
            JSONField("capabilities", .list(.message(CapabilityLoad.self)), ""),
            JSONField("at", .time, "Unix nanoseconds; 0 = unset."),
        ]
    }

    public var json: JSONValue {
        var out = JSONObjectWriter()
        out.put("capabilities", capabilities)
        out.put("at", time: at)
        return out.value
    }

    public init(json: JSONValue) throws {
        self.init()
        var reader = try JSONObjectReader(json, of: Self.self)
        try reader.take("capabilities", &capabilities)
        try reader.take("at", time: &at)
        try reader.finish()
    }
}

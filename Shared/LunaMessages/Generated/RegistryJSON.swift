// Generated from luna/v1/registry.proto by `make proto`. Do not edit.

public import LunaCore

extension AgentManifest {
    public static var jsonFields: [JSONField] {
        [
            JSONField("name", .text, "In kebab-case."),
            JSONField("version", .text, "Semantic version 2.0.0."),
            JSONField("description", .text, "For a person."),
            JSONField(
                "capabilities", .list(.text),
                "codegen.python and the like; exact, or a prefix ending in \".*\"."),
            JSONField("input_schema", .embedded, "JSON Schema 2020-12; empty = anything."),
            JSONField("output_schema", .embedded, "JSON, UTF-8."),
            JSONField("subject", .text, "Where it takes work, empty = luna.work.<capability>.>"),
            JSONField("metadata", .map(.text), "Anything else worth knowing."),
            JSONField(
                "tools", .list(.text),
                "What it can do to the world, such as network_access; policy decides on it."),
            JSONField("destinations", .list(.text), "Where it sends data."),
            JSONField("models", .list(.text), "Models that it asks."),
        ]
    }

    public var json: JSONValue {
        var out = JSONObjectWriter()
        out.put("name", name)
        out.put("version", version)
        out.put("description", description)
        out.put("capabilities", capabilities)
        out.put("input_schema", embedded: inputSchemaJson)
        out.put("output_schema", embedded: outputSchemaJson)
        out.put("subject", subject)
        out.put("metadata", metadata)
        out.put("tools", tools)
        out.put("destinations", destinations)
        out.put("models", models)
        return out.value
    }

    public init(json: JSONValue) throws {
        self.init()
        var reader = try JSONObjectReader(json, of: Self.self)
        try reader.take("name", &name)
        try reader.take("version", &version)
        try reader.take("description", &description)
        try reader.take("capabilities", &capabilities)
        try reader.take("input_schema", embedded: &inputSchemaJson)
        try reader.take("output_schema", embedded: &outputSchemaJson)
        try reader.take("subject", &subject)
        try reader.take("metadata", &metadata)
        try reader.take("tools", &tools)
        try reader.take("destinations", &destinations)
        try reader.take("models", &models)
        try reader.finish()
    }
}

extension RegisterRequest {
    public static var jsonFields: [JSONField] {
        [
            JSONField("manifest", .message(AgentManifest.self), "May be left out when it comes signed."),
            JSONField("instance", .text, "One process of an agent."),
            JSONField("concurrency", .count, "How many tasks it works on at a time."),
            JSONField(
                "signed", .embedded,
                "The manifest as a JSON document with its signature inside (luna sign --document)."),
        ]
    }

    public var json: JSONValue {
        var out = JSONObjectWriter()
        out.put("manifest", manifest)
        out.put("instance", instance)
        out.put("concurrency", concurrency)
        out.put("signed", embedded: signedJson)
        return out.value
    }

    public init(json: JSONValue) throws {
        self.init()
        var reader = try JSONObjectReader(json, of: Self.self)
        try reader.take("manifest", &manifest)
        try reader.take("instance", &instance)
        try reader.take("concurrency", &concurrency)
        try reader.take("signed", embedded: &signedJson)
        try reader.finish()
    }
}

extension AgentKey {
    public static var jsonFields: [JSONField] {
        [
            JSONField("name", .text, "In kebab-case."),
            JSONField("version", .text, "Semantic version, or a number that grows."),
            JSONField("instance", .text, "Only for Unregister."),
        ]
    }

    public var json: JSONValue {
        var out = JSONObjectWriter()
        out.put("name", name)
        out.put("version", version)
        out.put("instance", instance)
        return out.value
    }

    public init(json: JSONValue) throws {
        self.init()
        var reader = try JSONObjectReader(json, of: Self.self)
        try reader.take("name", &name)
        try reader.take("version", &version)
        try reader.take("instance", &instance)
        try reader.finish()
    }
}

extension AgentHeartbeat {
    public static var jsonFields: [JSONField] {
        [
            JSONField("name", .text, "In kebab-case."),
            JSONField("version", .text, "Semantic version, or a number that grows."),
            JSONField("instance", .text, "One process of an agent."),
            JSONField("in_flight", .count, "How many tasks it is working on."),
            JSONField("concurrency", .count, "How many tasks it works on at a time."),
        ]
    }

    public var json: JSONValue {
        var out = JSONObjectWriter()
        out.put("name", name)
        out.put("version", version)
        out.put("instance", instance)
        out.put("in_flight", inFlight)
        out.put("concurrency", concurrency)
        return out.value
    }

    public init(json: JSONValue) throws {
        self.init()
        var reader = try JSONObjectReader(json, of: Self.self)
        try reader.take("name", &name)
        try reader.take("version", &version)
        try reader.take("instance", &instance)
        try reader.take("in_flight", &inFlight)
        try reader.take("concurrency", &concurrency)
        try reader.finish()
    }
}

extension AgentInstance {
    public static var jsonFields: [JSONField] {
        [
            JSONField("instance", .text, "One process of an agent."),
            JSONField("last_seen", .time, "Unix nanoseconds; 0 = unset."),
            JSONField("in_flight", .count, "How many tasks it is working on."),
            JSONField("concurrency", .count, "How many tasks it works on at a time."),
            JSONField("health", .enumeration(AgentHealth.jsonNames), ""),
            JSONField("registered_at", .time, "Unix nanoseconds; 0 = unset."),
        ]
    }

    public var json: JSONValue {
        var out = JSONObjectWriter()
        out.put("instance", instance)
        out.put("last_seen", time: lastSeen)
        out.put("in_flight", inFlight)
        out.put("concurrency", concurrency)
        out.put("health", health)
        out.put("registered_at", time: registeredAt)
        return out.value
    }

    public init(json: JSONValue) throws {
        self.init()
        var reader = try JSONObjectReader(json, of: Self.self)
        try reader.take("instance", &instance)
        try reader.take("last_seen", time: &lastSeen)
        try reader.take("in_flight", &inFlight)
        try reader.take("concurrency", &concurrency)
        try reader.take("health", &health)
        try reader.take("registered_at", time: &registeredAt)
        try reader.finish()
    }
}

extension AgentView {
    public static var jsonFields: [JSONField] {
        [
            JSONField("manifest", .message(AgentManifest.self), ""),
            JSONField("health", .enumeration(AgentHealth.jsonNames), ""),
            JSONField("instances", .list(.message(AgentInstance.self)), ""),
            JSONField("registered_at", .time, "Unix nanoseconds; 0 = unset."),
            JSONField("id", .text, "Of the form name-vX.Y.Z."),
            JSONField("signed_by", .text, "Fingerprint of the trusted key that signed the manifest; empty = unsigned."),
        ]
    }

    public var json: JSONValue {
        var out = JSONObjectWriter()
        out.put("manifest", manifest)
        out.put("health", health)
        out.put("instances", instances)
        out.put("registered_at", time: registeredAt)
        out.put("id", id)
        out.put("signed_by", signedBy)
        return out.value
    }

    public init(json: JSONValue) throws {
        self.init()
        var reader = try JSONObjectReader(json, of: Self.self)
        try reader.take("manifest", &manifest)
        try reader.take("health", &health)
        try reader.take("instances", &instances)
        try reader.take("registered_at", time: &registeredAt)
        try reader.take("id", &id)
        try reader.take("signed_by", &signedBy)
        try reader.finish()
    }
}

extension ListAgentsRequest {
    public static var jsonFields: [JSONField] {
        [
            JSONField("capability", .text, "What an agent must be able to do, such as codegen.python."),
            JSONField("limit", .count, "At most so many; 0 = the default of the service."),
            JSONField("cursor", .text, "Opaque, from the reply before; empty = from the start."),
            JSONField("include_gone", .flag, "Also agents without an instance."),
        ]
    }

    public var json: JSONValue {
        var out = JSONObjectWriter()
        out.put("capability", capability)
        out.put("limit", limit)
        out.put("cursor", cursor)
        out.put("include_gone", includeGone)
        return out.value
    }

    public init(json: JSONValue) throws {
        self.init()
        var reader = try JSONObjectReader(json, of: Self.self)
        try reader.take("capability", &capability)
        try reader.take("limit", &limit)
        try reader.take("cursor", &cursor)
        try reader.take("include_gone", &includeGone)
        try reader.finish()
    }
}

extension ListAgentsReply {
    public static var jsonFields: [JSONField] {
        [
            JSONField("agents", .list(.message(AgentView.self)), ""),
            JSONField("next_cursor", .text, "For the next request; empty = nothing left."),
        ]
    }

    public var json: JSONValue {
        var out = JSONObjectWriter()
        out.put("agents", agents)
        out.put("next_cursor", nextCursor)
        return out.value
    }

    public init(json: JSONValue) throws {
        self.init()
        var reader = try JSONObjectReader(json, of: Self.self)
        try reader.take("agents", &agents)
        try reader.take("next_cursor", &nextCursor)
        try reader.finish()
    }
}

extension ResolveRequest {
    public static var jsonFields: [JSONField] {
        [
            JSONField("capability", .text, "What an agent must be able to do, such as codegen.python."),
        ]
    }

    public var json: JSONValue {
        var out = JSONObjectWriter()
        out.put("capability", capability)
        return out.value
    }

    public init(json: JSONValue) throws {
        self.init()
        var reader = try JSONObjectReader(json, of: Self.self)
        try reader.take("capability", &capability)
        try reader.finish()
    }
}

extension ResolveReply {
    public static var jsonFields: [JSONField] {
        [
            JSONField("agents", .list(.message(AgentView.self)), "Healthy first, then newest version first."),
        ]
    }

    public var json: JSONValue {
        var out = JSONObjectWriter()
        out.put("agents", agents)
        return out.value
    }

    public init(json: JSONValue) throws {
        self.init()
        var reader = try JSONObjectReader(json, of: Self.self)
        try reader.take("agents", &agents)
        try reader.finish()
    }
}

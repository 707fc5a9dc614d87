// Generated from luna/v1/security.proto by `make proto`. Do not edit.

public import LunaCore

extension SearchAuditRequest {
    public static var jsonFields: [JSONField] {
        [
            JSONField("correlation", .text, ""),
            JSONField("actor", .text, "Who caused it."),
            JSONField("action", .text, ""),
            JSONField("limit", .count, "At most so many; 0 = the default of the service."),
            JSONField("cursor", .text, "Opaque, from the reply before; empty = from the start."),
        ]
    }

    public var json: JSONValue {
        var out = JSONObjectWriter()
        out.put("correlation", correlation)
        out.put("actor", actor)
        out.put("action", action)
        out.put("limit", limit)
        out.put("cursor", cursor)
        return out.value
    }

    public init(json: JSONValue) throws {
        self.init()
        var reader = try JSONObjectReader(json, of: Self.self)
        try reader.take("correlation", &correlation)
        try reader.take("actor", &actor)
        try reader.take("action", &action)
        try reader.take("limit", &limit)
        try reader.take("cursor", &cursor)
        try reader.finish()
    }
}

extension SearchAuditReply {
    public static var jsonFields: [JSONField] {
        [
            JSONField("entries", .list(.message(AuditEntry.self)), ""),
            JSONField("next_cursor", .text, "For the next request; empty = nothing left."),
        ]
    }

    public var json: JSONValue {
        var out = JSONObjectWriter()
        out.put("entries", entries)
        out.put("next_cursor", nextCursor)
        return out.value
    }

    public init(json: JSONValue) throws {
        self.init()
        var reader = try JSONObjectReader(json, of: Self.self)
        try reader.take("entries", &entries)
        try reader.take("next_cursor", &nextCursor)
        try reader.finish()
    }
}

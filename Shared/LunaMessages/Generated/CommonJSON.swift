// Generated from luna/v1/common.proto by `make proto`. Do not edit.

public import LunaCore

extension ErrorInfo {
    public static var jsonFields: [JSONField] {
        [
            JSONField("code", .text, "Stable, dotted: plan.invalid."),
            JSONField(
                "error_class", .text,
                """
                One of validation, not_found, permission, conflict, resource, timeout, network, dependency, \
                internal.
                """),
            JSONField("message", .text, "For a person: what is wrong and what to do."),
            JSONField("retryable", .flag, "Trying the same again can succeed."),
            JSONField("details", .map(.text), "Further facts as data."),
        ]
    }

    public var json: JSONValue {
        var out = JSONObjectWriter()
        out.put("code", code)
        out.put("error_class", errorClass)
        out.put("message", message)
        out.put("retryable", retryable)
        out.put("details", details)
        return out.value
    }

    public init(json: JSONValue) throws {
        self.init()
        var reader = try JSONObjectReader(json, of: Self.self)
        try reader.take("code", &code)
        try reader.take("error_class", &errorClass)
        try reader.take("message", &message)
        try reader.take("retryable", &retryable)
        try reader.take("details", &details)
        try reader.finish()
    }
}

extension BlobRef {
    public static var jsonFields: [JSONField] {
        [
            JSONField("sha256", .text, "64 lower-case hexadecimal digits."),
            JSONField("size", .count, "Bytes, uncompressed."),
        ]
    }

    public var json: JSONValue {
        var out = JSONObjectWriter()
        out.put("sha256", sha256)
        out.put("size", size)
        return out.value
    }

    public init(json: JSONValue) throws {
        self.init()
        var reader = try JSONObjectReader(json, of: Self.self)
        try reader.take("sha256", &sha256)
        try reader.take("size", &size)
        try reader.finish()
    }
}

extension FileRef {
    public static var jsonFields: [JSONField] {
        [
            JSONField("path", .text, "Relative, with '/', never '..'."),
            JSONField("sha256", .text, "SHA-256, 64 lower-case hexadecimal digits."),
            JSONField("size", .count, "Bytes."),
            JSONField("executable", .flag, "Whether it may be run."),
        ]
    }

    public var json: JSONValue {
        var out = JSONObjectWriter()
        out.put("path", path)
        out.put("sha256", sha256)
        out.put("size", size)
        out.put("executable", executable)
        return out.value
    }

    public init(json: JSONValue) throws {
        self.init()
        var reader = try JSONObjectReader(json, of: Self.self)
        try reader.take("path", &path)
        try reader.take("sha256", &sha256)
        try reader.take("size", &size)
        try reader.take("executable", &executable)
        try reader.finish()
    }
}

extension Finding {
    public static var jsonFields: [JSONField] {
        [
            JSONField("rule", .text, "E0001, F401, plan.unknown-key …"),
            JSONField("severity", .text, "One of error, warning."),
            JSONField("path", .text, "File, or path inside the plan."),
            JSONField("line", .count, "From 1; 0 = unknown."),
            JSONField("column", .count, "From 1, in Unicode scalars; 0 = unknown."),
            JSONField("message", .text, "What is wrong."),
            JSONField("hint", .text, "How to mend it."),
        ]
    }

    public var json: JSONValue {
        var out = JSONObjectWriter()
        out.put("rule", rule)
        out.put("severity", severity)
        out.put("path", path)
        out.put("line", line)
        out.put("column", column)
        out.put("message", message)
        out.put("hint", hint)
        return out.value
    }

    public init(json: JSONValue) throws {
        self.init()
        var reader = try JSONObjectReader(json, of: Self.self)
        try reader.take("rule", &rule)
        try reader.take("severity", &severity)
        try reader.take("path", &path)
        try reader.take("line", &line)
        try reader.take("column", &column)
        try reader.take("message", &message)
        try reader.take("hint", &hint)
        try reader.finish()
    }
}

extension Quota {
    public static var jsonFields: [JSONField] {
        [
            JSONField(
                "name", .text,
                "One of requests_per_minute, concurrent_executions, tasks_per_day, artifact_bytes."),
            JSONField("limit", .count, "0 = as much as it wants."),
            JSONField("used", .count, ""),
            JSONField("resets_at", .time, "When `used` begins at 0 again; 0 = never."),
            JSONField("own", .flag, "The limit was set for this tenant; else it is the installation's."),
        ]
    }

    public var json: JSONValue {
        var out = JSONObjectWriter()
        out.put("name", name)
        out.put("limit", limit)
        out.put("used", used)
        out.put("resets_at", time: resetsAt)
        out.put("own", own)
        return out.value
    }

    public init(json: JSONValue) throws {
        self.init()
        var reader = try JSONObjectReader(json, of: Self.self)
        try reader.take("name", &name)
        try reader.take("limit", &limit)
        try reader.take("used", &used)
        try reader.take("resets_at", time: &resetsAt)
        try reader.take("own", &own)
        try reader.finish()
    }
}

extension GetUsageRequest {
    public static var jsonFields: [JSONField] { [] }

    public var json: JSONValue { .object([:]) }

    public init(json: JSONValue) throws {
        self.init()
        try JSONObjectReader(json, of: Self.self).finish()
    }
}

extension UsageReply {
    public static var jsonFields: [JSONField] {
        [
            JSONField("quotas", .list(.message(Quota.self)), ""),
        ]
    }

    public var json: JSONValue {
        var out = JSONObjectWriter()
        out.put("quotas", quotas)
        return out.value
    }

    public init(json: JSONValue) throws {
        self.init()
        var reader = try JSONObjectReader(json, of: Self.self)
        try reader.take("quotas", &quotas)
        try reader.finish()
    }
}

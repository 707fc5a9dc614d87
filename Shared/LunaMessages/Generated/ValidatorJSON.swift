// Generated from luna/v1/validator.proto by `make proto`. Do not edit.

public import LunaCore

extension CheckRequest {
    public static var jsonFields: [JSONField] {
        [
            JSONField("files", .list(.message(FileRef.self)), "What was written."),
            JSONField("checks", .list(.text), "Of syntax, imports, lint, tests; empty = all."),
            JSONField("timeout_ms", .count, "Milliseconds."),
            JSONField("minimum_coverage", .count, "Percent of lines; 0 = any."),
        ]
    }

    public var json: JSONValue {
        var out = JSONObjectWriter()
        out.put("files", files)
        out.put("checks", checks)
        out.put("timeout_ms", timeoutMs)
        out.put("minimum_coverage", minimumCoverage)
        return out.value
    }

    public init(json: JSONValue) throws {
        self.init()
        var reader = try JSONObjectReader(json, of: Self.self)
        try reader.take("files", &files)
        try reader.take("checks", &checks)
        try reader.take("timeout_ms", &timeoutMs)
        try reader.take("minimum_coverage", &minimumCoverage)
        try reader.finish()
    }
}

extension CheckReply {
    public static var jsonFields: [JSONField] {
        [
            JSONField("verdict", .enumeration(Verdict.jsonNames), ""),
            JSONField("findings", .list(.message(Finding.self)), ""),
            JSONField("tests_run", .count, ""),
            JSONField("tests_failed", .count, ""),
            JSONField("coverage_percent", .number, "-1 = not measured."),
            JSONField("duration_ms", .count, "Milliseconds."),
            JSONField("log_tail", .text, "Last lines of the tools' output."),
            JSONField("tools", .map(.text), "Name of a tool to its version."),
        ]
    }

    public var json: JSONValue {
        var out = JSONObjectWriter()
        out.put("verdict", verdict)
        out.put("findings", findings)
        out.put("tests_run", testsRun)
        out.put("tests_failed", testsFailed)
        out.put("coverage_percent", coveragePercent)
        out.put("duration_ms", durationMs)
        out.put("log_tail", logTail)
        out.put("tools", tools)
        return out.value
    }

    public init(json: JSONValue) throws {
        self.init()
        var reader = try JSONObjectReader(json, of: Self.self)
        try reader.take("verdict", &verdict)
        try reader.take("findings", &findings)
        try reader.take("tests_run", &testsRun)
        try reader.take("tests_failed", &testsFailed)
        try reader.take("coverage_percent", &coveragePercent)
        try reader.take("duration_ms", &durationMs)
        try reader.take("log_tail", &logTail)
        try reader.take("tools", &tools)
        try reader.finish()
    }
}

// Generated from luna/v1/work.proto by `make proto`. Do not edit.

public import LunaCore

extension WorkItem {
    public static var jsonFields: [JSONField] {
        [
            JSONField("tenant", .text, "Owner of the project."),
            JSONField("project", .text, "The project."),
            JSONField("execution", .text, "Id of the execution."),
            JSONField("task", .text, "By id."),
            JSONField("attempt", .count, "From 1."),
            JSONField("capability", .text, "What an agent must be able to do, such as codegen.python."),
            JSONField("kind", .text, "python.rest.routes and the like."),
            JSONField("title", .text, "For a person: what it does."),
            JSONField("subject", .text, "The part of the plan it is about; empty = the whole project."),
            JSONField(
                "input", .embedded,
                "Explicit input of the task; empty for tasks that come from the plan's heuristics."),
            JSONField("plan", .message(BlobRef.self), "The plan as canonical JSON, in the memory service."),
            JSONField("upstream", .list(.message(UpstreamOutput.self)), "Outputs of the direct dependencies."),
            JSONField("timeout_ms", .count, "Limit of this attempt."),
            JSONField("partition", .count, "Results go to luna.result.<partition>"),
            JSONField("traceparent", .text, "W3C trace context."),
            JSONField("dispatched_at", .time, "Unix nanoseconds; 0 = unset."),
            JSONField("upstream_truncated", .flag, "Outputs were too large to inline: ask orchestrator.GetOutputs."),
            JSONField("orchestrator", .text, "Instance that dispatched; for diagnosis only."),
            JSONField("decision", .text, "Id of the policy decision that allows the execution: security.GetDecision."),
        ]
    }

    public var json: JSONValue {
        var out = JSONObjectWriter()
        out.put("tenant", tenant)
        out.put("project", project)
        out.put("execution", execution)
        out.put("task", task)
        out.put("attempt", attempt)
        out.put("capability", capability)
        out.put("kind", kind)
        out.put("title", title)
        out.put("subject", subject)
        out.put("input", embedded: inputJson)
        out.put("plan", plan)
        out.put("upstream", upstream)
        out.put("timeout_ms", timeoutMs)
        out.put("partition", partition)
        out.put("traceparent", traceparent)
        out.put("dispatched_at", time: dispatchedAt)
        out.put("upstream_truncated", upstreamTruncated)
        out.put("orchestrator", orchestrator)
        out.put("decision", decision)
        return out.value
    }

    public init(json: JSONValue) throws {
        self.init()
        var reader = try JSONObjectReader(json, of: Self.self)
        try reader.take("tenant", &tenant)
        try reader.take("project", &project)
        try reader.take("execution", &execution)
        try reader.take("task", &task)
        try reader.take("attempt", &attempt)
        try reader.take("capability", &capability)
        try reader.take("kind", &kind)
        try reader.take("title", &title)
        try reader.take("subject", &subject)
        try reader.take("input", embedded: &inputJson)
        try reader.take("plan", &plan)
        try reader.take("upstream", &upstream)
        try reader.take("timeout_ms", &timeoutMs)
        try reader.take("partition", &partition)
        try reader.take("traceparent", &traceparent)
        try reader.take("dispatched_at", time: &dispatchedAt)
        try reader.take("upstream_truncated", &upstreamTruncated)
        try reader.take("orchestrator", &orchestrator)
        try reader.take("decision", &decision)
        try reader.finish()
    }
}

extension UpstreamOutput {
    public static var jsonFields: [JSONField] {
        [
            JSONField("task", .text, "By id."),
            JSONField("kind", .text, "Kind of the task, such as python.rest.routes."),
            JSONField("output", .embedded, "JSON, UTF-8."),
            JSONField("files", .list(.message(FileRef.self)), "What was written."),
        ]
    }

    public var json: JSONValue {
        var out = JSONObjectWriter()
        out.put("task", task)
        out.put("kind", kind)
        out.put("output", embedded: outputJson)
        out.put("files", files)
        return out.value
    }

    public init(json: JSONValue) throws {
        self.init()
        var reader = try JSONObjectReader(json, of: Self.self)
        try reader.take("task", &task)
        try reader.take("kind", &kind)
        try reader.take("output", embedded: &outputJson)
        try reader.take("files", &files)
        try reader.finish()
    }
}

extension WorkResult {
    public static var jsonFields: [JSONField] {
        [
            JSONField("tenant", .text, "Owner of the project."),
            JSONField("project", .text, "The project."),
            JSONField("execution", .text, "Id of the execution."),
            JSONField("task", .text, "By id."),
            JSONField("attempt", .count, "The attempt, from 1."),
            JSONField("outcome", .enumeration(Outcome.jsonNames), ""),
            JSONField("output", .embedded, "JSON, UTF-8."),
            JSONField("files", .list(.message(FileRef.self)), "What was written."),
            JSONField("error", .message(ErrorInfo.self), "Only when failed."),
            JSONField("agent", .text, "Of the form name-vX.Y.Z."),
            JSONField("worker", .text, "Instance; confirmations go to luna.live.confirm.<worker>"),
            JSONField("started_at", .time, "Unix nanoseconds; 0 = unset."),
            JSONField("finished_at", .time, "Unix nanoseconds; 0 = unset."),
            JSONField("compute_ms", .count, "Time spent working, for the ledger."),
            JSONField("capability", .text, "What an agent must be able to do, such as codegen.python."),
        ]
    }

    public var json: JSONValue {
        var out = JSONObjectWriter()
        out.put("tenant", tenant)
        out.put("project", project)
        out.put("execution", execution)
        out.put("task", task)
        out.put("attempt", attempt)
        out.put("outcome", outcome)
        out.put("output", embedded: outputJson)
        out.put("files", files)
        out.put("error", error)
        out.put("agent", agent)
        out.put("worker", worker)
        out.put("started_at", time: startedAt)
        out.put("finished_at", time: finishedAt)
        out.put("compute_ms", computeMs)
        out.put("capability", capability)
        return out.value
    }

    public init(json: JSONValue) throws {
        self.init()
        var reader = try JSONObjectReader(json, of: Self.self)
        try reader.take("tenant", &tenant)
        try reader.take("project", &project)
        try reader.take("execution", &execution)
        try reader.take("task", &task)
        try reader.take("attempt", &attempt)
        try reader.take("outcome", &outcome)
        try reader.take("output", embedded: &outputJson)
        try reader.take("files", &files)
        try reader.take("error", &error)
        try reader.take("agent", &agent)
        try reader.take("worker", &worker)
        try reader.take("started_at", time: &startedAt)
        try reader.take("finished_at", time: &finishedAt)
        try reader.take("compute_ms", &computeMs)
        try reader.take("capability", &capability)
        try reader.finish()
    }
}

extension WorkResults {
    public static var jsonFields: [JSONField] {
        [
            JSONField("results", .list(.message(WorkResult.self)), ""),
        ]
    }

    public var json: JSONValue {
        var out = JSONObjectWriter()
        out.put("results", results)
        return out.value
    }

    public init(json: JSONValue) throws {
        self.init()
        var reader = try JSONObjectReader(json, of: Self.self)
        try reader.take("results", &results)
        try reader.finish()
    }
}

extension WorkerHeartbeat {
    public static var jsonFields: [JSONField] {
        [
            JSONField("worker", .text, "The instance of the agent."),
            JSONField("agent", .text, "The agent, of the form name-vX.Y.Z."),
            JSONField("capability", .text, "What an agent must be able to do, such as codegen.python."),
            JSONField("in_flight", .count, "How many tasks it is working on."),
            JSONField("concurrency", .count, "How many tasks it works on at a time."),
            JSONField("attempts", .list(.message(AttemptRef.self)), "Attempts of tasks."),
            JSONField("sent_at", .time, "Unix nanoseconds; 0 = unset."),
            JSONField("capabilities", .list(.text), "All of them; `capability` is the first."),
        ]
    }

    public var json: JSONValue {
        var out = JSONObjectWriter()
        out.put("worker", worker)
        out.put("agent", agent)
        out.put("capability", capability)
        out.put("in_flight", inFlight)
        out.put("concurrency", concurrency)
        out.put("attempts", attempts)
        out.put("sent_at", time: sentAt)
        out.put("capabilities", capabilities)
        return out.value
    }

    public init(json: JSONValue) throws {
        self.init()
        var reader = try JSONObjectReader(json, of: Self.self)
        try reader.take("worker", &worker)
        try reader.take("agent", &agent)
        try reader.take("capability", &capability)
        try reader.take("in_flight", &inFlight)
        try reader.take("concurrency", &concurrency)
        try reader.take("attempts", &attempts)
        try reader.take("sent_at", time: &sentAt)
        try reader.take("capabilities", &capabilities)
        try reader.finish()
    }
}

extension AttemptRef {
    public static var jsonFields: [JSONField] {
        [
            JSONField("execution", .text, "Id of the execution."),
            JSONField("task", .text, "By id."),
            JSONField("attempt", .count, "The attempt, from 1."),
        ]
    }

    public var json: JSONValue {
        var out = JSONObjectWriter()
        out.put("execution", execution)
        out.put("task", task)
        out.put("attempt", attempt)
        return out.value
    }

    public init(json: JSONValue) throws {
        self.init()
        var reader = try JSONObjectReader(json, of: Self.self)
        try reader.take("execution", &execution)
        try reader.take("task", &task)
        try reader.take("attempt", &attempt)
        try reader.finish()
    }
}

extension ResultConfirmation {
    public static var jsonFields: [JSONField] {
        [
            JSONField("attempts", .list(.message(AttemptRef.self)), "Attempts of tasks."),
        ]
    }

    public var json: JSONValue {
        var out = JSONObjectWriter()
        out.put("attempts", attempts)
        return out.value
    }

    public init(json: JSONValue) throws {
        self.init()
        var reader = try JSONObjectReader(json, of: Self.self)
        try reader.take("attempts", &attempts)
        try reader.finish()
    }
}

extension CancelNotice {
    public static var jsonFields: [JSONField] {
        [
            JSONField("execution", .text, "Id of the execution."),
            JSONField("tasks", .list(.text), "Empty = all."),
            JSONField("reason", .text, "For a person: why."),
        ]
    }

    public var json: JSONValue {
        var out = JSONObjectWriter()
        out.put("execution", execution)
        out.put("tasks", tasks)
        out.put("reason", reason)
        return out.value
    }

    public init(json: JSONValue) throws {
        self.init()
        var reader = try JSONObjectReader(json, of: Self.self)
        try reader.take("execution", &execution)
        try reader.take("tasks", &tasks)
        try reader.take("reason", &reason)
        try reader.finish()
    }
}

extension TaskLog {
    public static var jsonFields: [JSONField] {
        [
            JSONField("tenant", .text, "Owner of the project."),
            JSONField("execution", .text, "Id of the execution."),
            JSONField("task", .text, "By id."),
            JSONField("attempt", .count, "The attempt, from 1."),
            JSONField("at", .time, "Unix nanoseconds; 0 = unset."),
            JSONField("level", .text, "One of debug, info, warning, error."),
            JSONField("message", .text, ""),
            JSONField("source", .text, "Agent or service."),
        ]
    }

    public var json: JSONValue {
        var out = JSONObjectWriter()
        out.put("tenant", tenant)
        out.put("execution", execution)
        out.put("task", task)
        out.put("attempt", attempt)
        out.put("at", time: at)
        out.put("level", level)
        out.put("message", message)
        out.put("source", source)
        return out.value
    }

    public init(json: JSONValue) throws {
        self.init()
        var reader = try JSONObjectReader(json, of: Self.self)
        try reader.take("tenant", &tenant)
        try reader.take("execution", &execution)
        try reader.take("task", &task)
        try reader.take("attempt", &attempt)
        try reader.take("at", time: &at)
        try reader.take("level", &level)
        try reader.take("message", &message)
        try reader.take("source", &source)
        try reader.finish()
    }
}

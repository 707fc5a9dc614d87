// Generated from luna/v1/orchestrator.proto by `make proto`. Do not edit.

public import LunaCore

extension SubmitRequest {
    public static var jsonFields: [JSONField] {
        [
            JSONField("project", .text, "Empty = the plan's project name."),
            JSONField("plan", .base64, "YAML or JSON."),
            JSONField("file_name", .text, "For messages about the plan."),
            JSONField(
                "idempotency_key", .text,
                "Same key, same plan: the same execution; same key, other plan: conflict."),
        ]
    }

    public var json: JSONValue {
        var out = JSONObjectWriter()
        out.put("project", project)
        out.put("plan", plan)
        out.put("file_name", fileName)
        out.put("idempotency_key", idempotencyKey)
        return out.value
    }

    public init(json: JSONValue) throws {
        self.init()
        var reader = try JSONObjectReader(json, of: Self.self)
        try reader.take("project", &project)
        try reader.take("plan", &plan)
        try reader.take("file_name", &fileName)
        try reader.take("idempotency_key", &idempotencyKey)
        try reader.finish()
    }
}

extension SubmitReply {
    public static var jsonFields: [JSONField] {
        [
            JSONField("execution", .text, "Id of the execution."),
            JSONField("existing", .flag, "The idempotency key was seen before."),
            JSONField(
                "problems", .list(.message(Finding.self)),
                "When the plan is invalid: all of them; then execution is empty."),
            JSONField("task_count", .count, "How many tasks the graph has."),
            JSONField("project", .text, "The project."),
        ]
    }

    public var json: JSONValue {
        var out = JSONObjectWriter()
        out.put("execution", execution)
        out.put("existing", existing)
        out.put("problems", problems)
        out.put("task_count", taskCount)
        out.put("project", project)
        return out.value
    }

    public init(json: JSONValue) throws {
        self.init()
        var reader = try JSONObjectReader(json, of: Self.self)
        try reader.take("execution", &execution)
        try reader.take("existing", &existing)
        try reader.take("problems", &problems)
        try reader.take("task_count", &taskCount)
        try reader.take("project", &project)
        try reader.finish()
    }
}

extension ExecutionKey {
    public static var jsonFields: [JSONField] {
        [
            JSONField("execution", .text, "Id of the execution."),
        ]
    }

    public var json: JSONValue {
        var out = JSONObjectWriter()
        out.put("execution", execution)
        return out.value
    }

    public init(json: JSONValue) throws {
        self.init()
        var reader = try JSONObjectReader(json, of: Self.self)
        try reader.take("execution", &execution)
        try reader.finish()
    }
}

extension TaskKey {
    public static var jsonFields: [JSONField] {
        [
            JSONField("execution", .text, "Id of the execution."),
            JSONField("task", .text, "By id."),
        ]
    }

    public var json: JSONValue {
        var out = JSONObjectWriter()
        out.put("execution", execution)
        out.put("task", task)
        return out.value
    }

    public init(json: JSONValue) throws {
        self.init()
        var reader = try JSONObjectReader(json, of: Self.self)
        try reader.take("execution", &execution)
        try reader.take("task", &task)
        try reader.finish()
    }
}

extension ControlRequest {
    public static var jsonFields: [JSONField] {
        [
            JSONField("execution", .text, "Id of the execution."),
            JSONField("reason", .text, "For a person: why."),
        ]
    }

    public var json: JSONValue {
        var out = JSONObjectWriter()
        out.put("execution", execution)
        out.put("reason", reason)
        return out.value
    }

    public init(json: JSONValue) throws {
        self.init()
        var reader = try JSONObjectReader(json, of: Self.self)
        try reader.take("execution", &execution)
        try reader.take("reason", &reason)
        try reader.finish()
    }
}

extension TaskCounts {
    public static var jsonFields: [JSONField] {
        [
            JSONField("total", .count, ""),
            JSONField("blocked", .count, ""),
            JSONField("ready", .count, ""),
            JSONField("running", .count, ""),
            JSONField("retrying", .count, ""),
            JSONField("succeeded", .count, ""),
            JSONField("failed", .count, ""),
            JSONField("skipped", .count, ""),
            JSONField("cancelled", .count, ""),
        ]
    }

    public var json: JSONValue {
        var out = JSONObjectWriter()
        out.put("total", total)
        out.put("blocked", blocked)
        out.put("ready", ready)
        out.put("running", running)
        out.put("retrying", retrying)
        out.put("succeeded", succeeded)
        out.put("failed", failed)
        out.put("skipped", skipped)
        out.put("cancelled", cancelled)
        return out.value
    }

    public init(json: JSONValue) throws {
        self.init()
        var reader = try JSONObjectReader(json, of: Self.self)
        try reader.take("total", &total)
        try reader.take("blocked", &blocked)
        try reader.take("ready", &ready)
        try reader.take("running", &running)
        try reader.take("retrying", &retrying)
        try reader.take("succeeded", &succeeded)
        try reader.take("failed", &failed)
        try reader.take("skipped", &skipped)
        try reader.take("cancelled", &cancelled)
        try reader.finish()
    }
}

extension CapabilityCounts {
    public static var jsonFields: [JSONField] {
        [
            JSONField("capability", .text, "What an agent must be able to do, such as codegen.python."),
            JSONField("counts", .message(TaskCounts.self), ""),
        ]
    }

    public var json: JSONValue {
        var out = JSONObjectWriter()
        out.put("capability", capability)
        out.put("counts", counts)
        return out.value
    }

    public init(json: JSONValue) throws {
        self.init()
        var reader = try JSONObjectReader(json, of: Self.self)
        try reader.take("capability", &capability)
        try reader.take("counts", &counts)
        try reader.finish()
    }
}

extension ExecutionView {
    public static var jsonFields: [JSONField] {
        [
            JSONField("execution", .text, "Id of the execution."),
            JSONField("project", .text, "The project."),
            JSONField("plan_name", .text, ""),
            JSONField("state", .enumeration(ExecutionState.jsonNames), ""),
            JSONField("counts", .message(TaskCounts.self), ""),
            JSONField("submitted_at", .time, "Unix nanoseconds; 0 = unset."),
            JSONField("started_at", .time, "Unix nanoseconds; 0 = unset."),
            JSONField("finished_at", .time, "Unix nanoseconds; 0 = unset."),
            JSONField("reason", .text, "For a person: why."),
            JSONField("last_sequence", .count, "Sequence of the newest event."),
            JSONField("plan_sha256", .text, "SHA-256, 64 lower-case hexadecimal digits."),
            JSONField("graph_sha256", .text, "SHA-256, 64 lower-case hexadecimal digits."),
            JSONField("capabilities", .list(.message(CapabilityCounts.self)), ""),
            JSONField("project_type", .text, ""),
            JSONField("origin_execution", .text, "Set when it was forked from another one."),
            JSONField("origin_sequence", .count, "What that one had done up to here was taken over."),
            JSONField("decision", .text, "Id of the policy decision under which it runs."),
        ]
    }

    public var json: JSONValue {
        var out = JSONObjectWriter()
        out.put("execution", execution)
        out.put("project", project)
        out.put("plan_name", planName)
        out.put("state", state)
        out.put("counts", counts)
        out.put("submitted_at", time: submittedAt)
        out.put("started_at", time: startedAt)
        out.put("finished_at", time: finishedAt)
        out.put("reason", reason)
        out.put("last_sequence", lastSequence)
        out.put("plan_sha256", planSha256)
        out.put("graph_sha256", graphSha256)
        out.put("capabilities", capabilities)
        out.put("project_type", projectType)
        out.put("origin_execution", originExecution)
        out.put("origin_sequence", originSequence)
        out.put("decision", decision)
        return out.value
    }

    public init(json: JSONValue) throws {
        self.init()
        var reader = try JSONObjectReader(json, of: Self.self)
        try reader.take("execution", &execution)
        try reader.take("project", &project)
        try reader.take("plan_name", &planName)
        try reader.take("state", &state)
        try reader.take("counts", &counts)
        try reader.take("submitted_at", time: &submittedAt)
        try reader.take("started_at", time: &startedAt)
        try reader.take("finished_at", time: &finishedAt)
        try reader.take("reason", &reason)
        try reader.take("last_sequence", &lastSequence)
        try reader.take("plan_sha256", &planSha256)
        try reader.take("graph_sha256", &graphSha256)
        try reader.take("capabilities", &capabilities)
        try reader.take("project_type", &projectType)
        try reader.take("origin_execution", &originExecution)
        try reader.take("origin_sequence", &originSequence)
        try reader.take("decision", &decision)
        try reader.finish()
    }
}

extension ListExecutionsRequest {
    public static var jsonFields: [JSONField] {
        [
            JSONField("limit", .count, "At most so many; 0 = the default of the service."),
            JSONField("cursor", .text, "Opaque, from the reply before; empty = from the start."),
            JSONField("project", .text, "The project."),
            JSONField("state", .enumeration(ExecutionState.jsonNames), ""),
        ]
    }

    public var json: JSONValue {
        var out = JSONObjectWriter()
        out.put("limit", limit)
        out.put("cursor", cursor)
        out.put("project", project)
        out.put("state", state)
        return out.value
    }

    public init(json: JSONValue) throws {
        self.init()
        var reader = try JSONObjectReader(json, of: Self.self)
        try reader.take("limit", &limit)
        try reader.take("cursor", &cursor)
        try reader.take("project", &project)
        try reader.take("state", &state)
        try reader.finish()
    }
}

extension ListExecutionsReply {
    public static var jsonFields: [JSONField] {
        [
            JSONField("executions", .list(.message(ExecutionView.self)), ""),
            JSONField("next_cursor", .text, "For the next request; empty = nothing left."),
        ]
    }

    public var json: JSONValue {
        var out = JSONObjectWriter()
        out.put("executions", executions)
        out.put("next_cursor", nextCursor)
        return out.value
    }

    public init(json: JSONValue) throws {
        self.init()
        var reader = try JSONObjectReader(json, of: Self.self)
        try reader.take("executions", &executions)
        try reader.take("next_cursor", &nextCursor)
        try reader.finish()
    }
}

extension TaskView {
    public static var jsonFields: [JSONField] {
        [
            JSONField("task", .text, "By id."),
            JSONField("index", .count, "Place in the graph, from 0."),
            JSONField("kind", .text, "Kind of the task, such as python.rest.routes."),
            JSONField("capability", .text, "What an agent must be able to do, such as codegen.python."),
            JSONField("title", .text, "For a person: what it does."),
            JSONField("subject", .text, ""),
            JSONField("state", .enumeration(TaskState.jsonNames), ""),
            JSONField("attempt", .count, "The attempt, from 1."),
            JSONField("depends_on", .list(.text), "Tasks that must succeed first."),
            JSONField("error", .message(ErrorInfo.self), "What went wrong."),
            JSONField("agent", .text, "The agent, of the form name-vX.Y.Z."),
            JSONField("scheduled_at", .time, "Unix nanoseconds; 0 = unset."),
            JSONField("started_at", .time, "Unix nanoseconds; 0 = unset."),
            JSONField("finished_at", .time, "Unix nanoseconds; 0 = unset."),
            JSONField("compute_ms", .count, "Milliseconds."),
            JSONField("files", .list(.message(FileRef.self)), "What was written."),
            JSONField("output", .embedded, "JSON, UTF-8."),
            JSONField("inherited_from", .text, "Execution that did it, when this one is a fork of that."),
        ]
    }

    public var json: JSONValue {
        var out = JSONObjectWriter()
        out.put("task", task)
        out.put("index", index)
        out.put("kind", kind)
        out.put("capability", capability)
        out.put("title", title)
        out.put("subject", subject)
        out.put("state", state)
        out.put("attempt", attempt)
        out.put("depends_on", dependsOn)
        out.put("error", error)
        out.put("agent", agent)
        out.put("scheduled_at", time: scheduledAt)
        out.put("started_at", time: startedAt)
        out.put("finished_at", time: finishedAt)
        out.put("compute_ms", computeMs)
        out.put("files", files)
        out.put("output", embedded: outputJson)
        out.put("inherited_from", inheritedFrom)
        return out.value
    }

    public init(json: JSONValue) throws {
        self.init()
        var reader = try JSONObjectReader(json, of: Self.self)
        try reader.take("task", &task)
        try reader.take("index", &index)
        try reader.take("kind", &kind)
        try reader.take("capability", &capability)
        try reader.take("title", &title)
        try reader.take("subject", &subject)
        try reader.take("state", &state)
        try reader.take("attempt", &attempt)
        try reader.take("depends_on", &dependsOn)
        try reader.take("error", &error)
        try reader.take("agent", &agent)
        try reader.take("scheduled_at", time: &scheduledAt)
        try reader.take("started_at", time: &startedAt)
        try reader.take("finished_at", time: &finishedAt)
        try reader.take("compute_ms", &computeMs)
        try reader.take("files", &files)
        try reader.take("output", embedded: &outputJson)
        try reader.take("inherited_from", &inheritedFrom)
        try reader.finish()
    }
}

extension ListTasksRequest {
    public static var jsonFields: [JSONField] {
        [
            JSONField("execution", .text, "Id of the execution."),
            JSONField("limit", .count, "At most so many; 0 = the default of the service."),
            JSONField("cursor", .text, "Opaque, from the reply before; empty = from the start."),
            JSONField("state", .enumeration(TaskState.jsonNames), ""),
            JSONField("capability", .text, "Empty = all."),
        ]
    }

    public var json: JSONValue {
        var out = JSONObjectWriter()
        out.put("execution", execution)
        out.put("limit", limit)
        out.put("cursor", cursor)
        out.put("state", state)
        out.put("capability", capability)
        return out.value
    }

    public init(json: JSONValue) throws {
        self.init()
        var reader = try JSONObjectReader(json, of: Self.self)
        try reader.take("execution", &execution)
        try reader.take("limit", &limit)
        try reader.take("cursor", &cursor)
        try reader.take("state", &state)
        try reader.take("capability", &capability)
        try reader.finish()
    }
}

extension ListTasksReply {
    public static var jsonFields: [JSONField] {
        [
            JSONField("tasks", .list(.message(TaskView.self)), "By id."),
            JSONField("next_cursor", .text, "For the next request; empty = nothing left."),
        ]
    }

    public var json: JSONValue {
        var out = JSONObjectWriter()
        out.put("tasks", tasks)
        out.put("next_cursor", nextCursor)
        return out.value
    }

    public init(json: JSONValue) throws {
        self.init()
        var reader = try JSONObjectReader(json, of: Self.self)
        try reader.take("tasks", &tasks)
        try reader.take("next_cursor", &nextCursor)
        try reader.finish()
    }
}

extension PlanDocument {
    public static var jsonFields: [JSONField] {
        [
            JSONField("plan", .embedded, "JSON, UTF-8."),
            JSONField("sha256", .text, "SHA-256, 64 lower-case hexadecimal digits."),
        ]
    }

    public var json: JSONValue {
        var out = JSONObjectWriter()
        out.put("plan", embedded: planJson)
        out.put("sha256", sha256)
        return out.value
    }

    public init(json: JSONValue) throws {
        self.init()
        var reader = try JSONObjectReader(json, of: Self.self)
        try reader.take("plan", embedded: &planJson)
        try reader.take("sha256", &sha256)
        try reader.finish()
    }
}

extension ReadEventsRequest {
    public static var jsonFields: [JSONField] {
        [
            JSONField("execution", .text, "Id of the execution."),
            JSONField("after_sequence", .count, "Only events after this one; 0 = from the start."),
            JSONField("limit", .count, "At most so many; 0 = the default of the service."),
        ]
    }

    public var json: JSONValue {
        var out = JSONObjectWriter()
        out.put("execution", execution)
        out.put("after_sequence", afterSequence)
        out.put("limit", limit)
        return out.value
    }

    public init(json: JSONValue) throws {
        self.init()
        var reader = try JSONObjectReader(json, of: Self.self)
        try reader.take("execution", &execution)
        try reader.take("after_sequence", &afterSequence)
        try reader.take("limit", &limit)
        try reader.finish()
    }
}

extension ReadEventsReply {
    public static var jsonFields: [JSONField] {
        [
            JSONField("events", .list(.message(PublishedEvent.self)), ""),
            JSONField("finished", .flag, "The execution has ended: no more events will come."),
            JSONField("last_sequence", .count, "Sequence of the newest event."),
        ]
    }

    public var json: JSONValue {
        var out = JSONObjectWriter()
        out.put("events", events)
        out.put("finished", finished)
        out.put("last_sequence", lastSequence)
        return out.value
    }

    public init(json: JSONValue) throws {
        self.init()
        var reader = try JSONObjectReader(json, of: Self.self)
        try reader.take("events", &events)
        try reader.take("finished", &finished)
        try reader.take("last_sequence", &lastSequence)
        try reader.finish()
    }
}

extension ReadFeedRequest {
    public static var jsonFields: [JSONField] {
        [
            JSONField("after_position", .text, "Only events after this position; empty = from the start."),
            JSONField("limit", .count, "At most so many; 0 = the default of the service."),
            JSONField("types", .list(.text), "Only events of these types, such as task.completed; empty = all."),
        ]
    }

    public var json: JSONValue {
        var out = JSONObjectWriter()
        out.put("after_position", afterPosition)
        out.put("limit", limit)
        out.put("types", types)
        return out.value
    }

    public init(json: JSONValue) throws {
        self.init()
        var reader = try JSONObjectReader(json, of: Self.self)
        try reader.take("after_position", &afterPosition)
        try reader.take("limit", &limit)
        try reader.take("types", &types)
        try reader.finish()
    }
}

extension ReadFeedReply {
    public static var jsonFields: [JSONField] {
        [
            JSONField("events", .list(.message(PublishedEvent.self)), ""),
            JSONField("position", .text, ""),
            JSONField("more", .flag, "There is more to read at once."),
        ]
    }

    public var json: JSONValue {
        var out = JSONObjectWriter()
        out.put("events", events)
        out.put("position", position)
        out.put("more", more)
        return out.value
    }

    public init(json: JSONValue) throws {
        self.init()
        var reader = try JSONObjectReader(json, of: Self.self)
        try reader.take("events", &events)
        try reader.take("position", &position)
        try reader.take("more", &more)
        try reader.finish()
    }
}

extension GetOutputsRequest {
    public static var jsonFields: [JSONField] {
        [
            JSONField("execution", .text, "Id of the execution."),
            JSONField("task", .text, "By id."),
            JSONField("cursor", .text, "Opaque, from the reply before; empty = from the start."),
        ]
    }

    public var json: JSONValue {
        var out = JSONObjectWriter()
        out.put("execution", execution)
        out.put("task", task)
        out.put("cursor", cursor)
        return out.value
    }

    public init(json: JSONValue) throws {
        self.init()
        var reader = try JSONObjectReader(json, of: Self.self)
        try reader.take("execution", &execution)
        try reader.take("task", &task)
        try reader.take("cursor", &cursor)
        try reader.finish()
    }
}

extension GetOutputsReply {
    public static var jsonFields: [JSONField] {
        [
            JSONField("outputs", .list(.message(TaskOutput.self)), ""),
            JSONField("next_cursor", .text, "For the next request; empty = nothing left."),
        ]
    }

    public var json: JSONValue {
        var out = JSONObjectWriter()
        out.put("outputs", outputs)
        out.put("next_cursor", nextCursor)
        return out.value
    }

    public init(json: JSONValue) throws {
        self.init()
        var reader = try JSONObjectReader(json, of: Self.self)
        try reader.take("outputs", &outputs)
        try reader.take("next_cursor", &nextCursor)
        try reader.finish()
    }
}

extension TaskOutput {
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

extension WhyReply {
    public static var jsonFields: [JSONField] {
        [
            JSONField("task", .text, "By id."),
            JSONField("state", .enumeration(TaskState.jsonNames), ""),
            JSONField("waiting_for", .text, "What will wake it: a task, a timer, an agent, a person."),
            JSONField("names", .list(.text), "Names of what it waits for."),
            JSONField("explanation", .text, "For a person: a sentence."),
        ]
    }

    public var json: JSONValue {
        var out = JSONObjectWriter()
        out.put("task", task)
        out.put("state", state)
        out.put("waiting_for", waitingFor)
        out.put("names", names)
        out.put("explanation", explanation)
        return out.value
    }

    public init(json: JSONValue) throws {
        self.init()
        var reader = try JSONObjectReader(json, of: Self.self)
        try reader.take("task", &task)
        try reader.take("state", &state)
        try reader.take("waiting_for", &waitingFor)
        try reader.take("names", &names)
        try reader.take("explanation", &explanation)
        try reader.finish()
    }
}

extension ReplayRequest {
    public static var jsonFields: [JSONField] {
        [
            JSONField("execution", .text, "Id of the execution."),
            JSONField("sequence", .count, "Of the last event to fold in; 0 = the newest."),
            JSONField("limit", .count, "Of the page of tasks."),
            JSONField("cursor", .text, "Opaque, from the reply before; empty = from the start."),
            JSONField("state", .enumeration(TaskState.jsonNames), "Only tasks in this state."),
        ]
    }

    public var json: JSONValue {
        var out = JSONObjectWriter()
        out.put("execution", execution)
        out.put("sequence", sequence)
        out.put("limit", limit)
        out.put("cursor", cursor)
        out.put("state", state)
        return out.value
    }

    public init(json: JSONValue) throws {
        self.init()
        var reader = try JSONObjectReader(json, of: Self.self)
        try reader.take("execution", &execution)
        try reader.take("sequence", &sequence)
        try reader.take("limit", &limit)
        try reader.take("cursor", &cursor)
        try reader.take("state", &state)
        try reader.finish()
    }
}

extension ReplayReply {
    public static var jsonFields: [JSONField] {
        [
            JSONField("execution", .message(ExecutionView.self), "Id of the execution."),
            JSONField("event", .message(PublishedEvent.self), "The last event that was folded in."),
            JSONField("tasks", .list(.message(TaskView.self)), "By id."),
            JSONField("next_cursor", .text, "For the next request; empty = nothing left."),
            JSONField("last_sequence", .count, "Of the whole journal."),
        ]
    }

    public var json: JSONValue {
        var out = JSONObjectWriter()
        out.put("execution", execution)
        out.put("event", event)
        out.put("tasks", tasks)
        out.put("next_cursor", nextCursor)
        out.put("last_sequence", lastSequence)
        return out.value
    }

    public init(json: JSONValue) throws {
        self.init()
        var reader = try JSONObjectReader(json, of: Self.self)
        try reader.take("execution", &execution)
        try reader.take("event", &event)
        try reader.take("tasks", &tasks)
        try reader.take("next_cursor", &nextCursor)
        try reader.take("last_sequence", &lastSequence)
        try reader.finish()
    }
}

extension CompareRequest {
    public static var jsonFields: [JSONField] {
        [
            JSONField("left", .text, ""),
            JSONField("right", .text, ""),
            JSONField("limit", .count, "At most so many; 0 = the default of the service."),
            JSONField("cursor", .text, "Opaque, from the reply before; empty = from the start."),
            JSONField("include_same", .flag, "Also tasks that do not differ."),
        ]
    }

    public var json: JSONValue {
        var out = JSONObjectWriter()
        out.put("left", left)
        out.put("right", right)
        out.put("limit", limit)
        out.put("cursor", cursor)
        out.put("include_same", includeSame)
        return out.value
    }

    public init(json: JSONValue) throws {
        self.init()
        var reader = try JSONObjectReader(json, of: Self.self)
        try reader.take("left", &left)
        try reader.take("right", &right)
        try reader.take("limit", &limit)
        try reader.take("cursor", &cursor)
        try reader.take("include_same", &includeSame)
        try reader.finish()
    }
}

extension TaskResult {
    public static var jsonFields: [JSONField] {
        [
            JSONField("state", .enumeration(TaskState.jsonNames), ""),
            JSONField("attempts", .count, "Attempts of tasks."),
            JSONField("output_sha256", .text, "Empty = no output."),
            JSONField("files_sha256", .text, "Of the paths and digests of its files; empty = no files."),
            JSONField("duration_ms", .count, "From when it was handed out to its end; 0 while it has not ended."),
            JSONField("compute_ms", .count, "Milliseconds."),
            JSONField("agent", .text, "The agent, of the form name-vX.Y.Z."),
            JSONField("error_code", .text, ""),
            JSONField("inherited_from", .text, ""),
        ]
    }

    public var json: JSONValue {
        var out = JSONObjectWriter()
        out.put("state", state)
        out.put("attempts", attempts)
        out.put("output_sha256", outputSha256)
        out.put("files_sha256", filesSha256)
        out.put("duration_ms", durationMs)
        out.put("compute_ms", computeMs)
        out.put("agent", agent)
        out.put("error_code", errorCode)
        out.put("inherited_from", inheritedFrom)
        return out.value
    }

    public init(json: JSONValue) throws {
        self.init()
        var reader = try JSONObjectReader(json, of: Self.self)
        try reader.take("state", &state)
        try reader.take("attempts", &attempts)
        try reader.take("output_sha256", &outputSha256)
        try reader.take("files_sha256", &filesSha256)
        try reader.take("duration_ms", &durationMs)
        try reader.take("compute_ms", &computeMs)
        try reader.take("agent", &agent)
        try reader.take("error_code", &errorCode)
        try reader.take("inherited_from", &inheritedFrom)
        try reader.finish()
    }
}

extension TaskDifference {
    public static var jsonFields: [JSONField] {
        [
            JSONField("task", .text, "By id."),
            JSONField("capability", .text, "What an agent must be able to do, such as codegen.python."),
            JSONField("left", .message(TaskResult.self), ""),
            JSONField("right", .message(TaskResult.self), ""),
            JSONField("differs", .list(.text), "Of presence, state, attempts, output, files, agent, error."),
        ]
    }

    public var json: JSONValue {
        var out = JSONObjectWriter()
        out.put("task", task)
        out.put("capability", capability)
        out.put("left", left)
        out.put("right", right)
        out.put("differs", differs)
        return out.value
    }

    public init(json: JSONValue) throws {
        self.init()
        var reader = try JSONObjectReader(json, of: Self.self)
        try reader.take("task", &task)
        try reader.take("capability", &capability)
        try reader.take("left", &left)
        try reader.take("right", &right)
        try reader.take("differs", &differs)
        try reader.finish()
    }
}

extension CompareReply {
    public static var jsonFields: [JSONField] {
        [
            JSONField("left", .message(ExecutionView.self), ""),
            JSONField("right", .message(ExecutionView.self), ""),
            JSONField("tasks", .list(.message(TaskDifference.self)), "By id."),
            JSONField("next_cursor", .text, "For the next request; empty = nothing left."),
            JSONField("same", .count, "Tasks, in the whole comparison."),
            JSONField("different", .count, ""),
            JSONField("only_left", .count, ""),
            JSONField("only_right", .count, ""),
            JSONField("same_plan", .flag, ""),
        ]
    }

    public var json: JSONValue {
        var out = JSONObjectWriter()
        out.put("left", left)
        out.put("right", right)
        out.put("tasks", tasks)
        out.put("next_cursor", nextCursor)
        out.put("same", same)
        out.put("different", different)
        out.put("only_left", onlyLeft)
        out.put("only_right", onlyRight)
        out.put("same_plan", samePlan)
        return out.value
    }

    public init(json: JSONValue) throws {
        self.init()
        var reader = try JSONObjectReader(json, of: Self.self)
        try reader.take("left", &left)
        try reader.take("right", &right)
        try reader.take("tasks", &tasks)
        try reader.take("next_cursor", &nextCursor)
        try reader.take("same", &same)
        try reader.take("different", &different)
        try reader.take("only_left", &onlyLeft)
        try reader.take("only_right", &onlyRight)
        try reader.take("same_plan", &samePlan)
        try reader.finish()
    }
}

extension ForkRequest {
    public static var jsonFields: [JSONField] {
        [
            JSONField("execution", .text, "Id of the execution."),
            JSONField("sequence", .count, "Of the last event to take over; 0 = the newest."),
            JSONField("idempotency_key", .text, "Same key, same plan: the same execution."),
        ]
    }

    public var json: JSONValue {
        var out = JSONObjectWriter()
        out.put("execution", execution)
        out.put("sequence", sequence)
        out.put("idempotency_key", idempotencyKey)
        return out.value
    }

    public init(json: JSONValue) throws {
        self.init()
        var reader = try JSONObjectReader(json, of: Self.self)
        try reader.take("execution", &execution)
        try reader.take("sequence", &sequence)
        try reader.take("idempotency_key", &idempotencyKey)
        try reader.finish()
    }
}

extension DeadLetterView {
    public static var jsonFields: [JSONField] {
        [
            JSONField("letter", .count, "Its number."),
            JSONField("subject", .text, "Where it was first published."),
            JSONField("code", .text, ""),
            JSONField("reason", .text, "For a person: why."),
            JSONField("deliveries", .count, ""),
            JSONField("at", .time, "When it became a dead letter."),
            JSONField("stream", .text, "Empty when it was in none."),
            JSONField("consumer", .text, ""),
            JSONField("message_id", .text, ""),
            JSONField("tenant", .text, "Owner of the project."),
            JSONField("correlation", .text, "Execution id, when the message has one."),
            JSONField("truncated", .flag, "Only the beginning of the body was kept; it cannot be replayed."),
            JSONField("size", .count, "Bytes of the body that was kept."),
            JSONField("headers", .map(.text), ""),
            JSONField("body", .base64, "Not in lists."),
        ]
    }

    public var json: JSONValue {
        var out = JSONObjectWriter()
        out.put("letter", letter)
        out.put("subject", subject)
        out.put("code", code)
        out.put("reason", reason)
        out.put("deliveries", deliveries)
        out.put("at", time: at)
        out.put("stream", stream)
        out.put("consumer", consumer)
        out.put("message_id", messageId)
        out.put("tenant", tenant)
        out.put("correlation", correlation)
        out.put("truncated", truncated)
        out.put("size", size)
        out.put("headers", headers)
        out.put("body", body)
        return out.value
    }

    public init(json: JSONValue) throws {
        self.init()
        var reader = try JSONObjectReader(json, of: Self.self)
        try reader.take("letter", &letter)
        try reader.take("subject", &subject)
        try reader.take("code", &code)
        try reader.take("reason", &reason)
        try reader.take("deliveries", &deliveries)
        try reader.take("at", time: &at)
        try reader.take("stream", &stream)
        try reader.take("consumer", &consumer)
        try reader.take("message_id", &messageId)
        try reader.take("tenant", &tenant)
        try reader.take("correlation", &correlation)
        try reader.take("truncated", &truncated)
        try reader.take("size", &size)
        try reader.take("headers", &headers)
        try reader.take("body", &body)
        try reader.finish()
    }
}

extension ListDeadLettersRequest {
    public static var jsonFields: [JSONField] {
        [
            JSONField("limit", .count, "At most so many; 0 = the default of the service."),
            JSONField("cursor", .text, "Opaque, from the reply before; empty = from the start."),
            JSONField("subject", .text, "Original subject, wildcards allowed; empty = all."),
            JSONField("code", .text, "Empty = all."),
        ]
    }

    public var json: JSONValue {
        var out = JSONObjectWriter()
        out.put("limit", limit)
        out.put("cursor", cursor)
        out.put("subject", subject)
        out.put("code", code)
        return out.value
    }

    public init(json: JSONValue) throws {
        self.init()
        var reader = try JSONObjectReader(json, of: Self.self)
        try reader.take("limit", &limit)
        try reader.take("cursor", &cursor)
        try reader.take("subject", &subject)
        try reader.take("code", &code)
        try reader.finish()
    }
}

extension ListDeadLettersReply {
    public static var jsonFields: [JSONField] {
        [
            JSONField("letters", .list(.message(DeadLetterView.self)), ""),
            JSONField("next_cursor", .text, "For the next request; empty = nothing left."),
        ]
    }

    public var json: JSONValue {
        var out = JSONObjectWriter()
        out.put("letters", letters)
        out.put("next_cursor", nextCursor)
        return out.value
    }

    public init(json: JSONValue) throws {
        self.init()
        var reader = try JSONObjectReader(json, of: Self.self)
        try reader.take("letters", &letters)
        try reader.take("next_cursor", &nextCursor)
        try reader.finish()
    }
}

extension DeadLetterKey {
    public static var jsonFields: [JSONField] {
        [
            JSONField("letter", .count, ""),
        ]
    }

    public var json: JSONValue {
        var out = JSONObjectWriter()
        out.put("letter", letter)
        return out.value
    }

    public init(json: JSONValue) throws {
        self.init()
        var reader = try JSONObjectReader(json, of: Self.self)
        try reader.take("letter", &letter)
        try reader.finish()
    }
}

extension ReplayedDeadLetter {
    public static var jsonFields: [JSONField] {
        [
            JSONField("letter", .count, ""),
            JSONField("subject", .text, ""),
            JSONField("stream", .text, ""),
            JSONField("sequence", .count, ""),
        ]
    }

    public var json: JSONValue {
        var out = JSONObjectWriter()
        out.put("letter", letter)
        out.put("subject", subject)
        out.put("stream", stream)
        out.put("sequence", sequence)
        return out.value
    }

    public init(json: JSONValue) throws {
        self.init()
        var reader = try JSONObjectReader(json, of: Self.self)
        try reader.take("letter", &letter)
        try reader.take("subject", &subject)
        try reader.take("stream", &stream)
        try reader.take("sequence", &sequence)
        try reader.finish()
    }
}

extension PurgeDeadLettersRequest {
    public static var jsonFields: [JSONField] {
        [
            JSONField("letter", .count, "Only this one."),
            JSONField("subject", .text, "Only those; wildcards allowed."),
            JSONField("code", .text, ""),
            JSONField("all", .flag, "Needed when nothing else is said."),
        ]
    }

    public var json: JSONValue {
        var out = JSONObjectWriter()
        out.put("letter", letter)
        out.put("subject", subject)
        out.put("code", code)
        out.put("all", all)
        return out.value
    }

    public init(json: JSONValue) throws {
        self.init()
        var reader = try JSONObjectReader(json, of: Self.self)
        try reader.take("letter", &letter)
        try reader.take("subject", &subject)
        try reader.take("code", &code)
        try reader.take("all", &all)
        try reader.finish()
    }
}

extension PurgeDeadLettersReply {
    public static var jsonFields: [JSONField] {
        [
            JSONField("purged", .count, ""),
            JSONField("more", .flag, "There is more to read at once."),
        ]
    }

    public var json: JSONValue {
        var out = JSONObjectWriter()
        out.put("purged", purged)
        out.put("more", more)
        return out.value
    }

    public init(json: JSONValue) throws {
        self.init()
        var reader = try JSONObjectReader(json, of: Self.self)
        try reader.take("purged", &purged)
        try reader.take("more", &more)
        try reader.finish()
    }
}

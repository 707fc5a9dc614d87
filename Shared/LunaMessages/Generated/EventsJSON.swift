// Generated from luna/v1/events.proto by `make proto`. Do not edit.

public import LunaCore

extension ExecutionEvent {
    public static var jsonFields: [JSONField] {
        [
            JSONField("sequence", .count, "From 1, contiguous in the execution."),
            JSONField("at", .time, "Unix nanoseconds; 0 = unset."),
            JSONField("actor", .text, "Who caused it."),
            JSONField("submitted", .message(ExecutionSubmitted.self), isChoice: true, ""),
            JSONField("started", .message(ExecutionStarted.self), isChoice: true, ""),
            JSONField("task_scheduled", .message(TaskScheduled.self), isChoice: true, ""),
            JSONField("task_succeeded", .message(TaskSucceeded.self), isChoice: true, ""),
            JSONField("task_attempt_failed", .message(TaskAttemptFailed.self), isChoice: true, ""),
            JSONField("task_failed", .message(TaskFailed.self), isChoice: true, ""),
            JSONField("task_skipped", .message(TaskSkipped.self), isChoice: true, ""),
            JSONField("task_cancelled", .message(TaskCancelled.self), isChoice: true, ""),
            JSONField("paused", .message(ExecutionPaused.self), isChoice: true, ""),
            JSONField("resumed", .message(ExecutionResumed.self), isChoice: true, ""),
            JSONField("cancelled", .message(ExecutionCancelled.self), isChoice: true, ""),
            JSONField("succeeded", .message(ExecutionSucceeded.self), isChoice: true, ""),
            JSONField("failed", .message(ExecutionFailed.self), isChoice: true, ""),
        ]
    }

    public var json: JSONValue {
        var out = JSONObjectWriter()
        out.put("sequence", sequence)
        out.put("at", time: at)
        out.put("actor", actor)
        switch body {
        case nil: break
        case .submitted(let value): out.put("submitted", value)
        case .started(let value): out.put("started", value)
        case .taskScheduled(let value): out.put("task_scheduled", value)
        case .taskSucceeded(let value): out.put("task_succeeded", value)
        case .taskAttemptFailed(let value): out.put("task_attempt_failed", value)
        case .taskFailed(let value): out.put("task_failed", value)
        case .taskSkipped(let value): out.put("task_skipped", value)
        case .taskCancelled(let value): out.put("task_cancelled", value)
        case .paused(let value): out.put("paused", value)
        case .resumed(let value): out.put("resumed", value)
        case .cancelled(let value): out.put("cancelled", value)
        case .succeeded(let value): out.put("succeeded", value)
        case .failed(let value): out.put("failed", value)
        }
        return out.value
    }

    public init(json: JSONValue) throws {
        self.init()
        var reader = try JSONObjectReader(json, of: Self.self)
        try reader.take("sequence", &sequence)
        try reader.take("at", time: &at)
        try reader.take("actor", &actor)
        try reader.choose("submitted", as: ExecutionSubmitted.self, &body) { .submitted($0) }
        try reader.choose("started", as: ExecutionStarted.self, &body) { .started($0) }
        try reader.choose("task_scheduled", as: TaskScheduled.self, &body) { .taskScheduled($0) }
        try reader.choose("task_succeeded", as: TaskSucceeded.self, &body) { .taskSucceeded($0) }
        try reader.choose("task_attempt_failed", as: TaskAttemptFailed.self, &body) { .taskAttemptFailed($0) }
        try reader.choose("task_failed", as: TaskFailed.self, &body) { .taskFailed($0) }
        try reader.choose("task_skipped", as: TaskSkipped.self, &body) { .taskSkipped($0) }
        try reader.choose("task_cancelled", as: TaskCancelled.self, &body) { .taskCancelled($0) }
        try reader.choose("paused", as: ExecutionPaused.self, &body) { .paused($0) }
        try reader.choose("resumed", as: ExecutionResumed.self, &body) { .resumed($0) }
        try reader.choose("cancelled", as: ExecutionCancelled.self, &body) { .cancelled($0) }
        try reader.choose("succeeded", as: ExecutionSucceeded.self, &body) { .succeeded($0) }
        try reader.choose("failed", as: ExecutionFailed.self, &body) { .failed($0) }
        try reader.finish()
    }
}

extension ExecutionSubmitted {
    public static var jsonFields: [JSONField] {
        [
            JSONField("plan_sha256", .text, "SHA-256, 64 lower-case hexadecimal digits."),
            JSONField("graph_sha256", .text, "SHA-256, 64 lower-case hexadecimal digits."),
            JSONField("task_count", .count, "How many tasks the graph has."),
            JSONField("plan_name", .text, ""),
            JSONField(
                "submission", .text,
                """
                What the submitter called the submission: its Idempotency-Key, or the id of the message that it \
                came in.
                """),
            JSONField("origin_execution", .text, "For a fork: where it comes from."),
            JSONField("origin_sequence", .count, "For a fork: what had been done up to here was taken over."),
        ]
    }

    public var json: JSONValue {
        var out = JSONObjectWriter()
        out.put("plan_sha256", planSha256)
        out.put("graph_sha256", graphSha256)
        out.put("task_count", taskCount)
        out.put("plan_name", planName)
        out.put("submission", submission)
        out.put("origin_execution", originExecution)
        out.put("origin_sequence", originSequence)
        return out.value
    }

    public init(json: JSONValue) throws {
        self.init()
        var reader = try JSONObjectReader(json, of: Self.self)
        try reader.take("plan_sha256", &planSha256)
        try reader.take("graph_sha256", &graphSha256)
        try reader.take("task_count", &taskCount)
        try reader.take("plan_name", &planName)
        try reader.take("submission", &submission)
        try reader.take("origin_execution", &originExecution)
        try reader.take("origin_sequence", &originSequence)
        try reader.finish()
    }
}

extension ExecutionStarted {
    public static var jsonFields: [JSONField] { [] }

    public var json: JSONValue { .object([:]) }

    public init(json: JSONValue) throws {
        self.init()
        try JSONObjectReader(json, of: Self.self).finish()
    }
}

extension TaskScheduled {
    public static var jsonFields: [JSONField] {
        [
            JSONField("task", .count, "Index of the task in the graph."),
            JSONField("attempt", .count, "The attempt, from 1."),
        ]
    }

    public var json: JSONValue {
        var out = JSONObjectWriter()
        out.put("task", task)
        out.put("attempt", attempt)
        return out.value
    }

    public init(json: JSONValue) throws {
        self.init()
        var reader = try JSONObjectReader(json, of: Self.self)
        try reader.take("task", &task)
        try reader.take("attempt", &attempt)
        try reader.finish()
    }
}

extension TaskSucceeded {
    public static var jsonFields: [JSONField] {
        [
            JSONField("task", .count, "Index of the task in the graph."),
            JSONField("attempt", .count, "The attempt, from 1."),
            JSONField("output", .embedded, "JSON, UTF-8."),
            JSONField("files", .list(.message(FileRef.self)), "What was written."),
            JSONField("agent", .text, "The agent, of the form name-vX.Y.Z."),
            JSONField("started_at", .time, "Unix nanoseconds; 0 = unset."),
            JSONField("finished_at", .time, "Unix nanoseconds; 0 = unset."),
            JSONField("compute_ms", .count, "Milliseconds."),
            JSONField("inherited_from", .text, "Set when nothing was run: the execution, whose outcome this is."),
        ]
    }

    public var json: JSONValue {
        var out = JSONObjectWriter()
        out.put("task", task)
        out.put("attempt", attempt)
        out.put("output", embedded: outputJson)
        out.put("files", files)
        out.put("agent", agent)
        out.put("started_at", time: startedAt)
        out.put("finished_at", time: finishedAt)
        out.put("compute_ms", computeMs)
        out.put("inherited_from", inheritedFrom)
        return out.value
    }

    public init(json: JSONValue) throws {
        self.init()
        var reader = try JSONObjectReader(json, of: Self.self)
        try reader.take("task", &task)
        try reader.take("attempt", &attempt)
        try reader.take("output", embedded: &outputJson)
        try reader.take("files", &files)
        try reader.take("agent", &agent)
        try reader.take("started_at", time: &startedAt)
        try reader.take("finished_at", time: &finishedAt)
        try reader.take("compute_ms", &computeMs)
        try reader.take("inherited_from", &inheritedFrom)
        try reader.finish()
    }
}

extension TaskAttemptFailed {
    public static var jsonFields: [JSONField] {
        [
            JSONField("task", .count, "Index of the task in the graph."),
            JSONField("attempt", .count, "The attempt, from 1."),
            JSONField("error", .message(ErrorInfo.self), "What went wrong."),
            JSONField("retry_at", .time, "Unix nanoseconds; 0 = unset."),
            JSONField("agent", .text, "The agent, of the form name-vX.Y.Z."),
            JSONField("compute_ms", .count, "Milliseconds."),
        ]
    }

    public var json: JSONValue {
        var out = JSONObjectWriter()
        out.put("task", task)
        out.put("attempt", attempt)
        out.put("error", error)
        out.put("retry_at", time: retryAt)
        out.put("agent", agent)
        out.put("compute_ms", computeMs)
        return out.value
    }

    public init(json: JSONValue) throws {
        self.init()
        var reader = try JSONObjectReader(json, of: Self.self)
        try reader.take("task", &task)
        try reader.take("attempt", &attempt)
        try reader.take("error", &error)
        try reader.take("retry_at", time: &retryAt)
        try reader.take("agent", &agent)
        try reader.take("compute_ms", &computeMs)
        try reader.finish()
    }
}

extension TaskFailed {
    public static var jsonFields: [JSONField] {
        [
            JSONField("task", .count, "Index of the task in the graph."),
            JSONField("attempt", .count, "The attempt, from 1."),
            JSONField("error", .message(ErrorInfo.self), "What went wrong."),
            JSONField("agent", .text, "The agent, of the form name-vX.Y.Z."),
            JSONField("compute_ms", .count, "Milliseconds."),
        ]
    }

    public var json: JSONValue {
        var out = JSONObjectWriter()
        out.put("task", task)
        out.put("attempt", attempt)
        out.put("error", error)
        out.put("agent", agent)
        out.put("compute_ms", computeMs)
        return out.value
    }

    public init(json: JSONValue) throws {
        self.init()
        var reader = try JSONObjectReader(json, of: Self.self)
        try reader.take("task", &task)
        try reader.take("attempt", &attempt)
        try reader.take("error", &error)
        try reader.take("agent", &agent)
        try reader.take("compute_ms", &computeMs)
        try reader.finish()
    }
}

extension TaskSkipped {
    public static var jsonFields: [JSONField] {
        [
            JSONField("task", .count, "Index of the task in the graph."),
            JSONField("because_of", .count, "Index of the task that failed."),
        ]
    }

    public var json: JSONValue {
        var out = JSONObjectWriter()
        out.put("task", task)
        out.put("because_of", becauseOf)
        return out.value
    }

    public init(json: JSONValue) throws {
        self.init()
        var reader = try JSONObjectReader(json, of: Self.self)
        try reader.take("task", &task)
        try reader.take("because_of", &becauseOf)
        try reader.finish()
    }
}

extension TaskCancelled {
    public static var jsonFields: [JSONField] {
        [
            JSONField("task", .count, "Index of the task in the graph."),
        ]
    }

    public var json: JSONValue {
        var out = JSONObjectWriter()
        out.put("task", task)
        return out.value
    }

    public init(json: JSONValue) throws {
        self.init()
        var reader = try JSONObjectReader(json, of: Self.self)
        try reader.take("task", &task)
        try reader.finish()
    }
}

extension ExecutionPaused {
    public static var jsonFields: [JSONField] {
        [
            JSONField("reason", .text, "For a person: why."),
        ]
    }

    public var json: JSONValue {
        var out = JSONObjectWriter()
        out.put("reason", reason)
        return out.value
    }

    public init(json: JSONValue) throws {
        self.init()
        var reader = try JSONObjectReader(json, of: Self.self)
        try reader.take("reason", &reason)
        try reader.finish()
    }
}

extension ExecutionResumed {
    public static var jsonFields: [JSONField] { [] }

    public var json: JSONValue { .object([:]) }

    public init(json: JSONValue) throws {
        self.init()
        try JSONObjectReader(json, of: Self.self).finish()
    }
}

extension ExecutionCancelled {
    public static var jsonFields: [JSONField] {
        [
            JSONField("reason", .text, "For a person: why."),
        ]
    }

    public var json: JSONValue {
        var out = JSONObjectWriter()
        out.put("reason", reason)
        return out.value
    }

    public init(json: JSONValue) throws {
        self.init()
        var reader = try JSONObjectReader(json, of: Self.self)
        try reader.take("reason", &reason)
        try reader.finish()
    }
}

extension ExecutionSucceeded {
    public static var jsonFields: [JSONField] { [] }

    public var json: JSONValue { .object([:]) }

    public init(json: JSONValue) throws {
        self.init()
        try JSONObjectReader(json, of: Self.self).finish()
    }
}

extension ExecutionFailed {
    public static var jsonFields: [JSONField] {
        [
            JSONField("reason", .text, "For a person: why."),
            JSONField("first_failed_task", .count, "Index in the graph."),
        ]
    }

    public var json: JSONValue {
        var out = JSONObjectWriter()
        out.put("reason", reason)
        out.put("first_failed_task", firstFailedTask)
        return out.value
    }

    public init(json: JSONValue) throws {
        self.init()
        var reader = try JSONObjectReader(json, of: Self.self)
        try reader.take("reason", &reason)
        try reader.take("first_failed_task", &firstFailedTask)
        try reader.finish()
    }
}

extension JournalChunk {
    public static var jsonFields: [JSONField] {
        [
            JSONField("events", .list(.message(ExecutionEvent.self)), ""),
        ]
    }

    public var json: JSONValue {
        var out = JSONObjectWriter()
        out.put("events", events)
        return out.value
    }

    public init(json: JSONValue) throws {
        self.init()
        var reader = try JSONObjectReader(json, of: Self.self)
        try reader.take("events", &events)
        try reader.finish()
    }
}

extension MachineSnapshot {
    public static var jsonFields: [JSONField] {
        [
            JSONField("version", .count, "Semantic version, or a number that grows."),
            JSONField("sequence", .count, ""),
            JSONField("task_count", .count, "How many tasks the graph has."),
            JSONField("phase", .count, ""),
            JSONField("submitted_at", .time, "Unix nanoseconds; 0 = unset."),
            JSONField("started_at", .time, "Unix nanoseconds; 0 = unset."),
            JSONField("finished_at", .time, "Unix nanoseconds; 0 = unset."),
            JSONField("reason", .text, "For a person: why."),
            JSONField("first_failed", .count, "One more than the index of the task; 0 = none."),
            JSONField("tasks", .base64, "What changes of each task, as variable-length numbers."),
            JSONField("ready", .base64, "Tasks that wait for a gate, in their order, as variable-length numbers."),
            JSONField("agents", .list(.text), ""),
            JSONField("outcomes", .list(.message(OutcomeSnapshot.self)), ""),
        ]
    }

    public var json: JSONValue {
        var out = JSONObjectWriter()
        out.put("version", version)
        out.put("sequence", sequence)
        out.put("task_count", taskCount)
        out.put("phase", phase)
        out.put("submitted_at", time: submittedAt)
        out.put("started_at", time: startedAt)
        out.put("finished_at", time: finishedAt)
        out.put("reason", reason)
        out.put("first_failed", firstFailed)
        out.put("tasks", tasks)
        out.put("ready", ready)
        out.put("agents", agents)
        out.put("outcomes", outcomes)
        return out.value
    }

    public init(json: JSONValue) throws {
        self.init()
        var reader = try JSONObjectReader(json, of: Self.self)
        try reader.take("version", &version)
        try reader.take("sequence", &sequence)
        try reader.take("task_count", &taskCount)
        try reader.take("phase", &phase)
        try reader.take("submitted_at", time: &submittedAt)
        try reader.take("started_at", time: &startedAt)
        try reader.take("finished_at", time: &finishedAt)
        try reader.take("reason", &reason)
        try reader.take("first_failed", &firstFailed)
        try reader.take("tasks", &tasks)
        try reader.take("ready", &ready)
        try reader.take("agents", &agents)
        try reader.take("outcomes", &outcomes)
        try reader.finish()
    }
}

extension OutcomeSnapshot {
    public static var jsonFields: [JSONField] {
        [
            JSONField("task", .count, "Index of the task in the graph."),
            JSONField("output", .embedded, "JSON, UTF-8."),
            JSONField("files", .list(.message(FileRef.self)), "What was written."),
            JSONField("error", .message(ErrorInfo.self), "What went wrong."),
            JSONField("inherited_from", .text, ""),
        ]
    }

    public var json: JSONValue {
        var out = JSONObjectWriter()
        out.put("task", task)
        out.put("output", embedded: outputJson)
        out.put("files", files)
        out.put("error", error)
        out.put("inherited_from", inheritedFrom)
        return out.value
    }

    public init(json: JSONValue) throws {
        self.init()
        var reader = try JSONObjectReader(json, of: Self.self)
        try reader.take("task", &task)
        try reader.take("output", embedded: &outputJson)
        try reader.take("files", &files)
        try reader.take("error", &error)
        try reader.take("inherited_from", &inheritedFrom)
        try reader.finish()
    }
}

extension PublishedEvent {
    public static var jsonFields: [JSONField] {
        [
            JSONField("tenant", .text, "Owner of the project."),
            JSONField("project", .text, "The project."),
            JSONField("execution", .text, "Id of the execution."),
            JSONField("type", .text, "Such as task.completed, execution.started."),
            JSONField("task", .text, "Id, when it is about a task."),
            JSONField("capability", .text, "What an agent must be able to do, such as codegen.python."),
            JSONField("position", .text, "Of the feed; opaque, ordered within an execution by event.sequence."),
            JSONField("event", .message(ExecutionEvent.self), ""),
        ]
    }

    public var json: JSONValue {
        var out = JSONObjectWriter()
        out.put("tenant", tenant)
        out.put("project", project)
        out.put("execution", execution)
        out.put("type", type)
        out.put("task", task)
        out.put("capability", capability)
        out.put("position", position)
        out.put("event", event)
        return out.value
    }

    public init(json: JSONValue) throws {
        self.init()
        var reader = try JSONObjectReader(json, of: Self.self)
        try reader.take("tenant", &tenant)
        try reader.take("project", &project)
        try reader.take("execution", &execution)
        try reader.take("type", &type)
        try reader.take("task", &task)
        try reader.take("capability", &capability)
        try reader.take("position", &position)
        try reader.take("event", &event)
        try reader.finish()
    }
}

extension AuditEntry {
    public static var jsonFields: [JSONField] {
        [
            JSONField("id", .text, "Unique; entries with the same id are one."),
            JSONField("tenant", .text, "Owner of the project."),
            JSONField("at", .time, "Unix nanoseconds; 0 = unset."),
            JSONField("actor", .text, "Who caused it."),
            JSONField("action", .text, "Such as execution.submit, agent.register."),
            JSONField("resource", .text, ""),
            JSONField("correlation", .text, "Execution id."),
            JSONField("outcome", .text, "One of allowed, denied, succeeded, failed."),
            JSONField("service", .text, ""),
            JSONField("details", .embedded, "JSON, UTF-8."),
            JSONField("sequence", .count, "Place in the tenant's chain, from 1; given by the audit trail."),
            JSONField("key", .text, "Id of the key of the chain that the entry was authenticated with."),
            JSONField("mac", .text, "HMAC-SHA-256 over this entry and the MAC before it, hexadecimal."),
            JSONField(
                "source", .text,
                """
                Who numbers the entry: a service's outbox, a spool, the journal. With it, the trail shows what has \
                never arrived.
                """),
            JSONField(
                "source_sequence", .count,
                "Place among the source's entries of the tenant, from 1, without gaps."),
        ]
    }

    public var json: JSONValue {
        var out = JSONObjectWriter()
        out.put("id", id)
        out.put("tenant", tenant)
        out.put("at", time: at)
        out.put("actor", actor)
        out.put("action", action)
        out.put("resource", resource)
        out.put("correlation", correlation)
        out.put("outcome", outcome)
        out.put("service", service)
        out.put("details", embedded: detailsJson)
        out.put("sequence", sequence)
        out.put("key", key)
        out.put("mac", mac)
        out.put("source", source)
        out.put("source_sequence", sourceSequence)
        return out.value
    }

    public init(json: JSONValue) throws {
        self.init()
        var reader = try JSONObjectReader(json, of: Self.self)
        try reader.take("id", &id)
        try reader.take("tenant", &tenant)
        try reader.take("at", time: &at)
        try reader.take("actor", &actor)
        try reader.take("action", &action)
        try reader.take("resource", &resource)
        try reader.take("correlation", &correlation)
        try reader.take("outcome", &outcome)
        try reader.take("service", &service)
        try reader.take("details", embedded: &detailsJson)
        try reader.take("sequence", &sequence)
        try reader.take("key", &key)
        try reader.take("mac", &mac)
        try reader.take("source", &source)
        try reader.take("source_sequence", &sourceSequence)
        try reader.finish()
    }
}

extension AuditBatch {
    public static var jsonFields: [JSONField] {
        [
            JSONField("entries", .list(.message(AuditEntry.self)), ""),
        ]
    }

    public var json: JSONValue {
        var out = JSONObjectWriter()
        out.put("entries", entries)
        return out.value
    }

    public init(json: JSONValue) throws {
        self.init()
        var reader = try JSONObjectReader(json, of: Self.self)
        try reader.take("entries", &entries)
        try reader.finish()
    }
}

extension AuditReceipt {
    public static var jsonFields: [JSONField] {
        [
            JSONField("entries", .count, "That are in the trail now, those that were there before among them."),
            JSONField("error", .message(ErrorInfo.self), "Set when they are not."),
        ]
    }

    public var json: JSONValue {
        var out = JSONObjectWriter()
        out.put("entries", entries)
        out.put("error", error)
        return out.value
    }

    public init(json: JSONValue) throws {
        self.init()
        var reader = try JSONObjectReader(json, of: Self.self)
        try reader.take("entries", &entries)
        try reader.take("error", &error)
        try reader.finish()
    }
}

extension HealthChanged {
    public static var jsonFields: [JSONField] {
        [
            JSONField("component", .text, "Name of a service or a server."),
            JSONField("previous", .text, "One of up, degraded, down, unknown."),
            JSONField("current", .text, ""),
            JSONField("reason", .text, "For a person: why."),
            JSONField("at", .time, "Unix nanoseconds; 0 = unset."),
        ]
    }

    public var json: JSONValue {
        var out = JSONObjectWriter()
        out.put("component", component)
        out.put("previous", previous)
        out.put("current", current)
        out.put("reason", reason)
        out.put("at", time: at)
        return out.value
    }

    public init(json: JSONValue) throws {
        self.init()
        var reader = try JSONObjectReader(json, of: Self.self)
        try reader.take("component", &component)
        try reader.take("previous", &previous)
        try reader.take("current", &current)
        try reader.take("reason", &reason)
        try reader.take("at", time: &at)
        try reader.finish()
    }
}

import LunaBus
import LunaCore
import LunaMessages

/// What tests do with executions.
extension TestStack {
    /// For calls in the name of a test.
    public static let context = CallContext(actor: "tester", timeout: .seconds(20))

    /// Submits a plan that has no problems.
    public func submit(_ plan: TestPlan, key: String = "") async throws -> String {
        let reply = try await orchestrator.submit(
            SubmitRequest(plan: plan.bytes, idempotencyKey: key), context: Self.context)
        guard !reply.execution.isEmpty else {
            throw LunaError("test.plan", .validation, reply.problems.map(\.message).joined(separator: "; "))
        }
        return reply.execution
    }

    /// The execution in its final state.
    ///
    /// Every event of it is a reason to look; so is a second of silence, because an orchestrator that was killed may not have
    /// published what it had committed.
    public func end(of execution: String, limit: Duration = .seconds(90)) async throws -> ExecutionView {
        try await until(execution, limit: limit, "execution \(execution) to end") { $0.finishedAt != 0 }
    }

    /// The execution as soon as it satisfies `condition`.
    /// - Throws: `LunaError` `test.timeout`, saying why unfinished tasks are where they are.
    public func until(
        _ execution: String, limit: Duration = .seconds(60), _ what: String,
        _ condition: @escaping @Sendable (ExecutionView) -> Bool
    ) async throws -> ExecutionView {
        let events = try await bus.subscribe("luna.evt.>", capacity: 65_536)
        let wake = AsyncStream.makeStream(of: Void.self, bufferingPolicy: .bufferingNewest(1))
        let listener = Task {
            for await message in events where message.headers[BusHeader.correlation] == execution {
                wake.continuation.yield()
            }
        }
        let clock = Task {
            while !Task.isCancelled {
                wake.continuation.yield()
                try await Task.sleep(for: .seconds(1))
            }
        }
        defer {
            listener.cancel()
            clock.cancel()
            wake.continuation.finish()
        }
        do {
            let view = try await within(limit, what) { [self] in
                for await _ in wake.stream {
                    // The orchestrator may be away for a moment: some tests kill it.
                    guard
                        let view = try? await orchestrator.getExecution(
                            ExecutionKey(execution: execution), context: Self.context)
                    else { continue }
                    if condition(view) { return view }
                }
                throw CancellationError()
            }
            await events.unsubscribe()
            return view
        } catch let error as LunaError {
            await events.unsubscribe()
            throw LunaError("test.timeout", .timeout, error.message + " " + (await explanation(execution)))
        }
    }

    /// All tasks of an execution.
    public func tasks(_ execution: String) async throws -> [TaskView] {
        var tasks: [TaskView] = []
        var cursor = ""
        repeat {
            let page = try await orchestrator.listTasks(
                ListTasksRequest(execution: execution, limit: 500, cursor: cursor), context: Self.context)
            tasks += page.tasks
            cursor = page.nextCursor
        } while !cursor.isEmpty
        return tasks
    }

    /// The whole journal of an execution.
    public func journal(_ execution: String) async throws -> [PublishedEvent] {
        var events: [PublishedEvent] = []
        while true {
            let page = try await orchestrator.readEvents(
                ReadEventsRequest(execution: execution, afterSequence: events.last?.event?.sequence ?? 0, limit: 500),
                context: Self.context)
            events += page.events
            if page.events.isEmpty || (events.last?.event?.sequence ?? 0) >= page.lastSequence { return events }
        }
    }

    private func explanation(_ execution: String) async -> String {
        guard let tasks = try? await tasks(execution) else { return "Its tasks cannot be listed." }
        var lines: [String] = []
        for task in tasks where task.finishedAt == 0 {
            let why = try? await orchestrator.why(TaskKey(execution: execution, task: task.task), context: Self.context)
            lines.append("\(task.task): \(task.state) (\(why?.waitingFor ?? "?")) \(why?.explanation ?? "")")
            if lines.count == 8 { break }
        }
        return "Unfinished: " + lines.joined(separator: "; ")
    }
}

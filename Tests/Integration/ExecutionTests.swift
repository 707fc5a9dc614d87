import LunaAgentKit
import LunaCore
import LunaMessages
import LunaTestKit
import Testing

extension Integration {
    @Suite struct Executions {
        @Test func aTaskThatFailsTwiceIsTriedAgainWithGrowingPauses() async throws {
            let stack = try await TestStack.shared()
            let agent = try await TestAgent(stack) { task in
                if task.item.attempt < 3 { throw LunaError("flaky", .network, "Not yet.", isRetryable: true) }
                return AgentOutput(json: ["attempt": .number(JSONNumber(Int64(task.item.attempt)))])
            }
            let execution = try await stack.submit(
                TestPlan(
                    "flaky", agent.capability, [.init("a", maxAttempts: 3), .init("b", after: ["a"], maxAttempts: 3)]))
            #expect(try await stack.end(of: execution).state == .succeeded)
            #expect(agent.runs.all.map { "\($0.task)\($0.attempt)" } == ["a1", "a2", "a3", "b1", "b2", "b3"])
            // The stack's first pause is 200 ms; it is decided with the failure, so it is exact.
            let pauses = try await stack.journal(execution).compactMap { event -> Int64? in
                guard let at = event.event?.at, case .taskAttemptFailed(let body)? = event.event?.body else {
                    return nil
                }
                return (body.retryAt - at) / 1_000_000
            }
            #expect(pauses == [200, 400, 200, 400])
            let task = try await stack.orchestrator.getTask(
                TaskKey(execution: execution, task: "a"), context: TestStack.context)
            #expect(task.attempt == 3 && task.outputJson == Array(#"{"attempt":3}"#.utf8))
            await agent.stop()
        }

        @Test("A small execution is done long before a large one that was there first")
        func aLargeExecutionLeavesRoomForSmallOnes() async throws {
            let stack = try await TestStack.shared()
            let gate = AsyncStream.makeStream(of: Void.self)
            let agent = try await TestAgent(stack) { _ in
                for await _ in gate.stream { break }
                return AgentOutput()
            }
            let large = try await stack.submit(
                TestPlan("large", agent.capability, (0..<2000).map { .init("t\($0)") }))
            try await agent.runs.wait(for: "the large one to have begun") { !$0.isEmpty }
            let small = try await stack.submit(TestPlan("small", agent.capability, (0..<10).map { .init("s\($0)") }))
            gate.continuation.finish()
            #expect(try await stack.end(of: large).state == .succeeded)
            #expect(try await stack.end(of: small).state == .succeeded)
            let order = agent.runs.all.map(\.execution)
            #expect(order.count == 2010)
            let last = try #require(order.lastIndex(of: small))
            // What was out before the agent was known is at most 256; then they take turns.
            #expect(last < 600, "the last of the small one's ten tasks came as number \(last)")
            await agent.stop()
        }

        @Test func aFailureSkipsWhatDependsOnItAndNothingElse() async throws {
            let stack = try await TestStack.shared()
            let agent = try await TestAgent(stack) { task in
                if task.item.task == "bad" {
                    throw LunaError("broken", .validation, "This can never work.", isRetryable: false)
                }
                return AgentOutput()
            }
            let execution = try await stack.submit(
                TestPlan(
                    "skipping", agent.capability,
                    [
                        .init("bad"), .init("good"), .init("child", after: ["bad"]),
                        .init("grandchild", after: ["child", "good"]),
                        .init("other", after: ["good"]),
                    ]))
            let view = try await stack.end(of: execution)
            #expect(
                view.state == .failed && view.reason.contains("'bad'") && view.reason.contains("This can never work."))
            let states = Dictionary(uniqueKeysWithValues: try await stack.tasks(execution).map { ($0.task, $0.state) })
            #expect(
                states == [
                    "bad": .failed, "good": .succeeded, "child": .skipped, "grandchild": .skipped, "other": .succeeded,
                ])
            #expect(Set(agent.runs.all.map(\.task)) == ["bad", "good", "other"])
            #expect(agent.runs.all.count == 3, "an error that says that it is final is not tried again")
            await agent.stop()
        }

        @Test func cancellingStopsWhatRunsAndStartsNothingMore() async throws {
            let stack = try await TestStack.shared()
            let agent = try await TestAgent(stack, concurrency: 1) { _ in
                try await Task.sleep(for: .seconds(600))
                return AgentOutput()
            }
            let execution = try await stack.submit(
                TestPlan(
                    "cancelled", agent.capability, [.init("long"), .init("queued"), .init("later", after: ["long"])]))
            try await agent.runs.wait(for: "the task to run") { !$0.isEmpty }
            let view = try await stack.orchestrator.cancel(
                ControlRequest(execution: execution, reason: "changed my mind"), context: TestStack.context)
            #expect(view.state == .cancelled)
            try await agent.cancelled.wait(for: "the agent to notice") { !$0.isEmpty }
            let states = try await stack.tasks(execution).map(\.state)
            #expect(states == [.cancelled, .cancelled, .cancelled])
            let again = try await stack.orchestrator.cancel(
                ControlRequest(execution: execution), context: TestStack.context)
            #expect(again.state == .cancelled, "asking twice does no harm")
            for control in [stack.orchestrator.pause, stack.orchestrator.resume] {
                let error = await #expect(throws: LunaError.self) {
                    _ = try await control(ControlRequest(execution: execution), TestStack.context)
                }
                #expect(error?.code == "execution.ended")
            }
            // What was waiting in the queue must not be worked on any more: the next execution's task is the agent's next one.
            let next = try await stack.submit(TestPlan("next", agent.capability, [.init("fresh")]))
            try await agent.runs.wait(for: "the next execution") { $0.contains { $0.execution == next } }
            #expect(agent.runs.all.map(\.execution) == [execution, next])
            _ = try await stack.orchestrator.cancel(ControlRequest(execution: next), context: TestStack.context)
            await agent.stop()
        }

        @Test func aPauseHandsOutNothingUntilItIsOver() async throws {
            let stack = try await TestStack.shared()
            let gate = Recorder<Bool>()
            let agent = try await TestAgent(stack) { task in
                if task.item.task == "first" { try await gate.wait(for: "the gate") { !$0.isEmpty } }
                return AgentOutput()
            }
            let execution = try await stack.submit(
                TestPlan("paused", agent.capability, [.init("first"), .init("second", after: ["first"])]))
            try await agent.runs.wait(for: "the first task") { !$0.isEmpty }
            let paused = try await stack.orchestrator.pause(
                ControlRequest(execution: execution, reason: "lunch"), context: TestStack.context)
            #expect(paused.state == .paused)
            gate.append(true)
            // What is in flight may finish.
            _ = try await stack.until(execution, "the first task to count") { $0.counts?.succeeded == 1 }
            let why = try await stack.orchestrator.why(
                TaskKey(execution: execution, task: "second"), context: TestStack.context)
            #expect(why.state == .ready && why.waitingFor == "paused" && why.explanation.contains("lunch"))
            #expect(agent.runs.all.count == 1)
            _ = try await stack.orchestrator.resume(ControlRequest(execution: execution), context: TestStack.context)
            #expect(try await stack.end(of: execution).state == .succeeded)
            #expect(agent.runs.all.map(\.task) == ["first", "second"])
            await agent.stop()
        }

        @Test func aLargeGraphRunsEveryTaskOnceAndInOrder() async throws {
            let stack = try await TestStack.shared()
            let agent = try await TestAgent(stack, concurrency: 16)
            let plan = TestPlan.random("large", agent.capability, tasks: 200, seed: 7)
            let execution = try await stack.submit(plan)
            #expect(try await stack.end(of: execution).state == .succeeded)
            let order = agent.runs.all.map(\.task)
            #expect(order.count == 200 && Set(order).count == 200)
            let place = Dictionary(uniqueKeysWithValues: order.enumerated().map { ($0.element, $0.offset) })
            for step in plan.steps {
                for upstream in step.dependsOn { #expect((place[upstream] ?? .max) < (place[step.id] ?? -1)) }
            }
            await agent.stop()
        }

        @Test func inputsAndOutputsMustFitTheAgentsSchemas() async throws {
            let stack = try await TestStack.shared()
            let gate = Recorder<Bool>()
            let agent = try await TestAgent(
                stack,
                inputSchema: [
                    "type": "object", "required": ["n"], "properties": ["n": ["type": "integer", "minimum": 1]],
                ],
                outputSchema: ["type": "object", "required": ["square"], "properties": ["square": ["type": "integer"]]]
            ) { task in
                let n = try task.input()["n"]?.intValue ?? 0
                if n == 1 { try await gate.wait(for: "the gate") { !$0.isEmpty } }
                return AgentOutput(json: n == 13 ? ["wrong": true] : ["square": .number(JSONNumber(n * n))])
            }
            // The orchestrator hears of the schemas soon after the registry; `why` shows whom it knows.
            let probe = try await stack.submit(TestPlan("probe", agent.capability, [.init("p", input: ["n": 1])]))
            try await within(.seconds(30), "the orchestrator to know \(agent.name)") {
                let key = TaskKey(execution: probe, task: "p")
                while try await !stack.orchestrator.why(key, context: TestStack.context).names.contains(
                    "\(agent.name)-v1.0.0")
                {
                    try await Task.sleep(for: .milliseconds(50))
                }
            }
            gate.append(true)
            #expect(try await stack.end(of: probe).state == .succeeded)

            let bad = try await stack.submit(
                TestPlan("bad-input", agent.capability, [.init("x", maxAttempts: 1, input: ["n": 0])]))
            #expect(try await stack.end(of: bad).state == .failed)
            let refused = try await stack.orchestrator.getTask(
                TaskKey(execution: bad, task: "x"), context: TestStack.context)
            #expect(refused.error?.code == "task.input_invalid" && refused.error?.message.contains("/n") == true)
            #expect(!agent.runs.all.contains { $0.execution == bad }, "the agent never sees it")

            let wrong = try await stack.submit(
                TestPlan("bad-output", agent.capability, [.init("y", maxAttempts: 2, input: ["n": 13])]))
            #expect(try await stack.end(of: wrong).state == .failed)
            let task = try await stack.orchestrator.getTask(
                TaskKey(execution: wrong, task: "y"), context: TestStack.context)
            #expect(task.error?.code == "task.output_invalid" && task.attempt == 2)

            let fine = try await stack.submit(TestPlan("fine", agent.capability, [.init("z", input: ["n": 5])]))
            #expect(try await stack.end(of: fine).state == .succeeded)
            await agent.stop()
        }

        @Test func pagesAreCompleteAndWithoutOverlap() async throws {
            let stack = try await TestStack.shared()
            let agent = try await TestAgent(stack, concurrency: 16)
            let steps = (0..<25).map { TestPlan.Step("step\($0)") }
            let executions = [
                try await stack.submit(TestPlan("pages", agent.capability, steps)),
                try await stack.submit(TestPlan("pages", agent.capability, steps)),
                try await stack.submit(TestPlan("pages", agent.capability, steps)),
            ]
            for execution in executions { #expect(try await stack.end(of: execution).state == .succeeded) }

            var tasks: [String] = []
            var cursor = ""
            repeat {
                let page = try await stack.orchestrator.listTasks(
                    ListTasksRequest(execution: executions[0], limit: 10, cursor: cursor), context: TestStack.context)
                #expect(page.tasks.count <= 10)
                tasks += page.tasks.map(\.task)
                cursor = page.nextCursor
            } while !cursor.isEmpty
            #expect(tasks.count == 25 && Set(tasks) == Set(steps.map(\.id)))

            var sequences: [UInt64] = []
            var finished = false
            while !finished {
                let page = try await stack.orchestrator.readEvents(
                    ReadEventsRequest(execution: executions[0], afterSequence: sequences.last ?? 0, limit: 7),
                    context: TestStack.context)
                #expect(page.events.count <= 7 && !page.events.isEmpty)
                sequences += page.events.compactMap(\.event?.sequence)
                finished = page.finished
            }
            // Submitted, started, 25 scheduled, 25 done, completed.
            #expect(sequences == Array(1...53))

            var listed: [String] = []
            cursor = ""
            repeat {
                let page = try await stack.orchestrator.listExecutions(
                    ListExecutionsRequest(limit: 2, cursor: cursor, project: "pages"), context: TestStack.context)
                listed += page.executions.map(\.execution)
                cursor = page.nextCursor
            } while !cursor.isEmpty
            #expect(listed == executions.reversed())
            await agent.stop()
        }

        @Test func questionsAboutWhatIsNotThereAreAnsweredSo() async throws {
            let stack = try await TestStack.shared()
            let agent = try await TestAgent(stack)
            let execution = try await stack.submit(
                TestPlan("known", agent.capability, [.init("a"), .init("b", after: ["a"])]))
            #expect(try await stack.end(of: execution).state == .succeeded)
            let context = TestStack.context
            func code(_ body: @Sendable () async throws -> Void) async -> String {
                do {
                    try await body()
                    return "none"
                } catch { return LunaError.wrapping(error).code }
            }
            let orchestrator = stack.orchestrator
            #expect(
                await code {
                    _ = try await orchestrator.getTask(TaskKey(execution: execution, task: "c"), context: context)
                } == "task.not_found")
            #expect(
                await code {
                    _ = try await orchestrator.getExecution(ExecutionKey(execution: "0nothere"), context: context)
                } == "execution.not_found")
            #expect(
                await code { _ = try await orchestrator.getExecution(ExecutionKey(execution: "a b"), context: context) }
                    == "identifier.invalid")
            #expect(
                await code {
                    _ = try await orchestrator.listTasks(
                        ListTasksRequest(execution: execution, cursor: "-1"), context: context)
                } == "cursor.invalid")
            #expect(
                await code {
                    _ = try await orchestrator.getOutputs(
                        GetOutputsRequest(execution: execution, task: "b", cursor: "-1"), context: context)
                } == "cursor.invalid")
            #expect(
                await code {
                    _ = try await orchestrator.readFeed(ReadFeedRequest(afterPosition: "x"), context: context)
                } == "feed.position_invalid")
            let beyond = try await orchestrator.readEvents(
                ReadEventsRequest(execution: execution, afterSequence: .max), context: context)
            #expect(beyond.events.isEmpty && beyond.finished)
            await agent.stop()
        }

        @Test func aTaskWithoutAnAgentSaysSo() async throws {
            let stack = try await TestStack.shared()
            let execution = try await stack.submit(
                TestPlan("lonely", "nobody.has.this", [.init("a"), .init("b", after: ["a"])]))
            _ = try await stack.until(execution, "the task to be handed out") { $0.counts?.running == 1 }
            let first = try await stack.orchestrator.why(
                TaskKey(execution: execution, task: "a"), context: TestStack.context)
            #expect(first.waitingFor == "agent" && first.explanation.contains("'nobody.has.this'"))
            let second = try await stack.orchestrator.why(
                TaskKey(execution: execution, task: "b"), context: TestStack.context)
            #expect(second.waitingFor == "dependency" && second.names == ["a"])
            _ = try await stack.orchestrator.cancel(ControlRequest(execution: execution), context: TestStack.context)
        }
    }
}

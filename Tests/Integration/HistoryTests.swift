import LunaAgentKit
import LunaCore
import LunaMessages
import LunaTestKit
import Testing

extension Integration {
    /// Looking at earlier steps of an execution, comparing two and going on from a step.
    @Suite struct History {
        /// `a → b → c → d`; `c` fails for good in its first execution. Each makes a file.
        private func agent(_ stack: TestStack) async throws -> TestAgent {
            let first = FirstExecution()
            return try await TestAgent(stack) { task in
                if task.item.task == "c", await first.isFirst(task.item.execution) {
                    throw LunaError("test.broken", .validation, "It is broken.", isRetryable: false)
                }
                let file = try await task.store(
                    path: "\(task.item.task).txt", content: Array("made by \(task.item.task)".utf8),
                    mediaType: "text/plain")
                return AgentOutput(json: ["n": 1], files: [file])
            }
        }

        private actor FirstExecution {
            var first: String?
            func isFirst(_ execution: String) -> Bool {
                if first == nil { first = execution }
                return first == execution
            }
        }

        @Test func theStateAfterEveryEventIsThatOfTheJournal() async throws {
            let stack = try await TestStack.shared()
            let agent = try await agent(stack)
            let plan = TestPlan(
                "steps", agent.capability,
                [.init("a"), .init("b", after: ["a"]), .init("c", after: ["b"]), .init("d", after: ["c"])])
            let execution = try await stack.submit(plan)
            #expect(try await stack.end(of: execution).state == .failed)
            let journal = try await stack.journal(execution)
            var succeeded: UInt32 = 0
            for event in journal {
                if event.type == "task.completed" { succeeded += 1 }
                let sequence = event.event?.sequence ?? 0
                let reply = try await stack.orchestrator.replayExecution(
                    ReplayRequest(execution: execution, sequence: sequence), context: TestStack.context)
                #expect(reply.event == event)
                #expect(reply.execution?.lastSequence == sequence && reply.execution?.counts?.succeeded == succeeded)
                #expect(reply.tasks.count == 4 && reply.lastSequence == UInt64(journal.count))
                #expect(reply.tasks.count { $0.state == .succeeded } == Int(succeeded))
                #expect((reply.execution?.finishedAt != 0) == (sequence == UInt64(journal.count)))
            }
            let last = try await stack.orchestrator.replayExecution(
                ReplayRequest(execution: execution), context: TestStack.context)
            let view = try await stack.orchestrator.getExecution(
                ExecutionKey(execution: execution), context: TestStack.context)
            #expect(last.execution == view)
            let error = await #expect(throws: LunaError.self) {
                try await stack.orchestrator.replayExecution(
                    ReplayRequest(execution: execution, sequence: 1000), context: TestStack.context)
            }
            #expect(error?.code == "execution.step_unknown")
            await agent.stop()
        }

        @Test func aForkGoesOnFromAStepWithoutDoingOrPayingAgain() async throws {
            let stack = try await TestStack.shared()
            let agent = try await agent(stack)
            let orchestrator = stack.orchestrator
            let plan = TestPlan(
                "forked", agent.capability,
                [.init("a"), .init("b", after: ["a"]), .init("c", after: ["b"]), .init("d", after: ["c"])])
            let origin = try await stack.submit(plan)
            let failed = try await stack.end(of: origin)
            #expect(failed.state == .failed && failed.counts?.succeeded == 2)

            let request = ForkRequest(execution: origin, idempotencyKey: "again")
            let reply = try await orchestrator.forkExecution(request, context: TestStack.context)
            #expect(!reply.existing && reply.taskCount == 4)
            let view = try await stack.end(of: reply.execution)
            #expect(view.state == .succeeded && view.originExecution == origin)
            #expect(view.originSequence == failed.lastSequence && view.planSha256 == failed.planSha256)
            let runs = agent.runs.all.filter { $0.execution == reply.execution }.map(\.task)
            #expect(runs == ["c", "d"], "a and b are done")

            // Its journal says where it comes from, and its files are all there.
            let submitted = try #require(try await stack.journal(reply.execution).first?.event)
            guard case .submitted(let body)? = submitted.body else {
                throw LunaError("test", .internal, "no submission")
            }
            #expect(body.originExecution == origin && body.originSequence == failed.lastSequence)
            let files = try await stack.memory.listArtifacts(
                ListArtifactsRequest(execution: reply.execution), context: TestStack.context
            ).artifacts
            #expect(files.compactMap(\.file?.path) == ["a.txt", "b.txt", "c.txt", "d.txt"])
            #expect(files.allSatisfy { $0.mediaType == "text/plain" })
            let b = try await orchestrator.getTask(
                TaskKey(execution: reply.execution, task: "b"), context: TestStack.context)
            #expect(b.inheritedFrom == origin && b.computeMs == 0 && b.outputJson == Array(#"{"n":1}"#.utf8))

            // Repeated under its key it is the same; the first is as it was.
            #expect(
                try await orchestrator.forkExecution(request, context: TestStack.context).execution == reply.execution)
            #expect(
                try await orchestrator.getExecution(ExecutionKey(execution: origin), context: TestStack.context)
                    == failed)

            let difference = try await orchestrator.compareExecutions(
                CompareRequest(left: origin, right: reply.execution), context: TestStack.context)
            #expect(difference.tasks.map(\.task) == ["c", "d"] && difference.same == 2 && difference.samePlan)
            #expect(difference.tasks.first?.left?.errorCode == "test.broken")
            #expect(difference.tasks.first?.right?.state == .succeeded)

            // Only what was run is in the ledger of the fork.
            let costs = try await within(.seconds(30), "the ledger of the fork") {
                while true {
                    let costs = try await stack.costing.getCosts(
                        CostsRequest(execution: reply.execution), context: TestStack.context)
                    if costs.attempts >= 2 { return costs }
                    try await Task.sleep(for: .milliseconds(50))
                }
            }
            #expect(costs.attempts == 2)

            let stranger = CallContext(tenant: TenantID(trusted: "stranger"), actor: "eve")
            let error = await #expect(throws: LunaError.self) {
                try await orchestrator.forkExecution(ForkRequest(execution: origin), context: stranger)
            }
            #expect(error?.errorClass == .notFound)
            await agent.stop()
        }

        @Test func barriersAreNoTasksForUsers() async throws {
            let stack = try await TestStack.shared()
            let agent = try await TestAgent(stack, concurrency: 16)
            // A full join of two layers is made with a barrier.
            let first = (0..<66).map { "a\($0)" }
            let plan = TestPlan(
                "joined", agent.capability,
                first.map { .init($0) } + (0..<66).map { .init("b\($0)", after: first) })
            let reply = try await stack.orchestrator.submit(SubmitRequest(plan: plan.bytes), context: TestStack.context)
            #expect(reply.taskCount == 132)
            let view = try await stack.end(of: reply.execution)
            #expect(view.counts == TaskCounts(total: 132, succeeded: 132))
            #expect(view.capabilities.map { $0.counts?.total } == [132])
            #expect(try await stack.tasks(reply.execution).count == 132)
            let then = try await stack.orchestrator.replayExecution(
                ReplayRequest(execution: reply.execution, sequence: 2), context: TestStack.context)
            #expect(then.execution?.counts?.total == 132)
            // The barrier is there, or this would prove nothing.
            let done = try await stack.journal(reply.execution).count { $0.type == "task.completed" }
            #expect(done > 132)
            await agent.stop()
        }
    }
}

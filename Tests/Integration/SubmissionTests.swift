import LunaCore
import LunaMessages
import LunaStack
import LunaTestKit
import Testing

extension Integration {
    @Suite struct Submissions {
        private func submit(_ plan: [UInt8], key: String = "", file: String = "plan.yaml") async throws -> SubmitReply {
            try await TestStack.shared().orchestrator.submit(
                SubmitRequest(plan: plan, fileName: file, idempotencyKey: key), context: TestStack.context)
        }

        private func example(_ name: String) throws -> [UInt8] {
            try #require(Files.read("\(TestStack.root)/examples/plans/\(name)"))
        }

        @Test func aValidPlanBecomesAnExecution() async throws {
            let stack = try await TestStack.shared()
            let agent = try await TestAgent(stack)
            let plan = TestPlan(
                "valid", agent.capability, [.init("a"), .init("b", after: ["a"]), .init("c", after: ["a", "b"])])
            let reply = try await submit(plan.bytes)
            #expect(reply.taskCount == 3 && reply.project == "valid" && !reply.existing && reply.problems.isEmpty)
            let view = try await stack.end(of: reply.execution)
            #expect(view.state == .succeeded && view.counts?.succeeded == 3 && view.planName == "valid")
            #expect(agent.runs.all.map(\.task) == ["a", "b", "c"])
            let document = try await stack.orchestrator.getPlan(
                ExecutionKey(execution: reply.execution), context: TestStack.context)
            #expect(Digest(of: document.planJson).hex == document.sha256 && document.sha256 == view.planSha256)
            await agent.stop()
        }

        @Test func aBrokenPlanIsAnsweredWithEveryProblemAndItsPlace() async throws {
            let reply = try await submit(example("invalid/unknown-keys.yaml"))
            #expect(reply.execution.isEmpty)
            #expect(
                reply.problems.map { "\($0.line):\($0.column) \($0.rule)" } == [
                    "3:3 unknown-key", "3:3 missing", "6:3 unknown-key", "7:1 unknown-key", "13:5 unknown-key",
                    "15:29 unknown-value", "15:46 wrong-type", "16:28 unknown-value",
                ])
            #expect(reply.problems.first?.hint.contains("'name'") == true)
        }

        @Test func theSameKeyAndPlanAreOneExecution() async throws {
            let stack = try await TestStack.shared()
            let agent = try await TestAgent(stack)
            let plan = TestPlan("twice", agent.capability, [.init("only")])
            let key = "key-\(agent.name)"
            let replies = try await withThrowingTaskGroup(of: SubmitReply.self) { group in
                for _ in 0..<8 { group.addTask { try await submit(plan.bytes, key: key) } }
                return try await group.reduce(into: []) { $0.append($1) }
            }
            #expect(Set(replies.map(\.execution)).count == 1)
            #expect(replies.count { !$0.existing } == 1)
            let execution = try #require(replies.first?.execution)
            #expect(try await stack.end(of: execution).state == .succeeded)
            // Also long afterwards, and written in another way: the plan is what counts, not its text.
            let spaced = Array(String(decoding: plan.bytes, as: UTF8.self).replacing(",", with: " ,\n  ").utf8)
            let again = try await submit(spaced, key: key)
            #expect(again.existing && again.execution == execution)
            #expect(agent.runs.all.count == 1)
            await agent.stop()
        }

        @Test func theSameKeyForAnotherPlanIsAConflict() async throws {
            let stack = try await TestStack.shared()
            let name = TestAgent.uniqueName("reuse-")
            let first = try await submit(TestPlan(name, "nobody.has.this", [.init("a")]).bytes, key: name)
            let error = await #expect(throws: LunaError.self) {
                try await submit(TestPlan(name, "nobody.has.this", [.init("b")]).bytes, key: name)
            }
            #expect(error?.code == "submit.key_reused" && error?.errorClass == .conflict)
            _ = try await stack.orchestrator.cancel(
                ControlRequest(execution: first.execution), context: TestStack.context)
        }

        @Test func aPlanWithACycleNamesIt() async throws {
            let plan = TestPlan(
                "loop", "nobody.has.this",
                [.init("a", after: ["c"]), .init("b", after: ["a"]), .init("c", after: ["b"])])
            let reply = try await submit(plan.bytes, file: "plan.json")
            #expect(reply.execution.isEmpty)
            let text = reply.problems.map(\.message).joined(separator: "\n")
            #expect(["a", "b", "c"].allSatisfy { text.contains($0) } && text.contains("→"), "\(text)")
        }

        @Test func anExecutionOfAnotherTenantIsNotThere() async throws {
            let stack = try await TestStack.shared()
            let agent = try await TestAgent(stack)
            let execution = try await stack.submit(TestPlan("private", agent.capability, [.init("a")]))
            let stranger = CallContext(tenant: TenantID(trusted: "stranger"), actor: "eve")
            for call in [
                {
                    _ = try await stack.orchestrator.getExecution(ExecutionKey(execution: execution), context: stranger)
                },
                { _ = try await stack.orchestrator.getPlan(ExecutionKey(execution: execution), context: stranger) },
                {
                    _ = try await stack.orchestrator.listTasks(
                        ListTasksRequest(execution: execution), context: stranger)
                },
                {
                    _ = try await stack.orchestrator.readEvents(
                        ReadEventsRequest(execution: execution), context: stranger)
                },
                { _ = try await stack.orchestrator.cancel(ControlRequest(execution: execution), context: stranger) },
            ] as [@Sendable () async throws -> Void] {
                let error = await #expect(throws: LunaError.self) { try await call() }
                #expect(error?.errorClass == .notFound)
            }
            #expect(
                try await stack.orchestrator.listExecutions(ListExecutionsRequest(), context: stranger).executions
                    .isEmpty)
            #expect(try await stack.end(of: execution).state == .succeeded)
            await agent.stop()
        }
    }
}

import LunaBus
import LunaCore
import LunaMessages
import LunaTestKit
import Testing

extension Integration {
    /// A service that is none of ours and speaks nothing but NATS.
    @Suite struct OutsideService {
        private func run(_ plan: String) async throws -> Program {
            let stack = try await TestStack.shared()
            return try await Program(
                TestStack.python, ["\(TestStack.root)/examples/events/submit_and_follow.py", plan, "--timeout", "90"],
                environment: stack.trust.merging(["NATS_URL": try stack.natsURL(of: .tenant(.local))]) { _, new in new
                },
                limit: .seconds(150))
        }

        @Test func theExampleSubmitsAPlanAndFollowsItToItsEnd() async throws {
            let run = try await run("\(TestStack.root)/examples/plans/todo-api.yaml")
            #expect(run.status == 0, "\(run.messages)\n\(run.output.suffix(3000))")
            let lines = run.output.split(separator: "\n").map(String.init)
            #expect(lines.first?.hasPrefix("submitted todo-api.yaml (stream LUNA_INBOX") == true)
            #expect(lines.last == "execution.completed")
            let done = lines.filter { $0.hasPrefix("task.completed") }
            #expect(done.count >= 30 && Set(done).count == done.count)
        }

        @Test func theExamplePrintsEveryProblemOfABrokenPlan() async throws {
            let plan = "\(TestStack.root)/examples/plans/invalid/unknown-keys.yaml"
            let run = try await run(plan)
            #expect(run.status == 2)
            let lines = run.messages.split(separator: "\n")
            #expect(lines.count == 8)
            #expect(lines.first?.hasPrefix("\(plan):3:3: ") == true && lines.first?.contains("'nmae'") == true)
        }

        @Test func theSameSubmissionInTwoMessagesIsOneExecution() async throws {
            let stack = try await TestStack.shared()
            let agent = try await TestAgent(stack)
            let ends = Recorder<String>()
            let events = try await stack.bus.subscribe("luna.evt.local.*.execution.completed")
            let listener = Task { for await message in events { ends.append(message.subject) } }
            // Two messages for the stream, one submission for the orchestrator; the third says when both have been seen.
            for (project, number) in [(agent.name, 1), (agent.name, 2), ("\(agent.name)-last", 3)] {
                let plan = TestPlan(project, agent.capability, [.init("a")])
                let request = SubmitRequest(plan: plan.bytes, fileName: "plan.json", idempotencyKey: project)
                _ = try await stack.bus.publishDurable(
                    OutgoingMessage(
                        subject: "luna.in.local.plan.submit", body: try request.serialized(),
                        headers: ["Content-Type": "application/protobuf"], messageID: "\(agent.name)-\(number)"))
            }
            try await ends.wait(for: "both ends") { all in
                [agent.name, "\(agent.name)-last"].allSatisfy {
                    all.contains("luna.evt.local.\($0).execution.completed")
                }
            }
            let listed = try await stack.orchestrator.listExecutions(
                ListExecutionsRequest(project: agent.name), context: TestStack.context)
            #expect(listed.executions.count == 1 && agent.runs.all.count == 2)
            listener.cancel()
            await events.unsubscribe()
            await agent.stop()
        }

        @Test func anEventIsKnownByItsSourceAndIdHoweverItIsSent() async throws {
            let stack = try await TestStack.shared()
            let agent = try await TestAgent(stack)
            let ends = Recorder<String>()
            let events = try await stack.bus.subscribe("luna.evt.local.*.execution.completed")
            let listener = Task { for await message in events { ends.append(message.subject) } }
            let plan = TestPlan(agent.name, agent.capability, [.init("a")])
            func binary(_ source: String, _ id: String) -> OutgoingMessage {
                OutgoingMessage(
                    subject: "luna.in.local.plan.submit", body: plan.bytes,
                    headers: [
                        "ce-specversion": "1.0", "ce-id": id, "ce-source": source, "ce-type": "test.plan",
                        "Content-Type": "application/json",
                    ])
            }
            let id = "\(agent.name)-1"
            var first = binary("/ci", id)
            var again = binary("/ci", id)
            // Other message ids, so that the stream takes both.
            (first.messageID, again.messageID) = ("\(id)-x", "\(id)-y")
            let structured = OutgoingMessage(
                subject: "luna.in.local.plan.submit",
                body: JSONValue.object([
                    "specversion": "1.0", "id": .string(id), "source": "/ci", "type": "test.plan",
                    "datacontenttype": "application/json", "data": try JSONParser.parse(plan.bytes),
                ]).serialized(), headers: ["Content-Type": "application/cloudevents+json"])
            let last = TestPlan("\(agent.name)-last", agent.capability, [.init("a")])
            let done = OutgoingMessage(subject: "luna.in.local.plan.submit", body: last.bytes)
            for message in [first, again, structured, binary("/ci", id), binary("/other", id), done] {
                _ = try await stack.bus.publishDurable(message)
            }
            try await ends.wait(for: "the ends") { all in
                all.count { $0.contains(".\(agent.name).") } >= 2
                    && all.contains { $0.contains(".\(agent.name)-last.") }
            }
            let listed = try await stack.orchestrator.listExecutions(
                ListExecutionsRequest(project: agent.name), context: TestStack.context)
            #expect(listed.executions.count == 2, "one for each source")
            // The sender finds its execution by the id that it gave the event.
            let submissions = try await stack.journal(listed.executions[0].execution).compactMap {
                published -> String? in
                guard case .submitted(let body)? = published.event?.body else { return nil }
                return body.submission
            }
            #expect(submissions == [id])
            listener.cancel()
            await events.unsubscribe()
            await agent.stop()
        }

        @Test func aMessageThatIsNoRequestIsPutAsideWithItsReason() async throws {
            let stack = try await TestStack.shared()
            let dead = try await stack.bus.subscribe("luna.dlq.luna.in.local.plan.submit")
            _ = try await stack.bus.publishDurable(
                OutgoingMessage(
                    subject: "luna.in.local.plan.submit", body: [0xff, 0xff, 0xff, 0x01],
                    headers: ["Content-Type": "application/protobuf"],
                    messageID: TestAgent.uniqueName("garbage")))
            let message = try await within(.seconds(30), "the dead letter") {
                for await message in dead { return message }
                throw CancellationError()
            }
            #expect(message.body == [0xff, 0xff, 0xff, 0x01])
            #expect(message.headers.contains { $0.name.lowercased().contains("reason") && !$0.value.isEmpty })
            await dead.unsubscribe()
        }
    }
}

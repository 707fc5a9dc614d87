import LunaAgentKit
import LunaBus
import LunaCore
import LunaMessages
import LunaServiceKit
import LunaTestKit
import LunaTrust
import Testing

extension Integration {
    /// Policy and provenance through real services: who decides, who obeys, and what comes of it.
    @Suite struct Policy {
        private func plan(
            _ name: String, _ capability: String, autonomy: String = "interactive", input: JSONValue = [:],
            packaged: Bool = false
        ) -> [UInt8] {
            var tasks: [JSONValue] = [["id": "work", "capability": .string(capability), "input": input]]
            if packaged { tasks.append(["id": "package", "capability": "assemble", "depends_on": ["work"]]) }
            return JSONValue.object([
                "luna": 1, "autonomy": .string(autonomy), "project": ["name": .string(name), "type": "tasks"],
                "tasks": .array(tasks),
            ]).serialized()
        }

        private func keys(_ stack: TestStack, _ purpose: String) async throws -> [VerifyingKey] {
            let reply = try await stack.security.listSigners(
                ListSignersRequest(purpose: purpose), context: TestStack.context)
            return try reply.signers.map { try VerifyingKey(text: $0.publicKey) }
        }

        private func code(_ body: () async throws -> some Any) async -> String {
            do {
                _ = try await body()
                return "no error"
            } catch { return LunaError.wrapping(error).code }
        }

        private func rules(_ tenant: CallContext, _ list: [JSONValue]) async throws {
            _ = try await TestStack.shared().security.setPolicy(
                SetPolicyRequest(documentJson: JSONValue.object(["policy": 1, "rules": .array(list)]).serialized()),
                context: tenant)
        }

        @Test func aPackageSaysSignedWhereItComesFrom() async throws {
            let stack = try await TestStack.shared()
            let agent = try await TestAgent(stack) { task in
                let file = try await task.store(path: "README.md", content: Array("hello".utf8))
                return AgentOutput(files: [file])
            }
            let reply = try await stack.orchestrator.submit(
                SubmitRequest(plan: plan("origin", agent.capability, input: ["who": "me"], packaged: true)),
                context: TestStack.context)
            let view = try await stack.end(of: reply.execution)
            #expect(view.state == .succeeded)
            let artifacts = try await stack.memory.listArtifacts(
                ListArtifactsRequest(execution: reply.execution, limit: 100), context: TestStack.context
            ).artifacts.compactMap(\.file)
            func content(_ path: String) async throws -> [UInt8] {
                let file = try #require(artifacts.first { $0.path == path }, "\(path)")
                return try await stack.memory.fetch(file.sha256, context: TestStack.context)
            }
            let zip = try await content("dist/origin-0.1.0.zip")
            let envelope = try DSSEEnvelope(
                json: JSONParser.parse(try await content("dist/origin-0.1.0.zip.intoto.json")))
            let trusted = try await keys(stack, "provenance")
            #expect(trusted.count == 1)
            let statement = try Provenance.verify(
                envelope, of: Digest(of: zip), named: "origin-0.1.0.zip", trusting: trusted)
            let predicate = statement["predicate"]
            #expect(predicate?["runDetails"]?["metadata"]?["invocationId"]?.stringValue == reply.execution)
            #expect(predicate?["buildDefinition"]?["buildType"] == "https://lunacore.dev/build/plan/v1")
            let times = ["startedOn", "finishedOn"].map { name in
                predicate?["runDetails"]?["metadata"]?[name]?.stringValue.flatMap(CivilTime.unixNanoseconds(rfc3339:))
            }
            #expect(try #require(times[0]) <= #require(times[1]))
            let materials = predicate?["buildDefinition"]?["resolvedDependencies"]?.arrayValue ?? []
            func digest(_ name: String) -> String? {
                materials.first { $0["name"]?.stringValue == name }?["digest"]?["sha256"]?.stringValue
            }
            #expect(digest("plan.json") == view.planSha256 && digest("graph.json") == view.graphSha256)
            #expect(digest("inputs/work.json") == Digest(of: #"{"who":"me"}"#).hex)
            #expect(digest("README.md") == Digest(of: "hello").hex)
            #expect(materials.first { $0["name"] == "README.md" }?["annotations"]?["task"] == "work")
            let subjects = statement["subject"]?.arrayValue?.compactMap { $0["name"]?.stringValue }
            #expect(subjects == ["origin-0.1.0.zip", "bom.cdx.json", "bom.spdx.json"])
            await agent.stop()
        }

        @Test func whatPolicyDeniesIsNotBegun() async throws {
            let stack = try await TestStack.shared()
            let context = TestStack.context
            for input: JSONValue in [["tools": ["calculator", "shell_command"]], ["tool": "eval"]] {
                let error = await #expect(throws: LunaError.self) {
                    try await stack.orchestrator.submit(
                        SubmitRequest(plan: plan("denied", "nobody.has", input: input)), context: context)
                }
                #expect(error?.code == "policy.denied" && error?.details["rules"] == "dangerous-tools")
            }
            let list = try await stack.orchestrator.listExecutions(
                ListExecutionsRequest(project: "denied"), context: context)
            #expect(list.executions.isEmpty)
            let agent = AgentManifest(
                name: TestAgent.uniqueName("armed-"), version: "1.0.0", capabilities: ["kill.all"],
                tools: ["subprocess"])
            #expect(
                await code {
                    try await stack.registry.register(
                        RegisterRequest(manifest: agent, instance: "one"), context: context)
                } == "policy.denied")
        }

        @Test func whatNeedsAPersonWaitsForOne() async throws {
            let stack = try await TestStack.shared()
            let agent = try await TestAgent(stack)
            let name = TestAgent.uniqueName("asked")
            try await rules(
                TestStack.context,
                [
                    [
                        "id": "ask", "effect": "needs-human", "reason": "look at it first",
                        "when": ["autonomy": ["above": "autonomous"], "project": .string(name)],
                    ]
                ])
            let reply = try await stack.orchestrator.submit(
                SubmitRequest(plan: plan(name, agent.capability, autonomy: "full")), context: TestStack.context)
            let waiting = try await stack.orchestrator.getExecution(
                ExecutionKey(execution: reply.execution), context: TestStack.context)
            #expect(waiting.state == .paused && waiting.reason.contains("look at it first"))
            let before = try await stack.security.getDecision(
                DecisionKey(id: waiting.decision), context: TestStack.context)
            #expect(try JSONParser.parse(before.documentJson)["effect"] == "needs-human")
            #expect(agent.runs.all.isEmpty)
            _ = try await stack.orchestrator.resume(
                ControlRequest(execution: reply.execution, reason: "looked"), context: CallContext(actor: "alice"))
            #expect(try await stack.end(of: reply.execution).state == .succeeded)
            let after = try await stack.security.getDecision(
                DecisionKey(id: waiting.decision), context: TestStack.context)
            let document = try JSONParser.parse(after.documentJson)
            #expect(document["effect"] == "allow" && document["approved_by"] == "alice")
            try SignedDocument.verify(document, trusting: try await keys(stack, "decision"))
            // Little autonomy needs nobody.
            let quiet = try await stack.orchestrator.submit(
                SubmitRequest(plan: plan(name, agent.capability)), context: TestStack.context)
            #expect(try await stack.end(of: quiet.execution).state == .succeeded)
            await agent.stop()
        }

        /// Whoever can write to the queue of work cannot have the product's agents do something.
        @Test func workWithoutADecisionIsRefusedByTheAgent() async throws {
            let stack = try await TestStack.shared()
            let agent = try await TestAgent(stack)
            let reply = try await stack.orchestrator.submit(
                SubmitRequest(plan: plan("genuine", agent.capability)), context: TestStack.context)
            let view = try await stack.end(of: reply.execution)
            let results = try await stack.bus.subscribe("luna.result.*", capacity: 256)
            for (number, decision) in ["", view.decision, String(repeating: "0", count: 32)].enumerated() {
                let item = WorkItem(
                    tenant: TestStack.context.tenant.rawValue, project: "genuine", execution: reply.execution,
                    task: "forged\(number)", attempt: 1, capability: "assemble", timeoutMs: 10_000,
                    dispatchedAt: WallClock.now(), decision: decision)
                _ = try await stack.bus.publishDurable(
                    OutgoingMessage(
                        subject: try Subjects.work(capability: "assemble", tenant: TestStack.context.tenant),
                        body: try item.serialized(), messageID: "\(reply.execution)/forged\(number)"))
            }
            let codes = try await within(.seconds(60), "three refusals") {
                var codes: [String: String] = [:]
                for await message in results {
                    let batch =
                        message.headers[BusHeader.batch] == nil
                        ? [try WorkResult(serialized: message.body)]
                        : try WorkResults(serialized: message.body).results
                    for result in batch where result.task.hasPrefix("forged") {
                        codes[result.task] = result.error?.code ?? "done"
                    }
                    if codes.count == 3 { break }
                }
                return codes
            }
            await results.unsubscribe()
            #expect(
                codes == [
                    "forged0": "policy.undecided", "forged1": "policy.denied", "forged2": "policy.no_decision",
                ])
            await agent.stop()
        }
    }
}

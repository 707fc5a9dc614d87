import LunaAgentKit
import LunaBus
import LunaCore
import LunaMessages
import LunaPrivacy
import LunaServiceKit
import LunaStack
import LunaTestKit
import Testing

extension Integration {
    /// From a plan through a model to a file: the model sees no value, the file has them all.
    @Suite struct ModelPrompts {
        private static let values = [
            "zoe.quast@example.org", "+33 6 12 34 56 78", "4111 1111 1111 1111", "DE89 3704 0044 0532 0130 00",
            "Vq9-\u{00FC}ber-geheim-71", "sk_live_" + "4eC39HqLyjWDarjtT1zdp7dc", "203.0.113.77",
        ]
        private static var instructions: String {
            """
            Write the notes for the move. Contact zoe.quast@example.org or +33 6 12 34 56 78; card 4111 1111 1111 1111,
            IBAN DE89 3704 0044 0532 0130 00; the host is 203.0.113.77 with password="Vq9-\u{00FC}ber-geheim-71" and
            key \("sk_live_" + "4eC39HqLyjWDarjtT1zdp7dc"). \u{1F642} Mind "quotes" and \\ backslashes.
            """
        }

        /// A second code-generator beside the stack's own, which alone has a model.
        private func writer(_ stack: TestStack, _ folder: TestDirectory, model base: String) async throws
            -> ChildProcess
        {
            let known =
                try await stack.registry.listAgents(ListAgentsRequest(), context: TestStack.context).agents
                .first { $0.manifest?.name == "text-writer" }?.instances.count ?? 0
            var environment = StackConfiguration.processEnvironment.merging(stack.trust) { _, new in new }
            for name in environment.keys where name.hasPrefix("LUNA_") { environment[name] = nil }
            environment.merge([
                "NATS_URL": try stack.natsURL(of: .service("code-generator")), "LUNA_DATA_DIR": folder.file("data"),
                "LUNA_LOG_FORMAT": "json", "LUNA_MODEL_URL": "\(base)/v1", "LUNA_MODEL_NAME": "m-1",
                "LUNA_MODEL_KEY": "the-key-of-the-model-9",
            ]) { _, new in new }
            let child = try ChildProcess.spawn(
                executable: "\(TestStack.binaries)/code-generator", environment: environment,
                logFile: folder.file("log"))
            try await within(.seconds(60), "the text-writer to be registered") {
                while true {
                    let now = try await stack.registry.listAgents(ListAgentsRequest(), context: TestStack.context)
                        .agents.first { $0.manifest?.name == "text-writer" }
                    if (now?.instances.count ?? 0) > known { return }
                    try await Task.sleep(for: .milliseconds(100))
                }
            }
            return child
        }

        private func plan(_ name: String, _ instructions: String) -> TestPlan {
            TestPlan(
                name, "codegen.text",
                [
                    .init(
                        "notes", maxAttempts: 1,
                        input: ["path": "docs/NOTES.md", "instructions": .string(instructions), "about": "zoe"])
                ])
        }

        /// What was asked, given back as the answer; altered when it says so.
        private static func echo(_ received: ModelServer.Received) -> ModelServer.Reply {
            var prompt = received.json["messages"]?[0]?["content"]?.stringValue ?? ""
            if prompt.contains("ALTER"), let token = prompt.firstRange(of: "luna_email_") {
                let place = prompt.index(token.upperBound, offsetBy: 5)
                prompt.replaceSubrange(place...place, with: prompt[place] == "a" ? "b" : "a")
            }
            return .json([
                "model": "m-1-2026", "choices": [["message": ["content": .string(prompt)], "finish_reason": "stop"]],
                "usage": ["prompt_tokens": 7, "completion_tokens": 9],
            ])
        }

        @Test func aModelSeesNoValueAndTheFileHasThemAll() async throws {
            let stack = try await TestStack.shared()
            let folder = try TestDirectory("writer")
            try await ModelServer.with(answering: { Self.echo($0) }) { server, base in
                let child = try await writer(stack, folder, model: base)
                defer { child.signalGroup(9) }

                let execution = try await stack.submit(plan("prompted", Self.instructions))
                let view = try await stack.end(of: execution)
                #expect(view.state == .succeeded, "\(view.reason)")
                let artifacts = try await stack.memory.listArtifacts(
                    ListArtifactsRequest(execution: execution, limit: 10), context: TestStack.context
                ).artifacts.compactMap(\.file)
                let file = try #require(artifacts.first { $0.path == "docs/NOTES.md" })
                let written = String(
                    decoding: try await stack.memory.fetch(file.sha256, context: TestStack.context), as: UTF8.self)
                #expect(written.hasSuffix(Self.instructions), "exactly as it was")

                let received = try #require(server.received.first)
                #expect(received.line == "POST /v1/chat/completions")
                #expect(received.headers["authorization"] == "Bearer the-key-of-the-model-9")
                let traffic = server.received.map { String(decoding: $0.body, as: UTF8.self) + "\($0.headers)" }
                for value in Self.values {
                    #expect(traffic.allSatisfy { !$0.contains(value) }, "\(value)")
                }
                #expect(traffic[0].contains("luna_email_") && traffic[0].contains("luna_password_"))

                // An answer with a token that was changed.
                let altered = try await stack.submit(plan("altered", "ALTER " + Self.instructions))
                let failed = try await stack.end(of: altered)
                #expect(failed.state == .failed)
                let error = try await stack.tasks(altered).first?.error
                #expect(error?.code == "privacy.unknown_token", "\(error?.message ?? "")")
                #expect(
                    try await stack.memory.listArtifacts(
                        ListArtifactsRequest(execution: altered, limit: 10), context: TestStack.context
                    ).artifacts.isEmpty, "nothing of it is kept")

                // Policy says that nothing of a project goes to a cloud.
                let asked = server.received.count
                let name = TestAgent.uniqueName("secluded")
                _ = try await stack.security.setPolicy(
                    SetPolicyRequest(
                        documentJson: JSONValue.object([
                            "policy": 1,
                            "rules": [
                                [
                                    "id": "no-cloud", "effect": "deny", "reason": "this stays here",
                                    "when": ["destinations": "cloud", "project": .string(name)],
                                ]
                            ],
                        ]).serialized()), context: TestStack.context)
                let denied = try await stack.submit(plan(name, Self.instructions))
                let refused = try await stack.end(of: denied)
                #expect(refused.state == .failed)
                let refusal = try await stack.tasks(denied).first?.error
                #expect(refusal?.code == "policy.denied" && refusal?.message.contains("this stays here") == true)
                #expect(server.received.count == asked, "the model was not asked")
                _ = try await stack.security.setPolicy(
                    SetPolicyRequest(documentJson: JSONValue.object(["policy": 1, "rules": []]).serialized()),
                    context: TestStack.context)

                // Besides plan and work they are nowhere in clear: no log, spool, event, audit entry or row.
                let search = LeakSearch(Self.values.filter { $0.utf8.count > 15 } + ["the-key-of-the-model-9"])
                #expect(search.found(in: Files.text(folder.file("log")) ?? "").isEmpty)
                let files = try await search.files(stack)
                #expect(files.hits.allSatisfy { $0.contains("jetstream/") && $0.contains(LunaStreams.work.name) })
                #expect(try await search.tables(stack).hits.isSubset(of: ["orchestrator.plans"]))
                try await within(.seconds(30), "the entries of the audit trail") {
                    let wanted: Set = ["execution.submit", "privacy.tokenise", "privacy.restore"]
                    while true {
                        let found = try await stack.security.searchAudit(
                            SearchAuditRequest(correlation: execution), context: TestStack.context
                        ).entries.map(\.action)
                        if wanted.isSubset(of: found) { return }
                        try await Task.sleep(for: .milliseconds(50))
                    }
                }
                await child.terminate(grace: .seconds(10))
            }
        }

        /// What any agent may do with the bus alone: prompts, and answers in whatever form they come.
        @Test func anyAgentGetsPromptsAndRestoresTextJSONAndStreams() async throws {
            let stack = try await TestStack.shared()
            let privacy = PrivacyClient(stack.security)
            let context = TestStack.context
            let scope = TestAgent.uniqueName("talk")
            let prompt = try await privacy.tokenise(Self.instructions, execution: scope, context: context)
            let again = try await privacy.tokenise(
                "And zoe.quast@example.org, once more.", execution: scope, for: .cloud, context: context)
            for value in Self.values { #expect(!prompt.text.contains(value)) }
            #expect(prompt.counts[.email] == 1 && prompt.scope == PrivacyScope(tenant: context.tenant, id: scope))
            let restorer = try await privacy.restorer(for: [prompt, again], context: context)
            let now = WallClock.now()
            #expect(try restorer.restore(prompt.text, now: now) == Self.instructions)
            let json = JSONValue.object([
                "arguments": .string(JSONValue.object(["q": .string(prompt.text)]).text(pretty: false))
            ])
            let back = try JSONParser.parse(try restorer.restoreJSON(json.serialized(), now: now))
            let inner = try JSONParser.parse(Array((back["arguments"]?.stringValue ?? "").utf8))
            #expect(inner["q"]?.stringValue == Self.instructions)
            let bytes = Array(prompt.text.utf8)
            for cut in 0...bytes.count {
                var stream = restorer.streaming(now: now)
                let whole = try stream.push(Array(bytes[..<cut])) + stream.push(Array(bytes[cut...])) + stream.finish()
                #expect(String(decoding: whole, as: UTF8.self) == Self.instructions, "cut at \(cut)")
            }
            #expect(
                try await privacy.restore(again.text, execution: scope, context: context)
                    == "And zoe.quast@example.org, once more.")
            for (execution, tenant) in [("another", context.tenant), (scope, TenantID(trusted: "stranger"))] {
                let error = await #expect(throws: LunaError.self) {
                    try await privacy.restore(
                        prompt.text, execution: execution, context: CallContext(tenant: tenant, actor: "eve"))
                }
                #expect(error?.code == "privacy.unknown_token")
            }
            let mixed = try await privacy.tokenise("x", execution: "other", context: context)
            let error = await #expect(throws: LunaError.self) {
                try await privacy.restorer(for: [prompt, mixed], context: context)
            }
            #expect(error?.code == "privacy.mixed_scopes")
        }
    }
}

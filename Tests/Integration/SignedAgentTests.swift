import LunaAgentKit
import LunaCore
import LunaMessages
import LunaStack
import LunaTestKit
import LunaTrust
import Testing

extension Integration {
    /// A registry that takes signed agents only, and agents as processes that try to get work from it.
    @Suite struct SignedAgents {
        private static let folder = Result { try TestDirectory("signers") }

        private func stack(_ trusted: String) async throws -> TestStack {
            try await TestStack.shared(
                ["registry", "orchestrator", "memory", "security"],
                settings: [
                    "LUNA_REGISTRY_REQUIRE_SIGNED_MANIFESTS": "true", "LUNA_REGISTRY_TRUSTED_KEYS": trusted,
                ])
        }

        private func trust(_ lines: [String], _ file: String) throws {
            try Files.write(Array((lines.joined(separator: "\n") + "\n").utf8), to: file)
        }

        @Test func onlyWhatATrustedKeyHasSignedIsLetInAndGetsWork() async throws {
            let folder = try Self.folder.get()
            let trusted = folder.file("trusted.keys")
            let (key, next, expired) = (try SigningKey(.ed25519), try SigningKey(.rsaPSS), try SigningKey(.ed25519))
            let pem = folder.file("next.pem")
            try Files.write(Array(next.verifyingKey.text.utf8), to: pem)
            try trust([key.verifyingKey.text, "\(expired.verifyingKey.text) until 2020-01-01"], trusted)
            let stack = try await stack(trusted)

            let name = TestAgent.uniqueName("signed-")
            let capability = name.replacing("-", with: ".")
            func manifest(_ capabilities: [String], version: String = "1.0.0") -> AgentManifest {
                AgentDefinition(
                    name: name, version: version, description: "A test's agent.", capabilities: capabilities,
                    concurrency: 4
                ) { _ in AgentOutput() }.manifest
            }
            func signed(_ manifest: AgentManifest, _ key: SigningKey) throws -> JSONValue {
                try SignedDocument.sign(manifest.json, with: key)
            }
            func start(_ label: String, _ document: JSONValue?) throws -> ChildProcess {
                var environment = StackConfiguration.processEnvironment.merging(stack.trust) { _, new in new }
                if let document {
                    try Files.write(document.serialized(), to: folder.file("\(label).json"))
                    environment["LUNA_AGENT_MANIFEST"] = folder.file("\(label).json")
                }
                return try ChildProcess.spawn(
                    executable: "\(TestStack.binaries)/luna-test-agent",
                    arguments: [stack.natsURL, name, folder.file("runs")], environment: environment,
                    logFile: folder.file("\(label).log"), diesWithParent: true)
            }
            func runs() -> [String] {
                (Files.text(folder.file("runs")) ?? "").split(separator: "\n").map(String.init)
            }

            // The work is there before any of them comes.
            let waiting = try await stack.submit(TestPlan(name, capability, [.init("first")]))
            var altered = try signed(manifest([capability]), key).objectValue ?? [:]
            altered["tools"] = ["shell_command"]
            let refused: [(String, JSONValue?, String)] = [
                ("unsigned", nil, "agent.unsigned"),
                ("altered", .object(altered), "signature.invalid"),
                ("stranger", try signed(manifest([capability]), SigningKey(.ed25519)), "signature.unknown_key"),
                ("expired", try signed(manifest([capability]), expired), "agent.key_expired"),
                // Signed for something else than it says of itself.
                ("other", try signed(manifest(["harmless"]), key), "agent.manifest_differs"),
            ]
            for (label, document, code) in refused {
                let process = try start(label, document)
                #expect(await process.waitForExit() == 3, "\(label)")
                let log = Files.text(folder.file("\(label).log")) ?? ""
                #expect(log.contains("refused: \(code)"), "\(label): \(log.suffix(400))")
            }
            #expect(runs().isEmpty, "none of them has worked")
            let failures = try await stack.counter(
                "luna_signature_failures_total", of: "registry", labels: [#"what="agent manifest""#])
            #expect(failures == Double(refused.count), "each refusal is counted")
            let listed = try await stack.registry.listAgents(
                ListAgentsRequest(capability: capability), context: TestStack.context)
            #expect(listed.agents.isEmpty)

            let good = try start("good", try signed(manifest([capability]), key))
            #expect(try await stack.end(of: waiting).state == .succeeded)
            #expect(runs() == ["first 1 \(good.pid)"])

            // The signer is followed by another one: for a while both count, then the old one is taken away, and its agents with
            // it, without a restart of anything.
            try trust([pem, key.verifyingKey.text], trusted)
            let between = try await stack.submit(TestPlan(name + "-between", capability, [.init("second")]))
            #expect(try await stack.end(of: between).state == .succeeded)
            try trust([pem], trusted)
            #expect(await good.waitForExit() == 3, "its next heartbeat tells it")
            let successor = try start("successor", try signed(manifest([capability]), next))
            defer { successor.signalGroup(9) }
            let later = try await stack.submit(TestPlan(name + "-later", capability, [.init("third")]))
            #expect(try await stack.end(of: later).state == .succeeded)
            #expect(runs().last == "third 1 \(successor.pid)")
            await successor.terminate(grace: .seconds(10))
        }
    }
}

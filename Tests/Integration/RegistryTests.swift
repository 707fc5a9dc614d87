import LunaCore
import LunaMessages
import LunaStore
import LunaTestKit
import Testing

extension Integration {
    @Suite struct RegistryService {
        private func manifest(_ name: String, _ version: String = "1.0.0", _ capabilities: [String]) -> AgentManifest {
            AgentManifest(name: name, version: version, description: "A test's.", capabilities: capabilities)
        }

        private func register(_ manifest: AgentManifest, _ instance: String = "one") async throws -> AgentView {
            try await TestStack.shared().registry.register(
                RegisterRequest(manifest: manifest, instance: instance, concurrency: 2), context: TestStack.context)
        }

        @Test func anAgentIsListedFoundAndForgotten() async throws {
            let registry = try await TestStack.shared().registry
            let name = TestAgent.uniqueName("listed-")
            let capability = name.replacing("-", with: ".")
            let view = try await register(manifest(name, "1.2.0", [capability]))
            #expect(view.id == "\(name)-v1.2.0" && view.health == .healthy && view.instances.map(\.instance) == ["one"])
            _ = try await register(manifest(name, "1.10.0", [capability]))
            _ = try await register(manifest(name, "1.10.0", [capability]), "two")

            let context = TestStack.context
            let listed = try await registry.listAgents(ListAgentsRequest(capability: capability), context: context)
            #expect(listed.agents.map(\.id) == ["\(name)-v1.10.0", "\(name)-v1.2.0"])
            let resolved = try await registry.resolve(ResolveRequest(capability: capability), context: context)
            #expect(resolved.agents.map(\.id) == ["\(name)-v1.10.0", "\(name)-v1.2.0"], "1.10 is newer than 1.2")
            let newest = try await registry.getAgent(AgentKey(name: name), context: context)
            #expect(newest.manifest?.version == "1.10.0" && newest.instances.count == 2)

            let left = try await registry.unregister(
                AgentKey(name: name, version: "1.10.0", instance: "one"), context: context)
            #expect(left.id == "\(name)-v1.10.0")
            #expect(
                try await registry.getAgent(AgentKey(name: name), context: context).instances.map(\.instance) == ["two"]
            )
            for version in ["1.10.0", "1.2.0"] {
                _ = try await registry.unregister(AgentKey(name: name, version: version), context: context)
            }
            let error = await #expect(throws: LunaError.self) {
                try await registry.getAgent(AgentKey(name: name), context: context)
            }
            #expect(error?.code == "agent.not_found")
        }

        @Test func aPrefixCapabilityCoversWhatBeginsWithIt() async throws {
            let registry = try await TestStack.shared().registry
            let name = TestAgent.uniqueName("prefix-")
            let word = name.replacing("-", with: "")
            _ = try await register(manifest(name, "1.0.0", ["\(word).*"]))
            func found(_ capability: String) async throws -> Int {
                try await registry.resolve(ResolveRequest(capability: capability), context: TestStack.context).agents
                    .count
            }
            #expect(try await found("\(word).python") == 1)
            #expect(try await found("\(word)x.python") == 0)
            #expect(try await found(word) == 0)
            _ = try await registry.unregister(AgentKey(name: name, version: "1.0.0"), context: TestStack.context)
        }

        @Test func everyProblemOfAManifestIsNamed() async throws {
            var bad = AgentManifest(name: "Bad_Name", version: "1.0", capabilities: ["Code Gen"])
            bad.inputSchemaJson = Array(#"{"type": "nonsense"}"#.utf8)
            let request = RegisterRequest(manifest: bad, instance: "one")
            let registry = try await TestStack.shared().registry
            let error = await #expect(throws: LunaError.self) {
                try await registry.register(request, context: TestStack.context)
            }
            #expect(error?.code == "agent.manifest_invalid" && error?.errorClass == .validation)
            for part in ["name:", "version:", "capabilities: 'Code Gen'", "input_schema:"] {
                #expect(error?.message.contains(part) == true, "\(part) in \(error?.message ?? "")")
            }
            let empty = await #expect(throws: LunaError.self) {
                try await registry.register(RegisterRequest(instance: "one"), context: TestStack.context)
            }
            #expect(empty?.code == "agent.manifest_invalid")
            let hostile = await #expect(throws: LunaError.self) {
                try await register(manifest("fine", "1.0.0", ["fine"]), "a.b>*")
            }
            #expect(hostile?.code == "agent.instance_invalid")
        }

        @Test func aRunningVersionCannotBeReplacedByAnotherManifest() async throws {
            let name = TestAgent.uniqueName("taken-")
            _ = try await register(manifest(name, "1.0.0", ["taken.a"]))
            let error = await #expect(throws: LunaError.self) {
                try await register(manifest(name, "1.0.0", ["taken.b"]), "two")
            }
            #expect(error?.code == "agent.version_taken" && error?.errorClass == .conflict)
            _ = try await TestStack.shared().registry.unregister(
                AgentKey(name: name, version: "1.0.0"), context: TestStack.context)
        }

        @Test func aHeartbeatOfAnUnknownInstanceIsToldToRegister() async throws {
            let registry = try await TestStack.shared().registry
            let error = await #expect(throws: LunaError.self) {
                try await registry.heartbeat(
                    AgentHeartbeat(name: "nobody", version: "1.0.0", instance: "x"), context: TestStack.context)
            }
            #expect(error?.errorClass == .notFound)
        }

        /// Silence is made by setting the last sign of life back: nobody waits for it.
        @Test func aSilentInstanceBecomesUnhealthyAndThenGone() async throws {
            let stack = try await TestStack.shared()
            let context = TestStack.context
            let name = TestAgent.uniqueName("silent-")
            _ = try await register(manifest(name, "1.0.0", ["silent.work"]))
            let store = try await stack.store()
            func silent(for seconds: Int64) async throws {
                _ = try await store.query(
                    "UPDATE registry.instances SET last_seen = $2 WHERE name = $1",
                    [.text(name), .int(WallClock.now() - seconds * 1_000_000_000)])
            }
            try await silent(for: 40)
            #expect(try await stack.registry.getAgent(AgentKey(name: name), context: context).health == .unhealthy)
            try await silent(for: 100)
            #expect(try await stack.registry.getAgent(AgentKey(name: name), context: context).health == .gone)
            #expect(
                try await !stack.registry.listAgents(ListAgentsRequest(limit: 1000), context: context).agents.contains {
                    $0.manifest?.name == name
                })
            let all = try await stack.registry.listAgents(
                ListAgentsRequest(limit: 1000, includeGone: true), context: context)
            #expect(all.agents.contains { $0.manifest?.name == name })
            let back = try await stack.registry.heartbeat(
                AgentHeartbeat(name: name, version: "1.0.0", instance: "one", inFlight: 1, concurrency: 2),
                context: context)
            #expect(back.health == .healthy && back.instances.first?.inFlight == 1)
            _ = try await stack.registry.unregister(AgentKey(name: name, version: "1.0.0"), context: context)
            await store.close()
        }

        @Test func ourOwnAgentsAreThere() async throws {
            let listed = try await TestStack.shared().registry.listAgents(
                ListAgentsRequest(limit: 1000), context: TestStack.context)
            for name in ["code-generator", "validator", "assembler"] {
                let agent = listed.agents.first { $0.manifest?.name == name }
                #expect(agent?.health == .healthy && agent?.instances.isEmpty == false, "\(name)")
            }
        }
    }
}

import LunaBus
import LunaCore
import LunaMessages
import LunaProbe
import LunaStack
import LunaTestKit
import Testing

extension Integration {
    /// Agents that start while the registry is away: it may not want them, so they wait.
    @Suite struct RegistryAway {
        @Test func anAgentThatNobodyHasLetInWaitsAndSaysSo() async throws {
            // Without policy, which would hold work back by itself.
            let stack = try await TestStack.shared(
                ["registry", "orchestrator", "memory"], settings: ["LUNA_POLICY_ENFORCE": "false"])
            let folder = try TestDirectory("registry-away")
            let name = TestAgent.uniqueName("early-")
            let waiting = try await stack.submit(TestPlan(name, name.replacing("-", with: "."), [.init("first")]))
            try await stack.kill("registry")

            var environment = StackConfiguration.processEnvironment.merging(stack.trust) { _, new in new }
            for name in environment.keys where name.hasPrefix("LUNA_") { environment[name] = nil }
            let log = folder.file("agent.log")
            let agent = try ChildProcess.spawn(
                executable: "\(TestStack.binaries)/luna-test-agent",
                arguments: [stack.natsURL, name, folder.file("runs")],
                environment: environment, logFile: log, diesWithParent: true)
            defer { agent.signalGroup(9) }
            let port = try #require(Loopback.freePort())
            environment.merge([
                "NATS_URL": try stack.natsURL(of: .service("code-generator")), "LUNA_DATA_DIR": folder.file("data"),
                "LUNA_HTTP_PORT": String(port), "LUNA_POLICY_ENFORCE": "false",
            ]) { _, new in new }
            let generator = try ChildProcess.spawn(
                executable: "\(TestStack.binaries)/code-generator", environment: environment,
                logFile: folder.file("generator.log"), diesWithParent: true)
            defer { generator.signalGroup(9) }

            // It has asked, again and again, and has not taken what waits for it.
            try await within(.seconds(60), "three questions that nobody has answered") {
                while (Files.text(log) ?? "").split(separator: "the registry was not reached").count <= 3 {
                    try await Task.sleep(for: .milliseconds(50))
                }
            }
            #expect(Files.text(folder.file("runs")) == nil, "nothing was worked on")
            let refusal = try await within(.seconds(60), "the code-generator to say why it is not ready") {
                while true {
                    if let answer = await HTTPProbe.get(port: port, path: "/readyz"), answer.status == 503 {
                        if answer.body.contains("agent.not_admitted") { return answer.body }
                    }
                    try await Task.sleep(for: .milliseconds(50))
                }
            }
            #expect(refusal.contains("before the registry has let the agent in"), "\(refusal)")

            try await stack.repair()
            #expect(try await stack.end(of: waiting).state == .succeeded)
            #expect((Files.text(folder.file("runs")) ?? "").split(separator: "\n") == ["first 1 \(agent.pid)"])
            try await within(.seconds(60), "the code-generator to be ready") {
                while await HTTPProbe.get(port: port, path: "/readyz")?.status != 200 {
                    try await Task.sleep(for: .milliseconds(50))
                }
            }
            // Who has been let in goes on while the registry is away again.
            try await stack.kill("registry")
            let later = try await stack.submit(
                TestPlan(name + "-later", name.replacing("-", with: "."), [.init("second")]))
            #expect(try await stack.end(of: later).state == .succeeded)
            #expect(await HTTPProbe.get(port: port, path: "/readyz")?.status == 200)
            try await stack.repair()
        }
    }
}

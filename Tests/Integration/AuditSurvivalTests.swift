import LunaCore
import LunaMessages
import LunaStack
import LunaTestKit
import NIOHTTP1
import Testing

extension Integration {
    /// Actions while what the audit trail needs is away, and gone for good afterwards.
    @Suite struct AuditSurvival {
        static let services = [
            "registry", "orchestrator", "memory", "security", "costing", "health-monitor", "gateway",
        ]

        private func entries(_ stack: TestStack, _ context: CallContext) async throws -> [AuditEntry] {
            var all: [AuditEntry] = []
            var cursor = ""
            repeat {
                let page = try await stack.security.searchAudit(
                    SearchAuditRequest(limit: 1000, cursor: cursor), context: context)
                all += page.entries
                cursor = page.nextCursor
            } while !cursor.isEmpty
            return all
        }

        /// One round of what is audited; returns the execution that has run.
        private func act(
            _ stack: TestStack, _ api: HTTPCaller, _ agent: TestAgent, _ context: CallContext
        ) async throws -> String {
            let posted = try await api.send(
                .POST, "/v1/executions", bytes: TestPlan("idle", "nobody.has.this", [.init("a")]).bytes,
                headers: [("Content-Type", "application/json")])
            #expect(posted.status == 201, "\(String(decoding: posted.body, as: UTF8.self))")
            let waiting = try #require(posted.json["execution"]?.stringValue)
            #expect(try await api.send(.POST, "/v1/executions/\(waiting):cancel", json: ["reason": "no"]).status == 200)
            let steps = (0..<20).map { TestPlan.Step("t\($0)") }
            let done = try await stack.orchestrator.submit(
                SubmitRequest(plan: TestPlan("work", agent.capability, steps).bytes), context: context
            ).execution
            try await within(.seconds(30), "the execution's end") {
                while try await stack.orchestrator.getExecution(ExecutionKey(execution: done), context: context)
                    .finishedAt == 0
                { try await Task.sleep(for: .milliseconds(50)) }
            }
            let manifest = AgentManifest(
                name: "survivor", version: "1.0.0", description: "d", capabilities: ["survive"])
            _ = try await stack.registry.register(
                RegisterRequest(manifest: manifest, instance: "i1", concurrency: 1), context: context)
            return done
        }

        @Test func everyActionIsInTheTrailExactlyOnceWhateverWasLost() async throws {
            let stack = try await TestStack.shared(Self.services, durable: true)
            let api = try HTTPCaller.administrator(stack, tenant: "survivor")
            let context = CallContext(tenant: TenantID(trusted: "survivor"), actor: "ann", timeout: .seconds(20))
            let agent = try await TestAgent(stack)
            // What policy has allowed once stays allowed for minutes, without the service that decides; the gateway knows
            // the key for some seconds.
            _ = try await act(stack, api, agent, context)
            _ = try await stack.registry.unregister(AgentKey(name: "survivor", version: "1.0.0"), context: context)
            #expect(try await api.send(.GET, "/v1/identity").status == 200)

            // The security service is away, and everybody goes on.
            try await stack.kill("security")
            let done: String
            do {
                done = try await act(stack, api, agent, context)
            } catch {
                // Others need it, too.
                try await stack.repair()
                throw error
            }

            // Who acted is killed; the bus too, and all that it has stored is gone.
            for name in ["gateway", "orchestrator", "registry", ServiceCatalog.nats] { try await stack.kill(name) }
            try Files.remove("\(stack.directory.path)/nats/jetstream")
            try await stack.repair()
            _ = try await stack.registry.unregister(AgentKey(name: "survivor", version: "1.0.0"), context: context)

            let expected: [String: Int] = [
                "api.submitPlan": 2, "api.cancelExecution": 2, "execution.submit": 4, "execution.cancel": 2,
                "task.run": 40, "execution.end": 2, "agent.register": 2, "agent.unregister": 2,
            ]
            let sum = expected.values.reduce(0, +)
            let found = try await within(.seconds(60), "\(sum) audit entries") {
                while true {
                    // How often policy is asked is its own affair.
                    let found = try? await entries(stack, context).filter { $0.action != "policy.decide" }
                    if let found, found.count >= sum { return found }
                    try await Task.sleep(for: .milliseconds(100))
                }
            }
            #expect(Dictionary(grouping: found, by: \.action).mapValues(\.count) == expected)
            let own = found.filter { $0.correlation == done }
            #expect(own.count == 22)
            #expect(Set(own.filter { $0.action == "task.run" }.map(\.resource)).count == 20)
            #expect(found.allSatisfy { !$0.source.isEmpty && $0.sourceSequence > 0 })
            let verdict = try await stack.security.verifyAudit(VerifyAuditRequest(), context: context)
            #expect(verdict.findings == [])
            #expect(verdict.entries >= UInt64(sum))
            await agent.stop()
        }
    }
}

import LunaAgentKit
import LunaCore
import LunaMessages
import LunaTestKit
import Testing

extension Integration {
    /// A tenant whose agents may work for a second a day.
    @Suite struct AgentSeconds {
        @Test func whoseAgentsHaveWorkedLongEnoughSubmitsNothingMoreToday() async throws {
            let stack = try await TestStack.shared()
            let tenant = CallContext(
                tenant: TenantID(trusted: "agent-seconds"), actor: "tester", timeout: .seconds(20))
            _ = try await stack.security.setQuotas(
                SetQuotasRequest(quotas: [Quota(name: QuotaName.agentSecondsPerDay.rawValue, limit: 1)]),
                context: tenant)
            let agent = try await TestAgent(stack) { _ in
                // The work itself: what is counted is how long an attempt takes.
                try await Task.sleep(for: .milliseconds(1_050))
                return AgentOutput()
            }
            func work() async throws {
                let plan = TestPlan("long", agent.capability, [.init("a")])
                let orchestrator = stack.orchestrator
                let reply = try await orchestrator.submit(SubmitRequest(plan: plan.bytes), context: tenant)
                let execution = reply.execution
                try await within(.seconds(60), "the work to be in the ledger") {
                    while true {
                        let view = try await orchestrator.getExecution(
                            ExecutionKey(execution: execution), context: tenant)
                        let costs = try await stack.costing.getCosts(
                            CostsRequest(execution: execution), context: tenant)
                        if view.finishedAt != 0, costs.attempts == 1 { return }
                        try await Task.sleep(for: .milliseconds(50))
                    }
                }
            }
            // Once is enough, unless a new day begins in between.
            let refused = await #expect(throws: LunaError.self) { for _ in 0..<3 { try await work() } }
            #expect(refused?.code == "quota.exceeded" && refused?.details["quota"] == "agent_seconds_per_day")
            #expect(refused?.isRetryable == false && Int(refused?.details["retry_after"] ?? "") ?? 0 > 0)
            let usage = try await stack.costing.getUsage(GetUsageRequest(), context: tenant).quotas
            #expect(usage.map(\.name) == ["agent_seconds_per_day"] && usage[0].used >= 1 && usage[0].resetsAt > 0)
            // Others are not concerned.
            _ = try await stack.end(of: stack.submit(TestPlan("others", agent.capability, [.init("a")])))
            await agent.stop()
        }
    }
}

import LunaCore
import LunaMessages
import LunaStore
import LunaTestKit
import Testing

extension Integration {
    @Suite struct SecurityService {
        /// Entries travel over the bus and are written soon, not at once.
        private func audit(_ request: SearchAuditRequest, atLeast count: Int) async throws -> [AuditEntry] {
            let stack = try await TestStack.shared()
            return try await within(.seconds(30), "\(count) audit entries") {
                while true {
                    let entries = try await stack.security.searchAudit(request, context: TestStack.context).entries
                    if entries.count >= count { return entries }
                    try await Task.sleep(for: .milliseconds(50))
                }
            }
        }

        @Test func whatSomebodyDidIsFoundByItsExecution() async throws {
            let stack = try await TestStack.shared()
            let reply = try await stack.orchestrator.submit(
                SubmitRequest(plan: TestPlan("audited", "nobody.has.this", [.init("a")]).bytes),
                context: CallContext(actor: "alice"))
            _ = try await stack.orchestrator.cancel(
                ControlRequest(execution: reply.execution, reason: "enough"), context: CallContext(actor: "bob"))
            let entries = try await audit(SearchAuditRequest(correlation: reply.execution), atLeast: 2)
            #expect(
                entries.map { "\($0.actor) \($0.action) \($0.outcome)" } == [
                    "bob execution.cancel succeeded", "alice execution.submit succeeded",
                ])
            #expect(entries.allSatisfy { $0.resource == reply.execution && $0.service == "orchestrator" })
            let ofAlice = try await audit(SearchAuditRequest(correlation: reply.execution, actor: "alice"), atLeast: 1)
            #expect(ofAlice.count == 1)
        }

        @Test func aRefusedPlanIsAuditedToo() async throws {
            let stack = try await TestStack.shared()
            let actor = TestAgent.uniqueName("mallory")
            _ = try await stack.orchestrator.submit(
                SubmitRequest(plan: Array("luna: 1".utf8)), context: CallContext(actor: actor))
            let entries = try await audit(SearchAuditRequest(actor: actor), atLeast: 1)
            #expect(entries.map(\.outcome) == ["refused"])
        }

        @Test func pagesLeadThroughTheWholeTrail() async throws {
            let stack = try await TestStack.shared()
            let actor = TestAgent.uniqueName("busy")
            for _ in 0..<7 {
                _ = try await stack.orchestrator.submit(
                    SubmitRequest(plan: Array("luna: 1".utf8)), context: CallContext(actor: actor))
            }
            _ = try await audit(SearchAuditRequest(actor: actor), atLeast: 7)
            var ids: [String] = []
            var cursor = ""
            repeat {
                let page = try await stack.security.searchAudit(
                    SearchAuditRequest(actor: actor, limit: 3, cursor: cursor), context: TestStack.context)
                #expect(page.entries.count <= 3)
                ids += page.entries.map(\.id)
                cursor = page.nextCursor
            } while !cursor.isEmpty
            #expect(ids.count == 7 && Set(ids).count == 7)
        }

        @Test(arguments: [
            "UPDATE security.audit SET actor = 'nobody'", "DELETE FROM security.audit", "TRUNCATE security.audit",
        ])
        func theDatabaseRefusesToChangeTheTrail(statement: String) async throws {
            let stack = try await TestStack.shared()
            // Somebody of its own for each statement: entries of the others may still be on their way.
            let actor = "permanent-\(UInt32.random(in: 0 ... .max))"
            _ = try await stack.orchestrator.submit(
                SubmitRequest(plan: Array("luna: 1".utf8)), context: CallContext(actor: actor))
            let before = try await audit(SearchAuditRequest(actor: actor), atLeast: 1).count
            let store = try await stack.store()
            let error = await #expect(throws: LunaError.self) { try await store.query(statement) }
            #expect(
                error?.message.contains("append-only") == true || error?.errorClass == .permission,
                "\(String(describing: error))")
            #expect(try await audit(SearchAuditRequest(actor: actor), atLeast: before).count == before)
            await store.close()
        }

        @Test func theTrailOfAnotherTenantIsNotSeen() async throws {
            let stack = try await TestStack.shared()
            let actor = TestAgent.uniqueName("hidden")
            _ = try await stack.orchestrator.submit(
                SubmitRequest(plan: Array("luna: 1".utf8)), context: CallContext(actor: actor))
            _ = try await audit(SearchAuditRequest(actor: actor), atLeast: 1)
            let stranger = CallContext(tenant: TenantID(trusted: "stranger"), actor: "eve")
            #expect(
                try await stack.security.searchAudit(SearchAuditRequest(actor: actor), context: stranger).entries
                    .isEmpty)
        }
    }
}

import LunaCore
import LunaMessages
import LunaStore
import LunaTestKit
import Testing

extension Integration {
    /// Somebody with a tenant of their own tries every way of the contract to reach another's data.
    @Suite struct TenantAttacks {
        private func code(_ body: () async throws -> some Any) async -> String {
            do {
                _ = try await body()
                return ""
            } catch { return LunaError.wrapping(error).code }
        }

        @Test func everyMethodAndEveryIdOfAnotherTenantLeadsNowhere() async throws {
            let stack = try await TestStack.shared()
            let mine = CallContext(tenant: TenantID(trusted: "owner"), actor: "o", role: .operator)
            let eve = CallContext(tenant: TenantID(trusted: "eve"), actor: "eve", role: .admin)
            let plan = Array(
                "{\"luna\":1,\"project\":{\"name\":\"p\",\"type\":\"tasks\"},\"tasks\":[{\"id\":\"a\",\"capability\":\"nobody.does\"}]}"
                    .utf8)
            let submit = SubmitRequest(plan: plan, idempotencyKey: "same-key")
            let execution = try await stack.orchestrator.submit(submit, context: mine).execution
            #expect(!execution.isEmpty)
            let blob = try await stack.memory.putBlob(
                PutBlobRequest(content: Array("secret".utf8)), context: mine)

            // An idempotency key of somebody else finds nothing of theirs.
            let other = try await stack.orchestrator.submit(submit, context: eve).execution
            #expect(other != execution)

            let key = ExecutionKey(execution: execution)
            let orchestrator = stack.orchestrator
            let memory = stack.memory
            let refusals = [
                await code { try await orchestrator.getExecution(key, context: eve) },
                await code { try await orchestrator.getPlan(key, context: eve) },
                await code { try await orchestrator.listTasks(ListTasksRequest(execution: execution), context: eve) },
                await code { try await orchestrator.getTask(TaskKey(execution: execution, task: "a"), context: eve) },
                await code { try await orchestrator.why(TaskKey(execution: execution, task: "a"), context: eve) },
                await code { try await orchestrator.cancel(ControlRequest(execution: execution), context: eve) },
                await code { try await orchestrator.pause(ControlRequest(execution: execution), context: eve) },
                await code { try await orchestrator.resume(ControlRequest(execution: execution), context: eve) },
                await code { try await orchestrator.readEvents(ReadEventsRequest(execution: execution), context: eve) },
                await code { try await memory.statBlob(BlobKey(sha256: blob.sha256), context: eve) },
                await code { try await memory.getBlob(GetBlobRequest(sha256: blob.sha256), context: eve) },
            ]
            for (index, refusal) in refusals.enumerated() { #expect(!refusal.isEmpty, "way \(index) is open") }
            let mineStill = try await orchestrator.getExecution(key, context: mine)
            #expect(mineStill.state != .cancelled)

            let listed = try await orchestrator.listExecutions(ListExecutionsRequest(), context: eve).executions
            #expect(listed.map(\.execution) == [other])
            // The feed of all tenants is for services, whatever role a caller has.
            #expect(await code { try await orchestrator.readFeed(ReadFeedRequest(), context: eve) } == "access.denied")
        }

        @Test func aRoleThatDoesNotSufficeIsRefusedByTheServiceItself() async throws {
            let stack = try await TestStack.shared()
            let viewer = CallContext(tenant: TenantID(trusted: "owner"), actor: "v", role: .viewer)
            let boss = CallContext(tenant: TenantID(trusted: "owner"), actor: "b", role: .operator)
            let orchestrator = stack.orchestrator
            let security = stack.security
            #expect(await code { try await orchestrator.submit(SubmitRequest(), context: viewer) } == "access.denied")
            #expect(
                await code { try await security.createKey(CreateKeyRequest(name: "x", role: "viewer"), context: boss) }
                    == "access.denied")
            #expect(
                await code { try await security.authenticate(AuthenticateRequest(), context: boss) } == "access.denied")
            #expect(await code { try await security.verifyAudit(VerifyAuditRequest(), context: viewer) } == "")
        }

        @Test func everyTableWithTenantsIsGuardedAndNoServiceWorksAsItsOwner() async throws {
            let stack = try await TestStack.shared()
            let store = try await stack.store()
            let open = try await store.query(
                """
                SELECT c.oid::regclass::text AS name FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid
                WHERE a.attname = 'tenant' AND c.relkind IN ('r', 'p') AND c.relnamespace::regnamespace::text NOT LIKE 'pg_%'
                    AND NOT (c.relrowsecurity AND c.relforcerowsecurity)
                """
            ).map { try $0.text("name") }
            #expect(open == [])
            let guarded = try await store.query("SELECT count(*) AS n FROM pg_policy WHERE polname = 'luna_tenant'")
            #expect(try guarded.first?.int("n") ?? 0 >= 12)
            await store.close()
        }
    }
}

import LunaBus
import LunaCore
import LunaMessages
import LunaTestKit
import Testing

extension Integration {
    /// What nobody could handle, as its tenant sees it through the orchestrator.
    @Suite struct DeadLettersOfTenants {
        private func context(_ tenant: String) throws -> CallContext {
            CallContext(tenant: try TenantID(tenant), actor: "tester", timeout: .seconds(20))
        }

        /// Publishes garbage as a plan of a tenant and waits until it has become a dead letter.
        private func bury(_ tenant: String, _ body: [UInt8], _ stack: TestStack) async throws {
            let dead = try await stack.bus.subscribe("luna.dlq.luna.in.\(tenant).plan.submit")
            _ = try await stack.bus.publishDurable(
                OutgoingMessage(
                    subject: "luna.in.\(tenant).plan.submit", body: body,
                    headers: ["Content-Type": "application/protobuf"], messageID: TestAgent.uniqueName(tenant)))
            try await within(.seconds(30), "the dead letter") {
                for await _ in dead { return }
                throw CancellationError()
            }
            await dead.unsubscribe()
        }

        private func code(_ body: () async throws -> Void) async -> String {
            do {
                try await body()
                return "none"
            } catch { return LunaError.wrapping(error).code }
        }

        @Test func aTenantSeesReplaysAndPurgesItsOwnOnly() async throws {
            let stack = try await TestStack.shared()
            let orchestrator = stack.orchestrator
            let (mine, theirs) = (try context("dlq-mine"), try context("dlq-theirs"))
            let garbage: [UInt8] = [0xff, 0xff, 0xff, 0x01]
            for tenant in ["dlq-mine", "dlq-theirs", "dlq-mine", "dlq-mine"] { try await bury(tenant, garbage, stack) }

            let all = try await orchestrator.listDeadLetters(ListDeadLettersRequest(), context: mine).letters
            #expect(all.count == 3)
            #expect(all.allSatisfy { $0.subject == "luna.in.dlq-mine.plan.submit" && $0.tenant == "dlq-mine" })
            #expect(all.allSatisfy { !$0.reason.isEmpty && $0.stream == "LUNA_INBOX" && $0.at > 0 && $0.body.isEmpty })
            var paged: [UInt64] = []
            var cursor = ""
            repeat {
                let page = try await orchestrator.listDeadLetters(
                    ListDeadLettersRequest(limit: 1, cursor: cursor), context: mine)
                paged += page.letters.map(\.letter)
                cursor = page.nextCursor
            } while !cursor.isEmpty
            #expect(paged == all.map(\.letter))
            #expect(
                try await orchestrator.listDeadLetters(ListDeadLettersRequest(code: "no.such"), context: mine).letters
                    .isEmpty)

            let first = try #require(all.first).letter
            let shown = try await orchestrator.getDeadLetter(DeadLetterKey(letter: first), context: mine)
            #expect(shown.body == garbage && shown.headers["Content-Type"] == "application/protobuf")
            #expect(
                await code { _ = try await orchestrator.getDeadLetter(DeadLetterKey(letter: first), context: theirs) }
                    == "dlq.not_found")
            #expect(
                await code {
                    _ = try await orchestrator.replayDeadLetter(DeadLetterKey(letter: first), context: theirs)
                } == "dlq.not_found")
            #expect(
                await code {
                    _ = try await orchestrator.purgeDeadLetters(PurgeDeadLettersRequest(letter: first), context: theirs)
                } == "dlq.not_found")
            #expect(
                await code { _ = try await orchestrator.purgeDeadLetters(PurgeDeadLettersRequest(), context: mine) }
                    == "dlq.nothing_said")

            // It is still garbage: it comes back as a new letter.
            let dead = try await stack.bus.subscribe("luna.dlq.luna.in.dlq-mine.plan.submit")
            let replayed = try await orchestrator.replayDeadLetter(DeadLetterKey(letter: first), context: mine)
            #expect(replayed.stream == "LUNA_INBOX" && replayed.subject == "luna.in.dlq-mine.plan.submit")
            try await within(.seconds(30), "the new dead letter") {
                for await _ in dead { return }
                throw CancellationError()
            }
            await dead.unsubscribe()
            let after = try await orchestrator.listDeadLetters(ListDeadLettersRequest(), context: mine).letters
            #expect(after.count == 3 && !after.contains { $0.letter == first })

            let one = try #require(after.first).letter
            #expect(
                try await orchestrator.purgeDeadLetters(PurgeDeadLettersRequest(letter: one), context: mine).purged == 1
            )
            #expect(
                try await orchestrator.purgeDeadLetters(PurgeDeadLettersRequest(all: true), context: mine).purged == 2)
            #expect(try await orchestrator.listDeadLetters(ListDeadLettersRequest(), context: mine).letters.isEmpty)
            #expect(
                try await orchestrator.listDeadLetters(ListDeadLettersRequest(), context: theirs).letters.count == 1)
            _ = try await orchestrator.purgeDeadLetters(PurgeDeadLettersRequest(all: true), context: theirs)

            // Each was written down before it was done, and how it ended; also what was tried with others' letters.
            @Sendable func trail(_ action: String, _ context: CallContext) async throws -> [String: Int] {
                let entries = try await stack.security.searchAudit(
                    SearchAuditRequest(action: action), context: context
                ).entries
                return entries.reduce(into: [:]) { $0[$1.outcome, default: 0] += 1 }
            }
            for (context, replays, purges) in [
                (mine, ["allowed": 1, "succeeded": 1], ["allowed": 3, "succeeded": 2, "failed": 1]),
                (theirs, ["allowed": 1, "failed": 1], ["allowed": 2, "succeeded": 1, "failed": 1]),
            ] {
                try await within(.seconds(30), "the entries of \(context.tenant)") {
                    while true {
                        let found = (
                            try await trail("dead_letter.replay", context),
                            try await trail("dead_letter.purge", context)
                        )
                        if found == (replays, purges) { break }
                        try await Task.sleep(for: .milliseconds(100))
                    }
                }
            }
        }

        @Test func aMendedMessageIsReplayedIntoWork() async throws {
            let stack = try await TestStack.shared()
            let agent = try await TestAgent(stack)
            let tenant = try context("dlq-mend")
            // A plan that was put aside by somebody, for a reason that no longer holds.
            let plan = TestPlan("mended", agent.capability, [.init("a")])
            let request = SubmitRequest(plan: plan.bytes, fileName: "plan.json", idempotencyKey: agent.name)
            try await DeadLetters(stack.bus).publish(
                BusMessage(
                    subject: "luna.in.dlq-mend.plan.submit", headers: ["Content-Type": "application/protobuf"],
                    body: try request.serialized()),
                reason: LunaError("test.broken", .dependency, "Something was broken."))
            let letter = try #require(
                try await stack.orchestrator.listDeadLetters(
                    ListDeadLettersRequest(subject: "luna.in.*.plan.submit", code: "test.broken"), context: tenant
                ).letters.first)
            _ = try await stack.orchestrator.replayDeadLetter(DeadLetterKey(letter: letter.letter), context: tenant)
            try await agent.runs.wait(for: "the task of the replayed plan") { !$0.isEmpty }
            #expect(
                try await stack.orchestrator.listDeadLetters(ListDeadLettersRequest(), context: tenant).letters.isEmpty)
            await agent.stop()
        }

        @Test func whatNamesNoTenantBelongsToTheInstallation() async throws {
            let stack = try await TestStack.shared()
            let letters = DeadLetters(stack.bus)
            let reason = LunaError("test.unreadable", .validation, "Nobody can read it.")
            try await letters.publish(BusMessage(subject: "luna.result.3", headers: [:], body: [0xff]), reason: reason)
            let named = WorkResult(tenant: "dlq-named", execution: "e", task: "t")
            try await letters.publish(
                BusMessage(subject: "luna.result.3", headers: [:], body: try named.serialized()), reason: reason)
            // A header does not make somebody else's message one's own.
            try await letters.publish(
                BusMessage(
                    subject: "luna.work.x.dlq-worker", headers: [BusHeader.tenant: "dlq-named"], body: []),
                reason: reason)
            func count(_ tenant: String) async throws -> Int {
                try await stack.orchestrator.listDeadLetters(
                    ListDeadLettersRequest(code: "test.unreadable"), context: context(tenant)
                ).letters.count
            }
            #expect(try await count("local") == 1)
            #expect(try await count("dlq-named") == 1)
            #expect(try await count("dlq-worker") == 1)
            for tenant in ["local", "dlq-named", "dlq-worker"] {
                _ = try await stack.orchestrator.purgeDeadLetters(
                    PurgeDeadLettersRequest(code: "test.unreadable"), context: context(tenant))
            }
        }
    }
}

import LunaCore
import LunaMessages
import LunaStore
import LunaTrust
import Testing

@testable import Security

@Suite("A restore and the audit trail", .timeLimit(.minutes(5)))
struct AuditRestoreTests {
    private let ada = TenantID(trusted: "ada")

    /// Ten entries of a source, checkpoints kept inside and outside, the chain set back to entry 6 as by a restore, and two new
    /// entries of the same source, which goes on numbering.
    private func restored(
        _ body: (SecurityFixture, AuditCheckpoints, _ outside: AuditCheckpoint) async throws -> Void
    ) async throws {
        try await SecurityFixture.with { fixture in
            var entries = SecurityFixture.entries(12)
            for index in entries.indices {
                (entries[index].service, entries[index].source) = ("gateway", "gateway/a")
                entries[index].sourceSequence = UInt64(index + 1)
            }
            try await fixture.audit.append(Array(entries[..<8]))
            let checkpoints = try await fixture.checkpoints()
            await checkpoints.keepAll()
            try await fixture.audit.append(Array(entries[8..<10]))
            await checkpoints.keepAll()
            let outside = try await checkpoints.sign(ada)
            try await Self.tamper(fixture, "DELETE FROM security.audit WHERE sequence > 6")
            try await fixture.audit.append(Array(entries[10...]))
            try await body(fixture, checkpoints, outside)
        }
    }

    private static func tamper(_ fixture: SecurityFixture, _ sql: String) async throws {
        try await fixture.owner.transaction {
            try await $0.script("ALTER TABLE security.audit DISABLE TRIGGER USER; \(sql)")
            try await $0.script("ALTER TABLE security.audit ENABLE TRIGGER USER")
        }
    }

    private func context(_ role: Role = .admin, everyTenant: Bool = true) -> CallContext {
        var context = CallContext(tenant: ada, actor: "key:boss")
        context.role = role
        context.spansTenants = everyTenant
        return context
    }

    private func found(_ reply: VerifyAuditReply) -> [String] { reply.findings.map { "\($0.kind) \($0.sequence)" } }

    @Test("an accepted restore explains what was lost through it, at every check, and nothing else")
    func accepting() async throws {
        try await restored { fixture, checkpoints, outside in
            let before = try await checkpoints.verify(ada, [outside])
            #expect(found(before) == ["undelivered 7", "rewritten 8", "cut 9"])
            #expect(before.restores.isEmpty)

            let accepted = try await checkpoints.acceptRestore(
                AcceptRestoreRequest(restoredTo: 6, reason: "backup of Monday"), context())
            #expect(accepted.sequence == 9 && accepted.lostTo == 10 && accepted.superseded == 2)
            for _ in 0..<2 {
                let reply = try await checkpoints.verify(ada, [outside])
                #expect(reply.findings == [])
                let told = try #require(reply.restores.first)
                #expect(reply.restores.count == 1 && told.restoredTo == 6 && told.lostTo == 10 && told.superseded == 3)
                #expect(told.unheard == ["Entries 7 to 10 of gateway/a"] && told.actor == "key:boss")
                #expect(told.explanation.contains("entries 7 to 10") && told.explanation.contains("backup of Monday"))
            }
            // It is an entry like others: whoever searches the trail finds it.
            let entry = try #require(
                try await fixture.audit.search(
                    SearchAuditRequest(action: "audit.restore_accepted"), limit: 5, tenant: ada
                ).first?.entry)
            #expect(entry.actor == "key:boss" && entry.resource == "6" && entry.sequence == 9)

            // What comes afterwards is kept and checked as ever: a cut is a cut.
            try await fixture.audit.append(SecurityFixture.entries(5, from: 100))
            await checkpoints.keepAll()
            #expect(try await checkpoints.verify(ada, [outside]).findings == [])
            try await Self.tamper(fixture, "DELETE FROM security.audit WHERE sequence > 12")
            let cut = try await checkpoints.verify(ada, [outside])
            #expect(found(cut) == ["cut 13"] && cut.restores.count == 1)
            // A second restore explains that in turn, and both are told.
            _ = try await checkpoints.acceptRestore(
                AcceptRestoreRequest(restoredTo: 12, reason: "again"), context())
            let both = try await checkpoints.verify(ada, [outside])
            #expect(both.findings == [] && both.restores.map(\.restoredTo) == [6, 12])
        }
    }

    @Test("who can write the database only makes, moves, alters and removes no acceptance unseen")
    func forging() async throws {
        try await restored { fixture, checkpoints, outside in
            func isFound(_ what: String) async throws {
                let reply = try await checkpoints.verify(ada, [outside])
                #expect(reply.findings.contains { ["cut", "rewritten"].contains($0.kind) }, "\(what)")
                #expect(reply.restores.isEmpty, "\(what)")
            }
            let statement = RestoreStatement(
                entry: "forged", tenant: "ada", restoredTo: 6, restoredMAC: "", restoredAt: .max, lostTo: .max,
                superseded: [], reason: "x", actor: "key:boss", at: 1)
            let forged = String(
                decoding: try statement.signed(with: SigningKey(.ed25519)).canonical(), as: UTF8.self)
            // As a row of their own making.
            try await Self.tamper(
                fixture,
                """
                INSERT INTO security.audit SELECT tenant, 9, 'forged', at, 'key:boss', 'audit.restore_accepted', '6',
                    'audit.restore', outcome, 'security', '\(forged)', key, content, mac, '', 0
                FROM security.audit WHERE sequence = 8
                """)
            try await isFound("a row that was put there")
            try await Self.tamper(fixture, "DELETE FROM security.audit WHERE sequence = 9")
            // Even an entry that went through the trail, from a service that was taken over, says nothing without the key.
            try await fixture.audit.append([
                AuditEntry(
                    id: "forged", tenant: "ada", at: 1, actor: "key:boss", action: "audit.restore_accepted",
                    resource: "6", correlation: "audit.restore", outcome: "succeeded", service: "security",
                    detailsJson: Array(forged.utf8))
            ])
            try await isFound("an entry with another signature")

            let accepted = try await checkpoints.acceptRestore(
                AcceptRestoreRequest(restoredTo: 6, reason: "backup of Monday"), context())
            #expect(try await checkpoints.verify(ada, [outside]).findings == [])
            // The genuine one stops counting where it does not stand as it was written.
            let place = "sequence = \(accepted.sequence)"
            for sql in [
                "UPDATE security.audit SET sequence = sequence + 1 WHERE \(place)",
                "UPDATE security.audit SET mac = repeat('0', 64) WHERE \(place)",
                "UPDATE security.audit SET content = replace(content, 'boss', 'mice') WHERE \(place)",
                "UPDATE security.audit SET actor = 'key:other' WHERE \(place)",
            ] {
                try await Self.tamper(
                    fixture, "CREATE TABLE security.kept AS SELECT * FROM security.audit WHERE \(place); \(sql)")
                try await isFound(sql)
                try await Self.tamper(
                    fixture,
                    """
                    DELETE FROM security.audit WHERE id = '\(accepted.entry)';
                    INSERT INTO security.audit SELECT * FROM security.kept; DROP TABLE security.kept
                    """)
                #expect(try await checkpoints.verify(ada, [outside]).findings == [], "put back")
            }
            // Taken to the place of another loss, from before the restore or after it.
            try await Self.tamper(fixture, "DELETE FROM security.audit WHERE sequence IN (3, 4)")
            #expect(found(try await checkpoints.verify(ada, [outside])).contains("missing 3"))
            try await Self.tamper(fixture, "DELETE FROM security.audit WHERE \(place)")
            try await isFound("removed")
        }
    }

    @Test("what a restore cannot have done is not accepted, and not from everybody")
    func refusing() async throws {
        try await restored { fixture, checkpoints, outside in
            func code(_ request: AcceptRestoreRequest, _ context: CallContext) async -> String {
                do {
                    _ = try await checkpoints.acceptRestore(request, context)
                    return ""
                } catch { return (error as? LunaError)?.code ?? "\(error)" }
            }
            func request(_ place: UInt64, at: Int64 = 0, _ reason: String = "r") -> AcceptRestoreRequest {
                AcceptRestoreRequest(restoredTo: place, restoredAt: at, reason: reason, checkpoints: [outside])
            }
            #expect(await code(request(6), context(everyTenant: false)) == "access.denied")
            #expect(await code(request(6, at: 0, ""), context()) == "audit.restore_invalid")
            #expect(await code(request(9), context()) == "audit.restore_invalid", "the chain has no such entry")
            #expect(await code(request(8), context()) == "audit.no_restore", "a checkpoint has seen another entry 8")
            #expect(await code(request(6, at: .max), context()) == "audit.restore_invalid", "in the future")
            #expect(
                await code(request(6, at: outside.at - 1), context()) == "audit.no_restore",
                "a checkpoint from after the restore")
            var forged = request(6)
            forged.checkpoints[0].sequence = 99
            #expect(await code(forged, context()) == "audit.checkpoint")
            #expect(try await fixture.audit.head(ada)?.sequence == 8, "nothing was written")

            // Somebody outside has seen more than was known when the restore was accepted: that is told, until it is accepted, too.
            let strong = try await checkpoints.acceptRestore(request(6), context())
            #expect(strong.lostTo == 10)
            var later = AuditCheckpoint(
                tenant: "ada", sequence: 14, mac: String(repeating: "1", count: 64), at: outside.at,
                signer: outside.signer, publicKey: outside.publicKey)
            let content = try Checkpoint.content(
                tenant: later.tenant, sequence: later.sequence, mac: later.mac, at: later.at, signer: later.signer)
            later.signature = TextForm.base64(try checkpoints.signer.sign(content))
            #expect(found(try await checkpoints.verify(ada, [outside, later])) == ["cut 10"])
            _ = try await checkpoints.acceptRestore(
                AcceptRestoreRequest(restoredTo: 6, reason: "the auditor has seen more", checkpoints: [later]),
                context())
            let reply = try await checkpoints.verify(ada, [outside, later])
            #expect(reply.findings == [] && reply.restores.map(\.lostTo) == [10, 14])
        }
    }
}

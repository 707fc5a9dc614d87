import LunaCore
import LunaMessages
import LunaStore
import LunaTrust
import Testing

@testable import Security

@Suite("The audit trail in a real database", .timeLimit(.minutes(5)))
struct AuditTests {
    let ada = TenantID(trusted: "ada")

    @Test(
        "entries that come again are not written again; chains of several tenants are whole; replicas do not disturb each other"
    )
    func appending() async throws {
        try await SecurityFixture.with { fixture in
            let other = SecurityFixture.audit(fixture.store, fixture.keys)
            try await withThrowingTaskGroup(of: Void.self) { group in
                for writer in 0..<4 {
                    group.addTask {
                        let audit = writer.isMultiple(of: 2) ? fixture.audit : other
                        for batch in 0..<10 {
                            let mixed =
                                SecurityFixture.entries(20, "ada", from: 20 * batch + 1)
                                + SecurityFixture.entries(20, "bob", from: 20 * batch + 1)
                            try await audit.append(mixed.shuffled())
                        }
                    }
                }
                try await group.waitForAll()
            }
            let checkpoints = try await fixture.checkpoints()
            #expect(try await fixture.audit.tenants().map(\.rawValue) == ["ada", "bob"])
            for tenant in try await fixture.audit.tenants() {
                let reply = try await checkpoints.verify(tenant, [])
                #expect(reply.findings == [])
                // Two instances start at once, so the key changes hands a few times; each change is an entry.
                let changes = try await fixture.audit.search(
                    SearchAuditRequest(action: "audit.rotate_key"), limit: 1000, tenant: tenant
                ).count
                #expect(reply.entries == UInt64(200 + changes))
            }
        }
    }

    @Test(
        "the service's own role can neither change, delete nor empty, and another tenant's entries do not exist for a caller"
    )
    func role() async throws {
        try await SecurityFixture.with { fixture in
            try await fixture.audit.append(SecurityFixture.entries(3))
            for sql in [
                "UPDATE security.audit SET actor = 'nobody'", "DELETE FROM security.audit", "TRUNCATE security.audit",
                "ALTER TABLE security.audit DISABLE TRIGGER audit_append_only", "DROP TABLE security.audit",
                "DELETE FROM security.chain_keys", "SELECT * FROM security.luna_migrations",
            ] {
                let error = await #expect(throws: LunaError.self, "\(sql)") { try await fixture.store.execute(sql) }
                #expect(error?.code == "store.permission")
            }
            // Not even the owner, without taking the trigger away first.
            await #expect(throws: LunaError.self) { try await fixture.owner.execute("DELETE FROM security.audit") }
            let sql = "SELECT FROM security.audit"
            #expect(try await fixture.store.query(sql).count == 3)
            #expect(try await TenantScope.tenant(ada).run { try await fixture.store.query(sql) }.count == 3)
            let bob = TenantScope.tenant(TenantID(trusted: "bob"))
            #expect(try await bob.run { try await fixture.store.query(sql) }.isEmpty)
            #expect(try await TenantScope.nobody.run { try await fixture.store.query(sql) }.isEmpty)
            await #expect(throws: LunaError.self) {
                try await bob.run { try await fixture.audit.append(SecurityFixture.entries(1, from: 9)) }
            }
        }
    }

    @Test("a service speaks for itself only; what comes twice is in the trail once; a number that never came is told")
    func sources() async throws {
        var entries = SecurityFixture.entries(5)
        for index in entries.indices {
            (entries[index].source, entries[index].sourceSequence) = ("orchestrator/journal", UInt64(index + 1))
        }
        try AuditSink.check(entries, from: "orchestrator")
        #expect(throws: LunaError.self) { try AuditSink.check(entries, from: "validator") }
        var foreign = entries[0]
        foreign.source = "registry/outbox"
        #expect(throws: LunaError.self) { try AuditSink.check([foreign], from: "orchestrator") }
        let all = entries
        try await SecurityFixture.with { fixture in
            try await fixture.audit.append(Array(all[0..<2]))
            try await fixture.audit.append(Array(all[0..<2]) + [all[4]])
            let checkpoints = try await fixture.checkpoints()
            let findings = try await checkpoints.verify(ada, []).findings
            #expect(findings.map { "\($0.kind) \($0.sequence)" } == ["undelivered 3"])
            try await fixture.audit.append(Array(all[2..<4]))
            #expect(try await checkpoints.verify(ada, []).findings == [])
            let found = try await fixture.audit.search(SearchAuditRequest(), limit: 10, tenant: ada)
            #expect(found.map(\.entry.sourceSequence) == [4, 3, 5, 2, 1])
            // The columns of the source are covered, too.
            try await fixture.owner.transaction {
                try await $0.script(
                    """
                    ALTER TABLE security.audit DISABLE TRIGGER USER;
                    UPDATE security.audit SET source = '', source_sequence = 0 WHERE sequence = 2
                    """)
            }
            #expect(try await checkpoints.verify(ada, []).findings.map(\.kind).contains("edited"))
        }
    }

    @Test("what the owner of the database does to it behind our back is found and located")
    func tampering() async throws {
        let attacks: [(String, [String])] = [
            (
                "UPDATE security.audit SET content = replace(content, 'key:ab', 'key:xx'), actor = 'key:xx' WHERE sequence = 7",
                ["edited 7"]
            ),
            ("UPDATE security.audit SET outcome = 'failed' WHERE sequence = 7", ["edited 7"]),
            ("UPDATE security.audit SET details = '{}' WHERE sequence = 1", ["edited 1"]),
            ("DELETE FROM security.audit WHERE sequence IN (8, 9)", ["missing 8"]),
            (
                "DELETE FROM security.audit WHERE sequence = 8; UPDATE security.audit SET sequence = sequence + 1000 WHERE sequence > 8; UPDATE security.audit SET sequence = sequence - 1001 WHERE sequence > 8",
                ["missing 8"]
            ),
            (
                "UPDATE security.audit SET sequence = 999 WHERE sequence = 5; UPDATE security.audit SET sequence = 5 WHERE sequence = 6; UPDATE security.audit SET sequence = 6 WHERE sequence = 999",
                ["reordered 5"]
            ),
            (
                "UPDATE security.audit SET sequence = sequence + 1001 WHERE sequence > 10; UPDATE security.audit SET sequence = sequence - 1000 WHERE sequence > 1000; INSERT INTO security.audit SELECT tenant, 11, 'x', at, actor, action, resource, correlation, outcome, service, details, key, content, mac FROM security.audit WHERE sequence = 10",
                ["inserted 11"]
            ),
            ("DELETE FROM security.audit WHERE sequence > 15", ["cut 16"]),
            ("DELETE FROM security.audit", ["cut 1"]),
            (
                "UPDATE security.audit SET content = replace(content, '\"key\":\"c', '\"key\":\"d') WHERE sequence = 3",
                ["wrong_key 3"]
            ),
        ]
        for (sql, expected) in attacks {
            try await SecurityFixture.with { fixture in
                try await fixture.audit.append(SecurityFixture.entries(20))
                let checkpoints = try await fixture.checkpoints()
                await checkpoints.keepAll()
                #expect(try await checkpoints.verify(ada, []).findings == [])
                try await fixture.owner.transaction { transaction in
                    try await transaction.script("ALTER TABLE security.audit DISABLE TRIGGER USER; \(sql)")
                }
                let reply = try await checkpoints.verify(ada, [])
                #expect(reply.findings.map { "\($0.kind) \($0.sequence)" } == expected, "\(sql)")
            }
        }
    }

    @Test(
        "a thief with the database and all keys is caught by a checkpoint that was outside; a forged checkpoint is told"
    )
    func checkpoints() async throws {
        try await SecurityFixture.with { fixture in
            try await fixture.audit.append(SecurityFixture.entries(10))
            let checkpoints = try await fixture.checkpoints()
            let outside = try await checkpoints.sign(ada)
            try await fixture.owner.transaction {
                try await $0.script(
                    "ALTER TABLE security.audit DISABLE TRIGGER USER; DELETE FROM security.audit WHERE sequence > 4")
            }
            try await fixture.audit.append(SecurityFixture.entries(8, from: 100))
            let inside = try await checkpoints.verify(ada, [])
            #expect(inside.findings == [])
            let found = try await checkpoints.verify(ada, [outside]).findings
            #expect(found.map { "\($0.kind) \($0.sequence)" } == ["rewritten 10"])
            var forged = outside
            forged.mac = inside.head?.mac ?? ""
            let told = try await checkpoints.verify(ada, [forged]).findings
            #expect(told.map(\.kind) == ["checkpoint"])
        }
    }

    @Test("keys rotate, the change is an entry, a restart goes on, and old entries from before chains are taken over")
    func rotation() async throws {
        try await SecurityFixture.with { fixture in
            try await fixture.owner.execute(
                """
                INSERT INTO security.audit_unchained (tenant, id, at, actor, action, resource, correlation, outcome, service, details)
                SELECT 'ada', 'old' || n, n, 'a', 'b', 'c', '', 'succeeded', 's', '{}' FROM generate_series(1, 5) AS n
                """)
            try await fixture.audit.adoptUnchained()
            try await fixture.audit.append(SecurityFixture.entries(5))
            try await fixture.audit.keys.rotate()
            try await fixture.audit.append(SecurityFixture.entries(5, from: 6))
            let restarted = SecurityFixture.audit(fixture.store, fixture.keys)
            try await restarted.adoptUnchained()
            try await restarted.append(SecurityFixture.entries(5, from: 11))
            let reply = try await fixture.checkpoints().verify(ada, [])
            #expect(reply.findings == [])
            #expect(reply.entries == 21)
            let changes = try await restarted.search(
                SearchAuditRequest(action: "audit.rotate_key"), limit: 10, tenant: ada)
            #expect(changes.map(\.entry.sequence) == [11])
        }
    }
}

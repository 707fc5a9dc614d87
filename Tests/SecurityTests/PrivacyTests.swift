import Foundation
import LunaCore
import LunaMessages
import LunaPrivacy
import LunaServiceKit
import LunaStore
import LunaTrust
import Synchronization
import Testing

@testable import Security

@Suite("Privacy tokens", .timeLimit(.minutes(5)))
struct PrivacyTests {
    private static let text = """
        Please write to jane.doe@example.com or call +33 6 12 34 56 78, card 4111 1111 1111 1111,
        password = "korrekt-Pferd-7x" and IBAN FR76 3000 6000 0112 3456 7890 189.
        """
    private static let values = [
        "jane.doe@example.com", "+33 6 12 34 56 78", "4111 1111 1111 1111", "korrekt-Pferd-7x",
        "FR76 3000 6000 0112 3456 7890 189",
    ]

    private func desk(
        _ fixture: SecurityFixture, lifetime: Duration = .seconds(3600), provider: (any KeyProvider)? = nil
    ) -> PrivacyDesk {
        PrivacyDesk(
            tokens: TokenStore(
                store: fixture.store, provider: provider ?? FileKeyProvider(directory: "\(fixture.keys)/kms")),
            policies: PolicyStore(store: fixture.store), lifetime: lifetime, trail: fixture.trail)
    }

    private func context(_ tenant: String) -> CallContext {
        CallContext(tenant: TenantID(trusted: tenant), actor: "key:ab", role: .admin)
    }

    /// As a call of the tenant runs: in the scope of its rows only.
    private func call<R: Sendable>(_ tenant: String, _ body: (CallContext) async throws -> R) async throws -> R {
        try await TenantScope.tenant(TenantID(trusted: tenant)).run { try await body(context(tenant)) }
    }

    private func code(_ body: () async throws -> some Any) async -> String {
        do {
            _ = try await body()
            return "no error"
        } catch { return LunaError.wrapping(error).code }
    }

    @Test("what is tokenised comes back exact, from another process too, and only in its tenant and execution")
    func roundTrip() async throws {
        try await SecurityFixture.with { fixture in
            let made = try await call("ada") {
                try await desk(fixture).tokenise(.init(execution: "e1", text: Self.text, subject: "jane"), $0)
            }
            for value in Self.values { #expect(!made.text.contains(value)) }
            #expect(made.counts.map(\.type) == ["CREDIT_CARD", "EMAIL", "IBAN", "PASSWORD", "PHONE"])
            let again = try await call("ada") {
                try await desk(fixture).tokenise(.init(execution: "e1", text: Self.text), $0)
            }
            #expect(again.text == made.text)
            let elsewhere = try await call("ada") {
                try await desk(fixture).tokenise(.init(execution: "e2", text: Self.text), $0)
            }
            #expect(elsewhere.text != made.text)
            let back = try await call("ada") {
                try await desk(fixture).restore(.init(execution: "e1", text: made.text), $0)
            }
            #expect(back.text == Self.text)
            let json = JSONValue.object(["arguments": .string("{\"q\": \"\(made.text.prefix(60))\"}")])
            let arguments = try await call("ada") {
                try await desk(fixture).restore(
                    .init(execution: "e1", text: json.text(pretty: false), isJson: true), $0)
            }
            #expect(arguments.text.contains("jane.doe@example.com") && !arguments.text.contains("luna_email_"))
            for (tenant, execution) in [("ada", "e2"), ("bob", "e1")] {
                let refused = await code {
                    try await call(tenant) {
                        try await desk(fixture).restore(.init(execution: execution, text: made.text), $0)
                    }
                }
                #expect(refused == "privacy.unknown_token", "\(tenant)/\(execution)")
            }
        }
    }

    @Test("the database and the audit trail hold no value and no subject in clear, in no encoding of them")
    func atRest() async throws {
        try await SecurityFixture.with { fixture in
            let desk = desk(fixture)
            let made = try await call("ada") {
                try await desk.tokenise(.init(execution: "e1", text: Self.text, subject: "Jane Doe"), $0)
            }
            _ = try await call("ada") { try await desk.restore(.init(execution: "e1", text: made.text), $0) }
            _ = try await call("ada") { try await desk.forget(.init(value: "jane.doe@example.com"), $0) }
            var dump = ""
            for table in ["privacy_keys", "privacy_tokens", "privacy_rules", "data_keys"] {
                for row in try await fixture.owner.query("SELECT t::text AS all FROM security.\(table) AS t") {
                    dump += try row.text("all") + "\n"
                }
            }
            #expect(dump.contains("luna_card_"))
            let actions = try await fixture.trail.actions()
            for action in actions { dump += "\(action)" }
            for value in Self.values + ["Jane Doe"] {
                #expect(!dump.contains(value))
                #expect(!dump.contains(TextForm.hex(Array(value.utf8))))
                #expect(!dump.contains(TextForm.base64(Array(value.utf8)).prefix(12)))
            }
            #expect(actions.map(\.name) == ["privacy.tokenise", "privacy.restore", "privacy.forget"])
        }
    }

    @Test("a person, a value however it is written, and an execution are forgotten, and nobody else's")
    func erasure() async throws {
        try await SecurityFixture.with { fixture in
            let desk = desk(fixture)
            func tokenise(_ text: String, _ execution: String, _ subject: String = "", _ tenant: String = "ada")
                async throws -> String
            {
                try await call(tenant) {
                    try await desk.tokenise(.init(execution: execution, text: text, subject: subject), $0).text
                }
            }
            func restored(_ text: String, _ execution: String, _ tenant: String = "ada") async -> String {
                await code {
                    try await call(tenant) { try await desk.restore(.init(execution: execution, text: text), $0) }
                }
            }
            func forget(_ request: ForgetTokensRequest) async throws -> UInt64 {
                try await call("ada") { try await desk.forget(request, $0).erased }
            }
            let jane = try await tokenise("mail jane@example.com", "e1", "jane")
            let john = try await tokenise("mail john@example.com", "e1", "john")
            let theirs = try await tokenise("mail jane@example.com", "e1", "jane", "bob")
            #expect(try await forget(.init(subject: "jane")) == 1)
            #expect(await restored(jane, "e1") == "privacy.unknown_token")
            #expect(await restored(john, "e1") == "no error")
            #expect(await restored(theirs, "e1", "bob") == "no error")

            let spaced = try await tokenise("card 4111 1111 1111 1111", "e2")
            let plain = try await tokenise("card 4111111111111111", "e3")
            #expect(try await forget(.init(value: "4111-1111-1111-1111")) == 2)
            #expect(await restored(spaced, "e2") == "privacy.unknown_token")
            #expect(await restored(plain, "e3") == "privacy.unknown_token")

            #expect(try await forget(.init(execution: "e1")) == 1)
            #expect(await restored(john, "e1") == "privacy.unknown_token")
            for bad in [ForgetTokensRequest(), .init(subject: "a", value: "b")] {
                #expect(await code { try await forget(bad) } == "privacy.nothing_said")
            }
        }
    }

    @Test(
        "an action and its entry are one: without the entry nothing is kept or erased, and no entry says what was refused"
    )
    func recording() async throws {
        try await SecurityFixture.with { fixture in
            let desk = desk(fixture)
            let made = try await call("ada") {
                try await desk.tokenise(.init(execution: "e1", text: Self.text, subject: "jane"), $0).text
            }
            let rule = PrivacyRule(destination: "cloud", type: "EMAIL", strategy: "mask")
            let unsafe = PrivacyRule(destination: "log", type: "EMAIL", strategy: "allow")
            #expect(
                await code { try await call("ada") { try await desk.setPolicy(.init(rules: [unsafe]), $0) } }
                    == "privacy.unsafe_rule")
            #expect(try await fixture.trail.actions().map(\.name) == ["privacy.tokenise"])
            // The outbox is full, gone, broken: whatever it is, the database refuses the entry.
            _ = try await fixture.owner.query(
                "ALTER TABLE security.audit_outbox ADD CONSTRAINT broken CHECK (false) NOT VALID")
            for act in [
                { try await desk.forget(.init(subject: "jane"), $0).erased },
                { try await UInt64(desk.setPolicy(.init(rules: [rule]), $0).rules.count) },
                { try await UInt64(desk.tokenise(.init(execution: "e2", text: Self.text), $0).text.count) },
            ] as [@Sendable (CallContext) async throws -> UInt64] {
                #expect(await code { try await call("ada", act) } != "no error")
            }
            #expect(try await fixture.owner.query("SELECT FROM security.privacy_rules").isEmpty)
            #expect(
                try await fixture.owner.query("SELECT FROM security.privacy_tokens WHERE execution = 'e2'").isEmpty)
            _ = try await fixture.owner.query("ALTER TABLE security.audit_outbox DROP CONSTRAINT broken")
            let back = try await call("ada") { try await desk.restore(.init(execution: "e1", text: made), $0) }
            #expect(back.text == Self.text, "nothing was erased")
        }
    }

    @Test("values move to another key management as it is configured, and those under keys in files still open")
    func keyManagement() async throws {
        try await SecurityFixture.with { fixture in
            let files = "\(fixture.keys)/kms"
            let made = try await call("ada") {
                try await desk(fixture).tokenise(.init(execution: "e1", text: Self.text), $0).text
            }
            let audit = AuditKeys(store: fixture.store, provider: FileKeyProvider(directory: files))
            let chain = try await audit.current()
            let secret = try SecretKeyProvider(SecretKeyProvider.newLine())
            let succeeding = SucceedingKeyProvider(secret, files: files)
            let later = desk(fixture, provider: succeeding)
            let restored = try await call("ada") { try await later.restore(.init(execution: "e1", text: made), $0) }
            #expect(restored.text == Self.text)
            // What the service does when it notices (KeyKeeper).
            #expect(try await later.tokens.cipher.rewrap(tenant: TenantID(trusted: "ada")) == 1)
            let moved = AuditKeys(store: fixture.store, provider: succeeding)
            #expect(try await moved.rewrap() == 1)
            #expect(try await moved.rewrap() == 0)
            // Then nothing needs the files any more.
            try FileManager.default.removeItem(atPath: files)
            let alone = desk(fixture, provider: secret)
            let again = try await call("ada") { try await alone.restore(.init(execution: "e1", text: made), $0) }
            #expect(again.text == Self.text)
            let same = try await AuditKeys(store: fixture.store, provider: secret).all()
            #expect(try same.map(link) == [link(chain)])
        }
    }

    private func link(_ key: ChainKey) throws -> ChainLink {
        var chain = AuditChain(tenant: TenantID(trusted: "ada"))
        return try chain.append(entry: "e", fields: [:], key: key)
    }

    @Test("an expired value is not restored, and goes from the database")
    func expiry() async throws {
        try await SecurityFixture.with { fixture in
            let desk = desk(fixture, lifetime: .nanoseconds(1))
            let made = try await call("ada") { try await desk.tokenise(.init(execution: "e", text: Self.text), $0) }
            let refused = await code {
                try await call("ada") { try await desk.restore(.init(execution: "e", text: made.text), $0) }
            }
            #expect(refused == "privacy.unknown_token")
            #expect(try await desk.tokens.purge(now: WallClock.now()) == Self.values.count)
        }
    }

    @Test("a tenant's rules are its own, replace one another, and cannot be made unsafe")
    func policy() async throws {
        try await SecurityFixture.with { fixture in
            let desk = desk(fixture)
            let rules = [
                PrivacyRule(destination: "cloud", type: "EMAIL", strategy: "mask"),
                PrivacyRule(destination: "cloud", type: "PHONE", strategy: "allow"),
            ]
            let held = try await call("ada") { try await desk.setPolicy(.init(rules: rules), $0) }.rules
            #expect(held.count == PrivacyDestination.allCases.count * PrivacyType.allCases.count)
            #expect(held.filter(\.own).map(\.strategy) == ["mask", "allow"])
            let mine = try await call("ada") { try await desk.tokenise(.init(execution: "e", text: Self.text), $0) }
            #expect(mine.text.contains("[EMAIL]") && mine.text.contains("+33 6 12 34 56 78"))
            let theirs = try await call("bob") { try await desk.tokenise(.init(execution: "e", text: Self.text), $0) }
            #expect(theirs.text.contains("luna_email_"))
            for (destination, type, strategy, wanted) in [
                ("cloud", "PASSWORD", "allow", "privacy.unsafe_rule"),
                ("log", "EMAIL", "allow", "privacy.unsafe_rule"),
                ("moon", "EMAIL", "mask", "privacy.invalid_rule"), ("cloud", "SHOE", "mask", "privacy.invalid_rule"),
                ("cloud", "EMAIL", "sing", "privacy.invalid_rule"),
            ] {
                let rule = PrivacyRule(destination: destination, type: type, strategy: strategy)
                let refused = await code {
                    try await call("ada") { try await desk.setPolicy(.init(rules: [rule]), $0) }
                }
                #expect(refused == wanted, "\(rule)")
            }
            // Who has read them earlier does not undo what somebody else has set meanwhile.
            let version = try await call("ada") { try await desk.policies.rules($0.tenant) }.version
            let mine2 = try await call("ada") {
                try await desk.setPolicy(.init(rules: Array(rules.prefix(1)), expected: version), $0)
            }
            #expect(mine2.version != version && !version.isEmpty)
            let late = await code { try await call("ada") { try await desk.setPolicy(.init(expected: version), $0) } }
            #expect(late == "privacy.policy_changed")
            #expect(
                try await call("ada") { try await desk.setPolicy(.init(rules: rules, expected: mine2.version), $0) }
                    .version
                    == version, "the same rules have the same version")
            let both = await withTaskGroup(of: String.self) { group in
                for strategy in ["mask", "drop", "tokenise", "allow"] {
                    group.addTask {
                        let rule = PrivacyRule(destination: "cloud", type: "IBAN", strategy: strategy)
                        return await code {
                            try await call("ada") {
                                try await desk.setPolicy(.init(rules: [rule], expected: version), $0)
                            }
                        }
                    }
                }
                return await group.reduce(into: [String]()) { $0.append($1) }
            }
            #expect(both.filter { $0 == "no error" }.count == 1, "one of those who change them at once")
            let cleared = try await call("ada") { try await desk.setPolicy(.init(), $0) }.rules
            #expect(cleared.filter(\.own).isEmpty)
        }
    }

    @Test("many at once agree on the tenant's key and on every token")
    func together() async throws {
        try await SecurityFixture.with { fixture in
            let texts = try await withThrowingTaskGroup(of: String.self) { group in
                for _ in 0..<16 {
                    group.addTask {
                        try await call("ada") {
                            try await desk(fixture).tokenise(.init(execution: "e", text: Self.text), $0).text
                        }
                    }
                }
                return try await group.reduce(into: Set<String>()) { $0.insert($1) }
            }
            #expect(texts.count == 1)
        }
    }
}

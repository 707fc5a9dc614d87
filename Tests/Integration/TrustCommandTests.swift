import LunaCore
import LunaMessages
import LunaStack
import LunaStore
import LunaTestKit
import LunaTrust
import Testing

extension Integration {
    /// `luna` as the people use it who answer for security, against the real gateway and services.
    @Suite struct TrustCommands {
        /// `luna` for one server, with a home of its own.
        private struct Shell: Sendable {
            let folder: TestDirectory
            let environment: [String: String]

            init(_ stack: TestStack, key: String? = nil) throws {
                folder = try TestDirectory("shell")
                let base = LocalStack.gatewayURL(directory: stack.directory.path) ?? ""
                var environment = [
                    "LUNA_URL": base, "XDG_CONFIG_HOME": folder.file("config"), "LUNA_HOME": folder.file("home"),
                ]
                environment["LUNA_CA_FILE"] = LocalStack.authorityFile(directory: stack.directory.path, for: base)
                environment["LUNA_KEY"] = key
                self.environment = environment
            }

            func luna(_ arguments: String..., input: String = "") async throws -> Program {
                try await Program(
                    "\(TestStack.binaries)/luna", arguments, environment: environment, directory: folder.path,
                    input: input)
            }
        }

        @Test func everythingAboutTrustOnTheCommandLine() async throws {
            try await FakeIdentityProvider.with { provider in
                let stack = try await TestStack.shared(
                    ["gateway", "security", "orchestrator", "registry", "memory"],
                    settings: [
                        "LUNA_GATEWAY_OIDC_ISSUER": provider.issuer, "LUNA_GATEWAY_OIDC_AUDIENCE": "luna",
                        "LUNA_GATEWAY_OIDC_CLIENT": "luna-cli",
                    ])
                let ann = try Shell(stack)
                try await login(ann, provider)
                let boss = try Shell(stack, key: LocalStack.accessKey(directory: stack.directory.path))
                try await policy(ann, boss)
                try await signers(ann)
                try await quotas(ann, boss)
                try await audit(ann, stack)
                #expect(try await ann.luna("logout").status == 0)
                let gone = try await ann.luna("whoami")
                #expect(gone.status != 0 && gone.messages.contains("luna login"), "\(gone.messages)")
            }
        }

        private func login(_ ann: Shell, _ provider: FakeIdentityProvider) async throws {
            let wrong = try await ann.luna("login", input: "luna_000000000000_wrong\n")
            #expect(wrong.status != 0 && Files.read(ann.folder.file("config/luna/credentials.json")) == nil)
            provider.confirmEverybody(["luna_tenant": "acme", "luna_role": "admin"])
            let run = try await ann.luna("login", "--device")
            #expect(run.status == 0, "\(run.messages)")
            #expect(run.messages.contains("\(provider.issuer)/confirm"))
            #expect(run.messages.contains("user:ann, admin of tenant acme"))
            let who = try await ann.luna("whoami", "-o", "json").json()
            #expect(who["actor"] == "user:ann" && who["tenant"] == "acme" && who["role"] == "admin")
        }

        private func policy(_ ann: Shell, _ boss: Shell) async throws {
            try ann.folder.write(
                "rules.yaml",
                """
                policy: 1
                rules:
                  - {id: no-secrets-project, effect: deny, reason: Not here., when: {project: secret-*}}
                """)
            let set = try await ann.luna("policy", "set", "rules.yaml", "--comment", "as agreed")
            #expect(set.status == 0 && set.output.hasPrefix("Version 1 for acme: 1 rule, SHA-256 "), "\(set.messages)")
            #expect(try await ann.luna("policy", "get").json()["rules"]?[0]?["id"] == "no-secrets-project")
            let history = try await ann.luna("policy", "history")
            #expect(history.output.contains("user:ann") && history.output.contains("as agreed"))
            let stale = try await ann.luna("policy", "set", "rules.yaml", "--expect", "7")
            #expect(stale.status != 0 && stale.messages.contains("version 1"), "\(stale.messages)")
            let all = try await ann.luna("policy", "set", "rules.yaml", "--all-tenants")
            #expect(all.status != 0 && all.messages.contains("administrator of all tenants"), "\(all.messages)")
            let theirs = try await boss.luna("policy", "history", "--tenant", "other")
            #expect(theirs.output == "Nobody has set any rules.\n")

            let plan = TestPlan("explained", "nobody.has.this", [.init("a")])
            try ann.folder.write("plan.json", String(decoding: plan.bytes, as: UTF8.self))
            let submitted = try await ann.luna("submit", "plan.json")
            #expect(submitted.status == 0, "\(submitted.messages)")
            let explained = try await ann.luna("policy", "explain", submitted.output.filter { !$0.isWhitespace })
            #expect(explained.output.contains("Effect     allow") && explained.output.contains("acme=1"))
        }

        private func signers(_ ann: Shell) async throws {
            let list = try await ann.luna("keys", "signers")
            #expect(list.output.contains("decision") && list.output.contains("checkpoint"), "\(list.messages)")
            #expect(try await ann.luna("keys", "signers", "--purpose", "checkpoint", "-o", "head.pub").status == 0)
            let text = try #require(Files.text(ann.folder.file("head.pub")))
            #expect(try VerifyingKey(text: text).text.hasPrefix("ed25519:"))
            let none = try await ann.luna("keys", "signers", "--purpose", "provenance", "-o", "builder.pub")
            #expect(none.status != 0, "no assembler has run here")
        }

        private func quotas(_ ann: Shell, _ boss: Shell) async throws {
            let own = try await ann.luna("quotas", "set", "concurrent_executions=100")
            #expect(own.status != 0 && own.messages.contains("administrator of all tenants"), "\(own.messages)")
            let set = try await boss.luna("quotas", "set", "--tenant", "acme", "concurrent_executions=1")
            #expect(set.status == 0, "\(set.messages)")
            let line = set.output.split(separator: "\n").first { $0.hasPrefix("concurrent_executions") } ?? ""
            #expect(
                line.split(separator: " ").prefix(3) == ["concurrent_executions", "1", "1"] && line.contains("tenant"))
            // The orchestrator may remember for five seconds that there was no limit.
            let refused = try await within(.seconds(60), "the quota to hold") {
                while true {
                    let more = try await ann.luna("submit", "plan.json")
                    if more.status != 0 { return more.messages }
                }
            }
            #expect(refused.contains("1 concurrent executions"), "\(refused)")
            let unknown = try await boss.luna("quotas", "set", "--tenant", "acme", "bananas=1")
            #expect(unknown.status != 0 && unknown.messages.contains("tasks_per_day"), "\(unknown.messages)")
            #expect(try await boss.luna("quotas", "set", "--tenant", "acme", "tasks_per_day=many").status == 2)
            let usual = try await boss.luna(
                "quotas", "set", "--tenant", "acme", "concurrent_executions=usual", "-o", "json"
            ).json()
            #expect(usual["data"]?.arrayValue?.allSatisfy { $0["own"] == false } == true)
        }

        private func audit(_ ann: Shell, _ stack: TestStack) async throws {
            let set = try await within(.seconds(30), "the entry of the rules") {
                while true {
                    let list = try await ann.luna("audit", "list", "--action", "policy.set")
                    if list.output.contains("acme=1") { return list.output }
                }
            }
            #expect(set.contains("user:ann") && set.contains("succeeded") && set.contains("security"))
            let lines = try await ann.luna("audit", "export", "--action", "policy.set").output.split(separator: "\n")
            #expect(lines.count == 1)
            #expect(try JSONParser.parse(String(lines[0]))["resource"] == "acme=1")
            let table = try await ann.luna("audit", "export", "--csv", "--action", "policy.set").output
            #expect(table.split(separator: "\n").count == 2 && table.hasPrefix("sequence,at,tenant,actor,action"))
            let head = try await ann.luna("audit", "head")
            try ann.folder.write("head.json", head.output)
            let good = try await ann.luna("audit", "verify", "--checkpoint", "head.json")
            #expect(good.status == 0 && good.output.contains("all as they were written"), "\(good.output)")

            // Whoever owns the database may do what no service can.
            let store = try await stack.store()
            let sequence = try await store.query(
                "SELECT sequence FROM security.audit WHERE tenant = 'acme' AND action = 'policy.set'"
            ).first?.int("sequence")
            for statement in [
                "ALTER TABLE security.audit DISABLE TRIGGER audit_append_only",
                "UPDATE security.audit SET actor = 'user:bob' WHERE tenant = 'acme' AND action = 'policy.set'",
                "ALTER TABLE security.audit ENABLE TRIGGER audit_append_only",
            ] { _ = try await store.execute(statement) }
            await store.close()
            let bad = try await ann.luna("audit", "verify", "--checkpoint", "head.json", "-o", "json")
            #expect(bad.status == 1)
            let findings = try bad.json()["findings"]?.arrayValue ?? []
            // What follows from it may be found as well: that its number at its source is missing.
            #expect(findings.first?["sequence"]?.intValue == sequence, "\(findings)")
        }
    }
}

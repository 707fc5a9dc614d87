import Foundation
import LunaCore
import LunaMessages
import LunaPolicy
import LunaServiceKit
import LunaStore
import LunaTrust
import Synchronization
import Testing

@testable import Security

/// Decisions on a real database, by the embedded evaluator and by Rego behind the API of an Open Policy Agent.
@Suite("Policy", .timeLimit(.minutes(5)))
struct PolicyTests {
    private let ada = CallContext(tenant: TenantID(trusted: "ada"), actor: "key:ada", role: .admin)
    private let boss: CallContext = {
        var context = CallContext(tenant: TenantID(trusted: "ada"), actor: "key:boss", role: .admin)
        context.spansTenants = true
        return context
    }()

    private func desk(
        _ fixture: SecurityFixture, lifetime: Duration = .seconds(300), engine: OPAClient? = nil
    ) async throws -> PolicyDesk {
        PolicyDesk(
            documents: PolicyDocumentStore(store: fixture.store), decisions: DecisionStore(store: fixture.store),
            signer: try await SigningKey.kept(in: KeyFolder("\(fixture.keys)/kms"), as: "decision-signing.key"),
            lifetime: lifetime, engine: engine, trail: fixture.trail)
    }

    private func read(_ desk: PolicyDesk, _ decision: PolicyDecision) throws -> SignedDecision {
        try SignedDecision(document: decision.documentJson, trusting: [desk.signer.verifyingKey])
    }

    private func rules(_ effect: String, _ when: JSONValue, id: String = "r") -> [UInt8] {
        JSONValue.object([
            "policy": 1, "rules": [["id": .string(id), "effect": .string(effect), "reason": "so", "when": when]],
        ]).serialized()
    }

    private func code(_ body: () async throws -> some Any) async -> String {
        do {
            _ = try await body()
            return "no error"
        } catch { return LunaError.wrapping(error).code }
    }

    private let harmless = PolicyInput(action: "execution.run", project: "todo", capabilities: ["codegen.python"])

    @Test(
        "the product's rules hold until somebody sets others; a decision is signed, and the same until it expires or the rules change"
    )
    func decisions() async throws {
        try await SecurityFixture.with { fixture in
            let desk = try await desk(fixture)
            let first = try await desk.decide(DecideRequest(input: harmless), ada)
            #expect(try read(desk, first).effect == .allow)
            #expect(try await desk.decide(DecideRequest(input: harmless), ada) == first)
            var dangerous = harmless
            dangerous.tools = ["shell_command"]
            let denied = try read(desk, try await desk.decide(DecideRequest(input: dangerous), ada))
            #expect(denied.effect == .deny && denied.reasons.map(\.rule) == ["dangerous-tools"])
            #expect(throws: LunaError.self) { try denied.requireAllowed() }

            _ = try await desk.set(
                SetPolicyRequest(documentJson: rules("deny", ["project": "todo"]), comment: "no todo"), ada)
            let now = try read(desk, try await desk.decide(DecideRequest(input: harmless), ada))
            #expect(now.effect == .deny && now.document["policy"] == "*=0 ada=1")
            // The product's own rules still hold beside the tenant's.
            let both = try read(desk, try await desk.decide(DecideRequest(input: dangerous), ada))
            #expect(both.reasons.map(\.rule) == ["dangerous-tools", "r"])
            // Other tenants are not concerned.
            let bea = CallContext(tenant: TenantID(trusted: "bea"), actor: "key:bea", role: .admin)
            #expect(try read(desk, try await desk.decide(DecideRequest(input: harmless), bea)).effect == .allow)
            #expect(await code { try await desk.decision(try read(desk, first).id, bea) } == "policy.no_decision")
            #expect(
                try await fixture.trail.lines() == [
                    "policy.decide allowed key:ada", "policy.decide denied key:ada", "policy.set succeeded key:ada",
                    "policy.decide denied key:ada", "policy.decide denied key:ada", "policy.decide allowed key:bea",
                ], "what is only repeated is not recorded again")
        }
    }

    @Test(
        "versions are kept with who and when; only administrators of all tenants set rules for all; a stale edit is refused"
    )
    func versions() async throws {
        try await SecurityFixture.with { fixture in
            let desk = try await desk(fixture)
            #expect(try await desk.policy(GetPolicyRequest(allTenants: true), ada).setBy == "the product")
            for number in 1...3 {
                let written = try await desk.set(
                    SetPolicyRequest(
                        documentJson: rules("deny", ["project": "p\(number)"] as JSONValue), comment: "c\(number)",
                        expected: UInt32(number - 1)), ada)
                #expect(written.version == UInt32(number) && written.setBy == "key:ada" && written.setAt > 0)
            }
            let list = try await desk.versions(ListPoliciesRequest(), ada).versions
            #expect(list.map(\.comment) == ["c3", "c2", "c1"] && list.allSatisfy { $0.documentJson.isEmpty })
            let old = try await desk.policy(GetPolicyRequest(version: 1), ada)
            #expect(String(decoding: old.documentJson, as: UTF8.self).contains("p1"))
            #expect(old.sha256 == Digest(of: try JSONParser.parse(old.documentJson).canonical()).hex)
            let document = rules("deny", [:])
            #expect(
                await code { try await desk.set(SetPolicyRequest(documentJson: document, expected: 2), ada) }
                    == "policy.changed")
            #expect(try await fixture.trail.actions().map(\.resource) == ["ada=1", "ada=2", "ada=3"])
            #expect(
                await code { try await desk.set(SetPolicyRequest(documentJson: document, allTenants: true), ada) }
                    == "access.denied")
            #expect(
                await code { try await desk.set(SetPolicyRequest(documentJson: Array("{}".utf8)), ada) }
                    == "policy.invalid")
            #expect(await code { try await desk.policy(GetPolicyRequest(version: 9), ada) } == "policy.no_version")
            _ = try await desk.set(SetPolicyRequest(documentJson: document, allTenants: true), boss)
            let bea = CallContext(tenant: TenantID(trusted: "bea"), actor: "key:bea", role: .viewer)
            #expect(try read(desk, try await desk.decide(DecideRequest(input: harmless), bea)).effect == .deny)
            #expect(try await desk.policy(GetPolicyRequest(), bea).version == 0, "they see none of ada's")
        }
    }

    @Test("a person allows one execution, not all like it, and never what is denied; it is recorded")
    func approval() async throws {
        try await SecurityFixture.with { fixture in
            let desk = try await desk(fixture)
            _ = try await desk.set(
                SetPolicyRequest(documentJson: rules("needs-human", ["autonomy": ["above": "interactive"]])), ada)
            var input = harmless
            input.autonomy = "full"
            let shared = try read(desk, try await desk.decide(DecideRequest(input: input), ada))
            #expect(shared.effect == .needsHuman)
            #expect(
                await code { try await desk.approve(ApproveDecisionRequest(id: shared.id), ada) } == "policy.not_alone")
            input.execution = "e1"
            let own = try read(desk, try await desk.decide(DecideRequest(input: input), ada))
            let allowed = try read(desk, try await desk.approve(ApproveDecisionRequest(id: own.id), ada))
            #expect(allowed.effect == .allow && allowed.document["approved_by"] == "key:ada")
            #expect(allowed.document["overruled"]?.arrayValue?.count == 1)
            #expect(try read(desk, try await desk.decision(own.id, ada)).effect == .allow, "it stays allowed")
            input.execution = "e2"
            let second = try read(desk, try await desk.decide(DecideRequest(input: input), ada))
            #expect(second.effect == .needsHuman)
            #expect(try await fixture.trail.lines().contains("policy.approve succeeded key:ada"))

            _ = try await desk.set(SetPolicyRequest(documentJson: rules("deny", [:])), ada)
            #expect(try read(desk, try await desk.decision(own.id, ada)).effect == .deny, "a later rule outweighs it")
            #expect(
                await code { try await desk.approve(ApproveDecisionRequest(id: second.id), ada) } == "policy.denied")
        }
    }

    @Test("input that is not known or too much is refused")
    func inputs() async throws {
        try await SecurityFixture.with { fixture in
            let desk = try await desk(fixture)
            #expect(await code { try await desk.decide(DecideRequest(), ada) } == "policy.input")
            for wrong in [
                PolicyInput(action: "world.domination"), PolicyInput(),
                PolicyInput(action: "task.run", tools: (0..<3000).map { "t\($0)" }),
                PolicyInput(action: "task.run", execution: String(repeating: "e", count: 300)),
            ] { #expect(await code { try await desk.decide(DecideRequest(input: wrong), ada) } == "policy.input") }
        }
    }

    @Test("what would be decided is told without keeping anything")
    func dryRun() async throws {
        try await SecurityFixture.with { fixture in
            let desk = try await desk(fixture)
            let verdict = try await desk.check(
                CheckPolicyRequest(input: harmless, documentJson: rules("needs-human", ["project": "to*"])), ada)
            #expect(verdict.effect == "needs-human" && verdict.reasons.map(\.rule) == ["r"])
            #expect(try await desk.check(CheckPolicyRequest(input: harmless), ada).effect == "allow")
            #expect(try await fixture.owner.query("SELECT FROM security.decisions").isEmpty)
        }
    }

    @Test("Rego behind the API of an Open Policy Agent decides alike; without it, or with nonsense, nothing is allowed")
    func openPolicyAgent() async throws {
        let root = "/" + #filePath.split(separator: "/").dropLast(3).joined(separator: "/")
        let process = Process()
        process.executableURL = URL(
            filePath: ProcessInfo.processInfo.environment["LUNA_PYTHON"] ?? "\(root)/.venv/bin/python3")
        process.arguments = ["\(root)/deploy/policies/evaluate.py", "--serve", "0"]
        let pipe = Pipe()
        process.standardOutput = pipe
        process.standardInput = Pipe()
        try process.run()
        defer { process.terminate() }
        let line = String(decoding: pipe.fileHandleForReading.availableData, as: UTF8.self)
        let port = try #require(
            Int(line.filter(\.isNumber)), "evaluate.py needs regopy: pip install -r requirements-dev.txt")
        let address = "http://127.0.0.1:\(port)"
        try await SecurityFixture.with { fixture in
            let embedded = try await desk(fixture)
            _ = try await embedded.set(
                SetPolicyRequest(documentJson: rules("needs-human", ["licence": ["other_than": ["MIT"]]])), ada)
            let remote = try await desk(fixture, engine: OPAClient(address: address, path: "lunacore/decision"))
            for (tools, licence) in [([], "MIT"), (["exec"], "MIT"), ([], "GPL-3.0-only"), (["eval"], "0BSD")] {
                var input = harmless
                input.tools = tools
                input.licence = licence
                let one = try await embedded.check(CheckPolicyRequest(input: input), ada)
                let other = try await remote.check(CheckPolicyRequest(input: input), ada)
                #expect(one.effect == other.effect && one.reasons == other.reasons, "\(tools) \(licence)")
                #expect(other.evaluator == "opa")
                let signed = try read(remote, try await remote.decide(DecideRequest(input: input), ada))
                #expect(signed.effect.rawValue == one.effect)
            }
            for (engine, expected) in [
                (OPAClient(address: "http://127.0.0.1:1", path: "lunacore/decision"), "policy.opa_unreachable"),
                (OPAClient(address: address, path: "nothing/here"), "policy.opa_undefined"),
            ] {
                let broken = try await desk(fixture, engine: engine)
                var input = harmless
                input.project = "new"
                #expect(await code { try await broken.decide(DecideRequest(input: input), ada) } == expected)
            }
        }
    }

    // MARK: What obeys

    /// Answers like the security service, with decisions that a test makes.
    private struct Answers: RPCTransport {
        let signers: [Signer]
        let calls = Mutex2()
        let decide: @Sendable (RPCMethod, [UInt8], CallContext) async throws -> PolicyDecision

        func call(_ method: RPCMethod, _ request: [UInt8], context: CallContext) async throws -> [UInt8] {
            calls.add()
            if method == SecurityMethods.listSigners { return try ListSignersReply(signers: signers).serialized() }
            return try await decide(method, request, context).serialized()
        }
    }

    private final class Mutex2: Sendable {
        private let count = Mutex(0)
        var value: Int { count.withLock { $0 } }
        func add() { count.withLock { $0 += 1 } }
    }

    @Test(
        "a gate believes what the right key has signed about the very question, asks once, and again after it expires")
    func gate() async throws {
        try await SecurityFixture.with { fixture in
            let desk = try await desk(fixture, lifetime: .seconds(60))
            let key = desk.signer.verifyingKey
            let signers = [Signer(id: key.id, purpose: "decision", publicKey: key.text)]
            let clock = Mutex(WallClock.now())
            let answers = Answers(signers: signers) { method, request, context in
                if method == SecurityMethods.getDecision {
                    return try await desk.decision(try DecisionKey(serialized: request).id, context)
                }
                return try await desk.decide(try DecideRequest(serialized: request), context)
            }
            let gate = PolicyGate(security: SecurityClient(answers)) { clock.withLock { $0 } }
            let subject = try harmless.subject(tenant: ada.tenant)
            let decision = try await gate.decide(subject, context: ada)
            for _ in 0..<100 { _ = try await gate.decide(subject, context: ada) }
            #expect(answers.calls.value == 2, "the keys and the decision, once")

            // An agent: work of the execution passes once, then from memory.
            var item = WorkItem(
                tenant: "ada", project: "todo", execution: "e1", task: "t", attempt: 1, capability: "codegen.python",
                decision: decision.id)
            let agent = AgentManifest(name: "a", version: "1.0.0")
            for _ in 0..<100 { try await gate.admit(item, to: agent, as: "a-v1.0.0") }
            #expect(answers.calls.value == 3)
            var armed = agent
            armed.tools = ["exec"]
            let other = PolicyGate(security: SecurityClient(answers), trusting: [key])
            #expect(await code { try await other.admit(item, to: armed, as: "a-v1.0.0") } == "policy.denied")
            item.capability = "assemble"
            #expect(await code { try await gate.admit(item, to: agent, as: "a") } == "policy.denied", "not decided on")
            item.capability = "codegen.python"
            item.project = "other"
            #expect(await code { try await gate.admit(item, to: agent, as: "a") } == "policy.denied")
            item.decision = ""
            #expect(await code { try await gate.admit(item, to: agent, as: "a") } == "policy.undecided")

            // After it has expired nothing is believed without asking again.
            let before = answers.calls.value
            clock.withLock { $0 += 40_000_000_000 }
            _ = try await gate.decide(subject, context: ada)
            #expect(answers.calls.value == before)
            clock.withLock { $0 += 40_000_000_000 }
            #expect(
                await code { try await gate.decide(subject, context: ada) } == "policy.unavailable", "an old decision")
        }
    }

    @Test("forged, altered and misplaced decisions are refused; so is everything when nobody answers")
    func forged() async throws {
        try await SecurityFixture.with { fixture in
            let desk = try await desk(fixture)
            let key = desk.signer.verifyingKey
            let subject = try harmless.subject(tenant: ada.tenant)
            var dangerous = harmless
            dangerous.tools = ["exec"]
            let denied = try await desk.decide(DecideRequest(input: dangerous), ada)
            let allowed = try await desk.decide(DecideRequest(input: harmless), ada)
            var altered = try JSONParser.parse(denied.documentJson).objectValue ?? [:]
            altered["effect"] = "allow"
            altered["reasons"] = []
            let stranger = try SigningKey(.ed25519)
            var forged = try JSONParser.parse(allowed.documentJson).objectValue ?? [:]
            forged["signature"] = nil
            let byStranger = try SignedDocument.sign(.object(forged), with: stranger).serialized()
            func gate(_ answer: [UInt8]) -> PolicyGate {
                PolicyGate(
                    security: SecurityClient(Answers(signers: []) { _, _, _ in PolicyDecision(documentJson: answer) }),
                    trusting: [key])
            }
            let dangerousSubject = try dangerous.subject(tenant: ada.tenant)
            for (answer, asked, expected) in [
                (JSONValue.object(altered).serialized(), dangerousSubject, "signature.invalid"),
                (byStranger, subject, "signature.unknown_key"),
                (JSONValue.object(forged).serialized(), subject, "signature.missing"),
                (allowed.documentJson, dangerousSubject, "policy.unavailable"),
                (Array("{}".utf8), subject, "signature.missing"), (Array("nonsense".utf8), subject, "json.invalid"),
            ] {
                let found = await code { try await gate(answer).decide(asked, context: ada) }
                #expect(
                    found == expected || expected == "json.invalid" && found.hasPrefix("json"), "\(found), \(expected)")
            }
            let silent = PolicyGate(
                security: SecurityClient(
                    Answers(signers: []) { method, _, _ in
                        throw LunaError("rpc.unavailable", .network, "Nobody serves \(method).")
                    }), trusting: [key])
            #expect(await code { try await silent.decide(subject, context: ada) } == "policy.unavailable")
        }
    }
}

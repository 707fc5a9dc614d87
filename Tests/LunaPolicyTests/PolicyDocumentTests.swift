import LunaCore
import LunaPlan
import LunaPolicy
import LunaSchema
import Testing

@Suite("Policy documents")
struct PolicyDocumentTests {
    private func document(_ text: String) throws -> PolicyDocument {
        try PolicyDocument(json: PlanParser.document(Array(text.utf8), fileName: "policy.yaml"))
    }

    private func judge(
        _ text: String, _ attributes: [PolicySubject.Attribute: [String]],
        action: PolicySubject.Action = .runExecution
    ) throws -> PolicyJudgement {
        var subject = PolicySubject(action, tenant: "acme")
        for (attribute, values) in attributes { try subject.set(attribute, values) }
        return PolicyJudgement.of(try document(text).rules, on: subject)
    }

    @Test("The product's own rules refuse every dangerous tool and nothing else")
    func product() throws {
        let rules = try PolicyDocument(json: PolicyDocument.product).rules
        for tool in ["shell_command", "file_system_write", "network_access", "subprocess", "eval", "exec"] {
            var subject = PolicySubject(.registerAgent, tenant: "acme")
            try subject.set(.tools, ["calculator", tool])
            let judged = PolicyJudgement.of(rules, on: subject)
            #expect(judged.effect == .deny && judged.reasons.map(\.rule) == ["dangerous-tools"], "\(tool)")
        }
        var harmless = PolicySubject(.runTask, tenant: "acme")
        try harmless.set(.tools, ["calculator"])
        #expect(PolicyJudgement.of(rules, on: harmless).effect == .allow)
    }

    @Test("All conditions of a rule must hold, and the most restrictive rule decides")
    func combination() throws {
        let text = """
            policy: 1
            rules:
              - {id: cloud, effect: needs-human, reason: ask, when: {destinations: cloud}}
              - {id: cloud-gpt, effect: deny, when: {destinations: cloud, models: ["gpt-*", claude]}}
            """
        #expect(try judge(text, [.destinations: ["local"], .models: ["gpt-4"]]).effect == .allow)
        #expect(try judge(text, [.destinations: ["local", "cloud"]]).effect == .needsHuman)
        let both = try judge(text, [.destinations: ["cloud"], .models: ["gpt-4"]])
        #expect(both.effect == .deny && both.reasons.map(\.rule) == ["cloud-gpt", "cloud"])
    }

    @Test("other_than refuses whatever is not on the list, and what names nothing passes")
    func otherThan() throws {
        let text = """
            policy: 1
            rules: [{id: licences, effect: deny, when: {licence: {other_than: [MIT, "Apache-*"]}}}]
            """
        #expect(try judge(text, [.licence: ["MIT"]]).effect == .allow)
        #expect(try judge(text, [.licence: ["Apache-2.0"]]).effect == .allow)
        #expect(try judge(text, [.licence: ["GPL-3.0-only"]]).effect == .deny)
        #expect(try judge(text, [:]).effect == .allow)
    }

    @Test("Autonomy is compared by level; an unknown level is above all")
    func autonomy() throws {
        let text = "policy: 1\nrules: [{id: a, effect: needs-human, when: {autonomy: {above: semi-autonomous}}}]"
        for (level, effect) in [
            ("interactive", PolicyEffect.allow), ("semi-autonomous", .allow), ("autonomous", .needsHuman),
            ("full", .needsHuman), ("godlike", .needsHuman),
        ] {
            #expect(try judge(text, [.autonomy: [level]]).effect == effect, "\(level)")
        }
    }

    @Test("A rule can be for one action, tenant, project or agent; without conditions it always applies")
    func scopes() throws {
        let text = "policy: 1\nrules: [{id: a, effect: deny, when: {action: task.run, tenant: acme, agent: 'x-v1.*'}}]"
        #expect(try judge(text, [.agent: ["x-v1.2.0"]], action: .runTask).effect == .deny)
        #expect(try judge(text, [.agent: ["x-v2.0.0"]], action: .runTask).effect == .allow)
        #expect(try judge(text, [.agent: ["x-v1.2.0"]]).effect == .allow)
        #expect(try judge("policy: 1\nrules: [{id: stop, effect: deny}]", [:]).effect == .deny)
    }

    @Test("Every problem of a document is named with its place")
    func problems() throws {
        let text = """
            policy: 2
            extra: 1
            rules:
              - {id: Bad Id, effect: allow}
              - {id: a, effect: deny, when: {colour: red, tools: [], models: "g*t", autonomy: {above: high}}}
              - {id: a, effect: deny, reason: "", unless: 1}
            """
        let error = #expect(throws: LunaError.self) { try document(text) }
        let message = error?.message ?? ""
        for part in [
            "policy: must be 1", "extra: is not known", "rules[0].id", "rules[0].effect", "'colour' is none of",
            "rules[1].when.tools", "a * that is not at its end", "rules[1].when.autonomy.above", "'a' is there twice",
            "rules[2].reason", "rules[2].unless",
        ] { #expect(message.contains(part), "\(part) in \(message)") }
        #expect(error?.code == "policy.invalid")
        for wrong in ["[]", "1", "{\"policy\": 1}"] {
            #expect(throws: LunaError.self) { try document(wrong) }
        }
    }

    @Test("Input is bounded, and its order does not matter")
    func subjects() throws {
        var a = PolicySubject(.runTask, tenant: "acme")
        var b = a
        try a.set(.tools, ["x", "y", "x", ""])
        try b.set(.tools, ["y", "x"])
        #expect(try a.id() == b.id() && a.id().count == 32)
        b.execution = "e1"
        #expect(try a.id() != b.id())
        #expect(try PolicySubject(.runTask, tenant: "beta").id() != PolicySubject(.runTask, tenant: "acme").id())
        #expect(throws: LunaError.self) { try a.set(.models, (0..<2049).map(String.init)) }
        #expect(throws: LunaError.self) { try a.set(.models, [String(repeating: "m", count: 257)]) }
    }

    @Test("An engine's answer that contradicts its reasons, or is none, allows nothing")
    func answers() throws {
        let reason: JSONValue = ["rule": "r", "effect": "deny", "reason": ""]
        #expect(try PolicyJudgement(json: ["effect": "deny", "reasons": [reason]]).effect == .deny)
        for wrong: JSONValue in [
            ["effect": "allow", "reasons": [reason]], ["effect": "maybe", "reasons": []], ["effect": "allow"], true,
            ["effect": "deny", "reasons": []], ["effect": "deny", "reasons": [["rule": "r"]]],
        ] {
            #expect { try PolicyJudgement(json: wrong) } throws: { ($0 as? LunaError)?.code == "policy.answer" }
        }
    }
}

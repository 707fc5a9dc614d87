import LunaCore
import LunaFuzzKit
import LunaMessages
import LunaPolicy
import LunaServiceKit
import LunaTrust
import Testing

@testable import Registry

extension Fuzzing {
    /// Rules, what they are asked about, and what has been decided.
    @Suite struct Policy {
        private let rules: JSONValue = [
            "policy": 1,
            "rules": [
                [
                    "id": "tools", "effect": "deny", "reason": "No.",
                    "when": ["tools": ["eval", "exec*"], "action": "task.run"],
                ],
                [
                    "id": "local", "effect": "deny", "reason": "Here only.",
                    "when": ["destinations": ["other_than": ["local", "10.*"]]],
                ],
                ["id": "people", "effect": "needs-human", "when": ["autonomy": ["above": "semi-autonomous"]]],
            ],
        ]
        private let subject: JSONValue = [
            "action": "task.run", "tenant": "acme", "project": "todo", "autonomy": "full", "licence": "MIT",
            "capabilities": ["codegen.python"], "tools": ["eval"], "destinations": ["10.0.0.1", "*"],
            "models": ["small"], "agent": "painter-v1.0.0", "execution": "e1",
        ]

        @Test func documents() throws {
            let shipped = try PolicyDocument(json: PolicyDocument.product)
            let asked = try PolicySubject(json: subject)
            Fuzzer(
                "policy documents", seeds: [rules.serialized(), shipped.json.serialized()],
                words: [
                    #""when":{}"#, #""effect":"allow""#, #""other_than":"#, #""above":"#, "*", "**",
                    #""id":"tools""#,
                ]
            ).run { input in
                let document = try PolicyDocument(json: JSONParser.parse(input))
                // What is accepted is the same when it is written and read again, and says the same.
                let again = try PolicyDocument(json: JSONParser.parse(document.json.serialized()))
                #expect(try again.digest() == document.digest())
                let judgement = PolicyJudgement.of(document.rules, on: asked)
                #expect(PolicyJudgement.of(again.rules, on: asked).json == judgement.json)
                // No rule can make another one milder.
                let both = PolicyJudgement.of(document.rules + shipped.rules, on: asked)
                #expect(both.effect >= PolicyJudgement.of(shipped.rules, on: asked).effect)
                return true
            }
        }

        @Test func subjects() throws {
            let document = try PolicyDocument(json: rules)
            Fuzzer(
                "policy inputs", seeds: [subject.serialized()],
                words: [#""action":"#, #""execution.run""#, #""tools":"#, #""tenant":"#, "[]", #"["eval"]"#]
            ).run { input in
                let read = try PolicySubject(json: JSONParser.parse(input))
                let again = try PolicySubject(json: JSONParser.parse(read.json.serialized()))
                #expect(try again.id() == read.id())
                _ = PolicyJudgement.of(document.rules, on: read)
                return true
            }
        }

        /// The answers of a policy engine that is not ours.
        @Test func judgements() {
            let answer: JSONValue = [
                "effect": "deny", "reasons": [["rule": "r", "effect": "deny", "reason": "so"]],
            ]
            Fuzzer(
                "answers of policy engines", seeds: [answer.serialized()],
                words: [#""effect":"allow""#, #""reasons":[]"#, #""needs-human""#]
            ).run { input in
                let read = try PolicyJudgement(json: JSONParser.parse(input))
                #expect(read.effect >= read.reasons.map(\.effect).max() ?? .allow)
                return true
            }
        }

        @Test func decisions() throws {
            let key = try SigningKey(.ed25519)
            let signed = try SignedDocument.sign(
                [
                    "type": .string(SignedDecision.type), "id": "d1", "input": subject, "effect": "deny",
                    "reasons": [["rule": "tools", "effect": "deny", "reason": "No."]], "overruled": [],
                    "approved_by": "", "policy": "*=0", "evaluator": "embedded",
                    "decided_at": "2026-11-21T10:00:00Z", "expires_at": "2026-11-21T10:05:00Z",
                ], with: key)
            let truth = try signed.canonical()
            Fuzzer(
                "policy decisions", seeds: [signed.serialized()],
                words: [#""effect":"allow""#, #""reasons":[]"#, #""expires_at":"2099-01-01T00:00:00Z""#, "signature"]
            ).run { input in
                let read = try SignedDecision(document: input, trusting: [key.verifyingKey])
                #expect(try read.document.canonical() == truth, "forged: \(read.document)")
                #expect(throws: LunaError.self) { try read.requireAllowed() }
                return true
            }
        }

        @Test func manifests() throws {
            let key = try SigningKey(.ed25519)
            let manifest = AgentManifest(
                name: "painter", version: "1.0.0", description: "Paints.", capabilities: ["paint.*", "draw"],
                inputSchemaJson: Array(#"{"type":"object"}"#.utf8), metadata: ["team": "arts"], tools: ["brush"])
            let signed = try SignedDocument.sign(manifest.json, with: key)
            Fuzzer(
                "agent manifests", seeds: [manifest.json.serialized(), signed.serialized()],
                words: [#""tools":[]"#, #""capabilities":["*"]"#, #""version":"#, "-", ".*", "1.0.0-rc.1+b"]
            ).run { input in
                let document = try JSONParser.parse(input)
                let read = try AgentManifest(json: document)
                #expect(try AgentManifest(json: JSONParser.parse(read.json.serialized())) == read)
                try ManifestRules.check(read)
                if (try? SignedDocument.verify(document, trusting: [key.verifyingKey])) != nil {
                    #expect(try document.canonical() == signed.canonical(), "forged: \(document)")
                }
                return true
            }
        }
    }
}

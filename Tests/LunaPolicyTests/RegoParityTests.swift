import FoundationEssentials
import Glibc
import LunaCore
import LunaPlan
import LunaPolicy
import LunaSchema
import Testing

/// The Rego in deploy/policies says what the embedded evaluator says: on the cases that are written down and on random rules.
@Suite("Rego and embedded evaluator", .timeLimit(.minutes(5)))
struct RegoParityTests {
    private static let root = "/" + #filePath.split(separator: "/").dropLast(3).joined(separator: "/")
    private static let policies = "\(root)/deploy/policies"

    private func text(_ path: String) throws -> [UInt8] { Array(try Data(contentsOf: URL(filePath: path))) }

    private func strict() throws -> PolicyDocument {
        try PolicyDocument(
            json: PlanParser.document(try text("\(Self.policies)/strict.yaml"), fileName: "strict.yaml"))
    }

    /// Decisions of the Rego on inputs, each with its rules.
    private func rego(_ inputs: [(subject: PolicySubject, rules: JSONValue)]) throws -> [PolicyJudgement] {
        let lines = inputs.map { entry in
            var input = entry.subject.json.objectValue ?? [:]
            input["rules"] = entry.rules
            return JSONValue.object(input).text(pretty: false)
        }
        let scratch = FileManager.default.temporaryDirectory.appending(
            path: "luna-rego-\(UInt64.random(in: 0 ... .max))")
        try Data((lines.joined(separator: "\n") + "\n").utf8).write(to: scratch)
        defer { try? FileManager.default.removeItem(at: scratch) }
        let python = ProcessInfo.processInfo.environment["LUNA_PYTHON"] ?? "\(Self.root)/.venv/bin/python3"
        let command = "'\(python)' '\(Self.policies)/evaluate.py' < '\(scratch.path(percentEncoded: false))'"
        let pipe = try #require(popen(command, "r"))
        var output: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 65_536)
        while case let count = fread(&buffer, 1, buffer.count, pipe), count > 0 { output += buffer[..<count] }
        #expect(pclose(pipe) == 0, "evaluate.py needs regopy: pip install -r requirements-dev.txt")
        return try output.split(separator: 10).map { try PolicyJudgement(json: JSONParser.parse(Array($0))) }
    }

    @Test("Every written case is decided as it says, by both")
    func cases() throws {
        let document = try strict()
        let list = try #require(
            try JSONParser.parse(try text("\(Self.policies)/strict.cases.json"))["cases"]?.arrayValue)
        let subjects = try list.map { try PolicySubject(json: $0["input"] ?? .null) }
        let rules = document.json["rules"] ?? .null
        let decisions = try rego(subjects.map { ($0, rules) })
        #expect(decisions.count == list.count)
        for ((entry, subject), decision) in zip(zip(list, subjects), decisions) {
            let name = entry["name"]?.stringValue ?? ""
            let embedded = PolicyJudgement.of(document.rules, on: subject)
            #expect(embedded == decision, "\(name)")
            #expect(embedded.effect.rawValue == entry["effect"]?.stringValue, "\(name)")
            #expect(
                Set(embedded.reasons.map(\.rule)) == Set((entry["rules"]?.arrayValue ?? []).compactMap(\.stringValue)),
                "\(name)")
        }
    }

    @Test("Random rules and inputs are decided alike")
    func random() throws {
        var random = Generator(state: 11)
        let words = ["a", "ab", "abc", "b", "exec", "full", "interactive", "x*", "local", "é", ""]
        func some(_ most: Int) -> [String] {
            (0..<Int.random(in: 0...most, using: &random)).compactMap { _ in words.randomElement(using: &random) }
        }
        func pattern() -> String {
            let word = words.randomElement(using: &random) ?? "a"
            let plain = word.replacing("*", with: "")
            return Bool.random(using: &random) || plain.isEmpty ? plain + "*" : plain
        }
        var entries: [(subject: PolicySubject, rules: JSONValue)] = []
        var embedded: [PolicyJudgement] = []
        for _ in 0..<400 {
            var subject = PolicySubject(
                PolicySubject.Action.allCases.randomElement(using: &random) ?? .runTask, tenant: "a")
            for attribute in PolicySubject.Attribute.allCases where attribute != .action && attribute != .tenant {
                try subject.set(attribute, attribute.isList ? some(3) : Array(some(1)))
            }
            let rules = (0..<Int.random(in: 0...4, using: &random)).map { number -> JSONValue in
                var when: [String: JSONValue] = [:]
                for attribute in PolicySubject.Attribute.allCases where Int.random(in: 0..<4, using: &random) == 0 {
                    let list = JSONValue.array(
                        (0...Int.random(in: 0...2, using: &random)).map { _ in .string(pattern()) })
                    switch Int.random(in: 0..<4, using: &random) {
                    case 0: when[attribute.rawValue] = ["other_than": list]
                    case 1 where attribute == .autonomy:
                        when[attribute.rawValue] = [
                            "above": .string(PolicySubject.autonomyLevels.randomElement(using: &random) ?? "full")
                        ]
                    case 2: when[attribute.rawValue] = .string(pattern())
                    default: when[attribute.rawValue] = list
                    }
                }
                var rule: [String: JSONValue] = [
                    "id": .string("r\(number)"),
                    "effect": .string(Bool.random(using: &random) ? "deny" : "needs-human"),
                ]
                if Bool.random(using: &random) { rule["reason"] = "because" }
                if !when.isEmpty || Bool.random(using: &random) { rule["when"] = .object(when) }
                return .object(rule)
            }
            let document = try PolicyDocument(json: ["policy": 1, "rules": .array(rules)])
            entries.append((subject, .array(rules)))
            embedded.append(PolicyJudgement.of(document.rules, on: subject))
        }
        let decisions = try rego(entries)
        #expect(decisions.count == entries.count)
        for (index, decision) in decisions.enumerated() where decision != embedded[index] {
            Issue.record(
                "\(entries[index].rules.text(pretty: false)) on \(entries[index].subject.json.text(pretty: false)): Rego \(decision.json.text(pretty: false)), embedded \(embedded[index].json.text(pretty: false))"
            )
        }
        // All effects occur, so that agreeing means something.
        for effect in PolicyEffect.allCases { #expect(embedded.count { $0.effect == effect } > 20, "\(effect)") }
    }

    @Test("The product's rules in deploy/policies are those in the product, and all files fit the schema")
    func files() throws {
        let product = try JSONParser.parse(try text("\(Self.policies)/default.json"))
        #expect(product == PolicyDocument.product)
        let schema = try JSONSchema(JSONParser.parse(try text("\(Self.root)/schemas/policy.schema.json")))
        for document in [product, try strict().json] {
            #expect(schema.validate(document).isEmpty)
            _ = try PolicyDocument(json: document)
        }
        // What the schema refuses, the reader refuses.
        for wrong in [
            #"{"policy": 2, "rules": []}"#, #"{"policy": 1}"#,
            #"{"policy": 1, "rules": [{"id": "a", "effect": "allow"}]}"#,
            #"{"policy": 1, "rules": [{"id": "A", "effect": "deny"}]}"#,
            #"{"policy": 1, "rules": [{"id": "a", "effect": "deny", "when": {"colour": "red"}}]}"#,
            #"{"policy": 1, "rules": [{"id": "a", "effect": "deny", "when": {"tools": []}}]}"#,
            #"{"policy": 1, "rules": [{"id": "a", "effect": "deny", "when": {"tools": {"above": "full"}}}]}"#,
        ] {
            let document = try JSONParser.parse(wrong)
            #expect(!schema.validate(document).isEmpty, "\(wrong)")
            #expect(throws: LunaError.self) { try PolicyDocument(json: document) }
        }
    }

    /// SplitMix64 (Steele, Lea and Flood 2014).
    private struct Generator: RandomNumberGenerator {
        var state: UInt64
        mutating func next() -> UInt64 {
            state &+= 0x9e37_79b9_7f4a_7c15
            var z = state
            z = (z ^ (z >> 30)) &* 0xbf58_476d_1ce4_e5b9
            z = (z ^ (z >> 27)) &* 0x94d0_49bb_1331_11eb
            return z ^ (z >> 31)
        }
    }
}

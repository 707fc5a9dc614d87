import ArgumentParser
import LunaCore
import LunaPlan
import LunaPolicy
import LunaStack

struct PolicyCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "policy", abstract: "What is allowed: read, set, test and explain the rules.",
        discussion: """
              luna policy get > policy.json
              luna policy test policy.yaml --cases cases.json      # needs no server
              luna policy set policy.yaml --comment "no cloud models"
              luna policy history
              luna policy explain EXECUTION
            """,
        subcommands: [PolicyGet.self, PolicySet.self, PolicyTest.self, PolicyHistory.self, PolicyExplain.self])
}

/// Whose rules.
struct PolicyScope: ParsableArguments {
    @Flag(help: "The rules for all tenants.")
    var allTenants = false

    var query: [(String, String?)] { [("all_tenants", allTenants ? "true" : nil)] }
}

struct PolicyGet: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "get", abstract: "Print the rules as JSON.",
        discussion: "  luna policy get\n  luna policy get --all-tenants --version 3")

    @Option(help: "The newest when left out.")
    var version: UInt32?

    @OptionGroup var scope: PolicyScope
    @OptionGroup var server: ServerOptions

    func run() async throws {
        let reply = try await server.client().get(
            "/v1/policy", query: scope.query + [("version", version.map(String.init))])
        Output.line((reply["document"] ?? .null).text(pretty: true))
    }
}

struct PolicySet: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "set", abstract: "Write the next version of the rules.",
        discussion: """
            Needs an administrator's key. YAML or JSON, as in schemas/policy.schema.json. Decisions in force are obeyed
            until they expire, five minutes by default.
            """)

    @Argument(help: "File with the rules; - is standard input.")
    var file: String

    @Option(help: "Why, for those who read the history.")
    var comment = ""

    @Option(help: "Only when the rules are still at this version.")
    var expect: UInt32 = 0

    @OptionGroup var scope: PolicyScope
    @OptionGroup var format: FormatOptions
    @OptionGroup var server: ServerOptions

    func run() async throws {
        let document = try PolicyFile.read(file)
        let reply = try await server.client().put(
            "/v1/policy",
            [
                "document": document.json, "all_tenants": .bool(scope.allTenants), "comment": .string(comment),
                "expected": .number(JSONNumber(Int64(expect))),
            ])
        format.print(reply) {
            [
                "Version \(reply.int("version")) for \(reply.text("tenant") == "*" ? "all tenants" : reply.text("tenant")): "
                    + "\(Humane.count(document.rules.count, "rule")), SHA-256 \(reply.text("sha256").prefix(12))"
            ]
        }
    }
}

struct PolicyTest: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "test", abstract: "Check a file of rules, and what they say about cases. Needs no server.",
        discussion: """
            Cases are JSON: {"cases": [{"name": …, "input": {"action": "execution.run", "tools": [...]},
            "effect": "deny", "rules": ["dangerous-tools"]}]}; "rules" may be left out. Status 1 when one differs.

              luna policy test deploy/policies/strict.yaml --cases deploy/policies/strict.cases.json
            """)

    @Argument(help: "File with the rules, YAML or JSON; - is standard input.")
    var file: String

    @Option(help: ArgumentHelp("File with cases.", valueName: "file"))
    var cases: String?

    @OptionGroup var format: FormatOptions

    func run() async throws {
        let document = try PolicyFile.read(file)
        var results: [JSONValue] = []
        var lines = ["\(Humane.count(document.rules.count, "rule")), no problem."]
        var failed = 0
        if let cases {
            let list = try PlanParser.document(try PlanFile.read(cases), fileName: PlanFile.name(cases))["cases"]
            guard let list = list?.arrayValue else {
                throw LunaError("usage.cases", .validation, "'\(cases)' has no list 'cases'.")
            }
            for entry in list {
                let judged = PolicyJudgement.of(
                    document.rules, on: try PolicySubject(json: entry["input"] ?? .null))
                let rules = judged.reasons.map(\.rule)
                let wanted = entry["rules"]?.arrayValue?.compactMap(\.stringValue)
                let holds =
                    entry["effect"]?.stringValue == judged.effect.rawValue
                    && (wanted == nil || wanted?.sorted() == rules.sorted())
                if !holds { failed += 1 }
                let name = entry["name"]?.stringValue ?? ""
                lines.append(
                    "\(holds ? "ok    " : "DIFFER") \(Terminal.harmless(name)): \(judged.effect.rawValue) "
                        + rules.joined(separator: ", "))
                results.append(
                    .object([
                        "name": .string(name), "holds": .bool(holds), "effect": .string(judged.effect.rawValue),
                        "rules": .array(rules.map(JSONValue.string)),
                    ]))
            }
        }
        let text = lines
        format.print(["cases": .array(results), "failed": .number(JSONNumber(failed))]) { text }
        if failed > 0 { throw ExitCode(ExitStatus.failure) }
    }
}

struct PolicyHistory: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "history", abstract: "Show who has set which version of the rules, and when.")

    @OptionGroup var scope: PolicyScope
    @OptionGroup var format: FormatOptions
    @OptionGroup var server: ServerOptions

    func run() async throws {
        let reply = try await server.client().get("/v1/policy/versions", query: scope.query)
        format.print(reply) {
            var table = TextTable(["VERSION", "SET", "BY", "SHA-256", "COMMENT"])
            for version in reply.list("versions") {
                table.add([
                    String(version.int("version")), Humane.time(version.text("set_at")),
                    Terminal.harmless(version.text("set_by")), String(version.text("sha256").prefix(12)),
                    Terminal.harmless(version.text("comment")),
                ])
            }
            return table.isEmpty ? ["Nobody has set any rules."] : table.lines(.output)
        }
    }
}

struct PolicyExplain: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "explain", abstract: "Show what policy says about an execution, and why.")

    @Argument(help: "Execution.")
    var id: String

    @OptionGroup var format: FormatOptions
    @OptionGroup var server: ServerOptions

    func run() async throws {
        let client = try server.client()
        let execution = try await client.get(executionPath(id))
        let decision = execution.text("decision")
        guard !decision.isEmpty else {
            throw LunaError("policy.no_decision", .notFound, "This execution runs without a decision of policy.")
        }
        let reply = try await client.get("/v1/policy/decisions/\(ServerAddress.encoded(decision))")
        let document = reply["document"] ?? .null
        format.print(document) { Self.lines(document) }
    }

    private static func lines(_ document: JSONValue) -> [String] {
        var lines = [
            "Decision   \(document.text("id"))", "Effect     \(document.text("effect"))",
            "Rules      \(document.text("policy")) (\(document.text("evaluator")))",
            "Decided    \(document.text("decided_at"))", "Expires    \(document.text("expires_at"))",
        ]
        if !document.text("approved_by").isEmpty {
            lines.append("Allowed by \(Terminal.harmless(document.text("approved_by")))")
        }
        for reason in document.list("reasons") + document.list("overruled") {
            lines.append(
                "  \(reason.text("effect")) \(reason.text("rule")): \(Terminal.harmless(reason.text("reason")))")
        }
        let input = document["input"]?.objectValue ?? [:]
        for (name, value) in input.sorted(by: { $0.key < $1.key }) {
            let text = value.stringValue ?? (value.arrayValue ?? []).compactMap(\.stringValue).joined(separator: ", ")
            if !text.isEmpty { lines.append("  \(name): \(Terminal.harmless(text))") }
        }
        return lines
    }
}

/// A file of rules.
enum PolicyFile {
    /// - Throws: `LunaError` `usage.file`, `plan.invalid` when it is neither YAML nor JSON, `policy.invalid`.
    static func read(_ path: String) throws -> PolicyDocument {
        try PolicyDocument(json: PlanParser.document(try PlanFile.read(path), fileName: PlanFile.name(path)))
    }
}

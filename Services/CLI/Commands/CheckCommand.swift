import ArgumentParser
import LunaCore
import LunaStack
import NIOCore

struct Check: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Send a project directory to the validator and show its verdict.",
        discussion: """
            Syntax, imports across files, lint and tests, in a sandbox without a network. Version control,
            virtual environments, caches and installed packages are left out. Status 0 only for the verdict passed.

              luna check .
              luna check todo-api --only syntax --only lint -o json
            """)

    @Argument(help: "Directory of a project.", completion: .directory)
    var directory: String

    @Option(
        help: ArgumentHelp(
            "Only this check: syntax, imports, lint or tests; may be given several times.", valueName: "check"))
    var only: [String] = []

    @Option(help: ArgumentHelp("Limit for all checks together.", valueName: "seconds"))
    var timeout = 600

    @Option(help: ArgumentHelp("Lines that the tests must cover at least.", valueName: "percent"))
    var minimumCoverage = 0

    @OptionGroup var format: FormatOptions
    @OptionGroup var server: ServerOptions

    func validate() throws {
        for check in only where !["syntax", "imports", "lint", "tests"].contains(check) {
            throw ValidationError("--only: '\(check)' is none of syntax, imports, lint, tests.")
        }
        guard (1...86_400).contains(timeout) else { throw ValidationError("--timeout: 1 to 86400 seconds.") }
        guard (0...100).contains(minimumCoverage) else {
            throw ValidationError("--minimum-coverage: 0 to 100 percent.")
        }
    }

    func run() async throws {
        let client = try server.client()
        let project = try ProjectFiles(directory: Files.absolute(directory))
        for path in project.ignored {
            Output.message("Left out, because it is no plain file: \(Terminal.harmless(path))")
        }
        let files = try await project.upload(client)
        if !format.isJSON { Output.message("\(Humane.count(files.count, "file")) sent; checking …") }
        let reply = try await client.post(
            "/v1/checks",
            [
                "files": .array(files), "checks": .array(only.map(JSONValue.string)),
                "timeout_ms": .number(JSONNumber(Int64(timeout) * 1000)),
                "minimum_coverage": .number(JSONNumber(Int64(minimumCoverage))),
            ], timeout: .seconds(Int64(timeout) + 60))
        let verdict = reply.text("verdict")
        format.print(reply) { lines(reply, verdict) }
        if verdict != "passed" { throw ExitCode(ExitStatus.failure) }
    }

    private func lines(_ reply: JSONValue, _ verdict: String) -> [String] {
        var lines = reply.list("findings").map { Findings.line($0) }
        if verdict != "passed", !reply.text("log_tail").isEmpty {
            lines +=
                ["", "Last lines of the tools:"]
                + reply.text("log_tail").split(whereSeparator: \.isNewline).suffix(20).map {
                    "  " + Terminal.harmless(String($0))
                }
        }
        var facts = ["\(reply.int("tests_run")) tests run, \(reply.int("tests_failed")) failed"]
        if let coverage = reply["coverage_percent"]?.doubleValue, coverage >= 0 {
            facts.append("\(Int(coverage.rounded())) % covered")
        }
        facts.append(Humane.duration(.milliseconds(reply.int("duration_ms"))))
        let tools = (reply["tools"]?.objectValue ?? [:]).sorted { $0.key < $1.key }.map {
            "\($0.key) \($0.value.stringValue ?? "")"
        }
        if !tools.isEmpty { facts.append(tools.joined(separator: ", ")) }
        lines.append("\(ProgressView(terminal: .output).colored(verdict)): \(facts.joined(separator: "; "))")
        return lines
    }
}

import ArgumentParser
import LunaCore
import LunaStack

struct Demo: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Start everything and build an example project.",
        discussion: """
            Runs examples/plans/todo-api.yaml (a REST API in Python with a database and tests) from the plan
            to the tested package, without a network, a model or an account. The result is in .luna/demo.

              luna demo
              luna demo --plan examples/plans/contacts-cli.yaml
            """)

    @Option(help: ArgumentHelp("Another plan.", valueName: "file"))
    var plan: String?

    @Option(help: ArgumentHelp("Port of the HTTP API.", valueName: "n"))
    var port: Int?

    func run() async throws {
        let file = try plan ?? Self.examplePlan()
        var configuration = try StackTask.configuration()
        if let port { configuration.gatewayPort = port }
        let report = try await StackTask.up(configuration)
        let client = APIClient(
            base: report.gatewayURL, tenant: nil, key: LocalStack.accessKey(directory: configuration.directory))
        let reply = try await SubmitTask.submit(client, file: file, project: nil, key: nil, asJSON: false)
        let execution = reply.text("execution")
        let view = try await SubmitTask.watch(client, execution, asJSON: false)
        guard view.text("state") == "succeeded" else {
            throw ExitCode(try await SubmitTask.explainFailure(client, view, asJSON: false))
        }
        let result = try await ResultFetch(client: client, execution: execution).fetch(
            to: "\(configuration.directory)/demo")
        Output.line()
        result.show(asJSON: false)
        let trust = LocalStack.authorityFile(directory: configuration.directory, for: report.gatewayURL)
        let advice = Self.advice(
            result, execution: execution, gateway: report.gatewayURL, keyFile: "\(configuration.directory)/access.key",
            trust: trust)
        for line in advice { Output.line(line) }
    }

    /// How to go on: what the project's own README says first, then how to look closer.
    /// - Parameters:
    ///   - keyFile: file of the administrator's key.
    ///   - trust: file of the authority that vouches for the gateway.
    static func advice(
        _ result: ResultFetch.Result, execution: String, gateway: String, keyFile: String, trust: String? = nil
    ) -> [String] {
        let curl = "curl -s" + (trust.map { " --cacert \($0)" } ?? "")
        let readme = Files.text("\(result.directory)/README.md") ?? ""
        let commands = firstShellBlock(readme)
        var lines = ["", "Run it (\(result.directory)/README.md says more):", "  cd \(result.directory)"]
        lines += commands.map { "  " + Terminal.harmless($0) }
        if commands.contains(where: { $0.contains("[dev]") }) {
            lines.append("  .venv/bin/python -m pytest        (its own tests)")
        }
        return lines + [
            "", "Look closer:", "  luna status \(execution) --tasks", "  luna artifacts list \(execution)",
            "  luna costs \(execution)",
            "  \(curl) -H \"Authorization: Bearer $(cat \(keyFile))\" \(gateway)/v1/executions/\(execution)",
            "", "Stop everything:", "  luna down",
        ]
    }

    /// The lines of the first block of shell commands in a Markdown text.
    static func firstShellBlock(_ markdown: String) -> [String] {
        var block: [String]?
        for line in markdown.split(separator: "\n", omittingEmptySubsequences: false).map(String.init) {
            if block == nil {
                if ["```sh", "```bash", "```console"].contains(line) { block = [] }
            } else if line == "```" {
                break
            } else {
                block?.append(line)
            }
        }
        return block ?? []
    }

    /// The example beside us: in the current directory, or in the checkout that we were built from.
    private static func examplePlan() throws -> String {
        let name = "examples/plans/todo-api.yaml"
        if Files.exists(name) { return name }
        var place = StackConfiguration.ownDirectory
        for _ in 0..<6 {
            if Files.exists("\(place)/\(name)") { return "\(place)/\(name)" }
            guard let slash = place.lastIndex(of: "/") else { break }
            place = String(place[..<slash])
        }
        throw LunaError("usage.file", .notFound, "\(name) is not here; name a plan: luna demo --plan FILE.")
    }
}

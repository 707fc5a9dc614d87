import ArgumentParser
import LunaCore
import LunaStack

struct Submit: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Start the execution of a plan.",
        discussion: """
            Prints the id of the execution. With --watch it shows the progress and ends with it: status 0 only when the
            execution succeeded. With -o DIR it also fetches the result (and so watches).

              luna submit plan.yaml
              luna submit plan.yaml --watch
              luna submit plan.yaml -o out            (out/PROJECT/…, the ZIP and the SBOMs)
              luna submit plan.yaml --idempotency-key nightly-7 --json
            """)

    @Argument(help: "A plan in YAML or JSON; - is standard input.")
    var file: String

    @Flag(help: "Show the progress until the end.")
    var watch = false

    @Option(help: "Project that the execution belongs to (default: the plan's name).")
    var project: String?

    @Option(help: ArgumentHelp("The same key and plan again give the same execution.", valueName: "key"))
    var idempotencyKey: String?

    @Option(
        name: [.customShort("o"), .customLong("output")],
        help: ArgumentHelp(
            "Fetch the result into this directory; `json` (not a directory then) is the same as --json.",
            valueName: "dir"))
    var output: String?

    @Flag(help: "Data as JSON.")
    var json = false

    @OptionGroup var server: ServerOptions

    func run() async throws {
        let asJSON = json || output == "json"
        let client = try server.client()
        let reply = try await SubmitTask.submit(
            client, file: file, project: project, key: idempotencyKey, asJSON: asJSON)
        let directory = output == "json" ? nil : output
        guard watch || directory != nil else {
            if asJSON { Output.line(reply.text(pretty: true)) } else { Output.line(reply.text("execution")) }
            return
        }
        let view = try await SubmitTask.watch(client, reply.text("execution"), asJSON: asJSON)
        guard view.text("state") == "succeeded" else {
            throw ExitCode(try await SubmitTask.explainFailure(client, view, asJSON: asJSON))
        }
        if let directory {
            let result = try await ResultFetch(client: client, execution: reply.text("execution")).fetch(to: directory)
            result.show(asJSON: asJSON)
        }
    }
}

struct RunCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "run", abstract: "Execute a plan, show its progress, and fetch the result.",
        discussion: """
            The same as submit --watch -o DIR, with the current directory as default.

              luna run plan.yaml
              luna run plan.yaml -o out
            """)

    @Argument(help: "A plan in YAML or JSON; - is standard input.")
    var file: String

    @Option(help: "Project that the execution belongs to (default: the plan's name).")
    var project: String?

    @Option(
        name: [.customShort("o"), .customLong("output")],
        help: ArgumentHelp("Fetch the result into this directory; `json` is the same as --json.", valueName: "dir"))
    var output: String?

    @Flag(help: "Data as JSON.")
    var json = false

    @OptionGroup var server: ServerOptions

    func run() async throws {
        var submit = Submit()
        submit.file = file
        submit.watch = true
        submit.project = project
        submit.idempotencyKey = nil
        submit.json = json || output == "json"
        submit.output = output == nil || output == "json" ? "." : output
        submit.server = server
        try await submit.run()
    }
}

/// What submitting commands share.
enum SubmitTask {
    /// - Returns: `SubmitReply` as JSON.
    /// - Throws: `ExitCode` when the plan has problems, which are then shown.
    static func submit(
        _ client: APIClient, file: String, project: String?, key: String?, asJSON: Bool
    ) async throws -> JSONValue {
        let bytes = try PlanFile.read(file)
        let name = PlanFile.name(file)
        do {
            let answer = try await client.post(
                "/v1/executions", query: [("project", project), ("file_name", name)], bytes: bytes,
                contentType: name.lowercased().hasSuffix(".json") ? "application/json" : "application/yaml",
                headers: key.map { [("Idempotency-Key", $0)] } ?? [])
            let reply = try answer.json()
            if !reply.list("problems").isEmpty, reply.text("execution").isEmpty {
                throw refused(reply.list("problems"), name, asJSON)
            }
            if !asJSON {
                let count = Humane.count(Int(reply.int("task_count")), "task")
                let what = reply["existing"]?.boolValue == true ? "was submitted before" : "submitted"
                Output.message(
                    "\(name): \(what), \(count), execution \(reply.text("execution"))"
                )
            }
            return reply
        } catch let error as LunaError {
            guard let text = error.details["problems"], let problems = try? JSONParser.parse(text).arrayValue,
                !problems.isEmpty
            else {
                throw error
            }
            throw refused(problems, name, asJSON)
        }
    }

    private static func refused(_ problems: [JSONValue], _ file: String, _ asJSON: Bool) -> ExitCode {
        if asJSON { Output.line(JSONValue.object(["problems": .array(problems)]).text(pretty: true)) }
        for problem in problems { Output.message(Findings.line(problem, file: file, showsPath: true)) }
        let errors = problems.filter { $0.text("severity") != "warning" }.count
        Output.message("luna: the plan has \(Humane.count(errors, "error")); nothing was started.")
        return ExitCode(ExitStatus.failure)
    }

    static func watch(_ client: APIClient, _ execution: String, asJSON: Bool) async throws -> JSONValue {
        try await ExecutionWatch(client: client, execution: execution, terminal: .messages, asJSON: asJSON).run()
    }

    /// Names the tasks that failed, and why.
    /// - Returns: the exit status.
    static func explainFailure(_ client: APIClient, _ view: JSONValue, asJSON: Bool) async throws -> Int32 {
        let execution = view.text("execution")
        if view.text("state") == "failed", !asJSON {
            let failed = try await client.all(executionPath(execution, "/tasks"), query: [("state", "failed")])
            for task in failed.prefix(10) {
                Output.message(
                    Terminal.harmless("  \(task.text("task")): \(task["error"]?.text("message") ?? "")")
                )
            }
            Output.message("See also: luna logs \(execution) · luna status \(execution) --tasks")
        }
        return ExitStatus.of(state: view.text("state"))
    }
}

/// Findings in the manner of compilers.
enum Findings {
    static func line(_ finding: JSONValue, file: String? = nil, showsPath: Bool = false) -> String {
        let place = file ?? finding.text("path")
        let line = finding.int("line")
        let column = finding.int("column")
        let position = line > 0 ? ":\(line)" + (column > 0 ? ":\(column)" : "") : ""
        let path = showsPath && !finding.text("path").isEmpty ? "\(finding.text("path")): " : ""
        let message = finding.text("message")
        let stop = message.hasSuffix(".") || finding.text("hint").isEmpty ? "" : "."
        let hint = finding.text("hint").isEmpty ? "" : " \(finding.text("hint"))"
        let rule = finding.text("rule").isEmpty ? "" : " [\(finding.text("rule"))]"
        let severity = finding.text("severity").isEmpty ? "error" : finding.text("severity")
        return Terminal.harmless("\(place)\(position): \(severity): \(path)\(message)\(stop)\(hint)\(rule)")
    }
}

import ArgumentParser
import LunaCore

struct Status: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "List executions, or show one of them.",
        discussion: """
              luna status
              luna status ID --tasks
              luna status --state running -o json
            """)

    @Argument(help: "Execution; none = list them, newest first.")
    var id: String?

    @Flag(help: "Also show its tasks.")
    var tasks = false

    @Option(help: "Only executions (or, with --tasks, tasks) in this state.")
    var state: String?

    @Option(help: "With --tasks: only tasks of this capability.")
    var capability: String?

    @Option(help: "Only executions of this project.")
    var project: String?

    @Option(help: "Most executions to list.")
    var limit = 20

    @OptionGroup var format: FormatOptions
    @OptionGroup var server: ServerOptions

    func run() async throws {
        let client = try server.client()
        guard let id else { return try await list(client) }
        let view = try await client.get(executionPath(id))
        var answer = view.objectValue ?? [:]
        let list =
            tasks
            ? try await client.all(
                executionPath(id, "/tasks"), query: [("state", state), ("capability", capability)], pageSize: 1000) : []
        if tasks { answer["tasks"] = .array(list) }
        format.print(.object(answer)) { ExecutionText.summary(view) + (tasks ? [""] + ExecutionText.table(list) : []) }
    }

    private func list(_ client: APIClient) async throws {
        let page = try await client.get(
            "/v1/executions", query: [("limit", String(limit)), ("project", project), ("state", state)])
        let colors = ProgressView(terminal: .output)
        format.print(page) {
            var table = TextTable(
                ["EXECUTION", "PROJECT", "STATE", "DONE", "SUBMITTED", "TOOK"], rightAligned: [3, 5])
            for view in page.list("data") {
                let counts = view["counts"] ?? .null
                table.add([
                    view.text("execution"), Terminal.harmless(view.text("project")), colors.colored(view.text("state")),
                    "\(counts.int("succeeded"))/\(counts.int("total"))", Humane.time(view.text("submitted_at")),
                    ExecutionWatch.elapsed(view).map(Humane.duration) ?? "-",
                ])
            }
            return table.isEmpty ? ["No executions yet: luna submit PLAN"] : table.lines(.output)
        }
        if !format.isJSON, !page.text("next_cursor").isEmpty { Output.message("There are more: --limit N") }
    }
}

struct Watch: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Show the progress of an execution until its end.",
        discussion:
            "Status 0 only when it succeeded. With -o json: every event of it as a line of JSON.\n\n  luna watch ID")

    @Argument(help: "Execution.")
    var id: String

    @OptionGroup var format: FormatOptions
    @OptionGroup var server: ServerOptions

    func run() async throws {
        let client = try server.client()
        let view = try await SubmitTask.watch(client, id, asJSON: format.isJSON)
        if view.text("state") != "succeeded" {
            throw ExitCode(try await SubmitTask.explainFailure(client, view, asJSON: format.isJSON))
        }
    }
}

struct Logs: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Show what the tasks of an execution have logged.",
        discussion:
            "  luna logs ID\n  luna logs ID -f --task validate.project\n  luna logs ID -o json      (JSON lines)"
    )

    @Argument(help: "Execution.")
    var id: String

    @Flag(name: .shortAndLong, help: "Go on with what is added, until the execution ends or Ctrl-C.")
    var follow = false

    @Option(help: "Only this task.")
    var task: String?

    @OptionGroup var format: FormatOptions
    @OptionGroup var server: ServerOptions

    func run() async throws {
        let client = try server.client()
        var last: Int64 = 0
        while true {
            // Asked before the lines are read, so that those of its very end are not missed.
            let isOver =
                follow ? ExecutionProgress.isFinished(try await client.get(executionPath(id)).text("state")) : true
            while true {
                let page = try await client.get(
                    executionPath(id, "/logs"), query: [("after", String(last)), ("limit", "1000"), ("task", task)])
                let entries = page.list("data")
                for entry in entries { show(entry) }
                guard let next = page["last"]?.intValue, next > last, !entries.isEmpty else { break }
                last = next
            }
            if isOver { return }
            try await Task.sleep(for: .milliseconds(500))
        }
    }

    private func show(_ entry: JSONValue) {
        if format.isJSON { return Output.line(entry.text(pretty: false)) }
        let line = entry["line"] ?? entry
        let level = line.text("level")
        let terminal = Terminal.output
        let style: Terminal.Style = level == "error" ? .red : level == "warning" ? .yellow : .dim
        Output.line(
            "\(terminal.styled(Humane.time(line.text("at")), .dim)) \(terminal.styled(level, style)) "
                + terminal.styled(Terminal.harmless(line.text("task")), .cyan) + " "
                + Terminal.harmless(line.text("message"))
        )
    }
}

struct Why: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Say why a task is where it is.", discussion: "  luna why ID validate.project")

    @Argument(help: "Execution.")
    var id: String

    @Argument(help: "Task.")
    var task: String

    @OptionGroup var format: FormatOptions
    @OptionGroup var server: ServerOptions

    func run() async throws {
        let reply = try await server.client().get(executionPath(id, "/tasks/\(ServerAddress.encoded(task))/why"))
        format.print(reply) {
            let names = reply.list("names").compactMap(\.stringValue)
            var lines = ["\(reply.text("task")): \(reply.text("state"))"]
            if !reply.text("explanation").isEmpty { lines.append(Terminal.harmless(reply.text("explanation"))) }
            if !reply.text("waiting_for").isEmpty {
                lines.append(
                    "Waits for: \(reply.text("waiting_for"))\(names.isEmpty ? "" : " " + names.joined(separator: ", "))"
                )
            }
            return lines
        }
    }
}

/// Cancel, pause and resume.
struct ControlOptions: ParsableArguments {
    @Argument(help: "Execution.")
    var id: String

    @Option(help: "Why; kept in the journal and the audit trail.")
    var reason: String?

    @OptionGroup var format: FormatOptions
    @OptionGroup var server: ServerOptions

    func send(_ verb: String) async throws {
        let body: JSONValue = .object(reason.map { ["reason": .string($0)] } ?? [:])
        let view = try await server.client().post(executionPath(id, ":\(verb)"), body)
        format.print(view) { ["\(id): \(view.text("state"))"] }
    }
}

struct Cancel: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "End an execution; running tasks are told to stop.",
        discussion: "  luna cancel ID --reason 'wrong plan'")
    @OptionGroup var options: ControlOptions
    func run() async throws { try await options.send("cancel") }
}

struct Pause: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Hand out no more tasks; those in flight finish.", discussion: "  luna pause ID")
    @OptionGroup var options: ControlOptions
    func run() async throws { try await options.send("pause") }
}

struct Resume: AsyncParsableCommand {
    static let configuration = CommandConfiguration(abstract: "Go on after a pause.", discussion: "  luna resume ID")
    @OptionGroup var options: ControlOptions
    func run() async throws { try await options.send("resume") }
}

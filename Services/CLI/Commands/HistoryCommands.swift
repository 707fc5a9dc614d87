import ArgumentParser
import LunaCore

struct ReplayCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "replay", abstract: "Show an execution as it was after one of its events.",
        discussion: """
            Folded from the journal; nothing runs again. The events and their sequences: luna watch ID -o json

              luna replay ID --to 120
              luna replay ID --to 120 --tasks --state running
            """)

    @Argument(help: "Execution.")
    var id: String

    @Option(help: ArgumentHelp("Sequence of the last event to fold in (default: the newest).", valueName: "seq"))
    var to: UInt64?

    @Flag(help: "Also show its tasks, as they were.")
    var tasks = false

    @Option(help: "With --tasks: only those in this state.")
    var state: String?

    @OptionGroup var format: FormatOptions
    @OptionGroup var server: ServerOptions

    func run() async throws {
        let client = try server.client()
        var list: [JSONValue] = []
        var reply: JSONValue = .null
        var cursor: String?
        repeat {
            let page = try await client.get(
                executionPath(id, "/replay"),
                query: [
                    ("to", to.map(String.init)), ("limit", tasks ? "1000" : "1"), ("state", state), ("cursor", cursor),
                ])
            if list.isEmpty { reply = page }
            list += page.list("tasks")
            cursor = tasks ? page.text("next_cursor") : nil
        } while cursor?.isEmpty == false
        var answer = reply.objectValue ?? [:]
        answer["tasks"] = tasks ? .array(list) : nil
        answer["next_cursor"] = nil
        format.print(.object(answer)) {
            let view = reply["execution"] ?? .null
            let event = reply["event"] ?? .null
            let about = event.text("task").isEmpty ? "" : " \(Terminal.harmless(event.text("task")))"
            let time = Humane.time(event["event"]?.text("at"))
            return [
                "After      event \(view.int("last_sequence")) of \(reply.int("last_sequence")): \(event.text("type"))\(about), \(time)"
            ] + ExecutionText.summary(view) + (tasks ? [""] + ExecutionText.table(list) : [])
        }
    }
}

struct DiffCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "diff", abstract: "Show in what two executions differ, task by task.",
        discussion: """
            Tasks differ by state, attempts, output, files, agent or error. Durations are shown and do not count.

              luna diff ID1 ID2
              luna diff ID1 ID2 --all -o json
              luna diff ID1 ID2 --exit-code && echo same
            """)

    @Argument(help: "An execution.")
    var left: String

    @Argument(help: "Another one.")
    var right: String

    @Flag(help: "Also show tasks that do not differ.")
    var all = false

    @Flag(help: "Status 1 when they differ.")
    var exitCode = false

    @OptionGroup var format: FormatOptions
    @OptionGroup var server: ServerOptions

    func run() async throws {
        let client = try server.client()
        var tasks: [JSONValue] = []
        var reply: JSONValue = .null
        var cursor: String?
        repeat {
            let page = try await client.get(
                executionPath(left, "/comparison/\(ServerAddress.encoded(right))"),
                query: [("limit", "1000"), ("include_same", all ? "true" : nil), ("cursor", cursor)])
            if tasks.isEmpty { reply = page }
            tasks += page.list("tasks")
            cursor = page.text("next_cursor")
        } while cursor?.isEmpty == false
        var answer = reply.objectValue ?? [:]
        answer["tasks"] = .array(tasks)
        answer["next_cursor"] = nil
        format.print(.object(answer)) { lines(reply, tasks) }
        let differ = reply.int("different") + reply.int("only_left") + reply.int("only_right") > 0
        if exitCode, differ { throw ExitCode(ExitStatus.failure) }
    }

    private func lines(_ reply: JSONValue, _ tasks: [JSONValue]) -> [String] {
        let colors = ProgressView(terminal: .output)
        var sides = TextTable(["", "EXECUTION", "STATE", "DONE", "TOOK"], rightAligned: [3, 4])
        for (name, key) in [("left", "left"), ("right", "right")] {
            let view = reply[key] ?? .null
            let counts = view["counts"] ?? .null
            sides.add([
                name, view.text("execution"), colors.colored(view.text("state")),
                "\(counts.int("succeeded"))/\(counts.int("total"))",
                ExecutionWatch.elapsed(view).map(Humane.duration) ?? "-",
            ])
        }
        var out = sides.lines(.output)
        if reply["same_plan"]?.boolValue == false { out.append("They are executions of different plans.") }
        if !tasks.isEmpty {
            var table = TextTable(
                ["TASK", "DIFFERS", "STATE", "ATTEMPTS", "DURATION", "COMPUTE", "OUTPUT"])
            for task in tasks {
                let (a, b) = (task["left"] ?? .null, task["right"] ?? .null)
                let differs = task.list("differs").compactMap(\.stringValue)
                table.add([
                    Terminal.harmless(task.text("task")), differs.isEmpty ? "-" : differs.joined(separator: ","),
                    Self.both(a, b) { colors.colored($0.text("state")) },
                    Self.both(a, b) { String($0.int("attempts")) },
                    Self.both(a, b) { Humane.duration(.milliseconds($0.int("duration_ms"))) },
                    Self.both(a, b) { Humane.duration(.milliseconds($0.int("compute_ms"))) },
                    Self.both(a, b) {
                        $0.text("output_sha256").isEmpty ? "-" : String($0.text("output_sha256").prefix(8))
                    },
                ])
            }
            out += [""] + table.lines(.output)
        }
        let only = [("left", reply.int("only_left")), ("right", reply.int("only_right"))].filter { $0.1 > 0 }
        out += [
            "",
            (["\(reply.int("same")) the same", "\(reply.int("different")) different"]
                + only.map { "\($0.1) only on the \($0.0)" }).joined(separator: ", "),
        ]
        return out
    }

    /// `a → b`, or one of them when both are alike.
    private static func both(_ a: JSONValue, _ b: JSONValue, _ text: (JSONValue) -> String) -> String {
        if a.isNull || b.isNull { return a.isNull ? "- → \(text(b))" : "\(text(a)) → -" }
        return text(a) == text(b) ? text(a) : "\(text(a)) → \(text(b))"
    }
}

struct ForkCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "fork",
        abstract: "Start an execution that begins with what another one had done up to a step.",
        discussion: """
            What had succeeded is taken over and not paid again; everything else is done anew. Prints the id of the new
            execution. The other one is only read.

              luna fork ID --from 120
              luna fork ID --from 120 --watch
            """)

    @Argument(help: "Execution to begin with.")
    var id: String

    @Option(help: ArgumentHelp("Sequence of the last event to take over (default: the newest).", valueName: "seq"))
    var from: UInt64?

    @Option(help: ArgumentHelp("The same key and step again give the same execution.", valueName: "key"))
    var idempotencyKey: String?

    @Flag(help: "Show the progress until the end.")
    var watch = false

    @OptionGroup var format: FormatOptions
    @OptionGroup var server: ServerOptions

    func run() async throws {
        let client = try server.client()
        var body: [String: JSONValue] = [:]
        if let from { body["sequence"] = .number(JSONNumber(Int64(clamping: from))) }
        let answer = try await client.post(
            executionPath(id, ":fork"), bytes: JSONValue.object(body).serialized(), contentType: "application/json",
            headers: idempotencyKey.map { [("Idempotency-Key", $0)] } ?? [])
        let reply = try answer.json()
        let execution = reply.text("execution")
        guard watch else { return format.print(reply) { [execution] } }
        if !format.isJSON { Output.message("execution \(execution)") }
        let view = try await SubmitTask.watch(client, execution, asJSON: format.isJSON)
        if view.text("state") != "succeeded" {
            throw ExitCode(try await SubmitTask.explainFailure(client, view, asJSON: format.isJSON))
        }
    }
}

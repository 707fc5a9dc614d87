import ArgumentParser
import LunaCore
import LunaPlan
import LunaStack

struct PlanCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "plan", abstract: "Check and draw plans; needs no server.",
        subcommands: [PlanValidate.self, PlanGraph.self])
}

struct PlanValidate: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "validate", abstract: "Check plans and show every problem with its place and a way out.",
        discussion: """
            Status 0 when all are valid (warnings are shown), 1 otherwise.

              luna plan validate plan.yaml
              luna plan validate examples/plans/*.yaml -o json
            """)

    @Argument(help: "Plans in YAML or JSON; - is standard input.")
    var files: [String]

    @OptionGroup var format: FormatOptions

    func run() throws {
        var isValid = true
        var answers: [JSONValue] = []
        for file in files {
            let result = PlanParser.parse(try PlanFile.read(file), fileName: PlanFile.name(file))
            var graph: TaskGraph?
            var failure: LunaError?
            do { graph = try result.plan.map(Decomposer.decompose) } catch { failure = LunaError.wrapping(error) }
            isValid = isValid && graph != nil
            if format.isJSON {
                answers.append(answer(file, result, graph, failure))
            } else {
                for line in result.rendered { Output.line(Terminal.harmless(line)) }
                if let failure { Output.line("\(PlanFile.name(file)): error: \(failure.message)") }
                if let graph {
                    let count = Humane.count(graph.nodes.filter { !$0.isBarrier }.count, "task")
                    Output.line("\(PlanFile.name(file)): valid, \(count), graph \(graph.hash.prefix(12))")
                }
            }
        }
        if format.isJSON { Output.line(JSONValue.array(answers).text(pretty: true)) }
        if !isValid { throw ExitCode(ExitStatus.failure) }
    }

    private func answer(_ file: String, _ result: PlanResult, _ graph: TaskGraph?, _ failure: LunaError?) -> JSONValue {
        let problems = result.problems.map { problem -> JSONValue in
            [
                "rule": .string(problem.code.rawValue), "severity": .string(problem.severity.rawValue),
                "path": .string(problem.path),
                "line": .number(JSONNumber(Int64(problem.line))), "column": .number(JSONNumber(Int64(problem.column))),
                "message": .string(problem.message), "hint": .string(problem.hint),
            ]
        }
        var members: [String: JSONValue] = [
            "file": .string(file), "valid": .bool(graph != nil), "problems": .array(problems),
            "suppressed_problems": .number(JSONNumber(Int64(result.suppressedProblems))),
        ]
        if let graph {
            members["task_count"] = .number(JSONNumber(Int64(graph.nodes.filter { !$0.isBarrier }.count)))
            members["graph_sha256"] = .string(graph.hash)
        }
        if let failure { members["error"] = ["code": .string(failure.code), "message": .string(failure.message)] }
        return .object(members)
    }
}

struct PlanGraph: ParsableCommand {
    enum Format: String, ExpressibleByArgument, CaseIterable { case json, mermaid, dot, svg }

    static let configuration = CommandConfiguration(
        commandName: "graph", abstract: "Show the tasks that a plan becomes, and what waits for what.",
        discussion: """
              luna plan graph plan.yaml --format mermaid
              luna plan graph plan.yaml --format svg -o plan.svg
              luna plan graph plan.yaml --format dot | dot -Tpng > plan.png
            """)

    @Argument(help: "A plan in YAML or JSON; - is standard input.")
    var file: String

    @Option(help: "json, mermaid, dot or svg.")
    var format = Format.json

    @Option(
        name: [.customShort("o"), .customLong("output")], help: ArgumentHelp("Write to this file.", valueName: "file"))
    var output: String?

    func run() throws {
        let plan = try PlanParser.parse(try PlanFile.read(file), fileName: PlanFile.name(file)).get()
        let graph = try Decomposer.decompose(plan)
        var bytes: [UInt8]
        switch format {
        case .json: bytes = try graph.json() + [10]
        case .mermaid: bytes = Array(graph.mermaid.utf8)
        case .dot: bytes = Array(graph.dot.utf8)
        case .svg: bytes = Array(graph.svg.utf8)
        }
        if let output { try Files.write(bytes, to: output) } else { Output.write(bytes) }
    }
}

/// Plans on the command line.
enum PlanFile {
    /// The content of a file, or of standard input for `-`.
    /// - Throws: `LunaError` `usage.file`.
    static func read(_ path: String) throws -> [UInt8] {
        // One byte more than any plan may have: the parser then says what is wrong.
        guard let bytes = Files.read(path == "-" ? "/dev/stdin" : path, limit: 1 << 30) else {
            throw LunaError("usage.file", .notFound, "'\(path)' cannot be read.")
        }
        return bytes
    }

    static func name(_ path: String) -> String { path == "-" ? "stdin" : path }
}

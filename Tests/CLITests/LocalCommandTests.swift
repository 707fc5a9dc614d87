import LunaCore
import LunaStack
import Testing

@testable import CLI

private let plan = """
    luna: 1
    project: {name: shop, type: rest-api, language: python, description: A shop., version: 1.0.0, license: MIT}
    entities:
      - name: Item
        plural: items
        description: A thing.
        fields:
          - {name: title, type: string, required: true, max_length: 20}

    """

/// The real `luna`, where it needs no server.
@Suite(.timeLimit(.minutes(2))) struct LocalCommandTests {
    @Test func aValidPlan() async throws {
        let run = try await CommandLineRun(["plan", "validate", "-"], input: plan)
        #expect(run.status == 0)
        #expect(run.output.contains("stdin: valid, "))
        #expect(run.messages.isEmpty)
    }

    @Test func everyProblemOfABrokenPlanWithItsPlace() async throws {
        let broken = plan.replacing("type: rest-api", with: "type: rest-apy").replacing(
            "max_length: 20", with: "max_length: -1")
        let run = try await CommandLineRun(["plan", "validate", "-"], input: broken)
        #expect(run.status == 1)
        #expect(run.output.contains("stdin:2:") && run.output.contains("rest-api"))
        #expect(run.output.contains("stdin:8:"))
        let json = try await CommandLineRun(["plan", "validate", "-", "-o", "json"], input: broken)
        #expect(json.status == 1)
        let answer = try #require(try json.json().arrayValue?.first)
        #expect(answer["valid"]?.boolValue == false)
        #expect((answer["problems"]?.arrayValue ?? []).contains { $0["line"]?.intValue == 8 })
    }

    @Test(arguments: [("json", "{\"hash\""), ("mermaid", "flowchart"), ("dot", "digraph"), ("svg", "<svg")])
    func graphs(format: String, start: String) async throws {
        let run = try await CommandLineRun(["plan", "graph", "-", "--format", format], input: plan)
        #expect(run.status == 0)
        #expect(run.output.hasPrefix(start))
    }

    @Test func schemaCheckAnswersLineByLine() async throws {
        let run = try await CommandLineRun(
            ["schema", "check", "--jsonl"],
            input: """
                {"id": 1, "schema": {"type": "integer"}, "instance": 3}

                {"id": 2, "schema": {"type": "integer"}, "instance": "x"}
                nonsense
                {"id": 4, "schema": true, "instance": null}
                """)
        #expect(run.status == 0)
        let lines = try run.output.split(separator: "\n").map { try JSONParser.parse(String($0)) }
        #expect(lines.map { $0["id"] } == [1, 2, .null, 4])
        #expect(lines.map { $0["valid"] } == [true, false, .null, true])
    }

    @Test func wrongUseIsStatusTwoOnStandardError() async throws {
        for arguments in [
            ["bogus"], ["submit"], ["status", "--nonsense"], ["status", "-o", "xml"], ["up", "--scale", "x"],
            ["status", "--server", "ftp://x"], ["status", "--tenant", "a b"], ["check", ".", "--only", "magic"],
        ] {
            let run = try await CommandLineRun(arguments)
            #expect(run.status == 2, "\(arguments)")
            #expect(run.output.isEmpty)
            #expect(run.messages.hasPrefix("luna: "), "\(run.messages)")
        }
    }

    @Test func helpForEveryCommand() async throws {
        let commands = [
            [], ["up"], ["down"], ["ps"], ["restart"], ["stack"], ["stack", "logs"], ["plan"], ["plan", "validate"],
            ["plan", "graph"],
            ["submit"], ["run"], ["status"], ["watch"], ["logs"], ["why"], ["cancel"], ["pause"], ["resume"],
            ["artifacts"],
            ["artifacts", "list"], ["artifacts", "get"], ["agents"], ["check"], ["costs"], ["audit"], ["health"],
            ["schema", "check"], ["demo"],
        ]
        for command in commands {
            let run = try await CommandLineRun(command + ["--help"])
            #expect(run.status == 0)
            #expect(run.output.contains("USAGE: luna"))
            #expect(run.messages.isEmpty)
        }
    }

    @Test func noServerIsOneClearLine() async throws {
        let port = try #require(Loopback.freePort())
        let run = try await CommandLineRun(["status"], environment: ["LUNA_URL": "http://127.0.0.1:\(port)"])
        #expect(run.status == 1)
        #expect(
            run.messages
                == "luna: No server at http://127.0.0.1:\(port): start it with `luna up`, "
                + "or name another one with --server or LUNA_URL.\n"
        )
    }

    @Test func aMissingFileIsNamed() async throws {
        let run = try await CommandLineRun(["plan", "validate", "/nonexistent/plan.yaml"])
        #expect(run.status == 2)
        #expect(run.messages.contains("'/nonexistent/plan.yaml' cannot be read"))
    }

    @Test func whoeverStopsReadingDoesNotCauseNoise() async throws {
        let folder = try Scratch()
        try Files.write(Array(plan.utf8), to: "\(folder.path)/plan.yaml")
        let child = try ChildProcess.spawn(
            executable: "/bin/sh",
            arguments: [
                "-c", #""$1" plan graph "$2" --format svg 2>"$3" | head -c 1 >/dev/null"#, "sh",
                "\(StackConfiguration.ownDirectory)/luna", "\(folder.path)/plan.yaml", "\(folder.path)/err",
            ])
        #expect(await child.waitForExit() == 0)
        #expect(Files.read("\(folder.path)/err") == [])
    }

    @Test func projectFilesLeaveOutWhatIsNotTheProject() throws {
        let folder = try Scratch()
        for path in [".git", ".venv/lib", "src/__pycache__", "node_modules/x", "src/pkg"] {
            try Files.makeDirectory("\(folder.path)/\(path)")
        }
        for path in [
            "a.py", ".git/config", ".venv/lib/x.py", "src/__pycache__/a.pyc", "node_modules/x/i.js", "src/pkg/b.py",
            "src/old.pyc",
            ".gitignore",
        ] { try Files.write([1], to: "\(folder.path)/\(path)") }
        #expect(try ProjectFiles(directory: folder.path).entries.map(\.path) == [".gitignore", "a.py", "src/pkg/b.py"])
        #expect(throws: LunaError.self) { try ProjectFiles(directory: "\(folder.path)/src/__pycache__") }
        #expect(throws: LunaError.self) { try ProjectFiles(directory: "\(folder.path)/a.py") }
    }
}

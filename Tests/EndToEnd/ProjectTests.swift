import Glibc
import LunaCore
import LunaStack
import LunaTestKit
import Testing

extension EndToEnd {
    @Suite struct Projects {
        @Test func aPlanBecomesAServiceThatServes() async throws {
            let home = try await LunaHome.shared()
            let project = try await home.build("todo-api.yaml")
            // Not a terminal: plain lines, one for each step, and a summary.
            let lines = project.messages.split(separator: "\n")
            #expect(!project.messages.contains("\u{1b}"))
            #expect(lines.count > 30 && lines.last?.contains("succeeded") == true, "\(lines.suffix(3))")
            try await project.check(home)

            let port = try #require(Loopback.freePort())
            let server = try ChildProcess.spawn(
                executable: TestStack.python, arguments: ["-m", "todo_api"],
                environment: [
                    "PATH": "/usr/bin:/bin", "PYTHONPATH": "\(project.directory)/src", "PORT": String(port),
                    "DATABASE_URL": "sqlite:///\(home.directory.file("todo.db"))", "PYTHONDONTWRITEBYTECODE": "1",
                ], workingDirectory: project.directory, logFile: home.directory.file("todo.log"))
            defer { server.signalGroup(SIGKILL) }
            let use = try await home.script("exercise_todo_api.py", ["http://127.0.0.1:\(port)"])
            #expect(
                use.status == 0,
                "\(use.output)\(use.messages)\(Files.text(home.directory.file("todo.log"))?.suffix(2000) ?? "")")
            await server.terminate(grace: .seconds(10))
        }

        @Test func aPlanBecomesACommandLineTool() async throws {
            let home = try await LunaHome.shared()
            let project = try await home.build("contacts-cli.yaml")
            try await project.check(home)
            func contacts(_ arguments: String...) async throws -> Program {
                try await home.python(
                    ["-m", "contacts"] + arguments,
                    environment: [
                        "PYTHONPATH": "\(project.directory)/src", "CONTACTS_DATA": home.directory.file("contacts.db"),
                    ])
            }
            let added = try await contacts(
                "contact", "add", "--full-name", "Ada Lovelace", "--email", "ada@example.org", "--json")
            #expect(added.status == 0, "\(added.messages)")
            #expect(try added.json()["full_name"] == "Ada Lovelace")
            let listed = try await contacts("contact", "list")
            #expect(listed.status == 0 && listed.output.contains("Ada Lovelace"))
            #expect(try await contacts("contact", "mark-favourite", "1").status == 0)
            #expect(try await contacts("contact", "get", "1", "--json").json()["favourite"] == true)
            #expect(try await contacts("contact", "add", "--full-name", "X", "--email", "no address").status == 2)
            #expect(try await contacts("contact", "add", "--full-name", "Y", "--email", "ada@example.org").status == 4)
            #expect(try await contacts("contact", "get", "99").status == 3)
            #expect(try await contacts("contact", "delete", "1").status == 0)
            #expect(try await contacts("contact", "get", "1").status == 3)
        }

        @Test func aPlanBecomesALibrary() async throws {
            let home = try await LunaHome.shared()
            let project = try await home.build("units-library.yaml")
            try await project.check(home)
            let program = """
                from measuring_units import Dimension, DimensionCollection, InvalidFieldError

                collection = DimensionCollection([Dimension(symbol="L", title="Length")])
                assert [item.title for item in collection.find(symbol="L")] == ["Length"]
                collection.save("dimensions.jsonl")
                assert len(list(DimensionCollection.load("dimensions.jsonl"))) == 1
                for bad in ("l", "LL", ""):
                    try:
                        Dimension(symbol=bad, title="Length")
                    except InvalidFieldError as error:
                        assert error.problems
                    else:
                        raise AssertionError(bad)
                print("fine")
                """
            let use = try await home.python(["-c", program], environment: ["PYTHONPATH": "\(project.directory)/src"])
            #expect(use.status == 0 && use.output == "fine\n", "\(use.messages)")
        }
    }
}

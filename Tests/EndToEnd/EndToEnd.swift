import Glibc
import LunaCore
import LunaStack
import LunaTestKit
import Testing

/// The product as a new user meets it: the `luna` command, the processes that it starts, and the projects that come out.
@Suite(.serialized, .timeLimit(.minutes(8))) struct EndToEnd {}

/// A stack that `luna up` has started, in a home of its own; shared by all tests.
final class LunaHome: Sendable {
    let directory: TestDirectory
    var home: String { directory.file("home") }

    private static let starting = Task {
        let home = LunaHome(directory: try TestDirectory("e2e"))
        try ProcessGuard.watch(home.directory.path)
        let up = try await home.luna(["up", "--port", "0"], limit: .seconds(180))
        guard up.status == 0 else {
            throw LunaError("test.up", .dependency, "luna up: status \(up.status)\n\(up.messages)")
        }
        return home
    }

    private init(directory: TestDirectory) { self.directory = directory }

    static func shared() async throws -> LunaHome { try await starting.value }

    /// The environment in which everything runs.
    var environment: [String: String] { ["LUNA_HOME": home, "LUNA_PYTHON": TestStack.python, "HOME": directory.path] }

    /// Runs `luna`.
    func luna(_ arguments: [String], input: String = "", limit: Duration = .seconds(150)) async throws -> Program {
        try await Program(
            "\(TestStack.binaries)/luna", arguments, environment: environment, directory: directory.path, input: input,
            limit: limit)
    }

    /// Runs Python.
    func python(_ arguments: [String], environment: [String: String] = [:], directory: String? = nil) async throws
        -> Program
    {
        try await Program(
            TestStack.python, arguments,
            environment: environment.merging(["HOME": self.directory.path, "PYTHONDONTWRITEBYTECODE": "1"]) { a, _ in a
            },
            directory: directory ?? self.directory.path)
    }

    /// Runs a script of these tests.
    func script(_ name: String, _ arguments: [String]) async throws -> Program {
        try await python(["\(TestStack.root)/Tests/EndToEnd/Scripts/\(name)"] + arguments)
    }

    /// Path of an example plan.
    /// Whether there is no such process, or only its exit status is left for a parent that has not asked for it.
    static func hasEnded(_ pid: Int64) -> Bool {
        guard let stat = Files.text("/proc/\(pid)/stat") else { return true }
        // The state comes behind the name, which may hold anything but ends in the last parenthesis.
        return stat.split(separator: ")").last?.split(separator: " ").first == "Z"
    }

    static func plan(_ name: String) -> String { "\(TestStack.root)/examples/plans/\(name)" }

    /// The instances of the stack: name to process.
    func processes() async throws -> [String: Int64] {
        let list = try await luna(["ps", "-o", "json"]).json()["components"]?.arrayValue ?? []
        return Dictionary(
            uniqueKeysWithValues: list.compactMap { item in
                guard let name = item["name"]?.stringValue, let pid = item["pid"]?.intValue else { return nil }
                return (name, pid)
            })
    }

    /// Submits an example, follows it to its end and fetches what it has made.
    func build(_ plan: String) async throws -> BuiltProject {
        let run = try await luna(["submit", Self.plan(plan), "--watch"])
        #expect(run.status == 0, "\(plan)\n\(run.messages.suffix(4000))")
        let listed = try await luna(["status", "-o", "json", "--limit", "1"]).json()
        let execution = try #require(listed["data"]?.arrayValue?.first?["execution"]?.stringValue)
        let target = directory.file("out-\(execution)")
        let get = try await luna(["artifacts", "get", execution, "-o", target, "--json"])
        #expect(get.status == 0, "\(get.messages)")
        let written = try get.json()
        return BuiltProject(
            execution: execution, messages: run.messages, directory: try #require(written["directory"]?.stringValue),
            zip: try #require(written["zip"]?.stringValue),
            boms: (written["sboms"]?.arrayValue ?? []).compactMap(\.stringValue).sorted())
    }
}

/// What came out of a plan.
struct BuiltProject: Sendable {
    let execution: String
    /// What `luna submit --watch` said.
    let messages: String
    /// The project, unpacked by `luna`.
    let directory: String
    let zip: String
    let boms: [String]

    /// What must hold of every project, whatever it is: the ZIP opens elsewhere and has the same content, its bills of materials
    /// are what the standards ask for, and its own tests pass where it was unpacked.
    func check(_ home: LunaHome) async throws {
        let unpacked = directory + "-by-python"
        let unzip = try await home.python(["-m", "zipfile", "-e", zip, unpacked])
        #expect(unzip.status == 0, "\(unzip.messages)")
        let top = try #require(Files.names(in: unpacked).first)
        let difference = try await Program("diff", ["-r", directory, "\(unpacked)/\(top)"])
        #expect(difference.status == 0, "\(difference.output)")

        let cyclonedx = try #require(boms.first { $0.hasSuffix("bom.cdx.json") })
        let spdx = try #require(boms.first { $0.hasSuffix("bom.spdx.json") })
        let bills = try await home.script("check_sboms.py", [cyclonedx, spdx, directory])
        #expect(bills.status == 0, "\(bills.output)\(bills.messages)")

        let tests = try await home.python(
            ["-m", "pytest", "-q", "-p", "no:cacheprovider"], environment: ["PYTHONPATH": "\(directory)/src"],
            directory: directory)
        #expect(tests.status == 0 && tests.output.contains(" passed"), "\(tests.output.suffix(4000))")
    }
}

import Foundation
import LunaTemplates
import Testing

@testable import LunaPlan

/// Generated projects judged by the tools that their users will use. One after the other: each keeps a processor busy.
@Suite(.serialized) struct GeneratedProjectTests {
    static let rules = ["--isolated", "--select", "E,F,W,I,UP,B,SIM,N", "--line-length", "100", "--no-cache"]

    /// Plans of every project type that are not meant to break anything.
    static var examples: [ProjectPlan] {
        get throws {
            let folder = GeneratedProject.repository.appending(path: "examples/plans")
            let names = try FileManager.default.contentsOfDirectory(atPath: folder.path).sorted()
            return try names.filter { $0.hasSuffix(".yaml") || $0.hasSuffix(".json") }.map { name in
                try PlanParser.parse(Array(Data(contentsOf: folder.appending(path: name))), fileName: name).get()
            }.filter { $0.project.type != .tasks }
        }
    }

    @Test func `there are examples of every type`() throws {
        let types = try Set(Self.examples.map(\.project.type))
        #expect(types == [.restAPI, .cli, .library])
    }

    @Test(arguments: try! GeneratedProjectTests.examples)
    func `an example passes its own tests and ruff`(plan: ProjectPlan) async throws {
        try await judge(plan, isFormatted: true)
    }

    @Test(arguments: SamplePlans.difficult)
    func `a difficult plan passes its own tests and ruff`(plan: ProjectPlan) async throws {
        try await judge(plan, isFormatted: true)
    }

    @Test func `names as long as plans allow still pass ruff`() async throws {
        let project = try GeneratedProject(SamplePlans.crowded)
        defer { project.remove() }
        let compiled = try await project.python(["-m", "compileall", "-q", "src", "tests"])
        #expect(compiled.status == 0, "\(compiled.text)")
        let lint = try await project.python(["-m", "ruff", "check"] + Self.rules + ["."])
        #expect(lint.status == 0, "\(lint.text)")
    }

    /// Compiles, lints, tests; at least 90 % of the lines must be run by the tests.
    private func judge(_ plan: ProjectPlan, isFormatted: Bool) async throws {
        let project = try GeneratedProject(plan)
        defer { project.remove() }
        let name = "\(plan.project.name) (\(plan.project.type.rawValue))"
        let compiled = try await project.python(["-m", "compileall", "-q", "src", "tests"])
        #expect(compiled.status == 0, "\(name): \(compiled.text)")
        let lint = try await project.python(["-m", "ruff", "check"] + Self.rules + ["."])
        #expect(lint.status == 0, "\(name): \(lint.text)")
        let format = try await project.python(
            ["-m", "ruff", "format", "--isolated", "--line-length", "100", "--no-cache", "--diff", "."])
        #expect(format.status == 0, "\(name): \(format.text.suffix(3000))")
        let tests = try await project.python(
            ["-m", "pytest", "-q", "-p", "no:cacheprovider", "--cov=\(project.package)", "--cov-fail-under=90"])
        #expect(tests.status == 0, "\(name): \(tests.text.suffix(6000))")
        #expect(!tests.text.contains(" skipped"), "\(name): \(tests.text.suffix(1000))")
    }
}

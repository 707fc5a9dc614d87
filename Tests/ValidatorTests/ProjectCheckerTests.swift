import Glibc
import LunaCore
import LunaValidation
import Testing

/// The validator on labelled projects, with the real bubblewrap, ruff and pytest.
@Suite(.serialized)
struct ProjectCheckerTests {
    static let tools: ToolPaths = {
        var environment: [String: String] = [:]
        for name in ["LUNA_PYTHON", "LUNA_RUFF", "LUNA_BWRAP"] {
            if let value = getenv(name) { environment[name] = String(cString: value) }
        }
        // Tests/ValidatorTests/this file
        let root = #filePath.split(separator: "/").dropLast(3).reduce(into: "") { $0 += "/" + $1 }
        return ToolPaths.discover(root: root, environment: environment)
    }()
    static let checker = ProjectChecker(
        tools: tools, limits: SandboxLimits(memoryBytes: 512 << 20, cpuSeconds: 20, diskBytes: 64 << 20))

    struct Outcome: Sendable {
        var example: CorpusCase
        var report: CheckReport
    }

    /// Checks every case, two at a time.
    private func run(_ cases: [CorpusCase]) async throws -> [Outcome] {
        try await withThrowingTaskGroup(of: Outcome.self) { group in
            var outcomes: [Outcome] = []
            var waiting = cases[...]
            var running = 0
            while running > 0 || !waiting.isEmpty {
                if running < 2, let next = waiting.popFirst() {
                    running += 1
                    group.addTask { try await Self.check(next) }
                } else if let outcome = try await group.next() {
                    running -= 1
                    outcomes.append(outcome)
                }
            }
            return outcomes
        }
    }

    private static func check(_ example: CorpusCase) async throws -> Outcome {
        let directory = try Scratch.directory()
        defer { Scratch.remove(directory) }
        for file in example.files { try Scratch.write(file.text, to: directory + "/" + file.path) }
        try example.arrange?(directory)
        let report = try await checker.check(directory: directory, deadline: .seconds(example.deadlineSeconds))
        let outcome = Outcome(example: example, report: report)
        // For whoever works on the validator: what was said about every case.
        if getenv("LUNA_TEST_VERBOSE") != nil { print(explain(outcome)) }
        return outcome
    }

    private static func explain(_ outcome: Outcome) -> Comment {
        let findings = outcome.report.findings.map { "\($0.severity) \($0.rule) \($0.path):\($0.line) \($0.message)" }
        return """
            \(outcome.example.name): \(outcome.report.verdict) \(outcome.report.durationMilliseconds) ms
            \(findings.joined(separator: "\n"))
            \(outcome.report.logTail.suffix(800))
            """
    }

    @Test func correctProjectsPass() async throws {
        for outcome in try await run(CorrectCorpus.cases) {
            #expect(outcome.report.verdict == .passed, Self.explain(outcome))
            #expect(outcome.report.testsRun > 0 && outcome.report.testsFailed == 0, Self.explain(outcome))
        }
    }

    @Test func seededErrorsAreFound() async throws {
        let outcomes = try await run(SeededCorpus.cases)
        for outcome in outcomes {
            #expect(outcome.example.verdicts.contains(outcome.report.verdict), Self.explain(outcome))
            let rules = Set(outcome.report.findings.map(\.rule))
            #expect(outcome.example.rule.map(rules.contains) ?? true, Self.explain(outcome))
        }
    }

    @Test func cheatsDoNotPass() async throws {
        for outcome in try await run(HostileCorpus.cheats) {
            #expect(outcome.report.verdict == .failed, Self.explain(outcome))
        }
    }

    @Test func attacksHarmNothingAndDoNotPass() async throws {
        for outcome in try await run(HostileCorpus.attacks) {
            #expect(outcome.example.verdicts.contains(outcome.report.verdict), Self.explain(outcome))
            #expect(outcome.report.durationMilliseconds < 60_000, Self.explain(outcome))
            #expect(outcome.report.logTail.utf8.count <= 20 << 10)
        }
    }
}

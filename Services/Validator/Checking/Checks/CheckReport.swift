import LunaCore

/// What can be checked of a project.
public enum Check: String, Sendable, Hashable, CaseIterable {
    /// Every Python file can be decoded and compiled.
    case syntax
    /// Imports, names, calls and definitions agree across files.
    case imports
    /// ruff, with our rules.
    case lint
    /// pytest.
    case tests
}

/// The answer to a check. Several can hold at once; ``CheckReport/verdict(of:)`` says which one counts.
public enum Verdict: String, Sendable, Hashable, CaseIterable {
    /// Every check asked for was made and found nothing that stops the project from working.
    case passed
    /// The project is wrong: its code, its tests, or what it did to the check.
    case failed
    /// The time or the processor time was used up.
    case timedOut = "timed_out"
    /// A third-party module is missing where the check runs.
    case notInstalled = "not_installed"
    /// The tests need something that the sandbox does not give: network, a server, a display, a variable.
    case environment
    /// Tests were asked for and there are none, or all were skipped.
    case noTests = "no_tests"
}

/// One problem in a project.
public struct CheckFinding: Sendable, Hashable {
    /// Errors decide the verdict, warnings do not.
    public enum Severity: String, Sendable, Hashable { case error, warning }

    /// Stable name: a rule of ruff (`F821`), or ours (`syntax.error`, `call.arguments`, `tests.failed` …).
    public var rule: String
    public var severity: Severity
    /// Relative to the project; empty when the finding is about the whole.
    public var path: String
    /// From 1; 0 = unknown.
    public var line: Int
    /// From 1, in Unicode scalars; 0 = unknown.
    public var column: Int
    /// For a person: what is wrong.
    public var message: String
    /// How to mend it; may be empty.
    public var hint: String
    /// The verdict that this finding alone would lead to, if it is an error.
    public var meaning: Verdict
    /// What is missing, for ``Verdict/notInstalled`` (a module) and ``Verdict/environment``; else empty.
    public var subject: String

    /// A finding about the whole project unless `path` is given.
    public init(
        rule: String, severity: Severity, path: String = "", line: Int = 0, column: Int = 0, message: String,
        hint: String = "", meaning: Verdict = .failed, subject: String = ""
    ) {
        self.rule = rule
        self.severity = severity
        self.path = path
        self.line = line
        self.column = column
        self.message = message
        self.hint = hint
        self.meaning = meaning
        self.subject = subject
    }
}

/// The result of ``ProjectChecker/check(directory:checks:minimumCoverage:deadline:)``.
public struct CheckReport: Sendable, Hashable {
    /// See ``verdict(of:)``.
    public var verdict: Verdict
    /// By path, line and column; at most 500.
    public var findings: [CheckFinding]
    /// Tests whose outcome counts; not the skipped ones.
    public var testsRun: Int
    /// Of ``testsRun``, those that failed or whose set-up or tear-down did.
    public var testsFailed: Int
    /// Skipped, or expected to fail.
    public var testsSkipped: Int
    /// Of statements outside the tests, 0…100; nil when not measured.
    public var coveragePercent: Double?
    /// Of the whole check, starting the sandbox included.
    public var durationMilliseconds: Int
    /// The last lines that the tools printed, without control characters.
    public var logTail: String
    /// Versions of the tools, and what held the sandbox (`limits`).
    public var tools: [String: String]
    /// Milliseconds per step inside the sandbox: `copy`, `static` (syntax, imports, lint), `tests`.
    public var steps: [String: Int]

    /// The verdict that findings add up to: a defect outweighs an excuse, and what was not finished is not passed.
    public static func verdict(of findings: [CheckFinding]) -> Verdict {
        let meanings = Set(findings.lazy.filter { $0.severity == .error }.map(\.meaning))
        let order: [Verdict] = [.failed, .timedOut, .notInstalled, .environment, .noTests]
        return order.first(where: meanings.contains) ?? .passed
    }

    /// For `-o json` and the bus.
    public var json: JSONValue {
        .object([
            "verdict": .string(verdict.rawValue),
            "findings": .array(
                findings.map { finding in
                    .object([
                        "rule": .string(finding.rule), "severity": .string(finding.severity.rawValue),
                        "path": .string(finding.path), "line": .number(JSONNumber(finding.line)),
                        "column": .number(JSONNumber(finding.column)), "message": .string(finding.message),
                        "hint": .string(finding.hint),
                    ])
                }),
            "tests_run": .number(JSONNumber(testsRun)), "tests_failed": .number(JSONNumber(testsFailed)),
            "tests_skipped": .number(JSONNumber(testsSkipped)),
            "coverage_percent": coveragePercent.map { .number(JSONNumber($0)) } ?? .null,
            "duration_ms": .number(JSONNumber(durationMilliseconds)), "log_tail": .string(logTail),
            "tools": .object(tools.mapValues { .string($0) }),
        ])
    }
}

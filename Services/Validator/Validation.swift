import LunaAgentKit
import LunaCore
import LunaMessages
import LunaPlan
import LunaValidation

/// A validation task of an execution.
struct Validation: Sendable {
    let checker: ProjectChecker

    static let outputSchema: JSONValue = [
        "type": "object", "required": ["verdict"], "properties": ["verdict": ["const": "passed"]],
    ]

    /// Checks what the task's dependencies wrote, or for the whole project everything the execution wrote.
    /// - Throws: `LunaError` `validation.failed` with the findings, unless the verdict is `passed`.
    func perform(_ task: AgentTask) async throws -> AgentOutput {
        let plan = try await task.plan()
        let isWhole = task.item.kind.hasSuffix(".project")
        let files = isWhole ? try await task.files() : try await task.upstream().flatMap(\.files)
        var checks: Set<Check> = [.syntax]
        if isWhole {
            checks.insert(.imports)
            if plan.quality.lint { checks.insert(.lint) }
            if plan.quality.tests { checks.insert(.tests) }
        }
        let coverage =
            isWhole && plan.quality.tests && plan.quality.minimumCoverage > 0 ? plan.quality.minimumCoverage : nil
        let workspace = try Workspace(prefix: "luna-validate")
        defer { workspace.remove() }
        for file in files where !file.path.hasPrefix("reports/") && !file.path.hasPrefix("dist/") {
            try workspace.write(file.path, try await task.content(of: file), executable: file.executable)
        }
        let deadline = Duration.milliseconds(Int64(max(5_000, task.item.timeoutMs) * 9 / 10))
        let report = try await checker.check(
            directory: workspace.directory, checks: checks, minimumCoverage: coverage, deadline: deadline)
        task.log(
            "\(report.verdict.rawValue): \(report.testsRun) tests, \(report.testsFailed) failed, \(report.findings.count) findings, \(report.durationMilliseconds) ms"
        )
        for finding in report.findings.prefix(50) {
            task.log(
                "\(finding.path):\(finding.line):\(finding.column): \(finding.rule) \(finding.message)",
                level: finding.severity.rawValue)
        }
        let name = "reports/\(task.item.task).json"
        let stored = try await task.store(
            path: name, content: Array(report.json.text(pretty: true).utf8), mediaType: "application/json")
        guard report.verdict == .passed else { throw Self.failure(report, name) }
        return AgentOutput(
            json: [
                "verdict": .string(report.verdict.rawValue), "tests_run": .number(JSONNumber(report.testsRun)),
                "findings": .number(JSONNumber(report.findings.count)),
                "coverage_percent": report.coveragePercent.map { .number(JSONNumber($0)) } ?? .null,
            ], files: [stored])
    }

    private static func failure(_ report: CheckReport, _ name: String) -> LunaError {
        let first = report.findings.first { $0.severity == .error }
        let place = first.map { $0.path.isEmpty ? "" : "\($0.path):\($0.line): " } ?? ""
        let what = first.map { "\(place)\($0.message)" } ?? report.logTail.suffix(300).description
        return LunaError(
            "validation.\(report.verdict.rawValue)", .validation,
            "The verdict is \(report.verdict.rawValue): \(what) All findings are in the artifact \(name).",
            isRetryable: report.verdict == .timedOut,
            details: ["findings": String(report.findings.count), "tests_failed": String(report.testsFailed)])
    }
}

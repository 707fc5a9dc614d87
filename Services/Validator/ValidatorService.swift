import LunaAgentKit
import LunaCore
import LunaMessages
import LunaValidation

/// The RPCs of the validator.
struct ValidatorService: ValidatorServing {
    let checker: ProjectChecker
    let memory: MemoryClient

    func check(_ request: CheckRequest, context: CallContext) async throws -> CheckReply {
        var checks: Set<Check> = []
        for name in request.checks {
            guard let check = Check(rawValue: name) else {
                throw LunaError(
                    "check.unknown", .validation,
                    "There is no check '\(name)'; choose from \(Check.allCases.map(\.rawValue).joined(separator: ", "))."
                )
            }
            checks.insert(check)
        }
        let workspace = try Workspace(prefix: "luna-check")
        defer { workspace.remove() }
        for file in request.files {
            try workspace.write(
                file.path, try await memory.fetch(file.sha256, limit: 16 << 20, context: context),
                executable: file.executable)
        }
        let report = try await checker.check(
            directory: workspace.directory, checks: checks,
            minimumCoverage: request.minimumCoverage == 0 ? nil : Int(min(request.minimumCoverage, 100)),
            deadline: request.timeoutMs == 0 ? .seconds(120) : .milliseconds(Int64(min(request.timeoutMs, 600_000))))
        return Self.reply(report)
    }

    private static func reply(_ report: CheckReport) -> CheckReply {
        CheckReply(
            verdict: LunaMessages.Verdict(name: report.verdict.rawValue) ?? .unspecified,
            findings: report.findings.map {
                Finding(
                    rule: $0.rule, severity: $0.severity.rawValue, path: $0.path, line: UInt32(max(0, $0.line)),
                    column: UInt32(max(0, $0.column)), message: $0.message, hint: $0.hint)
            },
            testsRun: UInt32(report.testsRun), testsFailed: UInt32(report.testsFailed),
            coveragePercent: report.coveragePercent ?? -1, durationMs: UInt64(report.durationMilliseconds),
            logTail: report.logTail, tools: report.tools)
    }
}

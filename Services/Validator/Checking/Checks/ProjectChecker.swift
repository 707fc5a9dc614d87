import Glibc
import LunaCore
import Synchronization

/// Checks a directory of Python files inside a sandbox and gives a verdict.
///
/// All checks of a project share one start of the sandbox, which takes a copy: the directory itself is never written to
/// and nothing of it is followed or executed outside. Safe to use from many tasks at once; every check is independent,
/// and how many run at a time is the caller's choice (each takes about one processor and
/// ``SandboxLimits/memoryBytes``).
///
/// A project cannot get `passed` by ending the test process, by printing, by writing result files, by settings of
/// pytest or ruff, by deselecting tests or by patching pytest. What it can still do is said at ``TestsScript``.
public struct ProjectChecker: Sendable {
    /// The part of a check's time that is for starting and ending, beyond the caller's deadline.
    static let grace: Duration = .seconds(10)
    static let longestDeadline: Duration = .seconds(3600)

    private let tools: ToolPaths
    private let limits: SandboxLimits
    private let delegatedGroup: String?
    private let facts = FactsCache()

    /// - Parameters:
    ///   - tools: see ``ToolPaths/discover(root:environment:)``.
    ///   - limits: what one check may use.
    ///   - delegatedControlGroup: folder of a control group of version 2 in which this service may make children with
    ///     the controllers `memory` and `pids`; nil uses the root of the hierarchy when that is ours (containers).
    public init(tools: ToolPaths, limits: SandboxLimits = SandboxLimits(), delegatedControlGroup: String? = nil) {
        self.tools = tools
        self.limits = limits
        self.delegatedGroup = delegatedControlGroup
    }

    /// Checks `directory`.
    ///
    /// - Parameters:
    ///   - directory: an existing directory; what is in it may be hostile.
    ///   - checks: which checks; empty means all.
    ///   - minimumCoverage: percent of statements that the tests have to run, 0…100; nil does not measure.
    ///   - deadline: for all checks together, up to an hour; afterwards the verdict is ``Verdict/timedOut``.
    /// - Throws: `LunaError`: `sandbox.unavailable` (nothing was run), `tools.missing`, `project.not_found`,
    ///   `cancelled`.
    public func check(
        directory: String, checks: Set<Check> = [], minimumCoverage: Int? = nil, deadline: Duration = .seconds(120)
    ) async throws -> CheckReport {
        let start = ContinuousClock.now
        let project = try Self.existing(directory)
        try tools.verify()
        let known = try await toolFacts()
        let sandbox = Sandbox(
            bubblewrap: tools.bubblewrap, readable: known.readable, limits: limits, delegatedGroup: delegatedGroup)
        let nonce = Self.nonce()
        let bounded = max(.milliseconds(1), min(deadline, Self.longestDeadline))
        let settings = settings(
            checks: checks.isEmpty ? Set(Check.allCases) : checks, minimumCoverage: minimumCoverage, deadline: bounded)
        let outcome = try await sandbox.run(
            [tools.python, "-I", "-c", DriverScript.loader, settings.text(pretty: false)] + DriverScript.parts,
            project: project, input: Array("\(nonce)\n".utf8), deadline: bounded + Self.grace)
        var report = DriverReport.read(outcome, nonce: nonce)
        report.durationMilliseconds = Self.milliseconds(ContinuousClock.now - start)
        report.logTail = LogText.tail(outcome.output, bytes: 16 << 10)
        report.tools = known.versions
        let held = ["process limits", "memory watch"] + outcome.controllers.map { "control group \($0)" }
        report.tools["limits"] = held.joined(separator: ", ")
        return report
    }

    /// Versions of the tools, by name. Runs them once; afterwards from memory.
    /// - Throws: as ``check(directory:checks:minimumCoverage:deadline:)``.
    public func toolVersions() async throws -> [String: String] {
        try tools.verify()
        return try await toolFacts().versions
    }

    /// Starts the interpreter in a sandbox as a check would, with nothing to check: some ten milliseconds.
    /// - Throws: `LunaError` `sandbox.unavailable`, `tools.missing`, `cancelled`.
    public func verifySandbox() async throws {
        try tools.verify()
        let known = try await toolFacts()
        let sandbox = Sandbox(
            bubblewrap: tools.bubblewrap, readable: known.readable, limits: limits, delegatedGroup: delegatedGroup)
        // What is shown as the project does not matter; this folder is there wherever a sandbox can be.
        let outcome = try await sandbox.run(
            [tools.python, "-I", "-c", "import os; os.write(3, b'well')"], project: "/usr", input: [],
            deadline: .seconds(30))
        guard outcome.report == Array("well".utf8) else {
            throw LunaError(
                "sandbox.unavailable", .dependency,
                """
                The sandbox can be made here, but nothing runs inside it (status \(outcome.status)\
                \(outcome.timedOut ? ", after 30 s" : "")), so nothing will be checked. Look at the details, and at what \
                the system forbids its processes (seccomp, AppArmor, limits).
                """, isRetryable: false, details: ["output": LogText.tail(outcome.output, bytes: 1000)])
        }
    }

    private func settings(checks: Set<Check>, minimumCoverage: Int?, deadline: Duration) -> JSONValue {
        func number(_ value: Int) -> JSONValue { .number(JSONNumber(value)) }
        return [
            "checks": .array(checks.map { .string($0.rawValue) }.sorted { $0.description < $1.description }),
            "coverage": .bool(minimumCoverage != nil),
            "minimum_coverage": minimumCoverage.map { number(min(100, max(0, $0))) } ?? .null,
            "maximum_failures": 100,
            "user": Sandbox.freshUser().map { number(Int($0)) } ?? .null,
            "deadline_seconds": .number(JSONNumber(Double(Self.milliseconds(deadline)) / 1000)),
            "ruff": .string(tools.ruff),
            "limits": [
                "files": number(limits.projectEntries), "depth": number(limits.projectDepth),
                "file_bytes": number(limits.projectFileBytes), "project_bytes": number(limits.projectBytes),
                "cpu_seconds": number(limits.cpuSeconds), "written_file_bytes": number(limits.writtenFileBytes),
                "open_files": number(limits.openFiles), "processes": number(limits.processes),
                "address_bytes": number(limits.addressSpaceBytes), "memory_bytes": number(limits.memoryBytes),
            ],
        ]
    }

    private static func existing(_ directory: String) throws -> String {
        var info = stat()
        guard stat(directory, &info) == 0, info.st_mode & S_IFMT == S_IFDIR, let path = realpath(directory, nil) else {
            throw LunaError(
                "project.not_found", .notFound, "'\(directory)' is not a directory.", details: ["directory": directory])
        }
        defer { free(path) }
        return String(cString: path)
    }

    private static func nonce() -> String {
        var random = SystemRandomNumberGenerator()
        return (0..<4).map { _ in String(random.next() as UInt64, radix: 36) }.joined(separator: "-")
    }

    static func milliseconds(_ duration: Duration) -> Int {
        Int(duration.components.seconds) * 1000 + Int(duration.components.attoseconds / 1_000_000_000_000_000)
    }

    // What is known of the tools

    private struct Facts: Sendable {
        var readable: [String]
        var versions: [String: String]
    }

    private final class FactsCache: Sendable {
        let value = Mutex<Facts?>(nil)
    }

    private func toolFacts() async throws -> Facts {
        if let known = facts.value.withLock({ $0 }) { return known }
        let outcome = try await SandboxProcess.run(
            SandboxProcess.Request(
                arguments: [tools.python, "-I", "-c", DriverScript.probe, tools.ruff], input: [], filter: [],
                deadline: .seconds(60), outputBytes: 1 << 14, makeGroup: { .none }))
        guard outcome.status == 0, let answer = try? JSONParser.parse(outcome.report),
            let folders = answer["folders"]?.arrayValue?.compactMap(\.stringValue),
            let versions = answer["versions"]?.objectValue?.compactMapValues(\.stringValue)
        else {
            throw LunaError(
                "tools.missing", .dependency,
                "\(tools.python) cannot be used: it needs pytest, coverage and, beside it or named, ruff.",
                isRetryable: false, details: ["output": LogText.tail(outcome.output, bytes: 1000)])
        }
        // A prefix such as / or /root would show the whole system to the project.
        if let open = folders.first(where: { $0.split(separator: "/").count < 2 && $0 != "/usr" }) {
            throw LunaError(
                "tools.missing", .dependency,
                """
                \(tools.python) is installed in \(open), which cannot be shown inside a sandbox; use a virtual \
                environment.
                """,
                isRetryable: false)
        }
        let known = Facts(readable: folders, versions: versions)
        facts.value.withLock { $0 = known }
        return known
    }
}

// Generated from luna/v1/validator.proto by `make proto`. Do not edit.

internal import CProtobufC
internal import LunaMessagesC

/// What became of a check.
public enum Verdict: WireEnum {
    /// Not said.
    case unspecified
    case passed
    case failed
    case timedOut
    /// A third-party module is missing here.
    case notInstalled
    /// The tests need something that the sandbox does not give.
    case environment
    case noTests
    /// A value that this version of the contract does not know; kept as it came.
    case unrecognized(Int32)

    public static let allCases: [Verdict] = [
        .unspecified,
        .passed,
        .failed,
        .timedOut,
        .notInstalled,
        .environment,
        .noTests,
    ]

    public init(rawValue: Int32) {
        switch rawValue {
        case 0: self = .unspecified
        case 1: self = .passed
        case 2: self = .failed
        case 3: self = .timedOut
        case 4: self = .notInstalled
        case 5: self = .environment
        case 6: self = .noTests
        default: self = .unrecognized(rawValue)
        }
    }

    public var rawValue: Int32 {
        switch self {
        case .unspecified: 0
        case .passed: 1
        case .failed: 2
        case .timedOut: 3
        case .notInstalled: 4
        case .environment: 5
        case .noTests: 6
        case .unrecognized(let value): value
        }
    }

    public var name: String? {
        switch self {
        case .unspecified: "unspecified"
        case .passed: "passed"
        case .failed: "failed"
        case .timedOut: "timed_out"
        case .notInstalled: "not_installed"
        case .environment: "environment"
        case .noTests: "no_tests"
        case .unrecognized: nil
        }
    }
}

/// The request of ``ValidatorClient/check(_:context:)``.
public struct CheckRequest: WireMessage {
    public static var fullName: String { "luna.v1.CheckRequest" }

    /// What was written.
    public var files: [FileRef]
    /// Of syntax, imports, lint, tests; empty = all.
    public var checks: [String]
    /// Milliseconds.
    public var timeoutMs: UInt64
    /// Percent of lines; 0 = any.
    public var minimumCoverage: UInt32

    /// Every field that is not given has its default.
    public init(files: [FileRef] = [], checks: [String] = [], timeoutMs: UInt64 = 0, minimumCoverage: UInt32 = 0) {
        self.files = files
        self.checks = checks
        self.timeoutMs = timeoutMs
        self.minimumCoverage = minimumCoverage
    }

    public init() {
        self.files = []
        self.checks = []
        self.timeoutMs = 0
        self.minimumCoverage = 0
    }

    public init(serialized bytes: UnsafeRawBufferPointer, limits: WireLimits) throws {
        self = try Self.decoded(bytes, limits: limits)
    }

    public func serialized() throws -> [UInt8] { try encoded() }
}

extension CheckRequest: WireBridged {
    static var descriptor: UnsafePointer<ProtobufCMessageDescriptor> {
        luna__v1__check_request__descriptor_pointer()
    }

    func fill(_ c: UnsafeMutablePointer<Luna__V1__CheckRequest>, in arena: Arena) throws {
        (c.pointee.files, c.pointee.n_files) = try arena.messages(files)
        (c.pointee.checks, c.pointee.n_checks) = try arena.strings(
            checks, "luna.v1.CheckRequest.checks")
        c.pointee.timeout_ms = timeoutMs
        c.pointee.minimum_coverage = minimumCoverage
    }

    init(c: UnsafePointer<Luna__V1__CheckRequest>) {
        self.init()
        files = wireMessages(c.pointee.files, c.pointee.n_files)
        checks = wireArray(c.pointee.checks, c.pointee.n_checks) { wireString($0) }
        timeoutMs = c.pointee.timeout_ms
        minimumCoverage = c.pointee.minimum_coverage
    }
}

/// The reply of ``ValidatorClient/check(_:context:)``.
public struct CheckReply: WireMessage {
    public static var fullName: String { "luna.v1.CheckReply" }

    public var verdict: Verdict
    public var findings: [Finding]
    public var testsRun: UInt32
    public var testsFailed: UInt32
    /// -1 = not measured.
    public var coveragePercent: Double
    /// Milliseconds.
    public var durationMs: UInt64
    /// Last lines of the tools' output.
    public var logTail: String
    /// Name of a tool to its version.
    public var tools: [String: String]

    /// Every field that is not given has its default.
    public init(
        verdict: Verdict = .unspecified,
        findings: [Finding] = [],
        testsRun: UInt32 = 0,
        testsFailed: UInt32 = 0,
        coveragePercent: Double = 0,
        durationMs: UInt64 = 0,
        logTail: String = "",
        tools: [String: String] = [:]
    ) {
        self.verdict = verdict
        self.findings = findings
        self.testsRun = testsRun
        self.testsFailed = testsFailed
        self.coveragePercent = coveragePercent
        self.durationMs = durationMs
        self.logTail = logTail
        self.tools = tools
    }

    public init() {
        self.verdict = .unspecified
        self.findings = []
        self.testsRun = 0
        self.testsFailed = 0
        self.coveragePercent = 0
        self.durationMs = 0
        self.logTail = ""
        self.tools = [:]
    }

    public init(serialized bytes: UnsafeRawBufferPointer, limits: WireLimits) throws {
        self = try Self.decoded(bytes, limits: limits)
    }

    public func serialized() throws -> [UInt8] { try encoded() }
}

extension CheckReply: WireBridged {
    static var descriptor: UnsafePointer<ProtobufCMessageDescriptor> {
        luna__v1__check_reply__descriptor_pointer()
    }

    func fill(_ c: UnsafeMutablePointer<Luna__V1__CheckReply>, in arena: Arena) throws {
        c.pointee.verdict = .init(rawValue: UInt32(bitPattern: verdict.rawValue))
        (c.pointee.findings, c.pointee.n_findings) = try arena.messages(findings)
        c.pointee.tests_run = testsRun
        c.pointee.tests_failed = testsFailed
        c.pointee.coverage_percent = coveragePercent
        c.pointee.duration_ms = durationMs
        c.pointee.log_tail = try arena.string(logTail, "luna.v1.CheckReply.log_tail")
        (c.pointee.tools, c.pointee.n_tools) = try arena.entries(
            tools, luna__v1__check_reply__tools_entry__descriptor_pointer()
        ) { (entry: UnsafeMutablePointer<Luna__V1__CheckReply__ToolsEntry>, key, value) in
            entry.pointee.key = try arena.string(key, "luna.v1.CheckReply.tools")
            entry.pointee.value = try arena.string(value, "luna.v1.CheckReply.tools")
        }
    }

    init(c: UnsafePointer<Luna__V1__CheckReply>) {
        self.init()
        verdict = Verdict(rawValue: Int32(bitPattern: c.pointee.verdict.rawValue))
        findings = wireMessages(c.pointee.findings, c.pointee.n_findings)
        testsRun = c.pointee.tests_run
        testsFailed = c.pointee.tests_failed
        coveragePercent = c.pointee.coverage_percent
        durationMs = c.pointee.duration_ms
        logTail = wireString(c.pointee.log_tail)
        tools = wireEntries(c.pointee.tools, c.pointee.n_tools) {
            (wireString($0.pointee.key), wireString($0.pointee.value))
        }
    }
}

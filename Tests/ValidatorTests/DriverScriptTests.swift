import Testing

@testable import LunaValidation

/// The program that runs inside the sandbox is judged by itself.
struct DriverScriptTests {
    @Test func theDriverPassesItsOwnChecks() async throws {
        let directory = try Scratch.directory()
        defer { Scratch.remove(directory) }
        try Scratch.write(DriverScript.parts.joined(separator: "\n"), to: directory + "/driver.py")
        let report = try await ProjectCheckerTests.checker.check(
            directory: directory, checks: [.syntax, .imports, .lint])
        #expect(report.verdict == .passed, "\(report.findings.filter { $0.severity == .error })")
        #expect(report.findings.count < 5, "\(report.findings)")
    }

    @Test func everyPartFitsOneArgument() {
        // MAX_ARG_STRLEN of Linux
        for part in DriverScript.parts { #expect(part.utf8.count < 128 << 10) }
    }
}

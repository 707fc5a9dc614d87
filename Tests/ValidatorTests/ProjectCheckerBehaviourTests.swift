import Glibc
import LunaCore
import LunaValidation
import Testing

/// What a caller of the validator can rely on besides verdicts.
@Suite(.serialized)
struct ProjectCheckerBehaviourTests {
    private let checker = ProjectCheckerTests.checker

    private func project(_ files: [(String, String)]) throws -> String {
        let directory = try Scratch.directory()
        for file in files { try Scratch.write(file.1, to: directory + "/" + file.0) }
        return directory
    }

    private func names(in directory: String) -> [String] {
        guard let stream = opendir(directory) else { return [] }
        defer { closedir(stream) }
        var names: [String] = []
        while let entry = readdir(stream) {
            let name = withUnsafePointer(to: &entry.pointee.d_name) {
                $0.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
            }
            if name != "." && name != ".." { names.append(name) }
        }
        return names.sorted()
    }

    @Test func findingsNamePlaceRuleAndCure() async throws {
        let directory = try project([
            ("util.py", "def scale(value, factor=2):\n    return value * factor\n"),
            ("main_part.py", "import util\n\n\ndef f():\n    \"é\"; return util.scale(1, facktor=2)\n"),
        ])
        defer { Scratch.remove(directory) }
        let report = try await checker.check(directory: directory, checks: [.imports])
        let finding = try #require(report.findings.first)
        #expect(report.findings.count == 1)
        #expect(finding.rule == "call.arguments" && finding.severity == .error)
        #expect((finding.path, finding.line, finding.column) == ("main_part.py", 5, 17))
        #expect(finding.message == "scale() has no parameter 'facktor'. Did you mean 'factor'?")
        #expect(finding.hint == "It is defined in util.py, line 1.")
        #expect(report.json["verdict"]?.stringValue == "failed")
        #expect(report.json["findings"]?[0]?["line"]?.intValue == 5)
        #expect(report.tools["ruff"] != nil && report.tools["pytest"] != nil)
    }

    @Test func theProjectIsNotTouched() async throws {
        let directory = try project([
            (
                "test_x.py",
                "import os\nimport shutil\n\n\ndef test_x():\n    open(\"made.txt\", \"w\").close()\n    os.remove(\"keep.txt\")\n    for path in (\"/input/keep.txt\", \"/input/new.txt\"):\n        try:\n            open(path, \"w\")\n        except OSError:\n            continue\n        raise AssertionError(path)\n    shutil.rmtree(\"/project\", ignore_errors=True)\n"
            ),
            ("keep.txt", "x"),
        ])
        defer { Scratch.remove(directory) }
        let report = try await checker.check(directory: directory, checks: [.tests])
        #expect(report.testsRun == 1 && report.verdict == .passed, "\(report.findings) \(report.logTail)")
        #expect(names(in: directory) == ["keep.txt", "test_x.py"])
    }

    @Test func coverageIsMeasuredWhenAskedFor() async throws {
        let directory = try project([
            (
                "calc.py",
                "def add(a, b):\n    return a + b\n\n\ndef unused(a):\n    if a:\n        return 1\n    return 2\n"
            ),
            CorpusCase.honest[1],
        ])
        defer { Scratch.remove(directory) }
        let low = try await checker.check(directory: directory, minimumCoverage: 10)
        #expect(low.verdict == .passed)
        let percent = try #require(low.coveragePercent)
        #expect(percent > 20 && percent < 90)
        let high = try await checker.check(directory: directory, minimumCoverage: 95)
        #expect(high.verdict == .failed && high.findings.contains { $0.rule == "tests.coverage" })
        #expect(try await checker.check(directory: directory).coveragePercent == nil)
    }

    @Test func aMissingDirectoryIsAnError() async throws {
        await #expect(throws: LunaError.self) { try await checker.check(directory: "/nowhere/at/all") }
    }

    @Test func withoutASandboxNothingRuns() async throws {
        let directory = try project(CorpusCase.honest)
        defer { Scratch.remove(directory) }
        let refusing = try project([
            ("bwrap", "#!/bin/sh\necho 'bwrap: No permissions to create new namespace' >&2\nexit 1\n")
        ])
        defer { Scratch.remove(refusing) }
        chmod(refusing + "/bwrap", 0o755)
        for path in [refusing + "/bwrap", "/nowhere/bwrap"] {
            var tools = ProjectCheckerTests.tools
            tools.bubblewrap = path
            let error = await #expect(throws: LunaError.self) {
                try await ProjectChecker(tools: tools).check(directory: directory)
            }
            #expect(error?.code == "sandbox.unavailable")
        }
    }

    @Test func whetherTheSandboxCanBeMadeIsKnownBeforeAnyWork() async throws {
        let directory = try Scratch.directory()
        defer { Scratch.remove(directory) }
        // Refuses until there is a file beside it, like a system whose settings are mended while the validator runs.
        let real = ProjectCheckerTests.tools.bubblewrap
        try Scratch.write(
            """
            #!/bin/sh
            [ -e "\(directory)/mended" ] && exec \(real) "$@"
            echo 'bwrap: No permissions to create new namespace' >&2
            exit 1

            """, to: directory + "/bwrap")
        chmod(directory + "/bwrap", 0o755)
        var tools = ProjectCheckerTests.tools
        tools.bubblewrap = directory + "/bwrap"
        let pace = SandboxWatch.Pace(usable: .milliseconds(50), unusable: .milliseconds(50))
        let watch = SandboxWatch(ProjectChecker(tools: tools), pace: pace)
        let untried = #expect(throws: LunaError.self) { try watch.requireUsable() }
        #expect(untried?.code == "sandbox.untried")
        let (news, teller) = AsyncStream.makeStream(of: LunaError?.self)
        let trying = Task { await watch.run { teller.yield($0) } }
        defer { trying.cancel() }
        let worker = Task { await watch.waitUntilUsable() }
        var changes = news.makeAsyncIterator()
        let problem = try #require(await changes.next())
        #expect(problem?.code == "sandbox.unavailable" && problem?.message.contains("bubblewrap") == true)
        let state = #expect(throws: LunaError.self) { try watch.requireUsable() }
        #expect(state?.code == "sandbox.unavailable")
        try Scratch.write("", to: directory + "/mended")
        await worker.value
        #expect(try #require(await changes.next()) == nil)
        try watch.requireUsable()
        // And worse again, without any check in between.
        unlink(directory + "/mended")
        #expect(try #require(await changes.next())?.code == "sandbox.unavailable")
        #expect(throws: LunaError.self) { try watch.requireUsable() }
        // One who waits is let go when it is asked to stop.
        let leaving = Task { await watch.waitUntilUsable() }
        leaving.cancel()
        await leaving.value
    }

    /// Processes of this machine whose command line holds `text`.
    private func running(_ text: String) -> [String] {
        names(in: "/proc").filter { name in
            guard let file = fopen("/proc/\(name)/cmdline", "r") else { return false }
            defer { fclose(file) }
            var buffer = [UInt8](repeating: 0, count: 64)
            let count = fread(&buffer, 1, buffer.count, file)
            return String(decoding: buffer[..<count], as: UTF8.self).contains(text)
        }
    }

    @Test func cancellingEndsTheCheckAndEverythingInIt() async throws {
        let directory = try project([
            ("test_x.py", "import subprocess\n\n\ndef test_x():\n    subprocess.run([\"sleep\", \"76543\"])\n")
        ])
        defer { Scratch.remove(directory) }
        let checker = checker
        let task = Task { try await checker.check(directory: directory, deadline: .seconds(600)) }
        // The sandbox tells nobody outside what goes on in it; the process table is all there is to see.
        let giveUp = ContinuousClock.now + .seconds(60)
        while running("76543").isEmpty, ContinuousClock.now < giveUp { try await Task.sleep(for: .milliseconds(20)) }
        #expect(!running("76543").isEmpty)
        task.cancel()
        let error = await #expect(throws: LunaError.self) { try await task.value }
        #expect(error?.code == "cancelled")
        #expect(running("76543").isEmpty)
    }

    @Test func nothingIsLeftRunning() async throws {
        let directory = try project([
            (
                "test_x.py",
                "import subprocess\n\n\ndef test_x():\n    subprocess.Popen([\"sleep\", \"98765\"], start_new_session=True)\n"
            )
        ])
        defer { Scratch.remove(directory) }
        let report = try await checker.check(directory: directory, checks: [.tests])
        #expect(report.testsRun == 1)
        #expect(running("98765").isEmpty)
    }

    @Test func aDefectOutweighsAnExcuse() {
        func finding(_ meaning: Verdict, _ severity: CheckFinding.Severity = .error) -> CheckFinding {
            CheckFinding(rule: "x", severity: severity, message: "", meaning: meaning)
        }
        #expect(CheckReport.verdict(of: []) == .passed)
        #expect(CheckReport.verdict(of: [finding(.failed, .warning)]) == .passed)
        #expect(CheckReport.verdict(of: [finding(.notInstalled), finding(.failed)]) == .failed)
        #expect(CheckReport.verdict(of: [finding(.noTests), finding(.environment)]) == .environment)
        #expect(CheckReport.verdict(of: [finding(.notInstalled), finding(.timedOut)]) == .timedOut)
    }
}

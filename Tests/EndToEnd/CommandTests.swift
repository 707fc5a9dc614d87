import Glibc
import LunaCore
import LunaServiceKit
import LunaStack
import LunaTestKit
import Testing

extension EndToEnd {
    @Suite struct Commands {
        // MARK: The stack

        @Test func theSettingsOfEveryServiceAreDocumented() async throws {
            var tables: [String] = []
            for service in ServiceCatalog.services.map(\.name).sorted() {
                let program = try await Program("\(TestStack.binaries)/\(service)", ["--settings"])
                #expect(program.status == 0, "\(program.messages)")
                if program.output.contains("| `") { tables.append(program.output) }
            }
            let path = "\(TestStack.root)/docs/configuration.md"
            let page = try #require(Files.text(path))
            let wanted = try #require(
                ConfigurationDocument.replacing(
                    block: "services", in: page, with: tables.joined(separator: "\n")))
            if StackConfiguration.processEnvironment["LUNA_UPDATE_DOCS"] == "1" {
                try Files.write(Array(wanted.utf8), to: path)
            } else {
                #expect(page == wanted, "run the tests with LUNA_UPDATE_DOCS=1 to renew docs/configuration.md")
            }
        }

        @Test func aSecondUpChangesNothing() async throws {
            let home = try await LunaHome.shared()
            let before = try await home.processes()
            #expect(before.count == 12, "nats-server, postgres and ten services: \(before)")
            let again = try await home.luna(["up", "-o", "json"])
            #expect(again.status == 0, "\(again.messages)")
            #expect(try again.json()["started"]?.arrayValue?.isEmpty == true)
            #expect(try await home.processes() == before)
        }

        @Test func downLeavesNothingRunningAndUpGoesOnFromThere() async throws {
            let home = try await LunaHome.shared()
            let before = try await home.processes()
            let listed = try await home.luna(["ps", "-o", "json"]).json()["components"]?.arrayValue ?? []
            let ports = listed.compactMap { $0["port"]?.intValue.map(Int.init) }
            let gateway = try #require(
                listed.first { $0["name"]?.stringValue == "gateway" }?["port"]?.intValue, "\(listed)")
            let known = try await home.luna(["status", "-o", "json"]).json()["data"]?.arrayValue?.count

            let down = try await home.luna(["down"])
            #expect(down.status == 0, "\(down.messages)")
            #expect(before.values.allSatisfy(LunaHome.hasEnded), "no process is left")
            let mine = try await Program("pgrep", ["-f", home.home])
            #expect(mine.output.isEmpty, "and none that they have started: \(mine.output)")
            #expect(ports.count == 12 && ports.allSatisfy { Loopback.isFree($0) }, "no port is taken")
            #expect(try await home.processes().isEmpty)
            let nobody = try await home.luna(["status", "--server", "https://127.0.0.1:\(gateway)"])
            #expect(nobody.status == 1, "\(nobody.messages)")
            #expect(try await home.luna(["down"]).status == 0, "once more does no harm")

            #expect(try await home.luna(["up", "--port", "0"], limit: .seconds(180)).status == 0)
            #expect(
                try await home.luna(["status", "-o", "json"]).json()["data"]?.arrayValue?.count == known,
                "the data was kept")
        }

        @Test func everythingSpeaksTLSAndOnlyTLS() async throws {
            let home = try await LunaHome.shared()
            let up = try await home.luna(["up", "-o", "json"]).json()
            let url = try #require(up["gateway_url"]?.stringValue)
            #expect(url.hasPrefix("https://") && up["nats_url"]?.stringValue?.hasPrefix("tls://") == true)
            #expect(try await home.luna(["status"]).status == 0, "luna trusts its own stack without being told")
            // Any program can, which is given the authority's certificate, and none without.
            let script = """
                import ssl, sys, urllib.request
                context = ssl.create_default_context(cafile=sys.argv[2] if len(sys.argv) > 2 else None)
                print(urllib.request.urlopen(sys.argv[1] + "/healthz", context=context, timeout=20).status)
                """
            let authority = "\(home.home)/certs/ca.pem"
            #expect(try await home.python(["-c", script, url, authority]).output == "200\n")
            #expect(try await home.python(["-c", script, url]).messages.contains("CERTIFICATE_VERIFY_FAILED"))
            // Somebody else's authority, and plain HTTP.
            let other = home.directory.file("other-certs")
            #expect(try await home.luna(["certs", other]).status == 0)
            let distrusting = try await Program(
                "\(TestStack.binaries)/luna", ["status"],
                environment: home.environment.merging(["LUNA_CA_FILE": "\(other)/ca.pem"]) { _, new in new })
            #expect(distrusting.status == 1 && distrusting.messages.contains("not trusted"), "\(distrusting.messages)")
            let plain = try await home.luna(["status", "--server", url.replacing("https:", with: "http:")])
            #expect(plain.status == 1 && plain.messages.contains("https://"), "\(plain.messages)")
        }

        @Test func aWatchSurvivesARestartOfTheGateway() async throws {
            let home = try await LunaHome.shared()
            let plan = try home.directory.write(
                "waiting.json",
                String(decoding: TestPlan("waiting", "nobody.has.this", [.init("a")]).bytes, as: UTF8.self))
            let submitted = try await home.luna(["submit", plan, "-o", "json"]).json()
            let execution = try #require(submitted["execution"]?.stringValue)
            let log = home.directory.file("watch.log")
            let watch = try ChildProcess.spawn(
                executable: "\(TestStack.binaries)/luna", arguments: ["watch", execution, "-o", "json"],
                environment: home.environment.merging(["PATH": "/usr/bin:/bin"]) { a, _ in a }, logFile: log)
            defer { watch.signalGroup(SIGKILL) }
            try await within(.seconds(30), "the first events") {
                while !(Files.text(log) ?? "").contains("task.scheduled") {
                    try await Task.sleep(for: .milliseconds(50))
                }
            }
            let restart = try await home.luna(["restart", "gateway"])
            #expect(restart.status == 0, "\(restart.messages)")
            #expect(watch.isRunning)
            #expect(try await home.luna(["cancel", execution]).status == 0)
            let status = try await within(.seconds(60), "the watch to end") { await watch.waitForExit() }
            #expect(status == 1, "cancelled is no success")
            let types = try (Files.text(log) ?? "").split(separator: "\n").filter { $0.hasPrefix("{") }.map {
                try JSONParser.parse(Array($0.utf8))["type"]?.stringValue ?? ""
            }
            #expect(
                types == [
                    "execution.submitted", "execution.started", "task.scheduled", "task.cancelled",
                    "execution.cancelled",
                ],
                "every event once, in order")
        }

        // MARK: Executions

        @Test func theSameKeyTwiceIsOneExecution() async throws {
            let home = try await LunaHome.shared()
            let plan = try home.directory.write(
                "keyed.json", String(decoding: TestPlan("keyed", "nobody.has.this", [.init("a")]).bytes, as: UTF8.self))
            let other = try home.directory.write(
                "other.json", String(decoding: TestPlan("keyed", "nobody.has.this", [.init("b")]).bytes, as: UTF8.self))
            let first = try await home.luna(["submit", plan, "--idempotency-key", "k1"])
            let second = try await home.luna(["submit", plan, "--idempotency-key", "k1"])
            #expect(first.status == 0 && first.output == second.output && first.output.hasSuffix("\n"))
            let conflict = try await home.luna(["submit", other, "--idempotency-key", "k1"])
            #expect(conflict.status == 1 && conflict.messages.contains("Idempotency-Key"), "\(conflict.messages)")
            let execution = first.output.dropLast()
            #expect(try await home.luna(["pause", String(execution)]).status == 0)
            #expect(try await home.luna(["status", String(execution), "-o", "json"]).json()["state"] == "paused")
            #expect(try await home.luna(["resume", String(execution)]).status == 0)
            #expect(try await home.luna(["why", String(execution), "a"]).output.contains("nobody.has.this"))
            #expect(try await home.luna(["cancel", String(execution)]).status == 0)
            #expect(try await home.luna(["watch", String(execution)]).status == 1)
        }

        @Test func aBrokenPlanIsRefusedWithAllItsProblems() async throws {
            let home = try await LunaHome.shared()
            for name in ["unknown-keys.yaml", "cycles.yaml", "trailing-comma.json"] {
                let stem = String(name.prefix { $0 != "." })
                let expected = try #require(Files.text(LunaHome.plan("invalid/\(stem).expected")))
                let local = try await home.luna(["plan", "validate", LunaHome.plan("invalid/\(name)")])
                // The expected messages name the file alone; ours is somewhere.
                let folder = LunaHome.plan("invalid/")
                let wanted = expected.split(separator: "\n").map { folder + String($0) }
                #expect(local.status == 1)
                #expect(local.output.split(separator: "\n").map(String.init) == wanted)
                let sent = try await home.luna(["submit", LunaHome.plan("invalid/\(name)")])
                #expect(sent.status == 1 && sent.output.isEmpty)
                // The server finds what the command finds, and then it is said that nothing happened.
                let lines = sent.messages.split(separator: "\n").map(String.init)
                #expect(Array(lines.dropLast()) == wanted, "\(sent.messages)")
            }
        }

        @Test func wrongRequestsHaveTheirStatus() async throws {
            let home = try await LunaHome.shared()
            for (arguments, status, text) in [
                (["status", "0000nothere"], 1, "0000nothere"), (["logs", "0000nothere"], 1, "0000nothere"),
                (["artifacts", "get", "0000nothere", "x"], 1, "luna: "), (["cancel", "0000nothere"], 1, "0000nothere"),
                (["status", "a b"], 2, "luna: "), (["submit", "/nonexistent.yaml"], 2, "/nonexistent.yaml"),
                (["frobnicate"], 2, "frobnicate"),
            ] as [([String], Int32, String)] {
                let run = try await home.luna(arguments)
                #expect(
                    run.status == status && run.messages.contains(text), "\(arguments): \(run.status) \(run.messages)")
                #expect(run.output.isEmpty)
            }
        }

        @Test func everythingThatPrintsDataPrintsJSON() async throws {
            let home = try await LunaHome.shared()
            for arguments in [
                ["ps"], ["status"], ["agents"], ["audit"], ["plan", "validate", LunaHome.plan("todo-api.yaml")],
            ] {
                let run = try await home.luna(arguments + ["-o", "json"])
                #expect(run.status == 0, "\(arguments): \(run.messages)")
                #expect(throws: Never.self, "\(arguments)") { try run.json() }
                let text = try await home.luna(arguments)
                #expect(text.status == 0 && !text.output.isEmpty && !text.output.hasPrefix("{"), "\(arguments)")
            }
            let agents = try await home.luna(["agents", "-o", "json"]).json()["data"]?.arrayValue ?? []
            let names = Set(agents.compactMap { $0["manifest"]?["name"]?.stringValue })
            #expect(names.isSuperset(of: ["code-generator", "validator", "assembler"]), "\(names)")
        }

        // MARK: Checks

        @Test func aGoodProjectPassesAndABrokenOneDoesNot() async throws {
            let home = try await LunaHome.shared()
            let folder = try TestDirectory("check")
            try folder.write("good/src/calc.py", "def add(a: int, b: int) -> int:\n    return a + b\n")
            try folder.write(
                "good/tests/test_calc.py", "from calc import add\n\n\ndef test_add():\n    assert add(1, 2) == 3\n")
            let good = try await home.luna(["check", folder.file("good"), "-o", "json"])
            #expect(good.status == 0, "\(good.output)\(good.messages)")
            #expect(try good.json()["verdict"] == "passed")
            #expect(try good.json()["tests_run"] == 1)

            try folder.write("bad/calc.py", "import os\n\n\ndef add(a, b):\n    return a - b\n")
            try folder.write(
                "bad/test_calc.py", "from calc import add, subtract\n\n\ndef test_add():\n    assert add(1, 2) == 3\n")
            let bad = try await home.luna(["check", folder.file("bad"), "-o", "json"])
            #expect(bad.status == 1)
            let findings = try bad.json()["findings"]?.arrayValue ?? []
            let found = findings.map {
                "\($0["path"]?.stringValue ?? ""):\($0["line"]?.intValue ?? 0) \($0["rule"]?.stringValue ?? "")"
            }
            #expect(found.contains("test_calc.py:1 import.missing-name"), "\(found)")
            #expect(found.contains("calc.py:1 F401"), "\(found)")
            let text = try await home.luna(["check", folder.file("bad")])
            #expect(text.status == 1 && text.output.contains("test_calc.py:1") && text.output.contains("failed"))

            try folder.write("none/empty.py", "")
            let none = try await home.luna(["check", folder.file("none"), "-o", "json"])
            #expect(none.status == 1)
            #expect(try none.json()["verdict"] == "no_tests")
        }

        @Test func aHostileProjectDoesNotPass() async throws {
            let home = try await LunaHome.shared()
            let folder = try TestDirectory("hostile")
            try folder.write("conftest.py", "import os\n\nprint(\"1 passed\")\nos._exit(0)\n")
            try folder.write("test_a.py", "def test_a():\n    assert False\n")
            let run = try await home.luna(["check", folder.path, "-o", "json", "--only", "tests"])
            #expect(run.status == 1)
            #expect(try run.json()["verdict"] == "failed")
        }

        @Test func schemasAreCheckedLineByLine() async throws {
            let home = try await LunaHome.shared()
            let input = """
                {"id": "a", "schema": {"type": "object", "required": ["x"]}, "instance": {"x": 1}}
                {"id": "b", "schema": {"type": "object", "required": ["x"]}, "instance": {}}
                {"id": "c", "schema": {"$ref": "#/$defs/n", "$defs": {"n": {"minimum": 3}}}, "instance": 2}

                """
            let run = try await home.luna(["schema", "check", "--jsonl"], input: input)
            #expect(run.status == 0, "\(run.messages)")
            let answers = try run.output.split(separator: "\n").map { try JSONParser.parse(Array($0.utf8)) }
            #expect(answers.map { $0["id"] } == ["a", "b", "c"])
            #expect(answers.map { $0["valid"] } == [true, false, false])
            #expect(answers.map { $0["errors"]?.arrayValue?.isEmpty } == [true, false, false])
        }
    }
}

import LunaCore
import LunaStack
import Testing

@testable import CLI

/// The real `luna` against a stand-in for the gateway.
@Suite(.timeLimit(.minutes(2))) struct ServerCommandTests {
    private func luna(_ gateway: StandInGateway, _ arguments: String..., input: String = "plan") async throws
        -> CommandLineRun
    {
        try await CommandLineRun(arguments, input: input, environment: ["LUNA_URL": gateway.url])
    }

    @Test func submittingPrintsTheExecutionOnly() async throws {
        let gateway = try await StandInGateway()
        let run = try await luna(gateway, "submit", "-", "--idempotency-key", "k1", "--tenant", "acme")
        #expect(run.status == 0)
        #expect(run.output == "e1\n")
        #expect(run.messages.contains("3 tasks"))
        #expect(gateway.requests == ["POST /v1/executions?file_name=stdin acme k1"])
        let json = try await luna(gateway, "submit", "-", "--json")
        #expect(try json.json()["execution"] == "e1")
        await gateway.stop()
    }

    @Test func aRefusedPlanShowsAllProblems() async throws {
        let gateway = try await StandInGateway()
        let run = try await luna(gateway, "submit", "-", input: "broken")
        #expect(run.status == 1)
        #expect(run.output.isEmpty)
        #expect(run.messages.contains("stdin:2:3: error: project.name: it is missing. Add it. [missing]"))
        #expect(run.messages.contains("1 error; nothing was started"))
        await gateway.stop()
    }

    @Test func watchingGoesOnWhereTheConnectionBroke() async throws {
        let gateway = try await StandInGateway()
        let run = try await luna(gateway, "submit", "-", "--watch")
        #expect(run.status == 0)
        for task in ["a", "b", "c"] { #expect(run.messages.contains("done: \(task) (codegen.python")) }
        #expect(run.messages.split(separator: "\n").filter { $0.contains("done: a") }.count == 1)
        #expect(run.messages.contains("succeeded in 2.5 s: 3 of 3 tasks done"))
        let resumed = gateway.requests.filter { $0.contains("/events") }.map {
            $0.split(separator: " ").last.map(String.init) ?? ""
        }
        #expect(resumed == ["2", "4", "6", "8"])
        await gateway.stop()
    }

    @Test func aFailureIsStatusOneWithItsCause() async throws {
        let gateway = try await StandInGateway(fails: true)
        let run = try await luna(gateway, "watch", "e1")
        #expect(run.status == 1)
        #expect(run.messages.contains("failed: b: it broke"))
        #expect(run.messages.contains("skipped: c"))
        #expect(run.messages.contains("luna logs e1"))
        await gateway.stop()
    }

    @Test func eventsAsLinesOfJSON() async throws {
        let gateway = try await StandInGateway()
        let run = try await luna(gateway, "watch", "e1", "-o", "json")
        #expect(run.status == 0)
        let events = try run.output.split(separator: "\n").map { try JSONParser.parse(String($0)) }
        #expect(events.compactMap { $0["event"]?["sequence"]?.intValue } == Array(1...9))
        await gateway.stop()
    }

    @Test func runFetchesAndUnpacksTheResult() async throws {
        let gateway = try await StandInGateway()
        let folder = try Scratch()
        let run = try await luna(gateway, "run", "-", "-o", "\(folder.path)/out")
        #expect(run.status == 0)
        #expect(Files.text("\(folder.path)/out/shop/README.md") == "hello")
        #expect(Files.exists("\(folder.path)/out/shop/src/shop.py"))
        #expect(Files.exists("\(folder.path)/out/shop-1.0.0.zip"))
        #expect(Files.exists("\(folder.path)/out/shop-bom.cdx.json"))
        #expect(run.output.contains("\(folder.path)/out/shop  (2 files)"))
        await gateway.stop()
    }

    @Test func artifacts() async throws {
        let gateway = try await StandInGateway()
        let folder = try Scratch()
        #expect(try await luna(gateway, "artifacts", "get", "e1", "src/shop.py").output == "print(1)\n")
        #expect(try await luna(gateway, "artifacts", "get", "e1", "--all", "-o", folder.path).status == 0)
        #expect(Files.text("\(folder.path)/src/shop.py") == "print(1)")
        let list = try await luna(gateway, "artifacts", "list", "e1", "-o", "json").json()
        #expect(list["data"]?.arrayValue?.count == 3)
        let damaged = try await luna(gateway, "artifacts", "get", "e1", "damaged")
        #expect(damaged.status == 1 && damaged.output.isEmpty && damaged.messages.contains("damaged"))
        await gateway.stop()
    }

    @Test func checkingADirectory() async throws {
        let gateway = try await StandInGateway()
        let folder = try Scratch()
        for index in 0..<20 { try Files.write(Array("x = \(index)\n".utf8), to: "\(folder.path)/m\(index).py") }
        let good = try await luna(gateway, "check", folder.path)
        #expect(good.status == 0)
        #expect(good.output.contains("passed: 2 tests run, 0 failed; 1.2 s; ruff 1.0"))
        try Files.write([], to: "\(folder.path)/bad.py")
        let bad = try await luna(gateway, "check", folder.path, "-o", "json")
        #expect(bad.status == 1)
        #expect(try bad.json()["findings"]?.arrayValue?.count == 1)
        #expect(gateway.requests.filter { $0.hasPrefix("POST /v1/blobs") }.count == 41)
        await gateway.stop()
    }

    @Test func deadLetters() async throws {
        let gateway = try await StandInGateway()
        let list = try await luna(gateway, "dlq", "list")
        #expect(list.output.split(separator: "\n").count == 4 && list.output.contains("json.invalid"))
        let shown = try await luna(gateway, "dlq", "show", "7")
        #expect(shown.output.contains("Reason      no JSON") && shown.output.hasSuffix("X: y\n\nhello\n"))
        let replay = try await luna(gateway, "dlq", "replay", "8", "7")
        #expect(replay.status == 1, "one of them is not there")
        #expect(replay.messages.contains("letter 8: There is no dead letter 8."))
        #expect(replay.output == "7: luna.in.local.plan.submit\n1 letter published again\n")
        #expect(try await luna(gateway, "dlq", "purge", "9", "-o", "json").json()["purged"] == 1)
        let unsaid = try await luna(gateway, "dlq", "purge")
        #expect(unsaid.status == 2 && unsaid.messages.contains("--all"))
        #expect(try await luna(gateway, "dlq", "purge", "--all").output == "1 letter removed\n")
        #expect(try await luna(gateway, "dlq").output == "No dead letters.\n")
        await gateway.stop()
    }

    @Test func thePastAndForks() async throws {
        let gateway = try await StandInGateway()
        let then = try await luna(gateway, "replay", "e1", "--to", "4", "--tasks")
        #expect(then.output.hasPrefix("After      event 4 of 9: task.completed a, 2026-11-21T10:00:00Z\n"))
        #expect(then.output.split(separator: "\n").suffix(3).map { $0.prefix(1) } == ["a", "b", "c"])
        let brief = try await luna(gateway, "replay", "e1", "--to", "4", "-o", "json").json()
        #expect(brief["tasks"] == nil && brief["execution"]?["last_sequence"] == 4)
        let difference = try await luna(gateway, "diff", "e1", "e2", "--exit-code")
        #expect(difference.status == 1)
        #expect(difference.output.contains("failed → succeeded") && difference.output.contains("- → running"))
        #expect(difference.output.hasSuffix("2 the same, 1 different, 1 only on the right\n"))
        #expect(try await luna(gateway, "diff", "e1", "e2").status == 0)
        #expect(try await luna(gateway, "fork", "e1", "--from", "5").output == "e1-5\n")
        #expect(try await luna(gateway, "fork", "e1", "-o", "json").json()["execution"] == "e1-0")
        await gateway.stop()
    }

    @Test func controlAndErrors() async throws {
        let gateway = try await StandInGateway()
        #expect(try await luna(gateway, "pause", "e1", "--reason", "lunch").output == "e1: paused\n")
        #expect(try await luna(gateway, "pause", "e1", "--reason", "lunch", "-o", "json").json()["reason"] == "lunch")
        let unknown = try await luna(gateway, "status", "nobody")
        #expect(unknown.status == 1)
        #expect(unknown.messages == "luna: There is no such execution.\n")
        await gateway.stop()
    }

    @Test func settingARuleOfPrivacyKeepsTheOthers() async throws {
        let gateway = try await StandInGateway()
        let set = try await luna(
            gateway, "pii", "policy", "set", "--destination", "cloud", "--type", "iban,PHONE", "--strategy", "mask")
        #expect(set.status == 0)
        #expect(set.output.split(separator: "\n").count == 3)
        let rules = try await luna(gateway, "pii", "policy", "-o", "json").json()["rules"]?.arrayValue ?? []
        let own = rules.filter { $0["own"] == true }.map { rule in
            ["destination", "type", "strategy"].map { rule[$0]?.stringValue ?? "" }.joined(separator: " ")
        }
        #expect(Set(own) == ["cloud EMAIL mask", "log PHONE drop", "cloud IBAN mask", "cloud PHONE mask"])
        _ = try await luna(gateway, "pii", "policy", "set", "--destination", "cloud", "--all", "--default")
        let left = try await luna(gateway, "pii", "policy", "get", "--destination", "log")
        #expect(left.output.contains("PHONE"))
        #expect(!left.output.contains("EMAIL"))
        let late = try await luna(
            gateway, "pii", "policy", "set", "--destination", "cloud", "--type", "EMAIL", "--strategy", "mask",
            "--expect",
            "v0")
        #expect(late.status == 1 && late.messages.contains("by now"))
        let refused = try await luna(
            gateway, "pii", "policy", "set", "--destination", "cloud", "--type", "NAME", "--default")
        #expect(refused.status == 2)
        #expect(refused.messages.contains("CREDIT_CARD"))
        await gateway.stop()
    }
}

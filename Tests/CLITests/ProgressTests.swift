import LunaCore
import Testing

@testable import CLI

@Suite struct ProgressTests {
    private static func task(_ id: String, _ capability: String, _ state: String = "blocked") -> JSONValue {
        ["task": .string(id), "title": .string("Do \(id)"), "capability": .string(capability), "state": .string(state)]
    }
    private static func event(_ sequence: Int64, _ type: String, _ task: String = "", _ body: JSONValue = [:])
        -> JSONValue
    {
        [
            "type": .string(type), "task": .string(task),
            "event": ["sequence": .number(JSONNumber(sequence)), "body": body],
        ]
    }
    private var fresh: ExecutionProgress {
        ExecutionProgress(
            view: ["execution": "e1", "plan_name": "todo-api", "state": "running", "last_sequence": 2],
            tasks: [
                Self.task("a", "codegen.python", "running"), Self.task("b", "codegen.python"), Self.task("join", ""),
                Self.task("c", "validate.python"),
            ])
    }

    @Test func eventsMoveTasks() {
        var progress = fresh
        #expect(progress.counts == .init(total: 3, running: 1))
        progress.apply(Self.event(3, "task.completed", "a"))
        progress.apply(Self.event(4, "task.scheduled", "b"))
        progress.apply(Self.event(5, "task.retrying", "b"))
        #expect(progress.counts == .init(total: 3, done: 1, retrying: 1))
        progress.apply(Self.event(6, "task.failed", "b"))
        progress.apply(Self.event(7, "task.skipped", "c"))
        progress.apply(Self.event(8, "execution.failed", "", ["reason": "task b failed"]))
        #expect(progress.counts == .init(total: 3, done: 1, failed: 1, skipped: 1))
        #expect(progress.isFinished && progress.state == "failed" && progress.reason == "task b failed")
        #expect(progress.lastSequence == 8)
    }

    @Test func eventsThatComeTwiceChangeNothing() {
        let events = [
            Self.event(3, "task.completed", "a"), Self.event(4, "task.scheduled", "b"),
            Self.event(5, "task.completed", "b"),
            Self.event(6, "task.completed", "join"), Self.event(7, "something.else"),
            Self.event(8, "task.completed", "nobody"),
        ]
        var once = fresh
        for event in events { once.apply(event) }
        var twice = fresh
        for event in events + events { twice.apply(event) }
        #expect(once.counts == .init(total: 3, done: 2))
        #expect(twice.counts == once.counts && twice.lastSequence == 8)
    }

    @Test func thePictureTellsWhatGoesOn() {
        var progress = fresh
        progress.apply(Self.event(3, "task.failed", "c"))
        let lines = ProgressView(terminal: .plain).lines(progress, elapsed: .seconds(65), columns: 80)
        #expect(lines[0].contains("todo-api") && lines[0].contains("running") && lines[0].contains("01:05"))
        #expect(lines[1].contains("0/3 tasks") && lines[1].contains("1 running") && lines[1].contains("1 failed"))
        #expect(lines.contains { $0.contains("codegen.python") && $0.contains("0/2") })
        #expect(lines.contains { $0.contains("Do a") })
        #expect(!lines.contains { $0.contains("join") })
    }

    @Test func onlyTheCompleteBarLooksComplete() {
        var progress = ExecutionProgress(view: ["state": "running"], tasks: (0..<1000).map { Self.task("t\($0)", "x") })
        for index in 0..<999 { progress.apply(Self.event(1, "task.completed", "t\(index)")) }
        let view = ProgressView(terminal: .plain)
        #expect(view.lines(progress, elapsed: .zero, columns: 80)[1].contains("░"))
        progress.apply(Self.event(2, "task.completed", "t999"))
        #expect(!view.lines(progress, elapsed: .zero, columns: 80)[1].contains("░"))
    }

    @Test func plainLines() {
        var progress = fresh
        let view = ProgressView(terminal: .plain)
        func line(_ event: JSONValue) -> String? {
            progress.apply(event)
            return view.line(event, progress, elapsed: .seconds(3))
        }
        #expect(
            line(Self.event(3, "task.completed", "a", ["compute_ms": 400]))
                == "[00:03] 1/3 done: a (codegen.python, 0.4 s)")
        #expect(
            line(Self.event(4, "task.retrying", "b", ["attempt": 1, "error": ["message": "no\u{1B}pe"]]))
                == "[00:03] retrying: b, attempt 1 failed: no?pe")
        #expect(line(Self.event(5, "task.scheduled", "b")) == nil)
        #expect(line(Self.event(6, "task.completed", "join")) == nil)
        #expect(line(Self.event(7, "execution.completed")) == "[00:03] todo-api succeeded")
    }
}

@Suite struct ServerSentEventTests {
    @Test(arguments: [1, 2, 3, 7, 1000]) func piecesOfAnySize(size: Int) {
        let text =
            "\u{FEFF}: hello\r\nid: 7\nevent: task.completed\ndata: {\"a\":1}\n\n"
            + "data:one\rdata: two\r\rretry: 250\nunknown: x\nid\nevent: end\n\n"
        let bytes = Array(text.utf8)
        var parser = ServerSentEventParser()
        var events: [ServerSentEventParser.Event] = []
        for start in stride(from: 0, to: bytes.count, by: size) {
            events += parser.feed(bytes[start..<min(start + size, bytes.count)])
        }
        #expect(
            events == [
                .init(type: "task.completed", data: "{\"a\":1}", id: "7"),
                .init(type: "message", data: "one\ntwo", id: "7"),
                .init(type: "end", data: "", id: ""),
            ])
        #expect(parser.retryMilliseconds == 250)
    }

    @Test func anUnfinishedEventIsNotHandedOn() {
        var parser = ServerSentEventParser()
        #expect(parser.feed(Array("data: half\n".utf8)).isEmpty)
    }
}

@Suite struct ClientTests {
    @Test func problemsBecomeErrors() {
        let body = Array(
            #"{"type":"about:blank","status":422,"code":"plan.invalid","detail":"It is wrong.","problems":[{"rule":"x"}]}"#
                .utf8)
        let error = APIClient.error(status: 422, body: body)
        #expect(error.code == "plan.invalid" && error.message == "It is wrong." && !error.isRetryable)
        #expect(error.details["problems"] == #"[{"rule":"x"}]"#)
        #expect(APIClient.error(status: 503, body: []).isRetryable)
        #expect(APIClient.error(status: 404, body: Array("<html>\u{1B}".utf8)).message.contains("<html>?"))
    }

    @Test func whereTheServerIs() throws {
        #expect(try ServerAddress.find(flag: "http://h:1/", environment: ["LUNA_URL": "http://other"]) == "http://h:1")
        #expect(try ServerAddress.find(flag: nil, environment: ["LUNA_URL": "https://other"]) == "https://other")
        #expect(try ServerAddress.find(flag: nil, environment: ["LUNA_HOME": "/nonexistent"]) == ServerAddress.usual)
        #expect(throws: LunaError.self) { try ServerAddress.find(flag: "h:1", environment: [:]) }
    }

    @Test func partsOfURLsAreEncoded() {
        #expect(ServerAddress.encoded("a/b c?ä") == "a%2Fb%20c%3F%C3%A4")
        #expect(ServerAddress.encoded("src/a b.py", keepingSlashes: true) == "src/a%20b.py")
    }

    @Test func exitStatuses() {
        func status(_ code: String) -> Int32 { ExitStatus.of(LunaError(code, .internal, "")) }
        #expect(status("plan.invalid") == 1)
        #expect(status("usage.server") == 2 && status("identifier.invalid") == 2)
        #expect(status("budget.exceeded") == 3)
        #expect(status("human.requested") == 4)
        #expect(status("cancelled") == 130)
        #expect(
            ExitStatus.of(state: "succeeded") == 0 && ExitStatus.of(state: "cancelled") == 1
                && ExitStatus.of(state: "held_budget") == 3)
    }
}

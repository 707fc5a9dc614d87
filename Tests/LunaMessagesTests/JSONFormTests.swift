import LunaCore
import LunaMessages
import Testing

/// The JSON form of messages, as HTTP and JSON on the bus show it.
struct JSONFormTests {
    private static let view = ExecutionView(
        execution: "0190", project: "shop", planName: "shop", state: .succeeded,
        counts: TaskCounts(total: 3, succeeded: 3), submittedAt: 1_769_947_200_123_456_789, lastSequence: .max,
        capabilities: [CapabilityCounts(capability: "assemble", counts: TaskCounts(total: 1))])

    @Test func followsTheRules() throws {
        let json = Self.view.json
        #expect(json["state"] == "succeeded")
        #expect(json["plan_name"] == "shop")
        #expect(json["submitted_at"] == "2026-02-01T12:00:00.123456789Z")
        #expect(json["finished_at"] == .null)
        #expect(json["reason"] == "")
        #expect(json["counts"]?["succeeded"] == 3)
        #expect(String(decoding: json.serialized(), as: UTF8.self).contains(#""last_sequence":18446744073709551615"#))
        let empty = ExecutionView().json
        #expect(empty["counts"] == .null)
        #expect(empty["capabilities"] == [])
        #expect(empty["state"] == "unspecified")
    }

    @Test func readsBackWhatItWrote() throws {
        #expect(try ExecutionView(json: Self.view.json) == Self.view)
        let event = PublishedEvent(
            tenant: "local", type: "task.completed", task: "a",
            event: ExecutionEvent(
                sequence: 7, at: 1,
                body: .taskSucceeded(
                    TaskSucceeded(
                        task: 1, attempt: 2, outputJson: Array(#"{"a":[1,2.5,null]}"#.utf8),
                        files: [FileRef(path: "x.py", sha256: "00", size: 3, executable: true)], computeMs: 9))))
        let json = event.json
        #expect(json["event"]?["task_succeeded"]?["output"] == ["a": [1, 2.5, nil]])
        #expect(json["event"]?["started"] == nil)
        #expect(try PublishedEvent(json: json) == event)
        let reply = CheckReply(verdict: .timedOut, coveragePercent: -1, tools: ["ruff": "0.9"])
        #expect(reply.json["verdict"] == "timed_out")
        #expect(try CheckReply(json: reply.json) == reply)
    }

    @Test(arguments: [
        ([UInt8](), ""), (Array("f".utf8), "Zg=="), (Array("fo".utf8), "Zm8="), (Array("foo".utf8), "Zm9v"),
        (Array("foobar".utf8), "Zm9vYmFy"), ([0xFB, 0xFF], "+/8="),
    ])
    func bytesAreBase64(bytes: [UInt8], text: String) throws {
        #expect(PutBlobRequest(content: bytes).json["content"] == .string(text))
        #expect(try PutBlobRequest(json: ["content": .string(text)]).content == bytes)
    }

    @Test func everyMessageSurvives() throws {
        var source = RandomSource(seed: 11)
        for type in allRandomMessageTypes {
            for _ in 0..<20 { try Self.roundTrip(type, &source) }
        }
    }

    private static func roundTrip<M: RandomMessage>(_ type: M.Type, _ source: inout RandomSource) throws {
        let json = M.random(&source).json
        let parsed = try JSONParser.parse(json.serialized())
        // JSON has no infinity: it becomes null, which reads as the default.
        guard parsed["coverage_percent"] != .null else { return }
        let back = try M(json: parsed).json
        #expect(back == json, "\(type)")
        let names = M.jsonFields.map(\.name)
        let strangers = (parsed.objectValue ?? [:]).keys.filter { !names.contains($0) }
        #expect(strangers.isEmpty, "\(type)")
        for field in M.jsonFields where !field.isChoice { #expect(parsed[field.name] != nil, "\(type).\(field.name)") }
    }

    @Test(arguments: [
        (#"{"files": [{"path": "a"}, {"path": 3}]}"#, "files[1].path"),
        (#"{"files": {}}"#, "files"), (#"{"chekcs": []}"#, "chekcs"), (#"{"timeout_ms": -1}"#, "timeout_ms"),
        (#"{"timeout_ms": 1.5}"#, "timeout_ms"), (#"{"minimum_coverage": 4294967296}"#, "minimum_coverage"),
        (#"[]"#, ""), (#"{"checks": [null]}"#, "checks[0]"),
    ])
    func refusesAndNamesTheField(text: String, field: String) throws {
        let error = #expect(throws: LunaError.self) { try CheckRequest(json: try JSONParser.parse(text)) }
        #expect(error?.code == "message.malformed")
        #expect(error?.details["field"] == field)
    }

    @Test(arguments: [
        ("1970-01-01T00:00:00.000000001Z", Int64(1)), ("1969-12-31T23:59:59Z", -1_000_000_000),
        ("2024-02-29T13:00:00+01:00", 1_709_208_000_000_000_000), ("2000-03-01t00:00:00.5z", 951_868_800_500_000_000),
    ])
    func readsTimes(text: String, expected: Int64) throws {
        #expect(try AgentInstance(json: ["last_seen": .string(text)]).lastSeen == expected)
    }

    @Test(arguments: [
        "2023-02-29T00:00:00Z", "2024-01-01", "2024-01-01T00:00:00", "2024-01-01T24:00:00Z", "", "9999-01-01T00:00:00Z",
    ])
    func refusesTimes(text: String) {
        #expect(throws: LunaError.self) { try AgentInstance(json: ["last_seen": .string(text)]) }
    }

    @Test func endpointsServeJSON() async throws {
        struct Health: HealthMonitorServing {
            func getHealth(_ request: HealthRequest, context: CallContext) async throws -> HealthReply {
                HealthReply(state: "up")
            }
            func getWorkload(_ request: WorkloadRequest, context: CallContext) async throws -> WorkloadReply {
                WorkloadReply()
            }
        }
        let serve = Health().endpoints.jsonHandler
        let reply = try await serve(HealthMonitorMethods.getHealth, Array("{}".utf8), CallContext())
        #expect(String(decoding: reply, as: UTF8.self) == #"{"components":[],"state":"up"}"#)
        await #expect(throws: LunaError.self) {
            try await serve(HealthMonitorMethods.getHealth, Array(#"{"x":1}"#.utf8), CallContext())
        }
    }
}

import LunaCore
import LunaMessages
import Testing

@Suite("Hostile input")
struct HostileInputTests {
    /// The error of decoding, or nil when it decodes.
    private func refusal<M: WireMessage>(
        _ type: M.Type, _ bytes: [UInt8], limits: WireLimits = .default
    ) -> LunaError? {
        do {
            _ = try M(serialized: bytes, limits: limits)
            return nil
        } catch {
            return error as? LunaError
        }
    }

    @Test(
        "Text that is not UTF-8 is refused, and the error names the field",
        arguments: [
            [0xFF], [0xC0, 0x80], [0xED, 0xA0, 0x80], [0xE2, 0x82], [0x61, 0x80], [0xF4, 0x90, 0x80, 0x80],
        ] as [[UInt8]])
    func invalidUTF8(text: [UInt8]) throws {
        let error = try #require(refusal(ExecutionKey.self, [0x0A, UInt8(text.count)] + text))
        #expect(error.code == "message.malformed")
        #expect(error.errorClass == .validation)
        #expect(!error.isRetryable)
        #expect(error.details == ["message": "luna.v1.ExecutionKey", "field": "execution"])
    }

    @Test("Text with a NUL is refused where it stands: deep inside, in repeated fields and in maps")
    func embeddedNUL() throws {
        let nul: [UInt8] = [0x61, 0x00, 0x62]
        #expect(refusal(ExecutionKey.self, [0x0A, 3] + nul)?.details["field"] == "execution")
        #expect(refusal(CancelNotice.self, [0x12, 3] + nul)?.details["field"] == "tasks")
        // ErrorInfo.details = { "a\0b": … }
        #expect(refusal(ErrorInfo.self, [0x2A, 5, 0x0A, 3] + nul)?.details["field"] == "key")
        // WorkResult.error.message
        let nested = refusal(WorkResult.self, [0x4A, 5, 0x1A, 3] + nul)
        #expect(nested?.details == ["message": "luna.v1.ErrorInfo", "field": "message"])
        // Also when a later occurrence of the field would win.
        #expect(refusal(ExecutionKey.self, [0x0A, 3] + nul + [0x0A, 1, 0x61])?.code == "message.malformed")
    }

    @Test("Bytes fields hold anything")
    func anyBytes() throws {
        #expect(try PutBlobRequest(serialized: [0x0A, 3, 0x00, 0xFF, 0x00]).content == [0x00, 0xFF, 0x00])
    }

    @Test("Text with a NUL cannot be sent")
    func encodingNUL() throws {
        let error = #expect(throws: LunaError.self) { try ErrorInfo(details: ["a": "x\0y"]).serialized() }
        #expect(error?.code == "message.malformed")
        #expect(error?.details["field"] == "luna.v1.ErrorInfo.details")
        #expect(throws: LunaError.self) { try CancelNotice(tasks: ["fine", "\0"]).serialized() }
    }

    @Test("A message that is cut off anywhere but between fields is refused")
    func truncation() throws {
        let key = TaskKey(execution: "execution-1", task: "task-1")
        let bytes = try key.serialized()
        for length in 1..<bytes.count where length != 13 {
            #expect(refusal(TaskKey.self, Array(bytes.prefix(length)))?.code == "message.malformed", "\(length)")
        }
        #expect(try TaskKey(serialized: bytes[..<13]) == TaskKey(execution: "execution-1"))
    }

    @Test(
        "Broken encodings are refused",
        arguments: [
            [0x00], [0x00, 0x01],  // field number 0
            [0x0B], [0x0C],  // groups
            [0x0E, 0x01], [0x0F],  // wire types that do not exist
            [0x08, 0x01],  // a number where text belongs
            [0x80, 0x80, 0x80, 0x80, 0x80, 0x01, 0x01],  // tag of six bytes
            [0x0A, 0xFF, 0xFF, 0xFF, 0xFF, 0x0F],  // length of 4 GiB
            [0x0A, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0x01],  // length of 2^64-1
            [0x0A, 0x80],  // length cut off
            [0x78] + [UInt8](repeating: 0x80, count: 10) + [0x01],  // unknown field, number of eleven bytes
            [0x79, 1, 2, 3],  // unknown field, 8 bytes announced
            [0x7D, 1, 2],  // unknown field, 4 bytes announced
        ] as [[UInt8]])
    func broken(bytes: [UInt8]) {
        #expect(refusal(TaskKey.self, bytes)?.code == "message.malformed")
    }

    @Test("Fields of a newer contract are ignored, values of a newer enum are kept")
    func newerContract() throws {
        let newer: [UInt8] = [0x0A, 1, 0x61, 0xF8, 0x07, 0x96, 0x01, 0xF9, 0x07, 1, 2, 3, 4, 5, 6, 7, 8, 0x12, 1, 0x62]
        #expect(try TaskKey(serialized: newer) == TaskKey(execution: "a", task: "b"))
        let result = try WorkResult(serialized: [0x30, 99])
        #expect(result.outcome == .unrecognized(99))
        #expect(result.outcome.description == "99")
        #expect(try result.serialized() == [0x30, 99])
    }

    @Test("The last of several values of a field wins; nested messages merge; the last map entry wins")
    func repetition() throws {
        #expect(try ExecutionKey(serialized: [0x0A, 1, 0x61, 0x0A, 1, 0x62]).execution == "b")
        let info = try ErrorInfo(
            serialized: [0x2A, 6, 0x0A, 1, 0x6B, 0x12, 1, 0x31, 0x2A, 6, 0x0A, 1, 0x6B, 0x12, 1, 0x32])
        #expect(info.details == ["k": "2"])
        // error { code: "a" } and error { message: "b" }
        let merged = try WorkResult(serialized: [0x4A, 3, 0x0A, 1, 0x61, 0x4A, 3, 0x1A, 1, 0x62])
        #expect(merged.error == ErrorInfo(code: "a", message: "b"))
    }

    @Test("A map entry may leave out its key or its value")
    func partialEntries() throws {
        #expect(try ErrorInfo(serialized: [0x2A, 3, 0x0A, 1, 0x6B]).details == ["k": ""])
        #expect(try ErrorInfo(serialized: [0x2A, 3, 0x12, 1, 0x76]).details == ["": "v"])
        #expect(try ErrorInfo(serialized: [0x2A, 0]).details == ["": ""])
    }

    @Test("Each limit refuses what is beyond it and accepts what is not")
    func limits() throws {
        func limit(_ bytes: [UInt8], _ limits: WireLimits) -> String? {
            let error = refusal(ReadFeedReply.self, bytes, limits: limits)
            return error.map { "\($0.code) \($0.details["limit"] ?? "")" }
        }
        // Four levels: reply, published event, event, body.
        let event = PublishedEvent(event: ExecutionEvent(body: .taskCancelled(TaskCancelled(task: 7))))
        let bytes = try ReadFeedReply(events: [event, event]).serialized()
        #expect(limit(bytes, WireLimits(maximumBytes: bytes.count)) == nil)
        #expect(limit(bytes, WireLimits(maximumBytes: bytes.count - 1)) == "message.too-large bytes")
        #expect(limit(bytes, WireLimits(maximumDepth: 4)) == nil)
        #expect(limit(bytes, WireLimits(maximumDepth: 3)) == "message.too-large depth")
        #expect(limit(bytes, WireLimits(maximumElements: 6)) == nil)
        #expect(limit(bytes, WireLimits(maximumElements: 5)) == "message.too-large elements")
        #expect(limit(bytes, WireLimits(maximumFields: 8)) == nil)
        #expect(limit(bytes, WireLimits(maximumFields: 7)) == "message.too-large fields")
    }

    @Test("The default limits stop small input that would take much memory")
    func amplification() {
        // Two bytes each: an empty task, whose C struct and Swift struct take hundreds.
        let tasks = [UInt8]((0..<600_000).flatMap { _ in [0x0A, 0x00] as [UInt8] })
        #expect(refusal(ListTasksReply.self, tasks)?.details["limit"] == "elements")
        let unknown = [UInt8]((0..<2_000_000).flatMap { _ in [0x78, 0x00] as [UInt8] })
        #expect(refusal(TaskKey.self, unknown)?.details["limit"] == "fields")
        #expect(refusal(TaskKey.self, [UInt8](repeating: 0, count: 9 << 20))?.details["limit"] == "bytes")
    }

    @Test("What no peer would accept is not sent")
    func tooLargeToSend() {
        let error = #expect(throws: LunaError.self) {
            try PutBlobRequest(content: [UInt8](repeating: 1, count: 9 << 20)).serialized()
        }
        #expect(error?.code == "message.too-large")
    }
}

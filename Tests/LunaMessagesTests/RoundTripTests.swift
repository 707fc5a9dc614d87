import LunaMessages
import Testing

@Suite("Round trip")
struct RoundTripTests {
    @Test("Every message comes back as it was", arguments: allRandomMessageTypes.indices)
    func everyMessage(index: Int) throws {
        try roundTrip(allRandomMessageTypes[index], seed: UInt64(index))
    }

    private func roundTrip<M: RandomMessage>(_ type: M.Type, seed: UInt64) throws {
        var source = RandomSource(seed: seed)
        for _ in 0..<50 {
            let message = M.random(&source)
            let bytes = try message.serialized()
            #expect(try M(serialized: bytes) == message)
            #expect(try message.serialized() == bytes)
        }
    }

    @Test("The random messages cover the contract")
    func coverage() {
        #expect(allRandomMessageTypes.map { $0.fullName } == LunaContract.allMessageTypes.map { $0.fullName })
        #expect(LunaContract.allMessageTypes.count > 70)
    }

    @Test(
        "A message at its defaults is no bytes, and no bytes are that message",
        arguments: allRandomMessageTypes.indices)
    func empty(index: Int) throws {
        func check<M: RandomMessage>(_ type: M.Type) throws {
            #expect(try M().serialized().isEmpty)
            #expect(try M(serialized: []) == M())
        }
        try check(allRandomMessageTypes[index])
    }

    @Test("Presence of an empty nested message is kept")
    func presence() throws {
        #expect(try WorkResult(serialized: WorkResult(error: ErrorInfo()).serialized()).error == ErrorInfo())
        #expect(try WorkResult(serialized: WorkResult().serialized()).error == nil)
        let started = ExecutionEvent(body: .started(ExecutionStarted()))
        #expect(try ExecutionEvent(serialized: started.serialized()).body == .started(ExecutionStarted()))
    }

    @Test("A part of an array decodes")
    func slice() throws {
        let bytes = try ExecutionKey(execution: "e1").serialized()
        let framed: [UInt8] = [9, 9] + bytes + [9]
        #expect(try ExecutionKey(serialized: framed[2..<(2 + bytes.count)]) == ExecutionKey(execution: "e1"))
    }

    @Test("Equal maps give equal bytes, whatever the order of insertion")
    func deterministicMaps() throws {
        let keys = (0..<100).map { "key\($0)" }
        let a = ErrorInfo(details: Dictionary(uniqueKeysWithValues: keys.map { ($0, "v") }))
        let b = ErrorInfo(details: Dictionary(uniqueKeysWithValues: keys.reversed().map { ($0, "v") }))
        #expect(try a.serialized() == b.serialized())
    }

    @Test("A message larger than the smallest pieces of memory comes back")
    func large() throws {
        let content = (0..<700_000).map { UInt8(truncatingIfNeeded: $0 &* 31) }
        let chunk = UploadChunkRequest(upload: "u", offset: 1, content: content)
        #expect(try UploadChunkRequest(serialized: chunk.serialized()) == chunk)
        let many = ListTasksReply(tasks: (0..<10_000).map { TaskView(task: "task-\($0)", index: UInt32($0)) })
        #expect(try ListTasksReply(serialized: many.serialized()) == many)
    }

    @Test("Many threads encode and decode at the same time")
    func concurrent() async throws {
        try await withThrowingTaskGroup { group in
            for seed in 0..<8 as Range<UInt64> {
                group.addTask {
                    var source = RandomSource(seed: seed)
                    for _ in 0..<500 {
                        let item = WorkItem.random(&source)
                        let decoded = try WorkItem(serialized: item.serialized())
                        #expect(decoded == item)
                        await Task.yield()
                    }
                }
            }
            try await group.waitForAll()
        }
    }
}

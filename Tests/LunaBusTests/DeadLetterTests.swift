import LunaBus
import LunaCore
import Testing

@Suite struct DeadLetterTests {
    static let reason = LunaError("event.invalid", .validation, "No.")

    @Test(.timeLimit(.minutes(1))) func listShowReplayPurge() async throws {
        try await withBus { bus, _ in
            try await bus.ensure(DurableTests.stream)
            try await bus.ensure(LunaStreams.deadLetters)
            let dead = DeadLetters(bus)
            for index in 0..<5 {
                try await dead.publish(
                    BusMessage(
                        subject: index < 3 ? "jobs.a" : "other.b", headers: ["Nats-Msg-Id": "m\(index)", "X": "y"],
                        body: bytes("\(index)")), reason: Self.reason)
            }
            let all = try await dead.list()
            #expect(all.map { text($0.original.body) } == ["0", "1", "2", "3", "4"])
            #expect(try await dead.list(subject: "other.>").count == 2)
            #expect(try await dead.list(limit: 2).count == 2)
            #expect(try await dead.list(after: all[1].sequence).count == 3)
            #expect(try await dead.show(all[2].sequence) == all[2])

            let receipt = try await dead.replay(all[0].sequence)
            #expect(receipt.stream == "JOBS")
            let back = try #require(try await bus.storedMessage(stream: "JOBS", sequence: receipt.sequence))
            #expect(back.subject == "jobs.a")
            #expect(text(back.body) == "0")
            #expect(back.headers["X"] == "y")
            #expect(back.headers["Luna-Dlq-Reason"] == nil)
            #expect(try await dead.list().count == 4)
            let gone = await failure { _ = try await dead.show(all[0].sequence) }
            #expect(gone?.code == "dlq.not_found")

            // Nobody takes this subject any more: the letter stays.
            let error = await failure { _ = try await dead.replay(all[3].sequence) }
            #expect(error?.code == "bus.no_responders")
            #expect(try await dead.list(subject: "other.>").count == 2)

            #expect(try await dead.purge(subject: "jobs.a") == 2)
            #expect(try await dead.purge() == 2)
            #expect(try await dead.list().isEmpty)
        }
    }

    @Test(.timeLimit(.minutes(1))) func aBodyThatHardlyFitsIsKeptAsFarAsItDoes() async throws {
        try await withBus { bus, _ in
            try await bus.ensure(LunaStreams.deadLetters)
            let dead = DeadLetters(bus)
            let body = [UInt8](repeating: 1, count: bus.maxPayload)
            try await dead.publish(BusMessage(subject: "big", body: body), reason: Self.reason)
            let letter = try #require(try await dead.list().first)
            #expect(letter.isTruncated)
            #expect(letter.original.body.count > body.count / 2)
            let error = await failure { _ = try await dead.replay(letter.sequence) }
            #expect(error?.code == "dlq.truncated")
        }
    }

    @Test(.timeLimit(.minutes(1))) func headersCountForTheLargestMessage() async throws {
        try await withBus { bus, _ in
            try await bus.ensure(DurableTests.stream)
            let error = await failure {
                _ = try await bus.publishDurable(
                    OutgoingMessage(
                        subject: "jobs.a", body: [UInt8](repeating: 0, count: bus.maxPayload), headers: ["A": "b"],
                        messageID: "x"))
            }
            #expect(error?.code == "bus.payload_too_large")
            // The connection has survived it.
            #expect(bus.isConnected)
            _ = try await bus.publishDurable(OutgoingMessage(subject: "jobs.a", body: [1]))
        }
    }
}

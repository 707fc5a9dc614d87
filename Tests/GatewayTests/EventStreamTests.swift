import LunaCore
import LunaMessages
import NIOCore
import NIOHTTP1
import Synchronization
import Testing

@testable import Gateway

/// Streams miss nothing, repeat nothing, end when they should and hold nobody up.
@Suite(.serialized) struct EventStreamTests {
    @Test(.timeLimit(.minutes(2)), arguments: [UInt64(1), 2, 3])
    func resumesExactlyWhereItBroke(seed: UInt64) async throws {
        var random = SeededGenerator(state: seed)
        try await GatewayFixture.run { gateway in
            gateway.orchestrator.append("e1", "execution.submitted")
            // The journal grows while it is read; only some of the growth is announced, the rest is found on the next
            // waking.
            let writer = Task {
                for number in 2...400 {
                    let event = gateway.orchestrator.append("e1")
                    if number % 3 == 0 { try gateway.announce(event) }
                    if number % 20 == 0 { await Task.yield() }
                }
                try gateway.announce(gateway.orchestrator.append("e1", "execution.completed"))
            }
            var seen: [UInt64] = []
            var lastID: String?
            var connections = 0
            connecting: while true {
                connections += 1
                var reader = try await EventReader.open(gateway, "/v1/executions/e1/events", lastEventID: lastID)
                var left = Int.random(in: 1...60, using: &random)
                while left > 0, let event = try await reader.next() {
                    if event.type == "end" {
                        let following = try await reader.next()
                        #expect(following == nil, "the stream goes on after its end")
                        break connecting
                    }
                    let data = try JSONParser.parse(event.data)
                    #expect(data["event"]?["sequence"]?.intValue.map(String.init) == event.id)
                    #expect(data["type"]?.stringValue == event.type)
                    seen.append(try #require(UInt64(event.id)))
                    lastID = event.id
                    left -= 1
                }
            }
            try await writer.value
            #expect(seen == Array(1...401))
            #expect(connections > 1)
        }
    }

    @Test(.timeLimit(.minutes(1))) func theBusWakesTheStream() async throws {
        // The tick comes once an hour: only a message can bring the second event.
        try await GatewayFixture.run { gateway in
            gateway.orchestrator.append("e1", "execution.submitted")
            var reader = try await EventReader.open(gateway, "/v1/executions/e1/events")
            #expect(try await reader.next()?.type == "execution.submitted")
            gateway.orchestrator.append("e1", "task.completed")
            let event = gateway.orchestrator.append("e1", "task.failed")
            // The gateway subscribes when the first listener comes; until then nobody hears the message.
            let knocking = Task {
                while !Task.isCancelled {
                    try gateway.announce(event)
                    try await Task.sleep(for: .milliseconds(20))
                }
            }
            #expect(try await reader.next()?.type == "task.completed")
            #expect(try await reader.next()?.type == "task.failed")
            knocking.cancel()
        }
    }

    @Test(.timeLimit(.minutes(1))) func withoutTheBusItPolls() async throws {
        var options = GatewayFixture.Options()
        options.tick = .milliseconds(20)
        try await GatewayFixture.run(options) { gateway in
            gateway.orchestrator.append("e1", "execution.submitted")
            var reader = try await EventReader.open(gateway, "/v1/executions/e1/events")
            #expect(try await reader.next()?.id == "1")
            gateway.orchestrator.append("e1", "execution.completed")
            #expect(try await reader.next()?.type == "execution.completed")
            #expect(try await reader.next()?.type == "end")
        }
    }

    @Test(.timeLimit(.minutes(1))) func tellsThatItIsAlive() async throws {
        var options = GatewayFixture.Options()
        options.tick = .milliseconds(10)
        options.configuration.heartbeat = .milliseconds(50)
        try await GatewayFixture.run(options) { gateway in
            gateway.orchestrator.append("e1")
            var reader = try await EventReader.open(gateway, "/v1/executions/e1/events")
            try await reader.untilComment()
            #expect(reader.comments == 1)
        }
    }

    @Test(.timeLimit(.minutes(1))) func outlivesAnOutageOfTheSource() async throws {
        var options = GatewayFixture.Options()
        options.tick = .milliseconds(10)
        try await GatewayFixture.run(options) { gateway in
            gateway.orchestrator.append("e1")
            var reader = try await EventReader.open(gateway, "/v1/executions/e1/events")
            #expect(try await reader.next()?.id == "1")
            gateway.orchestrator.state.withLock { $0.failure = LunaError("store.unavailable", .dependency, "down") }
            gateway.orchestrator.append("e1", "execution.completed")
            let calls = gateway.orchestrator.state.withLock { $0.contexts.count }
            while gateway.orchestrator.state.withLock({ $0.contexts.count }) < calls + 3 {
                try await Task.sleep(for: .milliseconds(5))
            }
            gateway.orchestrator.state.withLock { $0.failure = nil }
            #expect(try await reader.next()?.id == "2")
            #expect(try await reader.next()?.type == "end")
        }
    }

    @Test func anUnknownExecutionIsAProblemAndNotAStream() async throws {
        try await GatewayFixture.run { gateway in
            let answer = try await gateway.get("/v1/executions/none/events", headers: [("Accept", "text/event-stream")])
            #expect(answer.status == 404)
            #expect(answer.headers.first(name: "Content-Type") == "application/problem+json")
            let bad = try await gateway.get(
                "/v1/executions/none/events", headers: [("Accept", "text/event-stream"), ("Last-Event-ID", "x")])
            #expect(bad.status == 400)
        }
    }

    @Test(.timeLimit(.minutes(1)), arguments: 0...6) func feedResumesInsideAGroup(breakAfter: Int) async throws {
        try await GatewayFixture.run { gateway in
            // Positions 1 (three events), 2 (one), 3 (two).
            gateway.orchestrator.state.withLock { state in
                for (group, count) in [3, 1, 2].enumerated() {
                    state.feed.append(
                        (0..<count).map { PublishedEvent(tenant: "local", type: "task.x", task: "\(group).\($0)") })
                }
            }
            var tasks: [String] = []
            var lastID: String?
            var reader = try await EventReader.open(gateway, "/v1/events")
            for _ in 0..<breakAfter {
                let event = try #require(try await reader.next())
                tasks.append(try JSONParser.parse(event.data)["task"]?.stringValue ?? "")
                lastID = event.id
            }
            var second = try await EventReader.open(gateway, "/v1/events", lastEventID: lastID)
            while tasks.count < 6, let event = try await second.next() {
                tasks.append(try JSONParser.parse(event.data)["task"]?.stringValue ?? "")
                lastID = event.id
            }
            #expect(tasks == ["0.0", "0.1", "0.2", "1.0", "2.0", "2.1"])
            #expect(lastID == "3")
        }
    }

    @Test(.timeLimit(.minutes(1))) func logsAreFollowedToTheEnd() async throws {
        var options = GatewayFixture.Options()
        options.tick = .milliseconds(10)
        try await GatewayFixture.run(options) { gateway in
            gateway.orchestrator.append("e1")
            gateway.memory.state.withLock { $0.logs = [LogEntry(id: 1, line: TaskLog(message: "one"))] }
            var reader = try await EventReader.open(gateway, "/v1/executions/e1/logs")
            #expect(try await reader.next()?.id == "1")
            gateway.orchestrator.append("e1", "execution.completed")
            gateway.memory.state.withLock { $0.logs.append(LogEntry(id: 5, line: TaskLog(message: "late"))) }
            let late = try await reader.next()
            #expect(late?.id == "5")
            #expect(try JSONParser.parse(late?.data ?? "")["line"]?["message"] == "late")
            #expect(try await reader.next()?.type == "end")
        }
    }

    @Test(.timeLimit(.minutes(1))) func aShutdownEndsStreamsAndIsNotHeld() async throws {
        try await GatewayFixture.run { gateway in
            gateway.orchestrator.append("e1")
            var reader = try await EventReader.open(gateway, "/v1/executions/e1/events")
            #expect(try await reader.next()?.id == "1")
            try await gateway.stop()
            // An orderly end, not a broken connection: the client comes back with what it has.
            #expect(try await reader.next() == nil)
            #expect(reader.comments == 1)
        }
    }

    @Test(.timeLimit(.minutes(1))) func aClientThatDoesNotReadDoesNotHoldTheShutdown() async throws {
        try await GatewayFixture.run { gateway in
            // More than the sockets between take, so that the gateway hangs in a write.
            for _ in 0..<400 { gateway.orchestrator.append("e1", padding: 60_000) }
            try await RawConnection.with(port: gateway.port) { inbound, outbound in
                try await outbound.write(
                    .init(
                        string:
                            "GET /v1/executions/e1/events HTTP/1.1\r\nHost: localhost\r\n"
                            + "Accept: text/event-stream\r\n\r\n"
                    ))
                var first = inbound.makeAsyncIterator()
                _ = try await first.next()
                try await gateway.stop()
            }
        }
    }
}

/// The same numbers in every run (SplitMix64).
struct SeededGenerator: RandomNumberGenerator {
    var state: UInt64
    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var value = state
        value = (value ^ (value >> 30)) &* 0xBF58_476D_1CE4_E5B9
        value = (value ^ (value >> 27)) &* 0x94D0_49BB_1331_11EB
        return value ^ (value >> 31)
    }
}

import LunaBus
import LunaCore
import LunaMessages
import Testing

/// A client written from the description of ADR-32 alone: it uses nothing but requests and JSON.
@Suite struct DiscoveryTests {
    /// All answers to one question: the end is an answer to a question that we ask ourselves afterwards.
    private func ask(_ subject: String, _ bus: Bus, expecting count: Int) async throws -> [JSONValue] {
        let inbox = "_INBOX.discovery.\(UInt64.random(in: 0...UInt64.max))"
        let answers = try await bus.subscribe(inbox)
        try bus.publishRequest(subject, reply: inbox)
        var found: [JSONValue] = []
        for await answer in answers {
            found.append(try JSONParser.parse(answer.body))
            if found.count == count { break }
        }
        await answers.unsubscribe()
        return found
    }

    @Test(.timeLimit(.minutes(1))) func aStrangerCanListInspectAndPing() async throws {
        try await withBus { bus, server in
            let stranger = try await connect(server, name: "stranger")
            try await RPCTests.serving(bus) { _, first in
                let second = try BusService(
                    bus: bus, name: "owl", version: "0.1.0-beta.1+7", description: "Sees at night",
                    endpoints: [RPCEndpoint(RPCMethod(service: "owl", name: "look")) { _, _ in [] }], logger: quiet)
                let running = Task { try await second.run() }
                while true {
                    do {
                        _ = try await stranger.request("$SRV.PING.owl.\(second.id)", [], timeout: .seconds(5))
                        break
                    } catch let error as LunaError where error.code == "bus.no_responders" {
                        await Task.yield()
                    }
                }

                let pings = try await ask("$SRV.PING", stranger, expecting: 2)
                #expect(Set(pings.compactMap { $0["name"]?.stringValue }) == ["parrot", "owl"])
                #expect(pings.allSatisfy { $0["type"] == "io.nats.micro.v1.ping_response" })
                #expect(Set(pings.compactMap { $0["id"]?.stringValue }) == [first.id, second.id])

                let info = try await ask("$SRV.INFO.parrot.\(first.id)", stranger, expecting: 1)[0]
                #expect(info["type"] == "io.nats.micro.v1.info_response")
                #expect(info["version"] == "1.2.3")
                #expect(info["description"] == "Says what it hears")
                #expect(info["metadata"] == ["zone": "a"])
                let echo = info["endpoints"]?.arrayValue?.first { $0["name"] == "echo" }
                #expect(echo?["subject"] == "luna.rpc.parrot.echo")
                #expect(echo?["queue_group"] == "parrot")

                for _ in 0..<3 { _ = try await stranger.request("luna.rpc.parrot.echo", [], timeout: .seconds(5)) }
                _ = try await stranger.request("luna.rpc.parrot.fail", [], timeout: .seconds(5))
                // Counted just after the reply has left, so the last one may need another look.
                var endpoints: [JSONValue] = []
                repeat {
                    let stats = try await ask("$SRV.STATS.parrot", stranger, expecting: 1)[0]
                    #expect(stats["type"] == "io.nats.micro.v1.stats_response")
                    #expect(stats["started"]?.stringValue?.hasSuffix("Z") == true)
                    endpoints = stats["endpoints"]?.arrayValue ?? []
                } while endpoints.first { $0["name"] == "fail" }?["num_errors"]?.intValue == 0
                let calls = try #require(endpoints.first { $0["name"] == "echo" })
                #expect(calls["num_requests"]?.intValue == 3)
                #expect(calls["num_errors"]?.intValue == 0)
                #expect((calls["processing_time"]?.intValue ?? 0) > 0)
                #expect((calls["average_processing_time"]?.intValue ?? 0) > 0)
                let failed = try #require(endpoints.first { $0["name"] == "fail" })
                #expect(failed["num_errors"]?.intValue == 1)
                #expect(failed["last_error"]?.stringValue?.hasPrefix("422:") == true)

                running.cancel()
                try await running.value
                let gone = await failure { _ = try await stranger.request("$SRV.PING.owl", [], timeout: .seconds(5)) }
                #expect(gone?.code == "bus.no_responders")
            }
            await stranger.drain()
        }
    }
}

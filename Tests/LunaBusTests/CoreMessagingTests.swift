import LunaBus
import LunaCore
import Testing

@Suite struct CoreMessagingTests {
    @Test(.timeLimit(.minutes(1))) func messageArrivesWithSubjectHeadersAndBody() async throws {
        try await withBus { bus, _ in
            let subscription = try await bus.subscribe("a.*")
            try bus.publish("a.b", bytes("hello"), headers: ["X-One": "1", "x-two": "zwei"])
            var iterator = subscription.makeAsyncIterator()
            let message = try #require(await iterator.next())
            #expect(message.subject == "a.b")
            #expect(text(message.body) == "hello")
            #expect(message.headers["x-one"] == "1")
            #expect(message.headers["X-TWO"] == "zwei")
        }
    }

    @Test(.timeLimit(.minutes(1)), arguments: [true, false]) func tenThousandMessagesKeepTheirOrder(gathered: Bool)
        async throws
    {
        try await withBus { bus, _ in
            let subscription = try await bus.subscribe("order", capacity: 64)
            for index in 0..<10_000 { try bus.publish("order", bytes(String(index)), gathered: gathered) }
            var expected = 0
            for await message in subscription {
                #expect(text(message.body) == String(expected))
                expected += 1
                if expected == 10_000 { break }
            }
            #expect(expected == 10_000)
            #expect(subscription.lostMessages == 0)
        }
    }

    @Test(.timeLimit(.minutes(1))) func requestIsAnswered() async throws {
        try await withBus { bus, _ in
            let subscription = try await bus.subscribe("echo", queue: "q")
            let server = Task {
                for await message in subscription {
                    if let reply = message.reply { try bus.publish(reply, message.body.reversed()) }
                }
            }
            try await withThrowingTaskGroup(of: Void.self) { group in
                for index in 0..<200 {
                    group.addTask {
                        let answer = try await bus.request("echo", bytes("m\(index)"), timeout: .seconds(10))
                        #expect(text(answer.body) == String("m\(index)".reversed()))
                    }
                }
                try await group.waitForAll()
            }
            #expect(bus.requestsInFlight == 0)
            await subscription.unsubscribe()
            try await server.value
        }
    }

    @Test(.timeLimit(.minutes(1))) func requestWithoutServerFailsAtOnceAndSaysSo() async throws {
        try await withBus { bus, _ in
            let error = await failure { _ = try await bus.request("nobody.home", [], timeout: .seconds(600)) }
            #expect(error?.code == "bus.no_responders")
            #expect(error?.errorClass == .network)
            #expect(error?.isRetryable == true)
        }
    }

    @Test(.timeLimit(.minutes(1))) func silentServerMeansTimeout() async throws {
        try await withBus { bus, _ in
            let subscription = try await bus.subscribe("silent")
            let error = await failure { _ = try await bus.request("silent", [], timeout: .milliseconds(50)) }
            #expect(error?.code == "bus.timeout")
            #expect(error?.errorClass == .timeout)
            #expect(bus.requestsInFlight == 0)
            await subscription.unsubscribe()
        }
    }

    @Test(.timeLimit(.minutes(1))) func cancelledRequestGivesItsPlaceBack() async throws {
        try await withBus { bus, _ in
            let subscription = try await bus.subscribe("slow")
            var arrived = subscription.makeAsyncIterator()
            let request = Task { try await bus.request("slow", [], timeout: .seconds(600)) }
            _ = await arrived.next()
            #expect(bus.requestsInFlight == 1)
            request.cancel()
            let result = await request.result
            #expect(throws: CancellationError.self) { try result.get() }
            #expect(bus.requestsInFlight == 0)
        }
    }

    @Test(.timeLimit(.minutes(1))) func requestOfATaskThatIsAlreadyCancelledEnds() async throws {
        try await withBus { bus, _ in
            let subscription = try await bus.subscribe("slow")
            let gate = Gate()
            let request = Task {
                await gate.pass()
                return try await bus.request("slow", [], timeout: .seconds(600))
            }
            request.cancel()
            gate.open()
            let result = await request.result
            #expect(throws: CancellationError.self) { try result.get() }
            #expect(bus.requestsInFlight == 0)
            await subscription.unsubscribe()
        }
    }

    @Test(.timeLimit(.minutes(1))) func queueGroupSharesMessages() async throws {
        try await withBus { bus, _ in
            let first = try await bus.subscribe("shared", queue: "g")
            let second = try await bus.subscribe("shared", queue: "g")
            let seen = Tally()
            let readers = [first, second].map { subscription in
                Task { for await message in subscription { seen.add(text(message.body)) } }
            }
            for index in 0..<500 { try bus.publish("shared", bytes(String(index))) }
            await seen.reached(500)
            await first.unsubscribe()
            await second.unsubscribe()
            for reader in readers { await reader.value }
            #expect(Set(seen.items) == Set((0..<500).map(String.init)))
            #expect(seen.count == 500)
        }
    }

    @Test(.timeLimit(.minutes(1))) func whatCannotBeSentIsRefused() async throws {
        try await withBus { bus, _ in
            for subject in ["", "a b", "a..b", ".a", "a.", "a.*", "a.>", "a\r\nPUB x 0\r\n", "a\tb"] {
                let error = await failure { try bus.publish(subject, []) }
                #expect(error?.code == "bus.invalid_subject", "\(subject.debugDescription)")
            }
            let header = await failure { try bus.publish("a", [], headers: ["X": "1\r\nY: 2"]) }
            #expect(header?.code == "bus.invalid_header")
            let huge = await failure { try bus.publish("a", [UInt8](repeating: 0, count: bus.maxPayload + 1)) }
            #expect(huge?.code == "bus.payload_too_large")
            let asked = await failure {
                _ = try await bus.request("a", [UInt8](repeating: 0, count: bus.maxPayload + 1), timeout: .seconds(5))
            }
            #expect(asked?.code == "bus.payload_too_large")
            #expect(bus.requestsInFlight == 0)
        }
    }

    @Test(.timeLimit(.minutes(1))) func aReaderThatIsTooSlowIsToldWhatItLost() async throws {
        try await withServer { server in
            let bus = try await connect(server, pendingMessages: 100)
            let problems = bus.problems()
            let subscription = try await bus.subscribe("flood", capacity: 8)
            for index in 0..<2_000 { try bus.publish("flood", bytes(String(index))) }
            var iterator = problems.makeAsyncIterator()
            let problem = try #require(await iterator.next())
            #expect(problem.code == "bus.slow_consumer")
            #expect(problem.details["subject"] == "flood")
            try await bus.flush()
            try bus.publish("flood", bytes("last"))
            #expect(subscription.lostMessages > 0)
            await bus.drain()
        }
    }

    @Test(.timeLimit(.minutes(1))) func cancellingTheReaderEndsTheLoop() async throws {
        try await withBus { bus, _ in
            let subscription = try await bus.subscribe("quiet")
            let reader = Task { for await _ in subscription {} }
            reader.cancel()
            await reader.value
        }
    }

    @Test(.timeLimit(.minutes(1))) func connectingToNobodySaysWhatToDo() async throws {
        var configuration = BusConfiguration(urls: ["nats://127.0.0.1:1"])
        configuration.connectTimeout = .milliseconds(300)
        let error = await failure { _ = try await Bus.connect(configuration, logger: quiet) }
        #expect(error?.code == "bus.unreachable")
        #expect(error?.message.contains("running") == true)
    }

    @Test(.timeLimit(.minutes(1))) func afterDrainNothingIsAccepted() async throws {
        try await withServer { server in
            let bus = try await connect(server)
            let subscription = try await bus.subscribe("never")
            let waiting = Task { try await bus.request("never", [], timeout: .seconds(600)) }
            var iterator = subscription.makeAsyncIterator()
            _ = await iterator.next()
            await bus.drain()
            let ended = await failure { _ = try await waiting.value }
            #expect(ended?.code == "bus.closed")
            let late = await failure { try bus.publish("never", []) }
            #expect(late?.code == "bus.closed")
            #expect(!bus.isConnected)
        }
    }
}

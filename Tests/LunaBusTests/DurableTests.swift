import LunaBus
import LunaCore
import LunaStack
import Testing

@Suite struct DurableTests {
    static let stream = StreamDefinition(name: "JOBS", subjects: ["jobs.>"], retention: .workQueue)
    static func consumer(ackWait: Duration = .seconds(30), maxDeliver: Int = -1) -> ConsumerDefinition {
        ConsumerDefinition(
            stream: "JOBS", name: "workers", filterSubject: "jobs.>", ackWait: ackWait, maxDeliver: maxDeliver)
    }

    static func prepare(_ bus: Bus, ackWait: Duration = .seconds(30)) async throws {
        try await bus.ensure(stream)
        try await bus.ensure(consumer(ackWait: ackWait))
    }

    /// With the messages 0 to 19, which do not come again by themselves.
    static func prepareTwenty(_ bus: Bus) async throws {
        try await prepare(bus, ackWait: .seconds(600))
        for index in 0..<20 {
            _ = try await bus.publishDurable(OutgoingMessage(subject: "jobs.a", body: bytes("\(index)")))
        }
    }

    @Test(.timeLimit(.minutes(1))) func allStreamsOfTheProductCanBeMadeTwice() async throws {
        try await withBus { bus, _ in
            try await bus.ensureLunaStreams()
            try await bus.ensureLunaStreams()
            for stream in LunaStreams.all {
                #expect(try await bus.streamInfo(stream.name).messages == 0)
            }
            try await bus.ensure(try LunaStreams.workConsumer(capability: "codegen.python"))
            try await bus.ensure(try LunaStreams.workConsumer(capability: "codegen.python"))
            for partition in 0..<Subjects.defaultPartitions {
                try await bus.ensure(LunaStreams.resultConsumer(partition: partition))
            }
            try await bus.ensure(try LunaStreams.inboxConsumer(noun: "plan", verb: "submit"))
            try await bus.ensure(LunaStreams.eventsConsumer(name: "costing", filter: Subjects.allEvents))
        }
    }

    @Test(.timeLimit(.minutes(1))) func aChangedStreamOrConsumerIsUpdatedAndAnImpossibleChangeRefused() async throws {
        try await withBus { bus, _ in
            try await Self.prepare(bus)
            var wider = Self.stream
            wider.subjects = ["jobs.>", "more.>"]
            try await bus.ensure(wider)
            #expect(try await bus.publishDurable(OutgoingMessage(subject: "more.x", body: [1])).stream == "JOBS")
            try await bus.ensure(Self.consumer(ackWait: .seconds(5)))
            var other = Self.stream
            other.retention = .limits
            let error = await failure { try await bus.ensure(other) }
            #expect(error?.code == "bus.stream_conflict")
            #expect(error?.details["field"] == "retention")
        }
    }

    /// A server that gets a message just when a request for messages ends may drop the request without saying so (2.9 does, about
    /// once in ten times under this load).
    @Test(.timeLimit(.minutes(1))) func messagesKeepComingWhileRequestsForThemEnd() async throws {
        try await withServer { server in
            var configuration = BusConfiguration(urls: [server.url], name: "test")
            configuration.pullExpiry = .milliseconds(100)
            let bus = try await Bus.connect(configuration, logger: quiet)
            try await Self.prepare(bus)
            let pull = try await bus.pull(stream: "JOBS", consumer: "workers", batch: 10_000, capacity: 10_000)
            let publishing = Task {
                while !Task.isCancelled {
                    try bus.publish("jobs.x", [1])
                    try await Task.sleep(for: .microseconds(200))
                }
            }
            defer { publishing.cancel() }
            let start = ContinuousClock.now
            var (last, silence) = (start, Duration.zero)
            while last - start < .seconds(5), let deliveries = await pull.next() {
                deliveries.ackAll()
                silence = max(silence, ContinuousClock.now - last)
                last = ContinuousClock.now
            }
            // A request that nobody answers counts as lost after eight seconds only.
            #expect(silence < .seconds(7), "no message came for \(silence)")
            publishing.cancel()
            await bus.drain()
        }
    }

    @Test(.timeLimit(.minutes(1))) func twoProcessesMayMakeTheSameStreamAtOnce() async throws {
        try await withServer { server in
            let buses = try await (0..<4).asyncMap { _ in try await connect(server) }
            try await withThrowingTaskGroup(of: Void.self) { group in
                for bus in buses { group.addTask { try await Self.prepare(bus) } }
                try await group.waitForAll()
            }
            for bus in buses { await bus.drain() }
        }
    }

    @Test(.timeLimit(.minutes(1))) func oneMessagePerIdIsKept() async throws {
        try await withBus { bus, _ in
            try await Self.prepare(bus)
            let message = OutgoingMessage(subject: "jobs.a", body: bytes("x"), messageID: "e:t:1")
            let first = try await bus.publishDurable(message)
            let second = try await bus.publishDurable(message)
            #expect(!first.isDuplicate)
            #expect(second.isDuplicate)
            #expect(second.sequence == first.sequence)
            #expect(first.stream == "JOBS")
            #expect(try await bus.streamInfo("JOBS").messages == 1)
        }
    }

    @Test(.timeLimit(.minutes(1))) func aSubjectWithoutStreamIsAnError() async throws {
        try await withBus { bus, _ in
            let error = await failure {
                _ = try await bus.publishDurable(OutgoingMessage(subject: "no.stream", body: []))
            }
            #expect(error?.code == "bus.no_responders")
            let results = await bus.publishDurable([OutgoingMessage(subject: "no.stream", body: [], messageID: "1")])
            #expect(throws: LunaError.self) { try results[0].get() }
        }
    }

    @Test(.timeLimit(.minutes(1))) func whoeverAnswersOnASubjectIsNotAStream() async throws {
        try await withBus { bus, _ in
            let subscription = try await bus.subscribe("pretender")
            let server = Task {
                for await message in subscription {
                    if let reply = message.reply { try bus.publish(reply, bytes("ok")) }
                }
            }
            let error = await failure {
                _ = try await bus.publishDurable(OutgoingMessage(subject: "pretender", body: []))
            }
            #expect(error?.code == "bus.not_a_stream")
            await subscription.unsubscribe()
            try await server.value
        }
    }

    @Test(.timeLimit(.minutes(1))) func aFullStreamSaysSo() async throws {
        try await withBus { bus, _ in
            try await bus.ensure(StreamDefinition(name: "SMALL", subjects: ["small"], discard: .new, maxMessages: 1))
            _ = try await bus.publishDurable(OutgoingMessage(subject: "small", body: [1]))
            let error = await failure { _ = try await bus.publishDurable(OutgoingMessage(subject: "small", body: [2])) }
            #expect(error?.code == "bus.stream_unavailable")
            #expect(error?.errorClass == .resource)
        }
    }

    @Test(.timeLimit(.minutes(1))) func tenThousandDurableMessagesKeepTheirOrder() async throws {
        try await withBus { bus, _ in
            try await Self.prepare(bus)
            let results = await bus.publishDurable(
                (0..<10_000).map { OutgoingMessage(subject: "jobs.a", body: bytes(String($0)), messageID: "m\($0)") },
                window: 500)
            let sequences = try results.map { try $0.get().sequence }
            #expect(sequences == Array(1...10_000))
            let pull = try await bus.pull(stream: "JOBS", consumer: "workers", batch: 64, capacity: 300)
            var expected = 0
            for await batch in pull {
                #expect(batch.count <= 64)
                for delivery in batch {
                    #expect(text(delivery.message.body) == String(expected))
                    #expect(delivery.streamSequence == UInt64(expected + 1))
                    #expect(delivery.deliveryCount == 1)
                    expected += 1
                }
                batch.ackAll()
                if expected == 10_000 { break }
            }
            try await becomes(0) { try await bus.streamInfo("JOBS").messages }
        }
    }

    @Test(.timeLimit(.minutes(1))) func noMoreIsPulledThanFits() async throws {
        try await withBus { bus, _ in
            try await Self.prepare(bus)
            for result in await bus.publishDurable(
                (0..<100).map { OutgoingMessage(subject: "jobs.a", body: bytes("\($0)")) })
            {
                _ = try result.get()
            }
            let pull = try await bus.pull(stream: "JOBS", consumer: "workers", batch: 5, capacity: 10)
            let first = try #require(await pull.next())
            #expect(!first.isEmpty && first.count <= 5)
            // Ten places, of which the reader has emptied at most five: the rest waits in the stream.
            #expect(try await bus.consumerInfo(stream: "JOBS", consumer: "workers").ackPending <= 15)
            await pull.unsubscribe()
        }
    }

    @Test(.timeLimit(.minutes(1))) func acknowledgements() async throws {
        try await withBus { bus, _ in
            try await Self.prepare(bus, ackWait: .seconds(1))
            let pull = try await bus.pull(stream: "JOBS", consumer: "workers", batch: 1, capacity: 1)
            func publish(_ body: String) async throws {
                _ = try await bus.publishDurable(OutgoingMessage(subject: "jobs.a", body: bytes(body)))
            }
            func next() async throws -> Delivery { try #require(await pull.next()?.first) }

            try await publish("nak")
            let refused = try await next()
            refused.nak()
            let again = try await next()
            #expect(text(again.message.body) == "nak")
            #expect(again.deliveryCount == 2)
            again.nak(delay: .milliseconds(100))
            let third = try await next()
            #expect(third.deliveryCount == 3)
            third.ack()

            try await publish("silent")
            _ = try await next()
            let afterWait = try await next()
            #expect(text(afterWait.message.body) == "silent")
            #expect(afterWait.deliveryCount == 2)
            try await afterWait.ackConfirmed()
            try await becomes(0) { try await bus.streamInfo("JOBS").messages }

            try await publish("term")
            let never = try await next()
            never.term()
            try await publish("after")
            let after = try await next()
            #expect(text(after.message.body) == "after")
            after.ack()
            await pull.unsubscribe()
        }
    }

    @Test(.timeLimit(.minutes(1))) func workInProgressIsNotGivenToAnother() async throws {
        try await withBus { bus, _ in
            try await Self.prepare(bus, ackWait: .seconds(1))
            _ = try await bus.publishDurable(OutgoingMessage(subject: "jobs.a", body: bytes("long")))
            let pull = try await bus.pull(stream: "JOBS", consumer: "workers", batch: 10, capacity: 10)
            let delivery = try #require(await pull.next()?.first)
            for _ in 0..<5 {
                try await Task.sleep(for: .milliseconds(400))
                delivery.inProgress()
            }
            try await delivery.ackConfirmed()
            #expect(try await bus.consumerInfo(stream: "JOBS", consumer: "workers").redelivered == 0)
            try await becomes(0) { try await bus.streamInfo("JOBS").messages }
            await pull.unsubscribe()
        }
    }

    @Test(.timeLimit(.minutes(1))) func whatAReaderDidNotReadGoesBackLongBeforeItsAckWait() async throws {
        try await withBus { bus, _ in
            try await Self.prepareTwenty(bus)
            let first = try await bus.pull(stream: "JOBS", consumer: "workers", batch: 1, capacity: 20)
            try #require(await first.next()).ackAll()
            await first.unsubscribe()
            let second = try await bus.pull(stream: "JOBS", consumer: "workers", batch: 20, capacity: 20)
            var seen: Set<String> = []
            while seen.count < 19 {
                for delivery in try #require(await second.next()) {
                    seen.insert(text(delivery.message.body))
                    delivery.ack()
                }
            }
            #expect(seen == Set((1..<20).map(String.init)))
            await second.unsubscribe()
        }
    }

    @Test(.timeLimit(.minutes(1))) func whatWasPulledAndNotReadCanBeTakenAndSettled() async throws {
        try await withBus { bus, _ in
            try await Self.prepareTwenty(bus)
            let pull = try await bus.pull(stream: "JOBS", consumer: "workers", batch: 1, capacity: 20)
            try #require(await pull.next()).ackAll()
            // Everything has been delivered, and is in the hands of the subscription.
            while try await bus.consumerInfo(stream: "JOBS", consumer: "workers").pending > 0 {}
            let rest = await pull.takeRest()
            #expect(rest.map { text($0.message.body) } == (1..<20).map(String.init))
            rest.ackAll()
            while try await !bus.consumerInfo(stream: "JOBS", consumer: "workers").isSettled(through: 20) {}
        }
    }

    @Test(.timeLimit(.minutes(1))) func storedMessagesCanBeReadAndDeleted() async throws {
        try await withBus { bus, _ in
            try await bus.ensure(StreamDefinition(name: "LOG", subjects: ["log.>"]))
            _ = try await bus.publishDurable(OutgoingMessage(subject: "log.a", body: bytes("1"), headers: ["X": "y"]))
            _ = try await bus.publishDurable(OutgoingMessage(subject: "log.b", body: bytes("2")))
            let found = try #require(try await bus.storedMessage(stream: "LOG", sequence: 1, matching: "log.b"))
            #expect(found.sequence == 2)
            #expect(try await bus.storedMessage(stream: "LOG", sequence: 1)?.headers["X"] == "y")
            try await bus.deleteMessage(stream: "LOG", sequence: 1)
            let gone = await failure { try await bus.deleteMessage(stream: "LOG", sequence: 1) }
            #expect(gone?.code == "bus.message_not_found")
            #expect(try await bus.storedMessage(stream: "LOG", sequence: 3) == nil)
            #expect(try await bus.purgeStream("LOG") == 1)
            try await bus.deleteStream("LOG")
            let none = await failure { _ = try await bus.streamInfo("LOG") }
            #expect(none?.code == "bus.stream_not_found")
            #expect(none?.details["err_code"] == "10059")
        }
    }
}

extension Sequence {
    func asyncMap<R>(_ transform: (Element) async throws -> R) async rethrows -> [R] {
        var out: [R] = []
        for element in self { out.append(try await transform(element)) }
        return out
    }
}

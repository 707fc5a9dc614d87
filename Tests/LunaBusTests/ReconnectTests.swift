import LunaBus
import LunaCore
import LunaStack
import Testing

@Suite struct ReconnectTests {
    @Test(.timeLimit(.minutes(2))) func aKilledServerLosesNothingThatWasAcceptedAndRefusalsAreTold() async throws {
        try await withBus { bus, server in
            try await DurableTests.prepare(bus, ackWait: .seconds(2))
            let reader = try await bus.pull(stream: "JOBS", consumer: "workers", batch: 16, capacity: 64)
            let seen = Tally()
            let consumer = Task {
                for await batch in reader {
                    for delivery in batch {
                        seen.add(text(delivery.message.body))
                        delivery.ack()
                    }
                }
            }
            let accepted = Tally()
            let told = Tally()
            let publisher = Task {
                await withTaskGroup(of: Void.self) { group in
                    for index in 0..<400 {
                        if index == 200 { accepted.add("half") }
                        group.addTask {
                            do {
                                _ = try await bus.publishDurable(
                                    OutgoingMessage(subject: "jobs.a", body: bytes("\(index)"), messageID: "m\(index)"))
                                accepted.add("\(index)")
                            } catch {
                                told.add("\(index)")
                            }
                        }
                        if index % 8 == 7 { try? await Task.sleep(for: .milliseconds(5)) }
                    }
                }
            }
            await accepted.reached(100)
            await server.kill()
            try await server.start()
            await publisher.value
            let published = Set(accepted.items).subtracting(["half"])
            // Nothing vanishes: each one was accepted or its failure was told.
            #expect(published.count + told.count == 400)
            #expect(published.isDisjoint(with: told.items))
            while !published.isSubset(of: seen.items) { await seen.reached(seen.count + 1) }
            await reader.unsubscribe()
            await consumer.value
        }
    }

    @Test(.timeLimit(.minutes(2))) func publishesWhileTheServerIsAwayArriveLater() async throws {
        try await withBus { bus, server in
            try await DurableTests.prepare(bus)
            var states = bus.connectionStates().makeAsyncIterator()
            await server.kill()
            #expect(await states.next() == .disconnected)
            #expect(!bus.isConnected)
            let single = Task {
                try await bus.publishDurable(OutgoingMessage(subject: "jobs.a", body: bytes("single"), messageID: "s"))
            }
            let many = Task {
                await bus.publishDurable(
                    (0..<500).map { OutgoingMessage(subject: "jobs.a", body: bytes("\($0)"), messageID: "b\($0)") })
            }
            try await server.start()
            #expect(await states.next() == .connected)
            _ = try await single.value
            for result in await many.value { _ = try result.get() }
            #expect(try await bus.streamInfo("JOBS").messages == 501)
        }
    }

    @Test(.timeLimit(.minutes(2))) func subscriptionsAndServicesAreBackAfterARestart() async throws {
        try await withBus { bus, server in
            let other = try await connect(server, name: "other")
            let subscription = try await bus.subscribe("greet")
            let echo = Task {
                for await message in subscription {
                    if let reply = message.reply { try bus.publish(reply, message.body) }
                }
            }
            var mine = bus.connectionStates().makeAsyncIterator()
            var theirs = other.connectionStates().makeAsyncIterator()
            await server.kill()
            try await server.start()
            while await mine.next() != .connected {}
            while await theirs.next() != .connected {}
            try await bus.flush()
            let answer = try await other.request("greet", bytes("hi"), timeout: .seconds(10))
            #expect(text(answer.body) == "hi")
            await other.drain()
            await subscription.unsubscribe()
            try await echo.value
        }
    }

    @Test(.timeLimit(.minutes(2))) func aLostStoreIsMadeAnew() async throws {
        try await withBus { bus, server in
            try await DurableTests.prepare(bus)
            let pull = try await bus.pull(stream: "JOBS", consumer: "workers", batch: 1, capacity: 4)
            _ = try await bus.publishDurable(OutgoingMessage(subject: "jobs.a", body: bytes("before")))
            try #require(await pull.next()).ackAll()
            await server.kill()
            await remove(server.storeDirectory)
            try await server.start()
            _ = try await bus.publishDurable(
                OutgoingMessage(subject: "jobs.a", body: bytes("after"), messageID: "after"))
            let delivery = try #require(await pull.next()?.first)
            #expect(text(delivery.message.body) == "after")
            delivery.ack()
            await pull.unsubscribe()
        }
    }

    @Test(.timeLimit(.minutes(2))) func aConsumerThatIsMissingIsReportedAndUsedWhenItComes() async throws {
        try await withServer { server in
            let bus = try await connect(server)
            let other = try await connect(server, name: "other")
            try await other.ensure(DurableTests.stream)
            var problems = bus.problems().makeAsyncIterator()
            let pull = try await bus.pull(stream: "JOBS", consumer: "workers", batch: 1, capacity: 1)
            #expect(await problems.next()?.code == "bus.consumer_not_found")
            try await other.ensure(DurableTests.consumer())
            _ = try await other.publishDurable(OutgoingMessage(subject: "jobs.a", body: bytes("late")))
            #expect(text(try #require(await pull.next()?.first).message.body) == "late")
            await pull.unsubscribe()
            await other.drain()
            await bus.drain()
        }
    }
}

import LunaBus
import LunaCore
import LunaStack
import Synchronization
import Testing

@Suite struct WorkQueueTests {
    static func prepare(_ bus: Bus, ackWait: Duration = .seconds(30)) async throws {
        try await DurableTests.prepare(bus, ackWait: ackWait)
        try await bus.ensure(LunaStreams.deadLetters)
    }

    static func publish(_ bus: Bus, _ bodies: [String]) async throws {
        let messages = bodies.map {
            OutgoingMessage(subject: "jobs.x", body: bytes($0), headers: ["Luna-Tenant": "acme"], messageID: "id-\($0)")
        }
        for result in await bus.publishDurable(messages) { _ = try result.get() }
    }

    /// Runs a queue while `body` runs.
    static func working(
        _ bus: Bus, concurrency: Int = 4, heartbeat: Duration = .seconds(6), drainTimeout: Duration = .seconds(20),
        onBury: WorkQueue.BurialHandler? = nil,
        handler: @escaping @Sendable (Delivery) async throws -> Disposition,
        _ body: (WorkQueue) async throws -> Void
    ) async throws {
        let queue = WorkQueue(
            bus: bus, stream: "JOBS", consumer: "workers", concurrency: concurrency, heartbeat: heartbeat,
            retryPause: .milliseconds(20), drainTimeout: drainTimeout, logger: quiet, onBury: onBury
        ) { delivery, _ in try await handler(delivery) }
        let running = Task { try await queue.run() }
        do {
            try await body(queue)
        } catch {
            running.cancel()
            throw error
        }
        running.cancel()
        try await running.value
    }

    @Test(.timeLimit(.minutes(1))) func everyMessageIsHandledOnceAndNoMoreAtATimeThanAllowed() async throws {
        try await withBus { bus, _ in
            try await Self.prepare(bus)
            try await Self.publish(bus, (0..<200).map(String.init))
            let seen = Tally()
            let level = Mutex((now: 0, most: 0))
            try await Self.working(bus, concurrency: 3) { delivery in
                level.withLock { level in
                    level.now += 1
                    level.most = max(level.most, level.now)
                }
                await Task.yield()
                level.withLock { $0.now -= 1 }
                seen.add(text(delivery.message.body))
                return .done
            } _: { _ in
                await seen.reached(200)
            }
            #expect(seen.items.sorted() == (0..<200).map(String.init).sorted())
            #expect(level.withLock { $0.most } <= 3)
            try await becomes(0) { try await bus.streamInfo("JOBS").messages }
        }
    }

    @Test(.timeLimit(.minutes(1))) func oneBusyWorkerLeavesTheRestToAnother() async throws {
        try await withBus { bus, _ in
            try await Self.prepare(bus)
            let (gate, started, other) = (Gate(), Tally(), Tally())
            try await Self.working(bus, concurrency: 1) { _ in
                started.add()
                await gate.pass()
                return .done
            } _: { _ in
                try await Self.publish(bus, ["blocks"])
                await started.reached(1)
                try await Self.publish(bus, (0..<10).map(String.init))
                try await Self.working(bus, concurrency: 1) { delivery in
                    other.add(text(delivery.message.body))
                    return .done
                } _: { _ in
                    await other.reached(10)
                }
                gate.open()
            }
            #expect(other.items == (0..<10).map(String.init))
        }
    }

    @Test(.timeLimit(.minutes(1))) func threeFailuresMakeADeadLetterWithItsStory() async throws {
        try await withBus { bus, _ in
            try await Self.prepare(bus)
            let (tries, buried) = (Tally(), Tally())
            try await Self.publish(bus, ["poison", "fine"])
            try await Self.working(bus) { _, error in
                buried.add(error.code)
            } handler: { delivery in
                guard text(delivery.message.body) == "poison" else { return .done }
                tries.add("\(delivery.deliveryCount)")
                throw LunaError("tool.broken", .dependency, "No compiler\nhere: ü")
            } _: { _ in
                await buried.reached(1)
            }
            #expect(tries.items == ["1", "2", "3"])
            #expect(buried.items == ["tool.broken"])
            try await becomes(0) { try await bus.streamInfo("JOBS").messages }
            let letters = try await DeadLetters(bus).list()
            let letter = try #require(letters.first)
            #expect(letters.count == 1)
            #expect(letter.code == "tool.broken")
            #expect(letter.reason == "No compiler\nhere: ü")
            #expect(letter.deliveries == 3)
            #expect(letter.stream == "JOBS")
            #expect(letter.original.subject == "jobs.x")
            #expect(text(letter.original.body) == "poison")
            #expect(letter.original.headers == ["Luna-Tenant": "acme"])
            #expect(letter.originalMessageID == "id-poison")
        }
    }

    @Test(.timeLimit(.minutes(1))) func aMessageThatCannotBeReadIsBuriedAtOnce() async throws {
        try await withBus { bus, _ in
            try await Self.prepare(bus)
            let (tries, buried) = (Tally(), Tally())
            try await Self.publish(bus, ["garbage"])
            try await Self.working(bus) { _, _ in
                buried.add()
            } handler: { _ in
                tries.add()
                throw LunaError("message.malformed", .validation, "Not a WorkItem.")
            } _: { _ in
                await buried.reached(1)
            }
            #expect(tries.count == 1)
            #expect(try await DeadLetters(bus).list().first?.code == "message.malformed")
        }
    }

    @Test(.timeLimit(.minutes(1))) func workOfVanishedWorkersBecomesADeadLetter() async throws {
        try await withBus { bus, _ in
            try await Self.prepare(bus, ackWait: .milliseconds(200))
            try await Self.publish(bus, ["unlucky"])
            // Three workers take it and are never heard of again.
            let pull = try await bus.pull(stream: "JOBS", consumer: "workers", batch: 1, capacity: 1)
            for count in 1...3 { #expect(try #require(await pull.next()?.first).deliveryCount == count) }
            await pull.unsubscribe()
            let (handled, buried) = (Tally(), Tally())
            try await Self.working(bus) { _, error in
                buried.add(error.code)
            } handler: { _ in
                handled.add()
                return .done
            } _: { _ in
                await buried.reached(1)
            }
            #expect(handled.count == 0)
            #expect(buried.items == ["work.lost"])
        }
    }

    @Test(.timeLimit(.minutes(1))) func longWorkIsRenewed() async throws {
        try await withBus { bus, _ in
            try await Self.prepare(bus, ackWait: .seconds(1))
            try await Self.publish(bus, ["long"])
            let done = Tally()
            try await Self.working(bus, heartbeat: .milliseconds(200)) { delivery in
                try await Task.sleep(for: .seconds(3))
                done.add("\(delivery.deliveryCount)")
                return .done
            } _: { _ in
                await done.reached(1)
            }
            #expect(done.items == ["1"])
            try await becomes(0) { try await bus.streamInfo("JOBS").messages }
        }
    }

    @Test(.timeLimit(.minutes(1))) func stoppingFinishesWhatIsInHandAndGivesTheRestBack() async throws {
        try await withBus { bus, _ in
            try await Self.prepare(bus)
            try await Self.publish(bus, (0..<10).map(String.init))
            let (gate, started, finished) = (Gate(), Tally(), Tally())
            let queue = WorkQueue(
                bus: bus, stream: "JOBS", consumer: "workers", concurrency: 2, logger: quiet
            ) { delivery, _ in
                started.add()
                await gate.pass()
                finished.add(text(delivery.message.body))
                return .done
            }
            let running = Task { try await queue.run() }
            await started.reached(2)
            running.cancel()
            gate.open()
            try await running.value
            let done = finished.count
            #expect(done >= 2)
            // What was finished is gone from the stream, the rest can be had at once.
            try await becomes(UInt64(10 - done)) { try await bus.streamInfo("JOBS").messages }
            let rest = Tally()
            try await Self.working(bus) { delivery in
                rest.add(text(delivery.message.body))
                return .done
            } _: { _ in
                await rest.reached(10 - done)
            }
            #expect(Set(rest.items + finished.items) == Set((0..<10).map(String.init)))
        }
    }

    @Test(.timeLimit(.minutes(1))) func workThatDoesNotEndIsGivenBack() async throws {
        try await withBus { bus, _ in
            try await Self.prepare(bus)
            try await Self.publish(bus, ["endless"])
            let started = Tally()
            try await Self.working(bus, drainTimeout: .milliseconds(50)) { _ in
                started.add()
                try await Task.sleep(for: .seconds(3600))
                return .done
            } _: { _ in
                await started.reached(1)
            }
            let pull = try await bus.pull(stream: "JOBS", consumer: "workers", batch: 1, capacity: 1)
            let delivery = try #require(await pull.next()?.first)
            #expect(text(delivery.message.body) == "endless")
            await pull.unsubscribe()
        }
    }
}

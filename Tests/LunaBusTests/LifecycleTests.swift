import LunaBus
import LunaCore
import LunaMessages
import LunaStack
import ServiceLifecycle
import Testing

@Suite struct LifecycleTests {
    @Test(.timeLimit(.minutes(1))) func aGracefulShutdownFinishesRequestsAndWorkInHand() async throws {
        try await withBus { bus, server in
            try await WorkQueueTests.prepare(bus)
            try await WorkQueueTests.publish(bus, ["job"])
            let caller = try await connect(server, name: "caller")
            let (gate, requested, working, finished) = (Gate(), Tally(), Tally(), Tally())
            let method = RPCMethod(service: "parrot", name: "wait")
            let service = try BusService(
                bus: bus, name: "parrot", version: "1.0.0", description: "",
                endpoints: [
                    RPCEndpoint(method) { body, _ in
                        requested.add()
                        await gate.pass()
                        return body
                    }
                ], logger: quiet)
            let queue = WorkQueue(bus: bus, stream: "JOBS", consumer: "workers", concurrency: 1, logger: quiet) {
                _, _ in
                working.add()
                await gate.pass()
                finished.add()
                return .done
            }
            let group = ServiceGroup(
                configuration: .init(services: [.init(service: service), .init(service: queue)], logger: quiet))
            let running = Task { try await group.run() }
            try await RPCTests.reachable(bus)
            let call = Task { try await BusRPCTransport(caller).call(method, [9], context: CallContext()) }
            await requested.reached(1)
            await working.reached(1)
            await group.triggerGracefulShutdown()
            gate.open()
            let reply = try await call.value
            #expect(reply == [9])
            try await running.value
            #expect(finished.count == 1)
            try await becomes(0) { try await caller.streamInfo("JOBS").messages }
            await caller.drain()
        }
    }

    @Test(.timeLimit(.minutes(1))) func publishingWhileAwayFailsOnceTheBufferIsFull() async throws {
        try await withServer { server in
            var configuration = BusConfiguration(urls: [server.url])
            configuration.reconnectBufferBytes = 64 << 10
            let bus = try await Bus.connect(configuration, logger: quiet)
            var states = bus.connectionStates().makeAsyncIterator()
            await server.kill()
            _ = await states.next()
            let error = await failure {
                for _ in 0..<1_000 { try bus.publish("somewhere", [UInt8](repeating: 0, count: 1_024)) }
            }
            #expect(error?.code == "bus.buffer_full")
            #expect(error?.isRetryable == true)
            await bus.drain(deadline: .milliseconds(200))
        }
    }

    @Test(.timeLimit(.minutes(1))) func theLocalServerSaysWhyItDoesNotStart() async throws {
        let error = await failure {
            try await withServer(configuration: "no_such_option: 1") { _ in }
        }
        #expect(error?.code == "nats.start_failed")
        #expect(error?.message.contains("no_such_option") == true)
        let missing = LocalNATS(.init(directory: "/tmp/luna-bus-test-missing", executable: "no-such-nats-server"))
        #expect(await failure { try await missing.start() }?.code == "process.spawn_failed")
        await remove("/tmp/luna-bus-test-missing")
    }
}

import Glibc
import Logging
import LunaBus
import LunaCore
import LunaMessages
import LunaStack
import ServiceLifecycle
import Testing
import UnixSignals

@testable import LunaServiceKit

@Suite struct AuditSpoolTests {
    @Test func recordsSurviveAndDamageIsSkipped() async throws {
        try await withTemporaryDirectory { directory in
            let spool = try AuditSpool(directory: directory + "/deep/er", name: "audit.spool")
            for text in ["one", "two", ""] { try await spool.append(Array(text.utf8)) }
            // What a crash leaves behind: half a line.
            let torn = open(spool.path, O_WRONLY | O_APPEND)
            #expect(write(torn, "\n6f6", 4) == 4)
            close(torn)
            try await spool.append(Array("three".utf8))

            let again = try AuditSpool(directory: directory + "/deep/er", name: "audit.spool")
            let content = try await again.read(from: 0, limit: 100)
            #expect(content.records.map { String(decoding: $0, as: UTF8.self) } == ["one", "two", "three"])
            #expect(content.damaged == 2, "the torn line, and the empty record")
            try await spool.append(Array("four".utf8))
            #expect(try await again.clear(ifEndingAt: content.end) == false, "something came after it")
            let rest = try await again.read(from: content.end, limit: 100)
            #expect(rest.records.map { String(decoding: $0, as: UTF8.self) } == ["four"])
            #expect(try await again.clear(ifEndingAt: rest.end + 1))
            #expect(try await again.read(from: 0, limit: 100).records.isEmpty)
        }
    }

    @Test func aLongFileIsReadInSteps() async throws {
        try await withTemporaryDirectory { directory in
            let spool = try AuditSpool(directory: directory, name: "s")
            for number in 0..<300 {
                try await spool.append(Array("\(number) \(String(repeating: "x", count: 500))".utf8))
            }
            var read: [String] = []
            var offset = 0
            while true {
                let content = try await spool.read(from: offset, limit: 7)
                if content.records.isEmpty { break }
                read += content.records.map { String(String(decoding: $0, as: UTF8.self).prefix { $0 != " " }) }
                offset = content.end
            }
            #expect(read == (0..<300).map(String.init))
        }
    }

    @Test func theFileIsBounded() async throws {
        try await withTemporaryDirectory { directory in
            let spool = try AuditSpool(directory: directory, name: "s", capacity: 1000)
            let record = [UInt8](repeating: 7, count: 300)
            try await spool.append(record)
            await #expect(throws: LunaError.self) { try await spool.append(record) }
            #expect(try await spool.read(from: 0, limit: 10).records == [record])
        }
    }
}

@Suite struct AuditTrailTests {
    @Test func entriesWrittenWhileTheBusIsAwayArriveOnceItIsBack() async throws {
        try await withTemporaryDirectory { directory in
            let server = LocalNATS(.init(directory: directory + "/nats"))
            try await server.start()
            let logger = Logger(label: "test", factory: { _ in SwiftLogNoOpLogHandler() })
            let bus = try await Bus.connect(BusConfiguration(urls: [server.url]), logger: logger)
            try await bus.ensure(LunaStreams.audit)
            let trail = try AuditTrail(
                bus: bus, service: "registry", instance: "registry-1", directory: directory, logger: logger)
            let group = ServiceGroup(configuration: .init(services: [.init(service: trail)], logger: logger))
            async let running: Void = group.run()

            let context = LogContext(correlation: "exec-1", tenant: try TenantID("acme"), actor: "alice")
            try await context.run { try await trail.record(.init("agent.register", resource: "a", key: "1")) }
            try await context.run { try await trail.record(.init("agent.register", resource: "a", key: "1")) }
            #expect(try await bus.streamInfo(LunaStreams.audit.name).messages == 1, "the same occurrence is one entry")

            await server.kill()
            #expect(await eventually { !bus.isConnected })
            for number in 0..<20 {
                try await trail.record(.init("agent.remove", resource: "\(number)", key: "\(number)"))
            }
            try await server.start()
            #expect(await eventually { (try? await bus.streamInfo(LunaStreams.audit.name))?.messages == 21 })
            let stored = try await bus.storedMessage(stream: LunaStreams.audit.name, sequence: 1)
            #expect(stored?.subject == "luna.audit.acme.registry")
            let entry = try AuditEntry(serialized: try #require(stored).body)
            #expect(entry.actor == "alice" && entry.correlation == "exec-1" && entry.outcome == "succeeded")

            await group.triggerGracefulShutdown()
            try await running
            await bus.drain(deadline: .seconds(2))
            await server.stop()
        }
    }

    @Test func theWholeServiceRunsAndStopsWithARealBus() async throws {
        try await withTemporaryDirectory { directory in
            let server = LocalNATS(.init(directory: directory + "/nats"))
            try await server.start()
            let log = Collected<[UInt8]>()
            let seen = Collected<String>()
            let (requests, stop) = AsyncStream.makeStream(of: UnixSignal.self)
            let runner = ServiceRunner(name: "probe", description: "is a test") { host in
                let bus = try host.bus
                return [
                    ServicePart("echo") {
                        let calls = try await bus.subscribe("test.echo")
                        let answering = Task {
                            for await call in calls { try? bus.publish(call.reply ?? "x", call.body) }
                        }
                        try? await gracefulShutdown()
                        seen.add(bus.isConnected ? "bus still open" : "bus closed")
                        await calls.unsubscribe()
                        answering.cancel()
                    }
                ]
            }
            let environment = [
                "NATS_URL": server.url, "LUNA_DATA_DIR": directory, "LUNA_PORT_FILE": directory + "/port",
                "LUNA_LOG_FORMAT": "json",
            ]
            async let status = runner.run(arguments: [], environment: environment, stop: requests, log: { log.add($0) })
            let port = try #require(await portNumber(directory + "/port"))
            #expect(await eventually { (try? await get("/readyz", port: port))?.status == 200 })
            await server.kill()
            #expect(await eventually { (try? await get("/readyz", port: port))?.status == 503 })
            try await server.start()
            #expect(await eventually { (try? await get("/readyz", port: port))?.status == 200 })
            stop.yield(.sigterm)
            #expect(await status == 0)
            #expect(seen.all == ["bus still open"])
            #expect(String(decoding: log.all.joined(), as: UTF8.self).contains("\"msg\":\"stopped\""))
            await server.stop()
        }
    }
}

import Foundation
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
    private func entry(_ number: Int, _ tenant: String = "acme") -> AuditEntry {
        AuditEntry(id: "\(tenant)-\(number)", tenant: tenant, resource: String(repeating: "x", count: 100))
    }

    /// Waits until whoever held a slot is gone: its last write may still be on its queue.
    private func free(_ lock: String) async throws {
        let isFree = await eventually {
            let descriptor = open(lock, O_RDWR)
            defer { close(descriptor) }
            return flock(descriptor, LOCK_EX | LOCK_NB) == 0
        }
        #expect(isFree)
    }

    /// Everything that waits, settled step by step.
    private func drain(_ spool: AuditSpool, step: Int = 64) async throws -> [AuditEntry] {
        var all: [AuditEntry] = []
        while true {
            let portion = try await spool.waiting(limit: step)
            if portion.mark.isEmpty { return all }
            all += portion.entries
            try await spool.settle(portion)
        }
    }

    @Test func numbersHaveNoGapsOverProcessesAndTornRecordsTakeNone() async throws {
        try await withTemporaryDirectory { directory in
            let folder = directory + "/deep/er"
            var first: AuditSpool? = try AuditSpool(directory: folder, service: "gateway")
            for number in 1...3 { try await first?.append(entry(number)) }
            try await first?.append(entry(1, "other"))
            first = nil
            try await free(folder + "/audit-0.lock")
            // What a crash leaves behind: a part of a record.
            let torn = open(folder + "/audit-0.1.log", O_WRONLY | O_APPEND)
            #expect(write(torn, "\naGFsZiBh", 9) == 9)
            close(torn)

            let again = try AuditSpool(directory: folder, service: "gateway")
            try await again.append(entry(4))
            let waiting = try await again.waiting(limit: 100)
            #expect(waiting.entries.map(\.id) == ["acme-1", "acme-2", "acme-3", "other-1", "acme-4"])
            #expect(waiting.entries.map(\.sourceSequence) == [1, 2, 3, 1, 4])
            #expect(Set(waiting.entries.map(\.source)).count == 1)
            #expect(waiting.entries[0].source.hasPrefix("gateway/"))
            try await again.settle(waiting)
            #expect(try await again.waiting(limit: 100).mark.isEmpty)
            try await again.append(entry(5))
            #expect(try await again.waiting(limit: 100).entries.map(\.sourceSequence) == [5])
        }
    }

    @Test func whatIsInTheTrailGoesAndItsNumbersStay() async throws {
        try await withTemporaryDirectory { directory in
            let logs = {
                try FileManager.default.contentsOfDirectory(atPath: directory).filter { $0.hasSuffix(".log") }
            }
            func first() async throws {
                let spool = try AuditSpool(directory: directory, service: "s", segmentSize: 2000)
                for number in 1...200 { try await spool.append(entry(number)) }
                #expect(try logs().count > 5)
                #expect(try await drain(spool, step: 7).map(\.sourceSequence) == Array(1...200))
                #expect(try logs().count <= 2)
            }
            try await first()
            try await free(directory + "/audit-0.lock")
            let again = try AuditSpool(directory: directory, service: "s", segmentSize: 2000)
            try await again.append(entry(201))
            #expect(try await drain(again).last?.sourceSequence == 201)
        }
    }

    @Test func manyAtOnceAreNumberedOnceEach() async throws {
        try await withTemporaryDirectory { directory in
            let spool = try AuditSpool(directory: directory, service: "s")
            try await withThrowingTaskGroup(of: Void.self) { group in
                for number in 0..<500 { group.addTask { try await spool.append(entry(number)) } }
                try await group.waitForAll()
            }
            let all = try await drain(spool)
            #expect(all.map(\.sourceSequence) == Array(1...500) && Set(all.map(\.id)).count == 500)
        }
    }

    @Test func processesDoNotShareASlotAndWhatAGoneOneLeftIsFound() async throws {
        try await withTemporaryDirectory { directory in
            let mine = try AuditSpool(directory: directory, service: "s")
            var other: AuditSpool? = try AuditSpool(directory: directory, service: "s")
            try await mine.append(entry(1))
            try await other?.append(entry(2))
            #expect(AuditSpool.orphans(directory: directory, service: "s").isEmpty, "both are in use")
            other = nil
            try await free(directory + "/audit-1.lock")
            let orphans = AuditSpool.orphans(directory: directory, service: "s")
            #expect(orphans.count == 1)
            #expect(try await orphans[0].waiting(limit: 10).entries.map(\.id) == ["acme-2"])
            #expect(try await mine.waiting(limit: 10).entries.map(\.id) == ["acme-1"])
        }
    }

    @Test func theFilesAreBoundedAndARefusedEntryTakesNoNumber() async throws {
        try await withTemporaryDirectory { directory in
            let spool = try AuditSpool(directory: directory, service: "s", capacity: 700)
            try await spool.append(entry(1))
            let large = AuditEntry(id: "large", tenant: "acme", resource: String(repeating: "x", count: 1000))
            let error = await #expect(throws: LunaError.self) { try await spool.append(large) }
            #expect(error?.code == "audit.full")
            try await spool.append(entry(2))
            #expect(try await spool.waiting(limit: 10).entries.map(\.sourceSequence) == [1, 2])
        }
    }
}

@Suite struct AuditTrailTests {
    /// Takes entries like the security service; does not answer the first `deaf` requests.
    private func sink(_ bus: Bus, _ taken: Collected<AuditEntry>, deaf: Int) async throws -> BusSubscription {
        let requests = try await bus.subscribe(Subjects.trails, queue: "security")
        Task {
            var ignored = 0
            for await request in requests {
                guard let batch = try? AuditBatch(serialized: request.body), let reply = request.reply else { continue }
                for entry in batch.entries { taken.add(entry) }
                ignored += 1
                if ignored <= deaf {
                    let error = LunaError("store.unavailable", .dependency, "Not now.", isRetryable: true)
                    try? bus.publish(reply, AuditReceipt(error: ErrorInfo(error)).serialized())
                } else {
                    try? bus.publish(reply, AuditReceipt(entries: UInt32(batch.entries.count)).serialized())
                }
            }
        }
        return requests
    }

    @Test func entriesWrittenWhileTheBusIsAwayArriveInOrderAndUntilTheyAreAcknowledged() async throws {
        try await withTemporaryDirectory { directory in
            let server = LocalNATS(.init(directory: directory + "/nats"))
            try await server.start()
            let logger = Logger(label: "test", factory: { _ in SwiftLogNoOpLogHandler() })
            let bus = try await Bus.connect(BusConfiguration(urls: [server.url]), logger: logger)
            let trail = try AuditTrail(bus: bus, service: "registry", directory: directory, logger: logger)
            let group = ServiceGroup(configuration: .init(services: [.init(service: trail)], logger: logger))
            async let running: Void = group.run()

            let context = LogContext(correlation: "exec-1", tenant: try TenantID("acme"), actor: "alice")
            try await context.run { try await trail.record(.init("agent.register", resource: "a")) }
            await server.kill()
            #expect(await eventually { !bus.isConnected })
            for number in 1...20 { try await trail.record(.init("agent.remove", resource: "\(number)")) }
            try await server.start()
            let taken = Collected<AuditEntry>()
            let requests = try await sink(bus, taken, deaf: 2)
            #expect(
                await eventually { taken.all.count > 21 && Set(taken.all.map(\.id)).count == 21 },
                "what was not acknowledged came again, under the same id")
            let first = try #require(taken.all.first { $0.tenant == "acme" })
            #expect(first.actor == "alice" && first.correlation == "exec-1" && first.outcome == "succeeded")
            #expect(first.service == "registry" && first.sourceSequence == 1)
            let local = Dictionary(taken.all.filter { $0.tenant == "local" }.map { ($0.sourceSequence, $0) }) { $1 }
            #expect(local.keys.sorted() == Array(1...20))
            #expect(
                (1...20).allSatisfy { local[UInt64($0)]?.resource == "\($0)" }, "numbered in the order of the actions")

            await group.triggerGracefulShutdown()
            try await running
            await requests.unsubscribe()
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

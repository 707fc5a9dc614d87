import LunaCore
import LunaServiceKit
import Metrics
import ServiceLifecycle
import Synchronization
import Testing
import UnixSignals

/// A service under test: started in this process with a health port of its own, stopped by a "signal".
private struct Running: Sendable {
    let port: Int
    let stop: AsyncStream<UnixSignal>.Continuation
    let log: Collected<[UInt8]>

    var logText: String { String(decoding: log.all.joined(), as: UTF8.self) }

    func becomesReady() async -> Bool {
        await eventually { (try? await get("/readyz", port: port))?.status == 200 }
    }
}

private func run(
    arguments: [String] = [], environment: [String: String] = [:], keys: [ConfigurationKey] = [],
    build: @escaping ServiceRunner.Build = { _ in [] }, _ body: (Running) async throws -> Void
) async throws -> (status: Int32, log: String) {
    try await withTemporaryDirectory { directory in
        let (requests, stop) = AsyncStream.makeStream(of: UnixSignal.self)
        let log = Collected<[UInt8]>()
        let runner = ServiceRunner(
            name: "probe", version: "9.8.7", description: "is a test", keys: keys, needsBus: false, build: build)
        var variables = environment
        variables["LUNA_PORT_FILE"] = directory + "/port"
        variables["LUNA_LOG_FORMAT"] = "json"
        variables["LUNA_LOG_LEVEL"] = "debug"
        let environment = variables
        let hasEnded = Switch(false)
        let service = Task {
            defer { hasEnded.value = true }
            return await runner.run(
                arguments: arguments, environment: environment, stop: requests, log: { log.add($0) })
        }
        // One that fails at once may never have opened its port.
        guard let port = await portNumber(directory + "/port", unless: { hasEnded.value }) else {
            try #require(hasEnded.value, "the service neither opened its port nor ended")
            return (await service.value, String(decoding: log.all.joined(), as: UTF8.self))
        }
        let running = Running(port: port, stop: stop, log: log)
        do { try await body(running) } catch {
            stop.yield(.sigterm)
            throw error
        }
        stop.yield(.sigterm)
        let result = await service.value
        return (result, running.logText)
    }
}

private func part(_ name: String, _ journal: Collected<String>) -> ServicePart {
    ServicePart(name) {
        journal.add("\(name) runs")
        try? await gracefulShutdown()
        await Task.yield()
        journal.add("\(name) ends")
    }
}

@Suite struct RunnerTests {
    @Test func theEndpointsAnswer() async throws {
        let broken = Switch(false)
        let result = try await run(build: { host in
            host.readiness.register("dependency") {
                if broken.value { throw LunaError("x", .network, "postgres://u:hunter2@h refused") }
            }
            host.readiness.register("stuck", timeout: .milliseconds(30)) {
                if broken.value { try await Task.sleep(for: .seconds(3600)) }
            }
            Counter(label: "probe.calls", factory: host.metrics).increment()
            return []
        }) { running in
            #expect(await running.becomesReady())
            for path in ["/livez", "/healthz"] {
                let answer = try await get(path, port: running.port)
                #expect(answer.status == 200)
                #expect(try answer.json()["version"] == "9.8.7")
            }
            let ready = try await get("/readyz", port: running.port).json()
            #expect(ready["status"] == "ready")
            #expect(ready["checks"]?.arrayValue?.map { $0["state"] } == ["ok", "ok"])

            broken.value = true
            let down = try await get("/readyz", port: running.port)
            #expect(down.status == 503)
            let report = try down.json()
            #expect(report["status"] == "not_ready")
            #expect(report["checks"]?.arrayValue?.map { $0["state"] } == ["failed", "timeout"])
            #expect(!down.body.contains("hunter2"))
            #expect(try await get("/livez", port: running.port).status == 200, "a dependency is no reason to restart")
            broken.value = false
            #expect(await running.becomesReady())

            let metrics = try await get("/metrics", port: running.port)
            #expect(metrics.head.lowercased().contains("content-type: text/plain; version=0.0.4"))
            let page = try PrometheusText(metrics.body)
            #expect(page.value("probe_calls_total") == 1)
            for name in [
                "process_resident_memory_bytes", "process_open_fds", "process_threads", "process_start_time_seconds",
                "process_cpu_seconds_total",
            ] { #expect((page.value(name) ?? 0) > 0, "\(name)") }
            #expect(page.samples.contains { $0.name == "luna_build_info" && $0.labels["version"] == "9.8.7" })
            #expect(try await get("/nothing", port: running.port).status == 404)
        }
        #expect(result.status == 0)
    }

    @Test func partsStopInReverseOrderWhileReadinessSaysSo() async throws {
        let journal = Collected<String>()
        let mayEnd = AsyncStream.makeStream(of: Void.self)
        let result = try await run(build: { _ in
            [
                part("first", journal),
                ServicePart("busy") {
                    journal.add("busy runs")
                    try? await gracefulShutdown()
                    journal.add("busy finishes its work")
                    for await _ in mayEnd.stream { break }
                    journal.add("busy ends")
                },
                part("last", journal),
            ]
        }) { running in
            #expect(await running.becomesReady())
            running.stop.yield(.sigterm)
            #expect(await eventually { journal.all.contains("busy finishes its work") })
            let answer = try await get("/readyz", port: running.port)
            #expect(answer.status == 503)
            #expect(try answer.json()["status"] == "stopping")
            mayEnd.continuation.finish()
        }
        #expect(result.status == 0)
        let ends = journal.all.filter { !$0.hasSuffix("runs") }
        #expect(ends == ["last ends", "busy finishes its work", "busy ends", "first ends"])
    }

    @Test func anInterruptGives130() async throws {
        let result = try await run { running in
            #expect(await running.becomesReady())
            running.stop.yield(.sigint)
        }
        #expect(result.status == 130)
    }

    @Test func aPartThatFailsEndsTheProcessWithItsReason() async throws {
        let journal = Collected<String>()
        let result = try await run(build: { _ in
            [part("first", journal), ServicePart("bad") { throw LunaError("disk.full", .resource, "Make room.") }]
        }) { _ in }
        #expect(result.status == 1)
        #expect(result.log.contains("disk.full: Make room."))
    }

    @Test func aBuildThatFailsEndsTheProcessWithItsReason() async throws {
        let result = try await run(build: { _ in throw LunaError("agent.unsigned", .permission, "Sign it.") }) { _ in }
        #expect(result.status == 1)
        #expect(result.log.contains("agent.unsigned: Sign it."))
    }

    @Test func aPartThatHangsIsCancelledAfterTheGrace() async throws {
        let journal = Collected<String>()
        let result = try await run(
            environment: ["LUNA_SHUTDOWN_GRACE": "150ms"],
            build: { _ in
                [
                    ServicePart("stubborn") {
                        do { try await Task.sleep(for: .seconds(3600)) } catch { journal.add("cancelled") }
                    }
                ]
            }
        ) { running in
            #expect(await running.becomesReady())
        }
        #expect(journal.all == ["cancelled"])
        #expect(result.status == 1, "work was cut off, so it was no clean stop")
        #expect(result.log.contains("cancelled"))
    }

    @Test func aStopDuringTheStartIsClean() async throws {
        let result = try await run(build: { _ in
            try await Task.sleep(for: .seconds(3600))
            return []
        }) { running in
            let answer = try await get("/readyz", port: running.port)
            #expect(answer.status == 503)
            #expect(try answer.json()["status"] == "starting")
        }
        #expect(result.status == 0)
    }

    @Test func theBusIsWaitedForOnlySoLong() async throws {
        try await withTemporaryDirectory { directory in
            let log = Collected<[UInt8]>()
            let (requests, _) = AsyncStream.makeStream(of: UnixSignal.self)
            let status = await ServiceRunner(name: "probe", description: "is a test") { _ in [] }.run(
                arguments: [],
                environment: [
                    "NATS_URL": "nats://127.0.0.1:1", "LUNA_STARTUP_PATIENCE": "1s", "LUNA_DATA_DIR": directory,
                    "LUNA_LOG_FORMAT": "json",
                ], stop: requests, log: { log.add($0) })
            #expect(status == 1)
            let text = String(decoding: log.all.joined(), as: UTF8.self)
            #expect(text.contains("waiting for the bus"))
            #expect(text.contains("The bus could not be reached"))
        }
    }

    @Test func healthAsksTheRunningInstance() async throws {
        let broken = Switch(false)
        let silence = AsyncStream<UnixSignal> { _ in }
        func health(_ environment: [String: String]) async -> (status: Int32, text: String) {
            let printed = Collected<String>()
            let probe = ServiceRunner(name: "probe", version: "9.8.7", description: "is a test") { _ in [] }
            let status = await probe.run(
                arguments: ["--health"], environment: environment, stop: silence, log: { _ in },
                print: { printed.add($0) })
            return (status, printed.all.joined())
        }
        let result = try await run(build: { host in
            host.readiness.register("thing") { if broken.value { throw LunaError("thing.down", .dependency, "away") } }
            return []
        }) { running in
            #expect(await running.becomesReady())
            let good = await health(["LUNA_HTTP_PORT": "\(running.port)", "LUNA_HTTP_HOST": "0.0.0.0"])
            #expect(good.status == 0 && good.text.contains("\"ready\""), "\(good)")
            broken.value = true
            let bad = await health(["LUNA_HTTP_PORT": "\(running.port)"])
            #expect(bad.status == 1 && bad.text.contains("away"), "\(bad)")
            #expect(await health([:]).status == 2)
        }
        #expect(result.status == 0)
        let gone = try #require(
            await withTemporaryDirectory { directory in
                try SmallFile.write(Array("1\n".utf8), to: directory + "/port", mode: 0o644)
                return await health(["LUNA_PORT_FILE": directory + "/port"])
            } as (status: Int32, text: String)?)
        #expect(gone.status == 1)
    }

    @Test(arguments: [
        (["--help"], 0 as Int32, "--http-port"), (["--version"], 0, "luna-probe 9.8.7"),
        (["--check-config"], 0, "http.port = 0"), (["--settings"], 0, "### probe"),
        (["--nonsense"], 2, ""), (["--check-config", "--http-port=x"], 2, ""),
    ])
    func wordsThatEndAtOnce(_ arguments: [String], _ expected: Int32, _ wanted: String) async {
        let printed = Collected<String>()
        let log = Collected<[UInt8]>()
        let (requests, _) = AsyncStream.makeStream(of: UnixSignal.self)
        let status = await ServiceRunner(name: "probe", version: "9.8.7", description: "is a test") { _ in [] }.run(
            arguments: arguments, environment: [:], stop: requests, log: { log.add($0) }, print: { printed.add($0) })
        #expect(status == expected)
        #expect(printed.all.joined().contains(wanted))
        #expect(log.all.isEmpty == (expected == 0))
    }

    @Test func aServiceWithAStoreMustKnowWhereItIs() async {
        let log = Collected<[UInt8]>()
        let (requests, _) = AsyncStream.makeStream(of: UnixSignal.self)
        let runner = ServiceRunner(
            name: "probe", description: "is a test", store: StoreNeed(schema: "probe", migrations: [])
        ) { _ in [] }
        let status = await runner.run(arguments: [], environment: [:], stop: requests, log: { log.add($0) })
        #expect(status == 2)
        #expect(String(decoding: log.all.joined(), as: UTF8.self).contains("LUNA_DATABASE_URL: is required"))
    }

    @Test func whatWasNotDeclaredIsNotThere() async throws {
        let result = try await run(build: { host in
            _ = try host.bus
            return []
        }) { _ in }
        #expect(result.status == 1)
        #expect(result.log.contains("needsBus: true"))
    }
}

/// A flag that tests flip while a check reads it.
private final class Switch: Sendable {
    private let flag: Mutex<Bool>
    init(_ value: Bool) { flag = Mutex(value) }
    var value: Bool {
        get { flag.withLock { $0 } }
        set { flag.withLock { $0 = newValue } }
    }
}

import Glibc
import LunaCore
import Testing

@testable import LunaStack

private func service(_ name: String, _ needs: [String] = [], gateway: Bool = false) -> ServiceSpec {
    ServiceSpec(name: name, needs: needs, isScalable: !gateway, isGateway: gateway)
}

/// Stand-in services, real processes.
@Suite(.timeLimit(.minutes(3))) struct LocalStackTests {
    private static let chain = [
        service("base"), service("middle", ["base"]), service("gateway", ["middle"], gateway: true),
    ]

    @Test func startsInOrderAndStopsInReverse() async throws {
        let stack = try StandInStack(Self.chain)
        let report = try await stack.up()
        #expect(report.started == ["base", "middle", "gateway"])
        #expect(report.gatewayURL.hasPrefix("https://127.0.0.1:"))
        #expect(LocalStack.gatewayURL(directory: stack.configuration.directory) == report.gatewayURL)
        let trail = stack.order { event in
            switch event {
            case .starting(let name): "start \(name)"
            case .ready(let name, _, _): "ready \(name)"
            default: nil
            }
        }
        #expect(
            trail == ["start base", "ready base", "start middle", "ready middle", "start gateway", "ready gateway"])
        #expect(try await stack.stack.status().map(\.state) == [.ready, .ready, .ready])

        let identities = try stack.state().instances.values.map(\.process)
        try await stack.down()
        #expect(
            stack.order { if case .stopped(let name, false, _) = $0 { name } else { nil } } == [
                "gateway", "middle", "base",
            ])
        #expect(identities.allSatisfy { !$0.isRunning })
        #expect(LocalStack.gatewayURL(directory: stack.configuration.directory) == nil)
        #expect(try await stack.stack.status().map(\.state) == [.stopped, .stopped, .stopped])
    }

    @Test func aSecondUpChangesNothing() async throws {
        let stack = try StandInStack(Self.chain)
        try await stack.up()
        let pids = try stack.pids()
        let again = try await stack.up()
        #expect(again.started.isEmpty)
        #expect(try stack.pids() == pids)
        try await stack.down()
    }

    @Test func onlyWhatHasCrashedIsStartedAgain() async throws {
        let stack = try StandInStack(Self.chain)
        let url = try await stack.up().gatewayURL
        let before = try stack.state().instances
        let victim = try #require(before["middle"]?.process)
        victim.signal(SIGKILL)
        #expect(await victim.waitForEnd(.seconds(20)))
        #expect(try await stack.stack.status().first { $0.name == "middle" }?.state == .crashed)

        let report = try await stack.up()
        #expect(report.started == ["middle"])
        #expect(report.gatewayURL == url)
        #expect(stack.order { if case .crashed(let name) = $0 { name } else { nil } } == ["middle"])
        let after = try stack.state().instances
        #expect(after["base"] == before["base"] && after["gateway"] == before["gateway"])
        #expect(after["middle"]?.process != victim)
        try await stack.down()
    }

    @Test func aFailedStartSaysWhyAndStopsNothing() async throws {
        let stack = try StandInStack([
            service("base"), service("bad", ["base"]), service("above", ["bad"]), service("beside"),
        ])
        try stack.tell("bad.fail")
        let error = await #expect(throws: LunaError.self) { try await stack.up() }
        #expect(error?.code == "stack.start_failed")
        #expect(error?.message.contains("bad did not start: it ended with status 7") == true)
        #expect(error?.message.contains("this is why") == true)
        #expect(stack.order { if case .skipped(let name, _) = $0 { name } else { nil } } == ["above"])
        let pids = try stack.pids()
        #expect(Set(pids.keys) == ["base", "beside"])

        stack.untell("bad.fail")
        #expect(try await stack.up().started == ["bad", "above"])
        #expect(try stack.pids().filter { pids[$0.key] != nil } == pids)
        try await stack.down()
    }

    @Test func whatNeverBecomesReadyIsEndedWithItsReason() async throws {
        let stack = try StandInStack([service("base")])
        try stack.tell("base.never")
        let error = await #expect(throws: LunaError.self) { try await stack.up { $0.startTimeout = .seconds(2) } }
        #expect(error?.message.contains("bus: nobody there") == true)
        #expect(try stack.pids().isEmpty)
    }

    @Test func theLogOfAnEarlierRunIsNotBlamed() async throws {
        let stack = try StandInStack([service("base")])
        try await stack.up()
        try await stack.down()
        try Files.write(Array("old trouble\n".utf8), to: stack.configuration.logFile("base"))
        try stack.tell("base.fail")
        let error = await #expect(throws: LunaError.self) { try await stack.up() }
        #expect(error?.message.contains("this is why") == true)
        #expect(error?.message.contains("old trouble") == false)
    }

    @Test func aPortInUseIsSaidBeforeAnythingIsStarted() async throws {
        let other = try StandInStack([service("gateway", gateway: true)])
        let taken = try await other.up().gatewayURL.split(separator: ":").last.flatMap { Int($0) }
        let stack = try StandInStack(Self.chain, port: taken)
        let error = await #expect(throws: LunaError.self) { try await stack.up() }
        #expect(error?.code == "stack.port_in_use")
        #expect(error?.message.contains("luna up --port") == true)
        #expect(try stack.pids().isEmpty)
        try await other.down()
    }

    @Test func theGatewayKeepsItsPortAcrossRestarts() async throws {
        let stack = try StandInStack(Self.chain, port: nil)
        let first = try await stack.up().gatewayURL
        #expect(try await stack.stack.restart(["gateway"]).gatewayURL == first)
        try await stack.down()
        #expect(try await stack.up().gatewayURL == first)
        try await stack.down()
    }

    @Test func twoUpsAtOnceStartEverythingOnce() async throws {
        let stack = try StandInStack(Self.chain)
        let one = LocalStack(configuration: stack.configuration)
        let two = LocalStack(configuration: stack.configuration)
        async let first = one.up()
        async let second = two.up()
        let started = try await (first.started, second.started)
        #expect(Set([started.0.count, started.1.count]) == [0, 3])
        let pids = try stack.pids()
        #expect(pids.count == 3)
        // Nothing else was left behind: every process of the stack's directory is one that is written down.
        let found = Files.names(in: "/proc").compactMap { Int32($0) }.filter { pid in
            Files.read("/proc/\(pid)/cmdline").map { String(decoding: $0, as: UTF8.self).contains(stack.bin) } ?? false
        }
        #expect(Set(found) == Set(pids.values))
        try await stack.down()
    }

    @Test func anotherUpIsWaitedForOnlySoLong() async throws {
        let stack = try StandInStack(Self.chain)
        try await stack.up()
        let lock = try await StackLock.take(stack.configuration.lockFile, patience: .seconds(5)) { _ in }
        let error = await #expect(throws: LunaError.self) {
            try await stack.up { $0.lockPatience = .milliseconds(100) }
        }
        #expect(error?.code == "stack.locked")
        #expect(error?.message.contains("process \(getpid())") == true)
        withExtendedLifetime(lock) {}
        _ = consume lock
        try await stack.down()
    }

    @Test func aReusedProcessNumberIsNeverTouched() async throws {
        let stack = try StandInStack([service("base")])
        try await stack.up()
        try await stack.down()
        let innocent = try ChildProcess.spawn(executable: "sleep", arguments: ["600"])
        let now = try #require(ProcessIdentity(running: innocent.pid))
        var state = try stack.state()
        state.instances["base"] = .init(
            component: "base", name: "base",
            process: ProcessIdentity(pid: innocent.pid, startTicks: now.startTicks + 1, boot: now.boot), port: 1,
            fingerprint: "")
        try state.save(stack.configuration.stateFile)

        #expect(try await stack.stack.status().map(\.state) == [.crashed])
        try await stack.up()
        #expect(innocent.isRunning)
        #expect(try stack.pids()["base"] != innocent.pid)
        try await stack.down()
        #expect(innocent.isRunning)
        await innocent.terminate(grace: .seconds(5))
    }

    @Test func aStubbornProcessIsKilledAfterTheGrace() async throws {
        let stack = try StandInStack([service("base")]) { $0.stopGrace = .milliseconds(300) }
        try stack.tell("base.stubborn")
        try await stack.up()
        let process = try #require(try stack.state().instances["base"]?.process)
        try await stack.down()
        #expect(!process.isRunning)
        #expect(stack.order { if case .stopped(let name, true, _) = $0 { name } else { nil } } == ["base"])
    }

    @Test func instancesAreAddedAndTakenAway() async throws {
        let stack = try StandInStack(Self.chain)
        try await stack.up(scale: ["middle": 3])
        let three = try stack.pids()
        #expect(Set(three.keys) == ["base", "gateway", "middle", "middle-2", "middle-3"])
        #expect(try await stack.up().started.isEmpty)
        try await stack.up(scale: ["middle": 1])
        #expect(try stack.pids() == three.filter { !$0.key.hasPrefix("middle-") })
        await #expect(throws: LunaError.self) { try await stack.up(scale: ["gateway": 2]) }
        await #expect(throws: LunaError.self) { try await stack.up(scale: ["middle": 0]) }
        await #expect(throws: LunaError.self) { try await stack.up(scale: ["nobody": 1]) }
        try await stack.down()
    }

    @Test func aNewBuildIsStartedInPlaceOfTheOld() async throws {
        let stack = try StandInStack(Self.chain)
        try await stack.up()
        let before = try stack.pids()
        let content = try #require(Files.read("\(stack.bin)/middle"))
        try Files.write(content, to: "\(stack.bin)/middle", mode: 0o755)
        #expect(try await stack.up().started == ["middle"])
        let after = try stack.pids()
        #expect(after["base"] == before["base"] && after["middle"] != before["middle"])
        try await stack.down()
    }

    @Test func executablesThatHaveGoneStopNothing() async throws {
        let stack = try StandInStack(Self.chain)
        try await stack.up()
        let pids = try stack.pids()
        // Elsewhere there are none: then those that run are meant.
        #expect(try await stack.up { $0.binaries = "/nonexistent" }.started.isEmpty)
        unlink("\(stack.bin)/base")
        let error = await #expect(throws: LunaError.self) { try await stack.up() }
        #expect(error?.code == "stack.prerequisites")
        #expect(try stack.pids() == pids)
        try await stack.down()
    }

    @Test func missingExecutablesAreNamedAtOnce() async throws {
        let stack = try StandInStack(Self.chain)
        unlink("\(stack.bin)/middle")
        unlink("\(stack.bin)/gateway")
        let error = await #expect(throws: LunaError.self) { try await stack.up() }
        #expect(error?.code == "stack.prerequisites")
        #expect(error?.message.contains("gateway, middle") == true)
        #expect(try stack.pids().isEmpty)
    }

    @Test func aRestartThatCannotSucceedStopsNothing() async throws {
        let stack = try StandInStack(Self.chain)
        try await stack.up()
        let pids = try stack.pids()
        unlink("\(stack.bin)/middle")
        await #expect(throws: LunaError.self) { try await stack.stack.restart(["middle"]) }
        #expect(try stack.pids() == pids)
        await #expect(throws: LunaError.self) { try await stack.stack.restart(["nobody"]) }
        try await stack.down()
    }

    @Test func aDamagedStateFileIsNotGuessedAt() async throws {
        let stack = try StandInStack(Self.chain)
        try await stack.up()
        let good = try #require(Files.read(stack.configuration.stateFile))
        try Files.write(Array(good.prefix(40)), to: stack.configuration.stateFile)
        let error = await #expect(throws: LunaError.self) { try await stack.up() }
        #expect(error?.code == "stack.state_invalid")
        try Files.write(good, to: stack.configuration.stateFile)
        try await stack.down()
    }
}

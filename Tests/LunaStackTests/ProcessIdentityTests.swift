import Glibc
import LunaStack
import Testing

@Suite struct ProcessIdentityTests {
    @Test func aRunningProcessIsKnownAndItsEndIsSeen() async throws {
        let child = try ChildProcess.spawn(executable: "sleep", arguments: ["600"])
        let identity = try #require(ProcessIdentity(running: child.pid))
        #expect(identity.isRunning)
        #expect((identity.memoryBytes ?? 0) > 0)
        #expect((identity.age ?? .seconds(-1)) < .seconds(60))
        #expect(identity.signal(SIGTERM))
        #expect(await identity.waitForEnd(.seconds(20)))
        #expect(!identity.signal(SIGTERM))
        #expect(await child.waitForExit() == 128 + SIGTERM)
    }

    @Test func aStrangerWithTheSameNumberIsNeverSignalled() async throws {
        let child = try ChildProcess.spawn(executable: "sleep", arguments: ["600"])
        let now = try #require(ProcessIdentity(running: child.pid))
        let earlier = ProcessIdentity(pid: child.pid, startTicks: now.startTicks - 1, boot: now.boot)
        let otherBoot = ProcessIdentity(pid: child.pid, startTicks: now.startTicks, boot: "another")
        for stale in [earlier, otherBoot] {
            #expect(!stale.isRunning)
            #expect(!stale.signal(SIGKILL))
            #expect(!stale.signalGroup(SIGKILL))
        }
        #expect(child.isRunning)
        await child.terminate(grace: .seconds(5))
    }

    @Test func numbersThatMeanManyProcessesAreNoProcess() {
        for pid: Int32 in [0, -1, -42] { #expect(ProcessIdentity(running: pid) == nil) }
        #expect(!ProcessIdentity(pid: -1, startTicks: 0, boot: "").signal(SIGKILL))
    }

    @Test func aNameWithParenthesesAndSpacesIsNoObstacle() async throws {
        let directory = try TemporaryDirectory()
        let program = "\(directory.path)/odd ) 1 (name"
        try #require(symlink("/bin/sleep", program) == 0)
        let child = try ChildProcess.spawn(executable: program, arguments: ["600"])
        #expect(ProcessIdentity(running: child.pid)?.isRunning == true)
        await child.terminate(grace: .seconds(5))
    }
}

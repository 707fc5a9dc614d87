import LunaCore
import LunaMessages
import Testing

@Suite("Services")
struct ServiceTests {
    private struct Monitor: HealthMonitorServing {
        let answer: @Sendable (CallContext) throws -> HealthReply
        func getHealth(_ request: HealthRequest, context: CallContext) async throws -> HealthReply {
            try answer(context)
        }
        func getWorkload(_ request: WorkloadRequest, context: CallContext) async throws -> WorkloadReply {
            WorkloadReply()
        }
    }

    @Test("A client reaches the server of the same contract, with its context")
    func call() async throws {
        let monitor = Monitor { HealthReply(state: "up for \($0.tenant) and \($0.actor)") }
        let client = HealthMonitorClient(LocalTransport(monitor.endpoints))
        let reply = try await client.getHealth(HealthRequest(), context: CallContext(actor: "me"))
        #expect(reply.state == "up for local and me")
    }

    @Test("The server's error arrives with all its facts")
    func error() async throws {
        let thrown = LunaError("a.b", .conflict, "No\0pe", isRetryable: true, details: ["k": "v"])
        let client = HealthMonitorClient(LocalTransport(Monitor { _ in throw thrown }.endpoints))
        let error = await #expect(throws: LunaError.self) {
            try await client.getHealth(HealthRequest(), context: CallContext())
        }
        #expect(error == LunaError("a.b", .conflict, "No\u{FFFD}pe", isRetryable: true, details: ["k": "v"]))
    }

    @Test("A request that cannot be decoded is the caller's fault")
    func malformedRequest() async throws {
        let endpoint = try #require(Monitor { _ in HealthReply() }.endpoints.first)
        let error = await #expect(throws: LunaError.self) { try await endpoint.handle([0xFF], CallContext()) }
        #expect(error?.code == "message.malformed")
    }

    @Test("A service that nobody serves is unavailable, and it is worth trying again")
    func nobody() async throws {
        let error = await #expect(throws: LunaError.self) {
            try await RegistryClient(LocalTransport([])).resolve(ResolveRequest(), context: CallContext())
        }
        #expect(error?.code == "rpc.unavailable")
        #expect(error?.isRetryable == true)
    }

    @Test("Subjects follow the bus conventions and differ")
    func subjects() {
        #expect(RegistryMethods.register.subject == "luna.rpc.registry.register")
        #expect(HealthMonitorMethods.getHealth.subject == "luna.rpc.health-monitor.getHealth")
        #expect(Set(LunaContract.allMethods.map(\.subject)).count == LunaContract.allMethods.count)
    }

    @Test("An error of a peer that says little is still an error")
    func sparseError() {
        let error = LunaError(ErrorInfo(message: "boom"))
        #expect(error.code == "internal.unexpected")
        #expect(error.errorClass == .internal)
        #expect(error.message == "boom")
    }

    @Test("Names of enum values are those of the contract")
    func enumNames() {
        #expect(Verdict.timedOut.description == "timed_out")
        #expect(Verdict(name: "not_installed") == .notInstalled)
        #expect(ExecutionState(name: "nonsense") == nil)
        #expect(Outcome(rawValue: 1) == .succeeded)
        #expect(TaskState.unrecognized(-5).rawValue == -5)
    }
}

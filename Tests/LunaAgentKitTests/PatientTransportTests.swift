import LunaCore
import LunaMessages
import Synchronization
import Testing

@testable import LunaAgentKit

@Suite struct PatientTransportTests {
    /// A service that answers after some questions that nobody, or somebody, had.
    private final class Service: RPCTransport {
        let asked = Mutex(0)
        let failures: [LunaError]

        init(failing failures: [LunaError]) { self.failures = failures }

        func call(_ method: RPCMethod, _ request: [UInt8], context: CallContext) async throws -> [UInt8] {
            let number = asked.withLock { asked in
                defer { asked += 1 }
                return asked
            }
            if number < failures.count { throw failures[number] }
            return request
        }
    }

    private static let away = LunaError("bus.no_responders", .network, "Nobody is there.")
    private let method = RPCMethod(service: "memory", name: "putArtifacts")

    @Test func aServiceThatIsAwayForAMomentIsWaitedFor() async throws {
        let service = Service(failing: [Self.away, Self.away])
        let reply = try await PatientTransport(service).call(method, [1, 2], context: CallContext())
        #expect(reply == [1, 2] && service.asked.withLock { $0 } == 3)
    }

    @Test func whatSomebodyMayHaveDoneIsNotAskedTwice() async throws {
        let service = Service(failing: [LunaError("bus.timeout", .timeout, "No answer.")])
        let error = await #expect(throws: LunaError.self) {
            try await PatientTransport(service).call(method, [], context: CallContext())
        }
        #expect(error?.code == "bus.timeout" && service.asked.withLock { $0 } == 1)
    }

    @Test func aServiceThatStaysAwayIsNamed() async throws {
        let service = Service(failing: Array(repeating: Self.away, count: 100))
        let error = await #expect(throws: LunaError.self) {
            try await PatientTransport(service, patience: .milliseconds(250)).call(method, [], context: CallContext())
        }
        #expect(error?.code == "bus.no_responders")
    }

    @Test func cancellingEndsTheWait() async throws {
        let service = Service(failing: Array(repeating: Self.away, count: 1_000_000))
        let asking = Task { try await PatientTransport(service).call(method, [], context: CallContext()) }
        asking.cancel()
        await #expect(throws: CancellationError.self) { try await asking.value }
    }
}

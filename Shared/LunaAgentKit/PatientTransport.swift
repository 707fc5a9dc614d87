import LunaCore
import LunaMessages

/// Calls services for tasks. That a service is away for a moment, because it or the bus was started again, costs no task its attempt:
/// all of them are away then, and the next attempt would meet the same. A value; may be used from any task.
struct PatientTransport: RPCTransport {
    private let transport: any RPCTransport
    private let patience: Duration

    /// - Parameter patience: how long a service may be away.
    init(_ transport: any RPCTransport, patience: Duration = .seconds(30)) {
        self.transport = transport
        self.patience = patience
    }

    /// Waits for the service. Only when nobody had the request, so nothing is done twice.
    /// - Throws: as the transport; `bus.no_responders` when the service stays away; `CancellationError`.
    func call(_ method: RPCMethod, _ request: [UInt8], context: CallContext) async throws -> [UInt8] {
        let deadline = ContinuousClock.now + patience
        var pause = Duration.milliseconds(100)
        while true {
            do {
                return try await transport.call(method, request, context: context)
            } catch let error as LunaError where error.code == "bus.no_responders" {
                guard ContinuousClock.now + pause < deadline else { throw error }
            }
            try await Task.sleep(for: pause)
            pause = min(pause * 2, .seconds(2))
        }
    }
}

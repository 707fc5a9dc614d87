import Dispatch
import Glibc
import UnixSignals

/// The stop signals of the process as a stream. The second one ends the process at once: whoever presses Ctrl-C twice
/// means it.
struct StopSignals: Sendable {
    let requests: AsyncStream<UnixSignal>

    static func ofProcess() async -> StopSignals {
        let signals = await UnixSignalsSequence(trapping: .sigterm, .sigint)
        let (requests, continuation) = AsyncStream.makeStream(of: UnixSignal.self, bufferingPolicy: .bufferingOldest(1))
        // Lives as long as the process, hence unstructured.
        Task {
            var isFirst = true
            for await signal in signals {
                guard isFirst else { _exit(signal == .sigint ? 130 : 1) }
                isFirst = false
                continuation.yield(signal)
            }
        }
        return StopSignals(requests: requests)
    }

    /// Ends the process when the shutdown hangs in spite of cancellation, for instance in a call that blocks. On a
    /// Dispatch timer, since the cooperative threads may be what hangs.
    static func endProcess(after delay: Duration) {
        DispatchQueue.global().asyncAfter(deadline: .now() + .microseconds(Int(delay.microseconds))) { _exit(1) }
    }
}

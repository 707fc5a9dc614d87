import LunaBus
import LunaCore
import Synchronization

/// Since when the bus has been there without a break. A server that was killed may have forgotten acknowledgements and even that it had
/// delivered a message, so what was handed out before the break may have been done. Thread-safe.
final class ConnectionMark: Sendable {
    /// How far the clocks of machines may be apart.
    private static let margin: Int64 = 2_000_000_000
    /// Unix nanoseconds; what was handed out before may have been done.
    private let suspect: Mutex<Int64>

    /// What waits when a worker starts may have been somebody else's.
    init() { suspect = Mutex(WallClock.now()) }

    func isSuspect(dispatchedAt time: Int64) -> Bool { time < suspect.withLock { $0 } }

    /// Until cancelled.
    func follow(_ states: AsyncStream<BusConnectionState>) async {
        for await state in states {
            // While the connection is away, everything is: the news of its return must not come too late.
            suspect.withLock { $0 = state == .connected ? WallClock.now() + Self.margin : .max }
        }
    }
}

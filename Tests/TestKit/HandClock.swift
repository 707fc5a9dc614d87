import Synchronization

/// A clock that goes on when it is told to. Thread-safe.
public final class HandClock: Sendable {
    private let time = Mutex(ContinuousClock.now)

    public init() {}

    public var now: ContinuousClock.Instant { time.withLock { $0 } }

    public func advance(_ duration: Duration) { time.withLock { $0 += duration } }
}

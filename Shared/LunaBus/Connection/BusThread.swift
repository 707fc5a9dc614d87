import CLunaSys
import CNats
import Glibc
import LunaCore

/// Threads of our own for calls that block, so that the few threads of the cooperative pool never do.
enum BusThread {
    private final class Start: Sendable {
        let name: String
        let body: @Sendable () -> Void
        init(name: String, body: @escaping @Sendable () -> Void) {
            self.name = name
            self.body = body
        }
    }

    /// Runs `body` on a new detached thread.
    /// - Throws: `LunaError` `bus.no_thread` when the system gives no thread.
    static func start(_ name: String, _ body: @escaping @Sendable () -> Void) throws {
        let context = Unmanaged.passRetained(Start(name: name, body: body))
        var thread = pthread_t()
        let result = pthread_create(
            &thread, nil,
            { raw in
                guard let raw else { return nil }
                let start = Unmanaged<Start>.fromOpaque(raw).takeRetainedValue()
                luna_thread_set_name(start.name)
                start.body()
                nats_ReleaseThreadMemory()
                return nil
            }, context.toOpaque())
        guard result == 0 else {
            context.release()
            throw LunaError(
                "bus.no_thread", .resource,
                "The system gave no thread for the bus (error \(result)): raise the limit of threads."
            )
        }
        pthread_detach(thread)
    }

    /// Runs a blocking `body` on a thread of its own and awaits it.
    static func run<R: Sendable>(_ name: String, _ body: @escaping @Sendable () throws -> R) async throws -> R {
        try await withUnsafeThrowingContinuation { (continuation: UnsafeContinuation<R, any Error>) in
            do {
                try start(name) { continuation.resume(with: Result(catching: body)) }
            } catch {
                continuation.resume(throwing: error)
            }
        }
    }
}

/// Nanoseconds of the monotonic clock.
func monotonicNow() -> UInt64 {
    var time = timespec()
    clock_gettime(CLOCK_MONOTONIC, &time)
    return UInt64(time.tv_sec) * 1_000_000_000 + UInt64(time.tv_nsec)
}

/// Nanoseconds since 1970.
func unixNow() -> Int64 {
    var time = timespec()
    clock_gettime(CLOCK_REALTIME, &time)
    return Int64(time.tv_sec) * 1_000_000_000 + Int64(time.tv_nsec)
}

extension Duration {
    /// Whole nanoseconds; negative counts as 0, and what does not fit as the largest value.
    var nanoseconds: UInt64 {
        let (seconds, attoseconds) = components
        guard seconds >= 0, attoseconds >= 0 else { return 0 }
        let (product, overflow) = UInt64(seconds).multipliedReportingOverflow(by: 1_000_000_000)
        let (sum, carried) = product.addingReportingOverflow(UInt64(attoseconds) / 1_000_000_000)
        return overflow || carried ? .max : sum
    }

    /// Whole milliseconds, rounded up, so that a wait is never shorter than asked for.
    var milliseconds: Int64 {
        let value = nanoseconds / 1_000_000 + (nanoseconds % 1_000_000 == 0 ? 0 : 1)
        return Int64(clamping: value)
    }
}

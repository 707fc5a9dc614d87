import Dispatch
import Glibc
import Synchronization

/// Writes whole lines to a descriptor, each with one `write(2)` when the receiver keeps up.
///
/// The caller never waits: when the receiver is slow (a full pipe), lines go to a bounded backlog that a thread of its
/// own
/// drains in order; beyond the bound they are counted, and the count is reported in a line of its own as soon as there
/// is
/// room. A line written while the receiver keeps up has left the process when ``write(_:)`` returns, so that the last
/// words before a crash are not lost. Thread-safe.
public final class LogSink: Sendable {
    private struct State {
        var backlog: [[UInt8]] = []
        var bytes = 0
        var dropped = 0
        var isDraining = false
    }

    /// Standard error of the process.
    public static let standardError = LogSink(descriptor: STDERR_FILENO)

    private let descriptor: Int32
    private let capacity: Int
    private let state = Mutex(State())
    private let drainer = DispatchQueue(label: "luna.log")

    /// - Parameters:
    ///   - descriptor: stays open and owned by the caller.
    ///   - capacity: most bytes that wait for a slow receiver.
    public init(descriptor: Int32, capacity: Int = 4 << 20) {
        self.descriptor = descriptor
        self.capacity = capacity
    }

    /// Writes one line, which ends in a line feed.
    public func write(_ line: [UInt8]) {
        state.withLock { state in
            if !state.isDraining, takesAtOnce(line.count) {
                let written = Self.put(descriptor, line[...])
                if written == line.count { return }
                // Nothing may come between the two halves of a line.
                state.backlog.append(Array(line[max(0, written)...]))
                state.bytes += line.count - max(0, written)
            } else if state.bytes + line.count <= capacity {
                state.backlog.append(line)
                state.bytes += line.count
            } else {
                state.dropped += 1
                return
            }
            if !state.isDraining {
                state.isDraining = true
                drainer.async { self.drain() }
            }
        }
    }

    /// Waits, off the caller's thread, until the backlog is empty or the receiver is gone. For the end of a process.
    public func flush() async {
        await withCheckedContinuation { continuation in
            drainer.async { continuation.resume() }
        }
    }

    /// A pipe that polls as writable has room for `PIPE_BUF` bytes (4096 on Linux); files take everything.
    private func takesAtOnce(_ count: Int) -> Bool {
        var request = pollfd(fd: descriptor, events: Int16(POLLOUT), revents: 0)
        guard poll(&request, 1, 0) == 1, request.revents & Int16(POLLOUT) != 0 else { return false }
        if count <= 4096 { return true }
        // Files have a position; pipes, sockets and terminals do not.
        return lseek(descriptor, 0, SEEK_CUR) >= 0
    }

    private func drain() {
        while true {
            let next: [UInt8]? = state.withLock { state in
                if state.backlog.isEmpty {
                    guard state.dropped > 0 else {
                        state.isDraining = false
                        return nil
                    }
                    let notice = Array(
                        "{\"level\":\"warning\",\"msg\":\"log lines dropped\",\"count\":\(state.dropped)}\n".utf8)
                    state.dropped = 0
                    return notice
                }
                let lines = state.backlog
                state.backlog = []
                state.bytes = 0
                return Array(lines.joined())
            }
            guard let next else { return }
            var rest = next[...]
            while !rest.isEmpty {
                let written = Self.put(descriptor, rest)
                if written < 0 { break }
                rest = rest.dropFirst(written)
                if !rest.isEmpty {
                    var request = pollfd(fd: descriptor, events: Int16(POLLOUT), revents: 0)
                    poll(&request, 1, -1)
                }
            }
        }
    }

    /// The bytes written, or -1 when the descriptor takes no more (closed pipe): logging must not end the process then.
    private static func put(_ descriptor: Int32, _ bytes: ArraySlice<UInt8>) -> Int {
        while true {
            let count = bytes.withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress, $0.count) }
            if count >= 0 { return count }
            if errno == EAGAIN { return 0 }
            if errno != EINTR { return -1 }
        }
    }
}

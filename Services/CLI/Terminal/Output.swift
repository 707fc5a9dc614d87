import Glibc
import Synchronization

/// Standard output and standard error. Data goes to the first, everything for people to the second, so that output can
/// be piped.
/// Thread-safe: what is handed over in one call stays together.
enum Output {
    /// A line of data.
    static func line(_ text: String = "") { write(Array((text + "\n").utf8)) }

    /// Data.
    static func write(_ bytes: [UInt8]) { put(bytes, STDOUT_FILENO) }

    /// A line for people.
    static func message(_ text: String = "") { put(Array((text + "\n").utf8), STDERR_FILENO) }

    private static let turn = Mutex(())

    private static func put(_ bytes: [UInt8], _ descriptor: Int32) {
        turn.withLock { _ in
            var rest = bytes[...]
            while !rest.isEmpty {
                let count = rest.withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress, $0.count) }
                if count < 0, errno == EINTR { continue }
                if count < 0, errno == EAGAIN {
                    var wait = pollfd(fd: descriptor, events: Int16(POLLOUT), revents: 0)
                    poll(&wait, 1, -1)
                    continue
                }
                // Whoever read our output has gone (`luna … | head`): nobody is left to tell.
                if count < 0, descriptor == STDOUT_FILENO { exit(errno == EPIPE ? 0 : 1) }
                guard count > 0 else { return }
                rest = rest.dropFirst(count)
            }
        }
    }
}

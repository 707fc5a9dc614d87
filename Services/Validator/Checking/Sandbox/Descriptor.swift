import Glibc
import LunaCore

/// A file descriptor that is not inherited by accident. Whoever holds it closes it, once.
struct Descriptor: Sendable, Hashable {
    let number: Int32

    /// Two connected ends. A socket pair rather than a pipe, because only it can be made close-on-exec in one step: a
    /// process that another thread starts in between must not get our end.
    /// - Throws: `LunaError` `sandbox.unavailable` when no descriptor is left.
    static func pair() throws(LunaError) -> (ours: Descriptor, theirs: Descriptor) {
        var ends: [Int32] = [-1, -1]
        let kind = Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue)
        guard socketpair(AF_UNIX, kind, 0, &ends) == 0 else {
            throw LunaError(
                "sandbox.unavailable", .resource, "No descriptor for a sandbox: \(String(cString: strerror(errno))).")
        }
        // Out of the way of 0…4, which the child's descriptors are put on.
        func lifted(_ end: Int32) -> Descriptor {
            guard end < 10 else { return Descriptor(number: end) }
            let moved = fcntl(end, F_DUPFD_CLOEXEC, 10)
            guard moved >= 0 else { return Descriptor(number: end) }
            Glibc.close(end)
            return Descriptor(number: moved)
        }
        return (lifted(ends[0]), lifted(ends[1]))
    }

    func close() { Glibc.close(number) }

    /// Writes all of `bytes`, which have to fit the socket's buffer; a peer that is gone is ignored.
    func writeAll(_ bytes: [UInt8]) {
        var done = 0
        bytes.withUnsafeBytes { buffer in
            while done < buffer.count {
                let count = send(
                    number, buffer.baseAddress.map { $0 + done }, buffer.count - done, Int32(MSG_NOSIGNAL))
                if count < 0 && errno == EINTR { continue }
                guard count > 0 else { return }
                done += count
            }
        }
    }

    /// Tells the other end that nothing more comes.
    func finishWriting() { shutdown(number, Int32(SHUT_WR)) }

    /// What can be read now: nil when nothing can, empty at the end.
    func readAvailable(_ buffer: inout [UInt8]) -> ArraySlice<UInt8>? {
        while true {
            let count = recv(number, &buffer, buffer.count, Int32(MSG_DONTWAIT))
            if count > 0 { return buffer[..<count] }
            if count == 0 { return [] }
            if errno == EINTR { continue }
            return errno == EAGAIN ? nil : []
        }
    }
}

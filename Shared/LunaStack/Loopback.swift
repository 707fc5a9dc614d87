import Glibc
import LunaProbe

/// TCP ports of 127.0.0.1.
package enum Loopback {
    /// Whether somebody accepts connections on `port` of 127.0.0.1.
    static func answers(_ port: Int) async -> Bool {
        await withUnsafeContinuation { continuation in
            startThread {
                let descriptor = TCPConnection.open("127.0.0.1", port, limit: .seconds(2))
                if let descriptor { close(descriptor) }
                continuation.resume(returning: descriptor != nil)
            }
        }
    }

    /// Whether a server could listen on `port` of 127.0.0.1 now. 0 is always free.
    package static func isFree(_ port: Int) -> Bool { bind(port) != nil }

    /// A port that was free a moment ago.
    package static func freePort() -> Int? { bind(0) }

    private static func bind(_ port: Int) -> Int? {
        guard (0...65_535).contains(port) else { return nil }
        let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue), 0)
        guard descriptor >= 0 else { return nil }
        defer { close(descriptor) }
        var on: Int32 = 1
        setsockopt(descriptor, SOL_SOCKET, SO_REUSEADDR, &on, socklen_t(MemoryLayout<Int32>.size))
        guard withAddress(port, { Glibc.bind(descriptor, $0, $1) }) == 0, listen(descriptor, 1) == 0 else { return nil }
        var address = sockaddr_in()
        var length = socklen_t(MemoryLayout<sockaddr_in>.size)
        let status = withUnsafeMutablePointer(to: &address) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) { getsockname(descriptor, $0, &length) }
        }
        return status == 0 ? Int(in_port_t(bigEndian: address.sin_port)) : nil
    }

    private static func withAddress(_ port: Int, _ body: (UnsafePointer<sockaddr>, socklen_t) -> Int32) -> Int32 {
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = in_port_t(port).bigEndian
        address.sin_addr.s_addr = in_addr_t(0x7f00_0001).bigEndian
        return withUnsafePointer(to: &address) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) { body($0, socklen_t(MemoryLayout<sockaddr_in>.size)) }
        }
    }
}

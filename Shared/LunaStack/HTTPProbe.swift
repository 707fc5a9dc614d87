import Glibc

/// The smallest HTTP client: one GET to 127.0.0.1, on a thread of its own, for health checks.
enum HTTPProbe {
    /// An answer.
    struct Answer: Sendable {
        let status: Int
        let body: String
    }

    /// Asks once. `nil` when there is no (whole) answer within `limit`.
    static func get(port: Int, path: String, limit: Duration = .seconds(3)) async -> Answer? {
        await withUnsafeContinuation { continuation in
            startThread { continuation.resume(returning: ask(port, path, limit)) }
        }
    }

    private static func ask(_ port: Int, _ path: String, _ limit: Duration) -> Answer? {
        guard let descriptor = Loopback.connect(port, limit: limit) else { return nil }
        defer { close(descriptor) }
        let request = Array(
            "GET \(path) HTTP/1.1\r\nHost: 127.0.0.1:\(port)\r\nConnection: close\r\nAccept: application/json\r\n\r\n"
                .utf8)
        guard send(descriptor, request, request.count, Int32(MSG_NOSIGNAL)) == request.count else { return nil }
        var answer: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 8192)
        while answer.count < 1 << 20 {
            let count = recv(descriptor, &buffer, buffer.count, 0)
            if count < 0 { return nil }
            if count == 0 { break }
            answer.append(contentsOf: buffer[0..<count])
        }
        return parse(answer)
    }

    /// `HTTP/1.1 200 OK`, header lines, an empty line, the body (framing left in: it is only shown to people).
    static func parse(_ answer: [UInt8]) -> Answer? {
        let text = String(decoding: answer, as: UTF8.self)
        let words = text.prefix { $0 != "\r\n" && $0 != "\n" }.split(separator: " ")
        guard words.count > 1, words[0].hasPrefix("HTTP/1."), let status = Int(words[1]) else { return nil }
        guard let object = text.firstIndex(of: "{"), let end = text.lastIndex(of: "}") else {
            return Answer(status: status, body: "")
        }
        return Answer(status: status, body: object <= end ? String(text[object...end]) : "")
    }
}

/// TCP ports of 127.0.0.1.
package enum Loopback {
    /// A blocking connection whose reads and writes give up after `limit`; `nil` when nobody listens. The caller
    /// closes it.
    static func connect(_ port: Int, limit: Duration) -> Int32? {
        guard (1...65_535).contains(port) else { return nil }
        let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue), 0)
        guard descriptor >= 0 else { return nil }
        var time = timeval(tv_sec: Int(limit.components.seconds), tv_usec: 0)
        setsockopt(descriptor, SOL_SOCKET, SO_RCVTIMEO, &time, socklen_t(MemoryLayout<timeval>.size))
        setsockopt(descriptor, SOL_SOCKET, SO_SNDTIMEO, &time, socklen_t(MemoryLayout<timeval>.size))
        guard withAddress(port, { Glibc.connect(descriptor, $0, $1) }) == 0 else {
            close(descriptor)
            return nil
        }
        return descriptor
    }

    /// Whether somebody accepts connections on `port` of 127.0.0.1.
    static func answers(_ port: Int) async -> Bool {
        await withUnsafeContinuation { continuation in
            startThread {
                let descriptor = connect(port, limit: .seconds(2))
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

import Glibc

/// The smallest HTTP client: one GET over IPv4 without TLS, on a thread of its own. For health checks and metrics of instances on this
/// machine, where a whole client would be a dependency of everything.
public enum HTTPProbe {
    /// An answer.
    public struct Answer: Sendable {
        /// Such as 200.
        public let status: Int
        /// What came after the header lines, as it came.
        public let content: String

        /// The JSON object in the answer, whatever frames it; empty when there is none.
        public var body: String {
            guard let start = content.firstIndex(of: "{"), let end = content.lastIndex(of: "}"), start <= end else {
                return ""
            }
            return String(content[start...end])
        }
    }

    /// Asks once. `nil` when there is no (whole) answer within `limit`, or more than 4 MiB of it.
    /// - Parameters:
    ///   - host: an IPv4 address.
    ///   - limit: for each read and write, so that an instance that trickles is given up later.
    public static func get(
        host: String = "127.0.0.1", port: Int, path: String, limit: Duration = .seconds(3)
    ) async -> Answer? {
        await withUnsafeContinuation { continuation in
            startThread { continuation.resume(returning: ask(host, port, path, limit)) }
        }
    }

    private static func ask(_ host: String, _ port: Int, _ path: String, _ limit: Duration) -> Answer? {
        guard let descriptor = TCPConnection.open(host, port, limit: limit) else { return nil }
        defer { close(descriptor) }
        let request = Array("GET \(path) HTTP/1.1\r\nHost: \(host):\(port)\r\nConnection: close\r\n\r\n".utf8)
        guard send(descriptor, request, request.count, Int32(MSG_NOSIGNAL)) == request.count else { return nil }
        var answer: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 16_384)
        while answer.count < 4 << 20 {
            let count = recv(descriptor, &buffer, buffer.count, 0)
            if count < 0 { return nil }
            if count == 0 { return parse(answer) }
            answer.append(contentsOf: buffer[0..<count])
        }
        return nil
    }

    /// `HTTP/1.1 200 OK`, header lines, an empty line, the content.
    static func parse(_ answer: [UInt8]) -> Answer? {
        let text = String(decoding: answer, as: UTF8.self)
        let words = text.prefix { !$0.isNewline }.split(separator: " ")
        guard words.count > 1, words[0].hasPrefix("HTTP/1."), let status = Int(words[1]) else { return nil }
        let content = text.firstRange(of: "\r\n\r\n").map { String(text[$0.upperBound...]) } ?? ""
        return Answer(status: status, content: content)
    }
}

/// Blocking TCP.
public enum TCPConnection {
    /// A connection whose reads and writes give up after `limit`; `nil` when nobody listens. The caller closes it.
    /// - Parameter host: an IPv4 address.
    public static func open(_ host: String, _ port: Int, limit: Duration) -> Int32? {
        guard (1...65_535).contains(port) else { return nil }
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = in_port_t(port).bigEndian
        guard inet_pton(AF_INET, host, &address.sin_addr) == 1 else { return nil }
        let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue), 0)
        guard descriptor >= 0 else { return nil }
        var time = timeval(tv_sec: Int(limit.components.seconds), tv_usec: 0)
        setsockopt(descriptor, SOL_SOCKET, SO_RCVTIMEO, &time, socklen_t(MemoryLayout<timeval>.size))
        setsockopt(descriptor, SOL_SOCKET, SO_SNDTIMEO, &time, socklen_t(MemoryLayout<timeval>.size))
        let isConnected = withUnsafePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_in>.size)) == 0
            }
        }
        guard isConnected else {
            close(descriptor)
            return nil
        }
        return descriptor
    }
}

import Dispatch
import Glibc
import LunaCore

/// `--health`: asks a running instance of the service on this machine whether it is ready, for container engines that can
/// only run a program. Images need neither a shell nor an HTTP client for it.
struct HealthQuery: Sendable {
    /// Exit status 0 and what to print, or 1 and why not.
    typealias Verdict = (status: Int32, text: String)

    private let host: String
    private let port: Int
    private let limit = timeval(tv_sec: 4, tv_usec: 0)

    /// - Throws: `LunaError` `health.port` when the settings do not tell where the instance listens.
    init(_ configuration: ServiceConfiguration) throws {
        let configured = try configuration.text(.httpHost)
        // Listening everywhere includes here; a connection needs one address.
        host = ["0.0.0.0", "::", "localhost"].contains(configured) ? "127.0.0.1" : configured
        let known = try configuration.integer(.httpPort)
        let written = try configuration.textIfSet(.portFile).flatMap { path -> Int? in
            let text = (try? SmallFile.read(path)).map { String(decoding: $0, as: UTF8.self) }
            return text.flatMap { Int($0.prefix { $0.isNumber }) }
        }
        guard let port = known > 0 ? known : written else {
            throw LunaError(
                "health.port", .validation,
                "Where the service listens is not known: set LUNA_HTTP_PORT, or LUNA_PORT_FILE as the service has it.")
        }
        self.port = port
    }

    /// Asks `/readyz` once. The sockets block, hence on a thread of Dispatch.
    func ask() async -> Verdict {
        await withCheckedContinuation { continuation in
            DispatchQueue.global().async { continuation.resume(returning: answer()) }
        }
    }

    private func answer() -> Verdict {
        guard let answer = exchange() else { return (1, "no answer on \(host):\(port)\n") }
        // `HTTP/1.1 200 OK`, headers, an empty line, the report as JSON.
        let words = answer.prefix { !$0.isNewline }.split(separator: " ")
        let body = answer.firstIndex(of: "{").map { String(answer[$0...]) } ?? ""
        return (words.count > 1 && words[1] == "200" ? 0 : 1, body.hasSuffix("\n") ? body : body + "\n")
    }

    private func exchange() -> String? {
        let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue), 0)
        guard descriptor >= 0 else { return nil }
        defer { close(descriptor) }
        let size = socklen_t(MemoryLayout<timeval>.size)
        withUnsafePointer(to: limit) {
            _ = setsockopt(descriptor, SOL_SOCKET, SO_RCVTIMEO, $0, size)
            _ = setsockopt(descriptor, SOL_SOCKET, SO_SNDTIMEO, $0, size)
        }
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = in_port_t(truncatingIfNeeded: port).bigEndian
        guard inet_pton(AF_INET, host, &address.sin_addr) == 1 else { return nil }
        let isConnected = withUnsafePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_in>.size)) == 0
            }
        }
        guard isConnected else { return nil }
        let request = Array("GET /readyz HTTP/1.1\r\nHost: \(host):\(port)\r\nConnection: close\r\n\r\n".utf8)
        guard send(descriptor, request, request.count, Int32(MSG_NOSIGNAL)) == request.count else { return nil }
        var answer: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 8192)
        while answer.count < 1 << 16 {
            let count = recv(descriptor, &buffer, buffer.count, 0)
            guard count > 0 else { break }
            answer.append(contentsOf: buffer[0..<count])
        }
        return answer.isEmpty ? nil : String(decoding: answer, as: UTF8.self)
    }
}

import LunaCore
import LunaProbe

/// `--health`: asks a running instance of the service on this machine whether it is ready, for container engines that can
/// only run a program. Images need neither a shell nor an HTTP client for it.
struct HealthQuery: Sendable {
    /// Exit status 0 and what to print, or 1 and why not.
    typealias Verdict = (status: Int32, text: String)

    private let host: String
    private let port: Int

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

    /// Asks `/readyz` once.
    func ask() async -> Verdict {
        guard let answer = await HTTPProbe.get(host: host, port: port, path: "/readyz", limit: .seconds(4)) else {
            return (1, "no answer on \(host):\(port)\n")
        }
        return (answer.status == 200 ? 0 : 1, answer.body + "\n")
    }
}

import Hummingbird
import Logging
import NIOCore
import ServiceLifecycle
import Synchronization

/// Serves ``HealthRoutes`` on a port of its own, from the first moment of the process to its last.
public final class HealthServer: Service {
    private let routes: HealthRoutes
    private let host: String
    private let port: Int
    private let portFile: String?
    private let logger: Logger
    private let bound = Mutex<Int?>(nil)

    /// - Parameters:
    ///   - host: the address to listen on.
    ///   - port: 0 takes any free port.
    ///   - portFile: receives the real port number.
    public init(routes: HealthRoutes, host: String, port: Int, portFile: String?, logger: Logger) {
        self.routes = routes
        self.host = host
        self.port = port
        self.portFile = portFile
        self.logger = logger
    }

    /// The real port, once it is open.
    public var boundPort: Int? { bound.withLock { $0 } }

    /// Serves until the graceful shutdown or cancellation.
    /// - Throws: the system's error when the port cannot be opened.
    public func run() async throws {
        let router = Router()
        routes.add(to: router)
        // Hummingbird's own start and stop lines would repeat ours.
        var quiet = logger
        quiet.logLevel = max(.warning, logger.logLevel)
        let application = Application(
            router: router,
            configuration: ApplicationConfiguration(address: .hostname(host, port: port)),
            onServerRunning: { channel in self.announce(channel.localAddress?.port) },
            logger: quiet)
        try await application.run()
    }

    private func announce(_ port: Int?) {
        guard let port else { return }
        bound.withLock { $0 = port }
        logger.info("health and metrics are served", metadata: ["host": "\(host)", "port": .stringConvertible(port)])
        guard let portFile else { return }
        do {
            try SmallFile.write(Array("\(port)\n".utf8), to: portFile, mode: 0o644)
        } catch {
            logger.error("the port file cannot be written", metadata: ["path": "\(portFile)", "error": "\(error)"])
        }
    }
}

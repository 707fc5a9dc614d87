import Hummingbird
import HummingbirdCore
import HummingbirdTLS
import Logging
import LunaCore
import LunaServiceKit
import NIOCore
import NIOSSL
import ServiceLifecycle
import Synchronization

/// Serves the route table on the public port.
final class GatewayServer: Service {
    private let configuration: GatewayConfiguration
    private let responder: GatewayResponder
    private let logger: Logger
    private let opened = AsyncStream.makeStream(of: Int.self, bufferingPolicy: .bufferingNewest(1))

    /// - Parameters:
    ///   - gatekeeper: see ``GatewayResponder/gatekeeper``.
    ///   - record: see ``GatewayResponder/record``.
    init(
        configuration: GatewayConfiguration, table: RouteTable, gatekeeper: Gatekeeper?,
        requests: RequestQuota = RequestQuota(nil),
        record: @escaping @Sendable (AuditTrail.Action) async throws -> Void = { _ in }, logger: Logger
    ) {
        self.configuration = configuration
        self.logger = logger
        responder = GatewayResponder(
            table: table, configuration: configuration,
            limits: TenantLimits(standard: configuration.rateLimit, overrides: configuration.tenantRateLimits),
            gatekeeper: gatekeeper, requests: requests, record: record, logger: logger)
    }

    /// The real port, once it is open; nil when the server ends before. For one caller.
    func port() async -> Int? { await opened.stream.first { _ in true } }

    func run() async throws {
        defer { opened.continuation.finish() }
        var quiet = logger
        quiet.logLevel = max(.warning, logger.logLevel)
        let http = HTTP1Channel.Configuration(
            idleTimeout: .init(configuration.idleTimeout),
            httpDecoderConfiguration: .init(
                maxHeaderFieldSize: 16 << 10, maxHeaderListSize: 32 << 10, maxHeaderFieldCount: 128))
        let limits = ConnectionLimits(
            limit: configuration.connections, perAddress: configuration.connectionsPerAddress)
        OpenFiles.raise(for: configuration.connections, logger)
        let (headerTimeout, stallTimeout) = (configuration.headerTimeout, configuration.idleTimeout)
        let guarded = HTTPServerBuilder { responder in
            GuardedChannel(
                base: HTTP1Channel(responder: responder, configuration: http), limits: limits,
                headerTimeout: .init(headerTimeout), stallTimeout: .init(stallTimeout))
        }
        let application = Application(
            responder: responder, server: try transport(guarded),
            configuration: ApplicationConfiguration(
                address: .hostname(configuration.host, port: configuration.port), backlog: 1024),
            onServerRunning: { self.announce($0.localAddress?.port) }, logger: quiet)
        try await application.run()
    }

    /// `plain`, inside TLS when there is a certificate.
    private func transport(_ plain: HTTPServerBuilder) throws -> HTTPServerBuilder {
        guard let files = configuration.certificateFiles else { return plain }
        do {
            var settings = TLSConfiguration.makeServerConfiguration(
                certificateChain: try NIOSSLCertificate.fromPEMFile(files.chain).map { .certificate($0) },
                privateKey: .privateKey(try NIOSSLPrivateKey(file: files.key, format: .pem)))
            settings.minimumTLSVersion = .tlsv12
            return try .tls(plain, tlsConfiguration: settings)
        } catch {
            throw LunaError(
                "gateway.tls", .validation,
                "The certificate \(files.chain) and the key \(files.key) cannot be used: \(error).")
        }
    }

    private func announce(_ port: Int?) {
        guard let port else { return }
        logger.info("the API is served", metadata: ["host": "\(configuration.host)", "port": .stringConvertible(port)])
        if let portFile = configuration.portFile {
            do {
                try SmallFile.write(Array("\(port)\n".utf8), to: portFile, mode: 0o644)
            } catch {
                logger.error("the port file cannot be written", metadata: ["path": "\(portFile)", "error": "\(error)"])
            }
        }
        opened.continuation.yield(port)
    }
}

import Glibc
import Logging
import LunaBus
import LunaCore
import LunaStore
import LunaTrust
import Testing

@testable import LunaStack

/// The real servers with certificates that are right, and with those that are not.
@Suite(.timeLimit(.minutes(5))) struct TLSTests {
    private let logger = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }
    private let place: TemporaryDirectory

    init() throws { place = try TemporaryDirectory() }

    /// How a server's certificate can be wrong.
    enum Fault: String, CaseIterable { case otherName, expired, otherAuthority }

    private func folder(_ name: String) -> CertificateFolder { CertificateFolder(directory: "\(place.path)/\(name)") }

    /// A certificate for `server`, with the authority that the client is told to trust.
    private func certificate(_ server: String, _ fault: Fault?) async throws -> ServerCertificate {
        let folder = folder("certs")
        let (now, day) = (WallClock.now(), 86_400_000_000_000 as Int64)
        try await folder.ensure(now: now - 10 * day)
        var certificate = folder.server(server)
        switch fault {
        case nil: break
        case .otherAuthority:
            let other = self.folder("other")
            try await other.ensure()
            certificate.authorityFile = other.authorityFile
        case .expired, .otherName:
            let authority = try CertificateAuthority(
                certificate: try #require(Certificate.all(pem: Files.text(folder.authorityFile) ?? "").first),
                key: try CertificateKey(pem: Files.text(folder.authorityKeyFile) ?? ""))
            let names = fault == .expired ? ["127.0.0.1", "localhost"] : ["\(server).example.org", "127.0.0.2"]
            let issued = try authority.issue(
                name: server, names: try names.map { try HostName($0) },
                key: try CertificateKey(pem: Files.text(certificate.keyFile) ?? ""),
                now: fault == .expired ? now - 5 * day : now, lifetime: .seconds(86_400))
            try Files.write(Array(issued.pem.utf8), to: certificate.certificateFile)
        }
        return certificate
    }

    private func code(_ body: () async throws -> Void) async -> String? {
        do {
            try await body()
            return nil
        } catch { return LunaError.wrapping(error).code }
    }

    // MARK: NATS

    private func ask(_ url: String, trust: String?) async throws {
        var settings = BusConfiguration(urls: [url], tlsCertificateAuthorityFile: trust)
        settings.connectTimeout = .seconds(2)
        let bus = try await Bus.connect(settings, logger: logger)
        try await bus.flush()
        await bus.drain(deadline: .seconds(2))
    }

    @Test func theBusSpeaksTLSOnly() async throws {
        let certificate = try await certificate("nats", nil)
        let server = LocalNATS(.init(directory: "\(place.path)/nats", tls: certificate))
        try await server.start()
        #expect(server.url == "tls://127.0.0.1:\(server.port)")
        #expect(await code { try await ask(server.url, trust: certificate.authorityFile) } == nil)
        #expect(await code { try await ask("tls://localhost:\(server.port)", trust: certificate.authorityFile) } == nil)
        // The address without its scheme, as it may stand in somebody's settings: TLS all the same.
        #expect(
            await code { try await ask("nats://127.0.0.1:\(server.port)", trust: certificate.authorityFile) } == nil)
        #expect(await code { try await ask("nats://127.0.0.1:\(server.port)", trust: nil) } == "bus.tls")
        #expect(
            await code { try await ask(server.url, trust: nil) } == "bus.tls", "the system does not know the authority")
        await server.kill()
    }

    @Test(arguments: Fault.allCases) func theBusIsNotTrustedWith(_ fault: Fault) async throws {
        let certificate = try await certificate("nats", fault)
        let server = LocalNATS(.init(directory: "\(place.path)/nats", tls: certificate))
        try await server.start()
        #expect(await code { try await ask(server.url, trust: certificate.authorityFile) } == "bus.tls")
        await server.kill()
    }

    // MARK: PostgreSQL

    private func query(_ url: String) async throws {
        let store = try await Store.connect(
            StoreConfiguration(url: url, minConnections: 0, maxConnections: 1, startTimeout: .seconds(2)),
            logger: logger)
        do {
            let rows = try await store.query("SELECT ssl, version FROM pg_stat_ssl WHERE pid = pg_backend_pid()")
            #expect(try rows[0].bool("ssl"))
            await store.close()
        } catch {
            await store.close()
            throw error
        }
    }

    @Test func theDatabaseSpeaksTLSOnly() async throws {
        let certificate = try await certificate("postgres", nil)
        let server = try await LocalPostgres.start(
            directory: "\(place.path)/postgres", options: .init(fsync: false, tls: certificate), logger: logger)
        #expect(await code { try await query(server.url()) } == nil)
        let plain = server.url().replacing("sslmode=verify-full", with: "sslmode=disable")
        #expect(await code { try await query(plain) } == "store.refused", "plain is refused by the server")
        // Without a word about whom to trust, `verify-full` of the setting `database.ca` decides.
        var settings = StoreConfiguration(url: plain, minConnections: 0, maxConnections: 1)
        settings.tlsCertificateAuthorityFile = certificate.authorityFile
        let store = try await Store.connect(settings, logger: logger)
        try await store.ping()
        await store.close()
        await server.stop()
    }

    @Test(arguments: Fault.allCases) func theDatabaseIsNotTrustedWith(_ fault: Fault) async throws {
        // It starts with what is right: the start itself waits until a trusting client is served.
        let good = try await certificate("postgres", nil)
        let server = try await LocalPostgres.start(
            directory: "\(place.path)/postgres", options: .init(fsync: false, tls: good), logger: logger)
        let right = server.url()
        let bad = try await certificate("postgres", fault)
        try PostgresCluster(directory: server.directory, installation: try .find()).writeTLS(bad)
        kill(server.pid, SIGHUP)
        let url = right.replacing(
            good.authorityFile.replacing("/", with: "%2F"), with: bad.authorityFile.replacing("/", with: "%2F"))
        // The server reads its files when it comes to it; until then it is trusted.
        var refusal: LunaError?
        let end = ContinuousClock.now + .seconds(30)
        while refusal == nil, ContinuousClock.now < end {
            do { try await query(url) } catch { refusal = LunaError.wrapping(error) }
        }
        let words = fault == .otherName ? "does not match host name" : "certificate verify failed"
        #expect(refusal?.message.contains(words) == true, "\(String(describing: refusal))")
        await server.stop()
    }

    // MARK: A stack

    private static let gateway = [
        ServiceSpec(name: "gateway", needs: ["nats-server", "postgres"], isGateway: true)
    ]

    @Test func aStackFromBeforeGoesOnWithTLSAndBack() async throws {
        let stack = try StandInStack(Self.gateway, servers: true)
        // As it was left by a luna that knew no TLS.
        try await stack.up { $0.tls = false }
        var state = try stack.state()
        #expect(state.natsURL.hasPrefix("nats:") && state.gatewayURL.hasPrefix("http:"))
        let before = try stack.pids()
        var bus = try await Bus.connect(try stack.stack.busConfiguration(), logger: logger)
        try await bus.ensure(StreamDefinition(name: "KEEP", subjects: ["keep.>"]))
        _ = try await bus.publishDurable(OutgoingMessage(subject: "keep.it", body: [1]))
        await bus.drain(deadline: .seconds(2))
        state.tls = nil
        for name in state.instances.keys where name != "gateway" { state.instances[name]?.fingerprint = "" }
        try state.save(stack.configuration.stateFile)

        let report = try await stack.up()
        #expect(Set(report.started) == ["nats-server", "postgres", "gateway"])
        #expect(report.natsURL.hasPrefix("tls:") && report.gatewayURL.hasPrefix("https:"))
        let notices = stack.order { if case .notice(let text) = $0 { text } else { nil } }
        #expect(notices.contains { $0.contains("speak TLS from now on") && $0.contains("--no-tls") }, "\(notices)")
        try await query(try #require(Files.text(report.databaseURLFile)))
        bus = try await Bus.connect(try stack.stack.busConfiguration(), logger: logger)
        #expect(try await bus.streamInfo("KEEP").messages == 1)
        await bus.drain(deadline: .seconds(2))
        #expect(
            LocalStack.authorityFile(directory: stack.configuration.directory, for: report.gatewayURL)
                == stack.configuration.certificates.authorityFile)
        let pids = try stack.pids()
        #expect(pids != before)
        #expect(try await stack.up().started.isEmpty)

        #expect(try await stack.up { $0.tls = false }.natsURL.hasPrefix("nats:"))
        let remembered = try await stack.up()
        #expect(remembered.started.isEmpty && remembered.gatewayURL.hasPrefix("http:"))
        try await stack.down()
    }

    @Test func newCertificatesNeedNoNewServers() async throws {
        let stack = try StandInStack(Self.gateway, servers: true)
        try await stack.up()
        let before = try stack.pids()
        let held = try await Bus.connect(try stack.stack.busConfiguration(), logger: logger)
        var wish = CertificateFolder.Wish()
        wish.fromScratch = true
        try await stack.configuration.certificates.ensure(wish)
        #expect(try await stack.up().started == ["gateway"], "which reads its certificate once")
        let after = try stack.pids()
        #expect(after["nats-server"] == before["nats-server"] && after["postgres"] == before["postgres"])
        // The servers show the new ones: nobody would trust the old ones any more. They read them when they come to it.
        try await becomesNil {
            try await ask(try stack.state().natsURL, trust: stack.configuration.certificates.authorityFile)
        }
        try await becomesNil { try await query(Files.text(stack.configuration.databaseURLFile) ?? "") }
        #expect(held.isConnected, "a connection that is there goes on")
        await held.drain(deadline: .seconds(2))
        try await stack.down()
    }

    /// Waits until `body` succeeds, or is refused for another reason than TLS.
    private func becomesNil(_ body: () async throws -> Void) async throws {
        let end = ContinuousClock.now + .seconds(30)
        while true {
            do { return try await body() } catch {
                let code = LunaError.wrapping(error).code
                // No user was given: who is asked for a name has passed TLS.
                if code == "bus.denied" { return }
                guard ContinuousClock.now < end else { throw error }
            }
        }
    }
}

import AsyncHTTPClient
import Glibc
import LunaCore
import LunaStack
import LunaTrust
import NIOCore
import NIOHTTP1
import NIOSSL
import Testing

@testable import Gateway

/// HTTPS of the gateway, with certificates that are right and with those that are not.
@Suite(.serialized, .timeLimit(.minutes(2))) struct TransportTests {
    enum Fault: String, CaseIterable { case otherName, expired, otherAuthority }

    /// Runs a gateway with a certificate, and gives the file of the authority that a client is told to trust.
    private func run(_ fault: Fault?, _ body: (GatewayFixture, String) async throws -> Void) async throws {
        var template = Array("/tmp/luna-gateway-tls-XXXXXX".utf8CString)
        let directory = try #require(mkdtemp(&template).map { String(cString: $0) })
        let (now, day) = (WallClock.now(), 86_400_000_000_000 as Int64)
        let folder = CertificateFolder(directory: "\(directory)/certs")
        try await folder.ensure(now: now - 10 * day)
        var trust = folder.authorityFile
        if fault == .otherAuthority {
            let other = CertificateFolder(directory: "\(directory)/other")
            try await other.ensure()
            trust = other.authorityFile
        } else if let fault {
            let authority = try CertificateAuthority(
                certificate: try #require(Certificate.all(pem: Files.text(folder.authorityFile) ?? "").first),
                key: try CertificateKey(pem: Files.text(folder.authorityKeyFile) ?? ""))
            let issued = try authority.issue(
                name: "gateway", names: [try HostName(fault == .expired ? "127.0.0.1" : "gateway.example.org")],
                key: try CertificateKey(pem: Files.text(folder.keyFile("gateway")) ?? ""),
                now: fault == .expired ? now - 5 * day : now, lifetime: .seconds(86_400))
            try Files.write(Array(issued.pem.utf8), to: folder.certificateFile("gateway"))
        }
        var options = GatewayFixture.Options()
        options.services = false
        options.configuration.idleTimeout = .seconds(2)
        options.configuration.headerTimeout = .seconds(1)
        options.configuration.certificateFiles = (folder.certificateFile("gateway"), folder.keyFile("gateway"))
        try await GatewayFixture.run(options) { try await body($0, trust) }
        try Files.remove(directory)
    }

    /// A status over HTTPS, by a client that trusts the authorities of one file only.
    private func status(_ gateway: GatewayFixture, _ trust: String, host: String = "127.0.0.1") async throws -> UInt {
        var tls = TLSConfiguration.makeClientConfiguration()
        tls.trustRoots = .file(trust)
        var configuration = HTTPClient.Configuration(tlsConfiguration: tls)
        configuration.connectionPool.retryConnectionEstablishment = false
        let client = HTTPClient(eventLoopGroupProvider: .singleton, configuration: configuration)
        do {
            let request = HTTPClientRequest(url: "https://\(host):\(gateway.port)/healthz")
            let status = try await client.execute(request, timeout: .seconds(20)).status.code
            try await client.shutdown()
            return status
        } catch {
            try await client.shutdown()
            throw error
        }
    }

    @Test func theRightCertificateServes() async throws {
        try await run(nil) { gateway, trust in
            for host in ["127.0.0.1", "localhost"] {
                let status = try await status(gateway, trust, host: host)
                #expect(status == 200)
            }
        }
    }

    @Test(arguments: Fault.allCases) func aClientDoesNotTrust(_ fault: Fault) async throws {
        try await run(fault) { gateway, trust in
            await #expect(throws: (any Error).self) { try await status(gateway, trust) }
        }
    }

    @Test func plainHTTPIsNotServedBesideTLS() async throws {
        try await run(nil) { gateway, trust in
            let answer = try await RawConnection.flood(
                port: gateway.port, first: "GET /healthz HTTP/1.1\r\nHost: localhost\r\n\r\n", piece: "x", limit: 1
            ).answer
            #expect(!answer.contains("HTTP/1.1"))
            let status = try await status(gateway, trust)
            #expect(status == 200)
        }
    }

    @Test func aHandshakeThatNeverEndsIsCutOff() async throws {
        try await run(nil) { gateway, trust in
            // The beginning of a ClientHello, and then nothing; and nothing at all.
            for start in ["\u{16}\u{3}\u{1}\u{2}", ""] {
                let answer = try await RawConnection.with(port: gateway.port) { inbound, outbound -> String in
                    try await outbound.write(ByteBuffer(string: start))
                    return await RawConnection.rest(inbound)
                }
                #expect(!answer.contains("HTTP"))
            }
            let status = try await status(gateway, trust)
            #expect(status == 200)
        }
    }

    @Test func aDrippingHeadIs408OverTLSAsWell() async throws {
        try await run(nil) { gateway, trust in
            let answer = try await RawConnection.secured(port: gateway.port, trust: trust, "GET /healthz HT")
            #expect(answer.hasPrefix("HTTP/1.1 408 ") && answer.contains("request.too_slow"), "\(answer.prefix(200))")
        }
    }
}

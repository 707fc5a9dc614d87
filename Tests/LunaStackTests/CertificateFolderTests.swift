import Glibc
import LunaCore
import LunaTrust
import Testing

@testable import LunaStack

/// What `luna certs` writes is what OpenSSL, which is not ours, understands and trusts.
@Suite struct CertificateFolderTests {
    private let place: TemporaryDirectory
    private let folder: CertificateFolder
    private let day: Int64 = 86_400_000_000_000

    init() throws {
        place = try TemporaryDirectory()
        folder = CertificateFolder(directory: "\(place.path)/certs")
    }

    /// Runs `openssl`; what it says, when it is content.
    private func openssl(_ arguments: String...) async throws -> String? {
        let log = "\(place.path)/openssl.log"
        unlink(log)
        let status = try await ChildProcess.spawn(
            executable: "openssl", arguments: arguments, environment: ["PATH": "/usr/bin:/bin"], logFile: log
        ).waitForExit()
        return status == 0 ? Files.text(log) ?? "" : nil
    }

    private func mode(_ path: String) -> mode_t {
        var status = stat()
        return stat(path, &status) == 0 ? status.st_mode & 0o777 : 0
    }

    @Test func opensslTrustsThemForTheirNamesAndNoOthers() async throws {
        var wish = CertificateFolder.Wish()
        wish.names = [try HostName("luna.example.org"), try HostName("10.1.2.3")]
        wish.namesOf = ["nats": [try HostName("*.bus.example.org")]]
        #expect(try await folder.ensure(wish).map(\.isNew) == [true, true, true, true])
        for server in CertificateFolder.servers {
            let file = folder.certificateFile(server)
            for name in ["localhost", server, "luna.example.org"] {
                #expect(
                    try await openssl(
                        "verify", "-x509_strict", "-purpose", "sslserver", "-CAfile", folder.authorityFile,
                        "-verify_hostname", name, file) != nil, "\(server) as \(name)")
            }
            for address in ["127.0.0.1", "::1", "10.1.2.3"] {
                #expect(
                    try await openssl("verify", "-CAfile", folder.authorityFile, "-verify_ip", address, file) != nil)
            }
            #expect(
                try await openssl("verify", "-CAfile", folder.authorityFile, "-verify_hostname", "evil.example", file)
                    == nil)
            #expect(
                try await openssl("verify", "-CAfile", folder.authorityFile, "-verify_ip", "10.1.2.4", file) == nil)
            // A certificate of a server vouches for nobody.
            #expect(try await openssl("verify", "-partial_chain", "-CAfile", file, folder.authorityFile) == nil)
            let ofKey = try await openssl("pkey", "-in", folder.keyFile(server), "-pubout")
            let ofCertificate = try await openssl("x509", "-in", file, "-noout", "-pubkey")
            #expect(ofKey != nil && ofKey == ofCertificate)
            #expect(mode(folder.keyFile(server)) == 0o600)
        }
        #expect(mode(folder.authorityKeyFile) == 0o600)
        let nats = folder.certificateFile("nats")
        #expect(
            try await openssl(
                "verify", "-CAfile", folder.authorityFile, "-verify_hostname", "one.bus.example.org", nats) != nil)
        // Only servers of the bus, which connect to each other, are clients as well.
        #expect(
            try await openssl("verify", "-purpose", "sslclient", "-CAfile", folder.authorityFile, nats) != nil)
        #expect(
            try await openssl(
                "verify", "-purpose", "sslclient", "-CAfile", folder.authorityFile, folder.certificateFile("gateway"))
                == nil)
        let text = try #require(try await openssl("x509", "-in", folder.authorityFile, "-noout", "-text"))
        #expect(text.contains("CA:TRUE, pathlen:0") && text.contains("Certificate Sign, CRL Sign"))
    }

    @Test func againChangesNothing() async throws {
        try await folder.ensure()
        func contents() -> [String: [UInt8]] {
            Dictionary(
                uniqueKeysWithValues: Files.names(in: folder.directory).map {
                    ($0, Files.read("\(folder.directory)/\($0)") ?? [])
                })
        }
        let before = contents()
        #expect(before.count == 9, "\(before.keys)")
        // The authority's key is not even needed for that.
        let away = "\(place.path)/ca.key"
        try #require(rename(folder.authorityKeyFile, away) == 0)
        #expect(try await folder.ensure().map(\.isNew) == [false, false, false, false])
        try #require(rename(away, folder.authorityKeyFile) == 0)
        #expect(contents() == before)
    }

    @Test func whatIsAboutToExpireIsRenewedWithItsKeyAndNames() async throws {
        let now = WallClock.now()
        var wish = CertificateFolder.Wish()
        wish.names = [try HostName("luna.example.org")]
        try await folder.ensure(wish, now: now - 368 * day)
        let key = Files.read(folder.keyFile("gateway"))
        #expect(try await folder.ensure(now: now - 4 * day).map(\.isNew) == [false, false, false, false])
        let renewed = try await folder.ensure(now: now)
        #expect(renewed.map(\.isNew) == [false, true, true, true], "with less than 30 days left")
        #expect(renewed[3].names.contains(.dns("luna.example.org")))
        #expect(Files.read(folder.keyFile("gateway")) == key)
        #expect(
            try await openssl(
                "verify", "-CAfile", folder.authorityFile, "-verify_hostname", "luna.example.org",
                folder.certificateFile("gateway")) != nil)
    }

    @Test func anAuthorityThatEndsIsFollowedByOneBesideIt() async throws {
        let now = WallClock.now()
        try await folder.ensure(now: now - 3600 * day)
        let old = try Certificate.all(pem: Files.text(folder.authorityFile) ?? "")
        #expect(try await folder.ensure(now: now).map(\.isNew) == [true, true, true, true])
        let both = try Certificate.all(pem: Files.text(folder.authorityFile) ?? "")
        #expect(both.count == 2 && both.last == old.first, "what the old one has signed is trusted until it ends")
        #expect(
            try await openssl("verify", "-CAfile", folder.authorityFile, folder.certificateFile("nats")) != nil)
        #expect(try await folder.ensure(now: now).map(\.isNew) == [false, false, false, false])
        // Long after the end of both there is one again.
        #expect(try await folder.ensure(now: now + 4000 * day).map(\.isNew) == [true, true, true, true])
        #expect(try Certificate.all(pem: Files.text(folder.authorityFile) ?? "").count == 1)
    }

    @Test func anotherNameIsAnotherCertificate() async throws {
        try await folder.ensure()
        var wish = CertificateFolder.Wish()
        wish.namesOf = ["postgres": [try HostName("db.example.org")]]
        #expect(try await folder.ensure(wish).map(\.isNew) == [false, false, true, false])
        #expect(try await folder.ensure().map(\.isNew) == [false, false, false, false], "it keeps its name")
    }

    @Test func fromScratchNothingOldIsTrusted() async throws {
        try await folder.ensure()
        let old = "\(place.path)/old.pem"
        try #require(rename(folder.certificateFile("nats"), old) == 0)
        var wish = CertificateFolder.Wish()
        wish.fromScratch = true
        #expect(try await folder.ensure(wish).allSatisfy(\.isNew))
        #expect(try await openssl("verify", "-CAfile", folder.authorityFile, old) == nil)
    }

    @Test func interruptedAnywhereItGoesOn() async throws {
        // After the authority's key, after its certificate, after a server's key, with a key that fits no longer.
        try await folder.ensure()
        for lost in ["ca.pem", "nats.pem", "nats.key", "ca.pem ca.key", "gateway.pem gateway.key"] {
            for name in lost.split(separator: " ") { unlink("\(folder.directory)/\(name)") }
            #expect(try await folder.ensure().contains(where: \.isNew), "\(lost)")
            for server in CertificateFolder.servers {
                #expect(
                    try await openssl("verify", "-CAfile", folder.authorityFile, folder.certificateFile(server)) != nil,
                    "\(lost)")
                let certificate = try #require(
                    Certificate.all(pem: Files.text(folder.certificateFile(server)) ?? "").first)
                #expect(
                    try CertificateKey(pem: Files.text(folder.keyFile(server)) ?? "").belongs(to: certificate),
                    "\(lost)")
            }
        }
    }

    @Test func whatCannotBeDoneIsSaid() async throws {
        func code(_ wish: CertificateFolder.Wish = CertificateFolder.Wish()) async -> String? {
            do {
                try await folder.ensure(wish)
                return nil
            } catch { return LunaError.wrapping(error).code }
        }
        try await folder.ensure()
        unlink(folder.certificateFile("nats"))
        chmod(folder.authorityKeyFile, 0o644)
        #expect(await code() == "certs.key", "others could have read it")
        unlink(folder.authorityKeyFile)
        #expect(await code() == "certs.no_key")
        try Files.write(Array(CertificateKey().pem.utf8), to: folder.authorityKeyFile, mode: 0o600)
        #expect(await code() == "certs.mismatch")
        try Files.write(Array("nonsense".utf8), to: folder.authorityFile)
        #expect(await code() == "certs.malformed")
        for name in ["", "ca", "a/b", "..", "-a", "A", "7"] {
            var wish = CertificateFolder.Wish()
            wish.servers = [name]
            #expect(await code(wish) == "certs.name", "\(name)")
        }
    }

    @Test(arguments: ["", "a b", "-a.b", "a..b", "1.2.3", "1.2.3.256", "a,b", "http://a", "*", "::g", "é.example"])
    func noHostName(_ text: String) {
        #expect(throws: LunaError.self) { try HostName(text) }
    }

    @Test func certificatesOfOthersAreRead() async throws {
        // RSA, many names, no common name, an end that no counter of nanoseconds reaches.
        let (key, file) = ("\(place.path)/k.pem", "\(place.path)/c.pem")
        _ = try #require(
            await openssl(
                "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-keyout", key, "-out", file, "-subj", "/O=Other",
                "-days", "2000000", "-addext", "subjectAltName=DNS:a.example,IP:fe80::1,email:a@b.example"))
        let certificate = try #require(try Certificate.all(pem: Files.text(file) ?? "").first)
        #expect(certificate.subject.isEmpty && certificate.isAuthority && certificate.validUntil == .max)
        #expect(certificate.names.map(\.description) == ["a.example", "fe80::1"])
        #expect(!certificate.isSigned(by: certificate), "RSA is not what we issue")
        // Cut or changed anywhere, it is read or refused, never more.
        for index in certificate.der.indices {
            var bytes = certificate.der
            bytes[index] ^= UInt8(truncatingIfNeeded: 1 << (index % 8))
            _ = try? Certificate(der: bytes)
            #expect(throws: LunaError.self) { try Certificate(der: Array(certificate.der[..<index])) }
        }
    }
}

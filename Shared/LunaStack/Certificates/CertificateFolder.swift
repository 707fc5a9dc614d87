import Glibc
import LunaCore
import LunaTrust

/// An authority for development, and a certificate of it for each server, in a folder:
/// `ca.pem`, `ca.key`, and `<server>.pem`, `<server>.key` for each. Keys have mode 0600. Each file is replaced in one step, and
/// writing again changes nothing but what is missing, about to expire, or lacks a name.
///
/// Somebody's own authority may be put there as `ca.pem` and `ca.key` (P-256). `ca.key` is read only when something has to be
/// issued and may be kept elsewhere meanwhile.
public struct CertificateFolder: Sendable {
    /// What is wanted.
    public struct Wish: Sendable {
        /// Files' names and common names of the servers.
        public var servers: [String] = CertificateFolder.servers
        /// Names of every server besides `localhost`, 127.0.0.1, ::1 and its own.
        public var names: [HostName] = []
        /// Further names of single servers.
        public var namesOf: [String: [HostName]] = [:]
        /// How long new certificates of servers are good.
        public var lifetime: Duration = .seconds(397 * 86_400)
        /// How long one must still be good to be kept.
        public var renewal: Duration = .seconds(30 * 86_400)
        /// Issue everything anew, the authority and all keys included.
        public var fromScratch = false

        public init() {}
    }

    /// One certificate, as it is afterwards.
    public struct Entry: Sendable, Hashable {
        /// `ca` or the server.
        public let name: String
        public let isNew: Bool
        /// Unix nanoseconds.
        public let validUntil: Int64
        public let names: [HostName]
    }

    /// What the product has.
    public static let servers = ["nats", "postgres", "gateway"]
    static let authorityLifetime: Duration = .seconds(3650 * 86_400)

    public let directory: String

    /// - Parameter directory: absolute; made when it is missing.
    public init(directory: String) { self.directory = directory }

    /// The certificates to trust. It holds an older authority as well for as long as that is good.
    public var authorityFile: String { "\(directory)/ca.pem" }
    /// The authority's private key.
    public var authorityKeyFile: String { "\(directory)/ca.key" }
    /// A server's certificate.
    public func certificateFile(_ server: String) -> String { "\(directory)/\(server).pem" }
    /// A server's private key.
    public func keyFile(_ server: String) -> String { "\(directory)/\(server).key" }

    /// Makes what is missing and renews what is about to expire.
    /// - Parameter now: Unix nanoseconds.
    /// - Returns: the authority first, then the servers as they were named.
    /// - Throws: `LunaError` `certs.…`, `file.write_failed`, `stack.locked` while another program does the same for long.
    @discardableResult
    public func ensure(_ wish: Wish = Wish(), now: Int64 = WallClock.now()) async throws -> [Entry] {
        for server in wish.servers + wish.namesOf.keys { try Self.check(server) }
        try Files.makeDirectory(directory)
        let lock = try await StackLock.take("\(directory)/.lock", patience: .seconds(30)) { _ in }
        defer { withExtendedLifetime(lock) {} }
        return try write(wish, now)
    }

    private func write(_ wish: Wish, _ now: Int64) throws -> [Entry] {
        // An authority that ends before what it is to vouch for would have to be renewed with it, and one that has ended
        // takes everything with it: it is replaced in good time, and trusted beside its successor.
        let horizon = now &+ 2 * wish.renewal.nanoseconds
        let known = try wish.fromScratch ? [] : authorities().filter { $0.isValid(at: now) }
        var trusted = known.filter { $0.validUntil > horizon }
        let isNewAuthority = trusted.isEmpty
        var authority: CertificateAuthority?
        if trusted.isEmpty {
            let made = try makeAuthority(now, keepingKey: known.isEmpty && !wish.fromScratch)
            try Files.write(
                Array(([made.certificate] + known).map(\.pem).joined().utf8), to: authorityFile, mode: 0o644)
            trusted = [made.certificate]
            authority = made
        }
        var entries: [Entry] = []
        for server in wish.servers {
            let wanted = try Self.usualNames(server) + wish.names + (wish.namesOf[server] ?? [])
            if let good = try current(server, wanted, trusted, wish, now) {
                entries.append(Entry(name: server, isNew: false, validUntil: good.validUntil, names: good.names))
                continue
            }
            let issuer = try authority ?? readAuthority(trusted)
            authority = issuer
            let issued = try issue(server, wanted, by: issuer, wish, now)
            entries.append(Entry(name: server, isNew: true, validUntil: issued.validUntil, names: issued.names))
        }
        let end = trusted.map(\.validUntil).max() ?? now
        return [Entry(name: "ca", isNew: isNewAuthority, validUntil: end, names: [])] + entries
    }

    // MARK: The authority

    private func authorities() throws -> [Certificate] {
        guard Files.exists(authorityFile) else { return [] }
        return try certificates(authorityFile).filter(\.isAuthority)
    }

    /// - Parameter keepingKey: goes on with the key that is there: the writing of the certificate was interrupted.
    private func makeAuthority(_ now: Int64, keepingKey: Bool) throws -> CertificateAuthority {
        let old = keepingKey && !Files.exists(authorityFile) ? try readKey(authorityKeyFile) : nil
        let key = old ?? CertificateKey()
        if old == nil { try Files.write(Array(key.pem.utf8), to: authorityKeyFile, mode: 0o600) }
        let mark = TextForm.hex(TextForm.random(4))
        return try CertificateAuthority(
            name: "LunaCore development \(mark)", key: key, now: now, lifetime: Self.authorityLifetime)
    }

    private func readAuthority(_ trusted: [Certificate]) throws -> CertificateAuthority {
        guard let key = try readKey(authorityKeyFile) else {
            throw LunaError(
                "certs.no_key", .notFound,
                "\(authorityKeyFile) is missing, and a certificate has to be issued: bring it back, or remove "
                    + "\(authorityFile) to begin with a new authority.", isRetryable: false)
        }
        guard let certificate = trusted.first(where: { key.belongs(to: $0) }) else {
            throw LunaError(
                "certs.mismatch", .validation,
                "\(authorityKeyFile) is not the key of a certificate in \(authorityFile): bring the right one back, or "
                    + "remove both to begin with a new authority.", isRetryable: false)
        }
        return try CertificateAuthority(certificate: certificate, key: key)
    }

    // MARK: Servers

    /// The certificate that is there, when it will do.
    private func current(
        _ server: String, _ wanted: [HostName], _ trusted: [Certificate], _ wish: Wish, _ now: Int64
    ) throws -> Certificate? {
        guard let there = existing(server), !wish.fromScratch, Set(there.names).isSuperset(of: wanted),
            there.isValid(at: now), there.validUntil > now &+ wish.renewal.nanoseconds,
            trusted.contains(where: { there.isSigned(by: $0) }),
            let key = try readKey(keyFile(server)), key.belongs(to: there)
        else { return nil }
        return there
    }

    /// Names that it had are kept: whoever asked for them is not asked again at each renewal.
    private func issue(
        _ server: String, _ wanted: [HostName], by authority: CertificateAuthority, _ wish: Wish, _ now: Int64
    ) throws -> Certificate {
        var names = wanted
        if !wish.fromScratch { names += existing(server)?.names ?? [] }
        var seen: Set<HostName> = []
        names = names.filter { seen.insert($0).inserted }
        // The key stays: replacing the certificate is one step then, and a server that starts meanwhile sees a pair that fits.
        let old = wish.fromScratch ? nil : try readKey(keyFile(server))
        let key = old ?? CertificateKey()
        if old == nil { try Files.write(Array(key.pem.utf8), to: keyFile(server), mode: 0o600) }
        let issued = try authority.issue(
            name: server, names: names, key: key, isClientToo: server == "nats", now: now, lifetime: wish.lifetime)
        try Files.write(Array(issued.pem.utf8), to: certificateFile(server), mode: 0o644)
        return issued
    }

    private func existing(_ server: String) -> Certificate? {
        // What cannot be understood is replaced: it is no use to the server either.
        try? certificates(certificateFile(server)).first
    }

    private static func usualNames(_ server: String) throws -> [HostName] {
        [
            .dns("localhost"), try HostName(server), .address([127, 0, 0, 1]),
            .address([UInt8](repeating: 0, count: 15) + [1]),
        ]
    }

    private static func check(_ server: String) throws {
        let isName = server.utf8.allSatisfy {
            (97...122).contains($0) || (48...57).contains($0) || $0 == UInt8(ascii: "-")
        }
        guard isName, (1...63).contains(server.utf8.count), server.first != "-", server.last != "-", server != "ca",
            !server.utf8.allSatisfy({ (48...57).contains($0) })
        else {
            throw LunaError(
                "certs.name", .validation, "'\(server.prefix(64))' cannot name a server's files: a-z, 0-9 and '-'.")
        }
    }

    // MARK: Files

    private func certificates(_ path: String) throws -> [Certificate] {
        guard let text = Files.text(path) else {
            throw LunaError("certs.malformed", .validation, "\(path) cannot be read.", isRetryable: false)
        }
        do {
            return try Certificate.all(pem: text)
        } catch {
            throw LunaError(
                "certs.malformed", .validation,
                "\(path): \(LunaError.wrapping(error).message) Bring it back, or remove it.",
                isRetryable: false)
        }
    }

    /// The key in a file; nil when there is none.
    private func readKey(_ path: String) throws -> CertificateKey? {
        guard Files.exists(path) else { return nil }
        var status = stat()
        guard stat(path, &status) == 0, status.st_mode & 0o077 == 0 else {
            throw LunaError(
                "certs.key", .permission, "Others can read \(path): run chmod 600, or remove it to get a new one.",
                isRetryable: false)
        }
        guard let text = Files.text(path), let key = try? CertificateKey(pem: text) else {
            throw LunaError(
                "certs.key", .validation,
                "\(path) is no readable private key on P-256: bring it back, or remove it to get a new one.",
                isRetryable: false)
        }
        return key
    }
}

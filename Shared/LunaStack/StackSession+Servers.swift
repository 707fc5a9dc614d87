import Glibc
import LunaBus
import LunaCore
import LunaStore

/// The bus and the store.
extension StackSession {
    // MARK: nats-server

    func startNATS() async throws -> Bool {
        let name = ServiceCatalog.nats
        if let url = configuration.natsURL {
            var settings = try configuration.busConfiguration(url)
            settings.connectTimeout = .seconds(5)
            settings.name = "luna-stack"
            do {
                let bus = try await Bus.connect(settings, logger: logger)
                await bus.drain(deadline: .seconds(2))
            } catch {
                throw LunaError(
                    "stack.start_failed", .dependency,
                    "NATS_URL names a server that cannot be used: \(LunaError.wrapping(error).message) "
                        + "Start it, or unset NATS_URL."
                )
            }
            try update { $0.natsURL = url }
            tell(.external(name, detail: settings.urls.map(Self.withoutPassword).joined(separator: ",")))
            return false
        }
        let users = configuration.natsUsers
        let changed = try users.write(adding: [configuration.tenant])
        let certificate = certificate("nats")
        let fingerprint = fingerprint(certificate)
        if let old = state.instances[name] {
            if Self.isOtherKind(old.fingerprint, fingerprint) {
                tell(.outdated(name))
            } else if await LocalNATS.isReady(port: old.port) {
                // The server reads its users and certificates again without losing a connection that is still allowed.
                if changed || old.fingerprint != fingerprint {
                    try update { $0.instances[name]?.fingerprint = fingerprint }
                    old.process.signal(SIGHUP)
                }
                tell(.alreadyRunning(name, detail: "127.0.0.1:\(old.port)"))
                return false
            }
            try await stop(name)
        }
        let begin = ContinuousClock.now
        tell(.starting(name))
        let last = state.natsPort
        // The server reads names of included files from its own configuration's directory on.
        let server = LocalNATS(
            LocalNATS.Options(
                directory: configuration.natsDirectory, port: last > 0 && Loopback.isFree(last) ? last : 0,
                configuration: "max_payload: 8388608\nmax_pending: 134217728\ninclude 'users/authorization.conf'",
                tls: certificate, diesWithParent: false))
        try await server.start(timeout: configuration.startTimeout)
        guard let pid = server.pid, let process = ProcessIdentity(running: pid) else {
            throw LunaError("stack.start_failed", .dependency, "nats-server ended at once; see \(server.logFile).")
        }
        let port = server.port
        try update {
            $0.instances[name] = .init(
                component: name, name: name, process: process, port: port, fingerprint: fingerprint)
            $0.natsPort = port
            $0.natsURL = server.url
        }
        tell(.ready(name, detail: "127.0.0.1:\(port)", after: ContinuousClock.now - begin))
        return true
    }

    /// A URL that may be shown.
    static func withoutPassword(_ url: String) -> String {
        guard let scheme = url.range(of: "://"), let at = url.lastIndex(of: "@"), at > scheme.upperBound else {
            return url
        }
        return url[..<scheme.upperBound] + "…" + url[at...]
    }

    // MARK: PostgreSQL

    func startPostgres() async throws -> Bool {
        let name = ServiceCatalog.postgres
        if let url = configuration.databaseURL {
            do {
                try await ping(url)
            } catch {
                throw LunaError(
                    "stack.start_failed", .dependency,
                    "DATABASE_URL names a database that cannot be used: \(LunaError.wrapping(error).message) "
                        + "Start it, or unset DATABASE_URL."
                )
            }
            try writeDatabaseURL(url)
            tell(.external(name, detail: url.contains("://") ? Self.withoutPassword(url) : "DATABASE_URL"))
            return false
        }
        let place = PostgresPlace(configuration)
        let certificate = certificate("postgres")
        let fingerprint = fingerprint(certificate)
        if let old = state.instances[name] {
            let url = Files.text(configuration.databaseURLFile)
            let isOtherKind = Self.isOtherKind(old.fingerprint, fingerprint)
            if isOtherKind {
                tell(.outdated(name))
            } else if old.fingerprint != fingerprint, let certificate {
                try PostgresCluster(directory: place.path, installation: try .find()).writeTLS(certificate)
                try update { $0.instances[name]?.fingerprint = fingerprint }
                old.process.signal(SIGHUP)
            }
            if !isOtherKind, let url, (try? await ping(url)) != nil {
                tell(.alreadyRunning(name, detail: "127.0.0.1:\(old.port)"))
                return false
            }
            try await stop(name)
        }
        let begin = ContinuousClock.now
        tell(.starting(name))
        if let elsewhere = try place.prepare() {
            tell(
                .notice(
                    "PostgreSQL's files are in \(elsewhere): its user cannot pass \(configuration.directory)."
                ))
        }
        let server = try await LocalPostgres.start(
            directory: place.path,
            options: LocalPostgres.Options(
                fsync: configuration.durableDatabase, maxConnections: 200, tls: certificate, diesWithParent: false,
                startTimeout: configuration.startTimeout), logger: logger)
        guard let process = ProcessIdentity(running: server.pid) else {
            throw LunaError("stack.start_failed", .dependency, "PostgreSQL ended at once; see \(server.logFile).")
        }
        // Written down before anything else can fail: or nobody would find and stop it.
        try update {
            $0.instances[name] = .init(
                component: name, name: name, process: process, port: server.port, fingerprint: fingerprint)
        }
        try writeDatabaseURL(try await makeDatabase(server))
        tell(.ready(name, detail: "127.0.0.1:\(server.port)", after: ContinuousClock.now - begin))
        return true
    }

    /// The database `luna`, owned by a role of that name that is no superuser: row-level security does not bind
    /// superusers.
    private func makeDatabase(_ server: LocalPostgres) async throws -> String {
        let file = configuration.databasePasswordFile
        let password: String
        if let known = Files.text(file), !known.isEmpty {
            password = known
        } else {
            var random = SystemRandomNumberGenerator()
            password = (0..<4).map { _ in String(UInt64.random(in: 0 ... .max, using: &random), radix: 36) }.joined()
            try Files.write(Array((password + "\n").utf8), to: file, mode: 0o600)
        }
        let administrative = try await server.createDatabase("luna")
        let store = try await Store.connect(
            StoreConfiguration(
                url: administrative, applicationName: "luna-stack", minConnections: 0, maxConnections: 1),
            logger: logger)
        do {
            // The password holds only letters and digits (base 36), so it needs no quoting beyond the quotes.
            let exists = try await !store.query("SELECT 1 FROM pg_roles WHERE rolname = 'luna'").isEmpty
            // The services make themselves roles that own nothing.
            try await store.executeOnce(
                "\(exists ? "ALTER" : "CREATE") ROLE luna LOGIN CREATEROLE PASSWORD '\(password)'")
            try await store.executeOnce("ALTER DATABASE luna OWNER TO luna")
            await store.close()
        } catch {
            await store.close()
            throw error
        }
        return server.url(user: "luna", password: password, database: "luna")
    }

    private func writeDatabaseURL(_ url: String) throws {
        try Files.write(Array((url + "\n").utf8), to: configuration.databaseURLFile, mode: 0o600)
        try update { $0.databaseURLFile = configuration.databaseURLFile }
    }

    private func ping(_ url: String) async throws {
        let store = try await Store.connect(
            StoreConfiguration(
                url: url, applicationName: "luna-stack", minConnections: 0, maxConnections: 1,
                leaseTimeout: .seconds(5),
                statementTimeout: .seconds(5)), logger: logger)
        do {
            try await store.ping()
            await store.close()
        } catch {
            await store.close()
            throw error
        }
    }
}

extension Substring {
    var trimmed: String { String(drop { $0 == " " }.reversed().drop { $0 == " " }.reversed()) }
}

extension String {
    /// Where `part` is first.
    func range(of part: String) -> Range<Index>? {
        var start = startIndex
        while start < endIndex {
            if self[start...].hasPrefix(part) { return start..<index(start, offsetBy: part.count) }
            start = index(after: start)
        }
        return nil
    }
}

/// Where PostgreSQL's files are: below the stack's directory, unless we are root and PostgreSQL's own user cannot pass
/// there
/// (/root is closed to others); then in /var/lib, with a symbolic link to them.
struct PostgresPlace {
    private let link: String
    private let fallback: String

    init(_ configuration: StackConfiguration) {
        link = configuration.postgresDirectory
        fallback = "/var/lib/luna-\(Digest(of: configuration.directory).hex.prefix(12))"
    }

    /// The real directory.
    var path: String { Files.resolved(link) }

    /// Makes the link when it is needed.
    /// - Returns: where it leads.
    func prepare() throws -> String? {
        if Files.exists(link) { return nil }
        unlink(link)  // It leads to nothing.
        guard geteuid() == 0, !othersCanPass() else { return nil }
        try Files.makeDirectory("\(fallback)/postgres", mode: 0o755)
        guard symlink("\(fallback)/postgres", link) == 0 else {
            throw LunaError(
                "stack.start_failed", .resource, "\(link) cannot be made: \(String(cString: strerror(errno))).")
        }
        return "\(fallback)/postgres"
    }

    func remove() throws {
        let real = path
        try Files.remove(link)
        if real == "\(fallback)/postgres" { try Files.remove(fallback) }
    }

    private func othersCanPass() -> Bool {
        var path = ""
        for part in link.split(separator: "/").dropLast() {
            path += "/\(part)"
            var status = stat()
            if stat(path, &status) == 0, status.st_mode & S_IXOTH == 0 { return false }
        }
        return true
    }
}

import Glibc
import LunaCore

/// Where PostgreSQL's programs are.
struct PostgresInstallation: Sendable {
    /// Holds `postgres` and `initdb`.
    let binaries: String

    /// The newest version under `/usr/lib/postgresql` (Debian's place), otherwise where `PATH` says.
    static func find() throws -> PostgresInstallation {
        let root = "/usr/lib/postgresql"
        for version in list(root).compactMap({ Int($0) }).sorted(by: >) {
            let place = "\(root)/\(version)/bin"
            if access("\(place)/postgres", X_OK) == 0, access("\(place)/initdb", X_OK) == 0 {
                return PostgresInstallation(binaries: place)
            }
        }
        if let postgres = ChildProcess.find("postgres"), let slash = postgres.lastIndex(of: "/") {
            let place = String(postgres[..<slash])
            if access("\(place)/initdb", X_OK) == 0 { return PostgresInstallation(binaries: place) }
        }
        throw LunaError(
            "postgres.not_installed", .dependency, "PostgreSQL is not installed; install the package postgresql.",
            isRetryable: false)
    }

    private static func list(_ path: String) -> [String] {
        guard let directory = opendir(path) else { return [] }
        defer { closedir(directory) }
        var names: [String] = []
        while let entry = readdir(directory) {
            names.append(
                withUnsafeBytes(of: entry.pointee.d_name) { String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self) })
        }
        return names
    }
}

/// The files of one server: makes them, and starts the server on them.
struct PostgresCluster: Sendable {
    let directory: String
    let installation: PostgresInstallation

    private var data: String { "\(directory)/data" }
    private var passwordFile: String { "\(directory)/password" }
    private var portFile: String { "\(directory)/port" }
    private var log: String { "\(directory)/postgres.log" }
    private var needsOtherUser: Bool { geteuid() == 0 }

    /// Makes the cluster when it is missing. Returns the superuser's password.
    /// - Parameter isDurable: false does not wait for the disk.
    func prepare(isDurable: Bool) async throws -> String {
        guard directory.hasPrefix("/") else {
            throw failed("postgres.init_failed", "the directory '\(directory)' is not an absolute path")
        }
        try makeDirectories()
        if access("\(data)/PG_VERSION", F_OK) == 0 {
            guard let password = Self.read(passwordFile) else {
                throw failed(
                    "postgres.init_failed",
                    "\(passwordFile) cannot be read, but \(data) exists; remove both to start afresh")
            }
            return password
        }
        let password = Self.randomPassword()
        try write(password, to: passwordFile)
        let child = try spawn(
            "initdb",
            [
                "-D", data, "-U", "postgres", "--pwfile", passwordFile, "--auth=scram-sha-256", "--encoding=UTF8",
                "--locale=C",
                "--no-instructions",
            ] + (isDurable ? [] : ["--no-sync"]), stopSignal: "KILL")
        guard await child.waitForExit() == 0 else {
            throw failed("postgres.init_failed", "initdb failed; see \(log)", details: ["log": LocalPostgres.tail(log)])
        }
        return password
    }

    /// The port of the last run when it is free, otherwise any free one.
    func choosePort() throws -> Int {
        if let last = Self.read(portFile).flatMap({ Int($0) }), (1024...65535).contains(last),
            Self.bindable(last) != nil
        {
            return last
        }
        guard let port = Self.bindable(0) else { throw failed("postgres.start_failed", "no free port on 127.0.0.1") }
        try write(String(port), to: portFile)
        return port
    }

    func launch(port: Int, options: LocalPostgres.Options) throws -> ChildProcess {
        var settings = [
            "listen_addresses": "127.0.0.1", "port": String(port), "unix_socket_directories": data,
            "max_connections": String(options.maxConnections), "fsync": options.fsync ? "on" : "off",
            "full_page_writes": options.fsync ? "on" : "off", "log_destination": "stderr", "logging_collector": "off",
            "cluster_name": "luna",
        ]
        if !options.fsync { settings["synchronous_commit"] = "off" }
        if let certificate = options.tls {
            try writeTLS(certificate)
            settings["ssl"] = "on"
            settings["ssl_cert_file"] = "\(directory)/server.pem"
            settings["ssl_key_file"] = "\(directory)/server.key"
            settings["ssl_min_protocol_version"] = "TLSv1.2"
            settings["hba_file"] = "\(directory)/pg_hba.conf"
        }
        settings.merge(options.settings) { _, new in new }
        let arguments = ["-D", data] + settings.sorted { $0.key < $1.key }.flatMap { ["-c", "\($0.key)=\($0.value)"] }
        return try spawn("postgres", arguments, stopSignal: options.diesWithParent ? "INT" : nil)
    }

    /// Copies that the server's own user may read, and who may connect: nobody without TLS and a password. A running server
    /// reads them again at SIGHUP.
    func writeTLS(_ certificate: ServerCertificate) throws {
        for (from, to) in [(certificate.certificateFile, "server.pem"), (certificate.keyFile, "server.key")] {
            guard let text = Files.text(from) else {
                throw failed("postgres.start_failed", "\(from) cannot be read")
            }
            try write(text + "\n", to: "\(directory)/\(to)")
        }
        try write(
            """
            # Written by luna at each start; changes are lost.
            local   all all scram-sha-256
            hostssl all all 127.0.0.1/32 scram-sha-256
            hostssl all all ::1/128 scram-sha-256

            """, to: "\(directory)/pg_hba.conf")
    }

    // MARK: Processes

    /// setpriv(1) sets the parent-death signal after it has changed the user, which would clear it. SIGINT is PostgreSQL's fast shutdown.
    private func spawn(_ program: String, _ arguments: [String], stopSignal: String?) throws -> ChildProcess {
        var command: [String] = []
        if needsOtherUser { command += ["--reuid=postgres", "--regid=postgres", "--init-groups"] }
        if let stopSignal { command += ["--pdeathsig", stopSignal] }
        let executable = "\(installation.binaries)/\(program)"
        var environment = ["LC_ALL": "C", "PATH": "\(installation.binaries):/usr/local/bin:/usr/bin:/bin"]
        if let zone = getenv("TZ") { environment["TZ"] = String(cString: zone) }
        if command.isEmpty {
            return try ChildProcess.spawn(
                executable: executable, arguments: arguments, environment: environment, workingDirectory: directory,
                logFile: log)
        }
        return try ChildProcess.spawn(
            executable: "setpriv", arguments: command + ["--", executable] + arguments, environment: environment,
            workingDirectory: directory, logFile: log)
    }

    // MARK: Files

    private func makeDirectories() throws {
        var path = ""
        for part in directory.split(separator: "/") {
            path += "/\(part)"
            if mkdir(path, 0o755) != 0, errno != EEXIST {
                throw failed("postgres.init_failed", "\(path) cannot be made: \(String(cString: strerror(errno)))")
            }
        }
        try own(directory)
        if needsOtherUser { try checkTraversable() }
        if mkdir(data, 0o700) != 0, errno != EEXIST {
            throw failed("postgres.init_failed", "\(data) cannot be made: \(String(cString: strerror(errno)))")
        }
        try own(data)
    }

    private func checkTraversable() throws {
        var path = ""
        for part in directory.split(separator: "/").dropLast() {
            path += "/\(part)"
            var status = stat()
            if stat(path, &status) == 0, status.st_mode & S_IXOTH == 0, status.st_uid != postgresUser()?.uid {
                throw failed(
                    "postgres.init_failed",
                    "the user postgres cannot pass \(path); choose another directory or run: chmod o+x \(path)")
            }
        }
    }

    private func own(_ path: String) throws {
        guard needsOtherUser else { return }
        guard let user = postgresUser() else {
            throw failed(
                "postgres.init_failed",
                "PostgreSQL does not run as root and there is no user postgres; run as another user")
        }
        guard chown(path, user.uid, user.gid) == 0 else {
            throw failed(
                "postgres.init_failed",
                "\(path) cannot be given to the user postgres: \(String(cString: strerror(errno)))")
        }
    }

    private func postgresUser() -> (uid: uid_t, gid: gid_t)? {
        var entry = passwd()
        var found: UnsafeMutablePointer<passwd>?
        var buffer = [CChar](repeating: 0, count: 4096)
        guard getpwnam_r("postgres", &entry, &buffer, buffer.count, &found) == 0, found != nil else { return nil }
        return (entry.pw_uid, entry.pw_gid)
    }

    private func write(_ text: String, to path: String) throws {
        unlink(path)
        let file = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
        guard file >= 0 else {
            throw failed("postgres.init_failed", "\(path) cannot be written: \(String(cString: strerror(errno)))")
        }
        defer { close(file) }
        let bytes = Array(text.utf8)
        guard Glibc.write(file, bytes, bytes.count) == bytes.count else {
            throw failed("postgres.init_failed", "\(path) cannot be written: \(String(cString: strerror(errno)))")
        }
        try own(path)
    }

    private static func read(_ path: String) -> String? {
        guard let file = fopen(path, "r") else { return nil }
        defer { fclose(file) }
        var buffer = [UInt8](repeating: 0, count: 256)
        let count = fread(&buffer, 1, buffer.count, file)
        let text = String(decoding: buffer.prefix(count).prefix { $0 != 10 && $0 != 13 }, as: UTF8.self)
        return text.isEmpty ? nil : text
    }

    private static func randomPassword() -> String {
        var random = SystemRandomNumberGenerator()
        let alphabet = Array("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789".utf8)
        let bytes = (0..<32).map { _ in alphabet[Int.random(in: 0..<alphabet.count, using: &random)] }
        return String(decoding: bytes, as: UTF8.self)
    }

    /// Binds and lets go; 0 takes any port. The number, or `nil` when it is taken.
    private static func bindable(_ port: Int) -> Int? {
        let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        guard descriptor >= 0 else { return nil }
        defer { close(descriptor) }
        var on: Int32 = 1
        setsockopt(descriptor, SOL_SOCKET, SO_REUSEADDR, &on, socklen_t(MemoryLayout<Int32>.size))
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = in_port_t(port).bigEndian
        address.sin_addr.s_addr = in_addr_t(0x7f00_0001).bigEndian
        var length = socklen_t(MemoryLayout<sockaddr_in>.size)
        let status = withUnsafeMutablePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { address in
                guard bind(descriptor, address, length) == 0 else { return Int32(-1) }
                return getsockname(descriptor, address, &length)
            }
        }
        return status == 0 ? Int(in_port_t(bigEndian: address.sin_port)) : nil
    }

    private func failed(_ code: String, _ text: String, details: [String: String] = [:]) -> LunaError {
        LunaError(code, .dependency, "PostgreSQL: \(text).", isRetryable: false, details: details)
    }
}

import Glibc
import LunaCore
import LunaProbe

/// Runs `pg_dump` and `psql`. Their output and input go through a named pipe, so that nothing of the database is ever on a disk
/// in clear.
struct DatabaseTools: Sendable {
    private let url: String
    private let environment: [String: String]
    private let binaries: String

    /// - Parameter authorityFile: whom to trust about the server; setting it makes TLS compulsory, as for the services.
    /// - Throws: `LunaError` `backup.tools_missing`, `backup.url_unsupported`.
    init(databaseURL: String, authorityFile: String? = nil) throws {
        let root = "/usr/lib/postgresql"
        let versions = Files.names(in: root).compactMap { Int($0) }.sorted(by: >).map { "\(root)/\($0)/bin" }
        let inPath = ChildProcess.find("pg_dump").flatMap { path in path.lastIndex(of: "/").map { String(path[..<$0]) }
        }
        guard
            let place = (versions + [inPath].compactMap { $0 }).first(where: {
                Files.isExecutable("\($0)/pg_dump") && Files.isExecutable("\($0)/psql")
            })
        else {
            throw LunaError(
                "backup.tools_missing", .dependency,
                "pg_dump and psql are not installed; install the package postgresql-client, at least as new as the server.",
                isRetryable: false)
        }
        binaries = place
        var environment = StackConfiguration.processEnvironment
        (url, environment["PGPASSWORD"]) = try Self.withoutPassword(databaseURL, environment["PGPASSWORD"])
        // Policies that bind also the owner show all tenants' rows to whoever sets this (decision 0060).
        environment["PGOPTIONS"] = "-c luna.tenant=* -c statement_timeout=0 -c lock_timeout=60s"
        if let authorityFile {
            environment["PGSSLMODE"] = "verify-full"
            environment["PGSSLROOTCERT"] = authorityFile
        }
        environment["PGAPPNAME"] = "luna-backup"
        environment["LC_ALL"] = "C.UTF-8"
        self.environment = environment
    }

    /// A password on a command line could be read by everybody on the machine.
    private static func withoutPassword(_ url: String, _ known: String?) throws -> (String, String?) {
        guard let scheme = url.range(of: "://") else {
            guard url.range(of: "password") == nil else {
                throw LunaError(
                    "backup.url_unsupported", .validation,
                    "DATABASE_URL: write it as postgres://user:password@host:port/database, or give the password in PGPASSWORD."
                )
            }
            return (url, known)
        }
        let rest = url[scheme.upperBound...]
        guard let at = rest.lastIndex(of: "@"), let colon = rest[..<at].firstIndex(of: ":") else { return (url, known) }
        let password = String(rest[rest.index(after: colon)..<at])
        return (url[..<scheme.upperBound] + String(rest[..<colon]) + rest[at...], Self.decoded(password))
    }

    /// Percent-encoding (RFC 3986, section 2.1) undone.
    private static func decoded(_ text: String) -> String {
        var out: [UInt8] = []
        var bytes = Array(text.utf8)[...]
        while let byte = bytes.popFirst() {
            if byte == UInt8(ascii: "%"), let value = UInt8(String(decoding: bytes.prefix(2), as: UTF8.self), radix: 16)
            {
                out.append(value)
                bytes = bytes.dropFirst(2)
            } else {
                out.append(byte)
            }
        }
        return String(decoding: out, as: UTF8.self)
    }

    /// Dumps schemas as of one moment, as SQL.
    /// - Parameter take: is given the pieces on a thread of their own.
    /// - Throws: `LunaError` `backup.dump_failed` with what pg_dump said; what `take` throws.
    func dump(schemas: [String], take: @escaping @Sendable ([UInt8]) throws -> Void) async throws {
        let arguments =
            ["--format=plain", "--no-owner", "--no-privileges", "--enable-row-security", "--encoding=UTF8", "-d", url]
            + schemas.flatMap { ["-n", $0] }
        try await piped("pg_dump", arguments, flags: O_RDONLY, failure: "backup.dump_failed") {
            pipe in
            var buffer = [UInt8](repeating: 0, count: 1 << 18)
            while true {
                let count = read(pipe, &buffer, buffer.count)
                if count < 0, errno == EINTR { continue }
                guard count > 0 else { return }
                try take(Array(buffer[..<count]))
            }
        }
    }

    /// Runs SQL that `give` hands over piece by piece. It has to begin a transaction and end it: when anything fails before,
    /// the connection closes and nothing has happened.
    /// - Throws: `LunaError` `backup.restore_failed` with what psql said; what `give` throws.
    func run(give: @escaping @Sendable (_ put: ([UInt8]) throws -> Void) throws -> Void) async throws {
        let arguments = ["-X", "-q", "-o", "/dev/null", "-v", "ON_ERROR_STOP=1", "-d", url]
        try await piped("psql", arguments, flags: O_WRONLY, failure: "backup.restore_failed") {
            pipe in
            try give { bytes in
                var rest = bytes[...]
                while !rest.isEmpty {
                    let count = rest.withUnsafeBytes { Glibc.write(pipe, $0.baseAddress, $0.count) }
                    if count < 0, errno == EINTR { continue }
                    guard count > 0 else { throw PipeClosed() }
                    rest = rest.dropFirst(count)
                }
            }
        }
    }

    /// psql has ended; its own words say why.
    private struct PipeClosed: Error {}

    private func piped(
        _ program: String, _ arguments: [String], flags: Int32, failure: String,
        _ body: @escaping @Sendable (Int32) throws -> Void
    ) async throws {
        var template = Array(
            "\(StackConfiguration.processEnvironment["TMPDIR"] ?? "/tmp")/luna-backup-XXXXXX".utf8CString)
        guard mkdtemp(&template) != nil else {
            throw LunaError(failure, .resource, "No temporary folder can be made: \(String(cString: strerror(errno))).")
        }
        let folder = String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
        defer { try? Files.remove(folder) }
        let pipe = "\(folder)/pipe"
        guard mkfifo(pipe, 0o600) == 0 else {
            throw LunaError(failure, .resource, "No pipe can be made: \(String(cString: strerror(errno))).")
        }
        // A pipe whose reader has gone is told by the call that writes.
        signal(SIGPIPE, SIG_IGN)
        let child = try ChildProcess.spawn(
            executable: "\(binaries)/\(program)", arguments: arguments + ["--file", pipe], environment: environment,
            logFile: "\(folder)/said", diesWithParent: true)
        async let ended = Self.end(of: child, pipe)
        let outcome: Result<Void, any Error> = await withCheckedContinuation { continuation in
            startThread {
                continuation.resume(
                    returning: Result {
                        let descriptor = open(pipe, flags | O_CLOEXEC)
                        guard descriptor >= 0 else { throw PipeClosed() }
                        defer { close(descriptor) }
                        try body(descriptor)
                    })
            }
        }
        if case .failure(let error) = outcome, !(error is PipeClosed) {
            child.signalGroup(SIGKILL)
            _ = await ended
            throw error
        }
        let status = await ended
        guard status == 0, case .success = outcome else {
            let said = Files.tail("\(folder)/said", lines: 8).joined(separator: "\n")
            throw LunaError(
                failure, .dependency, "\(program) ended with status \(status): \(said)", isRetryable: false,
                details: ["status": String(status)])
        }
    }

    /// Waits for a program that may end without ever having opened its end of the pipe: whoever waits for that is let go.
    private static func end(of child: ChildProcess, _ pipe: String) async -> Int32 {
        let status = await child.waitForExit()
        let other = open(pipe, O_RDWR | O_NONBLOCK | O_CLOEXEC)
        if other >= 0 { close(other) }
        return status
    }
}

import CPostgres
import Glibc
import Logging
import LunaCore

extension Connection {
    /// Connects. Blocks for as long as names are looked up, the server answers and passwords are worked out: call on a thread.
    static func open(
        id: UInt64, _ configuration: StoreConfiguration, loop: EventLoop, logger: Logger,
        onLoss: @escaping @Sendable (UInt64, LunaError) -> Void,
        onNotification: (@Sendable (StoreNotification) -> Void)? = nil
    ) -> Result<Connection, LunaError> {
        let seconds = max(2, configuration.connectTimeout.components.seconds)
        // Later ones win, so the address can override what stands before it but not what stands after it.
        var settings: [(String, String)] = [
            ("connect_timeout", String(seconds)), ("keepalives_idle", "30"), ("keepalives_interval", "10"),
            ("keepalives_count", "3"),
            ("fallback_application_name", configuration.applicationName), ("dbname", configuration.url),
        ]
        if let password = configuration.password { settings.append(("password", password)) }
        if let file = configuration.tlsCertificateAuthorityFile {
            settings += [("sslmode", "verify-full"), ("sslrootcert", file)]
        }
        if let file = configuration.tlsCertificateFile { settings.append(("sslcert", file)) }
        if let file = configuration.tlsKeyFile { settings.append(("sslkey", file)) }
        // As options of the connection, so that RESET leads back to them.
        var parameters = configuration.sessionParameters
        if let role = configuration.role { parameters["role"] = role }
        if !parameters.isEmpty {
            let options = parameters.sorted { $0.key < $1.key }.map { "-c \($0.key)=\($0.value)" }
            settings.append(("options", options.joined(separator: " ")))
        }
        settings.append(("client_encoding", "UTF8"))
        guard let handle = connect(settings) else {
            return .failure(StoreFailure.unavailable("out of memory", sent: false))
        }
        guard PQstatus(handle) == CONNECTION_OK else {
            defer { PQfinish(handle) }
            return .failure(refusal(handle))
        }
        let connection = Connection(
            id: id, taking: handle, loop: loop, configuration: configuration, logger: logger, onLoss: onLoss,
            onNotification: onNotification)
        return connection.map { .success($0) }
            ?? .failure(StoreFailure.unavailable("the socket cannot be watched", sent: false))
    }

    /// ``open(id:_:loop:logger:onLoss:onNotification:)`` on a thread of its own.
    /// - Parameter thread: the thread's name.
    /// - Throws: `LunaError` `store.unavailable` or `store.refused`.
    static func opened(
        id: UInt64, _ configuration: StoreConfiguration, loop: EventLoop, logger: Logger, thread: String,
        onLoss: @escaping @Sendable (UInt64, LunaError) -> Void,
        onNotification: (@Sendable (StoreNotification) -> Void)? = nil
    ) async throws -> Connection {
        let result: Result<Connection, LunaError> = await withUnsafeContinuation { continuation in
            let started = DedicatedThread.start(thread) {
                let opened = open(
                    id: id, configuration, loop: loop, logger: logger, onLoss: onLoss, onNotification: onNotification)
                continuation.resume(returning: opened)
            }
            if !started {
                continuation.resume(
                    returning: .failure(StoreFailure.unavailable("no thread can be started", sent: false)))
            }
        }
        return try result.get()
    }

    private static func connect(_ settings: [(String, String)]) -> OpaquePointer? {
        let keys = settings.map { strdup($0.0) }
        let values = settings.map { strdup($0.1) }
        defer { (keys + values).forEach { free($0) } }
        let keyPointers = keys.map { UnsafePointer($0) } + [nil]
        let valuePointers = values.map { UnsafePointer($0) } + [nil]
        return PQconnectdbParams(keyPointers, valuePointers, 1)
    }

    /// libpq gives no SQLSTATE for a refused connection; its words have to do for telling a wrong address from an absent server.
    private static func refusal(_ handle: OpaquePointer) -> LunaError {
        let text = PQerrorMessage(handle).map { String(cString: $0) } ?? ""
        // Not "SSL SYSCALL error" and the like: so ends also a connection whose server goes away.
        let isDistrust = [
            "certificate verify failed", "does not match host name", "does not support SSL", "root certificate file",
            "could not get server's host name",
        ].contains { text.contains($0) }
        if isDistrust {
            return LunaError(
                "store.tls", .permission,
                "The database is not trusted; check its certificate and the authorities (database.ca): \(StoreFailure.oneLine(text))",
                details: ["outcome": "not_sent"])
        }
        let isMistake =
            PQconnectionNeedsPassword(handle) != 0
            || [
                "authentication failed", "does not exist", "invalid connection option", "invalid URI",
                "no pg_hba.conf entry",
            ].contains {
                text.contains($0)
            }
        if isMistake {
            return LunaError(
                "store.refused", .permission,
                "The database refuses the connection; check the address, user and password: \(StoreFailure.oneLine(text))",
                details: ["outcome": "not_sent"])
        }
        return StoreFailure.unavailable(text, sent: false)
    }

    /// A round trip, for an idle connection.
    func isAlive() async -> Bool {
        do {
            _ = try await run(
                [try Command("", isPrepared: false, isWanted: false)], timeout: configuration.connectTimeout,
                shielded: true)
            return isClean
        } catch {
            fail(LunaError.wrapping(error))
            return false
        }
    }
}

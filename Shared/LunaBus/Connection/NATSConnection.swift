import CNats
import Glibc
import Logging
import LunaCore
import Synchronization

/// What a connection of the C library tells about itself.
enum ConnectionEvent: Sendable {
    case disconnected, reconnected, closed
    /// A subscription dropped messages because its reader is too slow; the number so far.
    case slowConsumer(subscription: Int64, subject: String, dropped: Int64)
    case failed(LunaError)
    /// The server refused a subject to this user.
    case denied(PermissionViolation)
}

/// Owner of one connection of the C library.
///
/// `@unchecked Sendable`: the pointer is set once; all functions of cnats on a connection are thread-safe. It is
/// destroyed in `deinit`, and whoever uses it (subscriptions, mux) keeps a strong reference to this object.
final class NATSConnection: @unchecked Sendable {
    private let raw: OpaquePointer
    private let registration: ConnectionRegistry.Registration
    private let spent = SpentMessages()
    let maxPayload: Int
    /// Where answers to this connection go; ends with a dot.
    let inboxPrefix: String

    private init(raw: OpaquePointer, registration: ConnectionRegistry.Registration, inboxPrefix: String) {
        self.raw = raw
        self.inboxPrefix = inboxPrefix
        self.registration = registration
        self.maxPayload = Int(natsConnection_GetMaxPayload(raw))
    }

    deinit {
        let bits = UInt(bitPattern: raw)
        let registration = self.registration
        // Destroying joins the library's threads, and this may be one of them: hence a thread of its own. Without
        // one the connection leaks, which only happens when the process is out of threads anyway.
        try? BusThread.start("nats-destroy") {
            natsConnection_Destroy(OpaquePointer(bitPattern: bits))
            registration.end()
        }
    }

    /// Connects; blocks, so call it on a thread of its own.
    static func connect(
        _ configuration: BusConfiguration, role: String, prompt: Bool,
        onEvent: @escaping @Sendable (ConnectionEvent) -> Void
    ) throws -> NATSConnection {
        var options: OpaquePointer?
        try check(natsOptions_Create(&options), "making options")
        defer { natsOptions_Destroy(options) }
        try apply(configuration, role: role, prompt: prompt, to: options)
        let registration = ConnectionRegistry.shared.register(onEvent)
        let closure = UnsafeMutableRawPointer(bitPattern: registration.id)
        natsOptions_SetDisconnectedCB(
            options, { _, closure in ConnectionRegistry.shared.send(closure, .disconnected) }, closure)
        natsOptions_SetReconnectedCB(
            options, { _, closure in ConnectionRegistry.shared.send(closure, .reconnected) }, closure)
        natsOptions_SetClosedCB(options, { _, closure in ConnectionRegistry.shared.send(closure, .closed) }, closure)
        natsOptions_SetErrorHandler(
            options,
            { connection, subscription, status, closure in
                if status == NATS_NOT_PERMITTED {
                    // The library keeps the server's words with the connection.
                    var words: UnsafePointer<CChar>?
                    natsConnection_GetLastError(connection, &words)
                    ConnectionRegistry.shared.send(
                        closure, .denied(PermissionViolation(words.map { String(cString: $0) } ?? "")))
                    return
                }
                guard status == NATS_SLOW_CONSUMER, let subscription else {
                    ConnectionRegistry.shared.send(closure, .failed(natsFailure(status, "using the connection")))
                    return
                }
                var dropped: Int64 = 0
                natsSubscription_GetDropped(subscription, &dropped)
                let subject = natsSubscription_GetSubject(subscription).map { String(cString: $0) } ?? ""
                let id = natsSubscription_GetID(subscription)
                ConnectionRegistry.shared.send(
                    closure, .slowConsumer(subscription: id, subject: subject, dropped: dropped))
            }, closure)
        var raw: OpaquePointer?
        let status = natsConnection_Connect(&raw, options)
        guard status == NATS_OK, let raw else {
            registration.end()
            throw natsFailure(status, "connecting to \(configuration.redactedURLs)")
        }
        return NATSConnection(raw: raw, registration: registration, inboxPrefix: configuration.inboxPrefix)
    }

    private static func apply(
        _ configuration: BusConfiguration, role: String, prompt: Bool, to options: OpaquePointer?
    ) throws {
        let urls = configuration.urls.map { strdup($0) }
        defer { urls.forEach { free($0) } }
        var pointers: [UnsafePointer<CChar>?] = urls.map { $0.map { UnsafePointer($0) } }
        try check(natsOptions_SetServers(options, &pointers, Int32(pointers.count)), "reading the server addresses")
        try check(natsOptions_SetName(options, "\(configuration.name)/\(role)"), "naming the connection")
        if let user = configuration.user {
            try check(natsOptions_SetUserInfo(options, user, configuration.password ?? ""), "setting the user")
        }
        if let file = configuration.credentialsFile {
            try check(natsOptions_SetUserCredentialsFromFiles(options, file, nil), "reading credentials \(file)")
        }
        if let file = configuration.tlsCertificateAuthorityFile {
            try check(natsOptions_SetSecure(options, true), "turning TLS on")
            try check(natsOptions_LoadCATrustedCertificates(options, file), "reading \(file)")
        }
        if let file = configuration.tlsCertificateFile, let key = configuration.tlsKeyFile {
            try check(natsOptions_LoadCertificatesChain(options, file, key), "reading \(file) and \(key)")
        }
        let wait = configuration.reconnectWait.milliseconds
        natsOptions_SetMaxReconnect(options, -1)
        natsOptions_SetReconnectWait(options, wait)
        natsOptions_SetReconnectJitter(options, wait, wait)
        natsOptions_SetReconnectBufSize(options, Int32(clamping: configuration.reconnectBufferBytes))
        natsOptions_SetMaxPendingMsgs(options, Int32(clamping: configuration.pendingMessages))
        natsOptions_SetPingInterval(options, configuration.pingInterval.milliseconds)
        natsOptions_SetMaxPingsOut(options, 2)
        // A server that stops reading must not hold a publishing thread for ever.
        natsOptions_SetWriteDeadline(options, 5_000)
        natsOptions_SetTimeout(options, 2_000)
        natsOptions_SetSendAsap(options, prompt)
    }

    var isConnected: Bool { natsConnection_Status(raw) == NATS_CONN_STATUS_CONNECTED }

    /// Hands a message to the library, which buffers or writes it. Subject and headers must have been checked.
    func publish(_ subject: String, reply: String? = nil, _ body: [UInt8], headers: BusHeaders = [:]) throws {
        guard body.count <= maxPayload else {
            throw natsFailure(NATS_MAX_PAYLOAD, "publishing \(body.count) bytes on \(subject)")
        }
        let count = Int32(body.count)
        let status = body.withUnsafeBytes { bytes -> natsStatus in
            let data = bytes.baseAddress?.assumingMemoryBound(to: CChar.self)
            guard !headers.isEmpty else {
                guard let reply else { return natsConnection_Publish(raw, subject, data, count) }
                return natsConnection_PublishRequest(raw, subject, reply, data, count)
            }
            var message: OpaquePointer?
            var status = natsMsg_Create(&message, subject, reply, data, count)
            defer { if let message { spent.add(message) } }
            for field in headers where status == NATS_OK {
                status = natsMsgHeader_Add(message, field.name, field.value)
            }
            return status == NATS_OK ? natsConnection_PublishMsg(raw, message) : status
        }
        try check(status, "publishing on \(subject)")
    }

    /// A subscription whose messages are handed to `sink` on a thread of its own.
    func subscribe(_ subject: String, queue: String?, sink: any MessageSink, pendingLimit: Int? = nil) throws
        -> NATSSubscription
    {
        try NATSSubscription(self, raw, subject: subject, queue: queue, sink: sink, pendingLimit: pendingLimit)
    }

    /// Sends all that is buffered and waits for the server's answer. Blocks.
    func flush(timeout: Duration) throws {
        try check(natsConnection_FlushTimeout(raw, max(1, timeout.milliseconds)), "flushing")
    }

    /// Closes for good. Blocks.
    func close() { natsConnection_Close(raw) }
}

/// Who gets the events of a connection. The library holds a number, not a pointer, so that an event that comes late
/// finds nobody instead of freed memory.
final class ConnectionRegistry: Sendable {
    static let shared = ConnectionRegistry()
    private let state = Mutex<(next: UInt, handlers: [UInt: @Sendable (ConnectionEvent) -> Void])>((1, [:]))

    struct Registration: Sendable {
        let id: UInt
        func end() { ConnectionRegistry.shared.state.withLock { $0.handlers[id] = nil } }
    }

    func register(_ handler: @escaping @Sendable (ConnectionEvent) -> Void) -> Registration {
        state.withLock { state in
            let id = state.next
            state.next += 1
            state.handlers[id] = handler
            return Registration(id: id)
        }
    }

    func send(_ closure: UnsafeMutableRawPointer?, _ event: ConnectionEvent) {
        let handler = state.withLock { $0.handlers[UInt(bitPattern: closure)] }
        handler?(event)
    }
}

import CPostgres
import DequeModule
import Glibc
import Logging
import LunaCore
import Synchronization

/// One connection to PostgreSQL: libpq in nonblocking pipeline mode, driven by the store's ``EventLoop``.
///
/// The caller's thread hands statements to libpq and writes them to the socket at once; the loop's thread reads the answers. So a
/// round trip costs one wake-up of the loop and one of the task, however many statements it holds.
///
/// Safe to use from any thread: everything libpq is behind one lock, which is never held across an `await` or a callback.
final class Connection: EventHandler, Sendable {
    let id: UInt64
    let loop: EventLoop
    let logger: Logger
    let configuration: StoreConfiguration
    /// Called once, when the connection is found dead. Not called by ``close()``.
    let onLoss: @Sendable (UInt64, LunaError) -> Void
    let onNotification: (@Sendable (StoreNotification) -> Void)?
    let notices: NoticeSink
    let state: Mutex<State>

    /// `@unchecked Sendable`: the libpq handle in it is used only through the mutex that holds this value.
    struct State: @unchecked Sendable {
        /// `nil` once closed.
        var handle: OpaquePointer?
        let descriptor: Int32
        var inFlight: Deque<Batch> = []
        /// Sent in front of the next statement: BEGIN and the tenant.
        var preamble: [Command] = []
        var cache: StatementCache
        var watchesWrites = false
        var pendingCancels = 0
        var lastCancel: ContinuousClock.Instant?
        /// A cancellation was sent since the last check; it may still hit.
        var needsCheck = false
        var settled: [UnsafeContinuation<Void, Never>] = []
        var lossReason: LunaError?
    }

    /// Takes over a connected libpq handle.
    init?(
        id: UInt64, taking handle: OpaquePointer, loop: EventLoop, configuration: StoreConfiguration, logger: Logger,
        onLoss: @escaping @Sendable (UInt64, LunaError) -> Void,
        onNotification: (@Sendable (StoreNotification) -> Void)? = nil
    ) {
        self.id = id
        self.loop = loop
        self.logger = logger
        self.configuration = configuration
        self.onLoss = onLoss
        self.onNotification = onNotification
        notices = NoticeSink(logger)
        let descriptor = PQsocket(handle)
        let ready = descriptor >= 0 && PQsetnonblocking(handle, 1) == 0 && PQenterPipelineMode(handle) == 1
        notices.attach(to: handle)
        state = Mutex(
            State(
                handle: handle, descriptor: descriptor,
                cache: StatementCache(capacity: configuration.preparedStatements)))
        guard ready, loop.add(descriptor, token: id, self) else {
            PQfinish(handle)
            state.withLock { $0.handle = nil }
            return nil
        }
    }

    deinit {
        // The loop and the pool hold a connection as long as it is open, so this is a safety net.
        state.withLock { if let handle = $0.handle { PQfinish(handle) } }
    }

    // MARK: Leases

    /// Statements to be sent in front of the next one, in the same round trip.
    func setPreamble(_ commands: [Command]) { state.withLock { $0.preamble = commands } }

    /// Whether the preamble still waits for a first statement.
    var hasPreamble: Bool { state.withLock { !$0.preamble.isEmpty } }

    /// Whether it is connected, as far as is known.
    var isOpen: Bool { state.withLock { $0.handle != nil } }

    /// Whether a transaction is open on the server.
    var isInTransaction: Bool {
        state.withLock { state in state.handle.map { PQtransactionStatus($0) != PQTRANS_IDLE } ?? false }
    }

    /// Whether the next lease would find it as new: connected, nothing in flight, no transaction, no cancellation on its way.
    var isClean: Bool {
        state.withLock { state in
            guard let handle = state.handle, state.lossReason == nil else { return false }
            return state.inFlight.isEmpty && state.preamble.isEmpty && !state.needsCheck && state.pendingCancels == 0
                && PQtransactionStatus(handle) == PQTRANS_IDLE && PQstatus(handle) == CONNECTION_OK
        }
    }

    // MARK: Ending

    /// Ends the connection; calls in flight fail.
    func close() { end(LunaError("store.closed", .dependency, "The store was closed."), report: false) }

    /// Gives a broken connection up.
    func fail(_ reason: LunaError) { end(reason, report: true) }

    private func end(_ reason: LunaError, report: Bool) {
        let ended = state.withLock { state in Self.takeDown(&state, reason, loop: loop, id: id) }
        ended?.finish()
        if report, ended != nil { onLoss(id, reason) }
    }

    /// What is left to do without the lock after a connection has ended.
    struct Aftermath {
        let batches: [Batch]
        let settled: [UnsafeContinuation<Void, Never>]
        func finish() {
            for batch in batches { batch.completion(batch.outcome) }
            for continuation in settled { continuation.resume() }
        }
    }

    /// Under the lock. `nil` when it had ended before.
    static func takeDown(_ state: inout State, _ reason: LunaError, loop: EventLoop, id: UInt64) -> Aftermath? {
        guard let handle = state.handle else { return nil }
        loop.remove(state.descriptor, token: id)
        PQfinish(handle)
        state.handle = nil
        state.lossReason = reason
        let batches = Array(state.inFlight)
        state.inFlight = []
        for batch in batches where batch.lost == nil { batch.lost = reason }
        defer { state.settled = [] }
        return Aftermath(batches: batches, settled: state.settled)
    }
}

/// Passes the server's notices to the logger.
final class NoticeSink: Sendable {
    private let logger: Logger
    private let fatal = Mutex<String?>(nil)

    /// The server's last words on an idle connection, which libpq reports as a notice. The socket closes some time later.
    var lastWords: String? { fatal.withLock { $0 } }

    init(_ logger: Logger) { self.logger = logger }

    /// The sink must live as long as the handle.
    func attach(to handle: OpaquePointer) {
        _ = PQsetNoticeReceiver(
            handle,
            { context, result in
                guard let context, let result else { return }
                Unmanaged<NoticeSink>.fromOpaque(context).takeUnretainedValue().receive(result)
            }, Unmanaged.passUnretained(self).toOpaque())
    }

    private func receive(_ result: OpaquePointer) {
        let report = StoreFailure.report(result)
        let severity = PQresultErrorField(result, Int32(UInt8(ascii: "V"))).map { String(cString: $0) } ?? "NOTICE"
        if severity == "FATAL" || severity == "PANIC" { fatal.withLock { $0 = report.message } }
        let level: Logger.Level =
            switch severity {
            case "WARNING", "ERROR", "FATAL", "PANIC": .warning
            case "NOTICE", "INFO": .info
            default: .debug
            }
        logger.log(
            level: level, "notice from PostgreSQL",
            metadata: ["notice": "\(report.message)", "sqlstate": "\(report.sqlState)"])
    }
}

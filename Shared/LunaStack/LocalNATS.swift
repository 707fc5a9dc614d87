import Glibc
import LunaCore
import LunaProbe
import Synchronization

/// A real nats-server with JetStream as a child process on loopback: for `luna up` and for tests.
///
/// Start, stop and kill it as often as you like; it keeps its port and its store. Thread-safe, but one start or stop
/// at a time.
public final class LocalNATS: Sendable {
    /// What the server may use and where.
    public struct Options: Sendable {
        /// Everything of the server is in this folder: store, configuration, log.
        public var directory: String
        /// 0 = any free port, kept from the first start on.
        public var port: Int
        /// Executable, by name or path.
        public var executable: String
        /// JetStream limits in bytes.
        public var maxMemoryStore: Int64
        public var maxFileStore: Int64
        /// Port of the monitoring pages; nil = none.
        public var monitoringPort: Int?
        /// Further lines of the server's configuration, such as users and permissions.
        public var configuration: String
        /// With it, only TLS is spoken.
        public var tls: ServerCertificate?
        /// Whether the kernel ends the server when this process ends, however it ends.
        public var diesWithParent: Bool

        public init(
            directory: String, port: Int = 0, executable: String = "nats-server", maxMemoryStore: Int64 = 256 << 20,
            maxFileStore: Int64 = 8 << 30, monitoringPort: Int? = nil, configuration: String = "",
            tls: ServerCertificate? = nil, diesWithParent: Bool = true
        ) {
            self.directory = directory
            self.port = port
            self.executable = executable
            self.maxMemoryStore = maxMemoryStore
            self.maxFileStore = maxFileStore
            self.monitoringPort = monitoringPort
            self.configuration = configuration
            self.tls = tls
            self.diesWithParent = diesWithParent
        }
    }

    private struct State: Sendable {
        var child: ChildProcess?
        var port: Int
    }

    public let options: Options
    private let state: Mutex<State>

    public init(_ options: Options) {
        self.options = options
        state = Mutex(State(port: options.port))
    }

    /// The port; 0 before the first start when any was asked for.
    public var port: Int { state.withLock { $0.port } }
    /// The address for clients.
    public var url: String { "\(options.tls == nil ? "nats" : "tls")://127.0.0.1:\(port)" }
    /// What the server prints.
    public var logFile: String { options.directory + "/nats-server.log" }
    /// Where JetStream keeps its files.
    public var storeDirectory: String { options.directory + "/jetstream" }
    /// Process id while it runs.
    public var pid: Int32? { state.withLock { $0.child?.isRunning == true ? $0.child?.pid : nil } }

    /// Starts the server and waits until it accepts clients and JetStream is ready.
    /// - Throws: `LunaError` `nats.start_failed` with the end of its log; `process.spawn_failed` when it is not
    ///   installed.
    public func start(timeout: Duration = .seconds(20)) async throws {
        if state.withLock({ $0.child?.isRunning == true }) { return }
        try makeDirectory(options.directory)
        let configurationFile = options.directory + "/nats-server.conf"
        try write(configurationText(), to: configurationFile)
        removePortsFiles()
        let child = try ChildProcess.spawn(
            executable: options.executable, arguments: ["-c", configurationFile], workingDirectory: options.directory,
            logFile: logFile, diesWithParent: options.diesWithParent)
        state.withLock { $0.child = child }
        let deadline = ContinuousClock.now + timeout
        while true {
            // The server writes its ports file when it is ready for connections.
            if let port = readPort(child.pid), await answersJetStream(port) {
                state.withLock { $0.port = port }
                return
            }
            guard child.isRunning, ContinuousClock.now < deadline else {
                await child.terminate(grace: .seconds(1))
                throw LunaError(
                    "nats.start_failed", .dependency,
                    "nats-server did not start: \(lastLogLines()). Its whole output is in \(logFile).",
                    isRetryable: false)
            }
            try await Task.sleep(for: .milliseconds(20))
        }
    }

    /// Stops the server in good order (it flushes its store).
    public func stop(grace: Duration = .seconds(10)) async {
        let child = state.withLock { state in
            defer { state.child = nil }
            return state.child
        }
        await child?.terminate(grace: grace)
    }

    /// Kills the server without warning and waits until it is gone. The next ``start(timeout:)`` uses the same port
    /// and store.
    public func kill() async {
        let child = state.withLock { state in
            defer { state.child = nil }
            return state.child
        }
        child?.signal(SIGKILL)
        _ = await child?.waitForExit()
    }

    private func configurationText() -> String {
        let port = state.withLock { $0.port }
        return """
            # Written by LocalNATS at each start; changes are lost.
            listen: "127.0.0.1:\(port == 0 ? -1 : port)"
            ports_file_dir: "\(options.directory)"
            \(options.monitoringPort.map { "http: \"127.0.0.1:\($0)\"" } ?? "")
            jetstream {
              store_dir: "\(storeDirectory)"
              max_memory_store: \(options.maxMemoryStore)
              max_file_store: \(options.maxFileStore)
            }
            \(options.tls.map { "tls {cert_file: \"\($0.certificateFile)\", key_file: \"\($0.keyFile)\", timeout: 5}" } ?? "")
            \(options.configuration)

            """
    }

    // MARK: - Readiness

    private func portsFile(_ pid: Int32) -> String { options.directory + "/nats-server_\(pid).ports" }

    private func readPort(_ pid: Int32) -> Int? {
        // With setpriv in between the process keeps its id through exec, so the file bears the child's id.
        guard let text = try? read(portsFile(pid)), let value = try? JSONParser.parse(text),
            let address = value["nats"]?.arrayValue?.first?.stringValue, let colon = address.lastIndex(of: ":")
        else { return nil }
        return Int(address[address.index(after: colon)...])
    }

    private func removePortsFiles() {
        guard let folder = opendir(options.directory) else { return }
        defer { closedir(folder) }
        while let entry = readdir(folder) {
            let name = withUnsafePointer(to: &entry.pointee.d_name) { pointer in
                pointer.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
            }
            if name.hasPrefix("nats-server_"), name.hasSuffix(".ports") { unlink(options.directory + "/" + name) }
        }
    }

    /// The server speaks first: `INFO {…}` with `"jetstream":true` once JetStream is on.
    private func answersJetStream(_ port: Int) async -> Bool { await Self.isReady(port: port) }

    /// Whether a server with JetStream listens on `port` of 127.0.0.1.
    static func isReady(port: Int) async -> Bool {
        await withUnsafeContinuation { continuation in
            startThread { continuation.resume(returning: greetingHasJetStream(port)) }
        }
    }

    private static func greetingHasJetStream(_ port: Int) -> Bool {
        let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        guard descriptor >= 0 else { return false }
        defer { close(descriptor) }
        var limit = timeval(tv_sec: 2, tv_usec: 0)
        setsockopt(descriptor, SOL_SOCKET, SO_RCVTIMEO, &limit, socklen_t(MemoryLayout<timeval>.size))
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = in_port_t(port).bigEndian
        address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
        let connected = withUnsafePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
            }
        }
        guard connected == 0 else { return false }
        var greeting: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 4096)
        while !greeting.contains(UInt8(ascii: "\n")), greeting.count < 65_536 {
            let count = recv(descriptor, &buffer, buffer.count, 0)
            guard count > 0 else { return false }
            greeting.append(contentsOf: buffer[0..<count])
        }
        let line = String(decoding: greeting, as: UTF8.self)
        return line.hasPrefix("INFO ") && line.contains("\"jetstream\":true")
    }

    // MARK: - Files

    private func makeDirectory(_ path: String) throws {
        var partial = path.hasPrefix("/") ? "" : "."
        for part in path.split(separator: "/") {
            partial += "/" + part
            guard mkdir(partial, 0o700) == 0 || errno == EEXIST else {
                throw LunaError(
                    "nats.start_failed", .dependency,
                    "The folder \(partial) cannot be made: \(String(cString: strerror(errno))).",
                    isRetryable: false)
            }
        }
    }

    private func write(_ text: String, to path: String) throws {
        let descriptor = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o600)
        let bytes = Array(text.utf8)
        guard descriptor >= 0, Glibc.write(descriptor, bytes, bytes.count) == bytes.count else {
            if descriptor >= 0 { close(descriptor) }
            throw LunaError(
                "nats.start_failed", .dependency, "\(path) cannot be written: \(String(cString: strerror(errno))).",
                isRetryable: false)
        }
        close(descriptor)
    }

    private func read(_ path: String) throws -> [UInt8] {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else {
            throw LunaError("nats.file", .dependency, "\(path) cannot be read.")
        }
        defer { close(descriptor) }
        var bytes: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 65_536)
        while true {
            let count = Glibc.read(descriptor, &buffer, buffer.count)
            guard count > 0 else { return bytes }
            bytes.append(contentsOf: buffer[0..<count])
        }
    }

    private func lastLogLines() -> String {
        let lines = String(decoding: (try? read(logFile)) ?? [], as: UTF8.self).split(separator: "\n").suffix(3)
        return lines.isEmpty ? "it said nothing" : lines.joined(separator: " / ")
    }
}

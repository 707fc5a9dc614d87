import Glibc
import LunaCore
import Synchronization

@testable import LunaStack

/// A directory that is removed with its owner. Other users may pass: PostgreSQL's user has to.
final class TemporaryDirectory: Sendable {
    let path: String

    init() throws {
        var template = Array("/tmp/luna-stack-XXXXXX".utf8CString)
        guard mkdtemp(&template) != nil else { throw LunaError("test", .internal, "mkdtemp failed") }
        path = String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
        chmod(path, 0o755)
    }

    deinit { try? Files.remove(path) }
}

/// A stack of stand-in services: each is a real process that serves /readyz and obeys the same environment as ours.
/// What they do
/// is told by files beside them: `NAME.fail` ends them at once, `NAME.never` keeps them from becoming ready.
final class StandInStack: Sendable {
    let directory = try! TemporaryDirectory()
    let events = Mutex<[StackEvent]>([])
    let configuration: StackConfiguration
    var bin: String { "\(directory.path)/bin" }

    init(
        _ services: [ServiceSpec], port: Int? = 0, servers: Bool = false,
        change: (inout StackConfiguration) -> Void = { _ in }
    ) throws {
        let bin = "\(directory.path)/bin"
        try Files.makeDirectory(bin)
        for service in services { try Files.write(Array(Self.script.utf8), to: "\(bin)/\(service.name)", mode: 0o755) }
        let environment = [
            "PATH": "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin", "LUNA_HOME": "elsewhere",
        ]
        var configuration = try StackConfiguration(
            directory: "\(directory.path)/.luna", binaries: bin, environment: environment)
        configuration.services = services
        configuration.hasServers = servers
        configuration.gatewayPort = port
        configuration.needsPythonTools = false
        configuration.durableDatabase = false
        configuration.startTimeout = .seconds(40)
        configuration.stopGrace = .seconds(10)
        change(&configuration)
        self.configuration = configuration
    }

    var stack: LocalStack { LocalStack(configuration: configuration) }

    @discardableResult
    func up(scale: [String: Int] = [:], change: (inout StackConfiguration) -> Void = { _ in }) async throws
        -> StackReport
    {
        events.withLock { $0 = [] }
        var configuration = configuration
        change(&configuration)
        return try await LocalStack(configuration: configuration).up(scale: scale) { event in
            self.events.withLock { $0.append(event) }
        }
    }

    func down() async throws {
        try await stack.down { event in self.events.withLock { $0.append(event) } }
    }

    func state() throws -> StackState { try StackState.load(configuration.stateFile) }
    func pids() throws -> [String: Int32] { try state().instances.mapValues(\.process.pid) }
    func tell(_ file: String) throws { try Files.write([], to: "\(bin)/\(file)") }
    func untell(_ file: String) { unlink("\(bin)/\(file)") }

    /// Names in the order in which something happened to them.
    func order(_ name: (StackEvent) -> String?) -> [String] { events.withLock { $0.compactMap(name) } }

    private static let script = """
        #!/usr/bin/python3 -IS
        import http.server, os, signal, sys
        me = sys.argv[0]
        print("hello from", os.path.basename(me), os.environ.get("EXTRA", ""), file=sys.stderr, flush=True)
        if os.path.exists(me + ".fail"):
            print("this is why", file=sys.stderr, flush=True)
            sys.exit(7)
        if os.path.exists(me + ".stubborn"):
            signal.signal(signal.SIGTERM, signal.SIG_IGN)
        else:
            signal.signal(signal.SIGTERM, lambda *a: os._exit(0))
        class Handler(http.server.BaseHTTPRequestHandler):
            def do_GET(self):
                bad = os.path.exists(me + ".never")
                reason = b'{"checks":[{"name":"bus","state":"failed","reason":"nobody there"}]}'
                body = reason if bad else b'{}'
                self.send_response(503 if bad else 200)
                self.send_header("content-length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)
            def log_message(self, *a):
                pass
        def announce(name, port):
            with open(os.environ[name] + ".tmp", "w") as f:
                f.write("%d\\n" % port)
            os.rename(os.environ[name] + ".tmp", os.environ[name])
        if "LUNA_GATEWAY_PORT" in os.environ:
            public = http.server.ThreadingHTTPServer(("127.0.0.1", int(os.environ["LUNA_GATEWAY_PORT"])), Handler)
            announce("LUNA_GATEWAY_PORT_FILE", public.server_port)
        server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        announce("LUNA_PORT_FILE", server.server_port)
        server.serve_forever()

        """
}

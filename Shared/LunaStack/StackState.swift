import Glibc
import LunaCore

/// What `luna up` has started, as it is written in `run/stack.json`: so that any later `luna` can find, show and stop
/// it.
public struct StackState: Sendable, Hashable {
    /// One process.
    public struct Instance: Sendable, Hashable {
        /// Of which component.
        public var component: String
        /// `component`, or `component-2` and so on.
        public var name: String
        public var process: ProcessIdentity
        /// Where it listens on 127.0.0.1 (health port of a service); 0 = not known yet.
        public var port: Int
        /// Changes when the executable or what it was told changes.
        public var fingerprint: String
    }

    /// By name of the instance.
    public var instances: [String: Instance] = [:]
    /// How many instances a component should have, where that is not one.
    public var scale: [String: Int] = [:]
    public var natsURL = ""
    /// Holds the URL of the database with its password (mode 0600).
    public var databaseURLFile = ""
    /// Base URL of the HTTP API; empty when the gateway was never started.
    public var gatewayURL = ""
    /// Where the executables were.
    public var binaries = ""
    /// Last port of our nats-server, which it gets again.
    public var natsPort = 0

    /// Whether what is ours speaks TLS; nil in stacks from before there was a choice.
    public var tls: Bool?

    public init() {}

    /// What the file says; an empty state when there is none.
    /// - Throws: `LunaError` `stack.state_invalid` when it cannot be understood: what runs is then unknown.
    public static func load(_ file: String) throws -> StackState {
        guard let bytes = Files.read(file, limit: 16 << 20) else { return StackState() }
        guard let root = try? JSONParser.parse(bytes), root["version"]?.intValue == 1,
            let list = root["instances"]?.arrayValue
        else {
            throw invalid(file)
        }
        var state = StackState()
        state.natsURL = root["nats_url"]?.stringValue ?? ""
        state.databaseURLFile = root["database_url_file"]?.stringValue ?? ""
        state.gatewayURL = root["gateway_url"]?.stringValue ?? ""
        state.binaries = root["binaries"]?.stringValue ?? ""
        state.natsPort = Int(root["nats_port"]?.intValue ?? 0)
        state.tls = root["tls"]?.boolValue
        for (name, count) in root["scale"]?.objectValue ?? [:] { state.scale[name] = count.intValue.map(Int.init) }
        for item in list {
            guard let name = item["name"]?.stringValue, let component = item["component"]?.stringValue,
                let pid = item["pid"]?.intValue.flatMap(Int32.init(exactly:)),
                let ticks = item["start_ticks"]?.intValue.flatMap(UInt64.init(exactly:)),
                let boot = item["boot"]?.stringValue
            else { throw invalid(file) }
            state.instances[name] = Instance(
                component: component, name: name, process: ProcessIdentity(pid: pid, startTicks: ticks, boot: boot),
                port: Int(item["port"]?.intValue ?? 0), fingerprint: item["fingerprint"]?.stringValue ?? "")
        }
        return state
    }

    /// Writes it in one step, readable by its owner only.
    func save(_ file: String) throws {
        let list = instances.values.sorted { $0.name < $1.name }.map { item -> JSONValue in
            [
                "name": .string(item.name), "component": .string(item.component),
                "pid": .number(JSONNumber(Int64(item.process.pid))),
                "start_ticks": .number(JSONNumber(Int64(clamping: item.process.startTicks))),
                "boot": .string(item.process.boot),
                "port": .number(JSONNumber(Int64(item.port))), "fingerprint": .string(item.fingerprint),
            ]
        }
        let root: JSONValue = [
            "version": 1, "instances": .array(list), "nats_url": .string(natsURL),
            "database_url_file": .string(databaseURLFile),
            "gateway_url": .string(gatewayURL), "binaries": .string(binaries),
            "nats_port": .number(JSONNumber(Int64(natsPort))), "tls": tls.map { .bool($0) } ?? .null,
            "scale": .object(scale.mapValues { .number(JSONNumber(Int64($0))) }),
        ]
        try Files.write(Array((root.text(pretty: true) + "\n").utf8), to: file, mode: 0o600)
    }

    private static func invalid(_ file: String) -> LunaError {
        LunaError(
            "stack.state_invalid", .internal,
            "\(file) cannot be understood, so that nobody knows what runs. "
                + "End the processes by hand (ps shows them), then remove the file.",
            isRetryable: false)
    }
}

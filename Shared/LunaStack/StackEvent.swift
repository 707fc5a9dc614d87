/// What happens while a stack starts or stops, for whoever shows it.
public enum StackEvent: Sendable, Hashable {
    /// Another process is at work on the same stack.
    case waitingForOther(process: String)
    /// These will be started or checked, in this order.
    case planned([String])
    /// Found dead, and will be started again.
    case crashed(String)
    /// Is started again because its executable or its settings have changed.
    case outdated(String)
    /// Being started.
    case starting(String)
    /// Ready. `detail` says where it listens.
    case ready(String, detail: String, after: Duration)
    /// Was running already.
    case alreadyRunning(String, detail: String)
    /// A server of somebody else is used.
    case external(String, detail: String)
    /// Did not start.
    case failed(String, reason: String)
    /// Was not started because another one failed.
    case skipped(String, because: String)
    case stopping(String)
    /// Ended; `forced` = by SIGKILL after the time of grace.
    case stopped(String, forced: Bool, after: Duration)
    /// For a person.
    case notice(String)
}

/// How a component's instance is.
public struct InstanceStatus: Sendable, Hashable {
    /// In one word.
    public enum State: String, Sendable, Hashable {
        case ready, starting, unready, crashed, stopped, external
    }
    /// Of the instance.
    public var name: String
    public var state: State
    public var pid: Int32?
    public var port: Int?
    /// Since its start.
    public var age: Duration?
    /// Memory of the process, bytes; see ``ProcessIdentity/memoryBytes``.
    public var memory: UInt64?
    /// Why it is not ready, or where an external server is.
    public var detail: String
    public var log: String

    public init(
        name: String, state: State, pid: Int32? = nil, port: Int? = nil, age: Duration? = nil, memory: UInt64? = nil,
        detail: String = "", log: String = ""
    ) {
        self.name = name
        self.state = state
        self.pid = pid
        self.port = port
        self.age = age
        self.memory = memory
        self.detail = detail
        self.log = log
    }
}

/// What is up after ``LocalStack/up(scale:progress:)``.
public struct StackReport: Sendable, Hashable {
    /// Base URL of the HTTP API; empty without a gateway.
    public var gatewayURL: String
    public var natsURL: String
    /// Holds the URL of the database with its password.
    public var databaseURLFile: String
    /// Names of what this call started.
    public var started: [String]
    /// From the call to the last one ready.
    public var duration: Duration
}

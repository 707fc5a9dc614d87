import LunaCore
import LunaMessages

/// An agent: who it is, what it can do, and the function that does it.
public struct AgentDefinition: Sendable {
    /// Does one attempt at a task. Throws a `LunaError` to say that it failed; the error's `isRetryable` decides whether
    /// another attempt makes sense. Cancelled when the execution is cancelled or the attempt takes too long.
    public typealias Perform = @Sendable (AgentTask) async throws -> AgentOutput

    /// Kebab-case.
    public var name: String
    /// Semantic version.
    public var version: String
    public var description: String
    /// What it can do, such as `codegen.python`.
    public var capabilities: [String]
    /// What inputs must satisfy (JSON Schema 2020-12); `nil` = anything.
    public var inputSchema: JSONValue?
    /// What outputs must satisfy; `nil` = anything.
    public var outputSchema: JSONValue?
    /// Tasks at the same time in one process, at most.
    public var concurrency: Int
    /// Tasks at the same time that it goes down to when the machine, or whom it asks, does not bear more.
    public var leastConcurrency: Int
    /// What it can do to the world, such as `network_access`; policy decides on it.
    public var tools: [String] = []
    /// Where it sends data.
    public var destinations: [String] = []
    /// Models that it asks.
    public var models: [String] = []
    public var perform: Perform

    public init(
        name: String, version: String, description: String, capabilities: [String], inputSchema: JSONValue? = nil,
        outputSchema: JSONValue? = nil, concurrency: Int, leastConcurrency: Int = 1, perform: @escaping Perform
    ) {
        self.name = name
        self.version = version
        self.description = description
        self.capabilities = capabilities
        self.inputSchema = inputSchema
        self.outputSchema = outputSchema
        self.concurrency = concurrency
        self.leastConcurrency = leastConcurrency
        self.perform = perform
    }

    /// `name-vX.Y.Z`.
    public var id: String { "\(name)-v\(version)" }

    /// What the registry is told.
    public var manifest: AgentManifest {
        AgentManifest(
            name: name, version: version, description: description, capabilities: capabilities,
            inputSchemaJson: inputSchema?.serialized() ?? [], outputSchemaJson: outputSchema?.serialized() ?? [],
            tools: tools, destinations: destinations, models: models)
    }
}

/// What an attempt produced.
public struct AgentOutput: Sendable {
    /// Facts for the tasks that depend on this one, checked against the agent's output schema.
    public var json: JSONValue
    /// Files, already stored; see ``AgentTask/store(path:content:executable:)``.
    public var files: [FileRef]

    public init(json: JSONValue = .object([:]), files: [FileRef] = []) {
        self.json = json
        self.files = files
    }
}

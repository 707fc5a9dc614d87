/// The task DAG of a plan: pure data, ordered, with a stable hash.
public struct TaskGraph: Sendable, Hashable {
    /// In a stable topological order: by layer, then by id.
    public let nodes: [TaskNode]
    /// SHA-256 over the canonical JSON of the graph; equal for equal plans on any machine.
    public let hash: String

    init(orderedNodes: [TaskNode], hash: String) {
        self.nodes = orderedNodes
        self.hash = hash
    }
}

/// One task: what is to be done, by an agent of which capability, after which others.
public struct TaskNode: Sendable, Hashable {
    /// Unique in the graph, dotted: `entity.todo.routes`.
    public var id: String
    /// What kind of work, such as `python.rest.routes`; the code-generator's templates and prompts are keyed by it.
    public var kind: String
    /// The capability that an agent needs, such as `codegen.python`, `validate.python`, `assemble`.
    public var capability: String
    /// For people.
    public var title: String
    /// Which part of the plan it is about: an entity or module name; empty for the whole project.
    public var subject: String
    /// Ids of tasks that must have completed.
    public var dependsOn: [String]
    /// Only for explicit tasks: canonical JSON input for the agent; empty otherwise.
    public var inputJSON: String
    /// Limit of one attempt.
    public var timeoutSeconds: Int
    /// Attempts in all.
    public var maxAttempts: Int
    /// A node with no work of its own that joins layers (n + m edges instead of n × m); never dispatched.
    public var isBarrier: Bool

    public init(
        id: String, kind: String, capability: String, title: String, subject: String = "", dependsOn: [String] = [],
        inputJSON: String = "", timeoutSeconds: Int = 60, maxAttempts: Int = 3, isBarrier: Bool = false
    ) {
        self.id = id
        self.kind = kind
        self.capability = capability
        self.title = title
        self.subject = subject
        self.dependsOn = dependsOn
        self.inputJSON = inputJSON
        self.timeoutSeconds = timeoutSeconds
        self.maxAttempts = maxAttempts
        self.isBarrier = isBarrier
    }
}

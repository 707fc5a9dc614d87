import LunaCore

/// Turns schemas into nodes: everything that the root needs, each place once.
struct SchemaCompiler {
    var registry: SchemaRegistry
    let options: JSONSchema.Options
    private var nodes: [SchemaNode] = []
    private var numbers: [SchemaRegistry.Location: Int] = [:]
    private var queue: [(number: Int, value: JSONValue, location: SchemaRegistry.Location, resource: Int)] = []
    private var dynamicNodes: [String: [Int: Int]] = [:]
    private var usedNames: [String] = []
    private var documentsSeen = 0

    init(registry: SchemaRegistry, options: JSONSchema.Options) {
        self.registry = registry
        self.options = options
    }

    mutating func compile() throws -> SchemaProgram {
        let root = SchemaRegistry.Location(document: 0, pointer: "")
        _ = node(registry.roots[0], at: root, in: registry.resource(at: root, within: 0))
        try drain()
        try compileDynamicTargets()
        let program = SchemaProgram(nodes: nodes, dynamicNodes: dynamicNodes)
        try EndlessReferences.check(program)
        return program
    }

    private mutating func drain() throws {
        while let next = queue.popLast() {
            let dialect = registry.resources[next.resource].dialect
            var scope = KeywordCompiler(
                value: next.value, location: next.location, resource: next.resource, dialect: dialect)
            nodes[next.number] = try scope.compile(&self)
        }
    }

    /// Any loaded resource may turn up in the dynamic scope, so each one's anchor of a used name needs a node.
    /// Compiling them can load documents and use names, hence until nothing new appears.
    private mutating func compileDynamicTargets() throws {
        while true {
            var pending = usedNames
            usedNames = []
            if documentsSeen != registry.roots.count { pending = Array(dynamicNodes.keys) }
            documentsSeen = registry.roots.count
            if pending.isEmpty { return }
            for name in pending {
                for resource in registry.dynamicAnchorOwners[name] ?? [] {
                    guard dynamicNodes[name]?[resource] == nil,
                        let location = registry.resources[resource].anchors[name],
                        let value = registry.value(at: location)
                    else { continue }
                    let number = node(value, at: location, in: resource)
                    dynamicNodes[name]?[resource] = number
                }
            }
            try drain()
        }
    }

    /// The number of the schema at `location`; it is compiled later, which lets schemas refer to each other.
    mutating func node(_ value: JSONValue, at location: SchemaRegistry.Location, in parent: Int) -> Int {
        if let number = numbers[location] { return number }
        let resource = registry.resource(at: location, within: parent)
        let number = nodes.count
        numbers[location] = number
        nodes.append(SchemaNode(location: registry.name(of: location), resource: resource))
        queue.append((number, value, location, resource))
        return number
    }

    mutating func reference(_ text: String, in resource: Int) throws -> Int {
        let target = try registry.resolve(text, from: resource)
        return node(target.value, at: target.location, in: target.resource)
    }

    /// A dynamic reference behaves as a plain one unless it first leads to a `$dynamicAnchor`.
    mutating func dynamicReference(_ text: String, in resource: Int, keyword: String) throws -> SchemaStep {
        var target = try registry.resolve(text, from: resource)
        if keyword == "$recursiveRef" {
            target.dynamicAnchor = registry.resources[target.resource].dynamicAnchors.contains("") ? "" : nil
        }
        let fallback = node(target.value, at: target.location, in: target.resource)
        guard let name = target.dynamicAnchor else { return .reference(fallback, keyword: keyword) }
        if dynamicNodes[name] == nil {
            dynamicNodes[name] = [:]
            usedNames.append(name)
        }
        return .dynamicReference(name: name, fallback: fallback, keyword: keyword)
    }
}

/// Finds schemas that lead back to themselves without going into the instance: such a schema decides nothing and would
/// never end (JSON Schema core §9.4.1).
enum EndlessReferences {
    static func check(_ program: SchemaProgram) throws {
        enum Mark { case new, open, done }
        var marks = [Mark](repeating: .new, count: program.nodes.count)
        for start in program.nodes.indices where marks[start] == .new {
            marks[start] = .open
            var stack = [(node: start, next: successors(program.nodes[start])[...])]
            while let top = stack.last {
                guard let next = top.next.first else {
                    marks[top.node] = .done
                    stack.removeLast()
                    continue
                }
                stack[stack.count - 1].next = top.next.dropFirst()
                switch marks[next] {
                case .done: break
                case .open:
                    throw LunaError(
                        "schema.endless", .validation,
                        "The schema at \(program.nodes[next].location) refers to itself without looking into the "
                            + "instance; nothing could ever be checked against it.",
                        details: ["location": program.nodes[next].location])
                case .new:
                    marks[next] = .open
                    stack.append((next, successors(program.nodes[next])[...]))
                }
            }
        }
    }

    /// The schemas that are certainly applied to the same instance.
    private static func successors(_ node: SchemaNode) -> [Int] {
        node.steps.flatMap { step -> [Int] in
            switch step {
            case .reference(let target, _): [target]
            case .all(let targets): targets
            default: []
            }
        }
    }
}

import LunaCore

extension TaskGraph {
    /// The graph as canonical JSON (RFC 8785): `{"luna_graph": 1, "hash": …, "nodes": [{"id", "kind", "capability",
    /// "title", "subject", "depends_on", "input_json", "timeout_seconds", "max_attempts", "barrier"}]}`.
    public func json() throws -> [UInt8] {
        var bytes = Array("{\"hash\":".utf8)
        JSONText.append(hash, to: &bytes)
        bytes.append(UInt8(ascii: ","))
        bytes += Self.hashedJSON(nodes).dropFirst()
        return bytes
    }

    /// Reads what ``json()`` wrote, or what somebody else made.
    ///
    /// - Throws: `LunaError` `json.invalid`, `graph.invalid`, `graph.hash_mismatch`, and those of ``init(nodes:)``.
    public init(json: [UInt8]) throws {
        let root = try JSONParser.parse(
            json, limits: JSONLimits(maxDepth: 16, maxBytes: 256 << 20, maxValues: 8_000_000))
        guard root["luna_graph"]?.intValue == 1, let items = root["nodes"]?.arrayValue else {
            throw Self.invalid("it must be an object with \"luna_graph\": 1 and a list \"nodes\"")
        }
        try self.init(nodes: items.enumerated().map { try Self.node($0.element, index: $0.offset) })
        if let claimed = root["hash"]?.stringValue, claimed != hash {
            throw LunaError(
                "graph.hash_mismatch", .validation,
                "The graph was changed after it was written: remove \"hash\" if that was meant.",
                details: ["claimed": claimed, "computed": hash])
        }
    }

    /// What the hash is taken of, written straight to bytes: a tree of values for 50,000 tasks takes longer than everything else
    /// that is done with them at submission.
    static func hashedJSON(_ nodes: [TaskNode]) -> [UInt8] {
        var bytes = Array("{\"luna_graph\":1,\"nodes\":[".utf8)
        bytes.reserveCapacity(nodes.count * 256)
        for (index, node) in nodes.enumerated() {
            if index > 0 { bytes.append(UInt8(ascii: ",")) }
            append(node, to: &bytes)
        }
        bytes += "]}".utf8
        return bytes
    }

    /// Members in the order that RFC 8785 wants.
    private static func append(_ node: TaskNode, to bytes: inout [UInt8]) {
        func member(_ name: StaticString, first: Bool = false) {
            if !first { bytes.append(UInt8(ascii: ",")) }
            bytes.append(UInt8(ascii: "\""))
            name.withUTF8Buffer { bytes.append(contentsOf: $0) }
            bytes.append(UInt8(ascii: "\""))
            bytes.append(UInt8(ascii: ":"))
        }
        func text(_ name: StaticString, _ value: String) {
            member(name)
            JSONText.append(value, to: &bytes)
        }
        bytes.append(UInt8(ascii: "{"))
        member("barrier", first: true)
        bytes += (node.isBarrier ? "true" : "false").utf8
        text("capability", node.capability)
        member("depends_on")
        bytes.append(UInt8(ascii: "["))
        for (index, dependency) in node.dependsOn.enumerated() {
            if index > 0 { bytes.append(UInt8(ascii: ",")) }
            JSONText.append(dependency, to: &bytes)
        }
        bytes.append(UInt8(ascii: "]"))
        text("id", node.id)
        text("input_json", node.inputJSON)
        text("kind", node.kind)
        member("max_attempts")
        bytes += String(node.maxAttempts).utf8
        text("subject", node.subject)
        member("timeout_seconds")
        bytes += String(node.timeoutSeconds).utf8
        text("title", node.title)
        bytes.append(UInt8(ascii: "}"))
    }

    private static func node(_ value: JSONValue, index: Int) throws -> TaskNode {
        func text(_ key: String, default fallback: String? = nil) throws -> String {
            switch value[key] {
            case .string(let text): return text
            case nil: if let fallback { return fallback }
            default: break
            }
            throw invalid("nodes[\(index)].\(key) must be text")
        }
        func number(_ key: String, default fallback: Int, in range: ClosedRange<Int64>) throws -> Int {
            guard let item = value[key] else { return fallback }
            guard let number = item.intValue, range.contains(number) else {
                throw invalid("nodes[\(index)].\(key) must be a number from \(range.lowerBound) to \(range.upperBound)")
            }
            return Int(number)
        }
        let dependencies = try (value["depends_on"] ?? .array([])).arrayValue?.map { item -> String in
            guard let id = item.stringValue else { throw invalid("nodes[\(index)].depends_on must hold ids") }
            return id
        }
        guard let dependencies else { throw invalid("nodes[\(index)].depends_on must be a list") }
        let id = try text("id")
        guard !id.isEmpty, id.utf8.count <= 256 else { throw invalid("nodes[\(index)].id must have 1 to 256 bytes") }
        let isBarrier = value["barrier"]?.boolValue ?? false
        let input = try text("input_json", default: "")
        if !input.isEmpty { _ = try JSONParser.parse(input) }
        return TaskNode(
            id: id, kind: try text("kind"), capability: try text("capability", default: isBarrier ? "" : nil),
            title: try text("title", default: id), subject: try text("subject", default: ""), dependsOn: dependencies,
            inputJSON: input, timeoutSeconds: try number("timeout_seconds", default: 60, in: 0...86_400),
            maxAttempts: try number("max_attempts", default: 3, in: 1...10), isBarrier: isBarrier)
    }

    private static func invalid(_ message: String) -> LunaError {
        LunaError("graph.invalid", .validation, "This is no task graph: \(message).")
    }
}

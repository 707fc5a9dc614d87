/// A piece of a plan file as it was written, with the place where it stands.
///
/// Both readers (``YAMLReader``, ``JSONReader``) produce it, so everything after them is indifferent to the notation.
struct PlanNode: Sendable {
    indirect enum Content: Sendable {
        case scalar(PlanScalar)
        case sequence([PlanNode])
        case mapping([PlanEntry])
    }

    var content: Content
    var position: PlanPosition
}

/// One `key: value` of a mapping.
struct PlanEntry: Sendable {
    var key: String
    var keyPosition: PlanPosition
    var value: PlanNode
}

/// A place in a file: lines and columns count from 1, columns in Unicode scalars as editors do.
struct PlanPosition: Sendable, Hashable, Comparable {
    var line: Int32
    var column: Int32

    static let start = PlanPosition(line: 1, column: 1)

    static func < (a: PlanPosition, b: PlanPosition) -> Bool { (a.line, a.column) < (b.line, b.column) }
}

/// A scalar before its type is known: quoted text is always a string, plain text is resolved by the YAML 1.2 core schema.
struct PlanScalar: Sendable {
    var text: String
    var isPlain: Bool
}

extension PlanNode {
    /// What the node is, in the words of an error message.
    var kindName: String {
        switch content {
        case .sequence: "a list"
        case .mapping: "a mapping"
        case .scalar(let scalar):
            switch scalar.resolved {
            case .null: "nothing"
            case .boolean: "a boolean"
            case .integer: "an integer"
            case .number: "a number"
            case .string: "text"
            }
        }
    }
}

extension PlanNode {
    /// The paths of the keys that stand at the given places. The readers know places only.
    func keyPaths(at wanted: Set<PlanPosition>) -> [PlanPosition: String] {
        var found: [PlanPosition: String] = [:]
        var path: [String] = []
        func visit(_ node: PlanNode) {
            if found.count == wanted.count { return }
            switch node.content {
            case .scalar: break
            case .sequence(let items):
                for (index, item) in items.enumerated() {
                    path.append("[\(index)]")
                    visit(item)
                    path.removeLast()
                }
            case .mapping(let entries):
                for entry in entries {
                    path.append(path.isEmpty ? entry.key.clipped : ".\(entry.key.clipped)")
                    if wanted.contains(entry.keyPosition) { found[entry.keyPosition] = path.joined() }
                    visit(entry.value)
                    path.removeLast()
                }
            }
        }
        visit(self)
        return found
    }
}

import LunaCore

/// Which component needs which. Immutable; safe to share.
public struct ComponentGraph: Sendable, Hashable {
    /// All components; each comes after those that it needs, otherwise in the order given.
    public let startOrder: [String]
    private let needs: [String: [String]]

    /// - Parameter components: names with the names that each needs.
    /// - Throws: `LunaError` `stack.graph_invalid` for a name that is there twice, an unknown one, or a cycle (which
    ///   it names).
    public init(_ components: [(name: String, needs: [String])]) throws {
        var needs: [String: [String]] = [:]
        for component in components {
            guard needs.updateValue(component.needs, forKey: component.name) == nil else {
                throw Self.invalid("'\(component.name)' is there twice")
            }
        }
        var order: [String] = []
        var path: [String] = []
        var done: Set<String> = []
        func visit(_ name: String, from: String) throws {
            if done.contains(name) { return }
            if let start = path.firstIndex(of: name) {
                throw Self.invalid("these need each other: \((path[start...] + [name]).joined(separator: " → "))")
            }
            guard let below = needs[name] else { throw Self.invalid("'\(from)' needs '\(name)', which is not there") }
            path.append(name)
            for other in below { try visit(other, from: name) }
            path.removeLast()
            done.insert(name)
            order.append(name)
        }
        for component in components { try visit(component.name, from: component.name) }
        self.startOrder = order
        self.needs = needs
    }

    /// What `name` needs directly.
    public func needs(of name: String) -> [String] { needs[name] ?? [] }

    /// What needs `name` directly.
    public func dependents(of name: String) -> [String] { startOrder.filter { needs[$0]?.contains(name) == true } }

    /// Reverse of the start order.
    public var stopOrder: [String] { startOrder.reversed() }

    private static func invalid(_ what: String) -> LunaError {
        LunaError("stack.graph_invalid", .internal, "The components cannot be ordered: \(what).")
    }
}

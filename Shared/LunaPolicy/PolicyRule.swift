import LunaCore

/// One rule: what it asks of a subject, and what follows when all of it holds.
public struct PolicyRule: Sendable, Hashable {
    /// What must hold of one attribute.
    public enum Condition: Sendable, Hashable {
        /// One of its values is among these.
        case any(of: [Pattern])
        /// One of its values is not among these: a list of what is permitted.
        case other(than: [Pattern])
        /// The level of autonomy is above this one.
        case above(String)
    }

    /// A text, or with a final `*` everything that begins with it.
    public struct Pattern: Sendable, Hashable {
        public let text: String

        public init(_ text: String) { self.text = text }

        public func matches(_ value: String) -> Bool {
            text.utf8.last == UInt8(ascii: "*") ? value.utf8.starts(with: text.utf8.dropLast()) : text == value
        }
    }

    /// Names the rule in decisions.
    public let id: String
    /// `deny` or `needs-human`: what no rule speaks against is allowed.
    public let effect: PolicyEffect
    /// For people: why, and what to do.
    public let reason: String
    /// All must hold; none = the rule always applies.
    public let when: [PolicySubject.Attribute: Condition]

    /// Whether the rule speaks about `subject`.
    public func applies(to subject: PolicySubject) -> Bool {
        when.allSatisfy { attribute, condition in
            let values = subject.values[attribute] ?? []
            switch condition {
            case .any(let patterns): return values.contains { value in patterns.contains { $0.matches(value) } }
            case .other(let patterns): return values.contains { value in !patterns.contains { $0.matches(value) } }
            case .above(let level):
                let levels = PolicySubject.autonomyLevels
                guard let bound = levels.firstIndex(of: level) else { return true }
                // A level that nobody knows is above all.
                return values.contains { (levels.firstIndex(of: $0) ?? levels.count) > bound }
            }
        }
    }
}

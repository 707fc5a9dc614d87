/// A backtracking search over a ``RegexPattern`` that gives up after a fixed number of steps, so that a hostile
/// pattern costs bounded time.
struct RegexMatcher {
    private let pattern: RegexPattern
    private let text: [Unicode.Scalar]
    private var steps = 0
    private static let stepLimit = 50_000

    /// Whether the pattern is found in `text`; nil when that could not be decided within the step limit.
    ///
    /// - Parameter budget: steps that a series of searches may still take; less what this one took, never below 0.
    static func search(_ pattern: RegexPattern, in text: String, budget: inout Int) -> Bool? {
        let scalars = Array(text.unicodeScalars)
        // Recursion depth grows with the length of the text.
        guard scalars.count <= 300, budget > 0 else { return nil }
        var matcher = RegexMatcher(pattern: pattern, text: scalars)
        defer { budget = max(0, budget - matcher.steps) }
        for start in 0...scalars.count {
            if matcher.matchAny(pattern.alternatives, at: start, then: { _, _ in true }) { return true }
            if matcher.steps > stepLimit { return nil }
        }
        return false
    }

    private init(pattern: RegexPattern, text: [Unicode.Scalar]) {
        self.pattern = pattern
        self.text = text
    }

    private typealias Continuation = (inout RegexMatcher, Int) -> Bool

    private mutating func matchAny(_ alternatives: [[RegexPattern.Node]], at position: Int, then next: Continuation)
        -> Bool
    {
        for nodes in alternatives where match(nodes[...], at: position, then: next) { return true }
        return false
    }

    private mutating func match(_ nodes: ArraySlice<RegexPattern.Node>, at position: Int, then next: Continuation)
        -> Bool
    {
        steps += 1
        guard steps <= Self.stepLimit else { return false }
        guard let first = nodes.first else { return next(&self, position) }
        let rest = nodes.dropFirst()
        switch first {
        case .set(let set):
            guard position < text.count, set.contains(text[position]) else { return false }
            return match(rest, at: position + 1, then: next)
        case .start:
            return position == 0 && match(rest, at: position, then: next)
        case .end:
            return position == text.count && match(rest, at: position, then: next)
        case .wordBoundary(let negated):
            let before = position > 0 && Self.isWord(text[position - 1])
            let after = position < text.count && Self.isWord(text[position])
            return (before != after) != negated && match(rest, at: position, then: next)
        case .group(let alternatives):
            return matchAny(alternatives, at: position) { $0.match(rest, at: $1, then: next) }
        case .lookahead(let alternatives, let negated):
            let found = matchAny(alternatives, at: position, then: { _, _ in true })
            return found != negated && match(rest, at: position, then: next)
        case .repetition(let node, let low, let high):
            return `repeat`(node, low, high, at: position, count: 0) { $0.match(rest, at: $1, then: next) }
        }
    }

    private mutating func `repeat`(
        _ node: RegexPattern.Node, _ low: Int, _ high: Int?, at position: Int, count: Int, then next: Continuation
    ) -> Bool {
        if high.map({ count < $0 }) ?? true {
            let more = match([node], at: position) { matcher, end in
                // An empty repetition makes no progress.
                guard end > position || count < low else { return false }
                return matcher.repeat(node, low, high, at: end, count: count + 1, then: next)
            }
            if more { return true }
        }
        return count >= low && next(&self, position)
    }

    private static func isWord(_ scalar: Unicode.Scalar) -> Bool {
        scalar == "_" || scalar.properties.isAlphabetic || ("0"..."9").contains(scalar)
    }
}

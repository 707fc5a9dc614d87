/// Why a pattern is refused.
struct PatternError: Error {
    var message: String
    var hint: String
}

/// A regular expression in the common part of ECMA 262 and Python's `re`: literals, `.`, classes, groups, alternatives,
/// counted and starred repetition (lazy ones too), `^`, `$`, `\d \w \s \b`.
///
/// Matching walks all possibilities at once as a set of positions (Thompson 1968), never by backtracking, so that no
/// pattern from a plan can take exponential time here.
struct PatternSyntax {
    indirect enum Node {
        case empty
        case set(ScalarSet)
        case start, end
        case boundary(Bool)
        case sequence([Node])
        case choice([Node])
        case repeated(Node, Int, Int?)
    }

    struct ScalarSet {
        var ranges: [ClosedRange<UInt32>]
        var isNegated = false
        func contains(_ scalar: Unicode.Scalar) -> Bool {
            ranges.contains { $0.contains(scalar.value) } != isNegated
        }
    }

    let root: Node

    init(_ pattern: String) throws(PatternError) {
        var parser = PatternParser(pattern)
        root = try parser.parse()
    }

    /// Whether the pattern matches somewhere in `text`; `nil` if telling takes more than a bounded number of steps.
    func isFound(in text: String) -> Bool? {
        var matcher = PatternMatcher(text: Array(text.unicodeScalars))
        let ends = matcher.ends(root, Set(0...matcher.text.count))
        return matcher.steps > PatternMatcher.maximumSteps ? nil : !ends.isEmpty
    }
}

/// One search of a pattern in a text.
private struct PatternMatcher {
    /// Counted repetitions inside each other multiply; beyond this many visited positions the search gives up.
    static let maximumSteps = 500_000

    let text: [Unicode.Scalar]
    var steps = 0

    /// Where a match of `node` that starts at one of `starts` can end.
    mutating func ends(_ node: PatternSyntax.Node, _ starts: Set<Int>) -> Set<Int> {
        steps += starts.count + 1
        if starts.isEmpty || steps > Self.maximumSteps { return [] }
        switch node {
        case .empty: return starts
        case .set(let set): return Set(starts.filter { $0 < text.count && set.contains(text[$0]) }.map { $0 + 1 })
        case .start: return starts.contains(0) ? [0] : []
        case .end: return starts.contains(text.count) ? [text.count] : []
        case .boundary(let wanted): return starts.filter { (isWord($0 - 1) != isWord($0)) == wanted }
        case .sequence(let parts):
            var current = starts
            for part in parts { current = ends(part, current) }
            return current
        case .choice(let options):
            var all: Set<Int> = []
            for option in options { all.formUnion(ends(option, starts)) }
            return all
        case .repeated(let body, let low, let high): return repeated(body, low, high, starts)
        }
    }

    private mutating func repeated(_ body: PatternSyntax.Node, _ low: Int, _ high: Int?, _ starts: Set<Int>) -> Set<Int>
    {
        var current = starts
        for _ in 0..<low {
            let next = ends(body, current)
            if next.isEmpty { return [] }
            // Nothing more can come when a round changes nothing.
            if next == current { break }
            current = next
        }
        var all = current
        var round = low
        while high.map({ round < $0 }) ?? true {
            current = ends(body, current).subtracting(all)
            if current.isEmpty { break }
            all.formUnion(current)
            round += 1
        }
        return all
    }

    private func isWord(_ index: Int) -> Bool {
        guard text.indices.contains(index) else { return false }
        return PatternParser.word.contains { $0.contains(text[index].value) }
    }
}

/// The part of regular expressions that plans commonly use, parsed, so that examples can be made that match.
///
/// Understood: literals, escapes, classes, groups, alternation, quantifiers, anchors and look-ahead. Anything else
/// (back-references, look-behind, flags, Unicode properties) makes ``init(_:)`` return nil.
struct RegexPattern {
    struct CharacterSet {
        var ranges: [ClosedRange<UInt32>]
        var negated = false

        func contains(_ scalar: Unicode.Scalar) -> Bool {
            ranges.contains { $0.contains(scalar.value) } != negated
        }
    }

    indirect enum Node {
        case set(CharacterSet)
        case start
        case end
        case wordBoundary(negated: Bool)
        case group([[Node]])
        case repetition(Node, min: Int, max: Int?)
        case lookahead([[Node]], negated: Bool)
    }

    let alternatives: [[Node]]
    /// Whether Python's `re` is needed; otherwise the linear-time engine of pydantic understands the pattern.
    let needsBacktracking: Bool

    init?(_ pattern: String) {
        var parser = Parser(scalars: Array(pattern.unicodeScalars))
        guard let alternatives = parser.alternatives(), parser.isAtEnd else { return nil }
        self.alternatives = alternatives
        needsBacktracking = parser.usesLookahead || parser.usesUnusualClass
    }

    private struct Parser {
        let scalars: [Unicode.Scalar]
        var position = 0
        var depth = 0
        var usesLookahead = false
        var usesUnusualClass = false

        init(scalars: [Unicode.Scalar]) { self.scalars = scalars }

        var isAtEnd: Bool { position >= scalars.count }
        var peek: Unicode.Scalar? { position < scalars.count ? scalars[position] : nil }

        mutating func take(_ text: String) -> Bool {
            let wanted = Array(text.unicodeScalars)
            guard scalars[position...].starts(with: wanted) else { return false }
            position += wanted.count
            return true
        }

        mutating func alternatives() -> [[Node]]? {
            depth += 1
            defer { depth -= 1 }
            guard depth < 50 else { return nil }
            var all: [[Node]] = []
            var current: [Node] = []
            while let next = peek, next != ")" {
                if next == "|" {
                    position += 1
                    all.append(current)
                    current = []
                    continue
                }
                guard let atom = atom(), let quantified = quantified(atom) else { return nil }
                current.append(quantified)
            }
            all.append(current)
            return all
        }

        mutating func atom() -> Node? {
            guard let next = peek else { return nil }
            position += 1
            switch next {
            case "^": return .start
            case "$": return .end
            case ".": return .set(CharacterSet(ranges: [0x0A...0x0A], negated: true))
            case "(": return group()
            case "[": return characterClass().map(Node.set)
            case "\\": return escape()
            case "*", "+", "?", "{", "}", "]": return nil
            default: return .set(CharacterSet(ranges: [next.value...next.value]))
            }
        }

        mutating func group() -> Node? {
            var lookahead: Bool?
            if take("?:") {
            } else if take("?=") {
                lookahead = false
            } else if take("?!") {
                lookahead = true
            } else if take("?P<") {
                while let next = peek, next != ">" { position += 1; _ = next }
                guard take(">") else { return nil }
            } else if peek == "?" {
                return nil
            }
            guard let inner = alternatives(), take(")") else { return nil }
            if let lookahead {
                usesLookahead = true
                return .lookahead(inner, negated: lookahead)
            }
            return .group(inner)
        }

        mutating func escape() -> Node? {
            guard let next = peek else { return nil }
            if next == "b" || next == "B" {
                position += 1
                return .wordBoundary(negated: next == "B")
            }
            return escapedSet().map(Node.set)
        }

        mutating func escapedSet() -> CharacterSet? {
            guard let next = peek else { return nil }
            position += 1
            let digits: [ClosedRange<UInt32>] = [0x30...0x39]
            let words: [ClosedRange<UInt32>] = [0x30...0x39, 0x41...0x5A, 0x5F...0x5F, 0x61...0x7A]
            let spaces: [ClosedRange<UInt32>] = [0x09...0x0D, 0x20...0x20]
            switch next {
            case "d": return CharacterSet(ranges: digits)
            case "D": return CharacterSet(ranges: digits, negated: true)
            case "w": return CharacterSet(ranges: words)
            case "W": return CharacterSet(ranges: words, negated: true)
            case "s": return CharacterSet(ranges: spaces)
            case "S": return CharacterSet(ranges: spaces, negated: true)
            case "n": return CharacterSet(ranges: [10...10])
            case "r": return CharacterSet(ranges: [13...13])
            case "t": return CharacterSet(ranges: [9...9])
            case "x": return codePoint(digits: 2)
            case "u": return codePoint(digits: 4)
            case _ where next.properties.isAlphabetic || ("0"..."9").contains(next): return nil
            default: return CharacterSet(ranges: [next.value...next.value])
            }
        }

        mutating func codePoint(digits: Int) -> CharacterSet? {
            guard position + digits <= scalars.count else { return nil }
            let text = String(String.UnicodeScalarView(scalars[position..<(position + digits)]))
            guard let value = UInt32(text, radix: 16) else { return nil }
            position += digits
            return CharacterSet(ranges: [value...value])
        }

        mutating func characterClass() -> CharacterSet? {
            var set = CharacterSet(ranges: [])
            if take("^") { set.negated = true }
            var isFirst = true
            while let next = peek {
                if next == "]", !isFirst {
                    position += 1
                    return set.ranges.isEmpty ? nil : set
                }
                isFirst = false
                position += 1
                var low = next
                if next == "\\" {
                    guard let escaped = escapedSet(), !escaped.negated else { return nil }
                    guard escaped.ranges.count == 1, let only = escaped.ranges.first, only.count == 1,
                        let scalar = Unicode.Scalar(only.lowerBound)
                    else {
                        set.ranges += escaped.ranges
                        continue
                    }
                    low = scalar
                } else if "[&~".unicodeScalars.contains(next) || (next == "-" && peek == "-") {
                    // Set operations in some engines, plain characters in others.
                    usesUnusualClass = true
                }
                if peek == "-", position + 1 < scalars.count, scalars[position + 1] != "]" {
                    position += 1
                    guard var high = peek else { return nil }
                    position += 1
                    if high == "\\" {
                        guard let escaped = escapedSet(), escaped.ranges.count == 1, let only = escaped.ranges.first,
                            only.count == 1, let scalar = Unicode.Scalar(only.lowerBound)
                        else { return nil }
                        high = scalar
                    }
                    guard low.value <= high.value else { return nil }
                    set.ranges.append(low.value...high.value)
                } else {
                    set.ranges.append(low.value...low.value)
                }
            }
            return nil
        }

        mutating func quantified(_ atom: Node) -> Node? {
            guard let next = peek else { return atom }
            var low = 0
            var high: Int?
            switch next {
            case "*": position += 1
            case "+":
                position += 1
                low = 1
            case "?":
                position += 1
                high = 1
            case "{":
                position += 1
                guard let first = number() else { return nil }
                low = first
                if take(",") { high = number() } else { high = first }
                guard take("}"), high.map({ $0 >= low }) ?? true, low <= 1000, high ?? 0 <= 1000 else { return nil }
            default: return atom
            }
            _ = take("?")
            if let following = peek, "*+?{".unicodeScalars.contains(following) { return nil }
            return .repetition(atom, min: low, max: high)
        }

        mutating func number() -> Int? {
            var value: Int?
            while let next = peek, ("0"..."9").contains(next), (value ?? 0) < 100_000 {
                value = (value ?? 0) * 10 + Int(next.value - 48)
                position += 1
            }
            return value
        }
    }
}

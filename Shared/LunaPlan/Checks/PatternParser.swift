/// Parses the notation of ``PatternSyntax``.
struct PatternParser {
    private let scalars: [Unicode.Scalar]
    private var index = 0
    private var depth = 0

    static let digit: [ClosedRange<UInt32>] = [0x30...0x39]
    static let word: [ClosedRange<UInt32>] = [0x30...0x39, 0x41...0x5A, 0x5F...0x5F, 0x61...0x7A]
    static let space: [ClosedRange<UInt32>] = [0x09...0x0D, 0x20...0x20, 0xA0...0xA0, 0x2028...0x2029, 0xFEFF...0xFEFF]

    init(_ pattern: String) { scalars = Array(pattern.unicodeScalars) }

    mutating func parse() throws(PatternError) -> PatternSyntax.Node {
        let node = try alternatives()
        if let next = peek {
            throw error("unmatched '\(next)' at character \(index + 1)", "Write \\\(next) for the character itself.")
        }
        return node
    }

    private var peek: Unicode.Scalar? { index < scalars.count ? scalars[index] : nil }

    private mutating func take(_ scalar: Unicode.Scalar) -> Bool {
        guard peek == scalar else { return false }
        index += 1
        return true
    }

    private func error(_ message: String, _ hint: String) -> PatternError { PatternError(message: message, hint: hint) }

    private mutating func alternatives() throws(PatternError) -> PatternSyntax.Node {
        depth += 1
        guard depth <= 30 else { throw error("groups are nested more than 30 deep", "Write a simpler pattern.") }
        defer { depth -= 1 }
        var options = [try sequence()]
        while take("|") { options.append(try sequence()) }
        return options.count == 1 ? options[0] : .choice(options)
    }

    private mutating func sequence() throws(PatternError) -> PatternSyntax.Node {
        var parts: [PatternSyntax.Node] = []
        while let next = peek, next != "|", next != ")" {
            let atom = try self.atom()
            parts.append(try quantified(atom))
        }
        return parts.isEmpty ? .empty : parts.count == 1 ? parts[0] : .sequence(parts)
    }

    private mutating func atom() throws(PatternError) -> PatternSyntax.Node {
        let place = index + 1
        let scalar = scalars[index]
        index += 1
        switch scalar {
        case "^": return .start
        case "$": return .end
        case ".": return .set(.init(ranges: [0x0A...0x0A, 0x0D...0x0D, 0x2028...0x2029], isNegated: true))
        case "(":
            if take("?"), !take(":") {
                throw error(
                    "'(?\(peek.map(String.init) ?? "")' at character \(place) is not in the common part of ECMA 262 and Python",
                    "Use plain groups '(…)' or '(?:…)'; look-around, flags and named groups are not supported.")
            }
            let body = try alternatives()
            guard take(")") else { throw error("the group opened at character \(place) is not closed", "Add ')'.") }
            return body
        case "[": return .set(try characterClass(opened: place))
        case "\\": return try escape(place)
        case "*", "+", "?":
            throw error(
                "nothing to repeat before '\(scalar)' at character \(place)",
                "Write \\\(scalar) for the character itself.")
        case "{", "}", "]":
            throw error("'\(scalar)' stands alone at character \(place)", "Write \\\(scalar) for the character itself.")
        default: return .set(.init(ranges: [scalar.value...scalar.value]))
        }
    }

    private mutating func quantified(_ atom: PatternSyntax.Node) throws(PatternError) -> PatternSyntax.Node {
        guard let bounds = try quantifier() else { return atom }
        _ = take("?")
        switch atom {
        case .start, .end, .boundary:
            throw error("a position cannot be repeated", "Remove the repetition after '^', '$' or '\\b'.")
        default: break
        }
        if let next = peek, "*+?".unicodeScalars.contains(next) {
            throw error(
                "two repetitions follow each other at character \(index + 1)",
                "Put the first in a group, or remove one.")
        }
        if bounds.high == nil, Self.isAmbiguousLoop(atom) {
            throw error(
                "a repetition directly inside a repetition, as in (a+)+, can take exponential time",
                "Repeat once, or separate the inner parts by a fixed character.")
        }
        return .repeated(atom, bounds.low, bounds.high)
    }

    private mutating func quantifier() throws(PatternError) -> (low: Int, high: Int?)? {
        if take("*") { return (0, nil) }
        if take("+") { return (1, nil) }
        if take("?") { return (0, 1) }
        guard peek == "{" else { return nil }
        let place = index + 1
        index += 1
        let low = try number(place)
        var high: Int? = low
        if take(",") { high = peek == "}" ? nil : try number(place) }
        guard take("}") else {
            throw error("the repetition at character \(place) is not closed", "Write {2}, {2,} or {2,5}.")
        }
        if let high, low > high {
            throw error("the repetition at character \(place) has its bounds the wrong way round", "Swap them.")
        }
        return (low, high)
    }

    private mutating func number(_ place: Int) throws(PatternError) -> Int {
        var value = 0
        var digits = 0
        while let next = peek, Self.digit[0].contains(next.value), digits < 5 {
            value = value * 10 + Int(next.value - 0x30)
            digits += 1
            index += 1
        }
        guard digits > 0, value <= 1000 else {
            throw error(
                "the repetition at character \(place) needs numbers up to 1000",
                "Write {2}, {2,} or {2,5}, or \\{ for the brace itself.")
        }
        return value
    }

    private mutating func escape(_ place: Int) throws(PatternError) -> PatternSyntax.Node {
        if take("b") { return .boundary(true) }
        if take("B") { return .boundary(false) }
        return .set(try escapedSet(place))
    }

    private mutating func escapedSet(_ place: Int) throws(PatternError) -> PatternSyntax.ScalarSet {
        guard let scalar = peek else { throw error("the pattern ends with a backslash", "Write \\\\ for a backslash.") }
        index += 1
        switch scalar {
        case "d": return .init(ranges: Self.digit)
        case "D": return .init(ranges: Self.digit, isNegated: true)
        case "w": return .init(ranges: Self.word)
        case "W": return .init(ranges: Self.word, isNegated: true)
        case "s": return .init(ranges: Self.space)
        case "S": return .init(ranges: Self.space, isNegated: true)
        case "t": return .init(ranges: [9...9])
        case "n": return .init(ranges: [10...10])
        case "v": return .init(ranges: [11...11])
        case "f": return .init(ranges: [12...12])
        case "r": return .init(ranges: [13...13])
        case "x": return try codePoint(2, place)
        case "u": return try codePoint(4, place)
        default:
            let isPlain = scalar.isASCII && !scalar.properties.isAlphabetic && !Self.digit[0].contains(scalar.value)
            guard isPlain else {
                throw error(
                    "'\\\(scalar)' at character \(place) is not in the common part of ECMA 262 and Python",
                    "Use \\d, \\w, \\s, \\b or a class such as [a-z]; back references are not supported.")
            }
            return .init(ranges: [scalar.value...scalar.value])
        }
    }

    private mutating func codePoint(_ length: Int, _ place: Int) throws(PatternError) -> PatternSyntax.ScalarSet {
        var text = ""
        while text.count < length, let next = peek, next.properties.isASCIIHexDigit {
            text.unicodeScalars.append(next)
            index += 1
        }
        guard text.count == length, let value = UInt32(text, radix: 16) else {
            throw error(
                "the escape at character \(place) needs \(length) hexadecimal digits", "Write \\u00e9, for instance.")
        }
        return .init(ranges: [value...value])
    }

    private mutating func characterClass(opened: Int) throws(PatternError) -> PatternSyntax.ScalarSet {
        var set = PatternSyntax.ScalarSet(ranges: [], isNegated: take("^"))
        if peek == "]" {
            throw error("the class at character \(opened) is empty", "Write \\] for the bracket itself.")
        }
        while true {
            guard let next = peek else {
                throw error("the class opened at character \(opened) is not closed", "Add ']'.")
            }
            index += 1
            if next == "]" { return set }
            let low = try member(next)
            guard peek == "-", index + 1 < scalars.count, scalars[index + 1] != "]" else {
                set.ranges += low.isNegated ? Self.inverted(low.ranges) : low.ranges
                continue
            }
            index += 1
            let place = index
            let second = scalars[index]
            index += 1
            let high = try member(second)
            guard low.ranges.count == 1, high.ranges.count == 1, !low.isNegated, !high.isNegated,
                low.ranges[0].count == 1,
                high.ranges[0].count == 1, low.ranges[0].lowerBound <= high.ranges[0].lowerBound
            else {
                throw error(
                    "the range at character \(place) has its ends the wrong way round",
                    "Write the smaller character first, or \\- for a hyphen.")
            }
            set.ranges.append(low.ranges[0].lowerBound...high.ranges[0].lowerBound)
        }
    }

    private mutating func member(_ scalar: Unicode.Scalar) throws(PatternError) -> PatternSyntax.ScalarSet {
        if scalar != "\\" { return .init(ranges: [scalar.value...scalar.value]) }
        if take("b") { return .init(ranges: [8...8]) }
        return try escapedSet(index)
    }

    private static func inverted(_ ranges: [ClosedRange<UInt32>]) -> [ClosedRange<UInt32>] {
        var next: UInt32 = 0
        var result: [ClosedRange<UInt32>] = []
        for range in ranges.sorted(by: { $0.lowerBound < $1.lowerBound }) {
            if range.lowerBound > next { result.append(next...(range.lowerBound - 1)) }
            next = range.upperBound + 1
        }
        if next <= 0x10FFFF { result.append(next...0x10FFFF) }
        return result
    }

    /// Whether repeating `node` without bound can split the same text in many ways: all it holds beside one unbounded
    /// repetition may be empty.
    private static func isAmbiguousLoop(_ node: PatternSyntax.Node) -> Bool {
        switch node {
        case .repeated(_, _, let high): return high == nil
        case .choice(let options): return options.contains(where: isAmbiguousLoop)
        case .sequence(let parts):
            let solid = parts.filter { !canBeEmpty($0) }
            if solid.count > 1 { return false }
            return solid.isEmpty ? parts.contains(where: isAmbiguousLoop) : isAmbiguousLoop(solid[0])
        default: return false
        }
    }

    private static func canBeEmpty(_ node: PatternSyntax.Node) -> Bool {
        switch node {
        case .empty, .start, .end, .boundary: true
        case .set: false
        case .sequence(let parts): parts.allSatisfy(canBeEmpty)
        case .choice(let options): options.contains(where: canBeEmpty)
        case .repeated(let body, let low, _): low == 0 || canBeEmpty(body)
        }
    }
}

/// The tree of a regular expression.
indirect enum PatternNode: Sendable {
    case empty
    case set(ScalarSet)
    case sequence([PatternNode])
    case choice([PatternNode])
    /// Greedy and lazy are the same here: only whether there is a match matters.
    case repetition(PatternNode, min: Int, max: Int?)
    case start
    case end
    case wordBoundary(isNegated: Bool)
    case look(PatternNode, isAhead: Bool, isNegated: Bool)
}

/// What is wrong with a regular expression.
struct PatternError: Error {
    var message: String
    /// Code points before the fault.
    var offset: Int
}

/// Reads ECMA-262 regular expressions in Unicode mode (§22.2.1 with `+UnicodeMode`).
///
/// `isStrict` holds to that grammar, which is what `"format": "regex"` asks. Otherwise an escaped punctuation mark
/// stands for itself and a brace that belongs to no quantifier too, because many published schemas are written
/// like this.
struct PatternSyntax {
    let text: [Unicode.Scalar]
    var position = 0
    let isStrict: Bool
    private var depth = 0
    private static let maximumDepth = 200
    static let maximumRepetition = 100_000

    init(_ text: String, isStrict: Bool) {
        self.text = Array(text.unicodeScalars)
        self.isStrict = isStrict
    }

    mutating func parse() throws(PatternError) -> PatternNode {
        let node = try choice()
        if position < text.count { throw error("')' closes no group") }
        return node
    }

    func error(_ message: String, at offset: Int? = nil) -> PatternError {
        PatternError(message: message, offset: offset ?? position)
    }

    func peek(_ distance: Int = 0) -> Unicode.Scalar? {
        position + distance < text.count ? text[position + distance] : nil
    }

    mutating func take(_ scalar: Unicode.Scalar) -> Bool {
        guard peek() == scalar else { return false }
        position += 1
        return true
    }

    mutating func take(_ word: String) -> Bool {
        let scalars = Array(word.unicodeScalars)
        guard position + scalars.count <= text.count, Array(text[position..<position + scalars.count]) == scalars else {
            return false
        }
        position += scalars.count
        return true
    }

    // MARK: Terms

    private mutating func choice() throws(PatternError) -> PatternNode {
        depth += 1
        defer { depth -= 1 }
        if depth > Self.maximumDepth { throw error("groups are nested more than \(Self.maximumDepth) deep") }
        var branches = [try sequence()]
        while take("|") { branches.append(try sequence()) }
        return branches.count == 1 ? branches[0] : .choice(branches)
    }

    private mutating func sequence() throws(PatternError) -> PatternNode {
        var items: [PatternNode] = []
        while let scalar = peek(), scalar != "|", scalar != ")" {
            let start = position
            let (item, isQuantifiable) = try term()
            items.append(try quantified(item, isQuantifiable, start))
        }
        return items.count == 1 ? items[0] : items.isEmpty ? .empty : .sequence(items)
    }

    private mutating func quantified(
        _ item: PatternNode, _ isQuantifiable: Bool, _ start: Int
    ) throws(PatternError) -> PatternNode {
        let bounds: (Int, Int?)
        switch peek() {
        case "*": bounds = (0, nil)
        case "+": bounds = (1, nil)
        case "?": bounds = (0, 1)
        case "{":
            guard let counted = try countedBounds() else { return item }
            guard isQuantifiable else { throw error("an assertion cannot be repeated", at: start) }
            _ = take("?")
            return .repetition(item, min: counted.0, max: counted.1)
        default: return item
        }
        guard isQuantifiable else { throw error("an assertion cannot be repeated", at: start) }
        position += 1
        _ = take("?")
        return .repetition(item, min: bounds.0, max: bounds.1)
    }

    /// `{n}`, `{n,}`, `{n,m}`; nil (nothing taken) when it is none of these and braces are tolerated.
    private mutating func countedBounds() throws(PatternError) -> (Int, Int?)? {
        let start = position
        position += 1
        let least = number()
        var most = least
        if least != nil, take(",") { most = number() }
        let isOpen = least != nil && text[position - 1] == ","
        guard let least, take("}") else {
            position = start
            if isStrict { throw error("'{' must be escaped") }
            return nil
        }
        if isOpen { most = nil }
        if let most, most < least { throw error("the quantifier's bounds are in the wrong order", at: start) }
        if max(least, most ?? 0) > Self.maximumRepetition {
            throw error("a repetition is limited to \(Self.maximumRepetition)", at: start)
        }
        return (least, most)
    }

    private mutating func number() -> Int? {
        var value: Int?
        while let digit = peek(), ("0"..."9").contains(digit) {
            value = min((value ?? 0) * 10 + Int(digit.value - 48), Self.maximumRepetition + 1)
            position += 1
        }
        return value
    }

    private mutating func term() throws(PatternError) -> (PatternNode, isQuantifiable: Bool) {
        let start = position
        guard let scalar = peek() else { return (.empty, false) }
        position += 1
        switch scalar {
        case "^": return (.start, false)
        case "$": return (.end, false)
        case ".": return (.set(ScalarSet.lineTerminators.inverted()), true)
        case "[": return (.set(try bracket(start)), true)
        case "(": return try group(start)
        case "*", "+", "?": throw error("'\(scalar)' repeats nothing", at: start)
        case "{":
            if isStrict { throw error("'{' must be escaped", at: start) }
            position = start
            if try countedBounds() != nil { throw error("'{' repeats nothing", at: start) }
            position = start + 1
        case "}", "]":
            if isStrict { throw error("'\(scalar)' must be escaped", at: start) }
        case "\\":
            if take("b") { return (.wordBoundary(isNegated: false), false) }
            if take("B") { return (.wordBoundary(isNegated: true), false) }
            switch try escape(start, inClass: false) {
            case .set(let set): return (.set(set), true)
            case .scalar(let value): return (.set(ScalarSet([value...value])), true)
            }
        default: break
        }
        return (.set(ScalarSet([scalar.value...scalar.value])), true)
    }

    private mutating func group(_ start: Int) throws(PatternError) -> (PatternNode, isQuantifiable: Bool) {
        var look: (isAhead: Bool, isNegated: Bool)?
        if take("?") {
            if take(":") {
            } else if take("=") {
                look = (true, false)
            } else if take("!") {
                look = (true, true)
            } else if take("<=") {
                look = (false, false)
            } else if take("<!") {
                look = (false, true)
            } else if take("<") {
                let nameStart = position
                while let scalar = peek(), scalar != ">" {
                    let isName = scalar == "$" || scalar == "_" || scalar.properties.isIDContinue
                    guard isName else { break }
                    position += 1
                }
                guard position > nameStart, take(">") else { throw error("a group's name is not valid", at: nameStart) }
            } else {
                throw error("'(?' must be followed by ':', '=', '!', '<=', '<!' or a name in '<>'", at: start)
            }
        }
        let inner = try choice()
        guard take(")") else { throw error("a group is not closed", at: start) }
        guard let look else { return (inner, true) }
        return (.look(inner, isAhead: look.isAhead, isNegated: look.isNegated), false)
    }
}

extension PatternSyntax {
    enum Atom {
        case set(ScalarSet)
        case scalar(UInt32)
    }

    mutating func bracket(_ start: Int) throws(PatternError) -> ScalarSet {
        var set = ScalarSet()
        set.isNegated = take("^")
        while true {
            guard peek() != nil else { throw error("a class is not closed", at: start) }
            if take("]") { return set }
            let itemStart = position
            let first = try classAtom()
            guard peek() == "-", let after = peek(1), after != "]" else {
                Self.insert(first, into: &set)
                continue
            }
            position += 1
            let last = try classAtom()
            if case .scalar(let low) = first, case .scalar(let high) = last {
                guard low <= high else { throw error("a class's range is in the wrong order", at: itemStart) }
                set.insert(low...high)
            } else {
                if isStrict { throw error("a range cannot have a class as its end", at: itemStart) }
                Self.insert(first, into: &set)
                set.insert(45...45)
                Self.insert(last, into: &set)
            }
        }
    }

    private static func insert(_ atom: Atom, into set: inout ScalarSet) {
        switch atom {
        case .set(let other): set.insert(other)
        case .scalar(let value): set.insert(value...value)
        }
    }

    private mutating func classAtom() throws(PatternError) -> Atom {
        guard let scalar = peek() else { throw error("a class is not closed") }
        let start = position
        position += 1
        return scalar == "\\" ? try escape(start, inClass: true) : .scalar(scalar.value)
    }

    /// Behind the backslash at `start`.
    mutating func escape(_ start: Int, inClass: Bool) throws(PatternError) -> Atom {
        guard let scalar = peek() else { throw error("'\\' ends the expression", at: start) }
        position += 1
        switch scalar {
        case "d": return .set(.digits)
        case "D": return .set(ScalarSet.digits.inverted())
        case "w": return .set(.word)
        case "W": return .set(ScalarSet.word.inverted())
        case "s": return .set(.space)
        case "S": return .set(ScalarSet.space.inverted())
        case "p", "P": return .set(try property(start, isNegated: scalar == "P"))
        case "t": return .scalar(9)
        case "n": return .scalar(10)
        case "v": return .scalar(11)
        case "f": return .scalar(12)
        case "r": return .scalar(13)
        case "b" where inClass: return .scalar(8)
        case "-" where inClass: return .scalar(45)
        case "c":
            guard let letter = peek(), letter.isASCII, letter.properties.isAlphabetic else {
                throw error("'\\c' needs a letter", at: start)
            }
            position += 1
            return .scalar(letter.value & 31)
        case "0":
            if let digit = peek(), ("0"..."9").contains(digit) {
                throw error("octal escapes are not allowed", at: start)
            }
            return .scalar(0)
        case "x": return .scalar(try hexadecimal(2, start))
        case "u": return .scalar(try unicode(start))
        case "1"..."9", "k":
            throw error(
                "back-references are not supported, because they make matching take exponential time", at: start)
        case "^", "$", "\\", ".", "*", "+", "?", "(", ")", "[", "]", "{", "}", "|", "/": return .scalar(scalar.value)
        default:
            let isWord = scalar.properties.isAlphabetic || ("0"..."9").contains(scalar)
            if isStrict || isWord {
                throw error("'\\\(scalar)' is no escape of ECMA-262", at: start)
            }
            return .scalar(scalar.value)
        }
    }

    private mutating func hexadecimal(_ count: Int, _ start: Int) throws(PatternError) -> UInt32 {
        var value: UInt32 = 0
        for _ in 0..<count {
            guard let digit = peek().flatMap({ Character($0).isASCII ? Character($0).hexDigitValue : nil }) else {
                throw error("\(count) hexadecimal digits are needed", at: start)
            }
            value = value << 4 | UInt32(digit)
            position += 1
        }
        return value
    }

    private mutating func unicode(_ start: Int) throws(PatternError) -> UInt32 {
        if take("{") {
            var value: UInt32 = 0
            var count = 0
            while let digit = peek().flatMap({ Character($0).isASCII ? Character($0).hexDigitValue : nil }) {
                value = min(value << 4 | UInt32(digit), 0x110000)
                count += 1
                position += 1
            }
            guard count > 0, value <= 0x10FFFF, take("}") else {
                throw error("'\\u{' needs a code point up to 10FFFF and '}'", at: start)
            }
            return value
        }
        let value = try hexadecimal(4, start)
        guard (0xD800...0xDBFF).contains(value), peek() == "\\", peek(1) == "u", peek(2) != "{" else { return value }
        let behind = position
        position += 2
        let low = try hexadecimal(4, start)
        guard (0xDC00...0xDFFF).contains(low) else {
            position = behind
            return value
        }
        return 0x10000 + (value - 0xD800) << 10 + (low - 0xDC00)
    }

    private mutating func property(_ start: Int, isNegated: Bool) throws(PatternError) -> ScalarSet {
        guard take("{") else { throw error("'\\p' needs a property in braces", at: start) }
        var name = ""
        while let scalar = peek(), scalar != "}" {
            name.unicodeScalars.append(scalar)
            position += 1
        }
        guard take("}") else { throw error("'\\p{' is not closed", at: start) }
        guard let test = PatternProperties.test(name) else {
            throw error("the Unicode property '\(name.prefix(40))' is not known", at: start)
        }
        var set = ScalarSet()
        set.insert(.init(isNegated: isNegated, test: test))
        return set
    }
}

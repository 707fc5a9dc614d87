/// Reads strict JSON (RFC 8259) with the position of everything.
///
/// Beside `JSONParser` of LunaCore, because that one reports no positions of values and stops at a duplicate key.
struct JSONReader {
    private var cursor: SourceCursor
    private let limits: PlanLimits
    private var bookkeeping: YAMLReader

    var problems: [PlanProblem] { bookkeeping.problems }

    /// - Parameter bytes: as ``SourceText/prepare(_:)`` returns them.
    init(_ bytes: [UInt8], limits: PlanLimits) {
        cursor = SourceCursor(bytes)
        self.limits = limits
        bookkeeping = YAMLReader([], limits: limits)
    }

    mutating func read() throws(ReadingError) -> PlanNode? {
        skip()
        if cursor.isAtEnd { return nil }
        let root = try value()
        skip()
        guard cursor.isAtEnd else { throw fail("unexpected text after the plan", "A file holds one plan.") }
        return root
    }

    private mutating func value() throws(ReadingError) -> PlanNode {
        let start = try count()
        switch cursor.current {
        case Ascii.openBrace: return try object(start)
        case Ascii.openBracket: return try array(start)
        case Ascii.quote:
            return PlanNode(content: .scalar(PlanScalar(text: try string(), isPlain: false)), position: start)
        default: return try literal(start)
        }
    }

    private mutating func object(_ start: PlanPosition) throws(ReadingError) -> PlanNode {
        try enter()
        var entries: [PlanEntry] = []
        var seen: [String: PlanPosition] = [:]
        cursor.advance(by: 1)
        skip()
        if cursor.current == Ascii.closeBrace {
            cursor.advance(by: 1)
            bookkeeping.depth -= 1
            return PlanNode(content: .mapping([]), position: start)
        }
        while true {
            skip()
            guard cursor.current == Ascii.quote else {
                throw fail("expected a key in double quotes", "Write \"key\": value.")
            }
            let position = cursor.position()
            let key = try string()
            bookkeeping.note((key, position), in: &seen)
            skip()
            guard cursor.current == Ascii.colon else {
                throw fail("expected ':' after the key", "Write \"key\": value.")
            }
            cursor.advance(by: 1)
            skip()
            entries.append(PlanEntry(key: key, keyPosition: position, value: try value()))
            skip()
            if cursor.current == Ascii.comma {
                cursor.advance(by: 1)
                continue
            }
            guard cursor.current == Ascii.closeBrace else {
                throw fail("expected ',' or '}'", "Check commas and brackets.")
            }
            cursor.advance(by: 1)
            bookkeeping.depth -= 1
            return PlanNode(content: .mapping(entries), position: start)
        }
    }

    private mutating func array(_ start: PlanPosition) throws(ReadingError) -> PlanNode {
        try enter()
        var items: [PlanNode] = []
        cursor.advance(by: 1)
        skip()
        if cursor.current == Ascii.closeBracket {
            cursor.advance(by: 1)
            bookkeeping.depth -= 1
            return PlanNode(content: .sequence([]), position: start)
        }
        while true {
            skip()
            items.append(try value())
            skip()
            if cursor.current == Ascii.comma {
                cursor.advance(by: 1)
                continue
            }
            guard cursor.current == Ascii.closeBracket else {
                throw fail("expected ',' or ']'", "Check commas and brackets.")
            }
            cursor.advance(by: 1)
            bookkeeping.depth -= 1
            return PlanNode(content: .sequence(items), position: start)
        }
    }

    private mutating func literal(_ start: PlanPosition) throws(ReadingError) -> PlanNode {
        let from = cursor.offset
        while !Ascii.isBlank(cursor.current), !Ascii.isFlowIndicator(cursor.current), cursor.current != Ascii.colon {
            cursor.advance(by: 1)
        }
        let text = cursor.text(from: from, to: cursor.offset)
        guard text == "true" || text == "false" || text == "null" || Self.isNumber(text) else {
            throw ReadingError(
                code: .syntax, position: start,
                message: text.isEmpty ? "expected a value" : "'\(text.clipped)' is not a JSON value",
                hint: "Put text in double quotes.")
        }
        return PlanNode(content: .scalar(PlanScalar(text: text, isPlain: true)), position: start)
    }

    /// The number grammar of RFC 8259 §6.
    private static func isNumber(_ text: String) -> Bool {
        var rest = Substring(text).utf8
        func digits() -> Int {
            var count = 0
            while let byte = rest.first, (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) {
                rest.removeFirst()
                count += 1
            }
            return count
        }
        if rest.first == Ascii.dash { rest.removeFirst() }
        let startsWithZero = rest.first == UInt8(ascii: "0")
        let whole = digits()
        guard whole > 0, !startsWithZero || whole == 1 else { return false }
        if rest.first == UInt8(ascii: ".") {
            rest.removeFirst()
            guard digits() > 0 else { return false }
        }
        if let e = rest.first, e == UInt8(ascii: "e") || e == UInt8(ascii: "E") {
            rest.removeFirst()
            if let sign = rest.first, sign == Ascii.dash || sign == UInt8(ascii: "+") { rest.removeFirst() }
            guard digits() > 0 else { return false }
        }
        return rest.isEmpty
    }

    private mutating func string() throws(ReadingError) -> String {
        let opening = cursor.position()
        cursor.advance(by: 1)
        let start = cursor.offset
        while cursor.current != Ascii.quote, cursor.current != Ascii.backslash, cursor.current >= 0x20 {
            cursor.advance(by: 1)
        }
        if cursor.current == Ascii.quote {
            cursor.advance(by: 1)
            return cursor.text(from: start, to: cursor.offset - 1)
        }
        var out = Array(cursor.bytes[start..<cursor.offset])
        while true {
            let byte = cursor.current
            switch byte {
            case Ascii.quote:
                cursor.advance(by: 1)
                return String(decoding: out, as: UTF8.self)
            case Ascii.backslash: try escape(into: &out)
            case 0..<0x20:
                throw ReadingError(
                    code: .syntax, position: opening, message: "this quote is never closed on its line",
                    hint: "Add the closing double quote; write line breaks as \\n.")
            default:
                out.append(byte)
                cursor.advance(by: 1)
            }
        }
    }

    private mutating func escape(into out: inout [UInt8]) throws(ReadingError) {
        let place = cursor.position()
        let code = cursor.byte(after: 1)
        cursor.advance(by: 2)
        switch code {
        case UInt8(ascii: "n"): out.append(0x0A)
        case UInt8(ascii: "t"): out.append(0x09)
        case UInt8(ascii: "r"): out.append(0x0D)
        case UInt8(ascii: "b"): out.append(0x08)
        case UInt8(ascii: "f"): out.append(0x0C)
        case Ascii.quote, UInt8(ascii: "/"), Ascii.backslash: out.append(code)
        case UInt8(ascii: "u"):
            out.append(contentsOf: String(try EscapedScalar.read(code, &cursor, at: place)).utf8)
        default:
            throw ReadingError(
                code: .syntax, position: place, message: "unknown escape", hint: "Write \\\\ for a backslash.")
        }
    }

    private mutating func skip() {
        while cursor.current == Ascii.space || cursor.current == Ascii.newline || cursor.current == Ascii.tab {
            cursor.advance()
        }
    }

    private mutating func count() throws(ReadingError) -> PlanPosition {
        bookkeeping.nodeCount += 1
        let position = cursor.position()
        guard bookkeeping.nodeCount <= limits.maximumNodes else {
            throw ReadingError(
                code: .limit, position: position, message: "the plan has more than \(limits.maximumNodes) values",
                hint: "Split it into several plans.")
        }
        return position
    }

    private mutating func enter() throws(ReadingError) {
        bookkeeping.depth += 1
        guard bookkeeping.depth <= limits.maximumDepth else {
            throw ReadingError(
                code: .limit, position: cursor.position(),
                message: "more than \(limits.maximumDepth) levels of nesting",
                hint: "A plan needs fewer than ten: check the brackets.")
        }
    }

    private mutating func fail(_ message: String, _ hint: String) -> ReadingError {
        ReadingError(code: .syntax, position: cursor.position(), message: message, hint: hint)
    }
}

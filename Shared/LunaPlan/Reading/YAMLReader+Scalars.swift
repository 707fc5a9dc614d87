/// Scalar styles of YAML 1.2.2 chapters 7 and 8.
extension YAMLReader {
    // MARK: - Plain

    /// A plain scalar in block context, with its more indented continuation lines folded.
    mutating func plainInBlock(parentIndent: Int) throws(ReadingError) -> String {
        try refuseIndicator()
        var text = try plainLine()
        while cursor.current == Ascii.newline {
            // Look ahead: the scalar goes on if the next line with content is indented deeper and is no comment.
            let before = cursor
            var breaks = 0
            while cursor.current == Ascii.newline {
                cursor.advance()
                breaks += 1
                while cursor.current == Ascii.space { cursor.advance(by: 1) }
                if cursor.current == Ascii.tab { cursor.skipSpaces() }
            }
            let goesOn =
                !cursor.isAtEnd && cursor.indent > parentIndent && cursor.current != Ascii.hash && !isDocumentMarker
            guard goesOn else {
                cursor = before
                break
            }
            text += breaks == 1 ? " " : String(repeating: "\n", count: breaks - 1)
            text += try plainLine()
        }
        return text
    }

    private mutating func plainLine() throws(ReadingError) -> String {
        let start = cursor.offset
        var end = start
        while !cursor.isAtEnd, cursor.current != Ascii.newline {
            let byte = cursor.current
            if byte == Ascii.colon, Ascii.isBlank(cursor.byte(after: 1)) {
                throw fail(
                    "a second ': ' in one value", "Put the value in quotes, or indent the key on a line of its own.")
            }
            if isComment(), cursor.offset > start {
                skipComment()
                break
            }
            cursor.advance(by: 1)
            if byte != Ascii.space, byte != Ascii.tab { end = cursor.offset }
        }
        return cursor.text(from: start, to: end)
    }

    // MARK: - Quoted

    /// Single- or double-quoted text; the cursor ends after the closing quote.
    mutating func quoted() throws(ReadingError) -> String {
        let isDouble = cursor.current == Ascii.quote
        let delimiter = cursor.current
        let opening = cursor.position()
        cursor.advance(by: 1)
        var out: [UInt8] = []
        while true {
            guard !cursor.isAtEnd, !(cursor.indent == 0 && isDocumentMarker) else {
                throw ReadingError(
                    code: .syntax, position: opening, message: "this quote is never closed",
                    hint: "Add the closing \(isDouble ? "double" : "single") quote.")
            }
            let byte = cursor.current
            switch byte {
            case delimiter:
                cursor.advance(by: 1)
                guard !isDouble, cursor.current == Ascii.apostrophe else { return String(decoding: out, as: UTF8.self) }
                out.append(Ascii.apostrophe)
                cursor.advance(by: 1)
            case Ascii.newline: fold(into: &out, keepTrailing: nil)
            case Ascii.backslash where isDouble:
                if cursor.byte(after: 1) == Ascii.newline {
                    let kept = out.count
                    cursor.advance(by: 1)
                    fold(into: &out, keepTrailing: kept)
                } else {
                    try escape(into: &out)
                }
            default:
                out.append(byte)
                cursor.advance(by: 1)
            }
        }
    }

    /// A line break inside quotes: white space around it goes, one break is a space, further ones stay.
    private mutating func fold(into out: inout [UInt8], keepTrailing: Int?) {
        while out.count > keepTrailing ?? 0, let last = out.last, last == Ascii.space || last == Ascii.tab {
            out.removeLast()
        }
        var breaks = 0
        while cursor.current == Ascii.newline {
            cursor.advance()
            breaks += 1
            cursor.skipSpaces()
        }
        if breaks > 1 {
            out.append(contentsOf: repeatElement(Ascii.newline, count: breaks - 1))
        } else if keepTrailing == nil {
            out.append(Ascii.space)
        }
    }

    private mutating func escape(into out: inout [UInt8]) throws(ReadingError) {
        let place = cursor.position()
        let code = cursor.byte(after: 1)
        cursor.advance(by: 2)
        switch code {
        case UInt8(ascii: "n"): out.append(0x0A)
        case UInt8(ascii: "t"), Ascii.tab: out.append(0x09)
        case UInt8(ascii: "r"): out.append(0x0D)
        case UInt8(ascii: "a"): out.append(0x07)
        case UInt8(ascii: "b"): out.append(0x08)
        case UInt8(ascii: "v"): out.append(0x0B)
        case UInt8(ascii: "f"): out.append(0x0C)
        case UInt8(ascii: "e"): out.append(0x1B)
        case Ascii.space, Ascii.quote, UInt8(ascii: "/"), Ascii.backslash: out.append(code)
        case UInt8(ascii: "N"): out.append(contentsOf: "\u{85}".utf8)
        case UInt8(ascii: "_"): out.append(contentsOf: "\u{A0}".utf8)
        case UInt8(ascii: "L"): out.append(contentsOf: "\u{2028}".utf8)
        case UInt8(ascii: "P"): out.append(contentsOf: "\u{2029}".utf8)
        case UInt8(ascii: "x"), UInt8(ascii: "u"), UInt8(ascii: "U"):
            out.append(contentsOf: String(try EscapedScalar.read(code, &cursor, at: place)).utf8)
        default:
            throw ReadingError(
                code: .syntax, position: place, message: "unknown escape in double quotes",
                hint: "Write \\\\ for a backslash, or use single quotes, where backslashes are plain.")
        }
    }

    // MARK: - Block scalars

    /// `|` (literal) and `>` (folded) text with indentation and chomping indicators.
    mutating func blockScalar(parentIndent: Int) throws(ReadingError) -> PlanNode {
        let start = try count()
        let isFolded = cursor.current == UInt8(ascii: ">")
        cursor.advance(by: 1)
        var chomp: UInt8 = 0
        var explicit: Int?
        while !cursor.isAtEnd, !Ascii.isBlank(cursor.current) {
            switch cursor.current {
            case UInt8(ascii: "+"), Ascii.dash: chomp = cursor.current
            case UInt8(ascii: "1")...UInt8(ascii: "9"): explicit = Int(cursor.current - UInt8(ascii: "0"))
            default: throw fail("unexpected text after '|' or '>'", "Start the text on the next line, indented.")
            }
            cursor.advance(by: 1)
        }
        try endOfLine(after: "'|' or '>'")
        if !cursor.isAtEnd { cursor.advance() }
        let lines = try blockLines(parentIndent: parentIndent, explicit: explicit)
        // Keeping the last line break needs one: a file may end without.
        let endsInBreak = cursor.offset > 0 && cursor.bytes[cursor.offset - 1] == Ascii.newline
        let text = BlockText.join(lines, isFolded: isFolded, chomp: endsInBreak || !cursor.isAtEnd ? chomp : Ascii.dash)
        return PlanNode(content: .scalar(PlanScalar(text: text, isPlain: false)), position: start)
    }

    /// The lines of a block scalar without their indentation; empty lines as empty strings.
    private mutating func blockLines(parentIndent: Int, explicit: Int?) throws(ReadingError) -> [ArraySlice<UInt8>] {
        var indent = explicit.map { max(parentIndent, 0) + $0 }
        var lines: [ArraySlice<UInt8>] = []
        while !cursor.isAtEnd {
            let before = cursor
            while cursor.current == Ascii.space, indent.map({ cursor.indent < $0 }) ?? true { cursor.advance(by: 1) }
            if cursor.current == Ascii.newline {
                lines.append([])
                cursor.advance()
                continue
            }
            if cursor.isAtEnd { break }
            if let indent, cursor.indent < indent {
                if cursor.current == Ascii.tab, cursor.indent > parentIndent {
                    throw fail("a tab is used for indentation", "Indent with spaces.")
                }
                cursor = before
                break
            }
            if indent == nil {
                guard cursor.indent > parentIndent, !isDocumentMarker else {
                    cursor = before
                    break
                }
                indent = cursor.indent
            }
            if cursor.indent == 0, isDocumentMarker {
                cursor = before
                break
            }
            let start = cursor.offset
            while !cursor.isAtEnd, cursor.current != Ascii.newline { cursor.advance(by: 1) }
            lines.append(cursor.bytes[start..<cursor.offset])
            if !cursor.isAtEnd { cursor.advance() } else { break }
        }
        return lines
    }
}

/// Folding and chomping of block scalars (YAML 1.2.2 §8.1).
enum BlockText {
    static func join(_ lines: [ArraySlice<UInt8>], isFolded: Bool, chomp: UInt8) -> String {
        var lines = lines
        var trailing = 0
        while let last = lines.last, last.isEmpty {
            lines.removeLast()
            trailing += 1
        }
        var out: [UInt8] = []
        var pendingBreaks = 0
        var previousIsDeeper = true
        for (index, line) in lines.enumerated() {
            if line.isEmpty {
                pendingBreaks += 1
                continue
            }
            let isDeeper = line.first == Ascii.space || line.first == Ascii.tab
            if index == pendingBreaks {
                out.append(contentsOf: repeatElement(Ascii.newline, count: pendingBreaks))
            } else if isFolded, !isDeeper, !previousIsDeeper {
                if pendingBreaks == 0 { out.append(Ascii.space) }
                out.append(contentsOf: repeatElement(Ascii.newline, count: pendingBreaks))
            } else {
                out.append(contentsOf: repeatElement(Ascii.newline, count: pendingBreaks + 1))
            }
            out.append(contentsOf: line)
            pendingBreaks = 0
            previousIsDeeper = isDeeper
        }
        if chomp == UInt8(ascii: "+") {
            out.append(contentsOf: repeatElement(Ascii.newline, count: lines.isEmpty ? trailing : trailing + 1))
        } else if chomp == 0, !lines.isEmpty {
            out.append(Ascii.newline)
        }
        return String(decoding: out, as: UTF8.self)
    }
}

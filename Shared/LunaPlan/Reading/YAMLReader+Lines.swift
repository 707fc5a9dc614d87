/// White space, comments, markers and the characters that may not start a value.
extension YAMLReader {
    /// Passes spaces, comments and empty lines. Tabs may separate, but not indent (YAML 1.2.2 §6.1).
    mutating func skipToContent() throws(ReadingError) {
        while !cursor.isAtEnd {
            switch cursor.current {
            case Ascii.space: cursor.advance(by: 1)
            case Ascii.newline: cursor.advance()
            case Ascii.tab:
                let isIndentation = isIndentationSoFar
                let tab = cursor.position()
                cursor.skipSpaces()
                let isContent = !cursor.isAtEnd && cursor.current != Ascii.newline && cursor.current != Ascii.hash
                if isIndentation, isContent {
                    throw ReadingError(
                        code: .syntax, position: tab, message: "a tab is used for indentation",
                        hint: "Indent with spaces.")
                }
            case Ascii.hash where isComment(): skipComment()
            default: return
            }
        }
    }

    private var isIndentationSoFar: Bool {
        cursor.bytes[cursor.lineStart..<cursor.offset].allSatisfy { $0 == Ascii.space }
    }

    func isComment() -> Bool {
        cursor.current == Ascii.hash && (cursor.offset == 0 || Ascii.isBlank(cursor.bytes[cursor.offset - 1]))
    }

    mutating func skipComment() {
        while !cursor.isAtEnd, cursor.current != Ascii.newline { cursor.advance(by: 1) }
    }

    /// `- ` here?
    func isBlockEntry() -> Bool {
        cursor.current == Ascii.dash && Ascii.isBlank(cursor.byte(after: 1)) && !isMarker(Ascii.dash)
    }

    /// `---` or `...` here, at the start of a line?
    func isMarker(_ byte: UInt8) -> Bool {
        cursor.indent == 0 && cursor.current == byte && cursor.byte(after: 1) == byte
            && cursor.byte(after: 2) == byte && Ascii.isBlank(cursor.byte(after: 3))
    }

    var isDocumentMarker: Bool { isMarker(Ascii.dash) || isMarker(UInt8(ascii: ".")) }

    mutating func endOfLine(after what: String) throws(ReadingError) {
        cursor.skipSpaces()
        if isComment() { skipComment() }
        guard cursor.isAtEnd || cursor.current == Ascii.newline else {
            throw fail("unexpected text after \(what)", "Put the whole value in quotes, or start a new line.")
        }
    }

    /// Refuses what may not start a plain scalar, with the reason that fits.
    mutating func refuseIndicator() throws(ReadingError) {
        switch cursor.current {
        case UInt8(ascii: "&"):
            throw fail(
                "anchors ('&name') are not supported", "Write the value out where it is needed, or put it in quotes.")
        case UInt8(ascii: "*"):
            throw fail("aliases ('*name') are not supported", "Write the value out, or put it in quotes.")
        case UInt8(ascii: "!"):
            throw fail(
                "tags ('!name') are not supported",
                "Remove the tag: the format knows its types. Or put the value in quotes.")
        case UInt8(ascii: "@"), UInt8(ascii: "`"), UInt8(ascii: "%"):
            throw fail("a value cannot start with '\(Unicode.Scalar(cursor.current))'", "Put it in quotes.")
        case UInt8(ascii: "|"), UInt8(ascii: ">"):
            throw fail("block text is not possible here", "Put the text in quotes.")
        case Ascii.comma, Ascii.closeBrace, Ascii.closeBracket:
            throw fail(
                "unexpected '\(Unicode.Scalar(cursor.current))'", "Check the brackets, or put the value in quotes.")
        case Ascii.question, Ascii.dash, Ascii.colon:
            if Ascii.isBlank(cursor.byte(after: 1)) {
                throw fail(
                    "unexpected '\(Unicode.Scalar(cursor.current))'",
                    "Check the indentation, or put the value in quotes.")
            }
        default: break
        }
    }
}

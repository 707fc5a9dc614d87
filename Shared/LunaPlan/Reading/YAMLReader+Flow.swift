/// Flow collections (`[a, b]`, `{a: b}`; YAML 1.2.2 §7.4), which make JSON readable as YAML.
extension YAMLReader {
    mutating func flow() throws(ReadingError) -> PlanNode {
        cursor.current == Ascii.openBrace ? try flowMapping() : try flowSequence()
    }

    private mutating func flowSequence() throws(ReadingError) -> PlanNode {
        let start = try enter()
        cursor.advance(by: 1)
        var items: [PlanNode] = []
        while true {
            try skipInFlow(opened: start)
            if cursor.current == Ascii.closeBracket { break }
            let item = try flowValue()
            try skipInFlow(opened: start)
            if cursor.current == Ascii.colon {
                throw fail("a 'key: value' stands directly in a list", "Write {key: value}.")
            }
            items.append(item)
            if cursor.current == Ascii.comma {
                cursor.advance(by: 1)
            } else if cursor.current != Ascii.closeBracket {
                throw fail(
                    "expected ',' or ']'",
                    "Separate list items with commas, or close the bracket opened in line \(start.line).")
            }
        }
        cursor.advance(by: 1)
        depth -= 1
        return PlanNode(content: .sequence(items), position: start)
    }

    private mutating func flowMapping() throws(ReadingError) -> PlanNode {
        let start = try enter()
        cursor.advance(by: 1)
        var entries: [PlanEntry] = []
        var seen: [String: PlanPosition] = [:]
        while true {
            try skipInFlow(opened: start)
            if cursor.current == Ascii.closeBrace { break }
            let (key, position) = try flowKey()
            note((key, position), in: &seen)
            try skipInFlow(opened: start)
            var value: PlanNode
            if cursor.current == Ascii.colon {
                cursor.advance(by: 1)
                try skipInFlow(opened: start)
                if cursor.current == Ascii.comma || cursor.current == Ascii.closeBrace {
                    value = try null(at: cursor.position())
                } else {
                    value = try flowValue()
                }
            } else {
                value = try null(at: position)
            }
            entries.append(PlanEntry(key: key, keyPosition: position, value: value))
            try skipInFlow(opened: start)
            if cursor.current == Ascii.comma {
                cursor.advance(by: 1)
            } else if cursor.current != Ascii.closeBrace {
                throw fail(
                    "expected ',' or '}'",
                    "Separate the keys with commas, or close the bracket opened in line \(start.line).")
            }
        }
        cursor.advance(by: 1)
        depth -= 1
        return PlanNode(content: .mapping(entries), position: start)
    }

    private mutating func flowKey() throws(ReadingError) -> (String, PlanPosition) {
        let position = cursor.position()
        if cursor.current == Ascii.openBrace || cursor.current == Ascii.openBracket {
            throw fail("a key must be text", "Check the brackets.")
        }
        let text =
            cursor.current == Ascii.quote || cursor.current == Ascii.apostrophe ? try quoted() : try plainInFlow()
        try refuseMerge(text, at: position)
        return (text, position)
    }

    private mutating func flowValue() throws(ReadingError) -> PlanNode {
        switch cursor.current {
        case Ascii.openBrace, Ascii.openBracket: return try flow()
        case Ascii.quote, Ascii.apostrophe:
            let start = try count()
            return PlanNode(content: .scalar(PlanScalar(text: try quoted(), isPlain: false)), position: start)
        default:
            let start = try count()
            return PlanNode(content: .scalar(PlanScalar(text: try plainInFlow(), isPlain: true)), position: start)
        }
    }

    private mutating func plainInFlow() throws(ReadingError) -> String {
        try refuseIndicator()
        var text = ""
        while true {
            let start = cursor.offset
            var end = start
            scan: while !cursor.isAtEnd, cursor.current != Ascii.newline {
                let byte = cursor.current
                if Ascii.isFlowIndicator(byte) { break scan }
                let next = cursor.byte(after: 1)
                if byte == Ascii.colon, Ascii.isBlank(next) || Ascii.isFlowIndicator(next) { break scan }
                if isComment() { break scan }
                cursor.advance(by: 1)
                if byte != Ascii.space, byte != Ascii.tab { end = cursor.offset }
            }
            text += cursor.text(from: start, to: end)
            guard cursor.current == Ascii.newline else { return text }
            let before = cursor
            var breaks = 0
            while cursor.current == Ascii.newline {
                cursor.advance()
                breaks += 1
                cursor.skipSpaces()
            }
            let stops =
                cursor.isAtEnd || cursor.current == Ascii.hash || Ascii.isFlowIndicator(cursor.current)
                || (cursor.current == Ascii.colon && Ascii.isBlank(cursor.byte(after: 1)))
            if stops {
                cursor = before
                return text
            }
            text += breaks == 1 ? " " : String(repeating: "\n", count: breaks - 1)
        }
    }

    /// White space and comments between brackets, where indentation has no meaning.
    private mutating func skipInFlow(opened: PlanPosition) throws(ReadingError) {
        while !cursor.isAtEnd {
            switch cursor.current {
            case Ascii.space, Ascii.tab: cursor.skipSpaces()
            case Ascii.newline: cursor.advance()
            case Ascii.hash where isComment(): skipComment()
            default:
                if cursor.indent == 0, isDocumentMarker { throw unclosed(opened) }
                return
            }
        }
        throw unclosed(opened)
    }

    private func unclosed(_ opened: PlanPosition) -> ReadingError {
        ReadingError(
            code: .syntax, position: opened, message: "this bracket is never closed",
            hint: "Add the closing bracket, or put the text in quotes if no list or mapping is meant.")
    }
}

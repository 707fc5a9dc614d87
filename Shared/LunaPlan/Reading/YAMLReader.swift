/// Reads the part of YAML 1.2.2 that plans are written in, keeping the position of everything.
///
/// Why not libyaml: it implements YAML 1.1, its Swift wrapper loads Foundation, and it stops at the first duplicate key,
/// where we go on. Plans need block and flow collections, the five scalar styles and comments. What they do not need and
/// what makes YAML dangerous (anchors, aliases, tags, merge keys, complex keys, directives, several documents) is refused with
/// its place and a way out. Cost: one pass, linear in the input; memory bounded by ``PlanLimits``.
struct YAMLReader {
    var cursor: SourceCursor
    let limits: PlanLimits
    var nodeCount = 0
    var depth = 0
    /// Faults that do not stop reading: duplicate keys.
    var problems: [PlanProblem] = []

    /// - Parameter bytes: as ``SourceText/prepare(_:)`` returns them.
    init(_ bytes: [UInt8], limits: PlanLimits) {
        cursor = SourceCursor(bytes)
        self.limits = limits
    }

    /// The root of the one document, `nil` if there is none.
    mutating func read() throws(ReadingError) -> PlanNode? {
        try skipToContent()
        if cursor.current == UInt8(ascii: "%"), cursor.indent == 0 {
            throw fail("directives ('%…') are not supported", "Remove the line; plans are always YAML 1.2.")
        }
        if isMarker(Ascii.dash) {
            cursor.advance(by: 3)
            try skipToContent()
        }
        if cursor.isAtEnd || isMarker(UInt8(ascii: ".")) { return nil }
        let root = try block(parentIndent: -1)
        try skipToContent()
        if isMarker(UInt8(ascii: ".")) {
            cursor.advance(by: 3)
            try skipToContent()
        }
        if isMarker(Ascii.dash) {
            throw fail(
                "a second document starts here", "A file holds one plan: put the other one into a file of its own.")
        }
        if !cursor.isAtEnd {
            throw fail("unexpected text after the plan", "Check the indentation: it must match the keys above.")
        }
        return root
    }

    // MARK: - Structure

    /// A value that stands at the cursor, more indented than `parentIndent`.
    mutating func block(parentIndent: Int) throws(ReadingError) -> PlanNode {
        let indent = cursor.indent
        if isBlockEntry() { return try blockSequence(indent: indent) }
        switch cursor.current {
        case UInt8(ascii: "|"), UInt8(ascii: ">"): return try blockScalar(parentIndent: parentIndent)
        case Ascii.openBrace, Ascii.openBracket:
            let node = try flow()
            try endOfLine(after: "the closing bracket")
            return node
        default: break
        }
        if let key = try mappingKey() { return try blockMapping(indent: indent, first: key) }
        return try inlineScalar(parentIndent: parentIndent)
    }

    private mutating func blockSequence(indent: Int) throws(ReadingError) -> PlanNode {
        let start = try enter()
        var items: [PlanNode] = []
        while cursor.indent == indent, isBlockEntry() {
            cursor.advance(by: 1)
            items.append(try entryValue(indent: indent, allowSequenceAtIndent: false))
            try skipToContent()
        }
        try leave(indent: indent, what: "list")
        return PlanNode(content: .sequence(items), position: start)
    }

    private mutating func blockMapping(
        indent: Int, first: (text: String, position: PlanPosition)
    ) throws(ReadingError) -> PlanNode {
        let start = try enter(at: first.position)
        var entries: [PlanEntry] = []
        var seen: [String: PlanPosition] = [:]
        var key = first
        while true {
            note(key, in: &seen)
            let value = try entryValue(indent: indent, allowSequenceAtIndent: true)
            entries.append(PlanEntry(key: key.text, keyPosition: key.position, value: value))
            try skipToContent()
            guard cursor.indent == indent, !cursor.isAtEnd, !isDocumentMarker, !isBlockEntry() else { break }
            guard let next = try mappingKey() else {
                throw fail(
                    "expected 'key: value' here",
                    "Put a colon and a space after the key, or indent the text to continue the value above.")
            }
            key = next
        }
        try leave(indent: indent, what: "mapping")
        return PlanNode(content: .mapping(entries), position: start)
    }

    /// What follows `key:` or `-`: on the same line, on the following more indented lines, or nothing.
    private mutating func entryValue(indent: Int, allowSequenceAtIndent: Bool) throws(ReadingError) -> PlanNode {
        let place = cursor.position()
        cursor.skipSpaces()
        let isRestOfLineEmpty = cursor.isAtEnd || cursor.current == Ascii.newline || isComment()
        if isRestOfLineEmpty {
            try skipToContent()
            let isList = allowSequenceAtIndent && cursor.indent == indent && isBlockEntry()
            if cursor.isAtEnd || isDocumentMarker || (cursor.indent <= indent && !isList) { return try null(at: place) }
            return try block(parentIndent: isList ? indent - 1 : indent)
        }
        // A list or mapping may start on the line of a dash, but not on the line of a key.
        if !allowSequenceAtIndent { return try block(parentIndent: indent) }
        if isBlockEntry() {
            throw fail("a list cannot start on the line of its key", "Put the '-' on the next line, indented.")
        }
        switch cursor.current {
        case UInt8(ascii: "|"), UInt8(ascii: ">"): return try blockScalar(parentIndent: indent)
        case Ascii.openBrace, Ascii.openBracket:
            let node = try flow()
            try endOfLine(after: "the closing bracket")
            return node
        default:
            return try inlineScalar(parentIndent: indent)
        }
    }

    private mutating func inlineScalar(parentIndent: Int) throws(ReadingError) -> PlanNode {
        let start = try count()
        switch cursor.current {
        case Ascii.quote, Ascii.apostrophe:
            let text = try quoted()
            try endOfLine(after: "the closing quote")
            return PlanNode(content: .scalar(PlanScalar(text: text, isPlain: false)), position: start)
        default:
            let text = try plainInBlock(parentIndent: parentIndent)
            return PlanNode(content: .scalar(PlanScalar(text: text, isPlain: true)), position: start)
        }
    }

    mutating func null(at position: PlanPosition) throws(ReadingError) -> PlanNode {
        _ = try count()
        return PlanNode(content: .scalar(PlanScalar(text: "", isPlain: true)), position: position)
    }

    // MARK: - Keys

    /// The key at the cursor with its colon passed, or `nil` (cursor unmoved) if this line is no `key: value`.
    private mutating func mappingKey() throws(ReadingError) -> (text: String, position: PlanPosition)? {
        let before = cursor
        let position = cursor.position()
        if cursor.current == Ascii.question, Ascii.isBlank(cursor.byte(after: 1)) {
            throw fail("complex keys ('? ') are not supported", "Write 'key: value'.")
        }
        let text: String
        if cursor.current == Ascii.quote || cursor.current == Ascii.apostrophe {
            text = try quoted()
            let line = before.line
            cursor.skipSpaces()
            guard cursor.line == line, cursor.current == Ascii.colon, Ascii.isBlank(cursor.byte(after: 1)) else {
                cursor = before
                return nil
            }
        } else {
            guard let end = plainKeyEnd() else { return nil }
            try refuseIndicator()
            let start = cursor.offset
            var last = end
            while last > start, cursor.bytes[last - 1] == Ascii.space || cursor.bytes[last - 1] == Ascii.tab {
                last -= 1
            }
            text = cursor.text(from: start, to: last)
            cursor.advance(by: end - start)
        }
        try refuseMerge(text, at: position)
        cursor.advance(by: 1)
        return (text, position)
    }

    func refuseMerge(_ key: String, at position: PlanPosition) throws(ReadingError) {
        if key == "<<" {
            throw ReadingError(
                code: .syntax, position: position, message: "merge keys ('<<') are not supported",
                hint: "Write the keys out.")
        }
    }

    /// Offset of the colon that ends a plain key on this line, if there is one.
    private func plainKeyEnd() -> Int? {
        var index = cursor.offset
        let bytes = cursor.bytes
        while index < bytes.count, bytes[index] != Ascii.newline {
            let byte = bytes[index]
            let next = index + 1 < bytes.count ? bytes[index + 1] : 0
            if byte == Ascii.colon, Ascii.isBlank(next) { return index }
            if byte == Ascii.hash, index > cursor.offset, Ascii.isBlank(bytes[index - 1]) { return nil }
            index += 1
        }
        return nil
    }

    mutating func note(_ key: (text: String, position: PlanPosition), in seen: inout [String: PlanPosition]) {
        guard let first = seen.updateValue(key.position, forKey: key.text) else { return }
        seen[key.text] = first
        guard problems.count < limits.maximumProblems else { return }
        problems.append(
            PlanProblem(
                .duplicateKey, path: key.text, at: key.position,
                "the key '\(key.text.clipped)' is already used in this mapping (line \(first.line))",
                "Remove one of the two."))
    }

    // MARK: - Bookkeeping

    /// Counts a node; its position.
    @discardableResult
    mutating func count() throws(ReadingError) -> PlanPosition {
        nodeCount += 1
        let position = cursor.position()
        guard nodeCount <= limits.maximumNodes else {
            throw ReadingError(
                code: .limit, position: position, message: "the plan has more than \(limits.maximumNodes) values",
                hint: "Split it into several plans.")
        }
        return position
    }

    mutating func enter(at position: PlanPosition? = nil) throws(ReadingError) -> PlanPosition {
        let here = try count()
        depth += 1
        guard depth <= limits.maximumDepth else {
            throw ReadingError(
                code: .limit, position: here, message: "more than \(limits.maximumDepth) levels of nesting",
                hint: "A plan needs fewer than ten: check the brackets.")
        }
        return position ?? here
    }

    private mutating func leave(indent: Int, what: String) throws(ReadingError) {
        depth -= 1
        if !cursor.isAtEnd, !isDocumentMarker, cursor.indent > indent {
            throw fail(
                "this line is indented deeper than the \(what) it continues",
                "Align it with column \(indent + 1), or indent it under a key.")
        }
    }

    mutating func fail(_ message: String, _ hint: String) -> ReadingError {
        ReadingError(code: .syntax, position: cursor.position(), message: message, hint: hint)
    }
}

/// Turns text of a plan into text that is safe inside Python source.
///
/// Plans are untrusted: a description may hold quotes, backslashes, newlines, braces or invisible characters.
enum PythonText {
    /// Columns that generated lines may use.
    static let lineLength = 100

    /// A string literal, quoted as `ruff format` would quote it.
    static func literal(_ text: String) -> String {
        var doubles = 0
        var singles = 0
        for scalar in text.unicodeScalars {
            if scalar == "\"" { doubles += 1 }
            if scalar == "'" { singles += 1 }
        }
        let quote: Unicode.Scalar = doubles > singles ? "'" : "\""
        var out = String(quote)
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\\": out += "\\\\"
            case "\n": out += "\\n"
            case "\r": out += "\\r"
            case "\t": out += "\\t"
            case quote: out += "\\" + String(scalar)
            case _ where isVisible(scalar): out.unicodeScalars.append(scalar)
            default: out += escape(scalar)
            }
        }
        return out + String(quote)
    }

    /// A literal for a long text: split into several adjacent literals inside parentheses when it does not fit.
    ///
    /// - Parameters:
    ///   - indent: spaces before the line.
    ///   - used: columns that the line needs beside the literal.
    static func wrappedLiteral(_ text: String, indent: Int, used: Int) -> String {
        let single = literal(text)
        if indent + used + width(single) <= lineLength { return single }
        let room = lineLength - indent - 4
        var chunks: [String] = []
        var current = ""
        for word in splitKeepingSpaces(text) {
            if !current.isEmpty, width(literal(current + word)) > room {
                chunks.append(current)
                current = ""
            }
            var rest = word
            while width(literal(rest)) > room {
                var head = String.UnicodeScalarView()
                var tail = rest.unicodeScalars[...]
                while let next = tail.first, width(literal(String(head) + String(next))) <= room {
                    head.append(next)
                    tail = tail.dropFirst()
                }
                chunks.append(String(head))
                rest = String(String.UnicodeScalarView(tail))
            }
            current += rest
        }
        if !current.isEmpty { chunks.append(current) }
        let pad = String(repeating: " ", count: indent)
        return "(\n" + chunks.map { pad + "    " + literal($0) + "\n" }.joined() + pad + ")"
    }

    /// A docstring (with its quotes) of one or more paragraphs; the first line of the result is not indented.
    ///
    /// - Parameter indent: spaces before the docstring.
    static func docstring(_ paragraphs: String..., indent: Int = 0) -> String {
        docstring(paragraphs, indent: indent)
    }

    static func docstring(_ paragraphs: [String], indent: Int = 0) -> String {
        let pad = String(repeating: " ", count: indent)
        let cleaned = paragraphs.map(sentence).filter { !$0.isEmpty }.map(escapeForDocstring)
        guard let first = cleaned.first else { return "\"\"\"Generated.\"\"\"" }
        let lead = first.hasPrefix("\"") ? " " : ""
        if cleaned.count == 1, indent + 6 + width(lead + first) <= lineLength {
            return "\"\"\"" + lead + first + "\"\"\""
        }
        var blocks: [String] = []
        for (index, paragraph) in cleaned.enumerated() {
            let offset = index == 0 ? 3 : 0
            let lines = wrap(
                paragraph, width: lineLength - indent, firstWidth: lineLength - indent - offset - lead.count)
            blocks.append(lines.joined(separator: "\n" + pad))
        }
        return "\"\"\"" + lead + blocks.joined(separator: "\n\n" + pad) + "\n" + pad + "\"\"\""
    }

    /// One line of plain prose: whitespace collapsed, invisible characters gone, ending in punctuation.
    static func sentence(_ text: String) -> String {
        let flat = plain(text)
        guard let last = flat.last else { return "" }
        return ".!?".contains(last) ? flat : flat + "."
    }

    /// One line: whitespace collapsed, invisible characters gone.
    static func plain(_ text: String) -> String {
        var out = String.UnicodeScalarView()
        for scalar in text.unicodeScalars {
            if scalar.properties.isWhitespace || !isVisible(scalar) {
                if let last = out.last, last != " " { out.append(" ") }
            } else {
                out.append(scalar)
            }
        }
        while out.last == " " { out.removeLast() }
        return String(out)
    }

    /// Breaks a line of prose into lines no wider than `width`; over-long words are cut.
    static func wrap(_ text: String, width limit: Int, firstWidth: Int? = nil) -> [String] {
        var lines: [String] = []
        var current = ""
        func room() -> Int { lines.isEmpty ? (firstWidth ?? limit) : limit }
        for word in text.split(separator: " ").map(String.init) {
            if current.isEmpty {
                current = word
            } else if width(current) + 1 + width(word) <= room() {
                current += " " + word
            } else {
                lines.append(current)
                current = word
            }
            while width(current) > room() {
                var head = String.UnicodeScalarView()
                var tail = current.unicodeScalars[...]
                while let next = tail.first, width(String(head)) + 2 <= room() {
                    head.append(next)
                    tail = tail.dropFirst()
                }
                // An escape must not be torn apart.
                if head.last == "\\", let next = tail.first {
                    head.append(next)
                    tail = tail.dropFirst()
                }
                lines.append(String(head))
                current = String(String.UnicodeScalarView(tail))
            }
        }
        if !current.isEmpty { lines.append(current) }
        return lines
    }

    /// Columns that a text takes; East Asian wide characters and emoji take two.
    static func width(_ text: String) -> Int {
        text.unicodeScalars.reduce(0) { $0 + (isWide($1) ? 2 : 1) }
    }

    private static func escapeForDocstring(_ text: String) -> String {
        var out = ""
        var quotes = 0
        for scalar in text.unicodeScalars {
            quotes = scalar == "\"" ? quotes + 1 : 0
            if scalar == "\\" {
                out += "\\\\"
            } else if quotes == 3 {
                out += "\\\""
                quotes = 0
            } else {
                out.unicodeScalars.append(scalar)
            }
        }
        return out
    }

    private static func splitKeepingSpaces(_ text: String) -> [String] {
        var words: [String] = []
        var current = String.UnicodeScalarView()
        for scalar in text.unicodeScalars {
            current.append(scalar)
            if scalar == " " {
                words.append(String(current))
                current = String.UnicodeScalarView()
            }
        }
        if !current.isEmpty { words.append(String(current)) }
        return words
    }

    private static func escape(_ scalar: Unicode.Scalar) -> String {
        let hex = String(scalar.value, radix: 16)
        func padded(_ count: Int) -> String { String(repeating: "0", count: max(0, count - hex.count)) + hex }
        if scalar.value < 0x100 { return "\\x" + padded(2) }
        if scalar.value < 0x10000 { return "\\u" + padded(4) }
        return "\\U" + padded(8)
    }

    /// Whether a reader sees the character: no control, format (bidirectional overrides), private or unassigned ones.
    static func isVisible(_ scalar: Unicode.Scalar) -> Bool {
        if scalar == " " { return true }
        switch scalar.properties.generalCategory {
        case .control, .format, .surrogate, .privateUse, .unassigned, .lineSeparator, .paragraphSeparator,
            .spaceSeparator:
            return false
        default: return true
        }
    }

    private static func isWide(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.value {
        case 0x1100...0x115F, 0x2E80...0xA4CF, 0xAC00...0xD7A3, 0xF900...0xFAFF, 0xFE30...0xFE6F, 0xFF00...0xFF60,
            0xFFE0...0xFFE6, 0x1F000...0x1FAFF, 0x20000...0x3FFFD:
            true
        default: scalar.properties.isEmojiPresentation
        }
    }
}

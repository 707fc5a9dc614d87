/// Breaks over-long lines of generated Python the way `ruff format` does.
///
/// Templates write every statement on one line and leave the layout to this pass. It splits at the last bracket pair
/// of a line (at the parameters in a `def`), keeps the contents on one line when they fit, and puts one element per
/// line with a trailing comma otherwise. Docstrings and lines with unbalanced brackets are left alone.
enum PythonFormatter {
    static func format(_ source: String) -> String {
        var out: [String] = []
        var insideTripleQuotes = false
        for line in source.split(separator: "\n", omittingEmptySubsequences: false).map(String.init) {
            let quotes = tripleQuotes(in: line, inside: insideTripleQuotes)
            if insideTripleQuotes {
                out.append(line)
                if quotes % 2 == 1 { insideTripleQuotes = false }
                continue
            }
            if quotes % 2 == 1 { insideTripleQuotes = true }
            if quotes > 0 || PythonText.width(line) <= PythonText.lineLength {
                out.append(line)
            } else {
                let indent = line.prefix { $0 == " " }.count
                // A long name can leave a line that nothing can break.
                out += split(String(line.dropFirst(indent)), indent: indent).map {
                    PythonText.width($0) <= PythonText.lineLength ? $0 : $0 + "  # noqa: E501"
                }
            }
        }
        while out.last?.isEmpty == true { out.removeLast() }
        return spaced(out).joined(separator: "\n") + "\n"
    }

    /// At most two blank lines in a row; two before a definition, one after the imports otherwise.
    private static func spaced(_ lines: [String]) -> [String] {
        var out: [String] = []
        var blanks = 0
        var lastCode = ""
        for line in lines {
            if line.isEmpty {
                blanks += 1
                continue
            }
            let wasImport =
                lastCode.hasPrefix("from ") || lastCode.hasPrefix("import ") || (lastCode == ")" && isAfterImport(out))
            let isImport = line.hasPrefix("from ") || line.hasPrefix("import ")
            let isDefinition =
                line.hasPrefix("def ") || line.hasPrefix("async def ") || line.hasPrefix("class ")
                || line.hasPrefix("@")
            if isDefinition, blanks > 0 {
                blanks = 2
            } else if wasImport, !isImport, blanks > 0 {
                blanks = 1
            }
            out += Array(repeating: "", count: min(blanks, 2)) + [line]
            blanks = 0
            lastCode = line
        }
        return out
    }

    /// Whether the bracket that the last line closes belongs to an import.
    private static func isAfterImport(_ lines: [String]) -> Bool {
        lines.dropLast().last { !$0.hasPrefix(" ") }?.hasPrefix("from ") ?? false
    }

    /// How often docstring quotes open or close in a line; those inside other literals do not count.
    private static func tripleQuotes(in line: String, inside: Bool) -> Int {
        let scalars = Array(line.unicodeScalars)
        var count = 0
        var isInside = inside
        var quote: Unicode.Scalar?
        var index = 0
        while index < scalars.count {
            let scalar = scalars[index]
            let isTriple =
                scalar == "\"" && index + 2 < scalars.count && scalars[index + 1] == "\"" && scalars[index + 2] == "\""
            if scalar == "\\" {
                index += 1
            } else if isTriple, quote == nil {
                count += 1
                isInside.toggle()
                index += 2
            } else if !isInside {
                if let open = quote {
                    if scalar == open { quote = nil }
                } else if scalar == "#" {
                    return count
                } else if scalar == "\"" || scalar == "'" {
                    quote = scalar
                }
            }
            index += 1
        }
        return count
    }

    private struct Pair {
        var open: Int
        var close: Int
    }

    private static func split(_ code: String, indent: Int) -> [String] {
        let pad = String(repeating: " ", count: indent)
        if PythonText.width(code) + indent <= PythonText.lineLength { return [pad + code] }
        let scalars = Array(code.unicodeScalars)
        if code.hasPrefix("from "), let range = keyword(" import ", in: code) {
            let members = code[range.upperBound...].split(separator: ",").map { String($0.drop { $0 == " " }) }
            return [pad + String(code[..<range.upperBound]) + "("] + members.map { pad + "    " + $0 + "," } + [
                pad + ")"
            ]
        }
        guard let pairs = topLevelPairs(scalars), !pairs.isEmpty else { return [pad + code] }
        let isDefinition = code.hasPrefix("def ") || code.hasPrefix("async def ")
        // An empty pair cannot be split, the one before it can.
        let candidates = pairs.filter { $0.close > $0.open + 1 }
        guard let pair = isDefinition ? candidates.first : candidates.last else { return [pad + code] }
        let head = text(scalars[...pair.open])
        let body = text(scalars[(pair.open + 1)..<pair.close])
        let tail = text(scalars[pair.close...])
        let inner = indent + 4
        let innerPad = String(repeating: " ", count: inner)
        let elements = commaSeparated(body)
        let oneLine = elements.joined(separator: ", ")
        let isComprehension = elements.count == 1 && oneLine.contains(" for ")
        if !isLiteral(scalars, at: pair.open) || isComprehension,
            PythonText.width(oneLine) + inner <= PythonText.lineLength
        {
            return [pad + head, innerPad + oneLine, pad + tail]
        }
        let comma =
            elements.count == 1
                && (elements[0].hasPrefix("*") || isComprehension
                    || head.hasSuffix("[") && !isLiteral(scalars, at: pair.open))
            ? "" : ","
        return [pad + head] + elements.flatMap { split($0 + comma, indent: inner) } + [pad + tail]
    }

    private static func text(_ scalars: ArraySlice<Unicode.Scalar>) -> String {
        String(String.UnicodeScalarView(scalars))
    }

    private static func keyword(_ word: String, in code: String) -> Range<String.Index>? {
        var index = code.startIndex
        while index < code.endIndex {
            if code[index...].hasPrefix(word) { return index..<code.index(index, offsetBy: word.count) }
            index = code.index(after: index)
        }
        return nil
    }

    /// Whether the bracket starts a list, tuple, set or dict rather than a call, parameters or a subscript.
    private static func isLiteral(_ scalars: [Unicode.Scalar], at open: Int) -> Bool {
        guard open > 0 else { return true }
        let before = scalars[open - 1]
        return
            !(before == "_" || before == ")" || before == "]" || before == "\"" || before.properties.isAlphabetic
            || ("0"..."9").contains(before))
    }

    /// Positions of outermost bracket pairs; nil when brackets do not balance.
    private static func topLevelPairs(_ scalars: [Unicode.Scalar]) -> [Pair]? {
        var pairs: [Pair] = []
        var stack: [Int] = []
        var quote: Unicode.Scalar?
        var index = 0
        while index < scalars.count {
            let scalar = scalars[index]
            if let current = quote {
                if scalar == "\\" { index += 1 } else if scalar == current { quote = nil }
            } else {
                switch scalar {
                case "\"", "'": quote = scalar
                case "#": return pairs.isEmpty ? nil : pairs
                case "(", "[", "{": stack.append(index)
                case ")", "]", "}":
                    guard let open = stack.popLast() else { return nil }
                    if stack.isEmpty { pairs.append(Pair(open: open, close: index)) }
                default: break
                }
            }
            index += 1
        }
        return stack.isEmpty && quote == nil ? pairs : nil
    }

    private static func commaSeparated(_ body: String) -> [String] {
        var parts: [String] = []
        var current = String.UnicodeScalarView()
        var depth = 0
        var quote: Unicode.Scalar?
        var escaped = false
        for scalar in body.unicodeScalars {
            if let open = quote {
                if escaped {
                    escaped = false
                } else if scalar == "\\" {
                    escaped = true
                } else if scalar == open {
                    quote = nil
                }
            } else {
                switch scalar {
                case "\"", "'": quote = scalar
                case "(", "[", "{": depth += 1
                case ")", "]", "}": depth -= 1
                case "," where depth == 0:
                    parts.append(String(current))
                    current = String.UnicodeScalarView()
                    continue
                default: break
                }
            }
            current.append(scalar)
        }
        parts.append(String(current))
        return parts.map { String($0.drop { $0 == " " }) }.filter { !$0.isEmpty }
    }
}

/// Values whose name stands at the head of their column: `INSERT INTO t (a, password) VALUES (…)`, and tables with a line of
/// names (RFC 4180 and its relatives with `;`, tabs and `|`).
extension Scan {
    private enum Column {
        case secret(PrivacyType)
        case birth, passport, phone, person, ssn
    }

    private static let valuesHash = WordHash.of(Array("values".utf8))

    // MARK: SQL

    /// At `VALUES`: the names in the brackets before it say what the literals in those after it are.
    mutating func inserted(_ word: Word) {
        guard word.hash == Self.valuesHash, word.start >= callEnd else { return }
        var close = word.start - 1
        while close > 0, word.start - close < 8, text[close] <= 0x20 { close -= 1 }
        guard close > 0, text[close] == 0x29 else { return }
        var open = close - 1
        while open > 0, close - open < 1024, text[open] != 0x28, text[open] != 0x29 { open -= 1 }
        guard text[open] == 0x28 else { return }
        var names: [Column?] = []
        var at = open + 1
        while at <= close {
            var end = at
            while end < close, text[end] != 0x2C { end += 1 }
            names.append(column(at, end))
            at = end + 1
        }
        callEnd = max(callEnd, word.end)
        guard names.count <= 64, names.contains(where: { $0 != nil }) else { return }
        at = text.skipWhitespace(word.end, limit: 16)
        while text[at] == 0x28, let next = tuple(at + 1, names) {
            at = text.skipWhitespace(next, limit: 16)
            guard text[at] == 0x2C else { break }
            at = text.skipWhitespace(at + 1, limit: 16)
        }
        callEnd = max(callEnd, at)
    }

    /// One row in brackets; returns where it ends.
    private mutating func tuple(_ index: Int, _ names: [Column?]) -> Int? {
        var at = index
        // What was read for nothing is not read again by the next statement.
        defer { callEnd = max(callEnd, at) }
        for name in names {
            at = text.skipWhitespace(at, limit: 16)
            if text[at] | 0x20 == 0x65 || text[at] | 0x20 == 0x6E, text[at + 1] == 0x27 { at += 1 }
            if text[at] == 0x27 || text[at] == 0x22 {
                let quote = text[at]
                let start = at + 1
                at = start
                while at - start < 8192, text[at] != 0, text[at] != quote || text[at + 1] == quote {
                    at += text[at] == quote || text[at] == 0x5C ? 2 : 1
                }
                guard text[at] == quote else { return nil }
                if let name { judge(name, start, at) }
                at += 1
            }
            var depth = 0
            let first = at
            while at < text.count, at - first < 4096, depth > 0 || text[at] != 0x2C && text[at] != 0x29 {
                if text[at] == 0x28 { depth += 1 }
                if text[at] == 0x29 { depth -= 1 }
                if text[at] == 0x27 || text[at] == 0x3B { return nil }
                at += 1
            }
            guard text[at] == 0x2C || text[at] == 0x29 else { return nil }
            if text[at] == 0x29 { return at + 1 }
            at += 1
        }
        return nil
    }

    // MARK: Tables

    /// At the first word of a line that is followed by a delimiter: when the line is one of names, and some of them promise
    /// something, the same columns of the lines after it are judged. Each line belongs to one table at most.
    mutating func table(_ word: Word) {
        guard word.start >= tableEnd,
            word.start == 0 || Byte.isLineEnd(text[word.start - 1])
                || Byte.isQuote(text[word.start - 1]) && (word.start == 1 || Byte.isLineEnd(text[word.start - 2]))
        else { return }
        let lineStart = Byte.isQuote(text[word.start - 1]) ? word.start - 1 : word.start
        var head = word.end
        while head - word.start < 32,
            Byte.isWord(text[head]) || text[head] == 0x20 || text[head] == 0x2D || Byte.isQuote(text[head])
        {
            head += 1
        }
        let delimiter = text[head]
        guard delimiter == 0x2C || delimiter == 0x3B || delimiter == 0x09 || delimiter == 0x7C else { return }
        var names: [Column?] = []
        var at = lineStart
        while names.count < 64 {
            let end = cellEnd(at, delimiter)
            guard end - at <= 32, end > at, isHeading(at, end) else {
                tableEnd = max(tableEnd, end)
                return
            }
            names.append(column(at, end))
            at = end
            if text[at] != delimiter { break }
            at += 1
        }
        tableEnd = at
        guard names.count >= 2, names.contains(where: { $0 != nil }) else { return }
        while let row = rowEnd(at, delimiter, names.count) {
            var start = row.start
            for name in names {
                let end = cellEnd(start, delimiter)
                if let name {
                    var (first, last) = (start, end)
                    while first < last, text[first] == 0x20 { first += 1 }
                    while last > first, text[last - 1] == 0x20 { last -= 1 }
                    if last - first >= 2, Byte.isQuote(text[first]), text[last - 1] == text[first] {
                        first += 1
                        last -= 1
                    }
                    judge(name, first, last)
                }
                start = end + 1
            }
            at = row.end
        }
        tableEnd = max(tableEnd, at)
    }

    /// The next line when it has as many cells as the head.
    private func rowEnd(_ index: Int, _ delimiter: UInt8, _ count: Int) -> (start: Int, end: Int)? {
        var start = index
        if text[start] == 0x0D { start += 1 }
        guard text[start] == 0x0A else { return nil }
        start += 1
        var at = start
        var cells = 1
        while at - start < 4096, !Byte.isLineEnd(text[at]) {
            at = cellEnd(at, delimiter)
            guard text[at] == delimiter else { break }
            cells += 1
            at += 1
        }
        return cells == count && at > start && Byte.isLineEnd(text[at]) ? (start, at) : nil
    }

    private func cellEnd(_ index: Int, _ delimiter: UInt8) -> Int {
        var at = index
        let quote = text[index]
        if quote == 0x22 || quote == 0x27 {
            at += 1
            while at - index < 1024, text[at] != quote, !Byte.isLineEnd(text[at]) { at += 1 }
            if text[at] == quote, text[at + 1] == delimiter || Byte.isLineEnd(text[at + 1]) { return at + 1 }
            at = index
        }
        while at - index < 1024, text[at] != delimiter, !Byte.isLineEnd(text[at]) { at += 1 }
        return at
    }

    /// Up to three words of letters, digits, `_` and `-`.
    private func isHeading(_ start: Int, _ end: Int) -> Bool {
        var spaces = 0
        var letters = 0
        for index in start..<end {
            let byte = text[index]
            if Byte.isLetter(byte) || byte >= 0x80 {
                letters += 1
            } else if byte == 0x20 {
                spaces += 1
            } else if !Byte.isWord(byte), byte != 0x2D, !Byte.isQuote(byte) {
                return false
            }
        }
        return letters >= 2 && spaces <= 3
    }

    // MARK: Both

    /// What a column of that name holds.
    private func column(_ start: Int, _ end: Int) -> Column? {
        var at = start
        var last: Word?
        var flags: WordFlags = []
        while at < end {
            let word = readWord(at: at, limit: end - at)
            guard word.end > at else {
                at += 1
                continue
            }
            last = word
            flags.formUnion(word.flags.union(parts(of: word)))
            at = word.end
        }
        guard let last else { return nil }
        if let type = secretKind(last) { return .secret(type) }
        if flags.contains(.birth) { return .birth }
        if flags.contains(.passport) { return .passport }
        if flags.contains(.phone) { return .phone }
        if flags.contains(.ssn) { return .ssn }
        if flags.contains(.nameLabel) || flags.contains(.weakNameLabel) && last.flags.contains(.weakNameLabel) {
            return .person
        }
        return nil
    }

    private mutating func judge(_ column: Column, _ start: Int, _ end: Int) {
        guard end > start else { return }
        switch column {
        case .secret(let type):
            if type == .password, !hasDigitAndLetter(start, end), !contains(0x21, start, end), end - start < 6 {
                return
            }
            judge(type, start, end, .quoted)
        case .birth:
            if wholeDate(start) == end { add(start, end, .dateOfBirth, .certain, .context) }
        case .passport:
            if isPassportNumber(start, end) { add(start, end, .passport, .likely, .context) }
        case .ssn:
            if end - start == 9, (start..<end).allSatisfy({ Byte.isDigit(text[$0]) }), text[start] != 0x39,
                !text.has("000", at: start), !text.has("666", at: start)
            {
                add(start, end, .usSSN, .likely, .context)
            }
        case .phone:
            var digits = 0
            for index in start..<end {
                if Byte.isDigit(text[index]) {
                    digits += 1
                } else if ![0x20, 0x2B, 0x2D, 0x2E, 0x2F, 0x28, 0x29].contains(text[index]) {
                    return
                }
            }
            if (8...15).contains(digits), end - start <= 24 { add(start, end, .phone, .likely, .context) }
        case .person:
            if isWholeName(start, end) { add(start, end, .person, .likely, .context) }
        }
    }

    /// Two to four words that begin with capitals, of which one is a known name.
    private func isWholeName(_ start: Int, _ end: Int) -> Bool {
        var at = start
        var words = 0
        var known = false
        while at < end {
            let word = readWord(at: at, limit: end - at)
            guard word.end > at, word.isPlain else { return false }
            if word.startsUpper {
                words += 1
                if word.flags.contains(.notName) || word.flags.contains(.street) { return false }
                known = known || word.flags.contains(.given) || word.flags.contains(.surname)
            } else if !word.flags.contains(.particle) {
                return false
            }
            at = word.end
            if at < end, text[at] == 0x20 || text[at] == 0x2D || text[at] == 0x27 { at += 1 }
        }
        return (2...4).contains(words) && known
    }
}

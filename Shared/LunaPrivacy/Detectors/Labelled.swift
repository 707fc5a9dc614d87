/// Values that only a label makes recognisable: birth dates and passport numbers.
extension Scan {
    /// A labelled value that starts with a word: `March 12, 1985`, `C01X00T47`.
    mutating func labelledNumber(_ word: Word) {
        if word.flags.contains(.month), near(.birth, word.start, 64), !word.flags.contains(.birth),
            word.start >= numberEnd
        {
            let end = monthFirst(word)
            if end > word.start {
                foundBirth(word.start, end)
            } else if let range = spelledDate(word), range.lowerBound >= numberEnd {
                foundBirth(range.lowerBound, range.upperBound)
            }
        }
        // "Passport control at gate B22041234" is about no passport.
        if previous.flags.contains(.passport), word.start - previous.end <= 2, Self.places.contains(word.hash) {
            lastSeen[WordFlags.passport.rawValue.trailingZeroBitCount] = Int.min / 2
        }
        if near(.passport, word.start, 48), !word.flags.contains(.passport), word.start >= numberEnd {
            _ = passport(at: word.start)
        }
    }

    private static let places: Set<UInt64> = Set(
        [
            "control", "controls", "checks", "office", "officer", "booth", "gate", "desk", "lane", "agency", "queue",
            "scanner",
            "photo", "photos", "renewal", "strategy", "local",
        ].map { WordHash.of(Array($0.utf8)) })

    private mutating func foundBirth(_ start: Int, _ end: Int) {
        guard !near(.issue, start, start - lastSeen[WordFlags.birth.rawValue.trailingZeroBitCount]) else { return }
        lastSeen[WordFlags.birth.rawValue.trailingZeroBitCount] = Int.min / 2
        numberEnd = end
        add(start, end, .dateOfBirth, .certain, .context)
    }

    mutating func birthDate(at index: Int) -> Int {
        let end = dateEnd(index)
        guard end > index, !text.wordAt(end) || text[end] | 0x20 == 0x74 else { return index }
        foundBirth(index, end)
        return numberEnd == end ? end : index
    }

    /// The end of a date at `index`, in whatever form; `index` when there is none.
    func wholeDate(_ index: Int) -> Int {
        if Byte.isDigit(text[index]) { return dateEnd(index) }
        let word = readWord(at: index, limit: 24)
        return word.flags.contains(.month) ? monthFirst(word) : index
    }

    /// Whether a whole field has the form of a passport's number.
    func isPassportNumber(_ start: Int, _ end: Int) -> Bool {
        var digits = 0
        var letters = 0
        for index in start..<end {
            if Byte.isDigit(text[index]) {
                digits += 1
            } else if Byte.isUpper(text[index]) {
                letters += 1
            } else {
                return false
            }
        }
        return isPassport(digits, letters, 0)
    }

    private func readNumber(_ index: Int, _ limit: Int) -> (value: Int, end: Int) {
        var value = 0
        var at = index
        while at - index < limit, Byte.isDigit(text[at]) {
            value = value * 10 + Int(text[at] - 0x30)
            at += 1
        }
        return (value, at)
    }

    private func isYear(_ value: Int) -> Bool { (1880...2035).contains(value) }

    /// End of a date that starts with a digit at `index`: numeric in any order and separator, compact, or with the
    /// month
    /// as a word. `index` when there is none.
    private func dateEnd(_ index: Int) -> Int {
        let first = readNumber(index, 8)
        let count = first.end - index
        if count == 8 {
            let (y, m, d) = (first.value / 10_000, first.value / 100 % 100, first.value % 100)
            if isYear(y), (1...12).contains(m), (1...31).contains(d) { return first.end }
            let (a, b, c) = (first.value / 1_000_000, first.value / 10_000 % 100, first.value % 10_000)
            return isYear(c) && (1...31).contains(a) && (1...31).contains(b) ? first.end : index
        }
        if count == 4, isYear(first.value) {
            guard let (second, separator) = part(first.end, 2), (1...12).contains(second.value),
                let (third, again) = part(second.end, 2), again == separator, (1...31).contains(third.value)
            else { return yearMonthWord(index, first.end) }
            return third.end
        }
        guard count <= 2, (1...31).contains(first.value) else { return index }
        if let (second, separator) = part(first.end, 2), second.end > first.end, (1...31).contains(second.value),
            let (third, again) = part(second.end, 4), again == separator
        {
            let digits = third.end - third.start
            if first.value > 12 && second.value > 12 { return index }
            if digits == 4 ? isYear(third.value) : digits == 2 { return third.end }
            return index
        }
        return dayMonthWord(index, first.end)
    }

    private struct Part {
        var value: Int
        var start: Int
        var end: Int
    }

    /// A separator and the next number of a date.
    private func part(_ index: Int, _ limit: Int) -> (Part, UInt8)? {
        var at = text.skipSpaces(index, limit: 2)
        let spaced = at > index
        var separator = text[at]
        let dash = text.dashLength(at: at)
        if separator == 0x2F || separator == 0x2E {
            at += 1
        } else if dash > 0 {
            separator = 0x2D
            at += dash
        } else if spaced {
            separator = 0x20
        } else {
            return nil
        }
        at = text.skipSpaces(at, limit: 2)
        let number = readNumber(at, limit)
        guard number.end > at, !Byte.isDigit(text[number.end]) else { return nil }
        return (Part(value: number.value, start: at, end: number.end), separator)
    }

    private func skipDateGap(_ index: Int) -> Int {
        var at = index
        while at - index < 6 {
            let space = text.spaceLength(at: at)
            if space > 0 {
                at += space
            } else if text[at] == 0x2E || text[at] == 0x2C || text[at] == 0x2D || text[at] == 0x2F {
                at += 1
            } else {
                break
            }
        }
        return at
    }

    /// `12 March 1985`, `1er janvier 1980`, `12th of March, 1985`, `12-Mar-85`, `3 de mayo de 1990`.
    private func dayMonthWord(_ index: Int, _ end: Int) -> Int {
        var at = end
        for suffix: StaticString in ["st", "nd", "rd", "th", "er", "º", "°"] where text.hasFolded(suffix, at: at) {
            at += suffix.utf8CodeUnitCount
            break
        }
        at = skipDateGap(at)
        for small: StaticString in ["of ", "de ", "di "] where text.hasFolded(small, at: at) { at += 3 }
        guard Byte.isLetter(text[at]) else { return index }
        let month = readWord(at: at, limit: 24)
        guard month.flags.contains(.month) else { return index }
        at = skipDateGap(month.end)
        for small: StaticString in ["de ", "of "] where text.hasFolded(small, at: at) { at += 3 }
        if text[at] == 0x27 { at += 1 }
        let year = readNumber(at, 4)
        let count = year.end - at
        return (count == 4 && isYear(year.value)) || count == 2 ? year.end : index
    }

    private func yearMonthWord(_ index: Int, _ end: Int) -> Int {
        let at = skipDateGap(end)
        guard Byte.isLetter(text[at]) else { return index }
        let month = readWord(at: at, limit: 24)
        guard month.flags.contains(.month) else { return index }
        let start = skipDateGap(month.end)
        let day = readNumber(start, 2)
        return day.end > start && (1...31).contains(day.value) ? day.end : index
    }

    /// `March 12th, 1985`.
    private func monthFirst(_ word: Word) -> Int {
        var at = skipDateGap(word.end)
        for small: StaticString in ["the "] where text.hasFolded(small, at: at) { at += 4 }
        let day = readNumber(at, 2)
        guard day.end > at, (1...31).contains(day.value) else { return word.start }
        at = day.end
        for suffix: StaticString in ["st", "nd", "rd", "th"] where text.hasFolded(suffix, at: at) {
            at += 2
            break
        }
        at = skipDateGap(at)
        let year = readNumber(at, 4)
        return year.end - at == 4 && isYear(year.value) ? year.end : word.start
    }

    /// The number of a passport after its label: six to ten letters and digits, most of them digits, or the nine of the
    /// German and Dutch series. One space may stand between the groups.
    mutating func passport(at index: Int) -> Int {
        guard !text.wordBefore(index), index >= numberEnd else { return index }
        let label = lastSeen[WordFlags.passport.rawValue.trailingZeroBitCount]
        if lastSeen[WordFlags.issue.rawValue.trailingZeroBitCount] > label { return index }
        var at = index
        var digits = 0
        var letters = 0
        var lower = 0
        var gaps = 0
        var lastGood = index
        while digits + letters < 13 {
            let byte = text[at]
            if Byte.isDigit(byte) {
                digits += 1
            } else if Byte.isLetter(byte) {
                letters += 1
                if Byte.isLower(byte) { lower += 1 }
            } else {
                if isPassport(digits, letters, lower), !text.wordAt(at), passportEnds(at) { lastGood = at }
                let space = text.spaceLength(at: at)
                guard space > 0, gaps < 3, digits + letters >= 1, digits + letters <= 7,
                    Byte.isDigit(text[at + space]) || Byte.isUpper(text[at + space])
                else { break }
                // A word after the number is not part of it.
                gaps += 1
                at += space
                continue
            }
            at += 1
        }
        guard lastGood > index else { return index }
        numberEnd = lastGood
        lastSeen[WordFlags.passport.rawValue.trailingZeroBitCount] = Int.min / 2
        add(index, lastGood, .passport, .likely, .context)
        return lastGood
    }

    private func passportEnds(_ end: Int) -> Bool {
        let byte = text[end]
        if byte == 0x2E || byte == 0x2F || byte == 0x2D || byte == 0x3A { return !Byte.isAlnum(text[end + 1]) }
        return byte != 0x40
    }

    private func isPassport(_ digits: Int, _ letters: Int, _ lower: Int) -> Bool {
        let total = digits + letters
        guard lower == 0 || lower == letters && letters <= 3 else { return false }
        if letters == 0 { return total >= 7 && total <= 9 }
        if total == 9 || total == 10, digits >= 2, lower == 0 { return true }
        return total >= 6 && total <= 10 && digits >= 5
    }
}

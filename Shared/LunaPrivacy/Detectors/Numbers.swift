/// Digits without anything between them, inside a longer number.
struct DigitGroup {
    enum Separator: UInt8 { case none, space, dash, dot, slash, bracket }
    var start: Int
    var end: Int
    /// What stands before it.
    var separator: Separator
    var count: Int { end - start }
}

extension Scan {
    /// A number at `index`. Returns where to go on.
    mutating func number(at index: Int) -> Int {
        if index < numberEnd { return numberEnd }
        var end = index
        while Byte.isDigit(text[end]) { end += 1 }
        if text.wordBefore(index) { return end }
        let after = structured(at: index, digitsEnd: end)
        if after > index { return after }
        // A word that starts with a digit is read over as a whole, as far as it is ASCII.
        while Byte.isWord(text[end]) { end += 1 }
        return end
    }

    private mutating func structured(at index: Int, digitsEnd: Int) -> Int {
        let length = digitsEnd - index
        let next = text[digitsEnd]
        if length <= 4, next == 0x3A || Byte.isHex(next) {
            let end = ipv6(at: index)
            if end > index { return end }
        }
        if length <= 3, next == 0x2E {
            let end = ipv4(at: index)
            if end > index { return end }
        }
        if length >= 8, length <= 10, next == 0x3A, text[digitsEnd + 1] == UInt8(ascii: "A") {
            let end = telegram(at: index, colon: digitsEnd)
            if end > index { return end }
        }
        let secret = awsSecret(at: index)
        if secret > index { return secret }
        if near(.birth, index, 64), length <= 8, !Byte.isLetter(next) || length <= 2 {
            let end = birthDate(at: index)
            if end > index { return end }
        }
        if near(.passport, index, 48) {
            let end = passport(at: index)
            if end > index { return end }
        }
        if length >= 8, length <= 15, text.has("wa.me/", at: index - 6) {
            // A link to a conversation: the number with its country code.
            gather(from: index)
            numberEnd = digitsEnd
            add(index, digitsEnd, .phone, .certain, .context)
            return digitsEnd
        }
        if length > 24 { return digitsEnd }
        let nirEnd = nir(at: index)
        if nirEnd > index { return nirEnd }
        if Byte.isWord(next) { return index }
        gather(from: index)
        let cardEnd = card(at: index)
        if cardEnd > index { return cardEnd }
        let ssnEnd = ssn(at: index)
        if ssnEnd > index { return ssnEnd }
        return phone(at: index, plus: false)
    }

    // MARK: Gathering

    /// Collects the groups of digits from `index` on, with the separators that numbers are written with.
    mutating func gather(from index: Int) {
        groups.removeAll(keepingCapacity: true)
        digits.removeAll(keepingCapacity: true)
        var at = index
        var separator = DigitGroup.Separator.none
        var ones = 0
        while groups.count < 12 {
            if text[at] == UInt8(ascii: "(") { at += 1 }
            let start = at
            while Byte.isDigit(text[at]), digits.count < 28 {
                digits.append(text[at] - 0x30)
                at += 1
            }
            if at == start || Byte.isDigit(text[at]) { break }
            groups.append(DigitGroup(start: start, end: at, separator: separator))
            ones = at - start == 1 ? ones + 1 : 0
            // Only cards have more digits than a telephone number, and those begin with three or more together.
            if digits.count > 17, groups[0].count < 3 { break }
            // A row of single digits is a list.
            if ones == 4 { break }
            guard let (next, kind) = separatorEnd(at) else { break }
            at = next
            separator = kind
        }
    }

    /// The separator at `index` if a digit (or a bracket and a digit) comes after it.
    private func separatorEnd(_ index: Int) -> (Int, DigitGroup.Separator)? {
        var at = index
        var kind = DigitGroup.Separator.none
        if text[at] == UInt8(ascii: ")") {
            at += 1
            kind = .bracket
        }
        let space = text.spaceLength(at: at)
        if space > 0 {
            at += space
            let second = text.spaceLength(at: at)
            at += second
            if kind == .none { kind = .space }
        }
        let dash = text.dashLength(at: at)
        if dash > 0 {
            at += dash
            at += text.spaceLength(at: at)
            if kind != .bracket { kind = .dash }
        } else if text[at] == UInt8(ascii: "/"), space <= 1 {
            at += 1
            at += text.spaceLength(at: at)
            if kind != .bracket { kind = .slash }
        } else if space == 0, text[at] == UInt8(ascii: ".") || text[at] == 0xC2 && text[at + 1] == 0xB7 {
            at += text[at] == UInt8(ascii: ".") ? 1 : 2
            if kind != .bracket { kind = .dot }
        }
        if text[at] == UInt8(ascii: "("), Byte.isDigit(text[at + 1]) { return (at, .bracket) }
        guard kind != .none, Byte.isDigit(text[at]) else { return nil }
        return (at, kind)
    }

    /// Whether a number can end at `end`: no letter, decimal, longer number or time goes on from there. `field` says that
    /// its form is that of no amount, so that a comma after it separates columns.
    func endsClean(_ end: Int, field: Bool = false) -> Bool {
        if text.wordAt(end) { return false }
        let byte = text[end]
        let next = text[end + 1]
        if field, byte == UInt8(ascii: ",") { return true }
        switch byte {
        case UInt8(ascii: "."), UInt8(ascii: ","), UInt8(ascii: ":"), UInt8(ascii: "/"): return !Byte.isDigit(next)
        case UInt8(ascii: "-"): return !Byte.isAlnum(next)
        case UInt8(ascii: "%"), UInt8(ascii: "@"): return false
        default: return true
        }
    }

    /// Whether a number can start at `index`. `field` as in `endsClean`.
    func startsClean(_ index: Int, field: Bool = false) -> Bool {
        let byte = text[index - 1]
        let before = text[index - 2]
        if field, byte == UInt8(ascii: ",") { return true }
        switch byte {
        case UInt8(ascii: "."), UInt8(ascii: ","): return !Byte.isAlnum(before)
        case UInt8(ascii: "-"), UInt8(ascii: "/"), UInt8(ascii: "+"): return !Byte.isAlnum(before)
        case UInt8(ascii: ":"): return !Byte.isDigit(before)
        case UInt8(ascii: "$"), UInt8(ascii: "#"), UInt8(ascii: "@"), UInt8(ascii: "%"), UInt8(ascii: "\\"):
            return false
        default: return !text.wordBefore(index)
        }
    }

    /// Whether the number at `index` goes on from digits before it, with one space in between.
    func afterDigits(_ index: Int) -> Bool {
        text[index - 1] == 0x20 && Byte.isDigit(text[index - 2])
    }
}

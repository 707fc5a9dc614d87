extension Scan {
    /// A number that starts with `+` or `(`.
    mutating func openPhone(at index: Int) {
        guard index >= numberEnd, !text.wordBefore(index) else { return }
        let plus = text[index] == UInt8(ascii: "+")
        var first = index + 1
        if plus, text[first] == UInt8(ascii: "(") { first += 1 }
        if text[first] == UInt8(ascii: "+") { first += 1 }
        if text[first] == 0x20 { first += 1 }
        guard Byte.isDigit(text[first]) else { return }
        if !plus {
            // An area code in brackets is short; anything else is only a bracket.
            var end = first
            while end - first < 7, Byte.isDigit(text[end]) { end += 1 }
            guard text[end] == UInt8(ascii: ")") else { return }
        }
        gather(from: first)
        if groups.isEmpty { return }
        let international = plus || text[index + 1] == UInt8(ascii: "+")
        let start = index
        if !plus, international, text[groups[0].end] != UInt8(ascii: ")") { return }
        if !plus, !international {
            // A bracket that closes elsewhere is only a bracket.
            guard text[groups[0].end] == UInt8(ascii: ")") else { return }
            if groups.count > 1, groups[1].separator != .bracket { groups[1].separator = .bracket }
        }
        _ = phone(at: start, plus: international)
    }

    /// `%2B33612345678`: a number in E.164 in a query, its plus encoded.
    mutating func encodedPhone(at index: Int) {
        guard text.hasFolded("%2b", at: index), Byte.isDigit(text[index + 3]) else { return }
        gather(from: index + 3)
        guard groups.count == 1, let end = groups.first?.end, !text.wordAt(end),
            international(digits[...], trunk: false)
        else { return }
        add(index, end, .phone, .certain, .format)
    }

    /// Telephone numbers: E.164 with a `+` or 00, and the national formats of the countries named in the documentation.
    /// `groups` holds the digits. Drops groups at the end until a format fits.
    mutating func phone(at index: Int, plus: Bool) -> Int {
        guard let first = groups.first, digits.count >= 7, index >= numberEnd else { return index }
        let inContext = near(.phone, index, 32)
        // "mon numéro 06 22 33 44 55"
        let spoken = digits[0] == 0 && groups.count >= 4 && Self.numberHashes.contains(previous.hash)
        if !inContext, !plus, !spoken,
            follows(.reference, index, gap: 8) || follows(.version, index) || follows(.card, index, gap: 3)
        {
            return index
        }
        let joined =
            text[index - 1] == UInt8(ascii: "-")
            || text[index - 1] == UInt8(ascii: ".") && Byte.isLetter(text[index - 2])
        // No amount has a plus, a leading zero or dashes.
        let field = plus || digits[0] == 0 || groups.count > 1 && groups[1].separator == .dash
        if !startsClean(index, field: field), !(inContext && joined) { return index }
        if !plus, afterDigits(index), first.count < 9, first.separator == .none { return index }
        if text[index - 1] == UInt8(ascii: "="), text[index - 2] == UInt8(ascii: "="), !inContext { return index }
        // Without a label or a trunk prefix no format has so many groups; this is a table.
        if !inContext, !plus, groups.count > 6, digits[0] != 0 { return index }
        if !plus, !inContext, isDump(index) { return index }
        // "13,178,002.113936031" goes on from a group of thousands; [`0997178037`] is a commit.
        if text[index - 1] == UInt8(ascii: ","), Byte.isDigit(text[index - 2]), groups.count > 1,
            groups[1].separator == .dot
        {
            return index
        }
        if groups.count == 1, text[index - 1] == UInt8(ascii: "`"), text[index - 2] == UInt8(ascii: "[") {
            return index
        }
        // `call(1234567890)`
        if groups.count == 1, text[index - 1] == UInt8(ascii: "("), text.wordBefore(index - 1) { return index }
        var last = groups.count - 1
        var total = digits.count
        while last >= 0, total >= 7 {
            let end = groups[last].end
            if total <= 15,
                endsClean(end, field: field) || text[end] == UInt8(ascii: "/") && !Byte.isDigit(text[end + 1]),
                fits(last, total, plus: plus, inContext: inContext, index)
            {
                var stop = end
                if text[end] == UInt8(ascii: ")"), text[index] == UInt8(ascii: "("), last == 0 { stop = end + 1 }
                stop = extensionEnd(stop)
                numberEnd = stop
                add(index, stop, .phone, plus || inContext ? .certain : .likely, inContext ? .context : .format)
                return stop
            }
            total -= groups[last].count
            last -= 1
        }
        return index
    }

    /// Bytes of a dump, `55 48 89 e5 06 12 34 56 78 90`: more pairs than a number has, or a pair of hexadecimal digits beside
    /// them.
    private func isDump(_ index: Int) -> Bool {
        guard groups.count >= 5, groups.allSatisfy({ $0.count == 2 }),
            groups.dropFirst().allSatisfy({ $0.separator == .space })
        else { return false }
        func isPair(_ at: Int) -> Bool {
            Byte.isHex(text[at]) && Byte.isHex(text[at + 1]) && !text.wordAt(at + 2) && !text.wordBefore(at)
                && (Byte.isDigit(text[at]) || Byte.isDigit(text[at + 1]))
        }
        let end = groups[groups.count - 1].end
        if groups.count > 6 || text[index - 1] == 0x20 && isPair(index - 3) && index >= 3 { return true }
        return text[end] == 0x20 && isPair(end + 1)
            || text[end] == 0x20 && text[end + 1] == 0x20 && text[end + 2] == 0x7C
    }

    private static let numberHashes: Set<UInt64> = Set(
        ["numero", "number", "num", "no", "nr", "nummer"].map { WordHash.of(Array($0.utf8)) })

    private func fits(_ last: Int, _ total: Int, plus: Bool, inContext: Bool, _ index: Int) -> Bool {
        if plus { return international(digits[..<total], trunk: hasTrunkZero(last)) && regular(last, plus: true) }
        if isDateLike(last) { return false }
        // "0399 0308 0300": code points, weights, addresses.
        if last >= 1, groups[...last].allSatisfy({ $0.count == 4 && text[$0.start] == 0x30 }) { return false }
        if digits[0] == 0, digits[1] == 0 {
            guard total >= 10, last > 0 || inContext || total >= 12 else { return false }
            return international(digits[2..<total], trunk: hasTrunkZero(last)) && regular(last)
        }
        let counts = groups[...last].map(\.count)
        if northAmerican(counts, total, inContext: inContext) { return true }
        if digits[0] == 0 { return trunkZero(counts, total, inContext: inContext, index) }
        if southern(counts, total, inContext: inContext) { return true }
        guard inContext, regular(last) else { return false }
        if follows(.reference, index, gap: 3), total < 9 { return false }
        return total <= 15 && (last > 0 || total >= 8) && !ahead(.unit, from: groups[last].end, window: 10)
    }

    /// No group is longer than a subscriber number, and no slash but after the area code.
    private func regular(_ last: Int, plus: Bool = false) -> Bool {
        for (position, group) in groups[...last].enumerated() where position > 0 {
            if group.separator == .slash, position > 3 { return false }
            if group.separator == .dot, group.count == 1, !plus || position > 1 { return false }
        }
        return true
    }

    private func hasTrunkZero(_ last: Int) -> Bool {
        groups[...last].dropFirst().contains {
            $0.count == 1 && text[$0.start] == 0x30 && text[$0.start - 1] == UInt8(ascii: "(")
        }
    }

    /// 24/12/2024, 2024-12-24, 01 02 2024, with or without a time.
    private func isDateLike(_ last: Int) -> Bool {
        func value(_ group: DigitGroup) -> Int {
            (group.start..<group.end).reduce(0) { $0 * 10 + Int(text[$1] - 0x30) }
        }
        // 2013-2018
        if last == 1, groups[0].count == 4, groups[1].count == 4, (1800...2099).contains(value(groups[0])),
            (1800...2099).contains(value(groups[1]))
        {
            return true
        }
        guard last >= 2 else { return false }
        let (a, b, c) = (groups[0], groups[1], groups[2])
        if a.count == 4, b.count <= 2, c.count <= 2, (1000...2999).contains(value(a)), value(b) <= 12, value(c) <= 31 {
            return true
        }
        if a.count <= 2, b.count <= 2, c.count == 4, value(a) <= 31, value(b) <= 31, (1000...2999).contains(value(c)) {
            return true
        }
        return a.count == 2 && b.count == 2 && c.count == 2 && b.separator == .slash && c.separator == .slash
            && groups.count <= 4
    }

    /// (ddd) ddd-dddd and its relatives, the leading 1 too.
    private func northAmerican(_ counts: [Int], _ total: Int, inContext: Bool) -> Bool {
        let one = total == 11 && digits[0] == 1
        guard total == 10 || one else { return false }
        let area = digits[one ? 1 : 0]
        let exchange = digits[one ? 4 : 3]
        let bracket = groups.dropFirst().contains { $0.separator == .bracket } || text[groups[0].start - 1] == 0x28
        var plain = counts
        if one {
            if plain.count > 1, plain[0] == 1 {
                plain.removeFirst()
            } else if plain[0] == 4 {
                plain[0] = 3
            } else if !inContext {
                return false
            }
        }
        if plain.count == 1 { return inContext && area >= 2 }
        if area < 2 { return inContext && plain == [3, 3, 4] }
        if plain == [3, 3, 4] {
            let separator = groups[groups.count > 1 ? (one && counts[0] == 1 ? 2 : 1) : 0].separator
            if separator == .slash { return inContext }
            // 252.227-7013 is a clause.
            if separator == .dot, groups[groups.count - 1].separator != .dot { return inContext }
            return exchange >= 2 || inContext || bracket || separator == .dash || one
                || (digits[one ? 1 : 0] == 5 && digits[one ? 2 : 1] == 5)
        }
        return plain == [3, 7] && (bracket || inContext)
    }

    /// National numbers with the trunk prefix 0: UK, FR, DE, NL, BE, CH, IT land lines.
    private func trunkZero(_ counts: [Int], _ total: Int, inContext: Bool, _ index: Int) -> Bool {
        guard total >= 9 || inContext && total >= 7, total <= 12, digits[1] != 0 else { return false }
        if counts.count == 1 {
            if inContext { return true }
            if total == 10 { return !(digits[1] == 1 && digits[2] == 2 && digits[3] == 3) }
            if total == 11 || total == 12 {
                return digits[1] == 7 && total == 11 || (digits[1] == 1 && digits[2] >= 5 && digits[2] <= 7)
            }
            return false
        }
        let dots = groups[1...(counts.count - 1)].contains { $0.separator == .dot }
        if dots, counts.contains(1) { return false }
        if !inContext, counts.dropFirst().contains(where: { $0 == 1 }) { return false }
        // 0 800 123 456: special numbers of France.
        if counts == [1, 3, 3, 3], digits[1] == 8 { return true }
        if counts[0] == 1 { return inContext }
        if total == 9 {
            return inContext || (counts[0] <= 3 && counts.count >= 3 && counts[1] <= 3) || counts == [2, 7]
                || counts == [3, 6]
        }
        if total == 12, !inContext { return counts[0] >= 3 && counts[0] <= 5 && counts.count <= 4 && counts[1] >= 3 }
        return counts[0] <= 5 || (counts[0] <= 6 && inContext)
    }

    /// National numbers without a trunk prefix: ES and PT (nine digits), IT mobiles (ten, from 3).
    private func southern(_ counts: [Int], _ total: Int, inContext: Bool) -> Bool {
        guard counts.count > 1 else { return false }
        let lead = digits[0]
        let separator = groups[1].separator
        if total == 10, lead == 3 {
            return (counts == [3, 7] || counts == [3, 3, 4] || counts == [3, 4, 3] || counts == [3, 3, 2, 2])
                && separator != .dot
        }
        guard total == 9, lead == 2 || lead == 3 || lead >= 6 else { return false }
        switch counts {
        case [3, 3, 3]:
            if separator == .dot || separator == .slash { return inContext }
            let next = groups[2].end
            if !inContext {
                if ahead(.unit, from: next, window: 10) || lead == 8 || lead == 3 || lead == 2 { return false }
                if text.has("€", at: text.skipSpaces(next)) || text[text.skipSpaces(next)] == UInt8(ascii: "$") {
                    return false
                }
            }
            return true
        case [3, 2, 2, 2], [2, 3, 2, 2]: return true
        case [2, 3, 4], [2, 7], [3, 6]: return inContext || lead == 9 && separator == .space
        default: return false
        }
    }

    /// Country code and length of the national number (ITU-T E.164).
    private func international(_ number: ArraySlice<UInt8>, trunk: Bool) -> Bool {
        let base = number.startIndex
        guard number.count >= 8, number.count <= 16, number[base] != 0 else { return false }
        var code = 0
        for length in 1...3 {
            code = code * 10 + Int(number[base + length - 1])
            guard let range = CallingCodes.lengths[code] else { continue }
            let national = number.count - length
            if trunk { return range.contains(national - 1) }
            // Some write the trunk zero after the country code as well.
            return range.contains(national) || (number[base + length] == 0 && range.contains(national - 1))
        }
        return false
    }

    /// Over an extension: `ext. 12`, `x12`, `poste 12`, `#12`.
    private func extensionEnd(_ end: Int) -> Int {
        var at = end
        if text[at] == UInt8(ascii: ",") { at += 1 }
        at = text.skipSpaces(at, limit: 3)
        let names: [StaticString] = ["extension", "ext.", "ext", "poste", "x", "#"]
        guard let name = names.first(where: { text.hasFolded($0, at: at) }) else { return end }
        at = text.skipSpaces(at + name.utf8CodeUnitCount, limit: 3)
        if text[at] == UInt8(ascii: ":") || text[at] == UInt8(ascii: ".") { at = text.skipSpaces(at + 1, limit: 3) }
        let start = at
        while Byte.isDigit(text[at]) { at += 1 }
        return at > start && at - start <= 6 && !text.wordAt(at) ? at : end
    }
}

/// Country codes of ITU-T E.164 with the lengths of their national (significant) numbers.
enum CallingCodes {
    static let lengths: [Int: ClosedRange<Int>] = {
        var table: [Int: ClosedRange<Int>] = [
            1: 10...10, 7: 10...10, 20: 8...10, 27: 9...9, 30: 10...10, 31: 9...10, 32: 8...9, 33: 9...9, 34: 9...9,
            36: 8...9, 39: 6...11, 40: 9...9, 41: 9...9, 43: 4...13, 44: 9...10, 45: 8...8, 46: 7...10, 47: 5...8,
            48: 9...9, 49: 6...12, 51: 8...9, 52: 10...11, 53: 6...8, 54: 10...11, 55: 10...11, 56: 9...9, 57: 8...10,
            58: 10...10, 60: 8...10, 61: 9...9, 62: 8...12, 63: 8...10, 64: 8...10, 65: 8...8, 66: 8...9, 81: 9...10,
            82: 8...10, 84: 9...10, 86: 10...11, 90: 10...10, 91: 10...10, 92: 9...10, 93: 9...9, 94: 9...9, 95: 7...10,
            98: 10...10, 212: 9...9, 213: 8...9, 216: 8...8, 218: 8...9, 221: 9...9, 223: 8...8, 225: 8...10,
            226: 8...8,
            227: 8...8, 228: 8...8, 229: 8...10, 230: 7...8, 237: 8...9, 241: 7...8, 243: 9...9, 261: 9...9, 262: 9...9,
            351: 9...9, 352: 5...11, 353: 7...9, 354: 7...9, 355: 8...9, 356: 8...8, 357: 8...8, 358: 5...12,
            359: 7...9,
            370: 8...8, 371: 8...8, 372: 7...8, 373: 8...8, 374: 8...8, 375: 9...10, 376: 6...9, 377: 8...9,
            378: 6...10,
            380: 9...9, 381: 8...9, 382: 8...8, 383: 8...8, 385: 8...9, 386: 8...8, 387: 8...9, 389: 8...8, 420: 9...9,
            421: 9...9, 423: 7...9, 590: 9...9, 594: 9...9, 596: 9...9, 687: 6...6, 689: 6...8, 852: 8...8, 853: 8...8,
            855: 8...9, 856: 8...10, 880: 8...10, 886: 8...9, 960: 7...7, 961: 7...8, 962: 8...9, 963: 8...9,
            964: 8...10,
            965: 7...8, 966: 8...9, 967: 7...9, 968: 7...8, 970: 8...9, 971: 8...9, 972: 8...9, 973: 8...8, 974: 7...8,
            975: 7...8, 976: 8...8, 977: 8...10, 992: 9...9, 993: 8...8, 994: 9...9, 995: 9...9, 996: 9...9, 998: 9...9,
        ]
        // The rest of the assigned codes, with the widest length the plan allows them.
        let others: [ClosedRange<Int>] = [
            211...211, 220...268, 290...299, 350...389, 420...423, 500...509, 590...599, 670...692, 800...800,
            808...808,
            850...888, 960...979, 992...998,
        ]
        for codes in others {
            for code in codes where table[code] == nil { table[code] = 6...12 }
        }
        return table
    }()
}

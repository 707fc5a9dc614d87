extension Scan {
    private static let numberHash = WordHash.of(Array("number".utf8))

    /// The first track of a magnetic stripe (ISO/IEC 7813): `%B`, the number, `^`. `index` is at the `%`.
    mutating func track(at index: Int) {
        guard text[index + 1] == UInt8(ascii: "B"), Byte.isDigit(text[index + 2]) else { return }
        gather(from: index + 2)
        guard let first = groups.first, text[first.end] == UInt8(ascii: "^"), Self.isCard(digits[..<first.count]) else {
            return
        }
        add(first.start, first.end, .creditCard, .certain, .checksum)
    }

    /// A payment card (ISO/IEC 7812): issuer range, length and Luhn digit. `groups` starts at `index`.
    mutating func card(at index: Int) -> Int {
        guard let first = groups.first, first.start == index, digits.count >= 12 else { return index }
        // No card is written in pairs.
        guard first.count >= 3 else { return index }
        let inContext = near(.card, index, 48)
        let before = text[index - 1]
        if before == 0x2E || before == 0x24 {
            if Byte.isDigit(text[index - 2]) || before == 0x24 { return index }
        }
        if before == UInt8(ascii: "-"), Byte.isAlnum(text[index - 2]) { return index }
        var best = -1
        var total = 0
        for (position, group) in groups.enumerated() {
            if position > 0 {
                guard group.separator == .space || group.separator == .dash || group.separator == .dot,
                    position == 1 || group.separator == groups[1].separator
                else { break }
                if group.separator == .dot, groups[position - 1].count != 4 { break }
            }
            total += group.count
            if total > 19 { break }
            guard total >= 12, Self.isCard(digits[..<total]), cardGrouping(position, total), endsCard(group.end) else {
                continue
            }
            // The longest that is right: what a shorter one leaves over would leak.
            best = position
        }
        guard best >= 0 else { return index }
        let count = groups[...best].reduce(0) { $0 + $1.count }
        if !inContext {
            if count == 12
                || (best == 0 && follows(.reference, index, gap: 5)
                    && previous.hash != Self.numberHash)
            {
                return index
            }
            if best > 0, afterDigits(index), groups[0].count != 4 { return index }
        }
        numberEnd = groups[best].end
        add(index, groups[best].end, .creditCard, .certain, .checksum)
        return groups[best].end
    }

    private func endsCard(_ end: Int) -> Bool {
        if text[end] == UInt8(ascii: "/") || text[end] == UInt8(ascii: "|") || text[end] == UInt8(ascii: ":") {
            return true
        }
        return endsClean(end, field: true)
    }

    /// Written in one piece, in fours, or as brands print it; anything with pieces of three or more in context.
    private func cardGrouping(_ last: Int, _ total: Int) -> Bool {
        if last == 0 { return true }
        let counts = groups[...last].map(\.count)
        if counts.dropLast().allSatisfy({ $0 == 4 }), let tail = counts.last, tail <= 4 { return true }
        if counts == [4, 6, 5] || counts == [4, 6, 4] || counts == [6, 13] || counts == [4, 6, 5, 4] { return true }
        if counts == [4, 4, 4, 4, 3] || counts == [8, 8] || counts == [6, 10] || counts == [4, 12] { return true }
        return counts.dropLast().allSatisfy { $0 >= 3 } && near(.card, groups[0].start, 48)
    }

    /// Range and length of the issuers in use, and the Luhn digit (ISO/IEC 7812-1 annex B).
    static func isCard(_ number: ArraySlice<UInt8>) -> Bool {
        guard number.count >= 12, number.count <= 19, hasIssuer(number), luhn(number) else { return false }
        return number.contains { $0 != number[number.startIndex] }
    }

    private static func luhn(_ number: ArraySlice<UInt8>) -> Bool {
        var sum = 0
        var double = false
        for digit in number.reversed() {
            var value = Int(digit)
            if double {
                value *= 2
                if value > 9 { value -= 9 }
            }
            sum += value
            double.toggle()
        }
        return sum % 10 == 0
    }

    private static func hasIssuer(_ number: ArraySlice<UInt8>) -> Bool {
        let six = number.prefix(6).reduce(0) { $0 * 10 + Int($1) }
        let count = number.count
        for range in issuers where six >= range.low && six <= range.high {
            if range.lengths & (1 << UInt32(count)) != 0 { return true }
        }
        return false
    }

    private struct Issuer {
        let low: Int
        let high: Int
        let lengths: UInt32
        init(_ low: Int, _ high: Int, _ lengths: Int...) {
            self.low = low
            self.high = high
            self.lengths = lengths.reduce(0) { $0 | 1 << UInt32($1) }
        }
    }

    /// First six digits, and lengths.
    private static let issuers: [Issuer] = [
        Issuer(400_000, 499_999, 13, 16, 19),  // Visa
        Issuer(510_000, 559_999, 16),  // Mastercard
        Issuer(222_100, 272_099, 16),  // Mastercard, 2-series
        Issuer(340_000, 349_999, 15), Issuer(370_000, 379_999, 15),  // American Express
        Issuer(300_000, 305_999, 14, 16, 17, 18, 19), Issuer(309_500, 309_599, 14, 16, 17, 18, 19),  // Diners
        Issuer(360_000, 369_999, 14, 15, 16, 17, 18, 19), Issuer(380_000, 399_999, 14, 16, 17, 18, 19),
        Issuer(601_100, 601_199, 16, 17, 18, 19), Issuer(644_000, 659_999, 16, 17, 18, 19),  // Discover, RuPay
        Issuer(352_800, 358_999, 16, 17, 18, 19),  // JCB
        Issuer(353_000, 353_999, 16), Issuer(356_000, 356_999, 16),  // RuPay with JCB
        Issuer(620_000, 629_999, 16, 17, 18, 19), Issuer(810_000, 829_999, 16, 17, 18, 19),  // UnionPay, RuPay
        Issuer(500_000, 509_999, 12, 13, 14, 15, 16, 17, 18, 19),  // Maestro, Elo, Verve, RuPay
        Issuer(560_000, 589_999, 12, 13, 14, 15, 16, 17, 18, 19),  // Maestro
        Issuer(630_000, 639_999, 12, 13, 14, 15, 16, 17, 18, 19),  // Maestro, InterPayment, InstaPayment
        Issuer(670_000, 679_999, 12, 13, 14, 15, 16, 17, 18, 19),  // Maestro
        Issuer(600_000, 610_000, 12, 13, 16, 19), Issuer(606_282, 606_282, 16),  // RuPay, Hipercard
        Issuer(220_000, 220_499, 16, 17, 18, 19), Issuer(220_500, 220_599, 16),  // Mir, Borica
        Issuer(979_200, 979_299, 16), Issuer(986_000, 986_099, 16), Issuer(860_000, 860_099, 16),  // Troy, Humo, Uzcard
        Issuer(357_111, 357_111, 16), Issuer(100_000, 100_000, 15),
    ]
}

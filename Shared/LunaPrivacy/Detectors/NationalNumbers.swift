extension Scan {
    /// A US social security number. Area 000, 666 and 900…999, group 00 and serial 0000 were never given out; neither
    /// were the two numbers that advertisements made famous. Nine bare digits only after a label.
    mutating func ssn(at index: Int) -> Int {
        guard let first = groups.first, first.start == index else { return index }
        let inContext = near(.ssn, index, 48)
        var end = index
        if first.count == 9, inContext {
            guard startsClean(index, field: true) || text[index - 1] == UInt8(ascii: "#"),
                endsClean(first.end, field: true),
                !follows(.phone, index)
            else { return index }
            end = first.end
        } else if groups.count >= 3, first.count == 3, groups[1].count == 2, groups[2].count == 4 {
            let separator = groups[1].separator
            guard separator == groups[2].separator else { return index }
            switch separator {
            case .dash: break
            case .space:
                if !inContext,
                    afterDigits(index) || groups.count > 3 || ahead(.unit, from: groups[2].end, window: 8)
                        || follows(.reference, index) || follows(.phone, index)
                {
                    return index
                }
            case .dot: if !inContext { return index }
            default: return index
            }
            let field = separator == .dash
            guard startsClean(index, field: field) || inContext, endsClean(groups[2].end, field: field) else {
                return index
            }
            end = groups[2].end
        }
        guard end > index else { return index }
        let area = Int(digits[0]) * 100 + Int(digits[1]) * 10 + Int(digits[2])
        let group = Int(digits[3]) * 10 + Int(digits[4])
        let serial = digits[5..<9].reduce(0) { $0 * 10 + Int($1) }
        guard area > 0, area != 666, area < 900, group > 0, serial > 0 else { return index }
        if (area == 78 && group == 5 && serial == 1120) || (area == 219 && group == 9 && serial == 9999) {
            return index
        }
        numberEnd = end
        add(index, end, .usSSN, inContext ? .certain : .likely, inContext ? .context : .format)
        return end
    }

    /// A French registration number (NIR): sex, year, month, department, commune, order and the key 97 − (n mod 97), in
    /// which Corsica's 2A and 2B count as 19 and 18. Without its key only after a label.
    mutating func nir(at index: Int) -> Int {
        let sex = text[index]
        guard sex >= 0x31, sex <= 0x34 || sex == 0x37 || sex == 0x38 else { return index }
        guard let read = readNIR(index), startsClean(index, field: true) else { return index }
        if let end15 = read.end15, !text.wordAt(end15), text[end15] != 0x2E || !Byte.isDigit(text[end15 + 1]),
            Int(97 - read.value % 97) == read.key, sex <= 0x32 || near(.nir, index, 64)
        {
            numberEnd = end15
            add(index, end15, .frNIR, .certain, .checksum)
            return end15
        }
        guard near(.nir, index, 64), read.end15 == nil else { return index }
        if text.wordAt(read.end13) { return index }
        numberEnd = read.end13
        add(index, read.end13, .frNIR, .likely, .context)
        return read.end13
    }

    private struct NIRText {
        var value: UInt64
        var end13: Int
        var end15: Int?
        var key: Int
    }

    private func readNIR(_ index: Int) -> NIRText? {
        var at = index
        var value: UInt64 = 0
        var corsica: UInt64 = 0
        var month = 0
        var department = 0
        for position in 0..<13 {
            if position == 1 || position == 3 || position == 5 || position == 7 || position == 10 { at = skipNIR(at) }
            let byte = text[at]
            if position == 6, byte == 0x41 || byte == 0x42 || byte == 0x61 || byte == 0x62, department == 2 {
                corsica = byte | 0x20 == 0x61 ? 1_000_000 : 2_000_000
                value = value * 10
            } else {
                guard Byte.isDigit(byte) else { return nil }
                value = value * 10 + UInt64(byte - 0x30)
            }
            if position == 3 || position == 4 { month = month * 10 + Int(byte - 0x30) }
            if position == 5 || position == 6, corsica == 0 { department = department * 10 + Int(byte - 0x30) }
            at += 1
        }
        // 2A is 20 − 1, 2B is 20 − 2, in the millions.
        value -= corsica
        guard (1...12).contains(month) || (20...42).contains(month) || (50...99).contains(month) else { return nil }
        guard corsica > 0 || department > 0 else { return nil }
        var result = NIRText(value: value, end13: at, end15: nil, key: 0)
        let keyStart = skipNIR(at)
        if Byte.isDigit(text[keyStart]), Byte.isDigit(text[keyStart + 1]), !Byte.isDigit(text[keyStart + 2]) {
            result.key = Int(text[keyStart] - 0x30) * 10 + Int(text[keyStart + 1] - 0x30)
            result.end15 = keyStart + 2
        }
        return result
    }

    /// Over one separator: a space of any kind, a dot or a dash, or " / " before the key.
    private func skipNIR(_ index: Int) -> Int {
        let space = text.spaceLength(at: index)
        if space > 0 {
            let next = index + space
            let dash = text.dashLength(at: next)
            if dash > 0 || text[next] == 0x2F { return text.skipSpaces(next + max(dash, 1), limit: 3) }
            return next
        }
        let dash = text.dashLength(at: index)
        if dash > 0 { return index + dash }
        return text[index] == 0x2E || text[index] == 0x2F ? index + 1 : index
    }
}

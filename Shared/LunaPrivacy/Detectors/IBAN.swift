extension Scan {
    /// An IBAN (ISO 13616): the registered length of its country and mod 97 = 1, in one piece or spaced in any regular
    /// way. Reads exactly the registered number of characters, so words after it do no harm. Returns its end or
    /// `index`.
    mutating func iban(at index: Int) -> Int {
        guard Byte.isDigit(text[index + 2]), Byte.isDigit(text[index + 3]) else { return index }
        let length = Self.ibanLength(Byte.lower(text[index]), Byte.lower(text[index + 1]))
        guard length > 0, !text.wordBefore(index) else { return index }
        var at = index
        var remainder = 0
        var head = 0
        var read = 0
        var gaps = 0
        var irregular = false
        var upper = false
        var lower = false
        while read < length {
            var byte = text[at]
            if !Byte.isAlnum(byte), read >= 2 {
                let gap = max(text.spaceLength(at: at), text.dashLength(at: at))
                guard gap > 0 || byte == 0x2E else { return index }
                at += max(gap, 1)
                gaps += 1
                if read % 4 != 0 { irregular = true }
                byte = text[at]
            }
            guard Byte.isAlnum(byte) else { return index }
            upper = upper || Byte.isUpper(byte)
            lower = lower || Byte.isLower(byte)
            let value = Byte.isDigit(byte) ? Int(byte - 0x30) : Int(Byte.lower(byte) - 0x61) + 10
            if read < 4 {
                guard read < 2 ? value >= 10 : value < 10 else { return index }
                head = value >= 10 ? head * 100 + value : head * 10 + value
            } else {
                remainder = (remainder * (value >= 10 ? 100 : 10) + value) % 97
            }
            read += 1
            at += 1
        }
        // Words of a sentence can pass mod 97 by chance: mixed case and lower case in odd groups are no IBAN.
        if upper && lower || lower && irregular || gaps > length / 2 { return index }
        // The first four characters go to the end: six digits.
        guard (remainder * 1_000_000 + head) % 97 == 1, !text.wordAt(at) else { return index }
        numberEnd = at
        add(index, at, .iban, .certain, .checksum)
        return at
    }

    /// Registered length of a country, 0 for none.
    static func ibanLength(_ first: UInt8, _ second: UInt8) -> Int {
        guard Byte.isLower(first), Byte.isLower(second) else { return 0 }
        return Int(ibanLengths[Int(first - 0x61) * 26 + Int(second - 0x61)])
    }

    /// The registry of SWIFT, and the countries that use the format without being in it.
    private static let ibanLengths: [UInt8] = {
        let registry = """
            ad24 ae23 al28 at20 az28 ba20 be16 bg22 bh22 bi27 br29 by28 ch21 cr22 cy28 cz24 de22 dj27 dk18 do28 ee20
            eg29
            es24 fi18 fk18 fo18 fr27 gb22 ge22 gi23 gl18 gr27 gt28 hn28 hr21 hu28 ie22 il23 iq23 is26 it27 jo30 kw30
            kz20
            lb28 lc32 li21 lt20 lu20 lv21 ly25 mc27 md24 me22 mk19 mn20 mr27 mt31 mu30 ni28 nl18 no15 om23 pk24 pl28
            ps29
            pt25 qa29 ro24 rs22 ru33 sa24 sc31 sd18 se24 si19 sk24 sm27 so23 st25 sv28 tl23 tn24 tr26 ua29 va22 vg24
            xk20
            ye30 dz26 ao25 bf28 bj28 cm27 cv25 ci28 ga27 gq27 gw25 ir26 km27 ma28 mg27 ml28 mz25 ne28 sn28 td27 tg28
            cf27
            cg27 gf27 gp27 mq27 re27 pf27 tf27 yt27 nc27 bl27 mf27 pm27 wf27 ax18 gg22 im22 je22
            """
        var table = [UInt8](repeating: 0, count: 26 * 26)
        for entry in registry.utf8.split(whereSeparator: { $0 == 0x20 || $0 == 0x0A }) {
            let bytes = Array(entry)
            table[Int(bytes[0] - 0x61) * 26 + Int(bytes[1] - 0x61)] = (bytes[2] - 0x30) * 10 + (bytes[3] - 0x30)
        }
        return table
    }()
}

extension Scan {
    /// End of a dotted quad at `index` whose parts are 0…255 without leading zeros; nil when there is none.
    func ipv4End(_ index: Int) -> Int? {
        var at = index
        for part in 0..<4 {
            var value = 0
            let start = at
            while Byte.isDigit(text[at]), at - start < 4 {
                value = value * 10 + Int(text[at] - 0x30)
                at += 1
            }
            guard at > start, value <= 255, at - start == 1 || text[start] != 0x30 else { return nil }
            if part < 3 {
                guard text[at] == UInt8(ascii: ".") else { return nil }
                at += 1
            }
        }
        return at
    }

    /// An IPv4 address at `index`. Returns its end or `index`. Left alone: loopback 127/8, 0.0.0.0, netmasks 255.…, and
    /// what the words around make a version or an object identifier.
    mutating func ipv4(at index: Int) -> Int {
        guard let end = ipv4End(index) else { return index }
        let after = text[end]
        if text.wordAt(end) { return index }
        if after == UInt8(ascii: "."), Byte.isAlnum(text[end + 1]) { return index }
        if after == UInt8(ascii: "-"), Byte.isLetter(text[end + 1]) { return index }
        let before = text[index - 1]
        if before == UInt8(ascii: ".") || before == UInt8(ascii: "-") && Byte.isAlnum(text[index - 2]) { return index }
        if before == UInt8(ascii: "/"), Byte.isAlnum(text[index - 2]), !text.has("://", at: index - 3) {
            // `Chrome/120.0.0.0`; a path such as /10.0.0.1 is kept.
            return end
        }
        switch before {
        case UInt8(ascii: "^"), UInt8(ascii: "~"): return end
        case UInt8(ascii: "="):
            let operatorByte = text[index - 2]
            if operatorByte == 0x3D || operatorByte == 0x3E || operatorByte == 0x3C || operatorByte == 0x7E
                || operatorByte == 0x21
            {
                return end
            }
        default: break
        }
        if previous.flags.contains(.version), index - previous.end <= 4 { return end }
        if beforePrevious.flags.contains(.version), index - beforePrevious.end <= 14, previous.length <= 7,
            !isAddressWord(previous)
        {
            return end
        }
        if text.has("127.", at: index) || text.has("255.", at: index) || text.has("0.", at: index) { return end }
        if isSectionNumber(index) { return end }
        numberEnd = end
        add(index, end, .ipAddress, .likely, .format)
        return end
    }

    /// `23.3.1.2` of a standard: a chapter from 11 to 31 and three small numbers.
    private func isSectionNumber(_ index: Int) -> Bool {
        guard text[index] >= 0x31, text[index] <= 0x33, Byte.isDigit(text[index + 1]), text[index + 2] == 0x2E else {
            return false
        }
        let chapter = Int(text[index] - 0x30) * 10 + Int(text[index + 1] - 0x30)
        return (11...31).contains(chapter) && text[index + 4] == 0x2E && text[index + 6] == 0x2E
            && !Byte.isDigit(text[index + 8])
    }

    private func isAddressWord(_ word: Word) -> Bool {
        text.hasFolded("ip", at: word.start) || text.hasFolded("host", at: word.start)
            || text.hasFolded("from", at: word.start) || text.hasFolded("on", at: word.start)
            || text.hasFolded("at", at: word.start) || text.hasFolded("to", at: word.start)
    }

    struct IPv6Text {
        var end: Int
        var groups: Int
        var compressed: Bool
        var hasDigit: Bool
        var longest: Int
        var firstLength: Int
    }

    /// The text form of RFC 4291 §2.2 at `index`, with an embedded dotted quad.
    func ipv6Parse(_ index: Int) -> IPv6Text? {
        var at = index
        var result = IPv6Text(end: index, groups: 0, compressed: false, hasDigit: false, longest: 0, firstLength: 0)
        if text[at] == 0x3A {
            guard text[at + 1] == 0x3A else { return nil }
            result.compressed = true
            at += 2
            result.end = at
        }
        while result.groups < 8 {
            let start = at
            var digit = false
            while Byte.isHex(text[at]), at - start < 5 {
                digit = digit || Byte.isDigit(text[at])
                at += 1
            }
            let length = at - start
            if length == 0 { break }
            if text[at] == UInt8(ascii: "."), result.groups > 0 || result.compressed, let quad = ipv4End(start) {
                result.groups += 2
                result.hasDigit = true
                result.longest = 4
                result.end = quad
                break
            }
            if length > 4 { return nil }
            if result.groups == 0, !result.compressed { result.firstLength = length }
            result.groups += 1
            result.hasDigit = result.hasDigit || digit
            result.longest = max(result.longest, length)
            result.end = at
            guard text[at] == 0x3A else { break }
            if text[at + 1] == 0x3A {
                if result.compressed { return nil }
                result.compressed = true
                at += 2
                result.end = at
            } else {
                guard Byte.isHex(text[at + 1]) else { break }
                at += 1
            }
        }
        guard result.compressed ? result.groups <= 7 : result.groups == 8 else { return nil }
        return result
    }

    /// Whether what stands before the colon at `index` is a label, as in `ip6:2001:db8::1`, and no group of an address.
    private func labelEnds(_ index: Int) -> Bool {
        var at = index - 1
        while index - at <= 5, Byte.isWord(text[at]) {
            if Byte.isLetter(text[at]), !Byte.isHex(text[at]) { return true }
            at -= 1
        }
        return index - at > 5
    }

    /// An IPv6 address at `index` with its zone. Returns its end or `index`. `::`, `::1` and what looks like a scope
    /// (`a::b`, `std::cc`) are left alone.
    mutating func ipv6(at index: Int) -> Int {
        guard !text.wordBefore(index), text[index - 1] != 0x3A || labelEnds(index - 1), let parsed = ipv6Parse(index)
        else { return index }
        var end = parsed.end
        guard !text.wordAt(end), text[end] != 0x3A || !Byte.isAlnum(text[end + 1]) else { return index }
        if text[end] == UInt8(ascii: "."), Byte.isDigit(text[end + 1]) { return index }
        guard parsed.hasDigit, parsed.longest >= 3 || parsed.groups >= 4 else { return index }
        if parsed.compressed, parsed.groups <= 2 {
            let first = text[index] | 0x20
            let known = parsed.firstLength == 4 && (first == 0x66 || text[index] == 0x32 || text[index] == 0x33)
            let mapped = text[index] == 0x3A && (parsed.longest == 4)
            guard known || mapped else { return index }
        }
        if text[end] == UInt8(ascii: "%"), Byte.isAlnum(text[end + 1]) {
            end += 1
            let start = end
            while end - start < 16, Byte.isAlnum(text[end]) || text[end] == 0x2E || text[end] == 0x2D { end += 1 }
            while text[end - 1] == 0x2E { end -= 1 }
        }
        numberEnd = end
        add(index, end, .ipAddress, .certain, .format)
        return end
    }
}

extension Scan {
    /// An address around the `@` at `at` (RFC 5321 with the extensions of RFC 6531): dot-atoms and quoted local parts,
    /// domains of two labels or more, internationalised ones, and address literals.
    mutating func email(around at: Int) {
        guard at >= authorityEnd, let end = domainEnd(at + 1) else { return }
        guard let start = localStart(before: at) else { return }
        // `git@host:path` and `ssh://user@host` name a machine, not a mailbox.
        if text[start - 1] == UInt8(ascii: "/"), text[start - 2] == UInt8(ascii: "/"),
            text[start - 3] == UInt8(ascii: ":")
        {
            return
        }
        if text[end] == UInt8(ascii: ":") {
            // `host:/path` and `host:~/path` of scp and rsync.
            if text[end + 1] == UInt8(ascii: "/") || text[end + 1] == UInt8(ascii: "~") { return }
            if Byte.isWord(text[end + 1]), at - start <= 4, isRepositoryUser(start, at) { return }
        }
        if isRepositoryUser(start, at), text[start - 1] != UInt8(ascii: "<"), text[start - 1] != UInt8(ascii: ":") {
            return
        }
        add(start, end, .email, .certain, .format)
    }

    /// The accounts under which version control is reached.
    private func isRepositoryUser(_ start: Int, _ at: Int) -> Bool {
        switch at - start {
        case 2: text.has("hg", at: start)
        case 3: text.has("git", at: start) || text.has("svn", at: start)
        default: false
        }
    }

    private func localStart(before at: Int) -> Int? {
        if text[at - 1] == UInt8(ascii: "\"") { return quotedStart(before: at) }
        var start = at
        while start > 0, at - start <= 80, isLocal(start - 1) { start -= 1 }
        // Never start inside a character.
        while start < at, text[start] & 0xC0 == 0x80 { start += 1 }
        start = trimmed(start, at)
        guard start < at, at - start <= 64 else { return nil }
        guard text[start] != UInt8(ascii: "."), isLocalEnd(text[at - 1]) else { return nil }
        // `$USER@host` is a variable.
        if text[start] == UInt8(ascii: "$"), !(start..<at).contains(where: { Byte.isDigit(text[$0]) }) { return nil }
        return start
    }

    /// Cuts off what belongs to the surroundings: `key=`, a path, query separators, Markdown and table marks.
    private func trimmed(_ first: Int, _ at: Int) -> Int {
        var start = first
        var hasSlash = false
        for index in first..<at {
            let byte = text[index]
            switch byte {
            case UInt8(ascii: "?"), UInt8(ascii: "&"), UInt8(ascii: "|"), UInt8(ascii: "{"), UInt8(ascii: "`"):
                start = index + 1
                hasSlash = false
            case UInt8(ascii: "/"):
                // RFC 3696 has `customer/department=shipping@example.com`.
                hasSlash = true
                let equals = ((index + 1)..<at).contains { text[$0] == UInt8(ascii: "=") }
                if index == start || !equals { start = index + 1 }
            case UInt8(ascii: "="):
                // A sub-address may hold one: `bounce+jane=example.org@…`.
                if !hasSlash, !contains(UInt8(ascii: "+"), start, index) { start = index + 1 }
            case UInt8(ascii: "."):
                if text[index + 1] == byte { start = index + 2 }
            default: break
            }
        }
        while start < at, Self.isOpening(text[start]) { start += 1 }
        // A byte escape `\n` before the address is not part of it.
        if start > 0, text[start - 1] == UInt8(ascii: "\\"), at - start > 2,
            text[start] == UInt8(ascii: "n") || text[start] == UInt8(ascii: "t") || text[start] == UInt8(ascii: "r")
        {
            start += 1
        }
        return start
    }

    private static func isOpening(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "'"), UInt8(ascii: "*"), UInt8(ascii: "~"), UInt8(ascii: "#"), UInt8(ascii: "^"),
            UInt8(ascii: "-"), UInt8(ascii: "."), UInt8(ascii: "="), UInt8(ascii: "/"), UInt8(ascii: "+"):
            true
        default: false
        }
    }

    private func isLocalEnd(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "."), UInt8(ascii: "}"), UInt8(ascii: "$"): false
        default: true
        }
    }

    private func isLocal(_ index: Int) -> Bool {
        let byte = text[index]
        if Byte.isAlnum(byte) { return true }
        if byte >= 0x80 {
            var lead = index
            while lead > index - 4, text[lead] & 0xC0 == 0x80 { lead -= 1 }
            return text.wideLetterLength(at: lead) > index - lead
        }
        switch byte {
        case UInt8(ascii: "."), UInt8(ascii: "_"), UInt8(ascii: "%"), UInt8(ascii: "+"), UInt8(ascii: "-"),
            UInt8(ascii: "!"), UInt8(ascii: "#"), UInt8(ascii: "$"), UInt8(ascii: "&"), UInt8(ascii: "'"),
            UInt8(ascii: "*"), UInt8(ascii: "/"), UInt8(ascii: "="), UInt8(ascii: "?"), UInt8(ascii: "^"),
            UInt8(ascii: "`"), UInt8(ascii: "{"), UInt8(ascii: "|"), UInt8(ascii: "}"), UInt8(ascii: "~"):
            return true
        default: return false
        }
    }

    private func quotedStart(before at: Int) -> Int? {
        var index = at - 2
        while index >= 0, at - index <= 66 {
            let byte = text[index]
            if byte == 0x0A || byte == 0x0D { return nil }
            if byte == UInt8(ascii: "\""), text[index - 1] != UInt8(ascii: "\\") { return index < at - 2 ? index : nil }
            index -= 1
        }
        return nil
    }

    /// The end of the domain that starts at `index`; nil when there is none.
    private func domainEnd(_ index: Int) -> Int? {
        if text[index] == UInt8(ascii: "[") { return literalEnd(index) }
        var at = index
        var labels = 0
        var labelStart = index
        var lastGood: Int?
        while at - index <= 255 {
            let byte = text[at]
            if Byte.isAlnum(byte) {
                at += 1
                continue
            }
            let wide = byte >= 0x80 ? text.wideLetterLength(at: at) : 0
            if wide > 0 {
                at += wide
                continue
            }
            if byte == UInt8(ascii: "-"), at > labelStart {
                at += 1
                continue
            }
            guard at > labelStart, at - labelStart <= 63 || text[labelStart] >= 0x80 else { break }
            var labelEnd = at
            while labelEnd > labelStart, text[labelEnd - 1] == UInt8(ascii: "-") { labelEnd -= 1 }
            labels += 1
            if labels > 1, isTopLevel(labelStart, labelEnd) {
                lastGood = labelEnd
            } else if labels > 1, byte != 0x2E {
                break
            }
            // Both the dot of ASCII and the ideographic full stop separate labels.
            guard byte == UInt8(ascii: "."), labelEnd == at else { break }
            at += 1
            labelStart = at
        }
        return lastGood
    }

    private func isTopLevel(_ start: Int, _ end: Int) -> Bool {
        let length = end - start
        guard length >= 2, length <= 63 else { return false }
        if text.hasFolded("xn--", at: start) { return length > 4 }
        for index in start..<end where text[index] < 0x80 && !Byte.isLetter(text[index]) { return false }
        return !Self.fileEndings.contains { $0.utf8CodeUnitCount == length && text.hasFolded($0, at: start) }
    }

    /// `icon@2x.png`, `getty@tty1.service`: names of files and units.
    private static let fileEndings: [StaticString] = [
        "png", "jpg", "jpeg", "gif", "svg", "webp", "css", "js", "json", "html", "txt", "pdf", "ico", "woff", "ttf",
        "service", "socket", "target", "mount", "timer", "tsx", "jsx", "yml", "yaml", "scss", "mjs", "cjs", "tgz", "gz",
    ]

    private func literalEnd(_ index: Int) -> Int? {
        var start = index + 1
        if text.hasFolded("ipv6:", at: start) { start += 5 }
        var end = start
        while end - start < 46, Byte.isHex(text[end]) || text[end] == 0x3A || text[end] == 0x2E { end += 1 }
        guard text[end] == UInt8(ascii: "]") else { return nil }
        if ipv4End(start) == end { return end + 1 }
        return start > index + 1 && ipv6Parse(start)?.end == end ? end + 1 : nil
    }
}

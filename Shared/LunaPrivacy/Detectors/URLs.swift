extension Scan {
    /// Credentials in an URL or connection string whose `://` is at `index` (RFC 3986 §3.2.1). The find is the user
    /// information, `user:password` or a lone token.
    mutating func url(at index: Int) {
        let start = index + 3
        guard text.wordBefore(index) else { return }
        var end = start
        var lastAt = -1
        var colon = -1
        while end - start < 1024 {
            let byte = text[end]
            if byte <= 0x20 || byte == 0x22 || byte == 0x3C || byte == 0x3E || byte == 0x60 || byte == 0x5C { break }
            if byte == UInt8(ascii: "/") || byte == UInt8(ascii: "?") || byte == UInt8(ascii: "#") {
                // `${A/B}` inside user information is rare; an unescaped slash in a password is not.
                if lastAt >= 0 || colon < 0 || !unescapedSlash(end, colon) { break }
            }
            if byte == 0x27, lastAt >= 0 || colon < 0 { break }
            if byte == UInt8(ascii: "@") { lastAt = end }
            if byte == 0x3A, colon < 0 { colon = end }
            end += 1
        }
        guard lastAt > start else { return }
        authorityEnd = lastAt + 1
        if colon >= 0, colon < lastAt {
            guard lastAt > colon + 1, !isPlaceholder(colon + 1, lastAt), !isExampleUser(start, colon, lastAt) else {
                return
            }
            add(start, lastAt, .urlCredentials, .certain, .format)
        } else if lastAt - start >= 16, looksRandom(start, lastAt) {
            add(start, lastAt, .urlCredentials, .likely, .format)
        }
    }

    /// Whether the slash at `index` can still belong to a password: an `@` with a host follows before any other mark of
    /// the end, and what stands after the colon is no port.
    private func unescapedSlash(_ index: Int, _ colon: Int) -> Bool {
        if (colon + 1..<index).allSatisfy({ Byte.isDigit(text[$0]) }) { return false }
        if text[colon - 1] == UInt8(ascii: "]") { return false }
        var at = index
        while at - index < 48 {
            let byte = text[at]
            if byte <= 0x20 || byte == 0x22 || byte == 0x27 || byte == 0x3C || byte == 0x3E { return false }
            if byte == UInt8(ascii: "@") { return Byte.isAlnum(text[at + 1]) }
            at += 1
        }
        return false
    }

    /// `user:password@`, `username:pass@`: the way documentation writes the place of credentials.
    private func isExampleUser(_ start: Int, _ colon: Int, _ end: Int) -> Bool {
        let user = readWord(at: start, limit: 32)
        let pass = readWord(at: colon + 1, limit: 32)
        guard user.end == colon, pass.end == end else { return false }
        let users: [StaticString] = ["user", "username", "login", "utilisateur"]
        let passes: [StaticString] = ["password", "pass", "passwd", "pwd", "motdepasse"]
        return users.contains { $0.utf8CodeUnitCount == user.length && text.hasFolded($0, at: start) }
            && passes.contains { $0.utf8CodeUnitCount == pass.length && text.hasFolded($0, at: colon + 1) }
    }
}

/// Credentials among the options of command lines.
extension Scan {
    /// An option at the dash at `index`: `curl -u user:password`, `mysql -pSecret`, `redis-cli -a secret`.
    mutating func flag(at index: Int) {
        var letter = text[index + 1]
        var at = index + 2
        // `curl -su user:password`
        if Byte.isLetter(letter), commandIs("curl") {
            while at - index < 6, Byte.isLetter(text[at]) { at += 1 }
            letter = text[at - 1]
        }
        switch letter {
        case UInt8(ascii: "b") where commandIs("curl"), UInt8(ascii: "U") where commandIs("smbclient"),
            UInt8(ascii: "u"), UInt8(ascii: "p"), UInt8(ascii: "a"),
            UInt8(ascii: "P"), UInt8(ascii: "w"),
            UInt8(ascii: "-"):
            break
        default: return
        }
        guard command.end > 0, index - command.end < 160, index == 0 || text.spaceLength(at: index - 1) > 0 else {
            if letter == UInt8(ascii: "u"), text[index + 2] == UInt8(ascii: "s") { mailchimp(at: index) }
            return
        }
        guard !contains(0x0A, command.end, index) || contains(0x5C, command.end, index) else { return }
        if letter == UInt8(ascii: "b") {
            at = text.skipSpaces(at)
            if Byte.isQuote(text[at]) { at += 1 }
            if at >= cookieEnd { cookies(at) }
        } else if letter == UInt8(ascii: "U") {
            // `-U user%password`
            let user = readWord(at: text.skipSpaces(at, limit: 2), limit: 64)
            if text[user.end] == 0x25 { password(at: user.end + 1, joined: false) }
        } else if letter == UInt8(ascii: "-") {
            guard let name = Self.userOptions.first(where: { text.has($0, at: at) }) else { return }
            at += name.utf8CodeUnitCount
            guard text[at] == 0x3D || text.spaceLength(at: at) > 0 else { return }
            pair(at: text[at] == 0x3D ? at + 1 : at)
        } else if letter == UInt8(ascii: "u") || letter == UInt8(ascii: "a") && commandIs("http") {
            guard text.spaceLength(at: at) > 0 else { return }
            pair(at: at)
        } else {
            let joined = text.spaceLength(at: at) == 0
            guard takesPassword(letter, joined: joined, before: index) else { return }
            password(at: at, joined: joined)
        }
    }

    private static let userOptions: [StaticString] = ["user", "proxy-user", "auth"]

    private func commandIs(_ name: StaticString) -> Bool {
        text.hasFolded(name, at: command.start) && name.utf8CodeUnitCount <= command.length
    }

    private func takesPassword(_ letter: UInt8, joined: Bool, before index: Int) -> Bool {
        switch letter {
        case UInt8(ascii: "p"):
            if commandIs("sshpass") || commandIs("mongo") || commandIs("cqlsh") { return true }
            // `mysql -p secret` asks for the password and opens the database `secret`.
            if commandIs("mysql") || commandIs("mariadb") { return joined }
            return !joined && (command.end..<index).contains { text.has("login", at: $0) }
        case UInt8(ascii: "a"): return !joined && commandIs("redis")
        case UInt8(ascii: "w"): return commandIs("ldap")
        default:
            return !joined
                && (commandIs("unzip") || commandIs("zip") || commandIs("sqlcmd") || commandIs("bcp")
                    || commandIs("osql") || commandIs("isql"))
        }
    }

    /// `user:password` after an option.
    private mutating func pair(at index: Int) {
        var start = text.skipSpaces(index)
        let quote = text[start]
        let quoted = quote == 0x22 || quote == 0x27
        if quoted { start += 1 }
        var end = start
        var colon = -1
        while end - start < 256, text[end] > 0x20 || quoted && text[end] == 0x20, text[end] != quote || !quoted {
            if text[end] == 0x3A, colon < 0 { colon = end }
            end += 1
        }
        guard colon > start, end > colon + 1, !isPlaceholder(colon + 1, end), !text.has("//", at: colon + 1) else {
            return
        }
        add(start, end, .basicAuth, .likely, .context)
    }

    private mutating func password(at index: Int, joined: Bool) {
        var start = text.skipSpaces(index)
        let quote = text[start]
        let quoted = quote == 0x22 || quote == 0x27
        if quoted { start += 1 }
        var end = start
        while end - start < 128, text[end] > 0x20, text[end] != quote || !quoted, text[end] != 0x60 { end += 1 }
        guard end - start >= 4, text[start] != 0x2D, !isPlaceholder(start, end), !joined || !isFlagWord(start, end)
        else { return }
        add(start, end, .password, .likely, .context)
    }

    private func isFlagWord(_ start: Int, _ end: Int) -> Bool {
        (start..<end).allSatisfy { Byte.isLower(text[$0]) || text[$0] == 0x2D }
    }

    /// A Mailchimp key: 32 hexadecimal digits, `-us` and the number of the data centre. `index` is at the dash.
    private mutating func mailchimp(at index: Int) {
        var end = index + 3
        while end - index < 6, Byte.isDigit(text[end]) { end += 1 }
        let start = index - 32
        guard end > index + 3, !text.wordAt(end), start >= 0, !text.wordBefore(start),
            (start..<index).allSatisfy({ Byte.isHex(text[$0]) }), hasDigitAndLetter(start, index)
        else { return }
        add(start, end, .apiKey, .certain, .format)
    }

    // MARK: Literals in code

    /// `auth=("user", "password")`, `HTTPBasicAuth('user', 'password')`, `smtp.login("user", "password")`: two literals and
    /// nothing else. Also the base64 pair of `"auth": "…"` in a Docker configuration and `_auth=…` in an `.npmrc`.
    mutating func literalCredentials(_ word: Word) {
        var at = word.end
        while at - word.end < 3, Byte.isQuote(text[at]) || text[at] == 0x5C || text[at] == 0x5D { at += 1 }
        at = text.skipSpaces(at, limit: 4)
        let mark = text[at]
        if mark == 0x3A || mark == 0x3D {
            at = text.skipSpaces(at + 1, limit: 4)
            if Byte.isQuote(text[at]) || Byte.isAlnum(text[at]) || text[at] == 0x5C {
                encodedPair(at)
                if mark == 0x3A { spokenPair(at) }
                return
            }
        } else if mark != 0x28 {
            return
        }
        guard text[at] == 0x28 || text[at] == 0x5B else { return }
        var values: [(start: Int, end: Int)?] = []
        repeat {
            let value = literal(at + 1)
            at = value.map { $0.end + 1 } ?? nameEnd(at + 1)
            values.append(value)
            at = text.skipWhitespace(at, limit: 16)
        } while text[at] == 0x2C && values.count < 4
        // `connect(host, user, password, database)` of MySQL; elsewhere the password is the last.
        let mysql = text.hasFolded("mysql", at: word.start)
        guard values.count >= (mysql ? 3 : 2), text[at] == 0x29 || text[at] == 0x5D,
            values[mysql ? 1 : values.count - 2] != nil, let secret = values[mysql ? 2 : values.count - 1],
            secret.end - secret.start >= 4,
            !contains(0x20, secret.start, secret.end), !isPlaceholder(secret.start, secret.end)
        else { return }
        add(secret.start, secret.end, .password, .likely, .context)
        valueEnd = max(valueEnd, secret.end)
    }

    /// The end of a name or a path through names after white space.
    private func nameEnd(_ index: Int) -> Int {
        var at = text.skipWhitespace(index, limit: 16)
        while at - index < 64, Byte.isWord(text[at]) || text[at] == 0x2E || text[at] == 0x24 { at += 1 }
        return at
    }

    /// A quoted literal of one line after white space; the range without its quotes.
    func literal(_ index: Int) -> (start: Int, end: Int)? {
        let quote = text.skipWhitespace(index, limit: 16)
        guard text[quote] == 0x22 || text[quote] == 0x27 else { return nil }
        var end = quote + 1
        while end - quote < 128, text[end] != text[quote], !Byte.isLineEnd(text[end]) {
            end += text[end] == 0x5C ? 2 : 1
        }
        return text[end] == text[quote] && end > quote + 1 ? (quote + 1, end) : nil
    }

    /// "creds: admin:Adm1n!x", "login : jdoe / Qwe!rt22".
    private mutating func spokenPair(_ index: Int) {
        let user = readWord(at: index, limit: 32)
        guard user.end > index else { return }
        var start = text.skipSpaces(user.end, limit: 2)
        let spaced = start > user.end
        guard text[start] == 0x2F || text[start] == 0x3A && !spaced, text[start + 1] != 0x2F else { return }
        start += 1
        if spaced { start = text.skipSpaces(start, limit: 2) }
        var end = start
        var digits = 0
        var marks = 0
        while end - start < 64, text[end] > 0x20, text[end] < 0x7F, text[end] != 0x22, text[end] != 0x2C {
            if Byte.isDigit(text[end]) { digits += 1 } else if !Byte.isLetter(text[end]) { marks += 1 }
            end += 1
        }
        while end > start, text[end - 1] == 0x2E || text[end - 1] == 0x29 {
            end -= 1
            marks -= 1
        }
        guard end - start >= 6, digits > 0, marks > 0, digits + marks < end - start, !isPlaceholder(start, end),
            !contains(0x2F, start, end), !isDashedName(start, end)
        else { return }
        add(start, end, .password, .likely, .context)
        valueEnd = max(valueEnd, end)
    }

    private mutating func encodedPair(_ index: Int) {
        var start = index
        while start - index < 3, Byte.isQuote(text[start]) || text[start] == 0x5C { start += 1 }
        var end = start
        while end - start < 1024, Byte.isBase64(text[end]) { end += 1 }
        while text[end] == 0x3D, end - start < 1026 { end += 1 }
        guard end - start >= 8, !text.wordAt(end), Checksum.decodesToPair(text, start, end, ascii: true) else { return }
        add(start, end, .basicAuth, .certain, .checksum)
    }
}

/// Secrets by the name of the place they stand in: `password = "…"`, `DB_PASSWORD=…`, `"api_key": "…"`,
/// `IDENTIFIED BY '…'`, `--password …`, "the password is …", "mot de passe : …".
extension Scan {
    /// How sure the text around is that a value comes next.
    enum ValueMode { case quoted, bare, environment, prose }

    mutating func assignment(_ word: Word) {
        // `sshpass` is a command that ends like the name of one.
        guard word.start >= valueEnd, !word.flags.contains(.command),
            let type = secretKind(word) ?? pairedKind(word) ?? queryKind(word) ?? environmentKind(word)
                ?? nestedKind(word)
        else { return }
        if previous.hash == Self.nameHash || previous.hash == Self.keyHash, word.start - previous.end <= 6 {
            pair = (type, word.end)
        }
        var at = word.end
        let before = text[word.start - 1]
        let flag = before == 0x2D && keyFlag(word)
        // Over the key's closing quote or bracket, a Markdown mark, an escaped quote.
        let afterKey = at
        while at - afterKey < 6 {
            let byte = text[at]
            guard Byte.isQuote(byte) || byte == 0x5D || byte == 0x5C || byte == 0x2A || byte == 0x29 && at > afterKey
            else { break }
            at += 1
        }
        let closed = at > afterKey
        let gap = at
        at = text.skipSpaces(at, limit: 8)
        let spaced = at > gap
        let byte = text[at]
        let next = text[at + 1]
        switch byte {
        case 0x3D where next == 0x3E, 0x3A where next == 0x3D: value(word, type, at + 2, code: true)
        case 0x3D:
            var start = at + 1
            while text[start] == 0x3D { start += 1 }
            value(word, type, start, code: spaced, equals: !spaced)
        case 0x21 where next == 0x3D: break
        case 0x3A where next != 0x3A: colonValue(word, type, at + 1)
        case 0x25 where !spaced && text.hasFolded("%3d", at: at):
            value(word, type, at + 3, code: false, equals: true, encoded: true)
        // A literal only: `private_key->x25519` is a member in C.
        case 0x2D where next == 0x3E:
            if Byte.isQuote(text[text.skipSpaces(at + 2, limit: 4)]) { value(word, type, at + 2, code: true) }
        // `<entry key="db.password">…</entry>`
        case 0x3E where !spaced && closed && type == .password && isKeyAttribute(word): xmlValue(word, type, at + 1)
        case 0x3E where !spaced && (before == 0x3C || before == 0x3A || word.start > 0 && tagOpens(word)):
            xmlValue(word, type, at + 1)
        case 0x28 where !spaced && !closed && isSetter(word) && Byte.isQuote(text[at + 1]):
            value(word, type, at + 1, code: true)
        // SQL: `SET PASSWORD … = PASSWORD('…')`.
        case 0x28 where !closed && type == .password && word.hasUpper && !word.hasLower && Byte.isQuote(text[at + 1]):
            value(word, type, at + 1, code: true)
        case 0x2C where closed && opensArguments(word): argument(word, type, at + 1)
        case 0x27, 0x22, 0x60:
            // `#define WIFI_PASSWORD "…"`
            let constant = word.hasUnderscore && word.hasUpper && !word.hasLower
            if spaced && !closed {
                value(word, type, at, code: byte == 0x27 || constant, prose: byte != 0x27 && !flag && !constant)
            }
        default:
            guard spaced || byte == 0x28 else { return }
            let dash = text.dashLength(at: at)
            if dash > 0, type == .password, !closed, text.spaceLength(at: at + dash) > 0 {
                let start = text.skipSpaces(at + dash, limit: 4)
                if isStandingPassword(start) { value(word, type, start, code: false, prose: true) }
                return
            }
            if closed {
                // `<add key="ApiKey" value="…"/>`
                if text.hasFolded("value=", at: at), Byte.isQuote(text[at + 6]) {
                    value(word, type, at + 6, code: true)
                }
                // `variable "db_password" {`
                if byte == 0x7B { openParent(word, type, after: at) }
                return
            }
            if flag {
                if byte != 0x2D { value(word, type, at, code: false, equals: true) }
            } else if type == .password && followsLogin(word) && !readWord(at: at, limit: 8).flags.contains(.copula)
                || previous.hash == Self.envHash && !word.hasLower
            {
                value(word, type, at, code: false, equals: true)
            } else if type != .password, randomRun(at) {
                value(word, type, at, code: false)
            } else {
                proseValue(word, type, at)
            }
        }
    }

    private static let nameHash = WordHash.of(Array("name".utf8))
    private static let keyHash = WordHash.of(Array("key".utf8))
    private static let userHash = WordHash.of(Array("user".utf8))
    private static let envHash = WordHash.of(Array("env".utf8))

    /// Whether the literal that ends in `word` is the first argument of a call, or an option in a list of arguments.
    private func opensArguments(_ word: Word) -> Bool {
        var at = word.start - 1
        while word.start - at < 48, Byte.isWord(text[at]) || text[at] == 0x2D || text[at] == 0x2E { at -= 1 }
        guard Byte.isQuote(text[at]) else { return false }
        return text[at - 1] == 0x28 || text.has("--", at: at + 1)
    }

    /// `define('DB_PASSWORD', '…')`, `setenv("DB_PASSWORD", "…")`: the value must look like one, since lists of names have
    /// the same form.
    private mutating func argument(_ word: Word, _ type: PrivacyType, _ index: Int) {
        let quote = text.skipSpaces(index, limit: 4)
        guard Byte.isQuote(text[quote]), let end = quotedEnd(quote + 1, text[quote], 0), end - quote > 7,
            hasDigitAndLetter(quote + 1, end)
        else { return }
        judge(type, quote + 1, end, .quoted)
    }

    /// Whether a long random text follows the word directly: `Authorization: ApiKey …`, `token …`.
    func randomRun(_ index: Int) -> Bool {
        var end = index
        while end - index < 256,
            Byte.isBase64URL(text[end]) || text[end] == 0x2E || text[end] == 0x2B || text[end] == 0x2F
        { end += 1 }
        return end - index >= 20 && hasDigitAndLetter(index, end) && looksRandom(index, end) && text[end] != 0x28
    }

    /// `machine h login u password p` of a .netrc file.
    private func followsLogin(_ word: Word) -> Bool {
        var at = word.start - 1
        while word.start - at < 72, at > 0, text[at] != 0x0A {
            if text[at] == 0x20, text.hasFolded(" login ", at: at) || text.hasFolded(" user ", at: at) { return true }
            at -= 1
        }
        return text.hasFolded("login ", at: at)
    }

    /// `--password`, `--db-password`.
    private func keyFlag(_ word: Word) -> Bool {
        var at = word.start - 1
        while word.start - at < 32, Byte.isAlnum(text[at]) || text[at] == 0x2D { at -= 1 }
        return text[at + 1] == 0x2D
            && (text[at] <= 0x20 || text[at] >= 0x80 || text[at] == 0x22 || text[at] == 0x27 || text[at] == 0x5B)
    }

    private func tagOpens(_ word: Word) -> Bool {
        var at = word.start - 1
        while word.start - at < 48, Byte.isWord(text[at]) || text[at] == 0x2D || text[at] == 0x3A || text[at] == 0x2E {
            at -= 1
        }
        return text[at] == 0x3C
    }

    private func isKeyAttribute(_ word: Word) -> Bool {
        var at = word.start - 1
        while word.start - at < 48, Byte.isWord(text[at]) || text[at] == 0x2D || text[at] == 0x2E { at -= 1 }
        return Byte.isQuote(text[at]) && (text.hasFolded("key=", at: at - 4) || text.hasFolded("name=", at: at - 5))
    }

    private func isSetter(_ word: Word) -> Bool {
        text.hasFolded("set", at: word.start) || text.hasFolded("with", at: word.start)
            || (text[word.start - 1] == 0x2E && word.length <= 8)
    }

    // MARK: Where the value is

    /// After `:`: a value, or a type and `=`.
    private mutating func colonValue(_ word: Word, _ type: PrivacyType, _ index: Int) {
        var at = text.skipSpaces(index, limit: 12)
        if Byte.isLineEnd(text[at]) || text[at] == 0x7B { openParent(word, type, after: at) }
        while text[at] == 0x2A { at += 1 }
        at = text.skipSpaces(at, limit: 4)
        if text.has("!!str ", at: at) { at += 6 }
        if text[word.start - 1] == 0x2F, previous.hash == Self.userHash || previous.flags.contains(.login) {
            // "user/pass: bob/secret"
            let user = readWord(at: at, limit: 32)
            if user.end > at, text[user.end] == 0x2F || text[user.end] == 0x3A { at = user.end + 1 }
        }
        if text.hasFolded("phrase", at: word.end - 6), !Byte.isQuote(text[at]) {
            var end = at
            while end - at < 256, !Byte.isLineEnd(text[end]) { end += 1 }
            if contains(0x20, at, end), !contains(0x3A, at, end), !contains(0x28, at, end), !contains(0x3C, at, end) {
                judge(type, at, trimmedEnd(at, end), .quoted)
                return
            }
        }
        // A reference and its lifetime before a type of Rust.
        var name = at
        while text[name] == 0x26 { name += 1 }
        if name > at, text[name] == 0x27 { name = text.skipSpaces(readWord(at: name + 1, limit: 16).end, limit: 1) }
        if Byte.isLetter(text[name]) {
            var end = name
            while end - name < 40,
                Byte.isWord(text[end]) || text[end] == 0x3F || text[end] == 0x21 || text[end] == 0x3C
                    || text[end] == 0x3E
                    || text[end] == 0x5B || text[end] == 0x5D || text[end] == 0x2E
            { end += 1 }
            let equals = text.skipSpaces(end, limit: 4)
            if text[equals] == 0x3D, text[equals + 1] != 0x3D, equals > end || Byte.isQuote(text[equals + 1]) {
                let start = text.skipSpaces(equals + 1, limit: 4)
                if Byte.isQuote(text[start]) { value(word, type, start, code: true) }
                return
            }
        }
        value(word, type, at, code: false, colon: true)
    }

    private mutating func xmlValue(_ word: Word, _ type: PrivacyType, _ index: Int) {
        var end = index
        while end - index < 512, text[end] != 0x3C, text[end] != 0, text[end] != 0x0A { end += 1 }
        guard text[end] == 0x3C, end > index else { return }
        judge(type, index, end, .quoted)
    }

    /// Reads the value that starts after spaces at `index` and judges it.
    mutating func value(
        _ word: Word, _ type: PrivacyType, _ index: Int, code: Bool, equals: Bool = false, colon: Bool = false,
        prose: Bool = false, encoded: Bool = false
    ) {
        var start = text.skipSpaces(index, limit: 16)
        // String prefixes of programming languages: b"…", @"…".
        if Byte.isQuote(text[start + 1]),
            text[start] | 0x20 == 0x62 || text[start] | 0x20 == 0x72 || text[start] | 0x20 == 0x75
                || text[start] == 0x40 || text[start] == 0x4C || text[start] == 0x4E
        {
            start += 1
        }
        var slashes = 0
        while text[start + slashes] == 0x5C, slashes < 4 { slashes += 1 }
        let quote = text[start + slashes]
        if Byte.isQuote(quote) {
            let first = start + slashes + 1
            guard let end = quotedEnd(first, quote, slashes) else { return }
            judge(type, first, end, prose && !isMade(first, end) ? .prose : .quoted)
            return
        }
        let shell = equals && isEnvironmentKey(word)
        var end = start
        while end - start < Self.bareLimit {
            let byte = text[end]
            if byte <= 0x20 || byte == 0x22 || byte == 0x60 || byte == 0x3C && end > start { break }
            if byte == 0x27, !shell { break }
            if shell, byte == 0x3B, endsAtSemicolon(end) { break }
            if !shell {
                if byte == 0x26 && !prose || byte == 0x3B && (!prose || text[end + 1] <= 0x20) { break }
                if byte == 0x5C, text[end + 1] == 0x6E || text[end + 1] == 0x72 || text[end + 1] == 0x22 { break }
                if byte == 0x2C, endsAtComma(end) { break }
                if byte == 0x7C { break }
                if byte == 0x23, text[word.start - 1] == 0x26 || text[word.start - 1] == 0x3F { break }
                if encoded, text.has("%26", at: end) { break }
            }
            if text.spaceLength(at: end) > 0 || byte == 0xE3 && text[end + 1] == 0x80
                || byte == 0xEF && text[end + 1] == 0xBC
            {
                break
            }
            end += 1
        }
        let raw = end
        if !shell { end = trimmedEnd(start, end) }
        guard end > start else { return }
        if isReference(start, end, raw) {
            fallback(type, raw)
            return
        }
        // A YAML tag: `!secret name`.
        if text[start] == 0x21, colon, text[end] == 0x20, onlyLetters(start + 1, end) { return }
        if shell {
            judge(type, start, end, .environment)
        } else if prose {
            judge(type, start, end, .prose)
        } else {
            if onlyLetters(start, end) {
                // A bare word is a value only in files and queries, where nothing else can stand there.
                let stop = text[end]
                let lineEnds = Byte.isLineEnd(stop) || Byte.isLineEnd(text[text.skipSpaces(end, limit: 8)])
                guard type == .password, !code, end - start >= 5,
                    lineEnds || stop == 0x26 || (equals && stop == 0x20) || (equals && stop == 0x3B)
                else { return }
                judge(type, start, end, .quoted)
                return
            }
            judge(type, start, end, .bare)
        }
    }

    /// `process.env.TOKEN || '…'`, `settings.token ?? "…"`, `config.get("token") or "…"`: the value for when there is none.
    private mutating func fallback(_ type: PrivacyType, _ index: Int) {
        var at = text.skipSpaces(index, limit: 2)
        guard at > index || text[at] == 0x7C || text[at] == 0x3F else { return }
        if text.has("||", at: at) || text.has("??", at: at) || text.has("?:", at: at) {
            at += 2
        } else if text.has("or ", at: at) {
            at += 3
        } else {
            return
        }
        guard let found = literal(text.skipSpaces(at, limit: 2)) else { return }
        judge(type, found.start, found.end, .quoted)
    }

    /// Whether a quoted word changes between capitals and small letters inside, as no word does.
    private func isMade(_ start: Int, _ end: Int) -> Bool {
        guard end - start >= 6, !contains(0x20, start, end) else { return false }
        return (start + 2..<end).contains { Byte.isUpper(text[$0]) && Byte.isUpper(text[$0 - 1]) }
            && (start..<end).contains { Byte.isLower(text[$0]) }
    }

    /// Whether the semicolon at `index` ends a value: the next `key=` or the end of the line follows.
    private func endsAtSemicolon(_ index: Int) -> Bool {
        let next = text.skipSpaces(index + 1, limit: 3)
        if Byte.isLineEnd(text[next]) || next > index + 1 { return true }
        return text[readWord(at: next, limit: 32).end] == 0x3D
    }

    /// Whether the comma at `index` ends a value: before a space, a quote or the next `key=`.
    private func endsAtComma(_ index: Int) -> Bool {
        let next = text[index + 1]
        if next <= 0x20 || Byte.isQuote(next) || next == 0x7B || next == 0x5B { return true }
        guard Byte.isLetter(next) || next == 0x5F else { return false }
        let word = readWord(at: index + 1, limit: 32)
        return text[word.end] == 0x3D || text[word.end] == 0x3A || text[word.end] == 0x2E
    }

    func trimmedEnd(_ start: Int, _ end: Int) -> Int {
        var end = end
        while end > start {
            let byte = text[end - 1]
            if byte == 0xBB && text[end - 2] == 0xC2 {
                end -= 2
                continue
            }
            if byte == 0x9D && text[end - 2] == 0x80 && text[end - 3] == 0xE2 {
                end -= 3
                continue
            }
            if byte == 0x2E || byte == 0x2C || byte == 0x3A || byte == 0x29 && !contains(0x28, start, end)
                || byte == 0x5D && !contains(0x5B, start, end) || byte == 0x7D && !contains(0x7B, start, end)
                || byte == 0x2A && text[end - 2] == byte
            {
                end -= byte == 0x2A ? 2 : 1
            } else {
                break
            }
        }
        return end
    }

    func contains(_ byte: UInt8, _ start: Int, _ end: Int) -> Bool {
        var index = start
        while index < end {
            if text[index] == byte { return true }
            index += 1
        }
        return false
    }

    private func quotedEnd(_ first: Int, _ quote: UInt8, _ slashes: Int) -> Int? {
        var at = first
        while at - first <= 8192 {
            let byte = text[at]
            if byte == 0 || byte == 0x0A || byte == 0x0D { return nil }
            if slashes == 0 {
                if byte == 0x5C {
                    at += 2
                    continue
                }
                if byte == quote { return at }
            } else if byte == quote, text[at - 1] == 0x5C {
                return at - slashes
            }
            at += 1
        }
        return nil
    }

    /// `DB_PASSWORD=…` at the start of a line or after `export`, `-e`, `ENV`: to the end of the word, whatever is in
    /// it.
    private func isEnvironmentKey(_ word: Word) -> Bool {
        guard word.hasUpper, !word.hasLower else { return false }
        let before = text[word.start - 1]
        return before <= 0x20 || before == 0x2E
    }

    /// A name, a path through names, or a call, not a value.
    private func isReference(_ start: Int, _ end: Int, _ raw: Int) -> Bool {
        guard
            Byte.isLetter(text[start]) || text[start] == 0x5F || text[start] == 0x40 || text[start] == 0x26
                || text[start] == 0x2A
        else {
            return false
        }
        var at = start + 1
        var dots = 0
        var digits = 0
        while at < end,
            Byte.isWord(text[at]) || text[at] == 0x2E || text[at] == 0x3F || text[at] == 0x3A && text[at + 1] == 0x3A
                || text[at] == 0x3A && text[at - 1] == 0x3A || text[at] == 0x2D && text[at + 1] == 0x3E
                || text[at] == 0x3E && text[at - 1] == 0x2D
        {
            if text[at] == 0x2E { dots += 1 }
            if Byte.isDigit(text[at]) { digits += 1 }
            at += 1
        }
        if text[at] == 0x28 || text[at] == 0x5B { return at > start + 1 && at <= raw }
        if at < end { return false }
        // `@password`: a parameter of SQL.
        if text[start] == 0x40, digits == 0 { return true }
        if dots > 0, digits <= 1 { return true }
        // `user_input`, `dbPassword2`: an identifier in words.
        if contains(0x5F, start, end), digits <= 1, (start..<end).allSatisfy({ !Byte.isUpper(text[$0]) }) {
            return true
        }
        return false
    }

    private func onlyLetters(_ start: Int, _ end: Int) -> Bool {
        (start..<end).allSatisfy { Byte.isLetter(text[$0]) || text[$0] == 0x5F || text[$0] == 0x2D || text[$0] >= 0x80 }
    }
}

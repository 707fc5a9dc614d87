/// Secrets that the place among the arguments of a call gives away: `createHmac('sha256', '…')`, `jwt.sign(payload, '…')`.
extension Scan {
    private static let jwtHash = WordHash.of(Array("jwt".utf8))
    private static let tokenLibrary = WordHash.of(Array("jsonwebtoken".utf8))
    private static let hmacHash = WordHash.of(Array("hmac".utf8))
    /// Methods of libraries for JWT.
    private static let ofTokens: Set<UInt64> = Set(
        ["sign", "verify", "encode", "decode", "signasync"].map { WordHash.of(Array($0.utf8)) })
    private static let createHmacHash = WordHash.of(Array("createhmac".utf8))
    private static let hashHmacHash = WordHash.of(Array("hashhmac".utf8))
    private static let ofHmac: Set<UInt64> = Set(
        ["hexdigest", "digest", "base64digest"].map { WordHash.of(Array($0.utf8)) })
    private static let newHash = WordHash.of(Array("new".utf8))

    /// Judges the argument that is the key. A call inside another's arguments is not looked at again, so that each byte is
    /// read at most twice.
    mutating func keyedCall(_ word: Word) {
        guard text[word.end] == 0x28, word.start >= callEnd else { return }
        let method = text[word.start - 1] == 0x2E
        let position: Int
        if method, previous.hash == Self.jwtHash || previous.hash == Self.tokenLibrary,
            Self.ofTokens.contains(word.hash)
        {
            position = 1
        } else if word.hash == Self.createHmacHash {
            position = 1
        } else if word.hash == Self.hashHmacHash {
            position = 2
        } else if method, previous.hash == Self.hmacHash, word.hash == Self.newHash {
            position = 0
        } else if method, previous.hash == Self.hmacHash, Self.ofHmac.contains(word.hash) {
            position = 1
        } else {
            return
        }
        var at = word.end + 1
        for number in 0...position {
            if number == position {
                var start = text.skipWhitespace(at, limit: 16)
                if text[start] | 0x20 == 0x62, Byte.isQuote(text[start + 1]) { start += 1 }
                if let secret = literal(start), secret.end - secret.start >= 6,
                    !contains(0x20, secret.start, secret.end), !isPlaceholder(secret.start, secret.end)
                {
                    add(secret.start, secret.end, .genericSecret, .likely, .context)
                    valueEnd = max(valueEnd, secret.end)
                }
            } else {
                let next = afterArgument(at)
                at = next.end
                if !next.follows { break }
            }
        }
        callEnd = max(callEnd, at)
    }

    /// The end of an argument, at most 256 bytes on, and whether another one follows.
    private func afterArgument(_ index: Int) -> (end: Int, follows: Bool) {
        var at = index
        var depth = 0
        var quote: UInt8 = 0
        while at - index < 256, at < text.count {
            let byte = text[at]
            if quote != 0 {
                if byte == 0x5C { at += 1 } else if byte == quote { quote = 0 }
            } else {
                switch byte {
                case 0x22, 0x27, 0x60: quote = byte
                case 0x28, 0x5B, 0x7B: depth += 1
                case 0x29, 0x5D, 0x7D:
                    depth -= 1
                    if depth < 0 { return (at, false) }
                case 0x2C where depth == 0: return (at + 1, true)
                default: break
                }
            }
            at += 1
        }
        return (at, false)
    }

    // MARK: Protocols and commands

    private static let loginHash = WordHash.of(Array("login".utf8))
    private static let passHash = WordHash.of(Array("pass".utf8))
    private static let plainHash = WordHash.of(Array("plain".utf8))
    private static let authHash = WordHash.of(Array("auth".utf8))
    private static let htpasswdHash = WordHash.of(Array("htpasswd".utf8))
    private static let sudoHash = WordHash.of(Array("sudo".utf8))
    private static let echoHash = WordHash.of(Array("echo".utf8))
    private static let printfHash = WordHash.of(Array("printf".utf8))

    /// `a1 LOGIN user password` (RFC 9051), `PASS password` (RFC 959, RFC 1939), `AUTH PLAIN …` (RFC 4616), `htpasswd -b …`,
    /// `echo password | sudo -S`.
    mutating func credentialCommand(_ word: Word) {
        switch Byte.lower(text[word.start]) {
        case UInt8(ascii: "l"), UInt8(ascii: "p"), UInt8(ascii: "h"), UInt8(ascii: "e"): break
        default: return
        }
        switch word.hash {
        case Self.loginHash where word.hasUpper != word.hasLower: imapLogin(word)
        case Self.passHash where word.hasUpper && !word.hasLower && word.length == 4: ftpPass(word)
        case Self.plainHash where previous.hash == Self.authHash && word.hasUpper && !word.hasLower:
            let start = text.skipSpaces(word.end, limit: 2)
            var end = start
            while end - start < 512, Byte.isBase64(text[end]) || text[end] == 0x3D { end += 1 }
            if end - start >= 12, Byte.isLineEnd(text[end]), start > word.end {
                add(start, end, .basicAuth, .likely, .context)
            }
        case Self.htpasswdHash: htpasswd(word)
        case Self.echoHash, Self.printfHash: piped(word)
        default: break
        }
    }

    private mutating func imapLogin(_ word: Word) {
        // In capitals, or after a tag.
        guard text[word.end] == 0x20, text[word.start - 1] == 0x20,
            word.hasUpper || previous.hasDigit && previous.length <= 8 && word.start - previous.end == 1
        else { return }
        let user = argument(word.end + 1)
        guard user.end > user.start, text[user.next] == 0x20 else { return }
        let secret = argument(user.next + 1)
        guard secret.end - secret.start >= 4, Byte.isLineEnd(text[secret.next]),
            !isPlaceholder(secret.start, secret.end), secret.quoted || isLikelyPassword(secret.start, secret.end)
        else { return }
        add(secret.start, secret.end, .password, .likely, .context)
        valueEnd = max(valueEnd, secret.end)
    }

    /// After a prompt, or after `USER` on one of the lines before.
    private mutating func ftpPass(_ word: Word) {
        guard text[word.end] == 0x20 else { return }
        var at = word.start - 1
        while at >= 0, word.start - at < 8,
            text[at] == 0x20 || text[at] == 0x2D || text[at] == 0x3E || text[at] == 0x3A
                || text[at] == 0x43
        { at -= 1 }
        guard at < 0 || Byte.isLineEnd(text[at]) else { return }
        let prompted = at + 1 < word.start
        var user = false
        var back = at
        while back >= 0, word.start - back < 160, !user {
            user = text[back] == 0x55 && text.has("USER ", at: back)
            back -= 1
        }
        let secret = argument(word.end + 1)
        guard secret.end - secret.start >= 4, Byte.isLineEnd(text[secret.next]), user || prompted,
            user || !contains(0x2F, secret.start, secret.end), !isPlaceholder(secret.start, secret.end),
            user || isLikelyPassword(secret.start, secret.end)
        else { return }
        add(secret.start, secret.end, .password, .likely, .context)
        valueEnd = max(valueEnd, secret.end)
    }

    private mutating func htpasswd(_ word: Word) {
        guard word.start >= callEnd else { return }
        var at = word.end
        var options = 0
        var given = false
        var toOutput = false
        var places: [(start: Int, end: Int, next: Int, quoted: Bool)] = []
        while at - word.end < 256, text[at] == 0x20, places.count < 4, options < 6 {
            let part = argument(at + 1)
            guard part.next > at + 1 else { break }
            if text[at + 1] == 0x2D {
                options += 1
                given = given || contains(0x62, part.start, part.end)
                toOutput = toOutput || contains(0x6E, part.start, part.end)
            } else {
                places.append(part)
            }
            at = part.next
        }
        callEnd = max(callEnd, at)
        guard given, places.count == (toOutput ? 2 : 3), let secret = places.last, secret.end - secret.start >= 3,
            !isPlaceholder(secret.start, secret.end)
        else { return }
        add(secret.start, secret.end, .password, .certain, .context)
        valueEnd = max(valueEnd, secret.end)
    }

    /// `echo 'password' | sudo -S …`, `echo … | docker login --password-stdin`.
    private mutating func piped(_ word: Word) {
        guard text[word.end] == 0x20, word.start >= callEnd else { return }
        var start = word.end + 1
        if text[start] == 0x2D { start = text.skipSpaces(start + 2, limit: 2) }
        let said = argument(start)
        let pipe = text.skipSpaces(said.next, limit: 3)
        guard text[pipe] == 0x7C, said.end - said.start >= 4, !isPlaceholder(said.start, said.end) else { return }
        var at = pipe + 1
        var takes = false
        while at - pipe < 96, !Byte.isLineEnd(text[at]), !takes {
            takes =
                text[at] == 0x73 && text.has("sudo -S", at: at)
                || text[at] == 0x2D && (text.has("--password-stdin", at: at) || text.has("--stdin", at: at))
            at += 1
        }
        callEnd = max(callEnd, at)
        guard takes, !contains(0x20, said.start, said.end) else { return }
        add(said.start, said.end, .password, .likely, .context)
        valueEnd = max(valueEnd, said.end)
    }

    /// One argument of a line, quoted or not.
    private func argument(_ index: Int) -> (start: Int, end: Int, next: Int, quoted: Bool) {
        let quote = text[index]
        if quote == 0x22 || quote == 0x27 {
            var end = index + 1
            while end - index < 128, text[end] != quote, !Byte.isLineEnd(text[end]) { end += 1 }
            if text[end] == quote { return (index + 1, end, end + 1, true) }
        }
        var end = index
        while end - index < 128, text[end] > 0x20 { end += 1 }
        return (index, end, end, false)
    }

    /// A digit and something else.
    private func isLikelyPassword(_ start: Int, _ end: Int) -> Bool {
        (start..<end).contains { Byte.isDigit(text[$0]) } && (start..<end).contains { !Byte.isDigit(text[$0]) }
    }
}

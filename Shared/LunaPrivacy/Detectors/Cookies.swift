/// Cookies by which a session can be taken over (RFC 6265), and signatures that open what an URL names.
extension Scan {
    private static let cookieHash = WordHash.of(Array("cookie".utf8))
    private static let cookiesHash = WordHash.of(Array("cookies".utf8))
    private static let sessionNames: Set<UInt64> = Set(
        ["phpsessid", "jsessionid", "netsessionid", "aspsessionid", "cfid", "cftoken"].map {
            WordHash.of(Array($0.utf8))
        })

    /// Judges the cookies after `Cookie:`, `Set-Cookie:`, `document.cookie =`, `--cookie`, and names that only cookies of
    /// sessions have, such as `JSESSIONID=`.
    mutating func cookie(_ word: Word) {
        if word.hash == Self.cookieHash || word.hash == Self.cookiesHash {
            guard word.start >= cookieEnd else { return }
            let flag = text[word.start - 1] == 0x2D && text[word.start - 2] == 0x2D
            var at = word.end
            while at - word.end < 4, Byte.isQuote(text[at]) || text[at] == 0x5C || text[at] == 0x5D { at += 1 }
            at = text.skipSpaces(at, limit: 4)
            if text[at] == 0x3A || text[at] == 0x3D {
                at = text.skipSpaces(at + 1, limit: 4)
            } else if !flag {
                return
            }
            if text[at] == 0x7B {
                cookieTable(at + 1)
                return
            }
            while at - word.end < 16, Byte.isQuote(text[at]) || text[at] == 0x5C { at += 1 }
            cookies(at)
        } else if text[word.end] == 0x3D, word.start >= cookieEnd, word.hasUpper || text[word.start - 1] == 0x3B,
            Self.sessionNames.contains(word.hash)
        {
            cookies(word.start)
        }
    }

    /// `name=value; name=value`. Each byte is read once, because no cookie before `cookieEnd` is read again.
    mutating func cookies(_ index: Int) {
        var at = index
        while at < text.count {
            let name = at
            while Self.isNameByte(text[at]), at - name < 128 { at += 1 }
            guard at > name, text[at] == 0x3D else { break }
            let nameEnd = at
            at += 1
            if text[at] == 0x22 { at += 1 }
            let start = at
            while Self.isValueByte(text[at]) { at += 1 }
            if isSession(name, nameEnd), at - start >= 10, !isPlaceholder(start, at),
                hasDigitAndLetter(start, at) || looksRandom(start, at)
            {
                add(start, at, .genericSecret, .certain, .context)
                valueEnd = max(valueEnd, at)
            }
            if text[at] == 0x22 { at += 1 }
            guard text[at] == 0x3B else { break }
            at = text.skipSpaces(at + 1, limit: 4)
        }
        cookieEnd = max(cookieEnd, at)
    }

    /// `{'name': 'value', …}` in code.
    private mutating func cookieTable(_ index: Int) {
        var at = index
        while at < text.count {
            guard let name = literal(at) else { break }
            at = text.skipSpaces(name.end + 1, limit: 4)
            guard text[at] == 0x3A, let value = literal(at + 1) else { break }
            if isSession(name.start, name.end), value.end - value.start >= 10, !isPlaceholder(value.start, value.end),
                hasDigitAndLetter(value.start, value.end)
            {
                add(value.start, value.end, .genericSecret, .certain, .context)
                valueEnd = max(valueEnd, value.end)
            }
            at = text.skipSpaces(value.end + 1, limit: 4)
            guard text[at] == 0x2C else { break }
            at += 1
        }
        cookieEnd = max(cookieEnd, at)
    }

    private static func isNameByte(_ byte: UInt8) -> Bool {
        Byte.isWord(byte) || byte == 0x2D || byte == 0x2E || byte == 0x25
    }

    /// The octets of a cookie's value, without quotes and what ends a string around it.
    private static func isValueByte(_ byte: UInt8) -> Bool {
        byte > 0x20 && byte < 0x7F && byte != 0x22 && byte != 0x27 && byte != 0x3B && byte != 0x5C && byte != 0x2C
            && byte != 0x60
    }

    /// Whether a cookie's name is one of a session or of a protection against forged requests.
    private func isSession(_ start: Int, _ end: Int) -> Bool {
        let parts: [StaticString] = [
            "sess", "sid", "auth", "token", "csrf", "xsrf", "jwt", "remember", "logged_in", "identity", "ticket",
        ]
        return (start..<end).contains { index in
            parts.contains { part in
                guard index + part.utf8CodeUnitCount <= end, text.hasFolded(part, at: index) else { return false }
                // "sid" alone or as the last part; "inside" is none.
                return part.utf8CodeUnitCount > 3 || text.hasFolded("jwt", at: index)
                    || index + 3 == end && (index - start <= 8 || !Byte.isLetter(text[index - 1]))
            }
        }
    }

    /// What a parameter of an URL's query promises: `?key=…`, `&sig=…` of a shared access signature, `X-Amz-Signature=…`.
    func queryKind(_ word: Word) -> PrivacyType? {
        guard text[word.end] == 0x3D, word.length <= 9 else { return nil }
        var start = word.start
        if text[start - 1] == 0x2D {
            // `X-Amz-`, `X-Goog-`.
            if text.hasFolded("x-amz-", at: start - 6) {
                start -= 6
            } else if text.hasFolded("x-goog-", at: start - 7) {
                start -= 7
            }
        }
        let mark = text[start - 1]
        guard mark == 0x3F || mark == 0x26 || mark == 0x3B && text.has("&amp;", at: start - 5) else { return nil }
        let type: PrivacyType
        switch word.length {
        case 3 where text.hasFolded("key", at: word.start): type = .apiKey
        case 3 where text.hasFolded("sig", at: word.start), 9 where text.hasFolded("signature", at: word.start):
            type = .genericSecret
        default: return nil
        }
        var end = word.end + 1
        while end - word.end < 256, Byte.isBase64URL(text[end]) || text[end] == 0x25 || text[end] == 0x2B { end += 1 }
        return looksRandom(word.end + 1, end) && end - word.end > 20 ? type : nil
    }
}

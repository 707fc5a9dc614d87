/// Secrets whose name stands further out: the parent of a mapping in YAML or JSON, the block of a Terraform variable.
extension Scan {
    /// A name of a secret that had no value of its own, only members.
    struct Parent {
        var type: PrivacyType
        /// After its colon or brace.
        var end: Int
        /// Bytes before it on its line; members stand further in.
        var indent: Int
        /// `secrets:`, `passwords:`: every member is one, whatever it is called.
        var takesAll: Bool
        /// In braces: members need not stand on lines of their own.
        var inBraces: Bool
        /// `encryption:`, `signing:`: only its `key` is one.
        var isCipher = false
    }

    /// How far members may be from the name.
    private static let reach = 2048
    private static let members: Set<UInt64> = Set(
        ["value", "default", "val", "plain", "plaintext", "raw", "literal", "current", "content", "secret"].map {
            WordHash.of(Array($0.utf8))
        })
    private static let plurals: Set<UInt64> = Set(
        ["secrets", "passwords", "tokens", "credentials", "apikeys", "secretkeys", "secret"].map {
            WordHash.of(Array($0.utf8))
        })
    /// Members of secrets that are none.
    private static let harmless: Set<UInt64> = Set(
        [
            "name", "user", "username", "login", "namespace", "host", "hostname", "port", "url", "uri", "file", "path",
            "id",
            "type", "provider", "region", "environment", "engine", "version", "key", "description", "email", "external",
            "endpoint", "ca", "cert", "crt", "certificate", "publickey", "arn", "digest", "checksum", "sha256", "image",
            "commit", "revision", "ref",
        ].map { WordHash.of(Array($0.utf8)) })

    private static let ciphers: Set<UInt64> = Set(
        ["encryption", "signing", "cipher", "hmac", "jwt", "crypto", "cookie", "session"].map {
            WordHash.of(Array($0.utf8))
        })
    private static let keyHash = WordHash.of(Array("key".utf8))

    /// Remembers `word` as a parent when nothing but the end of the line or a brace follows the mark at `index`.
    mutating func openParent(_ word: Word, _ type: PrivacyType, after index: Int) {
        let at = text.skipSpaces(index, limit: 4)
        let brace = text[at] == 0x7B
        guard brace || Byte.isLineEnd(text[at]) && at < text.count else { return }
        parent = Parent(
            type: type, end: at, indent: lineIndent(word.start) ?? 0, takesAll: Self.plurals.contains(word.hash),
            inBraces: brace)
    }

    /// What the name further out promises for `word`, which is a key itself.
    mutating func nestedKind(_ word: Word) -> PrivacyType? {
        guard let outer = parent, word.start > outer.end else { return nil }
        guard word.start - outer.end <= Self.reach else {
            parent = nil
            return nil
        }
        var mark = word.end
        if Byte.isQuote(text[mark]) { mark += 1 }
        mark = text.skipSpaces(mark, limit: 4)
        guard text[mark] == 0x3A && text[mark + 1] != 0x3A || text[mark] == 0x3D && text[mark + 1] != 0x3D else {
            return nil
        }
        let indent = lineIndent(word.start)
        if let indent, indent <= outer.indent {
            parent = nil
            return nil
        }
        guard indent != nil || outer.inBraces else { return nil }
        if outer.inBraces, contains(0x7D, max(outer.end, previous.end), word.start) {
            parent = nil
            return nil
        }
        if outer.takesAll {
            guard !Self.harmless.contains(word.hash), memberIsSecret(outer.type, mark + 1) else { return nil }
            return outer.type
        }
        if outer.isCipher { return word.hash == Self.keyHash ? outer.type : nil }
        return Self.members.contains(word.hash) ? outer.type : nil
    }

    /// Members of a list of secrets may be settings, too: only what hardly is a word counts.
    private func memberIsSecret(_ type: PrivacyType, _ index: Int) -> Bool {
        var start = text.skipSpaces(index, limit: 8)
        let quoted = Byte.isQuote(text[start])
        if quoted { start += 1 }
        var end = start
        // A colon ends it, so that many keys in a row are not read again and again.
        while end - start < 256, text[end] > 0x20, !Byte.isQuote(text[end]), text[end] != 0x2C,
            quoted || text[end] != 0x3A
        { end += 1 }
        guard hasDigitAndLetter(start, end), !isDashedName(start, end) else { return false }
        return type == .password ? end - start >= 6 : end - start >= 12
    }

    /// Bytes before `index` on its line when only spaces, dashes of lists and quotes stand there; nil otherwise.
    private func lineIndent(_ index: Int) -> Int? {
        var at = index - 1
        while at >= 0, index - at <= 64 {
            let byte = text[at]
            if byte == 0x0A || byte == 0x0D { return index - at - 1 }
            guard byte == 0x20 || byte == 0x09 || byte == 0x2D || Byte.isQuote(byte) else { return nil }
            at -= 1
        }
        return at < 0 ? index : nil
    }

    // MARK: Kubernetes

    private static let kindHash = WordHash.of(Array("kind".utf8))
    private static let dataHash = WordHash.of(Array("data".utf8))
    private static let stringDataHash = WordHash.of(Array("stringdata".utf8))

    /// `kind: Secret` makes every member of `data:` and `stringData:` a secret, whichever comes first.
    mutating func manifest(_ word: Word) {
        // Most words are no keys; the sets below cost more than the rest of the pass.
        guard text[word.end] == 0x3A || Byte.isQuote(text[word.end]) && text[word.end + 1] == 0x3A else { return }
        if word.hash == Self.kindHash {
            if text.has(": Secret", at: word.end), Byte.isLineEnd(text[word.end + 8]) { secretKindEnd = word.end }
        } else if word.hash == Self.dataHash || word.hash == Self.stringDataHash, text[word.end] == 0x3A,
            Byte.isLineEnd(text[word.end + 1]), word.start - secretKindEnd <= Self.reach || secretKindAhead(word.end)
        {
            openParent(word, .genericSecret, after: word.end + 1)
            parent?.takesAll = true
        } else if Self.ciphers.contains(word.hash) {
            let mark = Byte.isQuote(text[word.end]) ? word.end + 1 : word.end
            if text[mark] == 0x3A, parent.map({ $0.end < word.start }) ?? true {
                let old = parent?.end
                openParent(word, .genericSecret, after: mark + 1)
                if parent?.end != old { parent?.isCipher = true }
            }
        } else if Self.plurals.contains(word.hash), word.start >= valueEnd {
            // `"secrets": {`, `tokens:`; one that is the name of a secret itself was seen as such before.
            let mark = Byte.isQuote(text[word.end]) ? word.end + 1 : word.end
            if text[mark] == 0x3A, parent.map({ $0.end < word.start }) ?? true {
                openParent(word, .genericSecret, after: mark + 1)
            }
        }
    }

    /// Looks ahead for the kind; every byte is looked at once.
    private mutating func secretKindAhead(_ index: Int) -> Bool {
        var at = max(index, kindSearched)
        let stop = min(text.count, index + Self.reach)
        while at < stop, !(text[at] == 0x0A && text.has("---", at: at + 1)) {
            if text[at] == 0x6B, text.has("kind: Secret", at: at), Byte.isLineEnd(text[at + 12]) {
                kindSearched = at
                return true
            }
            at += 1
        }
        kindSearched = max(kindSearched, at)
        return false
    }
}

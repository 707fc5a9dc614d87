/// Which names of variables, fields and options promise a secret.
extension Scan {
    private static let motHash = WordHash.of(Array("mot".utf8))
    private static let identifiedHash = WordHash.of(Array("identified".utf8))
    private static let secureStringHash = WordHash.of(Array("securestring".utf8))
    private static let valueHash = WordHash.of(Array("value".utf8))
    private static let cleHash = WordHash.of(Array("cle".utf8))

    /// Whether the last word of the text is the name of a secret.
    func endsInSecretName() -> Bool {
        var start = text.count
        while start > 0, text.count - start < 64, Byte.isWord(text[start - 1]) || text[start - 1] >= 0x80 { start -= 1 }
        guard start < text.count else { return false }
        return secretKind(readWord(at: start)) != nil
    }

    /// The type that the name of a key promises; nil for most words.
    func secretKind(_ word: Word) -> PrivacyType? {
        if word.flags.contains(.passwordWord) { return .password }
        // `ConvertTo-SecureString "…"` of PowerShell.
        if word.hash == Self.secureStringHash, text[word.start - 1] == 0x2D { return .password }
        var end = word.end
        while end > word.start, Byte.isDigit(text[end - 1]) || text[end - 1] == 0x5F { end -= 1 }
        guard end - word.start >= 2 else { return nil }
        switch (Byte.lower(text[end - 2]), Byte.lower(text[end - 1])) {
        case (0x72, 0x64), (0x77, 0x64), (0x73, 0x73), (0x73, 0x65), (0x65, 0x79), (0x65, 0x6E), (0x65, 0x74),
            (0x70, 0x69),
            (0x61, 0x6C), (0x6C, 0x73), (0x62, 0x79), (0x6F, 0x6E), (0x74, 0x65), (0x64, 0x73), (0x79, 0x73),
            (0x70, 0x77),
            (0x64, 0x65), (0x68, 0x72):
            break
        default: return nil
        }
        var name: [UInt8] = []
        name.reserveCapacity(48)
        var start = word.start
        // The words before, as far as they are joined by a hyphen, or by a space before `key` and its like.
        for _ in 0..<2 {
            let join = text[start - 1]
            guard join == 0x2D || join == 0x20, Byte.isAlnum(text[start - 2]) else { break }
            var at = start - 1
            while at > 0, start - at < 24, Byte.isWord(text[at - 1]) { at -= 1 }
            start = at
        }
        let joined = start
        for index in joined..<end where Byte.isAlnum(text[index]) { name.append(Byte.lower(text[index])) }
        let own = (word.start..<end).reduce(0) { $0 + (Byte.isAlnum(text[$1]) ? 1 : 0) }
        return kind(name, own: own, word: word, end: end)
    }

    private func kind(_ name: [UInt8], own: Int, word: Word, end: Int) -> PrivacyType? {
        func ends(_ suffix: StaticString) -> Bool {
            let count = suffix.utf8CodeUnitCount
            guard name.count >= count else { return false }
            return suffix.withUTF8Buffer { wanted in
                for offset in 0..<count where name[name.count - count + offset] != wanted[offset] { return false }
                return true
            }
        }
        func endsOwn(_ suffix: StaticString) -> Bool { own >= suffix.utf8CodeUnitCount && ends(suffix) }
        if endsOwn("password") || endsOwn("passwd") || endsOwn("passphrase") || endsOwn("motdepasse")
            || endsOwn("passcode")
            || endsOwn("requirepass") || endsOwn("passwords")
        {
            return .password
        }
        if endsOwn("pwd") || endsOwn("pass") || endsOwn("pw") {
            let length = endsOwn("pw") && !endsOwn("pwd") ? 2 : endsOwn("pwd") ? 3 : 4
            let start = end - length
            if start == word.start {
                return length == 2 && word.start == end - 2 && text[end] != 0x3D && text[end] != 0x3A
                    && !text.has(" is ", at: end) && !text.has(": ", at: end + 1)
                    && !isStandingPassword(text.skipSpaces(end, limit: 2)) ? nil : .password
            }
            let mark = text[start - 1]
            if mark == 0x5F || (Byte.isUpper(text[start]) && Byte.isLower(mark)) { return .password }
            let heads: [StaticString] = [
                "store", "key", "trust", "bind", "ldap", "wifi", "proxy", "db", "user", "my", "admin", "root", "sql",
                "smtp", "ftp", "mail", "login", "auth", "ssh", "mysql",
            ]
            return heads.contains { $0.utf8CodeUnitCount == own - length && text.hasFolded($0, at: word.start) }
                ? .password : nil
        }
        if endsOwn("passe"), previous.hash == WordHash.of([0x64, 0x65]) || text[word.start - 1] == 0x2D,
            beforePrevious.hash == Self.motHash
        {
            return .password
        }
        if endsOwn("by"), own == 2, previous.hash == Self.identifiedHash { return .password }
        if ends("secretaccesskey") || ends("awssecretkey") || ends("awssecret") { return .awsSecretKey }
        if ends("apikey") || ends("apikeys") || ends("appkey") || ends("subscriptionkey") || ends("apitoken")
            || ends("clientkey")
            || ends("developerkey") || ends("mapskey") || ends("integrationkey") || ends("servicekey")
        {
            return .apiKey
        }
        if ends("cleapi")
            || endsOwn("api") && own == 3
                && (previous.hash == Self.cleHash || beforePrevious.hash == Self.cleHash)
        {
            return .apiKey
        }
        if endsOwn("secret") || endsOwn("secrets") || ends("secretkey") || ends("privatekey") || ends("signingkey")
            || ends("encryptionkey")
            || ends("masterkey") || ends("accountkey") || ends("storagekey") || ends("sharedaccesskey")
            || ends("accesskey")
            || ends("authkey") || ends("sessionkey") || ends("sharedkey") || ends("hmackey") || ends("jwtkey")
            || endsOwn("credential") || endsOwn("credentials") || endsOwn("jeton") || ends("secrete")
            || ends("cookiekey")
            || ends("deploykey") || ends("aeskey") || ends("securitykey") || ends("sastoken") || ends("webhookkey")
            || ends("secretkeybase")
        {
            return .genericSecret
        }
        if endsOwn("token") {
            let harmless: [StaticString] = [
                "nexttoken", "pagetoken", "continuationtoken", "synctoken", "stoptoken", "endtoken", "padtoken",
                "eostoken",
                "bostoken", "unktoken", "septoken", "masktoken", "designtoken", "cursortoken", "pertoken",
                "cancellationtoken",
            ]
            return harmless.contains { ends($0) } ? nil : .genericSecret
        }
        return nil
    }

    // MARK: Names that promise a secret by what is around them

    /// `- name: DB_PASSWORD` and `value: …` after it, in YAML, JSON or XML: what the name promises.
    func pairedKind(_ word: Word) -> PrivacyType? {
        guard word.hash == Self.valueHash, word.start - pair.end <= 32 else { return nil }
        return (pair.end..<word.start).contains { Byte.isAlnum(text[$0]) } ? nil : pair.type
    }

    /// `ALGOLIA_ADMIN_KEY=…`: a variable that ends in KEY and holds a long random text. Keys of tables and caches and public
    /// ones do not.
    func environmentKind(_ word: Word) -> PrivacyType? {
        guard word.hasUnderscore, word.hasUpper, !word.hasLower, text.hasFolded("_key", at: word.end - 4) else {
            return nil
        }
        let harmless: [StaticString] = ["public", "cache", "primary", "foreign", "sort", "partition", "ssh", "gpg"]
        for index in word.start..<word.end where harmless.contains(where: { text.hasFolded($0, at: index) }) {
            return nil
        }
        var start = text.skipSpaces(word.end, limit: 3)
        guard text[start] == 0x3D || text[start] == 0x3A else { return nil }
        start = text.skipSpaces(start + 1, limit: 3)
        if Byte.isQuote(text[start]) { start += 1 }
        return randomRun(start) ? .apiKey : nil
    }
}

/// Secrets that their own form gives away: provider prefixes, JWT, seeds, key blocks.
extension Scan {
    /// A token that starts at `index`. Returns its end or `index`.
    mutating func token(at index: Int) -> Int {
        let byte = text[index]
        guard byte < 0x80 else { return index }
        if byte == UInt8(ascii: "e"), text.has("eyJ", at: index) {
            let end = jwt(at: index)
            if end > index { return end }
        }
        if Byte.isLetter(text[index + 1]), Byte.isDigit(text[index + 2]) {
            let end = iban(at: index)
            if end > index { return end }
        }
        let second = text[index + 1]
        for entry in SecretPrefixes.byFirst[Int(byte)] where entry.second == second {
            let end = prefixed(entry, at: index)
            if end > index { return end }
        }
        if byte == UInt8(ascii: "S"), Byte.isUpper(second) {
            let end = natsSeed(at: index)
            if end > index { return end }
        }
        if byte == UInt8(ascii: "h"),
            text.has("hooks.slack.com/", at: index) || text.has("https://hooks.slack.com/", at: index)
        {
            let end = slackHook(at: index)
            if end > index { return end }
        }
        if byte == UInt8(ascii: "M") || byte == UInt8(ascii: "N") || byte == UInt8(ascii: "O") {
            let end = discord(at: index)
            if end > index { return end }
        }
        if byte == UInt8(ascii: "a"), second == UInt8(ascii: "t") {
            let end = terraform(at: index)
            if end > index { return end }
        }
        if byte == 0x42 || byte == 0x62 {
            let end = authorization(at: index)
            if end > index { return end }
        }
        return awsSecret(at: index)
    }

    private mutating func prefixed(_ entry: SecretPrefixes.Entry, at index: Int) -> Int {
        guard text.has(entry.prefix, at: index), !text.wordBefore(index) else { return index }
        let start = index + entry.prefix.utf8CodeUnitCount
        var end = start
        var seen: UInt64 = 0
        while entry.alphabet.contains(text[end]) {
            seen |= 1 << UInt64(text[end] & 63)
            end += 1
        }
        // One hyphen or low line at the end belongs to a token in base64url; a dot ends the sentence.
        let mark = text[end - 1]
        let isURL = entry.alphabet == .dashed || entry.alphabet == .dotted
        let last = isURL && Byte.isAlnum(text[end - 2]) && (mark == 0x2D || mark == 0x5F)
        while end > start, !last || text[end - 1] == 0x2E,
            text[end - 1] == 0x2D || text[end - 1] == 0x2E || text[end - 1] == 0x5F && entry.exact == 0
        {
            end -= 1
        }
        let count = end - start
        guard count >= entry.minimum, entry.exact == 0 || count == entry.exact else { return index }
        guard seen.nonzeroBitCount >= (entry.minimum >= 16 ? 8 : 5), !hasPlaceholderWord(start, end) else {
            return index
        }
        if entry.needsDigit, !(start..<end).contains(where: { Byte.isDigit(text[$0]) }) { return index }
        if entry.type == .awsAccessKeyID { remember(.aws, at: end) }
        var reason = PrivacyReason.format
        if entry.type == .githubToken, count == 36, Checksum.isGitHub(text, start, end) { reason = .checksum }
        add(index, end, entry.type, .certain, reason)
        return end
    }

    /// Three base64url parts of which the first decodes to a JOSE header (RFC 7515), or five (RFC 7516).
    private mutating func jwt(at index: Int) -> Int {
        guard !text.wordBefore(index), text[index - 1] != 0x2D else { return index }
        var end = index
        while Byte.isBase64URL(text[end]) { end += 1 }
        guard text[end] == UInt8(ascii: "."), end - index >= 12, decodesToHeader(index, end) else { return index }
        var parts = 1
        while parts < 5, text[end] == UInt8(ascii: ".") {
            var next = end + 1
            while Byte.isBase64URL(text[next]) { next += 1 }
            // Only the signature may be empty (`alg` none), and the key of direct encryption.
            if next == end + 1, parts != 2 && parts != 1 { break }
            parts += 1
            end = next
        }
        while text[end - 1] == 0x2E, parts != 3 { end -= 1 }
        guard parts >= 3 else { return index }
        add(index, end, .jwt, .certain, .checksum)
        return end
    }

    private func decodesToHeader(_ start: Int, _ end: Int) -> Bool {
        let limit = min(end, start + 1024)
        var decoded: [UInt8] = []
        decoded.reserveCapacity((limit - start) * 3 / 4)
        var bits: UInt32 = 0
        var count = 0
        for index in start..<limit {
            guard let value = Checksum.base64Value(text[index]) else { return false }
            bits = bits << 6 | UInt32(value)
            count += 6
            if count >= 8 {
                count -= 8
                decoded.append(UInt8(truncatingIfNeeded: bits >> UInt32(count)))
            }
        }
        guard decoded.first == UInt8(ascii: "{") else { return false }
        return decoded.withUnsafeBufferPointer { buffer in
            let header = ByteText(buffer)
            return (0..<header.count).contains {
                header.has("\"alg\"", at: $0) || header.has("\"typ\"", at: $0) || header.has("\"kid\"", at: $0)
            }
        }
    }

    /// A NATS seed: base32, `S` and the kind, CRC-16 (XMODEM) over the rest, 58 characters.
    private mutating func natsSeed(at index: Int) -> Int {
        guard !text.wordBefore(index) else { return index }
        var end = index
        while end - index < 59, Byte.isUpper(text[end]) || (text[end] >= 0x32 && text[end] <= 0x37) { end += 1 }
        guard end - index == 58, !text.wordAt(end), Checksum.isNATSSeed(text, index, end) else { return index }
        add(index, end, .genericSecret, .certain, .checksum)
        return end
    }

    private mutating func slackHook(at index: Int) -> Int {
        var end = index
        while end - index < 256,
            Byte.isBase64URL(text[end]) || text[end] == 0x2F || text[end] == 0x3A || text[end] == 0x2E
        { end += 1 }
        while end > index, text[end - 1] == 0x2E || text[end - 1] == 0x3A { end -= 1 }
        guard end - index >= 50, !hasPlaceholderWord(index + 24, end) else { return index }
        let digits = (index..<end).contains { Byte.isDigit(text[$0]) }
        guard digits else { return index }
        add(index, end, .slackToken, .certain, .format)
        return end
    }

    /// `Basic` and `Bearer` credentials (RFC 7617, RFC 6750).
    private mutating func authorization(at index: Int) -> Int {
        let basic = text.hasFolded("basic", at: index)
        guard basic || text.hasFolded("bearer", at: index), !text.wordBefore(index) else { return index }
        var at = index + (basic ? 5 : 6)
        if text[at] == 0x3A { at += 1 }
        let start = text.skipSpaces(at, limit: 4)
        guard start > at || text.has("%20", at: at) else { return index }
        var end = start
        while end - start < 4096,
            Byte.isBase64(text[end]) || text[end] == 0x2D || text[end] == 0x5F || text[end] == 0x2E
                || text[end] == 0x7E
        { end += 1 }
        while end > start, text[end - 1] == 0x2E { end -= 1 }
        while text[end] == 0x3D { end += 1 }
        if basic {
            guard end - start >= 8, Checksum.decodesToPair(text, start, end) else { return index }
            add(start, end, .basicAuth, .certain, .checksum)
            return end
        }
        if text.has("eyJ", at: start) { return index }
        guard end - start >= 12, !isPlaceholder(start, end), hasDigitAndLetter(start, end) || looksRandom(start, end)
        else {
            return index
        }
        add(start, end, .genericSecret, .likely, .context)
        return index + 6
    }

    /// Forty characters of base64 near the mention of AWS.
    mutating func awsSecret(at index: Int) -> Int {
        guard near(.aws, index, 160), !text.wordBefore(index) else { return index }
        let before = text[index - 1]
        if before == 0x2F || before == 0x2B || before == 0x2D || before == 0x2E { return index }
        var end = index
        var upper = false
        var lower = false
        var digit = false
        while end - index < 41, Byte.isBase64(text[end]) {
            let byte = text[end]
            upper = upper || Byte.isUpper(byte)
            lower = lower || Byte.isLower(byte)
            digit = digit || Byte.isDigit(byte)
            end += 1
        }
        guard end - index == 40, text[end] != 0x3D, !text.wordAt(end), upper, lower, digit else { return index }
        add(index, end, .awsSecretKey, .likely, .context)
        return end
    }

    /// A Discord bot's token: its number of 17 to 20 digits in base64, a time of 6 or 7 characters, and a signature.
    private mutating func discord(at index: Int) -> Int {
        guard !text.wordBefore(index), text[index - 1] != 0x2D else { return index }
        var dot = index
        while dot - index <= 28, Byte.isBase64URL(text[dot]) { dot += 1 }
        guard (23...28).contains(dot - index), text[dot] == 0x2E, Checksum.decodesToDigits(text, index, dot) else {
            return index
        }
        var second = dot + 1
        while second - dot <= 8, Byte.isBase64URL(text[second]) { second += 1 }
        guard (7...8).contains(second - dot), text[second] == 0x2E else { return index }
        var end = second + 1
        while end - second <= 64, Byte.isBase64URL(text[end]) { end += 1 }
        guard end - second > 26 else { return index }
        add(index, end, .apiKey, .certain, .checksum)
        return end
    }

    /// A token of Terraform Cloud: 14 characters, `.atlasv1.`, and 60 or more. `index` is at the `a` of the middle.
    private mutating func terraform(at index: Int) -> Int {
        guard text.has("atlasv1.", at: index), text[index - 1] == 0x2E else { return index }
        let start = index - 15
        guard start >= 0, !text.wordBefore(start), (start..<(index - 1)).allSatisfy({ Byte.isAlnum(text[$0]) }) else {
            return index
        }
        var end = index + 8
        while Byte.isBase64URL(text[end]) || text[end] == 0x3D { end += 1 }
        guard end - index >= 60 else { return index }
        add(start, end, .apiKey, .certain, .format)
        return end
    }

    /// A Telegram bot's token: its number, a colon, and 35 characters that begin with AA.
    mutating func telegram(at index: Int, colon: Int) -> Int {
        guard !text.wordBefore(index) else { return index }
        var end = colon + 1
        while end - colon < 40, Byte.isBase64URL(text[end]) { end += 1 }
        guard (34...37).contains(end - colon), text[colon + 2] == UInt8(ascii: "A") else { return index }
        add(index, end, .apiKey, .certain, .format)
        return end
    }

    /// A PEM block (RFC 7468) with a private key at `index`, to the end of its END line, also in one line with `\n`
    /// written out. A block that is cut off counts as far as its base64 goes. Returns its end or `index`.
    mutating func pem(at index: Int) -> Int {
        var at = index + 11
        while at - index < 64, Byte.isUpper(text[at]) || text[at] == 0x20 || Byte.isDigit(text[at]) { at += 1 }
        guard text.has("-----", at: at),
            (index..<at).contains(where: { text.has("PRIVATE KEY", at: $0) || text.has("NKEY SEED", at: $0) })
        else { return index }
        at += 5
        let body = at
        // Every byte up to the next dashes is read once, because the pass goes on from there.
        while at < text.count {
            if text[at] == 0x2D, text.has("-----", at: at) { break }
            let byte = text[at]
            guard
                Byte.isBase64(byte) || byte == 0x3D || byte <= 0x20 || byte == 0x5C || byte == 0x2D || byte == 0x3A
                    || byte == 0x2C || byte == 0x22 || byte == 0x2E || byte == 0x27 || byte == 0x23 || byte == 0x3E
                    || byte == 0x2A
                    || byte == 0x5B || byte == 0x5D || byte == 0x5F
            else { break }
            at += 1
        }
        if text.has("-----END ", at: at) {
            var end = at + 9
            while end - at < 64, Byte.isUpper(text[end]) || text[end] == 0x20 || Byte.isDigit(text[end]) { end += 1 }
            if text.has("-----", at: end) { end += 5 }
            if at - body < 16 || hasPlaceholderWord(body, min(at, body + 24)) { return index }
            add(index, end, .privateKey, .certain, .format)
            return end
        }
        var end = body
        var count = 0
        for next in body..<at {
            if Byte.isBase64(text[next]) || text[next] == 0x3D {
                count += 1
                end = next + 1
            } else if text[next] > 0x20, text[next] != 0x5C {
                break
            }
        }
        guard count >= 32 else { return index }
        add(index, end, .privateKey, .likely, .format)
        return end
    }
}

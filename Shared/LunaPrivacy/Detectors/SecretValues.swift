/// Whether a value in the place of a secret is one, or a placeholder, a name, a sentence.
extension Scan {
    /// How many bytes of an unquoted value are read before it is judged.
    static let bareLimit = 256

    mutating func judge(_ type: PrivacyType, _ start: Int, _ end: Int, _ mode: ValueMode) {
        let count = end - start
        guard count >= 3, !isPlaceholder(start, end) else { return }
        if type == .password {
            guard isPassword(start, end, mode) else { return }
        } else {
            guard isSecretValue(type, start, end, mode) else { return }
        }
        var found = type
        if type == .awsSecretKey, count != 40 { found = .genericSecret }
        // A bare value is read up to a limit; once it is known for a secret, all of it goes.
        var stop = end
        if mode != .quoted, end - start >= Self.bareLimit - 8 {
            while text[stop] > 0x20, !Byte.isQuote(text[stop]), text[stop] != 0x26, text[stop] != 0x3C { stop += 1 }
        }
        valueEnd = stop
        add(start, stop, found, mode == .prose ? .likely : .certain, .context)
    }

    private func isPassword(_ start: Int, _ end: Int, _ mode: ValueMode) -> Bool {
        let count = end - start
        if text[start] == 0x2F, text[start + 1] == 0x2F || contains(0x2F, start + 1, end) { return false }
        if text.has("./", at: start) || text.has("~/", at: start) { return false }
        // An expression of code: `(os.path.basename(name), content)`, `[listener.fileno()`.
        if mode == .bare, text[start] == 0x28 || text[start] == 0x5B { return false }
        if text.has("--", at: start) { return false }
        // "Pass `-DNAME=value`": an option.
        if text[start] == 0x2D, Byte.isLetter(text[start + 1]), contains(0x3D, start, end) { return false }
        // `psk: SymmetricKey?,`: a type.
        if mode == .bare, text[end - 1] == 0x3F, text[end] == 0x2C || text[end] == 0x29, Byte.isUpper(text[start]),
            (start..<(end - 1)).allSatisfy({ Byte.isLetter(text[$0]) })
        {
            return false
        }
        let space = contains(0x20, start, end)
        if space {
            guard mode == .quoted else { return false }
            return isPassphrase(start, end)
        }
        switch mode {
        case .quoted, .environment: return count >= 4
        case .bare: return count >= 4
        case .prose:
            guard count >= 4 else { return false }
            return (start..<end).contains { index in
                let byte = text[index]
                return Byte.isDigit(byte)
                    || byte < 0x80 && !Byte.isAlnum(byte) && byte != 0x2D && byte != 0x27 && byte != 0x2E
                        && byte != 0x5F
                        && byte != 0x2F && byte != 0x28 && byte != 0x29
            }
        }
    }

    /// Words as a passphrase, and not a sentence of a user interface.
    private func isPassphrase(_ start: Int, _ end: Int) -> Bool {
        var at = start
        var words = 0
        let digit = (start..<end).contains { Byte.isDigit(text[$0]) }
        while at < end {
            let word = readWord(at: at, limit: 40)
            if word.end > at {
                words += 1
                if word.flags.contains(.notSecret) || !digit && word.flags.contains(.notName) { return false }
                at = word.end
            } else {
                at += 1
            }
        }
        let last = text[end - 1]
        if last == 0x3A || last == 0x3F || last == 0x20 || last == 0x2E { return false }
        return words >= 3 || digit
    }

    private func isSecretValue(_ type: PrivacyType, _ start: Int, _ end: Int, _ mode: ValueMode) -> Bool {
        let count = end - start
        guard count >= 8, count <= 8192 else { return false }
        for index in start..<end {
            let byte = text[index]
            if byte <= 0x20 || byte >= 0x7F { return false }
            if mode != .quoted, byte == 0x28 || byte == 0x29 || byte == 0x3C || byte == 0x3E { return false }
        }
        if text[start] == 0x2F, contains(0x2F, start + 2, end),
            contains(0x2E, start, end) || !hasDigitAndLetter(start, end)
        {
            return false
        }
        if text.has("http://", at: start) || text.has("https://", at: start) || text.has("arn:", at: start) {
            return false
        }
        if mode == .bare, isIdentifier(start, end) || namesKey(start, end) { return false }
        // `.ed25519`: a case of an enumeration.
        if mode != .quoted, text[start] == 0x2E, count <= 20, (start + 1..<end).allSatisfy({ Byte.isWord(text[$0]) }) {
            return false
        }
        let mixed = hasDigitAndLetter(start, end)
        if mixed {
            // `my-app-v2`, `k8s-prod-1`: names with a digit in them.
            return !isDashedName(start, end)
        }
        if looksRandom(start, end) { return true }
        if (start..<end).allSatisfy({ Byte.isDigit(text[$0]) }) { return type != .genericSecret || count >= 16 }
        guard mode == .quoted || mode == .environment else { return false }
        if contains(0x2D, start, end) || contains(0x5F, start, end) || contains(0x2E, start, end)
            || contains(0x2F, start, end)
        {
            return false
        }
        return count >= 16 && !isCamel(start, end)
    }

    /// `ASN1.SEC1PrivateKey`, `.ecdsaP256`: an identifier or a path of them, made of words: half of its letters stand in
    /// runs of four lower-case letters or more, which random text hardly has.
    private func isIdentifier(_ start: Int, _ end: Int) -> Bool {
        var letters = 0
        var digits = 0
        var inWords = 0
        var run = 0
        for index in start...end {
            let byte = index < end ? text[index] : 0
            if Byte.isLower(byte) {
                run += 1
            } else {
                if run >= 4 { inWords += run }
                run = 0
            }
            if Byte.isLetter(byte) { letters += 1 } else if Byte.isDigit(byte) { digits += 1 }
            if index < end, !Byte.isWord(byte), byte != 0x2E, byte != 0x3F { return false }
        }
        return !Byte.isDigit(text[start]) && inWords * 2 >= letters && digits <= 8 && contains(0x2E, start, end)
            || Byte.isUpper(text[start]) && inWords * 2 >= letters && digits <= 4
            || inWords * 4 >= letters * 3 && digits <= 4 && !Byte.isDigit(text[start]) && hasUpper(start, end)
    }

    /// `sec1PrivateKeyNode`, `ed25519CertKey`: a name of something about keys.
    private func namesKey(_ start: Int, _ end: Int) -> Bool {
        if text.has("Key", at: end - 3) || text.has("_key", at: end - 4) { return true }
        return (start..<end).allSatisfy { Byte.isWord(text[$0]) || text[$0] == 0x2E }
            && (start..<max(start, end - 9)).contains { text.has("PrivateKey", at: $0) }
    }

    private func hasUpper(_ start: Int, _ end: Int) -> Bool { (start..<end).contains { Byte.isUpper(text[$0]) } }

    /// Lower-case words with separators, at most two digits in all.
    func isDashedName(_ start: Int, _ end: Int) -> Bool {
        var digits = 0
        var separators = 0
        var longest = 0
        var run = 0
        for index in start..<end {
            let byte = text[index]
            if Byte.isUpper(byte) { return false }
            if Byte.isDigit(byte) { digits += 1 }
            if byte == 0x2D || byte == 0x5F || byte == 0x2E || byte == 0x2F || byte == 0x3A {
                separators += 1
                run = 0
            } else {
                run += 1
                longest = max(longest, run)
            }
        }
        return separators >= 1 && digits <= 3 && longest <= 12
    }

    private func isCamel(_ start: Int, _ end: Int) -> Bool {
        var changes = 0
        for index in (start + 1)..<end where Byte.isUpper(text[index]) && Byte.isLower(text[index - 1]) { changes += 1 }
        let vowels = (start..<end).reduce(0) { $0 + (Self.isVowel(text[$1]) ? 1 : 0) }
        return changes <= (end - start) / 5 && vowels * 10 >= (end - start) * 3
    }

    private static func isVowel(_ byte: UInt8) -> Bool {
        switch byte | 0x20 {
        case 0x61, 0x65, 0x69, 0x6F, 0x75: true
        default: false
        }
    }

    func hasDigitAndLetter(_ start: Int, _ end: Int) -> Bool {
        var digit = false
        var letter = false
        for index in start..<end {
            digit = digit || Byte.isDigit(text[index])
            letter = letter || Byte.isLetter(text[index])
            if digit && letter { return true }
        }
        return false
    }

    /// Not words: digits among letters, changing case, or hardly a vowel.
    func looksRandom(_ start: Int, _ end: Int) -> Bool {
        let count = end - start
        guard count >= 16 else { return false }
        var digits = 0
        var letters = 0
        var changes = 0
        var vowels = 0
        var upper = 0
        for index in start..<end {
            let byte = text[index]
            if Byte.isDigit(byte) { digits += 1 }
            if Byte.isLetter(byte) {
                letters += 1
                if Byte.isUpper(byte) { upper += 1 }
                if Self.isVowel(byte) { vowels += 1 }
                if index > start, Byte.isUpper(byte) != Byte.isUpper(text[index - 1]) { changes += 1 }
            } else if byte <= 0x20 {
                return false
            }
        }
        if digits >= 2, letters >= 2 { return true }
        if letters < 12 { return false }
        if upper > 0, upper < letters, changes * 3 >= count { return true }
        return count >= 20 && vowels * 5 < letters
    }

    /// Stands for a value that is put in elsewhere.
    func isPlaceholder(_ start: Int, _ end: Int) -> Bool {
        let count = end - start
        guard count > 0 else { return true }
        let first = text[start]
        let last = text[end - 1]
        let second = text[start + 1]
        if first == 0x24 {
            if second == 0x7B || second == 0x28 { return true }
            // `$self->password`
            if Byte.isLetter(second), let arrow = (start + 1..<end).first(where: { !Byte.isWord(text[$0]) }),
                text[arrow] == 0x2D, text[arrow + 1] == 0x3E
            {
                return true
            }
            if Byte.isLetter(second) || second == 0x5F,
                ((start + 1)..<end).allSatisfy({ Byte.isWord(text[$0]) || text[$0] == 0x3A }),
                !((start + 1)..<end).contains(where: { Byte.isDigit(text[$0]) })
            {
                return true
            }
        }
        // Interpolation of Swift: `\(value)`.
        if first == 0x5C, second == 0x28 { return true }
        if text.has("%s:%s", at: start) { return true }
        if first == 0x25, last == 0x25 || second == 0x28 || count == 2 { return true }
        if first == 0x3C, last == 0x3E || contains(0x3E, start, end) { return true }
        if first == 0x7B, last == 0x7D { return true }
        if first == 0x5B, last == 0x5D { return true }
        if first == 0x40, second == 0x7B || last == 0x40 { return true }
        if first == 0x5F, second == 0x5F, last == 0x5F { return true }
        if first == 0x3A, (start + 1..<end).allSatisfy({ Byte.isWord(text[$0]) }) { return true }
        var seen: UInt64 = 0
        var seenHigh: UInt64 = 0
        for index in start..<min(end, start + 64) {
            let byte = text[index]
            if byte < 64 { seen |= 1 << UInt64(byte) } else { seenHigh |= 1 << UInt64(byte & 63) }
            let next = text[index + 1]
            if byte == 0x24 || byte == 0x23, next == 0x7B, index < end { return true }
            if byte == 0x7B, next == 0x7B { return true }
            if byte == 0x3C, next == 0x25 { return true }
            if byte == 0x24, next == 0x28 { return true }
        }
        if seen.nonzeroBitCount + seenHigh.nonzeroBitCount <= 2 { return true }
        if hasPlaceholderWord(start, end) { return true }
        let word = readWord(at: start, limit: 40)
        let optional = text[word.end] == 0x3F || text[word.end] == 0x21
        if word.end == end || optional && word.end + 1 == end, word.flags.contains(.notSecret), !word.hasDigit {
            return true
        }
        return Self.defaults.contains { $0.utf8CodeUnitCount == count && text.hasFolded($0, at: start) }
    }

    private static let defaults: [StaticString] = [
        "changeme", "change_me", "change-me", "changeit", "change_this", "change-this", "my-password", "my_password",
        "mypassword",
        "my-secret", "my_secret", "mysecret", "my-api-key", "my_api_key", "some-secret", "not-set", "n/a",
        "user_password",
        "a-secret", "super-secret", "motdepasse", "mot-de-passe", "mot_de_passe", "api_key", "api-key", "votre-cle",
        "none",
    ]

    /// `your`, `xxxx`, `…` and other marks of a value to be filled in.
    func hasPlaceholderWord(_ start: Int, _ end: Int) -> Bool {
        let stop = min(end, start + 96)
        var index = start
        while index < stop {
            switch Byte.lower(text[index]) {
            case 0x79: if text.hasFolded("your", at: index), index + 4 <= end { return true }
            case 0x76: if text.hasFolded("votre", at: index), index + 5 <= end { return true }
            case 0x78: if text.has("xxxx", at: index) || text.has("XXXX", at: index), index + 4 <= end { return true }
            case 0x70: if text.hasFolded("placeholder", at: index), index + 11 <= end { return true }
            case 0x72:
                if text.hasFolded("redacted", at: index), index + 8 <= end { return true }
                if text.hasFolded("replace", at: index), index + 7 <= end { return true }
            case 0x69: if text.hasFolded("insert", at: index), index + 6 <= end { return true }
            case 0x65: if index == start, text.hasFolded("example", at: index), index + 7 <= end { return true }
            case 0x2A: if text.has("****", at: index), index + 4 <= end { return true }
            case 0x2E: if text.has("...", at: index), index + 3 <= end { return true }
            case 0xE2: if text.has("…", at: index), index + 3 <= end { return true }
            case 0x2D, 0x5F:
                if text.hasFolded("-here", at: index) || text.hasFolded("_here", at: index), index + 5 == end {
                    return true
                }
            default: break
            }
            index += 1
        }
        return false
    }
}

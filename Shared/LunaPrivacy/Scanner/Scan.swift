/// One pass over one text: the state that detectors share, and the loop that calls them.
///
/// Every detector reads a bounded number of bytes around its trigger, or reads on to an end from which the loop goes
/// on, so the whole pass is linear whatever the input is.
struct Scan {
    let text: ByteText
    let words: WordTable
    var found: [PrivacySpan] = []
    /// For each context flag, where its last word ended.
    var lastSeen: [Int] = Array(repeating: Int.min / 2, count: 10)
    /// The words before the current place, the nearest last.
    var previous = Word(start: -1, end: -1, hash: 0, flags: [])
    var beforePrevious = Word(start: -1, end: -1, hash: 0, flags: [])
    /// Names are not looked for before this place, because it belongs to one already.
    var nameEnd = 0
    /// A number that starts before this place belongs to a find already.
    var numberEnd = 0
    /// After the user information of the last URL; an `@` before it is no mailbox.
    var authorityEnd = 0
    /// The end of the last value found by its key; what is inside is not judged again.
    var valueEnd = 0
    /// The last name of a secret that was the value of a key `name`, and where it ended.
    var pair: (type: PrivacyType, end: Int) = (.password, Int.min / 2)
    /// The last word that is a command which takes credentials as an option.
    var command = Word(start: -1, end: -1, hash: 0, flags: [])
    /// The last name of a secret that has members instead of a value.
    var parent: Parent?
    /// The last `kind: Secret`, and how far has been looked for one.
    var secretKindEnd = Int.min / 2
    var kindSearched = 0
    /// Calls, statements and commands before this place are judged by the places of their arguments.
    var callEnd = 0
    /// Lines before this place belong to a table that is judged.
    var tableEnd = 0
    /// The cookies before this place are judged.
    var cookieEnd = 0
    /// Groups of digits of the number under test; kept to save allocations.
    var groups: [DigitGroup] = []
    var digits: [UInt8] = []

    private static let neHash = WordHash.of(Array("ne".utf8))

    init(_ text: ByteText, words: WordTable) {
        self.text = text
        self.words = words
    }

    mutating func run() {
        var index = 0
        let count = text.count
        while index < count {
            let byte = text[index]
            if Byte.isLetter(byte) {
                index = word(at: index)
            } else if byte >= 0x80 {
                let length = text.wideLetterLength(at: index)
                index = length > 0 ? word(at: index) : index + 1
            } else if Byte.isDigit(byte) {
                index = number(at: index)
            } else {
                switch byte {
                case UInt8(ascii: "@"): email(around: index)
                case UInt8(ascii: "+"), UInt8(ascii: "("): openPhone(at: index)
                case UInt8(ascii: ":"):
                    if text[index + 1] == UInt8(ascii: "/"), text[index + 2] == UInt8(ascii: "/") {
                        url(at: index)
                    } else if text[index + 1] == UInt8(ascii: ":"), text[index - 1] != UInt8(ascii: ":") {
                        if ipv6(at: index) > index { index = numberEnd - 1 }
                    }
                case UInt8(ascii: "-"):
                    if text[index + 1] == byte, text.has("-----BEGIN ", at: index) {
                        index = max(index, pem(at: index) - 1)
                    } else {
                        flag(at: index)
                    }
                case UInt8(ascii: "%"):
                    track(at: index)
                    encodedPhone(at: index)
                case UInt8(ascii: "_"):
                    index = word(at: index) - 1
                default: break
                }
                index += 1
            }
        }
    }

    mutating func add(
        _ start: Int, _ end: Int, _ type: PrivacyType, _ confidence: PrivacyConfidence, _ reason: PrivacyReason
    ) {
        guard start < end else { return }
        found.append(PrivacySpan(start: start, end: end, type: type, confidence: confidence, reason: reason))
    }

    // MARK: Context

    /// Whether a word of that context ended at most `window` bytes before `index`.
    @inline(__always)
    func near(_ flag: WordFlags, _ index: Int, _ window: Int) -> Bool {
        index - lastSeen[flag.rawValue.trailingZeroBitCount] <= window
    }

    mutating func remember(_ flags: WordFlags, at end: Int) {
        var bits = flags.rawValue & WordFlags.contexts.rawValue
        while bits != 0 {
            lastSeen[bits.trailingZeroBitCount] = end
            bits &= bits - 1
        }
    }

    /// The word before `index` is the one just before, with only punctuation of a label in between.
    func follows(_ flag: WordFlags, _ index: Int, gap: Int = 6) -> Bool {
        previous.flags.contains(flag) && index - previous.end <= gap
    }

    /// Whether one of the next few words has `flag`.
    func ahead(_ flag: WordFlags, from index: Int, window: Int) -> Bool {
        var at = index
        let limit = min(text.count, index + window)
        while at < limit {
            if Byte.isLetter(text[at]) || text.wideLetterLength(at: at) > 0 {
                let next = readWord(at: at, limit: 48)
                if next.flags.contains(flag) { return true }
                at = max(next.end, at + 1)
            } else {
                at += 1
            }
        }
        return false
    }

    // MARK: Words

    /// The word at `index`. Reads at most `limit` bytes, all of the word when there is no limit.
    func readWord(at index: Int, limit: Int = .max) -> Word {
        var word = Word(start: index, end: index, hash: WordHash.seed, flags: [])
        var at = index
        let stop = limit == .max ? text.count : min(text.count, index + limit)
        while at < stop {
            let byte = text[at]
            if Byte.isLower(byte) {
                word.hash = WordHash.add(word.hash, byte)
                word.hasLower = true
                word.letters += 1
                at += 1
            } else if Byte.isUpper(byte) {
                if at == index { word.startsUpper = true }
                word.hash = WordHash.add(word.hash, byte | 0x20)
                word.hasUpper = true
                word.letters += 1
                at += 1
            } else if byte == 0x5F {
                word.hasUnderscore = true
                at += 1
            } else if Byte.isDigit(byte) {
                word.hasDigit = true
                word.hash = WordHash.add(word.hash, byte)
                at += 1
            } else if byte >= 0xC3 {
                let length = text.wideLetterLength(at: at)
                if length == 0 { break }
                readWide(at: at, length: length, into: &word)
                at += length
            } else {
                break
            }
        }
        word.end = at
        word.flags = words[word.hash]
        // "né" with its accent is about a birth, "ne" is not.
        if word.hasWide, word.length <= 4, word.letters == 2, word.hash == Self.neHash { word.flags.insert(.birth) }
        return word
    }

    private func readWide(at index: Int, length: Int, into word: inout Word) {
        let lead = text[index]
        let trail = text[index + 1]
        word.hasWide = true
        // Combining marks U+0300…U+036F leave the base letter as it is.
        if lead == 0xCC || (lead == 0xCD && trail <= 0xAF) { return }
        word.letters += 1
        let base = length == 2 ? WordHash.fold(lead, trail) : 0
        if base != 0 {
            word.hash = WordHash.add(word.hash, base)
        } else {
            for offset in 0..<length { word.hash = WordHash.add(word.hash, text[index + offset]) }
        }
        if length == 2, WordHash.isUpper(lead, trail) {
            if index == word.start { word.startsUpper = true }
            word.hasUpper = true
        } else {
            word.hasLower = true
        }
    }

    /// A word: provider tokens first, then contexts, labels and names. Returns where to go on.
    private mutating func word(at index: Int) -> Int {
        let end = token(at: index)
        if end > index { return end }
        var word = readWord(at: index)
        if word.length <= 4, text[word.end] == UInt8(ascii: ":"), word.letters > 0 || word.hasDigit {
            let after = ipv6(at: index)
            if after > index { return after }
        }
        if word.length <= 64 {
            if word.hasUnderscore || (word.hasUpper && word.hasLower) || word.hasDigit {
                word.flags.formUnion(parts(of: word))
            }
            if word.length == 1 { word.flags.formUnion(dotted(word)) }
            remember(word.flags, at: word.end)
            if word.flags.contains(.command), text[word.end] != UInt8(ascii: ":") { command = word }
            labelledNumber(word)
            assignment(word)
            manifest(word)
            keyedCall(word)
            credentialCommand(word)
            inserted(word)
            table(word)
            if word.flags.contains(.login) { literalCredentials(word) }
            cookie(word)
            if word.start >= nameEnd { name(word) }
            beforePrevious = previous
            previous = word
        }
        return word.end
    }

    /// D.O.B. and S.S.N. at their last letter.
    private func dotted(_ word: Word) -> WordFlags {
        switch Byte.lower(text[word.start]) {
        case UInt8(ascii: "b"): text.hasFolded("d.o.", at: word.start - 4) ? .birth : []
        case UInt8(ascii: "n"):
            text.hasFolded("s.s.", at: word.start - 4) ? .ssn : text.hasFolded("d.d.", at: word.start - 4) ? .birth : []
        default: []
        }
    }

    /// The contexts of the parts of `birthDate`, `birth_date`, `phone2`.
    func parts(of word: Word) -> WordFlags {
        var flags: WordFlags = []
        var hash = WordHash.seed
        var letters = 0
        var wasLower = false
        for at in word.start..<word.end {
            let byte = text[at]
            let upper = Byte.isUpper(byte)
            if !Byte.isLetter(byte) || (upper && wasLower) {
                if letters > 1 { flags.formUnion(words[hash]) }
                hash = WordHash.seed
                letters = 0
            }
            if Byte.isLetter(byte) {
                hash = WordHash.add(hash, byte | 0x20)
                letters += 1
            }
            wasLower = Byte.isLower(byte)
        }
        if letters > 1, letters < word.length { flags.formUnion(words[hash]) }
        return flags.intersection([.contexts, .nameLabel, .weakNameLabel])
    }
}

/// The bytes under the scanner. Reading outside gives 0, which no pattern accepts, so no detector can leave the buffer.
///
/// Holds a pointer that is only valid inside the closure of `withUnsafeBufferPointer` in which it was made; it never
/// leaves `PrivacyScanner.scan`.
struct ByteText {
    let buffer: UnsafeBufferPointer<UInt8>
    let count: Int

    init(_ buffer: UnsafeBufferPointer<UInt8>) {
        self.buffer = buffer
        self.count = buffer.count
    }

    @inline(__always)
    subscript(_ index: Int) -> UInt8 {
        UInt(bitPattern: index) < UInt(bitPattern: count) ? buffer[index] : 0
    }

    /// Whether the bytes at `index` are those of `text`, exactly.
    @inline(__always)
    func has(_ text: StaticString, at index: Int) -> Bool {
        let length = text.utf8CodeUnitCount
        guard index >= 0, index + length <= count else { return false }
        return text.withUTF8Buffer { wanted in
            for offset in 0..<length where buffer[index + offset] != wanted[offset] { return false }
            return true
        }
    }

    /// As `has`, ASCII letters in either case; `text` is given in lower case.
    @inline(__always)
    func hasFolded(_ text: StaticString, at index: Int) -> Bool {
        let length = text.utf8CodeUnitCount
        guard index >= 0, index + length <= count else { return false }
        return text.withUTF8Buffer { wanted in
            for offset in 0..<length where Byte.lower(buffer[index + offset]) != wanted[offset] { return false }
            return true
        }
    }

    /// Length of the space at `index`: ASCII space, tab, no-break and thin spaces of Unicode. 0 when there is none.
    @inline(__always)
    func spaceLength(at index: Int) -> Int {
        let byte = self[index]
        if byte == 0x20 || byte == 0x09 { return 1 }
        if byte == 0xC2, self[index + 1] == 0xA0 { return 2 }
        if byte == 0xE2, self[index + 1] == 0x80 {
            let last = self[index + 2]
            // U+2000…U+200A spaces, U+202F narrow no-break space.
            if (0x80...0x8A).contains(last) || last == 0xAF { return 3 }
        }
        return 0
    }

    /// Length of the hyphen or dash at `index` (ASCII, U+2010…U+2014, U+2212). 0 when there is none.
    @inline(__always)
    func dashLength(at index: Int) -> Int {
        let byte = self[index]
        if byte == 0x2D { return 1 }
        if byte == 0xE2 {
            if self[index + 1] == 0x80, (0x90...0x94).contains(self[index + 2]) { return 3 }
            if self[index + 1] == 0x88, self[index + 2] == 0x92 { return 3 }
        }
        return 0
    }

    /// Index of the first byte at or after `index` that is no space or tab.
    func skipSpaces(_ index: Int, limit: Int = 32) -> Int {
        var at = index
        while at - index < limit {
            let length = spaceLength(at: at)
            if length == 0 { break }
            at += length
        }
        return at
    }

    /// As `skipSpaces`, line ends too.
    func skipWhitespace(_ index: Int, limit: Int = 64) -> Int {
        var at = index
        while at - index < limit {
            let byte = self[at]
            if byte == 0x0A || byte == 0x0D {
                at += 1
                continue
            }
            let length = spaceLength(at: at)
            if length == 0 { break }
            at += length
        }
        return at
    }

    /// Length of the letter (or combining mark) that starts with the byte at `index`, when that byte is not ASCII; 0
    /// for
    /// spaces, punctuation, symbols and emoji, and for continuation bytes.
    @inline(__always)
    func wideLetterLength(at index: Int) -> Int {
        let byte = self[index]
        if byte < 0xC3 { return 0 }
        if byte < 0xE0 {
            if byte == 0xC3, self[index + 1] == 0x97 || self[index + 1] == 0xB7 { return 0 }
            return self[index + 1] & 0xC0 == 0x80 ? 2 : 0
        }
        if byte < 0xF0 {
            if byte == 0xE2 { return 0 }
            if byte == 0xE3, self[index + 1] == 0x80 { return 0 }
            if byte == 0xEF { return 0 }
            return self[index + 1] & 0xC0 == 0x80 && self[index + 2] & 0xC0 == 0x80 ? 3 : 0
        }
        return 0
    }

    /// Whether a letter, digit or `_` ends just before `index`.
    @inline(__always)
    func wordBefore(_ index: Int) -> Bool {
        let byte = self[index - 1]
        if Byte.isWord(byte) { return true }
        if byte & 0xC0 != 0x80 { return false }
        var at = index - 1
        while at > index - 4, self[at] & 0xC0 == 0x80 { at -= 1 }
        return wideLetterLength(at: at) == index - at
    }

    /// Whether a letter, digit or `_` starts at `index`.
    @inline(__always)
    func wordAt(_ index: Int) -> Bool {
        Byte.isWord(self[index]) || wideLetterLength(at: index) > 0
    }
}

/// Classes of single bytes.
enum Byte {
    @inline(__always) static func isDigit(_ byte: UInt8) -> Bool { byte &- 0x30 < 10 }
    @inline(__always) static func isLetter(_ byte: UInt8) -> Bool { (byte | 0x20) &- 0x61 < 26 }
    @inline(__always) static func isUpper(_ byte: UInt8) -> Bool { byte &- 0x41 < 26 }
    @inline(__always) static func isLower(_ byte: UInt8) -> Bool { byte &- 0x61 < 26 }
    @inline(__always) static func isAlnum(_ byte: UInt8) -> Bool { isDigit(byte) || isLetter(byte) }
    @inline(__always) static func isWord(_ byte: UInt8) -> Bool { isDigit(byte) || isLetter(byte) || byte == 0x5F }
    @inline(__always) static func isHex(_ byte: UInt8) -> Bool { isDigit(byte) || (byte | 0x20) &- 0x61 < 6 }
    @inline(__always) static func lower(_ byte: UInt8) -> UInt8 { isUpper(byte) ? byte | 0x20 : byte }
    @inline(__always) static func isBase64(_ byte: UInt8) -> Bool { isAlnum(byte) || byte == 0x2B || byte == 0x2F }
    @inline(__always) static func isBase64URL(_ byte: UInt8) -> Bool { isAlnum(byte) || byte == 0x2D || byte == 0x5F }
    @inline(__always) static func isQuote(_ byte: UInt8) -> Bool { byte == 0x22 || byte == 0x27 || byte == 0x60 }
    @inline(__always) static func isLineEnd(_ byte: UInt8) -> Bool { byte == 0x0A || byte == 0x0D || byte == 0 }
}

/// The checks that prove a secret to be one.
enum Checksum {
    /// Value of a base64 or base64url digit.
    @inline(__always)
    static func base64Value(_ byte: UInt8) -> UInt8? {
        if Byte.isUpper(byte) { return byte - 0x41 }
        if Byte.isLower(byte) { return byte - 0x61 + 26 }
        if Byte.isDigit(byte) { return byte - 0x30 + 52 }
        if byte == 0x2B || byte == 0x2D { return 62 }
        return byte == 0x2F || byte == 0x5F ? 63 : nil
    }

    /// Whether base64 decodes to printable text with a colon: a user and a password.
    static func decodesToPair(_ text: ByteText, _ start: Int, _ end: Int, ascii: Bool = false) -> Bool {
        var bits: UInt32 = 0
        var count = 0
        var colon = false
        for index in start..<end {
            if text[index] == 0x3D { break }
            guard let value = base64Value(text[index]) else { return false }
            bits = bits << 6 | UInt32(value)
            count += 6
            if count >= 8 {
                count -= 8
                let byte = UInt8(truncatingIfNeeded: bits >> UInt32(count))
                if byte < 0x20 || byte == 0x7F || ascii && byte > 0x7F { return false }
                if byte == 0x3A { colon = true }
            }
        }
        return colon
    }

    /// Whether base64 decodes to decimal digits only.
    static func decodesToDigits(_ text: ByteText, _ start: Int, _ end: Int) -> Bool {
        var bits: UInt32 = 0
        var count = 0
        for index in start..<end {
            guard let value = base64Value(text[index]) else { return false }
            bits = bits << 6 | UInt32(value)
            count += 6
            if count >= 8 {
                count -= 8
                if !Byte.isDigit(UInt8(truncatingIfNeeded: bits >> UInt32(count))) { return false }
            }
        }
        return true
    }

    /// The last six characters of a GitHub token: CRC-32 (IEEE) of the thirty before, in base 62.
    static func isGitHub(_ text: ByteText, _ start: Int, _ end: Int) -> Bool {
        var crc: UInt32 = 0xFFFF_FFFF
        for index in start..<(end - 6) {
            crc ^= UInt32(text[index])
            for _ in 0..<8 { crc = crc & 1 == 1 ? crc >> 1 ^ 0xEDB8_8320 : crc >> 1 }
        }
        crc = ~crc
        var value: UInt64 = 0
        for index in (end - 6)..<end {
            let byte = text[index]
            // A fine-grained token of the same length may have a low line here.
            guard Byte.isAlnum(byte) else { return false }
            let digit = Byte.isDigit(byte) ? byte - 0x30 : Byte.isUpper(byte) ? byte - 0x41 + 10 : byte - 0x61 + 36
            value = value * 62 + UInt64(digit)
        }
        return value == UInt64(crc)
    }

    /// The CRC-16 at the end of an encoded NATS key, little-endian, over the bytes before, and the seed's prefix.
    static func isNATSSeed(_ text: ByteText, _ start: Int, _ end: Int) -> Bool {
        var raw: [UInt8] = []
        var bits: UInt32 = 0
        var count = 0
        for index in start..<end {
            let byte = text[index]
            bits = bits << 5 | UInt32(Byte.isUpper(byte) ? byte - 0x41 : byte - 0x32 + 26)
            count += 5
            if count >= 8 {
                count -= 8
                raw.append(UInt8(truncatingIfNeeded: bits >> UInt32(count)))
            }
        }
        guard raw.count == 36, raw[0] & 0xF8 == 18 << 3 else { return false }
        var crc: UInt16 = 0
        for byte in raw[..<34] {
            crc ^= UInt16(byte) << 8
            for _ in 0..<8 { crc = crc & 0x8000 != 0 ? crc << 1 ^ 0x1021 : crc << 1 }
        }
        return UInt16(raw[34]) | UInt16(raw[35]) << 8 == crc
    }
}

/// Checks and prepares the bytes of a plan file: UTF-8 without control characters, lines ended by `\n`.
enum SourceText {
    /// The bytes to read, without byte order mark and with `\n` for `\r\n`.
    ///
    /// - Throws: ``ReadingError`` for anything but clean UTF-8.
    static func prepare(_ bytes: [UInt8]) throws(ReadingError) -> [UInt8] {
        if let name = otherEncoding(bytes) {
            throw ReadingError(
                code: .encoding, position: .start, message: "the file is encoded as \(name), not as UTF-8",
                hint: "Save it as UTF-8, for instance with: iconv -f \(name) -t UTF-8.")
        }
        var bytes = bytes
        if bytes.starts(with: [0xEF, 0xBB, 0xBF]) { bytes.removeFirst(3) }
        if let offset = firstInvalidUTF8(bytes) {
            let byte = String(bytes[offset], radix: 16, uppercase: true)
            throw ReadingError(
                code: .encoding, position: position(of: offset, in: bytes),
                message: "byte 0x\(byte) is not valid UTF-8",
                hint: "Save the file as UTF-8 (it looks like Latin-1 or Windows-1252).")
        }
        var hasReturn = false
        for (offset, byte) in bytes.enumerated() where byte < 0x20 || byte == 0x7F {
            if byte == 0x0A || byte == 0x09 { continue }
            if byte == 0x0D, offset + 1 < bytes.count, bytes[offset + 1] == 0x0A {
                hasReturn = true
                continue
            }
            let digits = String(byte, radix: 16, uppercase: true)
            let code = "U+" + String(repeating: "0", count: 4 - digits.count) + digits
            throw ReadingError(
                code: .encoding, position: position(of: offset, in: bytes),
                message: "the control character \(code) is not allowed in a plan",
                hint: byte == 0x0D
                    ? "End lines with a line feed." : "Remove it, or write it as an escape in double quotes.")
        }
        if hasReturn { bytes.removeAll { $0 == 0x0D } }
        return bytes
    }

    static func position(of offset: Int, in bytes: [UInt8]) -> PlanPosition {
        var line: Int32 = 1
        var column: Int32 = 1
        for byte in bytes[..<min(offset, bytes.count)] {
            if byte == 0x0A {
                line += 1
                column = 1
            } else if byte & 0xC0 != 0x80 {
                column += 1
            }
        }
        return PlanPosition(line: line, column: column)
    }

    private static func otherEncoding(_ bytes: [UInt8]) -> String? {
        let head = Array(bytes.prefix(4))
        if head.starts(with: [0xFF, 0xFE, 0, 0]) || head.starts(with: [0, 0, 0xFE, 0xFF]) { return "UTF-32" }
        if head.starts(with: [0xFE, 0xFF]) { return "UTF-16" }
        if head.starts(with: [0xFF, 0xFE]) { return "UTF-16" }
        // Without a mark: ASCII text in UTF-16 has a zero in every other byte.
        if head.count == 4, head[0] == 0, head[1] != 0, head[2] == 0, head[3] != 0 { return "UTF-16BE" }
        if head.count == 4, head[0] != 0, head[1] == 0, head[2] != 0, head[3] == 0 { return "UTF-16LE" }
        return nil
    }

    /// Offset of the first byte that cannot belong to well-formed UTF-8 (RFC 3629: no surrogates, no overlong forms).
    static func firstInvalidUTF8(_ bytes: [UInt8]) -> Int? {
        var index = 0
        let count = bytes.count
        while index < count {
            let byte = bytes[index]
            if byte < 0x80 {
                index += 1
                continue
            }
            let length: Int
            var second: ClosedRange<UInt8> = 0x80...0xBF
            switch byte {
            case 0xC2...0xDF: length = 2
            case 0xE0: (length, second) = (3, 0xA0...0xBF)
            case 0xED: (length, second) = (3, 0x80...0x9F)
            case 0xE1...0xEF: length = 3
            case 0xF0: (length, second) = (4, 0x90...0xBF)
            case 0xF4: (length, second) = (4, 0x80...0x8F)
            case 0xF1...0xF3: length = 4
            default: return index
            }
            guard index + length <= count, second.contains(bytes[index + 1]) else { return index }
            for follower in bytes[(index + 1)..<(index + length)] where follower & 0xC0 != 0x80 { return index }
            index += length
        }
        return nil
    }
}

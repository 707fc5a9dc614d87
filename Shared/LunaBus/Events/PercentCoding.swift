/// Percent-encoding of header values by the CloudEvents bindings (HTTP binding 3.1.3.2, which the NATS binding
/// repeats).
public enum PercentCoding {
    /// Encodes space, `"`, `%` and all that is not printable ASCII, as UTF-8 with upper-case digits.
    public static func encode(_ text: String) -> String {
        // Nearly always there is nothing to encode.
        if text.utf8.allSatisfy(isPlain) { return text }
        let digits = Array("0123456789ABCDEF".utf8)
        var out: [UInt8] = []
        out.reserveCapacity(text.utf8.count)
        for byte in text.utf8 {
            if isPlain(byte) {
                out.append(byte)
            } else {
                out.append(UInt8(ascii: "%"))
                out.append(digits[Int(byte >> 4)])
                out.append(digits[Int(byte & 15)])
            }
        }
        return String(decoding: out, as: UTF8.self)
    }

    private static func isPlain(_ byte: UInt8) -> Bool {
        byte > 0x20 && byte < 0x7F && byte != UInt8(ascii: "\"") && byte != UInt8(ascii: "%")
    }

    /// Decodes one round: a value in double quotes is unquoted first (with `\` escapes), `%XX` may be in either case,
    /// and a `%` that is not followed by two hexadecimal digits stays, because some senders do not encode at all.
    /// - Returns: nil when the result is not UTF-8 (overlong forms such as `%C0%A0` included).
    public static func decode(_ text: String) -> String? {
        let raw = unquoted(Array(text.utf8))
        var out: [UInt8] = []
        out.reserveCapacity(raw.count)
        var index = 0
        while index < raw.count {
            if raw[index] == UInt8(ascii: "%"), index + 2 < raw.count, let high = hexadecimal(raw[index + 1]),
                let low = hexadecimal(raw[index + 2])
            {
                out.append(high << 4 | low)
                index += 3
            } else {
                out.append(raw[index])
                index += 1
            }
        }
        return String(validating: out, as: UTF8.self)
    }

    private static func unquoted(_ bytes: [UInt8]) -> [UInt8] {
        guard bytes.count >= 2, bytes.first == UInt8(ascii: "\""), bytes.last == UInt8(ascii: "\"") else {
            return bytes
        }
        var out: [UInt8] = []
        var escaped = false
        for byte in bytes[1..<(bytes.count - 1)] {
            if byte == UInt8(ascii: "\\"), !escaped {
                escaped = true
            } else {
                out.append(byte)
                escaped = false
            }
        }
        return out
    }

    private static func hexadecimal(_ byte: UInt8) -> UInt8? {
        switch byte {
        case UInt8(ascii: "0")...UInt8(ascii: "9"): byte - UInt8(ascii: "0")
        case UInt8(ascii: "A")...UInt8(ascii: "F"): byte - UInt8(ascii: "A") + 10
        case UInt8(ascii: "a")...UInt8(ascii: "f"): byte - UInt8(ascii: "a") + 10
        default: nil
        }
    }
}

/// `\xHH`, `\uHHHH` (with JSON's surrogate pairs) and `\UHHHHHHHH`, common to both notations.
enum EscapedScalar {
    /// The cursor stands after the letter; it ends after the digits.
    static func read(
        _ letter: UInt8, _ cursor: inout SourceCursor, at place: PlanPosition
    ) throws(ReadingError) -> Unicode.Scalar {
        let length = letter == UInt8(ascii: "x") ? 2 : letter == UInt8(ascii: "u") ? 4 : 8
        var value = try hexadecimal(length, &cursor, at: place)
        if letter == UInt8(ascii: "u"), (0xD800...0xDBFF).contains(value) {
            guard cursor.current == Ascii.backslash, cursor.byte(after: 1) == UInt8(ascii: "u") else {
                throw bad(place, "half of a surrogate pair")
            }
            cursor.advance(by: 2)
            let low = try hexadecimal(4, &cursor, at: place)
            guard (0xDC00...0xDFFF).contains(low) else { throw bad(place, "half of a surrogate pair") }
            value = 0x10000 + ((value - 0xD800) << 10) + (low - 0xDC00)
        }
        guard value != 0 else { throw bad(place, "U+0000, which no plan may hold") }
        guard let scalar = Unicode.Scalar(value) else { throw bad(place, "no Unicode character") }
        return scalar
    }

    private static func hexadecimal(
        _ length: Int, _ cursor: inout SourceCursor, at place: PlanPosition
    ) throws(ReadingError) -> UInt32 {
        var value: UInt32 = 0
        for _ in 0..<length {
            let byte = cursor.current
            let digit: UInt8
            switch byte {
            case UInt8(ascii: "0")...UInt8(ascii: "9"): digit = byte - UInt8(ascii: "0")
            case UInt8(ascii: "a")...UInt8(ascii: "f"): digit = byte - UInt8(ascii: "a") + 10
            case UInt8(ascii: "A")...UInt8(ascii: "F"): digit = byte - UInt8(ascii: "A") + 10
            default: throw bad(place, "not followed by \(length) hexadecimal digits")
            }
            value = value << 4 | UInt32(digit)
            cursor.advance(by: 1)
        }
        return value
    }

    private static func bad(_ place: PlanPosition, _ what: String) -> ReadingError {
        ReadingError(
            code: .syntax, position: place, message: "this escape is \(what)", hint: "Write \\\\ for a backslash.")
    }
}

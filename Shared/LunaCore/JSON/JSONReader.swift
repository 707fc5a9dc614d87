/// The state of one reading. The buffer belongs to the caller, who keeps it alive for as long as the reader lives.
struct JSONReader {
    struct Failure: Error {
        var code = "json.invalid"
        var message: String
        var offset: Int
    }

    private let bytes: UnsafeBufferPointer<UInt8>
    private let limits: JSONLimits
    private var position = 0
    private var values = 0

    init(bytes: UnsafeBufferPointer<UInt8>, limits: JSONLimits) {
        self.bytes = bytes
        self.limits = limits
    }

    mutating func document() throws(Failure) -> JSONValue {
        if bytes.count >= 3, bytes[0] == 0xEF, bytes[1] == 0xBB, bytes[2] == 0xBF {
            throw failure("The text starts with a byte order mark, which JSON does not allow; remove it.")
        }
        skipSpace()
        let result = try value(depth: 0)
        skipSpace()
        guard position == bytes.count else {
            throw failure("Nothing may follow the JSON value, but \(found) does.")
        }
        return result
    }

    // MARK: Values

    private mutating func value(depth: Int) throws(Failure) -> JSONValue {
        values += 1
        if values > limits.maxValues {
            throw failure("The JSON text holds more than \(limits.maxValues) values.", code: "json.too_large")
        }
        guard position < bytes.count else { throw failure("The text ends where a value is expected.") }
        switch bytes[position] {
        case UInt8(ascii: "\""): return .string(try string(isKey: false))
        case UInt8(ascii: "{"): return try object(depth: depth + 1)
        case UInt8(ascii: "["): return try array(depth: depth + 1)
        case UInt8(ascii: "t"): return try word("true", .bool(true))
        case UInt8(ascii: "f"): return try word("false", .bool(false))
        case UInt8(ascii: "n"): return try word("null", .null)
        case UInt8(ascii: "-"), UInt8(ascii: "0")...UInt8(ascii: "9"): return .number(try number())
        default: throw failure("A value is expected, not \(found).")
        }
    }

    private mutating func word(_ text: StaticString, _ value: JSONValue) throws(Failure) -> JSONValue {
        let end = position + text.utf8CodeUnitCount
        guard end <= bytes.count else { throw failure("The text ends inside '\(text)'.", at: bytes.count) }
        for index in 0..<text.utf8CodeUnitCount where bytes[position + index] != text.utf8Start[index] {
            throw failure("'\(text)' is expected here.")
        }
        position = end
        return value
    }

    private mutating func number() throws(Failure) -> JSONNumber {
        var scanner = JSONNumberScanner(bytes: bytes, position: position)
        scanner.maximumLength = limits.maxNumberBytes
        let result = scanner.scan()
        position = scanner.position
        switch result {
        case .success(let number): return number
        case .failure(.grammar(let message)): throw failure(message)
        case .failure(.tooLong):
            throw failure("The number is longer than \(limits.maxNumberBytes) bytes.", code: "json.too_large")
        case .failure(.exponentTooLarge):
            throw failure("The number's exponent is beyond ±\(JSONNumber.maximumExponent).", code: "json.too_large")
        }
    }

    private mutating func array(depth: Int) throws(Failure) -> JSONValue {
        try enter(depth)
        skipSpace()
        if peek() == UInt8(ascii: "]") {
            position += 1
            return .array([])
        }
        var elements: [JSONValue] = []
        while true {
            elements.append(try value(depth: depth))
            skipSpace()
            switch peek() {
            case UInt8(ascii: ","):
                position += 1
                skipSpace()
                if peek() == UInt8(ascii: "]") { throw failure("A comma must not end an array.") }
            case UInt8(ascii: "]"):
                position += 1
                return .array(elements)
            default: throw failure("',' or ']' is expected, not \(found).")
            }
        }
    }

    private mutating func object(depth: Int) throws(Failure) -> JSONValue {
        try enter(depth)
        skipSpace()
        var members: [String: JSONValue] = [:]
        if peek() == UInt8(ascii: "}") {
            position += 1
            return .object(members)
        }
        while true {
            guard peek() == UInt8(ascii: "\"") else { throw failure("A key in quotes is expected, not \(found).") }
            let keyStart = position
            let key = try string(isKey: true)
            skipSpace()
            guard peek() == UInt8(ascii: ":") else { throw failure("':' is expected after a key, not \(found).") }
            position += 1
            skipSpace()
            let member = try value(depth: depth)
            if members.updateValue(member, forKey: key) != nil {
                throw duplicate(key, members, keyStart)
            }
            skipSpace()
            switch peek() {
            case UInt8(ascii: ","):
                position += 1
                skipSpace()
                if peek() == UInt8(ascii: "}") { throw failure("A comma must not end an object.") }
            case UInt8(ascii: "}"):
                position += 1
                return .object(members)
            default: throw failure("',' or '}' is expected, not \(found).")
            }
        }
    }

    private func duplicate(_ key: String, _ members: [String: JSONValue], _ offset: Int) -> Failure {
        // A dictionary keeps the first of two keys that it takes for equal.
        let isExact = members.index(forKey: key).map { members[$0].key.hasSameCodePoints(as: key) } ?? true
        let shown = JSONValue.string(String(key.prefix(64))).text(pretty: false)
        return isExact
            ? failure("The key \(shown) occurs twice in one object.", at: offset)
            : failure(
                "Two keys of one object differ only in the Unicode form of \(shown); use one form.", at: offset,
                code: "json.ambiguous_keys")
    }

    private mutating func enter(_ depth: Int) throws(Failure) {
        if depth > limits.maxDepth {
            throw failure("The JSON text is nested more than \(limits.maxDepth) levels deep.", code: "json.too_deep")
        }
        position += 1
    }

    // MARK: Strings

    private mutating func string(isKey: Bool) throws(Failure) -> String {
        let start = position + 1
        var end = start
        while end < bytes.count {
            let byte = bytes[end]
            if byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "\\") || byte < 0x20 { break }
            end += 1
        }
        guard end < bytes.count else { throw failure("A string is not closed.", at: start - 1) }
        let text: String
        if bytes[end] == UInt8(ascii: "\"") {
            position = end + 1
            text = try decode(UnsafeBufferPointer(rebasing: bytes[start..<end]), start: start)
        } else {
            text = try escapedString(start: start, firstSpecial: end)
        }
        if isKey { try checkMarks(of: text, at: start) }
        return text
    }

    private func decode(_ slice: UnsafeBufferPointer<UInt8>, start: Int) throws(Failure) -> String {
        if let text = String(validating: slice, as: UTF8.self) { return text }
        throw failure("The text is not valid UTF-8.", at: start + Self.firstInvalid(slice))
    }

    private mutating func escapedString(start: Int, firstSpecial: Int) throws(Failure) -> String {
        var out: [UInt8] = []
        var runStart = start
        position = firstSpecial
        while position < bytes.count {
            let byte = bytes[position]
            switch byte {
            case UInt8(ascii: "\""):
                try append(&out, runStart)
                position += 1
                // Every run was checked, and escapes only produce whole code points.
                return String(decoding: out, as: UTF8.self)
            case UInt8(ascii: "\\"):
                try append(&out, runStart)
                try escape(into: &out)
                runStart = position
            case 0..<0x20:
                throw failure(
                    "A control character inside a string must be written as an escape, such as \\n or \\u0000.")
            default: position += 1
            }
        }
        throw failure("A string is not closed.", at: start - 1)
    }

    private func append(_ out: inout [UInt8], _ runStart: Int) throws(Failure) {
        let run = UnsafeBufferPointer(rebasing: bytes[runStart..<position])
        guard !run.isEmpty else { return }
        _ = try decode(run, start: runStart)
        out.append(contentsOf: run)
    }

    private mutating func escape(into out: inout [UInt8]) throws(Failure) {
        let start = position
        position += 2
        guard start + 1 < bytes.count else { throw failure("The text ends inside an escape.", at: start) }
        switch bytes[start + 1] {
        case UInt8(ascii: "\""): out.append(UInt8(ascii: "\""))
        case UInt8(ascii: "\\"): out.append(UInt8(ascii: "\\"))
        case UInt8(ascii: "/"): out.append(UInt8(ascii: "/"))
        case UInt8(ascii: "b"): out.append(0x08)
        case UInt8(ascii: "f"): out.append(0x0C)
        case UInt8(ascii: "n"): out.append(0x0A)
        case UInt8(ascii: "r"): out.append(0x0D)
        case UInt8(ascii: "t"): out.append(0x09)
        case UInt8(ascii: "u"):
            var code = try hexadecimal(start)
            if (0xD800...0xDBFF).contains(code) {
                guard position + 1 < bytes.count, bytes[position] == UInt8(ascii: "\\"),
                    bytes[position + 1] == UInt8(ascii: "u")
                else { throw failure("Half a surrogate pair is no character; its second half must follow.", at: start) }
                position += 2
                let low = try hexadecimal(start)
                guard (0xDC00...0xDFFF).contains(low) else {
                    throw failure("Half a surrogate pair is no character; its second half must follow.", at: start)
                }
                code = 0x10000 + (code - 0xD800) << 10 + (low - 0xDC00)
            }
            guard let scalar = Unicode.Scalar(code) else {
                throw failure("The second half of a surrogate pair stands alone.", at: start)
            }
            out.append(contentsOf: UTF8.encode(scalar) ?? UTF8.encodedReplacementCharacter)
        default:
            throw failure(
                "Unknown escape; JSON knows \\\" \\\\ \\/ \\b \\f \\n \\r \\t and \\u with four digits.", at: start)
        }
    }

    private mutating func hexadecimal(_ start: Int) throws(Failure) -> UInt32 {
        guard position + 4 <= bytes.count else { throw failure("The text ends inside an escape.", at: start) }
        var code: UInt32 = 0
        for byte in bytes[position..<position + 4] {
            let digit: UInt8
            switch byte {
            case UInt8(ascii: "0")...UInt8(ascii: "9"): digit = byte - 48
            case UInt8(ascii: "a")...UInt8(ascii: "f"): digit = byte - 87
            case UInt8(ascii: "A")...UInt8(ascii: "F"): digit = byte - 55
            default: throw failure("\\u needs four hexadecimal digits.", at: start)
            }
            code = code << 4 | UInt32(digit)
        }
        position += 4
        return code
    }

    /// `Dictionary` normalises its keys, and sorting a long run of combining marks takes quadratic time. No language
    /// writes such runs (the Stream-Safe Text Format of UAX #15 stops at 30), so they are refused in keys.
    private func checkMarks(of key: String, at offset: Int) throws(Failure) {
        guard key.utf8.count > 128, !key.utf8.allSatisfy({ $0 < 0x80 }) else { return }
        var run = 0
        for scalar in key.unicodeScalars {
            run = scalar.value >= 0x300 && scalar.properties.canonicalCombiningClass != .notReordered ? run + 1 : 0
            if run > 64 { throw failure("A key holds more than 64 combining marks in a row.", at: offset) }
        }
    }

    // MARK: Bytes

    private func peek() -> UInt8 { position < bytes.count ? bytes[position] : 0 }

    private mutating func skipSpace() {
        while position < bytes.count {
            let byte = bytes[position]
            guard byte == 0x20 || byte == 0x0A || byte == 0x0D || byte == 0x09 else { return }
            position += 1
        }
    }

    private func failure(_ message: String, at offset: Int? = nil, code: String = "json.invalid") -> Failure {
        Failure(code: code, message: message, offset: min(offset ?? position, bytes.count))
    }

    /// What stands at the position, for messages.
    private var found: String {
        guard position < bytes.count else { return "the end of the text" }
        let byte = bytes[position]
        if byte > 0x20, byte < 0x7F { return "'\(Character(Unicode.Scalar(byte)))'" }
        return "byte 0x" + String(byte, radix: 16, uppercase: true)
    }

    /// The offset of the first byte that does not belong to valid UTF-8.
    private static func firstInvalid(_ slice: UnsafeBufferPointer<UInt8>) -> Int {
        var decoder = UTF8()
        var iterator = slice.makeIterator()
        var offset = 0
        while case .scalarValue(let scalar) = decoder.decode(&iterator) { offset += UTF8.width(scalar) }
        return min(offset, slice.count)
    }
}

/// Reads one number of the JSON grammar (RFC 8259 §6) from bytes.
struct JSONNumberScanner {
    enum Failure: Error {
        /// Not a number of the grammar; says what is wrong at `position`.
        case grammar(String)
        case exponentTooLarge
        case tooLong
    }

    let bytes: UnsafeBufferPointer<UInt8>
    var position: Int
    var maximumLength = Int.max

    init(bytes: UnsafeBufferPointer<UInt8>, position: Int) {
        self.bytes = bytes
        self.position = position
    }

    private func peek() -> UInt8 { position < bytes.count ? bytes[position] : 0 }

    private static func isDigit(_ byte: UInt8) -> Bool { byte &- 48 < 10 }

    /// On success `position` is behind the number, on failure at the offending byte.
    mutating func scan() -> Result<JSONNumber, Failure> {
        let start = position
        let isNegative = peek() == UInt8(ascii: "-")
        if isNegative { position += 1 }
        let digitsStart = position
        var value: UInt64 = 0
        // 18 digits always fit; with more, the digits are read again into an array.
        while Self.isDigit(peek()) {
            value = value &* 10 &+ UInt64(peek() &- 48)
            position += 1
        }
        var count = position - digitsStart
        guard count > 0 else {
            return .failure(.grammar("A number needs a digit here."))
        }
        if count > 1, bytes[digitsStart] == UInt8(ascii: "0") {
            position = digitsStart
            return .failure(.grammar("A number must not start with a superfluous zero."))
        }
        var exponent = 0
        var point = -1
        if peek() == UInt8(ascii: ".") {
            point = position
            position += 1
            while Self.isDigit(peek()) {
                value = value &* 10 &+ UInt64(peek() &- 48)
                position += 1
            }
            exponent = -(position - point - 1)
            guard exponent < 0 else { return .failure(.grammar("A digit must follow the decimal point.")) }
            count -= exponent
        }
        let digitsEnd = position
        if peek() | 0x20 == UInt8(ascii: "e") {
            position += 1
            let isNegativeExponent = peek() == UInt8(ascii: "-")
            if isNegativeExponent || peek() == UInt8(ascii: "+") { position += 1 }
            guard Self.isDigit(peek()) else {
                return .failure(.grammar("A digit must follow the exponent's sign or 'e'."))
            }
            var written = 0
            while Self.isDigit(peek()) {
                written = min(written * 10 + Int(peek() &- 48), JSONNumber.maximumExponent + 1)
                position += 1
            }
            if written > JSONNumber.maximumExponent, value != 0 || count > 18 {
                position = start
                return .failure(.exponentTooLarge)
            }
            exponent += isNegativeExponent ? -written : written
        }
        guard position - start <= maximumLength else {
            position = start
            return .failure(.tooLong)
        }
        if count <= 18 {
            return .success(JSONNumber(significand: isNegative ? -Int64(value) : Int64(value), exponent: exponent))
        }
        return .success(Self.long(bytes[digitsStart..<digitsEnd], isNegative: isNegative, exponent: exponent))
    }

    private static func long(_ text: Slice<UnsafeBufferPointer<UInt8>>, isNegative: Bool, exponent: Int) -> JSONNumber {
        var exponent = exponent
        var digits = text.filter { $0 != UInt8(ascii: ".") }.map { $0 &- 48 }
        while digits.last == 0 {
            digits.removeLast()
            exponent += 1
        }
        digits.removeFirst(digits.firstIndex { $0 != 0 } ?? digits.count)
        if digits.count <= 18 {
            let value = digits.reduce(Int64(0)) { $0 * 10 + Int64($1) }
            return JSONNumber(significand: isNegative ? -value : value, exponent: exponent)
        }
        return JSONNumber(
            storage: .big(.init(isNegative: isNegative, digits: digits, exponent: Int32(clamping: exponent))))
    }
}

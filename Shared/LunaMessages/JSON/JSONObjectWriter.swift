import LunaCore

/// Builds the JSON object of a message.
struct JSONObjectWriter {
    private var members: [String: JSONValue] = [:]

    var value: JSONValue { .object(members) }

    mutating func put<Value: JSONScalar>(_ name: String, _ value: Value) { members[name] = value.scalarJSON }
    mutating func put<Value: JSONScalar>(_ name: String, _ values: [Value]) {
        members[name] = .array(values.map(\.scalarJSON))
    }
    mutating func put<Value: JSONScalar>(_ name: String, _ map: [String: Value]) {
        members[name] = .object(map.mapValues(\.scalarJSON))
    }

    mutating func put<Value: WireEnum>(_ name: String, _ value: Value) { members[name] = Self.word(value) }
    mutating func put<Value: WireEnum>(_ name: String, _ values: [Value]) {
        members[name] = .array(values.map(Self.word))
    }

    mutating func put<Message: WireMessage>(_ name: String, _ message: Message?) {
        members[name] = message?.json ?? .null
    }
    mutating func put<Message: WireMessage>(_ name: String, _ messages: [Message]) {
        members[name] = .array(messages.map(\.json))
    }
    mutating func put<Message: WireMessage>(_ name: String, _ map: [String: Message]) {
        members[name] = .object(map.mapValues(\.json))
    }

    mutating func put(_ name: String, time: Int64) {
        members[name] = time == 0 ? .null : .string(CivilTime.rfc3339(unixNanoseconds: max(time, Self.earliest)))
    }

    /// `CivilTime` rounds to whole seconds, for which there is no room next to `Int64.min`.
    private static let earliest: Int64 = -9_223_372_035_000_000_000

    /// Bytes that are not JSON after all become text rather than vanish.
    mutating func put(_ name: String, embedded bytes: [UInt8]) {
        members[name] =
            bytes.isEmpty ? .null : (try? JSONParser.parse(bytes)) ?? .string(String(decoding: bytes, as: UTF8.self))
    }

    private static func word(_ value: some WireEnum) -> JSONValue {
        value.name.map(JSONValue.string) ?? .number(JSONNumber(Int64(value.rawValue)))
    }
}

/// A field type with a JSON form of its own. An own name, so that `String` and `Int64` get no public property.
protocol JSONScalar {
    /// What it should have been, for messages.
    static var expectation: String { get }
    var scalarJSON: JSONValue { get }
    init?(scalarJSON: JSONValue)
}

extension String: JSONScalar {
    static var expectation: String { "text" }
    var scalarJSON: JSONValue { .string(self) }
    init?(scalarJSON value: JSONValue) {
        guard let text = value.stringValue else { return nil }
        self = text
    }
}

extension Bool: JSONScalar {
    static var expectation: String { "true or false" }
    var scalarJSON: JSONValue { .bool(self) }
    init?(scalarJSON value: JSONValue) {
        guard let flag = value.boolValue else { return nil }
        self = flag
    }
}

extension Double: JSONScalar {
    static var expectation: String { "a number" }
    var scalarJSON: JSONValue { isFinite ? .number(JSONNumber(self)) : .null }
    init?(scalarJSON value: JSONValue) {
        guard let number = value.doubleValue, number.isFinite else { return nil }
        self = number
    }
}

extension JSONScalar where Self: FixedWidthInteger {
    static var expectation: String { "a whole number from \(min) to \(max)" }
    var scalarJSON: JSONValue {
        if let small = Int64(exactly: self) { return .number(JSONNumber(small)) }
        return JSONNumber(parsing: String(self)).map(JSONValue.number) ?? .null
    }
    init?(scalarJSON value: JSONValue) {
        if let small = value.intValue {
            self.init(exactly: small)
        } else if let number = value.numberValue, number.isInteger {
            // Beyond Int64 there is only the upper half of UInt64, which has at most 20 digits.
            self.init(JSONValue.number(number).text(pretty: false))
        } else {
            return nil
        }
    }
}

extension Int32: JSONScalar {}
extension UInt32: JSONScalar {}
extension Int64: JSONScalar {}
extension UInt64: JSONScalar {}

/// Bytes are base64 (RFC 4648, section 4) with padding.
extension [UInt8]: JSONScalar {
    static var expectation: String { "base64 text" }

    var scalarJSON: JSONValue {
        let alphabet = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".utf8)
        var out: [UInt8] = []
        out.reserveCapacity((count + 2) / 3 * 4)
        for start in stride(from: 0, to: count, by: 3) {
            let length = Swift.min(3, count - start)
            var group = UInt32(self[start]) << 16
            if length > 1 { group |= UInt32(self[start + 1]) << 8 }
            if length > 2 { group |= UInt32(self[start + 2]) }
            for place in 0..<4 {
                out.append(place <= length ? alphabet[Int(group >> UInt32(18 - 6 * place) & 63)] : UInt8(ascii: "="))
            }
        }
        return .string(String(decoding: out, as: UTF8.self))
    }

    init?(scalarJSON value: JSONValue) {
        guard let text = value.stringValue, text.utf8.count % 4 == 0 else { return nil }
        var digits = Array(text.utf8)
        var padding = 0
        while padding < 2, digits.last == UInt8(ascii: "=") {
            digits.removeLast()
            padding += 1
        }
        var out: [UInt8] = []
        out.reserveCapacity(digits.count * 3 / 4)
        var group: UInt32 = 0
        var bits: UInt32 = 0
        for digit in digits {
            guard let value = Self.sextet(digit) else { return nil }
            group = group << 6 | value
            bits += 6
            if bits >= 8 {
                bits -= 8
                out.append(UInt8(truncatingIfNeeded: group >> bits))
            }
        }
        // Bits that belong to no byte must be zero, or two texts would stand for the same bytes.
        guard group & (1 << bits - 1) == 0 else { return nil }
        self = out
    }

    private static func sextet(_ digit: UInt8) -> UInt32? {
        switch digit {
        case UInt8(ascii: "A")...UInt8(ascii: "Z"): UInt32(digit - UInt8(ascii: "A"))
        case UInt8(ascii: "a")...UInt8(ascii: "z"): UInt32(digit - UInt8(ascii: "a")) + 26
        case UInt8(ascii: "0")...UInt8(ascii: "9"): UInt32(digit - UInt8(ascii: "0")) + 52
        case UInt8(ascii: "+"): 62
        case UInt8(ascii: "/"): 63
        default: nil
        }
    }
}

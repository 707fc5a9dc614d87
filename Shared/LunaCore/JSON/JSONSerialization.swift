extension JSONValue {
    /// Compact JSON in UTF-8. Equal values give equal bytes: keys are sorted, numbers keep their exact value.
    public func serialized() -> [UInt8] {
        var writer = JSONWriter(isPretty: false)
        writer.write(self, depth: 0)
        return writer.out
    }

    /// Canonical JSON for hashing and signing: RFC 8785 (JCS).
    ///
    /// Numbers are written as IEEE 754 doubles in ECMAScript's form; keys are sorted by UTF-16 code units.
    /// - Throws: `LunaError` `json.not_canonical` for an integer that no double holds, for a number beyond the range of
    ///   doubles, and for infinity and NaN. Fractions are rounded to the nearest double, as the RFC does.
    public func canonical() throws -> [UInt8] {
        var writer = JSONWriter(isPretty: false, isCanonical: true)
        writer.write(self, depth: 0)
        if let failure = writer.failure { throw failure }
        return writer.out
    }

    /// JSON for people (`pretty`: two spaces a level, one member a line) or compact, keys sorted.
    public func text(pretty: Bool) -> String {
        var writer = JSONWriter(isPretty: pretty)
        writer.write(self, depth: 0)
        return String(decoding: writer.out, as: UTF8.self)
    }
}

/// Writes values; one for all three forms, so that they cannot drift apart.
private struct JSONWriter {
    let isPretty: Bool
    var isCanonical = false
    var out: [UInt8] = []
    var failure: LunaError?

    mutating func write(_ value: JSONValue, depth: Int) {
        switch value {
        case .null: out.append(contentsOf: "null".utf8)
        case .bool(let value): out.append(contentsOf: (value ? "true" : "false").utf8)
        case .number(let number): write(number)
        case .string(let text): write(text)
        case .array(let elements):
            out.append(UInt8(ascii: "["))
            var isFirst = true
            for element in elements {
                if !isFirst { out.append(UInt8(ascii: ",")) }
                isFirst = false
                newLine(depth + 1)
                write(element, depth: depth + 1)
            }
            if !isFirst { newLine(depth) }
            out.append(UInt8(ascii: "]"))
        case .object(let members):
            out.append(UInt8(ascii: "{"))
            var isFirst = true
            for (key, value) in members.sorted(by: { JSONKeyOrder.precedes($0.key, $1.key) }) {
                if !isFirst { out.append(UInt8(ascii: ",")) }
                isFirst = false
                newLine(depth + 1)
                write(key)
                out.append(UInt8(ascii: ":"))
                if isPretty { out.append(UInt8(ascii: " ")) }
                write(value, depth: depth + 1)
            }
            if !isFirst { newLine(depth) }
            out.append(UInt8(ascii: "}"))
        }
    }

    private mutating func newLine(_ depth: Int) {
        guard isPretty else { return }
        out.append(UInt8(ascii: "\n"))
        out.append(contentsOf: repeatElement(UInt8(ascii: " "), count: 2 * depth))
    }

    private mutating func write(_ number: JSONNumber) {
        guard isCanonical else {
            number.append(to: &out)
            return
        }
        do {
            try number.appendCanonical(to: &out)
        } catch {
            failure = failure ?? LunaError.wrapping(error)
        }
    }

    private mutating func write(_ text: String) { JSONText.append(text, to: &out) }
}

/// The order of keys: by UTF-16 code units (RFC 8785 §3.2.3).
enum JSONKeyOrder {
    static func precedes(_ a: String, _ b: String) -> Bool {
        let quick: Bool?? = a.utf8.withContiguousStorageIfAvailable { left in
            b.utf8.withContiguousStorageIfAvailable { right in
                let count = min(left.count, right.count)
                var index = 0
                while index < count, left[index] == right[index] { index += 1 }
                if index == count { return left.count < right.count }
                return weight(left[index]) < weight(right[index])
            }
        }
        return (quick ?? nil) ?? a.utf16.lexicographicallyPrecedes(b.utf16)
    }

    /// UTF-8 sorts as UTF-16 does, except that in UTF-16 code points beyond U+FFFF (first byte F0…F4, surrogates)
    /// come before U+E000…U+FFFF (first byte EE, EF). A first difference in a later byte needs no care.
    private static func weight(_ byte: UInt8) -> Int {
        switch byte {
        case 0xF0...: Int(byte) - 0x10 + 0x0E
        case 0xEE...: Int(byte) + 0x20
        default: Int(byte)
        }
    }
}

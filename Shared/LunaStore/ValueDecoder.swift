/// Reads PostgreSQL's binary value forms (as written by the server's `*_send` functions). Pure; never reads beyond the bytes.
enum ValueDecoder {
    /// The bytes are not a value of the asked kind.
    struct Mismatch: Error {}

    static func text(_ type: UInt32, _ bytes: UnsafeRawBufferPointer) throws(Mismatch) -> String {
        switch type {
        case PostgresType.text, PostgresType.varchar, PostgresType.bpchar, PostgresType.name, PostgresType.json,
            PostgresType.xml, PostgresType.unknown, PostgresType.char, PostgresType.void:
            return String(decoding: bytes, as: UTF8.self)
        case PostgresType.jsonb:
            guard bytes.first == 1 else { throw Mismatch() }
            return String(decoding: bytes.dropFirst(), as: UTF8.self)
        case PostgresType.int2, PostgresType.int4, PostgresType.int8, PostgresType.oid:
            return String(try int(type, bytes))
        case PostgresType.float4, PostgresType.float8: return String(try double(type, bytes))
        case PostgresType.bool: return try bool(type, bytes) ? "true" : "false"
        case PostgresType.uuid: return try uuid(bytes)
        case PostgresType.numeric: return try Numeric(bytes).text
        case PostgresType.firstUserDefined...:
            // Enumerations and text-like extension types send their text; anything else is not UTF-8.
            guard let text = String(validating: bytes, as: UTF8.self) else { throw Mismatch() }
            return text
        default: throw Mismatch()
        }
    }

    static func int(_ type: UInt32, _ bytes: UnsafeRawBufferPointer) throws(Mismatch) -> Int64 {
        switch type {
        case PostgresType.int8: return try number(bytes, Int64.self)
        case PostgresType.int4: return Int64(try number(bytes, Int32.self))
        case PostgresType.int2: return Int64(try number(bytes, Int16.self))
        case PostgresType.oid: return Int64(try number(bytes, UInt32.self))
        case PostgresType.numeric:
            guard let value = Int64(try Numeric(bytes).text) else { throw Mismatch() }
            return value
        default: throw Mismatch()
        }
    }

    static func double(_ type: UInt32, _ bytes: UnsafeRawBufferPointer) throws(Mismatch) -> Double {
        switch type {
        case PostgresType.float8: return Double(bitPattern: try number(bytes, UInt64.self))
        case PostgresType.float4: return Double(Float(bitPattern: try number(bytes, UInt32.self)))
        case PostgresType.numeric:
            guard let value = Double(try Numeric(bytes).text) else { throw Mismatch() }
            return value
        default: return Double(try int(type, bytes))
        }
    }

    static func bool(_ type: UInt32, _ bytes: UnsafeRawBufferPointer) throws(Mismatch) -> Bool {
        guard type == PostgresType.bool, bytes.count == 1 else { throw Mismatch() }
        return bytes[0] != 0
    }

    static func bytes(_ type: UInt32, _ bytes: UnsafeRawBufferPointer) throws(Mismatch) -> [UInt8] {
        guard type == PostgresType.bytea else { throw Mismatch() }
        return [UInt8](bytes)
    }

    /// Nanoseconds since 1970; times beyond the years 1678…2262 do not fit.
    static func timestamp(_ type: UInt32, _ bytes: UnsafeRawBufferPointer) throws(Mismatch) -> Int64 {
        guard type == PostgresType.timestamptz || type == PostgresType.timestamp else { throw Mismatch() }
        let (micros, overflowed) = try number(bytes, Int64.self).addingReportingOverflow(PostgresType.epochOffset)
        let (nanos, overflowedToo) = micros.multipliedReportingOverflow(by: 1000)
        if overflowed || overflowedToo { throw Mismatch() }
        return nanos
    }

    /// A one-dimensional array without NULLs; the element type is in its header.
    static func array<R>(
        _ type: UInt32, _ bytes: UnsafeRawBufferPointer,
        _ decode: (UInt32, UnsafeRawBufferPointer) throws(Mismatch) -> R
    ) throws(Mismatch) -> [R] {
        var reader = Reader(bytes)
        let dimensions = try reader.next(Int32.self)
        _ = try reader.next(Int32.self)
        let element = try reader.next(UInt32.self)
        if dimensions == 0 { return [] }
        guard dimensions == 1 else { throw Mismatch() }
        let count = Int(try reader.next(Int32.self))
        _ = try reader.next(Int32.self)
        guard count >= 0, count <= bytes.count / 4 else { throw Mismatch() }
        var result: [R] = []
        result.reserveCapacity(count)
        for _ in 0..<count {
            let length = Int(try reader.next(Int32.self))
            guard length >= 0 else { throw Mismatch() }
            result.append(try decode(element, try reader.take(length)))
        }
        return result
    }

    private static func number<N: FixedWidthInteger>(_ bytes: UnsafeRawBufferPointer, _: N.Type) throws(Mismatch) -> N {
        guard bytes.count == MemoryLayout<N>.size else { throw Mismatch() }
        return N(bigEndian: bytes.loadUnaligned(as: N.self))
    }

    private static func uuid(_ bytes: UnsafeRawBufferPointer) throws(Mismatch) -> String {
        guard bytes.count == 16 else { throw Mismatch() }
        let digits = Array("0123456789abcdef".utf8)
        var out: [UInt8] = []
        out.reserveCapacity(36)
        for (index, byte) in bytes.enumerated() {
            if index == 4 || index == 6 || index == 8 || index == 10 { out.append(UInt8(ascii: "-")) }
            out.append(digits[Int(byte >> 4)])
            out.append(digits[Int(byte & 15)])
        }
        return String(decoding: out, as: UTF8.self)
    }

    struct Reader {
        private let bytes: UnsafeRawBufferPointer
        private var offset = 0
        init(_ bytes: UnsafeRawBufferPointer) { self.bytes = bytes }

        mutating func next<N: FixedWidthInteger>(_ type: N.Type) throws(Mismatch) -> N {
            N(bigEndian: try take(MemoryLayout<N>.size).loadUnaligned(as: N.self))
        }
        mutating func take(_ count: Int) throws(Mismatch) -> UnsafeRawBufferPointer {
            guard count <= bytes.count - offset else { throw Mismatch() }
            defer { offset += count }
            return UnsafeRawBufferPointer(rebasing: bytes[offset..<offset + count])
        }
    }
}

/// An exact decimal as `numeric_send` writes it: base-10000 digits, the weight of the first, sign and scale.
struct Numeric {
    /// Decimal digits with sign and point, or `NaN`, `Infinity`, `-Infinity`.
    let text: String

    init(_ bytes: UnsafeRawBufferPointer) throws(ValueDecoder.Mismatch) {
        var reader = ValueDecoder.Reader(bytes)
        let count = Int(try reader.next(Int16.self))
        let weight = Int(try reader.next(Int16.self))
        let sign = try reader.next(UInt16.self)
        let scale = Int(try reader.next(Int16.self))
        switch sign {
        case 0xC000: text = "NaN"; return
        case 0xD000: text = "Infinity"; return
        case 0xF000: text = "-Infinity"; return
        default: break
        }
        guard count >= 0, scale >= 0 else { throw ValueDecoder.Mismatch() }
        var groups: [Int] = []
        for _ in 0..<count { groups.append(Int(try reader.next(Int16.self))) }
        func group(_ place: Int) -> Int { groups.indices.contains(place) ? groups[place] : 0 }
        func padded(_ value: Int) -> String {
            let digits = String(value)
            return String(repeating: "0", count: max(0, 4 - digits.count)) + digits
        }
        var out = sign == 0x4000 ? "-" : ""
        out += weight < 0 ? "0" : String(group(0))
        if weight > 0 { for place in 1...weight { out += padded(group(place)) } }
        if scale > 0 {
            var fraction = ""
            var place = weight + 1
            while fraction.utf8.count < scale {
                fraction += padded(place < 0 ? 0 : group(place))
                place += 1
            }
            out += "." + fraction.prefix(scale)
        }
        text = out
    }
}

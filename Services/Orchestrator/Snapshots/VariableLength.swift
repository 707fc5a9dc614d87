/// Numbers in as few bytes as they need: seven bits each, the lowest first (LEB128). Times are differences to a base.
struct VariableLengthWriter {
    private(set) var bytes: [UInt8] = []

    mutating func append(_ value: UInt64) {
        var rest = value
        while rest >= 0x80 {
            bytes.append(UInt8(truncatingIfNeeded: rest) | 0x80)
            rest >>= 7
        }
        bytes.append(UInt8(rest))
    }

    mutating func append(_ bytes: [UInt8]) { self.bytes += bytes }

    /// 0 stays 0, because it means that there is no time.
    mutating func append(time: Int64, base: Int64) {
        guard time != 0 else { return append(0) }
        let difference = time &- base
        append((UInt64(bitPattern: (difference << 1) ^ (difference >> 63))) &+ 1)
    }

    mutating func reserve(_ count: Int) { bytes.reserveCapacity(count) }
}

/// Reads what ``VariableLengthWriter`` wrote; anything else is an error, never a trap.
struct VariableLengthReader {
    struct Broken: Error {}

    private var rest: ArraySlice<UInt8>

    init(_ bytes: ArraySlice<UInt8>) { rest = bytes }

    var isAtEnd: Bool { rest.isEmpty }

    mutating func number() throws(Broken) -> UInt64 {
        var value: UInt64 = 0
        var shift: UInt64 = 0
        var position = rest.startIndex
        while position < rest.endIndex, shift < 64 {
            let byte = rest[position]
            position += 1
            value |= UInt64(byte & 0x7f) << shift
            if byte < 0x80 {
                rest = rest[position...]
                return value
            }
            shift += 7
        }
        throw Broken()
    }

    mutating func small() throws(Broken) -> UInt32 {
        guard let value = UInt32(exactly: try number()) else { throw Broken() }
        return value
    }

    mutating func time(base: Int64) throws(Broken) -> Int64 {
        let value = try number()
        guard value > 0 else { return 0 }
        let folded = value - 1
        return base &+ (Int64(bitPattern: folded >> 1) ^ -Int64(bitPattern: folded & 1))
    }

    mutating func take(_ count: UInt64) throws(Broken) -> ArraySlice<UInt8> {
        guard count <= UInt64(rest.count) else { throw Broken() }
        defer { rest = rest.dropFirst(Int(count)) }
        return rest.prefix(Int(count))
    }
}

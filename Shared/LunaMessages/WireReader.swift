/// How a value is laid out on the wire. Groups (3 and 4) are not part of proto3.
enum WireType {
    case varint, bits64, lengthPrefixed, bits32

    init?(_ code: UInt8) {
        switch code {
        case 0: self = .varint
        case 1: self = .bits64
        case 2: self = .lengthPrefixed
        case 5: self = .bits32
        default: return nil
        }
    }
}

/// Walks over encoded fields without keeping their values. Never reads beyond its bytes: all reading goes through
/// `varint`, which checks every position, and all skipping through `skip`. Valid as long as the memory is.
struct WireReader {
    private let bytes: UnsafeBufferPointer<UInt8>
    private var position = 0

    init(_ bytes: UnsafeBufferPointer<UInt8>) { self.bytes = bytes }

    var isAtEnd: Bool { position >= bytes.count }

    /// Number and layout of the next field, or nil when it is none: at most 5 bytes, number 1…2^29-1.
    mutating func tag() -> (number: UInt32, type: WireType)? {
        guard let value = varint(maximumBytes: 5), let type = WireType(UInt8(value & 7)) else { return nil }
        let number = value >> 3
        guard number >= 1, number < 1 << 29 else { return nil }
        return (UInt32(number), type)
    }

    /// The bytes of a length-prefixed value, or nil when they are not all there.
    mutating func lengthPrefixed() -> UnsafeBufferPointer<UInt8>? {
        // protobuf-c reads five bytes of a length, no more.
        guard let length = varint(maximumBytes: 5), length <= UInt64(bytes.count - position) else { return nil }
        let start = position
        position += Int(length)
        return UnsafeBufferPointer(rebasing: bytes[start..<position])
    }

    /// False when the varint is cut off or longer than 10 bytes.
    mutating func skipVarint() -> Bool { varint(maximumBytes: 10) != nil }

    /// False when there are not so many bytes left.
    mutating func skip(_ count: Int) -> Bool {
        guard count <= bytes.count - position else { return false }
        position += count
        return true
    }

    private mutating func varint(maximumBytes: Int) -> UInt64? {
        var value: UInt64 = 0
        var shift: UInt64 = 0
        for _ in 0..<maximumBytes {
            guard position < bytes.count else { return nil }
            let byte = bytes[position]
            position += 1
            value |= UInt64(byte & 0x7F) << shift
            if byte < 0x80 { return value }
            shift += 7
        }
        return nil
    }
}

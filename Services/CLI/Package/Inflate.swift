import LunaCore

/// Decompresses DEFLATE data (RFC 1951) of a known size. It never produces more than that, whatever the input says.
struct Inflate {
    private let input: ArraySlice<UInt8>
    private var position: Int
    private var bits: UInt32 = 0
    private var bitCount = 0
    private var output: [UInt8] = []
    private let limit: Int

    /// - Returns: the data.
    /// - Throws: `LunaError` `zip.damaged`.
    static func decompress(_ input: ArraySlice<UInt8>, size: Int) throws -> [UInt8] {
        var inflate = Inflate(input, limit: size)
        try inflate.run()
        guard inflate.output.count == size else { throw ZipArchive.damaged("an entry is shorter than it says") }
        return inflate.output
    }

    private init(_ input: ArraySlice<UInt8>, limit: Int) {
        self.input = input
        self.position = input.startIndex
        self.limit = limit
        output.reserveCapacity(min(limit, 1 << 24))
    }

    private mutating func run() throws {
        var isLast = false
        while !isLast {
            isLast = try take(1) == 1
            switch try take(2) {
            case 0: try stored()
            case 1: try block(Self.fixedLiterals, Self.fixedDistances)
            case 2:
                let (literals, distances) = try dynamicTables()
                try block(literals, distances)
            default: throw ZipArchive.damaged("an entry has an unknown kind of block")
            }
        }
    }

    private mutating func take(_ count: Int) throws -> Int {
        while bitCount < count {
            guard position < input.endIndex else { throw ZipArchive.damaged("an entry ends too early") }
            bits |= UInt32(input[position]) << UInt32(bitCount)
            position += 1
            bitCount += 8
        }
        let value = bits & ((1 << UInt32(count)) - 1)
        bits >>= UInt32(count)
        bitCount -= count
        return Int(value)
    }

    private mutating func emit(_ byte: UInt8) throws {
        guard output.count < limit else { throw ZipArchive.damaged("an entry is longer than it says") }
        output.append(byte)
    }

    private mutating func stored() throws {
        bits = 0
        bitCount = 0
        let length = try take(16)
        guard try take(16) == ~length & 0xFFFF else { throw ZipArchive.damaged("an entry has a bad length") }
        guard position + length <= input.endIndex, output.count + length <= limit else {
            throw ZipArchive.damaged("an entry ends too early")
        }
        output.append(contentsOf: input[position..<(position + length)])
        position += length
    }

    // MARK: Huffman codes

    /// Canonical code: how many codes there are of each length, and the symbols in order of their codes.
    private struct Table {
        var counts = [Int](repeating: 0, count: 16)
        var symbols: [Int] = []

        init(_ lengths: [Int]) throws {
            for length in lengths where length > 0 { counts[length] += 1 }
            var left = 1
            for length in 1...15 {
                left = left * 2 - counts[length]
                guard left >= 0 else { throw ZipArchive.damaged("an entry has an impossible code") }
            }
            symbols = (1...15).flatMap { length in lengths.indices.filter { lengths[$0] == length } }
        }
    }

    private mutating func symbol(_ table: Table) throws -> Int {
        var code = 0
        var first = 0
        var index = 0
        for length in 1...15 {
            code |= try take(1)
            let count = table.counts[length]
            if code - first < count { return table.symbols[index + code - first] }
            index += count
            first = (first + count) << 1
            code <<= 1
        }
        throw ZipArchive.damaged("an entry has an unknown code")
    }

    private static let fixedLiterals = try? Table(
        (0..<288).map { $0 < 144 ? 8 : $0 < 256 ? 9 : $0 < 280 ? 7 : 8 })
    private static let fixedDistances = try? Table([Int](repeating: 5, count: 30))
    private static let lengthBase = [
        3, 4, 5, 6, 7, 8, 9, 10, 11, 13, 15, 17, 19, 23, 27, 31, 35, 43, 51, 59, 67, 83, 99, 115, 131, 163, 195, 227,
        258,
    ]
    private static let lengthExtra = [
        0, 0, 0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 2, 2, 2, 2, 3, 3, 3, 3, 4, 4, 4, 4, 5, 5, 5, 5, 0,
    ]
    private static let distanceBase = [
        1, 2, 3, 4, 5, 7, 9, 13, 17, 25, 33, 49, 65, 97, 129, 193, 257, 385, 513, 769, 1025, 1537, 2049, 3073, 4097,
        6145, 8193, 12_289,
        16_385, 24_577,
    ]
    private static let distanceExtra = [
        0, 0, 0, 0, 1, 1, 2, 2, 3, 3, 4, 4, 5, 5, 6, 6, 7, 7, 8, 8, 9, 9, 10, 10, 11, 11, 12, 12, 13, 13,
    ]
    private static let codeLengthOrder = [16, 17, 18, 0, 8, 7, 9, 6, 10, 5, 11, 4, 12, 3, 13, 2, 14, 1, 15]

    private mutating func dynamicTables() throws -> (Table, Table) {
        let literalCount = try take(5) + 257
        let distanceCount = try take(5) + 1
        let codeCount = try take(4) + 4
        var codeLengths = [Int](repeating: 0, count: 19)
        for index in 0..<codeCount { codeLengths[Self.codeLengthOrder[index]] = try take(3) }
        let codes = try Table(codeLengths)
        var lengths: [Int] = []
        while lengths.count < literalCount + distanceCount {
            switch try symbol(codes) {
            case 16:
                guard let last = lengths.last else { throw ZipArchive.damaged("an entry repeats nothing") }
                lengths += [Int](repeating: last, count: try take(2) + 3)
            case 17: lengths += [Int](repeating: 0, count: try take(3) + 3)
            case 18: lengths += [Int](repeating: 0, count: try take(7) + 11)
            case let length: lengths.append(length)
            }
        }
        guard lengths.count == literalCount + distanceCount else {
            throw ZipArchive.damaged("an entry has too many codes")
        }
        return (try Table(Array(lengths[..<literalCount])), try Table(Array(lengths[literalCount...])))
    }

    private mutating func block(_ literals: Table?, _ distances: Table?) throws {
        guard let literals, let distances else { return }
        while true {
            let value = try symbol(literals)
            if value == 256 { return }
            if value < 256 {
                try emit(UInt8(value))
                continue
            }
            guard value - 257 < Self.lengthBase.count else { throw ZipArchive.damaged("an entry has a bad length") }
            let length = Self.lengthBase[value - 257] + (try take(Self.lengthExtra[value - 257]))
            let code = try symbol(distances)
            guard code < Self.distanceBase.count else { throw ZipArchive.damaged("an entry has a bad distance") }
            let distance = Self.distanceBase[code] + (try take(Self.distanceExtra[code]))
            guard distance <= output.count else { throw ZipArchive.damaged("an entry refers to before its start") }
            for _ in 0..<length { try emit(output[output.count - distance]) }
        }
    }
}

/// Makes inputs that are nearly right.
public struct Mutator: Sendable {
    public let seeds: [[UInt8]]
    let words: [[UInt8]]

    /// What trips parsers of every kind.
    private static let usualWords: [[UInt8]] =
        [
            [0], [0xff], [0xfe, 0xff], [0xef, 0xbb, 0xbf], [0xc0, 0x80], [0xed, 0xa0, 0x80], [0xf4, 0x90, 0x80, 0x80],
            [0x80],
            [0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x01], [0x7f, 0xff, 0xff, 0xff], [0x80, 0, 0, 0],
        ]
        + [
            "", "-1", "0", "-0", "1e999", "18446744073709551616", "9223372036854775807", "-9223372036854775809", "NaN",
            "null", "true", "{}", "[]", "\"\"", "\\u0000", "\\ud800", "\r\n", "\n", "\t", " ", "%00", "%zz", "../",
            "\u{202e}",
            "e\u{301}", "\u{1F468}\u{200D}\u{1F469}", ":", ",", "=", "&", "?", "#", "'", "\"", "<", ">", "{", "}", "[",
            "]",
        ].map { Array($0.utf8) }

    public init(seeds: [[UInt8]], words: [[UInt8]]) {
        self.seeds = seeds
        self.words = words + Self.usualWords
    }

    /// A good input with one to eight things done to it.
    public func input(_ random: inout FuzzRandom) -> [UInt8] {
        var bytes = pick(seeds, &random)
        // Few changes reach deep, many reach the unforeseen.
        for _ in 0..<[1, 1, 1, 2, 2, 3, 5, 8][Int.random(in: 0..<8, using: &random)] { change(&bytes, &random) }
        return bytes
    }

    private func change(_ bytes: inout [UInt8], _ random: inout FuzzRandom) {
        let place = Int.random(in: 0...bytes.count, using: &random)
        let length = min(bytes.count - place, Int.random(in: 1...16, using: &random))
        let part = place..<(place + length)
        switch Int.random(in: 0..<12, using: &random) {
        case 0, 1: if place < bytes.count { bytes[place] ^= 1 << UInt8.random(in: 0..<8, using: &random) }
        case 2: if place < bytes.count { bytes[place] = .random(in: 0 ... .max, using: &random) }
        case 3: bytes.removeSubrange(part)
        case 4: bytes.insert(contentsOf: bytes[part], at: place)
        case 5, 6: bytes.insert(contentsOf: pick(words, &random), at: place)
        case 7: bytes.replaceSubrange(part, with: pick(words, &random))
        case 8: bytes.removeSubrange(place...)
        case 9:
            // The beginning of one, the end of another.
            let other = pick(seeds, &random)
            bytes = Array(bytes[..<place]) + other[Int.random(in: 0...other.count, using: &random)...]
        case 10:
            // Deep, or long.
            let word = Bool.random(using: &random) ? Array(bytes[part]) : pick(words, &random)
            let times = [10, 100, 1000, 20_000][Int.random(in: 0..<4, using: &random)]
            guard word.count * times < 256 << 10, bytes.count < 256 << 10 else { return }
            bytes.insert(contentsOf: (0..<times).flatMap { _ in word }, at: place)
        default:
            let other = Int.random(in: 0...bytes.count, using: &random)
            bytes = Array(bytes[min(place, other)...]) + bytes[..<min(place, other)]
        }
    }

    private func pick(_ list: [[UInt8]], _ random: inout FuzzRandom) -> [UInt8] {
        list.isEmpty ? [] : list[Int.random(in: 0..<list.count, using: &random)]
    }
}

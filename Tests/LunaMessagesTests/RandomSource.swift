import LunaMessages

/// Random values that are the same in every run (SplitMix64, Steele, Lea, Flood 2014).
struct RandomSource: RandomNumberGenerator {
    private var state: UInt64

    init(seed: UInt64) { state = seed }

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var value = state
        value = (value ^ (value >> 30)) &* 0xBF58_476D_1CE4_E5B9
        value = (value ^ (value >> 27)) &* 0x94D0_49BB_1331_11EB
        return value ^ (value >> 31)
    }

    /// 0…limit.
    mutating func upTo(_ limit: Int) -> Int { Int.random(in: 0...limit, using: &self) }
}

protocol RandomValue {
    static func random(_ source: inout RandomSource) -> Self
}

/// A message with random content; the generated file makes every message one.
typealias RandomMessage = RandomValue & WireMessage

protocol RandomEnum: RandomValue, WireEnum {}

extension RandomEnum {
    static func random(_ source: inout RandomSource) -> Self {
        switch source.upTo(9) {
        case 0: Self(rawValue: 1000 + Int32(source.upTo(1000)))
        case 1: Self(rawValue: -1 - Int32(source.upTo(1000)))
        default: Self(rawValue: Int32(source.upTo(Self.allCases.count - 1)))
        }
    }
}

extension FixedWidthInteger where Self: RandomValue {
    /// Small, large and extreme values alike, because their encodings differ in length.
    static func random(_ source: inout RandomSource) -> Self {
        switch source.upTo(5) {
        case 0: 0
        case 1: Self.max
        case 2: Self.min
        case 3: Self(truncatingIfNeeded: source.next())
        default: Self(source.upTo(100))
        }
    }
}

extension UInt32: RandomValue {}
extension UInt64: RandomValue {}
extension Int64: RandomValue {}

extension Double: RandomValue {
    // Neither NaN, which equals nothing, nor -0, which proto3 may write as nothing at all.
    static func random(_ source: inout RandomSource) -> Double {
        [0, 1, -1, 97.25, .greatestFiniteMagnitude, .leastNonzeroMagnitude, .infinity][source.upTo(6)]
    }
}

extension Bool: RandomValue {
    static func random(_ source: inout RandomSource) -> Bool { source.upTo(1) == 1 }
}

extension UInt8: RandomValue {
    static func random(_ source: inout RandomSource) -> UInt8 { UInt8(source.upTo(255)) }
}

extension String: RandomValue {
    static func random(_ source: inout RandomSource) -> String {
        let alphabet: [Character] = [
            "a", "Z", "0", ".", "\n", "\"", "ä", "€", "漢", "😀", "\u{1}", "\u{10FFFF}", "e\u{301}",
        ]
        let length = source.upTo(3) == 0 ? 0 : source.upTo(12)
        return String((0..<length).map { _ in alphabet[source.upTo(alphabet.count - 1)] })
    }
}

extension Optional: RandomValue where Wrapped: RandomValue {
    static func random(_ source: inout RandomSource) -> Wrapped? { source.upTo(3) == 0 ? nil : .random(&source) }
}

extension Array: RandomValue where Element: RandomValue {
    static func random(_ source: inout RandomSource) -> [Element] {
        (0..<source.upTo(3)).map { _ in .random(&source) }
    }
}

extension Dictionary: RandomValue where Key: RandomValue, Value: RandomValue {
    static func random(_ source: inout RandomSource) -> [Key: Value] {
        var map: [Key: Value] = [:]
        for _ in 0..<source.upTo(4) { map[.random(&source)] = .random(&source) }
        return map
    }
}

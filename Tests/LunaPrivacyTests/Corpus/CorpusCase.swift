import Foundation
import LunaPrivacy

/// One text with what is in it. Written as `call <<PHONE|+33 6 12 34 56 78>> now`; offsets count Unicode scalars.
struct CorpusCase: Sendable {
    struct Mark: Sendable, Hashable {
        var start: Int
        var end: Int
        var type: PrivacyType
    }

    let text: String
    let marks: [Mark]

    init(_ marked: String) {
        var text = String.UnicodeScalarView()
        var marks: [Mark] = []
        var open: (start: Int, type: PrivacyType)?
        var count = 0
        let scalars = Array(marked.unicodeScalars)
        var index = 0
        while index < scalars.count {
            if open == nil, scalars[index] == "<", index + 1 < scalars.count, scalars[index + 1] == "<",
                let bar = scalars[index...].prefix(24).firstIndex(of: "|"),
                let type = PrivacyType(rawValue: String(String.UnicodeScalarView(scalars[(index + 2)..<bar])))
            {
                open = (count, type)
                index = bar + 1
            } else if let mark = open, scalars[index] == ">", index + 1 < scalars.count, scalars[index + 1] == ">" {
                marks.append(Mark(start: mark.start, end: count, type: mark.type))
                open = nil
                index += 2
            } else {
                text.append(scalars[index])
                count += 1
                index += 1
            }
        }
        precondition(open == nil, "unclosed mark in \(marked)")
        self.text = String(text)
        self.marks = marks
    }
}

/// SplitMix64: the same corpus on every machine.
struct SeededRandom: RandomNumberGenerator {
    private var state: UInt64
    /// `LUNA_CORPUS_SEED` in the environment makes another set of the same kind.
    private static let base = ProcessInfo.processInfo.environment["LUNA_CORPUS_SEED"].flatMap(UInt64.init) ?? 0
    init(_ seed: UInt64) { state = seed &+ Self.base &* 1_000 }

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var z = state
        z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
        z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
        return z ^ (z >> 31)
    }

    mutating func pick<T>(_ values: [T]) -> T { values[Int.random(in: 0..<values.count, using: &self)] }
    mutating func int(_ range: ClosedRange<Int>) -> Int { Int.random(in: range, using: &self) }
    mutating func string(_ alphabet: String, _ count: Int) -> String {
        let letters = Array(alphabet)
        return String((0..<count).map { _ in letters[int(0...(letters.count - 1))] })
    }
    /// `#` any digit, `N` 2…9, `Z` 1…9, `A` a capital; the rest as it is.
    mutating func pattern(_ form: String) -> String {
        var out = ""
        for character in form {
            switch character {
            case "#": out += String(int(0...9))
            case "N": out += String(int(2...9))
            case "Z": out += String(int(1...9))
            case "A": out += string(Alphabet.upper, 1)
            default: out.append(character)
            }
        }
        return out
    }
}

enum Alphabet {
    static let lower = "abcdefghijklmnopqrstuvwxyz"
    static let upper = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
    static let digits = "0123456789"
    static let hex = "0123456789abcdef"
    static let alnum = lower + upper + digits
    static let url = alnum + "-_"
    static let base64 = alnum + "+/"
}

func pad(_ value: Int, _ width: Int) -> String {
    let text = String(value)
    return String(repeating: "0", count: max(0, width - text.count)) + text
}

func base64(_ bytes: [UInt8], url: Bool = false, padded: Bool = true) -> String {
    let letters = Array(Alphabet.upper + Alphabet.lower + Alphabet.digits + (url ? "-_" : "+/"))
    var out = ""
    var index = 0
    while index < bytes.count {
        let left = min(3, bytes.count - index)
        var value = 0
        for offset in 0..<3 { value = value << 8 | (offset < left ? Int(bytes[index + offset]) : 0) }
        for position in 0..<4 {
            if position <= left {
                out.append(letters[value >> (18 - 6 * position) & 63])
            } else if padded {
                out.append("=")
            }
        }
        index += 3
    }
    return out
}

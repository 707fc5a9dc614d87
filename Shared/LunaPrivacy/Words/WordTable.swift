/// What a word tells about its neighbourhood.
struct WordFlags: OptionSet {
    let rawValue: UInt32
    static let ssn = WordFlags(rawValue: 1 << 0)
    static let nir = WordFlags(rawValue: 1 << 1)
    static let birth = WordFlags(rawValue: 1 << 2)
    static let passport = WordFlags(rawValue: 1 << 3)
    static let phone = WordFlags(rawValue: 1 << 4)
    static let card = WordFlags(rawValue: 1 << 5)
    static let version = WordFlags(rawValue: 1 << 6)
    static let reference = WordFlags(rawValue: 1 << 7)
    static let aws = WordFlags(rawValue: 1 << 8)
    static let issue = WordFlags(rawValue: 1 << 9)
    /// The flags above are remembered with their place.
    static let contexts = WordFlags(rawValue: 0x3FF)
    static let nameLabel = WordFlags(rawValue: 1 << 10)
    static let weakNameLabel = WordFlags(rawValue: 1 << 11)
    static let honorific = WordFlags(rawValue: 1 << 12)
    static let greeting = WordFlags(rawValue: 1 << 13)
    static let given = WordFlags(rawValue: 1 << 14)
    static let surname = WordFlags(rawValue: 1 << 15)
    /// A given name that is a common word, place or product too.
    static let ambiguous = WordFlags(rawValue: 1 << 16)
    static let notName = WordFlags(rawValue: 1 << 17)
    static let particle = WordFlags(rawValue: 1 << 18)
    static let unit = WordFlags(rawValue: 1 << 19)
    static let copula = WordFlags(rawValue: 1 << 20)
    static let notSecret = WordFlags(rawValue: 1 << 21)
    static let closing = WordFlags(rawValue: 1 << 22)
    static let month = WordFlags(rawValue: 1 << 23)
    /// What says that somebody's name comes next only together with a verb or preposition: "signed by".
    static let byVerb = WordFlags(rawValue: 1 << 24)
    static let by = WordFlags(rawValue: 1 << 25)
    static let street = WordFlags(rawValue: 1 << 26)
    /// "Password" in other languages.
    static let passwordWord = WordFlags(rawValue: 1 << 27)
    /// Makes "name" a person's: first, last, patient.
    static let nameKind = WordFlags(rawValue: 1 << 28)
    /// "I am …", "je suis …".
    static let selfVerb = WordFlags(rawValue: 1 << 29)
    /// A program that takes credentials on its command line.
    static let command = WordFlags(rawValue: 1 << 30)
    /// A name of something that takes a user and a password: `auth`, `login`.
    static let login = WordFlags(rawValue: 1 << 31)
}

/// A set of words by the hash of their folded form (lower case, accents off), open addressing, read only once made.
struct WordTable: Sendable {
    private var keys: [UInt64]
    private var values: [UInt32]
    private let mask: Int

    init(_ lists: [(WordFlags, String)]) {
        var all: [UInt64: UInt32] = [:]
        for (flags, words) in lists {
            for word in words.utf8.split(whereSeparator: { $0 == 0x20 || $0 == 0x0A }) {
                all[WordHash.of(Array(word)), default: 0] |= flags.rawValue
            }
        }
        var size = 1024
        while size < all.count * 3 { size *= 2 }
        keys = Array(repeating: 0, count: size)
        values = Array(repeating: 0, count: size)
        mask = size - 1
        for (key, value) in all {
            var slot = Int(truncatingIfNeeded: key ^ (key >> 32)) & mask
            while keys[slot] != 0 { slot = (slot + 1) & mask }
            keys[slot] = key
            values[slot] = value
        }
    }

    @inline(__always)
    subscript(_ hash: UInt64) -> WordFlags {
        var slot = Int(truncatingIfNeeded: hash ^ (hash >> 32)) & mask
        while true {
            let key = keys[slot]
            if key == hash { return WordFlags(rawValue: values[slot]) }
            if key == 0 { return [] }
            slot = (slot + 1) & mask
        }
    }
}

/// FNV-1a over the folded form of a word.
enum WordHash {
    static let seed: UInt64 = 0xcbf2_9ce4_8422_2325

    @inline(__always)
    static func add(_ hash: UInt64, _ byte: UInt8) -> UInt64 { (hash ^ UInt64(byte)) &* 0x100_0000_01b3 }

    /// The hash of a word that has only ASCII letters in lower case.
    static func of(_ bytes: [UInt8]) -> UInt64 {
        var hash = seed
        for byte in bytes { hash = add(hash, byte) }
        return hash
    }

    /// The base letter of U+00C0…U+00FF, in order.
    private static let latin1: StaticString = "aaaaaaaceeeeiiiidnooooo*ouuuuytsaaaaaaaceeeeiiiidnooooo/ouuuuyty"
    /// Of U+0100…U+013F.
    private static let extendedC4: StaticString =
        "aaaaaaccccccccddddeeeeeeeeeegggggggghhhhiiiiiiiiiiiijjkkklllllll"
    /// Of U+0140…U+017F.
    private static let extendedC5: StaticString =
        "lllnnnnnnnnnoooooooorrrrrrssssssssttttttuuuuuuuuuuuuwwyyyzzzzzzs"

    /// The ASCII letter under a two-byte Latin letter; 0 when it is another script.
    @inline(__always)
    static func fold(_ lead: UInt8, _ trail: UInt8) -> UInt8 {
        let index = Int(trail & 0x3F)
        switch lead {
        case 0xC3: return latin1.utf8Start[index]
        case 0xC4: return extendedC4.utf8Start[index]
        case 0xC5: return extendedC5.utf8Start[index]
        default: return 0
        }
    }

    /// Whether a two-byte letter is upper case (Latin, Greek, Cyrillic).
    @inline(__always)
    static func isUpper(_ lead: UInt8, _ trail: UInt8) -> Bool {
        switch lead {
        case 0xC3: return trail < 0x9F
        case 0xC4: return trail < 0xB8 ? trail & 1 == 0 : trail & 1 == 1
        case 0xC5: return trail < 0x89 || (trail >= 0xB9 && trail < 0xBF) ? trail & 1 == 1 : trail & 1 == 0
        case 0xCE: return trail >= 0x86 && trail <= 0xAB
        case 0xD0: return trail <= 0xAF
        default: return false
        }
    }
}

/// The form of a token: `luna_<word>_<20 characters of base 32>`: a valid identifier in any language, 100 bits, of
/// bounded length, ended by its own length.
enum TokenFormat {
    static let bodyLength = 20
    /// Longest text of a token, with the backslashes of Markdown.
    static let longest = 4 + 2 + 16 + 2 + bodyLength + 1
    static let alphabet = Array("abcdefghijklmnopqrstuvwxyz234567".utf8)
    /// The word of tokens that stand for token-like text of the input.
    static let literalWord = "literal"

    private static let words: [[UInt8]] =
        PrivacyType.allCases.map { Array($0.tokenWord.utf8) } + [Array(literalWord.utf8)]

    /// What stands at a place of the text.
    enum Match: Equatable {
        case none
        /// Could become a token if more text comes.
        case partial
        /// A token or what is left of one, to `end`; `name` is its plain form in lower case.
        case token(end: Int, name: String)
    }

    /// Looks for a token at `index`. Letters in either case and Markdown's `\_` are taken as well. `final` says that no
    /// more text comes. Reads at most `longest` bytes.
    static func match(_ bytes: [UInt8], at index: Int, final: Bool) -> Match {
        var at = index
        for wanted in [0x6C, 0x75, 0x6E, 0x61] as [UInt8] {
            guard at < bytes.count else { return final ? .none : .partial }
            guard Byte.lower(bytes[at]) == wanted else { return .none }
            at += 1
        }
        guard let afterMark = underscore(bytes, at) else { return .none }
        if afterMark > bytes.count { return final ? .none : .partial }
        at = afterMark
        let wordStart = at
        while at < bytes.count, at - wordStart <= 16, Byte.isLetter(bytes[at]) { at += 1 }
        if at == bytes.count {
            if final { return .none }
            let start = bytes[wordStart..<at].map(Byte.lower)
            return words.contains { $0.starts(with: start) } ? .partial : .none
        }
        let word = bytes[wordStart..<at].map(Byte.lower)
        guard words.contains(word) else { return .none }
        guard let bodyStart = underscore(bytes, at) else { return .none }
        if bodyStart > bytes.count { return final ? .none : .partial }
        at = bodyStart
        while at < bytes.count, at - bodyStart <= bodyLength, Byte.isAlnum(bytes[at]) { at += 1 }
        if at == bytes.count, at - bodyStart <= bodyLength, !final { return .partial }
        let body = bytes[bodyStart..<at].map(Byte.lower)
        let name = "luna_" + String(decoding: word, as: UTF8.self) + "_" + String(decoding: body, as: UTF8.self)
        return .token(end: at, name: name)
    }

    /// After `_` or `\_` at `index`; nil when something else stands there; beyond the end when it is cut off.
    private static func underscore(_ bytes: [UInt8], _ index: Int) -> Int? {
        guard index < bytes.count else { return bytes.count + 1 }
        if bytes[index] == 0x5F { return index + 1 }
        guard bytes[index] == 0x5C else { return nil }
        guard index + 1 < bytes.count else { return bytes.count + 1 }
        return bytes[index + 1] == 0x5F ? index + 2 : nil
    }

    /// All tokens and token-like texts in `bytes`. A literal that is longer than a token is taken whole.
    static func literals(in bytes: [UInt8]) -> [Range<Int>] {
        var found: [Range<Int>] = []
        var index = 0
        while index < bytes.count {
            if bytes[index] | 0x20 == 0x6C, case .token(var end, _) = match(bytes, at: index, final: true) {
                while end < bytes.count, Byte.isAlnum(bytes[end]) { end += 1 }
                found.append(index..<end)
                index = end
            } else {
                index += 1
            }
        }
        return found
    }
}

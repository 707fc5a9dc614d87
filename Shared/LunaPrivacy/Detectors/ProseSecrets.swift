/// Secrets in sentences: "the password is …", "changed to …", "temporary password …".
extension Scan {
    /// "password for the server is X", "Password (root): X", "mdp du serveur : X".
    mutating func proseValue(_ word: Word, _ type: PrivacyType, _ index: Int) {
        var at = index
        if type == .password, isStandingPassword(at) {
            value(word, type, at, code: false, prose: true)
            return
        }
        for _ in 0..<6 {
            if text[at] == 0x28 || text[at] == 0x27 { at += 1 }
            let next = readWord(at: at, limit: 24)
            guard next.end > at else { return }
            if next.flags.contains(.copula) {
                var start = text.skipSpaces(next.end, limit: 4)
                // "A temporary password is generated for root@localhost: X"
                if text.hasFolded("generated ", at: start) || text.hasFolded("created ", at: start) {
                    at = text.skipSpaces(readWord(at: start, limit: 16).end, limit: 2)
                    continue
                }
                if text[start] == 0x3A { start = text.skipSpaces(start + 1, limit: 4) }
                if text.hasFolded("now ", at: start) { start += 4 }
                if text.hasFolded("set to ", at: start) { start += 7 }
                value(word, type, start, code: false, prose: true)
                return
            }
            at = next.end
            // "… for root@localhost: X"
            if text[at] == 0x40 {
                while at - next.end < 64,
                    Byte.isAlnum(text[at]) || text[at] == 0x40 || text[at] == 0x2E || text[at] == 0x2D
                {
                    at += 1
                }
            }
            // "… was set to X", "changed to X".
            if next.hash == Self.toHash, previousIsChange(next.start) {
                value(word, type, text.skipSpaces(at, limit: 4), code: false, prose: true)
                return
            }
            if text[at] == 0x29 { at += 1 }
            if text[at] == 0x27 { at += 1 }
            let space = text.skipSpaces(at, limit: 3)
            if text[space] == 0x3A || text[space] == 0x3D, text[space + 1] != 0x3A, text[space + 1] != 0x2F {
                value(word, type, text.skipSpaces(space + 1, limit: 4), code: false, prose: true)
                return
            }
            if space == at, text[at - 1] != 0x27, text[at] != 0x2D { return }
            if text[space] == 0x2D { return }
            at = space
        }
    }

    private static let toHash = WordHash.of(Array("to".utf8))

    private func previousIsChange(_ index: Int) -> Bool {
        let verbs: [StaticString] = ["set ", "changed ", "reset ", "updated ", "defaults "]
        return verbs.contains { text.hasFolded($0, at: index - $0.utf8CodeUnitCount) }
    }

    /// "temporary password Tmp-88-xq": a value right after the word, which no word or name of a method looks like: lower-case
    /// letters, digits, and a symbol or a capital inside.
    func isStandingPassword(_ index: Int) -> Bool {
        var end = index
        var digits = 0
        var lower = 0
        var marks = 0
        var run = 0
        while end - index < 64, text[end] > 0x20, text[end] < 0x7F {
            let byte = text[end]
            if Byte.isDigit(byte) {
                digits += 1
            } else if Byte.isLower(byte) {
                lower += 1
            } else if Byte.isUpper(byte) {
                if end > index { marks += 1 }
            } else if byte == 0x28 || byte == 0x3D || byte == 0x3A || byte == 0x2F || Byte.isQuote(byte) {
                return false
            } else if Byte.isAlnum(text[end + 1]) || byte != 0x2E && byte != 0x2C && byte != 0x3B && byte != 0x29 {
                marks += 1
                if byte == 0x2D { run = 0 }
            }
            run = Byte.isLower(byte) ? run + 1 : 0
            // "Base64-encoded"
            if run >= 5, contains(0x2D, index, end) { return false }
            end += 1
        }
        return end - index >= 7 && digits >= 1 && lower >= 1 && marks >= 1 && text[end] < 0x7F
            && !isDashedName(index, trimmedEnd(index, end))
    }
}

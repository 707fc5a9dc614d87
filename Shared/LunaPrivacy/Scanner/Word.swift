/// One word of the text: letters of any script, digits and `_`.
struct Word {
    var start: Int
    var end: Int
    /// Of the folded whole word, without `_`.
    var hash: UInt64
    var flags: WordFlags
    var startsUpper = false
    var hasLower = false
    var hasUpper = false
    var hasDigit = false
    var hasUnderscore = false
    var hasWide = false
    /// Number of letters.
    var letters = 0

    var length: Int { end - start }
    /// Letters only.
    var isPlain: Bool { !hasDigit && !hasUnderscore && letters > 0 }
    /// Like a name: `Anna`, `McNeil`, `DUPONT`.
    var isNameShaped: Bool { isPlain && startsUpper }
}

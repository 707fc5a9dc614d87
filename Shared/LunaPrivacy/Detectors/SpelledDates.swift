/// Birth dates written out: "le quatre mai 1968", "the fourth of May, nineteen sixty-eight".
extension Scan {
    private static let numberWords: Set<UInt64> = Set(
        """
        one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen
        nineteen twenty thirty forty fifty sixty seventy eighty ninety hundred thousand first second third fourth fifth sixth
        seventh eighth ninth tenth eleventh twelfth thirteenth fourteenth fifteenth sixteenth seventeenth eighteenth nineteenth
        twentieth thirtieth oh
        premier un deux trois quatre cinq sept huit neuf dix onze douze treize quatorze quinze seize vingt trente quarante
        cinquante soixante cent cents mil mille
        """.split(whereSeparator: { $0 == " " || $0 == "\n" }).map { WordHash.of(Array($0.utf8)) })
    /// Between the words of a number or a date.
    private static let joints: Set<UInt64> = Set(["and", "et", "of", "the", "de"].map { WordHash.of(Array($0.utf8)) })

    /// The date around the month's name, when its day is a word; nil when there is none.
    func spelledDate(_ month: Word) -> Range<Int>? {
        var start = month.start
        var day = false
        var at = month.start
        // Backwards over at most six words.
        for _ in 0..<6 {
            var end = at
            while end > 0, at - end < 3, text[end - 1] == 0x20 || text[end - 1] == 0x2D || text[end - 1] == 0x2C {
                end -= 1
            }
            var begin = end
            while begin > 0, end - begin < 16, Byte.isLetter(text[begin - 1]) { begin -= 1 }
            guard begin < end else { break }
            let word = readWord(at: begin, limit: end - begin)
            if Self.numberWords.contains(word.hash) {
                day = true
                start = begin
            } else if !Self.joints.contains(word.hash) {
                break
            }
            at = begin
        }
        // Forwards: the day when it comes after the month, and the year.
        var stop = month.end
        var words = 0
        at = month.end
        for _ in 0..<9 {
            var next = at
            while next - at < 3, text[next] == 0x20 || text[next] == 0x2C || text[next] == 0x2D { next += 1 }
            if Byte.isDigit(text[next]) {
                let year = (next..<next + 5).prefix { Byte.isDigit(text[$0]) }.count
                return year == 4 && (day || words > 0) ? start..<next + 4 : nil
            }
            let word = readWord(at: next, limit: 16)
            guard word.end > next else { break }
            if Self.numberWords.contains(word.hash) {
                words += 1
                stop = word.end
            } else if !Self.joints.contains(word.hash) {
                break
            }
            at = word.end
        }
        return day && words >= 2 || words >= 3 ? start..<stop : nil
    }
}

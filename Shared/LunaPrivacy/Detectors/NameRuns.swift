/// How far a name goes, and what surrounds it.
extension Scan {
    /// A run of words in the form of a name.
    struct NameRun {
        var start: Int
        var end: Int
        var count = 0
        var given = 0
        var certainGiven = 0
        var surname = 0
        /// Words that are in the dictionary.
        var known = 0
    }

    /// The name-shaped words from `index`: capitalised words, initials, hyphens and apostrophes inside, particles
    /// before
    /// a capitalised word. Ends at a word that is no name.
    func nameRun(at index: Int, limit: Int = 5) -> NameRun {
        var run = NameRun(start: index, end: index)
        var at = index
        var words = 0
        while words < limit + 2, run.count < limit || text[at - 1] == 0x2D {
            let word = readWord(at: at, limit: 40)
            guard word.end > at, word.isPlain else { break }
            if !word.startsUpper {
                // A particle counts when a name goes on after it.
                guard word.flags.contains(.particle), run.count > 0 || word.length <= 3 else { break }
                let apostrophe = apostropheLength(word.end)
                let next = word.end + (apostrophe > 0 ? apostrophe : text.spaceLength(at: word.end))
                guard next > word.end, readWord(at: next, limit: 40).startsUpper || isParticle(next) else { break }
                at = next
                words += 1
                continue
            }
            if word.flags.contains(.notName), !word.flags.contains(.given), !word.flags.contains(.surname) { break }
            if word.flags.contains(.month), !word.flags.contains(.given),
                run.count == 0 || Byte.isDigit(text[word.end + 1]) || Byte.isDigit(text[word.end])
            {
                break
            }
            // The next label of a form ends the name before it.
            if run.count > 0, text[word.end] == 0x3A || text[word.end + 1] == 0x3A && text[word.end] == 0x20,
                word.flags.contains(.nameLabel) || word.flags.contains(.weakNameLabel)
            {
                break
            }
            words += 1
            // What a hyphen or an apostrophe joins is one word.
            if at == index || text[at - 1] == 0x20 || text[at - 1] >= 0x80 && text[at - 1] != 0x99 { run.count += 1 }
            if word.flags.contains(.given) {
                run.given += 1
                if !word.flags.contains(.ambiguous) { run.certainGiven += 1 }
            }
            if word.flags.contains(.surname) { run.surname += 1 }
            if word.flags.contains(.given) || word.flags.contains(.surname) { run.known += 1 }
            run.end = word.end
            at = word.end
            if word.letters == 1, text[at] == 0x2E {
                run.end = at + 1
                at += 1
            }
            if text[at] == 0x2D, text.wordAt(at + 1) {
                at += 1
                continue
            }
            let apostrophe = apostropheLength(at)
            if apostrophe > 0, word.letters <= 2, text.wordAt(at + apostrophe) {
                at += apostrophe
                continue
            }
            let space = text.spaceLength(at: at)
            guard space > 0 else { break }
            at += space
        }
        // "Le service client": an article.
        if run.count == 1, readWord(at: run.start, limit: 12).flags.contains(.particle) { run.count = 0 }
        // An initial with its dot at the end of a sentence keeps the dot out.
        if text[run.end - 1] == 0x2E, run.count == 1 { run.count = 0 }
        return run
    }

    func isParticle(_ index: Int) -> Bool {
        let word = readWord(at: index, limit: 12)
        return word.flags.contains(.particle) && word.length <= 4
    }

    func apostropheLength(_ index: Int) -> Int {
        if text[index] == 0x27 { return 1 }
        return text.has("’", at: index) ? 3 : 0
    }

    func startsSentence(_ index: Int) -> Bool {
        var at = index - 1
        while at > index - 4, at >= 0, text[at] == 0x20 { at -= 1 }
        let byte = text[at]
        return at < 0 || byte == 0x2E || byte == 0x21 || byte == 0x3F || byte == 0x0A || byte == 0x22 || byte == 0x2D
            || byte == 0x2A
    }

    /// Whether a word of the run is an ordinary one, a place or a kind of company.
    func runHasCommonWord(_ run: NameRun) -> Bool {
        var at = run.start
        while at < run.end {
            let word = readWord(at: at, limit: 40)
            if word.end > at {
                if !word.startsUpper {
                    at = word.end
                    continue
                }
                if word.flags.contains(.notName) || word.flags.contains(.street) || word.flags.contains(.notSecret) {
                    return true
                }
                at = word.end
            } else {
                at += 1
            }
        }
        let next = readWord(at: text.skipSpaces(run.end, limit: 2), limit: 24)
        return next.startsUpper && (next.flags.contains(.notName) || next.flags.contains(.street))
    }

    func lastWordIsStreet(_ run: NameRun) -> Bool {
        var at = run.end
        while at > run.start, Byte.isLetter(text[at - 1]) { at -= 1 }
        return readWord(at: at, limit: 24).flags.contains(.street)
    }
}

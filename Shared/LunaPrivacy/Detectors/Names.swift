/// Person names, where the words around or the dictionary make them names.
extension Scan {
    /// Judges `word` as a label, an honorific, a greeting or the first word of a name.
    mutating func name(_ word: Word) {
        let flags = word.flags
        if flags.contains(.honorific) || isFrenchM(word) {
            if honorificName(word) { return }
        }
        if flags.contains(.greeting), word.isPlain { if greetingName(word) { return } }
        if flags.contains(.nameLabel) || flags.contains(.weakNameLabel) { if labelledName(word) { return } }
        if flags.contains(.by), previous.flags.contains(.byVerb), word.start - previous.end == 1 {
            if byName(word) { return }
        }
        if flags.contains(.selfVerb) || flags.contains(.copula) { if selfName(word) { return } }
        if flags.contains(.closing) { if closingName(word) { return } }
        if flags.contains(.given) || flags.contains(.surname), word.isNameShaped { dictionaryName(word) }
    }

    private func isFrenchM(_ word: Word) -> Bool {
        word.length == 1 && text[word.start] == UInt8(ascii: "M") && text[word.end] == 0x2E
            && text[word.end + 1] == 0x20
    }

    private mutating func foundName(_ run: NameRun, _ confidence: PrivacyConfidence, _ reason: PrivacyReason) {
        nameEnd = run.end
        add(run.start, run.end, .person, confidence, reason)
    }

    private mutating func honorificName(_ word: Word) -> Bool {
        guard word.startsUpper, word.length <= 2 || word.hasLower || text[word.end] == 0x2E else { return false }
        // "MS Word" is no lady.
        if word.length == 2, word.hasUpper, !word.hasLower, text.hasFolded("ms", at: word.start) { return false }
        var at = word.end
        if text[at] == 0x2E { at += 1 }
        let spaces = text.skipSpaces(at, limit: 3)
        guard spaces > at else { return false }
        at = spaces
        let next = readWord(at: at, limit: 24)
        if next.flags.contains(.honorific) {
            at = text.skipSpaces(next.end + (text[next.end] == 0x2E ? 1 : 0), limit: 3)
        }
        // "Monsieur le Directeur", "Madame la Présidente": an office.
        if text.has("le ", at: at) || text.has("la ", at: at) || text.has("l’", at: at) || text.has("l'", at: at) {
            return false
        }
        let run = nameRun(at: at)
        guard run.count > 0 else { return false }
        // A drink.
        if text.has("Pepper", at: at), text.hasFolded("dr", at: word.start) { return false }
        foundName(run, .certain, .context)
        return true
    }

    private mutating func greetingName(_ word: Word) -> Bool {
        let at = text.skipSpaces(word.end, limit: 3)
        guard at > word.end, word.startsUpper || word.start == 0 else { return false }
        let next = readWord(at: at, limit: 24)
        if next.flags.contains(.honorific) || isFrenchM(next) { return false }
        let run = nameRun(at: at, limit: 5)
        guard run.count > 0 else { return false }
        let stop = text[run.end]
        let ends = stop == 0x2C || stop == 0x21 || Byte.isLineEnd(stop) || stop == 0x2E || stop == 0x3A
        guard
            run.certainGiven > 0
                || (run.given > 0 || run.surname > 0 || text.hasFolded("dear", at: word.start)
                    || text.hasFolded("ch", at: word.start))
                    && ends
        else { return false }
        foundName(run, .likely, .context)
        return true
    }

    private mutating func labelledName(_ word: Word) -> Bool {
        var strong = word.flags.contains(.nameLabel)
        if !strong, text.hasFolded("et nom", at: word.start - 3) { strong = true }
        // "prénom : Élodie, nom : Garnier"
        if !strong, beforePrevious.flags.contains(.nameLabel), word.start - beforePrevious.end <= 40 { strong = true }
        if !strong, previous.flags.contains(.nameKind), word.start - previous.end <= 1 { strong = true }
        var at = word.end
        if text[at] == 0x28, text.has("(s)", at: at) { at += 3 }
        // "nom de famille", "nom et prénom", "Name of patient", "nom du client".
        if word.length == 3, text.hasFolded("nom", at: word.start) {
            for tail: StaticString in [
                " de famille", " complet", " et prénom", " du patient", " du client", " de naissance", " et prenom",
            ]
            where text.hasFolded(tail, at: at) || text.has(tail, at: at) {
                at += tail.utf8CodeUnitCount
                strong = true
                break
            }
        }
        let closing = at
        while at - closing < 4, Byte.isQuote(text[at]) || text[at] == 0x2A || text[at] == 0x5C || text[at] == 0x5D {
            at += 1
        }
        at = text.skipSpaces(at, limit: 4)
        let mark = text[at]
        guard mark == 0x3A || mark == 0x3D || mark == 0x3E && text[word.start - 1] == 0x3C else {
            return strong && at > word.end && text[word.start] >= 0x41 ? bareLabel(word, at) : false
        }
        if text[at + 1] == 0x3A || text[at + 1] == 0x3D { return false }
        at += 1
        at = text.skipSpaces(at, limit: 12)
        while Byte.isQuote(text[at]) || text[at] == 0x2A || text[at] == 0x5C { at += 1 }
        at = text.skipSpaces(at, limit: 3)
        let title = readWord(at: at, limit: 24)
        if title.flags.contains(.honorific)
            || title.length == 1 && text[title.end] == 0x2E && text[title.end + 1] == 0x20 && text[at] == 0x4D
        {
            return false
        }
        var run = nameRun(at: at)
        guard run.count > 0 else { return false }
        if strong {
            let stop = text[run.end]
            guard run.given + run.surname > 0 || !Byte.isWord(stop), stop != 0x28, stop != 0x2F, stop != 0x3A,
                stop != 0x5F,
                stop != 0x2E || !Byte.isAlnum(text[run.end + 1])
            else { return false }
            // "Dupont, Jean"
            if text[run.end] == 0x2C, text[run.end + 1] == 0x20 {
                let rest = nameRun(at: run.end + 2, limit: 2)
                if rest.given > 0, run.count <= 2 { run.end = rest.end }
            }
            // A single common word after a label such as "Manager:" tells nothing.
            if run.count == 1, run.given == 0, run.surname == 0, !isOwnNameLabel(word) { return false }
        } else {
            // A form's label ("Name:", "Client :") may come before a name nobody knows; a key of data may not.
            let formal =
                run.count >= 2 && word.startsUpper && !runHasCommonWord(run)
                && (!text.hasFolded("from", at: word.start) || text[text.skipSpaces(run.end)] == 0x3C)
                && !text.hasFolded("to", at: word.start)
                && !text.hasFolded("user", at: word.start)
            // "Nom :" of a form stands before the family name alone.
            let family =
                word.startsUpper && word.length == 3 && text.hasFolded("nom", at: word.start) && !runHasCommonWord(run)
                && (run.known > 0 || Byte.isLineEnd(text[run.end]) || text[run.end] == 0x2C || text[run.end] == 0x3B)
            let known =
                family || run.certainGiven > 0 || run.known > 1
                || (run.surname > 0 && run.count > 1 && !runHasCommonWord(run)) || formal
            guard known else { return false }
            let stop = text[run.end]
            if stop == 0x2F || stop == 0x5F || stop == 0x2E && Byte.isAlnum(text[run.end + 1]) || stop == 0x3A {
                return false
            }
        }
        foundName(run, .likely, .context)
        return true
    }

    /// Labels after which even an unknown single word is a name: first name, last name, prénom, surname.
    private func isOwnNameLabel(_ word: Word) -> Bool {
        if word.flags.contains(.weakNameLabel) { return true }
        let names: [StaticString] = [
            "first", "last", "sur", "family", "given", "full", "pr", "maiden", "middle", "vorname", "nachname",
            "apellido", "cognome",
            "achternaam", "voornaam", "sobrenome", "patient", "employee", "customer", "nomde", "nom_de",
        ]
        return names.contains { text.hasFolded($0, at: word.start) }
    }

    /// "Patient John Smith", "Author Jane Doe" without a mark: only with a known name.
    private mutating func bareLabel(_ word: Word, _ at: Int) -> Bool {
        let run = nameRun(at: at, limit: 3)
        guard run.count >= 2, run.given > 0 || run.surname > 0 else { return false }
        foundName(run, .likely, .context)
        return true
    }

    private mutating func byName(_ word: Word) -> Bool {
        var at = word.end
        if text[at] == 0x3A { at += 1 }
        let start = text.skipSpaces(at, limit: 3)
        guard start > at || at > word.end else { return false }
        let title = readWord(at: start, limit: 24)
        if title.flags.contains(.honorific) { return false }
        let run = nameRun(at: start)
        guard run.count > 0, run.given + run.surname > 0 || run.count >= 2 else { return false }
        foundName(run, .likely, .context)
        return true
    }

    /// "my name is X", "I am X", "je m'appelle X", "je suis X".
    private mutating func selfName(_ word: Word) -> Bool {
        let at = text.skipSpaces(word.end, limit: 3)
        guard at > word.end, Byte.isUpper(text[at]) || text[at] >= 0xC3 else { return false }
        let named =
            previous.flags.contains(.weakNameLabel)
            && (text.hasFolded("name", at: previous.start) || text.hasFolded("nom", at: previous.start))
        let calls =
            text.hasFolded("appelle", at: word.start) && word.length == 7
            && apostropheLength(word.start - 1) + apostropheLength(word.start - 3) > 0
        guard named || calls || word.flags.contains(.selfVerb) else { return false }
        let run = nameRun(at: at, limit: 5)
        guard run.count > 0 else { return false }
        guard named || calls || run.certainGiven > 0 else { return false }
        foundName(run, .likely, .context)
        return true
    }

    /// The line after "Best regards," or "Cordialement,".
    private mutating func closingName(_ word: Word) -> Bool {
        var at = word.end
        if text[at] == 0x2C || text[at] == 0x21 || text[at] == 0x2E { at += 1 }
        var lines = 0
        let mark = at
        while at - mark < 12 {
            if text[at] == 0x0A { lines += 1 } else if text[at] != 0x0D && text.spaceLength(at: at) == 0 { break }
            at += max(1, text.spaceLength(at: at))
        }
        guard lines > 0 || mark > word.end && text[mark - 1] == 0x2C else { return false }
        let run = nameRun(at: at, limit: 5)
        guard run.count > 0, run.given + run.surname > 0 || lines > 0 && Byte.isLineEnd(text[run.end]) else {
            return false
        }
        foundName(run, .likely, .context)
        return true
    }

    /// A known given name and another capitalised word in running text.
    private mutating func dictionaryName(_ word: Word) {
        // The middle of a longer proper noun, of a path or an identifier is no name.
        let before = text[word.start - 1]
        if before == 0x2E && Byte.isAlnum(text[word.start - 2]) || before == 0x2F || before == 0x2D || before == 0x40
            || before == 0x5C || before == 0x23
        {
            return
        }
        if previous.isNameShaped,
            !(startsSentence(previous.start) && !previous.flags.contains(.given) && !previous.flags.contains(.surname)),
            word.start - previous.end == 1, before == 0x20, !previous.flags.contains(.greeting),
            !previous.flags.contains(.notName) || previous.flags.contains(.street)
        {
            return
        }
        if previous.flags.contains(.street), word.start - previous.end <= 2 { return }
        let run = nameRun(at: word.start, limit: 4)
        guard run.count >= 2 else { return }
        let first = word.flags
        let next = readWord(at: text.skipSpaces(run.end, limit: 3), limit: 24)
        if next.startsUpper, next.flags.contains(.street) { return }
        let stop = text[run.end]
        if stop == 0x2F || stop == 0x5F || stop == 0x28 || stop == 0x2E && Byte.isAlnum(text[run.end + 1]) { return }
        // "Will Smith-style"
        if stop == 0x2D, Byte.isAlnum(text[run.end + 1]) { return }
        if lastWordIsStreet(run) { return }
        if first.contains(.given) {
            guard run.surname > (first.contains(.surname) ? 1 : 0) || (!first.contains(.ambiguous) && run.count <= 3)
            else { return }
        } else {
            // "DUPONT Jean"
            guard word.hasUpper, !word.hasLower, run.certainGiven > 0 else { return }
        }
        foundName(run, .possible, .dictionary)
    }
}

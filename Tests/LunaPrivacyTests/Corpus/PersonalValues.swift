import LunaPrivacy

/// Makes personal data from the standards; shares no table with the scanner.
struct PersonalValues {
    var random: SeededRandom

    mutating func email() -> String {
        let user = random.pick([
            "jane", "j.doe", "marie-claire", "ops", "x_y", "info", "a", "o'neil", "bob99", "first.last", "zoé", "юрий",
        ])
        let tag = random.pick(["", "", "", "+news", "+tag.2024", "_ext"])
        let domain = random.pick([
            "example.com", "mail.example.co.uk", "corp.internal-site.org", "müller.de", "xn--mller-kva.de",
            "uni-paris.fr", "sub.a.b.museum",
            "example.travel", "123.com", "bücher.example", "例え.jp",
        ])
        if random.int(0...11) == 0 { return "\"john \(random.string(Alphabet.lower, 4))\"@example.org" }
        if random.int(0...11) == 0 { return "\(user)@[192.0.2.\(random.int(1...254))]" }
        if random.int(0...15) == 0 { return "\(user)@[IPv6:2001:db8::\(random.string(Alphabet.hex, 3))]" }
        return user + random.string(Alphabet.lower, 3) + tag + "@" + domain
    }

    /// Numbers that need no label.
    mutating func phone() -> String {
        random.pattern(
            random.pick([
                "+1 N## N## ####", "+1-N##-N##-####", "+1 (N##) N##-####", "+1N##N######", "(N##) N##-####",
                "N##-N##-####", "N##.N##.####",
                "1-N##-N##-####", "(N##)N##-####", "+1.N##.N##.####", "N##-555-01## ext. ##", "N##-555-01## x###",
                "+44 20 7### ####", "+44 7### ######", "020 7### ####", "07### ######", "0161 ### ####", "01632 960###",
                "(020) 7946 0###", "+44 (0)20 7946 0###",
                "+33 Z ## ## ## ##", "+33Z########", "0Z ## ## ## ##", "0Z.##.##.##.##", "0Z-##-##-##-##", "06########",
                "07########", "+33 (0)6 ## ## ## ##", "0033 6 ## ## ## ##",
                "0Z\u{A0}##\u{A0}##\u{A0}##\u{A0}##", "+33\u{202F}6\u{202F}##\u{202F}##\u{202F}##\u{202F}##",
                "+49 30 ########", "+49 151 #######", "+49 (0)89 ######", "030 Z#######", "0151 Z#######",
                "089/Z######", "0221 Z## ####", "0171-Z######",
                "+34 6## ### ###", "6## ### ###", "+34 91 ### ## ##", "91 ### ## ##", "6## ## ## ##", "+34 6########",
                "+39 3## #######", "3## #######", "+39 06 ########", "06 Z#######", "02 Z### ####", "3## ### ####",
                "+39 3## ### ####",
                "+31 6 ########", "06-########", "+31 20 ### ####", "020-Z######", "010 Z## ####", "+31 (0)6 ########",
                "+32 4## ## ## ##", "04## ## ## ##", "02 ### ## ##", "+32 2 ### ## ##", "+32 4########",
                "04##/##.##.##",
                "+41 44 ### ## ##", "044 ### ## ##", "079 ### ## ##", "+41 79 ### ## ##", "+4179#######",
                "+1 514 N## ####", "416-N##-####", "(604) N##-####",
                "+351 9Z# ### ###", "9Z# ### ###", "+351 21 ### ####", "+3519########", "21 Z## ## ##",
                "+81 90 #### ####", "+61 4## ### ###", "+91 98### #####", "+55 11 9#### ####", "+48 Z## ### ###",
                "+353 87 ### ####", "+43 664 #######", "+352 621 ### ###",
            ]))
    }

    /// Numbers that only their label makes phones.
    mutating func labelledPhone() -> String {
        random.pattern(
            random.pick([
                "N##N######", "555-01##", "6########", "9########", "0Z########", "N## N## ####", "+1N##N######",
                "0Z ######", "8## ### ###", "0Z## ######", "2## ### ###",
            ]))
    }

    mutating func ssn() -> String {
        var area = random.int(1...899)
        if area == 666 { area = 665 }
        return "\(pad(area, 3))-\(pad(random.int(1...99), 2))-\(pad(random.int(1...9999), 4))"
    }

    mutating func card() -> String {
        let (prefix, length) = random.pick([
            ("4", 16), ("4", 16), ("4", 13), ("4", 19), ("51", 16), ("55", 16), ("2221", 16), ("2720", 16),
            ("2500", 16), ("34", 15), ("37", 15),
            ("300", 14), ("36", 14), ("38", 14), ("6011", 16), ("65", 16), ("644", 16), ("3528", 16), ("3589", 16),
            ("62", 16), ("62", 19),
            ("5018", 16), ("6304", 16), ("6759", 16), ("6763", 18), ("2200", 16), ("2204", 16), ("6521", 16),
            ("508", 16), ("8171", 16), ("9792", 16),
        ])
        var digits = Array(prefix + random.string(Alphabet.digits, length - prefix.count - 1))
        var sum = 0
        for (offset, digit) in digits.reversed().enumerated() {
            let value = (digit.wholeNumberValue ?? 0) * (offset % 2 == 0 ? 2 : 1)
            sum += value > 9 ? value - 9 : value
        }
        digits.append(Character(String((10 - sum % 10) % 10)))
        let separator = random.pick(["", "", " ", " ", "-", "\u{A0}", "\u{202F}", "."])
        if separator.isEmpty { return String(digits) }
        let sizes = length == 15 ? [4, 6, 5] : length == 14 ? [4, 6, 4] : [4, 4, 4, 4, 4]
        var groups: [String] = []
        var at = 0
        for size in sizes where at < digits.count {
            groups.append(String(digits[at..<min(at + size, digits.count)]))
            at += size
        }
        return groups.joined(separator: separator == "." && length < 16 ? " " : separator)
    }

    mutating func iban() -> String {
        let (country, bban) = random.pick([
            ("FR", "##########AA#########1#"), ("DE", "##################"), ("GB", "AAAA##############"),
            ("ES", "####################"),
            ("IT", "A##########AAAAAAAAAAAA"), ("NL", "AAAA##########"), ("BE", "############"),
            ("CH", "#####AAAAAAAAAAAA"), ("PT", "#####################"),
            ("LU", "###AAAAAAAAAAAAA"), ("NO", "###########"), ("MT", "AAAA#####AAAAAAAAAAAAAAAAAA"),
            ("PL", "########################"),
            ("IE", "AAAA##############"), ("AT", "################"), ("SE", "####################"),
            ("SA", "##AAAAAAAAAAAAAAAAAA"), ("BR", "#######################AA"),
        ])
        let body = random.pattern(bban)
        var remainder = 0
        for character in body + country + "00" {
            let value = character.wholeNumberValue ?? Int(character.asciiValue ?? 0) - 55
            remainder = (remainder * (value > 9 ? 100 : 10) + value) % 97
        }
        let text = country + pad(98 - remainder, 2) + body
        switch random.int(0...3) {
        case 0: return text
        case 1: return text.lowercased()
        default:
            let separator = random.pick([" ", " ", "\u{A0}", "-"])
            let letters = Array(text)
            return stride(from: 0, to: letters.count, by: 4).map { String(letters[$0..<min($0 + 4, letters.count)]) }
                .joined(separator: separator)
        }
    }

    mutating func address() -> String {
        let h = { (random: inout SeededRandom) in random.string(Alphabet.hex, 4) }
        switch random.int(0...9) {
        case 0: return "2001:db8:\(h(&random)):\(h(&random)):\(h(&random)):\(h(&random)):\(h(&random)):\(h(&random))"
        case 1: return "2001:db8::\(random.int(1...9))\(random.string(Alphabet.hex, 3))"
        case 2: return "fe80::\(random.int(1...9))\(random.string(Alphabet.hex, 3))%eth0"
        case 3: return "::ffff:192.0.2.\(random.int(1...254))"
        case 4: return "fd12:3456:789a::\(random.int(1...99))"
        default:
            return "\(random.pick([10, 192, 172, 203, 8, 51, 88]))"
                + ".\(random.int(0...255)).\(random.int(0...255)).\(random.int(1...254))"
        }
    }

    mutating func nir() -> String {
        let department = random.pick(["2A", "2B", "75", "13", "59", "69", "01", "99"])
        let parts = [
            String(random.int(1...2)), pad(random.int(0...99), 2), pad(random.int(1...12), 2), department,
            pad(random.int(1...990), 3), pad(random.int(1...999), 3),
        ]
        let number = parts.joined().replacing("2A", with: "19", maxReplacements: department == "2A" ? 1 : 0).replacing(
            "2B", with: "18", maxReplacements: department == "2B" ? 1 : 0)
        let key = pad(97 - (Int(number) ?? 0) % 97, 2)
        return (parts + [key]).joined(separator: random.pick(["", " ", " ", "\u{A0}", "."]))
    }

    mutating func passport() -> String {
        random.pattern(
            random.pick([
                "##AA#####", "#########", "A########", "AA######", "AA#######", "AAA######", "A#######", "C01X00T47",
                "CFGH#K#L#", "AA######", "A######AA",
            ]))
    }

    mutating func birthDate() -> String {
        let year = random.int(1930...2012)
        let month = random.int(1...12)
        let day = random.int(1...28)
        let english = [
            "January", "February", "March", "April", "May", "June", "July", "August", "September", "October",
            "November", "December",
        ][month - 1]
        let french = [
            "janvier", "février", "mars", "avril", "mai", "juin", "juillet", "août", "septembre", "octobre", "novembre",
            "décembre",
        ][month - 1]
        return random.pick([
            "\(year)-\(pad(month, 2))-\(pad(day, 2))", "\(pad(day, 2))/\(pad(month, 2))/\(year)",
            "\(pad(month, 2))/\(pad(day, 2))/\(year)", "\(day).\(month).\(year)",
            "\(pad(day, 2))-\(pad(month, 2))-\(year)", "\(english) \(day), \(year)", "\(day) \(english) \(year)",
            "\(day) \(french) \(year)", "\(day)-\(english.prefix(3))-\(year)",
            "\(year)/\(pad(month, 2))/\(pad(day, 2))", "\(pad(day, 2))/\(pad(month, 2))/\(pad(year % 100, 2))",
            "\(english.prefix(3)) \(day), \(year)", "1er \(french) \(year)",
            "\(day)th \(english) \(year)", "\(pad(day, 2)) \(pad(month, 2)) \(year)",
            "\(year)\(pad(month, 2))\(pad(day, 2))",
        ])
    }

    mutating func person() -> String {
        let given = random.pick([
            "John", "Emily", "Jean-Pierre", "Amélie", "Hans", "María", "Luca", "João", "Sanne", "Aoife", "Olga",
            "Zbigniew", "Xochitl", "Chloé", "Mohammed", "Ingrid",
            "Priya", "Kwame", "Noémie", "François", "Siobhan", "Rainer", "Pilar", "Giulia", "Tiago", "Wietske",
            "Bartholomew", "Thaddeus", "Hélène", "Ousmane",
        ])
        let surname = random.pick([
            "Smith", "O'Connor", "Dupont", "Lefèvre", "Müller", "García", "Rossi", "da Silva", "de Vries",
            "van der Berg", "Nguyen", "Kowalczyk", "Brontë", "McAllister",
            "Ó Briain", "Delacroix-Martin", "Thornbury", "Quillfeather", "Bauer", "Fernández López", "Okonkwo", "Patel",
            "Le Goff", "Szymański", "Vandenbroucke", "Abernathy",
        ])
        return random.pick([
            "\(given) \(surname)", "\(given) \(surname)", "\(given) \(random.string(Alphabet.upper, 1)). \(surname)",
        ])
    }

    mutating func surname() -> String {
        random.pick([
            "Smith", "Dupont", "Lefèvre", "Müller", "García", "Rossi", "Thornbury", "Quillfeather", "Nguyen", "Brontë",
            "Kowalczyk",
        ])
    }
}

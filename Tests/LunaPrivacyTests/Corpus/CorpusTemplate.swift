import Foundation
import LunaPrivacy

/// The examiners' sets, `examiner-*.txt` beside this file, and `reported.txt`, what users have reported. One marked text a line (see `CorpusCase`); `\n \r \t \u{…}`
/// and `\\` are escapes; `#!` begins a comment. Values are made when the set is read, so that checksums are right and
/// no file holds anything that looks like a live key: `⟦d8⟧` eight digits, `h` and `H` hexadecimal, `l` and `U`
/// letters, `a` letters and digits, `w` capitals and digits, `u` and `b` the alphabets of base64url and base64,
/// `⟦luhn 4### #### #### ####⟧`, `⟦iban FR⟧` (`⟦iban4 FR⟧` in groups of four), `⟦nir⟧`, `⟦nirs⟧`, `⟦ssn⟧`, `⟦jwt⟧`,
/// `⟦enc text⟧`, `⟦num pattern⟧` (see `SeededRandom.pattern`). `⟦⟧` is nothing.
enum CorpusTemplate {
    /// All sets.
    static let all: [CorpusCase] = [
        "examiner-1.txt", "examiner-2.txt", "examiner-3.txt", "examiner-4.txt", "reported.txt",
    ].flatMap { name in
        let file = URL(fileURLWithPath: #filePath).deletingLastPathComponent().appending(path: name)
        guard let text = try? String(contentsOf: file, encoding: .utf8) else {
            preconditionFailure("\(file.path) cannot be read")
        }
        return cases(text)
    }

    /// The set that `LUNA_EXAMINER` names.
    static let examiner = ProcessInfo.processInfo.environment["LUNA_EXAMINER"]
        .flatMap { try? String(contentsOfFile: $0, encoding: .utf8) }.map(cases)

    static func cases(_ file: String) -> [CorpusCase] {
        var random = SeededRandom(77)
        return file.split(separator: "\n").filter { !$0.hasPrefix("#!") }.map {
            CorpusCase(expanded(unescaped(String($0)), &random))
        }
    }

    private static func unescaped(_ line: String) -> String {
        var out = String.UnicodeScalarView()
        var rest = line.unicodeScalars[...]
        while let first = rest.popFirst() {
            guard first == "\\", let next = rest.first else {
                out.append(first)
                continue
            }
            switch next {
            case "n": out.append("\n")
            case "r": out.append("\r")
            case "t": out.append("\t")
            case "\\": out.append("\\")
            case "u" where rest.dropFirst().first == "{":
                let digits = rest.dropFirst(2).prefix { $0 != "}" }
                rest = rest.dropFirst(digits.count + 2)
                UInt32(String(digits), radix: 16).flatMap(Unicode.Scalar.init).map { out.append($0) }
            default:
                out.append(first)
                continue
            }
            rest = rest.dropFirst()
        }
        return String(out)
    }

    private static func expanded(_ line: String, _ random: inout SeededRandom) -> String {
        var out = ""
        var rest = line[...]
        while let open = rest.firstIndex(of: "⟦"), let close = rest[open...].firstIndex(of: "⟧") {
            out += rest[..<open]
            out += value(String(rest[rest.index(after: open)..<close]), &random)
            rest = rest[rest.index(after: close)...]
        }
        return out + rest
    }

    private static func value(_ what: String, _ random: inout SeededRandom) -> String {
        let words = what.split(separator: " ", maxSplits: 1).map(String.init)
        guard let kind = words.first else { return "" }
        let argument = words.count > 1 ? words[1] : ""
        switch kind {
        case "luhn": return luhn(random.pattern(argument))
        case "num": return random.pattern(argument)
        case "iban": return iban(argument, &random)
        case "iban4":
            let text = Array(iban(argument, &random))
            return stride(from: 0, to: text.count, by: 4).map { String(text[$0..<min($0 + 4, text.count)]) }
                .joined(separator: " ")
        case "nir", "nirs": return nir(spaced: kind == "nirs", &random)
        case "ssn": return random.pattern("\(random.int(100...665))-\(random.int(10...99))-#Z##")
        case "jwt":
            let payload = "{\"sub\":\"\(random.int(1000...99999))\"}"
            return base64(Array("{\"alg\":\"HS256\",\"typ\":\"JWT\"}".utf8), url: true, padded: false) + "."
                + base64(Array(payload.utf8), url: true, padded: false) + "." + random.string(Alphabet.url, 42) + "Q"
        case "enc": return base64(Array(argument.utf8))
        default:
            let alphabets: [Character: String] = [
                "d": Alphabet.digits, "h": Alphabet.hex, "H": "0123456789ABCDEF", "l": Alphabet.lower,
                "U": Alphabet.upper, "a": Alphabet.alnum, "w": Alphabet.upper + Alphabet.digits,
                "u": Alphabet.url, "b": Alphabet.base64,
            ]
            guard let alphabet = kind.first.flatMap({ alphabets[$0] }), let count = Int(kind.dropFirst()) else {
                preconditionFailure("unknown value \(what)")
            }
            let text = random.string(alphabet, count)
            // A long random text always holds letters of both cases and digits; a short one is helped.
            return count >= 8 && "aub".contains(kind.first ?? " ") ? "aZ4" + text.dropFirst(3) : text
        }
    }

    /// The last digit of `text` made right by ISO/IEC 7812-1 annex B.
    private static func luhn(_ text: String) -> String {
        var letters = Array(text)
        guard let last = letters.lastIndex(where: \.isNumber) else { return text }
        var sum = 0
        for (offset, digit) in letters[..<last].filter(\.isNumber).reversed().enumerated() {
            let value = (digit.wholeNumberValue ?? 0) * (offset % 2 == 0 ? 2 : 1)
            sum += value > 9 ? value - 9 : value
        }
        letters[last] = Character(String((10 - sum % 10) % 10))
        return String(letters)
    }

    /// Basic account numbers as the IBAN registry describes them.
    private static let accounts = [
        "FR": "##########AA#########1#", "DE": "##################", "GB": "AAAA##############",
        "ES": "####################", "IT": "A######################",
        "NL": "AAAA##########", "BE": "############", "CH": "#################", "PT": "#####################",
        "LU": "################", "NO": "###########", "MT": "AAAA#####AA################",
        "PL": "########################",
        "IE": "AAAA##############", "AT": "################", "SE": "####################", "DK": "##############",
        "FI": "##############", "CZ": "####################", "GR": "#######################",
        "HU": "########################", "RO": "AAAA################",
        "TR": "######A###############".replacing("A", with: "0"),
        "AE": "###################", "SA": "####################", "BR": "#######################A1",
        "MC": "###################" + "####", "IS": "######################", "EE": "################",
        "LV": "AAAA#############", "LT": "################", "UA": "#########################",
        "GE": "AA################", "QA": "AAAA#####################", "KW": "AAAA######################",
        "IL": "###################", "HR": "#################", "BG": "AAAA##############",
        "SK": "####################",
        "SI": "###############", "CY": "########################", "LI": "#################",
        "JO": "AAAA######################",
        "SC": "AAAA####################AAA", "EG": "#########################", "TN": "####################",
        "PK": "AAAA################", "VA": "##################", "SM": "A######################",
        "AD": "####################",
        "DO": "AAAA####################", "CR": "##################", "KZ": "################",
        "MU": "AAAA###################AAA",
    ]

    private static func iban(_ country: String, _ random: inout SeededRandom) -> String {
        guard let form = accounts[country] else { preconditionFailure("no account form for \(country)") }
        let body = random.pattern(form)
        var remainder = 0
        for character in body + country + "00" {
            let value = character.wholeNumberValue ?? Int(character.asciiValue ?? 0) - 55
            remainder = (remainder * (value > 9 ? 100 : 10) + value) % 97
        }
        return country + pad(98 - remainder, 2) + body
    }

    private static func nir(spaced: Bool, _ random: inout SeededRandom) -> String {
        let parts = [
            String(random.int(1...2)), pad(random.int(0...99), 2), pad(random.int(1...12), 2),
            pad(random.int(1...95), 2).replacing("20", with: "21"), pad(random.int(1...990), 3),
            pad(random.int(1...999), 3),
        ]
        let key = pad(97 - (Int(parts.joined()) ?? 0) % 97, 2)
        return (parts + [key]).joined(separator: spaced ? " " : "")
    }
}

/// The forms that names in a plan may have, and conversions between them.
enum NameForm: Sendable {
    case kebab, snake, pascal, taskID, capability

    var description: String {
        switch self {
        case .kebab: "kebab-case (lower-case letters and digits, words joined by '-', starting with a letter)"
        case .snake: "snake_case (lower-case letters and digits, words joined by '_', starting with a letter)"
        case .pascal: "PascalCase (letters and digits, starting with a capital)"
        case .taskID: "letters, digits, '.', '_' and '-', starting with a letter or digit"
        case .capability: "lower-case words joined by '.' or '-', such as 'codegen.python'"
        }
    }

    var maximumLength: Int {
        switch self {
        case .kebab, .snake, .pascal: 48
        case .capability: 64
        case .taskID: 128
        }
    }

    /// Whether `text` has the form (of any length).
    func matches(_ text: String) -> Bool {
        switch self {
        case .kebab: Self.isWords(text, joinedBy: [Ascii.dash])
        case .snake: Self.isWords(text, joinedBy: [UInt8(ascii: "_")])
        case .capability: Self.isWords(text, joinedBy: [Ascii.dash, UInt8(ascii: ".")])
        case .pascal:
            text.utf8.first.map { (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains($0) } ?? false
                && text.utf8.allSatisfy(Self.isAlphanumeric)
        case .taskID:
            text.utf8.first.map(Self.isAlphanumeric) ?? false
                && text.utf8.allSatisfy {
                    Self.isAlphanumeric($0) || $0 == UInt8(ascii: ".") || $0 == UInt8(ascii: "_") || $0 == Ascii.dash
                }
        }
    }

    /// `text` in this form as well as it can be guessed, for hints; `nil` if nothing sensible comes out.
    func suggestion(for text: String) -> String? {
        let words = Self.words(of: text)
        guard !words.isEmpty else { return nil }
        let result: String
        switch self {
        case .kebab: result = words.joined(separator: "-")
        case .snake: result = words.joined(separator: "_")
        case .pascal: result = words.map { $0.prefix(1).uppercased() + $0.dropFirst() }.joined()
        case .taskID, .capability: result = words.joined(separator: "-")
        }
        return matches(result) && result.utf8.count <= maximumLength && result != text ? result : nil
    }

    /// `TodoItem`, `todo-item`, `todo item` → `todo`, `item`; `HTTPServer` → `http`, `server`.
    static func words(of text: String) -> [String] {
        var words: [String] = []
        var word = ""
        let scalars = Array(text.unicodeScalars.prefix(200))
        for (index, scalar) in scalars.enumerated() {
            guard scalar.isASCII, isAlphanumeric(UInt8(truncatingIfNeeded: scalar.value)) else {
                if !word.isEmpty { words.append(word) }
                word = ""
                continue
            }
            let isUpper = scalar.properties.isUppercase
            let afterLower = index > 0 && !scalars[index - 1].properties.isUppercase
            let beforeLower = index + 1 < scalars.count && scalars[index + 1].properties.isLowercase
            if isUpper, !word.isEmpty, afterLower || beforeLower {
                words.append(word)
                word = ""
            }
            word += String(scalar).lowercased()
        }
        if !word.isEmpty { words.append(word) }
        return words
    }

    private static func isWords(_ text: String, joinedBy joints: [UInt8]) -> Bool {
        var previous = joints[0]
        var isFirst = true
        for byte in text.utf8 {
            let isJoint = joints.contains(byte)
            let isLower = (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte)
            let isDigit = (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
            guard isJoint || isLower || isDigit else { return false }
            if isFirst, !isLower { return false }
            if isJoint, joints.contains(previous) { return false }
            previous = byte
            isFirst = false
        }
        return !isFirst && !joints.contains(previous)
    }

    private static func isAlphanumeric(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"):
            true
        default: false
        }
    }
}

extension EntitySpec {
    /// The name in snake_case: `TodoItem` → `todo_item`.
    public var snakeName: String { NameForm.words(of: name).joined(separator: "_") }
    /// The plural in snake_case, as tables are named.
    public var snakePlural: String { plural.split(separator: "-").joined(separator: "_") }

    /// The usual English plural in kebab-case: `TodoItem` → `todo-items`, `Category` → `categories`, `Box` → `boxes`.
    static func derivedPlural(of name: String) -> String {
        var words = NameForm.words(of: name)
        guard let last = words.popLast() else { return name.lowercased() }
        let irregular = [
            "person": "people", "child": "children", "man": "men", "woman": "women", "foot": "feet", "tooth": "teeth",
            "mouse": "mice", "goose": "geese", "datum": "data", "criterion": "criteria", "analysis": "analyses",
            "quiz": "quizzes", "index": "indexes", "status": "statuses", "news": "news", "series": "series",
            "equipment": "equipment", "information": "information", "staff": "staff", "leaf": "leaves",
            "shelf": "shelves",
            "knife": "knives", "life": "lives", "half": "halves", "wolf": "wolves", "bus": "buses", "hero": "heroes",
            "potato": "potatoes", "tomato": "tomatoes",
        ]
        let plural: String
        if let known = irregular[last] {
            plural = known
        } else if last.hasSuffix("y"), let before = last.dropLast().last, !"aeiou".contains(before) {
            plural = last.dropLast() + "ies"
        } else if ["s", "x", "z", "ch", "sh"].contains(where: last.hasSuffix) {
            plural = last + "es"
        } else {
            plural = last + "s"
        }
        return (words + [plural]).joined(separator: "-")
    }
}

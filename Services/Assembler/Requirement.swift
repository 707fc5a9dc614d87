/// A dependency of a Python project, as in its `pyproject.toml` (PEP 508, the part with a name and versions).
struct Requirement: Sendable, Hashable {
    /// Normalised (PEP 503): lower case, runs of `-_.` as one `-`.
    let name: String
    /// What versions fit, such as `>=2.0,<3`; may be empty.
    let versions: String
    /// Needed to run the project, or only to develop it.
    let isOptional: Bool

    /// The requirements that a pyproject.toml names under `[project]` and `[project.optional-dependencies]`.
    ///
    /// Reads only what it needs of TOML: tables, and arrays of basic strings.
    static func read(pyproject text: String) -> [Requirement] {
        var found: [Requirement] = []
        var table = ""
        var inArray = false
        var isOptional = false
        for raw in text.split(whereSeparator: \.isNewline) {
            let line = raw.drop(while: { $0 == " " || $0 == "\t" })
            if line.first == "[", !inArray {
                table = String(line.prefix { $0 != "]" }.dropFirst())
                continue
            }
            var rest = line
            if !inArray, let equals = line.firstIndex(of: "=") {
                let key = line[..<equals].filter { $0 != " " }
                let value = line[line.index(after: equals)...].drop { $0 == " " }
                let isMain = table == "project" && key == "dependencies"
                let isExtra = table == "project.optional-dependencies" || table == "dependency-groups"
                guard isMain || isExtra, value.first == "[" else { continue }
                isOptional = isExtra
                inArray = true
                rest = value.dropFirst()
            }
            guard inArray else { continue }
            found += strings(in: rest).compactMap { Requirement($0, isOptional: isOptional) }
            if endsArray(rest) { inArray = false }
        }
        return found
    }

    private init?(_ text: String, isOptional: Bool) {
        let name = text.prefix { $0.isLetter || $0.isNumber || "-_.".contains($0) }
        guard !name.isEmpty else { return nil }
        var normal = ""
        for character in name.lowercased() {
            if "-_.".contains(character) {
                if normal.last != "-" { normal.append("-") }
            } else {
                normal.append(character)
            }
        }
        self.name = normal
        var rest = text.dropFirst(name.count)
        if rest.first == "[", let end = rest.firstIndex(of: "]") { rest = rest[rest.index(after: end)...] }
        versions = rest.prefix { $0 != ";" }.filter { $0 != " " }
        self.isOptional = isOptional
    }

    private static func strings(in line: Substring) -> [String] {
        var strings: [String] = []
        var rest = line
        while let start = rest.firstIndex(where: { $0 == "\"" || $0 == "'" }) {
            let quote = rest[start]
            let after = rest[rest.index(after: start)...]
            guard let end = after.firstIndex(of: quote) else { break }
            strings.append(String(after[..<end]))
            rest = after[after.index(after: end)...]
        }
        return strings
    }

    private static func endsArray(_ line: Substring) -> Bool {
        var quote: Character?
        for character in line {
            if let open = quote {
                if character == open { quote = nil }
            } else if character == "\"" || character == "'" {
                quote = character
            } else if character == "]" {
                return true
            } else if character == "#" {
                return false
            }
        }
        return false
    }
}

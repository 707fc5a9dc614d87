import Configuration
import LunaCore

extension ConfigurationKey {
    /// Reads `text` according to the kind.
    /// - Returns: the value for swift-configuration, or what is wrong with the text. The reason never repeats a secret.
    func read(_ text: String) -> Result<ConfigContent, InvalidValue> {
        let shown = isSecret ? "The value" : "'\(text.prefix(80))'"
        func wrong(_ reason: String) -> Result<ConfigContent, InvalidValue> {
            .failure(InvalidValue(reason: "\(shown) \(reason)"))
        }
        switch kind {
        case .text, .path:
            return .success(.string(text))
        case .token:
            return IdentifierRules.isToken(text)
                ? .success(.string(text)) : wrong("is not 1 to 128 letters, digits, '_' or '-'.")
        case .integer(let range):
            guard let value = Int(text), range.contains(value) else {
                return wrong("is not a whole number from \(range.lowerBound) to \(range.upperBound).")
            }
            return .success(.int(value))
        case .number(let range):
            guard let value = Double(text), range.contains(value) else {
                return wrong("is not a number from \(range.lowerBound) to \(range.upperBound).")
            }
            return .success(.double(value))
        case .flag:
            switch text.lowercased() {
            case "true", "yes", "on", "1": return .success(.bool(true))
            case "false", "no", "off", "0": return .success(.bool(false))
            default: return wrong("is neither true nor false.")
            }
        case .duration(let range):
            guard let value = DurationText.read(text) else {
                return wrong("is not a duration; write a number and ms, s, m, h or d, such as 30s.")
            }
            guard range.contains(value) else {
                return wrong(
                    "is not between \(DurationText.write(range.lowerBound)) "
                        + "and \(DurationText.write(range.upperBound))."
                )
            }
            return .success(.string(DurationText.write(value)))
        case .choice(let words):
            if words.contains(text) { return .success(.string(text)) }
            return wrong("is not one of \(words.joined(separator: ", "))." + Spelling.hint(text, among: words))
        case .url(let schemes):
            if let reason = Self.urlProblem(text, schemes) { return wrong(reason) }
            return .success(.string(text))
        case .urls(let schemes):
            let parts = Self.split(text)
            if parts.isEmpty { return wrong("names no URL.") }
            for part in parts {
                if let reason = Self.urlProblem(part, schemes) { return wrong(reason) }
            }
            return .success(.stringArray(parts))
        case .list:
            return .success(.stringArray(Self.split(text)))
        }
    }

    private static func split(_ text: String) -> [String] {
        text.split(separator: ",").map { part in
            String(part.drop(while: \.isWhitespace).reversed().drop(while: \.isWhitespace).reversed())
        }.filter { !$0.isEmpty }
    }

    private static func urlProblem(_ text: String, _ schemes: [String]) -> String? {
        guard let scheme = schemes.first(where: { text.lowercased().hasPrefix($0 + "://") }) else {
            return "does not start with \(schemes.map { $0 + "://" }.joined(separator: " or "))."
        }
        let rest = text.dropFirst(scheme.count + 3)
        let host = rest.prefix { $0 != "/" && $0 != "?" && $0 != "#" }
        if host.isEmpty || host.contains(where: \.isWhitespace) { return "names no host after \(scheme)://." }
        return nil
    }
}

/// Why a text is not a value of a key.
struct InvalidValue: Error, Sendable, Hashable {
    let reason: String
}

/// "Did you mean": the nearest known word.
enum Spelling {
    /// ` Did you mean 'x'?` or nothing when no candidate is near.
    static func hint(_ text: String, among candidates: [String]) -> String {
        let limit = max(1, text.count / 3)
        let best = candidates.map { (word: $0, distance: distance(Array(text), Array($0))) }
            .filter { $0.distance <= limit }
            .min { ($0.distance, $0.word) < ($1.distance, $1.word) }
        return best.map { " Did you mean '\($0.word)'?" } ?? ""
    }

    /// The edit distance with swapped neighbours as one edit (optimal string alignment). Inputs are capped because
    /// flags
    /// come from outside.
    static func distance(_ a: [Character], _ b: [Character]) -> Int {
        let a = Array(a.prefix(64))
        let b = Array(b.prefix(64))
        var beforeLast: [Int] = []
        var last = Array(0...b.count)
        for i in a.indices {
            var row = [i + 1]
            for j in b.indices {
                var best = min(row[j] + 1, last[j + 1] + 1, last[j] + (a[i] == b[j] ? 0 : 1))
                if i > 0, j > 0, a[i] == b[j - 1], a[i - 1] == b[j] { best = min(best, beforeLast[j - 1] + 1) }
                row.append(best)
            }
            beforeLast = last
            last = row
        }
        return last[b.count]
    }
}

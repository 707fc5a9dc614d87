import LunaPlan

/// Example values of text fields: within and beyond lengths, patterns and formats.
struct TextSamples {
    private(set) var parts = FieldSamples.Parts()
    private(set) var needsBacktracking = false

    private static let sampleCount = 12

    init(_ field: FieldSpec) {
        let low = max(field.minLength ?? 0, 0)
        let formatMaximum: Int? = field.type == .email ? 254 : field.type == .url ? 2048 : nil
        let high = field.maxLength ?? formatMaximum ?? Int.max
        parts.rejected.append(FieldSamples.Case(label: "not-text", expression: "12"))
        guard low <= high else {
            parts.reason = "its lengths leave no text"
            return
        }
        if let pattern = field.pattern {
            fillFromPattern(field, pattern, low...high)
        } else if field.type == .email {
            fill(low, high) { Self.email($0, low, high) }
        } else if field.type == .url {
            fill(low, high) { Self.url($0, low, high) }
        } else {
            fillPlain(field, low, high)
        }
        if field.type == .email {
            parts.rejected.append(FieldSamples.Case(label: "not-an-address", expression: "\"nobody\""))
        }
        if field.type == .url {
            parts.rejected.append(FieldSamples.Case(label: "not-a-url", expression: "\"nowhere\""))
            parts.rejected.append(FieldSamples.Case(label: "not-http", expression: "\"ftp://example.com/file\""))
        }
        // A text of a wrong length is wrong whatever its pattern.
        if low > 0 {
            parts.rejected.append(FieldSamples.Case(label: "too-short", expression: Self.repeated("x", low - 1)))
        }
        if high < 1_000_000 {
            parts.rejected.append(FieldSamples.Case(label: "too-long", expression: Self.repeated("x", high + 1)))
        }
    }

    private mutating func fillPlain(_ field: FieldSpec, _ low: Int, _ high: Int) {
        let stem = PythonNames.words(field.name).joined(separator: " ")
        let name = stem.isEmpty ? "text" : stem
        guard high > 0 else {
            parts.fixed = "\"\""
            parts.varying = "\"\""
            parts.distinct = 1
            parts.ordered = ["\"\""]
            return
        }
        if name.count + 8 <= high {
            parts.varying = "f\"\(name) {n}\"" + (low > name.count + 2 ? ".ljust(\(low), \"x\")" : "")
        } else if high >= 8 {
            parts.varying = "f\"{n:0\(max(low, 6))d}\""
        } else {
            let width = max(low, 1)
            let values = Array("abcdefghijkl").map {
                PythonText.literal(String(repeating: "a", count: width - 1) + String($0))
            }
            parts.varying = "pick(n, \(values.joined(separator: ", ")))"
            parts.distinct = values.count
        }
        let fixed = String(name.capitalizedFirst.prefix(high))
        parts.fixed = fixed.count >= low ? PythonText.literal(fixed) : Self.repeated("x", low)
        parts.ordered = ["a", "b", "c"].map { Self.repeated($0, max(low, 1)) }
        if low > 0 { parts.accepted.append(FieldSamples.Case(label: "shortest", expression: Self.repeated("x", low))) }
        if high < 1_000_000 {
            parts.accepted.append(FieldSamples.Case(label: "longest", expression: Self.repeated("x", high)))
        }
        if high >= max(low, 4) {
            let text = "äß😀\"" + String(repeating: "x", count: max(0, low - 4))
            parts.accepted.append(FieldSamples.Case(label: "any-character", expression: PythonText.literal(text)))
        }
    }

    private mutating func fill(_ low: Int, _ high: Int, make: (Int) -> String?) {
        let values = (1...Self.sampleCount).compactMap(make)
        guard let first = values.first, values.count == Self.sampleCount else {
            parts.reason = "its lengths leave no room for a valid value"
            return
        }
        setValues(values, first: first)
        parts.accepted.append(FieldSamples.Case(label: "usual", expression: PythonText.literal(first)))
    }

    private mutating func fillFromPattern(_ field: FieldSpec, _ pattern: String, _ lengths: ClosedRange<Int>) {
        guard let sampler = PatternSampler(pattern) else {
            needsBacktracking = true
            parts.reason = "no example can be made for its pattern"
            return
        }
        needsBacktracking = sampler.needsBacktracking
        let stem = PythonNames.words(field.name).joined(separator: "-")
        let numbers = 1...Self.sampleCount
        let hints =
            numbers.map { "\(stem)-\($0)" } + numbers.map { "\(stem.capitalizedFirst) \($0)" }
            + numbers.map { "user\($0)@example.com" } + numbers.map { "https://example.com/\($0)" }
        let isValid: (String) -> Bool =
            switch field.type {
            case .email: Self.isEmail
            case .url: Self.isURL
            default: { _ in true }
            }
        let values = sampler.samples(count: Self.sampleCount, lengths: lengths, hints: hints, where: isValid)
        guard let first = values.first else {
            parts.reason = "no example can be made for its pattern"
            return
        }
        setValues(values, first: first)
        parts.accepted.append(FieldSamples.Case(label: "matching", expression: PythonText.literal(first)))
        for (label, length) in [("shortest", lengths.lowerBound), ("longest", lengths.upperBound)] where length > 0 {
            if let value = sampler.sample(length: length, where: isValid) {
                parts.accepted.append(FieldSamples.Case(label: label, expression: PythonText.literal(value)))
            }
        }
        if let mismatch = sampler.mismatch(lengths: lengths) {
            parts.rejected.append(
                FieldSamples.Case(label: "pattern-mismatch", expression: PythonText.literal(mismatch)))
        }
    }

    private mutating func setValues(_ values: [String], first: String) {
        let literals = values.map(PythonText.literal)
        parts.fixed = literals.first
        parts.varying = literals.count == 1 ? literals[0] : "pick(n, \(literals.joined(separator: ", ")))"
        parts.distinct = literals.count
        parts.ordered = values.sorted { $0.unicodeScalars.lexicographicallyPrecedes($1.unicodeScalars) }
            .prefix(3).map(PythonText.literal)
    }

    private static func email(_ number: Int, _ low: Int, _ high: Int) -> String? {
        let letter = String(UnicodeScalar(UInt8(96 + number)))
        for candidate in ["user\(number)@example.com", "\(letter)@a.co"] {
            let padded = String(repeating: "x", count: max(0, low - candidate.count)) + candidate
            if padded.count <= high { return padded }
        }
        return nil
    }

    private static func url(_ number: Int, _ low: Int, _ high: Int) -> String? {
        let letter = String(UnicodeScalar(UInt8(96 + number)))
        for candidate in ["https://example.com/\(number)", "http://\(letter).co"] {
            let missing = max(0, low - candidate.count)
            let padded = missing == 0 ? candidate : candidate + "/" + String(repeating: "x", count: missing - 1)
            if padded.count <= high { return padded }
        }
        return nil
    }

    /// The same rule as the generated code has.
    private static func isEmail(_ text: String) -> Bool {
        PatternSampler(PythonRules.emailPattern)?.matches(text) ?? false
    }

    private static func isURL(_ text: String) -> Bool {
        (text.hasPrefix("http://") || text.hasPrefix("https://")) && text.count > 8 && !text.contains(" ")
            && !text.hasPrefix("https:///")
    }

    /// `"x" * 3`, or the text itself when it is short.
    private static func repeated(_ text: String, _ count: Int) -> String {
        count <= 8 ? PythonText.literal(String(repeating: text, count: count)) : "\"\(text)\" * \(count)"
    }
}

/// Rules that generated Python and the sample generator share.
enum PythonRules {
    /// The WHATWG rule for `<input type=email>`, with a dot in the domain required.
    static let emailPattern =
        "^[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]+@[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?(?:\\.[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?)+$"
}

extension String {
    var capitalizedFirst: String { prefix(1).uppercased() + dropFirst() }
}

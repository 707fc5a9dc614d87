import LunaPlan

/// Example values of a field, as Python expressions of JSON-ready values: what is accepted and what is not.
struct FieldSamples {
    struct Case {
        /// Part of a test id: letters, digits and hyphens.
        let label: String
        let expression: String
    }

    /// One valid value.
    let fixed: String?
    /// A valid value that depends on the running number `n`, different for neighbouring numbers.
    let varying: String?
    /// How many different values ``varying`` gives; nil when practically unlimited.
    let distinct: Int?
    /// Up to three different valid values in the order of the database.
    let ordered: [String]
    /// Valid values on the edges of the rules.
    let accepted: [Case]
    /// Invalid values, at least one per rule.
    let rejected: [Case]
    /// Why there is no valid value, when there is none.
    let reason: String?
    /// Whether the pattern needs Python's backtracking engine.
    let needsBacktracking: Bool

    /// Whether ``varying`` really depends on the running number.
    var usesNumber: Bool { varying != nil && varying != fixed && distinct != 1 }

    init(_ field: FieldSpec) {
        var made = Parts()
        var backtracking = false
        switch field.type {
        case .string, .text, .email, .url:
            let text = TextSamples(field)
            made = text.parts
            backtracking = text.needsBacktracking
        case .integer: made = Self.integers(field)
        case .number: made = Self.numbers(field)
        case .boolean:
            made = Parts(fixed: "True", varying: "n % 2 == 0", distinct: 2, ordered: ["False", "True"])
            made.rejected = [Case(label: "not-a-boolean", expression: "\"perhaps\"")]
            made.accepted = [Case(label: "true", expression: "True"), Case(label: "false", expression: "False")]
        case .date:
            made = Parts(
                fixed: "\"2024-01-31\"", varying: "(dt.date(2024, 1, 1) + dt.timedelta(days=n)).isoformat()",
                ordered: ["\"2024-01-31\"", "\"2024-02-29\"", "\"2025-01-01\""])
            made.accepted = [Case(label: "leap-day", expression: "\"2024-02-29\"")]
            made.rejected = [Case(label: "no-such-day", expression: "\"2023-02-29\"")]
        case .datetime:
            made = Parts(
                fixed: "\"2024-01-31T12:00:00Z\"",
                varying: "f\"{dt.datetime(2024, 1, 1) + dt.timedelta(minutes=n):%Y-%m-%dT%H:%M:%SZ}\"",
                ordered: ["\"2024-01-31T12:00:00Z\"", "\"2024-01-31T12:00:01Z\"", "\"2025-01-01T00:00:00Z\""])
            made.accepted = [Case(label: "with-offset", expression: "\"2024-01-31T12:00:00+02:00\"")]
            made.rejected = [
                Case(label: "not-a-moment", expression: "\"yesterday\""),
                Case(label: "without-offset", expression: "\"2024-01-31T12:00:00\""),
            ]
        case .uuid:
            made = Parts(
                fixed: "\"6f1c1b3e-7d6b-4d3c-9a53-0f8f3c1f2a10\"", varying: "str(UUID(int=n))",
                ordered: (1...3).map { "\"00000000-0000-4000-8000-00000000000\($0)\"" })
            made.rejected = [Case(label: "not-a-uuid", expression: "\"not-a-uuid\"")]
        case .enumeration(let values):
            let literals = values.map(PythonText.literal)
            made = Parts(fixed: literals.first, distinct: values.count)
            made.varying = literals.count == 1 ? literals[0] : "pick(n, \(literals.joined(separator: ", ")))"
            made.ordered = values.sorted { $0.unicodeScalars.lexicographicallyPrecedes($1.unicodeScalars) }
                .prefix(3).map(PythonText.literal)
            made.accepted = literals.enumerated().map { Case(label: "choice-\($0.offset + 1)", expression: $0.element) }
            var other = "no-such-choice"
            while values.contains(other) { other += "-x" }
            made.rejected = [Case(label: "not-a-choice", expression: PythonText.literal(other))]
        case .reference:
            made.rejected = [Case(label: "not-an-id", expression: "\"not-an-id\"")]
        }
        fixed = made.fixed
        varying = made.varying
        distinct = made.distinct
        ordered = made.ordered
        accepted = made.accepted
        rejected = made.rejected
        reason = made.reason
        needsBacktracking = backtracking
    }

    struct Parts {
        var fixed: String?
        var varying: String?
        var distinct: Int?
        var ordered: [String] = []
        var accepted: [Case] = []
        var rejected: [Case] = []
        var reason: String?
    }

    private static func integers(_ field: FieldSpec) -> Parts {
        func whole(_ value: Double?) -> Int64? {
            value.map { Int64(exactly: $0) ?? ($0 < 0 ? Int64.min : Int64.max) }
        }
        let low = whole(field.minimum?.rounded(.up))
        let high = whole(field.maximum?.rounded(.down))
        let start = low ?? min(high.map { $0 > Int64.min + 1000 ? $0 - 999 : Int64.min } ?? 1, 1)
        let (span, overflow) = (high ?? Int64.max).subtractingReportingOverflow(start)
        let count = overflow || span >= 999 ? 1000 : Int(span) + 1
        guard count > 0 else { return Parts(reason: "its bounds leave no number") }
        var made = Parts(fixed: String(start), varying: count == 1 ? String(start) : "n % \(count)")
        if count > 1, start != 0 {
            made.varying = start < 0 ? "n % \(count) - \(start.magnitude)" : "\(start) + n % \(count)"
        }
        made.distinct = count
        made.ordered = (0..<min(3, count)).map { String(start + Int64($0)) }
        made.rejected = [
            Case(label: "not-a-number", expression: "\"many\""), Case(label: "not-whole", expression: "1.5"),
            Case(label: "too-large-to-store", expression: "2**63"),
        ]
        if let low {
            made.accepted.append(Case(label: "smallest", expression: String(low)))
            if low > Int64.min { made.rejected.append(Case(label: "below-minimum", expression: String(low - 1))) }
        }
        if let high {
            made.accepted.append(Case(label: "largest", expression: String(high)))
            if high < Int64.max { made.rejected.append(Case(label: "above-maximum", expression: String(high + 1))) }
        }
        return made
    }

    private static func numbers(_ field: FieldSpec) -> Parts {
        let low = field.minimum ?? min(field.maximum.map { $0 - 1000 } ?? 0.5, 0.5)
        let high = field.maximum ?? low + 1000
        guard low <= high else { return Parts(reason: "its bounds leave no number") }
        let step = (high - low) / 1024
        var made = Parts(fixed: PythonLiterals.decimal(low + step * 512))
        if step > 0 {
            made.varying =
                low == 0
                ? "n % 1000 * \(PythonLiterals.decimal(step))"
                : "\(PythonLiterals.decimal(low)) + n % 1000 * \(PythonLiterals.decimal(step))"
            made.distinct = 1000
        } else {
            made.varying = made.fixed
            made.distinct = 1
        }
        made.ordered =
            step > 0 ? [0.0, 512, 1024].map { PythonLiterals.decimal(low + step * $0) } : [PythonLiterals.decimal(low)]
        made.rejected = [Case(label: "not-a-number", expression: "\"many\"")]
        // Far from zero one more or less makes no difference.
        if let minimum = field.minimum {
            made.accepted.append(Case(label: "smallest", expression: PythonLiterals.decimal(minimum)))
            let below = minimum - max(1, minimum.magnitude)
            if below.isFinite {
                made.rejected.append(Case(label: "below-minimum", expression: PythonLiterals.decimal(below)))
            }
        }
        if let maximum = field.maximum {
            made.accepted.append(Case(label: "largest", expression: PythonLiterals.decimal(maximum)))
            let above = maximum + max(1, maximum.magnitude)
            if above.isFinite {
                made.rejected.append(Case(label: "above-maximum", expression: PythonLiterals.decimal(above)))
            }
        }
        return made
    }
}

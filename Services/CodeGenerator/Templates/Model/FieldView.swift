import LunaPlan

/// A field with its Python types and literals.
struct FieldView {
    let spec: FieldSpec
    /// Attribute name in Python.
    let attribute: String
    private let lazySamples: LazySamples

    /// Made on first use: most tasks look at few fields, and patterns take time.
    var samples: FieldSamples { lazySamples.value }

    init(spec: FieldSpec) {
        self.spec = spec
        attribute = PythonNames.attribute(spec.name)
        lazySamples = LazySamples(spec)
    }

    private final class LazySamples {
        private let spec: FieldSpec
        private(set) lazy var value = FieldSamples(spec)

        init(_ spec: FieldSpec) { self.spec = spec }
    }

    /// One of the fields that every entity has; nil for any other name.
    ///
    /// - Parameter template: any field; plans alone can make new ones, so one is rewritten.
    init?(builtIn name: String, template: FieldSpec?) {
        guard EntityView.isBuiltIn(name), var made = template else { return nil }
        made.name = name
        made.type = name == "id" ? .uuid : .datetime
        made.description = ""
        made.required = true
        made.unique = false
        made.defaultValue = nil
        made.pattern = nil
        spec = made
        attribute = name
        lazySamples = LazySamples(made)
    }

    var isBuiltIn: Bool { EntityView.isBuiltIn(name) }

    /// Name outside Python: JSON, query parameters, columns.
    var name: String { spec.name }
    var isRenamed: Bool { attribute != spec.name }

    var hasDefault: Bool {
        if let value = spec.defaultValue, value != .null { return true }
        return false
    }

    /// Must be given when an item is created.
    var isRequiredOnCreate: Bool { spec.required && !hasDefault }
    /// May be null. A field with a default is never null: leaving it out means the default.
    var isNullable: Bool { !spec.required && !hasDefault }

    var isReference: Bool {
        if case .reference = spec.type { return true }
        return false
    }

    /// What happens to this row when the row it refers to goes; a field that may not be null cannot be set to null.
    var onDelete: FieldType.OnDelete {
        guard case .reference(_, let rule) = spec.type else { return .restrict }
        return rule == .setNull && !isNullable ? .restrict : rule
    }

    var enumValues: [String]? {
        if case .enumeration(let values) = spec.type { return values }
        return nil
    }

    var isText: Bool {
        switch spec.type {
        case .string, .text, .email, .url: true
        default: false
        }
    }

    var isNumeric: Bool { spec.type == .integer || spec.type == .number }

    /// Longest text that is accepted: the plan's, or what standards allow (RFC 5321 for mail addresses).
    var maxLength: Int? {
        switch spec.type {
        case .email: spec.maxLength ?? 254
        case .url: spec.maxLength ?? 2048
        case .string, .text: spec.maxLength
        default: nil
        }
    }

    var minLength: Int? {
        guard isText, let length = spec.minLength, length > 0 else { return nil }
        return length
    }

    /// Inclusive bounds as Python literals.
    var minimum: String? { isNumeric ? spec.minimum.map { bound($0, roundedUp: true) } : nil }
    var maximum: String? { isNumeric ? spec.maximum.map { bound($0, roundedUp: false) } : nil }

    private func bound(_ value: Double, roundedUp: Bool) -> String {
        spec.type == .integer
            ? PythonLiterals.integer(value.rounded(roundedUp ? .up : .down)) : PythonLiterals.number(value)
    }

    /// The regular expression, when the type can have one.
    var pattern: String? { isText ? spec.pattern : nil }

    /// A valid JSON value other than the default, so that tests see a difference; nil for references.
    var changedSample: String? {
        let usual = spec.defaultValue.map(PythonLiterals.plain)
        return samples.ordered.last { $0 != usual } ?? samples.ordered.last
    }

    /// The default as a Python expression of the field's type; nil when there is none.
    var defaultExpression: String? {
        hasDefault ? spec.defaultValue.map { PythonLiterals.typed($0, as: spec.type) } : nil
    }
}

/// Python literals of plan values.
enum PythonLiterals {
    static func integer(_ value: Double) -> String {
        if let exact = Int64(exactly: value) { return String(exact) }
        return value < 0 ? "-(2**63)" : "2**63 - 1"
    }

    static func number(_ value: Double) -> String {
        if value == value.rounded(), value.magnitude < 1e15 { return String(Int64(value)) }
        return decimal(value)
    }

    /// Always a Python float; `ruff format` writes exponents without a plus sign.
    static func decimal(_ value: Double) -> String {
        let parts = String(value).split(separator: "+")
        return parts.joined()
    }

    /// As a JSON value would look in Python.
    static func plain(_ value: ScalarValue) -> String {
        switch value {
        case .string(let text): PythonText.literal(text)
        case .integer(let number): String(number)
        case .number(let number): self.number(number)
        case .boolean(let flag): flag ? "True" : "False"
        case .null: "None"
        }
    }

    /// As an attribute of the field's Python type.
    static func typed(_ value: ScalarValue, as type: FieldType) -> String {
        guard case .string(let text) = value else {
            if type == .number, case .integer(let number) = value { return "\(number).0" }
            if type == .integer, case .number(let number) = value { return integer(number.rounded()) }
            if type == .number, case .number(let number) = value { return decimal(number) }
            return plain(value)
        }
        switch type {
        case .date: return date(text)
        case .datetime: return datetime(text)
        case .uuid, .reference: return "UUID(\(PythonText.literal(text)))"
        default: return PythonText.literal(text)
        }
    }

    private static func date(_ text: String) -> String {
        let parts = text.split(separator: "-").compactMap { Int($0) }
        guard parts.count == 3, text.count == 10 else { return "dt.date.fromisoformat(\(PythonText.literal(text)))" }
        return "dt.date(\(parts[0]), \(parts[1]), \(parts[2]))"
    }

    /// A moment without an offset is taken as UTC.
    private static func datetime(_ text: String) -> String {
        let time = text.drop { $0 != "T" && $0 != "t" && $0 != " " }
        let hasOffset = time.contains("+") || time.contains("-") || time.hasSuffix("Z") || time.hasSuffix("z")
        let complete = hasOffset ? text : text + (time.isEmpty ? "T00:00:00+00:00" : "+00:00")
        return "dt.datetime.fromisoformat(\(PythonText.literal(complete)))"
    }
}

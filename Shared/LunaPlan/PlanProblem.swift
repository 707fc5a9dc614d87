import LunaCore

/// One thing that is wrong in a plan, or worth a warning: where, what, and how to mend it.
public struct PlanProblem: Sendable, Hashable {
    public enum Severity: String, Sendable, Hashable {
        case error, warning
    }

    /// Stable names of the kinds of problems.
    public enum Code: String, Sendable, Hashable, CaseIterable {
        // Reading
        case syntax, encoding, limit
        case duplicateKey = "duplicate-key"
        case yamlAmbiguity = "yaml-ambiguity"
        // Structure: what the JSON Schema says too
        case wrongType = "wrong-type"
        case missing
        case unknownKey = "unknown-key"
        case unknownValue = "unknown-value"
        case badForm = "bad-form"
        case outOfRange = "out-of-range"
        case repeatedItem = "repeated-item"
        case notApplicable = "not-applicable"
        case unsupported
        // Meaning: what a JSON Schema cannot say
        case reservedWord = "reserved-word"
        case duplicate
        case unknownReference = "unknown-reference"
        case cycle
        case bounds
        case badDefault = "bad-default"
        case badPattern = "bad-pattern"
        case badValue = "bad-value"
        case conflict
        case unassigned
    }

    public var code: Code
    public var severity: Severity
    /// Where in the plan, such as `entities[1].fields[0].type`; empty for the whole file.
    public var path: String
    /// Counts from 1.
    public var line: Int
    /// Counts from 1, in Unicode scalars.
    public var column: Int
    /// What is wrong.
    public var message: String
    /// What to do about it.
    public var hint: String

    /// One line in the manner of compilers: `FILE:LINE:COLUMN: error: PATH: MESSAGE. HINT [CODE]`.
    public func rendered(fileName: String) -> String {
        let place = path.isEmpty ? "" : "\(path): "
        let advice = hint.isEmpty ? "" : " \(hint)"
        return "\(fileName):\(line):\(column): \(severity.rawValue): \(place)\(message).\(advice) [\(code.rawValue)]"
    }

    init(
        _ code: Code, _ severity: Severity = .error, path: String, at position: PlanPosition,
        _ message: String, _ hint: String
    ) {
        self.code = code
        self.severity = severity
        self.path = path
        self.line = Int(position.line)
        self.column = Int(position.column)
        self.message = message
        self.hint = hint
    }
}

extension PlanProblem.Code {
    /// Whether the published JSON Schema (`schemas/plan.schema.json`) finds problems of this kind, too.
    /// The others need more than a schema can say; `duplicateKey`, `syntax`, `encoding` and `limit` come before any schema.
    public var isStructural: Bool {
        switch self {
        case .wrongType, .missing, .unknownKey, .unknownValue, .badForm, .outOfRange, .repeatedItem, .notApplicable,
            .unsupported:
            true
        default: false
        }
    }
}

/// What came of reading a plan.
public struct PlanResult: Sendable, Hashable {
    /// As given to the parser; only used to print problems.
    public let fileName: String
    /// The plan, unless there is an error.
    public let plan: ProjectPlan?
    /// Errors and warnings in the order of the file.
    public let problems: [PlanProblem]
    /// Problems beyond `PlanLimits.maximumProblems`, only counted.
    public let suppressedProblems: Int

    public var errors: [PlanProblem] { problems.filter { $0.severity == .error } }
    public var warnings: [PlanProblem] { problems.filter { $0.severity == .warning } }
    /// All problems, one a line.
    public var rendered: [String] {
        problems.map { $0.rendered(fileName: fileName) }
            + (suppressedProblems > 0 ? ["\(fileName): and \(suppressedProblems) more problems"] : [])
    }

    /// The plan.
    ///
    /// - Throws: `LunaError` `plan.invalid` whose message holds all problems, one a line.
    public func get() throws -> ProjectPlan {
        if let plan { return plan }
        let count = errors.count + suppressedProblems
        throw LunaError(
            "plan.invalid", .validation,
            "The plan has \(count) \(count == 1 ? "error" : "errors"):\n" + rendered.joined(separator: "\n"),
            details: ["errors": String(count), "first": errors.first?.rendered(fileName: fileName) ?? ""])
    }
}

extension String {
    /// At most 60 characters for use in messages, without line breaks.
    var clipped: String {
        let flat = String(
            unicodeScalars.prefix(61).map { $0.properties.generalCategory == .control ? " " : Character($0) })
        return flat.unicodeScalars.count > 60
            ? String(String.UnicodeScalarView(flat.unicodeScalars.prefix(60))) + "…" : flat
    }
}

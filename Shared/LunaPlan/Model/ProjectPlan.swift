/// A validated plan: what to build. Pure value; made by ``PlanParser`` from YAML or JSON, never by hand from untrusted text.
public struct ProjectPlan: Sendable, Hashable {
    /// Version of the plan format; currently always `1`.
    public var formatVersion: Int
    public var project: ProjectSpec
    public var entities: [EntitySpec]
    public var modules: [ModuleSpec]
    /// Further HTTP endpoints beside the CRUD ones that `EntitySpec.operations` gives (rest-api only).
    public var endpoints: [EndpointSpec]
    /// Further commands beside the CRUD ones (cli only).
    public var commands: [CommandSpec]
    public var quality: QualityGates
    public var budget: BudgetSpec
    public var autonomy: Autonomy
    /// Explicit task list; set only in plans of type `tasks` (any DAG, for agents of one's own).
    public var tasks: [ExplicitTask]
}

public struct ProjectSpec: Sendable, Hashable {
    /// Kebab-case, becomes the package name.
    public var name: String
    public var type: ProjectType
    public var language: Language
    public var description: String
    public var version: String
    public var license: String
    public var authors: [String]
}

/// What kind of software is built; decides the decomposition heuristics.
public enum ProjectType: String, Sendable, Hashable, CaseIterable {
    case restAPI = "rest-api"
    case cli
    case library
    /// An explicit task graph for agents of one's own; no code generation heuristics.
    case tasks
}

public enum Language: String, Sendable, Hashable, CaseIterable {
    case python, swift, typescript
}

/// How much happens without asking a person.
public enum Autonomy: String, Sendable, Hashable, CaseIterable {
    case interactive
    case semi = "semi-autonomous"
    case autonomous, full
}

/// A thing the software stores and serves.
public struct EntitySpec: Sendable, Hashable {
    /// PascalCase, singular.
    public var name: String
    /// Plural in kebab-case for paths and snake_case for tables; derived when the plan does not give it.
    public var plural: String
    public var description: String
    public var fields: [FieldSpec]
    /// Which CRUD operations are exposed.
    public var operations: [Operation]
    /// Fields by which lists can be filtered (equality).
    public var filterBy: [String]
    /// Fields by which lists can be sorted.
    public var sortBy: [String]
    /// Combinations of fields that must be unique together.
    public var unique: [[String]]

    public enum Operation: String, Sendable, Hashable, CaseIterable {
        case list, create, get, update, delete
    }
}

/// One attribute of an entity. Every entity also has `id`, `created_at` and `updated_at`, which plans do not declare.
public struct FieldSpec: Sendable, Hashable {
    /// snake_case.
    public var name: String
    public var type: FieldType
    public var description: String
    public var required: Bool
    public var unique: Bool
    public var defaultValue: ScalarValue?
    /// Characters, for `string`, `text`, `email`, `url`.
    public var minLength: Int?
    public var maxLength: Int?
    /// Inclusive bounds, for `integer` and `number`.
    public var minimum: Double?
    public var maximum: Double?
    /// Regular expression (the common subset of ECMA 262 and Python `re`), anchored by the author if wanted.
    public var pattern: String?
}

public enum FieldType: Sendable, Hashable {
    case string, text, integer, number, boolean, date, datetime, email, url, uuid
    /// One of the given strings.
    case enumeration([String])
    /// Another entity by id.
    case reference(entity: String, onDelete: OnDelete)

    public enum OnDelete: String, Sendable, Hashable, CaseIterable {
        case cascade, restrict, setNull = "set-null"
    }
}

/// A literal in a plan.
public enum ScalarValue: Sendable, Hashable {
    case string(String)
    case integer(Int64)
    case number(Double)
    case boolean(Bool)
    case null
}

/// A group of entities that belong together; becomes a package of the generated code.
public struct ModuleSpec: Sendable, Hashable {
    /// snake_case.
    public var name: String
    public var description: String
    public var entities: [String]
    public var dependsOn: [String]
}

/// An action endpoint: acts on one stored item, checks a condition on its fields and sets others.
public struct EndpointSpec: Sendable, Hashable {
    /// snake_case; becomes the operation id.
    public var name: String
    public var method: String
    /// `/todos/{id}/complete`; exactly one parameter `{id}`.
    public var path: String
    public var description: String
    public var entity: String
    /// Field values that must hold, else the answer is 409.
    public var requires: [String: ScalarValue]
    /// Field values to set.
    public var set: [String: ScalarValue]
}

/// An action command of a command-line tool; like ``EndpointSpec``, on the item whose id is the argument.
public struct CommandSpec: Sendable, Hashable {
    public var name: String
    public var description: String
    public var entity: String
    public var requires: [String: ScalarValue]
    public var set: [String: ScalarValue]
}

public struct QualityGates: Sendable, Hashable {
    /// Run the generated test-suite; the project fails if it fails.
    public var tests: Bool
    /// Run ruff; the project fails on findings.
    public var lint: Bool
    /// Least line coverage in percent, 0…100; 0 means it is not measured.
    public var minimumCoverage: Int
}

/// Hard limits of one execution. `nil` means no limit of the plan's own.
public struct BudgetSpec: Sendable, Hashable {
    public var maxCostMicroUSD: Int64?
    public var maxTokens: Int64?
    public var maxMinutes: Int?
}

/// One task of a plan of type `tasks`.
public struct ExplicitTask: Sendable, Hashable {
    public var id: String
    public var capability: String
    public var dependsOn: [String]
    /// Canonical JSON text of the input for the agent.
    public var inputJSON: String
    public var timeoutSeconds: Int
    /// Attempts in all, 1…10.
    public var maxAttempts: Int
}

/// A plan as read, with the places of everything that later checks may complain about.
struct PlanDraft {
    var project: ProjectDraft
    var entities: [EntityDraft] = []
    /// `nil` when the plan has no such key, which is not the same as an empty list.
    var modules: [ModuleDraft]?
    var actions: [ActionDraft] = []
    var quality = QualityGates(tests: true, lint: true, minimumCoverage: 0)
    var budget = BudgetSpec()
    var autonomy = Autonomy.semi
    var tasks: [TaskDraft] = []
}

struct ProjectDraft {
    var name: Located<String>?
    var type: Located<ProjectType>?
    var language: Language?
    var description = ""
    var version = "0.1.0"
    var license = "LicenseRef-Proprietary"
    var authors: [String] = []
}

struct EntityDraft {
    var name: Located<String>?
    var plural: Located<String>?
    var description = ""
    var fields: [FieldDraft] = []
    var operations = EntitySpec.Operation.allCases
    var filterBy: [Located<String>] = []
    var sortBy: [Located<String>] = []
    var unique: [[Located<String>]] = []

    /// The field of that name with a known type.
    func field(_ name: String) -> FieldDraft? { fields.first { $0.name?.value == name } }
    /// Names that filters, sorting and uniqueness may use.
    var fieldNames: [String] { fields.compactMap { $0.name?.value } }
}

struct FieldDraft {
    var path: String
    var position: PlanPosition
    var name: Located<String>?
    var type: FieldType?
    var description = ""
    var required = false
    var unique = false
    var defaultValue: Located<ScalarValue>?
    var minLength: Located<Int64>?
    var maxLength: Located<Int64>?
    var minimum: Located<Double>?
    var maximum: Located<Double>?
    var pattern: Located<String>?
    /// Of a `reference`.
    var target: Located<String>?
    var onDeletePosition: PlanPosition?
}

struct ModuleDraft {
    var name: Located<String>?
    var description = ""
    var entities: [Located<String>] = []
    var dependsOn: [Located<String>] = []
}

/// An entry of `endpoints` or `commands`.
struct ActionDraft {
    var isEndpoint: Bool
    var path: String
    var position: PlanPosition
    var name: Located<String>?
    var method: Located<String>?
    var urlPath: Located<String>?
    var description = ""
    var entity: Located<String>?
    var requires: [(field: String, value: Located<ScalarValue>)] = []
    var set: [(field: String, value: Located<ScalarValue>)] = []
}

struct TaskDraft {
    var id: Located<String>?
    var capability = ""
    var dependsOn: [Located<String>] = []
    var inputJSON = "null"
    var timeoutSeconds = 60
    var maxAttempts = 3
}

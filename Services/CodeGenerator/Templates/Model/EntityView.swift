import LunaCore
import LunaPlan

/// An entity with the names that it has in Python.
struct EntityView {
    let spec: EntitySpec
    /// PascalCase, clashing with nothing.
    let className: String
    /// Python module package that holds it, if any.
    let module: String?
    /// Its own package (or file) name, snake_case.
    let folder: String
    let package: String
    let fields: [FieldView]

    /// `todo_list`: for variables and function names.
    var snake: String { PythonNames.snake(spec.name) }
    /// `todo_lists`: for tables and function names.
    var pluralSnake: String { PythonNames.snake(spec.plural) }
    /// `todo-lists`: for paths.
    var pluralPath: String { PythonNames.words(spec.plural).joined(separator: "-") }
    /// `todo list`: for people.
    var label: String { PythonNames.words(spec.name).joined(separator: " ") }
    /// `a todo list`: for people.
    var oneLabel: String { ("aeio".contains(label.first ?? "x") ? "an " : "a ") + label }
    /// `todo lists`: for people.
    var pluralLabel: String { PythonNames.words(spec.plural).joined(separator: " ") }
    /// `todo_api.tasks.todo_list`.
    var importPath: String { ([package] + (module.map { [$0] } ?? []) + [folder]).joined(separator: ".") }
    /// `src/todo_api/tasks/todo_list`.
    var directory: String { "src/" + PythonPath.components(importPath).joined(separator: "/") }

    func has(_ operation: EntitySpec.Operation) -> Bool { spec.operations.contains(operation) }

    func field(_ name: String) throws -> FieldView {
        guard let field = fields.first(where: { $0.spec.name == name }) else {
            throw LunaError("codegen.unsupported", .validation, "Entity '\(spec.name)' has no field '\(name)'.")
        }
        return field
    }

    /// Whether `name` is one of the attributes that every entity has.
    static func isBuiltIn(_ name: String) -> Bool { ["id", "created_at", "updated_at"].contains(name) }

    /// Fields of `filter_by`, without repetition; these may be built-in ones.
    var filters: [FieldView] {
        var seen: Set<String> = []
        return spec.filterBy.filter { seen.insert($0).inserted }
            .compactMap { name in
                fields.first { $0.spec.name == name } ?? FieldView(builtIn: name, template: spec.fields.first)
            }
    }

    /// Fields of `sort_by` beside the built-in ones, without repetition.
    var sorts: [FieldView] {
        var seen: Set<String> = []
        return spec.sortBy.filter { seen.insert($0).inserted }
            .compactMap { name in fields.first { $0.spec.name == name } }
    }

    /// Combinations that must be unique, single fields first, by attribute.
    var uniqueGroups: [[FieldView]] {
        var groups = fields.filter(\.spec.unique).map { [$0] }
        for names in spec.unique {
            let members = names.compactMap { name in fields.first { $0.spec.name == name } }
            guard !members.isEmpty, members.count == names.count else { continue }
            let wanted = Set(names)
            if !groups.contains(where: { Set($0.map(\.spec.name)) == wanted }) { groups.append(members) }
        }
        return groups
    }

    /// Fields that test factories must vary from row to row, so that unique constraints hold.
    var varyingFields: Set<String> {
        var varying: Set<String> = []
        for group in uniqueGroups {
            // A fresh parent for each row, or a null, makes the combination new.
            let isAlreadyDistinct = group.contains {
                $0.isReference && $0.isRequiredOnCreate || !$0.isRequiredOnCreate && $0.isNullable
                    || varying.contains($0.spec.name)
            }
            if isAlreadyDistinct { continue }
            let best = group.filter { !$0.isReference }.max {
                ($0.samples.distinct ?? Int.max) < ($1.samples.distinct ?? Int.max)
            }
            if let best { varying.insert(best.spec.name) }
        }
        return varying
    }

    /// How many rows can exist at once as far as unique fields of its own allow; nil when there is no limit.
    var ownCapacity: Int? {
        fields.filter { varyingFields.contains($0.spec.name) }.compactMap(\.samples.distinct).min()
    }
}

enum PythonPath {
    static func components(_ dotted: String) -> [String] { dotted.split(separator: ".").map(String.init) }
}

extension PlanDraftReader {
    func entities(_ top: PlanSection, _ type: ProjectType?) -> [EntityDraft] {
        guard type != .tasks else { return [] }
        let items = top.list("entities", count: 1...context.limits.maximumEntities, of: "entities") ?? []
        return items.compactMap { entity($0.node, $0.path) }
    }

    private func entity(_ node: PlanNode, _ path: String) -> EntityDraft? {
        let keys = ["name", "plural", "description", "fields", "operations", "filter_by", "sort_by", "unique"]
        guard let section = PlanSection(node, path: path, keys: keys, hint: "Give a name and fields.", context: context)
        else { return nil }
        section.requireKey("name", "Add 'name: Todo'.")
        section.requireKey("fields", "List the fields: '- {name: title, type: string, required: true}'.")
        var draft = EntityDraft()
        draft.name = section.name("name", .pascal)
        draft.plural = section.name("plural", .kebab)
        draft.description = section.text("description")?.value ?? ""
        let fields = section.list("fields", count: 1...context.limits.maximumFieldsPerEntity, of: "fields") ?? []
        draft.fields = fields.compactMap { field($0.node, $0.path) }
        if let operations = operations(section) { draft.operations = operations }
        draft.filterBy = section.names("filter_by", .snake, count: 0...100, of: "field names") ?? []
        draft.sortBy = section.names("sort_by", .snake, count: 0...100, of: "field names") ?? []
        draft.unique = uniqueGroups(section)
        return draft
    }

    private func operations(_ section: PlanSection) -> [EntitySpec.Operation]? {
        let known = EntitySpec.Operation.allCases
        guard let texts = section.texts("operations", count: 0...known.count, length: 1...20, of: "operations") else {
            return nil
        }
        for text in texts where EntitySpec.Operation(rawValue: text.value) == nil {
            context.error(
                .unknownValue, text.path, at: text.position, "'\(text.value.clipped)' is no operation",
                Suggestion.hint(for: text.value, among: known.map(\.rawValue), what: "operations"))
        }
        let chosen = Set(texts.map(\.value))
        return known.filter { chosen.contains($0.rawValue) }
    }

    private func uniqueGroups(_ section: PlanSection) -> [[Located<String>]] {
        let groups = section.list("unique", count: 0...20, of: "groups of fields") ?? []
        return groups.compactMap { group in
            guard case .sequence(let nodes) = group.node.content else {
                context.error(
                    .wrongType, group.path, at: group.node.position,
                    "expected a list of field names, found \(group.node.kindName)",
                    "Write a list inside the list: [[first, second]].")
                return nil
            }
            guard (2...10).contains(nodes.count) else {
                context.error(
                    .outOfRange, group.path, at: group.node.position, "a group of \(nodes.count) fields",
                    "Name 2 to 10 fields; for a single one use 'unique: true' at the field.")
                return nil
            }
            let names = nodes.enumerated().compactMap {
                PlanScalars.name($0.element, path: "\(group.path)[\($0.offset)]", form: .snake, context: context)
            }
            return section.distinct(names)
        }
    }

    // MARK: - Fields

    static let typeNames = [
        "string", "text", "integer", "number", "boolean", "date", "datetime", "email", "url", "uuid", "enum",
        "reference",
    ]
    private static let typeAliases = [
        "str": "string", "int": "integer", "float": "number", "double": "number", "decimal": "number",
        "bool": "boolean",
        "timestamp": "datetime", "uri": "url", "guid": "uuid", "ref": "reference", "relation": "reference",
        "choice": "enum",
        "varchar": "string",
    ]

    private func field(_ node: PlanNode, _ path: String) -> FieldDraft? {
        let keys = [
            "name", "type", "description", "required", "unique", "default", "min_length", "max_length", "minimum",
            "maximum",
            "pattern", "values", "to", "on_delete",
        ]
        guard let section = PlanSection(node, path: path, keys: keys, hint: "Give a name and a type.", context: context)
        else { return nil }
        section.requireKey("name", "Add 'name: title'.")
        section.requireKey("type", "Add a type: \(Self.typeNames.joined(separator: ", ")).")
        var draft = FieldDraft(path: path, position: node.position)
        draft.name = section.name("name", .snake)
        draft.description = section.text("description")?.value ?? ""
        draft.required = section.boolean("required") ?? false
        draft.unique = section.boolean("unique") ?? false
        guard let type = section.text("type") else { return draft }
        guard Self.typeNames.contains(type.value) else {
            let alias = Self.typeAliases[type.value.lowercased()].map { "Did you mean '\($0)'?" }
            context.error(
                .unknownValue, type.path, at: type.position, "'\(type.value.clipped)' is no field type",
                alias ?? Suggestion.hint(for: type.value, among: Self.typeNames, what: "types"))
            return draft
        }
        refuseForeignKeys(section, type.value)
        constraints(section, type.value, into: &draft)
        return draft
    }

    /// Keys that only some types have.
    private func refuseForeignKeys(_ section: PlanSection, _ type: String) {
        let ownKeys: Set<String> =
            switch type {
            case "string", "text": ["min_length", "max_length", "pattern", "default"]
            case "email", "url": ["min_length", "max_length", "default"]
            case "integer", "number": ["minimum", "maximum", "default"]
            case "enum": ["values", "default"]
            case "reference": ["to", "on_delete"]
            default: ["default"]
            }
        let special = [
            "default", "min_length", "max_length", "minimum", "maximum", "pattern", "values", "to", "on_delete",
        ]
        for key in special where !ownKeys.contains(key) {
            let hint =
                switch (key, type) {
                case ("min_length", "integer"), ("min_length", "number"): "Use 'minimum'."
                case ("max_length", "integer"), ("max_length", "number"): "Use 'maximum'."
                case ("minimum", "string"), ("minimum", "text"): "Use 'min_length'."
                case ("maximum", "string"), ("maximum", "text"): "Use 'max_length'."
                case ("values", _): "Remove it, or use 'type: enum'."
                case ("to", _), ("on_delete", _): "Remove it, or use 'type: reference'."
                default: "Remove it."
                }
            section.refuse(key, "'\(key)' does not apply to fields of type \(type)", hint)
        }
    }

    private func constraints(_ section: PlanSection, _ type: String, into draft: inout FieldDraft) {
        switch type {
        case "string", "text", "email", "url":
            draft.type = ["string": .string, "text": .text, "email": .email][type] ?? .url
            draft.minLength = section.integer("min_length", in: 0...1_000_000)
            draft.maxLength = section.integer("max_length", in: 1...1_000_000)
            draft.pattern = type == "string" || type == "text" ? section.text("pattern", length: 1...500) : nil
            draft.defaultValue = section.literal("default", [.text])
        case "integer", "number":
            draft.type = type == "integer" ? .integer : .number
            draft.minimum = section.number("minimum")
            draft.maximum = section.number("maximum")
            draft.defaultValue = section.literal("default", type == "integer" ? [.integer] : [.integer, .number])
        case "boolean":
            draft.type = .boolean
            draft.defaultValue = section.literal("default", [.boolean])
        case "date", "datetime", "uuid":
            draft.type = ["date": .date, "datetime": .datetime][type] ?? .uuid
            draft.defaultValue = section.literal("default", [.text])
        case "enum":
            section.requireKey("values", "List the allowed values: 'values: [open, done]'.")
            let values = section.texts("values", count: 1...200, length: 1...100, of: "values") ?? []
            draft.type = .enumeration(values.map(\.value))
            draft.defaultValue = section.literal("default", [.text])
        default:
            section.requireKey("to", "Name the entity that is meant: 'to: Todo'.")
            draft.target = section.name("to", .pascal)
            let onDelete = section.choice("on_delete", FieldType.OnDelete.self, what: "rule for deletion")
            draft.onDeletePosition = onDelete?.position
            draft.type = .reference(entity: draft.target?.value ?? "", onDelete: onDelete?.value ?? .restrict)
        }
    }
}

enum LiteralKind: Sendable {
    case text, integer, number, boolean

    var name: String {
        switch self {
        case .text: "text"
        case .integer: "an integer"
        case .number: "a number"
        case .boolean: "true or false"
        }
    }
}

extension PlanSection {
    /// A literal of one of the kinds.
    func literal(_ key: String, _ kinds: [LiteralKind]) -> Located<ScalarValue>? {
        guard let entry = entry(key), let last = kinds.last else { return nil }
        let fits: ScalarValue? =
            switch entry.value.literal {
            case .string(let text) where kinds.contains(.text): .string(text)
            case .boolean(let value) where kinds.contains(.boolean): .boolean(value)
            case .integer(let value) where kinds.contains(.integer): .integer(value)
            case .number(let value) where kinds.contains(.number): .number(value)
            // As in JSON Schema, 3.0 is an integer.
            case .number(let value) where kinds.contains(.integer): Int64(exactly: value).map(ScalarValue.integer)
            default: nil
            }
        guard let fits else {
            let found = entry.value.literal.map { $0 == .null ? "nothing" : "\($0.kindName) '\($0.plainText.clipped)'" }
            let hint =
                switch entry.value.literal {
                case .integer, .number, .boolean: kinds == [.text] ? "Put it in quotes." : "Write \(last.name)."
                default: "Write \(last.name)."
                }
            context.error(
                .wrongType, path(key), at: entry.value.position,
                "expected \(last.name), found \(found ?? entry.value.kindName)", hint)
            return nil
        }
        if kinds == [.text] {
            _ = PlanScalars.text(entry.value, path: path(key), length: 0...1_000_000, context: context)
        }
        return Located(value: fits, position: entry.value.position, path: path(key))
    }
}

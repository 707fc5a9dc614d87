import LunaPlan

/// The pydantic models of an entity: what clients send and get.
enum RestSchema {
    static func render(_ project: ProjectView, _ entity: EntityView) throws -> [GeneratedFile] {
        var imports = project.imports()
        imports.from("pydantic", "BaseModel", "ConfigDict")
        imports.from("\(project.package).schema_types", "InputModel")
        imports.module("datetime as dt")
        imports.from("uuid", "UUID")
        var aliases: [String] = []
        for field in entity.fields {
            if let alias = alias(field, entity, &imports) { aliases.append(alias) }
        }
        var classes = [create(entity, &imports)]
        if entity.has(.update) { classes.append(update(entity, &imports)) }
        classes.append(read(entity, &imports))
        if entity.has(.list) { classes.append(query(entity, &imports, &aliases)) }
        let body = classes.joined(separator: "\n\n\n")
        let text = """
            \(PythonText.docstring("What clients of \(entity.pluralLabel) send and get"))

            \(imports.text)
            \(aliases.isEmpty ? "" : "\n" + aliases.joined(separator: "\n") + "\n")

            \(body)
            """
        return [GeneratedFile(path: entity.directory + "/schema.py", contents: text.formattedPython())]
    }

    /// Type without the rules of the plan.
    private static func baseType(_ field: FieldView, _ entity: EntityView, _ imports: inout PythonImports) -> String {
        func shared(_ name: String) -> String {
            imports.from("\(entity.package).schema_types", name)
            return name
        }
        switch field.spec.type {
        case .string, .text: return "str"
        case .email: return shared("EmailText")
        case .url: return shared("HttpUrlText")
        case .integer: return shared("StoredInt")
        case .number: return shared("FiniteNumber")
        case .boolean:
            imports.from("pydantic", "StrictBool")
            return "StrictBool"
        case .date: return shared("IsoDate")
        case .datetime: return shared("IsoDateTime")
        case .uuid, .reference: return "UUID"
        case .enumeration:
            let choice = field.choiceName(of: entity)
            imports.from("\(entity.importPath).model", choice)
            return choice
        }
    }

    private static func rules(_ field: FieldView) -> [String] {
        var rules: [String] = []
        if let low = field.minLength { rules.append("min_length=\(low)") }
        if let high = field.maxLength { rules.append("max_length=\(high)") }
        if let pattern = field.pattern { rules.append("pattern=\(PythonText.literal(pattern))") }
        if let low = field.minimum { rules.append("ge=\(low)") }
        if let high = field.maximum { rules.append("le=\(high)") }
        return rules
    }

    private static func alias(_ field: FieldView, _ entity: EntityView, _ imports: inout PythonImports) -> String? {
        let rules = rules(field)
        guard !rules.isEmpty else { return nil }
        imports.from("typing", "Annotated")
        imports.from("pydantic", "Field")
        return
            "\(field.choiceName(of: entity)) = Annotated[\(baseType(field, entity, &imports)), Field(\(rules.joined(separator: ", ")))]"
    }

    private static func type(_ field: FieldView, _ entity: EntityView, _ imports: inout PythonImports) -> String {
        rules(field).isEmpty ? baseType(field, entity, &imports) : field.choiceName(of: entity)
    }

    /// `: type = default`, through `Field(...)` when there is more to say than a default.
    private static func declaration(
        _ field: FieldView, type: String, defaultValue: String?, aliasKey: String, aliasName: String? = nil,
        describes: Bool = true,
        _ imports: inout PythonImports
    ) -> String {
        var arguments: [String] = []
        if let defaultValue { arguments.append("default=\(defaultValue)") }
        let shown = aliasName ?? field.name
        if shown != field.attribute { arguments.append("\(aliasKey)=\(PythonText.literal(shown))") }
        let description = PythonText.plain(field.spec.description)
        if describes, !description.isEmpty {
            arguments.append("description=\(PythonText.wrappedLiteral(description, indent: 8, used: 13))")
        }
        let head = "    \(field.attribute): \(type)"
        if arguments.isEmpty { return head }
        if arguments.count == 1, let defaultValue { return head + " = " + defaultValue }
        imports.from("pydantic", "Field")
        if arguments.contains(where: { $0.contains("\n") }) {
            return head + " = Field(\n" + arguments.map { "        \($0),\n" }.joined() + "    )"
        }
        return head + " = Field(\(arguments.joined(separator: ", ")))"
    }

    private static func create(_ entity: EntityView, _ imports: inout PythonImports) -> String {
        var lines: [String] = []
        for field in entity.fields {
            let type = type(field, entity, &imports) + (field.isNullable ? " | None" : "")
            let value = field.defaultExpression ?? (field.isNullable ? "None" : nil)
            lines.append(declaration(field, type: type, defaultValue: value, aliasKey: "alias", &imports))
        }
        return classText(
            "\(entity.className)Create(InputModel)", "A new \(entity.label), as clients send it",
            engine(entity, base: true), lines)
    }

    private static func update(_ entity: EntityView, _ imports: inout PythonImports) -> String {
        imports.from("\(entity.package).schema_types", "ChangesModel")
        var lines: [String] = []
        for field in entity.fields {
            let type = type(field, entity, &imports) + (field.isNullable ? " | None" : "")
            if !field.isNullable { imports.from("\(entity.package).schema_types", "LEFT_OUT") }
            let value = field.isNullable ? "None" : "LEFT_OUT"
            lines.append(declaration(field, type: type, defaultValue: value, aliasKey: "alias", &imports))
        }
        return classText(
            "\(entity.className)Update(ChangesModel)", "Changes of \(entity.oneLabel): what is left out stays as it is",
            engine(entity, base: true), lines)
    }

    private static func read(_ entity: EntityView, _ imports: inout PythonImports) -> String {
        var lines = ["    id: UUID"]
        for field in entity.fields {
            // Stored values have been checked on their way in; here only their type matters.
            let type: String =
                switch field.spec.type {
                case .string, .text, .email, .url: "str"
                case .integer: "int"
                case .number: "float"
                case .boolean: "bool"
                case .date: "dt.date"
                case .datetime: "dt.datetime"
                case .uuid, .reference: "UUID"
                case .enumeration: baseType(field, entity, &imports)
                }
            lines.append(
                declaration(
                    field, type: type + (field.isNullable ? " | None" : ""), defaultValue: nil,
                    aliasKey: "serialization_alias", &imports))
        }
        lines += ["    created_at: dt.datetime", "    updated_at: dt.datetime"]
        return classText(
            "\(entity.className)Read(BaseModel)", "A stored \(entity.label)",
            "    model_config = ConfigDict(from_attributes=True)", lines)
    }

    private static func query(
        _ entity: EntityView, _ imports: inout PythonImports, _ aliases: inout [String]
    ) -> String {
        imports.from("\(entity.package).pagination", "PageQuery")
        imports.from("typing", "Literal")
        let names = ["created_at", "updated_at"] + entity.sorts.map(\.name)
        let choices = names.flatMap { [PythonText.literal($0), PythonText.literal("-" + $0)] }
        aliases.append("\(entity.sortName) = Literal[\(choices.joined(separator: ", "))]")
        var lines = ["    sort: \(entity.sortName) = \"created_at\""]
        for field in entity.filters {
            let type: String =
                switch field.spec.type {
                case .string, .text, .email, .url: "str"
                // Query parameters are text, so strict numbers would refuse them all.
                case .integer: "int"
                case .number: "float"
                case .boolean: "bool"
                default: baseType(field, entity, &imports)
                }
            var limits = ""
            if field.spec.type == .integer {
                imports.from("pydantic", "Field")
                limits = "ge=-(2**63), le=2**63 - 1"
            }
            if !limits.isEmpty {
                imports.from("typing", "Annotated")
                let alias = field.filterName == field.attribute ? "" : ", alias=\(PythonText.literal(field.filterName))"
                lines.append(
                    "    \(field.attribute): Annotated[int, Field(\(limits))] | None = \(alias.isEmpty ? "None" : "Field(default=None\(alias))")"
                )
            } else {
                lines.append(
                    declaration(
                        field, type: type + " | None", defaultValue: "None", aliasKey: "alias",
                        aliasName: field.filterName, describes: false, &imports))
            }
        }
        return classText(
            "\(entity.className)Query(PageQuery)", "Query parameters of the list of \(entity.pluralLabel)",
            engine(entity, base: false), lines)
    }

    /// Patterns that look around need the engine of Python's `re`.
    private static func engine(_ entity: EntityView, base: Bool) -> String? {
        base && entity.fields.contains { $0.samples.needsBacktracking && $0.pattern != nil }
            ? "    model_config = ConfigDict(regex_engine=\"python-re\")" : nil
    }

    private static func classText(_ head: String, _ summary: String, _ config: String?, _ lines: [String]) -> String {
        var text = "class \(head):\n    " + PythonText.docstring(summary, indent: 4)
        if let config { text += "\n\n" + config }
        if !lines.isEmpty { text += "\n\n" + lines.joined(separator: "\n") }
        return text
    }
}

extension EntityView {
    /// Name of the type of the `sort` parameter.
    var sortName: String {
        let name = className + "Sort"
        return fields.contains { $0.choiceName(of: self) == name } ? name + "Key" : name
    }
}

extension FieldView {
    /// Query parameter that filters by this field; the parameters of paging keep their names.
    var filterName: String { ["limit", "offset", "sort"].contains(name) ? "filter_" + name : name }
}

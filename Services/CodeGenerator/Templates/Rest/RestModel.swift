import LunaPlan

/// The table of an entity.
enum RestModel {
    static func render(_ project: ProjectView, _ entity: EntityView) throws -> [GeneratedFile] {
        [
            GeneratedFile(
                path: entity.directory + "/__init__.py",
                contents: (PythonText.docstring(packageSummary(entity)) + "\n").formattedPython()),
            GeneratedFile(path: entity.directory + "/model.py", contents: try model(project, entity).formattedPython()),
        ]
    }

    private static func packageSummary(_ entity: EntityView) -> String {
        "The \(entity.label): table, schemas, repository\(entity.spec.operations.isEmpty ? "" : " and routes")"
    }

    private static func model(_ project: ProjectView, _ entity: EntityView) throws -> String {
        var imports = project.imports()
        imports.from("\(project.package).database", "RecordBase")
        imports.from("sqlalchemy.orm", "Mapped", "mapped_column")
        var columns: [String] = []
        var choices: [String] = []
        for field in entity.fields {
            if let values = field.enumValues {
                imports.from("typing", "Literal", "get_args")
                choices.append(
                    "\(field.choiceName(of: entity)) = Literal[\(values.map(PythonText.literal).joined(separator: ", "))]"
                )
            }
            columns.append(try column(field, project, entity, &imports))
        }
        if columns.isEmpty { imports = withoutColumns(project) }
        let constraints = tableConstraints(entity, &imports)
        let arguments =
            constraints.isEmpty
            ? "" : "    __table_args__ = (\(constraints.joined(separator: ", "))\(constraints.count == 1 ? "," : ""))\n"
        let table = "    __tablename__ = \(PythonText.literal(entity.pluralSnake))\n"
        return """
            \(PythonText.docstring("The table of \(entity.pluralLabel)"))

            \(imports.text)
            \(choices.isEmpty ? "" : "\n" + choices.joined(separator: "\n") + "\n")

            class \(entity.className)(RecordBase):
                \(PythonText.docstring(entity.summary, indent: 4))

            \(table)\(arguments)\(columns.isEmpty ? "" : "\n" + columns.map { "    \($0)\n" }.joined())
            """
    }

    private static func withoutColumns(_ project: ProjectView) -> PythonImports {
        var imports = project.imports()
        imports.from("\(project.package).database", "RecordBase")
        return imports
    }

    private static func column(
        _ field: FieldView, _ project: ProjectView, _ entity: EntityView, _ imports: inout PythonImports
    ) throws -> String {
        var arguments: [String] = field.isRenamed ? [PythonText.literal(field.name)] : []
        arguments.append(try columnType(field, entity, &imports))
        if field.isReference {
            imports.from("sqlalchemy", "ForeignKey")
            let rule =
                switch field.onDelete {
                case .cascade: "CASCADE"
                case .restrict: "RESTRICT"
                case .setNull: "SET NULL"
                }
            arguments.append("ForeignKey(\"\(try project.target(of: field).pluralSnake).id\", ondelete=\"\(rule)\")")
        }
        // A unique constraint brings its own index.
        if !field.spec.unique, field.isReference || entity.spec.filterBy.contains(field.name) {
            arguments.append("index=True")
        }
        if let expression = field.defaultExpression {
            if expression.contains("dt.") { imports.module("datetime as dt") }
            if expression.contains("UUID(") { imports.from("uuid", "UUID") }
            arguments.append("default=\(expression)")
        }
        let type = pythonType(field, entity, &imports)
        return
            "\(field.attribute): Mapped[\(type)\(field.isNullable ? " | None" : "")] = mapped_column(\(arguments.joined(separator: ", ")))"
    }

    private static func columnType(_ field: FieldView, _ entity: EntityView, _ imports: inout PythonImports) throws
        -> String
    {
        func sql(_ name: String, _ arguments: String = "") -> String {
            imports.from("sqlalchemy", name)
            return name + arguments
        }
        switch field.spec.type {
        case .string, .email, .url: return sql("String", field.maxLength.map { "(\($0))" } ?? "")
        case .text: return sql("Text")
        case .integer: return sql("BigInteger")
        case .number: return sql("Float")
        case .boolean: return sql("Boolean")
        case .date: return sql("Date")
        case .datetime:
            imports.from("\(entity.package).database", "UtcDateTime")
            return "UtcDateTime"
        case .uuid, .reference: return sql("Uuid")
        case .enumeration:
            let choice = field.choiceName(of: entity)
            return sql(
                "Enum",
                "(*get_args(\(choice)), name=\"\(field.name)_choice\", native_enum=False, create_constraint=True, validate_strings=True)"
            )
        }
    }

    private static func pythonType(_ field: FieldView, _ entity: EntityView, _ imports: inout PythonImports) -> String {
        switch field.spec.type {
        case .string, .text, .email, .url: return "str"
        case .integer: return "int"
        case .number: return "float"
        case .boolean: return "bool"
        case .date:
            imports.module("datetime as dt")
            return "dt.date"
        case .datetime:
            imports.module("datetime as dt")
            return "dt.datetime"
        case .uuid, .reference:
            imports.from("uuid", "UUID")
            return "UUID"
        case .enumeration: return field.choiceName(of: entity)
        }
    }

    /// Rules that a database can keep by itself.
    private static func tableConstraints(_ entity: EntityView, _ imports: inout PythonImports) -> [String] {
        var constraints: [String] = []
        for group in entity.uniqueGroups {
            imports.from("sqlalchemy", "UniqueConstraint")
            constraints.append("UniqueConstraint(\(group.map { PythonText.literal($0.name) }.joined(separator: ", ")))")
        }
        for field in entity.fields {
            let column = "column(\(PythonText.literal(field.name)))"
            func check(_ condition: String, _ name: String) {
                imports.from("sqlalchemy", "CheckConstraint", "column")
                constraints.append("CheckConstraint(\(condition), name=\"\(field.name)_\(name)\")")
            }
            if field.isText, field.minLength != nil || field.maxLength != nil {
                imports.from("sqlalchemy", "func")
                check(
                    range("func.length(\(column))", field.minLength.map(String.init), field.maxLength.map(String.init)),
                    "length")
            }
            if field.minimum != nil || field.maximum != nil {
                check(range(column, field.minimum, field.maximum), "range")
            }
        }
        return constraints
    }

    private static func range(_ value: String, _ low: String?, _ high: String?) -> String {
        switch (low, high) {
        case (let low?, let high?): "\(value).between(\(low), \(high))"
        case (let low?, nil): "\(value) >= \(low)"
        case (nil, let high?): "\(value) <= \(high)"
        case (nil, nil): value
        }
    }
}

extension FieldView {
    /// Name of the type alias that holds the rules of this field, such as `TodoStatus`.
    func choiceName(of entity: EntityView) -> String {
        let pascal = PythonNames.words(name).map(\.capitalizedFirst).joined()
        let isTaken = ["", "Create", "Read", "Update", "Query", "Repository", "Collection", "Entity"].contains(pascal)
        return entity.className + pascal + (isTaken ? "Value" : "")
    }
}

extension EntityView {
    /// What it is, for docstrings.
    var summary: String { PythonText.plain(spec.description).isEmpty ? "One \(label)" : spec.description }
}

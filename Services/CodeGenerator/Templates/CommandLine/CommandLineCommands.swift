import LunaPlan

/// The commands of an entity.
enum CommandLineCommands {
    static func render(_ project: ProjectView, _ entity: EntityView) throws -> [GeneratedFile] {
        var imports = project.imports()
        let name = entity.className
        imports.module("argparse")
        imports.from("typing", "Any")
        imports.from(project.package, "arguments")
        var registrations: [String] = []
        var functions: [String] = []
        func register(_ command: String, _ function: String, _ help: String, _ options: [String]) {
            let variable = options.isEmpty ? "" : "parser = "
            registrations.append(
                "    \(variable)arguments.command(actions, \(PythonText.literal(command)), \(PythonText.literal(escaped(help))), \(function))"
            )
            registrations += options.map { "    " + $0 }
        }
        func define(_ function: String, _ result: String, _ body: [String]) {
            let lines = body.map { "    " + $0 }.joined(separator: "\n")
            functions.append("def \(function)(storage: Storage, options: argparse.Namespace) -> \(result):\n\(lines)")
        }
        let usesFields = entity.has(.create) || entity.has(.update)
        if entity.has(.create) {
            register(
                "add", "_add", "Add \(entity.oneLabel)",
                entity.fields.isEmpty ? [] : ["_add_fields(parser, required=True)"])
            define(
                "_add", name,
                ["values = arguments.given(options, FIELDS)", "return storage.add(\(name).from_dict(values))"])
        }
        if entity.has(.list) {
            let choices = (["id", "created_at", "updated_at"] + entity.sorts.map(\.name)).flatMap { [$0, "-" + $0] }
            let filters = entity.filters.map { field in
                "parser.add_argument(\(option(field)), dest=\"field_\(field.name)\", \(type(field)), help=\"only with this value\")"
            }
            register(
                "list", "_list", "List \(entity.pluralLabel)",
                ["arguments.add_paging(parser, [\(choices.map(PythonText.literal).joined(separator: ", "))])"] + filters
            )
            let names = entity.filters.map { PythonText.literal($0.name) }
            let tuple = names.isEmpty ? "()" : "(\(names.joined(separator: ", "))\(names.count == 1 ? "," : ""))"
            define(
                "_list", "list[\(name)]",
                [
                    "filters = arguments.given(options, \(tuple))",
                    "return storage.search(\(name), filters, options.sort, options.limit, options.offset)",
                ])
        }
        if entity.has(.get) {
            register("get", "_get", "Show \(entity.oneLabel)", ["arguments.add_id(parser)"])
            define("_get", name, ["return storage.get(\(name), options.record_id)"])
        }
        if entity.has(.update) {
            let clearable = entity.fields.filter(\.isNullable).map { PythonText.literal($0.name) }
            var options = ["arguments.add_id(parser)"]
            if !entity.fields.isEmpty { options.append("_add_fields(parser, required=False)") }
            if !clearable.isEmpty {
                options.append("arguments.add_clear(parser, [\(clearable.joined(separator: ", "))])")
            }
            register("update", "_update", "Change fields of \(entity.oneLabel)", options)
            let cleared = clearable.isEmpty ? "" : " | dict.fromkeys(options.clear)"
            define(
                "_update", name,
                [
                    "values = arguments.given(options, FIELDS)\(cleared)",
                    "return storage.update(\(name), options.record_id, \(name).decode(values))",
                ])
        }
        if entity.has(.delete) {
            register("delete", "_delete", "Delete \(entity.oneLabel)", ["arguments.add_id(parser)"])
            define("_delete", "None", ["storage.delete(\(name), options.record_id)"])
        }
        for command in project.plan.commands where command.entity == entity.spec.name {
            let action = try CommandLineAction(command, entity)
            register(action.word, action.function, PythonText.plain(action.summary), ["arguments.add_id(parser)"])
            define(
                action.function, name,
                [
                    "requires: dict[str, Any] = \(try action.dictionary(command.requires))",
                    "changes: dict[str, Any] = \(try action.dictionary(command.set))",
                    "return storage.update(\(name), options.record_id, changes, requires)",
                ])
        }
        if !functions.isEmpty {
            imports.from("\(entity.importPath).model", name)
            imports.from("\(project.package).storage", "Storage")
        }
        if usesFields, !entity.fields.isEmpty {
            let lines = entity.fields.map { field in
                let required = field.isRequiredOnCreate ? ", required=required" : ""
                return
                    "    parser.add_argument(\(option(field)), dest=\"field_\(field.name)\", \(type(field))\(required), help=\(PythonText.literal(help(field))))"
            }
            functions.append(
                "def _add_fields(parser: argparse.ArgumentParser, *, required: bool) -> None:\n"
                    + lines.joined(separator: "\n"))
        }
        let body = functions.joined(separator: "\n\n\n")
        if !body.contains(": dict[str, Any]") {
            imports = withoutAny(imports, project, body, entity, functions.isEmpty)
        }
        if body.contains("dt.") { imports.module("datetime as dt") }
        if body.contains("UUID(") { imports.from("uuid", "UUID") }
        let names = entity.fields.map { PythonText.literal($0.name) }
        let fields = usesFields ? "FIELDS = (\(names.joined(separator: ", "))\(names.count == 1 ? "," : ""))\n" : ""
        let actions = registrations.isEmpty ? "" : "actions = "
        let text = """
            \(PythonText.docstring("Commands for \(entity.pluralLabel)"))

            \(imports.text)

            \(fields)

            def register(commands: arguments.Commands) -> None:
                \(PythonText.docstring("Add the commands", indent: 4))
                \(actions)arguments.group(commands, \(PythonText.literal(word(entity))), \(PythonText.literal(escaped(PythonText.plain(entity.summary)))))
            \(registrations.joined(separator: "\n"))
            \(functions.isEmpty ? "" : "\n\n" + body)
            """
        return [GeneratedFile(path: entity.directory + "/commands.py", contents: text.formattedPython())]
    }

    private static func withoutAny(
        _ imports: PythonImports, _ project: ProjectView, _ body: String, _ entity: EntityView, _ isEmpty: Bool
    ) -> PythonImports {
        var plain = project.imports()
        plain.from(project.package, "arguments")
        if !isEmpty {
            plain.module("argparse")
            plain.from("\(entity.importPath).model", entity.className)
            plain.from("\(project.package).storage", "Storage")
        }
        return plain
    }

    /// The word that stands for the entity on the command line.
    static func word(_ entity: EntityView) -> String { PythonNames.words(entity.spec.name).joined(separator: "-") }

    /// The option of a field, as a Python literal.
    static func option(_ field: FieldView) -> String { "\"--\(flag(field.name))\"" }

    /// Options of the commands themselves keep their names.
    static func flag(_ field: String) -> String {
        let word = field.split(separator: "_").joined(separator: "-")
        return ["help", "json", "sort", "limit", "offset", "clear", "data", "version"].contains(word)
            ? "field-" + word : word
    }

    private static func type(_ field: FieldView) -> String {
        switch field.spec.type {
        case .integer: "type=arguments.whole, metavar=\"N\""
        case .number: "type=arguments.number, metavar=\"X\""
        case .boolean: "type=arguments.flag, metavar=\"YES|NO\""
        case .date: "metavar=\"YYYY-MM-DD\""
        case .datetime: "metavar=\"MOMENT\""
        case .uuid: field.isBuiltIn ? "type=arguments.whole, metavar=\"N\"" : "metavar=\"UUID\""
        case .reference: "type=arguments.whole, metavar=\"ID\""
        case .enumeration(let values):
            "choices=[\(values.map(PythonText.literal).joined(separator: ", "))], metavar=\"CHOICE\""
        default: "metavar=\"TEXT\""
        }
    }

    private static func help(_ field: FieldView) -> String {
        var text = PythonText.plain(field.spec.description)
        if let values = field.enumValues {
            text += (text.isEmpty ? "" : "; ") + "one of: " + values.joined(separator: ", ")
        }
        if text.isEmpty { text = PythonNames.words(field.name).joined(separator: " ") }
        return escaped(text)
    }

    /// argparse expands `%` in help texts.
    private static func escaped(_ text: String) -> String {
        text.split(separator: "%", omittingEmptySubsequences: false).joined(separator: "%%")
    }
}

/// An action of the plan as a command.
struct CommandLineAction {
    let command: CommandSpec
    let entity: EntityView
    let word: String

    init(_ command: CommandSpec, _ entity: EntityView) throws {
        self.command = command
        self.entity = entity
        let word = PythonNames.words(command.name).joined(separator: "-")
        self.word = ["add", "list", "get", "update", "delete"].contains(word) ? word + "-action" : word
    }

    var function: String { "_" + word.split(separator: "-").joined(separator: "_") + "_item" }

    var summary: String {
        PythonText.plain(command.description).isEmpty
            ? PythonNames.words(command.name).joined(separator: " ").capitalizedFirst : command.description
    }

    func dictionary(_ values: [String: ScalarValue]) throws -> String {
        let items = try values.keys.sorted().map { key in
            let field = try entity.field(key)
            return
                "\(PythonText.literal(field.attribute)): \(PythonLiterals.typed(values[key] ?? .null, as: field.spec.type))"
        }
        return "{\(items.joined(separator: ", "))}"
    }
}

import LunaPlan

/// The README of a library.
enum LibraryReadme {
    static func text(_ project: ProjectView) throws -> String {
        let first = project.entities.first
        let example = first.map { entity in
            let arguments = entity.fields.filter(\.isRequiredOnCreate).map { field -> String in
                if field.isReference { return "    \(field.attribute)=uuid4()," }
                if let text = field.samples.fixed, ["str", "int", "float", "bool"].contains(simpleType(field)) {
                    return "    \(field.attribute)=\(text),"
                }
                return "    \(field.attribute)=...,"
            }
            let uses = arguments.contains { $0.contains("uuid4()") } ? "from uuid import uuid4\n\n" : ""
            let made =
                arguments.isEmpty
                ? "\(entity.className)()" : "\(entity.className)(\n\(arguments.joined(separator: "\n"))\n)"
            return """
                ```python
                \(uses)from \(project.package) import \(entity.className), \(entity.className)Collection

                record = \(made)
                collection = \(entity.className)Collection([record])
                collection.save("\(entity.pluralSnake).jsonl")
                ```
                """
        }
        let entities = project.entities.map {
            "### \($0.className)\n\n\(Readme.markdown(PythonText.sentence($0.summary)))\n\n\(Readme.fields($0))"
        }
        return """
            ## Use

            \(example ?? "")

            Records are frozen dataclasses. A record that exists is valid: making or reading an invalid one raises
            `InvalidFieldError`, whose `problems` tell what is wrong with which field. `to_dict`, `from_dict`, `to_json` and
            `from_json` convert; `changed(...)` makes a changed copy.

            Collections keep records in memory: `add`, `get`, `update`, `remove`, `find(field=value)`, `sorted_by(field)`, `save`
            and `load` (one JSON object per line). Link collections to have references checked and to have removals do what the
            type demands: `OrderCollection(customer=customers)`.

            ## Types

            Every record has an `id` (a random UUID, so that records from several sources can be mixed), `created_at` and
            `updated_at`.

            \(entities.joined(separator: "\n\n"))

            ## Work on it

            ```sh
            python3 -m venv .venv
            .venv/bin/pip install -e '.[dev]'
            .venv/bin/pytest --cov
            .venv/bin/ruff check . && .venv/bin/ruff format --check .
            ```

            It needs nothing but Python 3.11 or later.
            """
    }

    private static func simpleType(_ field: FieldView) -> String {
        switch field.spec.type {
        case .string, .text, .email, .url, .enumeration: "str"
        case .integer: "int"
        case .number: "float"
        case .boolean: "bool"
        default: ""
        }
    }
}

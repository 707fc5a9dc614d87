import LunaPlan

/// The README of a generated project.
enum Readme {
    static func render(_ project: ProjectView) throws -> [GeneratedFile] {
        let body =
            switch project.plan.project.type {
            case .restAPI: try rest(project)
            case .cli: try CommandLineReadme.text(project)
            default: try LibraryReadme.text(project)
            }
        let spec = project.plan.project
        var text = "# \(spec.name)\n\n"
        let description = markdown(PythonText.sentence(spec.description))
        if !description.isEmpty { text += description + "\n\n" }
        text += body.collapsingBlankLines()
        text += "\n\n## License\n\n\(markdown(PythonText.plain(spec.license)))\n"
        return [GeneratedFile(path: "README.md", contents: text)]
    }

    /// Plan text inside Markdown: shown as written, never as markup.
    static func markdown(_ text: String) -> String {
        var out = ""
        for scalar in PythonText.plain(text).unicodeScalars {
            if "\\`*_{}[]<>#|!~$&".unicodeScalars.contains(scalar) { out += "\\" }
            out.unicodeScalars.append(scalar)
        }
        return out
    }

    /// A table of the fields of an entity.
    static func fields(_ entity: EntityView) -> String {
        guard !entity.fields.isEmpty else { return "" }
        let rows = entity.fields.map { field in
            "| `\(field.name)` | \(typeName(field)) | \(rules(field)) | \(markdown(field.spec.description)) |"
        }
        return "| field | type | rules | meaning |\n| --- | --- | --- | --- |\n" + rows.joined(separator: "\n")
    }

    static func typeName(_ field: FieldView) -> String {
        switch field.spec.type {
        case .string, .text: "text"
        case .integer: "whole number"
        case .number: "number"
        case .boolean: "true or false"
        case .date: "date"
        case .datetime: "moment with UTC offset"
        case .email: "e-mail address"
        case .url: "http(s) URL"
        case .uuid: "UUID"
        case .enumeration(let values): "one of " + values.map(markdown).joined(separator: ", ")
        case .reference(let target, _): "id of a \(markdown(target))"
        }
    }

    private static func rules(_ field: FieldView) -> String {
        var rules: [String] = []
        if field.isRequiredOnCreate { rules.append("required") }
        if field.spec.unique { rules.append("unique") }
        if let low = field.minLength { rules.append("at least \(low) \(low == 1 ? "character" : "characters")") }
        if let high = field.maxLength { rules.append("at most \(high) \(high == 1 ? "character" : "characters")") }
        if let low = field.minimum { rules.append("at least \(low)") }
        if let high = field.maximum { rules.append("at most \(high)") }
        if let pattern = field.pattern { rules.append("matches \(markdown(pattern))") }
        if field.hasDefault, let value = field.spec.defaultValue {
            rules.append("default \(markdown(PythonLiterals.plain(value)))")
        }
        if field.isReference {
            switch field.onDelete {
            case .cascade: rules.append("deleted with it")
            case .restrict: rules.append("keeps it from being deleted")
            case .setNull: rules.append("cleared when it is deleted")
            }
        }
        return rules.joined(separator: ", ")
    }

    private static func rest(_ project: ProjectView) throws -> String {
        var rows: [String] = []
        for entity in project.entities {
            for operation in RestOperation.all(of: entity) {
                rows.append(
                    "| `\(operation.method)` | `\(operation.path)` | \(operation.summary) | \(operation.status) |")
            }
            for endpoint in project.plan.endpoints where endpoint.entity == entity.spec.name {
                let action = try RestAction(endpoint, entity, project)
                rows.append(
                    "| `\(action.method)` | `\(endpoint.path)` | \(markdown(PythonText.plain(action.summary))) | 200 |")
            }
        }
        let docs = RestApp.ownPath("docs", project)
        rows.append(
            "| `GET` | `\(RestApp.ownPath("health", project))` | Tell whether the service and its database work | 200 |"
        )
        let lists = project.entities.filter { $0.has(.list) && !$0.filters.isEmpty }.map { entity in
            "- `/\(entity.pluralPath)`: \(entity.filters.map { "`\($0.filterName)`" }.joined(separator: ", "))"
        }
        let entities = project.entities.map {
            "### \($0.spec.name)\n\n\(markdown(PythonText.sentence($0.summary)))\n\n\(fields($0))"
        }
        let modules = project.modules.map { module in
            let needs =
                module.spec.dependsOn.isEmpty
                ? "" : " Builds on \(module.spec.dependsOn.map { "`\($0)`" }.joined(separator: ", "))."
            return "- `\(module.name)`: \(markdown(PythonText.sentence(module.spec.description)))\(needs)"
        }
        return """
            ## Run

            ```sh
            python3 -m venv .venv
            .venv/bin/pip install -e '.[dev]'
            .venv/bin/python -m \(project.package)
            ```

            The service listens on <http://127.0.0.1:8000>; try it out at <http://127.0.0.1:8000\(docs)>.
            In a container: `docker compose up --build`.

            ## Endpoints

            | method | path | what it does | success |
            | --- | --- | --- | --- |
            \(rows.joined(separator: "\n"))

            Lists come in pages: `limit` (1 to 100, default 20) and `offset`. They sort by `sort`, with `-` in front for
            descending order; `created_at` and `updated_at` always work.
            \(lists.isEmpty ? "" : "\nFilters, by equality:\n\n\(lists.joined(separator: "\n"))\n")
            Errors are [RFC 9457](https://www.rfc-editor.org/rfc/rfc9457) problem documents: 404 for what does not exist, 409 for
            conflicts with stored data, 422 for requests that break a rule, with a JSON pointer to each offending field.

            ## Data

            Every record has a random UUID as its `id` (it gives away neither number nor order of records, and clients may keep it
            across databases), and `created_at` and `updated_at` in UTC.

            \(entities.joined(separator: "\n\n"))

            ## Configuration

            | variable | default | meaning |
            | --- | --- | --- |
            | `DATABASE_URL` | `sqlite:///\(project.package).db` | SQLAlchemy URL of the database |
            | `HOST` | `127.0.0.1` | address to listen on |
            | `PORT` | `8000` | port to listen on |
            | `LOG_LEVEL` | `INFO` | `DEBUG`, `INFO`, `WARNING`, `ERROR` or `CRITICAL` |

            Tables are created at start-up. For PostgreSQL install a driver, such as `psycopg`, and set
            `DATABASE_URL=postgresql+psycopg://user@host/name`.

            ## Tests

            ```sh
            .venv/bin/pytest --cov
            .venv/bin/ruff check . && .venv/bin/ruff format --check .
            ```

            `scripts/export_openapi.py` writes the OpenAPI document to a file.

            ## Layout
            \(modules.isEmpty ? "" : "\n" + modules.joined(separator: "\n") + "\n")
            Each entity has its own package: `model.py` (table), `schema.py` (what clients send and get), `repository.py`
            (rules that need stored data) and `routes.py` (HTTP).
            """
    }
}

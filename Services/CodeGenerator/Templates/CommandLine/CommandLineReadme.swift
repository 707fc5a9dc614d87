import LunaPlan

/// The README of a command-line tool.
enum CommandLineReadme {
    static func text(_ project: ProjectView) throws -> String {
        let name = project.plan.project.name
        var rows: [String] = []
        for entity in project.entities {
            let word = CommandLineCommands.word(entity)
            func row(_ arguments: String, _ what: String) {
                rows.append("| `\(name) \(word) \(arguments)` | \(Readme.markdown(what)) |")
            }
            let options = entity.fields.map { field -> String in
                let option = "--\(CommandLineCommands.flag(field.name)) …"
                return field.isRequiredOnCreate ? option : "[\(option)]"
            }.joined(separator: " ")
            if entity.has(.create) { row("add" + (options.isEmpty ? "" : " " + options), "add \(entity.oneLabel)") }
            if entity.has(.list) {
                let filters = entity.filters.map { " [--\(CommandLineCommands.flag($0.name)) …]" }.joined()
                row("list\(filters) [--sort FIELD] [--limit N] [--offset N]", "list \(entity.pluralLabel)")
            }
            if entity.has(.get) { row("get ID", "show \(entity.oneLabel)") }
            if entity.has(.update) { row("update ID [--FIELD …] [--clear FIELD]", "change \(entity.oneLabel)") }
            if entity.has(.delete) { row("delete ID", "delete \(entity.oneLabel)") }
            for command in project.plan.commands where command.entity == entity.spec.name {
                let action = try CommandLineAction(command, entity)
                row("\(action.word) ID", PythonText.plain(action.summary))
            }
        }
        let entities = project.entities.map {
            "### \($0.spec.name)\n\n\(Readme.markdown(PythonText.sentence($0.summary)))\n\n\(Readme.fields($0))"
        }
        return """
            ## Install

            ```sh
            python3 -m venv .venv
            .venv/bin/pip install .
            .venv/bin/\(name) --help
            ```

            It needs nothing but Python 3.11 or later.

            ## Commands

            | command | what it does |
            | --- | --- |
            \(rows.joined(separator: "\n"))

            Every command takes `--json`. Lists sort by `--sort FIELD`, with `-` in front for descending order (`--sort=-id`).

            ## Exit codes

            | code | meaning |
            | --- | --- |
            | 0 | done |
            | 1 | the data cannot be used |
            | 2 | wrong usage, or a value breaks a rule |
            | 3 | there is no such record |
            | 4 | conflict: a value is taken, something is still referred to, or the record is in another state |

            ## Data

            Everything is in one SQLite file, `~/.local/share/\(name)/data.db`; `--data FILE` or the variable
            `\(CommandLineMain.variable(project))` choose another. Several processes can use it at once. Records are numbered, because
            ids have to be typed.

            \(entities.joined(separator: "\n\n"))

            ## Work on it

            ```sh
            .venv/bin/pip install -e '.[dev]'
            .venv/bin/pytest --cov
            .venv/bin/ruff check . && .venv/bin/ruff format --check .
            ```
            """
    }
}

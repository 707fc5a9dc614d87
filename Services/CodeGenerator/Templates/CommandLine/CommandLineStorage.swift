import LunaPlan

/// SQLite storage of a command-line tool.
enum CommandLineStorage {
    static func conftest(_ project: ProjectView) -> GeneratedFile {
        GeneratedFile(
            path: "tests/conftest.py",
            contents: #"""
                """Fixtures: a tool with a database of its own."""

                import json
                from collections.abc import Callable
                from pathlib import Path
                from typing import Any

                import pytest

                from \#(project.package).__main__ import main
                from \#(project.package).storage import Storage


                @pytest.fixture
                def database(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
                    """Return the path of the database that the tool uses during the test."""
                    path = tmp_path / "data" / "test.db"
                    monkeypatch.setenv("\#(CommandLineMain.variable(project))", str(path))
                    return path


                @pytest.fixture
                def storage(database: Path) -> Storage:
                    """Return the storage that the tool uses during the test."""
                    return Storage(database)


                @pytest.fixture
                def run(database: Path, capsys: pytest.CaptureFixture[str]) -> Callable[..., tuple[int, Any]]:
                    """Return a function that runs the tool and returns its exit code and output.

                    What a successful command prints with --json is decoded; otherwise the output is text.
                    """

                    def call(*arguments: str) -> tuple[int, Any]:
                        try:
                            code = main(arguments)
                        except SystemExit as stop:
                            code = int(stop.code or 0)
                        captured = capsys.readouterr()
                        if code == 0 and "--json" in arguments:
                            return code, json.loads(captured.out)
                        return code, captured.out + captured.err

                    return call
                """#.formattedPython())
    }

    static func factories(_ project: ProjectView) throws -> GeneratedFile {
        var imports = project.imports()
        imports.from("typing", "Any")
        imports.from("\(project.package).storage", "Storage")
        var functions: [String] = []
        for entity in project.entities {
            imports.from("\(entity.importPath).model", entity.className)
            functions.append(
                try RestTestSupport.factory(
                    entity, project, context: "storage", type: "Storage", id: { "\($0).id" },
                    make: [
                        "    return storage.add(\(entity.className).from_dict(valid_\(entity.snake)(storage, **overrides)))"
                    ]))
        }
        let renamed = Set(project.entities.flatMap(\.fields).map(\.name))
            .filter { CommandLineCommands.flag($0).hasPrefix("field-") && !$0.hasPrefix("field_") }.sorted()
        let options = renamed.map { "    \(PythonText.literal($0)): \(PythonText.literal("field_" + $0)),\n" }.joined()
        let helpers = #"""

            \#(renamed.isEmpty ? "" : "OPTIONS = {\n\(options)}\n\n")
            def flags(values: dict[str, Any]) -> list[str]:
                """Return the options that give these values to a command."""
                words = {True: "yes", False: "no"}
                return [
                    f"--{\#(renamed.isEmpty ? "name" : "OPTIONS.get(name, name)").replace('_', '-')}={words[value] if isinstance(value, bool) else value}"
                    for name, value in values.items()
                ]
            """#
        return RestTestSupport.factoryFile(project, imports, functions, helpers: helpers)
    }

    static func storage(_ project: ProjectView) -> GeneratedFile {
        GeneratedFile(
            path: "src/\(project.package)/storage.py",
            contents: #"""
                """Storage of records in a SQLite file."""

                import sqlite3
                from collections.abc import Iterator, Mapping, Sequence
                from contextlib import closing, contextmanager
                from dataclasses import replace
                from pathlib import Path
                from typing import Any, TypeVar

                from \#(project.package).errors import ConflictError, DomainError, NotFoundError
                from \#(project.package).records import Record

                RecordT = TypeVar("RecordT", bound=Record)

                # Columns and constraints beside those that all tables have. Tables refer to each other, so
                # all are created together.
                TABLES: Mapping[str, Sequence[str]] = {
                \#(project.entities.map { table($0, project) }.joined(separator: "\n"))
                }

                COMMON_COLUMNS = (
                    "id INTEGER PRIMARY KEY AUTOINCREMENT",
                    "created_at TEXT NOT NULL",
                    "updated_at TEXT NOT NULL",
                )

                # SQLite has no booleans; it keeps them as 0 and 1.
                sqlite3.register_converter("BOOLEAN", lambda value: value == b"1")


                class Storage:
                    """Records in a SQLite file.

                    Each operation is a transaction of its own, so several processes can share the file.
                    """

                    def __init__(self, path: Path) -> None:
                        self.path = path

                    def add(self, record: RecordT) -> RecordT:
                        """Store a new record and return it with its id."""
                        values = record.to_dict()
                        del values["id"]
                        names = ", ".join(_quoted(name) for name in values)
                        marks = ", ".join("?" for _ in values)
                        statement = f"INSERT INTO {_quoted(record.TABLE)} ({names}) VALUES ({marks})"
                        with self._transaction(record.LABEL) as connection:
                            record_id = connection.execute(statement, list(values.values())).lastrowid
                        return replace(record, id=record_id)

                    def get(self, kind: type[RecordT], record_id: int) -> RecordT:
                        """Return a record or raise NotFoundError."""
                        with self._transaction(kind.LABEL) as connection:
                            return self._get(connection, kind, record_id)

                    def update(
                        self,
                        kind: type[RecordT],
                        record_id: int,
                        changes: Mapping[str, Any],
                        requires: Mapping[str, Any] | None = None,
                    ) -> RecordT:
                        """Change attributes; raise ConflictError when the record lacks the required values."""
                        with self._transaction(kind.LABEL) as connection:
                            old = self._get(connection, kind, record_id)
                            for name, value in (requires or {}).items():
                                if getattr(old, name) != value:
                                    raise ConflictError(f"The {kind.LABEL} {record_id} has another {name}.")
                            new = old.changed(**changes)
                            values = new.to_dict()
                            assignments = ", ".join(f"{_quoted(name)} = ?" for name in values)
                            statement = f"UPDATE {_quoted(kind.TABLE)} SET {assignments} WHERE id = ?"
                            connection.execute(statement, [*values.values(), record_id])
                        return new

                    def delete(self, kind: type[RecordT], record_id: int) -> None:
                        """Delete a record, and what has to go with it."""
                        with self._transaction(kind.LABEL) as connection:
                            self._get(connection, kind, record_id)
                            statement = f"DELETE FROM {_quoted(kind.TABLE)} WHERE id = ?"
                            connection.execute(statement, [record_id])

                    def search(
                        self,
                        kind: type[RecordT],
                        filters: Mapping[str, Any],
                        sort: str = "id",
                        limit: int = -1,
                        offset: int = 0,
                    ) -> list[RecordT]:
                        """Return records whose fields have these values; `-` in front of sort reverses."""
                        rules = kind.rules()
                        conditions = {
                            kind.NAMES.get(name, name): rules[name].encode(value)
                            for name, value in kind.decode(filters).items()
                        }
                        where = " AND ".join(f"{_quoted(name)} = ?" for name in conditions) or "1"
                        direction = "DESC" if sort.startswith("-") else "ASC"
                        order = f"{_quoted(sort.removeprefix('-'))} {direction} NULLS LAST, id"
                        statement = (
                            f"SELECT * FROM {_quoted(kind.TABLE)} WHERE {where} ORDER BY {order} LIMIT ? OFFSET ?"
                        )
                        with self._transaction(kind.LABEL) as connection:
                            rows = connection.execute(statement, [*conditions.values(), limit, offset])
                            return [kind.from_dict(dict(row)) for row in rows]

                    @contextmanager
                    def _transaction(self, label: str) -> Iterator[sqlite3.Connection]:
                        try:
                            self.path.parent.mkdir(parents=True, exist_ok=True)
                            with closing(self._connect()) as connection:
                                connection.execute("BEGIN IMMEDIATE")
                                for name, columns in TABLES.items():
                                    definition = ", ".join([*COMMON_COLUMNS, *columns])
                                    connection.execute(f"CREATE TABLE IF NOT EXISTS {_quoted(name)} ({definition})")
                                yield connection
                                # Without this, closing the connection undoes everything.
                                connection.execute("COMMIT")
                        except sqlite3.IntegrityError as error:
                            raise ConflictError(_explain(str(error), label)) from error
                        except (OSError, OverflowError, sqlite3.Error) as error:
                            raise DomainError(f"Cannot use the data in {self.path}: {error}.") from error

                    def _connect(self) -> sqlite3.Connection:
                        connection = sqlite3.connect(
                            self.path, timeout=10, isolation_level=None, detect_types=sqlite3.PARSE_DECLTYPES
                        )
                        connection.row_factory = sqlite3.Row
                        connection.execute("PRAGMA foreign_keys = ON")
                        return connection

                    @staticmethod
                    def _get(connection: sqlite3.Connection, kind: type[RecordT], record_id: int) -> RecordT:
                        statement = f"SELECT * FROM {_quoted(kind.TABLE)} WHERE id = ?"
                        row = connection.execute(statement, [record_id]).fetchone()
                        if row is None:
                            raise NotFoundError(f"There is no {kind.LABEL} with id {record_id}.")
                        return kind.from_dict(dict(row))


                def _quoted(name: str) -> str:
                    return '"' + name.replace('"', '""') + '"'


                def _explain(message: str, label: str) -> str:
                    if message.startswith("UNIQUE"):
                        columns = message.removeprefix("UNIQUE constraint failed: ").split(", ")
                        fields = " and ".join(column.rpartition(".")[2] for column in columns)
                        return f"Another {label} has the same {fields} already."
                    return f"The {label} refers to something that does not exist, or is still referred to."
                """#.formattedPython())
    }

    /// A table as a Python expression.
    private static func table(_ entity: EntityView, _ project: ProjectView) -> String {
        var columns: [String] = []
        for field in entity.fields {
            var sql = "\(quoted(field.name)) \(columnType(field))"
            if !field.isNullable { sql += " NOT NULL" }
            if field.isReference, let target = try? project.target(of: field) {
                let rule =
                    switch field.onDelete {
                    case .cascade: "CASCADE"
                    case .restrict: "RESTRICT"
                    case .setNull: "SET NULL"
                    }
                sql += " REFERENCES \(quoted(target.pluralSnake)) ON DELETE \(rule)"
            }
            columns.append(sql)
        }
        for group in entity.uniqueGroups {
            columns.append("UNIQUE (\(group.map { quoted($0.name) }.joined(separator: ", ")))")
        }
        let items = columns.map(PythonText.literal)
        let value = "(\(items.joined(separator: ", "))\(items.count == 1 ? "," : ""))"
        return "    \(PythonText.literal(entity.pluralSnake)): \(value),"
    }

    private static func quoted(_ name: String) -> String { "\"\(name)\"" }

    private static func columnType(_ field: FieldView) -> String {
        switch field.spec.type {
        case .integer, .reference: "INTEGER"
        case .boolean: "BOOLEAN"
        case .number: "REAL"
        default: "TEXT"
        }
    }
}

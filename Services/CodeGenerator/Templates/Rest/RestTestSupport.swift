import LunaPlan

/// What all tests of a REST service share: fixtures and factories.
enum RestTestSupport {
    static func render(_ project: ProjectView) throws -> [GeneratedFile] {
        [conftest(project), try factories(project)]
    }

    private static func conftest(_ project: ProjectView) -> GeneratedFile {
        let text = #"""
            """Fixtures: one application for all tests, a fresh database for each."""

            from collections.abc import Iterator

            import pytest
            from fastapi import FastAPI
            from fastapi.testclient import TestClient
            from sqlalchemy.orm import Session

            from \#(project.package).app import create_app
            from \#(project.package).database import Database
            from \#(project.package).settings import Settings


            @pytest.fixture(scope="session")
            def shared_app() -> FastAPI:
                """Return the application; building it once keeps the tests fast."""
                return create_app(Settings(database_url="sqlite://"))


            @pytest.fixture
            def app(shared_app: FastAPI) -> Iterator[FastAPI]:
                """Return the application with an empty database in memory."""
                database = Database("sqlite://")
                database.create_tables()
                shared_app.state.database = database
                yield shared_app
                database.dispose()


            @pytest.fixture
            def client(app: FastAPI) -> TestClient:
                """Return a client of the application."""
                return TestClient(app)


            @pytest.fixture
            def session(app: FastAPI) -> Iterator[Session]:
                """Return a session on the database of the application."""
                with app.state.database.session() as session:
                    yield session
            """#
        return GeneratedFile(path: "tests/conftest.py", contents: text.formattedPython())
    }

    private static func factories(_ project: ProjectView) throws -> GeneratedFile {
        var imports = project.imports()
        imports.from("typing", "Any")
        imports.from("sqlalchemy.orm", "Session")
        var functions: [String] = []
        for entity in project.entities {
            imports.from("\(entity.importPath).model", entity.className)
            imports.from("\(entity.importPath).repository", "\(entity.className)Repository")
            imports.from("\(entity.importPath).schema", "\(entity.className)Create")
            functions.append(
                try factory(
                    entity, project, context: "session", type: "Session", id: { "str(\($0).id)" },
                    make: [
                        "    new = \(entity.className)Create.model_validate(valid_\(entity.snake)(session, **overrides))",
                        "    return \(entity.className)Repository(session).create(new.model_dump())",
                    ]))
        }
        let helpers = #"""


            def pointers(problem: dict[str, Any]) -> list[str]:
                """Return which parts of the request body a problem document blames."""
                return [error["pointer"] for error in problem["errors"]]
            """#
        return factoryFile(project, imports, functions, helpers: helpers)
    }

    /// The module of factories, with what they need beside.
    static func factoryFile(
        _ project: ProjectView, _ given: PythonImports, _ functions: [String], helpers: String
    ) -> GeneratedFile {
        var imports = given
        let body = functions.joined(separator: "\n\n\n")
        let counts = body.contains("_next(")
        if counts { imports.from("collections", "Counter") }
        if body.contains("dt.") { imports.module("datetime as dt") }
        if body.contains("UUID(") { imports.from("uuid", "UUID") }
        if body.contains("pytest.skip") { imports.module("pytest") }
        let pick = body.contains("pick(n") ? "\n\n\n" + RecordSamples.pick + "\n" : ""
        let text = #"""
            """Valid records for tests; each call gives different ones."""

            \#(imports.text)

            \#(counts ? counting : "")\#(pick)
            \#(helpers)


            \#(body)
            """#
        return GeneratedFile(path: "tests/factories.py", contents: text.formattedPython())
    }

    private static let counting = #"""

        _made: Counter[str] = Counter()


        def _next(kind: str) -> int:
            _made[kind] += 1
            return _made[kind]

        """#

    /// `valid_x` and `make_x` of one entity.
    ///
    /// - Parameters:
    ///   - context: name of the parameter that stores records, and its type.
    ///   - id: the id of a stored record as tests send it.
    ///   - make: the body of `make_x`.
    static func factory(
        _ entity: EntityView, _ project: ProjectView, context: String, type: String, id: (String) -> String,
        make: [String]
    ) throws -> String {
        let varying = entity.varyingFields
        var items: [String] = []
        var parents: [String] = []
        var skips: [String] = []
        for field in entity.fields where field.isRequiredOnCreate || varying.contains(field.name) {
            let key = PythonText.literal(field.name)
            if field.isReference {
                parents.append("    if \(key) not in values:")
                parents.append(
                    "        values[\(key)] = \(id("make_\(try project.target(of: field).snake)(\(context))"))")
            } else if let reason = field.samples.reason {
                skips.append("No valid \(field.name) of \(entity.oneLabel) is known: \(reason).")
            } else {
                let value = varying.contains(field.name) ? field.samples.varying : field.samples.fixed
                items.append("\(key): \(value ?? "None")")
            }
        }
        let usesNumber = entity.fields.contains { varying.contains($0.name) && $0.samples.usesNumber }
        let doc = PythonText.docstring("What it takes to create \(entity.oneLabel), and no more", indent: 4)
        var lines = [
            "def valid_\(entity.snake)(\(context): \(type), /, **overrides: Any) -> dict[str, Any]:", "    " + doc,
        ]
        if let skip = skips.first {
            lines.append("    pytest.skip(\(PythonText.literal(skip)))")
        } else if items.isEmpty, parents.isEmpty {
            lines.append("    return overrides")
        } else {
            if usesNumber { lines.append("    n = _next(\"\(entity.snake)\")") }
            if items.isEmpty {
                lines.append("    values = overrides")
            } else {
                lines.append("    values: dict[str, Any] = {")
                lines += items.map { "        \($0)," } + ["        **overrides,", "    }"]
            }
            lines += parents + ["    return values"]
        }
        lines += ["", "", "def make_\(entity.snake)(\(context): \(type), /, **overrides: Any) -> \(entity.className):"]
        lines.append("    " + PythonText.docstring("Store \(entity.oneLabel)", indent: 4))
        return (lines + make).joined(separator: "\n")
    }
}

import LunaPlan

/// Keeps the served OpenAPI document true to the plan.
enum RestOpenAPI {
    static func render(_ project: ProjectView) throws -> [GeneratedFile] {
        [try test(project), script(project)]
    }

    private static func test(_ project: ProjectView) throws -> GeneratedFile {
        var operations: [String] = []
        for entity in project.entities {
            for operation in RestOperation.all(of: entity) {
                operations.append(
                    "(\"\(operation.method)\", \(PythonText.literal(operation.path)), \"\(operation.id)\")")
            }
        }
        for endpoint in project.plan.endpoints {
            let action = try RestAction(endpoint, try project.entity(endpoint.entity), project)
            operations.append("(\"\(action.method)\", \(PythonText.literal(endpoint.path)), \"\(action.id)\")")
        }
        let created = project.entities.filter { $0.has(.create) }
        let schemas = created.map { entity in
            let required = entity.fields.filter(\.isRequiredOnCreate).map { PythonText.literal($0.name) }.sorted()
            let all = entity.fields.map { PythonText.literal($0.name) }.sorted()
            return
                "    (\"\(entity.className)Create\", [\(required.joined(separator: ", "))], [\(all.joined(separator: ", "))]),\n"
        }
        let schemaTest = #"""


            @pytest.mark.parametrize(("name", "required", "properties"), SCHEMAS)
            def test_schemas_ask_for_the_fields_of_the_plan(
                app: FastAPI, name: str, required: list[str], properties: list[str]
            ) -> None:
                schema = app.openapi()["components"]["schemas"][name]
                assert sorted(schema.get("required", [])) == required
                assert sorted(schema["properties"]) == properties
                assert schema["additionalProperties"] is False
            """#
        let updates = project.entities.filter { $0.has(.update) }.map { "\"\($0.className)Update\"" }
        let updateTest = #"""


            @pytest.mark.parametrize("name", [\#(updates.joined(separator: ", "))])
            def test_updates_ask_for_nothing_and_have_no_defaults(app: FastAPI, name: str) -> None:
                schema = app.openapi()["components"]["schemas"][name]
                assert "required" not in schema
                assert not any("default" in item for item in schema["properties"].values())
            """#
        let text = #"""
            """The OpenAPI document promises what the plan asks for."""
            \#(created.isEmpty && updates.isEmpty ? "" : "\nimport pytest")
            from fastapi import FastAPI
            from fastapi.testclient import TestClient

            METHODS = {"get", "post", "put", "patch", "delete"}
            OPERATIONS = {
            \#(operations.map { "    \($0)," }.joined(separator: "\n"))
            }
            \#(created.isEmpty ? "" : "SCHEMAS = [\n\(schemas.joined())]\n")

            def test_operations_are_those_of_the_plan(app: FastAPI) -> None:
                served = {
                    (method.upper(), path, operation["operationId"])
                    for path, item in app.openapi()["paths"].items()
                    for method, operation in item.items()
                    if method in METHODS and "service" not in operation["tags"]
                }
                assert served == OPERATIONS
            \#(created.isEmpty ? "" : schemaTest)\#(updates.isEmpty ? "" : "\n" + updateTest)


            def test_document_is_served(app: FastAPI, client: TestClient) -> None:
                response = client.get("/openapi.json")
                assert response.status_code == 200
                assert response.json() == app.openapi()
            """#
        return GeneratedFile(path: "tests/test_openapi.py", contents: text.collapsingBlankLines().formattedPython())
    }

    private static func script(_ project: ProjectView) -> GeneratedFile {
        let text = #"""
            #!/usr/bin/env python3
            """Write the OpenAPI document to a file (default: openapi.json) or, with `-`, to standard output."""

            import json
            import sys
            from pathlib import Path

            sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "src"))

            from \#(project.package).app import create_app  # noqa: E402
            from \#(project.package).settings import Settings  # noqa: E402


            def main(target: str = "openapi.json") -> None:
                """Write the document."""
                app = create_app(Settings(database_url="sqlite://"))
                document = json.dumps(app.openapi(), indent=2, ensure_ascii=False) + "\n"
                if target == "-":
                    sys.stdout.write(document)
                else:
                    Path(target).write_text(document, encoding="utf-8")


            if __name__ == "__main__":
                main(*sys.argv[1:2])
            """#
        return GeneratedFile(path: "scripts/export_openapi.py", contents: text.formattedPython(), executable: true)
    }
}

extension String {
    /// At most two blank lines in a row.
    func collapsingBlankLines() -> String {
        var out: [Substring] = []
        var blanks = 0
        for line in split(separator: "\n", omittingEmptySubsequences: false) {
            blanks = line.isEmpty ? blanks + 1 : 0
            if blanks <= 2 { out.append(line) }
        }
        return out.joined(separator: "\n")
    }
}

import LunaPlan

/// Tests of an entity's endpoints, derived from the rules of the plan.
enum RestAPITests {
    static func render(_ project: ProjectView, _ entity: EntityView) throws -> [GeneratedFile] {
        var context = RestTestContext(project: project, entity: entity)
        var tests: [String] = []
        if entity.has(.create) {
            tests += try RestCreateTests.tests(&context)
        } else {
            tests += RestCreateTests.schemaTests(&context)
        }
        if entity.has(.get) { tests += getTests(&context) }
        if entity.has(.list) { tests += try RestListTests.tests(&context) }
        if entity.has(.update) { tests += try RestUpdateTests.tests(&context) }
        if entity.has(.delete) { tests.append(deleteTest(&context)) }
        if let test = missingOperations(&context) { tests.append(test) }
        for endpoint in project.plan.endpoints where endpoint.entity == entity.spec.name {
            tests += try RestActionTests.tests(try RestAction(endpoint, entity, project), &context)
        }
        let body = tests.joined(separator: "\n\n\n")
        if body.contains("pytest.") { context.imports.module("pytest") }
        if body.contains(": Any") { context.imports.from("typing", "Any") }
        if body.contains("uuid4()") { context.imports.from("uuid", "uuid4") }
        if body.contains("TestClient") { context.imports.from("fastapi.testclient", "TestClient") }
        if body.contains("session: Session") { context.imports.from("sqlalchemy.orm", "Session") }
        if body.contains("MEDIA_TYPE") { context.imports.from("\(project.package).errors", "MEDIA_TYPE") }
        for helper in ["pointers"] where body.contains(helper + "(") { context.imports.from("tests.factories", helper) }
        for other in project.entities {
            for helper in ["make_\(other.snake)", "valid_\(other.snake)"] where containsCall(of: helper, in: body) {
                context.imports.from("tests.factories", helper)
            }
        }
        let constants = RestCreateTests.constants(entity, usedIn: body)
        if constants.contains("dt.") { context.imports.module("datetime as dt") }
        let text = """
            \(PythonText.docstring("Endpoints of \(entity.pluralLabel)"))

            \(context.imports.text)

            \(body.contains("URL") ? "URL = \"/\(entity.pluralPath)\"\n" : "")\(constants)
            \(body)
            """
        return [GeneratedFile(path: "tests/test_\(entity.snake)_api.py", contents: text.formattedPython())]
    }

    /// Whether `name(` occurs as a whole word.
    static func containsCall(of name: String, in text: String) -> Bool { contains(name + "(", in: text) }

    /// Whether `name` occurs as a whole word.
    static func containsWord(_ name: String, in text: String) -> Bool { contains(name, in: text) }

    private static func contains(_ name: String, in text: String) -> Bool {
        func isPartOfName(_ byte: UInt8) -> Bool {
            byte == UInt8(ascii: "_") || (48...57).contains(byte) || (65...90).contains(byte)
                || (97...122).contains(byte)
        }
        let bytes = Array(text.utf8)
        let needle = Array(name.utf8)
        guard let first = needle.first, let last = needle.last, bytes.count >= needle.count else { return false }
        for start in 0...(bytes.count - needle.count) where bytes[start] == first {
            let end = start + needle.count
            guard bytes[start..<end].elementsEqual(needle) else { continue }
            if start > 0, isPartOfName(bytes[start - 1]) { continue }
            if isPartOfName(last), end < bytes.count, isPartOfName(bytes[end]) { continue }
            return true
        }
        return false
    }

    private static func getTests(_ context: inout RestTestContext) -> [String] {
        let entity = context.entity
        return [
            """
            def test_get_returns_the_stored_record(client: TestClient, session: Session) -> None:
                record_id = make_\(entity.snake)(session).id
                response = client.get(f"{URL}/{record_id}")
                assert response.status_code == 200
                assert response.json()["id"] == str(record_id)
            """,
            """
            def test_get_of_an_unknown_id_is_404(client: TestClient) -> None:
                response = client.get(f"{URL}/{uuid4()}")
                assert response.status_code == 404
                assert response.headers["content-type"] == MEDIA_TYPE
            """,
            """
            def test_get_of_a_malformed_id_is_422(client: TestClient) -> None:
                response = client.get(f"{URL}/not-an-id")
                assert response.status_code == 422
                assert response.json()["errors"][0]["parameter"] == "id"
            """,
        ]
    }

    private static func deleteTest(_ context: inout RestTestContext) -> String {
        let entity = context.entity
        let again = entity.has(.get) ? "client.get" : "client.delete"
        return """
            def test_delete_removes_the_record(client: TestClient, session: Session) -> None:
                record_id = make_\(entity.snake)(session).id
                response = client.delete(f"{URL}/{record_id}")
                assert response.status_code == 204
                assert response.content == b""
                assert \(again)(f"{URL}/{record_id}").status_code == 404


            def test_delete_of_an_unknown_id_is_404(client: TestClient) -> None:
                assert client.delete(f"{URL}/{uuid4()}").status_code == 404
            """
    }

    /// What the plan leaves out must not be reachable.
    private static func missingOperations(_ context: inout RestTestContext) -> String? {
        let entity = context.entity
        let actions = Set(context.project.plan.endpoints.map { $0.method.uppercased() + " " + $0.path })
        let one = "/\(entity.pluralPath)/{id}"
        let all = "/\(entity.pluralPath)"
        let candidates: [(EntitySpec.Operation, String, String)] = [
            (.list, "GET", all), (.create, "POST", all), (.get, "GET", one), (.update, "PATCH", one),
            (.delete, "DELETE", one),
        ]
        let missing = candidates.filter { !entity.has($0.0) && !actions.contains($0.1 + " " + $0.2) }
        guard !missing.isEmpty else { return nil }
        let cases = missing.map { "(\"\($0.1)\", \($0.2 == all ? "URL" : "f\"{URL}/{uuid4()}\""))" }
        return """
            @pytest.mark.parametrize(("method", "path"), [\(cases.joined(separator: ", "))])
            def test_operations_that_are_not_offered(client: TestClient, method: str, path: str) -> None:
                assert client.request(method, path, json={}).status_code in (404, 405)
            """
    }
}

/// What the test templates of one entity pass around.
struct RestTestContext {
    let project: ProjectView
    let entity: EntityView
    var imports: PythonImports

    init(project: ProjectView, entity: EntityView) {
        self.project = project
        self.entity = entity
        imports = project.imports()
    }

    /// Further keyword arguments that set fields, for the factories.
    static func arguments(_ values: [(name: String, value: String)]) -> String {
        values.map { ", " + argument($0.name, $0.value) }.joined()
    }

    static func argument(_ name: String, _ value: String) -> String {
        PythonNames.keywords.contains(name) ? "**{\(PythonText.literal(name)): \(value)}" : "\(name)=\(value)"
    }
}

import LunaPlan

/// Tests of an action: it works in the right state only.
enum RestActionTests {
    static func tests(_ action: RestAction, _ context: inout RestTestContext) throws -> [String] {
        let entity = context.entity
        let path = action.endpoint.path.replacingParameter(with: "{record_id}")
        let unknown = action.endpoint.path.replacingParameter(with: "{uuid4()}")
        let call = "client.\(action.method.lowercased())"
        var tests: [String] = []
        let ready = assignments(action.endpoint.requires, entity)
        let results = action.endpoint.set.keys.sorted().map { key -> String in
            let value = PythonLiterals.plain(action.endpoint.set[key] ?? .null)
            let isIdentity = ["None", "True", "False"].contains(value)
            return "    assert response.json()[\(PythonText.literal(key))] \(isIdentity ? "is" : "==") \(value)"
        }
        tests.append(
            """
            def test_\(action.id)_works_in_the_right_state(client: TestClient, session: Session) -> None:
                record_id = make_\(entity.snake)(session\(ready)).id
                response = \(call)(f\(PythonText.literal(path)))
                assert response.status_code == 200, response.text
            \(results.joined(separator: "\n"))
            """.trimmedEnd)
        for key in action.endpoint.requires.keys.sorted() {
            guard let other = try different(key, action, entity) else { continue }
            var values = action.endpoint.requires
            values[key] = nil
            let rest = items(values, entity)
            let given = RestTestContext.arguments(rest + [(key, other)])
            tests.append(
                """
                def test_\(action.id)_is_409_with_another_\(key)(client: TestClient, session: Session) -> None:
                    record_id = make_\(entity.snake)(session\(given)).id
                    response = \(call)(f\(PythonText.literal(path)))
                    assert response.status_code == 409
                    assert response.headers["content-type"] == MEDIA_TYPE
                """)
        }
        tests.append(
            """
            def test_\(action.id)_of_an_unknown_id_is_404(client: TestClient) -> None:
                assert \(call)(f\(PythonText.literal(unknown))).status_code == 404
            """)
        return tests
    }

    private static func items(_ values: [String: ScalarValue], _ entity: EntityView) -> [(name: String, value: String)]
    {
        values.keys.sorted().map { ($0, PythonLiterals.plain(values[$0] ?? .null)) }
    }

    private static func assignments(_ values: [String: ScalarValue], _ entity: EntityView) -> String {
        RestTestContext.arguments(items(values, entity))
    }

    /// A valid value of the field other than the required one.
    private static func different(_ key: String, _ action: RestAction, _ entity: EntityView) throws -> String? {
        let field = try entity.field(key)
        let wanted = PythonLiterals.plain(action.endpoint.requires[key] ?? .null)
        return (field.samples.ordered + field.samples.accepted.map(\.expression)).first { $0 != wanted }
    }
}

extension String {
    /// The path of an endpoint with its one parameter replaced.
    func replacingParameter(with replacement: String) -> String {
        guard let open = firstIndex(of: "{"), let close = firstIndex(of: "}"), open < close else { return self }
        return String(self[..<open]) + replacement + String(self[index(after: close)...])
    }
}

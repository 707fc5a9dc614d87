import LunaPlan

/// Tests of changing a record.
enum RestUpdateTests {
    static func tests(_ context: inout RestTestContext) throws -> [String] {
        let entity = context.entity
        var tests: [String] = []
        var changes: [String] = []
        for field in entity.fields {
            if field.isReference {
                changes.append("        (\(PythonText.literal(field.name)), None),")
            } else if let value = field.changedSample {
                changes.append("        (\(PythonText.literal(field.name)), \(value)),")
            }
        }
        let plain = changes.filter { !$0.hasSuffix("None),") }
        if !plain.isEmpty {
            tests.append(
                """
                @pytest.mark.parametrize(
                    ("field", "value"),
                    [
                \(plain.joined(separator: "\n"))
                    ],
                )
                def test_update_changes_one_field(client: TestClient, session: Session, field: str, value: Any) -> None:
                    record_id = make_\(entity.snake)(session).id
                    path = f"{URL}/{record_id}"
                    response = client.patch(path, json={field: value})
                    assert response.status_code == 200, response.text
                    changed = response.json()
                    assert changed[field] == value
                    assert changed["updated_at"] >= changed["created_at"]
                    again = client.patch(path, json={}).json()
                    assert again == changed
                """)
        }
        for field in entity.fields where field.isReference {
            let target = try context.project.target(of: field)
            guard context.project.capacity(of: entity) > 1, context.project.capacity(of: target) > 1 else { continue }
            tests.append(
                """
                def test_update_moves_to_another_\(field.name)(client: TestClient, session: Session) -> None:
                    record_id = make_\(entity.snake)(session).id
                    other = str(make_\(target.snake)(session).id)
                    path = f"{URL}/{record_id}"
                    moved = client.patch(path, json={\(PythonText.literal(field.name)): other}).json()
                    assert moved[\(PythonText.literal(field.name))] == other
                    unknown = client.patch(path, json={\(PythonText.literal(field.name)): str(uuid4())})
                    assert unknown.status_code == 422
                    assert pointers(unknown.json()) == ["#/\(field.name)"]
                """)
        }
        if RestCreateTests.hasCases(entity, rejected: true) {
            tests.append(
                """
                @pytest.mark.parametrize(("field", "value"), REFUSED)
                def test_update_refuses(client: TestClient, session: Session, field: str, value: Any) -> None:
                    record_id = make_\(entity.snake)(session).id
                    response = client.patch(f"{URL}/{record_id}", json={field: value})
                    assert response.status_code == 422, response.text
                    assert pointers(response.json()) == [f"#/{field}"]
                """)
        }
        let clearable = entity.fields.filter(\.isNullable).map { PythonText.literal($0.name) }
        if !clearable.isEmpty {
            tests.append(
                """
                @pytest.mark.parametrize("field", [\(clearable.joined(separator: ", "))])
                def test_update_can_clear(client: TestClient, session: Session, field: str) -> None:
                    record_id = make_\(entity.snake)(session).id
                    response = client.patch(f"{URL}/{record_id}", json={field: None})
                    assert response.status_code == 200, response.text
                    assert response.json()[field] is None
                """)
        }
        for group in entity.uniqueGroups where context.project.capacity(of: entity) > 1 {
            if let test = duplicate(group, entity) { tests.append(test) }
        }
        tests.append(
            """
            def test_update_of_an_unknown_id_is_404(client: TestClient) -> None:
                assert client.patch(f"{URL}/{uuid4()}", json={}).status_code == 404


            def test_update_refuses_fields_of_the_service(client: TestClient, session: Session) -> None:
                record_id = make_\(entity.snake)(session).id
                response = client.patch(f"{URL}/{record_id}", json={"id": str(uuid4())})
                assert response.status_code == 422
                assert pointers(response.json()) == ["#/id"]
            """)
        return tests
    }

    private static func duplicate(_ group: [FieldView], _ entity: EntityView) -> String? {
        var filled: [(name: String, value: String)] = []
        for field in group where field.isNullable {
            guard let value = field.samples.fixed else { return nil }
            filled.append((field.name, value))
        }
        let given = RestTestContext.arguments(filled)
        let names = group.map(\.name)
        let same = group.map { "\(PythonText.literal($0.name)): \(entity.jsonValue(of: $0, in: "first"))" }
        return """
            def test_update_to_a_taken_\(names.joined(separator: "_and_"))_is_409(client: TestClient, session: Session) -> None:
                first = make_\(entity.snake)(session\(given))
                same = {\(same.joined(separator: ", "))}
                own = client.patch(f"{URL}/{first.id}", json=same)
                assert own.status_code == 200, own.text
                record_id = make_\(entity.snake)(session).id
                response = client.patch(f"{URL}/{record_id}", json=same)
                assert response.status_code == 409
                assert pointers(response.json()) == [\(names.map { "\"#/\($0)\"" }.joined(separator: ", "))]
            """
    }
}

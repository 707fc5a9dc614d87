import LunaPlan

/// Tests of creating: what is accepted, what is refused, what the answer says.
enum RestCreateTests {
    static func tests(_ context: inout RestTestContext) throws -> [String] {
        let entity = context.entity
        var tests = [minimal(entity)]
        if let test = try full(context) { tests.append(test) }
        let required = entity.fields.filter(\.isRequiredOnCreate).map { PythonText.literal($0.name) }
        if !required.isEmpty {
            tests.append(
                """
                @pytest.mark.parametrize("field", [\(required.joined(separator: ", "))])
                def test_create_without_a_required_field_is_422(client: TestClient, session: Session, field: str) -> None:
                    body = valid_\(entity.snake)(session)
                    del body[field]
                    response = client.post(URL, json=body)
                    assert response.status_code == 422
                    assert pointers(response.json()) == [f"#/{field}"]
                """)
        }
        if hasCases(entity, rejected: false) {
            tests.append(
                """
                @pytest.mark.parametrize(("field", "value"), ACCEPTED)
                def test_create_accepts(client: TestClient, session: Session, field: str, value: Any) -> None:
                    response = client.post(URL, json=valid_\(entity.snake)(session, **{field: value}))
                    assert response.status_code == 201, response.text
                """)
        }
        if hasCases(entity, rejected: true) {
            tests.append(
                """
                @pytest.mark.parametrize(("field", "value"), REFUSED)
                def test_create_refuses(client: TestClient, session: Session, field: str, value: Any) -> None:
                    response = client.post(URL, json=valid_\(entity.snake)(session, **{field: value}))
                    assert response.status_code == 422, response.text
                    assert pointers(response.json()) == [f"#/{field}"]
                """)
        }
        tests.append(
            """
            def test_create_refuses_unknown_fields(client: TestClient, session: Session) -> None:
                response = client.post(URL, json=valid_\(entity.snake)(session, no_such_field=1))
                assert response.status_code == 422
                assert pointers(response.json()) == ["#/no_such_field"]
            """)
        for group in entity.uniqueGroups where context.project.capacity(of: entity) > 1 {
            if let test = duplicate(group, entity) { tests.append(test) }
        }
        for field in entity.fields where field.isReference {
            tests.append(
                """
                def test_create_with_an_unknown_\(field.name)_is_422(client: TestClient, session: Session) -> None:
                    body = valid_\(entity.snake)(session, \(RestTestContext.argument(field.name, "str(uuid4())")))
                    response = client.post(URL, json=body)
                    assert response.status_code == 422
                    assert pointers(response.json()) == ["#/\(field.name)"]
                """)
        }
        return tests
    }

    /// The rules of an entity that clients cannot create are still kept by its schema.
    static func schemaTests(_ context: inout RestTestContext) -> [String] {
        let entity = context.entity
        guard hasCases(entity, rejected: true) else { return [] }
        context.imports.from("\(entity.importPath).schema", "\(entity.className)Create")
        context.imports.from("pydantic", "ValidationError")
        return [
            """
            @pytest.mark.parametrize(("field", "value"), REFUSED)
            def test_schema_refuses(session: Session, field: str, value: Any) -> None:
                with pytest.raises(ValidationError):
                    \(entity.className)Create.model_validate(valid_\(entity.snake)(session, **{field: value}))
            """
        ]
    }

    private static func minimal(_ entity: EntityView) -> String {
        var checks: [String] = []
        let varying = entity.varyingFields
        for field in entity.fields where !field.isRequiredOnCreate && !varying.contains(field.name) {
            let key = "created[\(PythonText.literal(field.name))]"
            if field.isNullable {
                checks.append("    assert \(key) is None")
            } else if let value = field.spec.defaultValue, field.spec.type != .datetime, field.spec.type != .uuid,
                !field.isReference
            {
                let literal = PythonLiterals.plain(value)
                checks.append("    assert \(key) \(["True", "False"].contains(literal) ? "is" : "==") \(literal)")
            }
        }
        return """
            def test_create_with_required_fields_only(client: TestClient, session: Session) -> None:
                body = valid_\(entity.snake)(session)
                response = client.post(URL, json=body)
                assert response.status_code == 201, response.text
                created = response.json()
                assert response.headers["location"] == f"{URL}/{created['id']}"
                assert created == created | body
                assert created["created_at"] <= created["updated_at"]
            \(checks.joined(separator: "\n"))
            """.trimmedEnd
    }

    private static func full(_ context: RestTestContext) throws -> String? {
        let entity = context.entity
        let varying = entity.varyingFields
        var items: [String] = []
        for field in entity.fields where !field.isRequiredOnCreate && !varying.contains(field.name) {
            if field.isReference {
                guard context.project.capacity(of: try context.project.target(of: field)) > 1 else { continue }
                items.append(
                    RestTestContext.argument(
                        field.name, "str(make_\(try context.project.target(of: field).snake)(session).id)"))
            } else if let value = field.changedSample {
                items.append(RestTestContext.argument(field.name, value))
            }
        }
        guard !items.isEmpty else { return nil }
        return """
            def test_create_with_all_fields(client: TestClient, session: Session) -> None:
                body = valid_\(entity.snake)(
                    session,
            \(items.map { "        \($0)," }.joined(separator: "\n"))
                )
                response = client.post(URL, json=body)
                assert response.status_code == 201, response.text
                assert response.json() == response.json() | body
            """
    }

    /// Constants with the values that the rules of the plan accept and refuse, as far as `tests` use them.
    static func constants(_ entity: EntityView, usedIn tests: String) -> String {
        [(false, "ACCEPTED"), (true, "REFUSED")].filter { tests.contains(", \($0.1))") }.map { rejected, name in
            "\(name) = [\n" + cases(entity, rejected: rejected).map { "    \($0),\n" }.joined() + "]\n"
        }.joined()
    }

    static func hasCases(_ entity: EntityView, rejected: Bool) -> Bool { !cases(entity, rejected: rejected).isEmpty }

    private static func cases(_ entity: EntityView, rejected: Bool) -> [String] {
        var lines: [String] = []
        for field in entity.fields {
            let name = PythonText.literal(field.name)
            let slug = PythonNames.words(field.name).joined(separator: "-")
            for sample in rejected ? field.samples.rejected : field.samples.accepted {
                lines.append("pytest.param(\(name), \(sample.expression), id=\"\(slug)-\(sample.label)\")")
            }
            if field.isNullable != rejected { lines.append("pytest.param(\(name), None, id=\"\(slug)-null\")") }
        }
        return lines
    }

    private static func duplicate(_ group: [FieldView], _ entity: EntityView) -> String? {
        // Nullable members must have a value, or nothing is equal to anything.
        var filled: [(name: String, value: String)] = []
        for field in group where field.isNullable {
            guard let value = field.samples.fixed else { return nil }
            filled.append((field.name, value))
        }
        let given = RestTestContext.arguments(filled)
        let names = group.map(\.name)
        let same = group.map { (name: $0.name, value: entity.jsonValue(of: $0, in: "first")) }
        return """
            def test_create_with_a_taken_\(names.joined(separator: "_and_"))_is_409(client: TestClient, session: Session) -> None:
                first = make_\(entity.snake)(session\(given))
                body = valid_\(entity.snake)(session\(RestTestContext.arguments(same)))
                response = client.post(URL, json=body)
                assert response.status_code == 409
                assert pointers(response.json()) == [\(names.map { "\"#/\($0)\"" }.joined(separator: ", "))]
            """
    }
}

extension String {
    /// Without blank lines at the end.
    var trimmedEnd: String {
        var text = self
        while text.last == "\n" || text.last == " " { text.removeLast() }
        return text
    }
}

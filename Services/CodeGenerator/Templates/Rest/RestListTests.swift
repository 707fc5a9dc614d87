import LunaPlan

/// Tests of lists: pages, filters, sorting.
enum RestListTests {
    static func tests(_ context: inout RestTestContext) throws -> [String] {
        let entity = context.entity
        var tests = [
            """
            def test_list_is_empty_at_first(client: TestClient) -> None:
                response = client.get(URL)
                assert response.status_code == 200
                assert response.json() == {"items": [], "total": 0, "limit": 20, "offset": 0}
            """
        ]
        let rows = min(context.project.capacity(of: entity), 3)
        if rows > 1 {
            tests.append(
                """
                def test_list_comes_in_pages(client: TestClient, session: Session) -> None:
                    ids = {str(make_\(entity.snake)(session).id) for _ in range(\(rows))}
                    first = client.get(URL, params={"limit": \(rows - 1)}).json()
                    second = client.get(URL, params={"limit": \(rows - 1), "offset": \(rows - 1)}).json()
                    assert first["total"] == second["total"] == len(ids)
                    assert [len(first["items"]), len(second["items"])] == [\(rows - 1), 1]
                    assert {item["id"] for item in first["items"] + second["items"]} == ids
                """)
        }
        tests.append(
            """
            @pytest.mark.parametrize(
                ("parameter", "value"),
                [
                    ("limit", 0),
                    ("limit", 101),
                    ("limit", "all"),
                    ("offset", -1),
                    ("sort", "no_such_field"),
                    ("no_such_parameter", 1),
                ],
            )
            def test_list_refuses(client: TestClient, parameter: str, value: Any) -> None:
                response = client.get(URL, params={parameter: value})
                assert response.status_code == 422
                assert response.json()["errors"][0]["parameter"] == parameter
            """)
        for field in entity.filters where rows > 1 { if let test = try filter(field, context) { tests.append(test) } }
        if rows > 1 { tests.append(contentsOf: sorting(entity, rows)) }
        return tests
    }

    private static func filter(_ field: FieldView, _ context: RestTestContext) throws -> String? {
        let entity = context.entity
        let name = PythonText.literal(field.name)
        var wanted = "wanted = make_\(entity.snake)(session"
        var other = "make_\(entity.snake)(session"
        var value: String
        if field.isBuiltIn {
            return """
                def test_list_filters_by_\(field.name)(client: TestClient, session: Session) -> None:
                    wanted, _ = (make_\(entity.snake)(session) for _ in range(2))
                    response = client.get(URL, params={\(name): \(entity.jsonValue(of: field, in: "wanted"))})
                    assert [item["id"] for item in response.json()["items"]] == [str(wanted.id)]
                """
        }
        if field.isReference {
            let maker = "str(make_\(try context.project.target(of: field).snake)(session).id)"
            wanted += ", \(RestTestContext.argument(field.name, "value")))"
            other += ", \(RestTestContext.argument(field.name, maker)))"
            value = maker
        } else {
            guard field.samples.ordered.count > 1 else { return nil }
            wanted += ", \(RestTestContext.argument(field.name, "value")))"
            other += ", \(RestTestContext.argument(field.name, field.samples.ordered[1])))"
            value = field.samples.ordered[0]
        }
        return """
            def test_list_filters_by_\(field.name)(client: TestClient, session: Session) -> None:
                value = \(value)
                \(wanted)
                \(other)
                response = client.get(URL, params={\(PythonText.literal(field.filterName)): value})
                assert response.status_code == 200, response.text
                assert [item["id"] for item in response.json()["items"]] == [str(wanted.id)]
                assert response.json()["total"] == 1
            """
    }

    private static func sorting(_ entity: EntityView, _ rows: Int) -> [String] {
        var cases: [String] = []
        for field in entity.sorts where !field.isReference && field.samples.ordered.count > 1 {
            let count = min(field.samples.ordered.count, rows)
            guard count > 1 else { continue }
            let values = field.samples.ordered.prefix(count).joined(separator: ", ")
            cases.append("        (\(PythonText.literal(field.name)), [\(values)]),")
        }
        var tests = [
            """
            def test_list_sorts_by_creation_unless_told(client: TestClient, session: Session) -> None:
                first, second = (str(make_\(entity.snake)(session).id) for _ in range(2))
                up = client.get(URL).json()["items"]
                down = client.get(URL, params={"sort": "-created_at"}).json()["items"]
                assert [item["id"] for item in up] == [first, second]
                assert [item["id"] for item in down] == [second, first]
            """
        ]
        if !cases.isEmpty {
            tests.append(
                """
                @pytest.mark.parametrize(
                    ("field", "values"),
                    [
                \(cases.joined(separator: "\n"))
                    ],
                )
                def test_list_sorts(client: TestClient, session: Session, field: str, values: list[Any]) -> None:
                    for value in reversed(values):
                        make_\(entity.snake)(session, **{field: value})
                    up = client.get(URL, params={"sort": field}).json()["items"]
                    down = client.get(URL, params={"sort": f"-{field}"}).json()["items"]
                    assert [item[field] for item in up] == values
                    assert [item[field] for item in down] == values[::-1]
                """)
        }
        return tests
    }
}

import LunaPlan

/// Tests of storing: constraints, references, deletion rules.
enum RestRepositoryTests {
    static func render(_ project: ProjectView, _ entity: EntityView) throws -> [GeneratedFile] {
        var imports = project.imports()
        imports.from("uuid", "uuid4")
        imports.module("pytest")
        imports.from("sqlalchemy.orm", "Session")
        imports.from("\(entity.importPath).repository", "\(entity.className)Repository")
        imports.from("\(project.package).errors", "NotFoundError")
        imports.from("tests.factories", "make_\(entity.snake)")
        var tests = [basics(entity)]
        if project.capacity(of: entity) > 1 { tests.append(deletion(entity)) }
        if let test = defaults(entity, &imports) { tests.append(test) }
        for field in entity.fields where field.isReference {
            tests.append(try onDelete(field, entity, project, &imports))
        }
        if project.capacity(of: entity) > 1, let group = entity.uniqueGroups.first,
            let test = try race(group, entity, &imports)
        {
            tests.append(test)
        }
        for test in try databaseRules(entity, &imports) { tests.append(test) }
        let text = """
            \(PythonText.docstring("Storing \(entity.pluralLabel)"))

            \(imports.text)


            \(tests.joined(separator: "\n\n\n"))
            """
        return [GeneratedFile(path: "tests/test_\(entity.snake)_repository.py", contents: text.formattedPython())]
    }

    private static func basics(_ entity: EntityView) -> String {
        let repository = "\(entity.className)Repository(session)"
        return """
            def test_get_returns_what_was_created(session: Session) -> None:
                created = make_\(entity.snake)(session)
                session.expire_all()
                found = \(repository).get(created.id)
                assert found is created
                assert found.created_at.tzinfo is not None
                assert found.updated_at >= found.created_at


            def test_get_of_an_unknown_id_fails(session: Session) -> None:
                with pytest.raises(NotFoundError):
                    \(repository).get(uuid4())
            """
    }

    private static func deletion(_ entity: EntityView) -> String {
        """
        def test_delete_removes_only_that_one(session: Session) -> None:
            kept = make_\(entity.snake)(session)
            gone = make_\(entity.snake)(session).id
            repository = \(entity.className)Repository(session)
            repository.delete(gone)
            assert repository.get(kept.id) is kept
            with pytest.raises(NotFoundError):
                repository.get(gone)
        """
    }

    private static func defaults(_ entity: EntityView, _ imports: inout PythonImports) -> String? {
        let varying = entity.varyingFields
        let fields = entity.fields.filter { $0.hasDefault && !varying.contains($0.name) }
        guard !fields.isEmpty else { return nil }
        imports.from("\(entity.importPath).schema", "\(entity.className)Create")
        imports.from("tests.factories", "valid_\(entity.snake)")
        let checks = fields.map { field -> String in
            let value = field.defaultExpression ?? "None"
            if value.contains("dt.") { imports.module("datetime as dt") }
            if value.contains("UUID(") { imports.from("uuid", "UUID") }
            return "    assert record.\(field.attribute) \(["True", "False"].contains(value) ? "is" : "==") \(value)"
        }
        return """
            def test_defaults_hold_without_the_schema(session: Session) -> None:
                new = \(entity.className)Create.model_validate(valid_\(entity.snake)(session))
                record = \(entity.className)Repository(session).create(new.model_dump(exclude_unset=True))
            \(checks.joined(separator: "\n"))
            """
    }

    private static func onDelete(
        _ field: FieldView, _ entity: EntityView, _ project: ProjectView, _ imports: inout PythonImports
    ) throws -> String {
        let target = try project.target(of: field)
        imports.from("\(target.importPath).repository", "\(target.className)Repository")
        imports.from("tests.factories", "make_\(target.snake)")
        let setUp = """
                parent = make_\(target.snake)(session)
                child = make_\(entity.snake)(session, \(RestTestContext.argument(field.name, "str(parent.id)")))
            """
        let delete = "\(target.className)Repository(session).delete(parent.id)"
        let repository = "\(entity.className)Repository(session)"
        switch field.onDelete {
        case .cascade:
            return """
                def test_goes_with_its_\(field.name)(session: Session) -> None:
                \(setUp)
                    child_id = child.id
                    \(delete)
                    session.expire_all()
                    with pytest.raises(NotFoundError):
                        \(repository).get(child_id)
                """
        case .setNull:
            return """
                def test_outlives_its_\(field.name)(session: Session) -> None:
                \(setUp)
                    \(delete)
                    session.expire_all()
                    assert \(repository).get(child.id).\(field.attribute) is None
                """
        case .restrict:
            imports.from("\(project.package).errors", "ConflictError")
            return """
                def test_keeps_its_\(field.name)_from_being_deleted(session: Session) -> None:
                \(setUp)
                    with pytest.raises(ConflictError):
                        \(delete)
                    assert \(repository).get(child.id).\(field.attribute) == parent.id
                """
        }
    }

    /// Two requests at once: the check sees nothing, the constraint of the database still holds.
    private static func race(_ group: [FieldView], _ entity: EntityView, _ imports: inout PythonImports) throws
        -> String?
    {
        let copied = RestTestContext.arguments(group.map { ($0.name, entity.jsonValue(of: $0, in: "first")) })
        // Nullable members must be filled, or nothing conflicts.
        let filled = group.filter(\.isNullable).map { field in
            field.samples.fixed.map { (name: field.name, value: $0) }
        }
        guard filled.allSatisfy({ $0 != nil }) else { return nil }
        imports.from("\(entity.package).errors", "ConflictError")
        let overrides = filled.compactMap { $0 }
        return """
            def test_database_enforces_uniqueness_when_requests_race(
                session: Session, monkeypatch: pytest.MonkeyPatch
            ) -> None:
                first = make_\(entity.snake)(session\(RestTestContext.arguments(overrides)))
                monkeypatch.setattr(\(entity.className)Repository, "unique", ())
                with pytest.raises(ConflictError):
                    make_\(entity.snake)(session\(copied))
            """
    }

    /// Constraints hold for writers that bypass the schemas.
    private static func databaseRules(_ entity: EntityView, _ imports: inout PythonImports) throws -> [String] {
        var cases: [String] = []
        for field in entity.fields {
            if field.isNumeric, let low = field.spec.minimum, low - 1 < low {
                cases.append("(\(PythonText.literal(field.attribute)), \(field.minimum ?? "0") - 1)")
            }
            if field.isNumeric, let high = field.spec.maximum, high + 1 > high {
                cases.append("(\(PythonText.literal(field.attribute)), \(field.maximum ?? "0") + 1)")
            }
            if let low = field.minLength {
                cases.append("(\(PythonText.literal(field.attribute)), \"x\" * \(low - 1))")
            }
            if let high = field.maxLength, high < 100_000 {
                cases.append("(\(PythonText.literal(field.attribute)), \"x\" * \(high + 1))")
            }
        }
        guard !cases.isEmpty else { return [] }
        imports.from("typing", "Any")
        imports.from("\(entity.package).errors", "ConflictError")
        return [
            """
            @pytest.mark.parametrize(
                ("attribute", "value"),
                [
            \(cases.map { "        \($0)," }.joined(separator: "\n"))
                ],
            )
            def test_database_keeps_the_rules_by_itself(session: Session, attribute: str, value: Any) -> None:
                record_id = make_\(entity.snake)(session).id
                with pytest.raises(ConflictError):
                    \(entity.className)Repository(session).update(record_id, {attribute: value})
            """
        ]
    }
}

extension EntityView {
    /// An attribute of a stored record as a JSON-ready value.
    func jsonValue(of field: FieldView, in variable: String) -> String {
        let value = "\(variable).\(field.attribute)"
        switch field.spec.type {
        case .reference, .uuid: return "str(\(value))"
        case .date, .datetime: return "\(value).isoformat()"
        default: return value
        }
    }
}

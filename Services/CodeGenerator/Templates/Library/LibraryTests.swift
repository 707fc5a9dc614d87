import LunaPlan

/// Tests of a type and its collection, derived from the rules of the plan.
enum LibraryTests {
    static func render(_ project: ProjectView, _ entity: EntityView) throws -> [GeneratedFile] {
        var imports = project.imports()
        let name = entity.className
        imports.from("\(entity.importPath).model", name)
        imports.from("\(entity.importPath).collection", "\(name)Collection")
        imports.module("pytest")
        imports.from("dataclasses", "FrozenInstanceError")
        imports.from("pathlib", "Path")
        imports.from("typing", "Any")
        imports.from("uuid", "uuid4")
        imports.from("\(project.package).errors", "InvalidFieldError")
        var helpers = [RecordSamples.factory(entity) { _ in "str(uuid4())" }]
        var seen: Set<String> = [entity.spec.name]
        var tests = typeTests(entity) + collectionTests(entity)
        for field in entity.fields where field.isReference {
            let target = try project.target(of: field)
            if seen.insert(target.spec.name).inserted {
                imports.from("\(target.importPath).model", target.className)
                imports.from("\(target.importPath).collection", "\(target.className)Collection")
                helpers.append(RecordSamples.factory(target) { _ in "str(uuid4())" })
            }
            tests += referenceTests(field, target, entity)
        }
        let body = (helpers + [make(entity)] + tests).joined(separator: "\n\n\n")
        let constants = RecordSamples.constants(entity, usedIn: body)
        if (body + constants).contains("dt.") { imports.module("datetime as dt") }
        if (body + constants).contains("UUID(") { imports.from("uuid", "UUID") }
        for error in ["ConflictError", "NotFoundError"] where body.contains("raises(\(error)") {
            imports.from("\(project.package).errors", error)
        }
        let counts = body.contains("next(_numbers)")
        if counts { imports.from("itertools", "count") }
        let text = """
            \(PythonText.docstring("The type and the collection of \(entity.pluralLabel)"))

            \(imports.text)

            \(counts ? "_numbers = count(1)\n" : "")\(constants)
            \(body.contains("pick(n") ? RecordSamples.pick + "\n\n\n" : "")\(body)
            """
        return [GeneratedFile(path: "tests/test_\(entity.snake).py", contents: text.formattedPython())]
    }

    private static func make(_ entity: EntityView) -> String {
        """
        def make(**overrides: Any) -> \(entity.className):
            \(PythonText.docstring("Make a valid \(entity.label)", indent: 4))
            return \(entity.className).from_dict(valid_\(entity.snake)(**overrides))
        """
    }

    private static func typeTests(_ entity: EntityView) -> [String] {
        let name = entity.className
        var tests = [
            """
            def test_round_trip_through_json() -> None:
                record = make(\(fullArguments(entity)))
                assert \(name).from_json(record.to_json()) == record
            """,
            """
            def test_records_cannot_be_changed_in_place() -> None:
                record = make()
                with pytest.raises(FrozenInstanceError):
                    record.id = uuid4()
            """,
            """
            def test_unknown_fields_are_refused() -> None:
                with pytest.raises(InvalidFieldError, match="no_such_field is no field"):
                    make(no_such_field=1)
            """,
            """
            @pytest.mark.parametrize(
                ("field", "value"),
                [
                    ("id", "no-id"),
                    ("id", 1),
                    ("id", None),
                    ("created_at", "yesterday"),
                    ("created_at", 0),
                    ("updated_at", "2024-01-31T12:00:00"),
                ],
            )
            def test_built_in_fields_are_checked(field: str, value: Any) -> None:
                with pytest.raises(InvalidFieldError) as caught:
                    make(**{field: value})
                assert list(caught.value.problems) == [field]
                with pytest.raises(InvalidFieldError):
                    make().changed(**{field: value})
            """,
        ]
        let required = entity.fields.filter(\.isRequiredOnCreate).map { PythonText.literal($0.name) }
        if !required.isEmpty {
            tests.append(
                """
                @pytest.mark.parametrize("field", [\(required.joined(separator: ", "))])
                def test_required_fields_must_be_given(field: str) -> None:
                    values = valid_\(entity.snake)()
                    del values[field]
                    with pytest.raises(InvalidFieldError) as caught:
                        \(name).from_dict(values)
                    assert caught.value.problems == {field: "is missing"}
                """)
        }
        if RestCreateTests.hasCases(entity, rejected: false) {
            tests.append(
                """
                @pytest.mark.parametrize(("field", "value"), ACCEPTED)
                def test_accepts(field: str, value: Any) -> None:
                    assert field in make(**{field: value}).to_dict()
                """)
        }
        if RestCreateTests.hasCases(entity, rejected: true) {
            tests.append(
                """
                @pytest.mark.parametrize(("field", "value"), REFUSED)
                def test_refuses(field: str, value: Any) -> None:
                    with pytest.raises(InvalidFieldError) as caught:
                        make(**{field: value})
                    assert list(caught.value.problems) == [field]
                """)
        }
        let varying = entity.varyingFields
        let defaults = entity.fields.filter { $0.hasDefault && !varying.contains($0.name) && !$0.isReference }
        if !defaults.isEmpty {
            let checks = defaults.map { field -> String in
                let value = field.defaultExpression ?? "None"
                return
                    "    assert record.\(field.attribute) \(["True", "False"].contains(value) ? "is" : "==") \(value)"
            }
            tests.append("def test_defaults() -> None:\n    record = make()\n" + checks.joined(separator: "\n"))
        }
        return tests
    }

    /// Every field that can be given, so that a round trip covers all kinds.
    private static func fullArguments(_ entity: EntityView) -> String {
        let varying = entity.varyingFields
        return entity.fields.filter { !$0.isRequiredOnCreate && !varying.contains($0.name) }.compactMap { field in
            if field.isReference { return RestTestContext.argument(field.name, "str(uuid4())") }
            return field.changedSample.map { RestTestContext.argument(field.name, $0) }
        }.joined(separator: ", ")
    }

    private static func collectionTests(_ entity: EntityView) -> [String] {
        let collection = "\(entity.className)Collection"
        let many = entity.ownCapacity.map { $0 > 1 } ?? true
        var tests = [
            """
            def test_collection_gives_back_what_was_added() -> None:
                record = make()
                collection = \(collection)([record])
                assert collection.get(record.id) is record
                assert record.id in collection
                assert list(collection) == [record]
                assert len(collection) == 1
                assert collection.find(id=record.id) == [record]
                assert collection.find(id=uuid4()) == []
                assert collection.sorted_by("created_at", reverse=True) == [record]


            def test_update_replaces_the_record() -> None:
                record = make()
                collection = \(collection)([record])
                changed = collection.update(record.id, created_at=record.updated_at)
                assert collection.get(record.id) is changed
                assert changed.updated_at >= record.updated_at


            def test_remove_takes_the_record_out() -> None:
                record = make()
                collection = \(collection)([record])
                collection.remove(record.id)
                assert record.id not in collection
                collection.add(record)
                assert list(collection) == [record]


            def test_save_and_load(tmp_path: Path) -> None:
                collection = \(collection)([make()])
                collection.save(tmp_path / "data.jsonl")
                assert list(\(collection).load(tmp_path / "data.jsonl")) == list(collection)
            """
        ]
        guard many else { return tests }
        for group in entity.uniqueGroups {
            if let test = duplicate(group, entity) { tests.append(test) }
        }
        for field in entity.filters where !field.isReference && !field.isBuiltIn && field.samples.ordered.count > 1 {
            tests.append(
                """
                def test_find_by_\(field.name)() -> None:
                    wanted = make(\(RestTestContext.argument(field.name, field.samples.ordered[0])))
                    other = make(\(RestTestContext.argument(field.name, field.samples.ordered[1])))
                    collection = \(collection)([wanted, other])
                    assert collection.find(\(field.attribute)=wanted.\(field.attribute)) == [wanted]
                """)
        }
        for field in entity.sorts where !field.isReference {
            let count = min(field.samples.ordered.count, entity.ownCapacity ?? 3)
            guard count > 1 else { continue }
            let values = field.samples.ordered.prefix(count).joined(separator: ", ")
            let empty = field.isNullable
            tests.append(
                """
                def test_sorted_by_\(field.name)() -> None:
                    values = [\(values)]
                    up = [make(\(RestTestContext.argument(field.name, "value"))) for value in values]
                \(empty ? "    empty = make(\(RestTestContext.argument(field.name, "None")))\n" : "")\
                    collection = \(collection)([\(empty ? "empty, " : "")*up[::-1]])
                    assert collection.sorted_by("\(field.attribute)") == [*up\(empty ? ", empty" : "")]
                    assert collection.sorted_by("\(field.attribute)", reverse=True) == [*up[::-1]\(empty ? ", empty" : "")]
                """)
        }
        return tests
    }

    private static func duplicate(_ group: [FieldView], _ entity: EntityView) -> String? {
        var filled: [(name: String, value: String)] = []
        for field in group where field.isNullable {
            guard let value = field.isReference ? "str(uuid4())" : field.samples.fixed else { return nil }
            filled.append((field.name, value))
        }
        let given = filled.map { RestTestContext.argument($0.name, $0.value) }.joined(separator: ", ")
        let names = group.map(\.name)
        let same = group.map { RestTestContext.argument($0.name, "first.to_dict()[\(PythonText.literal($0.name))]") }
        let changes = group.map { RestTestContext.argument($0.attribute, "first.\($0.attribute)") }
        // Own references would have to exist.
        guard
            !group.contains(where: {
                if case .reference(let target, _) = $0.spec.type { target == entity.spec.name } else { false }
            })
        else { return nil }
        return """
            def test_\(names.joined(separator: "_and_"))_must_be_unique() -> None:
                first, other = make(\(given)), make()
                collection = \(entity.className)Collection([first, other])
                with pytest.raises(ConflictError):
                    collection.add(make(\(same.joined(separator: ", "))))
                with pytest.raises(ConflictError):
                    collection.update(other.id, \(changes.joined(separator: ", ")))
                assert list(collection) == [first, other]
            """
    }

    private static func referenceTests(_ field: FieldView, _ target: EntityView, _ entity: EntityView) -> [String] {
        let isOwn = target.spec.name == entity.spec.name
        let collection = "\(entity.className)Collection"
        let parents = isOwn ? "" : "\n    parents = \(target.className)Collection([parent])"
        let build =
            isOwn
            ? "children = \(collection)([parent, child])"
            : "children = \(collection)([child], \(RestTestContext.argument(field.attribute, "parents")))"
        let removal = isOwn ? "children" : "parents"
        let setUp = """
                parent = \(target.className).from_dict(valid_\(target.snake)())\(parents)
                child = make(\(RestTestContext.argument(field.name, "str(parent.id)")))
                \(build)
            """
        let unknown = """
            def test_\(field.name)_must_exist_in_a_linked_collection() -> None:
                children = \(collection)(\(isOwn ? "" : RestTestContext.argument(field.attribute, "\(target.className)Collection()")))
                with pytest.raises(NotFoundError):
                    children.add(make(\(RestTestContext.argument(field.name, "str(uuid4())"))))
            """
        let outcome: String
        switch field.onDelete {
        case .cascade:
            outcome = """
                def test_goes_with_its_\(field.name)() -> None:
                \(setUp)
                    \(removal).remove(parent.id)
                    assert child.id not in children
                """
        case .setNull:
            outcome = """
                def test_outlives_its_\(field.name)() -> None:
                \(setUp)
                    \(removal).remove(parent.id)
                    assert children.get(child.id).\(field.attribute) is None
                """
        case .restrict:
            outcome = """
                def test_keeps_its_\(field.name)_from_being_removed() -> None:
                \(setUp)
                    with pytest.raises(ConflictError):
                        \(removal).remove(parent.id)
                    assert child.id in children
                    assert parent.id in \(removal)
                """
        }
        return [unknown, outcome]
    }
}

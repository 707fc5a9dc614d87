import LunaPlan

/// Tests of an entity's commands, derived from the rules of the plan.
enum CommandLineTests {
    static func render(_ project: ProjectView, _ entity: EntityView) throws -> [GeneratedFile] {
        var tests: [String] = []
        let word = CommandLineCommands.word(entity)
        let many = project.capacity(of: entity) > 1
        if entity.has(.create) { tests += try addTests(project, entity, word, many) }
        if entity.has(.get) { tests.append(getTest(entity, word)) }
        if entity.has(.list) { tests += try listTests(project, entity, word) }
        if entity.has(.update) { tests += try updateTests(project, entity, word, many) }
        if entity.has(.delete) { tests.append(deleteTest(entity, word)) }
        let missing = [
            ("add", EntitySpec.Operation.create), ("list", .list), ("get", .get), ("update", .update),
            ("delete", .delete),
        ]
        .filter { !entity.has($0.1) }.map { PythonText.literal($0.0) }
        if !missing.isEmpty {
            tests.append(
                """
                @pytest.mark.parametrize("action", [\(missing.joined(separator: ", "))])
                def test_commands_that_are_not_offered(run: Run, action: str) -> None:
                    assert run(WORD, action, "1")[0] == 2
                """)
        }
        for command in project.plan.commands where command.entity == entity.spec.name {
            tests += try actionTests(try CommandLineAction(command, entity), entity)
        }
        tests.append(storageTest(entity))
        for field in entity.fields where field.isReference { tests.append(try onDelete(field, project, entity)) }
        let body = tests.joined(separator: "\n\n\n")
        let constants = Self.constants(entity, usedIn: body)
        var imports = project.imports()
        let all = body + constants
        imports.from("collections.abc", "Callable")
        imports.from("typing", "Any")
        imports.from("\(project.package).storage", "Storage")
        if all.contains("pytest.") { imports.module("pytest") }
        if all.contains("dt.") { imports.module("datetime as dt") }
        if all.contains("UUID(") { imports.from("uuid", "UUID") }
        for error in ["ConflictError", "NotFoundError"] where body.contains("raises(\(error)") {
            imports.from("\(project.package).errors", error)
        }
        for other in project.entities {
            for helper in ["make_\(other.snake)", "valid_\(other.snake)"]
            where RestAPITests.containsCall(of: helper, in: body) {
                imports.from("tests.factories", helper)
            }
            if RestAPITests.containsWord(other.className, in: body) {
                imports.from("\(other.importPath).model", other.className)
            }
        }
        if body.contains("flags(") { imports.from("tests.factories", "flags") }
        let text = """
            \(PythonText.docstring("Commands for \(entity.pluralLabel)"))

            \(imports.text)

            Run = Callable[..., tuple[int, Any]]
            WORD = \(PythonText.literal(word))
            \(constants)

            \(body)
            """
        return [GeneratedFile(path: "tests/test_\(entity.snake).py", contents: text.formattedPython())]
    }

    /// Cases that a command line can express: there, everything is text and nothing is null.
    private static func constants(_ entity: EntityView, usedIn tests: String) -> String {
        [(false, "ACCEPTED"), (true, "REFUSED")].filter { tests.contains(", \($0.1))") }.map { rejected, name in
            "\(name) = [\n" + cases(entity, rejected: rejected).map { "    \($0),\n" }.joined() + "]\n"
        }.joined()
    }

    private static func cases(_ entity: EntityView, rejected: Bool) -> [String] {
        entity.fields.flatMap { field in
            (rejected ? field.samples.rejected : field.samples.accepted).filter { $0.label != "not-text" }.map {
                sample in
                let slug = PythonNames.words(field.name).joined(separator: "-")
                return
                    "pytest.param(\(PythonText.literal(field.name)), \(sample.expression), id=\"\(slug)-\(sample.label)\")"
            }
        }
    }

    private static func addTests(_ project: ProjectView, _ entity: EntityView, _ word: String, _ many: Bool) throws
        -> [String]
    {
        let compared = entity.fields.filter { $0.isRequiredOnCreate && $0.spec.type != .datetime }
        var tests = [
            """
            def test_add_stores_the_record(run: Run, storage: Storage) -> None:
                values = valid_\(entity.snake)(storage)
                code, added = run(WORD, "add", *flags(values), "--json")
                assert code == 0, added
                assert storage.get(\(entity.className), added["id"]).to_dict() == added
            \(compared.map { "    assert added[\(PythonText.literal($0.name))] == values[\(PythonText.literal($0.name))]" }.joined(separator: "\n"))
            """.trimmedEnd
        ]
        let required = entity.fields.filter(\.isRequiredOnCreate).map { PythonText.literal($0.name) }
        if !required.isEmpty {
            tests.append(
                """
                @pytest.mark.parametrize("field", [\(required.joined(separator: ", "))])
                def test_add_without_a_required_field_is_2(run: Run, storage: Storage, field: str) -> None:
                    values = valid_\(entity.snake)(storage)
                    del values[field]
                    assert run(WORD, "add", *flags(values))[0] == 2
                """)
        }
        if !cases(entity, rejected: false).isEmpty {
            tests.append(
                """
                @pytest.mark.parametrize(("field", "value"), ACCEPTED)
                def test_add_accepts(run: Run, storage: Storage, field: str, value: Any) -> None:
                    code, text = run(WORD, "add", *flags(valid_\(entity.snake)(storage, **{field: value})))
                    assert code == 0, text
                """)
        }
        if !cases(entity, rejected: true).isEmpty {
            tests.append(
                """
                @pytest.mark.parametrize(("field", "value"), REFUSED)
                def test_add_refuses(run: Run, storage: Storage, field: str, value: Any) -> None:
                    code, text = run(WORD, "add", *flags(valid_\(entity.snake)(storage, **{field: value})))
                    assert code == 2, text
                """)
        }
        for field in entity.fields where field.isReference {
            tests.append(
                """
                def test_add_with_an_unknown_\(field.name)_is_4(run: Run, storage: Storage) -> None:
                    values = valid_\(entity.snake)(storage, \(RestTestContext.argument(field.name, "99999")))
                    assert run(WORD, "add", *flags(values))[0] == 4
                """)
        }
        guard many else { return tests }
        for group in entity.uniqueGroups {
            var filled: [(name: String, value: String)] = []
            guard group.allSatisfy({ !$0.isNullable || $0.samples.fixed != nil }) else { continue }
            for field in group where field.isNullable { filled.append((field.name, field.samples.fixed ?? "None")) }
            let same = group.map { (name: $0.name, value: "first.to_dict()[\(PythonText.literal($0.name))]") }
            tests.append(
                """
                def test_add_with_a_taken_\(group.map(\.name).joined(separator: "_and_"))_is_4(run: Run, storage: Storage) -> None:
                    first = make_\(entity.snake)(storage\(RestTestContext.arguments(filled)))
                    values = valid_\(entity.snake)(storage\(RestTestContext.arguments(same)))
                    code, text = run(WORD, "add", *flags(values))
                    assert code == 4
                    assert "the same \(group.map(\.name).joined(separator: " and "))" in text
                """)
        }
        return tests
    }

    private static func getTest(_ entity: EntityView, _ word: String) -> String {
        """
        def test_get_shows_the_record(run: Run, storage: Storage) -> None:
            record = make_\(entity.snake)(storage)
            assert run(WORD, "get", str(record.id), "--json") == (0, record.to_dict())
            code, text = run(WORD, "get", str(record.id))
            assert code == 0
            assert text.startswith("id ")


        def test_get_of_an_unknown_id_is_3(run: Run) -> None:
            assert run(WORD, "get", "99999")[0] == 3


        @pytest.mark.parametrize("text", ["one", "1.5", ""])
        def test_get_of_no_id_is_2(run: Run, text: str) -> None:
            assert run(WORD, "get", text)[0] == 2
        """
    }

    private static func listTests(_ project: ProjectView, _ entity: EntityView, _ word: String) throws -> [String] {
        let rows = min(project.capacity(of: entity), 3)
        var tests = [
            """
            def test_list_shows_records(run: Run, storage: Storage) -> None:
                records = [make_\(entity.snake)(storage).to_dict() for _ in range(\(rows))]
                assert run(WORD, "list", "--json") == (0, records)
                assert run(WORD, "list", "--sort=-id", "--limit=1", "--json") == (0, records[-1:])
                assert run(WORD, "list", "--offset=1", "--json") == (0, records[1:])
                code, text = run(WORD, "list")
                assert code == 0
                assert len(text.splitlines()) == len(records) + 1


            @pytest.mark.parametrize("option", ["--limit=-1", "--offset=x", "--sort=no_such_field"])
            def test_list_refuses(run: Run, option: str) -> None:
                assert run(WORD, "list", option)[0] == 2
            """
        ]
        guard rows > 1 else { return tests }
        for field in entity.filters {
            let option = "--" + CommandLineCommands.flag(field.name)
            if field.isBuiltIn {
                tests.append(
                    """
                    def test_list_filters_by_\(field.name)(run: Run, storage: Storage) -> None:
                        wanted, _ = (make_\(entity.snake)(storage) for _ in range(2))
                        value = wanted.to_dict()["\(field.name)"]
                        code, found = run(WORD, "list", f"\(option)={value}", "--json")
                        assert code == 0
                        assert wanted.to_dict() in found
                    """)
                continue
            }
            let values = field.samples.ordered
            guard field.isReference || values.count > 1 else { continue }
            let maker = field.isReference ? "make_\(try project.target(of: field).snake)(storage).id" : ""
            tests.append(
                """
                def test_list_filters_by_\(field.name)(run: Run, storage: Storage) -> None:
                    value = \(field.isReference ? maker : values[0])
                    wanted = make_\(entity.snake)(storage, \(RestTestContext.argument(field.name, "value")))
                    make_\(entity.snake)(storage, \(RestTestContext.argument(field.name, field.isReference ? maker : values[1])))
                    found = run(WORD, "list", *flags({\(PythonText.literal(field.name)): value}), "--json")
                    assert found == (0, [wanted.to_dict()])
                """)
        }
        for field in entity.sorts where !field.isReference {
            let count = min(field.samples.ordered.count, rows)
            guard count > 1 else { continue }
            tests.append(
                """
                def test_list_sorts_by_\(field.name)(run: Run, storage: Storage) -> None:
                    values = [\(field.samples.ordered.prefix(count).joined(separator: ", "))]
                    ids = [make_\(entity.snake)(storage, \(RestTestContext.argument(field.name, "value"))).id for value in values]
                    up = run(WORD, "list", "--sort=\(field.name)", "--json")[1]
                    down = run(WORD, "list", "--sort=-\(field.name)", "--json")[1]
                    assert [item["id"] for item in up] == ids
                    assert [item["id"] for item in down] == ids[::-1]
                """)
        }
        return tests
    }

    private static func updateTests(_ project: ProjectView, _ entity: EntityView, _ word: String, _ many: Bool) throws
        -> [String]
    {
        var tests: [String] = []
        let changes = entity.fields.filter { !$0.isReference && $0.spec.type != .datetime }.compactMap { field in
            field.changedSample.map { "    (\(PythonText.literal(field.name)), \($0))," }
        }
        if !changes.isEmpty {
            tests.append(
                """
                @pytest.mark.parametrize(
                    ("field", "value"),
                    [
                \(changes.map { "    " + $0 }.joined(separator: "\n"))
                    ],
                )
                def test_update_changes_one_field(run: Run, storage: Storage, field: str, value: Any) -> None:
                    record = make_\(entity.snake)(storage)
                    code, changed = run(WORD, "update", str(record.id), *flags({field: value}), "--json")
                    assert code == 0, changed
                    assert changed[field] == value
                    assert storage.get(\(entity.className), record.id).to_dict() == changed
                """)
        }
        if !cases(entity, rejected: true).isEmpty {
            tests.append(
                """
                @pytest.mark.parametrize(("field", "value"), REFUSED)
                def test_update_refuses(run: Run, storage: Storage, field: str, value: Any) -> None:
                    record = make_\(entity.snake)(storage)
                    assert run(WORD, "update", str(record.id), *flags({field: value}))[0] == 2
                    assert storage.get(\(entity.className), record.id) == record
                """)
        }
        let clearable = entity.fields.filter(\.isNullable).map { PythonText.literal($0.name) }
        if !clearable.isEmpty {
            tests.append(
                """
                @pytest.mark.parametrize("field", [\(clearable.joined(separator: ", "))])
                def test_update_can_clear(run: Run, storage: Storage, field: str) -> None:
                    record = make_\(entity.snake)(storage)
                    code, changed = run(WORD, "update", str(record.id), f"--clear={field}", "--json")
                    assert code == 0
                    assert changed[field] is None
                """)
        }
        tests.append(
            """
            def test_update_of_an_unknown_id_is_3(run: Run) -> None:
                assert run(WORD, "update", "99999")[0] == 3
            """)
        return tests
    }

    private static func deleteTest(_ entity: EntityView, _ word: String) -> String {
        """
        def test_delete_removes_the_record(run: Run, storage: Storage) -> None:
            record = make_\(entity.snake)(storage)
            assert run(WORD, "delete", str(record.id)) == (0, "Done.\\n")
            with pytest.raises(NotFoundError):
                storage.get(\(entity.className), record.id)
            assert run(WORD, "delete", str(record.id))[0] == 3
        """
    }
}

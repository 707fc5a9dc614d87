import LunaPlan

/// Tests of actions, of storing, and of what happens to what refers to a deleted record.
extension CommandLineTests {
    static func actionTests(_ action: CommandLineAction, _ entity: EntityView) throws -> [String] {
        func items(_ values: [String: ScalarValue]) -> [(name: String, value: String)] {
            values.keys.sorted().map { ($0, PythonLiterals.plain(values[$0] ?? .null)) }
        }
        let function = action.word.split(separator: "-").joined(separator: "_")
        let results = try action.command.set.keys.sorted().map { key -> String in
            let field = try entity.field(key)
            let value = PythonLiterals.typed(action.command.set[key] ?? .null, as: field.spec.type)
            return
                "    assert changed.\(field.attribute) \(["None", "True", "False"].contains(value) ? "is" : "==") \(value)"
        }
        var tests = [
            """
            def test_\(function)_works_in_the_right_state(run: Run, storage: Storage) -> None:
                record = make_\(entity.snake)(storage\(RestTestContext.arguments(items(action.command.requires))))
                code, text = run(WORD, "\(action.word)", str(record.id))
                assert code == 0, text
                changed = storage.get(\(entity.className), record.id)
                assert changed.updated_at >= record.updated_at
            \(results.joined(separator: "\n"))


            def test_\(function)_of_an_unknown_id_is_3(run: Run) -> None:
                assert run(WORD, "\(action.word)", "99999")[0] == 3
            """
        ]
        for key in action.command.requires.keys.sorted() {
            let field = try entity.field(key)
            let wanted = PythonLiterals.plain(action.command.requires[key] ?? .null)
            guard
                let other = (field.samples.ordered + field.samples.accepted.map(\.expression)).first(where: {
                    $0 != wanted
                })
            else { continue }
            var rest = action.command.requires
            rest[key] = nil
            tests.append(
                """
                def test_\(function)_is_4_with_another_\(key)(run: Run, storage: Storage) -> None:
                    record = make_\(entity.snake)(storage\(RestTestContext.arguments(items(rest) + [(key, other)])))
                    assert run(WORD, "\(action.word)", str(record.id))[0] == 4
                    assert storage.get(\(entity.className), record.id) == record
                """)
        }
        return tests
    }

    static func storageTest(_ entity: EntityView) -> String {
        """
        def test_storage_gives_back_what_was_stored(storage: Storage) -> None:
            record = make_\(entity.snake)(storage)
            assert record.id > 0
            assert storage.get(\(entity.className), record.id) == record
            assert storage.search(\(entity.className), {"id": record.id}) == [record]
            storage.delete(\(entity.className), record.id)
            assert storage.search(\(entity.className), {}) == []
        """
    }

    static func onDelete(_ field: FieldView, _ project: ProjectView, _ entity: EntityView) throws -> String {
        let target = try project.target(of: field)
        let setUp = """
                parent = make_\(target.snake)(storage)
                child = make_\(entity.snake)(storage, \(RestTestContext.argument(field.name, "parent.id")))
            """
        switch field.onDelete {
        case .cascade:
            return """
                def test_goes_with_its_\(field.name)(storage: Storage) -> None:
                \(setUp)
                    storage.delete(\(target.className), parent.id)
                    with pytest.raises(NotFoundError):
                        storage.get(\(entity.className), child.id)
                """
        case .setNull:
            return """
                def test_outlives_its_\(field.name)(storage: Storage) -> None:
                \(setUp)
                    storage.delete(\(target.className), parent.id)
                    assert storage.get(\(entity.className), child.id).\(field.attribute) is None
                """
        case .restrict:
            return """
                def test_keeps_its_\(field.name)_from_being_deleted(storage: Storage) -> None:
                \(setUp)
                    with pytest.raises(ConflictError):
                        storage.delete(\(target.className), parent.id)
                    assert storage.get(\(entity.className), child.id) == child
                """
        }
    }
}

import LunaPlan

/// Tests of the rules and the record base class of a generated project.
enum RecordTests {
    static func render(_ project: ProjectView, _ identity: RecordTemplates.Identity) -> GeneratedFile {
        let rules = RecordTemplates.usedRules(project, identity)
        var imports = project.imports()
        imports.module("datetime as dt")
        imports.module("pytest")
        imports.from("collections.abc", "Mapping")
        imports.from("dataclasses", "dataclass")
        imports.from("typing", "Any", "ClassVar")
        imports.from("\(project.package).errors", "InvalidFieldError")
        imports.from("\(project.package).records", "Record", "Rule")
        for rule in rules { imports.from("\(project.package).records", rule) }
        if rules.contains("Identifier") { imports.from("uuid", "UUID") }
        let good = rules.flatMap { (cases[$0]?.good ?? []).map { "    (\($0)),\n" } }.joined()
        let bad = rules.flatMap { (cases[$0]?.bad ?? []).map { "    (\($0)),\n" } }.joined()
        let undecodable = rules.flatMap { (cases[$0]?.undecodable ?? []).map { "    (\($0)),\n" } }.joined()
        let isUUID = identity == .uuid
        let badID = isUUID ? "\"x\"" : "-1"
        let json = #"""


            def test_json_is_one_line() -> None:
                sample = Sample(day_=dt.datetime(2024, 1, 31, tzinfo=dt.UTC))
                assert "\n" not in sample.to_json()
                assert Sample.from_json(sample.to_json()) == sample


            @pytest.mark.parametrize("text", ["", "{", "[]", "1"])
            def test_other_json_is_refused(text: str) -> None:
                with pytest.raises(InvalidFieldError):
                    Sample.from_json(text)
            """#
        let text = #"""
            """The rules of fields, and what all records can do."""

            \#(imports.text)

            MOMENT = dt.datetime(2024, 1, 31, 12, tzinfo=dt.UTC)
            GOOD: list[tuple[Rule, Any]] = [
            \#(good)]
            BAD: list[tuple[Rule, Any]] = [
            \#(bad)]
            UNDECODABLE: list[tuple[Rule, Any]] = [
            \#(undecodable)]


            @dataclass(frozen=True, kw_only=True)
            class Sample(Record):
                """A record with one field of each sort: required, optional, with another name in JSON."""

                LABEL: ClassVar[str] = "sample"
                RULES: ClassVar[Mapping[str, Rule]] = {"day_": Moment(), "until": Moment(optional=True)}
                NAMES: ClassVar[Mapping[str, str]] = {"day_": "day"}

                day_: dt.datetime
                until: dt.datetime | None = None


            @pytest.mark.parametrize(("rule", "value"), GOOD)
            def test_rules_accept(rule: Rule, value: Any) -> None:
                rule.check(value)
                assert rule.decode(rule.encode(value)) == value


            @pytest.mark.parametrize(("rule", "value"), BAD)
            def test_rules_refuse(rule: Rule, value: Any) -> None:
                with pytest.raises(ValueError, match="must"):
                    rule.check(value)


            @pytest.mark.parametrize(("rule", "raw"), UNDECODABLE)
            def test_rules_refuse_json_that_stands_for_nothing(rule: Rule, raw: Any) -> None:
                with pytest.raises(ValueError, match="must"):
                    rule.decode(raw)


            def test_a_plain_rule_allows_everything() -> None:
                Rule().check(object())


            def test_records_use_the_names_of_the_outside() -> None:
                sample = Sample.from_dict({"day": "2024-01-31T13:00:00+01:00"})
                assert sample.day_ == MOMENT
                assert sample.to_dict()["day"] == MOMENT.isoformat()
                assert sample.to_dict()["until"] is None


            def test_every_problem_is_reported_at_once() -> None:
                with pytest.raises(InvalidFieldError) as caught:
                    Sample.from_dict({"day": "never", "until": 5, "day_": 1})
                assert sorted(caught.value.problems) == ["day", "day_", "until"]
                with pytest.raises(InvalidFieldError) as caught:
                    Sample(day_=None, until="soon", id=\#(badID))
                assert sorted(caught.value.problems) == ["day", "id", "until"]


            def test_missing_fields_are_named() -> None:
                with pytest.raises(InvalidFieldError, match="Invalid sample: day is missing."):
                    Sample.from_dict({})


            def test_changed_copies_are_checked_and_dated() -> None:
                old = Sample(day_=MOMENT)
                new = old.changed(until=MOMENT)
                assert (new.id, new.day_, new.until) == (old.id, MOMENT, MOMENT)
                assert new.updated_at >= old.updated_at
                with pytest.raises(InvalidFieldError):
                    old.changed(day_=None)\#(isUUID ? "\n" + json : "")
            """#
        return GeneratedFile(path: "tests/test_records.py", contents: text.formattedPython())
    }

    private static let cases: [String: (good: [String], bad: [String], undecodable: [String])] = [
        "Text": (
            [#"Text(min_length=2, max_length=3, pattern=r"^[a-z]+\Z"), "ab""#, #"Text(), """#],
            [
                #"Text(), 1"#, #"Text(min_length=2), "a""#, #"Text(max_length=3), "abcd""#,
                #"Text(pattern=r"^[a-z]+\Z"), "AB""#,
                #"Text(pattern=r"^[a-z]+\Z"), "ab\n""#,
            ], []
        ),
        "Email": ([#"Email(), "a.b+c@example.com""#], [#"Email(), "a""#, #"Email(), "a@b""#, #"Email(), 1"#], []),
        "Url": (
            [#"Url(), "https://example.com/a?b#c""#],
            [#"Url(), "ftp://example.com""#, #"Url(), "https://""#, #"Url(), "https://example.com/a b""#], []
        ),
        "Integer": (
            ["Integer(minimum=1, maximum=3), 3"],
            [
                #"Integer(), "1""#, "Integer(), True", "Integer(minimum=1), 0", "Integer(maximum=3), 4",
                "Integer(), 2**63",
            ], []
        ),
        "Number": (
            ["Number(minimum=0, maximum=1), 0.5", "Number(), 2"],
            [
                #"Number(), "1""#, "Number(), True", "Number(minimum=0), -0.5", "Number(maximum=1), 1.5",
                #"Number(), float("nan")"#,
            ], []
        ),
        "Boolean": (["Boolean(), False"], ["Boolean(), 1", #"Boolean(), "yes""#], []),
        "Date": (
            ["Date(), dt.date(2024, 2, 29)"], ["Date(), MOMENT", #"Date(), "2024-02-29""#],
            [#"Date(), "2023-02-29""#, "Date(), 5"]
        ),
        "Moment": (
            ["Moment(), MOMENT"], ["Moment(), MOMENT.replace(tzinfo=None)", "Moment(), MOMENT.date()"],
            [#"Moment(), "yesterday""#, "Moment(), 5"]
        ),
        "Identifier": (
            ["Identifier(), UUID(int=1)"], [#"Identifier(), "1""#], [#"Identifier(), "1""#, "Identifier(), 5"]
        ),
        "Choice": ([#"Choice(choices=("a", "b")), "b""#], [#"Choice(choices=("a", "b")), "c""#], []),
    ]
}

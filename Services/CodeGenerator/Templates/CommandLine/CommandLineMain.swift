import LunaPlan

/// The entry point of a command-line tool and what its commands share.
enum CommandLineMain {
    static func render(_ project: ProjectView) -> [GeneratedFile] {
        [main(project), arguments(project), output(project)]
    }

    /// Environment variable that names the data file.
    static func variable(_ project: ProjectView) -> String { project.package.uppercased() + "_DATA" }

    private static func main(_ project: ProjectView) -> GeneratedFile {
        let spec = project.plan.project
        var imports = project.imports()
        imports.module("argparse")
        imports.module("os")
        imports.module("sys")
        imports.from("collections.abc", "Mapping", "Sequence")
        imports.from("pathlib", "Path")
        imports.from(project.package, "__version__")
        imports.from("\(project.package).errors", "DomainError")
        imports.from("\(project.package).output", "render")
        imports.from("\(project.package).storage", "Storage")
        for entity in project.entities {
            imports.from(entity.importPath, "commands as \(entity.folder)_commands")
        }
        let description = PythonText.plain(spec.description).split(separator: "%", omittingEmptySubsequences: false)
            .joined(separator: "%%")
        let registrations = project.entities.map { "    \($0.folder)_commands.register(commands)" }.joined(
            separator: "\n")
        let text = #"""
            \#(PythonText.docstring("Entry point: `\(spec.name)` or `python -m \(project.package)`"))

            \#(imports.text)

            NAME = \#(PythonText.literal(spec.name))
            DESCRIPTION = \#(PythonText.wrappedLiteral(description, indent: 0, used: 14))


            def build_parser() -> argparse.ArgumentParser:
                """Return the parser of the command line."""
                parser = argparse.ArgumentParser(prog=NAME, description=DESCRIPTION, allow_abbrev=False)
                parser.add_argument("--version", action="version", version=f"{NAME} {__version__}")
                parser.add_argument("--data", type=Path, metavar="FILE", help="file that holds the data")
                commands = parser.add_subparsers(required=True, metavar="COMMAND")
            \#(registrations)
                return parser


            def default_data_path(environment: Mapping[str, str]) -> Path:
                """Return where the data is kept unless told otherwise."""
                if chosen := environment.get("\#(variable(project))"):
                    return Path(chosen)
                base = environment.get("XDG_DATA_HOME") or Path.home() / ".local" / "share"
                return Path(base) / NAME / "data.db"


            def main(arguments: Sequence[str] | None = None) -> int:
                """Run one command and return the exit code."""
                options = build_parser().parse_args(arguments)
                storage = Storage(options.data or default_data_path(os.environ))
                try:
                    result = options.run(storage, options)
                except DomainError as error:
                    print(f"{NAME}: {error}", file=sys.stderr)
                    return error.exit_code
                print(render(result, as_json=options.json))
                return 0


            if __name__ == "__main__":
                sys.exit(main())
            """#
        return GeneratedFile(path: "src/\(project.package)/__main__.py", contents: text.formattedPython())
    }

    private static func arguments(_ project: ProjectView) -> GeneratedFile {
        let fields = project.entities.flatMap(\.fields)
        let filters = project.entities.filter { $0.has(.list) }.flatMap(\.filters)
        let types = (fields + filters).map(\.spec.type)
        let hasNumbers = types.contains(.number)
        let hasFlags = types.contains(.boolean)
        let hasLists = project.entities.contains { $0.has(.list) }
        let hasClear = project.entities.contains { $0.has(.update) && $0.fields.contains(where: \.isNullable) }
        let number = #"""


            def number(text: str) -> float:
                """Read a number."""
                return float(text)
            """#
        let flag = #"""


            def flag(text: str) -> bool:
                """Read yes or no."""
                words = {"yes": True, "true": True, "no": False, "false": False}
                try:
                    return words[text.lower()]
                except KeyError:
                    raise argparse.ArgumentTypeError(f"{text!r} is neither yes nor no") from None
            """#
        let paging = #"""


            def add_paging(parser: argparse.ArgumentParser, sorts: Sequence[str]) -> None:
                """Add the options of lists."""
                parser.add_argument("--sort", choices=sorts, default="id", metavar="FIELD", help="field to sort by; `-` in front reverses")
                parser.add_argument("--limit", type=count, default=-1, metavar="N", help="show at most so many")
                parser.add_argument("--offset", type=count, default=0, metavar="N", help="leave out so many first")


            def count(text: str) -> int:
                """Read how many."""
                value = whole(text)
                if not 0 <= value < 2**63:
                    raise argparse.ArgumentTypeError("must be 0 or more")
                return value
            """#
        let clear = #"""


            def add_clear(parser: argparse.ArgumentParser, fields: Sequence[str]) -> None:
                """Add the option that empties fields."""
                parser.add_argument("--clear", action="append", choices=fields, default=[], metavar="FIELD", help="empty this field")
            """#
        let text = #"""
            """What the command lines of all commands have in common."""

            import argparse
            from collections.abc import Callable, Sequence
            from typing import Any, TypeAlias

            Commands: TypeAlias = "argparse._SubParsersAction[argparse.ArgumentParser]"


            def group(commands: Commands, word: str, summary: str) -> Commands:
                """Add a group of commands."""
                parser = commands.add_parser(word, help=summary, description=summary, allow_abbrev=False)
                return parser.add_subparsers(required=True, metavar="ACTION")


            def command(actions: Commands, word: str, summary: str, run: Callable[..., Any]) -> argparse.ArgumentParser:
                """Add a command that calls a function with the storage and the options."""
                parser = actions.add_parser(word, help=summary, description=summary, allow_abbrev=False)
                parser.add_argument("--json", action="store_true", help="print JSON")
                parser.set_defaults(run=run)
                return parser


            def add_id(parser: argparse.ArgumentParser) -> None:
                """Add the argument that tells which record is meant."""
                parser.add_argument("record_id", type=whole, metavar="ID")


            def given(options: argparse.Namespace, fields: Sequence[str]) -> dict[str, Any]:
                """Return the values of the fields for which there was an option."""
                values = {name: getattr(options, f"field_{name}") for name in fields}
                return {name: value for name, value in values.items() if value is not None}


            def whole(text: str) -> int:
                """Read a whole number."""
                return int(text)
            \#(hasLists ? paging : "")\#(hasClear ? "\n" + clear : "")\#(hasNumbers ? "\n" + number : "")\#(hasFlags ? "\n" + flag : "")
            """#
        return GeneratedFile(path: "src/\(project.package)/arguments.py", contents: text.formattedPython())
    }

    private static func output(_ project: ProjectView) -> GeneratedFile {
        let text = #"""
            """How results are printed."""

            import json
            from collections.abc import Sequence
            from typing import Any

            from \#(project.package).records import Record


            def render(result: Record | Sequence[Record] | None, *, as_json: bool) -> str:
                """Return what a command prints about its result."""
                if as_json:
                    return json.dumps(_data(result), ensure_ascii=False, indent=2)
                if result is None:
                    return "Done."
                if isinstance(result, Record):
                    values = result.to_dict()
                    width = max(len(name) for name in values)
                    return "\n".join(f"{name:<{width}}  {_text(value)}" for name, value in values.items())
                return _table([record.to_dict() for record in result])


            def _data(result: Record | Sequence[Record] | None) -> Any:
                if isinstance(result, Record):
                    return result.to_dict()
                return None if result is None else [record.to_dict() for record in result]


            def _table(rows: Sequence[dict[str, Any]]) -> str:
                if not rows:
                    return "Nothing found."
                names = [name for name in rows[0] if name not in ("created_at", "updated_at")]
                lines = [[_text(row[name]) for name in names] for row in rows]
                widths = [max(map(len, column)) for column in zip(names, *lines, strict=True)]
                return "\n".join(
                    "  ".join(f"{cell:<{width}}" for cell, width in zip(line, widths, strict=True)).rstrip()
                    for line in [names, *lines]
                )


            def _text(value: Any) -> str:
                if value is None:
                    return "-"
                if isinstance(value, bool):
                    return "yes" if value else "no"
                # Control characters could drive the terminal.
                return "".join(character if character.isprintable() else "\ufffd" for character in str(value))
            """#
        return GeneratedFile(path: "src/\(project.package)/output.py", contents: text.formattedPython())
    }

    static func tests(_ project: ProjectView) -> [GeneratedFile] {
        let listed = project.entities.first { $0.has(.list) }.map(CommandLineCommands.word)
        let name = project.plan.project.name
        let failure =
            listed.map { word in
                #"""


                def test_unusable_data_is_reported(run: Run, tmp_path: Path) -> None:
                    path = tmp_path / "broken.db"
                    path.write_text("this is no database, and long enough not to be taken for one" * 20)
                    code, text = run("--data", str(path), "\#(word)", "list")
                    assert code == 1
                    assert str(path) in text


                def test_data_option_chooses_the_file(run: Run, tmp_path: Path, database: Path) -> None:
                    path = tmp_path / "other.db"
                    assert run("--data", str(path), "\#(word)", "list", "--json") == (0, [])
                    assert path.exists()
                    assert not database.exists()


                def test_empty_list_says_so(run: Run) -> None:
                    assert run("\#(word)", "list") == (0, "Nothing found.\n")


                def test_runs_as_a_module(database: Path) -> None:
                    words = [sys.executable, "-m", "\#(project.package)", "\#(word)", "list", "--json"]
                    environment = os.environ | {"PYTHONPATH": os.pathsep.join(sys.path)}
                    done = subprocess.run(words, env=environment, capture_output=True, text=True, check=False, timeout=60)
                    assert (done.returncode, done.stdout, done.stderr) == (0, "[]\n", "")
                """#
            } ?? ""
        var imports = project.imports()
        imports.from("collections.abc", "Callable")
        imports.from("pathlib", "Path")
        imports.from("typing", "Any")
        imports.module("pytest")
        imports.from("\(project.package).__main__", "default_data_path")
        imports.from("\(project.package).output", "render")
        imports.from("\(project.package).records", "Record")
        if listed != nil {
            imports.module("os")
            imports.module("subprocess")
            imports.module("sys")
        }
        let text = #"""
            """The command line as a whole."""

            \#(imports.text)

            Run = Callable[..., tuple[int, Any]]


            def test_version(run: Run) -> None:
                assert run("--version") == (0, \#(PythonText.literal(name + " " + project.plan.project.version + "\n")))


            def test_help_names_all_commands(run: Run) -> None:
                code, text = run("--help")
                assert code == 0
                for word in [\#(project.entities.map { PythonText.literal(CommandLineCommands.word($0)) }.joined(separator: ", "))]:
                    assert f" {word} " in text or f" {word}\n" in text


            @pytest.mark.parametrize("arguments", [[], ["no-such-command"], ["--no-such-option"]])
            def test_wrong_usage_is_2(run: Run, arguments: list[str]) -> None:
                code, text = run(*arguments)
                assert code == 2
                assert "usage:" in text


            def test_data_has_a_usual_place() -> None:
                assert default_data_path({"\#(variable(project))": "/a/b"}) == Path("/a/b")
                assert default_data_path({"XDG_DATA_HOME": "/x"}) == Path("/x/\#(name)/data.db")
                assert default_data_path({}) == Path.home() / ".local/share/\#(name)/data.db"


            def test_output_disarms_control_characters() -> None:
                class Sample(Record):
                    LABEL = "sample"
                    RULES = {}

                    def to_dict(self) -> dict[str, Any]:
                        return {"id": 1, "text": "a\x1b[31m", "flag": True, "none": None}

                assert "a\ufffd[31m" in render(Sample(), as_json=False)
                assert "\x1b" not in render([Sample()], as_json=False)
                assert render(None, as_json=False) == "Done."
                assert render(None, as_json=True) == "null"\#(failure.isEmpty ? "" : "\n" + failure)
            """#
        return [
            GeneratedFile(path: "tests/test_main.py", contents: text.formattedPython()),
            RecordTests.render(project, .integer),
        ]
    }
}

/// Part of the program inside the sandbox: ruff, with our rules only.
///
/// The project's own ruff settings are ignored (`--isolated`), since they could switch everything off. `# noqa` is
/// honoured for matters of habit, never for code that cannot work: see `FATAL`.
enum LintScript {
    static let source = #"""
        LINT_SELECT = "E4,E7,E9,F,B,PLE"
        LINT_IGNORE = "B008,B009,B010,B028,B904,B905"

        # Rules about habits or doubts: correct programs break them. Everything else that is selected is an error.
        LINT_WARNINGS = re.compile(r"^(E4|E7|F401|F403|F405|F541|F84|B)")
        LINT_ERRORS = {"B002", "B003", "B016", "B020", "B025", "B029", "B032"}

        # Cannot be silenced by `# noqa`: the code fails when it runs.
        FATAL = re.compile(r"^(invalid-syntax|E9|F5|F63|F7|F82|PLE)")

        NOQA = re.compile(r"#\s*noqa(?::\s*([A-Z][A-Z0-9, ]*))?", re.IGNORECASE)


        def lint_command(ruff):
            return [
                ruff, "check", "--isolated", "--no-cache", "--no-respect-gitignore", "--ignore-noqa", "--quiet", "--exit-zero",
                "--select", LINT_SELECT, "--ignore", LINT_IGNORE, "--output-format", "json-lines", "--target-version",
                f"py3{min(sys.version_info.minor, 13)}", "--config", "exclude=[]", PROJECT,
            ]


        def excused(code, path, row, cache):
            if path not in cache:
                try:
                    with open(os.path.join(PROJECT, path), encoding="utf-8", errors="replace") as handle:
                        cache[path] = handle.read().splitlines()
                except OSError:
                    cache[path] = []
            if not 0 < row <= len(cache[path]):
                return False
            match = NOQA.search(cache[path][row - 1])
            if match is None:
                return False
            return match.group(1) is None or any(code.startswith(c) for c in re.split(r"[,\s]+", match.group(1).strip()) if c)


        def lint_findings(output, broken, found):
            """Reads ruff's lines into `found`. Returns how many there were, or None when ruff's answer makes no sense."""
            cache = {}
            count = 0
            for line in output.decode("utf-8", "replace").splitlines():
                if not line.strip():
                    continue
                try:
                    item = json.loads(line)
                    code = item["code"] or "invalid-syntax"
                    path = os.path.relpath(item["filename"], PROJECT)
                    location = item["location"] or {}
                except (ValueError, KeyError, TypeError):
                    return None
                count += 1
                if path in broken:
                    continue  # The syntax check has said it better.
                if path.endswith((".ipynb", ".toml", ".md")):
                    continue
                row = location.get("row", 0)
                warning = bool(LINT_WARNINGS.match(code)) and code not in LINT_ERRORS
                if not FATAL.match(code) and not warning and excused(code, path, row, cache):
                    warning = True
                fix = item.get("fix") or {}
                found.add(code, item.get("message", ""), path, row, location.get("column", 0),
                          hint=f"{fix['message']}." if fix.get("message") else "",
                          severity="warning" if warning else "error")
            return count
        """#
}

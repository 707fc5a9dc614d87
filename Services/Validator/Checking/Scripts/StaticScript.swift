/// Part of the program inside the sandbox: all checks that read the source, put together, and the tests that it shows.
enum StaticScript {
    static let source = #"""
        def static_checks(files, checks, extra_roots):
            """Everything that reads the project without running it. Runs in a process of its own: a file can crash a parser."""
            found = Findings()
            sys.setrecursionlimit(3000)
            trees = {}
            for path in files:
                if path.endswith(".py"):
                    try:
                        trees[path] = parse_source(path, found)
                    except RecursionError:
                        found.add("syntax.too-complex", "The code is nested too deeply.", path, 1)
                    except OSError as problem:
                        found.add("files.unreadable", f"This cannot be read: {problem.strerror}.", path)
            broken = [path for path in files if path.endswith(".py") and trees.get(path) is None]
            if "syntax" not in checks:
                found.items = [item for item in found.items if not item["rule"].startswith("syntax.")]
            project = Project(files, trees, extra_roots)
            shadowing(files, found)
            if "imports" in checks:
                for module in project.modules.values():
                    guarded(found, module.path, lambda module=module: ImportCheck(project, module, found).run())
                    guarded(found, module.path, lambda module=module: duplicates(module, found))
                    guarded(found, module.path, lambda module=module: mutable_defaults(module, found))
                guarded(found, "", lambda: CallCheck(project, found).run())
            return {
                "findings": found.items, "broken": broken, "tests": expected_tests(project), "tops": sorted(project.tops),
                "roots": project.roots, "modules": len(project.modules),
            }


        def guarded(found, path, work):
            try:
                work()
            except RecursionError:
                found.add("syntax.too-complex", "The code is nested too deeply to be checked.", path, 1)


        UNCOLLECTED = {"build", "dist", "venv", "CVS", "_darcs", "{arch}", "node_modules"}


        def is_test_file(path):
            parts = path.split("/")
            if any(part in UNCOLLECTED or part.startswith(".") or part.endswith(".egg") for part in parts[:-1]):
                return False
            return parts[-1].endswith(".py") and (parts[-1].startswith("test_") or parts[-1].endswith("_test.py"))


        def expected_tests(project):
            """[path, class or '', function] of every test that pytest must find, read from the source. Only what is certain:
            definitions at the top of a file or of a test class."""
            tests = []
            for path, module in sorted(project.modules.items()):
                if not is_test_file(path):
                    continue
                text = "\n".join(module.tree.luna_lines)
                if "__test__" in text or "load_tests" in text or module.dynamic:
                    continue
                for node in module.tree.body:
                    if is_test_function(node):
                        tests.append([path, "", node.name])
                    elif isinstance(node, ast.ClassDef) and not node.decorator_list:
                        names = {decorator_name(base) for base in node.bases}
                        unit = any(name.endswith("TestCase") for name in names)
                        plain = node.name.startswith("Test") and not node.bases
                        if not unit and not plain:
                            continue
                        if plain and any(getattr(f, "name", "") in ("__init__", "__new__") for f in node.body):
                            continue
                        tests += [[path, node.name, f.name] for f in node.body if is_test_function(f)]
            return tests


        def is_test_function(node):
            if not isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)) or not node.name.startswith("test"):
                return False
            return not any(decorator_name(d) in ("fixture", "staticmethod", "property") for d in node.decorator_list)
        """#
}

/// Part of the program inside the sandbox: imports that name nothing, and names defined twice.
enum ImportsScript {
    static let source = #"""
        # Names that a project gives its own modules; when one is missing, a file was forgotten, not a package.
        LOCAL_NAMES = {
            "app", "main", "models", "model", "database", "db", "utils", "util", "helpers", "helper", "config", "settings",
            "schemas", "schema", "services", "service", "routes", "routers", "router", "views", "crud", "core", "lib",
            "common", "constants", "errors", "exceptions", "storage", "repository", "api", "cli", "tests", "src",
        }

        # Modules whose import has effects (a browser, a poem, a window) or is slow and never worth it.
        NOT_IMPORTED = {"antigravity", "this", "idlelib", "turtledemo", "test", "lib2to3", "tkinter", "turtle", "__main__"}


        def looks_local(top, tops):
            return top in LOCAL_NAMES or bool(difflib.get_close_matches(top, tops, 1, 0.8))


        class ImportCheck:
            def __init__(self, project, module, found):
                self.project = project
                self.module = module
                self.found = found

            def report(self, rule, node, message, hint="", severity="error", kind="defect", subject=""):
                self.found.add(rule, message, self.module.path, node.lineno, column_of(self.module, node), hint, severity,
                               kind, subject)

            def run(self):
                self.visit(self.module.tree.body, False)

            def visit(self, body, optional):
                for node in body:
                    if isinstance(node, ast.Import):
                        for item in node.names:
                            self.module_import(node, item.name, optional)
                    elif isinstance(node, ast.ImportFrom):
                        self.from_import(node, optional)
                    elif isinstance(node, ast.Try):
                        self.visit(node.body, optional or catches(node, IMPORT_CATCHERS))
                        for handler in node.handlers:
                            # A fallback import is tried only where the first one failed.
                            self.visit(handler.body, True)
                        self.visit(node.orelse + node.finalbody, optional)
                    elif isinstance(node, (ast.With, ast.AsyncWith)):
                        self.visit(node.body, optional or expects_error(node))
                    elif isinstance(node, ast.If):
                        typing_only = "TYPE_CHECKING" in ast.dump(node.test)
                        versions = "version_info" in ast.dump(node.test) or "platform" in ast.dump(node.test)
                        self.visit(node.body, optional or typing_only or versions)
                        self.visit(node.orelse, optional or versions)
                    elif isinstance(node, ast.Match):
                        for case in node.cases:
                            self.visit(case.body, optional)
                    else:
                        for field in ("body", "orelse"):
                            inner = getattr(node, field, None)
                            if isinstance(inner, list):
                                self.visit(inner, optional)

            def module_import(self, node, dotted, optional):
                """Whether `dotted` can be imported; reports when it cannot. Returns what it is."""
                top = dotted.split(".")[0]
                path = self.module.path
                if self.project.owns(top, path) and top not in sys.stdlib_module_names:
                    return self.project_module(node, dotted, optional)
                place = self.project.locate(dotted, path)
                if place is not None and top not in sys.stdlib_module_names:
                    return place
                if top in sys.stdlib_module_names:
                    if place is not None:
                        return place
                    return ("stdlib", self.standard(node, dotted, optional))
                if self.project.external_file(top) is None:
                    if optional:
                        return None
                    sibling = os.path.join(os.path.dirname(path), top)
                    if sibling in self.project.by_location:
                        self.report("import.sibling", node, f"'import {top}' works only when the file is run as a script.",
                                    f"Write 'from .{top} import …'.", severity="warning")
                        return None
                    if looks_local(top, self.project.tops):
                        self.report("import.missing-module", node, f"There is no module {dotted!r} in the project.",
                                    suggestion(top, self.project.tops) or "Write the module, or mend the import.")
                    else:
                        self.report("import.not-installed", node, f"The module {top!r} is not installed here.",
                                    "Install it where the project is checked, or remove the import.", kind="not_installed",
                                    subject=top)
                    return None
                if self.project.external_file(dotted) is None and dotted != top and not optional:
                    owner = self.project.external_module(dotted.rpartition(".")[0])
                    first = self.project.external_module(top)
                    if owner is not None and owner.is_package and not owner.dynamic and first is not None \
                            and not first.dynamic:
                        self.report("import.missing-module", node, f"The package {top!r} has no module {dotted!r}.")
                    return None
                return ("external", dotted)

            def project_module(self, node, dotted, optional):
                place = self.project.locate(dotted, self.module.path)
                if place is not None:
                    return place
                if not optional:
                    head, _, tail = dotted.rpartition(".")
                    known = [location.rpartition("/")[2] for location in [*self.project.by_location, *self.project.folders]]
                    self.report("import.missing-module", node, f"There is no module {dotted!r} in the project.",
                                suggestion(tail or head, known) or "Write the module, or mend the import.")
                return None

            def standard(self, node, dotted, optional):
                if dotted.split(".")[0] in NOT_IMPORTED:
                    return None
                try:
                    return importlib.import_module(dotted)
                except ImportError:
                    if not optional and self.project.external_file(dotted) is None and dotted not in sys.stdlib_module_names:
                        self.report("import.missing-module", node, f"The standard library has no module {dotted!r}.",
                                    suggestion(dotted, sys.stdlib_module_names))
                except Exception:
                    pass
                return None

            def from_import(self, node, optional):
                if node.module == "__future__":
                    return
                dotted = self.project.absolute(node, self.module)
                if dotted is None:
                    if not optional and node.level > 0:
                        self.report("import.relative", node, "A relative import outside of its package.",
                                    "Use an absolute import, or add __init__.py to the folder.")
                    return
                if node.level > 0:
                    place = self.project_module(node, dotted, optional)
                else:
                    place = self.module_import(node, dotted, optional)
                if place is None or optional:
                    return
                for item in node.names:
                    if item.name == "*":
                        continue
                    kind, thing = place
                    if kind == "stdlib":
                        if thing is not None and not hasattr(thing, item.name):
                            if self.standard_submodule(dotted, item.name):
                                continue
                            self.report("import.missing-name", node, f"{dotted!r} has no name {item.name!r}.",
                                        suggestion(item.name, dir(thing)))
                        continue
                    if kind == "external":
                        module = self.project.external_module(thing)
                        if module is None or self.project.external_file(f"{thing}.{item.name}") is not None:
                            continue
                        if self.project.defines(module, item.name) is False:
                            self.report("import.missing-name", node, f"{dotted!r} has no name {item.name!r}.",
                                        suggestion(item.name, module.names))
                        continue
                    if self.project.locate(f"{dotted}.{item.name}", self.module.path) is not None:
                        continue
                    if kind == "folder":
                        self.report("import.missing-name", node, f"The folder {dotted!r} has no module {item.name!r}.",
                                    self.hint_submodule(dotted, item.name))
                    elif thing is not None and self.project.defines(thing, item.name) is False:
                        hint = suggestion(item.name, self.project.all_names(thing)) or self.hint_submodule(dotted, item.name)
                        self.report("import.missing-name", node, f"{dotted!r} ({thing.path}) does not define {item.name!r}.",
                                    hint or f"Define it in {thing.path}, or mend the import.")

            def standard_submodule(self, dotted, name):
                try:
                    importlib.import_module(f"{dotted}.{name}")
                    return True
                except ImportError:
                    return False

            def hint_submodule(self, dotted, name):
                tail = dotted.replace(".", "/") + "/"
                known = {location.rpartition("/")[2] for location in self.project.by_location if tail in location + "/"}
                return suggestion(name, known)


        IMPORT_CATCHERS = {"ImportError", "ModuleNotFoundError", "Exception", "BaseException"}
        CALL_CATCHERS = {"TypeError", "AttributeError", "Exception", "BaseException"}


        def catches(node, names):
            for handler in node.handlers:
                if handler.type is None:
                    return True
                kinds = handler.type.elts if isinstance(handler.type, ast.Tuple) else [handler.type]
                for kind in kinds:
                    if (kind.id if isinstance(kind, ast.Name) else getattr(kind, "attr", "")) in names:
                        return True
            return False


        def expects_error(node):
            """`with pytest.raises(…)`, `self.assertRaises(…)`, `suppress(…)`: what is inside is meant to be wrong."""
            for item in node.items:
                call = item.context_expr
                if isinstance(call, ast.Call):
                    name = call.func.attr if isinstance(call.func, ast.Attribute) else getattr(call.func, "id", "")
                    if name in ("raises", "assertRaises", "assertRaisesRegex", "suppress"):
                        return True
            return False


        def duplicates(module, found):
            """The same function or method defined twice in one block: the first one is lost."""
            def block(body, owner):
                seen = {}
                for node in body:
                    if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)):
                        earlier = seen.get(node.name)
                        if earlier is not None and node.name != "_" and not node.decorator_list \
                                and not earlier.decorator_list:
                            found.add("define.duplicate", f"{owner}{node.name!r} is already defined in line {earlier.lineno}; "
                                      "that definition is lost.", module.path, node.lineno, column_of(module, node),
                                      "Remove or rename one of the two.")
                        seen[node.name] = node
                    else:
                        # Something between uses or changes the name: `f = register(f)`.
                        for part in ast.walk(node):
                            if isinstance(part, ast.Name):
                                seen.pop(part.id, None)
                    if isinstance(node, ast.ClassDef):
                        block(node.body, f"{node.name}.")
            block(module.tree.body, "")


        def mutable_defaults(module, found):
            """A default list, dict or set that the function changes: it is shared by all calls."""
            changing = {"append", "extend", "insert", "add", "update", "pop", "remove", "clear", "setdefault", "discard"}
            for node in module.nodes:
                if not isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)):
                    continue
                positional = node.args.posonlyargs + node.args.args
                pairs = list(zip(positional[len(positional) - len(node.args.defaults):], node.args.defaults))
                pairs += [(a, d) for a, d in zip(node.args.kwonlyargs, node.args.kw_defaults) if d is not None]
                names = set()
                for argument, default in pairs:
                    made = isinstance(default, ast.Call) and isinstance(default.func, ast.Name) \
                        and default.func.id in ("list", "dict", "set")
                    if isinstance(default, (ast.List, ast.Dict, ast.Set)) or made:
                        # A leading underscore marks a cache that is shared on purpose.
                        if not argument.arg.startswith("_") and "cache" not in argument.arg and "memo" not in argument.arg:
                            names.add(argument.arg)
                if not names:
                    continue
                rebound = {}
                bind_body(rebound, node.body, [])
                for part in ast.walk(node):
                    changed = None
                    if isinstance(part, ast.Call) and isinstance(part.func, ast.Attribute) and part.func.attr in changing:
                        changed = part.func.value
                    elif isinstance(part, ast.Subscript) and isinstance(part.ctx, (ast.Store, ast.Del)):
                        changed = part.value
                    if isinstance(changed, ast.Name) and changed.id in names and changed.id not in rebound:
                        found.add("define.mutable-default", f"{node.name!r} changes the default of {changed.id!r}, which all "
                                  "calls share.", module.path, part.lineno, column_of(module, part),
                                  "Use None as the default and make the value inside.")
        """#
}

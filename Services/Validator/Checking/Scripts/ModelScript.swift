/// Part of the program inside the sandbox: what every module of the project defines, found without running it.
enum ModelScript {
    static let source = #"""
        class Binding:
            """One place that gives a name a meaning. `sure` is false inside if/try/loops, where another may win."""

            __slots__ = ("kind", "node", "value", "sure")

            def __init__(self, kind, node, value=None, sure=True):
                self.kind = kind
                self.node = node
                self.value = value
                self.sure = sure


        def bind(names, name, binding):
            names.setdefault(name, []).append(binding)


        def bind_target(names, target, value, sure):
            if isinstance(target, ast.Name):
                bind(names, target.id, Binding("value", target, value, sure))
            elif isinstance(target, (ast.Tuple, ast.List)):
                for part in target.elts:
                    bind_target(names, part, None, sure)
            elif isinstance(target, ast.Starred):
                bind_target(names, target.value, None, sure)


        def bind_expression(names, node):
            """Assignment expressions and comprehension targets below `node`; the latter only make names less certain."""
            for part in ast.walk(node):
                if isinstance(part, ast.NamedExpr):
                    bind_target(names, part.target, None, False)
                elif isinstance(part, ast.comprehension):
                    bind_target(names, part.target, None, False)


        def bind_body(names, body, stars, sure=True):
            """All names that the statements of one scope bind, not those of functions and classes inside."""
            for node in body:
                if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)):
                    bind(names, node.name, Binding("function", node, None, sure))
                    continue
                if isinstance(node, ast.ClassDef):
                    bind(names, node.name, Binding("class", node, None, sure))
                    continue
                if isinstance(node, ast.Import):
                    for item in node.names:
                        bind(names, item.asname or item.name.split(".")[0], Binding("import", node, item, sure))
                elif isinstance(node, ast.ImportFrom):
                    for item in node.names:
                        if item.name == "*":
                            stars.append(node)
                        else:
                            bind(names, item.asname or item.name, Binding("from", node, item, sure))
                elif isinstance(node, ast.Assign):
                    for target in node.targets:
                        bind_target(names, target, node.value, sure)
                elif isinstance(node, ast.AnnAssign):
                    bind_target(names, node.target, node.value, sure)
                elif isinstance(node, ast.AugAssign):
                    bind_target(names, node.target, None, False)
                elif isinstance(node, (ast.For, ast.AsyncFor)):
                    bind_target(names, node.target, None, False)
                elif isinstance(node, (ast.With, ast.AsyncWith)):
                    for item in node.items:
                        if item.optional_vars is not None:
                            bind_target(names, item.optional_vars, None, False)
                elif isinstance(node, ast.Delete):
                    for target in node.targets:
                        bind_target(names, target, None, False)
                elif isinstance(node, ast.Global):
                    for name in node.names:
                        bind(names, name, Binding("global", node, None, False))
                elif isinstance(node, ast.Match):
                    for case in node.cases:
                        for part in ast.walk(case.pattern):
                            name = getattr(part, "name", None) or getattr(part, "rest", None)
                            if name:
                                bind(names, name, Binding("value", part, None, False))
                        bind_body(names, case.body, stars, False)
                for field, value in ast.iter_fields(node):
                    if field in ("body", "orelse", "finalbody") and isinstance(value, list):
                        kept = isinstance(node, (ast.With, ast.AsyncWith)) and sure
                        bind_body(names, value, stars, kept)
                    elif field == "handlers":
                        for handler in value:
                            if handler.name:
                                bind(names, handler.name, Binding("value", handler, None, False))
                            bind_body(names, handler.body, stars, False)
                    elif isinstance(value, ast.AST):
                        bind_expression(names, value)
                    elif isinstance(value, list):
                        for part in value:
                            if isinstance(part, ast.expr):
                                bind_expression(names, part)


        def is_dynamic(nodes):
            """Whether names may appear in the module by other means than binding statements."""
            for node in nodes:
                if isinstance(node, ast.Name) and node.id in ("globals", "exec", "vars", "locals"):
                    return True
                if isinstance(node, ast.Attribute) and node.attr == "modules" and isinstance(node.value, ast.Name) \
                        and node.value.id == "sys":
                    return True
                if isinstance(node, ast.FunctionDef) and node.name == "__getattr__":
                    return True
            return False


        class Module:
            def __init__(self, path, tree, dotted, is_package):
                self.path = path
                self.tree = tree
                self.dotted = dotted
                self.is_package = is_package
                self.names = {}
                self.stars = []
                bind_body(self.names, tree.body, self.stars)
                self.nodes = list(ast.walk(tree))
                for node in self.nodes:
                    if isinstance(node, ast.Global):
                        for name in node.names:
                            bind(self.names, name, Binding("global", node, None, False))
                self.dynamic = is_dynamic(self.nodes)

            @property
            def package(self):
                if self.is_package:
                    return self.dotted
                return self.dotted.rpartition(".")[0]


        MODULE_ATTRIBUTES = {
            "__name__", "__file__", "__doc__", "__path__", "__spec__", "__loader__", "__package__", "__dict__",
            "__builtins__", "__annotations__", "__cached__", "__all__",
        }


        class Project:
            """The project's modules under every name that they can be imported by."""

            def __init__(self, files, trees, extra_roots):
                self.modules = {}      # path -> Module
                self.folders = set()   # folders that hold Python files, at any depth
                self.by_location = {}  # path without .py or /__init__.py -> Module
                self.external_cache = {}
                self.base_cache = {}
                self.place_cache = {}
                python = [path for path in files if path.endswith(".py")]
                present = set(python)
                for path in python:
                    folder = os.path.dirname(path)
                    while folder:
                        self.folders.add(folder)
                        folder = os.path.dirname(folder)
                self.present = present
                self.roots = [root for root in [*extra_roots, "", "src"] if root == "" or root in self.folders]
                for path in python:
                    name = os.path.basename(path)
                    if name == "conftest.py" or name.startswith("test_") or name.endswith("_test.py"):
                        base = self.base_folder(path)
                        if base not in self.roots:
                            self.roots.append(base)
                for path in python:
                    is_package = path.endswith("__init__.py")
                    location = os.path.dirname(path) if is_package else path.removesuffix(".py")
                    tree = trees.get(path)
                    if tree is None:
                        self.by_location.setdefault(location, None)
                        continue
                    base = self.base_folder(path)
                    dotted = os.path.relpath(location, base or ".").replace("/", ".") if location else ""
                    module = Module(path, tree, "" if dotted == "." else dotted, is_package)
                    self.modules[path] = module
                    if is_package or location not in self.by_location:
                        self.by_location[location] = module
                self.tops = set()
                for root in self.roots:
                    for location in [*self.by_location, *self.folders]:
                        if root == "" or location.startswith(root + "/"):
                            self.tops.add(os.path.relpath(location, root or ".").split("/")[0])

            def base_folder(self, path):
                """The folder that has to be on sys.path for `path`: the first one upwards that is no package."""
                first = folder = path.rpartition("/")[0]
                if first in self.base_cache:
                    return self.base_cache[first]
                while folder and f"{folder}/__init__.py" in self.present:
                    folder = folder.rpartition("/")[0]
                self.base_cache[first] = folder
                return folder

            def locate(self, dotted, path):
                """('module', Module or None) | ('folder', location) | None when the project has no such module."""
                base = self.base_folder(path)
                key = (base, dotted)
                if key not in self.place_cache:
                    self.place_cache[key] = self.find(base, dotted.replace(".", "/"))
                return self.place_cache[key]

            def find(self, base, tail):
                for root in [base, *self.roots]:
                    location = f"{root}/{tail}" if root else tail
                    if location in self.by_location:
                        return ("module", self.by_location[location])
                    if location in self.folders:
                        return ("folder", location)
                return None

            def owns(self, top, path):
                if self.locate(top, path) is not None:
                    return True
                return False

            def absolute(self, node, module):
                """The dotted name that a `from` import means, or None when it climbs out of its package."""
                if node.level == 0:
                    return node.module or ""
                parts = module.package.split(".") if module.package else []
                climb = node.level - 1
                if climb > len(parts) or not parts:
                    return None
                parts = parts[: len(parts) - climb]
                if not parts:
                    return None
                return ".".join(parts + ([node.module] if node.module else []))

            # Modules outside the project

            def external_file(self, dotted):
                """('file', path) | ('native',) | ('folder',) | None, without importing anything."""
                if dotted in self.external_cache:
                    return self.external_cache[dotted]
                answer = None
                tail = dotted.replace(".", "/")
                if dotted.split(".")[0] in sys.builtin_module_names:
                    answer = ("native",)
                for base in sys.path:
                    if answer is not None:
                        break
                    stem = os.path.join(base, tail)
                    if os.path.isfile(stem + "/__init__.py"):
                        answer = ("file", stem + "/__init__.py")
                    elif os.path.isfile(stem + ".py"):
                        answer = ("file", stem + ".py")
                    elif os.path.isdir(os.path.dirname(stem)):
                        start = os.path.basename(stem) + "."
                        if any(name.startswith(start) and ".so" in name for name in os.listdir(os.path.dirname(stem))):
                            answer = ("native",)
                        elif os.path.isdir(stem) and stem != base:
                            answer = ("folder",)
                self.external_cache[dotted] = answer
                return answer

            def external_module(self, dotted):
                key = "module:" + dotted
                if key not in self.external_cache:
                    module = None
                    place = self.external_file(dotted)
                    if place is not None and place[0] == "file":
                        try:
                            with open(place[1], "rb") as handle:
                                module = Module(place[1], ast.parse(handle.read()), dotted, place[1].endswith("__init__.py"))
                        except (OSError, SyntaxError, ValueError, RecursionError):
                            module = None
                    self.external_cache[key] = module
                return self.external_cache[key]

            # What a module defines

            def defines(self, module, name, depth=0):
                """True, False, or None when it cannot be known without running the module."""
                if name in module.names or name in MODULE_ATTRIBUTES:
                    return True
                if module.dynamic or depth > 8:
                    return None
                doubtful = False
                for star in module.stars:
                    dotted = self.absolute(star, module)
                    inner = None
                    if dotted is not None:
                        place = self.locate(dotted, module.path) if module.path in self.modules else None
                        if place is not None and place[0] == "module":
                            inner = place[1]
                        elif place is None:
                            inner = self.external_module(dotted)
                    answer = self.defines(inner, name, depth + 1) if inner is not None else None
                    if answer:
                        return True
                    doubtful = doubtful or answer is None
                return None if doubtful else False

            def all_names(self, module, depth=0):
                names = set(module.names)
                for star in module.stars:
                    dotted = self.absolute(star, module)
                    place = self.locate(dotted, module.path) if dotted else None
                    if place and place[0] == "module" and place[1] is not None and depth < 8:
                        names |= self.all_names(place[1], depth + 1)
                return names


        def suggestion(name, candidates):
            close = difflib.get_close_matches(name, sorted(c for c in candidates if isinstance(c, str)), 1, 0.7)
            return f"Did you mean {close[0]!r}?" if close else ""


        def column_of(module, node):
            """From 1, in characters; the tree counts bytes."""
            lines = module.tree.luna_lines
            if 0 < node.lineno <= len(lines):
                return len(lines[node.lineno - 1].encode("utf-8")[: node.col_offset].decode("utf-8", "ignore")) + 1
            return node.col_offset + 1
        """#
}

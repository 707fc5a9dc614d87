/// Part of the program inside the sandbox: calls that do not fit the function they name, and attributes that
/// modules and classes of the project do not have.
///
/// It reports only what it can prove from the source: a name bound once, a function without decorators that change its
/// signature, a class whose bases are all known. The rest is left to the tests.
enum CallsScript {
    static let source = #"""
        KEEPING_DECORATORS = {"staticmethod", "classmethod", "lru_cache", "cache", "abstractmethod", "override", "wraps"}
        DYNAMIC_METHODS = {"__getattr__", "__getattribute__", "__new__", "__init_subclass__", "__class_getitem__"}
        PLAIN_BASES = {"object", "ABC", "Protocol", "Generic"}


        def decorator_name(node):
            node = node.func if isinstance(node, ast.Call) else node
            return node.attr if isinstance(node, ast.Attribute) else getattr(node, "id", "?")


        def keeps_signature(function):
            return all(decorator_name(d) in KEEPING_DECORATORS for d in function.decorator_list)


        def call_problem(arguments, call, skip):
            """Why `call` does not fit `arguments`, or None. `skip`: parameters that are already bound (self)."""
            positional = [a.arg for a in arguments.posonlyargs + arguments.args]
            if skip > len(positional):
                return None
            only_positional = len(arguments.posonlyargs)
            required = positional[: len(positional) - len(arguments.defaults)][skip:]
            open_positions = positional[skip:]
            star = any(isinstance(a, ast.Starred) for a in call.args)
            double = any(k.arg is None for k in call.keywords)
            given = sum(1 for a in call.args if not isinstance(a, ast.Starred))
            if arguments.vararg is None and given > len(open_positions):
                return f"takes {len(open_positions)} positional argument{'s' * (len(open_positions) != 1)}, {given} given"
            keyword_only = [a.arg for a in arguments.kwonlyargs]
            by_name = set()
            for keyword in call.keywords:
                if keyword.arg is None:
                    continue
                by_name.add(keyword.arg)
                if keyword.arg in keyword_only:
                    continue
                if keyword.arg in open_positions and positional.index(keyword.arg) >= only_positional:
                    if not star and open_positions.index(keyword.arg) < given:
                        return f"gets {keyword.arg!r} twice"
                elif arguments.kwarg is None:
                    hint = suggestion(keyword.arg, open_positions + keyword_only)
                    return f"has no parameter {keyword.arg!r}. {hint}".rstrip(" .")
            if star or double:
                return None
            missing = [name for index, name in enumerate(open_positions)
                       if name in required and index >= given and name not in by_name]
            missing += [a.arg for a, d in zip(arguments.kwonlyargs, arguments.kw_defaults)
                        if d is None and a.arg not in by_name]
            if missing:
                return f"misses the argument{'s' * (len(missing) != 1)} " + ", ".join(repr(m) for m in missing)
            return None


        class ClassInfo:
            """A class of the project with all it inherits; `known` is false when a base is out of sight."""

            def __init__(self, node, module):
                self.node = node
                self.module = module
                self.known = True
                self.names = {}
                self.attributes = set()
                self.dynamic = False
                self.derived = False
                self.parents = []
                bind_body(self.names, node.body, [])
                for decorator in node.decorator_list:
                    if decorator_name(decorator) != "dataclass":
                        self.known = False
                for keyword in node.keywords:
                    if not (keyword.arg == "metaclass" and decorator_name(keyword.value) == "ABCMeta"):
                        self.known = False
                for function in node.body:
                    if not isinstance(function, (ast.FunctionDef, ast.AsyncFunctionDef)):
                        continue
                    if function.name in DYNAMIC_METHODS:
                        self.dynamic = True
                    for part in ast.walk(function):
                        if isinstance(part, ast.Attribute) and isinstance(part.ctx, ast.Store):
                            self.attributes.add(part.attr)
                        elif isinstance(part, ast.Name) and part.id in ("setattr", "vars"):
                            self.dynamic = True
                        elif isinstance(part, ast.Attribute) and part.attr == "__dict__":
                            self.dynamic = True

            @property
            def is_dataclass(self):
                return any(decorator_name(d) == "dataclass" for d in self.node.decorator_list)

            def chain(self):
                seen, waiting = [], [self]
                while waiting:
                    one = waiting.pop(0)
                    if one not in seen:
                        seen.append(one)
                        waiting.extend(one.parents)
                return seen

            def sure(self):
                return all(c.known and not c.dynamic for c in self.chain())

            def find(self, name):
                for one in self.chain():
                    if name in one.names:
                        return one, one.names[name]
                return None, None

            def has(self, name):
                return name in OBJECT_NAMES or any(name in c.names or name in c.attributes for c in self.chain())


        OBJECT_NAMES = set(dir(object)) | {"__dict__", "__module__", "__name__", "__qualname__", "__slots__", "__mro__"}


        class CallCheck:
            def __init__(self, project, found):
                self.project = project
                self.found = found
                self.classes = {}
                for module in project.modules.values():
                    for node in module.nodes:
                        if isinstance(node, ast.ClassDef):
                            self.classes[node] = ClassInfo(node, module)
                # An attribute set from outside may belong to any class; a name that a test patches may take any call.
                self.stored = set()
                self.patched = set()
                for module in project.modules.values():
                    for node in module.nodes:
                        if isinstance(node, ast.Attribute) and isinstance(node.ctx, ast.Store):
                            self.stored.add(node.attr)
                        elif isinstance(node, ast.Call) and decorator_name(node) in ("setattr", "object", "patch"):
                            for part in node.args[:2]:
                                if isinstance(part, ast.Constant) and isinstance(part.value, str):
                                    self.patched.add(part.value.rpartition(".")[2])
                self.stored |= self.patched
                for info in self.classes.values():
                    for base in info.node.bases:
                        node = base.value if isinstance(base, ast.Subscript) else base
                        if decorator_name(node) in PLAIN_BASES:
                            continue
                        target = self.resolve(node, [info.module.names], info.module)
                        if target is not None and target[0] == "class" and target[1] in self.classes:
                            info.parents.append(self.classes[target[1]])
                            self.classes[target[1]].derived = True
                        else:
                            info.known = False

            def run(self):
                for module in self.project.modules.values():
                    self.module = module
                    for node in module.tree.body:
                        guarded(self.found, module.path, lambda node=node: self.walk(node, [self.module.names], None, False))

            # Names

            def resolve(self, node, scopes, module, depth=0):
                """('function', def, module) | ('class', node, module) | ('module', Module) | ('instance', ClassInfo) | None"""
                if depth > 8:
                    return None
                if isinstance(node, ast.Name):
                    for names in reversed(scopes):
                        if node.id in names:
                            found = names[node.id]
                            if len(found) != 1 or not found[0].sure:
                                return None
                            return self.meaning(found[0], scopes, module, depth)
                    return None
                if isinstance(node, ast.Attribute):
                    owner = self.resolve(node.value, scopes, module, depth + 1)
                    if owner is not None and owner[0] == "module":
                        return self.member(owner[1], node.attr, depth + 1)
                return None

            def member(self, module, name, depth):
                if depth > 8:
                    return None  # `from .a import a` in a package, and longer circles.
                found = module.names.get(name)
                if found is not None:
                    if len(found) == 1 and found[0].sure:
                        return self.meaning(found[0], [module.names], module, depth)
                    return None
                if module.is_package:
                    place = self.project.locate(f"{module.dotted}.{name}", module.path)
                    if place is not None and place[0] == "module" and place[1] is not None:
                        return ("module", place[1])
                return None

            def meaning(self, binding, scopes, module, depth):
                if binding.kind == "function":
                    return ("function", binding.node, module)
                if binding.kind == "class":
                    return ("class", binding.node, module)
                if binding.kind == "import":
                    item = binding.value
                    dotted = item.name if item.asname else item.name.split(".")[0]
                    place = self.project.locate(dotted, module.path)
                    if place is not None and place[0] == "module" and place[1] is not None \
                            and dotted.split(".")[0] not in sys.stdlib_module_names:
                        return ("module", place[1])
                    return None
                if binding.kind == "from":
                    dotted = self.project.absolute(binding.node, module)
                    if dotted is None or dotted.split(".")[0] in sys.stdlib_module_names:
                        return None
                    place = self.project.locate(dotted, module.path)
                    if place is None:
                        return None
                    if place[0] == "module" and place[1] is not None and binding.value.name in place[1].names:
                        return self.member(place[1], binding.value.name, depth + 1)
                    inner = self.project.locate(f"{dotted}.{binding.value.name}", module.path)
                    if inner is not None and inner[0] == "module" and inner[1] is not None:
                        return ("module", inner[1])
                    return None
                if binding.kind == "value" and isinstance(binding.value, ast.Call):
                    target = self.resolve(binding.value.func, scopes, module, depth + 1)
                    if target is not None and target[0] == "class":
                        info = self.classes.get(target[1])
                        if info is not None and info.sure():
                            return ("instance", info)
                return None

            # Walking

            def walk(self, node, scopes, owner, guarded):
                if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef, ast.Lambda)):
                    self.function(node, scopes, owner, guarded)
                    return
                if isinstance(node, ast.ClassDef):
                    for part in node.bases + node.decorator_list:
                        self.walk(part, scopes, owner, guarded)
                    info = self.classes[node]
                    for part in node.body:
                        if isinstance(part, (ast.FunctionDef, ast.AsyncFunctionDef)):
                            # Names of the class are not visible inside its methods.
                            self.walk(part, scopes, info, guarded)
                        else:
                            self.walk(part, [*scopes, info.names], info, guarded)
                    return
                if isinstance(node, ast.Try):
                    inside = guarded or catches(node, CALL_CATCHERS)
                    for part in node.body:
                        self.walk(part, scopes, owner, inside)
                    for part in [*node.handlers, *node.orelse, *node.finalbody]:
                        self.walk(part, scopes, owner, guarded)
                    return
                if isinstance(node, (ast.With, ast.AsyncWith)) and expects_error(node):
                    guarded = True
                if not guarded:
                    if isinstance(node, ast.Call):
                        self.call(node, scopes)
                    elif isinstance(node, ast.Attribute) and isinstance(node.ctx, ast.Load):
                        self.attribute(node, scopes)
                for part in ast.iter_child_nodes(node):
                    self.walk(part, scopes, owner, guarded)

            def function(self, node, scopes, owner, guarded):
                names = {}
                arguments = node.args
                every = arguments.posonlyargs + arguments.args + arguments.kwonlyargs
                every += [a for a in (arguments.vararg, arguments.kwarg) if a is not None]
                for argument in every:
                    bind(names, argument.arg, Binding("value", argument))
                if isinstance(node, ast.Lambda):
                    self.walk(node.body, [*scopes, names], None, guarded)
                    return
                for part in node.decorator_list + arguments.defaults + [d for d in arguments.kw_defaults if d]:
                    self.walk(part, scopes, owner, guarded)
                first = (arguments.posonlyargs + arguments.args)[:1]
                kind = {decorator_name(d) for d in node.decorator_list}
                if owner is not None and first and "staticmethod" not in kind and "classmethod" not in kind:
                    binding = Binding("self", node, owner)
                    names[first[0].arg] = [binding]
                bind_body(names, node.body, [])
                for part in node.body:
                    self.walk(part, [*scopes, names], None, guarded)

            def receiver(self, node, scopes):
                """The class of `self`, or of a variable that holds a new instance: (info, is self) or None."""
                if isinstance(node, ast.Name):
                    for names in reversed(scopes):
                        if node.id in names:
                            found = names[node.id]
                            if len(found) == 1 and found[0].kind == "self":
                                info = found[0].value
                                return (info, True) if info.sure() and not info.derived else None
                            break
                target = self.resolve(node, scopes, self.module)
                if target is None and isinstance(node, ast.Call):
                    made = self.resolve(node.func, scopes, self.module)
                    if made is not None and made[0] == "class":
                        info = self.classes.get(made[1])
                        target = ("instance", info) if info is not None and info.sure() else None
                return (target[1], False) if target is not None and target[0] == "instance" else None

            def report(self, rule, node, message, hint=""):
                self.found.add(rule, message, self.module.path, node.lineno, column_of(self.module, node), hint)

            def attribute(self, node, scopes):
                owner = self.resolve(node.value, scopes, self.module)
                if owner is not None and owner[0] == "module":
                    module = owner[1]
                    if self.project.defines(module, node.attr) is False and node.attr not in self.stored \
                            and self.member(module, node.attr, 0) is None \
                            and not os.path.isdir(os.path.join(PROJECT, os.path.dirname(module.path), node.attr)):
                        self.report("name.missing-attribute", node, f"{module.path} does not define {node.attr!r}.",
                                    suggestion(node.attr, module.names))
                    return
                holder = self.receiver(node.value, scopes)
                if holder is not None:
                    info = holder[0]
                    if not info.has(node.attr) and node.attr not in self.stored:
                        known = set().union(*(set(c.names) | c.attributes for c in info.chain()))
                        self.report("name.missing-attribute", node, f"The class {info.node.name!r} has no {node.attr!r}.",
                                    suggestion(node.attr, known))

            def call(self, node, scopes):
                if decorator_name(node) in self.patched:
                    return
                target = self.resolve(node.func, scopes, self.module)
                if target is not None and target[0] == "function":
                    function = target[1]
                    if keeps_signature(function):
                        self.complain(node, function.name, call_problem(function.args, node, 0), target[2].path, function)
                elif target is not None and target[0] == "class":
                    self.construct(node, self.classes[target[1]])
                elif isinstance(node.func, ast.Attribute):
                    holder = self.receiver(node.func.value, scopes)
                    skip = 1
                    if holder is None:
                        owner = self.resolve(node.func.value, scopes, self.module)
                        if owner is None or owner[0] != "class" or not self.classes[owner[1]].sure():
                            return
                        holder, skip = (self.classes[owner[1]], False), 0
                    place, found = holder[0].find(node.func.attr)
                    if place is None or len(found) != 1 or found[0].kind != "function":
                        return
                    if node.func.attr in self.stored:
                        return
                    function = found[0].node
                    if not keeps_signature(function):
                        return
                    decorators = {decorator_name(d) for d in function.decorator_list}
                    if "staticmethod" in decorators:
                        skip = 0
                    elif "classmethod" in decorators:
                        skip = 1
                    self.complain(node, f"{place.node.name}.{function.name}", call_problem(function.args, node, skip),
                                  place.module.path, function)

            def construct(self, node, info):
                if not info.sure():
                    return
                place, found = info.find("__init__")
                if any(one.is_dataclass for one in info.chain()):
                    self.construct_dataclass(node, info)
                    return
                if place is None:
                    if (node.args or node.keywords) and len(info.chain()) >= 1:
                        self.complain(node, info.node.name, "takes no arguments", info.module.path, info.node)
                    return
                if len(found) == 1 and found[0].kind == "function" and keeps_signature(found[0].node):
                    self.complain(node, info.node.name, call_problem(found[0].node.args, node, 1), place.module.path,
                                  found[0].node)

            def construct_dataclass(self, node, info):
                if len(info.chain()) > 1 or "__init__" in info.names:
                    return
                for decorator in info.node.decorator_list:
                    if isinstance(decorator, ast.Call) and any(k.arg in ("init", "kw_only") for k in decorator.keywords):
                        return
                fields, defaults = [], []
                for part in info.node.body:
                    if not isinstance(part, ast.AnnAssign) or not isinstance(part.target, ast.Name):
                        continue
                    text = ast.dump(part.annotation)
                    if "ClassVar" in text:
                        continue
                    if "KW_ONLY" in text or "InitVar" in text:
                        return
                    value = part.value
                    if isinstance(value, ast.Call) and decorator_name(value) == "field":
                        words = {k.arg for k in value.keywords}
                        if words & {"init", "kw_only"}:
                            return
                        value = value if words & {"default", "default_factory"} else None
                    fields.append(ast.arg(arg=part.target.id))
                    if value is not None:
                        defaults.append(value)
                shape = ast.arguments(posonlyargs=[], args=fields, vararg=None, kwonlyargs=[], kw_defaults=[], kwarg=None,
                                      defaults=defaults)
                self.complain(node, info.node.name, call_problem(shape, node, 0), info.module.path, info.node)

            def complain(self, node, name, problem, path, definition):
                if problem is not None:
                    self.report("call.arguments", node, f"{name}() {problem}" + "." * (problem[-1] not in ".?"),
                                f"It is defined in {path}, line {definition.lineno}.")
        """#
}

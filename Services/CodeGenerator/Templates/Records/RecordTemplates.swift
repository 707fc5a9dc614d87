import LunaPlan

/// Python for validated dataclasses with the standard library only; shared by libraries and command-line tools.
enum RecordTemplates {
    /// How records are identified.
    enum Identity {
        /// Made by the record itself: records from several places can be mixed.
        case uuid
        /// Given by the storage: short enough to type.
        case integer
    }

    /// The module with the rules and the base class.
    static func module(_ project: ProjectView, _ identity: Identity) -> String {
        let isUUID = identity == .uuid
        let idField = isUUID ? "id: UUID = field(default_factory=uuid4)" : "id: int = 0"
        let idRule = isUUID ? "Identifier()" : "Integer(minimum=0)"
        let rules = usedRules(project, identity)
        var imports = project.imports()
        imports.module("datetime as dt")
        if isUUID { imports.module("json") }
        imports.from("collections.abc", "Mapping")
        imports.from("dataclasses", "dataclass", "field", "fields", "replace")
        imports.from("typing", "Any", "ClassVar", "Self")
        imports.from("\(project.package).errors", "InvalidFieldError")
        if rules.contains("Text") { imports.module("re") }
        if rules.contains("Url") { imports.from("urllib.parse", "urlsplit") }
        if rules.contains("Number") { imports.module("math") }
        if rules.contains("Identifier") { imports.from("uuid", "UUID") }
        if isUUID { imports.from("uuid", "uuid4") }
        let classes = rules.compactMap { Self.ruleClasses[$0] }
        return #"""
            """Validated records: what a field may hold, and how records look in JSON."""

            \#(imports.text)
            \#(rules.contains("Email") ? emailPattern : "")

            def utc_now() -> dt.datetime:
                """Return the current moment, aware of its time zone."""
                return dt.datetime.now(dt.UTC)


            @dataclass(frozen=True, kw_only=True)
            class Rule:
                """What a field may hold, and how it looks in JSON."""

                optional: bool = False

                def check(self, value: Any) -> None:
                    """Raise ValueError, saying why, for a value that the rule does not allow."""

                def encode(self, value: Any) -> Any:
                    """Return the value as JSON has it."""
                    return value

                def decode(self, raw: Any) -> Any:
                    """Return the value that JSON stands for; raise ValueError when it stands for none."""
                    return raw


            \#(classes.joined(separator: "\n\n\n"))


            @dataclass(frozen=True, kw_only=True)
            class Record:
                """Base of all records. A record that exists is valid, because making an invalid one fails."""

                LABEL: ClassVar[str]\#(isUUID ? "" : "\n    TABLE: ClassVar[str]")
                RULES: ClassVar[Mapping[str, Rule]]
                #: Names outside Python, where they differ from the attributes.
                NAMES: ClassVar[Mapping[str, str]] = {}

                \#(idField)
                created_at: dt.datetime = field(default_factory=utc_now)
                updated_at: dt.datetime = field(default_factory=utc_now)

                def __post_init__(self) -> None:
                    problems: dict[str, str] = {}
                    for name, rule in self.rules().items():
                        value = getattr(self, name)
                        if value is None:
                            if not rule.optional:
                                problems[self.NAMES.get(name, name)] = "must have a value"
                            continue
                        try:
                            rule.check(value)
                        except ValueError as error:
                            problems[self.NAMES.get(name, name)] = str(error)
                    if problems:
                        raise InvalidFieldError(self.LABEL, problems)

                @classmethod
                def rules(cls) -> dict[str, Rule]:
                    """Return the rule of each attribute."""
                    return {"id": \#(idRule), **cls.RULES, "created_at": Moment(), "updated_at": Moment()}

                def changed(self, **changes: Any) -> Self:
                    """Return a copy with other values, checked like a new record."""
                    return replace(self, **{"updated_at": utc_now(), **changes})

                def to_dict(self) -> dict[str, Any]:
                    """Return the record as JSON has it."""
                    values = {name: getattr(self, name) for name in self.rules()}
                    return {
                        self.NAMES.get(name, name): None if values[name] is None else rule.encode(values[name])
                        for name, rule in self.rules().items()
                    }

                @classmethod
                def decode(cls, data: Mapping[str, Any]) -> dict[str, Any]:
                    """Return the attributes that JSON values stand for, or raise InvalidFieldError."""
                    attributes = {cls.NAMES.get(name, name): name for name in cls.rules()}
                    problems = {name: "is no field" for name in data if name not in attributes}
                    values: dict[str, Any] = {}
                    for name, attribute in attributes.items():
                        if name not in data:
                            continue
                        raw = data[name]
                        try:
                            values[attribute] = None if raw is None else cls.rules()[attribute].decode(raw)
                        except ValueError as error:
                            problems[name] = str(error)
                    if problems:
                        raise InvalidFieldError(cls.LABEL, problems)
                    return values

                @classmethod
                def from_dict(cls, data: Mapping[str, Any]) -> Self:
                    """Make a record of what to_dict returned, or raise InvalidFieldError."""
                    values = cls.decode(data)
                    # What has no default must be given.
                    missing = [
                        cls.NAMES.get(item.name, item.name)
                        for item in fields(cls)
                        if item.name not in values and item.default is item.default_factory
                    ]
                    if missing:
                        raise InvalidFieldError(cls.LABEL, dict.fromkeys(missing, "is missing"))
                    return cls(**values)\#(isUUID ? json : "")
            """#.formattedPython()
    }

    /// Conversion to text, where records are kept as such.
    private static let json = #"""


            def to_json(self) -> str:
                """Return the record as one line of JSON."""
                return json.dumps(self.to_dict(), ensure_ascii=False)

            @classmethod
            def from_json(cls, text: str) -> Self:
                """Make a record of what to_json returned, or raise InvalidFieldError."""
                try:
                    data = json.loads(text)
                except ValueError as error:
                    raise InvalidFieldError(cls.LABEL, {"": f"is not valid JSON: {error}"}) from error
                if not isinstance(data, dict):
                    raise InvalidFieldError(cls.LABEL, {"": "is not a JSON object"})
                return cls.from_dict(data)
        """#

    /// Names of the rule classes that a project needs, in the order of definition.
    static func usedRules(_ project: ProjectView, _ identity: Identity) -> [String] {
        var rules = Set(project.entities.flatMap { $0.fields.map { ruleName($0, identity) } })
        rules.insert("Moment")
        rules.insert(identity == .uuid ? "Identifier" : "Integer")
        if rules.contains("Email") || rules.contains("Url") { rules.insert("Text") }
        return ["Text", "Email", "Url", "Integer", "Number", "Boolean", "Date", "Moment", "Identifier", "Choice"]
            .filter(rules.contains)
    }

    /// Name of the rule class of a field.
    static func ruleName(_ field: FieldView, _ identity: Identity) -> String {
        switch field.spec.type {
        case .string, .text: "Text"
        case .email: "Email"
        case .url: "Url"
        case .integer: "Integer"
        case .number: "Number"
        case .boolean: "Boolean"
        case .date: "Date"
        case .datetime: "Moment"
        case .uuid: "Identifier"
        case .enumeration: "Choice"
        case .reference: identity == .uuid ? "Identifier" : "Integer"
        }
    }

    /// The rule of a field as a Python expression.
    static func rule(_ field: FieldView, _ identity: Identity) -> String {
        var arguments: [String] = []
        if field.isNullable { arguments.append("optional=True") }
        if let low = field.minLength { arguments.append("min_length=\(low)") }
        if let high = field.maxLength { arguments.append("max_length=\(high)") }
        if let pattern = field.pattern { arguments.append("pattern=\(PythonText.literal(pythonPattern(pattern)))") }
        if let low = field.minimum { arguments.append("minimum=\(low)") }
        if let high = field.maximum { arguments.append("maximum=\(high)") }
        if field.isReference, identity == .integer { arguments.append("minimum=1") }
        if field.enumValues != nil { arguments.append("choices=\(choices(field))") }
        return "\(ruleName(field, identity))(\(arguments.joined(separator: ", ")))"
    }

    private static func choices(_ field: FieldView) -> String {
        let literals = (field.enumValues ?? []).map(PythonText.literal)
        return "(\(literals.joined(separator: ", "))\(literals.count == 1 ? "," : ""))"
    }

    /// Type of the attribute.
    static func type(_ field: FieldView, _ identity: Identity, _ imports: inout PythonImports) -> String {
        switch field.spec.type {
        case .string, .text, .email, .url: return "str"
        case .integer: return "int"
        case .number: return "float"
        case .boolean: return "bool"
        case .date:
            imports.module("datetime as dt")
            return "dt.date"
        case .datetime:
            imports.module("datetime as dt")
            return "dt.datetime"
        case .uuid:
            imports.from("uuid", "UUID")
            return "UUID"
        case .reference:
            if identity == .integer { return "int" }
            imports.from("uuid", "UUID")
            return "UUID"
        case .enumeration(let values):
            imports.from("typing", "Literal")
            return "Literal[\(values.map(PythonText.literal).joined(separator: ", "))]"
        }
    }

    /// The dataclass of an entity.
    static func dataclass(_ entity: EntityView, _ identity: Identity, _ imports: inout PythonImports) -> String {
        imports.from("dataclasses", "dataclass")
        imports.from("\(entity.package).records", "Record", "Rule")
        imports.from("typing", "ClassVar")
        imports.from("collections.abc", "Mapping")
        var lines: [String] = []
        var rules: [String] = []
        var aliases: [String] = []
        for field in entity.fields {
            imports.from("\(entity.package).records", ruleName(field, identity))
            rules.append("        \(PythonText.literal(field.attribute)): \(rule(field, identity)),")
            var type = type(field, identity, &imports)
            if field.enumValues != nil {
                let alias = field.choiceName(of: entity)
                aliases.append("\(alias) = \(type)")
                type = alias
            }
            var line = "    \(field.attribute): \(type)\(field.isNullable ? " | None" : "")"
            if let expression = field.defaultExpression {
                if expression.contains("dt.") { imports.module("datetime as dt") }
                line += " = \(expression)"
            } else if field.isNullable {
                line += " = None"
            }
            lines.append(line)
        }
        let renamed = entity.fields.filter(\.isRenamed).map {
            "\(PythonText.literal($0.attribute)): \(PythonText.literal($0.name))"
        }
        let names =
            renamed.isEmpty ? "" : "\n    NAMES: ClassVar[Mapping[str, str]] = {\(renamed.joined(separator: ", "))}"
        let table = identity == .uuid ? "" : "\n    TABLE: ClassVar[str] = \(PythonText.literal(entity.pluralSnake))"
        let ruleText = rules.isEmpty ? "{}" : "{\n\(rules.joined(separator: "\n"))\n    }"
        return """
            \(aliases.isEmpty ? "" : aliases.joined(separator: "\n") + "\n\n")
            @dataclass(frozen=True, kw_only=True)
            class \(entity.className)(Record):
                \(PythonText.docstring(entity.summary, indent: 4))

                LABEL: ClassVar[str] = \(PythonText.literal(entity.label))\(table)
                RULES: ClassVar[Mapping[str, Rule]] = \(ruleText)\(names)

            \(lines.joined(separator: "\n"))
            """
    }

    /// `$` means the very end, as in JSON Schema; Python's `$` also matches before a last newline.
    static func pythonPattern(_ pattern: String) -> String {
        var out = String.UnicodeScalarView()
        var escaped = false
        var inClass = false
        for scalar in pattern.unicodeScalars {
            if !escaped, !inClass, scalar == "$" {
                out.append(contentsOf: "\\Z".unicodeScalars)
                continue
            }
            if escaped {
                escaped = false
            } else if scalar == "\\" {
                escaped = true
            } else if scalar == "[" {
                inClass = true
            } else if scalar == "]" {
                inClass = false
            }
            out.append(scalar)
        }
        return String(out)
    }
}

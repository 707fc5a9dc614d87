/// Names that generated Python may not use freely, and how they are bent.
enum PythonNames {
    static let keywords: Set<String> = [
        "False", "None", "True", "and", "as", "assert", "async", "await", "break", "class", "continue", "def", "del",
        "elif", "else", "except", "finally", "for", "from", "global", "if", "import", "in", "is", "lambda", "nonlocal",
        "not", "or", "pass", "raise", "return", "try", "while", "with", "yield",
    ]

    /// Package names that would hide something that generated code imports.
    private static let takenPackages: Set<String> = [
        "argparse", "ast", "asyncio", "base64", "calendar", "code", "collections", "contextlib", "copy", "csv",
        "dataclasses", "datetime", "decimal", "email", "enum", "functools", "glob", "graphlib", "hashlib", "heapq",
        "html",
        "http", "importlib", "inspect", "io", "itertools", "json", "logging", "math", "operator", "os", "pathlib",
        "platform", "profile", "queue", "random", "re", "sched", "secrets", "select", "selectors", "shelve", "shlex",
        "signal", "site", "socket", "sqlite3", "ssl", "statistics", "string", "struct", "subprocess", "symtable", "sys",
        "tempfile", "test", "tests", "textwrap", "threading", "time", "timeit", "token", "tokenize", "trace",
        "traceback", "types", "typing", "unittest", "urllib", "uuid", "venv", "warnings", "wave", "weakref", "xml",
        "zipfile", "zlib", "zoneinfo", "abc", "array", "bisect", "cmd", "fractions", "getpass", "gettext", "locale",
        "mailbox", "numbers", "pickle", "pprint", "readline", "resource", "stat", "turtle", "scripts", "src",
        "fastapi", "starlette", "pydantic", "pydantic_core", "sqlalchemy", "uvicorn", "httpx", "pytest", "anyio",
        "click", "h11", "idna", "packaging", "pluggy", "coverage", "ruff", "setuptools", "pip", "iniconfig", "certifi",
    ]

    /// The importable package for a kebab-case project name.
    static func package(_ project: String) -> String {
        var name = snake(project)
        if name.isEmpty || name.first?.isNumber == true { name = "app_" + name }
        return keywords.contains(name) || takenPackages.contains(name) ? name + "_app" : name
    }

    /// A file or package name inside the project; `taken` are names that the project uses for itself.
    static func moduleName(_ name: String, taken: Set<String>, suffix: String) -> String {
        let base = snake(name)
        return keywords.contains(base) || taken.contains(base) ? base + suffix : base
    }

    /// `TodoList`, `todo-list` and `todoList` become `todo_list`; `HTTPServer` becomes `http_server`.
    static func snake(_ name: String) -> String {
        words(name).joined(separator: "_")
    }

    /// Lower-case words of a PascalCase, kebab-case or snake_case name.
    static func words(_ name: String) -> [String] {
        var words: [String] = []
        var current = ""
        let characters = Array(name)
        for (index, character) in characters.enumerated() {
            guard character.isLetter || character.isNumber else {
                if !current.isEmpty { words.append(current) }
                current = ""
                continue
            }
            let previousIsUpper = index > 0 && characters[index - 1].isUppercase
            let nextIsLower = index + 1 < characters.count && characters[index + 1].isLowercase
            if character.isUppercase, !current.isEmpty, !previousIsUpper || nextIsLower {
                words.append(current)
                current = ""
            }
            current += character.lowercased()
        }
        if !current.isEmpty { words.append(current) }
        return words
    }

    /// Attribute names that mean something to pydantic, SQLAlchemy, dataclasses or the generated code itself.
    private static let takenAttributes: Set<String> = [
        // annotations and imports that later lines of the same class body use
        "str", "int", "float", "bool", "dt", "object", "tuple", "dict", "field", "cast",
        // pydantic.BaseModel
        "copy", "json", "schema", "schema_json", "validate", "construct", "parse_obj", "parse_raw", "parse_file",
        "from_orm", "update_forward_refs",
        // SQLAlchemy declarative classes
        "metadata", "registry",
        // query parameters and generated methods
        "limit", "offset", "sort", "self", "cls", "id", "created_at", "updated_at", "to_dict", "from_dict", "to_json",
        "from_json", "changed",
    ]

    /// The Python attribute for a field of the plan; the name outside Python stays as the plan says.
    static func attribute(_ field: String) -> String {
        // pydantic reserves names that begin so.
        if field.hasPrefix("model_") { return "field_" + field }
        return keywords.contains(field) || takenAttributes.contains(field) ? field + "_" : field
    }

    /// Class names that generated modules import or that Python itself needs.
    private static let takenClasses: Set<String> = [
        "None", "True", "False", "Exception", "BaseException", "ValueError", "TypeError", "KeyError", "LookupError",
        "RuntimeError", "OSError", "NotImplemented", "Ellipsis", "Warning", "StopIteration", "SystemExit",
        "APIRouter", "Annotated", "Any", "AwareDatetime", "Base", "BaseModel", "Boolean", "BigInteger", "Callable",
        "CheckConstraint", "ClassVar", "ConfigDict", "ConflictError", "Counter", "Database", "Date", "Depends",
        "EmailText",
        "Engine", "Enum", "FastAPI", "Field", "Float", "ForeignKey", "Generic", "HttpUrlText", "Integer",
        "IntegrityError", "InvalidReferenceError", "Iterable", "Iterator", "JSONResponse", "Literal", "Mapped",
        "Mapping",
        "Namespace", "NotFoundError", "Page", "PageQuery", "Path", "Problem", "ProblemError", "Query", "RecordBase",
        "RecordId",
        "Repository", "Request", "Response", "Self", "Sequence", "Session", "SessionDep", "Settings", "SkipJsonSchema",
        "StaticPool",
        "StrictBool", "StrictInt", "String", "StrEnum", "Table", "TestClient", "Text", "TypeDecorator", "TypeVar",
        "UUID",
        "UniqueConstraint", "UtcDateTime", "Uuid", "ValidationError", "Collection", "Storage", "Store", "UsageError",
        "ArgumentParser", "CommandError", "Url", "Email", "Row", "Connection", "StrictFloat", "StorageError",
        "DomainError", "Record", "Column", "Final",
        "JsonValue", "InputModel", "StringConstraints", "TypeAlias", "DuplicateError", "InvalidFieldError",
        "MissingError", "Issue",
    ]

    private static let derivedSuffixes = [
        "", "Create", "Read", "Update", "Query", "Repository", "Service", "Collection", "Repo",
    ]

    /// A class name for each entity, in the order given, such that no class of one hides one of another.
    static func classNames(_ entities: [String]) -> [String: String] {
        var result: [String: String] = [:]
        var used = takenClasses
        for entity in entities {
            var name = entity
            while derivedSuffixes.contains(where: { used.contains(name + $0) }) { name += "Entity" }
            used.formUnion(derivedSuffixes.map { name + $0 })
            result[entity] = name
        }
        return result
    }
}

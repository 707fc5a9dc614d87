/// Words that generated code cannot use as names, by language and by what the generated project needs for itself.
enum ReservedWords {
    static func keywords(of language: Language) -> Set<String> {
        switch language {
        case .python: python
        case .swift: swift
        case .typescript: typescript
        }
    }

    /// The Python Language Reference §2.3.1, with the names that cannot be parameters of a method.
    static let python: Set<String> = [
        "False", "None", "True", "and", "as", "assert", "async", "await", "break", "class", "continue", "def", "del",
        "elif",
        "else", "except", "finally", "for", "from", "global", "if", "import", "in", "is", "lambda", "nonlocal", "not",
        "or",
        "pass", "raise", "return", "try", "while", "with", "yield", "self", "cls",
    ]
    /// The Swift Programming Language, Lexical Structure: keywords used in declarations, statements, expressions.
    static let swift: Set<String> = [
        "associatedtype", "class", "deinit", "enum", "extension", "fileprivate", "func", "import", "init", "inout",
        "internal",
        "let", "open", "operator", "private", "precedencegroup", "protocol", "public", "rethrows", "static", "struct",
        "subscript", "typealias", "var", "break", "case", "catch", "continue", "default", "defer", "do", "else",
        "fallthrough",
        "for", "guard", "if", "in", "repeat", "return", "throw", "switch", "where", "while", "Any", "as", "await",
        "false",
        "is", "nil", "self", "Self", "super", "throws", "true", "try", "Type", "Protocol",
    ]
    /// ECMA-262 §12.7.2 and TypeScript's additions in strict mode.
    static let typescript: Set<String> = [
        "any", "as", "async", "await", "boolean", "break", "case", "catch", "class", "const", "continue", "debugger",
        "declare", "default", "delete", "do", "else", "enum", "export", "extends", "false", "finally", "for",
        "function", "if",
        "implements", "import", "in", "instanceof", "interface", "let", "new", "null", "number", "package", "private",
        "protected", "public", "return", "static", "string", "super", "switch", "symbol", "this", "throw", "true",
        "try",
        "type", "typeof", "undefined", "var", "void", "while", "with", "yield",
    ]

    /// Fields that every entity has already.
    static let givenFields: Set<String> = ["id", "created_at", "updated_at"]

    /// Attributes of the base classes of generated Python types (pydantic, SQLAlchemy, dataclasses).
    static let pythonFields: Set<String> = [
        "metadata", "registry", "copy", "json", "dict", "schema", "validate", "construct", "fields", "mro",
    ]

    /// Class names that generated Python modules import or define.
    static let pythonEntities: Set<String> = [
        "None", "True", "False", "Any", "Self", "Type", "Base", "BaseModel", "Field", "Session", "Mapped", "Enum",
        "Exception",
        "Error", "Page", "Path", "Query", "Depends", "Literal", "Optional", "Iterator", "Settings",
    ]

    /// Top-level modules of the Python standard library that a package name must not hide.
    static let pythonPackages: Set<String> = [
        "abc", "argparse", "array", "ast", "asyncio", "base64", "calendar", "cmd", "code", "collections", "copy", "csv",
        "dataclasses", "datetime", "decimal", "email", "enum", "functools", "hashlib", "html", "http", "io", "json",
        "logging",
        "math", "operator", "os", "pathlib", "platform", "queue", "random", "re", "secrets", "select", "signal", "site",
        "socket", "sqlite3", "ssl", "statistics", "string", "struct", "subprocess", "sys", "tempfile", "test", "tests",
        "threading", "time", "token", "tomllib", "types", "typing", "unittest", "uuid", "xml", "zipfile", "fastapi",
        "pydantic",
        "sqlalchemy", "pytest", "ruff",
    ]

    /// Names inside the generated package that its own parts take.
    static func packageParts(of type: ProjectType) -> Set<String> {
        switch type {
        case .restAPI: ["app", "main", "settings", "errors", "database", "pagination", "openapi", "tests", "api"]
        case .cli: ["main", "cli", "storage", "errors", "tests"]
        case .library: ["errors", "validation", "tests"]
        case .tasks: []
        }
    }

    /// Query parameters of generated list endpoints.
    static let listParameters: Set<String> = ["limit", "offset", "cursor", "sort"]
}

@testable import LunaPlan

/// Plans for the tests of the templates, built directly.
enum SamplePlans {
    static var all: [ProjectPlan] { rest + libraries + tools }

    /// Plans that look for trouble, as each type of project.
    static var difficult: [ProjectPlan] {
        [everything, hostile, tree, shapes, bare]
            + [everything, hostile, tree, shapes].flatMap { [retyped($0, .library), retyped($0, .cli)] }
    }

    /// The same entities as a library.
    static var libraries: [ProjectPlan] {
        [todo, everything, hostile, tree, shapes, bare].map { retyped($0, .library) }
    }

    /// The same entities as a command-line tool; actions become commands.
    static var tools: [ProjectPlan] { [todo, everything, hostile, tree, shapes, bare].map { retyped($0, .cli) } }

    private static func retyped(_ plan: ProjectPlan, _ type: ProjectType) -> ProjectPlan {
        var plan = plan
        plan.project.type = type
        if type == .cli {
            plan.commands = plan.endpoints.map {
                CommandSpec(
                    name: $0.name.split(separator: "_").joined(separator: "-"), description: $0.description,
                    entity: $0.entity, requires: $0.requires, set: $0.set)
            }
        }
        plan.endpoints = []
        return plan
    }

    static var rest: [ProjectPlan] { [todo, everything, hostile, tree, shapes, crowded, bare] }

    static func field(
        _ name: String, _ type: FieldType = .string, required: Bool = false, unique: Bool = false,
        value: ScalarValue? = nil, length: ClosedRange<Int>? = nil, minLength: Int? = nil, maxLength: Int? = nil,
        minimum: Double? = nil, maximum: Double? = nil, pattern: String? = nil, description: String = ""
    ) -> FieldSpec {
        FieldSpec(
            name: name, type: type, description: description, required: required, unique: unique, defaultValue: value,
            minLength: length?.lowerBound ?? minLength, maxLength: length?.upperBound ?? maxLength,
            minimum: minimum, maximum: maximum, pattern: pattern)
    }

    static func entity(
        _ name: String, _ plural: String, _ fields: [FieldSpec],
        operations: [EntitySpec.Operation] = EntitySpec.Operation.allCases,
        filterBy: [String] = [], sortBy: [String] = [], unique: [[String]] = [], description: String = ""
    ) -> EntitySpec {
        EntitySpec(
            name: name, plural: plural, description: description, fields: fields, operations: operations,
            filterBy: filterBy, sortBy: sortBy, unique: unique)
    }

    static func module(_ name: String, _ entities: [String], _ dependsOn: [String] = []) -> ModuleSpec {
        ModuleSpec(name: name, description: "The \(name) part.", entities: entities, dependsOn: dependsOn)
    }

    static func action(
        _ name: String, _ method: String, _ path: String, _ entity: String,
        requires: [String: ScalarValue], set: [String: ScalarValue], description: String = ""
    ) -> EndpointSpec {
        EndpointSpec(
            name: name, method: method, path: path, description: description, entity: entity, requires: requires,
            set: set)
    }

    static func plan(
        _ name: String, _ type: ProjectType = .restAPI, description: String = "A sample.", entities: [EntitySpec],
        modules: [ModuleSpec] = [], endpoints: [EndpointSpec] = [], commands: [CommandSpec] = [],
        authors: [String] = [], license: String = "MIT", version: String = "1.0.0"
    ) -> ProjectPlan {
        ProjectPlan(
            formatVersion: 1,
            project: ProjectSpec(
                name: name, type: type, language: .python, description: description, version: version, license: license,
                authors: authors),
            entities: entities,
            modules: modules.isEmpty ? [module("core", entities.map(\.name))] : modules,
            endpoints: endpoints, commands: commands,
            quality: QualityGates(tests: true, lint: true, minimumCoverage: 80),
            budget: BudgetSpec(maxCostMicroUSD: nil, maxTokens: nil, maxMinutes: nil),
            autonomy: .autonomous, tasks: [])
    }

    /// The main example, as in examples/plans/todo-api.yaml.
    static let todo = plan(
        "todo-api", description: "A to-do service with lists, tags and tasks that can be completed and reopened.",
        entities: todoEntities,
        modules: [module("tasks", ["TodoList", "Todo"]), module("labels", ["Tag", "Tagging"], ["tasks"])],
        endpoints: [
            action(
                "complete_todo", "POST", "/todos/{id}/complete", "Todo", requires: ["status": .string("open")],
                set: ["status": .string("done")], description: "Marks an open task as done."),
            action(
                "reopen_todo", "POST", "/todos/{id}/reopen", "Todo", requires: ["status": .string("done")],
                set: ["status": .string("open")], description: "Opens a done task again."),
        ])

    static let todoEntities = [
        entity(
            "TodoList", "lists",
            [
                field("title", required: true, unique: true, length: 1...120),
                field("color", .enumeration(["red", "green", "blue", "grey"]), value: .string("grey")),
            ], sortBy: ["title"], description: "A named collection of tasks."),
        entity(
            "Todo", "todos",
            [
                field("title", required: true, length: 1...200), field("notes", .text, maxLength: 5000),
                field("status", .enumeration(["open", "done"]), value: .string("open")),
                field("priority", .integer, value: .integer(3), minimum: 1, maximum: 5), field("due_on", .date),
                field("list", .reference(entity: "TodoList", onDelete: .cascade), required: true),
            ], filterBy: ["status", "priority", "list"], sortBy: ["title", "priority", "due_on"],
            description: "One thing to do."),
        entity(
            "Tag", "tags", [field("name", required: true, unique: true, length: 1...40, pattern: "^[a-z0-9-]+$")],
            description: "A label."),
        entity(
            "Tagging", "taggings",
            [
                field("todo", .reference(entity: "Todo", onDelete: .cascade), required: true),
                field("tag", .reference(entity: "Tag", onDelete: .cascade), required: true),
            ], operations: [.list, .create, .get, .delete], filterBy: ["todo", "tag"], unique: [["todo", "tag"]],
            description: "Puts a tag on a task."),
    ]

    /// Every type, required and optional, with defaults and bounds.
    static let everything = plan(
        "everything", description: "Every kind of field.", entities: everythingEntities,
        endpoints: [
            action(
                "archive", "PUT", "/samples/{id}/archive", "Sample",
                requires: ["flag": .boolean(false), "maybe_flag": .null],
                set: [
                    "flag": .boolean(true), "maybe_flag": .boolean(true), "maybe_day": .string("2024-05-01"),
                    "weight": .number(2.5),
                ])
        ], authors: ["Ada Lovelace <ada@example.com>", "Solo"], version: "2.0.0-rc.1")

    static let everythingEntities = [
        entity(
            "Sample", "samples",
            [
                field("code", required: true, unique: true, pattern: "^[A-Z]{2}-\\d{4}$"),
                field("body", .text, required: true, minLength: 20),
                field("amount", .integer, required: true, minimum: -5, maximum: 5),
                field("weight", .number, required: true, minimum: 0.5, maximum: 99.5),
                field("flag", .boolean, value: .boolean(false)),
                field("day", .date, required: true), field("moment", .datetime, required: true),
                field("mail", .email, required: true, unique: true), field("site", .url, required: true),
                field("token", .uuid, required: true),
                field("kind", .enumeration(["a b", "c\"d", "é"]), required: true),
                field("maybe_text", maxLength: 3), field("maybe_number", .number),
                field("maybe_count", .integer, unique: true),
                field("maybe_flag", .boolean), field("maybe_day", .date), field("maybe_moment", .datetime),
                field("maybe_mail", .email, maxLength: 12), field("maybe_site", .url, minLength: 30),
                field("maybe_token", .uuid),
                field("maybe_kind", .enumeration(["only"])),
                field("default_day", .date, value: .string("2024-02-29")),
                field("default_moment", .datetime, value: .string("2024-02-29T10:00:00")),
                field("default_token", .uuid, value: .string("6f1c1b3e-7d6b-4d3c-9a53-0f8f3c1f2a10")),
                field("default_number", .number, value: .integer(2), minimum: 0),
                field("default_text", value: .string("it's \"so\"\\")),
                field("phone", pattern: "^\\+[1-9][0-9]{6,14}$"),
                field("password", required: true, minLength: 8, pattern: "^(?=.*[a-z])(?=.*\\d).+$"),
                field("work_mail", .email, required: true, pattern: "@example\\.com$"),
            ],
            filterBy: [
                "code", "amount", "weight", "flag", "day", "moment", "mail", "site", "token", "kind", "maybe_kind",
            ],
            sortBy: ["code", "amount", "weight", "flag", "day", "moment", "mail", "site", "token", "kind", "body"])
    ]

    /// Text and names that try to break the generated code.
    static let hostile = plan(
        "json",
        description: "He said \"\"\"hi\"\"\" \\ 'x' {y} %s \u{202E}evil\u{0000}\n\nimport os; os.system('x') ''' \"",
        entities: hostileEntities,
        modules: [
            module("settings", ["Session"]), module("errors", ["Page", "Field", "Test"]),
            module("class", ["UUID", "Doc"]),
        ],
        endpoints: [
            action(
                "list_docs", "POST", "/docs/{id}/list", "Doc", requires: ["type": .string("it's")],
                set: ["type": .string("\"\"\"")], description: "\"\"\"\n{} \\")
        ],
        authors: ["Eve \"the <b>\" \\ <eve@example.com>"], license: "Proprietary \"x\"")

    static let hostileEntities = [
        entity(
            "Session", "sessions",
            [
                field("metadata", required: true), field("list"), field("date", .date), field("str"),
                field("copy", .integer), field("model_dump"), field("registry"), field("json", .text),
            ], filterBy: ["metadata", "json"], sortBy: ["metadata", "copy"], unique: [["metadata", "copy"]],
            description: "\""),
        entity(
            "Page", "pages",
            [
                field("limit", .integer, minimum: 0), field("sort"), field("self"),
                field("session", .reference(entity: "Session", onDelete: .setNull)), field("offset", .boolean),
            ], filterBy: ["limit", "sort", "offset", "session"], sortBy: ["limit", "sort"],
            description: "Ends with a backslash \\"),
        entity(
            "Field", "fields",
            [
                field("order", .integer, required: true, unique: true, minimum: 1, maximum: 3),
                field("group", required: true, length: 1...1), field("select", .uuid, required: true),
            ], sortBy: ["order", "group"], description: "\"Quoted\" 'both' \"\"\" \\\"\"\" \\N{BULLET}"),
        entity(
            "Test", "tests", [field("test", .reference(entity: "UUID", onDelete: .restrict), required: true)],
            description: "名前が長い説明文。" + String(repeating: "長", count: 120)),
        entity(
            "UUID", "health",
            [field("uuid", .uuid), field("dt", .datetime), field("ok", .boolean, unique: true, value: .boolean(true))],
            description: String(repeating: "x", count: 300) + "\\" + String(repeating: "\"", count: 200)),
        entity(
            "Doc", "docs",
            [
                field(
                    "type", .enumeration(["it's", "\"\"\"", "\\", "%(x)s :y", "{z}"]), required: true,
                    description:
                        "A \"long\" description that does not fit on one line because it goes on and on, with \\ and {braces} and 'quotes'."
                ), field("name", value: .string("\"\"\"\\\n")),
            ], filterBy: ["type"], sortBy: ["type"]),
    ]

    /// References to itself and in circles, across modules.
    static let tree = plan(
        "tree-service",
        entities: [
            entity(
                "Category", "categories",
                [
                    field("name", required: true), field("parent", .reference(entity: "Category", onDelete: .cascade)),
                    field("featured", .reference(entity: "Product", onDelete: .setNull)),
                ], filterBy: ["parent"], unique: [["parent", "name"]]),
            entity(
                "Product", "products",
                [
                    field("name", required: true),
                    field("category", .reference(entity: "Category", onDelete: .restrict), required: true),
                    field("replaces", .reference(entity: "Product", onDelete: .setNull), unique: true),
                ], filterBy: ["category"], sortBy: ["category", "name"], unique: [["category", "name"]]),
            entity(
                "Passport", "passports",
                [field("product", .reference(entity: "Product", onDelete: .cascade), required: true, unique: true)]),
        ],
        modules: [module("catalog", ["Category"]), module("stock", ["Product", "Passport"], ["catalog"])])

    /// Subsets of operations, no fields, read-only.
    static let shapes = plan(
        "shapes",
        entities: [
            entity("Event", "events", [field("name", required: true, maxLength: 5)], operations: [.list]),
            entity("Ping", "pings", [], operations: EntitySpec.Operation.allCases),
            entity("Sink", "sinks", [field("level", .integer, value: .integer(0), minimum: 0)], operations: [.create]),
            entity(
                "Gauge", "gauges",
                [field("reading", .number, required: true), field("switch", .boolean, required: true, unique: true)],
                operations: [.get, .update]),
            entity("Ghost", "ghosts", [field("name", required: true)], operations: []),
            entity(
                "Matrix", "matrices",
                [
                    field("row", .enumeration(["a", "b"]), required: true),
                    field("column", .enumeration(["x", "y", "z"]), required: true),
                ], unique: [["row", "column"]]),
        ],
        endpoints: [
            action(
                "reset_gauge", "DELETE", "/gauges/{id}/reading", "Gauge", requires: [:], set: ["reading": .number(0)])
        ])

    /// Many entities with long names.
    static let crowded = plan(
        "crowded-service-with-quite-a-long-name",
        entities: (1...12).map { index in
            entity(
                "VeryLongEntityNameThatGoesOnAndOnNumber\(index)",
                "very-long-entity-name-that-goes-on-and-on-number-\(index)-items",
                [
                    field("a_rather_long_field_name_that_needs_space_\(index)", required: true, length: 1...100),
                    field(
                        "another_long_field_name_of_choices", .enumeration((1...8).map { "choice number \($0)" }),
                        value: .string("choice number 1")),
                ]
                    + (index > 1
                        ? [
                            field(
                                "the_one_before_this_one",
                                .reference(
                                    entity: "VeryLongEntityNameThatGoesOnAndOnNumber\(index - 1)", onDelete: .cascade),
                                required: true)
                        ] : []),
                filterBy: ["another_long_field_name_of_choices"], sortBy: ["another_long_field_name_of_choices"],
                unique: [["a_rather_long_field_name_that_needs_space_\(index)", "another_long_field_name_of_choices"]])
        },
        modules: [
            module("a_module_with_a_long_name", (1...6).map { "VeryLongEntityNameThatGoesOnAndOnNumber\($0)" }),
            module(
                "another_module_with_a_long_name", (7...12).map { "VeryLongEntityNameThatGoesOnAndOnNumber\($0)" },
                ["a_module_with_a_long_name"]),
        ])

    /// The least: one entity, no optional fields, no module.
    static let bare: ProjectPlan = {
        var plan = SamplePlans.plan(
            "notes", entities: [entity("Note", "notes", [field("text", .text, required: true)])])
        plan.modules = []
        return plan
    }()
}

import Testing

@testable import LunaTemplates

/// Plan text inside Python source.
@Suite struct PythonTextTests {
    @Test(
        arguments: [
            ("plain", "\"plain\""), ("it's", "\"it's\""), ("say \"hi\"", "'say \"hi\"'"), ("\"'", "\"\\\"'\""),
            ("back\\slash", "\"back\\\\slash\""), ("line\nbreak", "\"line\\nbreak\""), ("\u{202E}x", "\"\\u202ex\""),
            ("\u{0}", "\"\\x00\""), ("é😀", "\"é😀\""), ("{braces} %s", "\"{braces} %s\""),
        ])
    func `literals are quoted and escaped`(text: String, expected: String) {
        #expect(PythonText.literal(text) == expected)
    }

    @Test func `docstrings cannot be ended by text`() {
        let text = PythonText.docstring("Ends \"\"\" here \\", indent: 4)
        #expect(text == "\"\"\"Ends \"\"\\\" here \\\\.\"\"\"")
    }

    @Test func `long docstrings are wrapped`() {
        let text = PythonText.docstring(String(repeating: "word ", count: 60), indent: 4)
        #expect(text.split(separator: "\n").allSatisfy { $0.count <= 100 })
        #expect(text.hasSuffix("\n    \"\"\""))
    }

    @Test(
        arguments: [
            ("todo-api", "todo_api"), ("json", "json_app"), ("class", "class_app"), ("2fast", "app_2fast"),
            ("fastapi", "fastapi_app"),
        ])
    func `packages hide nothing`(project: String, package: String) {
        #expect(PythonNames.package(project) == package)
    }

    @Test(arguments: [
        ("TodoList", "todo_list"), ("HTTPServer", "http_server"), ("todo-list", "todo_list"), ("Item2", "item2"),
    ])
    func `names become snake case`(name: String, snake: String) {
        #expect(PythonNames.snake(name) == snake)
    }

    @Test func `classes hide neither imports nor each other`() {
        let names = PythonNames.classNames(["Todo", "TodoRead", "Page", "Session"])
        #expect(names["Todo"] == "Todo")
        #expect(Set(names.values).count == 4)
        #expect(names["Page"] != "Page" && names["Session"] != "Session" && names["TodoRead"] != "TodoRead")
    }

    @Test func `long lines are broken as ruff breaks them`() {
        let line = "    result = function(" + (1...12).map { "argument_\($0)" }.joined(separator: ", ") + ")"
        let lines = PythonFormatter.format(line).split(separator: "\n")
        #expect(lines.first == "    result = function(")
        #expect(lines.last == "    )")
        #expect(lines.contains("        argument_1,"))
    }
}

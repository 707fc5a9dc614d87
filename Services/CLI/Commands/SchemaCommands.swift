import ArgumentParser
import LunaCore
import LunaSchema

struct SchemaCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "schema", abstract: "Validate JSON; needs no server.", subcommands: [SchemaCheckCommand.self])
}

struct SchemaCheckCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "check", abstract: "Validate JSON values against JSON Schemas (2020-12).",
        discussion: """
            Standard input: one {"id", "schema", "instance"} a line. Standard output: one {"id", "valid",
            "errors"} a line, in the same order, as soon as each is known.

              echo '{"id": 1, "schema": {"type": "integer"}, "instance": "x"}' | luna schema check --jsonl
            """)

    @Flag(help: "Lines of JSON in, lines of JSON out (the only form, and the default).")
    var jsonl = false

    @Flag(help: "Check `format` as well, which the standard treats as a mere annotation.")
    var assertFormat = false

    func run() throws {
        var options = JSONSchema.Options()
        options.assertsFormat = assertFormat
        let check = SchemaCheck(options: options)
        InputLines.answer { check.answer($0) }
    }
}

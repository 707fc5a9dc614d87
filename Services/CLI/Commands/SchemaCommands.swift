import ArgumentParser
import Glibc
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
        var pending: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 1 << 16)
        while true {
            let count = read(STDIN_FILENO, &buffer, buffer.count)
            if count < 0, errno == EINTR { continue }
            guard count > 0 else { break }
            var answers: [UInt8] = []
            var start = 0
            for index in 0..<count where buffer[index] == 10 {
                pending.append(contentsOf: buffer[start..<index])
                start = index + 1
                answer(&pending, check, &answers)
            }
            pending.append(contentsOf: buffer[start..<count])
            if !answers.isEmpty { Output.write(answers) }
        }
        var answers: [UInt8] = []
        answer(&pending, check, &answers)
        if !answers.isEmpty { Output.write(answers) }
    }

    private func answer(_ line: inout [UInt8], _ check: SchemaCheck, _ answers: inout [UInt8]) {
        defer { line.removeAll(keepingCapacity: true) }
        guard line.contains(where: { $0 > 32 }) else { return }
        answers += check.answer(line) + [10]
    }
}

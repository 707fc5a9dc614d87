import ArgumentParser
import LunaCore
import LunaPrivacy

struct PrivacyCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "pii", abstract: "Find personal data and secrets in text, and forget what is known of them.",
        discussion: "scan and bench need no server.",
        subcommands: [PrivacyScan.self, PrivacyBench.self, PrivacyForget.self, PrivacyPolicyCommand.self])
}

struct PrivacyScan: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "scan", abstract: "Show where personal data and secrets are.",
        discussion: """
            Status 0 when nothing was found, 1 otherwise. What was found is never printed, only where and of
            which type it is. With --jsonl: one {"id", "text"} a line on standard input, one {"id", "spans":
            [{"start", "end", "type"}]} a line on standard output, in Unicode scalars, and status 0.

              luna pii scan notes.txt server.log
              echo '{"id": 1, "text": "mail jane@example.org"}' | luna pii scan --jsonl
            """)

    @Argument(help: "Text files; - is standard input.")
    var files: [String] = []

    @Flag(help: "Lines of JSON in, lines of JSON out.")
    var jsonl = false

    @OptionGroup var format: FormatOptions

    func validate() throws {
        guard jsonl == files.isEmpty else {
            throw ValidationError(
                jsonl ? "--jsonl reads standard input: name no files." : "Name the files to scan, or use --jsonl.")
        }
    }

    func run() throws {
        if jsonl {
            let scan = ScanLine()
            InputLines.answer { scan.answer($0) }
            return
        }
        let scanner = PrivacyScanner()
        var answers: [JSONValue] = []
        for file in files {
            let text = try PlanFile.read(file)
            let spans = scanner.scan(text)
            let ranges = PrivacyScanner.scalarRanges(of: spans, in: text)
            for (span, range) in zip(spans, ranges) {
                let (line, column) = Self.place(span.start, in: text)
                answers.append([
                    "file": .string(file), "type": .string(span.type.rawValue), "line": .number(JSONNumber(line)),
                    "column": .number(JSONNumber(column)), "start": .number(JSONNumber(range.lowerBound)),
                    "end": .number(JSONNumber(range.upperBound)),
                ])
                if !format.isJSON { Output.line("\(file):\(line):\(column): \(span.type.rawValue)") }
            }
        }
        if format.isJSON { Output.line(JSONValue.array(answers).text(pretty: true)) }
        if !answers.isEmpty { throw ExitCode(ExitStatus.failure) }
    }

    /// Line and column, both from 1; the column in Unicode scalars.
    private static func place(_ offset: Int, in text: [UInt8]) -> (line: Int, column: Int) {
        let before = text[..<offset]
        let line = before.count { $0 == 10 } + 1
        let start = before.lastIndex(of: 10).map { $0 + 1 } ?? 0
        return (line, before[start...].count { $0 & 0xC0 != 0x80 } + 1)
    }
}

struct PrivacyBench: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "bench", abstract: "Measure the scanner on ordinary text and on text made to slow it down.")

    @OptionGroup var format: FormatOptions

    func run() throws {
        let rows = PrivacyBenchmark.all()
        format.print(
            .array(
                rows.map { row in
                    [
                        "name": .string(row.name), "bytes": .number(JSONNumber(row.bytes)),
                        "p50_us": .number(JSONNumber(row.p50)), "p99_us": .number(JSONNumber(row.p99)),
                        "mb_per_s": .number(JSONNumber(row.throughput)),
                    ]
                })
        ) {
            rows.map { row in
                "\(row.name): \(row.bytes) bytes, p50 \(Int(row.p50)) µs, p99 \(Int(row.p99)) µs, \(Int(row.throughput)) MB/s"
            }
        }
    }
}

struct PrivacyForget: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "forget", abstract: "Erase what tokens stand for, so that nothing can restore them any more.",
        discussion: """
            Needs an administrator's key. A value is read from standard input, so that it stays out of the shell's
            history and the list of processes.

              luna pii forget --subject customer-4711
              luna pii forget --execution ID
              printf %s jane@example.org | luna pii forget --value
            """)

    @Option(help: "Whatever was said to be about this person.")
    var subject: String?

    @Option(help: "Everything of this execution.")
    var execution: String?

    @Flag(help: "The value on standard input, wherever it occurred.")
    var value = false

    @OptionGroup var format: FormatOptions
    @OptionGroup var server: ServerOptions

    func validate() throws {
        guard [subject != nil, execution != nil, value].count(where: { $0 }) == 1 else {
            throw ValidationError("Say what to erase: one of --subject, --execution and --value.")
        }
    }

    func run() async throws {
        var request: [String: JSONValue] = [:]
        if let subject { request["subject"] = .string(subject) }
        if let execution { request["execution"] = .string(execution) }
        if value {
            var text = String(decoding: try PlanFile.read("-"), as: UTF8.self)
            while text.last?.isNewline == true { text.removeLast() }
            request["value"] = .string(text)
        }
        let reply = try await server.client().post("/v1/privacy/forget", .object(request))
        format.print(reply) { ["\(reply.int("erased")) values were erased."] }
    }
}

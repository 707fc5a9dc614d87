import ArgumentParser
import LunaCore
import LunaMessages

struct DeadLetterCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "dlq", abstract: "Look after messages that nobody could handle.",
        discussion: """
              luna dlq list
              luna dlq show 7
              luna dlq replay 7 9
              luna dlq purge --subject 'luna.in.>'
            """,
        subcommands: [List.self, Show.self, Replay.self, Purge.self], defaultSubcommand: List.self)

    static func path(_ letter: UInt64, _ verb: String = "") -> String { "/v1/dead-letters/\(letter)\(verb)" }

    /// Which dead letters are meant.
    struct Filter: ParsableArguments {
        @Option(help: "Only those first published on this subject; * and > are wildcards.")
        var subject: String?

        @Option(help: "Only those with this code of error, such as work.lost.")
        var code: String?

        var query: [(String, String?)] { [("subject", subject), ("code", code)] }
        var isEmpty: Bool { subject == nil && code == nil }
    }

    /// Numbers, a filter, or all: something must be said, because it cannot be taken back.
    struct Choice: ParsableArguments {
        @Argument(help: "Numbers of the letters.")
        var letters: [UInt64] = []

        @Flag(help: "All of them.")
        var all = false

        @OptionGroup var filter: Filter

        func validate() throws {
            guard !letters.isEmpty || all || !filter.isEmpty else {
                throw ValidationError("Say which: numbers, --subject, --code or --all.")
            }
            guard letters.isEmpty || (!all && filter.isEmpty) else {
                throw ValidationError("Say numbers or a filter, not both.")
            }
        }
    }

    struct List: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "List them, oldest first.", discussion: "  luna dlq list --code work.lost -o json")

        @OptionGroup var filter: Filter
        @OptionGroup var format: FormatOptions
        @OptionGroup var server: ServerOptions

        func run() async throws {
            let letters = try await server.client().all("/v1/dead-letters", query: filter.query)
            format.print(.object(["data": .array(letters)])) {
                var table = TextTable(
                    ["LETTER", "TIME", "SUBJECT", "CODE", "DELIVERIES", "EXECUTION", "REASON"], rightAligned: [0, 4])
                for letter in letters {
                    table.add([
                        String(letter.int("letter")), Humane.time(letter.text("at")),
                        Terminal.harmless(letter.text("subject")), Terminal.harmless(letter.text("code")),
                        String(letter.int("deliveries")), Terminal.harmless(letter.text("correlation")),
                        Terminal.harmless(letter.text("reason")),
                    ])
                }
                return table.isEmpty ? ["No dead letters."] : table.lines(.output)
            }
        }
    }

    struct Show: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Show one with its headers and its body.", discussion: "  luna dlq show 7")

        @Argument(help: "Number of the letter.")
        var letter: UInt64

        @OptionGroup var format: FormatOptions
        @OptionGroup var server: ServerOptions

        func run() async throws {
            let view = try await server.client().get(DeadLetterCommand.path(letter))
            format.print(view) {
                var lines = [
                    "Letter      \(view.int("letter"))", "Subject     \(Terminal.harmless(view.text("subject")))",
                    "Since       \(Humane.time(view.text("at")))", "Deliveries  \(view.int("deliveries"))",
                    "Code        \(Terminal.harmless(view.text("code")))",
                    "Reason      \(Terminal.harmless(view.text("reason")))",
                ]
                for (name, value) in (view["headers"]?.objectValue ?? [:]).sorted(by: { $0.key < $1.key }) {
                    lines.append("\(Terminal.harmless(name)): \(Terminal.harmless(value.stringValue ?? ""))")
                }
                lines.append("")
                lines.append(Self.body(view))
                return lines
            }
        }

        /// The body as text where it is text.
        private static func body(_ view: JSONValue) -> String {
            let size = Humane.bytes(view.int("size"))
            guard let bytes = try? DeadLetterView(json: view).body, !bytes.isEmpty else { return "No body (\(size))." }
            guard let text = String(validating: bytes, as: UTF8.self),
                text.unicodeScalars.allSatisfy({ $0.value >= 32 || $0 == "\n" || $0 == "\t" || $0 == "\r" })
            else { return "\(size) of binary data: -o json shows them in base64." }
            let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
            return lines.map { Terminal.harmless(String($0)) }.joined(separator: "\n")
        }
    }

    struct Replay: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Publish letters again as they were first published, and remove them here.",
            discussion: """
                Mend first what made them fail; what fails again comes back as a new letter.

                  luna dlq replay 7 9
                  luna dlq replay --subject 'luna.in.>'
                  luna dlq replay --all
                """)

        @OptionGroup var choice: Choice
        @OptionGroup var format: FormatOptions
        @OptionGroup var server: ServerOptions

        func run() async throws {
            let client = try server.client()
            var wanted = choice.letters
            if wanted.isEmpty {
                let found = try await client.all("/v1/dead-letters", query: choice.filter.query)
                wanted = found.map { UInt64(clamping: $0.int("letter")) }
            }
            var replayed: [JSONValue] = []
            var failure: (any Error)?
            for letter in wanted {
                do {
                    replayed.append(try await client.post(DeadLetterCommand.path(letter, ":replay"), nil))
                } catch let error as LunaError {
                    // One that cannot go out does not keep the others back.
                    Output.message("luna: letter \(letter): \(error.message)")
                    failure = failure ?? error
                }
            }
            format.print(.object(["data": .array(replayed)])) {
                replayed.map { "\($0.int("letter")): \(Terminal.harmless($0.text("subject")))" }
                    + ["\(Humane.count(replayed.count, "letter")) published again"]
            }
            if failure != nil { throw ExitCode(ExitStatus.failure) }
        }
    }

    struct Purge: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Remove letters for good.",
            discussion: "  luna dlq purge 7\n  luna dlq purge --code work.lost\n  luna dlq purge --all")

        @OptionGroup var choice: Choice
        @OptionGroup var format: FormatOptions
        @OptionGroup var server: ServerOptions

        func run() async throws {
            let client = try server.client()
            var purged: Int64 = 0
            for letter in choice.letters {
                purged += try await client.delete(DeadLetterCommand.path(letter)).int("purged")
            }
            var more = choice.letters.isEmpty
            while more {
                let reply = try await client.delete(
                    "/v1/dead-letters", query: choice.filter.query + [("all", choice.all ? "true" : nil)])
                purged += reply.int("purged")
                more = reply["more"]?.boolValue == true
            }
            format.print(.object(["purged": .number(JSONNumber(purged))])) {
                ["\(Humane.count(Int(purged), "letter")) removed"]
            }
        }
    }
}

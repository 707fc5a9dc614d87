import ArgumentParser
import Glibc
import LunaCore
import LunaStack
import NIOCore

struct Audit: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Search, verify and export the audit trail.",
        discussion: """
              luna audit EXECUTION
              luna audit verify --checkpoint head.json
              luna audit export --csv > audit.csv
            """,
        subcommands: [
            AuditList.self, AuditVerify.self, AuditExport.self, AuditHead.self, AuditAcceptRestore.self,
        ],
        defaultSubcommand: AuditList.self)
}

/// Which entries are meant.
struct AuditFilter: ParsableArguments {
    @Argument(help: "Execution; none = all.")
    var id: String?

    @Option(help: "Only what this actor did.")
    var actor: String?

    @Option(help: "Only this action, such as execution.submit.")
    var action: String?

    var query: [(String, String?)] { [("correlation", id), ("actor", actor), ("action", action)] }
}

struct AuditList: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "list", abstract: "Show entries, newest first.",
        discussion: "  luna audit list ID\n  luna audit list --action execution.submit --limit 20")

    @OptionGroup var filter: AuditFilter

    @Option(help: "Most entries to show.")
    var limit = 100

    @OptionGroup var format: FormatOptions
    @OptionGroup var server: ServerOptions

    func run() async throws {
        let page = try await server.client().get("/v1/audit", query: filter.query + [("limit", String(limit))])
        format.print(page) {
            var table = TextTable(["TIME", "ACTOR", "ACTION", "RESOURCE", "OUTCOME", "SERVICE"])
            for entry in page.list("data") {
                table.add(
                    [Humane.time(entry.text("at"))]
                        + ["actor", "action", "resource", "outcome", "service"].map {
                            Terminal.harmless(entry.text($0))
                        })
            }
            return table.isEmpty ? ["No entries."] : table.lines(.output)
        }
    }
}

struct AuditVerify: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "verify", abstract: "Check the whole audit chain and say where it does not hold.",
        discussion: """
            Status 0 only when every entry is what was written and where it was written. With a checkpoint that was
            kept elsewhere it finds, too, what somebody with all keys has done. What was lost through an accepted restore
            (luna audit accept-restore) is no finding, but is told every time.

              luna audit head > head.json          # keep it where nobody here can change it
              luna audit verify --checkpoint head.json
            """)

    @Option(help: ArgumentHelp("File with a checkpoint; may be given several times.", valueName: "file"))
    var checkpoint: [String] = []

    @OptionGroup var format: FormatOptions
    @OptionGroup var server: ServerOptions

    func run() async throws {
        let points = try CheckpointFiles.read(checkpoint)
        let reply = try await server.client().post(
            "/v1/audit/verify", ["checkpoints": .array(points)], timeout: .minutes(11))
        let findings = reply.list("findings")
        let restores = reply.list("restores").map { "Restore: " + Terminal.harmless($0.text("explanation")) }
        format.print(reply) {
            var table = TextTable(["PLACE", "WHAT", "EXPLANATION", "ENTRY"], rightAligned: [0])
            for finding in findings {
                table.add([
                    String(finding.int("sequence")), finding.text("kind"), finding.text("explanation"),
                    Terminal.harmless(String(finding.text("entry").prefix(16))),
                ])
            }
            let count = "\(reply.int("entries")) entries"
            return findings.isEmpty
                ? restores + [
                    "\(count), all as they were written" + (restores.isEmpty ? "." : ", but see the restores.")
                ]
                : restores + table.lines(.output) + ["\(count), \(findings.count) findings."]
        }
        if !findings.isEmpty { throw ExitCode(ExitStatus.failure) }
    }
}

struct AuditHead: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "head", abstract: "Print the signed head of the chain, to be kept elsewhere.",
        discussion: "  luna audit head > head.json")

    @OptionGroup var server: ServerOptions

    func run() async throws {
        Output.line(try await server.client().get("/v1/audit/checkpoint").text(pretty: true))
    }
}

/// Checkpoints as `luna audit head` writes them.
enum CheckpointFiles {
    /// - Throws: `LunaError` `usage.file`.
    static func read(_ files: [String]) throws -> [JSONValue] {
        try files.map { file in
            guard let text = Files.text(file), let value = try? JSONParser.parse(text) else {
                throw LunaError("usage.file", .validation, "\(file) is no checkpoint.")
            }
            return value
        }
    }
}

struct AuditAcceptRestore: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "accept-restore",
        abstract: "Write into the chain, signed, that a backup was restored, so that only this loss is explained.",
        discussion: """
            For an administrator of all tenants, once for each tenant. `luna restore` prints the command. Checkpoints
            from before the restore that had seen more are no findings afterwards; `luna audit verify` goes on saying
            what was lost. Nothing else is explained: an entry up to the given place that was altered, or a checkpoint
            from after the restore, is a finding as before.

              luna audit accept-restore --to 907 --at 2026-11-21T16:20:05Z --reason 'backup of Monday, disk lost'
            """)

    @Option(help: ArgumentHelp("The newest entry that the backup brought back; 0: none.", valueName: "place"))
    var to: UInt64

    @Option(help: ArgumentHelp("When it was restored (RFC 3339). Default: now.", valueName: "time"))
    var at: String?

    @Option(help: "Which backup, and why; stays in the audit trail.")
    var reason: String

    @Option(
        help: ArgumentHelp(
            "A checkpoint from before that is kept elsewhere; may be given several times.", valueName: "file"))
    var checkpoint: [String] = []

    @OptionGroup var format: FormatOptions
    @OptionGroup var server: ServerOptions

    func run() async throws {
        var request: [String: JSONValue] = [
            "restored_to": .number(JSONNumber(Int64(clamping: to))), "reason": .string(reason),
            "checkpoints": .array(try CheckpointFiles.read(checkpoint)),
        ]
        if let at {
            guard CivilTime.unixNanoseconds(rfc3339: at) != nil else {
                throw LunaError("usage.time", .validation, "'\(at)' is no time such as 2026-11-21T16:20:05Z.")
            }
            request["restored_at"] = .string(at)
        }
        let reply = try await server.client().post("/v1/audit/restores", .object(request))
        format.print(reply) { [Terminal.harmless(reply.text("explanation"))] }
    }
}

struct AuditExport: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "export", abstract: "Write entries to standard output, newest first: JSON lines, or CSV.",
        discussion: "  luna audit export > audit.jsonl\n  luna audit export --csv --action key.create > keys.csv")

    @Flag(help: "Comma-separated values (RFC 4180).")
    var csv = false

    @OptionGroup var filter: AuditFilter
    @OptionGroup var server: ServerOptions

    static let columns = [
        "sequence", "at", "tenant", "actor", "action", "resource", "correlation", "outcome", "service", "details", "id",
        "key", "mac",
    ]

    func run() async throws {
        let client = try server.client()
        if csv { Output.line(Self.columns.joined(separator: ",")) }
        var cursor: String?
        repeat {
            let page = try await client.get("/v1/audit", query: filter.query + [("limit", "1000"), ("cursor", cursor)])
            for entry in page.list("data") { Output.line(csv ? Self.row(entry) : entry.text(pretty: false)) }
            cursor = page["next_cursor"]?.stringValue.flatMap { $0.isEmpty ? nil : $0 }
        } while cursor != nil
    }

    /// A text that a spreadsheet would take for a formula gets an apostrophe before it.
    static func row(_ entry: JSONValue) -> String {
        columns.map { column in
            let value = entry[column] ?? .null
            var text = value.isNull ? "" : value.stringValue ?? value.text(pretty: false)
            if let first = text.first, "=+-@\t\r".contains(first) { text = "'" + text }
            let needsQuotes = text.contains { $0 == "," || $0 == "\"" || $0.isNewline }
            return needsQuotes ? "\"\(text.replacing("\"", with: "\"\""))\"" : text
        }.joined(separator: ",")
    }
}

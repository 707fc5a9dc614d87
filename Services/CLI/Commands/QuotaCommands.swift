import ArgumentParser
import LunaCore

struct QuotasCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "quotas", abstract: "Show how much a tenant may use and does, or set it.",
        discussion: """
              luna quotas
              luna quotas set --tenant acme concurrent_executions=20 artifact_bytes=10000000000
              luna quotas set --tenant acme tasks_per_day=usual
            """,
        subcommands: [QuotasShow.self, QuotasSet.self], defaultSubcommand: QuotasShow.self)

    static func lines(_ page: JSONValue) -> [String] {
        var table = TextTable(["QUOTA", "USED", "LIMIT", "SET FOR", "BEGINS ANEW"], rightAligned: [1, 2])
        for quota in page.list("data") {
            // 64 bits travel as text.
            func number(_ key: String) -> String { quota[key].map { $0.stringValue ?? $0.text(pretty: false) } ?? "0" }
            let limit = number("limit")
            table.add([
                quota.text("name"), number("used"), limit == "0" ? "none" : limit,
                quota["own"]?.boolValue == true ? "the tenant" : "all",
                quota.text("resets_at").isEmpty ? "" : Humane.time(quota.text("resets_at")),
            ])
        }
        return table.lines(.output)
    }
}

struct QuotasShow: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "show", abstract: "Show limits and use.", discussion: "  luna quotas show")

    @OptionGroup var format: FormatOptions
    @OptionGroup var server: ServerOptions

    func run() async throws {
        let page = try await server.client().get("/v1/quotas")
        format.print(page) { QuotasCommand.lines(page) }
    }
}

struct QuotasSet: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "set", abstract: "Set limits of a tenant (0 = none, usual = as for all).",
        discussion: "For an administrator of all tenants.\n\n  luna quotas set --tenant acme requests_per_minute=600")

    @Argument(help: ArgumentHelp("Limits.", valueName: "name=number"))
    var limits: [String]

    @OptionGroup var format: FormatOptions
    @OptionGroup var server: ServerOptions

    func run() async throws {
        var quotas: [JSONValue] = []
        var usual: [JSONValue] = []
        for limit in limits {
            let parts = limit.split(separator: "=", omittingEmptySubsequences: false).map(String.init)
            guard parts.count == 2, parts[1] == "usual" || UInt64(parts[1]) != nil else {
                throw LunaError("usage.quota", .validation, "'\(limit)' is not name=number or name=usual.")
            }
            if parts[1] == "usual" {
                usual.append(.string(parts[0]))
            } else {
                quotas.append(["name": .string(parts[0]), "limit": .string(parts[1])])
            }
        }
        let page = try await server.client().post("/v1/quotas", ["quotas": .array(quotas), "usual": .array(usual)])
        format.print(page) { QuotasCommand.lines(page) }
    }
}

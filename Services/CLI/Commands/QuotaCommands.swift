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
            let limit = quota.int("limit")
            table.add([
                quota.text("name"), String(quota.int("used")), limit == 0 ? "none" : String(limit),
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
            let number = parts.count == 2 ? Int64(parts[1]) : nil
            guard parts.count == 2, parts[1] == "usual" || number ?? -1 >= 0 else {
                throw LunaError("usage.quota", .validation, "'\(limit)' is not name=number or name=usual.")
            }
            if let number {
                quotas.append(["name": .string(parts[0]), "limit": .number(JSONNumber(number))])
            } else {
                usual.append(.string(parts[0]))
            }
        }
        let page = try await server.client().post("/v1/quotas", ["quotas": .array(quotas), "usual": .array(usual)])
        format.print(page) { QuotasCommand.lines(page) }
    }
}

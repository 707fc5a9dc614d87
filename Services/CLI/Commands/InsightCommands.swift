import ArgumentParser
import LunaCore

struct Agents: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "List the agents, or show one of them.",
        discussion: "  luna agents\n  luna agents --capability codegen.python\n  luna agents code-generator")

    @Argument(help: "Name of an agent.")
    var name: String?

    @Option(help: "Only agents that can do this.")
    var capability: String?

    @Flag(help: "Only what the agent says of itself, as JSON: to be signed with luna sign --document.")
    var manifest = false

    @OptionGroup var format: FormatOptions
    @OptionGroup var server: ServerOptions

    func validate() throws {
        if manifest, name == nil { throw ValidationError("Name the agent whose manifest you want.") }
    }

    func run() async throws {
        let client = try server.client()
        let colors = ProgressView(terminal: .output)
        if let name {
            let agent = try await client.get("/v1/agents/\(ServerAddress.encoded(name))")
            if manifest { return Output.line((agent["manifest"] ?? .null).text(pretty: true)) }
            return format.print(agent) { describe(agent, colors) }
        }
        let list = try await client.all("/v1/agents", query: [("capability", capability)])
        format.print(["data": .array(list)]) {
            var table = TextTable(
                ["AGENT", "VERSION", "HEALTH", "INSTANCES", "BUSY", "CAPABILITIES"], rightAligned: [3])
            for agent in list {
                let manifest = agent["manifest"] ?? .null
                let instances = agent.list("instances")
                let busy = instances.reduce(0) { $0 + $1.int("in_flight") }
                let room = instances.reduce(0) { $0 + $1.int("concurrency") }
                table.add([
                    Terminal.harmless(manifest.text("name")), manifest.text("version"),
                    colors.colored(agent.text("health")),
                    String(instances.count), "\(busy)/\(room)",
                    manifest.list("capabilities").compactMap(\.stringValue).joined(separator: ", "),
                ])
            }
            return table.isEmpty ? ["No agents."] : table.lines(.output)
        }
    }

    private func describe(_ agent: JSONValue, _ colors: ProgressView) -> [String] {
        let manifest = agent["manifest"] ?? .null
        var lines = [
            "Agent         \(Terminal.harmless(manifest.text("name"))) \(manifest.text("version"))",
            "Health        \(colors.colored(agent.text("health")))",
            "Description   \(Terminal.harmless(manifest.text("description")))",
            "Capabilities  \(manifest.list("capabilities").compactMap(\.stringValue).joined(separator: ", "))",
            "Signed by     \(agent.text("signed_by").isEmpty ? "nobody" : agent.text("signed_by"))",
            "Registered    \(Humane.time(agent.text("registered_at")))", "",
        ]
        var table = TextTable(["INSTANCE", "HEALTH", "BUSY", "LAST SEEN"])
        for instance in agent.list("instances") {
            table.add([
                instance.text("instance"), colors.colored(instance.text("health")),
                "\(instance.int("in_flight"))/\(instance.int("concurrency"))", Humane.time(instance.text("last_seen")),
            ])
        }
        lines += table.lines(.output)
        return lines
    }
}

struct Costs: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Show what an execution has used.", discussion: "  luna costs ID -o json")

    @Argument(help: "Execution.")
    var id: String

    @OptionGroup var format: FormatOptions
    @OptionGroup var server: ServerOptions

    func run() async throws {
        let reply = try await server.client().get(executionPath(id, "/costs"))
        format.print(reply) {
            var table = TextTable(["CAPABILITY", "ATTEMPTS", "COMPUTE", "COST"], rightAligned: [1, 2, 3])
            for item in reply.list("capabilities") + [reply] {
                table.add([
                    item["capability"]?.stringValue ?? "all", String(item.int("attempts")),
                    Humane.duration(.milliseconds(item.int("compute_ms"))), Self.dollars(item.int("cost_micro_usd")),
                ])
            }
            return table.lines(.output)
        }
    }

    /// Micro-dollars as dollars, exactly: 1 234 567 → `$1.234567`, 1 500 000 → `$1.50`.
    static func dollars(_ micro: Int64) -> String {
        let digits = String(micro.magnitude % 1_000_000)
        var fraction = String(repeating: "0", count: 6 - digits.count) + digits
        while fraction.count > 2, fraction.hasSuffix("0") { fraction.removeLast() }
        return "\(micro < 0 ? "-" : "")$\(micro.magnitude / 1_000_000).\(fraction)"
    }
}

struct Health: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Show how the services are.", discussion: "Status 0 only when everything is up.\n\n  luna health")

    @OptionGroup var format: FormatOptions
    @OptionGroup var server: ServerOptions

    func run() async throws {
        let reply = try await server.client().get("/v1/health")
        let colors = ProgressView(terminal: .output)
        format.print(reply) {
            var table = TextTable(["COMPONENT", "STATE", "SINCE", "LATENCY", "VERSION", "REASON"], rightAligned: [3])
            for item in reply.list("components") {
                table.add([
                    item.text("component"), colors.colored(item.text("state")), Humane.time(item.text("since")),
                    "\(item.int("latency_us")) µs", item.text("version"), Terminal.harmless(item.text("reason")),
                ])
            }
            return table.lines(.output) + ["All: \(colors.colored(reply.text("state")))"]
        }
        if reply.text("state") != "up" { throw ExitCode(ExitStatus.failure) }
    }
}

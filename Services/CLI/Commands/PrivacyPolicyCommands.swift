import ArgumentParser
import LunaCore
import LunaPrivacy

struct PrivacyPolicyCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "policy", abstract: "Show and set what happens to each type on its way to each destination.",
        subcommands: [PrivacyPolicyGet.self, PrivacyPolicySet.self], defaultSubcommand: PrivacyPolicyGet.self)

    /// The rules as a table.
    static func lines(_ reply: JSONValue, where shows: (JSONValue) -> Bool = { _ in true }) -> [String] {
        var table = TextTable(["DESTINATION", "TYPE", "STRATEGY", "SET BY"])
        for rule in reply.list("rules") where shows(rule) {
            table.add([
                rule.text("destination"), rule.text("type"), rule.text("strategy"),
                rule["own"] == true ? "tenant" : "product",
            ])
        }
        return table.lines(.output)
    }
}

struct PrivacyPolicyGet: AsyncParsableCommand {
    static let configuration = CommandConfiguration(commandName: "get", abstract: "Show the rules that hold.")

    @Option(help: "Only this destination: local, cloud, log or artifact.")
    var destination: PrivacyDestination?

    @OptionGroup var format: FormatOptions
    @OptionGroup var server: ServerOptions

    func run() async throws {
        let reply = try await server.client().get("/v1/privacy/policy")
        format.print(reply) {
            PrivacyPolicyCommand.lines(reply) {
                destination == nil || $0.text("destination") == destination?.rawValue
            } + ["Version \(reply.text("version"))"]
        }
    }
}

struct PrivacyPolicySet: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "set", abstract: "Set what happens to types on their way to a destination.",
        discussion: """
            Needs an administrator's key. The tenant's other rules stay as they are. A destination is local, cloud, log
            or artifact; a strategy is allow, tokenise, mask or drop. Secrets never go to a cloud in clear, and
            for logs there are only mask and drop. When somebody else changes the rules meanwhile, nothing is set.

              luna pii policy set --destination cloud --type EMAIL,PHONE --strategy mask
              luna pii policy set --destination local --all --strategy tokenise
              luna pii policy set --destination cloud --type EMAIL --default
            """)

    @Option(help: "Where the text goes.")
    var destination: PrivacyDestination

    @Option(help: "Types, such as EMAIL, with commas between them.")
    var type: String?

    @Flag(help: "All types.")
    var all = false

    @Option(help: "What happens to them.")
    var strategy: PrivacyStrategy?

    @Flag(name: .customLong("default"), help: "The product's own rule again.")
    var isDefault = false

    @Option(help: "Only when the rules are still at this version (luna pii policy get).")
    var expect: String?

    @OptionGroup var format: FormatOptions
    @OptionGroup var server: ServerOptions

    func validate() throws {
        guard (type != nil) != all else { throw ValidationError("Say which types: either --type or --all.") }
        guard (strategy != nil) != isDefault else {
            throw ValidationError("Say what happens to them: either --strategy or --default.")
        }
        _ = try types()
    }

    private func types() throws -> [PrivacyType] {
        guard let type else { return PrivacyType.allCases }
        return try type.split(separator: ",").map { word in
            guard let known = PrivacyType(rawValue: word.trimmingPrefix { $0 == " " }.uppercased()) else {
                throw ValidationError(
                    "There is no type \(word). Types are "
                        + PrivacyType.allCases.map(\.rawValue).joined(separator: ", ") + ".")
            }
            return known
        }
    }

    func run() async throws {
        let client = try server.client()
        let chosen = Set(try types().map(\.rawValue))
        let held = try await client.get("/v1/privacy/policy")
        var rules = held.list("rules").filter { rule in
            rule["own"] == true
                && !(rule.text("destination") == destination.rawValue && chosen.contains(rule.text("type")))
        }.map { rule in
            Self.rule(rule.text("destination"), rule.text("type"), rule.text("strategy"))
        }
        if let strategy {
            rules += chosen.sorted().map { Self.rule(destination.rawValue, $0, strategy.rawValue) }
        }
        let reply = try await client.put(
            "/v1/privacy/policy",
            ["rules": .array(rules), "expected": .string(expect ?? held.text("version"))])
        format.print(reply) {
            PrivacyPolicyCommand.lines(reply) {
                $0.text("destination") == destination.rawValue && chosen.contains($0.text("type"))
            }
        }
    }

    private static func rule(_ destination: String, _ type: String, _ strategy: String) -> JSONValue {
        ["destination": .string(destination), "type": .string(type), "strategy": .string(strategy)]
    }
}

extension PrivacyDestination: ExpressibleByArgument {}
extension PrivacyStrategy: ExpressibleByArgument {}

import ArgumentParser
import Glibc
import LunaCore

struct Login: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Store a key of access, or a token, for a server.",
        discussion: """
            The key is read from standard input, so that it stands in no list of processes and no history. The key of
            a stack that `luna up` has started here is used without login.

            Where the server takes tokens of an identity provider, one can be given instead; --device asks the provider
            for one, which somebody confirms in a browser. It lasts as long as the provider says.

              luna login --server https://luna.example.org < key.txt
              luna login --server https://luna.example.org --device
            """)

    @Flag(help: "Get a token from the server's identity provider.")
    var device = false

    @OptionGroup var server: ServerOptions

    func run() async throws {
        var client = try server.client()
        let key = try await device ? confirmed(client) : given()
        client.key = key
        let identity = try await client.get("/v1/identity")
        try Credentials.store(key, for: client.base)
        Output.message("Logged in to \(client.base) as \(WhoAmI.describe(identity)).")
    }

    private func given() throws -> String {
        if isatty(STDIN_FILENO) == 1 { Output.message("Key:") }
        guard let key = readLine()?.filter({ !$0.isWhitespace }), !key.isEmpty else {
            throw LunaError("usage.key", .validation, "Give the key on standard input.")
        }
        return key
    }

    private func confirmed(_ client: APIClient) async throws -> String {
        let hints = try await client.get("/.well-known/luna-login")
        guard !hints.text("issuer").isEmpty, !hints.text("client_id").isEmpty else {
            throw LunaError(
                "login.device", .validation, "\(client.base) names no identity provider: give a key on standard input.")
        }
        let login = DeviceLogin(issuer: hints.text("issuer"), client: hints.text("client_id")) { address, code in
            Output.message("Open \(Terminal.harmless(address)) and confirm the code \(Terminal.harmless(code)).")
        }
        return try await login.token()
    }
}

struct Logout: AsyncParsableCommand {
    static let configuration = CommandConfiguration(abstract: "Forget the stored key of a server.")

    @OptionGroup var server: ServerOptions

    func run() async throws {
        try Credentials.store(nil, for: try ServerAddress.find(flag: server.server))
    }
}

struct WhoAmI: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "whoami", abstract: "Show who one is for the server, and with which role.")

    @OptionGroup var format: FormatOptions
    @OptionGroup var server: ServerOptions

    func run() async throws {
        let identity = try await server.client().get("/v1/identity")
        format.print(identity) { [Self.describe(identity)] }
    }

    static func describe(_ identity: JSONValue) -> String {
        let tenant = identity.text("tenant") == "*" ? "all tenants" : "tenant \(identity.text("tenant"))"
        return Terminal.harmless("\(identity.text("actor")), \(identity.text("role")) of \(tenant)")
    }
}

struct Keys: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Keys of access; rotation of the keys that protect stored data.",
        discussion: """
              luna keys create ci --role operator --days 90
              luna keys list
              luna keys revoke 0123456789ab
              luna keys rotate-master
            """,
        subcommands: [List.self, Create.self, Revoke.self, RotateMaster.self, NewMaster.self, Signers.self],
        defaultSubcommand: List.self)

    struct List: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "List the tenant's keys, without their secrets.")

        @OptionGroup var format: FormatOptions
        @OptionGroup var server: ServerOptions

        func run() async throws {
            let page = try await server.client().get("/v1/keys")
            format.print(page) {
                var table = TextTable(["ID", "NAME", "TENANT", "ROLE", "CREATED", "EXPIRES", "USED", "STATE"])
                for key in page.list("data") {
                    table.add([
                        key.text("id"), Terminal.harmless(key.text("name")), key.text("tenant"), key.text("role"),
                        Self.time(key, "created_at"), Self.time(key, "expires_at"), Self.time(key, "used_at"),
                        key.text("revoked_at").isEmpty ? "valid" : "revoked",
                    ])
                }
                return table.isEmpty ? ["No keys."] : table.lines(.output)
            }
        }

        private static func time(_ key: JSONValue, _ name: String) -> String {
            key.text(name).isEmpty ? "never" : Humane.time(key.text(name))
        }
    }

    struct Create: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Make a key and print it: it cannot be shown again.",
            discussion: "  luna keys create ci --role operator --days 90 > key.txt")

        @Argument(help: "What it is for.")
        var name: String

        @Option(help: "admin, operator or viewer.")
        var role = "viewer"

        @Option(help: "Days until it expires; 0 = when it is revoked.")
        var days: UInt32 = 0

        @Flag(help: "For all tenants.")
        var allTenants = false

        @OptionGroup var format: FormatOptions
        @OptionGroup var server: ServerOptions

        func run() async throws {
            let reply = try await server.client().post(
                "/v1/keys",
                [
                    "name": .string(name), "role": .string(role), "days": .number(JSONNumber(Int64(days))),
                    "all_tenants": .bool(allTenants),
                ])
            format.print(reply) { [reply.text("secret")] }
        }
    }

    struct Revoke: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Revoke a key, at once.")

        @Argument(help: "Its id.")
        var id: String

        @OptionGroup var server: ServerOptions

        func run() async throws {
            _ = try await server.client().delete("/v1/keys/\(ServerAddress.encoded(id))")
            Output.message("Key \(id) is revoked.")
        }
    }
}

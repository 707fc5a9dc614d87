import ArgumentParser
import LunaBus
import LunaCore
import LunaStack

struct NATSCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "nats", abstract: "Users of the bus and what each may do.",
        subcommands: [NATSConfig.self, NATSRights.self, NATSUserCommand.self])
}

struct NATSConfig: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "config", abstract: "Write the users of a nats-server and their passwords.",
        discussion: """
            Writes authorization.conf, for `include` in the server's configuration, and a file with a password for each
            user, readable by their owner only. What is there is kept: writing again changes nothing but what the
            contract has changed. Give a service NATS_USER and NATS_PASSWORD_FILE, an outside agent the user `agent`,
            and a tenant's programs the user `tenant-<name>`.

              luna nats config /etc/luna/nats --tenant acme
            """)

    @Argument(help: "Directory for the files.") var directory: String

    @Option(help: ArgumentHelp("A tenant whose programs use the bus; may be given several times.", valueName: "name"))
    var tenant: [String] = []

    func run() throws {
        let users = NATSUsers(directory: Files.absolute(directory))
        try users.write(adding: try tenant.map { try TenantID($0) })
        Output.line(users.configurationFile)
    }
}

struct NATSRights: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "rights", abstract: "Print what each user of the bus may do, as JSON.",
        discussion: """
            For who writes a server's configuration otherwise: NATS takes each user's part as its `permissions`.
            `tenant-NAME` stands for the users of all tenants.
            """)

    func run() { Output.line(NATSUsers.rights().text(pretty: true)) }
}

struct NATSUserCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "user", abstract: "Print the address of the local stack's bus for a user.",
        discussion: """
            The address holds the user's password. The user of a tenant is made when there is none, and the running server
            learns of it; `agent` is the user of outside agents, `luna` may do everything.

              export SSL_CERT_FILE=.luna/certs/ca.pem
              NATS_URL=$(luna nats user tenant-acme) python examples/events/submit_and_follow.py plan.yaml --tenant acme
            """)

    @Argument(help: "agent, tenant-NAME, luna, or a service.") var user: String

    func run() async throws {
        let who = try Self.parse(user)
        let configuration = try StackConfiguration(directory: StackConfiguration.defaultDirectory())
        Output.line(try await LocalStack(configuration: configuration).natsURL(of: who))
    }

    static func parse(_ name: String) throws -> BusContract.User {
        if name.hasPrefix("tenant-") { return .tenant(try TenantID(String(name.dropFirst("tenant-".count)))) }
        let known: [BusContract.User] = [.agent, .administrator] + BusContract.services.map { .service($0) }
        guard let user = known.first(where: { $0.name == name }) else {
            throw LunaError(
                "usage.user", .validation,
                "There is no user '\(name.prefix(64))'. There are: tenant-NAME, "
                    + known.map(\.name).joined(separator: ", ") + ".")
        }
        return user
    }
}

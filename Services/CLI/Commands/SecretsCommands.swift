import ArgumentParser
import LunaBus
import LunaCore
import LunaStack
import LunaTrust

struct SecretsCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "secrets", abstract: "Make the secrets of an installation in containers, and show one.",
        subcommands: [SecretsMake.self, SecretsShow.self], defaultSubcommand: SecretsMake.self)
}

struct SecretsMake: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "make", abstract: "Make what is missing, in a folder for each reader.",
        discussion: """
            Users of the bus with their rights, a login of PostgreSQL for each service, certificates of the servers,
            the administrator's key.
            What is there stays. `docker compose up` runs this by itself; for Kubernetes:

              luna secrets make secrets --database db.example.org:5432
              kubectl create secret generic luna-memory --from-file=secrets/memory
            """)

    @Argument(help: "Directory for the folders.") var directory: String

    @Option(help: ArgumentHelp("Where PostgreSQL is.", valueName: "host:port"))
    var database = InstallationSecrets.Options().database

    @Option(help: ArgumentHelp("A tenant whose programs use the bus; may be given several times.", valueName: "name"))
    var tenant: [String] = []

    @Option(
        help: ArgumentHelp("A name under which the gateway is called; may be given several times.", valueName: "name"))
    var gatewayName: [String] = []

    @Option(help: ArgumentHelp("User (and group) that the services run as; needs root.", valueName: "number"))
    var owner: UInt32?

    func run() async throws {
        var options = InstallationSecrets.Options()
        options.database = database
        options.tenants = try tenant.flatMap { $0.split(separator: ",") }.map { try TenantID(String($0)) }
        options.gatewayNames = try gatewayName.flatMap { $0.split(separator: ",") }.map { try HostName(String($0)) }
        options.owner = owner
        let isChanged = try await InstallationSecrets(directory: Files.absolute(directory)).make(options)
        Output.message(
            isChanged ? "secrets: ready; servers that run already have to read them again (SIGHUP)" : "secrets: ready")
    }
}

struct SecretsShow: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "show", abstract: "Print a secret: the administrator's key of access, unless another is named.",
        discussion: "  docker compose run --rm secrets show\n  luna secrets show secrets outside/agent/nats.password")

    @Argument(help: "Directory of the folders.") var directory = "/secrets"
    @Argument(help: "READER/FILE in it.") var name = "access/access.key"

    func run() throws {
        // A name with dots in it would lead elsewhere, and to say so would tell what is there.
        guard !name.split(separator: "/").contains(".."), let text = Files.text("\(Files.absolute(directory))/\(name)")
        else { throw LunaError("secrets.missing", .notFound, "There is no \(name) in \(directory).") }
        Output.line(text)
    }
}

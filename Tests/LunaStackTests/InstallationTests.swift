import Glibc
import Logging
import LunaBus
import LunaCore
import LunaStore
import LunaTestKit
import LunaTrust
import Testing

@testable import LunaStack

/// What `docker compose up` and the chart stand on: secrets for each reader, a login of the database for each service, the rights on
/// the bus.
@Suite(.timeLimit(.minutes(3))) struct InstallationTests {
    private let logger = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }

    @Test func everyReaderHasWhatItNeedsAndNothingOfTheOthers() async throws {
        let place = try TemporaryDirectory()
        let secrets = InstallationSecrets(directory: "\(place.path)/secrets")
        var options = InstallationSecrets.Options()
        options.tenants = [TenantID(trusted: "acme")]
        #expect(try await secrets.make(options))
        let before = contents(of: secrets.directory)
        #expect(try await !secrets.make(options), "nothing is new")
        #expect(contents(of: secrets.directory) == before)

        for service in ServiceCatalog.services.map(\.name) {
            let own = Set(Files.names(in: "\(secrets.directory)/\(service)"))
            #expect(own.isSuperset(of: ["nats.password", "ca.pem"]), "\(service)")
            #expect(own.contains("database.url") == (ServiceCatalog.schemas[service] != nil), "\(service)")
            #expect(own.contains("gateway.key") == (service == "gateway"))
        }
        // Whatever is secret is in one reader's folder, but for what PostgreSQL has to know of the logins.
        let readers = before.filter { !$0.key.hasPrefix("authority/") && !$0.key.hasSuffix(".pem") }
        for (path, text) in readers where !path.hasPrefix("postgres/") && !path.hasPrefix("nats/") {
            let holders = readers.filter { $0.value.contains(text) && !$0.key.hasPrefix("postgres/") }.map(\.key)
            #expect(holders == [path])
        }
        // The bus knows hashes only.
        let rights = try #require(before["nats/authorization.conf"])
        for (path, text) in before where path.hasSuffix("nats.password") { #expect(!rights.contains(text)) }
        #expect(rights.contains("tenant-acme"))
    }

    @Test func theChartHasTheRightsOfTheContract() throws {
        let path = "\(TestStack.root)/helm/lunacore/files/nats/permissions.json"
        let wanted = NATSUsers.rights().text(pretty: true)
        if StackConfiguration.processEnvironment["LUNA_UPDATE_DOCS"] == "1" {
            try Files.write(Array((wanted + "\n").utf8), to: path)
        } else {
            #expect(Files.text(path) == wanted, "luna nats rights > helm/lunacore/files/nats/permissions.json")
        }
    }

    /// Such programs end without having opened the pipe that this side waits at.
    @Test func toolsOfTheDatabaseThatEndAtOnceSayWhy() async throws {
        let tools = try DatabaseTools(databaseURL: "postgres://nobody@127.0.0.1:1/nothing")
        let dump = await #expect(throws: LunaError.self) {
            try await tools.dump(schemas: ["memory"]) { bytes in Issue.record("\(bytes.count) bytes from nowhere") }
        }
        #expect(dump?.code == "backup.dump_failed" && dump?.message.contains("127.0.0.1") == true)
        let run = await #expect(throws: LunaError.self) {
            try await tools.run { put in try put(Array("SELECT 1;".utf8)) }
        }
        #expect(run?.code == "backup.restore_failed" && run?.message.contains("127.0.0.1") == true)
    }

    @Test func aServiceIsAloneInItsSchemaAndABackupComesBackToItsOwners() async throws {
        let place = try TemporaryDirectory()
        let postgres = try await LocalPostgres.start(
            directory: "\(place.path)/pg", options: .init(fsync: false), logger: logger)
        let secrets = InstallationSecrets(directory: "\(place.path)/secrets")
        var options = InstallationSecrets.Options()
        options.database = "127.0.0.1:\(postgres.port)"
        try await secrets.make(options)
        try await prepare(postgres, secrets)
        try await prepare(postgres, secrets)

        let memory = try await connect(secrets, "memory")
        try await memory.migrate(schema: "memory", [Self.first])
        try await memory.confine(schema: "memory", role: "luna_memory")
        _ = try await memory.query("SELECT set_config('luna.tenant', 'acme', false)")
        try await memory.execute("INSERT INTO memory.kept VALUES ('acme', 42)")
        let costing = try await connect(secrets, "costing")
        try await costing.migrate(schema: "costing", [])
        for attempt in [
            "SELECT * FROM memory.kept", "SET ROLE luna_memory", "CREATE ROLE mine", "CREATE SCHEMA mine",
            "SET ROLE luna", "SELECT pg_read_file('/etc/passwd')",
        ] {
            let refusal = await #expect(throws: LunaError.self, "\(attempt)") { try await costing.query(attempt) }
            #expect(refusal?.code == "store.permission", "\(attempt): \(refusal?.message ?? "")")
        }
        await costing.close()
        await memory.close()

        // Whoever backs up sees all, and what is restored belongs to the service again.
        let nats = LocalNATS(
            .init(directory: "\(place.path)/nats", configuration: "include '../secrets/nats/authorization.conf'"))
        try await nats.start()
        let file = "\(place.path)/all.lunabackup"
        let included = "\(place.path)/values.yaml"
        try Files.write(Array("a: 1\n".utf8), to: included)
        let passphrase = SealedFile.Secret.passphrase("correct horse battery staple")
        let backup = Backup(configuration: try operatorOf(secrets, nats, place), version: "test")
        let report = try await backup.create(path: file, secret: passphrase, files: [included])
        #expect(Set(report.manifest.schemas.keys) == ["costing", "memory"])
        _ = try await backup.restore(path: file, secret: passphrase, replacing: true, filesTo: "\(place.path)/out")
        #expect(Files.text("\(place.path)/out/values.yaml") == "a: 1")
        await #expect(throws: LunaError.self) {
            try await Backup.verify(path: file, secret: .passphrase("another phrase"))
        }

        let again = try await connect(secrets, "memory")
        let second = Migration(id: 2, name: "more", up: "ALTER TABLE kept ADD COLUMN more int", down: "")
        try await again.migrate(schema: "memory", [Self.first, second])
        try await again.confine(schema: "memory", role: "luna_memory")
        let count = "SELECT count(*) AS count FROM memory.kept"
        #expect(try await again.query(count).first?.int("count") == 0, "the policy binds the owner, too")
        _ = try await again.query("SELECT set_config('luna.tenant', '*', false)")
        #expect(try await again.query(count).first?.int("count") == 1)
        await again.close()
        await nats.stop()
        await postgres.stop()
    }

    private static let first = Migration(
        id: 1, name: "first", up: "CREATE TABLE kept (tenant text, value int)", down: "DROP TABLE kept")

    private func connect(_ secrets: InstallationSecrets, _ service: String) async throws -> Store {
        let url = try #require(Files.text(secrets.file(service, "database.url")))
        return try await Store.connect(
            StoreConfiguration(url: url, minConnections: 0, maxConnections: 1), logger: logger)
    }

    private func prepare(_ postgres: LocalPostgres, _ secrets: InstallationSecrets) async throws {
        let done = try await Program(
            "/bin/sh", ["\(TestStack.root)/helm/lunacore/files/postgres/init.sh"],
            environment: [
                "PATH": "/usr/bin:/bin", "PGHOST": "127.0.0.1", "PGPORT": "\(postgres.port)", "PGUSER": "postgres",
                "PGPASSWORD": postgres.password, "LUNA_PASSWORDS": "\(secrets.directory)/postgres",
            ])
        #expect(done.status == 0, "\(done.messages)")
    }

    private func operatorOf(
        _ secrets: InstallationSecrets, _ nats: LocalNATS, _ place: TemporaryDirectory
    ) throws -> StackConfiguration {
        try StackConfiguration(
            directory: "\(place.path)/home",
            environment: [
                "NATS_URL": nats.url, "LUNA_NATS_USER": "luna",
                "LUNA_NATS_PASSWORD_FILE": secrets.file("operator", "nats.password"),
                "LUNA_DATABASE_URL_FILE": secrets.file("operator", "database.url"),
            ])
    }

    /// Path below `directory` -> text.
    private func contents(of directory: String, _ prefix: String = "") -> [String: String] {
        var all: [String: String] = [:]
        for name in Files.names(in: directory) where name != ".lock" {
            let path = "\(directory)/\(name)"
            if let text = Files.text(path) {
                all[prefix + name] = text
            } else {
                all.merge(contents(of: path, "\(prefix)\(name)/")) { _, new in new }
            }
        }
        return all
    }
}

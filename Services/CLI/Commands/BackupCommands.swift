import ArgumentParser
import LunaCore
import LunaStack
import LunaTrust

struct BackupCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "backup", abstract: "Back up everything, and check backups.",
        subcommands: [BackupCreate.self, BackupVerify.self])
}

/// What seals a backup.
struct BackupSecretOptions: ParsableArguments {
    @Option(help: ArgumentHelp("File with the key (32 random bytes or more).", valueName: "file"))
    var keyFile: String?

    @Option(help: ArgumentHelp("File whose first line is the passphrase.", valueName: "file"))
    var passphraseFile: String?

    /// - Throws: `LunaError` `usage.backup_secret`.
    func secret() throws -> SealedFile.Secret {
        let environment = StackConfiguration.processEnvironment
        if keyFile == nil, let passphraseFile = passphraseFile ?? environment["LUNA_BACKUP_PASSPHRASE_FILE"] {
            guard let text = Files.text(passphraseFile)?.split(separator: "\n").first else {
                throw LunaError("usage.backup_secret", .validation, "\(passphraseFile) holds no passphrase.")
            }
            return .passphrase(String(text))
        }
        guard let file = keyFile ?? environment["LUNA_BACKUP_KEY_FILE"] else {
            throw LunaError(
                "usage.backup_secret", .validation,
                "A backup is sealed: give --key-file FILE (head -c 32 /dev/urandom > FILE) or --passphrase-file FILE.")
        }
        guard let bytes = Files.read(file, limit: 1 << 16) else {
            throw LunaError("usage.backup_secret", .validation, "\(file) cannot be read.")
        }
        return .key(bytes)
    }
}

struct BackupCreate: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "create", abstract: "Write a backup while everything goes on running.",
        discussion: """
            The database as of one moment, the streams, the configuration and which keys there are, in one sealed
            file. The folders of keys are not in it: keep copies of them elsewhere.

              luna backup create monday.lunabackup --key-file backup.key
              luna backup create --directory /backups --keep 96

            The servers are those of the local stack, or DATABASE_URL and NATS_URL. LUNA_BACKUP_KEY_FILE and
            LUNA_BACKUP_PASSPHRASE_FILE do instead of the options.
            """)

    @Argument(help: "The file to write; it must not be there yet.")
    var file: String?

    @Option(help: ArgumentHelp("Write luna-TIME.lunabackup into this directory instead.", valueName: "dir"))
    var directory: String?

    @Option(help: ArgumentHelp("With --directory: keep so many of the newest backups in it.", valueName: "n"))
    var keep: Int?

    @Option(help: ArgumentHelp("A further file to keep, such as .env; may be given several times.", valueName: "file"))
    var include: [String] = []

    @OptionGroup var secret: BackupSecretOptions
    @OptionGroup var format: FormatOptions

    func run() async throws {
        let path = try target()
        let backup = Backup(configuration: try StackTask.configuration(), version: Luna.configuration.version)
        let report = try await backup.create(path: path, secret: try secret.secret(), files: include)
        if let directory, let keep { try removeOld(directory, keep) }
        BackupText.show(report, path, "Backed up", format)
    }

    private func target() throws -> String {
        switch (file, directory) {
        case (let file?, nil):
            guard keep == nil else { throw LunaError("usage.backup", .validation, "--keep goes with --directory.") }
            return file
        case (nil, let directory?):
            guard keep.map({ $0 > 0 }) ?? true else {
                throw LunaError("usage.backup", .validation, "--keep: 1 at least.")
            }
            try Files.makeDirectory(directory, mode: 0o700)
            let time = CivilTime.rfc3339(unixNanoseconds: Backup.moment(), digits: 3).filter { $0 != ":" && $0 != "-" }
            return "\(directory)/\(BackupText.prefix)\(time)\(BackupText.suffix)"
        default: throw LunaError("usage.backup", .validation, "Give a FILE or a --directory.")
        }
    }

    /// The names hold the time, so their order is that of their making.
    private func removeOld(_ directory: String, _ keep: Int) throws {
        let all = Files.names(in: directory).filter {
            $0.hasPrefix(BackupText.prefix) && $0.hasSuffix(BackupText.suffix)
        }
        for name in all.dropLast(keep) { try Files.remove("\(directory)/\(name)") }
    }
}

struct BackupVerify: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "verify", abstract: "Check every byte of a backup, without restoring it.",
        discussion: "  luna backup verify monday.lunabackup --key-file backup.key")

    @Argument var file: String
    @OptionGroup var secret: BackupSecretOptions
    @OptionGroup var format: FormatOptions

    func run() async throws {
        BackupText.show(try await Backup.verify(path: file, secret: try secret.secret()), file, "Whole", format)
    }
}

struct Restore: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Bring a backup back into an empty system.",
        discussion: """
            Starts nats-server and PostgreSQL of the local stack (unless NATS_URL and DATABASE_URL name others), and
            brings back all of the backup or nothing. Services have to be stopped. Then put the copy of the folder
            of keys into its place, and start: luna up.

              luna restore monday.lunabackup --key-file backup.key
            """)

    @Argument var file: String

    @Flag(help: "Remove what the database and the streams hold.")
    var replace = false

    @Option(help: ArgumentHelp("Write the configuration and kept files into this directory.", valueName: "dir"))
    var filesTo: String?

    @OptionGroup var secret: BackupSecretOptions
    @OptionGroup var format: FormatOptions

    func run() async throws {
        let secret = try secret.secret()
        var configuration = try StackTask.configuration()
        // A file that cannot be used is told before anything is started.
        _ = try await Backup.verify(path: file, secret: secret)
        if configuration.natsURL == nil || configuration.databaseURL == nil {
            // Starting only the servers would stop everything else, and nobody has asked for that.
            let running = try await LocalStack(configuration: configuration).status().filter { item in
                item.pid != nil && configuration.services.contains { item.name.hasPrefix($0.name) }
            }
            guard running.isEmpty else {
                throw LunaError(
                    "backup.in_use", .conflict,
                    "\(running.map(\.name).sorted().joined(separator: ", ")) run: stop the services first (luna down).")
            }
            configuration.services = []
            try await LocalStack(configuration: configuration).up()
        }
        let report = try await Backup(configuration: configuration, version: Luna.configuration.version).restore(
            path: file, secret: secret, replacing: replace, filesTo: filesTo)
        BackupText.show(report, file, "Restored", format)
        BackupText.showChains(report)
    }
}

enum BackupText {
    static let prefix = "luna-"
    static let suffix = ".lunabackup"

    static func show(_ report: Backup.Report, _ path: String, _ verb: String, _ format: FormatOptions) {
        let size = report.manifest.entries.reduce(0) { $0 + $1.size }
        let value: JSONValue = [
            "file": .string(path), "file_bytes": .number(JSONNumber(report.fileSize)),
            "messages": .number(JSONNumber(report.messages)), "manifest": report.manifest.json,
            "duration_ms": .number(JSONNumber(report.duration.nanoseconds / 1_000_000)),
            "notices": .array(report.notices.map(JSONValue.string)),
            "restored_at": .string(report.time == 0 ? "" : CivilTime.rfc3339(unixNanoseconds: report.time, digits: 3)),
            "audit_chains": .array(
                report.chains.map {
                    ["tenant": .string($0.tenant), "restored_to": .number(JSONNumber($0.sequence))]
                }),
        ]
        format.print(value) {
            let created = report.manifest.json.text("created")
            return [
                "\(verb) in \(Humane.duration(report.duration)): \(path), as of \(created)",
                "\(Humane.bytes(size)) of data, \(report.messages) messages, schemas "
                    + report.manifest.schemas.sorted { $0.key < $1.key }.map { "\($0.key) \($0.value)" }.joined(
                        separator: ", "),
            ]
        }
        for notice in report.notices { Output.message(notice) }
    }

    /// What has to be said to the audit trail when it runs again: otherwise every checkpoint from before the restore is a finding.
    static func showChains(_ report: Backup.Report) {
        guard !report.chains.isEmpty else { return }
        let time = CivilTime.rfc3339(unixNanoseconds: report.time, digits: 3)
        Output.message(
            "The audit chains were set back. When the services run, write that into them, as an administrator:")
        for chain in report.chains.prefix(20) {
            Output.message(
                "  luna audit accept-restore --tenant \(chain.tenant) --to \(chain.sequence) --at \(time) --reason '…'")
        }
        if report.chains.count > 20 {
            Output.message("  … and \(report.chains.count - 20) further tenants: see audit_chains of -o json")
        }
    }
}

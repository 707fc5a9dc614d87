import Glibc
import Logging
import LunaBus
import LunaCore
import LunaProbe
import LunaStore
import LunaTrust

/// Backs up an installation and restores it: the database as of one moment, the streams, the configuration, and which keys there
/// are. The folders of keys that protect keys are never part of it (docs/operations.md). Safe to use from any task.
public struct Backup: Sendable {
    let configuration: StackConfiguration
    /// Version of the program.
    let version: String
    let logger = Logger(label: "luna.backup") { _ in SwiftLogNoOpLogHandler() }

    /// What was done.
    public struct Report: Sendable {
        public var manifest: BackupManifest
        /// Of the file, in bytes.
        public var fileSize: Int64 = 0
        public var messages = 0
        /// What somebody has to look after, in words.
        public var notices: [String] = []
        /// Of a restore: where each tenant's audit chain ends now, and when that was.
        public var chains: [(tenant: String, sequence: Int64)] = []
        public var time: Int64 = 0
        public var duration = Duration.zero
    }

    /// - Parameter configuration: names the servers, or the local stack that has them.
    public init(configuration: StackConfiguration, version: String) {
        self.configuration = configuration
        self.version = version
    }

    // MARK: Create

    /// Writes a backup while everything goes on running.
    /// - Parameters:
    ///   - path: must not be there yet.
    ///   - files: further files to keep, such as `.env` or values of a chart.
    /// - Throws: `LunaError` `backup.…`, `seal.…`, and what the servers answer. Then no file is left behind.
    public func create(path: String, secret: SealedFile.Secret, files: [String] = []) async throws -> Report {
        let (begin, time) = (ContinuousClock.now, Self.moment())
        do {
            let report = try await write(path: path, secret: secret, files: files)
            await record(begin: time, duration: report.duration, size: report.fileSize, failure: nil)
            return report
        } catch {
            let failure = LunaError.wrapping(error)
            await record(begin: time, duration: ContinuousClock.now - begin, size: 0, failure: failure)
            throw failure
        }
    }

    private func write(path: String, secret: SealedFile.Secret, files: [String]) async throws -> Report {
        let begin = ContinuousClock.now
        let path = Files.absolute(path)
        let tools = try databaseTools()
        let (schemas, server) = try await withStore { store in
            (
                try await Self.schemas(store),
                try await store.query("SHOW server_version").first?.text("server_version") ?? ""
            )
        }
        guard !schemas.isEmpty else {
            throw LunaError(
                "backup.empty", .validation, "The database holds nothing of LunaCore: is DATABASE_URL the right one?")
        }
        let moment = CivilTime.rfc3339(unixNanoseconds: Self.moment(), digits: 3)
        let writer = try BackupWriter(
            path: path, about: ["product": .string(version), "created": .string(moment)], secret: secret)

        // The streams before the database: what goes from one to the other meanwhile is in both, and is recognised; the
        // other way round it could be in neither.
        let (definitions, messages) = try await withBus { bus in
            let copies = StreamCopies(bus: bus)
            return (try await copies.definitions(), try await copies.messages())
        }
        try writer.add(entry: "streams/definitions.json", definitions.serialized())
        for stream in messages { try writer.add(entry: "streams/\(stream.stream).jsonl", stream.lines) }

        try writer.begin("database.sql")
        try await tools.dump(schemas: schemas.keys.sorted()) { try writer.add($0) }

        try writer.add(entry: "configuration.json", settings().serialized())
        try writer.add(entry: "keys.json", keyFiles().serialized())
        for file in files {
            guard let bytes = Files.read(file) else {
                throw LunaError("backup.file_unreadable", .validation, "\(file) cannot be read.")
            }
            try writer.add(entry: "files/\(file.split(separator: "/").last ?? "file")", bytes)
        }
        let count = messages.reduce(0) { $0 + $1.count }
        let manifest = try writer.finish([
            "product": .string(version), "created": .string(moment), "postgresql": .string(server),
            "schemas": .object(schemas.mapValues { .number(JSONNumber($0)) }), "messages": .number(JSONNumber(count)),
        ])
        return Report(
            manifest: manifest, fileSize: writer.written, messages: count,
            notices: ["The folders of keys are not in the backup: keep copies of them elsewhere (docs/operations.md)."],
            duration: ContinuousClock.now - begin)
    }

    // MARK: Verify

    /// Reads all of a backup and checks every byte; needs no server.
    /// - Throws: `LunaError` `backup.…`, `seal.secret_wrong`.
    public static func verify(path: String, secret: SealedFile.Secret) async throws -> Report {
        let begin = ContinuousClock.now
        let path = Files.absolute(path)
        let manifest = try await onThread { try BackupReader(path: path, secret: secret).read() }
        var status = stat()
        let size = stat(path, &status) == 0 ? Int64(status.st_size) : 0
        return Report(
            manifest: manifest, fileSize: size, messages: Int(manifest.json["messages"]?.intValue ?? 0),
            duration: ContinuousClock.now - begin)
    }

    // MARK: Helpers

    /// Runs blocking work on a thread of its own.
    static func onThread<Value: Sendable>(_ body: @escaping @Sendable () throws -> Value) async throws -> Value {
        try await withCheckedContinuation { continuation in
            startThread { continuation.resume(returning: Result { try body() }) }
        }.get()
    }

    /// Now, in Unix nanoseconds.
    package static func moment() -> Int64 {
        var time = timespec()
        clock_gettime(CLOCK_REALTIME, &time)
        return Int64(time.tv_sec) * 1_000_000_000 + Int64(time.tv_nsec)
    }

    func databaseURL() throws -> String {
        guard let url = configuration.databaseURL ?? Files.text(configuration.databaseURLFile), !url.isEmpty else {
            throw LunaError(
                "backup.no_database", .validation,
                "There is no stack in \(configuration.directory): set DATABASE_URL and NATS_URL, or LUNA_HOME.")
        }
        return url
    }

    /// A setting, or what the file holds that the setting of the same name and `_FILE` names.
    private func setting(_ name: String) -> String? {
        configuration.environment[name].flatMap { $0.isEmpty ? nil : $0 }
            ?? configuration.environment["\(name)_FILE"].flatMap { Files.text($0) }
    }

    func databaseTools() throws -> DatabaseTools {
        try DatabaseTools(databaseURL: try databaseURL(), authorityFile: setting("LUNA_DATABASE_CA"))
    }

    func withStore<Value: Sendable>(_ body: (Store) async throws -> Value) async throws -> Value {
        var settings = StoreConfiguration(
            url: try databaseURL(), applicationName: "luna-backup", minConnections: 0, maxConnections: 1)
        settings.tlsCertificateAuthorityFile = setting("LUNA_DATABASE_CA")
        let store = try await Store.connect(settings, logger: logger)
        let outcome: Result<Value, any Error>
        do { outcome = .success(try await body(store)) } catch { outcome = .failure(error) }
        await store.close()
        return try outcome.get()
    }

    func withBus<Value: Sendable>(_ body: (Bus) async throws -> Value) async throws -> Value {
        let url = try configuration.natsURL ?? StackState.load(configuration.stateFile).natsURL
        guard !url.isEmpty else { throw LunaError("backup.no_bus", .validation, "Set NATS_URL, or LUNA_HOME.") }
        // Our own server knows its users; whole streams are only for whoever runs it.
        var settings = try configuration.busConfiguration(url)
        settings.name = "luna-backup"
        let bus = try await Bus.connect(settings, logger: logger)
        let outcome: Result<Value, any Error>
        do { outcome = .success(try await body(bus)) } catch { outcome = .failure(error) }
        await bus.drain(deadline: .seconds(2))
        return try outcome.get()
    }

    /// Schemas of the product, each with the number of its newest migration.
    static func schemas(_ store: Store) async throws -> [String: Int64] {
        let names = try await store.query(
            """
            SELECT space.nspname::text AS name FROM pg_class AS relation
            JOIN pg_namespace AS space ON space.oid = relation.relnamespace
            WHERE relation.relname = 'luna_migrations' AND relation.relkind = 'r'
            """
        ).map { try $0.text("name") }
        var all: [String: Int64] = [:]
        for name in names { all[name] = Int64(try await store.schemaVersion(name)) }
        return all
    }

    /// Settings without what is secret.
    private func settings() -> JSONValue {
        let secret = ["KEY", "PASSWORD", "SECRET", "TOKEN", "URL", "CREDENTIAL"]
        let names = configuration.environment.filter { name, _ in
            name.hasPrefix("LUNA_") && !secret.contains { name.range(of: $0) != nil }
        }
        let scale = (try? StackState.load(configuration.stateFile))?.scale ?? [:]
        return [
            "environment": .object(names.mapValues(JSONValue.string)),
            "scale": .object(scale.mapValues { .number(JSONNumber($0)) }),
        ]
    }

    /// Where services of this machine keep keys, as they are called here: those of the security service, and those that protect stored
    /// content.
    var keyFolders: [(name: String, path: String)] {
        func place(_ variable: String, _ usual: String) -> String {
            configuration.environment[variable].flatMap { $0.isEmpty ? nil : $0 }
                ?? "\(configuration.dataDirectory)/\(usual)"
        }
        return [
            ("security/keys", place("LUNA_SECURITY_KEYS_DIR", "security/keys")),
            ("keys", place("LUNA_KEYS_DIR", "keys")),
        ]
    }

    /// Which files of keys there are, so that a restored system can say which one is missing. Digests of random keys give
    /// nothing away.
    func keyFiles() -> JSONValue {
        let files = keyFolders.flatMap { folder in
            Files.names(in: folder.path).compactMap { name -> JSONValue? in
                guard let bytes = Files.read("\(folder.path)/\(name)", limit: 1 << 20) else { return nil }
                return ["name": .string("\(folder.name)/\(name)"), "sha256": .string(Digest(of: bytes).hex)]
            }
        }
        return ["files": .array(files)]
    }
}

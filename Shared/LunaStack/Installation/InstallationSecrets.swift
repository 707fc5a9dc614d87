import Glibc
import LunaBus
import LunaCore
import LunaTrust

/// Everything secret that an installation in containers needs, made once: a folder for each reader, which holds what that reader
/// needs and nothing else, so that mounting its folder is all that a container gets (decision 0031).
///
/// | Folder | Holds |
/// | --- | --- |
/// | `<service>` | `nats.password`, `ca.pem`, and `database.url` when the service has a schema |
/// | `outside/agent`, `outside/tenant-<name>` | `nats.password` of users outside the product |
/// | `access` | `access.key` of the first administrator |
/// | `operator` | `nats.password`, `database.url` and `backup.key` of whoever backs up and restores, `ca.pem` |
/// | `nats` | `authorization.conf`, `nats.pem`, `nats.key`, `ca.pem` |
/// | `postgres` | `admin`, `luna` and `roles/<schema>`: the passwords; `postgres.pem`, `postgres.key` |
/// | `gateway` | also `gateway.pem`, `gateway.key` |
/// | `authority` | what all of it is made from; for nobody |
public struct InstallationSecrets: Sendable {
    /// Where PostgreSQL and the owner of the files are.
    public struct Options: Sendable {
        /// `host:port` in the URLs of the database.
        public var database = "postgres:5432"
        /// Tenants whose own programs use the bus.
        public var tenants: [TenantID] = []
        /// Names under which the gateway is called, besides `gateway`, `localhost` and the loopback addresses.
        public var gatewayNames: [HostName] = []
        /// User and group that the services' files belong to; nil = whoever makes them.
        public var owner: UInt32?

        public init() {}
    }

    /// Absolute.
    public let directory: String

    /// - Parameter directory: absolute.
    public init(directory: String) { self.directory = directory }

    /// A file of a reader.
    public func file(_ reader: String, _ name: String) -> String { "\(directory)/\(reader)/\(name)" }

    private var users: NATSUsers { NATSUsers(directory: "\(directory)/authority/nats") }

    /// Makes what is missing; what is there stays as it is, but for the rights on the bus, which follow the contract of this build.
    ///
    /// - Returns: whether rights on the bus or certificates are not what they were, so that running servers have to read them again.
    /// - Throws: `LunaError` `file.write_failed`, and what ``NATSUsers/write(adding:)`` and ``CertificateFolder`` throw.
    @discardableResult
    public func make(_ options: Options = Options()) async throws -> Bool {
        try Files.makeDirectory("\(directory)/authority", mode: 0o700)
        try users.write(adding: options.tenants)
        let names =
            BusContract.services.map { ($0, BusContract.User.service($0)) }
            + [("outside/agent", .agent), ("operator", .administrator)]
            + users.tenants.map { ("outside/tenant-\($0.rawValue)", .tenant($0)) }
        for (reader, user) in names {
            guard let password = users.password(user) else { continue }
            try put(reader, "nats.password", password, options.owner)
        }
        var isChanged = Files.text(file("nats", "authorization.conf")) != Files.text(users.configurationFile)
        if let text = Files.text(users.configurationFile) { try put("nats", "authorization.conf", text, nil) }

        // PostgreSQL reads its own as a user whose number depends on the image: the folder is the fence.
        for name in ["admin", "luna"] { try keep("postgres", name, Self.password, nil, mode: 0o444) }
        try put("operator", "database.url", url("luna", "luna", options), options.owner)
        for (service, schema) in ServiceCatalog.schemas.sorted(by: { $0.key < $1.key }) {
            try keep("postgres/roles", schema, Self.password, nil, mode: 0o444)
            try put(service, "database.url", url("luna_\(schema)_owner", "roles/\(schema)", options), options.owner)
        }
        try keep("operator", "backup.key", { TextForm.hex(TextForm.random(32)) }, options.owner)
        try keep("access", "access.key", { AccessCredential().text }, options.owner)
        isChanged = try await certificates(options, readers: names.map(\.0)) || isChanged
        return isChanged
    }

    /// - Returns: whether any is new.
    private func certificates(_ options: Options, readers: [String]) async throws -> Bool {
        let folder = CertificateFolder(directory: "\(directory)/authority/certs")
        var wish = CertificateFolder.Wish()
        wish.namesOf = ["gateway": options.gatewayNames]
        let entries = try await folder.ensure(wish)
        func copy(_ source: String, _ reader: String, _ name: String, _ owner: UInt32?, mode: mode_t) throws {
            try put(reader, name, Files.text(source) ?? "", owner, mode: mode)
        }
        for reader in readers + ["nats", "access"] {
            try copy(folder.authorityFile, reader, "ca.pem", nil, mode: 0o444)
        }
        for server in CertificateFolder.servers {
            // PostgreSQL's key is given to its user when it starts (deploy/compose/postgres.sh).
            let owner = server == "gateway" ? options.owner : nil
            try copy(folder.certificateFile(server), server, "\(server).pem", nil, mode: 0o444)
            try copy(folder.keyFile(server), server, "\(server).key", owner, mode: 0o400)
        }
        return entries.contains(where: \.isNew)
    }

    private func url(_ user: String, _ passwordFile: String, _ options: Options) -> String {
        "postgres://\(user):\(Files.text(file("postgres", passwordFile)) ?? "")@\(options.database)/luna"
    }

    private static func password() -> String { TextForm.hex(TextForm.random(32)) }

    /// Writes a file unless it is there.
    private func keep(
        _ reader: String, _ name: String, _ value: () -> String, _ owner: UInt32?, mode: mode_t = 0o400
    ) throws {
        try put(reader, name, Files.text(file(reader, name)) ?? value(), owner, mode: mode)
    }

    private func put(
        _ reader: String, _ name: String, _ text: String, _ owner: UInt32?, mode: mode_t = 0o400
    ) throws {
        // Whoever mounts the folder may pass it; its files are the owner's.
        try Files.makeDirectory("\(directory)/\(reader)", mode: 0o755)
        let path = file(reader, name)
        if Files.text(path) != text { try Files.write(Array((text + "\n").utf8), to: path, mode: mode) }
        guard chmod(path, mode) == 0, owner.map({ chown(path, $0, $0) == 0 }) ?? true else {
            throw LunaError(
                "file.write_failed", .resource,
                "\(path) cannot be given to user \(owner ?? geteuid()): \(String(cString: strerror(errno))).",
                isRetryable: false)
        }
    }
}
